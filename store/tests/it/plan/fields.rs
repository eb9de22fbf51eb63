//! Fields: read, changed, merged, refused, taken back.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use domain::access::{EditTasks, ManageCalendars};
use domain::audience::Audience;
use domain::id::RecordId;
use domain::plan::deliverable::NewDeliverable;
use domain::refusal::{Code, FieldRefusal, Refused};
use domain::search::Asked;
use domain::talk::NewComment;
use store::plan::deliverable::create_deliverable;
use store::plan::task;
use store::{search, talk};
use tokio::time::sleep;

use crate::world::{Who, World, act, refused};

both!(
    every_field_is_kept_and_taken_back,
    edits_of_several_fields_merge_and_conflict,
    what_cannot_be_is_refused_beside_the_field,
    a_date_has_the_precision_that_was_typed,
    status_closes_and_opens,
    what_is_renamed_and_done_at_once_is_found_and_told,
    closing_keeps_the_state_it_came_from,
    viewers_and_strangers_change_nothing,
    a_task_goes_by_a_calendar_of_its_own_and_back,
    a_task_is_shown_to_the_client_and_back,
    nothing_for_the_client_comes_under_a_task_that_is_narrowed_meanwhile,
);

async fn every_field_is_kept_and_taken_back(world: World) {
    let id = world.cast.ngt_1;
    let site = NewDeliverable {
        id: RecordId(uuid::Uuid::now_v7()),
        title: "Site".into(),
        description: String::new(),
    };
    let lead = world.may_on(Who::Lena, world.cast.ngt).await;
    create_deliverable(&world.db, &lead, &act(), &site)
        .await
        .unwrap();
    let deliverable = site.id.to_string();
    let yesterday = (Utc::now().date_naive() - TimeDelta::days(2)).to_string();
    let before = world.page("NGT-1").await;
    let done = world
        .edit(
            id,
            &[
                ("title", "Map it", "Map the codes"),
                ("description", "**All** of it", ""),
                ("kind", "milestone", "task"),
                ("deliverable", &deliverable, ""),
                ("effort", "2d 3h", ""),
                ("optimistic", "1d", ""),
                ("likely", "2d", ""),
                ("pessimistic", "4d", ""),
                ("mode", "auto", "manual"),
                ("start", "2026-12-01", ""),
                ("finish", "2026-12-03 16:30", ""),
                ("constraint", "snet", "asap"),
                ("constraint_date", "2026-12-01", ""),
                ("deadline", "2026-12-24", ""),
                ("percent", "40", "0"),
                ("actual_start", &yesterday, ""),
            ],
        )
        .await
        .unwrap();
    let page = world.page("NGT-1").await;
    let text = |when: Option<domain::time::When>| when.map(|w| w.to_string()).unwrap_or_default();
    assert_eq!(
        (page.title.as_str(), page.effort, page.percent, page.version),
        ("Map it", Some(1140), 40, before.version + 1)
    );
    assert_eq!(
        (page.optimistic, page.likely, page.pessimistic),
        (Some(480), Some(960), Some(1920))
    );
    assert_eq!(
        (text(page.start), text(page.finish), text(page.deadline)),
        (
            "2026-12-01".into(),
            "2026-12-03 16:30".into(),
            "2026-12-24".into()
        )
    );
    assert_eq!(
        (
            page.constraint.code(),
            text(page.constraint_date),
            text(page.actual_start)
        ),
        ("snet", "2026-12-01".into(), yesterday)
    );
    assert_eq!(page.deliverable.map(|d| d.1), Some("Site".into()));
    let undone = world.back(id, done.seq).await;
    let back = world.page("NGT-1").await;
    assert_eq!(
        (
            back.title,
            back.effort,
            back.start,
            back.finish,
            back.deliverable.is_none(),
            back.percent
        ),
        (before.title, None, None, None, true, 0)
    );
    world.back(id, undone).await;
    let again = world.page("NGT-1").await;
    assert_eq!(
        (again.title.as_str(), text(again.finish), again.kind.code()),
        ("Map it", "2026-12-03 16:30".into(), "milestone")
    );
    world.assert_whole().await;
}

