//! Lists: filtered, sorted, grouped, in pages that stay what they are.

use chrono::{TimeDelta, Utc};
use domain::access::EditTasks;
use domain::id::{MemberId, RecordId};
use domain::plan::list::{Ask, Filter, Group, Scope, Sort};
use domain::plan::status::Category;
use domain::plan::stopping::{Mover, NewStop};
use domain::plan::task::TaskKind;
use store::db::Asked;
use store::plan::list::{Listed, list};
use store::plan::{labels, stopping};
use uuid::Uuid;

use crate::world::{Who, World, act};

both!(
    filters_let_through_what_they_say,
    every_order_is_an_order,
    every_order_goes_the_other_way_too,
    summaries_show_what_their_parts_come_to,
    groups_by_when_it_is_due,
    those_that_break_a_link_are_found,
    groups_hold_together_over_pages,
    one_sees_what_one_may,
    my_work_is_mine,
    statements_do_not_grow_with_tasks,
    a_day_ends_where_the_project_is,
);

async fn asked(world: &World, who: Who, ask: &Ask) -> Listed {
    list(&world.db, &world.sight(who).await, ask).await.unwrap()
}

async fn titles(world: &World, filter: Filter) -> Vec<String> {
    let ask = Ask {
        filter,
        ..Ask::of(Scope::Project(world.cast.ngt))
    };
    let listed = asked(world, Who::Mo, &ask).await;
    assert_eq!(listed.total, listed.rows.len() as i64);
    listed.rows.into_iter().map(|row| row.title).collect()
}

async fn filters_let_through_what_they_say(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let three = world.top("Ünder 100% _wraps_").await;
    let key = world.may_on::<EditTasks>(Who::Mo, one).await;
    labels::add_label(&world.db, &key, &act(), RecordId(one), "Go live")
        .await
        .unwrap();
    let label = world.page("NGT-1").await.labels[0].id;
    world.give(one, Who::Lena, 1000).await.unwrap();
    let day = |n: i64| (Utc::now().date_naive() + TimeDelta::days(n)).to_string();
    world
        .edit(one, &[("finish", &day(-3), ""), ("percent", "5", "0")])
        .await
        .unwrap();
    world
        .edit(two, &[("finish", &day(20), ""), ("deadline", &day(10), "")])
        .await
        .unwrap();
    world
        .edit(
            three,
            &[("kind", "milestone", "task"), ("deadline", &day(30), "")],
        )
        .await
        .unwrap();
    world.close(Who::Mo, three).await.unwrap();
    let stop = NewStop {
        id: RecordId(Uuid::now_v7()),
        because: "Wind".into(),
        mover: Mover::Outside("Weather".into()),
    };
    stopping::stop_task(&world.db, &key, &act(), RecordId(one), &stop)
        .await
        .unwrap();
    let all = ["Map the codes", "Draw the lamps", "Ünder 100% _wraps_"];
    let none = Filter::default;
    let date = |n: i64| Some(Utc::now().date_naive() + TimeDelta::days(n));
    let state = world.states(world.page("NGT-1").await.project).await[0];
    let lena = Some(world.cast.members[&Who::Lena]);
    for (filter, expected) in [
        (none(), all.to_vec()),
        (
            Filter {
                text: "CODES".into(),
                ..none()
            },
            vec![all[0]],
        ),
        (
            Filter {
                text: "üNDER".into(),
                ..none()
            },
            vec![all[2]],
        ),
        (
            Filter {
                text: "0% _w".into(),
                ..none()
            },
            vec![all[2]],
        ),
        (
            Filter {
                text: "%".into(),
                ..none()
            },
            vec![all[2]],
        ),
        (
            Filter {
                text: "NGT-2".into(),
                ..none()
            },
            vec![all[1]],
        ),
        (
            Filter {
                text: "ngt-2".into(),
                ..none()
            },
            vec![all[1]],
        ),
        (
            Filter {
                text: "OTH-1".into(),
                ..none()
            },
            vec![],
        ),
        (
            Filter {
                status: Some(state),
                ..none()
            },
            vec![all[0], all[1]],
        ),
        (
            Filter {
                category: Some(Category::Done),
                ..none()
            },
            vec![all[2]],
        ),
        (
            Filter {
                assignee: lena,
                ..none()
            },
            vec![all[0]],
        ),
        (
            Filter {
                unassigned: true,
                ..none()
            },
            vec![all[1], all[2]],
        ),
        (
            Filter {
                label: Some(label),
                ..none()
            },
            vec![all[0]],
        ),
        (
            Filter {
                kind: Some(TaskKind::Milestone),
                ..none()
            },
            vec![all[2]],
        ),
        (
            Filter {
                due_before: date(10),
                ..none()
            },
            vec![all[0], all[1]],
        ),
        (
            Filter {
                due_before: date(9),
                ..none()
            },
            vec![all[0]],
        ),
        (
            Filter {
                due_after: date(10),
                ..none()
            },
            vec![all[1], all[2]],
        ),
        (
            Filter {
                due_after: date(11),
                ..none()
            },
            vec![all[2]],
        ),
        (
            Filter {
                due_after: date(-3),
                due_before: date(12),
                ..none()
            },
            vec![all[0], all[1]],
        ),
        (
            Filter {
                overdue: true,
                ..none()
            },
            vec![all[0]],
        ),
        (
            Filter {
                stopped: true,
                ..none()
            },
            vec![all[0]],
        ),
        (
            Filter {
                open_only: true,
                ..none()
            },
            vec![all[0], all[1]],
        ),
        (
            Filter {
                stopped: true,
                unassigned: true,
                ..none()
            },
            vec![],
        ),
    ] {
        assert_eq!(titles(&world, filter.clone()).await, expected, "{filter:?}");
    }
    let row = &asked(&world, Who::Mo, &Ask::of(Scope::Project(world.cast.ngt)))
        .await
        .rows[0];
    assert!(row.overdue);
    assert_eq!(
        row.stop
            .as_ref()
            .map(|s| (s.because.as_str(), s.mover_name.as_str())),
        Some(("Wind", "Weather"))
    );
    assert_eq!(
        (row.assignees[0].name.as_str(), row.labels[0].name.as_str()),
        ("Lena Hartmann", "Go live")
    );
}

