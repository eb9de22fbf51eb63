//! What another site makes a browser send.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header, request};
use uuid::Uuid;

use crate::browser::{Browser, FORM, form};
use crate::world::{Fields, PASSWORD, URL, Who, World};

both!(
    no_other_site_can_change_anything,
    nothing_is_changed_by_a_get
);

/// Signing in (which another site would like someone to do as itself), a change, and signing out.
fn targets(world: &World) -> [(Browser, &'static str, Fields); 3] {
    let mo = world.browser(Who::Mo);
    [
        (
            world.nobody(),
            "/do/account/sign_in",
            vec![("email", Who::Nia.email()), ("password", PASSWORD.into())],
        ),
        (
            mo.clone(),
            "/do/plan/create_task",
            vec![
                ("workspace", world.cast.north.clone()),
                ("project", world.cast.project.clone()),
                ("id", Uuid::now_v7().to_string()),
                ("title", "From elsewhere".into()),
            ],
        ),
        (mo, "/do/account/sign_out", vec![]),
    ]
}

type Shape = fn(request::Builder) -> request::Builder;

/// How a request from elsewhere looks, to browsers old and new.
const ELSEWHERE: [(&str, Shape); 7] = [
    ("cross-site", |r| r.header("sec-fetch-site", "cross-site")),
    ("same-site", |r| r.header("sec-fetch-site", "same-site")),
    ("cross-site that claims our origin", |r| {
        r.header("sec-fetch-site", "cross-site")
            .header(header::ORIGIN, URL)
    }),
    ("another origin", |r| {
        r.header(header::ORIGIN, "https://evil.example")
    }),
    ("our host on another port", |r| {
        r.header(header::ORIGIN, "http://localhost:3001")
    }),
    ("no origin", |r| r.header(header::ORIGIN, "null")),
    ("a subdomain", |r| {
        r.header("sec-fetch-site", "same-site")
            .header(header::ORIGIN, "http://x.localhost:3000")
    }),
];

const KINDS: [&str; 3] = [FORM, "text/plain", "multipart/form-data; boundary=x"];

async fn no_other_site_can_change_anything(world: World) {
    let slug = [("workspace", world.cast.north.clone())];
    let around = world
        .browser(Who::Mo)
        .read("/do/platform/around", &slug)
        .await;
    let mut targets = targets(&world);
    targets[2].2.push(("session", around.text("session")));
    let before = world.direct.dump();
    for (browser, path, fields) in &targets {
        for (shape, dress) in ELSEWHERE {
            for kind in KINDS {
                let request = dress(browser.bare(Method::POST, path));
                let answer = browser.send(send(request, kind, fields)).await;
                assert_eq!(
                    answer.status,
                    StatusCode::FORBIDDEN,
                    "{path}, {shape}, {kind}"
                );
                assert!(before == world.direct.dump(), "{path}, {shape}, {kind}");
            }
        }
        // A plain form, too, gets no page out of it.
        let request = browser
            .bare(Method::POST, path)
            .header("sec-fetch-site", "cross-site");
        let request = request.header(header::ACCEPT, "text/html");
        let answer = browser.send(send(request, FORM, fields)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        // Of our own, but no form of ours.
        for kind in &KINDS[1..] {
            let answer = browser
                .send(send(browser.own(Method::POST, path), kind, fields))
                .await;
            assert_eq!(
                answer.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{path}, {kind}"
            );
        }
        assert!(before == world.direct.dump(), "{path}");
    }
    // A cookie and no word of where it comes from: nobody's browser.
    for (browser, path, fields) in &targets[1..] {
        let answer = browser
            .send(send(browser.bare(Method::POST, path), FORM, fields))
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(before == world.direct.dump());
    for (browser, path, fields) in &targets {
        let answer = browser
            .send(send(browser.own(Method::POST, path), FORM, fields))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    }
    assert!(before != world.direct.dump());
}

fn send(request: request::Builder, kind: &str, fields: &Fields) -> Request<Body> {
    let body = format!("_key={}&{}", Uuid::now_v7(), form(fields));
    request
        .header(header::CONTENT_TYPE, kind)
        .body(body.into())
        .unwrap()
}

async fn nothing_is_changed_by_a_get(world: World) {
    let olga = world.browser(Who::Olga);
    let before = world.direct.dump();
    for (path, method) in server_fn::axum::server_fn_paths() {
        if method == Method::GET {
            continue;
        }
        let fields = [
            ("workspace", world.cast.north.clone()),
            ("project", world.cast.project.clone()),
            ("record", world.cast.task.clone()),
            ("member", world.cast.member(Who::Nia).to_owned()),
            ("id", Uuid::now_v7().to_string()),
            ("title", "By a link".into()),
        ];
        let query = format!("{path}?_key={}&{}", Uuid::now_v7(), form(&fields));
        for method in [
            Method::GET,
            Method::HEAD,
            Method::PUT,
            Method::DELETE,
            Method::PATCH,
        ] {
            let request = olga
                .own(method.clone(), &query)
                .header(header::CONTENT_TYPE, FORM);
            let answer = olga.send(request.body(Body::empty()).unwrap()).await;
            let nothing = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED];
            assert!(
                nothing.contains(&answer.status),
                "{method} {path}: {answer:?}"
            );
        }
    }
    assert!(before == world.direct.dump());
}
