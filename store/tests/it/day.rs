//! A person's day: what is read of a morning, steps marked, lines of one's own, the day closed.

use chrono::{NaiveDate, TimeDelta, Utc};
use domain::access::{EraseAndRedact, KeepDay, RecordAbsence};
use domain::day::line::NewLine;
use domain::day::morning::{InProject, When, morning};
use domain::day::readiness::{Because, State};
use domain::day::step::Step;
use domain::form;
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use std::sync::Arc;
use store::day::{closing, line, log, step, taken_back, today, today::Today, today_in};
use store::db::Asked;
use store::door::grant;
use store::people::absence;
use store::redact;
use store::upkeep::erase;
use uuid::Uuid;

use crate::search::search;
use crate::world::{Who, World, act, refused};

both!(
    a_morning_says_what_can_start_and_why_not,
    hidden_work_counts_and_is_never_named,
    more_work_than_is_shown_counts_all_the_same,
    what_was_broken_down_counts_once,
    a_deadline_that_has_passed_is_late,
    late_is_by_the_day_of_the_project,
    what_is_kept_by_name_has_somebody,
    a_morning_takes_as_many_statements_whatever_its_size,
    whoever_leads_nothing_sees_their_own_day,
    an_observer_has_no_day,
    a_step_is_marked_and_what_others_do_is_new,
    an_absence_that_others_say_is_new,
    of_many_people_in_many_projects_none_is_lost,
    lines_are_ones_own_and_are_taken_back,
    a_closed_day_keeps_what_it_said,
    a_closed_day_keeps_more_than_a_page_shows,
    what_comes_after_closing_stands_in_the_next_day,
    closing_twice_at_once_closes_once,
    closed_days_are_found_by_erasure_and_redaction,
);

const ZONE: &str = "Etc/UTC";

fn this_day() -> NaiveDate {
    today_in(ZONE, Utc::now())
}

impl World {
    async fn date(&self, task: Uuid, start: i64, finish: i64) {
        let day = |n: i64| (this_day() + TimeDelta::days(n)).to_string();
        let sql = format!(
            "UPDATE task SET start_day = '{}', finish_day = '{}', effort = 60 WHERE id = {}",
            day(start),
            day(finish),
            self.direct.id(task)
        );
        self.direct.run(sql).await;
    }

    async fn hand(&self, task: Uuid, who: Who) {
        let ids = (self.direct.id(task), self.direct.id(self.member(who).0));
        let sql = format!(
            "INSERT INTO task_assignee (workspace, task, member, units) SELECT workspace, id, {}, 1000 FROM task WHERE id = {}",
            ids.1, ids.0
        );
        self.direct.run(sql).await;
    }

    async fn link(&self, before: Uuid, after: Uuid) {
        let (id, by) = (
            self.direct.id(Uuid::now_v7()),
            self.direct.id(self.member(Who::Lena).0),
        );
        let sql = format!(
            "INSERT INTO task_link (workspace, id, project, predecessor, successor, kind, lag_kind, lag, made_at, made_by) \
             SELECT workspace, {id}, project, {}, {}, 'fs', 'working', 0, {}, {by} FROM task WHERE id = {}",
            self.direct.id(before),
            self.direct.id(after),
            self.direct.days_from_now(0),
            self.direct.id(after)
        );
        self.direct.run(sql).await;
    }

    async fn stop(&self, task: Uuid, mover: Who) {
        let (id, mover) = (
            self.direct.id(Uuid::now_v7()),
            self.direct.id(self.member(mover).0),
        );
        let sql = format!(
            "INSERT INTO stop (workspace, id, task, because, mover_kind, mover, mover_name, began_at, began_by) \
             SELECT workspace, {id}, id, 'the tablets are out', 'member', {mover}, '', {}, {mover} FROM task WHERE id = {}",
            self.direct.days_from_now(-6),
            self.direct.id(task)
        );
        self.direct.run(sql).await;
    }

    async fn morning(&self, who: Who) -> Today {
        let sight = self.sight(who).await;
        today::today(&self.db, &sight, ZONE, Utc::now())
            .await
            .unwrap()
    }

    async fn day_of(&self, who: Who, day: NaiveDate) -> log::Read {
        log::of_day(&self.db, &self.sight(who).await, ZONE, day)
            .await
            .unwrap()
    }

