//! Files that become projects: in batches, hidden until the last, gone on with after a kill, taken back as one.

mod iterations;
mod own;
mod trackers;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use domain::access::{CreateProject, EditTasks, ManageProject, SeeProjects};
use domain::audience::Audience;
use domain::day::morning::morning;
use domain::day::readiness::Because;
use domain::event::ActorKind;
use domain::exchange::brief::Brief;
use domain::exchange::people::Match;
use domain::exchange::start::{Mapping, Start};
use domain::id::{MemberId, RecordId};
use domain::people::week::Hours;
use domain::refusal::{Code, Refused};
use store::day::today;
use store::db::Asked;
use store::door::grant::{self, Asker};
use store::exchange::{self, Progress, Run, Upload, kept, takeback};
use store::keys::OnBehalf;
use store::people::calendars;
use store::plan::{project, task};
use store::upkeep::{erase, purge, sweep};
use store::{live, outbox, trash};
use uuid::Uuid;

use crate::search::search;
use crate::world::{Who, World, act, refused};

both!(
    a_file_becomes_a_project,
    a_project_is_nowhere_until_the_last_batch,
    a_killed_run_goes_on_and_a_batch_counts_once,
    a_run_that_is_given_up_is_purged_like_trash,
    taking_back_says_what_others_have_touched,
    people_are_who_was_chosen,
    only_its_maker_sees_an_import,
    a_run_stops_with_its_maker_s_rights,
    an_import_forgets_who_is_erased,
    an_export_holds_all_that_was_read,
    inactive_tasks_are_nobody_s_work,
    what_came_from_the_file_is_counted,
    a_project_s_own_calendars_can_be_read,
    an_export_takes_as_many_statements_whatever_its_size,
);

const PLAN: &str = r#"<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Name>Lights.xml</Name><Title>Lights</Title><Manager>Grace Hopper</Manager>
<MinutesPerDay>450</MinutesPerDay><CalendarUID>1</CalendarUID>
<ExtendedAttributes><ExtendedAttribute><FieldID>188743731</FieldID><FieldName>Text1</FieldName><Alias>Cost centre</Alias></ExtendedAttribute></ExtendedAttributes>
<Calendars><Calendar><UID>2</UID><Name>Night</Name><IsBaseCalendar>0</IsBaseCalendar><BaseCalendarUID>1</BaseCalendarUID><WeekDays><WeekDay><DayType>2</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays></Calendar>
<Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar>
<WeekDays><WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay></WeekDays>
<Exceptions><Exception><Name>Founders</Name><TimePeriod><FromDate>2026-03-10T00:00:00</FromDate><ToDate>2026-03-11T23:59:00</ToDate></TimePeriod><DayWorking>0</DayWorking></Exception></Exceptions></Calendar></Calendars>
<Tasks>
<Task><UID>0</UID><Name>Lights</Name><OutlineLevel>0</OutlineLevel><Notes>About lights</Notes></Task>
<Task><UID>11</UID><ID>1</ID><Name>Survey</Name><OutlineLevel>1</OutlineLevel><Summary>1</Summary><Start>2026-03-02T08:00:00</Start><Finish>2026-03-30T17:00:00</Finish><Work>PT24H0M0S</Work></Task>
<Task><UID>12</UID><ID>2</ID><Name>Map the lamps</Name><OutlineLevel>2</OutlineLevel><Start>2026-03-02T08:00:00</Start><Finish>2026-03-04T12:30:00</Finish><Duration>PT16H0M0S</Duration><Work>PT16H0M0S</Work>
<PercentComplete>100</PercentComplete><ActualStart>2026-03-02T08:00:00</ActualStart><ActualFinish>2026-03-04T12:30:00</ActualFinish><Notes>All of them</Notes><Priority>700</Priority><Manual>1</Manual>
<ExtendedAttribute><FieldID>188743731</FieldID><Value>CC-17</Value></ExtendedAttribute><Baseline><Number>0</Number><Start>2026-02-27T08:00:00</Start><Finish>2026-03-03T17:00:00</Finish><Work>PT15H0M0S</Work></Baseline></Task>
<Task><UID>13</UID><ID>3</ID><Name>Count them</Name><OutlineLevel>2</OutlineLevel><Start>2026-03-29T02:30:00</Start><Duration>PT8H0M0S</Duration><Work>PT8H0M0S</Work><PercentComplete>25</PercentComplete><ConstraintType>4</ConstraintType><ConstraintDate>2026-03-05T08:00:00</ConstraintDate><Deadline>2026-03-20T17:00:00</Deadline><CalendarUID>2</CalendarUID>
<PredecessorLink><PredecessorUID>12</PredecessorUID><Type>3</Type><LinkLag>4800</LinkLag><LagFormat>8</LagFormat></PredecessorLink></Task>
<Task><UID>14</UID><ID>4</ID><Name>Lit</Name><OutlineLevel>1</OutlineLevel><Milestone>1</Milestone><Duration>PT0H0M0S</Duration><PredecessorLink><PredecessorUID>13</PredecessorUID><Type>1</Type><LinkLag>-25</LinkLag><LagFormat>19</LagFormat></PredecessorLink></Task>
</Tasks>
<Resources><Resource><UID>1</UID><Name>Mo Adeyémi</Name><Type>1</Type><EmailAddress>mo@northlight.test</EmailAddress><StandardRate>75</StandardRate><StandardRateFormat>2</StandardRateFormat></Resource>
<Resource><UID>2</UID><Name>Ana Berg</Name><Type>1</Type></Resource><Resource><UID>3</UID><Name>Ana Berg</Name><Type>1</Type></Resource><Resource><UID>4</UID><Name>Cable</Name><Type>0</Type></Resource>
<Resource><UID>5</UID><Name>Lena Hartmann</Name><Type>1</Type></Resource><Resource><UID>6</UID><Name>Lena Hartmann</Name><Type>1</Type></Resource></Resources>
<Assignments><Assignment><UID>1</UID><TaskUID>12</TaskUID><ResourceUID>1</ResourceUID><Units>0.5</Units><Work>PT16H0M0S</Work></Assignment>
<Assignment><UID>2</UID><TaskUID>13</TaskUID><ResourceUID>2</ResourceUID><Units>1</Units></Assignment><Assignment><UID>3</UID><TaskUID>13</TaskUID><ResourceUID>3</ResourceUID><Units>0.25</Units></Assignment>
<Assignment><UID>4</UID><TaskUID>13</TaskUID><ResourceUID>4</ResourceUID><Units>40</Units></Assignment></Assignments></Project>"#;

