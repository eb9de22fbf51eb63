//! Hands files out: to whoever may see what they hang on, as something to be saved. The few kinds that a browser shows
//! itself are shown, in a frame that runs nothing.

use ::app::error::refusal;
use ::app::session::{Here, record};
use axum::body::{Body, to_bytes};
use axum::extract::{Extension, Path, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Response as Built, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::files::{Kind, Part, disposition, part};
use domain::refusal::Refused;
use store::files::File;

use super::storage::Name;
use crate::router::App;
use crate::{form, guard};

/// A file never changes; whether one may still see it is asked each time.
const KEPT: &str = "private, no-cache";
/// Nothing in it runs, loads or leads anywhere.
const SHUT: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// No small picture is nearly as large.
const THUMB: usize = 4 * 1024 * 1024;

/// Marks an answer that goes out as it is: compressed, its runs of bytes would be others.
#[derive(Clone)]
pub struct AsItIs;

/// `/{workspace}/files/{id}/{name}`: the name is for people and for what they save it as.
pub async fn file(
    State(app): State<App>,
    Extension(here): Extension<Here>,
    Path((workspace, id, _)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let file = match found(&here, &workspace, &id).await {
        Ok(file) => file,
        Err(refused) => return guard::say(form::is_plain(&headers), refused),
    };
    let tag = tag(&file, "");
    if has(&headers, header::IF_NONE_MATCH, &tag) {
        return as_before(&tag);
    }
    let (status, from, size) = match asked(&headers, &tag, file.size) {
        Part::Whole => (StatusCode::OK, 0, file.size),
        Part::Of(from, to) => (StatusCode::PARTIAL_CONTENT, from, to - from + 1),
        Part::Beyond => {
            let range = [(header::CONTENT_RANGE, format!("bytes */{}", file.size))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, range).into_response();
        }
    };
    let name = Name::file(file.workspace.0, file.id.0);
    match app.files.read(name, from, size).await {
        Ok(body) => {
            let mut response = sent(status, &tag, file.kind, size, body);
            let headers = response.headers_mut();
            put(
                headers,
                header::CONTENT_DISPOSITION,
                &disposition(file.kind, &file.name),
            );
            put(headers, header::ACCEPT_RANGES, "bytes");
            if status == StatusCode::PARTIAL_CONTENT {
                let range = format!("bytes {from}-{}/{}", from + size - 1, file.size);
                put(headers, header::CONTENT_RANGE, &range);
            }
            response
        }
        Err(error) => lost(&here, &error),
    }
}

/// `/{workspace}/thumbs/{id}`: the small picture of an image.
pub async fn thumb(
    State(app): State<App>,
    Extension(here): Extension<Here>,
    Path((workspace, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let file = match found(&here, &workspace, &id).await {
        Ok(file) => file,
        Err(refused) => return guard::say(form::is_plain(&headers), refused),
    };
    let Some(size) = file.thumb else {
        return guard::say(form::is_plain(&headers), Refused::Absent);
    };
    let tag = tag(&file, "-small");
    if has(&headers, header::IF_NONE_MATCH, &tag) {
        return as_before(&tag);
    }
    let name = Name::thumb(file.workspace.0, file.id.0);
    let read = match app.files.read(name, 0, size).await {
        Ok(body) => to_bytes(body, THUMB).await.map_err(std::io::Error::other),
        Err(error) => Err(error),
    };
    match read {
        Ok(bytes) => sent(StatusCode::OK, &tag, Kind::of(&bytes), size, bytes.into()),
        Err(error) => lost(&here, &error),
    }
}

async fn found(here: &Here, workspace: &str, id: &str) -> Result<File, Refused> {
    let sight = here.sight(workspace).await.map_err(|fault| fault.0)?;
    let id = record(id).map_err(|fault| fault.0)?;
    store::files::file(&here.db, &sight, id)
        .await
        .map_err(|error| refusal(error, &here.request_id))
}

/// What an answer with bytes carries.
fn sent(status: StatusCode, tag: &str, kind: Kind, size: u64, body: Body) -> Response {
    let mut response = Built::new(body);
    *response.status_mut() = status;
    response.extensions_mut().insert(AsItIs);
    let headers = response.headers_mut();
    put(headers, header::CONTENT_TYPE, kind.mime());
    put(headers, header::CONTENT_LENGTH, &size.to_string());
    put(headers, header::CONTENT_SECURITY_POLICY, SHUT);
    put(headers, header::ETAG, tag);
    put(headers, header::CACHE_CONTROL, KEPT);
    response
}

fn as_before(tag: &str) -> Response {
    let headers = [(header::ETAG, tag), (header::CACHE_CONTROL, KEPT)];
    (StatusCode::NOT_MODIFIED, headers).into_response()
}

/// There is a row and no bytes: whoever runs the server has to know.
fn lost(here: &Here, error: &std::io::Error) -> Response {
    tracing::error!(request = here.request_id, %error, "a file is not where it is kept");
    guard::failed()
}

fn tag(file: &File, of: &str) -> String {
    let digest: String = file
        .digest
        .iter()
        .take(16)
        .map(|b| format!("{b:02x}"))
        .collect();
    format!("\"{digest}{of}\"")
}

/// Which bytes are asked for: all of them, when what the browser has of it is of another file.
fn asked(headers: &HeaderMap, tag: &str, size: u64) -> Part {
    let same = !headers.contains_key(header::IF_RANGE) || has(headers, header::IF_RANGE, tag);
    match headers
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok())
    {
        Some(range) if same => part(range, size),
        _ => Part::Whole,
    }
}

/// Whether a header names this version.
fn has(headers: &HeaderMap, name: HeaderName, tag: &str) -> bool {
    let values = headers.get_all(name).into_iter();
    let mut tags = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    tags.any(|one| one.trim() == tag)
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    // A name of letters, digits and signs that headers take: `disposition` sees to it.
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
