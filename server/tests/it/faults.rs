//! When it is our fault: a number to tell support, and nothing of the cause.

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::any;
use domain::refusal::Refused;
use server::guard;
use server::router::ringed;

use store::Db;
use store::db::Place;
use tokio::net::{TcpListener, TcpStream};

use crate::browser::{Answer, Browser};
use crate::direct::Direct;
use crate::world::{Who, World};

both!(
    an_error_shows_a_request_id_and_no_cause,
    a_closed_database_shows_a_request_id_and_no_cause,
    a_database_that_does_not_answer_is_said_to_be_away,
    a_panic_is_an_answer_like_any_other,
);

fn assert_no_cause(answer: &Answer) {
    let body = answer.body.to_lowercase();
    for cause in [
        "sqlite",
        "postgres",
        "sqlx",
        "database",
        "pool",
        "comment_gone",
        "no such",
        "relation",
        ".rs",
        "panick",
        "/tmp",
    ] {
        assert!(!body.contains(cause), "{cause}: {body}");
    }
}

fn assert_request_id(answer: &Answer) {
    assert_eq!(
        answer.status,
        StatusCode::INTERNAL_SERVER_ERROR,
        "{answer:?}"
    );
    let id = answer.header("x-request-id");
    assert_eq!(id.len(), 32, "{answer:?}");
    assert!(answer.body.contains(id), "no {id} in {}", answer.body);
    assert_no_cause(answer);
}

async fn an_error_shows_a_request_id_and_no_cause(world: World) {
    world
        .direct
        .run("ALTER TABLE comment RENAME TO comment_gone");
    let (mo, slug) = (world.browser(Who::Mo), world.cast.north.as_str());
    let read = mo
        .read("/do/plan/task", &[("workspace", slug), ("code", "NGT-1")])
        .await;
    assert_request_id(&read);
    assert!(matches!(read.refused(), Refused::Failed { .. }));
    let said = [
        ("workspace", slug),
        ("id", &uuid::Uuid::now_v7().to_string()),
        ("record", &world.cast.task),
        ("text", "Lost"),
    ];
    assert_request_id(&mo.post("/do/talk/add_comment", &said).await);
    assert_request_id(&mo.get(&format!("/{slug}/t/NGT-1")).await);
}

async fn a_closed_database_shows_a_request_id_and_no_cause(world: World) {
    world.db.close().await;
    let (mo, slug) = (world.browser(Who::Mo), world.cast.north.as_str());
    let form = [("workspace", slug), ("record", &world.cast.task)];
    let read = mo.read("/do/plan/projects", &form[..1]).await;
    assert!(matches!(read.refused(), Refused::Failed { .. }));
    assert_request_id(&read);
    assert_request_id(&mo.post("/do/plan/close_task", &form).await);
    let page = mo.get(&format!("/{slug}/projects")).await;
    assert_request_id(&page);
    assert!(!page.body.starts_with('{'), "a person reads {}", page.body);
    let ready = world.nobody().get("/ready").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    let form = [("email", Who::Mo.email()), ("password", "something".into())];
    let sign_in = world.nobody().post("/do/account/sign_in", &form).await;
    assert!(sign_in.status.is_server_error(), "{sign_in:?}");
    assert_no_cause(&sign_in);
}

/// A way to PostgreSQL that can be cut.
struct Way {
    url: String,
    open: tokio::task::JoinSet<()>,
}

impl Way {
    async fn to(url: &str) -> Self {
        let (before, rest) = url.split_once("://").unwrap();
        let (authority, database) = rest.split_once('/').unwrap();
        let (user, host) = authority
            .rsplit_once('@')
            .unwrap_or(("postgres", authority));
        let host = match host.contains(':') {
            true => host.to_owned(),
            false => format!("{host}:5432"),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap();
        let mut open = tokio::task::JoinSet::new();
        open.spawn(async move {
            let mut ways = tokio::task::JoinSet::new();
            while let Ok((mut near, _)) = listener.accept().await {
                let mut far = TcpStream::connect(&host).await.unwrap();
                ways.spawn(async move {
                    let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
                });
            }
        });
        let url = format!("{before}://{user}@{own}/{database}");
        Self { url, open }
    }
}

/// SQLite is in the program: it is always there.
async fn a_database_that_does_not_answer_is_said_to_be_away(world: World) {
    let Direct::Postgres(url) = &world.direct else {
        return;
    };
    let mut way = Way::to(url).await;
    let (db, _) = Db::open(&Place::Postgres(way.url.clone())).await.unwrap();
    let mo = world
        .nobody_at(db.clone())
        .with_cookie("sid", world.cast.token(Who::Mo));
    let slug = world.cast.north.as_str();
    let projects = format!("/{slug}/projects");
    assert_eq!(mo.get(&projects).await.status, StatusCode::OK);
    way.open.shutdown().await;
    let page = mo.get(&projects).await;
    assert!(page.body.contains("does not answer just now"), "{page:?}");
    let form = [("workspace", slug), ("record", &world.cast.task)];
    let change = mo.post("/do/plan/close_task", &form).await;
    assert!(matches!(change.refused(), Refused::Down { .. }));
    for answer in [page, change] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.header("retry-after"), "5");
    }
}

/// Nothing of ours panics, as far as we know: a handler that does takes the place of one.
async fn a_panic_is_an_answer_like_any_other(world: World) {
    async fn boom() {
        panic!("the database at /tmp is gone");
    }
    let app = world.app();
    let inside = Router::new()
        .route("/do/plan/close_task", any(boom))
        .layer(from_fn_with_state(app.clone(), guard::surround))
        .route("/health", any(boom));
    let mo = Browser::new(ringed(&app, inside).with_state(app))
        .with_cookie("sid", world.cast.token(Who::Mo));
    let page = mo.get("/do/plan/close_task").await;
    let change = mo.post("/do/plan/close_task", &[("record", "x")]).await;
    assert!(matches!(change.refused(), Refused::Failed { .. }));
    for answer in [&page, &change] {
        assert_request_id(answer);
    }
    let outside = mo.get("/health").await;
    for answer in [page, change, outside] {
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_no_cause(&answer);
        crate::headers::assert_stand_on(&answer);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}