    async fn write_line(&self, who: Who, text: &str) -> (RecordId, i64) {
        let id = RecordId(Uuid::now_v7());
        let new = NewLine {
            id,
            text: text.into(),
            project: None,
        };
        let key = self.may::<KeepDay>(who).await;
        let done = line::add_line(&self.db, &key, None, &act(), ZONE, &new)
            .await
            .unwrap();
        (id, done.seq)
    }

    async fn close_day(&self, who: Who) -> Result<i64, store::Error> {
        let (key, sight) = (self.may::<KeepDay>(who).await, self.sight(who).await);
        let day = this_day().to_string();
        let done = closing::close_day(&self.db, &key, &sight, &act(), ZONE, &day, None).await?;
        Ok(done.seq)
    }
}

async fn a_morning_says_what_can_start_and_why_not(world: World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    world.date(one, -3, -1).await;
    world.date(two, 0, 0).await;
    world.hand(two, Who::Mo).await;
    world.link(one, two).await;
    let read = world.morning(Who::Lena).await;
    assert!(read.steers && read.total == 2, "{read:?}");
    let day = morning(&read.facts);
    let row = day.rows.iter().find(|row| row.id == two).unwrap();
    assert_eq!(row.verdict.state, State::NotReady);
    let because = &row.verdict.reasons[0].because;
    assert!(
        matches!(because, Because::BeforeLate { task: Some(called), days: 1 } if called.code == "NGT-1"),
        "{because:?}"
    );
    // Done: nothing is in the way but that nobody has said Mo's hours.
    world.close(Who::Mo, one).await.unwrap();
    let day = morning(&world.morning(Who::Lena).await.facts);
    assert_eq!(day.rows.len(), 1);
    assert_eq!(day.rows[0].verdict.state, State::NotChecked);
    world.stop(two, Who::Lena).await;
    let day = morning(&world.morning(Who::Lena).await.facts);
    assert_eq!((day.stopped.len(), day.stopped[0].days), (1, 6));
    assert_eq!(day.stopped[0].mover, domain::day::readiness::Mover::You);
    // What lies in the trash is in no morning.
    world.trash_task(Who::Lena, two).await.unwrap();
    assert_eq!(world.morning(Who::Lena).await.facts.tasks.len(), 0);
}

async fn hidden_work_counts_and_is_never_named(world: World) {
    world.date(world.cast.ngt_1, 0, 0).await;
    world.date(world.cast.oth_1, 0, 0).await;
    world.hand(world.cast.ngt_1, Who::Mo).await;
    world.hand(world.cast.oth_1, Who::Mo).await;
    let read = world.morning(Who::Lena).await;
    let hidden = |read: &Today| {
        let loads = read.facts.loads.iter().filter(|load| !load.is_seen);
        loads.map(|load| load.tasks).sum::<i64>()
    };
    assert_eq!(hidden(&read), 1);
    let said = format!("{read:?} {:?}", morning(&read.facts));
    assert!(!said.contains("Hidden from most"), "{said}");
    // Of people who share no project with the reader nothing is known at all.
    world.hand(world.cast.oth_1, Who::Otto).await;
    assert_eq!(hidden(&world.morning(Who::Lena).await), 1);
    // The owner opens every project.
    let all = world.morning(Who::Olga).await;
    assert_eq!((hidden(&all), all.total), (0, 2));
}

/// More late tasks of one person than a morning looks at, and two tasks of today.
async fn more_work_than_is_shown_counts_all_the_same(world: World) {
    for n in 0..310 {
        let title = format!("Late {n}");
        let task = world.create_task(Who::Lena, world.cast.ngt, &title).await;
        world.date(task, -9, -8).await;
        world.hand(task, Who::Mo).await;
    }
    world.date(world.cast.ngt_1, 0, 0).await;
    world.hand(world.cast.ngt_1, Who::Lena).await;
    world.date(world.cast.ngt_2, 0, 0).await;
    world.hand(world.cast.ngt_2, Who::Mo).await;
    world.db.learn(&world.duty).await.unwrap();
    let read = world.morning(Who::Lena).await;
    assert_eq!((read.total, read.facts.tasks.len()), (312, 300));
    let day = morning(&read.facts);
    assert_eq!(day.counts(false).late, 310);
    assert_eq!(day.loose.len(), 0, "each has somebody");
    let all = read.facts.loads.iter().map(|load| load.tasks).sum::<i64>();
    assert_eq!(all, 312);
    let minutes = |who: Who| {
        let whose = world.member(who).0;
        let loads = read.facts.loads.iter().filter(|load| load.member == whose);
        loads.map(|load| load.work.left().unwrap()).sum::<i64>()
    };
    assert_eq!((minutes(Who::Lena), minutes(Who::Mo)), (60, 311 * 60));
}

