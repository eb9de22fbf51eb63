//! Taking back.

use domain::access::{Comment, EditTasks, EraseAndRedact, ManageProject};
use domain::refusal::{Code, Refused};
use store::plan::task;
use store::{live, redact, undo};
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    close_undo_redo,
    edit_undo_redo,
    creation_is_undone_into_the_trash,
    undo_refuses_a_later_edit,
    undo_looks_past_many_later_events,
    undo_refuses_an_edit_that_was_redacted,
    undo_twice_is_refused,
    undo_of_a_foreign_event_is_absent,
    undo_of_anothers_comment_is_absent,
    what_is_final_stays,
);

async fn is_closed(world: &World) -> bool {
    task::task(&world.db, &world.sight(Who::Mo).await, "NGT", 1)
        .await
        .unwrap()
        .closed_at
        .is_some()
}

async fn title(world: &World) -> String {
    task::task(&world.db, &world.sight(Who::Mo).await, "NGT", 1)
        .await
        .unwrap()
        .title
}

async fn close_undo_redo(world: World) {
    let id = world.cast.ngt_1;
    let closed = world.close(Who::Mo, id).await.unwrap();
    assert!(is_closed(&world).await);
    let undone = world.undo_on_task(Who::Lena, id, closed.seq).await.unwrap();
    assert!(!is_closed(&world).await);
    let redone = world.undo_on_task(Who::Mo, id, undone.seq).await.unwrap();
    assert!(is_closed(&world).await);
    world.undo_on_task(Who::Mo, id, redone.seq).await.unwrap();
    assert!(!is_closed(&world).await);
    let undoes = world
        .direct
        .number(format!(
            "SELECT undoes FROM event WHERE seq = {} AND record = {}",
            undone.seq,
            world.direct.id(id)
        ))
        .await;
    assert_eq!(undoes, closed.seq);
    world.assert_whole().await;
}

async fn edit_undo_redo(world: World) {
    let id = world.cast.ngt_1;
    let edited = world
        .retitle(Who::Mo, id, "Map the codes", "Map the lights")
        .await
        .unwrap();
    // What touched something else is not in the way, and stays.
    world
        .describe(Who::Lena, id, "Map the lights", "All of them")
        .await
        .unwrap();
    world.close(Who::Lena, id).await.unwrap();
    let undone = world.undo_on_task(Who::Mo, id, edited.seq).await.unwrap();
    assert_eq!(title(&world).await, "Map the codes");
    world.undo_on_task(Who::Mo, id, undone.seq).await.unwrap();
    let read = task::task(&world.db, &world.sight(Who::Mo).await, "NGT", 1)
        .await
        .unwrap();
    assert_eq!(
        (
            read.title.as_str(),
            read.description.as_str(),
            read.closed_at.is_some()
        ),
        ("Map the lights", "All of them", true)
    );
    world.assert_whole().await;
}

async fn creation_is_undone_into_the_trash(world: World) {
    let id = world.create_task(Who::Mo, world.cast.ngt, "A slip").await;
    let seq = live::since(&world.db, &world.sight(Who::Mo).await, 0, 500)
        .await
        .unwrap()
        .iter()
        .find(|tick| tick.record == Some(id))
        .unwrap()
        .seq;
    let undone = world.undo_on_task(Who::Mo, id, seq).await.unwrap();
    assert_eq!(
        refused(
            task::task(&world.db, &world.sight(Who::Mo).await, "NGT", 3)
                .await
                .map(|_| ())
        ),
        Refused::Absent
    );
    world.undo_on_task(Who::Mo, id, undone.seq).await.unwrap();
    task::task(&world.db, &world.sight(Who::Mo).await, "NGT", 3)
        .await
        .unwrap();
}

async fn undo_refuses_a_later_edit(world: World) {
    let id = world.cast.ngt_1;
    let first = world
        .retitle(Who::Mo, id, "Map the codes", "Map the lights")
        .await
        .unwrap();
    let second = world
        .retitle(Who::Lena, id, "Map the lights", "Map the lamps")
        .await
        .unwrap();
    assert_eq!(
        refused(world.undo_on_task(Who::Mo, id, first.seq).await),
        Refused::conflict(Code::ChangedSince)
    );
    assert_eq!(title(&world).await, "Map the lamps");
    world.undo_on_task(Who::Mo, id, second.seq).await.unwrap();
    assert_eq!(title(&world).await, "Map the lights");
    let closed = world.close(Who::Mo, id).await.unwrap();
    let undone = world.undo_on_task(Who::Mo, id, closed.seq).await.unwrap();
    world.close(Who::Mo, id).await.unwrap();
    assert_eq!(
        refused(world.undo_on_task(Who::Mo, id, undone.seq).await),
        Refused::conflict(Code::ChangedSince)
    );
}

