//! What the operator asks: does it run, can it answer, how much does it do. And that it stops without cutting anyone off.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use axum::routing::get;
use server::http;
use server::metrics::{self, Metrics};
use server::router::{App, router};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt;

use crate::browser::Browser;
use crate::world::{SECRETS, Who, World};

both!(
    health_says_that_the_process_runs,
    ready_says_whether_requests_can_be_answered,
    another_schema_is_not_ready,
    a_database_that_keeps_nothing_is_not_ready,
    metrics_count_by_pattern_and_name_nobody,
    metrics_are_for_the_token_only,
    a_stop_lets_requests_finish_and_ends_streams,
);

async fn health_says_that_the_process_runs(world: World) {
    world.db.close().await;
    let answer = world.nobody().get("/health").await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::OK, "ok")
    );
    assert_eq!(answer.header("x-request-id").len(), 32);
}

async fn ready_says_whether_requests_can_be_answered(world: World) {
    let nobody = world.nobody();
    let answer = nobody.get("/ready").await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::OK, "ready")
    );
    // What it asked of the writer is over: others change as before.
    let form = [
        ("workspace", world.cast.north.as_str()),
        ("record", &world.cast.task),
    ];
    let mo = world.browser(Who::Mo);
    assert_eq!(
        mo.post("/do/plan/close_task", &form).await.status,
        StatusCode::OK
    );
    world.db.close().await;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let answer = nobody.get("/ready").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.body, "the database does not answer");
}

async fn another_schema_is_not_ready(world: World) {
    world
        .direct
        .run("UPDATE _sqlx_migrations SET version = version + 1000 WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)");
    let answer = world.nobody().get("/ready").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.body, "the database has another schema");
}

/// As on a full disk: it answers, and lets changes begin.
async fn a_database_that_keeps_nothing_is_not_ready(world: World) {
    world
        .direct
        .run("ALTER TABLE setting RENAME TO setting_gone");
    let answer = world.nobody().get("/ready").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.body, "the database takes no changes");
    world
        .direct
        .run("ALTER TABLE setting_gone RENAME TO setting");
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(world.nobody().get("/ready").await.body, "ready");
}

/// The router and, beside it, what is said of it.
fn watched(world: &World, token: Option<&str>) -> (App, Browser, Router) {
    let app = world.app();
    let metrics = metrics::router(Metrics {
        db: world.db.clone(),
        duty: world.duty.clone(),
        watch: app.watch.clone(),
        token: token.map(str::to_owned),
    });
    let browser = Browser::new(router(app.clone())).with_cookie("sid", world.cast.token(Who::Mo));
    (app, browser, metrics)
}

async fn metrics_of(metrics: Router, authorization: Option<&str>) -> (StatusCode, String) {
    let mut request = Request::get("/metrics");
    if let Some(value) = authorization {
        request = request.header(header::AUTHORIZATION, value);
    }
    let request = request.body(Body::empty()).unwrap();
    let response = metrics.oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn metrics_count_by_pattern_and_name_nobody(world: World) {
    let (_, mo, metrics) = watched(&world, None);
    let slug = world.cast.north.as_str();
    for _ in 0..3 {
        mo.get(&format!("/{slug}/projects?q=secret-words")).await;
    }
    mo.get(&format!("/{slug}/no-such-page")).await;
    let form = [("workspace", slug), ("record", &world.cast.task)];
    mo.post("/do/plan/close_task", &form).await;
    mo.get("/pkg/daymark.js").await;
    let stream = mo
        .own(Method::GET, &format!("/live/{slug}"))
        .body(Body::empty())
        .unwrap();
    let open = mo.open(stream).await;
    let (status, text) = metrics_of(metrics.clone(), None).await;
    assert_eq!(status, StatusCode::OK);
    let mut lines = vec![
        "daymark_requests_total{method=\"GET\",route=\"/{workspace}/projects\",status=\"200\"} 3",
        "daymark_requests_total{method=\"POST\",route=\"/do/plan/close_task\",status=\"200\"} 1",
        "daymark_requests_total{method=\"GET\",route=\"/pkg/*\",status=\"200\"} 1",
        "daymark_request_seconds_count{route=\"/{workspace}/projects\"} 3",
        "daymark_streams_open 1",
        "daymark_jobs{state=\"dead\"} 0",
    ];
    if !world.db.is_postgres() {
        lines.push("daymark_writer_waiting 0");
        assert!(
            number(&text, "daymark_writer_group_size_count") >= 1,
            "{text}"
        );
    }
    for line in lines {
        assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
    }
    assert!(number(&text, "daymark_database_bytes") > 100_000, "{text}");
    for said in [
        "secret-words",
        slug,
        "no-such-page",
        &world.cast.task,
        "192.0.2",
        "Mo ",
    ] {
        assert!(!text.contains(said), "{said} is in\n{text}");
    }
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} is in\n{text}");
    }
    drop(open);
    let (_, text) = metrics_of(metrics, None).await;
    assert_eq!(number(&text, "daymark_streams_open"), 0);
}

fn number(text: &str, name: &str) -> i64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("no {name} in\n{text}"))
        .trim()
        .parse()
        .unwrap()
}

async fn metrics_are_for_the_token_only(world: World) {
    let (_, mo, metrics) = watched(&world, Some("a-token-of-some-length"));
    for said in [
        None,
        Some("Bearer "),
        Some("Bearer a-token"),
        Some("a-token-of-some-length"),
    ] {
        let (status, text) = metrics_of(metrics.clone(), said).await;
        assert_eq!(
            (status, text.as_str()),
            (StatusCode::UNAUTHORIZED, ""),
            "{said:?}"
        );
    }
    let right = Some("Bearer a-token-of-some-length");
    assert_eq!(metrics_of(metrics, right).await.0, StatusCode::OK);
    // Where people come in, there is no such page.
    let answer = mo.get("/metrics").await;
    assert!(
        !answer.body.contains("daymark_requests_total"),
        "{answer:?}"
    );
}

async fn a_stop_lets_requests_finish_and_ends_streams(world: World) {
    let (stop, stopping) = watch::channel(false);
    let mut app = world.app();
    app.stopping = stopping.clone();
    let slow = get(|| async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        "finished"
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(http::serve(
        listener,
        router(app).route("/slow", slow),
        stopping,
        Duration::from_secs(10),
    ));
    let sid = world.cast.token(Who::Mo);
    let live = format!(
        "GET /live/{} HTTP/1.1\r\nhost: localhost:3000\r\nsec-fetch-site: same-origin\r\ncookie: sid={sid}\r\n\r\n",
        world.cast.north
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(live.as_bytes()).await.unwrap();
    let mut seen = String::new();
    while !seen.contains("hello") {
        let mut part = [0; 2048];
        let read = stream.read(&mut part).await.unwrap();
        assert!(read > 0, "no stream: {seen}");
        seen += &String::from_utf8_lossy(&part[..read]);
    }
    let mut request = TcpStream::connect(address).await.unwrap();
    request
        .write_all(b"GET /slow HTTP/1.1\r\nhost: localhost:3000\r\n\r\n")
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    stop.send(true).unwrap();
    let mut answer = String::new();
    request.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.contains("200 OK") && answer.ends_with("finished"),
        "{answer}"
    );
    let mut end = Vec::new();
    let rest = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut end));
    rest.await.expect("the stream was not ended").unwrap();
    let stopped = tokio::time::timeout(Duration::from_secs(5), serving);
    stopped.await.expect("it did not stop").unwrap();
    assert!(
        TcpStream::connect(address).await.is_err(),
        "it still accepts"
    );
}
