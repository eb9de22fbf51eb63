//! A task comes again.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{EditTasks, ManageProject, ManageWorkspace, ProjectRole};
use domain::form::SetRecurrence;
use domain::id::RecordId;
use domain::people::capacity::Usual;
use domain::people::holiday::Place;
use domain::people::week::ASSUMED;
use domain::refusal::{Code, Refused};
use store::people::week;
use store::plan::recurrence::next::{Due, due, make};
use store::plan::recurrence::{Recurring, preview, set_recurrence, was};
use store::plan::transfer::transfer_task;
use store::plan::{checklist, labels, member, project};
use store::{Db, Error};
use uuid::Uuid;

use crate::world::{Outcome, Who, World, act, refused};

both!(
    what_it_is_goes_along_with_its_dates_moved,
    the_next_one_is_made_once_by_whoever_looks,
    its_day_is_the_projects_and_its_hour_stays,
    days_off_are_moved_from_or_left_out,
    days_that_passed_meanwhile_are_not_made_up_for,
    so_long_after_it_is_done,
    done_before_its_time_the_next_one_comes,
    parts_come_along_with_their_links,
    it_is_over_when_it_is_over,
    what_lies_in_the_trash_makes_no_more,
    a_task_that_went_to_another_project_goes_on_there,
    whoever_set_it_may_leave,
    it_is_said_changed_and_taken_back,
    the_days_to_come_are_shown_before_they_are_kept,
    what_cannot_be_is_refused,
);

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn noon(day: &str) -> DateTime<Utc> {
    at(&format!("{day}T12:00:00Z"))
}

fn every(unit: &str) -> SetRecurrence {
    SetRecurrence {
        unit: unit.into(),
        ..SetRecurrence::default()
    }
}

async fn set_by(world: &World, who: Who, task: Uuid, form: &SetRecurrence) -> Outcome {
    let key = world.may_on::<EditTasks>(who, task).await;
    set_recurrence(&world.db, &key, &act(), RecordId(task), form).await
}

async fn set(world: &World, task: Uuid, form: SetRecurrence) {
    set_by(world, Who::Mo, task, &form).await.unwrap();
}

/// A task of Mo's with a day.
async fn dated(world: &World, title: &str, finish: &str) -> Uuid {
    let id = world.top(title).await;
    world.edit(id, &[("finish", finish, "")]).await.unwrap();
    id
}

/// Makes all that there is to make at a moment, and says what it is called.
async fn look(world: &World, when: DateTime<Utc>) -> Vec<String> {
    let mut made = Vec::new();
    for one in due(&world.db, &world.duty, when).await.unwrap() {
        let next = make(&world.db, &world.duty, &one, when).await.unwrap();
        made.extend(next.map(|next| next.called));
    }
    made
}

/// The one task that is made at a moment, by its finish.
async fn finish_of_next(world: &World, when: DateTime<Utc>) -> String {
    let made = look(world, when).await;
    assert_eq!(made.len(), 1, "{made:?} at {when}");
    let page = world.page(&made[0]).await;
    page.finish.map(|finish| finish.to_string()).unwrap()
}

