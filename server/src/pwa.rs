//! The app on a home screen: the worker that keeps the files of this build and says when there is no connection. What it
//! keeps is the same for everybody; nothing of a person is among it.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use ::app::words::{Locale, daymark, offline as say};
use axum::Router;
use axum::extract::Extension;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::guard::PageNonce;
use crate::router::App;

/// Under `/sw/`, which no workspace is called.
const OFFLINE: &str = "/sw/offline";

/// Fonts that pages are set in.
const FONTS: [&str; 3] = [
    "hanken-grotesk.woff2",
    "literata.woff2",
    "literata-italic.woff2",
];

/// What anybody may ask for, signed in or not.
pub fn routes(site: &Path) -> Router<App> {
    let shell = Arc::new(Shell::of(site));
    let (worker, page) = (shell.worker(), Arc::clone(&shell));
    Router::new()
        .route("/sw.js", get(move || script(worker.clone())))
        .route(
            ::app::routes::REGISTER,
            get(|| script(include_str!("pwa/register.js").to_owned())),
        )
        .route(
            OFFLINE,
            get(move |nonce: Extension<PageNonce>| offline(page.clone(), nonce)),
        )
}

/// A script that browsers ask for anew each time: by it they learn that there is a newer build.
async fn script(text: String) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, text).into_response()
}

/// What the first page of this build is made of, by the names that its content gives.
struct Shell {
    build: String,
    files: Vec<String>,
    style: Option<String>,
}

impl Shell {
    fn of(site: &Path) -> Self {
        let files = named(&site.join("pkg"), |name| {
            let ending = name.rsplit('.').next().unwrap_or_default();
            ["css", "js", "wasm"].contains(&ending)
        });
        // All parts of a build have their names from it; fonts and this very file have not.
        let mut sha = Sha256::new();
        for part in [
            include_str!("pwa/worker.js"),
            include_str!("pwa/offline.js"),
            env!("CARGO_PKG_VERSION"),
        ] {
            sha.update(part);
        }
        for file in &files {
            sha.update(file);
        }
        let fonts = named(&site.join("fonts"), |name| FONTS.contains(&name));
        for font in &fonts {
            sha.update(std::fs::read(site.join("fonts").join(font)).unwrap_or_default());
        }
        let build = sha
            .finalize()
            .iter()
            .take(8)
            .fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
        // What is fetched later is kept when it is first asked for.
        let first = files.iter().filter(|name| name.starts_with("daymark."));
        let first: Vec<String> = first.map(|name| format!("/pkg/{name}")).collect();
        let style = first.iter().find(|name| name.ends_with(".css")).cloned();
        let fonts = fonts.into_iter().map(|name| format!("/fonts/{name}"));
        Self {
            build,
            style,
            files: first.into_iter().chain(fonts).collect(),
        }
    }

    fn worker(&self) -> String {
        let shell = serde_json::to_string(&self.files).unwrap_or_else(|_| "[]".into());
        include_str!("pwa/worker.js")
            .replace("{build}", &self.build)
            .replace("{shell}", &shell)
            .replace("{offline}", OFFLINE)
    }
}

/// The files of a folder that are wanted; none where there is no such folder.
fn named(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| wanted(name)).collect();
    names.sort();
    names
}

/// What is shown where a page cannot be had: what is known, and no more. The address stays that of the page.
async fn offline(shell: Arc<Shell>, Extension(nonce): Extension<PageNonce>) -> Response {
    let style = shell.style.as_ref().map_or_else(String::new, |style| {
        format!(r#"<link rel="stylesheet" href="{style}">"#)
    });
    let page = format!(
        r#"<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>{title} · {daymark}</title>
{style}
</head>
<body>
<main class="offline" id="main">
<h1>{title}</h1>
<p>{text}</p>
<p>{kept}</p>
<p>{back}</p>
<p><a class="b b-p" href="">{again}</a></p>
</main>
<script nonce="{nonce}" type="module">{script}</script>
</body>
</html>
"#,
        lang = Locale::English.tag(),
        title = say::title(),
        daymark = daymark(),
        text = say::text(),
        kept = say::kept(),
        back = say::back(),
        again = say::again(),
        nonce = nonce.0,
        script = include_str!("pwa/offline.js"),
    );
    Html(page).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_called_by_what_is_in_it() -> std::io::Result<()> {
        let site = tempfile::TempDir::new()?;
        let none = Shell::of(site.path());
        assert!(none.files.is_empty() && none.style.is_none());
        std::fs::create_dir_all(site.path().join("pkg"))?;
        std::fs::create_dir_all(site.path().join("fonts"))?;
        for file in ["daymark.a.css", "daymark.a.js", "page.b.wasm", "notes.txt"] {
            std::fs::write(site.path().join("pkg").join(file), "")?;
        }
        std::fs::write(site.path().join("fonts/literata.woff2"), "x")?;
        std::fs::write(site.path().join("fonts/OFL-literata.txt"), "x")?;
        let one = Shell::of(site.path());
        assert_eq!(
            one.files,
            [
                "/pkg/daymark.a.css",
                "/pkg/daymark.a.js",
                "/fonts/literata.woff2"
            ]
        );
        assert_eq!(one.style.as_deref(), Some("/pkg/daymark.a.css"));
        assert_ne!(one.build, none.build);
        assert_eq!(one.build, Shell::of(site.path()).build);
        std::fs::write(site.path().join("pkg/page.c.wasm"), "")?;
        assert_ne!(one.build, Shell::of(site.path()).build);
        let worker = one.worker();
        assert!(worker.contains(&one.build) && worker.contains("/pkg/daymark.a.js"));
        assert!(
            !worker.contains("{build}")
                && !worker.contains("{shell}")
                && !worker.contains("{offline}")
        );
        Ok(())
    }
}
