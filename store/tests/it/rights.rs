//! What becomes of keys and eyes when rights change.

use std::time::Duration;

use domain::access::{EditTasks, WorkspaceRole};
use domain::id::RecordId;
use domain::plan::task::NewTask;
use domain::refusal::{Code, Refused};
use store::door::grant;
use store::plan::{project, task};
use store::{live, people};
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    a_key_made_before_a_rights_change_does_not_commit,
    rights_that_change_while_a_change_waits_stop_it,
    who_is_removed_opens_nothing,
    a_participant_sees_no_project,
);

async fn a_key_made_before_a_rights_change_does_not_commit(world: World) {
    let db = &world.db;
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    world.remove(Who::Olga, Who::Mo).await.unwrap();
    let head = world.head().await;
    let new = NewTask::titled(RecordId(Uuid::now_v7()), "Too late");
    assert_eq!(
        refused(task::create_task(db, &key, &act(), &new).await),
        Refused::conflict(Code::RightsChanged)
    );
    assert_eq!(world.head().await, head);
    assert_eq!(
        world
            .direct
            .number(format!(
                "SELECT COUNT(*) FROM record WHERE id = {}",
                world.direct.id(new.id.0)
            ))
            .await,
        0
    );
}

async fn rights_that_change_while_a_change_waits_stop_it(world: World) {
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    let mut other = world.direct.connect().await;
    // Another program holds the chain: on PostgreSQL the change has begun and waits at its end, on SQLite for its turn.
    other
        .run(if world.direct.is_postgres() {
            "BEGIN"
        } else {
            "BEGIN IMMEDIATE"
        })
        .await;
    other.run("UPDATE chain SET seq = seq").await;
    let late = {
        let db = world.db.clone();
        let new = NewTask::titled(RecordId(Uuid::now_v7()), "Too late");
        tokio::spawn(async move { task::create_task(&db, &key, &act(), &new).await })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!late.is_finished());
    other
        .run("UPDATE workspace SET rights_version = rights_version + 1")
        .await;
    other.run("COMMIT").await;
    assert_eq!(
        refused(late.await.unwrap()),
        Refused::conflict(Code::RightsChanged)
    );
    world.assert_whole().await;
}

async fn who_is_removed_opens_nothing(world: World) {
    let signed = world.signed(Who::Mo).await;
    world.remove(Who::Olga, Who::Mo).await.unwrap();
    assert_eq!(
        refused(grant::sight(&world.db, &signed, &world.cast.slug).await),
        Refused::Absent
    );
    let ngt = RecordId(world.cast.ngt);
    let key = grant::granted_on::<EditTasks>(&world.db, &signed, &world.cast.slug, ngt).await;
    assert_eq!(refused(key), Refused::Absent);
    assert!(grant::homes(&world.db, &signed).await.unwrap().is_empty());
    // What they did stays theirs.
    let task = task::task(&world.db, &world.sight(Who::Lena).await, "NGT", 2)
        .await
        .unwrap();
    assert_eq!(task.made_by.as_deref(), Some(Who::Mo.name()));
}

async fn a_participant_sees_no_project(world: World) {
    people::change_role(
        &world.db,
        &world.may(Who::Olga).await,
        &act(),
        world.member(Who::Mo),
        WorkspaceRole::Participant,
    )
    .await
    .unwrap();
    let sight = world.sight(Who::Mo).await;
    assert!(
        project::projects(&world.db, &sight)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        refused(task::task(&world.db, &sight, "NGT", 1).await.map(|_| ())),
        Refused::Absent
    );
    assert!(
        live::since(&world.db, &sight, 0, 500)
            .await
            .unwrap()
            .iter()
            .all(|tick| tick.record.is_none())
    );
    assert_eq!(
        refused(world.try_on::<EditTasks>(Who::Mo, world.cast.ngt).await),
        Refused::Absent
    );
}