async fn what_was_broken_down_counts_once(world: World) {
    let (whole, part) = (world.cast.ngt_1, world.cast.ngt_2);
    for task in [whole, part] {
        world.date(task, 0, 0).await;
        world.hand(task, Who::Mo).await;
    }
    let minutes = |read: &Today| {
        let loads = read.facts.loads.iter();
        loads.map(|load| load.work.left().unwrap()).sum::<i64>()
    };
    assert_eq!(minutes(&world.morning(Who::Lena).await), 120);
    for table in ["task", "record"] {
        let ids = (world.direct.id(whole), world.direct.id(part));
        let sql = format!("UPDATE {table} SET parent = {} WHERE id = {}", ids.0, ids.1);
        world.direct.run(sql).await;
    }
    assert_eq!(minutes(&world.morning(Who::Lena).await), 60);
    // Its part was put away: it is work of its own again.
    world.trash_task(Who::Lena, part).await.unwrap();
    assert_eq!(minutes(&world.morning(Who::Lena).await), 60);
}

async fn a_deadline_that_has_passed_is_late(world: World) {
    // More than are looked at, so that they are counted where they are read.
    for n in 0..301 {
        let title = format!("Late {n}");
        let task = world.create_task(Who::Lena, world.cast.ngt, &title).await;
        world.date(task, 0, 3).await;
        let sql = format!(
            "UPDATE task SET deadline_day = '{}' WHERE id = {}",
            this_day() - TimeDelta::days(1),
            world.direct.id(task)
        );
        world.direct.run(sql).await;
    }
    let day = morning(&world.morning(Who::Lena).await.facts);
    assert_eq!(day.counts(false).late, 301);
    assert!(day.rows.iter().all(|row| row.when == When::Late));
}

/// A reader for whom it is tomorrow already.
async fn late_is_by_the_day_of_the_project(world: World) {
    world.date(world.cast.ngt_1, 0, 0).await;
    let noon = this_day().and_hms_opt(12, 0, 0).unwrap().and_utc();
    let sight = world.sight(Who::Lena).await;
    let ahead = today::today(&world.db, &sight, "Pacific/Kiritimati", noon);
    let read = ahead.await.unwrap();
    assert!(read.day > this_day(), "{read:?}");
    let day = morning(&read.facts);
    assert_eq!(day.rows[0].when, When::Today);
    assert_eq!(day.counts(false).late, 0);
}

async fn what_is_kept_by_name_has_somebody(world: World) {
    world.date(world.cast.ngt_1, 0, 0).await;
    let sql = format!(
        "INSERT INTO outside_assignee (workspace, task, name, units) SELECT workspace, id, 'Jo Smith', 1000 FROM task WHERE id = {}",
        world.direct.id(world.cast.ngt_1)
    );
    world.direct.run(sql).await;
    let day = morning(&world.morning(Who::Lena).await.facts);
    let row = &day.rows[0];
    assert_eq!(row.people, ["Jo Smith"]);
    assert_eq!(row.verdict.state, State::NotChecked);
    assert_eq!((row.verdict.reasons.len(), day.loose.len()), (0, 0));
}

async fn a_morning_takes_as_many_statements_whatever_its_size(world: World) {
    let sight = world.sight(Who::Lena).await;
    let count = || async {
        let asked = Arc::<Asked>::default();
        let db = world.db.counted(&asked);
        let read = today::today(&db, &sight, ZONE, Utc::now()).await.unwrap();
        (asked.statements(), read)
    };
    world.date(world.cast.ngt_2, 0, 0).await;
    let (few, _) = count().await;
    for n in 0..400 {
        let sql = format!(
            "INSERT INTO record (workspace, id, kind, project, parent, audience, version, made_by, made_at) SELECT workspace, {}, kind, project, parent, audience, version, made_by, made_at FROM record WHERE id = {}",
            world.direct.id(Uuid::from_u128(7000 + n)),
            world.direct.id(world.cast.ngt_1)
        );
        world.direct.run(sql).await;
        let day = this_day();
        let sql = format!(
            "INSERT INTO task (workspace, id, project, number, title, title_folded, description, parent, outline, status, kind, duration_elapsed, mode, start_day, finish_day, constraint_kind, percent) \
             SELECT workspace, {}, project, {}, title, title_folded, description, parent, '{n:012x}', status, kind, duration_elapsed, mode, '{day}', '{day}', constraint_kind, percent FROM task WHERE id = {}",
            world.direct.id(Uuid::from_u128(7000 + n)),
            1000 + n,
            world.direct.id(world.cast.ngt_1)
        );
        world.direct.run(sql).await;
    }
    world.db.learn(&world.duty).await.unwrap();
    let (many, read) = count().await;
    assert_eq!(few, many);
    assert!(many <= 13, "{many} statements");
    assert_eq!((read.total, read.facts.tasks.len()), (401, 300));
}

