//! Where one is led: never out of the house, and with nothing in the address that a stranger put there.

use axum::body::Body;
use axum::http::{Method, header};

use crate::browser::{Answer, FORM, form};
use crate::world::{PASSWORD, URL, Who, World};

both!(
    err_and_path_are_cut_from_addresses,
    no_redirect_leaves_the_house,
    a_failed_form_puts_nothing_into_the_address,
);

fn assert_stays(what: &str, answer: &Answer) {
    let location = answer.header("location");
    let inside = location.starts_with('/')
        && !location.starts_with("//")
        && !location.starts_with("/\\")
        && !location.contains(['\r', '\n', '\t']);
    assert!(location.is_empty() || inside, "{what} leads to {location}");
}

async fn err_and_path_are_cut_from_addresses(world: World) {
    let olga = world.browser(Who::Olga);
    let page = format!("/{}/projects", world.cast.north);
    for query in [
        "__err=eyJmb28iOiJiYXIifQ&__path=/do/plan/create_task",
        "__path=x",
        "x=1&__err=",
        "%5F%5Ferr=eyJmb28iOiJiYXIifQ",
        "x=1&_%5Fpath=x",
    ] {
        let answer = olga.get(&format!("{page}?{query}")).await;
        let location = answer.header("location");
        assert_eq!(answer.status.as_u16(), 303, "{query}");
        assert!(location.starts_with(&page), "{location}");
        assert!(
            !location.contains("err") && !location.contains("path"),
            "{location}"
        );
        let answer = world.nobody().get(&format!("/sign-in?{query}")).await;
        assert_eq!(answer.status.as_u16(), 303, "{query}");
    }
    let answer = olga.get(&format!("{page}?theme_err=1")).await;
    assert_eq!(answer.status.as_u16(), 200, "another name");
}

async fn no_redirect_leaves_the_house(world: World) {
    let away = [
        "//evil.example/x",
        "/\\evil.example",
        "///evil.example",
        "https://evil.example",
        "/%09/evil.example",
    ];
    for next in away {
        let fields = [
            ("email", Who::Nia.email()),
            ("password", PASSWORD.into()),
            ("next", next.into()),
        ];
        let answer = world
            .nobody()
            .submit("/sign-in", "/do/account/sign_in", "sign-in", &fields)
            .await;
        assert_eq!(answer.status.as_u16(), 303);
        assert_stays(next, &answer);
        let answer = world.nobody().post("/do/account/sign_in", &fields).await;
        let goto = answer.text("goto");
        assert!(
            goto.starts_with('/') && !goto.starts_with("//") && !goto.starts_with("/\\"),
            "{goto}"
        );
    }
    let (olga, slug) = (world.browser(Who::Olga), world.cast.north.as_str());
    let paths = [
        "/\\evil.example?__err=1",
        "//evil.example/x?__err=1",
        "//evil.example/x",
        "///evil.example?__path=1",
        "//evil.example",
    ];
    for path in paths {
        for browser in [&olga, &world.nobody()] {
            assert_stays(path, &browser.get(path).await);
        }
    }
    // The page that a plain form came from, as it says itself.
    let task = form(&[("workspace", slug), ("record", &world.cast.task)]);
    for referer in [
        "https://evil.example//evil.example/x",
        "http://localhost:3000//evil.example",
        "http://localhost:3000/\\evil.example",
        "//evil.example",
        "evil.example",
        "javascript:alert(1)",
    ] {
        for body in [
            task.clone(),
            format!("_key={}&{task}", uuid::Uuid::now_v7()),
        ] {
            let request = olga.own(Method::POST, "/do/plan/close_task");
            let request = request
                .header(header::CONTENT_TYPE, FORM)
                .header(header::ACCEPT, "text/html");
            let request = request
                .header(header::REFERER, referer)
                .body(Body::from(body))
                .unwrap();
            assert_stays(referer, &olga.send(request).await);
        }
        // A link on another site to something that only pages read.
        for path in [
            "/do/account/homes",
            "/do/plan/projects?workspace=nowhere",
            "/do/no/such",
        ] {
            let request = olga
                .bare(Method::GET, path)
                .header(header::ACCEPT, "text/html");
            let request = request
                .header(header::REFERER, referer)
                .header("sec-fetch-site", "cross-site");
            let answer = olga.send(request.body(Body::empty()).unwrap()).await;
            assert_stays(&format!("{path} from {referer}"), &answer);
            assert_eq!(answer.header("location"), "", "{path} from {referer}");
        }
    }
}

/// Stock Leptos would lead to the page with the error, and the path, in the address.
async fn a_failed_form_puts_nothing_into_the_address(world: World) {
    let mut olga = world.browser(Who::Olga);
    let page = format!("/{}/p/NGT?tab=x", world.cast.north);
    let fields = [
        ("workspace", world.cast.north.as_str()),
        ("project", &world.cast.project),
        ("title", ""),
    ];
    let answer = olga
        .submit(&page, "/do/plan/create_task", "new-task", &fields)
        .await;
    let location = answer.header("location");
    assert!(
        location.starts_with(&format!("{page}&again=")),
        "{location}"
    );
    assert!(
        !location.contains("err") && !location.contains(URL),
        "{location}"
    );
}
