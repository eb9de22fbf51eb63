//! What can be taken along as a file.

use ::app::day::api::read_day;
use ::app::day::reading::markdown;
use ::app::error::{Fault, status};
use ::app::session::Here;
use ::app::words;
use axum::extract::{Path, Request};
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Response};
use leptos::prelude::{Owner, provide_context};

/// `/export/{workspace}/day/{day}`: the log of a day, as Markdown.
pub async fn day(Path((workspace, day)): Path<(String, String)>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if !parts
        .extensions
        .get::<Here>()
        .is_some_and(|here| here.signed.is_some())
    {
        return axum::http::StatusCode::UNAUTHORIZED.into_response();
    }
    // Server functions find the request in the context of an owner.
    let owner = Owner::new();
    let read = owner.with(|| {
        provide_context(parts);
        leptos::reactive::computed::ScopedFuture::new(async move {
            let read = read_day(workspace, day).await?;
            let page = markdown(&read);
            Ok::<_, Fault>((read.log.day, page))
        })
    });
    let answer = read.await;
    owner.cleanup();
    match answer {
        Ok((day, page)) => file(&format!("log-{day}.md"), page),
        Err(Fault(refused)) => (status(&refused), words::refused(&refused)).into_response(),
    }
}

fn file(name: &str, page: String) -> Response {
    let mut response = page.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/markdown; charset=utf-8"),
    );
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
