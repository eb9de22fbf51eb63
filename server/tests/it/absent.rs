//! What is not there and what is another's look the same, whatever the address.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use domain::refusal::Refused;
use uuid::Uuid;

use crate::browser::FORM;
use crate::html::{assert_alike, settled};
use crate::world::{Ids, Who, World};

both!(
    unknown_addresses_answer_like_foreign_ones,
    ids_of_another_workspace_name_nothing_in_ones_own,
    what_cannot_be_read_is_not_there,
);

async fn unknown_addresses_answer_like_foreign_ones(world: World) {
    let ids = Ids::of(&world).await;
    let faye = world.browser(Who::Faye);
    for path in [
        "/do/plan/no_such_verb",
        "/do/nothing",
        "/do/plan/create_task/x",
    ] {
        let unknown = faye.post(path, &[("workspace", &ids.workspace)]).await;
        let foreign = [("workspace", &ids.workspace), ("record", &ids.task)];
        let foreign = faye.post("/do/plan/close_task", &foreign).await;
        assert_eq!(
            unknown.status,
            StatusCode::NOT_FOUND,
            "{path}: {}",
            unknown.body
        );
        assert_eq!(unknown.body, foreign.body, "{path}");
        let anonymous = world.nobody().post(path, &[("x", "y")]).await;
        assert_eq!(anonymous.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let nowhere = ids.nowhere();
    for rest in ["projects", "no-such-page", "p/NGT", "t/NGT-1", "a/b/c"] {
        let foreign = faye.get(&format!("/{}/{rest}", ids.workspace)).await;
        let unknown = faye.get(&format!("/{}/{rest}", nowhere.workspace)).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{rest}");
        assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{rest}");
        assert_alike(
            &settled(&foreign.body, &[&ids.workspace]),
            &settled(&unknown.body, &[&nowhere.workspace]),
            rest,
        );
    }
    let nobody = world.nobody().get("/no/such/place").await;
    assert_eq!(nobody.status, StatusCode::SEE_OTHER);
    let nobody = world
        .nobody()
        .get(&format!("/{}/projects", nowhere.workspace))
        .await;
    assert_eq!(nobody.status, StatusCode::SEE_OTHER);
}

/// A form in one's own workspace that names, in one of its fields, a thing of another's.
async fn ids_of_another_workspace_name_nothing_in_ones_own(world: World) {
    let ids = Ids::of(&world).await;
    let (faye, cast) = (world.browser(Who::Faye), &world.cast);
    let (workspace, project) = (
        ("workspace", cast.south.clone()),
        cast.south_project.clone(),
    );
    faye.done(
        "/do/people/create_group",
        &[workspace.clone(), ("name", "Ours".into())],
    )
    .await;
    let people = faye
        .read("/do/people/people", std::slice::from_ref(&workspace))
        .await
        .json();
    let group = people["groups"][0]["id"].as_str().unwrap().to_owned();
    let own = people["people"][0]["id"].as_str().unwrap().to_owned();
    let before = world.direct.dump();
    let absent = || Uuid::now_v7().to_string();
    let role = ("role", "member".to_owned());
    // The path, what is one's own, and the field that names what is another's.
    for (path, fields, name, theirs) in [
        (
            "/do/plan/add_to_project",
            vec![("project", project), role.clone()],
            "member",
            &ids.member,
        ),
        (
            "/do/people/add_to_group",
            vec![("group", group)],
            "member",
            &ids.member,
        ),
        (
            "/do/people/add_to_group",
            vec![("member", own)],
            "group",
            &ids.group,
        ),
        (
            "/do/people/rename_group",
            vec![("name", "Theirs".into())],
            "group",
            &ids.group,
        ),
        ("/do/people/delete_group", vec![], "group", &ids.group),
        ("/do/people/change_role", vec![role], "member", &ids.member),
    ] {
        let form = |value: String| {
            let one = vec![workspace.clone(), (name, value)];
            [one, fields.clone()].concat()
        };
        let there = faye.post(path, &form(theirs.clone())).await;
        let nothing = faye.post(path, &form(absent())).await;
        assert!(there.status.is_client_error(), "{path}: {}", there.body);
        assert_eq!(
            (there.status, there.body),
            (nothing.status, nothing.body),
            "{path}"
        );
        assert!(
            before == world.direct.dump(),
            "{path} with {name} of another workspace"
        );
    }
}

async fn what_cannot_be_read_is_not_there(world: World) {
    let (mo, slug) = (world.browser(Who::Mo), world.cast.north.clone());
    for odd in [
        "",
        "x",
        "../..",
        "\0",
        "NGT\0-1",
        "1' OR '1'='1",
        "00000000-0000-0000-0000-000000000000",
    ] {
        let form = [("workspace", slug.as_str()), ("record", odd)];
        let answer = mo.post("/do/plan/close_task", &form).await;
        assert_eq!(answer.refused(), Refused::Absent, "{odd}");
        let form = [("workspace", odd), ("record", &world.cast.task)];
        let answer = mo.post("/do/plan/close_task", &form).await;
        assert_eq!(answer.refused(), Refused::Absent, "{odd}");
        let answer = mo
            .read(
                "/do/plan/task",
                &[("workspace", slug.as_str()), ("code", odd)],
            )
            .await;
        assert_eq!(answer.refused(), Refused::Absent, "{odd}");
        let form = [("workspace", slug.as_str()), ("seq", odd)];
        let answer = mo.post("/do/platform/undo", &form).await;
        assert_eq!(answer.refused(), Refused::Absent, "{odd}");
    }
    for path in ["/%00/projects", "/%00/t/NGT-1", "/live/%00"] {
        assert_eq!(
            mo.read::<&str>(path, &[]).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
        assert_eq!(mo.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // Not even the page's own address, sent as a form.
    let request = mo.own(Method::POST, &format!("/{slug}/projects"));
    let request = request
        .header(header::CONTENT_TYPE, FORM)
        .body(Body::from("a=b"))
        .unwrap();
    assert_eq!(
        mo.send(request).await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}