async fn every_order_is_an_order(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let three = world.top("Ask").await;
    world.below(one, "Zoo").await;
    world
        .edit(
            one,
            &[("start", "2026-12-03", ""), ("deadline", "2026-12-05", "")],
        )
        .await
        .unwrap();
    world
        .edit(
            two,
            &[
                ("start", "2026-12-03 10:00", ""),
                ("finish", "2026-12-09", ""),
            ],
        )
        .await
        .unwrap();
    world
        .edit(
            three,
            &[
                ("start", "2026-12-01", ""),
                ("finish", "2026-12-02", ""),
                ("deadline", "2026-12-04", ""),
            ],
        )
        .await
        .unwrap();
    world.give(two, Who::Lena, 1000).await.unwrap();
    world.give(three, Who::Mo, 1000).await.unwrap();
    world.close(Who::Mo, one).await.unwrap();
    for (sort, expected) in [
        (Sort::Outline, ["NGT-1", "NGT-4", "NGT-2", "NGT-3"]),
        (Sort::Start, ["NGT-3", "NGT-1", "NGT-2", "NGT-4"]),
        (Sort::Finish, ["NGT-3", "NGT-2", "NGT-1", "NGT-4"]),
        (Sort::Deadline, ["NGT-3", "NGT-1", "NGT-4", "NGT-2"]),
        (Sort::Title, ["NGT-3", "NGT-2", "NGT-1", "NGT-4"]),
        (Sort::Status, ["NGT-4", "NGT-2", "NGT-3", "NGT-1"]),
        (Sort::Assignee, ["NGT-2", "NGT-3", "NGT-1", "NGT-4"]),
        (Sort::Key, ["NGT-1", "NGT-2", "NGT-3", "NGT-4"]),
    ] {
        for scope in [Scope::Project(world.cast.ngt), Scope::All] {
            let ask = Ask {
                sort,
                ..Ask::of(scope)
            };
            let keys: Vec<_> = asked(&world, Who::Mo, &ask)
                .await
                .rows
                .iter()
                .map(|r| r.key())
                .collect();
            assert_eq!(keys, expected, "{sort:?} {scope:?}");
        }
    }
}

