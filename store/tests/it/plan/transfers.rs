//! A task goes to another project and comes back.

use domain::access::{EditTasks, ManageProject, ProjectRole};
use domain::audience::Audience;
use domain::id::RecordId;
use domain::plan::bulk::Left;
use domain::refusal::{Code, Refused};
use domain::search::Asked;
use store::keys::Granted;
use store::plan::page::TaskPage;
use store::plan::transfer::{Transferred, now_called, transfer_task};
use store::plan::{labels, project, project_edit};
use store::tx::Done;
use store::{Error, audit, live, search, undo};
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    all_of_it_goes_and_its_old_keys_lead_to_it,
    it_comes_back_as_it_was,
    whoever_sends_it_back_finds_its_old_key_again,
    what_cannot_be_there_stays_behind_and_is_named,
    one_client_does_not_see_what_was_another_s,
    both_projects_must_be_the_senders,
    the_day_of_a_moment_is_the_other_projects,
    what_was_sent_away_goes_with_neither_project,
    where_it_came_from_is_told_to_whoever_sees_that,
);

/// Mo works in the other project too.
async fn let_in(world: &World) {
    let key = world
        .may_on::<ManageProject>(Who::Olga, world.cast.oth)
        .await;
    let (mo, role) = (world.member(Who::Mo), ProjectRole::Member);
    project::add_to_project(&world.db, &key, &act(), mo, role)
        .await
        .unwrap();
}

async fn keys(world: &World, who: Who) -> [Granted<EditTasks>; 2] {
    [
        world.may_on::<EditTasks>(who, world.cast.ngt).await,
        world.may_on::<EditTasks>(who, world.cast.oth).await,
    ]
}

async fn send(world: &World, task: Uuid, to: Uuid) -> Result<Done<Transferred>, Error> {
    let keys = keys(world, Who::Mo).await;
    transfer_task(&world.db, &keys, &act(), RecordId(task), RecordId(to)).await
}

async fn take_back(world: &World, seq: i64) -> Vec<Left> {
    let sight = world.sight(Who::Mo).await;
    let mut projects = undo::many::projects(&world.db, &sight, seq).await.unwrap();
    projects.sort_unstable_by_key(|project| project.0);
    let mut both = [world.cast.ngt, world.cast.oth].map(RecordId);
    both.sort_unstable_by_key(|project| project.0);
    assert_eq!(projects, both);
    let keys = keys(world, Who::Mo).await;
    let done = undo::many::take_back_all(&world.db, &keys, &act(), seq).await;
    done.unwrap().what.left
}

async fn leads_to(world: &World, who: Who, letters: &str, number: i64) -> Option<String> {
    let sight = world.sight(who).await;
    let called = now_called(&world.db, &sight, letters, number).await;
    let (letters, number) = called.unwrap()?;
    Some(format!("{letters}-{number}"))
}

async fn all_of_it_goes_and_its_old_keys_lead_to_it(world: World) {
    let_in(&world).await;
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let part = world.below(one, "Part").await;
    let deep = world.below(part, "Deep").await;
    world.give(one, Who::Mo, 500).await.unwrap();
    let other = world.below(one, "Other").await;
    world.wait(part, other, "fs", "1d").await.unwrap();
    let key = world.may_on::<EditTasks>(Who::Mo, one).await;
    labels::add_label(&world.db, &key, &act(), RecordId(one), "Go live")
        .await
        .unwrap();
    world.trash_task(Who::Mo, deep).await.unwrap();

    let done = send(&world, one, world.cast.oth).await.unwrap();
    assert_eq!(
        (done.what.called.as_str(), done.what.left),
        ("OTH-2", vec![])
    );
    let page = world.page("OTH-2").await;
    assert_eq!(
        (page.title.as_str(), page.wbs.as_str()),
        ("Map the codes", "2")
    );
    assert_eq!((page.assignees.len(), page.labels.len()), (1, 1));
    let below: Vec<_> = page.below.iter().map(|t| t.title.as_str()).collect();
    assert_eq!(below, ["Part", "Other"]);
    assert_eq!(world.page("OTH-3").await.holds.len(), 1);
    // What was said and what happened are there, with what it came from.
    let sight = world.sight(Who::Mo).await;
    let events = audit::activity(&world.db, &sight, RecordId(one))
        .await
        .unwrap();
    let kinds: Vec<_> = events.iter().map(|e| e.kind.as_str()).collect();
    assert_eq!(kinds[..2], ["task.transferred", "task.arrived"]);
    assert_eq!(kinds.last(), Some(&"task.created"));
    assert_eq!(
        world.direct.number("SELECT COUNT(*) FROM record c JOIN project p ON p.id = c.project AND p.key = 'OTH' WHERE c.kind = 'comment'").await,
        1
    );
    // What lay in the trash went along: its place in it is kept.
    world.restore_task(Who::Mo, deep).await.unwrap();
    assert_eq!(world.page("OTH-4").await.title, "Deep");

    assert_eq!(
        leads_to(&world, Who::Mo, "NGT", 1).await.as_deref(),
        Some("OTH-2")
    );
    assert_eq!(leads_to(&world, Who::Mo, "NGT", 2).await, None);
    // Whoever does not see it there is told nothing.
    assert_eq!(leads_to(&world, Who::Obi, "NGT", 1).await, None);
    assert_eq!(leads_to(&world, Who::Faye, "NGT", 1).await, None);
    // Found by either key; by the reader of the one project no more.
    for asked in ["oth-2", "ngt-1", "codes"] {
        let found = search::find(&world.db, &sight, &Asked::of(asked))
            .await
            .unwrap();
        assert!(found.iter().any(|f| f.id == one), "{asked}");
        let obi = world.sight(Who::Obi).await;
        let found = search::find(&world.db, &obi, &Asked::of(asked))
            .await
            .unwrap();
        assert!(found.iter().all(|f| f.id != one), "{asked}");
    }
    // No number is given twice.
    world.create_task(Who::Mo, world.cast.ngt, "Next").await;
    assert_eq!(world.page("NGT-6").await.title, "Next");
    assert_eq!(world.page("NGT-2").await.id, two);
    world.assert_whole().await;
}

