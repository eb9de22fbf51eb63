//! The tasks of a calendar's leaf, its days off, and a task moved to another day.

use chrono::{NaiveDate, TimeDelta, Utc};
use domain::access::{EditTasks, ManageWorkspace};
use domain::form;
use domain::id::RecordId;
use domain::people::capacity::Usual;
use domain::people::holiday::Place;
use domain::people::week::Week;
use domain::plan::list::{Ask, Filter, Scope};
use domain::plan::status::Category;
use domain::refusal::Refused;
use store::people::week;
use store::plan::list::list;
use store::plan::month::{Days, days, shift_task};
use uuid::Uuid;

use crate::world::{Outcome, Who, World, act, refused};

both!(
    what_lies_on_the_days_is_there_by_its_first_day,
    what_is_not_ones_own_to_see_is_not_there,
    a_day_s_list_holds_what_the_calendar_has_on_it,
    late_is_judged_by_the_day_of_the_project,
    weekends_and_holidays_are_off_by_their_names,
    a_task_moves_with_its_start_and_comes_back,
);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn lying(
    world: &World,
    who: Who,
    scope: Scope,
    filter: Filter,
    from: &str,
    to: &str,
) -> Days {
    let sight = world.sight(who).await;
    days(
        &world.db,
        &sight,
        scope,
        &filter,
        (day(from), day(to)),
        None,
    )
    .await
    .unwrap()
}

async fn november(world: &World, who: Who, scope: Scope) -> Vec<String> {
    let days = lying(
        world,
        who,
        scope,
        Filter::default(),
        "2026-10-26",
        "2026-12-06",
    )
    .await;
    assert_eq!(days.total, days.tasks.len() as i64);
    days.tasks.into_iter().map(|task| task.title).collect()
}

async fn dated(world: &World, title: &str, start: &str, finish: &str, deadline: &str) -> Uuid {
    let id = world.top(title).await;
    let fields = [
        ("start", start, ""),
        ("finish", finish, ""),
        ("deadline", deadline, ""),
    ];
    world.edit(id, &fields).await.unwrap();
    id
}

async fn what_lies_on_the_days_is_there_by_its_first_day(world: World) {
    dated(&world, "Over it", "2026-01-01", "2027-12-31", "").await;
    dated(&world, "Its first day", "2026-10-26", "", "").await;
    dated(&world, "Its last hour", "", "2026-12-06 23:30", "").await;
    dated(&world, "By its deadline", "2026-11-20", "", "2026-11-24").await;
    dated(&world, "Long", "2026-11-20", "2026-11-30", "").await;
    dated(&world, "Before", "2026-10-01", "2026-10-25", "").await;
    dated(&world, "Behind", "2026-12-07", "", "").await;
    let done = dated(&world, "Done", "", "2026-11-03", "").await;
    world.close(Who::Mo, done).await.unwrap();
    let here = Scope::Project(world.cast.ngt);
    assert_eq!(
        november(&world, Who::Mo, here).await,
        [
            "Over it",
            "Its first day",
            "Done",
            "Long",
            "By its deadline",
            "Its last hour"
        ]
    );
    let open = Filter {
        open_only: true,
        ..Filter::default()
    };
    let days = lying(&world, Who::Mo, here, open, "2026-11-20", "2026-11-20").await;
    let said: Vec<_> = days
        .tasks
        .iter()
        .map(|task| (task.title.as_str(), task.due.to_string(), task.category))
        .collect();
    assert_eq!(
        said,
        [
            ("Over it", "2027-12-31".into(), Category::Todo),
            ("Long", "2026-11-30".into(), Category::Todo),
            ("By its deadline", "2026-11-24".into(), Category::Todo),
        ]
    );
    let last = lying(
        &world,
        Who::Mo,
        here,
        Filter::default(),
        "2026-12-06",
        "2026-12-06",
    )
    .await;
    let due = last.tasks.last().map(|task| task.due.to_string());
    assert_eq!(due.as_deref(), Some("2026-12-06 23:30"));
}

async fn what_is_not_ones_own_to_see_is_not_there(world: World) {
    let mine = dated(&world, "Mine", "", "2026-11-10", "").await;
    dated(&world, "Another's", "", "2026-11-11", "").await;
    world.give(mine, Who::Mo, 1000).await.unwrap();
    world
        .direct
        .run(
            "UPDATE task SET finish_day = '2026-11-12' WHERE title = 'Hidden from most'".to_owned(),
        )
        .await;
    assert_eq!(
        november(&world, Who::Mo, Scope::All).await,
        ["Mine", "Another's"]
    );
    assert_eq!(november(&world, Who::Mo, Scope::Mine).await, ["Mine"]);
    assert!(november(&world, Who::Otto, Scope::All).await.is_empty());
    assert!(
        november(&world, Who::Otto, Scope::Project(world.cast.ngt))
            .await
            .is_empty()
    );
}