async fn groups_hold_together_over_pages(world: World) {
    for n in 0..30 {
        let task = world.top(&format!("Task {}", n % 7)).await;
        if n % 3 == 0 {
            world.give(task, Who::Lena, 1000).await.unwrap();
        }
        if n % 5 == 0 {
            world.give(task, Who::Mo, 500).await.unwrap();
        }
        if n % 4 == 0 {
            world.close(Who::Mo, task).await.unwrap();
        }
    }
    for group in Group::ALL {
        for sort in Sort::ALL {
            for scope in [Scope::Project(world.cast.ngt), Scope::All] {
                let ask = |offset| Ask {
                    group: *group,
                    sort: *sort,
                    offset,
                    limit: 7,
                    ..Ask::of(scope)
                };
                let whole = asked(
                    &world,
                    Who::Mo,
                    &Ask {
                        limit: 100,
                        ..ask(0)
                    },
                )
                .await;
                assert_eq!(whole.rows.len() as i64, whole.total);
                let mut paged = Vec::new();
                for offset in (0..whole.total).step_by(7) {
                    paged.extend(asked(&world, Who::Mo, &ask(offset)).await.rows);
                }
                let ids =
                    |rows: &[store::plan::list::Row]| rows.iter().map(|r| r.id).collect::<Vec<_>>();
                assert_eq!(ids(&paged), ids(&whole.rows), "{group:?} {sort:?}");
                // Rows of a group stand together, in the order and number of the groups.
                let mut counted: Vec<(String, i64)> = Vec::new();
                for row in &whole.rows {
                    match counted.last_mut() {
                        Some((key, count)) if *key == row.group => *count += 1,
                        _ => counted.push((row.group.clone(), 1)),
                    }
                }
                let groups: Vec<_> = whole
                    .groups
                    .iter()
                    .map(|g| (g.key.clone(), g.count))
                    .collect();
                if *group != Group::None {
                    assert_eq!(counted, groups, "{group:?} {sort:?}");
                }
            }
        }
    }
}

async fn one_sees_what_one_may(world: World) {
    let keys = async |who: Who| {
        let listed = asked(&world, who, &Ask::of(Scope::All)).await;
        assert_eq!(listed.total, listed.rows.len() as i64);
        listed.rows.iter().map(|r| r.key()).collect::<Vec<_>>()
    };
    assert_eq!(keys(Who::Mo).await, ["NGT-1", "NGT-2"]);
    assert_eq!(keys(Who::Obi).await, ["NGT-1", "NGT-2"]);
    assert_eq!(keys(Who::Olga).await.len(), 3);
    assert!(keys(Who::Otto).await.is_empty());
    let other = Ask::of(Scope::Project(world.cast.oth));
    assert_eq!(asked(&world, Who::Mo, &other).await.total, 0);
    let foreign = Ask::of(Scope::Project(world.cast.fgn));
    assert_eq!(asked(&world, Who::Olga, &foreign).await.total, 0);
    world
        .trash_project(Who::Lena, world.cast.ngt)
        .await
        .unwrap();
    assert!(keys(Who::Mo).await.is_empty());
}

async fn my_work_is_mine(world: World) {
    world.give(world.cast.ngt_2, Who::Mo, 1000).await.unwrap();
    world.give(world.cast.ngt_1, Who::Lena, 1000).await.unwrap();
    let mine = asked(&world, Who::Mo, &Ask::of(Scope::Mine)).await;
    let keys: Vec<_> = mine.rows.iter().map(|r| r.key()).collect();
    assert_eq!((keys, mine.total), (vec!["NGT-2".to_owned()], 1));
    assert_eq!(
        asked(&world, Who::Obi, &Ask::of(Scope::Mine)).await.total,
        0
    );
}

async fn statements_do_not_grow_with_tasks(world: World) {
    let counted = async |ask: Ask| {
        let sight = world.sight(Who::Mo).await;
        let asked = std::sync::Arc::<Asked>::default();
        list(&world.db.counted(&asked), &sight, &ask).await.unwrap();
        asked.statements()
    };
    let everything = |scope| Ask {
        filter: Filter {
            open_only: true,
            overdue: false,
            ..Filter::default()
        },
        group: Group::Assignee,
        sort: Sort::Start,
        ..Ask::of(scope)
    };
    world
        .wait(world.cast.ngt_1, world.cast.ngt_2, "fs", "")
        .await
        .unwrap();
    // A summary among them: what its parts come to is one statement more, whatever there is below how many of them.
    world.below(world.cast.ngt_1, "A part").await;
    let project = Scope::Project(world.cast.ngt);
    let few = (
        counted(Ask::of(project)).await,
        counted(everything(Scope::All)).await,
    );
    for n in 0..40 {
        let task = world.below(world.cast.ngt_1, &format!("Task {n}")).await;
        world.give(task, Who::Lena, 1000).await.unwrap();
        world
            .wait(world.cast.ngt_2, task, "fs", "")
            .await
            .map(|_| ())
            .unwrap_or_default();
    }
    let many = (
        counted(Ask::of(project)).await,
        counted(everything(Scope::All)).await,
    );
    assert_eq!(few, many);
    assert!(many.0 <= 10 && many.1 <= 10, "{many:?}");
}

