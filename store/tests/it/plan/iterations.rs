//! Iterations and releases: the backlog that is taken into them piece by piece, and what is not done when one is closed.

use chrono::NaiveDate;
use domain::access::{EditTasks, ManageProject, ManageWorkspace};
use domain::form;
use domain::id::RecordId;
use domain::people::capacity::Usual;
use domain::people::holiday::Place;
use domain::people::week::ASSUMED;
use domain::plan::bulk::{Bulk, Change};
use domain::plan::iteration::points_shown;
use domain::plan::list::{Ask, Filter, Group, Scope};
use domain::plan::task::NewTask;
use domain::refusal::{Code, Refused};
use domain::search::Asked;
use store::people::week;
use store::plan::iteration::Closed;
use store::plan::{backlog, bulk, choices, iteration, list, project, project_edit, release};
use store::tx::Done;
use store::upkeep::purge;
use store::{Error, audit, search, trash, undo};
use uuid::Uuid;

use crate::world::{Outcome, Who, World, act, refused};

both!(
    iterations_have_names_and_days_of_their_own,
    one_is_under_way_and_the_rest_goes_on,
    closing_is_taken_back_as_one,
    what_is_not_done_goes_back_or_stays,
    a_task_is_ranked_in_an_iteration_and_in_the_backlog,
    what_was_moved_meanwhile_is_told,
    a_task_is_added_where_it_is_to_be_done,
    minutes_and_points_are_summed_beside_each_other,
    there_is_as_much_time_as_people_say,
    iterations_go_to_the_trash_and_come_back,
    releases_hold_what_goes_out_together,
    a_list_asks_and_groups_by_iteration_and_release,
    many_go_into_an_iteration_at_once,
    a_project_says_how_it_is_worked,
    planning_is_for_who_manages,
    they_are_found_exported_and_gone_with_the_project,
);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Makes one as Lena, with days or without.
async fn try_make(world: &World, name: &str, start: &str, finish: &str) -> (Uuid, Outcome) {
    let id = Uuid::now_v7();
    let form = form::CreateIteration {
        id: id.to_string(),
        name: name.into(),
        start: start.into(),
        finish: finish.into(),
        ..Default::default()
    };
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let made = iteration::create_iteration(&world.db, &key, &act(), &form).await;
    (id, made)
}

async fn make(world: &World, name: &str, start: &str, finish: &str) -> Uuid {
    let (id, made) = try_make(world, name, start, finish).await;
    made.unwrap();
    id
}

async fn start(world: &World, id: Uuid) -> Outcome {
    let key = world.may_on::<ManageProject>(Who::Lena, id).await;
    iteration::start_iteration(&world.db, &key, &act(), RecordId(id)).await
}

async fn close(world: &World, id: Uuid, rest: &str) -> Result<Done<Closed>, Error> {
    let key = world.may_on::<ManageProject>(Who::Lena, id).await;
    let form = form::CloseIteration {
        rest: rest.into(),
        ..Default::default()
    };
    iteration::close_iteration(&world.db, &key, &act(), RecordId(id), &form).await
}

async fn take_back(world: &World, seq: i64) -> Outcome {
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    undo::undo(&world.db, &key, &act(), seq).await
}

/// Puts a task into an iteration, or with none into the backlog, from wherever it is.
async fn rank(world: &World, task: Uuid, into: Option<Uuid>, place: &str) -> Outcome {
    let form = form::RankTask {
        iteration: into.map(|id| id.to_string()).unwrap_or_default(),
        iteration_was: "here".into(),
        place: place.into(),
        ..Default::default()
    };
    let key = world.may_on::<EditTasks>(Who::Mo, task).await;
    backlog::rank_task(&world.db, &key, &act(), RecordId(task), &form).await
}

async fn read(world: &World, who: Who) -> backlog::Backlog {
    let sight = world.sight(who).await;
    backlog::backlog(&world.db, &sight, RecordId(world.cast.ngt))
        .await
        .unwrap()
}

