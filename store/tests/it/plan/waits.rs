//! Links: cycles named by their path, dates that break them, changes of them and back.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use domain::access::EditTasks;
use domain::form;
use domain::id::RecordId;
use domain::plan::links::End;
use domain::plan::list::{Ask, Filter, Scope};
use domain::plan::moving::Move;
use domain::refusal::{Code, Refused};
use store::day::today;
use store::plan::{links, list::list};
use uuid::Uuid;

use super::id;
use crate::world::{Who, World, act, refused};

both!(
    a_cycle_is_refused_and_its_path_named,
    cycles_through_summaries_are_refused_too,
    two_links_at_once_close_no_cycle,
    a_broken_link_offers_the_earliest_date,
    every_lag_is_counted,
    a_summary_holds_with_the_dates_of_its_parts,
    what_a_summary_waits_for_holds_its_parts,
    what_has_happened_counts,
    links_are_changed_and_removed_and_back,
    what_cannot_be_linked_says_why,
);

fn cycle(path: &str) -> Refused {
    Refused::field_with("predecessor", Code::LinkCycle, path)
}

async fn a_cycle_is_refused_and_its_path_named(world: World) {
    let (one, two, three) = (world.cast.ngt_1, world.cast.ngt_2, world.top("Third").await);
    world.wait(one, two, "fs", "").await.unwrap();
    world.wait(two, three, "ss", "1d").await.unwrap();
    let head = world.head().await;
    assert_eq!(
        refused(world.wait(three, one, "ff", "").await),
        cycle("NGT-3 → NGT-1 → NGT-2 → NGT-3")
    );
    assert_eq!(
        refused(world.wait(one, one, "fs", "").await),
        cycle("NGT-1 → NGT-1")
    );
    assert_eq!(world.head().await, head);
    // Along the way is no cycle.
    world.wait(one, three, "fs", "").await.unwrap();
}

async fn cycles_through_summaries_are_refused_too(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let part = world.below(two, "Part").await; // NGT-3
    let deep = world.below(part, "Deep").await; // NGT-4
    assert_eq!(
        refused(world.wait(two, deep, "fs", "").await),
        cycle("NGT-2 → NGT-4 → NGT-2")
    );
    world.wait(one, two, "fs", "").await.unwrap();
    assert_eq!(
        refused(world.wait(deep, one, "fs", "").await),
        cycle("NGT-4 → NGT-1 → NGT-2 → NGT-4")
    );
    // To move what holds a task below that task closes one as well.
    let refusal = refused(world.go(one, Move::Below(id(part))).await);
    assert!(
        matches!(&refusal, Refused::Invalid { fields } if fields[0].field == "anchor" && fields[0].code == Code::LinkCycle
            && fields[0].arg.contains("NGT-1") && fields[0].arg.contains("NGT-2")),
        "{refusal:?}"
    );
    // And so may taking something out of the trash.
    world.trash_task(Who::Mo, one).await.unwrap();
    let three = world.top("Bridge").await; // NGT-5
    world.wait(deep, three, "fs", "").await.unwrap();
    world.restore_task(Who::Mo, one).await.unwrap();
    world
        .wait(three, one, "fs", "")
        .await
        .map(|_| ())
        .unwrap_err();
    world.trash_task(Who::Mo, deep).await.unwrap();
    world.wait(three, one, "fs", "").await.unwrap();
    let refusal = refused(world.restore_task(Who::Mo, deep).await);
    assert!(
        matches!(&refusal, Refused::Invalid { fields } if fields[0].code == Code::LinkCycle),
        "{refusal:?}"
    );
}

async fn two_links_at_once_close_no_cycle(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let (there, back) = tokio::join!(
        world.wait(one, two, "fs", ""),
        world.wait(two, one, "fs", "")
    );
    assert!(there.is_ok() != back.is_ok(), "{there:?} {back:?}");
    world.assert_whole().await;
}

/// What the page of the second task says of its link: the end and the earliest date, or `kept`. The list says the same.
async fn judged(world: &World) -> String {
    let page = world.page("NGT-2").await;
    let said = page.waits_for[0].broken.map_or("kept".to_owned(), |b| {
        format!("{} {}", b.end.code(), b.earliest)
    });
    let holds = world.page("NGT-1").await.holds[0].broken;
    assert_eq!(holds, page.waits_for[0].broken, "from both sides");
    let sight = world.sight(Who::Mo).await;
    let listed = list(&world.db, &sight, &Ask::of(Scope::Project(world.cast.ngt)))
        .await
        .unwrap();
    let row = listed.rows.iter().find(|r| r.number == 2).unwrap();
    let in_list = row.breaks.first().map_or("kept".to_owned(), |b| {
        assert_eq!(b.predecessor, "NGT-1");
        assert_eq!(row.earliest(b.end), Some(b.earliest));
        format!("{} {}", b.end.code(), b.earliest)
    });
    assert_eq!(in_list, said);
    assert_eq!(
        listed.assumed_hours,
        said != "kept",
        "nobody has said any hours"
    );
    let in_morning = morning(world).await;
    let day = page.waits_for[0].broken.map(|b| b.earliest.day);
    assert_eq!(in_morning, day, "on Today");
    said
}

