//! People, labels, lines and stops of a task, each with its way back.

use domain::access::{EditTasks, ManageProject, ProjectRole};
use domain::id::{MemberId, RecordId};
use domain::plan::stopping::{Mover, NewStop};
use domain::refusal::{Code, Refused};
use store::plan::{assignees, checklist, choices, labels, member, stopping};
use uuid::Uuid;

use crate::world::{Outcome, Who, World, act, refused};

both!(
    people_are_given_a_task_and_relieved,
    only_people_of_the_project,
    work_is_for_those_who_can_change_it,
    labels_come_into_being_when_used,
    a_checklist_and_its_ways_back,
    lines_move_past_each_other_for_ever,
    a_begun_task_stops_and_goes_on,
    what_is_done_is_not_stopped,
);

async fn people_are_given_a_task_and_relieved(world: World) {
    let id = world.cast.ngt_1;
    let names = async || {
        let page = world.page("NGT-1").await;
        let names = page
            .assignees
            .iter()
            .map(|a| format!("{} {}", a.name, a.units));
        names.collect::<Vec<_>>()
    };
    world.give(id, Who::Mo, 1000).await.unwrap();
    let lena = world.give(id, Who::Lena, 500).await.unwrap();
    assert_eq!(names().await, ["Lena Hartmann 500", "Mo Adeyémi 1000"]);
    let more = world.give(id, Who::Lena, 800).await.unwrap();
    assert!(!more.unchanged && world.give(id, Who::Lena, 800).await.unwrap().unchanged);
    assert_eq!(
        refused(world.undo_on_task(Who::Mo, id, lena.seq).await),
        Refused::conflict(Code::ChangedSince)
    );
    let undone = world.back(id, more.seq).await;
    assert_eq!(names().await, ["Lena Hartmann 500", "Mo Adeyémi 1000"]);
    world.back(id, undone).await;
    assert_eq!(names().await, ["Lena Hartmann 800", "Mo Adeyémi 1000"]);
    let key = world.may_on::<EditTasks>(Who::Mo, id).await;
    let member = MemberId(world.cast.members[&Who::Lena]);
    let gone = assignees::unassign(&world.db, &key, &act(), RecordId(id), member)
        .await
        .unwrap();
    assert_eq!(names().await, ["Mo Adeyémi 1000"]);
    world.back(id, gone.seq).await;
    assert_eq!(names().await.len(), 2);
    world.assert_whole().await;
}

async fn only_people_of_the_project(world: World) {
    let id = world.cast.ngt_1;
    let no = Refused::field("member", Code::NotInProject);
    assert_eq!(refused(world.give(id, Who::Otto, 1000).await), no);
    let key = world.may_on::<EditTasks>(Who::Mo, id).await;
    let nobody = MemberId(Uuid::now_v7());
    assert_eq!(
        refused(assignees::assign(&world.db, &key, &act(), RecordId(id), nobody, 1000).await),
        no
    );
}

/// An observer is a viewer at most; a member who views can be given nothing new and keeps what they had.
async fn work_is_for_those_who_can_change_it(world: World) {
    let id = world.cast.ngt_1;
    let no = |who: Who| Refused::field_with("member", Code::ChangesNoTasks, who.name());
    let workers = async || {
        let sight = world.sight(Who::Mo).await;
        let project = RecordId(world.cast.ngt);
        let choices = choices::of_project(&world.db, &sight, project)
            .await
            .unwrap();
        let names = |list: Vec<choices::Choice>| list.into_iter().map(|c| c.name);
        let people: Vec<_> = names(choices.people).collect();
        assert!(people.contains(&Who::Obi.name().to_owned()), "{people:?}");
        names(choices.workers).collect::<Vec<_>>()
    };
    assert_eq!(refused(world.give(id, Who::Obi, 1000).await), no(Who::Obi));
    assert_eq!(workers().await, [Who::Lena.name(), Who::Mo.name()]);
    let given = world.give(id, Who::Lena, 500).await.unwrap();
    let becomes = async |role| {
        let key = world
            .may_on::<ManageProject>(Who::Olga, world.cast.ngt)
            .await;
        member::add_to_project(&world.db, &key, &act(), world.member(Who::Lena), role)
            .await
            .unwrap();
    };
    let key = world
        .may_on::<ManageProject>(Who::Olga, world.cast.ngt)
        .await;
    let lead = ProjectRole::Lead;
    member::add_to_project(&world.db, &key, &act(), world.member(Who::Mo), lead)
        .await
        .unwrap();
    becomes(ProjectRole::Viewer).await;
    assert_eq!(workers().await, [Who::Mo.name()]);
    // What she has stays hers, more of her day or less.
    assert_eq!(world.page("NGT-1").await.assignees.len(), 1);
    world.give(id, Who::Lena, 800).await.unwrap();
    let key = world.may_on::<EditTasks>(Who::Mo, id).await;
    let lena = world.member(Who::Lena);
    let gone = assignees::unassign(&world.db, &key, &act(), RecordId(id), lena)
        .await
        .unwrap();
    assert_eq!(refused(world.give(id, Who::Lena, 500).await), no(Who::Lena));
    assert_eq!(
        refused(world.undo_on_task(Who::Mo, id, gone.seq).await),
        Refused::Conflict {
            code: Code::ChangesNoTasks,
            arg: Who::Lena.name().into(),
        }
    );
    assert!(gone.seq > given.seq);
    becomes(ProjectRole::Member).await;
    world.back(id, gone.seq).await;
    assert_eq!(world.page("NGT-1").await.assignees.len(), 1);
    world.assert_whole().await;
}