/// The titles of what is in an iteration, or in the backlog, in their order.
async fn titles(world: &World, of: Option<Uuid>) -> Vec<String> {
    let read = read(world, Who::Mo).await;
    let items = read.items.into_iter().filter(|item| item.iteration == of);
    items.map(|item| item.title).collect()
}

/// The states of the iterations, by name, in the order of the page.
async fn states(world: &World) -> Vec<String> {
    let sight = world.sight(Who::Mo).await;
    let all = iteration::iterations(&world.db, &sight, RecordId(world.cast.ngt)).await;
    let all = all.unwrap().into_iter();
    all.map(|i| format!("{} {}", i.name, i.state)).collect()
}

async fn carried(world: &World, key: &str) -> i64 {
    world.page(key).await.carried
}

async fn iterations_have_names_and_days_of_their_own(world: World) {
    let one = make(&world, "One", "2026-11-02", "2026-11-13").await;
    let (_, taken) = try_make(&world, "ONE", "", "").await;
    assert_eq!(
        refused(taken),
        Refused::field_with("name", Code::Taken, "ONE")
    );
    let (_, overlaps) = try_make(&world, "Two", "2026-11-13", "2026-11-27").await;
    assert_eq!(
        refused(overlaps),
        Refused::field_with("start", Code::DaysOverlap, "One")
    );
    make(&world, "Two", "2026-11-16", "2026-11-27").await;
    make(&world, "Someday", "", "").await;
    assert_eq!(
        states(&world).await,
        ["One planned", "Two planned", "Someday planned"]
    );

    let form = form::EditIteration {
        name: "First".into(),
        name_was: "One".into(),
        goal: "Lamps **lit**".into(),
        start: "2026-11-02".into(),
        start_was: "2026-11-02".into(),
        finish: "2026-11-18".into(),
        finish_was: "2026-11-13".into(),
        ..Default::default()
    };
    let edit = async |form: &form::EditIteration| {
        let key = world.may_on::<ManageProject>(Who::Lena, one).await;
        iteration::edit_iteration(&world.db, &key, &act(), RecordId(one), form).await
    };
    assert_eq!(
        refused(edit(&form).await),
        Refused::field_with("start", Code::DaysOverlap, "Two")
    );
    // Unless it is said.
    let form = form::EditIteration {
        overlaps: "on".into(),
        ..form
    };
    let done = edit(&form).await.unwrap();
    assert_eq!(done.what.called, "First");
    let stale = form::EditIteration {
        name: "Eins".into(),
        ..form
    };
    let stale = refused(edit(&stale).await);
    assert!(matches!(stale, Refused::Stale { field, .. } if field == "name"));
    let undone = take_back(&world, done.seq).await.unwrap();
    assert_eq!(states(&world).await[0], "One planned");
    take_back(&world, undone.seq).await.unwrap();
    assert_eq!(states(&world).await[0], "First planned");
    let sight = world.sight(Who::Lena).await;
    let told = audit::activity(&world.db, &sight, RecordId(world.cast.ngt)).await;
    let told = told.unwrap();
    assert!(told.iter().any(|e| e.of.as_deref() == Some("First")));
    world.assert_whole().await;
}