/// What a page says of a task, but for what counts its changes.
async fn picture(world: &World, code: &str) -> TaskPage {
    let mut page = world.page(code).await;
    page.version = 0;
    page
}

async fn it_comes_back_as_it_was(world: World) {
    let_in(&world).await;
    let one = world.cast.ngt_1;
    world.below(one, "Part").await;
    world.give(one, Who::Lena, 1000).await.unwrap();
    world.wait(one, world.cast.ngt_2, "fs", "1d").await.unwrap();
    let before = format!(
        "{:?}",
        (
            picture(&world, "NGT-1").await,
            picture(&world, "NGT-3").await
        )
    );
    let done = send(&world, one, world.cast.oth).await.unwrap();
    // Lena is not in the other project.
    assert_eq!(done.what.left.len(), 1);
    assert_eq!(world.page("OTH-2").await.assignees.len(), 0);
    assert_eq!(take_back(&world, done.seq).await, []);
    let after = format!(
        "{:?}",
        (
            picture(&world, "NGT-1").await,
            picture(&world, "NGT-3").await
        )
    );
    assert_eq!(after, before);
    assert_eq!(
        leads_to(&world, Who::Mo, "OTH", 2).await.as_deref(),
        Some("NGT-1")
    );
    world.assert_whole().await;
}

async fn whoever_sends_it_back_finds_its_old_key_again(world: World) {
    let_in(&world).await;
    let one = world.cast.ngt_1;
    send(&world, one, world.cast.oth).await.unwrap();
    let back = send(&world, one, world.cast.ngt).await.unwrap();
    assert_eq!(back.what.called, "NGT-1");
    assert_eq!(
        leads_to(&world, Who::Mo, "OTH", 2).await.as_deref(),
        Some("NGT-1")
    );
    let again = send(&world, one, world.cast.oth).await.unwrap();
    assert_eq!(again.what.called, "OTH-2");
    // An older way is not taken back over a later one.
    let rows = world.direct.number("SELECT COUNT(*) FROM former_key").await;
    assert_eq!(rows, 1);
}

async fn what_cannot_be_there_stays_behind_and_is_named(world: World) {
    let_in(&world).await;
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    world.give(one, Who::Lena, 1000).await.unwrap();
    world.give(one, Who::Mo, 1000).await.unwrap();
    world.wait(two, one, "fs", "").await.unwrap();
    let done = send(&world, one, world.cast.oth).await.unwrap();
    let left = Left {
        called: "NGT-1".into(),
        code: Code::ChangesNoTasks,
        arg: Who::Lena.name().into(),
    };
    assert_eq!(done.what.left, [left]);
    let page = world.page("OTH-2").await;
    assert_eq!((page.assignees.len(), page.waits_for.len()), (1, 0));
    assert_eq!(world.page("NGT-2").await.holds.len(), 0);
    let links = "SELECT COUNT(*) FROM task_link";
    assert_eq!(world.direct.number(links).await, 0);
    assert_eq!(take_back(&world, done.seq).await, []);
    assert_eq!(world.direct.number(links).await, 1);
    assert_eq!(world.page("NGT-1").await.assignees.len(), 2);
}

async fn one_client_does_not_see_what_was_another_s(world: World) {
    let_in(&world).await;
    let one = world.cast.ngt_1;
    world
        .edit(one, &[("audience", "client", "internal")])
        .await
        .unwrap();
    world
        .comment(Who::Mo, one, "For you", Audience::Client)
        .await;
    let shown = "SELECT COUNT(*) FROM record WHERE audience = 'client' AND kind IN ('task', 'comment') AND project IN (SELECT id FROM project WHERE key = 'OTH')";
    let done = send(&world, one, world.cast.oth).await.unwrap();
    assert_eq!(world.direct.number(shown).await, 0);
    assert_eq!(world.page("OTH-2").await.audience, "internal");
    assert_eq!(take_back(&world, done.seq).await, []);
    assert_eq!(world.page("NGT-1").await.audience, "client");
    let said = "SELECT COUNT(*) FROM record WHERE audience = 'client' AND kind = 'comment' AND parent IN (SELECT id FROM task WHERE number = 1)";
    assert_eq!(world.direct.number(said).await, 1);
}

