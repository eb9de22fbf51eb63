//! A bucket, as far as the server asks one: objects put whole or in parts, read, listed and removed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use server::settings;

type Objects = BTreeMap<String, (Bytes, DateTime<Utc>)>;

#[derive(Clone, Default)]
struct Inside(Arc<Mutex<(Objects, BTreeMap<u32, Bytes>)>>);

pub struct Bucket {
    inside: Inside,
    endpoint: String,
}

impl Bucket {
    pub async fn open() -> Self {
        let inside = Inside::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let asked = Router::new().fallback(answer).with_state(inside.clone());
        let asked = asked.layer(axum::extract::DefaultBodyLimit::disable());
        tokio::spawn(async move { axum::serve(listener, asked).await });
        Self { inside, endpoint }
    }

    pub fn settings(&self) -> settings::Bucket {
        settings::Bucket {
            name: "north".into(),
            prefix: "kept/here".into(),
            endpoint: Some(self.endpoint.clone()),
            region: "us-east-1".into(),
            key: "key".into(),
            secret: "secret".into(),
        }
    }

    pub fn names(&self) -> Vec<String> {
        self.inside.0.lock().unwrap().0.keys().cloned().collect()
    }

    /// Puts something there, long ago or now.
    pub fn leave(&self, name: &str, old: bool) {
        let at = Utc::now() - TimeDelta::hours(if old { 48 } else { 0 });
        let mut inside = self.inside.0.lock().unwrap();
        inside.0.insert(name.to_owned(), (Bytes::from("left"), at));
    }
}

async fn answer(
    State(inside): State<Inside>,
    method: Method,
    uri: Uri,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let signed = headers.get(header::AUTHORIZATION).is_some_and(|by| {
        let by = by.to_str().unwrap();
        by.starts_with("AWS4-HMAC-SHA256 Credential=key/")
    });
    if !signed {
        return StatusCode::FORBIDDEN.into_response();
    }
    let path = uri.path().trim_start_matches("/north");
    let name = path.trim_start_matches('/').to_owned();
    let mut inside = inside.0.lock().unwrap();
    let (objects, parts) = &mut *inside;
    let tag = [(header::ETAG, "\"tag\"")];
    match (method, query.contains_key("uploadId")) {
        (Method::PUT, true) => {
            parts.insert(query["partNumber"].parse().unwrap(), body);
            tag.into_response()
        }
        (Method::PUT, false) => {
            objects.insert(name, (body, Utc::now()));
            tag.into_response()
        }
        (Method::POST, false) => format!(
            "<InitiateMultipartUploadResult><Bucket>north</Bucket><Key>{name}</Key><UploadId>1</UploadId></InitiateMultipartUploadResult>"
        )
        .into_response(),
        (Method::POST, true) => {
            let whole: Vec<u8> = std::mem::take(parts).into_values().flatten().collect();
            objects.insert(name, (whole.into(), Utc::now()));
            "<CompleteMultipartUploadResult><ETag>\"tag\"</ETag></CompleteMultipartUploadResult>"
                .into_response()
        }
        (Method::DELETE, _) => {
            objects.remove(&name);
            StatusCode::NO_CONTENT.into_response()
        }
        _ if query.contains_key("list-type") => listed(objects, &query["prefix"]).into_response(),
        _ => match objects.get(&name) {
            Some((bytes, at)) => read(bytes, *at, &headers),
            None => StatusCode::NOT_FOUND.into_response(),
        },
    }
}

fn listed(objects: &Objects, prefix: &str) -> String {
    let under = objects.iter().filter(|(name, _)| name.starts_with(prefix));
    let all = under.map(|(name, (bytes, at))| {
        format!(
            "<Contents><Key>{name}</Key><Size>{}</Size><LastModified>{}</LastModified><ETag>\"tag\"</ETag></Contents>",
            bytes.len(),
            at.to_rfc3339(),
        )
    });
    let all: String = all.collect();
    format!("<ListBucketResult><IsTruncated>false</IsTruncated>{all}</ListBucketResult>")
}

fn read(bytes: &Bytes, at: DateTime<Utc>, headers: &HeaderMap) -> Response {
    let Some(range) = headers.get(header::RANGE) else {
        let at = at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let of = [
            (header::ETAG, "\"tag\"".to_owned()),
            (header::LAST_MODIFIED, at),
        ];
        return (of, bytes.clone()).into_response();
    };
    let range = range.to_str().unwrap().strip_prefix("bytes=").unwrap();
    let (from, to) = range.split_once('-').unwrap();
    let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
    let of = [
        (
            header::CONTENT_RANGE,
            format!("bytes {from}-{to}/{}", bytes.len()),
        ),
        (header::ETAG, "\"tag\"".to_owned()),
        (
            header::LAST_MODIFIED,
            at.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        ),
    ];
    let part = bytes.slice(from..=to.min(bytes.len() - 1));
    (StatusCode::PARTIAL_CONTENT, of, part).into_response()
}