/// The earliest day that keeps the link, as Today has it on the day before the second task begins.
async fn morning(world: &World) -> Option<NaiveDate> {
    let page = world.page("NGT-2").await;
    let start = page.start.or(page.finish)?.day;
    let eve = (start - TimeDelta::days(1))
        .and_time(NaiveTime::MIN)
        .and_utc();
    let sight = world.sight(Who::Olga).await;
    let today = today::today(&world.db, &sight, "Etc/UTC", eve + TimeDelta::hours(9));
    let links = today.await.unwrap().facts.links;
    links.into_iter().find_map(|link| link.before.earliest)
}

/// What waits for a summary waits for all of it.
async fn a_summary_holds_with_the_dates_of_its_parts(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let part = world.below(one, "Part").await;
    let last = world.below(one, "Last part").await;
    for (task, start, finish) in [
        (part, "2026-12-01", "2026-12-02"),
        (last, "2026-12-02", "2026-12-04"),
        (two, "2026-12-01", "2026-12-01"),
    ] {
        world
            .edit(task, &[("start", start, ""), ("finish", finish, "")])
            .await
            .unwrap();
    }
    for (kind, said) in [
        ("fs", "start 2026-12-07"),
        ("ss", "kept"),
        ("ff", "finish 2026-12-04"),
    ] {
        let linked = world.wait(one, two, kind, "").await.unwrap();
        assert_eq!(judged(&world).await, said, "{kind}");
        world.back(two, linked.seq).await;
    }
    // Only those who wait are known by their filter, too.
    world.wait(one, two, "fs", "").await.unwrap();
    let filter = Filter {
        breaks: true,
        ..Filter::default()
    };
    let ask = Ask {
        filter,
        ..Ask::of(Scope::Project(world.cast.ngt))
    };
    let sight = world.sight(Who::Mo).await;
    let listed = list(&world.db, &sight, &ask).await.unwrap();
    let numbers: Vec<_> = listed.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [2]);
    // Done when all of it is.
    for (task, is_done) in [(part, false), (last, true)] {
        world.close(Who::Mo, task).await.unwrap();
        let eve = "2026-11-30T09:00:00Z".parse().unwrap();
        let sight = world.sight(Who::Olga).await;
        let today = today::today(&world.db, &sight, "Etc/UTC", eve).await;
        let before = &today.unwrap().facts.links[0].before;
        assert_eq!((before.is_done, before.is_begun), (is_done, true));
    }
}

/// What holds the beginning of a summary holds each of its parts, on page, list, filter and Today.
async fn what_a_summary_waits_for_holds_its_parts(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let early = world.below(two, "Early part").await; // NGT-3
    let middle = world.below(two, "Middle").await; // NGT-4
    let deep = world.below(middle, "Deep part").await; // NGT-5
    let late = world.below(two, "Late part").await; // NGT-6
    for (task, start, finish) in [
        (one, "2026-12-01", "2026-12-04"),
        (early, "2026-12-02", "2026-12-03"),
        (deep, "2026-12-04", "2026-12-09"),
        (late, "2026-12-07", "2026-12-08"),
    ] {
        let fields = [("start", start, ""), ("finish", finish, "")];
        world.edit(task, &fields).await.unwrap();
    }
    let filter = Filter {
        breaks: true,
        ..Filter::default()
    };
    let ask = Ask {
        filter,
        ..Ask::of(Scope::Project(world.cast.ngt))
    };
    let sight = world.sight(Who::Mo).await;
    // An end is held for all of it together, not for each part.
    let linked = world.wait(one, two, "ff", "").await.unwrap();
    assert!(list(&world.db, &sight, &ask).await.unwrap().rows.is_empty());
    assert!(world.page("NGT-3").await.waits_for.is_empty());
    world.back(two, linked.seq).await;

    world.wait(one, two, "fs", "").await.unwrap();
    let listed = list(&world.db, &sight, &ask).await.unwrap();
    let said: Vec<_> = listed
        .rows
        .iter()
        .map(|row| {
            let broken = &row.breaks[0];
            (row.number, broken.earliest.to_string())
        })
        .collect();
    let monday = "2026-12-07".to_owned();
    assert_eq!(said, [(3, monday.clone()), (5, monday.clone())]);
    let page = world.page("NGT-5").await;
    let link = &page.waits_for[0];
    assert_eq!(
        (link.task.key.as_str(), link.through.as_deref()),
        ("NGT-1", Some("NGT-2"))
    );
    assert_eq!(link.broken.unwrap().earliest.to_string(), monday);
    assert!(world.page("NGT-6").await.waits_for[0].broken.is_none());
    assert!(world.page("NGT-2").await.waits_for[0].through.is_none());
    // On Today all of them wait for it.
    let eve = "2026-12-02T09:00:00Z".parse().unwrap();
    let sight = world.sight(Who::Olga).await;
    let today = today::today(&world.db, &sight, "Etc/UTC", eve).await;
    let links = today.unwrap().facts.links;
    let mut held: Vec<_> = links.iter().map(|link| link.successor).collect();
    held.sort();
    let mut parts = vec![early, deep, late];
    parts.sort();
    assert_eq!(held, parts);
    assert!(links.iter().all(|link| !link.before.is_done));
}