/// A file of this many tasks, each waiting for the one before.
pub fn many(tasks: usize) -> String {
    let mut text = String::from(
        "<Project xmlns=\"http://schemas.microsoft.com/project\"><Title>Many</Title><Tasks>",
    );
    for n in 1..=tasks {
        let level = 1 + n % 3;
        let link = if n % 3 == 1 && n > 3 {
            format!(
                "<PredecessorLink><PredecessorUID>{}</PredecessorUID><Type>1</Type></PredecessorLink>",
                n - 3
            )
        } else {
            String::new()
        };
        text.push_str(&format!("<Task><UID>{n}</UID><ID>{n}</ID><Name>Task {n}</Name><OutlineLevel>{level}</OutlineLevel><Start>2026-03-02T08:00:00</Start>{link}</Task>"));
    }
    text + "</Tasks></Project>"
}

impl World {
    async fn read_file(&self, who: Who, text: &str) -> Uuid {
        let (plan, report) = domain::exchange::read(text.as_bytes()).unwrap();
        let brief = Brief::of(&plan, report, "lights.xml");
        let upload = Upload::of("lights.xml", &plan, &brief).unwrap();
        let key = self.may::<CreateProject>(who).await;
        exchange::read(&self.db, &key, &act(), &upload)
            .await
            .unwrap()
            .what
    }

    async fn start(&self, who: Who, import: Uuid, people: &[(i64, Option<Uuid>)]) -> Uuid {
        let start = Start {
            project: RecordId(Uuid::now_v7()),
            title: "Lights".into(),
            key: "LIT".into(),
            client: Some(RecordId(self.cast.harbour)),
            zone: "Europe/Oslo".into(),
            people: people
                .iter()
                .map(|(uid, member)| (*uid, member.map(MemberId)))
                .collect(),
            mapping: Mapping::default(),
        };
        let key = self.may::<CreateProject>(who).await;
        exchange::start(&self.db, &key, &act(), import, &start)
            .await
            .unwrap()
            .what
    }

    async fn for_whom(&self, import: Uuid) -> Result<OnBehalf<CreateProject>, store::Error> {
        let asker = exchange::asker(&self.db, &self.duty, import).await.unwrap();
        grant::on_behalf(&self.db, &self.duty, &asker, ActorKind::Import, import).await
    }

    async fn step(&self, import: Uuid) -> Progress {
        let key = self.for_whom(import).await.unwrap();
        let mut run = Run::open(&self.db, &key, import).await.unwrap();
        run.next(&self.db, &key).await.unwrap()
    }

    async fn run_to_the_end(&self, import: Uuid) {
        let key = self.for_whom(import).await.unwrap();
        let mut run = Run::open(&self.db, &key, import).await.unwrap();
        while !run
            .next(&self.db, &self.for_whom(import).await.unwrap())
            .await
            .unwrap()
            .is_done()
        {}
    }

    /// The small plan, with Mo as himself.
    async fn lights(&self) -> (Uuid, Uuid) {
        let import = self.read_file(Who::Lena, PLAN).await;
        let project = self
            .start(Who::Lena, import, &[(1, Some(self.cast.members[&Who::Mo]))])
            .await;
        self.run_to_the_end(import).await;
        (import, project)
    }

    async fn state(&self, import: Uuid) -> String {
        let key = self.may::<CreateProject>(Who::Lena).await;
        exchange::import(&self.db, &key, import)
            .await
            .unwrap()
            .state
    }

    async fn rows(&self, table: &str) -> i64 {
        self.direct
            .number(format!("SELECT COUNT(*) FROM {table}"))
            .await
    }
}