async fn whoever_leads_nothing_sees_their_own_day(world: World) {
    world.date(world.cast.ngt_1, 0, 0).await;
    world.date(world.cast.ngt_2, 0, 1).await;
    world.hand(world.cast.ngt_2, Who::Mo).await;
    let read = world.morning(Who::Mo).await;
    assert!(!read.steers);
    let codes: Vec<_> = morning(&read.facts)
        .rows
        .into_iter()
        .map(|row| row.code)
        .collect();
    assert_eq!(codes, ["NGT-2"]);
    // Their log tells of what they did themselves.
    world.close(Who::Lena, world.cast.ngt_1).await.unwrap();
    let me = world.member(Who::Mo).0;
    let read = world.morning(Who::Mo).await;
    let lines: Vec<_> = read.log.log.groups.iter().flat_map(|g| &g.lines).collect();
    assert!(
        !lines.is_empty() && lines.iter().all(|line| line.who == Some(me)),
        "{lines:?}"
    );
    assert_eq!(morning(&world.morning(Who::Otto).await.facts).rows.len(), 0);
}

async fn an_observer_has_no_day(world: World) {
    let sight = world.sight(Who::Obi).await;
    let none = today::today(&world.db, &sight, ZONE, Utc::now()).await;
    assert_eq!(refused(none.map(|_| ())), Refused::Absent);
    let none = log::of_day(&world.db, &sight, ZONE, this_day()).await;
    assert_eq!(refused(none.map(|_| ())), Refused::Absent);
}

async fn a_step_is_marked_and_what_others_do_is_new(world: World) {
    world.date(world.cast.ngt_1, 0, 0).await;
    let key = world.may::<KeepDay>(Who::Lena).await;
    let day = this_day().to_string();
    step::mark(&world.db, &key, &act(), ZONE, &day, Step::Work)
        .await
        .unwrap();
    world
        .retitle(
            Who::Lena,
            world.cast.ngt_1,
            "Map the codes",
            "Map all codes",
        )
        .await
        .unwrap();
    let read = world.morning(Who::Lena).await;
    let mark = read.mark("work").unwrap().seq;
    assert_eq!(
        read.facts.tasks[0].fresh, None,
        "one's own doing is not new"
    );
    world
        .retitle(Who::Mo, world.cast.ngt_1, "Map all codes", "Map no codes")
        .await
        .unwrap();
    let read = world.morning(Who::Lena).await;
    assert!(read.facts.tasks[0].fresh.unwrap() > mark);
    // Nobody else's steps are done by it.
    assert!(world.morning(Who::Mo).await.mark("work").is_none());
    step::unmark(&world.db, &key, &act(), ZONE, &day, Step::Work)
        .await
        .unwrap();
    assert!(world.morning(Who::Lena).await.mark("work").is_none());
    let yesterday = (this_day() - TimeDelta::days(1)).to_string();
    for wrong in [yesterday.as_str(), "soon", ""] {
        let outcome = step::mark(&world.db, &key, &act(), ZONE, wrong, Step::Work).await;
        assert!(matches!(refused(outcome), Refused::Invalid { .. }));
    }
    world.assert_whole().await;
}