async fn what_it_is_goes_along_with_its_dates_moved(world: World) {
    let one = world.cast.ngt_1;
    let fields = [
        ("description", "Why", ""),
        ("effort", "2d", ""),
        ("percent", "40", "0"),
        ("start", "2030-03-04 09:30", ""),
        ("finish", "2030-03-05", ""),
        ("deadline", "2030-03-08", ""),
        ("audience", "client", "internal"),
    ];
    world.edit(one, &fields).await.unwrap();
    world.give(one, Who::Mo, 500).await.unwrap();
    let key = world.may_on::<EditTasks>(Who::Mo, one).await;
    labels::add_label(&world.db, &key, &act(), RecordId(one), "Weekly")
        .await
        .unwrap();
    let item = Uuid::now_v7();
    checklist::add_item(&world.db, &key, &act(), RecordId(one), item, "First")
        .await
        .unwrap();
    checklist::tick_item(&world.db, &key, &act(), RecordId(one), item)
        .await
        .unwrap();
    set(&world, one, every("week")).await;
    assert!(look(&world, noon("2030-03-10")).await.is_empty());
    let made = look(&world, noon("2030-03-11")).await;
    assert_eq!(made.len(), 1);
    let page = world.page(&made[0]).await;
    assert_eq!(
        (page.title.as_str(), page.description.as_str(), page.effort),
        ("Map the codes", "Why", Some(960))
    );
    let dates = [page.start, page.finish, page.deadline];
    assert_eq!(
        dates.map(|when| when.unwrap().to_string()),
        ["2030-03-11 09:30", "2030-03-12", "2030-03-15"]
    );
    assert_eq!((page.percent, page.status.is_done()), (0, false));
    assert_eq!(page.audience, "client");
    assert_eq!(page.assignees[0].units, 500);
    assert_eq!(page.labels[0].name, "Weekly");
    assert_eq!(page.checklist.len(), 1);
    assert!(page.checklist[0].ticked_at.is_none());
    // Who said it, not the program; behind the one before; and it is the new one that comes again.
    assert_eq!(page.made_by.as_deref(), Some(Who::Mo.name()));
    assert_eq!(page.wbs, "2");
    let series = page.recurrence.unwrap().series;
    assert_eq!(series.nth, 2);
    assert_eq!(world.page("NGT-1").await.recurrence, None);
    let comments = "SELECT COUNT(*) FROM record WHERE kind = 'comment' AND parent IN (SELECT task FROM recurrence)";
    assert_eq!(world.direct.number(comments).await, 0);
    world.assert_whole().await;
}

/// Two servers and a restart.
async fn the_next_one_is_made_once_by_whoever_looks(mut world: World) {
    let task = dated(&world, "Stand-up", "2030-03-04").await;
    set(&world, task, every("day")).await;
    let when = noon("2030-03-05");
    let other = if world.direct.is_postgres() {
        Db::open(&world.place).await.unwrap()
    } else {
        (world.db.clone(), world.duty.clone())
    };
    // All of them have seen it before anybody makes it.
    let seen: Vec<Due> = due(&world.db, &world.duty, when).await.unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!(due(&other.0, &other.1, when).await.unwrap(), seen);
    let servers = [(world.db.clone(), world.duty.clone()), other];
    let looks = (0..8).map(|n| {
        let (db, duty) = servers[n % 2].clone();
        let one = seen[0];
        tokio::spawn(async move { make(&db, &duty, &one, when).await })
    });
    let mut made = Vec::new();
    for look in looks.collect::<Vec<_>>() {
        made.extend(look.await.unwrap().unwrap());
    }
    assert_eq!(made.len(), 1, "{made:?}");
    let so_called = "SELECT COUNT(*) FROM task WHERE title = 'Stand-up'";
    assert_eq!(world.direct.number(so_called).await, 2);
    world.restarted().await;
    assert!(look(&world, when).await.is_empty());
    // Whoever still holds what it saw before finds it made.
    let late = make(&world.db, &world.duty, &seen[0], noon("2030-03-06")).await;
    assert_eq!(late.unwrap(), None);
    assert_eq!(look(&world, noon("2030-03-06")).await.len(), 1);
    assert_eq!(world.direct.number(so_called).await, 3);
    world.assert_whole().await;
}

