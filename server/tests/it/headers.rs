//! What every answer carries.

use std::collections::HashSet;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use server::guard::BODY;

use crate::browser::{Answer, Browser, FORM};
use crate::html::{attribute, tags};
use crate::world::{Who, World};

both!(
    headers_stand_on_every_answer,
    the_nonce_is_another_each_time,
    on_https_browsers_are_told_to_stay_there,
);

pub fn assert_stand_on(answer: &Answer) {
    let policy = answer.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "script-src 'nonce-",
        "'strict-dynamic'",
        "style-src 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ] {
        assert!(
            policy.contains(part),
            "no {part} in {policy:?} of {answer:?}"
        );
    }
    for wide in [
        "'unsafe-eval'",
        "script-src 'self'",
        " *",
        "http:",
        "https:",
    ] {
        assert!(!policy.contains(wide), "{wide} in {policy}");
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{answer:?}");
    }
    assert!(answer.header("permissions-policy").contains("camera=()"));
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert_eq!(answer.header(name), "", "{name}");
    }
}

async fn headers_stand_on_every_answer(world: World) {
    let (nobody, mo, slug) = (
        world.nobody(),
        world.browser(Who::Mo),
        world.cast.north.clone(),
    );
    let workspace = [("workspace", slug.as_str())];
    let large = nobody.own(Method::POST, "/do/account/sign_in");
    let large = large
        .header(header::CONTENT_TYPE, FORM)
        .body("x".repeat(BODY + 1).into());
    let json = mo.own(Method::POST, "/do/plan/create_task");
    let json = json
        .header(header::CONTENT_TYPE, "application/json")
        .body("{}".into());
    let elsewhere = mo.bare(Method::POST, "/do/plan/create_task");
    let elsewhere = elsewhere
        .header("sec-fetch-site", "cross-site")
        .body(Body::empty());
    for (status, answer) in [
        (200, nobody.get("/sign-in").await),
        (200, mo.get(&format!("/{slug}/projects")).await),
        (200, mo.read("/do/plan/projects", &workspace).await),
        (200, nobody.get("/health").await),
        (200, nobody.get("/ready").await),
        (303, nobody.get(&format!("/{slug}/projects")).await),
        (401, nobody.read("/do/plan/projects", &workspace).await),
        (401, nobody.read("/live/x", &workspace).await),
        (403, mo.send(elsewhere.unwrap()).await),
        (404, mo.get(&format!("/{slug}/no-such-page")).await),
        (404, mo.post("/do/no/such", &workspace).await),
        (404, nobody.get("/pkg/no-such-file.js").await),
        (413, nobody.send(large.unwrap()).await),
        (422, mo.send(json.unwrap()).await),
        (
            422,
            mo.post(
                "/do/plan/create_task",
                &[
                    ("workspace", slug.as_str()),
                    ("project", &world.cast.project),
                ],
            )
            .await,
        ),
    ] {
        assert_eq!(
            answer.status,
            StatusCode::from_u16(status).unwrap(),
            "{answer:?}"
        );
        assert_stand_on(&answer);
        assert_eq!(answer.header("cache-control"), "no-store", "{answer:?}");
    }
    for (file, kept) in [
        ("/pkg/daymark.js", "public, max-age=31536000, immutable"),
        ("/favicon.svg", "public, max-age=86400"),
    ] {
        let answer = nobody.get(file).await;
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (StatusCode::OK, "a file of the site")
        );
        assert_stand_on(&answer);
        assert_eq!(answer.header("cache-control"), kept, "{file}");
    }
    for outside in [
        "/pkg/../copy.db",
        "/pkg/%2e%2e/copy.db",
        "/fonts/..%2f..%2fcopy.db",
        "/pkg/",
    ] {
        let answer = nobody.get(outside).await;
        assert_ne!(answer.status, StatusCode::OK, "{outside}");
    }
}

async fn the_nonce_is_another_each_time(world: World) {
    let mut nonces = HashSet::new();
    for _ in 0..20 {
        let answer = world.nobody().get("/sign-in").await;
        let policy = answer.header("content-security-policy");
        let (_, rest) = policy.split_once("'nonce-").unwrap();
        let nonce = rest.split('\'').next().unwrap().to_owned();
        assert!(nonce.len() >= 22, "{nonce}");
        let scripts = tags(&answer.body, "script");
        assert!(!scripts.is_empty());
        for script in scripts {
            assert_eq!(attribute(script, "nonce"), Some(nonce.as_str()), "{script}");
        }
        assert!(nonces.insert(nonce), "the same nonce twice");
    }
}

async fn on_https_browsers_are_told_to_stay_there(world: World) {
    assert_eq!(
        world
            .nobody()
            .get("/health")
            .await
            .header("strict-transport-security"),
        ""
    );
    let router = world.router_with(|settings| settings.url = "https://daymark.example".into());
    let answer = Browser::new(router).get("/health").await;
    assert!(
        answer
            .header("strict-transport-security")
            .contains("max-age=31536000")
    );
}