async fn labels_come_into_being_when_used(world: World) {
    let id = world.cast.ngt_1;
    let key = world.may_on::<EditTasks>(Who::Mo, id).await;
    let add = async |task: Uuid, name: &str| {
        labels::add_label(&world.db, &key, &act(), RecordId(task), name)
            .await
            .unwrap()
    };
    let first = add(id, "Go live").await;
    assert!(add(id, "GO LIVE").await.unchanged, "one word in any case");
    add(world.cast.ngt_2, "go live").await;
    let page = world.page("NGT-1").await;
    assert_eq!(
        (page.labels.len(), page.labels[0].name.as_str()),
        (1, "Go live")
    );
    let sight = world.sight(Who::Mo).await;
    assert_eq!(
        labels::labels(&world.db, &sight).await.unwrap(),
        page.labels
    );
    let outside = world.sight(Who::Otto).await;
    assert!(
        labels::labels(&world.db, &outside)
            .await
            .unwrap()
            .is_empty()
    );
    let removed = labels::remove_label(&world.db, &key, &act(), RecordId(id), page.labels[0].id)
        .await
        .unwrap();
    assert!(world.page("NGT-1").await.labels.is_empty());
    world.back(id, removed.seq).await;
    assert_eq!(world.page("NGT-1").await.labels.len(), 1);
    assert_eq!(
        refused(world.undo_on_task(Who::Mo, id, first.seq).await),
        Refused::conflict(Code::ChangedSince)
    );
}

async fn lines(world: &World) -> Vec<String> {
    let page = world.page("NGT-1").await;
    let mark = |ticked: bool| if ticked { "x" } else { "-" };
    page.checklist
        .iter()
        .map(|line| format!("{} {}", mark(line.ticked_at.is_some()), line.text))
        .collect()
}

async fn add(world: &World, text: &str) -> (Uuid, i64) {
    let (id, line) = (world.cast.ngt_1, Uuid::now_v7());
    let key = world.may_on::<EditTasks>(Who::Mo, id).await;
    let done = checklist::add_item(&world.db, &key, &act(), RecordId(id), line, text)
        .await
        .unwrap();
    (line, done.seq)
}

async fn a_checklist_and_its_ways_back(world: World) {
    let id = world.cast.ngt_1;
    let key = world.may_on::<EditTasks>(Who::Mo, id).await;
    let task = RecordId(id);
    let (one, _) = add(&world, "One").await;
    let (_, two) = add(&world, "Two").await;
    let (three, _) = add(&world, "Three").await;
    let ticked = checklist::tick_item(&world.db, &key, &act(), task, one)
        .await
        .unwrap();
    assert!(
        checklist::tick_item(&world.db, &key, &act(), task, one)
            .await
            .unwrap()
            .unchanged
    );
    let raised = checklist::raise_item(&world.db, &key, &act(), task, three)
        .await
        .unwrap();
    assert_eq!(lines(&world).await, ["x One", "- Three", "- Two"]);
    world.back(id, two).await;
    assert_eq!(lines(&world).await, ["x One", "- Three"]);
    let undone = world.back(id, ticked.seq).await;
    assert_eq!(lines(&world).await, ["- One", "- Three"]);
    world.back(id, undone).await;
    world.back(id, raised.seq).await;
    let removed = checklist::remove_item(&world.db, &key, &act(), task, one)
        .await
        .unwrap();
    assert_eq!(lines(&world).await, ["- Three"]);
    world.back(id, removed.seq).await;
    assert_eq!(
        lines(&world).await,
        ["x One", "- Three"],
        "ticked by whom and when it was"
    );
    assert!(world.page("NGT-1").await.checklist[0].ticked_by.is_some());
    let edit = async |text: &str, was: &str| -> Outcome {
        checklist::edit_item(&world.db, &key, &act(), task, three, text, was).await
    };
    let edited = edit("Third", "Three").await.unwrap();
    assert!(
        matches!(refused(edit("Mine", "Three").await), Refused::Stale { theirs, .. } if theirs == "Third")
    );
    world.back(id, edited.seq).await;
    assert_eq!(lines(&world).await, ["x One", "- Three"]);
    // Of another task's checklist nothing is there.
    let other = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt_2).await;
    let elsewhere = RecordId(world.cast.ngt_2);
    assert_eq!(
        refused(checklist::tick_item(&world.db, &other, &act(), elsewhere, one).await),
        Refused::Absent
    );
    world.assert_whole().await;
}