async fn a_broken_link_offers_the_earliest_date(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    // A Tuesday to a Friday; the other on the Monday before.
    world
        .edit(
            one,
            &[("start", "2026-12-01", ""), ("finish", "2026-12-04", "")],
        )
        .await
        .unwrap();
    world
        .edit(
            two,
            &[("start", "2026-11-30", ""), ("finish", "2026-11-30", "")],
        )
        .await
        .unwrap();
    for (kind, said, end) in [
        ("fs", "start 2026-12-07", End::Start),
        ("ss", "start 2026-12-01", End::Start),
        ("ff", "finish 2026-12-04", End::Finish),
        ("sf", "finish 2026-12-01", End::Finish),
    ] {
        let linked = world.wait(one, two, kind, "").await.unwrap();
        assert_eq!(judged(&world).await, said, "{kind}");
        // One tap: the very date that was offered keeps it, and the day before does not.
        let page = world.page("NGT-2").await;
        let broken = page.waits_for[0].broken.unwrap();
        let earliest = broken.earliest;
        let moved = match end {
            End::Start => {
                // A day of work stays one: what would end before it begins goes along.
                let along = broken.along.unwrap();
                assert_eq!(along, earliest);
                world
                    .edit(
                        two,
                        &[
                            ("start", &earliest.to_string(), "2026-11-30"),
                            ("finish", &along.to_string(), "2026-11-30"),
                        ],
                    )
                    .await
            }
            End::Finish => {
                world
                    .edit(two, &[("finish", &earliest.to_string(), "2026-11-30")])
                    .await
            }
        };
        let moved = moved.unwrap();
        assert_eq!(judged(&world).await, "kept", "{kind}");
        // Nothing else has moved.
        let other = world.page("NGT-1").await;
        assert_eq!(
            other.start.map(|w| w.to_string()),
            Some("2026-12-01".into())
        );
        world.back(two, moved.seq).await;
        world.back(two, linked.seq).await;
    }
    // To the minute, where the date is one.
    world
        .edit(one, &[("finish", "2026-12-04 14:30", "2026-12-04")])
        .await
        .unwrap();
    world
        .edit(
            two,
            &[
                ("start", "2026-12-04 10:00", "2026-11-30"),
                ("finish", "", "2026-11-30"),
            ],
        )
        .await
        .unwrap();
    world.wait(one, two, "fs", "1h").await.unwrap();
    assert_eq!(judged(&world).await, "start 2026-12-04 15:30");
}

async fn every_lag_is_counted(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    world
        .edit(
            one,
            &[
                ("start", "2026-12-01", ""),
                ("finish", "2026-12-03", ""),
                ("duration", "3d", ""),
            ],
        )
        .await
        .unwrap();
    world
        .edit(
            two,
            &[("start", "2026-11-23", ""), ("finish", "2026-11-24", "")],
        )
        .await
        .unwrap();
    for (kind, lag, said) in [
        ("fs", "2d", "start 2026-12-08"),
        ("fs", "-1d", "start 2026-12-03"),
        ("fs", "4h", "start 2026-12-07"),
        ("fs", "3ed", "start 2026-12-07"),
        ("ss", "100%", "start 2026-12-04"),
        ("ss", "50e%", "start 2026-12-02"),
        ("ff", "1d", "finish 2026-12-04"),
        ("ff", "-2d", "finish 2026-12-01"),
        ("sf", "2d", "finish 2026-12-02"),
    ] {
        let linked = world.wait(one, two, kind, lag).await.unwrap();
        assert_eq!(judged(&world).await, said, "{kind} {lag}");
        world.back(two, linked.seq).await;
    }
}

