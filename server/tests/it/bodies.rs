//! Bodies that are no form of ours.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::refusal::{Code, Refused};
use server::guard::BODY;
use uuid::Uuid;

use crate::browser::{Browser, FORM, form};
use crate::world::{Who, World};

both!(
    a_body_too_large_is_413,
    another_content_type_is_refused_in_words,
    broken_forms_are_refused_by_field,
    fields_that_no_form_has_are_ignored,
);

fn send(browser: &Browser, kind: &str, body: impl Into<Body>) -> Request<Body> {
    browser
        .own(Method::POST, "/do/plan/create_task")
        .header(header::CONTENT_TYPE, kind)
        .header(header::ACCEPT, "application/json")
        .body(body.into())
        .unwrap()
}

async fn a_body_too_large_is_413(world: World) {
    let mo = world.browser(Who::Mo);
    let before = world.direct.dump();
    let large = format!("form[title]={}", "x".repeat(BODY));
    let answer = mo.send(send(&mo, FORM, large.clone())).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.refused(), Refused::TooLarge { limit: BODY as u64 });
    // Without a length that could be read beforehand, too.
    let parts: Vec<_> = large
        .as_bytes()
        .chunks(4096)
        .map(|part| Ok::<_, String>(part.to_vec()))
        .collect();
    let stream = Body::from_stream(futures::stream::iter(parts));
    let answer = mo.send(send(&mo, FORM, stream)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let answer = world.nobody();
    let request = answer
        .own(Method::POST, "/do/account/sign_in")
        .header(header::CONTENT_TYPE, FORM);
    let answer = answer.send(request.body(large.into()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(before == world.direct.dump());
}

async fn another_content_type_is_refused_in_words(world: World) {
    let mo = world.browser(Who::Mo);
    let fields = [
        ("workspace", world.cast.north.as_str()),
        ("project", &world.cast.project),
        ("id", &Uuid::now_v7().to_string()),
        ("title", "As something else"),
    ];
    let body = format!("_key={}&{}", Uuid::now_v7(), form(&fields));
    let before = world.direct.dump();
    for kind in [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/octet-stream",
        "",
    ] {
        let answer = mo.send(send(&mo, kind, body.clone())).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind}");
        let refused = answer.refused();
        assert_eq!(refused, Refused::Invalid { fields: vec![] }, "{kind}");
        let words = app::words::refused(&refused);
        assert_eq!(
            words,
            "What was sent cannot be read. Reload the page and try again."
        );
    }
    assert!(before == world.direct.dump());
    let answer = mo
        .send(send(
            &mo,
            "application/x-www-form-urlencoded; charset=UTF-8",
            body,
        ))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

async fn broken_forms_are_refused_by_field(world: World) {
    let cast = &world.cast;
    let (workspace, project) = (("workspace", cast.north.as_str()), cast.project.as_str());
    let before = world.direct.dump();
    for (who, path, given, refused) in [
        (
            Some(Who::Olga),
            "/do/plan/create_project",
            vec![workspace],
            vec!["title", "key", "id"],
        ),
        (
            Some(Who::Mo),
            "/do/plan/create_task",
            vec![workspace, ("project", project)],
            vec!["title", "id"],
        ),
        (
            Some(Who::Mo),
            "/do/plan/edit_task",
            vec![workspace, ("task", &cast.task), ("title_was", "x")],
            vec!["title"],
        ),
        (
            Some(Who::Mo),
            "/do/talk/add_comment",
            vec![workspace, ("record", &cast.task)],
            vec!["text", "id"],
        ),
        (
            Some(Who::Olga),
            "/do/plan/add_to_project",
            vec![workspace, ("project", project)],
            vec!["member"],
        ),
        (
            Some(Who::Olga),
            "/do/people/invite",
            vec![workspace],
            vec!["email", "name", "role"],
        ),
        (
            Some(Who::Olga),
            "/do/people/create_group",
            vec![workspace],
            vec!["name"],
        ),
        (
            Some(Who::Olga),
            "/do/people/add_to_group",
            vec![workspace],
            vec!["member"],
        ),
        (
            Some(Who::Olga),
            "/do/people/change_role",
            vec![workspace, ("member", cast.member(Who::Nia))],
            vec!["role"],
        ),
        (
            None,
            "/do/account/create_owner",
            vec![("zone", "")],
            vec!["workspace", "name", "email", "password"],
        ),
        (
            None,
            "/do/account/sign_in",
            vec![("next", "")],
            vec!["email", "password"],
        ),
        (
            None,
            "/do/account/ask_reset",
            vec![("email", "")],
            vec!["email"],
        ),
        (
            None,
            "/do/account/reset",
            vec![("code", "")],
            vec!["password"],
        ),
        (None, "/do/account/join", vec![("name", "")], vec!["code"]),
    ] {
        let browser = who.map_or_else(|| world.nobody(), |who| world.browser(who));
        let answer = browser.post(path, &given).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{path}: {}",
            answer.body
        );
        assert_eq!(answer.refused_fields(), refused, "{path}");
    }
    for code in [Code::Missing, Code::NotAKey] {
        let key = if code == Code::Missing { "" } else { "a key!" };
        let form = [
            workspace,
            ("id", &Uuid::now_v7().to_string()),
            ("title", "T"),
            ("key", key),
        ];
        let answer = world
            .browser(Who::Olga)
            .post("/do/plan/create_project", &form)
            .await;
        assert_eq!(answer.refused(), Refused::field("key", code));
    }
    // Nothing at all, and what is no text.
    let mo = world.browser(Who::Mo);
    for body in [
        "",
        "&&&",
        "form[title",
        "form[title][x][y]=z",
        "form=1",
        "%ff%fe=%00",
        "form[title]=%ff",
    ] {
        let answer = mo.send(send(&mo, FORM, body)).await;
        let refused = answer.refused();
        let told = matches!(refused, Refused::Invalid { .. } | Refused::Absent);
        assert!(
            told && answer.status.is_client_error(),
            "{body}: {answer:?}"
        );
    }
    // Signs that PostgreSQL cannot keep, and SQLite should not.
    for path in [
        "/do/plan/create_task",
        "/do/talk/add_comment",
        "/do/plan/edit_task",
    ] {
        let form = [
            workspace,
            ("project", project),
            ("task", &cast.task),
            ("record", &cast.task),
            ("id", &Uuid::now_v7().to_string()),
            ("title", "nothing\0"),
            ("text", "nothing\0"),
        ];
        let answer = mo.post(path, &form).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{path}: {}",
            answer.body
        );
    }
    assert!(before == world.direct.dump());
}

async fn fields_that_no_form_has_are_ignored(world: World) {
    let (mo, id) = (world.browser(Who::Mo), Uuid::now_v7().to_string());
    let fields = [
        ("workspace", world.cast.north.as_str()),
        ("project", &world.cast.project),
        ("id", &id),
        ("title", "With more than asked for"),
        ("made_by", world.cast.member(Who::Olga)),
        ("audience", "client"),
    ];
    let many: Vec<_> = (0..10_000).map(|n| format!("f{n}=1")).collect();
    let key = Uuid::now_v7();
    let body = format!("_key={key}&{}&also=this&{}", form(&fields), many.join("&"));
    let answer = mo.send(send(&mo, FORM, body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    // In the form itself, too; and by the thousand they are refused at the latest.
    let many: Vec<_> = (0..10_000).map(|n| format!("form[f{n}]=1")).collect();
    let begun = std::time::Instant::now();
    let answer = mo.send(send(&mo, FORM, many.join("&"))).await;
    assert!(answer.status.is_client_error(), "{answer:?}");
    assert!(
        begun.elapsed().as_secs() < 5,
        "{:?} for 10,000 fields",
        begun.elapsed()
    );
}