async fn lines_move_past_each_other_for_ever(world: World) {
    let id = world.cast.ngt_1;
    let key = world.may_on::<EditTasks>(Who::Mo, id).await;
    for text in ["One", "Two", "Three"] {
        add(&world, text).await;
    }
    // The last goes up past the middle, over and over: the gap halves each time.
    for n in 0..90 {
        let page = world.page("NGT-1").await;
        let last = page.checklist[2].id;
        checklist::raise_item(&world.db, &key, &act(), RecordId(id), last)
            .await
            .unwrap();
        let after = world.page("NGT-1").await;
        assert_eq!(after.checklist[1].id, last, "move {n}");
    }
    let first = world.page("NGT-1").await.checklist[0].id;
    for place in [1, 2, 2] {
        checklist::lower_item(&world.db, &key, &act(), RecordId(id), first)
            .await
            .unwrap();
        assert_eq!(world.page("NGT-1").await.checklist[place].id, first);
    }
}

fn stop(mover: Mover) -> NewStop {
    NewStop {
        id: RecordId(Uuid::now_v7()),
        because: "No access to the test system".into(),
        mover,
    }
}

async fn a_begun_task_stops_and_goes_on(world: World) {
    let id = world.cast.ngt_1;
    let key = world.may_on::<EditTasks>(Who::Mo, id).await;
    let put = async |stop: &NewStop| {
        stopping::stop_task(&world.db, &key, &act(), RecordId(id), stop).await
    };
    let lena = stop(Mover::Member(MemberId(world.cast.members[&Who::Lena])));
    assert_eq!(refused(put(&lena).await), Refused::conflict(Code::NotBegun));
    world.edit(id, &[("percent", "10", "0")]).await.unwrap();
    let otto = stop(Mover::Member(MemberId(world.cast.members[&Who::Otto])));
    assert_eq!(
        refused(put(&otto).await),
        Refused::field("mover", Code::NotInProject)
    );
    let stopped = put(&lena).await.unwrap();
    let page = world.page("NGT-1").await;
    let now = page.stopped().unwrap();
    assert_eq!(
        (now.because.as_str(), now.mover_name.as_str()),
        ("No access to the test system", "Lena Hartmann")
    );
    assert_eq!(
        refused(put(&stop(Mover::Client)).await),
        Refused::conflict(Code::AlreadyStopped)
    );
    let undone = world.back(id, stopped.seq).await;
    assert!(world.page("NGT-1").await.stops.is_empty());
    world.back(id, undone).await;
    assert!(world.page("NGT-1").await.stopped().is_some());
    let resumed = stopping::resume_task(&world.db, &key, &act(), RecordId(id))
        .await
        .unwrap();
    let page = world.page("NGT-1").await;
    assert!(page.stopped().is_none() && page.stops.len() == 1);
    assert_eq!(
        refused(stopping::resume_task(&world.db, &key, &act(), RecordId(id)).await),
        Refused::conflict(Code::NotStopped)
    );
    world.back(id, resumed.seq).await;
    assert!(world.page("NGT-1").await.stopped().is_some());
    world.assert_whole().await;
}

async fn what_is_done_is_not_stopped(world: World) {
    let id = world.cast.ngt_1;
    let key = world.may_on::<EditTasks>(Who::Mo, id).await;
    world.edit(id, &[("percent", "10", "0")]).await.unwrap();
    let outside = stop(Mover::Outside("The lawyers".into()));
    stopping::stop_task(&world.db, &key, &act(), RecordId(id), &outside)
        .await
        .unwrap();
    let closed = world.close(Who::Mo, id).await.unwrap();
    assert!(world.page("NGT-1").await.stopped().is_none());
    assert_eq!(
        refused(
            stopping::stop_task(&world.db, &key, &act(), RecordId(id), &stop(Mover::Client)).await
        ),
        Refused::conflict(Code::IsDone)
    );
    world.back(id, closed.seq).await;
    assert_eq!(
        world
            .page("NGT-1")
            .await
            .stopped()
            .map(|s| s.mover_name.clone()),
        Some("The lawyers".into())
    );
}
