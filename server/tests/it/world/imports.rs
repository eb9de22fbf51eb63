//! Files that people send, and what a worker makes of them.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::event::ActorKind;
use store::door::grant;
use store::exchange::{self, Run};
use uuid::Uuid;

use super::{Who, World};
use crate::browser::{Answer, Browser};

pub const PLAN: &str = "<Project xmlns=\"http://schemas.microsoft.com/project\"><Title>Imported</Title><Manager>CNRY-NORTH-KEPT</Manager>\
    <Tasks><Task><UID>1</UID><Name>First</Name><OutlineLevel>1</OutlineLevel></Task><Task><UID>2</UID><Name>=2+3</Name><OutlineLevel>1</OutlineLevel>\
    <PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type></PredecessorLink></Task></Tasks></Project>";

const BOUNDARY: &str = "----boundary7MA4YWxkTrZu0gW";

/// The bytes of a form with a file, as a browser writes them.
pub fn multipart(fields: &[(&str, &str)], file_name: &str, file: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend(part.as_bytes());
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"form[file]\"; filename=\"{file_name}\"\r\nContent-Type: text/xml\r\n\r\n"
    );
    body.extend(head.as_bytes());
    body.extend(file);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

pub fn request(browser: &Browser, accept: &str, body: Vec<u8>) -> Request<Body> {
    browser
        .own(Method::POST, "/do/exchange/read")
        .header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .header(header::ACCEPT, accept)
        .body(body.into())
        .unwrap()
}

/// Sends a file as a page with JavaScript does.
pub async fn send(browser: &Browser, workspace: &str, name: &str, file: &[u8]) -> Answer {
    let key = Uuid::now_v7().to_string();
    let fields = [
        ("_key", key.as_str()),
        ("_form", "read"),
        ("form[workspace]", workspace),
    ];
    let body = multipart(&fields, name, file);
    browser
        .send(request(browser, "application/json", body))
        .await
}

/// Olga's: the import's id.
pub async fn read(world: &World, name: &str, text: &str) -> String {
    let answer = send(
        &world.browser(Who::Olga),
        &world.cast.north,
        name,
        text.as_bytes(),
    )
    .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.text("goto").rsplit('/').next().unwrap().to_owned()
}

/// Makes a project of a file, as yet hidden. Gives back its id.
pub async fn start(world: &World, import: &str, key: &str) -> String {
    let id = Uuid::now_v7().to_string();
    let form = [
        ("workspace", world.cast.north.as_str()),
        ("import", import),
        ("id", &id),
        ("title", "Imported"),
        ("key", key),
        ("zone", "Etc/UTC"),
    ];
    world
        .browser(Who::Olga)
        .done("/do/exchange/start", &form)
        .await;
    id
}

/// What the worker does.
pub async fn run(world: &World, import: &str) {
    while step(world, import).await {}
}

/// One batch. False when it was the last.
pub async fn step(world: &World, import: &str) -> bool {
    let id = Uuid::parse_str(import).unwrap();
    let asker = exchange::asker(&world.db, &world.duty, id).await.unwrap();
    let key = grant::on_behalf(&world.db, &world.duty, &asker, ActorKind::Import, id)
        .await
        .unwrap();
    let mut run = Run::open(&world.db, &key, id).await.unwrap();
    !run.next(&world.db, &key).await.unwrap().is_done()
}