async fn edits_of_several_fields_merge_and_conflict(world: World) {
    let id = world.cast.ngt_1;
    let first = world
        .edit(id, &[("effort", "3d", ""), ("percent", "10", "0")])
        .await
        .unwrap();
    // Somebody who saw neither changes two others.
    world
        .edit(
            id,
            &[
                ("start", "2026-12-01", ""),
                ("title", "Map", "Map the codes"),
            ],
        )
        .await
        .unwrap();
    assert_eq!(
        refused(
            world
                .edit(id, &[("deadline", "2026-12-05", ""), ("effort", "1d", "")])
                .await
        ),
        Refused::Stale {
            field: "effort".into(),
            yours: "1d".into(),
            theirs: "3d".into(),
            version: 3
        }
    );
    // Of an edit that is refused nothing is done.
    assert_eq!(world.page("NGT-1").await.deadline, None);
    // A later edit of one of its fields stands in the way of undoing the first; of others it does not.
    let later = world.edit(id, &[("percent", "20", "10")]).await.unwrap();
    assert_eq!(
        refused(world.undo_on_task(Who::Mo, id, first.seq).await),
        Refused::conflict(Code::ChangedSince)
    );
    world.back(id, later.seq).await;
    assert_eq!(world.page("NGT-1").await.percent, 10);
}

