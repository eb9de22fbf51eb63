//! A change is made with the rights that its sender had when it was let in. Where the workspace's rights have changed
//! since, because somebody makes a project or an import does, nothing was changed; it is tried once more, with the
//! rights of now, before anybody is told.

use ::app::session::Here;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::refusal::{Code, Refused};
use store::door::Signed;

use crate::guard::{self, BODY};

/// Longest refusal that is read.
const SAID: usize = 64 * 1024;

pub async fn once_more(request: Request, next: Next) -> Response {
    if *request.method() != Method::POST || !request.uri().path().starts_with("/do/") {
        return next.run(request).await;
    }
    // In memory already: the outer ring has read it within its limit.
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY).await else {
        let limit = BODY as u64;
        return guard::refuse(Refused::TooLarge { limit });
    };
    if bytes.is_empty() {
        // Files were read to where they stay, and are handed over once.
        return next.run(Request::from_parts(parts, Body::empty())).await;
    }
    let request = || Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    let answer = next.clone().run(request()).await;
    if answer.status() != StatusCode::CONFLICT {
        return answer;
    }
    let (head, body) = answer.into_parts();
    let Ok(said) = to_bytes(body, SAID).await else {
        return StatusCode::CONFLICT.into_response();
    };
    match serde_json::from_slice(&said) {
        Ok(Refused::Conflict {
            code: Code::RightsChanged,
            ..
        }) => {
            let mut request = request();
            // What was found of the sender's rights is kept with the request: the first try's is what was refused.
            let here = request.extensions_mut().get_mut::<Here>();
            if let Some(here) = here {
                here.signed = here.signed.take().map(Signed::for_one_request);
            }
            next.run(request).await
        }
        _ => Response::from_parts(head, Body::from(said)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::Router;
    use axum::routing::post;
    use tower::ServiceExt;

    use super::*;

    /// How often it was asked for, and what came back, where the first answers are these.
    async fn asked(path: &str, refusals: &[Code]) -> (usize, StatusCode, String) {
        let (times, refusals) = (Arc::new(AtomicUsize::new(0)), refusals.to_vec());
        let counted = Arc::clone(&times);
        let handler = move |body: String| async move {
            let nth = counted.fetch_add(1, Ordering::Relaxed);
            match refusals.get(nth) {
                Some(code) => guard::refuse(Refused::conflict(*code)),
                None => body.into_response(),
            }
        };
        let router = Router::new()
            .route("/do/talk/say", post(handler.clone()))
            .route("/elsewhere", post(handler))
            .layer(axum::middleware::from_fn(once_more));
        let request = Request::post(path).body(Body::from("all of it")).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), SAID).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        (times.load(Ordering::Relaxed), status, body)
    }

    #[tokio::test]
    async fn rights_that_changed_in_between_are_nobodys_business() {
        let ok = (StatusCode::OK, "all of it".to_owned());
        let changed = Code::RightsChanged;
        let (times, status, body) = asked("/do/talk/say", &[changed]).await;
        assert_eq!((times, (status, body)), (2, ok));
        // Not for ever, not for another reason, and not elsewhere.
        for (path, refusals, asked_for) in [
            ("/do/talk/say", &[changed, changed][..], 2),
            ("/do/talk/say", &[Code::AlreadyClosed], 1),
            ("/elsewhere", &[changed], 1),
        ] {
            let (times, status, body) = asked(path, refusals).await;
            assert_eq!((times, status), (asked_for, StatusCode::CONFLICT), "{path}");
            assert!(body.contains("conflict"), "{body}");
        }
    }
}