async fn one_is_under_way_and_the_rest_goes_on(world: World) {
    let one = make(&world, "One", "2026-11-02", "2026-11-13").await;
    let two = make(&world, "Two", "2026-11-16", "2026-11-27").await;
    let undated = make(&world, "Someday", "", "").await;
    let no_days = refused(start(&world, undated).await);
    assert!(matches!(no_days, Refused::Invalid { fields } if fields.len() == 2));
    start(&world, one).await.unwrap();
    assert_eq!(
        refused(start(&world, one).await),
        Refused::conflict(Code::AlreadyBegun)
    );
    assert_eq!(
        refused(start(&world, two).await),
        Refused::Conflict {
            code: Code::OtherUnderWay,
            arg: "One".into()
        }
    );
    for task in [world.cast.ngt_1, world.cast.ngt_2] {
        rank(&world, task, Some(one), "last").await.unwrap();
    }
    world.close(Who::Mo, world.cast.ngt_1).await.unwrap();
    assert_eq!(
        refused(close(&world, two, "next").await),
        Refused::conflict(Code::NotUnderWay)
    );
    // Where something is not done, it has to be said where it goes.
    assert_eq!(
        refused(close(&world, one, "").await),
        Refused::field("rest", Code::Missing)
    );
    let closed = close(&world, one, "next").await.unwrap();
    assert_eq!((closed.what.moved, closed.what.called.as_str()), (1, "One"));
    assert_eq!(titles(&world, Some(two)).await, ["Draw the lamps"]);
    assert_eq!(
        states(&world).await,
        ["Two planned", "Someday planned", "One closed"]
    );
    assert_eq!(carried(&world, "NGT-2").await, 1);
    assert_eq!(carried(&world, "NGT-1").await, 0);

    // And once more: it is counted.
    start(&world, two).await.unwrap();
    close(&world, two, &undated.to_string()).await.unwrap();
    assert_eq!(carried(&world, "NGT-2").await, 2);
    assert_eq!(titles(&world, Some(undated)).await, ["Draw the lamps"]);
    // Nothing is put into a closed one any more.
    assert_eq!(
        refused(rank(&world, world.cast.ngt_2, Some(one), "first").await),
        Refused::field("iteration", Code::NotAChoice)
    );
    world.assert_whole().await;
}

async fn closing_is_taken_back_as_one(world: World) {
    let one = make(&world, "One", "2026-11-02", "2026-11-13").await;
    let two = make(&world, "Two", "2026-11-16", "2026-11-27").await;
    let third = world.top("Third").await;
    for task in [world.cast.ngt_1, world.cast.ngt_2, third] {
        rank(&world, task, Some(one), "last").await.unwrap();
    }
    start(&world, one).await.unwrap();
    let closed = close(&world, one, "next").await.unwrap();
    assert_eq!(closed.what.moved, 3);
    // It is one whole: not many that could be taken back one by one.
    let sight = world.sight(Who::Lena).await;
    let many = undo::many::projects(&world.db, &sight, closed.seq).await;
    assert_eq!(many.unwrap(), []);
    // What somebody has moved since stays where it is.
    rank(&world, third, None, "last").await.unwrap();
    let undone = take_back(&world, closed.seq).await.unwrap();
    assert_eq!(
        titles(&world, Some(one)).await,
        ["Map the codes", "Draw the lamps"]
    );
    assert_eq!(titles(&world, None).await, ["Third"]);
    assert_eq!(carried(&world, "NGT-1").await, 0);
    assert_eq!(states(&world).await, ["One active", "Two planned"]);
    // And once more the other way round.
    let again = take_back(&world, undone.seq).await.unwrap();
    assert_eq!(
        titles(&world, Some(two)).await,
        ["Map the codes", "Draw the lamps"]
    );
    assert_eq!(carried(&world, "NGT-1").await, 1);
    // With another under way it stays closed.
    start(&world, two).await.unwrap();
    assert_eq!(
        refused(take_back(&world, again.seq).await),
        Refused::Conflict {
            code: Code::OtherUnderWay,
            arg: "Two".into()
        }
    );
    world.assert_whole().await;
}