async fn an_absence_that_others_say_is_new(world: World) {
    let (key, day) = (world.may::<KeepDay>(Who::Lena).await, this_day());
    let day = day.to_string();
    step::mark(&world.db, &key, &act(), ZONE, &day, Step::Money)
        .await
        .unwrap();
    assert_eq!(world.morning(Who::Lena).await.fresh_away, 0);
    let signed = world.signed(Who::Mo).await;
    let (slug, mo) = (world.slug_of(Who::Mo), world.member(Who::Mo));
    let own = grant::over::<RecordAbsence>(&world.db, &signed, slug, mo);
    let form = form::AwayToday {
        id: Uuid::now_v7().to_string(),
        ..Default::default()
    };
    absence::away_today(&world.db, &own.await.unwrap(), &act(), &form)
        .await
        .unwrap();
    assert_eq!(world.morning(Who::Lena).await.fresh_away, 1);
    // Whoever has not looked yet has nothing new to see.
    assert_eq!(world.morning(Who::Olga).await.fresh_away, 0);
}

/// Thirty people whose names come first, each in every one of thirty projects of whoever leads one.
async fn of_many_people_in_many_projects_none_is_lost(world: World) {
    let direct = &world.direct;
    let lena = direct.id(world.member(Who::Lena).0);
    let ngt = direct.id(world.cast.ngt);
    for n in 0..30 {
        let account = direct.id(Uuid::from_u128(8000 + n));
        let statements = [
            format!(
                "INSERT INTO account (id, email, email_folded, name, zone, made_at) SELECT {account}, 'a{n}@example.org', 'a{n}@example.org', 'Aaron {n}', a.zone, a.made_at \
                 FROM account a JOIN member m ON m.account = a.id WHERE m.id = {lena}"
            ),
            format!(
                "INSERT INTO member (workspace, id, account, role, joined_at) SELECT workspace, {account}, {account}, 'member', joined_at FROM member WHERE id = {lena}"
            ),
        ];
        for sql in statements {
            direct.run(sql).await;
        }
    }
    for n in 0..30 {
        let project = direct.id(Uuid::from_u128(9000 + n));
        let statements = [
            format!(
                "INSERT INTO record (workspace, id, kind, audience, version, made_by, made_at) SELECT workspace, {project}, kind, audience, version, made_by, made_at FROM record WHERE id = {ngt}"
            ),
            format!(
                "INSERT INTO project (workspace, id, key, title, title_folded, description, zone, minutes_per_day, next_number) \
                 SELECT workspace, {project}, 'MANY{n}', title, title_folded, description, zone, minutes_per_day, 1 FROM project WHERE id = {ngt}"
            ),
            format!(
                "INSERT INTO project_member (workspace, project, member, role) SELECT m.workspace, {project}, m.id, 'member' FROM member m JOIN account a ON a.id = m.account WHERE a.name LIKE 'Aaron %' OR m.id = {lena}"
            ),
        ];
        for sql in statements {
            direct.run(sql).await;
        }
    }
    let read = world.morning(Who::Lena).await;
    assert!(read.steers && !read.is_cut);
    let here = |member: Uuid| {
        let all = read.facts.in_projects.iter();
        all.filter(|one| one.member == member).count()
    };
    assert_eq!(here(Uuid::from_u128(8029)), 30);
    assert_eq!(here(world.member(Who::Lena).0), 31);
    let led = |one: &&InProject| one.is_lead && one.project == world.cast.ngt;
    let lead = read.facts.in_projects.iter().find(led);
    assert_eq!(lead.map(|one| one.member), Some(world.member(Who::Lena).0));
}