async fn a_file_becomes_a_project(world: World) {
    let (import, id) = world.lights().await;
    let sight = world.sight(Who::Mo).await;
    let there = project::project(&world.db, &sight, "LIT").await.unwrap();
    assert_eq!(
        (there.id, there.title.as_str(), there.client.as_deref()),
        (id, "Lights", Some("Harbour"))
    );
    let read = task::task(&world.db, &sight, "LIT", 2).await.unwrap();
    assert_eq!(
        (read.title.as_str(), read.description.as_str()),
        ("Map the lamps", "All of them")
    );
    assert_eq!(
        read.closed_at.unwrap().to_rfc3339(),
        "2026-03-04T11:30:00+00:00"
    );
    assert_eq!(world.state(import).await, "done");
    assert_eq!(world.rows("import WHERE plan IS NOT NULL").await, 0);
    assert_eq!(world.rows("task_assignee WHERE units = 500").await, 1);
    let outside = world
        .direct
        .texts("SELECT name FROM outside_assignee ORDER BY name")
        .await;
    assert_eq!(outside, ["Ana Berg (2)", "Ana Berg (3)"]);
    // Each record has one event for each batch that made something of it, all of the import and for its maker.
    assert_eq!(world.rows("event WHERE batch IS NOT NULL AND kind = 'task.imported' AND actor_kind = 'import' AND acting_for IS NOT NULL").await, 8);
    assert_eq!(
        world
            .rows("job WHERE kind <> 'import' AND done_at IS NULL")
            .await,
        0
    );
    let next = world.create_task(Who::Mo, id, "One more").await;
    assert_eq!(
        world
            .direct
            .number(format!(
                "SELECT number FROM task WHERE id = {}",
                world.direct.id(next)
            ))
            .await,
        5
    );
    world.assert_whole().await;
}

async fn a_project_is_nowhere_until_the_last_batch(world: World) {
    let import = world.read_file(Who::Lena, PLAN).await;
    let id = world
        .start(
            Who::Lena,
            import,
            &[(1, Some(world.cast.members[&Who::Mo]))],
        )
        .await;
    let begun = world.head().await;
    let key = world.for_whom(import).await.unwrap();
    let mut run = Run::open(&world.db, &key, import).await.unwrap();
    loop {
        for who in [Who::Lena, Who::Olga] {
            let sight = world.sight(who).await;
            let listed = project::projects(&world.db, &sight).await.unwrap();
            assert!(
                listed.iter().all(|p| p.key != "LIT"),
                "{who:?} sees it listed"
            );
            assert_eq!(
                refused(project::project(&world.db, &sight, "LIT").await),
                Refused::Absent
            );
            assert_eq!(
                refused(task::task(&world.db, &sight, "LIT", 1).await),
                Refused::Absent
            );
            let gone = trash::list(&world.db, &sight).await.unwrap();
            assert!(
                gone.iter().all(|t| t.id != id),
                "{who:?} sees it in the trash"
            );
            assert_eq!(
                refused(trash::kind_of(&world.db, &sight, RecordId(id)).await),
                Refused::Absent
            );
            let ticks = live::since(&world.db, &sight, begun - 1, 500)
                .await
                .unwrap();
            assert!(
                ticks.iter().all(|t| t.project.is_none()),
                "{who:?} hears of it: {ticks:?}"
            );
            let manage = world.try_on::<ManageProject>(who, id).await;
            assert_eq!(
                refused(manage),
                Refused::Absent,
                "{who:?} gets a key for it"
            );
            assert_eq!(
                refused(exchange::export::project(&world.db, &sight, "LIT", None).await),
                Refused::Absent
            );
        }
        if run
            .next(&world.db, &world.for_whom(import).await.unwrap())
            .await
            .unwrap()
            .is_done()
        {
            break;
        }
    }
    let sight = world.sight(Who::Mo).await;
    assert_eq!(
        project::project(&world.db, &sight, "LIT").await.unwrap().id,
        id
    );
    let ticks = live::since(&world.db, &sight, begun, 500).await.unwrap();
    assert!(ticks.iter().any(|t| t.record == Some(id)));
}