async fn what_is_not_done_goes_back_or_stays(world: World) {
    let one = make(&world, "One", "2026-11-02", "2026-11-13").await;
    rank(&world, world.cast.ngt_1, Some(one), "last")
        .await
        .unwrap();
    start(&world, one).await.unwrap();
    assert_eq!(
        refused(close(&world, one, "next").await),
        Refused::field("rest", Code::NoNextIteration)
    );
    let closed = close(&world, one, "backlog").await.unwrap();
    assert_eq!(
        titles(&world, None).await,
        ["Map the codes", "Draw the lamps"]
    );
    assert_eq!(carried(&world, "NGT-1").await, 0);
    take_back(&world, closed.seq).await.unwrap();
    assert_eq!(titles(&world, Some(one)).await, ["Map the codes"]);

    let stays = close(&world, one, "stay").await.unwrap();
    assert_eq!(stays.what.moved, 0);
    let read = read(&world, Who::Mo).await;
    let sums = read.sums[&Some(one)];
    assert_eq!((sums.tasks, sums.done), (1, 0));
    // What is in a closed one is no backlog.
    assert_eq!(titles(&world, None).await, ["Draw the lamps"]);
    assert_eq!(world.page("NGT-1").await.iteration.unwrap().1, "One");
    // From there it can be taken into another, and be edited in between.
    world
        .edit(world.cast.ngt_1, &[("points", "5", "")])
        .await
        .unwrap();
    rank(&world, world.cast.ngt_1, None, "first").await.unwrap();
    assert_eq!(
        titles(&world, None).await,
        ["Map the codes", "Draw the lamps"]
    );
    // Where all is done, nothing is asked.
    let two = make(&world, "Two", "2026-11-16", "2026-11-27").await;
    start(&world, two).await.unwrap();
    close(&world, two, "").await.unwrap();
}

async fn a_task_is_ranked_in_an_iteration_and_in_the_backlog(world: World) {
    let one = make(&world, "One", "", "").await;
    let third = world.top("Third").await;
    let (first, second) = (world.cast.ngt_1, world.cast.ngt_2);
    let moved = rank(&world, third, None, "first").await.unwrap();
    assert_eq!(
        titles(&world, None).await,
        ["Third", "Map the codes", "Draw the lamps"]
    );
    world.back(third, moved.seq).await;
    assert_eq!(
        titles(&world, None).await,
        ["Map the codes", "Draw the lamps", "Third"]
    );
    let behind = first.to_string();
    rank(&world, third, None, &behind).await.unwrap();
    assert_eq!(
        titles(&world, None).await,
        ["Map the codes", "Third", "Draw the lamps"]
    );
    // Where it stands already, nothing happens.
    let same = rank(&world, third, None, &behind).await.unwrap();
    assert!(same.unchanged);

    rank(&world, second, Some(one), "first").await.unwrap();
    let both = rank(&world, first, Some(one), "last").await.unwrap();
    assert_eq!(
        titles(&world, Some(one)).await,
        ["Draw the lamps", "Map the codes"]
    );
    assert_eq!(titles(&world, None).await, ["Third"]);
    // Behind what is not in it there is no place.
    let odd = rank(&world, first, Some(one), &third.to_string()).await;
    assert_eq!(refused(odd), Refused::field("place", Code::NotAChoice));
    // One change, one undo: into the backlog and to its place there.
    world.back(first, both.seq).await;
    assert_eq!(titles(&world, None).await, ["Map the codes", "Third"]);
    // What is made of parts is planned by its parts.
    world.below(third, "A part").await;
    assert_eq!(titles(&world, None).await, ["Map the codes", "A part"]);
    // What is done is in no backlog.
    world.close(Who::Mo, first).await.unwrap();
    assert_eq!(titles(&world, None).await, ["A part"]);
    world.assert_whole().await;
}

async fn what_was_moved_meanwhile_is_told(world: World) {
    let one = make(&world, "One", "", "").await;
    let two = make(&world, "Two", "", "").await;
    let task = world.cast.ngt_1;
    rank(&world, task, Some(one), "first").await.unwrap();
    // From the backlog, where somebody saw it last.
    let form = form::RankTask {
        iteration: two.to_string(),
        place: "first".into(),
        ..Default::default()
    };
    let key = world.may_on::<EditTasks>(Who::Mo, task).await;
    let moved = backlog::rank_task(&world.db, &key, &act(), RecordId(task), &form).await;
    assert!(matches!(refused(moved), Refused::Stale { field, .. } if field == "iteration"));
    assert_eq!(titles(&world, Some(one)).await, ["Map the codes"]);
}