async fn a_day_s_list_holds_what_the_calendar_has_on_it(world: World) {
    dated(&world, "Over days", "2026-11-03", "2026-11-10", "").await;
    dated(&world, "That day", "", "2026-11-05", "").await;
    dated(&world, "The day after", "", "2026-11-06", "").await;
    let on = Some(day("2026-11-05"));
    let filter = Filter {
        from: on,
        to: on,
        ..Filter::default()
    };
    let ask = Ask {
        filter,
        ..Ask::of(Scope::Project(world.cast.ngt))
    };
    let listed = list(&world.db, &world.sight(Who::Mo).await, &ask)
        .await
        .unwrap();
    let mut titles: Vec<_> = listed.rows.into_iter().map(|row| row.title).collect();
    titles.sort();
    assert_eq!(
        (listed.total, titles),
        (2, vec!["Over days".into(), "That day".into()])
    );
}

async fn late_is_judged_by_the_day_of_the_project(world: World) {
    let today = Utc::now().date_naive();
    dated(&world, "Due today", "", &today.to_string(), "").await;
    for (zone, offset) in [("Pacific/Kiritimati", 14), ("Etc/GMT+12", -12)] {
        world
            .direct
            .run(format!("UPDATE project SET zone = '{zone}'"))
            .await;
        let there = (Utc::now() + TimeDelta::hours(offset)).date_naive();
        let (from, to) = (today.to_string(), today.to_string());
        let days = lying(&world, Who::Mo, Scope::All, Filter::default(), &from, &to).await;
        assert_eq!(days.tasks[0].overdue, today < there, "{zone}");
    }
}

async fn weekends_and_holidays_are_off_by_their_names(world: World) {
    let here = Scope::Project(world.cast.ngt);
    let off = |days: Days| -> Vec<(String, String)> {
        days.off
            .into_iter()
            .map(|(day, name)| (day.to_string(), name.unwrap_or_default()))
            .collect()
    };
    let week = lying(
        &world,
        Who::Mo,
        here,
        Filter::default(),
        "2026-12-21",
        "2026-12-27",
    )
    .await;
    let weekend = [
        ("2026-12-26".to_owned(), String::new()),
        ("2026-12-27".into(), String::new()),
    ];
    assert_eq!(off(week), weekend);
    let key = world.may::<ManageWorkspace>(Who::Olga).await;
    let usual = Usual {
        week: Week {
            minutes: [450, 450, 450, 450, 360, 0, 0],
            begins: 540,
            break_minutes: 60,
        },
        place: Place::new("GB", ""),
    };
    week::set_usual(&world.db, &key, &act(), &usual)
        .await
        .unwrap();
    for scope in [here, Scope::All, Scope::Mine] {
        let week = lying(
            &world,
            Who::Mo,
            scope,
            Filter::default(),
            "2026-12-21",
            "2026-12-27",
        )
        .await;
        let off = off(week);
        let christmas = off.iter().find(|(day, _)| day == "2026-12-25");
        assert!(
            christmas.is_some_and(|(_, name)| name.contains("Christmas")),
            "{off:?}"
        );
        assert!(off.iter().any(|(day, _)| day == "2026-12-27"));
        assert!(off.iter().all(|(day, _)| day != "2026-12-24"));
    }
}

async fn shift(world: &World, task: Uuid, to: &str, was: &str) -> Outcome {
    let form = form::ShiftTask {
        day: to.into(),
        day_was: was.into(),
        ..Default::default()
    };
    let key = world.may_on::<EditTasks>(Who::Mo, task).await;
    shift_task(&world.db, &key, &act(), RecordId(task), &form).await
}

async fn a_task_moves_with_its_start_and_comes_back(world: World) {
    let id = dated(&world, "Move me", "2026-12-29", "2026-12-31 17:00", "").await;
    let dates = async || {
        let days = lying(
            &world,
            Who::Mo,
            Scope::All,
            Filter::default(),
            "2026-12-01",
            "2027-01-31",
        )
        .await;
        let task = days.tasks.into_iter().find(|task| task.id == id).unwrap();
        (
            task.start
                .map(|start| start.to_string())
                .unwrap_or_default(),
            task.due.to_string(),
        )
    };
    let done = shift(&world, id, "2027-01-02", "2026-12-31 17:00")
        .await
        .unwrap();
    assert_eq!(
        dates().await,
        ("2026-12-31".into(), "2027-01-02 17:00".into())
    );
    // Whoever drags what another has moved meanwhile is told so.
    let late = refused(shift(&world, id, "2027-01-05", "2026-12-31 17:00").await);
    assert!(
        matches!(&late, Refused::Stale { field, .. } if field == "day"),
        "{late:?}"
    );
    world.back(id, done.seq).await;
    assert_eq!(
        dates().await,
        ("2026-12-29".into(), "2026-12-31 17:00".into())
    );
    // To where it is already is no change.
    assert!(shift(&world, id, "2026-12-31", "").await.unwrap().unchanged);
    world.assert_whole().await;
}
