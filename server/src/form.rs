//! Forms from pages without JavaScript. The change runs as it does for a page with it; its answer is kept for the
//! sender, who is led (303) to the page that shows it: what was typed, what is wrong, the toast with its Undo.

use std::collections::HashMap;

use ::app::answer::Answer;
use ::app::ui::form::Again;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::refusal::Refused;
use store::again::{self, Holder};
use store::door::limit::{self, Limit};

use crate::files::Received;
use crate::guard::{BODY, OPEN, cookie, within};
use crate::router::App;
use crate::upload::Sent;

/// The cookie that says which browser a kept answer is for. It opens nothing else.
pub const VISIT: &str = "visit";

/// Most that is read from whoever is not signed in, and most that is kept of one field of theirs.
const STRANGERS_BODY: usize = 8 * 1024;
const STRANGERS_FIELD: usize = 1024;

/// Fields that are never kept.
const SECRET: [&str; 2] = ["password", "code"];

/// A browser's own form: it asks for a page.
pub fn is_plain(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT).iter().any(|accept| {
        accept
            .to_str()
            .is_ok_and(|accept| accept.contains("text/html"))
    })
}

pub fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The layer. Everything but a plain form's change passes as it is.
pub async fn answer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let function = request.uri().path().starts_with("/do/");
    let plain = function && *request.method() == Method::POST && is_plain(request.headers());
    if function {
        // Functions answer alike in both modes; one that is asked for a page would lead to wherever the Referer says.
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::ACCEPT, json);
    }
    if !plain {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let endpoint = parts.uri.path().to_owned();
    let address = crate::guard::address(&app, &parts);
    let from = page_it_came_from(&parts.headers);
    let visit = cookie(&parts.headers, VISIT);
    // Whoever is not signed in says little, and little of it is kept.
    let stranger = OPEN.contains(&endpoint.as_str());
    let most = if stranger { STRANGERS_BODY } else { BODY };
    let bytes = match crate::guard::whole(body, most).await {
        Ok(bytes) => bytes,
        Err(refused) => return crate::guard::refuse(refused),
    };
    let sent = parts.extensions.get::<Sent>().map(Sent::fields);
    let received = parts.extensions.get::<Received>().map(Received::fields);
    let typed: HashMap<String, String> = match sent.or(received) {
        Some(fields) => fields.clone(),
        None => form_urlencoded::parse(&bytes).into_owned().collect(),
    };
    let response = next
        .run(Request::from_parts(parts, Body::from(bytes)))
        .await;
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 1024 * 1024).await.unwrap_or_default();
    let mut kept = Again {
        endpoint,
        form: typed.get("_form").cloned().unwrap_or_default(),
        ..Again::default()
    };
    let mut target = from;
    if parts.status.is_success() {
        let answer: Answer = serde_json::from_slice(&bytes).unwrap_or_default();
        if let Some(goto) = &answer.goto {
            target.clone_from(goto);
        }
        if answer.shows.is_some() {
            kept.typed = without_secrets(typed);
        }
        kept.answer = Some(answer);
    } else {
        kept.refused = Some(serde_json::from_slice(&bytes).unwrap_or(Refused::Failed {
            request: String::new(),
        }));
        kept.typed = match kept.refused {
            // Nobody fills the database by being refused.
            Some(Refused::TooMany { .. }) => HashMap::new(),
            _ => without_secrets(typed),
        };
        if stranger {
            let limits = [(Limit::KeptAddress, address.as_str())];
            if let Err(error) = limit::take(&app.db, &limits).await {
                return crate::guard::say(
                    true,
                    ::app::error::refusal(error, &crate::observe::current()),
                );
            }
            kept.typed
                .retain(|name, value| name.len() + value.len() <= STRANGERS_FIELD);
        }
    }
    lead(&app, kept, &target, visit, &parts.headers).await
}

/// Field names as the form's own fields know them.
fn without_secrets(typed: HashMap<String, String>) -> HashMap<String, String> {
    typed
        .into_iter()
        .filter_map(|(name, value)| {
            Some((
                name.strip_prefix("form[")?.strip_suffix(']')?.to_owned(),
                value,
            ))
        })
        .filter(|(name, _)| !SECRET.contains(&name.as_str()))
        .collect()
}

/// The path of the page, from the Referer that a same-origin form sends.
fn page_it_came_from(headers: &HeaderMap) -> String {
    let referer = headers
        .get(header::REFERER)
        .and_then(|r| r.to_str().ok())
        .and_then(|r| r.parse::<Uri>().ok());
    let Some(referer) = referer else {
        return "/".into();
    };
    let query = referer
        .query()
        .map(without_again)
        .filter(|query| !query.is_empty());
    let path = within(referer.path());
    match query {
        Some(query) => format!("{path}?{query}"),
        None => path,
    }
}

fn without_again(query: &str) -> String {
    query
        .split('&')
        .filter(|pair| !pair.starts_with("again="))
        .collect::<Vec<_>>()
        .join("&")
}

/// Keeps the answer and leads to the page. An answer with nothing to tell is not kept.
async fn lead(
    app: &App,
    kept: Again,
    target: &str,
    visit: Option<String>,
    set: &HeaderMap,
) -> Response {
    let tells = kept.refused.is_some()
        || kept
            .answer
            .as_ref()
            .is_some_and(|a| a.said.is_some() || a.shows.is_some() || a.code.is_some());
    let mut location = target.to_owned();
    let visit_known = visit.is_some();
    let visit = visit.unwrap_or_else(|| uuid::Uuid::new_v4().simple().to_string());
    if tells {
        let body = serde_json::to_string(&kept).unwrap_or_default();
        let id = uuid::Uuid::now_v7();
        match again::keep(&app.db, &Holder::of(&visit), id, &body).await {
            Ok(()) => {
                location = format!(
                    "{target}{}again={id}",
                    if target.contains('?') { '&' } else { '?' }
                )
            }
            Err(error) => tracing::error!(%error, "the answer to a form was not kept"),
        }
    }
    let mut response = Redirect::to(&location).into_response();
    *response.status_mut() = StatusCode::SEE_OTHER;
    for name in [
        header::SET_COOKIE,
        header::HeaderName::from_static("clear-site-data"),
    ] {
        for value in set.get_all(&name) {
            response.headers_mut().append(name.clone(), value.clone());
        }
    }
    if tells && !visit_known {
        let secure = if app.settings.secure() {
            "; Secure"
        } else {
            ""
        };
        if let Ok(value) = HeaderValue::from_str(&format!(
            "{VISIT}={visit}; Path=/; HttpOnly; SameSite=Lax{secure}"
        )) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_form_holds_no_secret() {
        let typed = [
            ("form[email]", "a@b.org"),
            ("form[password]", "hidden"),
            ("form[code]", "ABC"),
            ("_key", "x"),
        ];
        let kept = without_secrets(
            typed
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
        );
        assert_eq!(
            kept,
            HashMap::from([("email".to_owned(), "a@b.org".to_owned())])
        );
    }

    #[test]
    fn a_form_leads_back_to_its_own_page_only() {
        let from = |referer: &'static str| {
            page_it_came_from(&HeaderMap::from_iter([(
                header::REFERER,
                HeaderValue::from_static(referer),
            )]))
        };
        assert_eq!(from("https://evil.example/a/b?again=1&x=2"), "/a/b?x=2");
        assert_eq!(from("http://localhost//evil.example/a"), "/evil.example/a");
        assert_eq!(from("not an address"), "/");
        assert_eq!(page_it_came_from(&HeaderMap::new()), "/");
    }
}
