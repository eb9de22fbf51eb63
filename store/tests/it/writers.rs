//! Many at once, and changes that are given up half-way.

use std::collections::HashSet;
use std::time::Duration;

use domain::access::EditTasks;
use domain::id::RecordId;
use domain::plan::task::NewTask;
use futures::future::join_all;
use store::keys::Granted;
use store::plan::task;
use store::{Db, Error};
use uuid::Uuid;

use crate::world::{Who, World, act, refused};

both!(
    thirty_two_writers_lose_nothing,
    an_abandoned_turn_leaves_no_trace,
    dropped_future_mid_change_is_harmless,
    what_was_acknowledged_survives_a_restart
);

async fn create(db: &Db, key: &Granted<EditTasks>, title: &str) -> Result<Uuid, Error> {
    let new = NewTask::titled(RecordId(Uuid::now_v7()), title);
    task::create_task(db, key, &act(), &new)
        .await
        .map(|_| new.id.0)
}

async fn thirty_two_writers_lose_nothing(world: World) {
    let (key, head) = (
        world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await,
        world.head().await,
    );
    let writers = (0..32).map(|w| {
        let db = world.db.clone();
        tokio::spawn(async move {
            let mut mine = Vec::new();
            for n in 0..20 {
                mine.push(
                    create(&db, &key, &format!("{w}-{n}"))
                        .await
                        .unwrap_or_else(|e| panic!("{w}-{n}: {e}")),
                );
            }
            mine
        })
    });
    let made: HashSet<Uuid> = join_all(writers)
        .await
        .into_iter()
        .flat_map(|writer| writer.unwrap())
        .collect();
    assert_eq!(made.len(), 640);
    let there: HashSet<Uuid> = world
        .direct
        .ids(format!(
            "SELECT id FROM task WHERE project = {}",
            world.direct.id(world.cast.ngt)
        ))
        .await
        .into_iter()
        .collect();
    assert!(made.is_subset(&there) && there.len() == 642);
    // Numbered without a gap, an event each, in one chain.
    assert_eq!(
        world
            .direct
            .number(format!(
                "SELECT MAX(number) FROM task WHERE project = {}",
                world.direct.id(world.cast.ngt)
            ))
            .await,
        642
    );
    assert_eq!(world.head().await, head + 640);
    world.assert_whole().await;
}

async fn an_abandoned_turn_leaves_no_trace(world: World) {
    let (key, head) = (
        world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await,
        world.head().await,
    );
    let taken = NewTask::titled(RecordId(world.cast.ngt_1), "Taken");
    let mut made = Vec::new();
    for n in 0..10 {
        refused(task::create_task(&world.db, &key, &act(), &taken).await);
        made.push(
            create(&world.db, &key, &format!("After {n}"))
                .await
                .unwrap(),
        );
    }
    // Among others in the same group: only the refused ones are rolled back.
    let mixed = (0..60).map(|n| {
        let (db, taken) = (world.db.clone(), NewTask::titled(taken.id, "Taken"));
        tokio::spawn(async move {
            if n % 3 == 0 {
                refused(task::create_task(&db, &key, &act(), &taken).await);
                None
            } else {
                Some(create(&db, &key, &format!("Mixed {n}")).await.unwrap())
            }
        })
    });
    made.extend(
        join_all(mixed)
            .await
            .into_iter()
            .filter_map(|joined| joined.unwrap()),
    );
    assert_eq!(made.len(), 50);
    assert_eq!(world.head().await, head + 50);
    let sql = format!(
        "SELECT id FROM task WHERE project = {}",
        world.direct.id(world.cast.ngt)
    );
    assert_eq!(world.direct.ids(sql).await.len(), 52);
    // Keys that were put down and not used are gone as well.
    assert_eq!(
        world
            .direct
            .number("SELECT COUNT(*) FROM idempotency WHERE answer IS NULL")
            .await,
        0
    );
    world.assert_whole().await;
}

async fn dropped_future_mid_change_is_harmless(world: World) {
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    let mut acknowledged = Vec::new();
    for round in 0..40_u64 {
        let tasks: Vec<_> = (0..8)
            .map(|n| {
                let db = world.db.clone();
                tokio::spawn(async move { create(&db, &key, &format!("{round}-{n}")).await })
            })
            .collect();
        // At another point each time: while waiting, beginning, writing, committing.
        tokio::time::sleep(Duration::from_micros(round * 137 % 6000)).await;
        for task in tasks.iter().step_by(2) {
            task.abort();
        }
        for task in tasks {
            match task.await {
                Ok(Ok(id)) => acknowledged.push(id),
                Ok(Err(error)) => panic!("one that was not dropped failed: {error}"),
                Err(dropped) => assert!(dropped.is_cancelled()),
            }
        }
    }
    assert!(acknowledged.len() >= 160);
    // The next change works, all that was acknowledged is there, and nothing is there by halves.
    acknowledged.push(create(&world.db, &key, "Afterwards").await.unwrap());
    let there: HashSet<Uuid> = world
        .direct
        .ids("SELECT id FROM task")
        .await
        .into_iter()
        .collect();
    assert!(acknowledged.iter().all(|id| there.contains(id)));
    for bare in [
        "SELECT COUNT(*) FROM record r WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.workspace = r.workspace AND e.record = r.id)",
        "SELECT COUNT(*) FROM record r WHERE r.kind = 'task' AND NOT EXISTS (SELECT 1 FROM task t WHERE t.workspace = r.workspace AND t.id = r.id)",
        "SELECT COUNT(*) FROM idempotency WHERE answer IS NULL",
    ] {
        assert_eq!(world.direct.number(bare).await, 0, "{bare}");
    }
    world.assert_whole().await;
}

async fn what_was_acknowledged_survives_a_restart(mut world: World) {
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    let id = create(&world.db, &key, "Kept").await.unwrap();
    world.restarted().await;
    assert!(world.direct.ids("SELECT id FROM task").await.contains(&id));
    create(&world.db, &key, "And on").await.unwrap();
    world.assert_whole().await;
}