async fn a_task_is_added_where_it_is_to_be_done(world: World) {
    let one = make(&world, "One", "", "").await;
    let add = async |title: &str, into: &str| {
        let new = NewTask::titled(RecordId(Uuid::now_v7()), title);
        let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
        backlog::add_to_iteration(&world.db, &key, &act(), &new, into).await
    };
    let added = add("Light it", &one.to_string()).await.unwrap();
    add("Later", "").await.unwrap();
    assert_eq!(titles(&world, Some(one)).await, ["Light it"]);
    assert_eq!(
        titles(&world, None).await,
        ["Map the codes", "Draw the lamps", "Later"]
    );
    let odd = add("Nowhere", &Uuid::now_v7().to_string()).await;
    assert_eq!(refused(odd), Refused::field("iteration", Code::NotAChoice));
    // It goes as it came.
    let keys = [world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await];
    undo::many::take_back_all(&world.db, &keys, &act(), added.seq)
        .await
        .unwrap();
    assert!(titles(&world, Some(one)).await.is_empty());
}

async fn minutes_and_points_are_summed_beside_each_other(world: World) {
    let one = make(&world, "One", "", "").await;
    let (first, second) = (world.cast.ngt_1, world.cast.ngt_2);
    for task in [first, second] {
        rank(&world, task, Some(one), "last").await.unwrap();
    }
    let edit = [
        ("effort", "2d", ""),
        ("points", "0.5", ""),
        ("percent", "50", "0"),
    ];
    world.edit(first, &edit).await.unwrap();
    let odd = world.edit(second, &[("points", "2h", "")]).await;
    assert_eq!(refused(odd), Refused::field("points", Code::NotPoints));
    let sums = async || read(&world, Who::Mo).await.sums[&Some(one)];
    let now = sums().await;
    assert_eq!((now.tasks, now.effort, now.remaining), (2, 960, 480));
    assert_eq!((now.points, now.points_done), (50, 0));
    assert_eq!((now.without_effort, now.without_points), (1, 1));
    world.edit(second, &[("points", "13", "")]).await.unwrap();
    world.close(Who::Mo, second).await.unwrap();
    let now = sums().await;
    assert_eq!((now.points, now.points_done), (1350, 1300));
    assert_eq!(
        (now.done, now.without_effort, now.without_points),
        (1, 0, 0)
    );
    let page = world.page("NGT-2").await;
    assert_eq!(page.points.map(points_shown).as_deref(), Some("13"));
    // What is for few is counted for few.
    assert!(read(&world, Who::Obi).await.sums.contains_key(&Some(one)));
}

async fn there_is_as_much_time_as_people_say(world: World) {
    let sight = world.sight(Who::Lena).await;
    let people = [Who::Lena, Who::Mo].map(|who| (world.member(who).0, who.name().to_owned()));
    let days = (day("2026-11-02"), day("2026-11-08"));
    let time = backlog::time(&world.db, &sight, &people, &[days]).await;
    let time = &time.unwrap()[0];
    // Nobody has said anything: that is not nothing.
    assert_eq!((time.minutes, time.people), (0, 0));
    assert_eq!(time.unknown, [Who::Lena.name(), Who::Mo.name()]);
    let none = backlog::time(&world.db, &sight, &people, &[]).await;
    assert!(none.unwrap().is_empty());
    let usual = Usual {
        week: ASSUMED,
        place: Place::default(),
    };
    let key = world.may::<ManageWorkspace>(Who::Olga).await;
    week::set_usual(&world.db, &key, &act(), &usual)
        .await
        .unwrap();
    let two_days = (day("2026-11-05"), day("2026-11-06"));
    let time = backlog::time(&world.db, &sight, &people, &[days, two_days]).await;
    let minutes: Vec<_> = time.unwrap().iter().map(|t| (t.minutes, t.usual)).collect();
    // Five days of eight hours for two people, and two days.
    assert_eq!(minutes, [(4800, 2), (1920, 2)]);
}