async fn undo_looks_past_many_later_events(world: World) {
    let id = world.cast.ngt_1;
    let first = world
        .retitle(Who::Mo, id, "Map the codes", "Map the lights")
        .await
        .unwrap();
    let key = world.may_on::<EditTasks>(Who::Mo, id).await;
    for _ in 0..110 {
        task::close_task(&world.db, &key, &act(), domain::id::RecordId(id))
            .await
            .unwrap();
        task::reopen_task(&world.db, &key, &act(), domain::id::RecordId(id))
            .await
            .unwrap();
    }
    let last = world
        .retitle(Who::Lena, id, "Map the lights", "Map the lamps")
        .await
        .unwrap();
    assert!(last.seq - first.seq > 200, "more than a page of them");
    assert_eq!(
        refused(world.undo_on_task(Who::Mo, id, first.seq).await),
        Refused::conflict(Code::ChangedSince)
    );
}

async fn undo_refuses_an_edit_that_was_redacted(world: World) {
    let id = world.cast.ngt_1;
    let closed = world.close(Who::Mo, id).await.unwrap();
    let first = world
        .retitle(Who::Mo, id, "Map the codes", "Map the lights")
        .await
        .unwrap();
    let second = world
        .retitle(Who::Lena, id, "Map the lights", "A secret")
        .await
        .unwrap();
    redact::redact(
        &world.db,
        &world.may::<EraseAndRedact>(Who::Olga).await,
        &act(),
        &[second.seq],
        "A slip",
    )
    .await
    .unwrap();
    assert_eq!(
        refused(world.undo_on_task(Who::Mo, id, first.seq).await),
        Refused::conflict(Code::ChangedSince),
        "who knows what it touched"
    );
    assert_eq!(
        refused(world.undo_on_task(Who::Mo, id, second.seq).await),
        Refused::conflict(Code::Final),
        "who knows what was before"
    );
    world.undo_on_task(Who::Mo, id, closed.seq).await.unwrap();
}

async fn undo_twice_is_refused(world: World) {
    let id = world.cast.ngt_1;
    let closed = world.close(Who::Mo, id).await.unwrap();
    let key = world.may_on::<EditTasks>(Who::Mo, id).await;
    let acts: Vec<_> = (0..6).map(|_| act()).collect();
    let outcomes = futures::future::join_all(
        acts.iter()
            .map(|act| undo::undo(&world.db, &key, act, closed.seq)),
    )
    .await;
    assert_eq!(
        outcomes.iter().filter(|o| o.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    assert_eq!(
        refused(world.undo_on_task(Who::Lena, id, closed.seq).await),
        Refused::conflict(Code::AlreadyUndone)
    );
    world.assert_whole().await;
}

async fn undo_of_a_foreign_event_is_absent(world: World) {
    let foreign = world.close(Who::Faye, world.cast.fgn_1).await.unwrap();
    let other = world.close(Who::Olga, world.cast.oth_1).await.unwrap();
    let head = world.head().await;
    // Faye's number may be one of ours; on the key of a project, only what happened in it is there.
    for seq in [other.seq, head + 50, 0, -1] {
        assert_eq!(
            refused(world.undo_on_task(Who::Mo, world.cast.ngt_1, seq).await),
            Refused::Absent,
            "{seq}"
        );
        assert_eq!(
            refused(
                undo::about(&world.db, &world.sight(Who::Mo).await, seq)
                    .await
                    .map(|_| ())
            ),
            Refused::Absent
        );
    }
    assert_eq!(
        refused(
            world
                .undo_on_task(Who::Mo, world.cast.fgn_1, foreign.seq)
                .await
        ),
        Refused::Absent
    );
    // Nor by the right for another kind of thing.
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    let closed = world.close(Who::Mo, world.cast.ngt_1).await.unwrap();
    assert_eq!(
        refused(undo::undo(&world.db, &key, &act(), closed.seq).await),
        Refused::Absent
    );
    assert_eq!(world.head().await, head + 1);
}

async fn seq_of(world: &World, kind: &str, record: Uuid) -> i64 {
    world
        .direct
        .number(format!(
            "SELECT MIN(seq) FROM event WHERE kind = '{kind}' AND record = {}",
            world.direct.id(record)
        ))
        .await
}

async fn undo_of_anothers_comment_is_absent(world: World) {
    let seq = seq_of(&world, "comment.added", world.cast.internal_comment).await;
    let theirs = world.may_on::<Comment>(Who::Lena, world.cast.ngt).await;
    assert_eq!(
        refused(undo::undo(&world.db, &theirs, &act(), seq).await),
        Refused::Absent
    );
    let mine = world.may_on::<Comment>(Who::Mo, world.cast.ngt).await;
    undo::undo(&world.db, &mine, &act(), seq).await.unwrap();
}

async fn what_is_final_stays(world: World) {
    let key = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    // What was written for the client keeps the project theirs, whichever way it is to be taken from them.
    let seq = seq_of(&world, "project.client_set", world.cast.ngt).await;
    assert!(matches!(
        refused(undo::undo(&world.db, &key, &act(), seq).await),
        Refused::Conflict {
            code: Code::SaidToClient,
            ..
        }
    ));
    for kind in ["project.member_added"] {
        let seq = seq_of(&world, kind, world.cast.ngt).await;
        assert_eq!(
            refused(undo::undo(&world.db, &key, &act(), seq).await),
            Refused::conflict(Code::Final),
            "{kind}"
        );
    }
}
