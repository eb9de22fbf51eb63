//! Tasks: edited by two, closed, made with an id of one's own.

use domain::access::EditTasks;
use domain::id::RecordId;
use domain::plan::task::NewTask;
use domain::refusal::{Code, Refused};
use store::plan::task;
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    edits_merge_and_conflict,
    an_edit_that_changes_nothing_is_no_event,
    closing_twice_is_refused,
    create_with_a_taken_id_is_refused
);

async fn edits_merge_and_conflict(world: World) {
    let id = world.cast.ngt_1;
    // Both have read "Map the codes" without a description.
    world
        .retitle(Who::Lena, id, "Map the codes", "Map the lights")
        .await
        .unwrap();
    world
        .describe(Who::Mo, id, "Map the codes", "All of them")
        .await
        .unwrap();
    let read = task::task(&world.db, &world.sight(Who::Mo).await, "NGT", 1)
        .await
        .unwrap();
    assert_eq!(
        (read.title.as_str(), read.description.as_str(), read.version),
        ("Map the lights", "All of them", 3)
    );
    let stale = Refused::Stale {
        field: "title".into(),
        yours: "Map all".into(),
        theirs: "Map the lights".into(),
        version: 3,
    };
    assert_eq!(
        refused(world.retitle(Who::Mo, id, "Map the codes", "Map all").await),
        stale
    );
    world.assert_whole().await;
}

async fn an_edit_that_changes_nothing_is_no_event(world: World) {
    let head = world.head().await;
    let done = world
        .retitle(Who::Mo, world.cast.ngt_1, "Map the codes", "Map the codes")
        .await
        .unwrap();
    assert_eq!(
        (done.seq, done.what.version, world.head().await),
        (head, 1, head)
    );
}

async fn closing_twice_is_refused(world: World) {
    let id = world.cast.ngt_1;
    world.close(Who::Mo, id).await.unwrap();
    assert_eq!(
        refused(world.close(Who::Lena, id).await),
        Refused::conflict(Code::AlreadyClosed)
    );
    let key = world.may_on::<EditTasks>(Who::Mo, id).await;
    task::reopen_task(&world.db, &key, &act(), RecordId(id))
        .await
        .unwrap();
    assert_eq!(
        refused(task::reopen_task(&world.db, &key, &act(), RecordId(id)).await),
        Refused::conflict(Code::AlreadyOpen)
    );
    // At once: one closes.
    let acts: Vec<_> = (0..8).map(|_| act()).collect();
    let outcomes = futures::future::join_all(
        acts.iter()
            .map(|act| task::close_task(&world.db, &key, act, RecordId(id))),
    )
    .await;
    assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1);
    world.assert_whole().await;
}

async fn create_with_a_taken_id_is_refused(world: World) {
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    let taken = Refused::field("id", Code::Taken);
    for id in [
        world.cast.ngt_1,
        world.cast.ngt,
        world.cast.oth_1,
        world.cast.internal_comment,
    ] {
        let new = NewTask::titled(RecordId(id), "Again");
        assert_eq!(
            refused(task::create_task(&world.db, &key, &act(), &new).await),
            taken
        );
    }
    // What was refused took no number.
    let new = NewTask::titled(RecordId(Uuid::now_v7()), "Third");
    assert_eq!(
        task::create_task(&world.db, &key, &act(), &new)
            .await
            .unwrap()
            .what
            .called,
        "NGT-3"
    );
}