async fn lines_are_ones_own_and_are_taken_back(world: World) {
    let (id, seq) = world.write_line(Who::Mo, "Talked to Owen").await;
    let mine = world.may::<KeepDay>(Who::Mo).await;
    let own = |read: &log::Read| {
        read.log
            .own
            .iter()
            .map(|own| own.text.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        own(&world.day_of(Who::Mo, this_day()).await),
        ["Talked to Owen"]
    );
    assert_eq!(own(&world.day_of(Who::Olga, this_day()).await), [""; 0]);
    let edit = form::EditLine {
        text: "Talked to Owen twice".into(),
        text_was: "Talked to Owen".into(),
        ..Default::default()
    };
    let others = world.may::<KeepDay>(Who::Olga).await;
    assert_eq!(
        refused(line::edit_line(&world.db, &others, &act(), id, &edit).await),
        Refused::Absent
    );
    assert_eq!(
        refused(line::trash_line(&world.db, &others, &act(), id).await),
        Refused::Absent
    );
    assert_eq!(
        refused(taken_back::take_back(&world.db, &others, &act(), seq).await),
        Refused::Absent
    );
    let edited = line::edit_line(&world.db, &mine, &act(), id, &edit)
        .await
        .unwrap();
    let stale = line::edit_line(
        &world.db,
        &mine,
        &act(),
        id,
        &form::EditLine {
            text: "Else".into(),
            ..edit.clone()
        },
    )
    .await;
    assert!(matches!(refused(stale), Refused::Stale { .. }));
    taken_back::take_back(&world.db, &mine, &act(), edited.seq)
        .await
        .unwrap();
    assert_eq!(
        own(&world.day_of(Who::Mo, this_day()).await),
        ["Talked to Owen"]
    );
    let again = taken_back::take_back(&world.db, &mine, &act(), edited.seq).await;
    assert_eq!(refused(again), Refused::conflict(Code::AlreadyUndone));
    let trashed = line::trash_line(&world.db, &mine, &act(), id)
        .await
        .unwrap();
    assert_eq!(own(&world.day_of(Who::Mo, this_day()).await), [""; 0]);
    taken_back::take_back(&world.db, &mine, &act(), trashed.seq)
        .await
        .unwrap();
    assert_eq!(
        own(&world.day_of(Who::Mo, this_day()).await),
        ["Talked to Owen"]
    );
    world.assert_whole().await;
}

async fn a_closed_day_keeps_what_it_said(world: World) {
    let (id, seq) = world.write_line(Who::Lena, "A calm day").await;
    world.close(Who::Mo, world.cast.ngt_1).await.unwrap();
    world
        .retitle(
            Who::Mo,
            world.cast.ngt_2,
            "Draw the lamps",
            "Draw all lamps",
        )
        .await
        .unwrap();
    let told = |read: &log::Read| {
        let lines = read.log.groups.iter().flat_map(|g| &g.lines);
        let changed = lines.filter(|line| line.title == "Draw all lamps");
        let fields = changed.flat_map(|line| line.said.clone());
        let texts = fields.map(|(field, c)| (field, c.before, c.after));
        texts.collect::<Vec<_>>()
    };
    let renamed = (
        "title".to_owned(),
        "Draw the lamps".into(),
        "Draw all lamps".into(),
    );
    let before = world.day_of(Who::Lena, this_day()).await;
    assert_eq!(told(&before), vec![renamed.clone()]);
    world.close_day(Who::Lena).await.unwrap();
    world
        .retitle(Who::Mo, world.cast.ngt_1, "Map the codes", "Something else")
        .await
        .unwrap();
    let read = world.day_of(Who::Lena, this_day()).await;
    assert!(read.closed.is_some());
    assert_eq!(told(&read), [renamed]);
    let titles: Vec<_> = read
        .log
        .groups
        .iter()
        .flat_map(|g| &g.lines)
        .map(|l| l.title.as_str())
        .collect();
    assert!(
        titles.contains(&"Map the codes") && !titles.contains(&"Something else"),
        "{titles:?}"
    );
    let closed = Refused::conflict(Code::DayClosed);
    assert_eq!(refused(world.close_day(Who::Lena).await), closed);
    let key = world.may::<KeepDay>(Who::Lena).await;
    let edit = form::EditLine {
        text: "Not so calm".into(),
        text_was: "A calm day".into(),
        ..Default::default()
    };
    assert_eq!(
        refused(line::edit_line(&world.db, &key, &act(), id, &edit).await),
        closed
    );
    assert_eq!(
        refused(line::trash_line(&world.db, &key, &act(), id).await),
        closed
    );
    assert_eq!(
        refused(taken_back::take_back(&world.db, &key, &act(), seq).await),
        closed
    );
    // Today's page shows it too.
    assert!(world.morning(Who::Lena).await.log.closed.is_some());
    let tomorrow = (this_day() + TimeDelta::days(1)).to_string();
    let sight = world.sight(Who::Lena).await;
    let early = closing::close_day(&world.db, &key, &sight, &act(), ZONE, &tomorrow, None).await;
    assert!(matches!(refused(early), Refused::Invalid { .. }));
    world.assert_whole().await;
}

async fn a_closed_day_keeps_more_than_a_page_shows(world: World) {
    // Two tasks by turns: each line is one event.
    for n in 0..110 {
        let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
        for (task, first) in [(one, "Map the codes"), (two, "Draw the lamps")] {
            let was = if n == 0 {
                first.to_owned()
            } else {
                format!("Title {}", n - 1)
            };
            let now = format!("Title {n}");
            world.retitle(Who::Mo, task, &was, &now).await.unwrap();
        }
    }
    let told = |read: &log::Read| {
        let lines = read.log.groups.iter().flat_map(|g| &g.lines);
        let changed = lines.filter(|line| line.kind == "task.changed");
        (changed.count(), read.log.is_cut)
    };
    let open = world.day_of(Who::Lena, this_day()).await;
    assert_eq!(told(&open), (60, true));
    world.close_day(Who::Lena).await.unwrap();
    let closed = world.day_of(Who::Lena, this_day()).await;
    assert_eq!(told(&closed), (220, false));
}

async fn what_comes_after_closing_stands_in_the_next_day(world: World) {
    world.close_day(Who::Lena).await.unwrap();
    world.close(Who::Mo, world.cast.ngt_2).await.unwrap();
    world.write_line(Who::Lena, "One more thing").await;
    let tomorrow = this_day() + TimeDelta::days(1);
    let read = world.day_of(Who::Lena, tomorrow).await;
    let after: Vec<_> = read
        .log
        .after
        .iter()
        .flat_map(|g| &g.lines)
        .map(|l| (l.kind.as_str(), l.code.as_str()))
        .collect();
    assert_eq!(after, [("task.closed", "NGT-2")]);
    assert_eq!(
        read.log
            .own
            .iter()
            .map(|own| own.text.as_str())
            .collect::<Vec<_>>(),
        ["One more thing"]
    );
    // Whoever closed nothing has it in its own day.
    let other = world.day_of(Who::Olga, this_day()).await;
    let kinds: Vec<_> = other
        .log
        .groups
        .iter()
        .flat_map(|g| &g.lines)
        .map(|l| l.kind.as_str())
        .collect();
    assert!(kinds.contains(&"task.closed"), "{kinds:?}");
}

async fn closing_twice_at_once_closes_once(world: World) {
    let closings = (0..6).map(|_| world.close_day(Who::Lena));
    let outcomes = futures::future::join_all(closings).await;
    assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1);
    world.assert_whole().await;
}