async fn both_projects_must_be_the_senders(world: World) {
    let (one, ngt, oth) = (world.cast.ngt_1, world.cast.ngt, world.cast.oth);
    // With the key of one alone nothing goes, to whatever project.
    for to in [oth, world.cast.fgn, Uuid::now_v7(), one] {
        let keys = [world.may_on::<EditTasks>(Who::Mo, ngt).await];
        let sent = transfer_task(&world.db, &keys, &act(), RecordId(one), RecordId(to)).await;
        assert_eq!(refused(sent), Refused::field("to", Code::NotAChoice));
    }
    let_in(&world).await;
    let sent = send(&world, one, ngt).await;
    assert_eq!(refused(sent), Refused::field("to", Code::SameProject));
    let done = send(&world, one, oth).await.unwrap();
    // Nor does it come back by the key of the one where it is.
    let keys = [world.may_on::<EditTasks>(Who::Mo, oth).await];
    let back = undo::many::take_back_all(&world.db, &keys, &act(), done.seq).await;
    assert_eq!(refused(back), Refused::conflict(Code::NotYours));
    let back = world.undo_on_task(Who::Mo, one, done.seq).await;
    assert_eq!(refused(back), Refused::conflict(Code::Final));
    assert_eq!(world.page("OTH-2").await.id, one);
}

async fn the_day_of_a_moment_is_the_other_projects(world: World) {
    let_in(&world).await;
    let one = world.cast.ngt_1;
    let key = world
        .may_on::<ManageProject>(Who::Olga, world.cast.oth)
        .await;
    let form = domain::form::EditProject {
        zone: "Pacific/Auckland".into(),
        zone_was: project_zone(&world).await,
        ..Default::default()
    };
    project_edit::edit_project(&world.db, &key, &act(), &form, |_| true)
        .await
        .unwrap();
    let dates = [
        ("start", "2027-03-09", ""),
        ("finish", "2027-03-10 20:00", ""),
    ];
    world.edit(one, &dates).await.unwrap();
    send(&world, one, world.cast.oth).await.unwrap();
    let page = world.page("OTH-2").await;
    // A day stays the day it is.
    assert_eq!(page.start.unwrap().to_string(), "2027-03-09");
    assert_eq!(page.finish.unwrap().day.to_string(), "2027-03-11");
    let kept = "SELECT COUNT(*) FROM task WHERE CAST(finish_day AS TEXT) = '2027-03-11'";
    assert_eq!(world.direct.number(kept).await, 1);
}

async fn project_zone(world: &World) -> String {
    let zones = "SELECT zone FROM project WHERE key = 'OTH'";
    world.direct.texts(zones).await.remove(0)
}

async fn what_was_sent_away_goes_with_neither_project(world: World) {
    let_in(&world).await;
    let one = world.cast.ngt_1;
    send(&world, one, world.cast.oth).await.unwrap();
    world
        .trash_project(Who::Lena, world.cast.ngt)
        .await
        .unwrap();
    let long = chrono::Utc::now() + chrono::TimeDelta::days(1);
    store::upkeep::purge::purge_before(&world.db, &world.duty, long)
        .await
        .unwrap();
    assert_eq!(world.page("OTH-2").await.id, one);
    assert_eq!(leads_to(&world, Who::Mo, "NGT", 1).await, None);
    world.assert_whole().await;
}

async fn where_it_came_from_is_told_to_whoever_sees_that(world: World) {
    let_in(&world).await;
    let key = world
        .may_on::<ManageProject>(Who::Olga, world.cast.oth)
        .await;
    let (otto, role) = (world.member(Who::Otto), ProjectRole::Viewer);
    project::add_to_project(&world.db, &key, &act(), otto, role)
        .await
        .unwrap();
    let head = world.head().await;
    send(&world, world.cast.ngt_1, world.cast.oth)
        .await
        .unwrap();
    let (ngt, oth) = (world.cast.ngt, world.cast.oth);
    for (who, from) in [
        (Who::Mo, Some(ngt)),
        (Who::Olga, Some(ngt)),
        (Who::Otto, None),
    ] {
        let sight = world.sight(who).await;
        let ticks = live::since(&world.db, &sight, head, 100).await.unwrap();
        let of = |kind: &str| ticks.iter().find(|t| t.kind == kind).unwrap().project;
        assert_eq!(of("task.transferred"), from, "{who:?}");
        assert_eq!(of("task.arrived"), Some(oth), "{who:?}");
        let names = audit::names(&world.db, &sight, &[ngt, oth]).await.unwrap();
        assert_eq!(names.contains_key(&ngt), from.is_some(), "{who:?}");
        assert!(names.contains_key(&oth), "{who:?}");
    }
}