async fn a_killed_run_goes_on_and_a_batch_counts_once(mut world: World) {
    let import = world.read_file(Who::Lena, &many(1_700)).await;
    let id = world.start(Who::Lena, import, &[]).await;
    let of = |batches_done| Progress {
        batches: 47,
        batches_done,
    };
    assert_eq!(world.step(import).await, of(1));
    assert_eq!(world.step(import).await, of(2));
    let (tasks, events) = (world.rows("task").await, world.head().await);
    // The same batch once more, as from a worker that was taken for dead.
    let key = world.for_whom(import).await.unwrap();
    let run = Run::open(&world.db, &key, import).await.unwrap();
    for number in [0, 1, 1] {
        run.batch(&world.db, &key, number).await.unwrap();
    }
    // And when what was answered then is forgotten.
    world.direct.run("DELETE FROM idempotency").await;
    assert_eq!(run.batch(&world.db, &key, 0).await.unwrap().what, of(2));
    assert_eq!(
        (world.rows("task").await, world.head().await),
        (tasks, events)
    );
    // One that is not its turn is not done.
    assert_eq!(
        refused(run.batch(&world.db, &key, 3).await),
        Refused::conflict(Code::ImportOver)
    );
    world.restarted().await;
    world.run_to_the_end(import).await;
    let sight = world.sight(Who::Lena).await;
    assert_eq!(
        project::project(&world.db, &sight, "LIT").await.unwrap().id,
        id
    );
    assert_eq!(
        world
            .rows(&format!("task WHERE project = {}", world.direct.id(id)))
            .await,
        1_700
    );
    assert_eq!(world.rows("import_batch").await, 47);
    let refusal = Refused::conflict(Code::ImportOver);
    let key = world.for_whom(import).await.unwrap();
    assert_eq!(
        refused(Run::open(&world.db, &key, import).await.map(|_| ())),
        refusal
    );
    world.assert_whole().await;
}

async fn a_run_that_is_given_up_is_purged_like_trash(world: World) {
    let before: HashSet<Uuid> = world
        .direct
        .ids("SELECT id FROM record")
        .await
        .into_iter()
        .collect();
    let import = world.read_file(Who::Lena, &many(600)).await;
    let id = world.start(Who::Lena, import, &[]).await;
    world.step(import).await;
    let key = world.may::<CreateProject>(Who::Lena).await;
    exchange::give_up(&world.db, &key, &act(), import)
        .await
        .unwrap();
    let over = Refused::conflict(Code::ImportOver);
    assert_eq!(
        refused(exchange::give_up(&world.db, &key, &act(), import).await),
        over
    );
    assert_eq!(
        refused(exchange::resume(&world.db, &key, &act(), import).await),
        over
    );
    let for_lena = world.for_whom(import).await.unwrap();
    assert_eq!(
        refused(Run::open(&world.db, &for_lena, import).await.map(|_| ())),
        over
    );
    assert_eq!(world.state(import).await, "given_up");
    // Its key is free at once.
    let again = world.read_file(Who::Lena, PLAN).await;
    world.start(Who::Lena, again, &[]).await;
    world.run_to_the_end(again).await;
    let later = Utc::now() + TimeDelta::minutes(1);
    purge::purge_before(&world.db, &world.duty, later)
        .await
        .unwrap();
    assert_eq!(
        world
            .rows(&format!(
                "record WHERE id = {0} OR project = {0}",
                world.direct.id(id)
            ))
            .await,
        0
    );
    assert!(
        world
            .direct
            .ids("SELECT id FROM record")
            .await
            .iter()
            .collect::<HashSet<_>>()
            .is_superset(&before.iter().collect())
    );
    world.assert_whole().await;
    // One that nobody goes on with is given up by itself.
    let third = world.read_file(Who::Lena, PLAN).await;
    let old = world.direct.days_from_now(-31);
    world
        .direct
        .run(format!(
            "UPDATE import SET made_at = {old} WHERE id = {}",
            world.direct.id(third)
        ))
        .await;
    sweep::sweep(&world.db, &world.duty).await.unwrap();
    assert_eq!(world.state(third).await, "given_up");
}

async fn taking_back_says_what_others_have_touched(world: World) {
    let (import, id) = world.lights().await;
    let key = world.may_on::<ManageProject>(Who::Lena, id).await;
    let none = takeback::since(&world.db, &key, import).await.unwrap();
    assert_eq!((none.things, none.latest.len()), (0, 0));
    let tasks = world
        .direct
        .ids(format!(
            "SELECT id FROM task WHERE project = {} ORDER BY number",
            world.direct.id(id)
        ))
        .await;
    world
        .retitle(Who::Mo, tasks[2], "Count them", "Count them all")
        .await
        .unwrap();
    world
        .comment(Who::Mo, tasks[3], "Lit already", Audience::Internal)
        .await;
    world
        .retitle(Who::Lena, tasks[0], "Survey", "Surveyed")
        .await
        .unwrap();
    let since = takeback::since(&world.db, &key, import).await.unwrap();
    assert_eq!(since.things, 2);
    let said: Vec<_> = since
        .latest
        .iter()
        .map(|t| (t.number, t.who.as_deref()))
        .collect();
    assert_eq!(
        said,
        [
            (Some(4), Some(Who::Mo.name())),
            (Some(3), Some(Who::Mo.name()))
        ]
    );
    // Not before that was seen.
    let unseen = takeback::take_back(&world.db, &key, &act(), import, none.seen).await;
    assert_eq!(refused(unseen), Refused::conflict(Code::ChangedSince));
    takeback::take_back(&world.db, &key, &act(), import, since.seen)
        .await
        .unwrap();
    let sight = world.sight(Who::Lena).await;
    assert_eq!(
        refused(project::project(&world.db, &sight, "LIT").await),
        Refused::Absent
    );
    assert_eq!(world.state(import).await, "undone");
    // It is an ordinary thing in the trash from then on.
    assert!(
        trash::list(&world.db, &sight)
            .await
            .unwrap()
            .iter()
            .any(|t| t.id == id)
    );
    trash::restore(&world.db, &key, &act(), RecordId(id))
        .await
        .unwrap();
    assert_eq!(
        task::task(&world.db, &sight, "LIT", 3).await.unwrap().title,
        "Count them all"
    );
    world.assert_whole().await;
}