async fn closed_days_are_found_by_erasure_and_redaction(world: World) {
    let (line, seq) = world.write_line(Who::Lena, "Otto Brandt has called").await;
    let event = world
        .retitle(
            Who::Mo,
            world.cast.ngt_1,
            "Map the codes",
            "Ask Otto Brandt",
        )
        .await
        .unwrap();
    world.close_day(Who::Lena).await.unwrap();
    // Redaction: what the closed day tells of the event goes with its content.
    let key = world.may::<EraseAndRedact>(Who::Olga).await;
    redact::redact(&world.db, &key, &act(), &[event.seq], "patient data")
        .await
        .unwrap();
    let read = world.day_of(Who::Lena, this_day()).await;
    let lines: Vec<_> = read.log.groups.iter().flat_map(|g| &g.lines).collect();
    assert!(
        lines
            .iter()
            .any(|l| l.seqs.contains(&event.seq) && l.title.is_empty() && l.said.is_empty()),
        "{lines:?}"
    );
    redact::redact(&world.db, &key, &act(), &[seq], "not for the log")
        .await
        .unwrap();
    let read = world.day_of(Who::Lena, this_day()).await;
    assert_eq!(
        read.log
            .own
            .iter()
            .find(|own| own.id == line.0)
            .unwrap()
            .text,
        ""
    );
    // Erasure: the pseudonym stands in what was kept.
    world
        .retitle(
            Who::Mo,
            world.cast.ngt_2,
            "Draw the lamps",
            "Lamps for Otto Brandt",
        )
        .await
        .unwrap();
    let key = world.may::<KeepDay>(Who::Olga).await;
    let last = NewLine {
        id: RecordId(Uuid::now_v7()),
        text: "Otto Brandt leaves".into(),
        project: None,
    };
    let (sight, day) = (world.sight(Who::Olga).await, this_day().to_string());
    closing::close_day(&world.db, &key, &sight, &act(), ZONE, &day, Some(&last))
        .await
        .unwrap();
    let erased = erase::erase_person(&world.db, &world.duty, &Who::Otto.email())
        .await
        .unwrap();
    assert!(erased.closings >= 1, "{erased:?}");
    let read = world.day_of(Who::Olga, this_day()).await;
    assert!(
        read.log.own[0].text.starts_with(&erased.pseudonym),
        "{:?}",
        read.log.own
    );
    search(&world, &["otto brandt"]).await;
    world.assert_whole().await;
}