async fn what_cannot_be_is_refused_beside_the_field(world: World) {
    let id = world.cast.ngt_1;
    let codes = |refused: Refused| match refused {
        Refused::Invalid { fields } => fields
            .into_iter()
            .map(|FieldRefusal { field, code, .. }| (field, code))
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    world
        .edit(id, &[("start", "2026-12-03", "")])
        .await
        .unwrap();
    for (name, typed, was, code) in [
        ("finish", "2026-12-02", "", Code::FinishBeforeStart),
        ("finish", "32 dec", "", Code::NotADate),
        ("percent", "101", "0", Code::NotAPercent),
        ("effort", "3", "", Code::NotADuration),
        ("constraint", "mso", "asap", Code::ConstraintNeedsDate),
        ("actual_finish", "yesterday", "", Code::FinishedIsDone),
        (
            "deliverable",
            "0191b0a8-0000-7000-8000-000000000000",
            "",
            Code::NotAChoice,
        ),
        ("title", "a\0b", "Map the codes", Code::Unreadable),
        ("description", "a\0b", "", Code::Unreadable),
    ] {
        assert_eq!(
            codes(refused(world.edit(id, &[(name, typed, was)]).await)),
            [(name.to_owned(), code)],
            "{name} {typed}"
        );
    }
    // A state of another project is none of this one's.
    let foreign = world
        .direct
        .ids(format!(
            "SELECT id FROM status WHERE project = {} ORDER BY position LIMIT 1",
            world.direct.id(world.cast.oth)
        ))
        .await[0];
    assert_eq!(
        codes(refused(
            world
                .edit(id, &[("status", &foreign.to_string(), "")])
                .await
        )),
        [("status".to_owned(), Code::NotAChoice)]
    );
}

async fn a_date_has_the_precision_that_was_typed(world: World) {
    let id = world.cast.ngt_1;
    world
        .edit(
            id,
            &[
                ("start", "2026-12-01", ""),
                ("finish", "2026-12-01 17:00", ""),
            ],
        )
        .await
        .unwrap();
    let instants = world
        .direct
        .number(format!(
            "SELECT COUNT(*) FROM task WHERE id = {} AND start_at IS NULL AND finish_at IS NOT NULL AND start_day = '2026-12-01' AND finish_day = '2026-12-01'",
            world.direct.id(id)
        ))
        .await;
    assert_eq!(instants, 1);
    // From a minute to a day, and to nothing.
    world
        .edit(id, &[("finish", "2026-12-02", "2026-12-01 17:00")])
        .await
        .unwrap();
    let page = world.page("NGT-1").await;
    assert_eq!(
        page.finish.map(|w| w.to_string()),
        Some("2026-12-02".into())
    );
    world
        .edit(id, &[("finish", "", "2026-12-02")])
        .await
        .unwrap();
    assert_eq!(world.page("NGT-1").await.finish, None);
}

async fn status_closes_and_opens(world: World) {
    let id = world.cast.ngt_1;
    let page = world.page("NGT-1").await;
    let states = world.states(page.project).await;
    let state = |n: usize| states[n].to_string();
    let doing = world
        .edit(id, &[("status", &state(1), &state(0))])
        .await
        .unwrap();
    let done = world
        .edit(id, &[("status", &state(3), &state(1))])
        .await
        .unwrap();
    let closed = world.page("NGT-1").await;
    assert!(closed.closed.is_some() && closed.status.id == states[3]);
    let undone = world.back(id, done.seq).await;
    let open = world.page("NGT-1").await;
    assert!(open.closed.is_none() && open.status.id == states[1]);
    world.back(id, undone).await;
    assert!(world.page("NGT-1").await.closed.is_some());
    // What was said of its state before is no longer the last word.
    assert_eq!(
        refused(world.undo_on_task(Who::Mo, id, doing.seq).await),
        Refused::conflict(Code::ChangedSince)
    );
    world.assert_whole().await;
}

async fn what_is_renamed_and_done_at_once_is_found_and_told(world: World) {
    let id = world.cast.ngt_1;
    let states = world.states(world.page("NGT-1").await.project).await;
    let state = |n: usize| states[n].to_string();
    let found = async |typed: &str| {
        let sight = world.sight(Who::Mo).await;
        let found = search::find(&world.db, &sight, &Asked::of(typed)).await;
        found.unwrap().len()
    };
    let mentioned = async || {
        let mentions = "SELECT COUNT(*) FROM mention WHERE record = ";
        let id = world.direct.id(id);
        world.direct.number(format!("{mentions}{id}")).await
    };
    let both = [
        ("status", state(3), state(0)),
        ("title", "Zebra".into(), "Map the codes".into()),
        ("description", "With @Lena".into(), String::new()),
    ];
    let both = both
        .each_ref()
        .map(|(name, to, was)| (*name, to.as_str(), was.as_str()));
    world.edit(id, &both).await.unwrap();
    assert_eq!((found("zebra").await, mentioned().await), (1, 1));
    let open = [
        ("status", state(0), state(3)),
        ("title", "Quagga".into(), "Zebra".into()),
        ("description", "With nobody".into(), "With @Lena".into()),
    ];
    let open = open
        .each_ref()
        .map(|(name, to, was)| (*name, to.as_str(), was.as_str()));
    world.edit(id, &open).await.unwrap();
    assert_eq!((found("zebra").await, found("quagga").await), (0, 1));
    assert_eq!(mentioned().await, 0);
}

async fn closing_keeps_the_state_it_came_from(world: World) {
    let id = world.cast.ngt_1;
    let page = world.page("NGT-1").await;
    let states = world.states(page.project).await;
    let state = |n: usize| states[n].to_string();
    world
        .edit(
            id,
            &[("status", &state(2), &state(0)), ("percent", "50", "0")],
        )
        .await
        .unwrap();
    let closed = world.close(Who::Mo, id).await.unwrap();
    world.back(id, closed.seq).await;
    assert_eq!(world.page("NGT-1").await.status.id, states[2]);
    // Opened again by hand it goes back under way, since it had begun.
    world.close(Who::Mo, id).await.unwrap();
    let key = world.may_on::<EditTasks>(Who::Mo, id).await;
    task::reopen_task(&world.db, &key, &act(), RecordId(id))
        .await
        .unwrap();
    assert_eq!(world.page("NGT-1").await.status.id, states[1]);
}

async fn viewers_and_strangers_change_nothing(world: World) {
    for who in [Who::Obi, Who::Otto] {
        assert!(
            world
                .try_on::<EditTasks>(who, world.cast.ngt_1)
                .await
                .is_err(),
            "{who:?}"
        );
    }
    // A key for one project says nothing of another's task.
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    let form = domain::form::EditTask {
        title: "Mine".into(),
        title_was: "Hidden from most".into(),
        ..Default::default()
    };
    let other = RecordId(world.cast.oth_1);
    assert_eq!(
        refused(task::edit_task(&world.db, &key, &act(), other, &form).await),
        Refused::Absent
    );
}

async fn a_task_goes_by_a_calendar_of_its_own_and_back(world: World) {
    use domain::people::typed::Calendar;
    use domain::people::week::Hours;
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let saturdays = Calendar {
        name: "Saturdays".into(),
        place: Default::default(),
        weekdays: (0..7)
            .map(|day| {
                Some(if day == 5 {
                    vec![Hours::new(540, 1020)]
                } else {
                    vec![]
                })
            })
            .collect(),
        days: vec![],
    };
    let id = RecordId(uuid::Uuid::now_v7());
    let key = world.may::<ManageCalendars>(Who::Olga).await;
    store::people::calendars::create(&world.db, &key, &act(), id, &saturdays)
        .await
        .unwrap();
    world
        .edit(
            one,
            &[("start", "2026-12-01", ""), ("finish", "2026-12-04", "")],
        )
        .await
        .unwrap();
    // A Saturday: in either calendar it begins before the other ends.
    world
        .edit(two, &[("start", "2026-11-28", "")])
        .await
        .unwrap();
    world.wait(one, two, "fs", "").await.unwrap();
    let keeps = async || {
        let page = world.page("NGT-2").await;
        let broken = page.waits_for[0].broken.unwrap();
        (page.calendar.map(|c| c.1), broken.earliest.to_string())
    };
    // Friday's work is over: the next is Monday's; of what is done on Saturdays, Saturday's.
    assert_eq!(keeps().await, (None, "2026-12-07".into()));
    let done = world
        .edit(two, &[("calendar", &id.0.to_string(), "")])
        .await
        .unwrap();
    assert_eq!(
        keeps().await,
        (Some("Saturdays".into()), "2026-12-05".into())
    );
    world.back(two, done.seq).await;
    assert_eq!(keeps().await, (None, "2026-12-07".into()));
    let none = uuid::Uuid::now_v7().to_string();
    assert_eq!(
        refused(world.edit(two, &[("calendar", &none, "")]).await),
        Refused::field("calendar", Code::NotAChoice)
    );
}

async fn a_task_is_shown_to_the_client_and_back(world: World) {
    let id = world.cast.ngt_1;
    let audience = async || world.page("NGT-1").await.audience;
    assert_eq!(audience().await, "internal");
    let done = world
        .edit(id, &[("audience", "client", "internal")])
        .await
        .unwrap();
    assert_eq!(audience().await, "client");
    world.back(id, done.seq).await;
    assert_eq!(audience().await, "internal");
    // What is part of it is never for more people than it is.
    let below = world.below(id, "A part").await;
    assert_eq!(
        refused(
            world
                .edit(below, &[("audience", "client", "internal")])
                .await
        ),
        Refused::field("audience", Code::WiderThanParent)
    );
    let done = world
        .edit(id, &[("audience", "client", "internal")])
        .await
        .unwrap();
    world
        .comment(Who::Mo, id, "For you as well", Audience::Client)
        .await;
    assert_eq!(
        refused(world.edit(id, &[("audience", "internal", "client")]).await),
        Refused::field("audience", Code::PartsAreWider)
    );
    assert!(world.undo_on_task(Who::Mo, id, done.seq).await.is_err());
    assert_eq!(audience().await, "client");
    assert_eq!(
        refused(world.edit(id, &[("audience", "named", "client")]).await),
        Refused::field("audience", Code::NotAChoice)
    );
    world.assert_whole().await;
}

/// Whichever begins is held back before its end, when all of it is written already and nobody else sees it yet.
async fn nothing_for_the_client_comes_under_a_task_that_is_narrowed_meanwhile(world: World) {
    // SQLite has one writer: the other is not begun.
    if !world.direct.is_postgres() {
        return;
    }
    for (task, says_first) in [(world.cast.ngt_1, true), (world.cast.ngt_2, false)] {
        world
            .edit(task, &[("audience", "client", "internal")])
            .await
            .unwrap();
        let later = |yes: bool| sleep(Duration::from_millis(if yes { 500 } else { 0 }));
        let mut chain = world.direct.connect().await;
        chain.run("BEGIN").await;
        chain.run("SELECT seq FROM chain FOR UPDATE").await;
        let says = async {
            later(!says_first).await;
            let new = NewComment {
                id: RecordId(uuid::Uuid::now_v7()),
                text: "For you as well".into(),
                audience: Audience::Client,
                named: vec![],
            };
            let key = world.may_on(Who::Lena, task).await;
            talk::add_comment(&world.db, &key, &act(), RecordId(task), &new).await
        };
        let narrows = async {
            later(says_first).await;
            world
                .edit(task, &[("audience", "internal", "client")])
                .await
        };
        let lets_go = async {
            sleep(Duration::from_millis(1200)).await;
            chain.run("COMMIT").await;
        };
        let (said, narrowed, ()) = tokio::join!(says, narrows, lets_go);
        if says_first {
            assert!(said.is_ok(), "{said:?}");
            assert_eq!(
                refused(narrowed),
                Refused::field("audience", Code::PartsAreWider)
            );
        } else {
            assert!(narrowed.is_ok(), "{narrowed:?}");
            assert_eq!(
                refused(said),
                Refused::field("audience", Code::WiderThanParent)
            );
        }
    }
    let wider = "SELECT COUNT(*) FROM record c JOIN record p ON p.workspace = c.workspace AND p.id = c.parent WHERE c.audience = 'client' AND p.audience <> 'client'";
    assert_eq!(world.direct.number(wider).await, 0);
    world.assert_whole().await;
}
