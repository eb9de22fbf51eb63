//! The key of a change, made where the person acts.

use std::time::Duration;

use axum::http::StatusCode;
use domain::refusal::{Code, Refused};
use futures::future::join_all;
use uuid::Uuid;

use crate::browser::Answer;
use crate::world::{Who, World};

both!(
    the_same_key_twice_is_one_change_and_another_body_is_422,
    the_same_key_twenty_times_at_once_is_one_change,
    a_key_of_another_person_is_another_key,
    a_change_without_a_key_is_refused,
    a_client_that_hangs_up_cancels_nothing,
    rights_that_change_meanwhile_are_asked_for_anew,
);

const PATH: &str = "/do/plan/create_task";

fn task(world: &World, title: &str) -> [(&'static str, String); 4] {
    [
        ("workspace", world.cast.north.clone()),
        ("project", world.cast.project.clone()),
        ("id", Uuid::now_v7().to_string()),
        ("title", title.to_owned()),
    ]
}

/// How many tasks of the project have this title.
async fn tasks(world: &World, title: &str) -> usize {
    let list = [
        ("workspace", world.cast.north.as_str()),
        ("place", "p/NGT"),
        ("query", ""),
    ];
    let answer = world
        .browser(Who::Mo)
        .read("/do/plan/list", &list)
        .await
        .json();
    let tasks = answer["rows"].as_array().unwrap().iter();
    tasks.filter(|task| task["title"] == title).count()
}

fn key() -> String {
    Uuid::now_v7().to_string()
}

async fn the_same_key_twice_is_one_change_and_another_body_is_422(world: World) {
    let (mo, form, key) = (world.browser(Who::Mo), task(&world, "Once"), key());
    let first = mo.send(mo.change_by_key(PATH, &form, &key)).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    let second = mo.send(mo.change_by_key(PATH, &form, &key)).await;
    assert_eq!((second.status, second.body), (first.status, first.body));
    assert_eq!(tasks(&world, "Once").await, 1);
    let other = mo
        .send(mo.change_by_key(PATH, &task(&world, "Twice"), &key))
        .await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other.refused(), Refused::KeyReused);
    // Another address with the same fields is another change as well.
    let other = mo
        .send(mo.change_by_key(
            "/do/plan/close_task",
            &[form[0].clone(), ("record", world.cast.task.clone())],
            &key,
        ))
        .await;
    assert_eq!(other.refused(), Refused::KeyReused);
    assert_eq!(tasks(&world, "Twice").await, 0);
    // The header says it as well as the field.
    let form = task(&world, "By header");
    let key = Uuid::now_v7().to_string();
    for _ in 0..2 {
        let mut request = mo.change_by_key(PATH, &form, "");
        request
            .headers_mut()
            .insert("idempotency-key", key.parse().unwrap());
        let answer = mo.send(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
    assert_eq!(tasks(&world, "By header").await, 1);
}

async fn the_same_key_twenty_times_at_once_is_one_change(world: World) {
    let (mo, form, key) = (world.browser(Who::Mo), task(&world, "At once"), key());
    let tries = (0..20).map(|_| mo.send(mo.change_by_key(PATH, &form, &key)));
    let answers: Vec<Answer> = join_all(tries).await;
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.body, answers[0].body);
    }
    assert_eq!(tasks(&world, "At once").await, 1);
}

async fn a_key_of_another_person_is_another_key(world: World) {
    let key = key();
    for who in [Who::Mo, Who::Olga] {
        let browser = world.browser(who);
        let request = browser.change_by_key(PATH, &task(&world, "Each"), &key);
        let answer = browser.send(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{who:?}: {}", answer.body);
    }
    assert_eq!(tasks(&world, "Each").await, 2);
}

async fn a_change_without_a_key_is_refused(world: World) {
    let mo = world.browser(Who::Mo);
    let before = world.direct.dump();
    for key in ["", "x", "not-a-uuid-at-all"] {
        let answer = mo
            .send(mo.change_by_key(PATH, &task(&world, "Keyless"), key))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.refused(), Refused::field("_key", Code::Missing));
    }
    assert!(before == world.direct.dump());
}

/// The change waits for the database when its sender goes away.
async fn a_client_that_hangs_up_cancels_nothing(world: World) {
    let mo = world.browser(Who::Mo);
    let holding = world.direct.hold_tasks_for(Duration::from_millis(1200));
    let sent = mo.send(mo.change(PATH, &task(&world, "Left alone")));
    let gone = tokio::time::timeout(Duration::from_millis(500), sent).await;
    assert!(gone.is_err(), "answered before the sender went: {gone:?}");
    assert_eq!(tasks(&world, "Left alone").await, 0);
    holding.join().unwrap();
    for _ in 0..50 {
        if tasks(&world, "Left alone").await == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the change went away with its sender");
}

/// The change waits for the database while somebody's rights change, which are not its sender's.
async fn rights_that_change_meanwhile_are_asked_for_anew(world: World) {
    let mo = world.browser(Who::Mo);
    let changing = world
        .direct
        .change_rights_after(Duration::from_millis(1200));
    let answer = mo.post(PATH, &task(&world, "Once more")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    changing.join().unwrap();
    assert_eq!(tasks(&world, "Once more").await, 1);
}