async fn its_day_is_the_projects_and_its_hour_stays(world: World) {
    world
        .direct
        .run("UPDATE project SET zone = 'Europe/Berlin'")
        .await;
    let task = dated(&world, "Report", "2030-03-30 09:00").await;
    set(&world, task, every("day")).await;
    // The last of March is the day that loses an hour there.
    assert!(look(&world, at("2030-03-30T22:59:00Z")).await.is_empty());
    assert_eq!(
        finish_of_next(&world, at("2030-03-30T23:00:00Z")).await,
        "2030-03-31 09:00"
    );
    assert!(look(&world, at("2030-03-31T21:59:00Z")).await.is_empty());
    assert_eq!(
        finish_of_next(&world, at("2030-03-31T22:00:00Z")).await,
        "2030-04-01 09:00"
    );
    // The same instant, in another project's day.
    world
        .direct
        .run("UPDATE project SET zone = 'Pacific/Kiritimati'")
        .await;
    assert_eq!(look(&world, at("2030-04-01T10:00:00Z")).await.len(), 1);
}

async fn days_off_are_moved_from_or_left_out(world: World) {
    let key = world.may::<ManageWorkspace>(Who::Olga).await;
    let usual = Usual {
        week: ASSUMED,
        place: Place::new("GB", "ENG"),
    };
    week::set_usual(&world.db, &key, &act(), &usual)
        .await
        .unwrap();
    // Wednesday 25 December 2030 is a holiday, and so is Boxing Day.
    let mut days = Vec::new();
    for days_off in ["keep", "later", "leave_out"] {
        let task = dated(&world, days_off, "2030-12-18").await;
        let form = SetRecurrence {
            days_off: days_off.into(),
            ..every("week")
        };
        set(&world, task, form).await;
        let made = look(&world, noon("2030-12-25")).await;
        if days_off == "keep" {
            days.push(world.page(&made[0]).await.finish.unwrap().to_string());
            // Out of the others' way.
            world.direct.run("DELETE FROM recurrence").await;
            continue;
        }
        assert!(made.is_empty(), "{days_off}: {made:?}");
        assert!(look(&world, noon("2030-12-26")).await.is_empty());
        let on = if days_off == "later" {
            "2030-12-27"
        } else {
            "2031-01-08"
        };
        // New Year's Day is one too.
        assert_eq!(
            look(&world, noon("2030-12-27")).await.len(),
            usize::from(days_off == "later")
        );
        let series = "SELECT CAST(day AS TEXT) FROM recurrence";
        if days_off == "leave_out" {
            assert!(look(&world, noon("2031-01-07")).await.is_empty());
            assert_eq!(look(&world, noon("2031-01-08")).await.len(), 1);
        }
        assert_eq!(world.direct.texts(series).await, [on]);
        days.push(on.to_owned());
        world.direct.run("DELETE FROM recurrence").await;
    }
    assert_eq!(days, ["2030-12-25", "2030-12-27", "2031-01-08"]);
}

async fn days_that_passed_meanwhile_are_not_made_up_for(world: World) {
    let task = dated(&world, "Backup", "2030-03-04").await;
    set(&world, task, every("day")).await;
    assert_eq!(
        finish_of_next(&world, noon("2030-03-14")).await,
        "2030-03-14"
    );
    assert!(look(&world, noon("2030-03-14")).await.is_empty());
    assert_eq!(
        finish_of_next(&world, noon("2030-03-15")).await,
        "2030-03-15"
    );
}

async fn so_long_after_it_is_done(world: World) {
    let task = dated(&world, "Water the plants", "2030-03-04").await;
    let form = SetRecurrence {
        every: "3".into(),
        ..every("done_day")
    };
    set(&world, task, form).await;
    assert!(look(&world, noon("2040-01-01")).await.is_empty());
    world.close(Who::Mo, task).await.unwrap();
    // Done today, whatever day the clock of the machine has.
    let today = Utc::now();
    let in_three = today.date_naive() + chrono::TimeDelta::days(3);
    assert_eq!(finish_of_next(&world, today).await, in_three.to_string());
    assert!(look(&world, noon("2040-01-01")).await.is_empty());
    // Opened again before anybody looked, it is not done.
    let next = world.direct.ids("SELECT task FROM recurrence").await[0];
    let closed = world.close(Who::Mo, next).await.unwrap();
    world.back(next, closed.seq).await;
    assert!(look(&world, today).await.is_empty());
}

