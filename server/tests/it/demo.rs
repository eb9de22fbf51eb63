//! The demo workspace, from nothing to a sign-in.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use server::demo;
use store::Db;

use crate::world::World;

both!(
    the_demo_is_made_in_an_empty_database_and_can_be_walked,
    the_demo_is_refused_where_somebody_works,
);

/// Generous: tests are not optimised, and others run beside them.
const SECONDS: Duration = Duration::from_secs(240);

async fn the_demo_is_refused_where_somebody_works(world: World) {
    let before = world.direct.dump();
    let refused = demo::ready(&world.db, &world.duty, Utc::now()).await;
    let why = format!("{:#}", refused.unwrap_err());
    assert!(why.contains("an empty one only"), "{why}");
    assert!(before == world.direct.dump());
}

async fn the_demo_is_made_in_an_empty_database_and_can_be_walked(world: World) {
    let place = world.empty().await;
    let (db, duty) = Db::open(&place).await.unwrap();
    let begun = Instant::now();
    let now: DateTime<Utc> = Utc::now();
    demo::ready(&db, &duty, now).await.unwrap();
    assert!(begun.elapsed() < SECONDS, "{:?}", begun.elapsed());
    println!("made in {:?}", begun.elapsed());
    for verdict in store::audit::verify(&db, &duty).await.unwrap() {
        assert_eq!(verdict.broken, None, "{verdict:?}");
        assert!(verdict.events > 500, "{verdict:?}");
    }
    // A second start finds it and makes nothing.
    let accounts = store::door::start::accounts(&db, &duty).await.unwrap();
    demo::ready(&db, &duty, now).await.unwrap();
    let again = store::door::start::accounts(&db, &duty).await.unwrap();
    // Twelve of the studio, three of its clients.
    assert_eq!((accounts.len(), again.len()), (15, 15));

    let lines = demo::sign_ins();
    let said = |start: &str| {
        let line = lines
            .iter()
            .find_map(|line| line.trim().strip_prefix(start));
        line.unwrap_or_else(|| panic!("no {start} in {lines:?}"))
            .trim()
            .to_owned()
    };
    let (slug, password) = (said("Workspace:"), said("Password of each:"));
    for who in ["Owner:", "Manager:", "Member:", "Contractor:", "Observer:"] {
        let mut browser = world.nobody_at(db.clone());
        let form = [("email", said(who)), ("password", password.clone())];
        let answer = browser.done("/do/account/sign_in", &form).await;
        browser.keep(&answer);
        let page = browser.get(&format!("/{slug}/p/PEN")).await;
        assert_eq!(page.status, StatusCode::OK, "{who} {}", page.body);
        assert!(page.body.contains("Website and ticketing"), "{}", page.body);
    }
    let mut nobody = world.nobody_at(db.clone());
    let form = [("email", said("Owner:")), ("password", "guessed".into())];
    let answer = nobody.post("/do/account/sign_in", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    nobody.keep(&answer);
    db.close().await;
}