async fn iterations_go_to_the_trash_and_come_back(world: World) {
    let one = make(&world, "One", "2026-11-02", "2026-11-13").await;
    rank(&world, world.cast.ngt_1, Some(one), "last")
        .await
        .unwrap();
    let key = world.may_on::<ManageProject>(Who::Lena, one).await;
    trash::put(&world.db, &key, &act(), RecordId(one))
        .await
        .unwrap();
    // What was in it is in the backlog, and may be edited, and is in it again when it comes back.
    assert_eq!(
        titles(&world, None).await,
        ["Map the codes", "Draw the lamps"]
    );
    world
        .edit(world.cast.ngt_1, &[("effort", "1d", "")])
        .await
        .unwrap();
    let sight = world.sight(Who::Lena).await;
    let there = trash::list(&world.db, &sight).await.unwrap();
    assert_eq!(
        (there[0].kind.as_str(), there[0].called.as_str()),
        ("iteration", "One")
    );
    let restore = async || {
        let key = world
            .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
            .await;
        trash::restore(&world.db, &key, &act(), RecordId(one)).await
    };
    // Another has its days by now.
    let two = make(&world, "Two", "2026-11-09", "2026-11-20").await;
    assert_eq!(
        refused(restore().await),
        Refused::Conflict {
            code: Code::DaysOverlap,
            arg: "Two".into()
        }
    );
    let key = world.may_on::<ManageProject>(Who::Lena, two).await;
    trash::put(&world.db, &key, &act(), RecordId(two))
        .await
        .unwrap();
    restore().await.unwrap();
    assert_eq!(titles(&world, Some(one)).await, ["Map the codes"]);
    // Gone for good, it takes no task with it.
    let key = world.may_on::<ManageProject>(Who::Lena, one).await;
    trash::put(&world.db, &key, &act(), RecordId(one))
        .await
        .unwrap();
    let later = chrono::Utc::now() + chrono::TimeDelta::minutes(1);
    purge::purge_before(&world.db, &world.duty, later)
        .await
        .unwrap();
    assert_eq!(world.page("NGT-1").await.iteration, None);
    let left = world
        .direct
        .number("SELECT COUNT(*) FROM task WHERE iteration IS NOT NULL")
        .await;
    assert_eq!(left, 0);
    world.assert_whole().await;
}

async fn releases_hold_what_goes_out_together(world: World) {
    let id = Uuid::now_v7();
    let form = form::CreateRelease {
        id: id.to_string(),
        name: "1.0".into(),
        day: "2026-12-01".into(),
        ..Default::default()
    };
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    release::create_release(&world.db, &key, &act(), &form)
        .await
        .unwrap();
    let again = form::CreateRelease {
        id: Uuid::now_v7().to_string(),
        ..form
    };
    let again = release::create_release(&world.db, &key, &act(), &again).await;
    assert_eq!(
        refused(again),
        Refused::field_with("name", Code::Taken, "1.0")
    );
    let to = id.to_string();
    for task in [world.cast.ngt_1, world.cast.ngt_2] {
        world.edit(task, &[("release", &to, "")]).await.unwrap();
    }
    world.close(Who::Mo, world.cast.ngt_1).await.unwrap();
    let there = async || {
        let sight = world.sight(Who::Mo).await;
        let all = release::releases(&world.db, &sight, RecordId(world.cast.ngt)).await;
        let one = all.unwrap().remove(0);
        (one.name, one.state, one.tasks, one.done)
    };
    let is = |name: &str, state: &str| (name.to_owned(), state.to_owned(), 2, 1);
    assert_eq!(there().await, is("1.0", "planned"));
    let edit = form::EditRelease {
        name: "1.0".into(),
        name_was: "1.0".into(),
        day: "2026-12-01".into(),
        day_was: "2026-12-01".into(),
        state: "released".into(),
        state_was: "planned".into(),
        notes: "It shines".into(),
        ..Default::default()
    };
    let key = world.may_on::<ManageProject>(Who::Lena, id).await;
    let done = release::edit_release(&world.db, &key, &act(), RecordId(id), &edit)
        .await
        .unwrap();
    assert_eq!(there().await, is("1.0", "released"));
    take_back(&world, done.seq).await.unwrap();
    assert_eq!(there().await, is("1.0", "planned"));
    trash::put(&world.db, &key, &act(), RecordId(id))
        .await
        .unwrap();
    assert_eq!(world.page("NGT-1").await.release, None);
    trash::restore(&world.db, &key, &act(), RecordId(id))
        .await
        .unwrap();
    assert_eq!(world.page("NGT-1").await.release, Some((id, "1.0".into())));
}