async fn what_has_happened_counts(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    world
        .edit(
            one,
            &[("start", "2035-12-03", ""), ("finish", "2035-12-07", "")],
        )
        .await
        .unwrap();
    world
        .edit(two, &[("start", "2035-12-04", "")])
        .await
        .unwrap();
    world.wait(one, two, "fs", "").await.unwrap();
    assert_eq!(judged(&world).await, "start 2035-12-10");
    // Done long before it was planned: what waits for it may start.
    let closed = world.close(Who::Mo, one).await.unwrap();
    assert_eq!(judged(&world).await, "kept");
    world.back(one, closed.seq).await;
    // What is done itself keeps nothing any more.
    world.close(Who::Mo, two).await.unwrap();
    assert_eq!(judged(&world).await, "kept");
}

async fn links_are_changed_and_removed_and_back(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let made = world.wait(one, two, "fs", "").await.unwrap();
    let link = world.page("NGT-2").await.waits_for[0].id;
    let shown = async || {
        let page = world.page("NGT-2").await;
        page.waits_for.first().map_or("none".to_owned(), |l| {
            format!("{} {}", l.kind.code(), l.lag.shown(480))
        })
    };
    let key = world.may_on::<EditTasks>(Who::Mo, two).await;
    let form = form::EditLink {
        kind: "ff".into(),
        kind_was: "fs".into(),
        lag: "1d".into(),
        ..Default::default()
    };
    let edited = links::edit_link(&world.db, &key, &act(), RecordId(two), link, &form)
        .await
        .unwrap();
    assert_eq!(shown().await, "ff 1d");
    let stale = refused(
        links::edit_link(
            &world.db,
            &key,
            &act(),
            RecordId(two),
            link,
            &form::EditLink {
                lag: "3d".into(),
                lag_was: "2d".into(),
                ..Default::default()
            },
        )
        .await,
    );
    assert!(
        matches!(stale, Refused::Stale { field, theirs, .. } if field == "lag" && theirs == "1d")
    );
    let undone = world.back(two, edited.seq).await;
    assert_eq!(shown().await, "fs ");
    world.back(two, undone).await;
    assert_eq!(shown().await, "ff 1d");
    // From the other end.
    let removed = links::remove_link(&world.db, &key, &act(), RecordId(one), link)
        .await
        .unwrap();
    assert_eq!(shown().await, "none");
    world.back(two, removed.seq).await;
    assert_eq!(shown().await, "ff 1d");
    // Both tasks' activity tells of it.
    let sight = world.sight(Who::Mo).await;
    for task in [one, two] {
        let told = store::audit::activity(&world.db, &sight, RecordId(task))
            .await
            .unwrap();
        assert!(
            told.iter()
                .filter(|e| e.kind == "task.links_changed")
                .count()
                >= 5
        );
    }
    assert_eq!(
        refused(world.undo_on_task(Who::Mo, two, made.seq).await),
        Refused::conflict(Code::ChangedSince)
    );
    // A removed link whose return would close a cycle stays away.
    let removed = links::remove_link(&world.db, &key, &act(), RecordId(two), link)
        .await
        .unwrap();
    world.wait(two, one, "fs", "").await.unwrap();
    assert_eq!(
        refused(world.undo_on_task(Who::Mo, two, removed.seq).await),
        cycle("NGT-1 → NGT-2 → NGT-1")
    );
    world.assert_whole().await;
}

async fn what_cannot_be_linked_says_why(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    world.wait(one, two, "fs", "").await.unwrap();
    assert_eq!(
        refused(world.wait(one, two, "ss", "").await),
        Refused::field("predecessor", Code::AlreadyLinked)
    );
    let unknown = Refused::field("predecessor", Code::NoSuchTask);
    for other in [
        world.cast.oth_1,
        world.cast.fgn_1,
        world.cast.ngt,
        Uuid::now_v7(),
    ] {
        assert_eq!(refused(world.wait(other, two, "fs", "").await), unknown);
    }
    let key = world.may_on::<EditTasks>(Who::Mo, one).await;
    for (name, code) in [
        ("OTH-1", Code::NoSuchTask),
        ("NGT-99", Code::NoSuchTask),
        ("", Code::Missing),
    ] {
        let form = form::AddLink {
            id: Uuid::now_v7().to_string(),
            predecessor: name.into(),
            ..Default::default()
        };
        assert_eq!(
            refused(links::add_link(&world.db, &key, &act(), RecordId(one), &form).await),
            Refused::field("predecessor", code),
            "{name}"
        );
    }
    assert_eq!(
        refused(world.wait(one, two, "xx", "soon").await),
        Refused::Invalid {
            fields: [("kind", Code::NotAChoice), ("lag", Code::NotALag)]
                .map(|(field, code)| domain::refusal::FieldRefusal {
                    field: field.into(),
                    code,
                    arg: String::new()
                })
                .into()
        }
    );
}