async fn people_are_who_was_chosen(world: World) {
    let import = world.read_file(Who::Lena, PLAN).await;
    let key = world.may::<CreateProject>(Who::Lena).await;
    let brief = exchange::brief(&world.db, &key, import).await.unwrap();
    let (_, proposals) = exchange::proposals(&world.db, &key, &brief).await.unwrap();
    let mo = MemberId(world.cast.members[&Who::Mo]);
    let by: BTreeMap<i64, &Match> = proposals.iter().map(|p| (p.resource, &p.match_)).collect();
    assert_eq!(by[&1], &Match::ByEmail { id: mo });
    // Nobody here is an Ana Berg; that the file's two are two is asked all the same.
    let asked = Match::Ask {
        candidates: Vec::new(),
    };
    assert_eq!((by[&2], by[&3]), (&asked, &asked));
    assert!(matches!(by[&5], Match::Ask { .. }) && matches!(by[&6], Match::Ask { .. }));
    assert!(!by.contains_key(&4), "a cable is no person");
    // Someone of another workspace is no choice.
    let mut start = Start {
        project: RecordId(Uuid::now_v7()),
        title: "Lights".into(),
        key: "NGT".into(),
        client: None,
        zone: "Europe/Oslo".into(),
        people: BTreeMap::from([(1, Some(MemberId(Uuid::now_v7())))]),
        mapping: Mapping::default(),
    };
    let stranger = exchange::start(&world.db, &key, &act(), import, &start).await;
    assert_eq!(
        refused(stranger),
        Refused::field("people][1", Code::NotAChoice)
    );
    // One of them has no work in it.
    let otto = MemberId(world.cast.members[&Who::Otto]);
    start.people = BTreeMap::from([(2, Some(mo)), (3, Some(mo)), (5, Some(otto))]);
    let taken = exchange::start(&world.db, &key, &act(), import, &start).await;
    assert_eq!(
        refused(taken),
        Refused::field_with("key", Code::Taken, "NGT")
    );
    start.key = "LIT".into();
    start.client = Some(RecordId(world.cast.fgn));
    let foreign = exchange::start(&world.db, &key, &act(), import, &start).await;
    assert_eq!(refused(foreign), Refused::field("client", Code::NotAChoice));
    start.client = None;
    exchange::start(&world.db, &key, &act(), import, &start)
        .await
        .unwrap();
    let twice = Start {
        project: RecordId(Uuid::now_v7()),
        key: "LIS".into(),
        ..start.clone()
    };
    assert_eq!(
        refused(exchange::start(&world.db, &key, &act(), import, &twice).await),
        Refused::conflict(Code::ImportBegun)
    );
    world.run_to_the_end(import).await;
    // Two of the file who are one person here have both their parts; the project is his to see.
    assert_eq!(
        world
            .direct
            .texts("SELECT CAST(units AS TEXT) FROM task_assignee")
            .await,
        ["1250"]
    );
    assert_eq!(
        world
            .direct
            .texts("SELECT name FROM outside_assignee")
            .await,
        ["Mo Adeyémi"]
    );
    assert!(
        project::project(&world.db, &world.sight(Who::Mo).await, "LIT")
            .await
            .is_ok()
    );
    assert_eq!(
        refused(project::project(&world.db, &world.sight(Who::Otto).await, "LIT").await),
        Refused::Absent
    );
}

async fn only_its_maker_sees_an_import(world: World) {
    let import = world.read_file(Who::Lena, PLAN).await;
    let olga = world.may::<CreateProject>(Who::Olga).await;
    let faye = world.may::<CreateProject>(Who::Faye).await;
    assert_eq!(
        refused(exchange::import(&world.db, &olga, import).await),
        Refused::Absent
    );
    assert_eq!(
        refused(exchange::brief(&world.db, &faye, import).await),
        Refused::Absent
    );
    assert_eq!(
        refused(exchange::give_up(&world.db, &olga, &act(), import).await),
        Refused::Absent
    );
    assert!(
        exchange::imports(&world.db, &olga)
            .await
            .unwrap()
            .is_empty()
    );
    let lena = world.may::<CreateProject>(Who::Lena).await;
    assert_eq!(exchange::imports(&world.db, &lena).await.unwrap().len(), 1);
}

