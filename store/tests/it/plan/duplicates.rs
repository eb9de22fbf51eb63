//! A task once more.

use domain::access::EditTasks;
use domain::id::RecordId;
use domain::plan::duplicate::Along;
use store::Error;
use store::plan::duplicate::{Copied, duplicate_task};
use store::plan::{checklist, labels};
use store::tx::Done;
use store::undo;
use uuid::Uuid;

use crate::world::{Who, World, act};

both!(
    all_of_it_goes_along_and_comes_back_as_one,
    what_was_not_chosen_stays_behind,
    whoever_cannot_be_given_it_is_named,
);

const ALL: Along = Along {
    description: true,
    dates: true,
    people: true,
    labels: true,
    values: true,
    checklist: true,
    links: true,
    parts: true,
};

async fn copy(world: &World, task: Uuid, along: Along) -> Result<Done<Copied>, Error> {
    let key = world.may_on::<EditTasks>(Who::Mo, task).await;
    duplicate_task(&world.db, &key, &act(), RecordId(task), along).await
}

/// NGT-1 with everything: a part and one below that, people, a label, lines, links inside and out.
async fn dress(world: &World) {
    let (one, two) = (world.cast.ngt_1, world.cast.ngt_2);
    let facts = [
        ("description", "Why", ""),
        ("effort", "2d", ""),
        ("percent", "40", "0"),
        ("deadline", "2026-12-10", ""),
    ];
    world.edit(one, &facts).await.unwrap();
    let part = world.below(one, "Part").await;
    let other = world.below(one, "Other").await;
    world.below(part, "Deep").await;
    world.give(one, Who::Mo, 500).await.unwrap();
    let key = world.may_on::<EditTasks>(Who::Mo, one).await;
    let task = RecordId(one);
    labels::add_label(&world.db, &key, &act(), task, "Go live")
        .await
        .unwrap();
    let first = Uuid::now_v7();
    for (id, line) in [(first, "First"), (Uuid::now_v7(), "Second")] {
        checklist::add_item(&world.db, &key, &act(), task, id, line)
            .await
            .unwrap();
    }
    checklist::tick_item(&world.db, &key, &act(), task, first)
        .await
        .unwrap();
    world.wait(part, other, "fs", "").await.unwrap();
    world.wait(one, two, "fs", "1d").await.unwrap();
}

async fn all_of_it_goes_along_and_comes_back_as_one(world: World) {
    dress(&world).await;
    let done = copy(&world, world.cast.ngt_1, ALL).await.unwrap();
    assert_eq!((done.what.many.changed, done.what.many.left.len()), (4, 0));
    let page = world.page(&done.what.called).await;
    // Behind the original, before what came after it.
    assert_eq!(
        (page.wbs.as_str(), page.title.as_str()),
        ("2", "Map the codes")
    );
    assert_eq!((page.description.as_str(), page.effort), ("Why", Some(960)));
    assert_eq!((page.percent, page.status.is_done()), (0, false));
    assert!(page.deadline.is_some());
    assert_eq!(page.assignees[0].units, 500);
    assert_eq!(page.labels[0].name, "Go live");
    let lines: Vec<_> = page.checklist.iter().map(|l| l.text.as_str()).collect();
    assert_eq!(lines, ["First", "Second"]);
    assert!(page.checklist.iter().all(|line| line.ticked_at.is_none()));
    let below: Vec<_> = page.below.iter().map(|t| t.title.as_str()).collect();
    assert_eq!(below, ["Part", "Other"]);
    // The link between two parts is one between their copies; NGT-2 waits for both.
    let links = "SELECT COUNT(*) FROM task_link";
    assert_eq!(world.direct.number(links).await, 4);

    let keys = [world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await];
    let undone = undo::many::take_back_all(&world.db, &keys, &act(), done.seq).await;
    let undone = undone.unwrap();
    assert_eq!(undone.what.left, []);
    let tasks = "SELECT COUNT(*) FROM record WHERE kind = 'task' AND trashed_at IS NULL AND project IN (SELECT id FROM project WHERE key = 'NGT')";
    assert_eq!(world.direct.number(tasks).await, 5);
    let again = undo::many::take_back_all(&world.db, &keys, &act(), undone.seq).await;
    assert_eq!(again.unwrap().what.left, []);
    let page = world.page(&done.what.called).await;
    assert_eq!((page.below.len(), page.labels.len()), (2, 1));
    assert_eq!(world.direct.number(links).await, 4);
    world.assert_whole().await;
}

async fn what_was_not_chosen_stays_behind(world: World) {
    dress(&world).await;
    let done = copy(&world, world.cast.ngt_1, Along::default()).await;
    let done = done.unwrap();
    assert_eq!(done.what.many.changed, 1);
    let page = world.page(&done.what.called).await;
    assert_eq!((page.description.as_str(), page.effort), ("", Some(960)));
    assert_eq!(page.deadline, None);
    let none = (
        page.assignees.len(),
        page.labels.len(),
        page.checklist.len(),
    );
    assert_eq!((none, page.below.len()), ((0, 0, 0), 0));
    assert_eq!(
        world.direct.number("SELECT COUNT(*) FROM task_link").await,
        2
    );
}

async fn whoever_cannot_be_given_it_is_named(world: World) {
    let one = world.cast.ngt_1;
    world.give(one, Who::Mo, 1000).await.unwrap();
    world.direct.run("UPDATE project_member SET role = 'viewer' WHERE project IN (SELECT id FROM project WHERE key = 'NGT') AND role = 'member'").await;
    let key = world.may_on::<EditTasks>(Who::Lena, one).await;
    let done = duplicate_task(&world.db, &key, &act(), RecordId(one), ALL).await;
    let done = done.unwrap();
    assert_eq!(done.what.many.left.len(), 1);
    assert_eq!(done.what.many.left[0].called, done.what.called);
    assert!(world.page(&done.what.called).await.assignees.is_empty());
}