async fn done_before_its_time_the_next_one_comes(world: World) {
    let task = dated(&world, "Review", "2030-03-04").await;
    set(&world, task, every("week")).await;
    let early = noon("2030-03-01");
    assert!(look(&world, early).await.is_empty());
    world.close(Who::Mo, task).await.unwrap();
    assert_eq!(finish_of_next(&world, early).await, "2030-03-11");
    // Opened again, it stands beside the next.
    assert!(look(&world, early).await.is_empty());
}

async fn parts_come_along_with_their_links(world: World) {
    let (task, outside) = (world.top("Close the month").await, world.cast.ngt_2);
    let (first, second) = (
        world.below(task, "Count").await,
        world.below(task, "Report").await,
    );
    world
        .edit(first, &[("start", "2030-01-31", "")])
        .await
        .unwrap();
    world
        .edit(second, &[("finish", "2030-02-02", "")])
        .await
        .unwrap();
    world.wait(first, second, "fs", "").await.unwrap();
    world.wait(outside, first, "fs", "").await.unwrap();
    set(&world, task, every("month_day")).await;
    let made = look(&world, noon("2030-02-28")).await;
    let page = world.page(&made[0]).await;
    let parts: Vec<_> = page.below.iter().map(|part| part.key.clone()).collect();
    assert_eq!(parts.len(), 2);
    let count = world.page(&parts[0]).await;
    let report = world.page(&parts[1]).await;
    assert_eq!(count.start.unwrap().to_string(), "2030-02-28");
    assert_eq!(report.finish.unwrap().to_string(), "2030-03-02");
    assert_eq!((count.waits_for.len(), report.waits_for.len()), (0, 1));
    assert_eq!(report.waits_for[0].task.key, parts[0]);
    // Its dates are its parts', then as now.
    let own =
        "SELECT COUNT(*) FROM task WHERE title = 'Close the month' AND finish_day IS NOT NULL";
    assert_eq!(world.direct.number(own).await, 0);
    world.assert_whole().await;
}

async fn it_is_over_when_it_is_over(world: World) {
    let task = dated(&world, "Twice", "2030-03-04").await;
    let form = SetRecurrence {
        times: "2".into(),
        ..every("day")
    };
    set(&world, task, form).await;
    let until = dated(&world, "Until", "2030-03-04").await;
    let form = SetRecurrence {
        until: "2030-03-05".into(),
        ..every("day")
    };
    set(&world, until, form).await;
    assert_eq!(look(&world, noon("2030-03-05")).await.len(), 2);
    assert!(look(&world, noon("2030-03-06")).await.is_empty());
    assert!(
        due(&world.db, &world.duty, noon("2040-01-01"))
            .await
            .unwrap()
            .is_empty()
    );
    for last in world.direct.ids("SELECT task FROM recurrence").await {
        world.close(Who::Mo, last).await.unwrap();
    }
    assert!(look(&world, noon("2030-03-06")).await.is_empty());
    let last = world
        .direct
        .texts("SELECT CAST(nth AS TEXT) FROM recurrence")
        .await;
    assert_eq!(last, ["2", "2"]);
}

async fn what_lies_in_the_trash_makes_no_more(world: World) {
    let task = dated(&world, "Report", "2030-03-04").await;
    set(&world, task, every("day")).await;
    world.trash_task(Who::Mo, task).await.unwrap();
    assert!(look(&world, noon("2030-03-05")).await.is_empty());
    world.restore_task(Who::Mo, task).await.unwrap();
    assert_eq!(look(&world, noon("2030-03-05")).await.len(), 1);
    let ngt = world.cast.ngt;
    let seen = due(&world.db, &world.duty, noon("2030-03-06"))
        .await
        .unwrap();
    world.trash_project(Who::Lena, ngt).await.unwrap();
    assert!(look(&world, noon("2030-03-06")).await.is_empty());
    // Nor by whoever has seen it before it was put away.
    let late = make(&world.db, &world.duty, &seen[0], noon("2030-03-06")).await;
    assert_eq!(refused(late), Refused::Absent);
    let long = Utc::now() + chrono::TimeDelta::days(1);
    store::upkeep::purge::purge_before(&world.db, &world.duty, long)
        .await
        .unwrap();
    let left = world.direct.number("SELECT COUNT(*) FROM recurrence").await;
    assert_eq!(left, 0);
}