async fn a_run_stops_with_its_maker_s_rights(world: World) {
    let import = world.read_file(Who::Lena, &many(600)).await;
    world.start(Who::Lena, import, &[]).await;
    world.step(import).await;
    let job = outbox::claim(&world.db, &world.duty, outbox::kind::IMPORT, 5)
        .await
        .unwrap()
        .remove(0);
    let body: outbox::Import = serde_json::from_str(&job.body).unwrap();
    let lena = Asker {
        workspace: world.sight(Who::Lena).await.workspace().0,
        member: world.cast.members[&Who::Lena],
    };
    assert_eq!((body.import, body.asker), (import, lena));
    assert!(outbox::hold(&world.db, &world.duty, &job).await.unwrap());
    let old = world.for_whom(import).await.unwrap();
    store::people::change_role(
        &world.db,
        &world.may(Who::Olga).await,
        &act(),
        MemberId(lena.member),
        domain::access::WorkspaceRole::Member,
    )
    .await
    .unwrap();
    assert_eq!(refused(world.for_whom(import).await), Refused::Absent);
    // A key from before is worth nothing either.
    let mut run = Run::open(&world.db, &old, import).await.unwrap();
    assert_eq!(
        refused(run.next(&world.db, &old).await),
        Refused::conflict(Code::RightsChanged)
    );
    exchange::failed(&world.db, &world.duty, &body, "rights")
        .await
        .unwrap();
    assert_eq!(
        world.direct.texts("SELECT failed FROM import").await,
        ["rights"]
    );
}

async fn an_import_forgets_who_is_erased(world: World) {
    let (_, id) = world.lights().await;
    // Another that is still waiting, where Mo is nobody in particular; and Grace, who is no account, stays.
    world.read_file(Who::Lena, PLAN).await;
    let third = world.read_file(Who::Olga, PLAN).await;
    let key = world.may::<CreateProject>(Who::Olga).await;
    let start = Start {
        project: RecordId(Uuid::now_v7()),
        title: "Mo Adeyémi's".into(),
        key: "MOS".into(),
        client: None,
        zone: "Etc/UTC".into(),
        people: BTreeMap::new(),
        mapping: Mapping::default(),
    };
    exchange::start(&world.db, &key, &act(), third, &start)
        .await
        .unwrap();
    world.run_to_the_end(third).await;
    let erased = erase::erase_person(&world.db, &world.duty, "mo@northlight.test")
        .await
        .unwrap();
    let texts = &erased.workspaces[0].texts;
    assert_eq!(texts["import"], 3);
    assert!(
        texts["from_file"] > 0 && texts["outside_assignee"] > 0,
        "{texts:?}"
    );
    search(&world, &["mo adeyémi", "mo@northlight.test"]).await;
    for (name, bytes) in [("report", "report"), ("plan", "plan")] {
        for packed in world
            .direct
            .bytes(format!(
                "SELECT {bytes} FROM import WHERE {bytes} IS NOT NULL"
            ))
            .await
        {
            use std::io::Read;
            let mut text = String::new();
            flate2::read::GzDecoder::new(packed.as_slice())
                .read_to_string(&mut text)
                .unwrap();
            let text = text.to_lowercase();
            assert!(
                !text.contains("adeyémi") && !text.contains("mo@northlight"),
                "{name}"
            );
            assert!(text.contains("ana berg"));
        }
    }
    let sight = world.sight(Who::Lena).await;
    let rows = kept::from_file(&world.db, &sight, RecordId(id))
        .await
        .unwrap();
    assert!(
        rows.rows.iter().any(|r| r.value == "Grace Hopper"),
        "{rows:?}"
    );
    world.assert_whole().await;
}

