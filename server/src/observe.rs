//! The outermost ring: gives each request its number, counts and logs its answer once the last byte is written.
//! Neither says more than the route's pattern: no address, no query, nobody's name.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Body as Frames, Frame, SizeHint};
use store::db::Asked;
use tracing::{Instrument, Span};
use uuid::Uuid;

use crate::router::App;
use crate::watch::{UnderWay, Watch};

/// The number under which a request is found in the log.
#[derive(Clone, Debug, Default)]
pub struct RequestId(pub String);

tokio::task_local! {
    /// For whoever catches a panic: it no longer has the request.
    static CURRENT: String;
}

pub fn current() -> String {
    CURRENT.try_with(String::clone).unwrap_or_default()
}

pub async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (begun, under_way) = (Instant::now(), app.watch.begins());
    let id = Uuid::now_v7().simple().to_string();
    let route = pattern(&request);
    let method = known(request.method());
    let span = tracing::info_span!("request", id, method, route);
    let asked = Arc::<Asked>::default();
    let unsent = request.extensions().get::<Unsent>().cloned();
    request.extensions_mut().insert(RequestId(id.clone()));
    request.extensions_mut().insert(Arc::clone(&asked));
    let mut response = CURRENT
        .scope(id.clone(), next.run(request))
        .instrument(span.clone())
        .await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        let name = HeaderName::from_static("x-request-id");
        response.headers_mut().insert(name, id);
    }
    let kind = response.headers().get(CONTENT_TYPE);
    let stream = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    if stream {
        app.watch.stream_opened();
    }
    let answer = Answer {
        watch: app.watch.clone(),
        begun,
        method,
        route,
        status: response.status().as_u16(),
        stream,
        asked,
        span,
        _under_way: (!stream).then_some(under_way),
    };
    response.map(|body| {
        Body::new(Watched {
            body,
            answer: Some(answer),
            unsent,
        })
    })
}

const FOLDERS: [&str; 2] = ["/pkg/", "/fonts/"];

/// The route as it is written in the code: addresses hold ids and names of projects.
fn pattern(request: &Request) -> String {
    let Some(path) = request.extensions().get::<MatchedPath>() else {
        // Folders of files are services, whose pattern axum does not tell.
        let path = request.uri().path();
        let folder = FOLDERS.iter().find(|folder| path.starts_with(**folder));
        return folder.map_or_else(|| "none".into(), |folder| format!("{folder}*"));
    };
    match path.as_str().split_once("{*") {
        Some((before, _)) => format!("{before}*"),
        None => path.as_str().to_owned(),
    }
}

/// Methods come from outside; anything could be one.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

/// A connection's answers that were handed over whole and are not all written yet.
#[derive(Clone, Default)]
pub struct Unsent(Arc<Mutex<Vec<Answer>>>);

impl Unsent {
    /// All that was handed over is written, or the connection is gone: they end now.
    pub fn sent(&self) {
        let ended = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        drop(ended);
    }

    fn wait(&self, answer: Answer) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(answer);
    }
}

/// An answer under way. It ends when it is let go of: counted and logged.
struct Answer {
    watch: Watch,
    begun: Instant,
    method: &'static str,
    route: String,
    status: u16,
    stream: bool,
    asked: Arc<Asked>,
    span: Span,
    /// A stream is answered once it is open.
    _under_way: Option<UnderWay>,
}

impl Drop for Answer {
    fn drop(&mut self) {
        let took = self.begun.elapsed();
        let (status, ms) = (self.status, took.as_secs_f64() * 1000.0);
        if self.stream {
            self.watch.stream_ended();
            tracing::info!(parent: &self.span, status, ms, "stream ended");
            return;
        }
        self.watch
            .answered(self.method, &self.route, self.status, took, &self.asked);
        // Files and probes would be most of the log.
        if status < 400 && ["/health", "/ready", "/pkg/*", "/fonts/*"].contains(&&*self.route) {
            tracing::debug!(parent: &self.span, status, ms, "answered");
        } else {
            tracing::info!(parent: &self.span, status, ms, "answered");
        }
    }
}

struct Watched {
    body: Body,
    answer: Option<Answer>,
    unsent: Option<Unsent>,
}

impl Drop for Watched {
    fn drop(&mut self) {
        // Without a connection to wait for, the answer ends with its body.
        if let (Some(answer), Some(unsent)) = (self.answer.take(), &self.unsent) {
            unsent.wait(answer);
        }
    }
}

impl Frames for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
