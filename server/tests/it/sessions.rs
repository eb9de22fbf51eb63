//! Signing in and out, as the browser sees it.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};

use crate::browser::{Answer, Browser};
use crate::world::{Ids, PASSWORD, Who, World};

both!(
    sign_in_sets_a_guarded_cookie,
    an_unknown_address_and_a_wrong_password_are_one_answer,
    sign_out_ends_the_session_and_clears_the_site,
    another_of_ones_sessions_ends_and_this_one_stays,
    a_cookie_that_is_no_session_is_nobody,
    too_many_tries_have_to_wait,
);

fn cookie_line(answer: &Answer) -> String {
    let lines = answer.headers.get_all(header::SET_COOKIE).iter();
    let lines: Vec<_> = lines.map(|line| line.to_str().unwrap()).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines[0].to_owned()
}

fn nia() -> [(&'static str, String); 2] {
    [("email", Who::Nia.email()), ("password", PASSWORD.into())]
}

async fn sign_in_sets_a_guarded_cookie(world: World) {
    let answer = world.nobody().post("/do/account/sign_in", &nia()).await;
    let line = cookie_line(&answer);
    let (pair, rest) = line.split_once("; ").unwrap();
    let (name, token) = pair.split_once('=').unwrap();
    assert_eq!((name, token.len()), ("sid", 64), "{line}");
    let mut parts: Vec<_> = rest.split("; ").collect();
    parts.sort();
    assert_eq!(
        parts,
        ["HttpOnly", "Max-Age=604800", "Path=/", "SameSite=Lax"]
    );
    assert!(
        !answer.body.contains(token),
        "the token stands in the cookie only"
    );
    let tokens = world.direct.dump().iter().any(|row| row.contains(token));
    assert!(!tokens, "the token itself is kept nowhere");

    let router = world.router_with(|settings| settings.url = "https://daymark.example".into());
    let mut browser = Browser::new(router);
    let answer = browser.post("/do/account/sign_in", &nia()).await;
    let line = cookie_line(&answer);
    assert!(line.starts_with("__Host-sid="), "{line}");
    let mut parts: Vec<_> = line.split("; ").skip(1).collect();
    parts.sort();
    assert_eq!(
        parts,
        [
            "HttpOnly",
            "Max-Age=604800",
            "Path=/",
            "SameSite=Lax",
            "Secure"
        ]
    );
    browser.keep(&answer);
    let homes = browser.read::<&str>("/do/account/homes", &[]).await;
    assert_eq!(homes.status, StatusCode::OK);
    // On https the unguarded name opens nothing.
    let token = answer.set_cookie("__Host-sid").unwrap();
    let router = world.router_with(|settings| settings.url = "https://daymark.example".into());
    let plain = Browser::new(router).with_cookie("sid", &token);
    let homes = plain.read::<&str>("/do/account/homes", &[]).await;
    assert_eq!(homes.status, StatusCode::UNAUTHORIZED);
}

async fn an_unknown_address_and_a_wrong_password_are_one_answer(world: World) {
    let try_with = |email: String| {
        let nobody = world.nobody();
        async move {
            let form = [("email", email), ("password", "not the password".into())];
            nobody.post("/do/account/sign_in", &form).await
        }
    };
    let known = try_with(Who::Nia.email()).await;
    let unknown = try_with("nobody@northlight.test".into()).await;
    assert_eq!(known.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!((known.status, known.body), (unknown.status, unknown.body));
    let ask_with = |email: String| {
        let nobody = world.nobody();
        async move {
            nobody
                .post("/do/account/ask_reset", &[("email", email)])
                .await
        }
    };
    let known = ask_with(Who::Nia.email()).await;
    let unknown = ask_with("nobody@northlight.test".into()).await;
    assert_eq!(known.status, StatusCode::OK);
    assert_eq!((known.status, known.body), (unknown.status, unknown.body));
}

async fn sign_out_ends_the_session_and_clears_the_site(world: World) {
    let slug = [("workspace", world.cast.north.as_str())];
    let mut mo = world.browser(Who::Mo);
    let stolen = mo.clone();
    let session = mo.read("/do/platform/around", &slug).await.text("session");
    let answer = mo
        .done("/do/account/sign_out", &[("session", session)])
        .await;
    assert_eq!(answer.text("goto"), "/sign-in");
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
    let line = cookie_line(&answer);
    assert!(
        line.starts_with("sid=;") && line.contains("Max-Age=0"),
        "{line}"
    );
    mo.keep(&answer);
    for browser in [mo, stolen] {
        let answer = browser.read("/do/plan/projects", &slug).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    // Without JavaScript it clears the same.
    let mut olga = world.browser(Who::Olga);
    let session = olga
        .read("/do/platform/around", &slug)
        .await
        .text("session");
    let page = format!("/{}/projects", world.cast.north);
    let answer = olga
        .submit(
            &page,
            "/do/account/sign_out",
            "out",
            &[("session", session)],
        )
        .await;
    assert_eq!(answer.header("location"), "/sign-in");
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(olga.get(&page).await.status, StatusCode::SEE_OTHER);
}

async fn another_of_ones_sessions_ends_and_this_one_stays(world: World) {
    let ids = Ids::of(&world).await;
    let (olga, slug) = (
        world.browser(Who::Olga),
        [("workspace", world.cast.north.as_str())],
    );
    let answer = olga
        .done("/do/account/sign_out", &[("session", &ids.session)])
        .await;
    assert_eq!(answer.header("set-cookie"), "");
    assert_eq!(answer.header("clear-site-data"), "");
    let settings = olga.read("/do/platform/settings", &slug).await;
    assert_eq!(settings.status, StatusCode::OK);
    assert!(!settings.body.contains(&ids.session), "still in the list");
}

async fn a_cookie_that_is_no_session_is_nobody(world: World) {
    let token = world.cast.token(Who::Olga);
    let cut = &token[..token.len() - 1];
    for wrong in [
        "",
        "x",
        cut,
        &format!("{token}0"),
        &token.to_uppercase(),
        "' OR 1=1 --",
    ] {
        let browser = world.nobody().with_cookie("sid", wrong);
        let answer = browser.read::<&str>("/do/account/homes", &[]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong}");
    }
    // Nor is it taken from anywhere but the cookie.
    let request = world
        .nobody()
        .own(Method::GET, &format!("/do/account/homes?sid={token}"));
    let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    let answer = world
        .nobody()
        .send(request.body(Body::empty()).unwrap())
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

async fn too_many_tries_have_to_wait(world: World) {
    let form = [
        ("email", Who::Nia.email()),
        ("password", "not the password".into()),
    ];
    let mut last = None;
    for _ in 0..store::door::limit::Limit::SignInHere.tries() + 1 {
        last = Some(world.nobody().post("/do/account/sign_in", &form).await);
    }
    let last = last.unwrap();
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.header("retry-after").parse::<u64>().unwrap() > 0);
    // The right password has to wait as well; another person has not.
    let right = world.nobody().post("/do/account/sign_in", &nia()).await;
    assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(right.set_cookie("sid"), None);
    let other = [("email", Who::Otto.email()), ("password", PASSWORD.into())];
    world.nobody().done("/do/account/sign_in", &other).await;
}