async fn an_export_holds_all_that_was_read(world: World) {
    let (_, id) = world.lights().await;
    let sight = world.sight(Who::Lena).await;
    let manage = world.may_on::<ManageProject>(Who::Lena, id).await;
    let whole = exchange::export::project(&world.db, &sight, "LIT", Some(&manage))
        .await
        .unwrap();
    let text = String::from_utf8(domain::exchange::export::json(&whole).unwrap()).unwrap();
    for said in [
        "About lights",
        "Europe/Oslo",
        "\"minutes_per_day\": 450",
        "Grace Hopper",
        "Mo Adeyémi: StandardRate",
        "75 / h",
        "Cost centre",
        "CC-17",
        "Ana Berg (3)",
        "2026-03-02T08:00:00",
        "2026-03-04T12:30:00",
        "2026-02-27T08:00:00",
        "Founders",
        "Cable: Units",
        "\"snet\"",
    ] {
        assert!(text.contains(said), "no {said} in {text}");
    }
    let by = |title: &str| whole.tasks.iter().find(|t| t.title == title).unwrap();
    let counted = by("Count them");
    assert_eq!(
        (
            counted.key.as_str(),
            counted.wbs.as_str(),
            counted.parent.as_str()
        ),
        ("LIT-3", "1.2", "LIT-1")
    );
    assert_eq!(
        (
            counted.constraint_date.as_str(),
            counted.deadline.as_str(),
            counted.calendar.as_str()
        ),
        ("2026-03-05T08:00:00", "2026-03-20T17:00:00", "Night")
    );
    // A clock time that never came is moved, and stands as it was beside.
    assert_eq!(counted.start, "2026-03-29T03:30:00");
    assert!(
        counted
            .from_file
            .iter()
            .any(|f| f.field == "Start" && f.value == "2026-03-29T02:30:00")
    );
    assert_eq!(by("Survey").effort_minutes, None);
    assert!(
        by("Survey")
            .from_file
            .iter()
            .any(|f| f.field == "Work" && f.value == "PT24H0M0S")
    );
    assert_eq!(
        (by("Lit").kind.as_str(), by("Map the lamps").mode.as_str()),
        ("milestone", "manual")
    );
    assert_eq!(by("Map the lamps").baselines[0].effort_minutes, Some(900));
    use domain::exchange::plan::{Lag, LinkKind};
    let links: Vec<_> = whole
        .links
        .iter()
        .map(|l| (l.from.as_str(), l.kind, l.lag))
        .collect();
    assert!(
        links.contains(&("LIT-2", LinkKind::Ss, Lag::Elapsed { minutes: 480 })),
        "{links:?}"
    );
    assert!(
        links.contains(&(
            "LIT-3",
            LinkKind::Fs,
            Lag::Percent {
                percent: -25,
                elapsed: false
            }
        )),
        "{links:?}"
    );
    // Rates are for those who manage the project.
    let sight = world.sight(Who::Mo).await;
    let less = exchange::export::project(&world.db, &sight, "LIT", None)
        .await
        .unwrap();
    let text = String::from_utf8(domain::exchange::export::json(&less).unwrap()).unwrap();
    assert!(!text.contains("StandardRate") && text.contains("CC-17"));
    let other = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let other = exchange::export::project(&world.db, &sight, "LIT", Some(&other))
        .await
        .unwrap();
    assert_eq!(other, less, "the key of another project opens nothing here");
    assert!(
        kept::from_file(&world.db, &sight, RecordId(id))
            .await
            .unwrap()
            .rows
            .iter()
            .all(|r| !r.money)
    );
    assert!(
        kept::from_file_with_money(&world.db, &manage, RecordId(id))
            .await
            .unwrap()
            .rows
            .iter()
            .any(|r| r.money)
    );
    assert_eq!(
        refused(world.try_on::<EditTasks>(Who::Otto, id).await),
        Refused::Absent
    );
}

async fn inactive_tasks_are_nobody_s_work(world: World) {
    // Due now: a morning would list all that is open.
    let (yesterday, tomorrow) = (
        Utc::now().date_naive() - TimeDelta::days(1),
        Utc::now().date_naive() + TimeDelta::days(1),
    );
    let dated = format!(
        "<OutlineLevel>1</OutlineLevel><Start>{yesterday}T08:00:00</Start><Finish>{tomorrow}T17:00:00</Finish>"
    );
    let file = format!(
        "<Project xmlns=\"http://schemas.microsoft.com/project\"><Title>Lights</Title><Tasks>\
         <Task><UID>1</UID><Name>Dropped</Name>{dated}<Active>0</Active><PercentComplete>30</PercentComplete></Task>\
         <Task><UID>2</UID><Name>Alive</Name>{dated}<Active>1</Active>\
         <PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type></PredecessorLink></Task>\
         <Task><UID>3</UID><Name>Finished</Name>{dated}<PercentComplete>100</PercentComplete></Task></Tasks></Project>"
    );
    let import = world.read_file(Who::Lena, &file).await;
    let id = world.start(Who::Lena, import, &[]).await;
    world.run_to_the_end(import).await;
    let sight = world.sight(Who::Lena).await;
    let whole = exchange::export::project(&world.db, &sight, "LIT", None)
        .await
        .unwrap();
    let states: Vec<_> = whole
        .tasks
        .iter()
        .map(|t| {
            let says =
                |f: &domain::exchange::plan::FieldValue| f.field == "Active" && f.value == "0";
            (
                t.status.as_str(),
                t.category.as_str(),
                t.percent_complete,
                !t.closed_at.is_empty(),
                t.from_file.iter().any(says),
            )
        })
        .collect();
    assert_eq!(
        states,
        [
            ("Inactive", "done", Some(30), true, true),
            ("todo", "todo", Some(0), false, false),
            ("done", "done", Some(100), true, false)
        ]
    );
    assert_eq!(whole.links.len(), 1);
    // Today: the living one is nobody's, the dropped one is no work, and holds nothing.
    let read = today::today(&world.db, &sight, "Etc/UTC", Utc::now())
        .await
        .unwrap();
    let there: Vec<_> = read
        .facts
        .tasks
        .iter()
        .filter(|t| t.project == id)
        .collect();
    assert_eq!((there.len(), there[0].title.as_str()), (1, "Alive"));
    let morning = morning(&read.facts);
    let row = morning
        .rows
        .iter()
        .find(|row| row.id == there[0].id)
        .unwrap();
    let waits = |because: &Because| format!("{because:?}").starts_with("Before");
    assert!(
        row.verdict
            .reasons
            .iter()
            .all(|reason| !waits(&reason.because)),
        "{row:?}"
    );
    // Where there is nothing inactive there is no such state.
    let other = world.read_file(Who::Lena, PLAN).await;
    let start = Start {
        project: RecordId(Uuid::now_v7()),
        title: "More".into(),
        key: "MOR".into(),
        client: None,
        zone: "Europe/Oslo".into(),
        people: BTreeMap::new(),
        mapping: Mapping::default(),
    };
    let key = world.may::<CreateProject>(Who::Lena).await;
    exchange::start(&world.db, &key, &act(), other, &start)
        .await
        .unwrap();
    world.run_to_the_end(other).await;
    assert_eq!(world.rows("status WHERE name = 'Inactive'").await, 1);
    world.assert_whole().await;
}