async fn a_task_that_went_to_another_project_goes_on_there(world: World) {
    let key = world
        .may_on::<ManageProject>(Who::Olga, world.cast.oth)
        .await;
    let (mo, role) = (world.member(Who::Mo), ProjectRole::Member);
    project::add_to_project(&world.db, &key, &act(), mo, role)
        .await
        .unwrap();
    let task = dated(&world, "Report", "2030-03-04").await;
    set(&world, task, every("day")).await;
    let seen = due(&world.db, &world.duty, noon("2030-03-05"))
        .await
        .unwrap();
    let keys = [
        world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await,
        world.may_on::<EditTasks>(Who::Mo, world.cast.oth).await,
    ];
    let to = RecordId(world.cast.oth);
    transfer_task(&world.db, &keys, &act(), RecordId(task), to)
        .await
        .unwrap();
    // Whoever saw it where it was makes nothing of it there.
    let late = make(&world.db, &world.duty, &seen[0], noon("2030-03-05")).await;
    assert_eq!(late.unwrap(), None);
    let made = look(&world, noon("2030-03-05")).await;
    assert_eq!(made, ["OTH-3"]);
}

async fn whoever_set_it_may_leave(world: World) {
    let task = dated(&world, "Report", "2030-03-04").await;
    set(&world, task, every("day")).await;
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    member::remove_from_project(&world.db, &key, &act(), world.member(Who::Mo))
        .await
        .unwrap();
    let made = look(&world, noon("2030-03-05")).await;
    assert_eq!(made.len(), 1);
    let sight = world.sight(Who::Lena).await;
    let (_, number) = made[0].rsplit_once('-').unwrap();
    let page = store::plan::page::task_page(&world.db, &sight, "NGT", number.parse().unwrap())
        .await
        .unwrap();
    // By the project's lead from then on.
    assert_eq!(page.made_by.as_deref(), Some(Who::Lena.name()));
}

async fn recurring(world: &World, task: Uuid) -> Option<Recurring> {
    let number = world.direct.number(format!(
        "SELECT number FROM task WHERE id = {}",
        world.direct.id(task)
    ));
    world
        .page(&format!("NGT-{}", number.await))
        .await
        .recurrence
}

async fn it_is_said_changed_and_taken_back(world: World) {
    let task = dated(&world, "Report", "2030-03-04").await;
    let text = async || {
        let recurring = recurring(&world, task).await;
        recurring.map(|r| r.series.rule.text()).unwrap_or_default()
    };
    let said = set_by(&world, Who::Mo, task, &every("day")).await.unwrap();
    assert_eq!(text().await, "FREQ=DAILY;INTERVAL=1");
    // Whoever saw none is told that there is one.
    let late = set_by(&world, Who::Lena, task, &every("week")).await;
    assert_eq!(refused(late), Refused::conflict(Code::ChangedSince));
    let seen = was(recurring(&world, task).await.map(|r| r.series).as_ref());
    let weekly = SetRecurrence {
        was: seen.clone(),
        ..every("week")
    };
    let changed = set_by(&world, Who::Lena, task, &weekly).await.unwrap();
    assert_eq!(text().await, "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO");
    // The first cannot be taken back under the second.
    let under = world.undo_on_task(Who::Mo, task, said.seq).await;
    assert_eq!(refused(under), Refused::conflict(Code::ChangedSince));
    world.back(task, changed.seq).await;
    assert_eq!(text().await, "FREQ=DAILY;INTERVAL=1");
    let never = SetRecurrence {
        was: seen,
        ..every("never")
    };
    let ended = set_by(&world, Who::Mo, task, &never).await.unwrap();
    assert_eq!(text().await, "");
    let again = world.back(task, ended.seq).await;
    assert_eq!(text().await, "FREQ=DAILY;INTERVAL=1");
    world.back(task, again).await;
    assert_eq!(text().await, "");
    // What has gone on to the next one is not taken back from under it.
    let said = set_by(&world, Who::Mo, task, &every("day")).await.unwrap();
    assert_eq!(look(&world, noon("2030-03-05")).await.len(), 1);
    let late = world.undo_on_task(Who::Mo, task, said.seq).await;
    assert_eq!(refused(late), Refused::conflict(Code::ChangedSince));
    world.assert_whole().await;
}

