//! The same change asked again.

use domain::access::EditTasks;
use domain::id::RecordId;
use domain::plan::task::NewTask;
use domain::refusal::Refused;
use futures::future::join_all;
use store::again::{self, Holder};
use store::plan::task;
use store::tx::Act;
use uuid::Uuid;

use crate::world::{Who, World, refused};

both!(
    replay_returns_the_stored_answer,
    other_body_is_refused,
    fifty_at_once_make_one,
    a_form_is_given_back_once_and_to_its_sender
);

fn keyed() -> Act {
    Act {
        key: Uuid::now_v7(),
        fingerprint: vec![1; 32],
    }
}

fn new(title: &str) -> NewTask {
    NewTask::titled(RecordId(Uuid::now_v7()), title)
}

async fn tasks(world: &World) -> i64 {
    world.direct.number("SELECT COUNT(*) FROM task").await
}

async fn replay_returns_the_stored_answer(world: World) {
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    let (act, new, before) = (keyed(), new("Once"), tasks(&world).await);
    let first = task::create_task(&world.db, &key, &act, &new)
        .await
        .unwrap();
    // Whatever happened since, the answer is the first one's.
    world
        .retitle(Who::Mo, new.id.0, "Once", "Renamed")
        .await
        .unwrap();
    assert_eq!(
        task::create_task(&world.db, &key, &act, &new)
            .await
            .unwrap(),
        first
    );
    assert_eq!(tasks(&world).await, before + 1);
    // Also the answer that nothing changed.
    let act = keyed();
    let form = domain::form::EditTask {
        title: "Renamed".into(),
        title_was: "Renamed".into(),
        ..Default::default()
    };
    let unchanged = task::edit_task(&world.db, &key, &act, new.id, &form)
        .await
        .unwrap();
    world
        .retitle(Who::Mo, new.id.0, "Renamed", "Again")
        .await
        .unwrap();
    assert_eq!(
        task::edit_task(&world.db, &key, &act, new.id, &form)
            .await
            .unwrap(),
        unchanged
    );
    // The key is the account's: another's same key is another change.
    let theirs = world.may_on::<EditTasks>(Who::Lena, world.cast.ngt).await;
    task::close_task(&world.db, &theirs, &act, new.id)
        .await
        .unwrap();
}

async fn other_body_is_refused(world: World) {
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    let act = keyed();
    task::create_task(&world.db, &key, &act, &new("One"))
        .await
        .unwrap();
    let before = tasks(&world).await;
    let other = Act {
        fingerprint: vec![2; 32],
        ..act.clone()
    };
    assert_eq!(
        refused(task::create_task(&world.db, &key, &other, &new("Two")).await),
        Refused::KeyReused
    );
    assert_eq!(tasks(&world).await, before);
    // What was refused has used up no key.
    let act = keyed();
    let taken = NewTask::titled(RecordId(world.cast.ngt_1), "Taken");
    refused(task::create_task(&world.db, &key, &act, &taken).await);
    task::create_task(
        &world.db,
        &key,
        &Act {
            fingerprint: vec![3; 32],
            ..act
        },
        &new("Three"),
    )
    .await
    .unwrap();
}

async fn fifty_at_once_make_one(world: World) {
    let key = world.may_on::<EditTasks>(Who::Mo, world.cast.ngt).await;
    let (act, new, before, head) = (
        keyed(),
        new("Once"),
        tasks(&world).await,
        world.head().await,
    );
    let all = (0..50).map(|_| {
        let (db, act, new) = (
            world.db.clone(),
            act.clone(),
            NewTask::titled(new.id, new.title.clone()),
        );
        tokio::spawn(async move { task::create_task(&db, &key, &act, &new).await })
    });
    let answers: Vec<_> = join_all(all)
        .await
        .into_iter()
        .map(|joined| joined.unwrap().unwrap())
        .collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(
        (tasks(&world).await, world.head().await),
        (before + 1, head + 1)
    );
    world.assert_whole().await;
}

async fn a_form_is_given_back_once_and_to_its_sender(world: World) {
    let (mine, other) = (Holder::of("a cookie"), Holder::of("another"));
    let (id, late) = (Uuid::now_v7(), Uuid::now_v7());
    again::keep(&world.db, &mine, id, "{\"title\":\"x\"}")
        .await
        .unwrap();
    let kept = world.direct.texts("SELECT body FROM again").await;
    assert!(!kept[0].contains("title"), "it can be read: {kept:?}");
    assert_eq!(again::take(&world.db, &other, id).await.unwrap(), None);
    assert_eq!(
        again::take(&world.db, &mine, id).await.unwrap().as_deref(),
        Some("{\"title\":\"x\"}")
    );
    assert_eq!(again::take(&world.db, &mine, id).await.unwrap(), None);
    again::keep(&world.db, &mine, late, "late").await.unwrap();
    world
        .direct
        .run(format!(
            "UPDATE again SET expires_at = {}",
            world.direct.days_from_now(-1)
        ))
        .await;
    assert_eq!(again::take(&world.db, &mine, late).await.unwrap(), None);
}
