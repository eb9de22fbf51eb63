//! Files that people hang on tasks.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use uuid::Uuid;

use super::{Who, World};
use crate::browser::{Answer, Browser};

pub const BOUNDARY: &str = "----boundaryOfFiles0gW";

/// The bytes of a form with files, as a browser writes them.
pub fn multipart(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(part(&format!("name=\"{name}\"")));
        body.extend(value.as_bytes());
    }
    for (name, bytes) in files {
        body.extend(part(&format!("name=\"form[file]\"; filename=\"{name}\"")));
        body.extend(*bytes);
    }
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body.drain(..2);
    body
}

pub fn part(head: &str) -> Vec<u8> {
    format!("\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n").into_bytes()
}

pub fn request(browser: &Browser, accept: &str, body: impl Into<Body>) -> Request<Body> {
    browser
        .own(Method::POST, "/do/files/add")
        .header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .header(header::ACCEPT, accept)
        .body(body.into())
        .unwrap()
}

/// The fields of the form, with a key of its own.
pub fn fields<'a>(key: &'a str, workspace: &'a str, task: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("_key", key),
        ("_form", "add-files"),
        ("form[workspace]", workspace),
        ("form[task]", task),
    ]
}

/// Sends files as a page with JavaScript does.
pub async fn add(
    browser: &Browser,
    workspace: &str,
    task: &str,
    files: &[(&str, &[u8])],
) -> Answer {
    let key = Uuid::now_v7().to_string();
    let body = multipart(&fields(&key, workspace, task), files);
    browser
        .send(request(browser, "application/json", body))
        .await
}

/// Mo's, on North's task: the file's id.
pub async fn sent(world: &World, name: &str, bytes: &[u8]) -> String {
    let (mo, cast) = (world.browser(Who::Mo), &world.cast);
    let answer = add(&mo, &cast.north, &cast.task, &[(name, bytes)]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let shown = shown(world, &mo).await;
    shown
        .into_iter()
        .find(|(_, called)| called == name)
        .unwrap()
        .0
}

/// The files of North's task, id and name, the newest first.
pub async fn shown(world: &World, browser: &Browser) -> Vec<(String, String)> {
    let code = [("workspace", world.cast.north.as_str()), ("code", "NGT-1")];
    let task = browser.read("/do/plan/task", &code).await.json();
    let text = |file: &serde_json::Value, name: &str| file[name].as_str().unwrap().to_owned();
    let files = task["files"].as_array().unwrap().iter();
    files.map(|f| (text(f, "id"), text(f, "name"))).collect()
}