async fn a_list_asks_and_groups_by_iteration_and_release(world: World) {
    let late = make(&world, "Late", "2026-12-07", "2026-12-18").await;
    let soon = make(&world, "Soon", "2026-11-16", "2026-11-27").await;
    world.top("Third").await;
    rank(&world, world.cast.ngt_1, Some(late), "first")
        .await
        .unwrap();
    rank(&world, world.cast.ngt_2, Some(soon), "first")
        .await
        .unwrap();
    let ask = |filter: Filter, group: Group| Ask {
        filter,
        group,
        ..Ask::of(Scope::Project(world.cast.ngt))
    };
    let listed = async |ask: Ask| {
        let sight = world.sight(Who::Mo).await;
        list::list(&world.db, &sight, &ask).await.unwrap()
    };
    let of_late = Filter {
        iteration: Some(late),
        ..Filter::default()
    };
    let found = listed(ask(of_late, Group::None)).await;
    assert_eq!(found.rows[0].title, "Map the codes");
    assert_eq!(
        (found.total, found.rows[0].iteration.clone()),
        (1, Some((late, "Late".into())))
    );
    let of_none = Filter {
        no_iteration: true,
        ..Filter::default()
    };
    let found = listed(ask(of_none, Group::None)).await;
    assert_eq!((found.total, found.rows[0].title.as_str()), (1, "Third"));
    let found = listed(ask(Filter::default(), Group::Iteration)).await;
    let groups: Vec<_> = found
        .groups
        .iter()
        .map(|g| (g.name.as_str(), g.count))
        .collect();
    assert_eq!(groups, [("Soon", 1), ("Late", 1), ("", 1)]);
    assert_eq!(found.rows[0].group, soon.to_string());
    let found = listed(ask(Filter::default(), Group::Release)).await;
    assert_eq!(found.groups.len(), 1);
    let sight = world.sight(Who::Mo).await;
    let choices = choices::of_project(&world.db, &sight, RecordId(world.cast.ngt)).await;
    let names: Vec<_> = choices
        .unwrap()
        .iterations
        .into_iter()
        .map(|i| i.name)
        .collect();
    assert_eq!(names, ["Soon", "Late"]);
}

async fn many_go_into_an_iteration_at_once(world: World) {
    let one = make(&world, "One", "", "").await;
    let change = async |change: Change| {
        let bulk = Bulk {
            tasks: [world.cast.ngt_1, world.cast.ngt_2]
                .map(|task| (RecordId(task), None))
                .into(),
            change,
        };
        let sight = world.sight(Who::Mo).await;
        let homes = bulk::homes(&world.db, &sight, &bulk).await.unwrap();
        let keys = [world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await];
        bulk::change_tasks(&world.db, &keys, &act(), &homes, &bulk).await
    };
    let done = change(Change::Iteration(Some(one))).await.unwrap();
    assert_eq!(done.what.changed, 2);
    assert_eq!(
        titles(&world, Some(one)).await,
        ["Map the codes", "Draw the lamps"]
    );
    let keys = [world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await];
    undo::many::take_back_all(&world.db, &keys, &act(), done.seq)
        .await
        .unwrap();
    assert!(titles(&world, Some(one)).await.is_empty());
    let odd = change(Change::Release(Some(one))).await.unwrap();
    assert_eq!((odd.what.changed, odd.what.left.len()), (0, 2));
}

