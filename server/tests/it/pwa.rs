//! The app on a home screen: what anybody may ask for, and what is left of a session that has ended.

use axum::http::StatusCode;
use serde_json::Value;

use crate::headers::assert_stand_on;
use crate::html::{attribute, tags};
use crate::world::{SECRETS, Who, World};

both!(
    the_worker_and_its_page_are_nobodys,
    a_page_names_the_manifest_and_installs_the_worker,
    the_manifest_is_what_browsers_ask_of_one,
    a_session_that_ended_leaves_nothing,
);

async fn the_worker_and_its_page_are_nobodys(world: World) {
    let (nobody, mo) = (world.nobody(), world.browser(Who::Mo));
    for path in ["/sw.js", "/sw/register.js"] {
        let answer = nobody.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert_stand_on(&answer);
        assert!(answer.header("content-type").starts_with("text/javascript"));
        // Browsers ask for it anew, and so hear of a newer build.
        assert_eq!(answer.header("cache-control"), "no-cache");
        assert_eq!(answer.body, mo.get(path).await.body);
    }
    let worker = nobody.get("/sw.js").await.body;
    assert!(worker.contains("/sw/offline") && !worker.contains("{build}"));
    let page = async |browser: &crate::browser::Browser| {
        let answer = browser.get("/sw/offline").await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert_stand_on(&answer);
        let script = tags(&answer.body, "script")[0];
        let nonce = attribute(script, "nonce").unwrap().to_owned();
        let policy = answer.header("content-security-policy");
        assert!(policy.contains(&format!("'nonce-{nonce}'")), "{policy}");
        assert!(policy.contains("worker-src 'self'") && policy.contains("manifest-src 'self'"));
        answer.body.replace(&nonce, "")
    };
    let shown = page(&nobody).await;
    assert_eq!(shown, page(&mo).await);
    assert!(shown.contains("No connection to Daymark"));
    for secret in SECRETS.iter().chain(&["Mo ", "northlight"]) {
        assert!(!shown.contains(secret), "{secret}");
    }
}

async fn a_page_names_the_manifest_and_installs_the_worker(world: World) {
    let page = world.nobody().get("/sign-in").await;
    let link = |rel: &str| {
        let links = tags(&page.body, "link");
        let link = links.iter().find(|tag| attribute(tag, "rel") == Some(rel));
        link.and_then(|tag| attribute(tag, "href"))
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(link("manifest"), "/manifest.webmanifest");
    assert_eq!(link("apple-touch-icon"), "/apple-touch-icon.png");
    let scripts = tags(&page.body, "script");
    let register = scripts
        .iter()
        .find(|tag| attribute(tag, "src") == Some("/sw/register.js"))
        .unwrap();
    let nonce = attribute(register, "nonce").unwrap();
    let policy = page.header("content-security-policy");
    assert!(policy.contains(&format!("'nonce-{nonce}'")), "{policy}");
    for path in ["/manifest.webmanifest", "/icon-maskable-512.png"] {
        assert_eq!(
            world.nobody().get(path).await.status,
            StatusCode::OK,
            "{path}"
        );
    }
}

async fn the_manifest_is_what_browsers_ask_of_one(world: World) {
    let public = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../public"));
    let text = std::fs::read_to_string(public.join("manifest.webmanifest")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    for (name, value) in [
        ("id", "/"),
        ("start_url", "/"),
        ("scope", "/"),
        ("display", "standalone"),
    ] {
        assert_eq!(manifest[name], value);
    }
    assert!(manifest["name"].as_str().is_some_and(|n| !n.is_empty()));
    assert!(
        manifest["short_name"]
            .as_str()
            .is_some_and(|n| n.len() <= 12)
    );
    // As the document says it of its own bars.
    let page = world.nobody().get("/sign-in").await;
    let metas = tags(&page.body, "meta");
    let light = metas.iter().find(|tag| {
        attribute(tag, "name") == Some("theme-color")
            && attribute(tag, "media").is_some_and(|media| media.contains("light"))
    });
    let light = attribute(light.unwrap(), "content");
    for name in ["theme_color", "background_color"] {
        assert_eq!(manifest[name].as_str(), light, "{name}");
    }
    let icons = manifest["icons"].as_array().unwrap();
    let mut there = Vec::new();
    for icon in icons {
        let source = icon["src"].as_str().unwrap().trim_start_matches('/');
        let bytes = std::fs::read(public.join(source)).unwrap();
        assert_eq!(&bytes[1..4], b"PNG", "{source}");
        let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        let sizes = format!("{}x{}", side(16), side(20));
        assert_eq!(icon["sizes"], sizes.as_str(), "{source}");
        there.push((icon["purpose"].as_str().unwrap().to_owned(), side(16)));
    }
    for wanted in [("any", 192), ("any", 512), ("maskable", 512)] {
        assert!(
            there.contains(&(wanted.0.to_owned(), wanted.1)),
            "{wanted:?}"
        );
    }
}

async fn a_session_that_ended_leaves_nothing(world: World) {
    let slug = world.cast.north.clone();
    let page = format!("/{slug}/projects");
    let mut mo = world.browser(Who::Mo);
    assert_eq!(mo.get(&page).await.header("clear-site-data"), "");
    let workspace = [("workspace", slug.as_str())];
    let session = mo
        .read("/do/platform/around", &workspace)
        .await
        .text("session");
    let out = mo
        .post("/do/account/sign_out", &[("session", &session)])
        .await;
    let forgets = "\"cache\", \"storage\"";
    assert_eq!(out.header("clear-site-data"), forgets);
    // Another tab of the same browser, whose cookie is still the old one.
    let next = mo.get(&page).await;
    assert_eq!(next.status, StatusCode::SEE_OTHER);
    assert_eq!(next.header("clear-site-data"), forgets);
    mo.keep(&next);
    let later = mo.get(&page).await;
    assert_eq!(later.status, StatusCode::SEE_OTHER);
    // It is forgotten once: whoever was never signed in here is asked to forget nothing.
    assert_eq!(later.header("clear-site-data"), "");
    assert_eq!(
        world.nobody().get(&page).await.header("clear-site-data"),
        ""
    );
}