async fn a_day_ends_where_the_project_is(world: World) {
    // Two projects at the two ends of the day: in one of them it is always another day than in UTC.
    let today = Utc::now().date_naive();
    let id = world.cast.ngt_1;
    world
        .edit(id, &[("deadline", &today.to_string(), "")])
        .await
        .unwrap();
    let overdue = Ask {
        filter: Filter {
            overdue: true,
            ..Filter::default()
        },
        ..Ask::of(Scope::All)
    };
    for (zone, offset) in [("Pacific/Kiritimati", 14), ("Etc/GMT+12", -12)] {
        world
            .direct
            .run(format!("UPDATE project SET zone = '{zone}'"))
            .await;
        let there = (Utc::now() + TimeDelta::hours(offset)).date_naive();
        let expected = i64::from(today < there);
        assert_eq!(
            asked(&world, Who::Mo, &overdue).await.total,
            expected,
            "{zone}"
        );
        let row = asked(&world, Who::Mo, &Ask::of(Scope::All))
            .await
            .rows
            .remove(0);
        assert_eq!(i64::from(row.overdue), expected, "{zone}");
    }
    let _ = MemberId(id);
}

/// What has no value stands last either way.
async fn every_order_goes_the_other_way_too(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let three = world.top("Ask").await;
    world.top("Nothing said").await;
    for (task, day, time, effort) in [
        (one, "2026-12-03", "", "2d"),
        (two, "2026-12-03 10:00", "", "1d"),
        (three, "2026-12-01", "2026-12-02", "3d"),
    ] {
        let fields = [
            ("start", day, ""),
            ("finish", time, ""),
            ("effort", effort, ""),
        ];
        world.edit(task, &fields).await.unwrap();
    }
    for (sort, up, down) in [
        (
            Sort::Effort,
            ["NGT-2", "NGT-1", "NGT-3", "NGT-4"],
            ["NGT-3", "NGT-1", "NGT-2", "NGT-4"],
        ),
        (
            Sort::Start,
            ["NGT-3", "NGT-1", "NGT-2", "NGT-4"],
            ["NGT-1", "NGT-2", "NGT-3", "NGT-4"],
        ),
        (
            Sort::Finish,
            ["NGT-3", "NGT-1", "NGT-2", "NGT-4"],
            ["NGT-3", "NGT-1", "NGT-2", "NGT-4"],
        ),
        (
            Sort::Key,
            ["NGT-1", "NGT-2", "NGT-3", "NGT-4"],
            ["NGT-4", "NGT-3", "NGT-2", "NGT-1"],
        ),
    ] {
        for (descending, expected) in [(false, up), (true, down)] {
            let ask = Ask {
                sort,
                descending,
                ..Ask::of(Scope::Project(world.cast.ngt))
            };
            let listed = asked(&world, Who::Mo, &ask).await;
            let keys: Vec<_> = listed.rows.iter().map(|row| row.key()).collect();
            assert_eq!(keys, expected, "{sort:?} {descending}");
        }
    }
}

/// In the list and on the task's own page alike.
async fn summaries_show_what_their_parts_come_to(world: World) {
    let whole = world.cast.ngt_1;
    let first = world.below(whole, "First").await;
    let then = world.below(whole, "Then").await;
    let deep = world.below(then, "Deep").await;
    let dated = [
        (first, "2026-12-01", "2026-12-04 16:30", "3d", "50"),
        (deep, "2026-12-02 09:00", "2026-12-09", "1d", "0"),
    ];
    for (task, start, finish, effort, percent) in dated {
        let fields = [
            ("start", start, ""),
            ("finish", finish, ""),
            ("effort", effort, ""),
            ("percent", percent, "0"),
        ];
        world.edit(task, &fields).await.unwrap();
    }
    let shown = async |key: &str| {
        let ask = Ask::of(Scope::Project(world.cast.ngt));
        let listed = asked(&world, Who::Mo, &ask).await;
        let row = listed.rows.iter().find(|row| row.key() == key).unwrap();
        let page = world.page(key).await;
        assert_eq!(row.summary, page.summary, "{key}");
        page.summary.map(|of| {
            let text =
                |when: Option<domain::time::When>| when.map(|w| w.to_string()).unwrap_or_default();
            (text(of.start), text(of.finish), of.effort, of.percent)
        })
    };
    let of = |start: &str, finish: &str, effort, percent| {
        Some((start.to_owned(), finish.to_owned(), effort, percent))
    };
    let day = 480;
    assert_eq!(
        shown("NGT-1").await,
        of("2026-12-01", "2026-12-09", Some(4 * day), 37)
    );
    assert_eq!(
        shown("NGT-4").await,
        of("2026-12-02 09:00", "2026-12-09", Some(day), 0)
    );
    assert_eq!(
        shown("NGT-3").await,
        None,
        "a task with nothing below it is no summary"
    );
    // What is done is done, whatever its per cent; what is put away counts no more.
    world.close(Who::Mo, deep).await.unwrap();
    assert_eq!(
        shown("NGT-1").await,
        of("2026-12-01", "2026-12-09", Some(4 * day), 62)
    );
    world.trash_task(Who::Mo, then).await.unwrap();
    assert_eq!(
        shown("NGT-1").await,
        of("2026-12-01", "2026-12-04 16:30", Some(3 * day), 50)
    );
    // Dates of its own stand, as a file says them of its summaries.
    world
        .edit(whole, &[("start", "2026-11-30", "")])
        .await
        .unwrap();
    assert_eq!(
        shown("NGT-1").await,
        of("2026-11-30", "", Some(3 * day), 50)
    );
}