async fn what_came_from_the_file_is_counted(world: World) {
    let value = "<ExtendedAttribute><FieldID>1</FieldID><Value>x</Value></ExtendedAttribute>";
    let file = format!(
        "<Project xmlns=\"http://schemas.microsoft.com/project\"><Title>Lights</Title><Tasks>\
         <Task><UID>1</UID><Name>Full</Name>{}</Task><Task><UID>2</UID><Name>Empty</Name></Task></Tasks></Project>",
        value.repeat(620)
    );
    let import = world.read_file(Who::Lena, &file).await;
    let id = world.start(Who::Lena, import, &[]).await;
    world.run_to_the_end(import).await;
    let sight = world.sight(Who::Lena).await;
    let manage = world.may_on::<ManageProject>(Who::Lena, id).await;
    let [full, empty] = [1, 2].map(|number| task::task(&world.db, &sight, "LIT", number));
    let (full, empty) = (full.await.unwrap().id, empty.await.unwrap().id);
    for (record, shown, all) in [(full, 500, 620), (empty, 0, 0)] {
        let lines = kept::from_file(&world.db, &sight, RecordId(record))
            .await
            .unwrap();
        assert_eq!((lines.rows.len(), lines.all), (shown, all));
        let lines = kept::from_file_with_money(&world.db, &manage, RecordId(record))
            .await
            .unwrap();
        assert_eq!((lines.rows.len(), lines.all), (shown, all));
    }
}

async fn a_project_s_own_calendars_can_be_read(world: World) {
    let (_, id) = world.lights().await;
    let manage = world.may_on::<ManageProject>(Who::Lena, id).await;
    let own = calendars::of_project(&world.db, &manage).await.unwrap();
    let said: Vec<_> = own
        .iter()
        .map(|one| {
            let days: Vec<_> = one
                .calendar
                .days
                .iter()
                .map(|day| (day.name.as_str(), day.first_day.to_string()))
                .collect();
            (
                one.calendar.name.as_str(),
                one.base.as_deref(),
                days,
                one.days,
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("Night", Some("Standard"), vec![], 0),
            (
                "Standard",
                None,
                vec![("Founders", "2026-03-10".to_owned())],
                1
            )
        ]
    );
    // Monday of the one is said free; what it does not say is as in its base.
    let weeks: Vec<_> = own.iter().map(|one| &one.calendar.weekdays).collect();
    assert_eq!(weeks[0][0], Some(vec![]));
    assert_eq!(weeks[1][0], Some(vec![Hours::new(480, 720)]));
    assert_eq!(weeks[0][1], weeks[1][1]);
    // They are no calendars of the workspace, nor another project's.
    let sees = world.may::<SeeProjects>(Who::Mo).await;
    assert!(
        calendars::calendars(&world.db, &sees)
            .await
            .unwrap()
            .is_empty()
    );
    let other = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    assert!(
        calendars::of_project(&world.db, &other)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn an_export_takes_as_many_statements_whatever_its_size(world: World) {
    let sight = world.sight(Who::Lena).await;
    let manage = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let export = || async {
        let asked = Arc::<Asked>::default();
        let db = world.db.counted(&asked);
        let whole = exchange::export::project(&db, &sight, "NGT", Some(&manage))
            .await
            .unwrap();
        (asked.statements(), whole)
    };
    let (few, small) = export().await;
    for n in 0..40 {
        let task = world
            .create_task(Who::Lena, world.cast.ngt, &format!("Lamp {n}"))
            .await;
        world
            .direct
            .run(format!(
                "INSERT INTO stop (workspace, id, task, because, mover_kind, mover_name, began_at, began_by) \
                 SELECT workspace, {}, id, 'no key', 'outside', 'The council', {}, {} FROM task WHERE id = {}",
                world.direct.id(Uuid::now_v7()),
                world.direct.days_from_now(-1),
                world.direct.id(world.cast.members[&Who::Lena]),
                world.direct.id(task)
            ))
            .await;
    }
    let (many, large) = export().await;
    assert_eq!(large.tasks.len(), small.tasks.len() + 40);
    assert_eq!(few, many);
    let lamp = large.tasks.iter().find(|t| t.title == "Lamp 7").unwrap();
    assert_eq!(
        (
            lamp.stops[0].because.as_str(),
            lamp.stops[0].mover.as_str(),
            lamp.audience.as_str()
        ),
        ("no key", "The council", "internal")
    );
    let states: Vec<_> = large.workflow.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(states, ["todo", "doing", "review", "done"]);
    assert!(!large.left_out.contains(&"rates_and_costs".to_owned()));
    assert!(large.left_out.contains(&"comments".to_owned()));
    assert!(large.left_out.contains(&"files".to_owned()));
}