async fn the_days_to_come_are_shown_before_they_are_kept(world: World) {
    let task = dated(&world, "Report", "2030-03-04").await;
    let key = world.may_on::<EditTasks>(Who::Mo, task).await;
    let form = SetRecurrence {
        every: "2".into(),
        mon: "on".into(),
        thu: "on".into(),
        until: "2030-04-01".into(),
        ..every("week")
    };
    let shown = preview(&world.db, &key, RecordId(task), &form)
        .await
        .unwrap();
    let days: Vec<NaiveDate> = shown.unwrap().to_come;
    let expected = ["2030-03-07", "2030-03-18", "2030-03-21", "2030-04-01"];
    assert_eq!(
        days.iter().map(|day| day.to_string()).collect::<Vec<_>>(),
        expected
    );
    assert_eq!(recurring(&world, task).await, None);
    // They are those that come.
    set(&world, task, form).await;
    assert_eq!(recurring(&world, task).await.unwrap().to_come, days);
    let mut made = HashSet::new();
    for day in NaiveDate::from_ymd_opt(2030, 3, 5)
        .unwrap()
        .iter_days()
        .take(60)
    {
        for called in look(&world, noon(&day.to_string())).await {
            let finish = world.page(&called).await.finish.unwrap().day;
            assert_eq!(finish, day);
            made.insert(finish);
        }
    }
    assert_eq!(made, days.into_iter().collect());
    // Of one without any date, the first day is today.
    let undated = world.top("Some day").await;
    set(&world, undated, every("day")).await;
    let today = Utc::now().date_naive();
    let days = recurring(&world, undated).await.unwrap().to_come;
    assert_eq!((days[0] - today).num_days(), 1);
    let tomorrow = noon(&days[0].to_string());
    assert_eq!(finish_of_next(&world, tomorrow).await, days[0].to_string());
}

async fn what_cannot_be_is_refused(world: World) {
    let task = dated(&world, "Report", "2030-03-03").await;
    let sundays = SetRecurrence {
        days_off: "leave_out".into(),
        ..every("week")
    };
    let kept = set_by(&world, Who::Mo, task, &sundays).await;
    assert_eq!(refused(kept), Refused::field("unit", Code::NoDayLeft));
    let key = world.may_on::<EditTasks>(Who::Mo, task).await;
    let shown: Result<_, Error> = preview(&world.db, &key, RecordId(task), &sundays).await;
    assert_eq!(refused(shown), Refused::field("unit", Code::NoDayLeft));
    // Whoever may not change tasks gets no key; whoever has one in another project changes nothing here.
    assert!(world.try_on::<EditTasks>(Who::Obi, task).await.is_err());
    let other = world.may_on::<EditTasks>(Who::Olga, world.cast.oth).await;
    let foreign = set_recurrence(&world.db, &other, &act(), RecordId(task), &every("day")).await;
    assert_eq!(refused(foreign), Refused::Absent);
    assert_eq!(
        world.direct.number("SELECT COUNT(*) FROM recurrence").await,
        0
    );
}