async fn groups_by_when_it_is_due(world: World) {
    let day = |n: i64| (Utc::now().date_naive() + TimeDelta::days(n)).to_string();
    let week = domain::day::morning::week(Utc::now().date_naive());
    let three = world.top("Later").await;
    let four = world.top("Long done").await;
    world.top("Some day").await;
    for (task, field, due) in [
        (world.cast.ngt_1, "deadline", day(-3)),
        (world.cast.ngt_2, "finish", week.1.to_string()),
        (three, "finish", day(30)),
        (four, "finish", day(-9)),
    ] {
        world.edit(task, &[(field, &due, "")]).await.unwrap();
    }
    world.close(Who::Mo, four).await.unwrap();
    for scope in [Scope::Project(world.cast.ngt), Scope::All] {
        let ask = Ask {
            group: Group::Due,
            sort: Sort::Key,
            ..Ask::of(scope)
        };
        let listed = asked(&world, Who::Mo, &ask).await;
        let groups: Vec<_> = listed
            .groups
            .iter()
            .map(|g| (g.key.as_str(), g.count))
            .collect();
        assert_eq!(
            groups,
            [
                ("late", 1),
                ("week", 1),
                ("later", 1),
                ("none", 1),
                ("over", 1)
            ],
            "{scope:?}"
        );
        let rows: Vec<_> = listed
            .rows
            .iter()
            .map(|row| (row.number, row.group.as_str()))
            .collect();
        assert_eq!(
            rows,
            [
                (1, "late"),
                (2, "week"),
                (3, "later"),
                (5, "none"),
                (4, "over")
            ]
        );
    }
}

async fn those_that_break_a_link_are_found(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let three = world.top("Keeps it").await;
    let four = world.top("Too early for its lag").await;
    for (task, start, finish) in [
        (one, "2026-12-01", "2026-12-04"),
        (two, "2026-12-02", "2026-12-09"),
        (three, "2026-12-07", "2026-12-09"),
        (four, "2026-12-07", "2026-12-09"),
    ] {
        let fields = [("start", start, ""), ("finish", finish, "")];
        world.edit(task, &fields).await.unwrap();
    }
    for (task, lag) in [(two, ""), (three, ""), (four, "2d")] {
        world.wait(one, task, "fs", lag).await.unwrap();
    }
    let broken = async |scope| {
        let filter = Filter {
            breaks: true,
            ..Filter::default()
        };
        let ask = Ask {
            filter,
            ..Ask::of(scope)
        };
        let listed = asked(&world, Who::Mo, &ask).await;
        assert_eq!(listed.total, listed.rows.len() as i64);
        assert!(listed.rows.iter().all(|row| !row.breaks.is_empty()));
        listed.rows.iter().map(|row| row.number).collect::<Vec<_>>()
    };
    for scope in [Scope::Project(world.cast.ngt), Scope::All] {
        assert_eq!(broken(scope).await, [2, 4], "{scope:?}");
    }
    world
        .edit(two, &[("start", "2026-12-07", "2026-12-02")])
        .await
        .unwrap();
    assert_eq!(broken(Scope::All).await, [4]);
    world.close(Who::Mo, four).await.unwrap();
    assert_eq!(broken(Scope::All).await, Vec::<i64>::new());
}