async fn a_project_says_how_it_is_worked(world: World) {
    let form = form::EditProject {
        method: "iterative".into(),
        method_was: "planned".into(),
        estimate: "points".into(),
        estimate_was: "time".into(),
        ..Default::default()
    };
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let done = project_edit::edit_project(&world.db, &key, &act(), &form, |_| true)
        .await
        .unwrap();
    let now = async || {
        let sight = world.sight(Who::Mo).await;
        let read = project::project(&world.db, &sight, "NGT").await.unwrap();
        (read.method, read.estimate)
    };
    assert_eq!(now().await, ("iterative".into(), "points".into()));
    take_back(&world, done.seq).await.unwrap();
    assert_eq!(now().await, ("planned".into(), "time".into()));
}

async fn planning_is_for_who_manages(world: World) {
    let one = make(&world, "One", "", "").await;
    for who in [Who::Mo, Who::Obi, Who::Otto, Who::Faye] {
        let key = world.try_on::<ManageProject>(who, one).await;
        assert_eq!(
            refused(key.map(|_: store::keys::Granted<ManageProject>| ())),
            Refused::Absent
        );
    }
    // A task of another project is in none of this one.
    let key = world.may_on::<EditTasks>(Who::Olga, world.cast.oth_1).await;
    let form = form::RankTask {
        iteration: one.to_string(),
        iteration_was: "here".into(),
        place: "first".into(),
        ..Default::default()
    };
    let task = RecordId(world.cast.oth_1);
    let moved = backlog::rank_task(&world.db, &key, &act(), task, &form).await;
    assert_eq!(
        refused(moved),
        Refused::field("iteration", Code::NotAChoice)
    );
    let sight = world.sight(Who::Otto).await;
    let project = RecordId(world.cast.ngt);
    let seen = iteration::iterations(&world.db, &sight, project).await;
    assert!(seen.unwrap().is_empty());
    assert!(read(&world, Who::Otto).await.items.is_empty());
}

async fn they_are_found_exported_and_gone_with_the_project(world: World) {
    let one = make(&world, "Lanterns", "2026-11-02", "2026-11-13").await;
    rank(&world, world.cast.ngt_1, Some(one), "last")
        .await
        .unwrap();
    world
        .edit(world.cast.ngt_1, &[("points", "8", "")])
        .await
        .unwrap();
    let sight = world.sight(Who::Mo).await;
    let found = search::find(&world.db, &sight, &Asked::of("lantern")).await;
    let found = found.unwrap();
    assert_eq!(
        (found[0].kind.as_str(), found[0].title.as_str()),
        ("iteration", "Lanterns")
    );
    let all = store::exchange::export::project(&world.db, &sight, "NGT", None)
        .await
        .unwrap();
    assert_eq!(
        (
            all.iterations[0].name.as_str(),
            all.iterations[0].start.as_str()
        ),
        ("Lanterns", "2026-11-02")
    );
    let task = all.tasks.iter().find(|task| task.key == "NGT-1").unwrap();
    assert_eq!(
        (task.iteration.as_str(), task.points.as_str()),
        ("Lanterns", "8")
    );
    world
        .trash_project(Who::Lena, world.cast.ngt)
        .await
        .unwrap();
    let later = chrono::Utc::now() + chrono::TimeDelta::minutes(1);
    purge::purge_before(&world.db, &world.duty, later)
        .await
        .unwrap();
    let left = world.direct.number("SELECT COUNT(*) FROM iteration").await;
    assert_eq!(left, 0);
    world.assert_whole().await;
}
