//! The trash: gone everywhere at once, and back with everything.

use domain::access::{Comment, EditTasks, ManageProject};
use domain::audience::Audience;
use domain::id::RecordId;
use domain::plan::task::NewTask;
use domain::refusal::{Code, Refused};
use domain::talk::NewComment;
use store::plan::{project, task};
use store::{live, talk, trash};
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    trash_hides_everywhere_at_once,
    what_lies_under_the_trash_is_not_changed,
    restore_under_a_trashed_parent_is_refused
);

async fn trash_hides_everywhere_at_once(world: World) {
    let (db, id, ngt) = (&world.db, world.cast.ngt_1, RecordId(world.cast.ngt));
    let head = world.head().await;
    world.trash_task(Who::Mo, id).await.unwrap();
    for who in [Who::Mo, Who::Lena, Who::Olga, Who::Obi] {
        let sight = world.sight(who).await;
        assert_eq!(
            refused(task::task(db, &sight, "NGT", 1).await.map(|_| ())),
            Refused::Absent
        );
        assert!(
            task::tasks(db, &sight, ngt, 100)
                .await
                .unwrap()
                .iter()
                .all(|t| t.id != id)
        );
        assert!(
            talk::conversation(db, &sight, RecordId(id))
                .await
                .unwrap()
                .said
                .is_empty()
        );
        let row = project::projects(db, &sight)
            .await
            .unwrap()
            .into_iter()
            .find(|p| p.key == "NGT")
            .unwrap();
        assert_eq!((row.open, row.closed), (1, 0));
        assert!(
            trash::list(db, &sight)
                .await
                .unwrap()
                .iter()
                .any(|t| t.id == id && t.called == "Map the codes")
        );
        // Live pages still learn that something became of it.
        let ticks = live::since(db, &sight, head, 10).await.unwrap();
        assert_eq!(
            ticks
                .iter()
                .map(|t| (t.kind.as_str(), t.record))
                .collect::<Vec<_>>(),
            [("record.trashed", Some(id))]
        );
    }
    assert!(
        trash::list(db, &world.sight(Who::Otto).await)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        refused(world.trash_task(Who::Mo, id).await),
        Refused::conflict(Code::AlreadyInTrash)
    );
    world.restore_task(Who::Mo, id).await.unwrap();
    assert_eq!(
        refused(world.restore_task(Who::Mo, id).await),
        Refused::conflict(Code::NotInTrash)
    );
    let sight = world.sight(Who::Lena).await;
    assert_eq!(
        talk::conversation(db, &sight, RecordId(id))
            .await
            .unwrap()
            .said
            .len(),
        1
    );
    let sight = world.sight(Who::Obi).await;
    task::task(db, &sight, "NGT", 1).await.unwrap();
    assert!(trash::list(db, &sight).await.unwrap().is_empty());
    // A project takes all with it.
    world
        .trash_project(Who::Lena, world.cast.ngt)
        .await
        .unwrap();
    assert!(project::projects(db, &sight).await.unwrap().is_empty());
    assert!(task::tasks(db, &sight, ngt, 100).await.unwrap().is_empty());
    assert!(
        talk::conversation(db, &sight, RecordId(id))
            .await
            .unwrap()
            .said
            .is_empty()
    );
    assert_eq!(
        refused(task::task(db, &sight, "NGT", 2).await.map(|_| ())),
        Refused::Absent
    );
    assert_eq!(
        trash::list(db, &sight).await.unwrap().len(),
        1,
        "what went with it is not listed"
    );
    world.assert_whole().await;
}

async fn what_lies_under_the_trash_is_not_changed(world: World) {
    let (db, id) = (&world.db, RecordId(world.cast.ngt_1));
    let edits = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    let says = world.may_on::<Comment>(Who::Mo, world.cast.ngt).await;
    let closed = world.close(Who::Mo, world.cast.ngt_2).await.unwrap();
    world
        .trash_project(Who::Lena, world.cast.ngt)
        .await
        .unwrap();
    let head = world.head().await;
    let new = NewTask::titled(RecordId(Uuid::now_v7()), "Late");
    let said = NewComment {
        id: RecordId(Uuid::now_v7()),
        text: "Late".into(),
        audience: Audience::Internal,
        named: vec![],
    };
    assert_eq!(
        refused(task::create_task(db, &edits, &act(), &new).await),
        Refused::Absent
    );
    assert_eq!(
        refused(task::close_task(db, &edits, &act(), id).await),
        Refused::Absent
    );
    assert_eq!(
        refused(world.retitle(Who::Mo, id.0, "Map the codes", "Late").await),
        Refused::Absent
    );
    assert_eq!(
        refused(trash::put(db, &edits, &act(), id).await),
        Refused::Absent
    );
    assert_eq!(
        refused(talk::add_comment(db, &says, &act(), id, &said).await),
        Refused::Absent
    );
    assert_eq!(
        refused(talk::add_comment(db, &says, &act(), RecordId(world.cast.ngt), &said).await),
        Refused::Absent
    );
    assert_eq!(
        refused(
            world
                .undo_on_task(Who::Mo, world.cast.ngt_2, closed.seq)
                .await
        ),
        Refused::Absent
    );
    assert_eq!(world.head().await, head);
}

async fn restore_under_a_trashed_parent_is_refused(world: World) {
    let (db, comment) = (&world.db, RecordId(world.cast.internal_comment));
    let says = world.may_on::<Comment>(Who::Mo, world.cast.ngt).await;
    trash::put(db, &says, &act(), comment).await.unwrap();
    let put = world.trash_task(Who::Mo, world.cast.ngt_1).await.unwrap();
    let above = Refused::conflict(Code::ParentInTrash);
    assert_eq!(
        refused(trash::restore(db, &says, &act(), comment).await),
        above
    );
    world
        .trash_project(Who::Lena, world.cast.ngt)
        .await
        .unwrap();
    assert_eq!(
        refused(world.restore_task(Who::Mo, world.cast.ngt_1).await),
        above
    );
    assert_eq!(
        refused(world.undo_on_task(Who::Mo, world.cast.ngt_1, put.seq).await),
        above
    );
    let manages = world
        .may_on::<ManageProject>(Who::Lena, world.cast.ngt)
        .await;
    trash::restore(db, &manages, &act(), RecordId(world.cast.ngt))
        .await
        .unwrap();
    world.restore_task(Who::Mo, world.cast.ngt_1).await.unwrap();
    trash::restore(db, &says, &act(), comment).await.unwrap();
    assert_eq!(
        talk::conversation(db, &world.sight(Who::Mo).await, RecordId(world.cast.ngt_1))
            .await
            .unwrap()
            .said
            .len(),
        1
    );
}
