//! The outer rings: response headers, where a request comes from, who sends it, and what an anonymous one may reach.

use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use ::app::error::{refusal, status, wait};
use ::app::session::{FORGET, Here, cookie_name, no_session};
use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::refusal::Refused;
use futures::FutureExt;
use sha2::{Digest, Sha256};
use store::again::Holder;
use store::db::Asked;
use store::door::Signed;
use store::door::session::Visitor;
use store::people::Carrier;
use store::tx::Act;
use tracing::Instrument;
use uuid::Uuid;

use crate::files;
use crate::form;
use crate::observe::RequestId;
use crate::router::App;
use crate::upload;

/// Largest body of a form.
pub const BODY: usize = 256 * 1024;

/// How long a body may take to come.
const BODY_WAIT: Duration = Duration::from_secs(30);

/// Changes that nobody need be signed in for. Everything else under `/do` is closed until a session opens it.
pub const OPEN: [&str; 5] = [
    "/do/account/create_owner",
    "/do/account/sign_in",
    "/do/account/ask_reset",
    "/do/account/reset",
    "/do/account/join",
];

/// Pages that nobody need be signed in for.
const OPEN_PAGES: [&str; 5] = ["/sign-in", "/start", "/join", "/reset", "/reset/new"];

/// The nonce of one response.
#[derive(Clone)]
pub struct PageNonce(pub Arc<str>);

/// What every response carries, whatever made it.
pub async fn headers(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let nonce: Arc<str> = nonce().into();
    request.extensions_mut().insert(PageNonce(nonce.clone()));
    let mut response = next.run(request).await;
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    let headers = response.headers_mut();
    // Files that people have sent have a stricter one of their own.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        set(headers, header::CONTENT_SECURITY_POLICY, &policy);
    }
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // `no-referrer` would make a plain form's Origin `null`.
    set(headers, header::REFERRER_POLICY, "same-origin");
    set(
        headers,
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        headers,
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        headers,
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=()",
    );
    if app.settings.secure() {
        set(
            headers,
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        );
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        set(headers, header::CACHE_CONTROL, "no-store");
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn nonce() -> String {
    use base64::Engine;
    let mut bytes = [0u8; 16];
    // Without randomness no script runs, rather than one with a known nonce.
    match getrandom::fill(&mut bytes) {
        Ok(()) => base64::engine::general_purpose::STANDARD_NO_PAD.encode(bytes),
        Err(_) => String::new(),
    }
}

pub fn cross_site() -> Response {
    (StatusCode::FORBIDDEN, ::app::words::cross_site()).into_response()
}

/// Finds out who asks and builds what server functions read; turns away whoever may not come in; and lets a change,
/// once accepted, run to its end whether or not its sender waits.
pub async fn surround(State(app): State<App>, request: Request, next: Next) -> Response {
    let RequestId(id) = request.extensions().get().cloned().unwrap_or_default();
    admit(&app, &id, request, next).await
}

async fn admit(app: &App, request_id: &str, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if let Some(clean) = without_stock_errors(&request) {
        return Redirect::to(&clean).into_response();
    }
    // No name holds a NUL, and PostgreSQL takes no text with one.
    if request.uri().to_string().contains("%00") {
        return say(form::is_plain(request.headers()), Refused::Absent);
    }
    let changes = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if from_elsewhere(request.headers(), changes || path.starts_with("/live/")) {
        return cross_site().into_response();
    }
    let (mut parts, body) = request.into_parts();
    let page = form::is_plain(&parts.headers);
    let plain = changes && page;
    let mut here = match here(app, &parts, request_id).await {
        Ok(here) => here,
        Err(error) => return say(page, refusal(error, request_id)),
    };
    if here.signed.is_none() && !is_open(&path) {
        let mut answer = turn_away(&parts.method, &path, parts.uri.query(), plain);
        let secure = app.settings.secure();
        let ended = cookie(&parts.headers, cookie_name(secure)).is_some();
        if ended && answer.status().is_redirection() {
            forget(answer.headers_mut(), secure);
        }
        return answer;
    }
    let body = if changes && path == upload::READ {
        let sent = upload::read(&here, &parts.headers, body).await;
        here.act = sent.act(&path);
        parts.extensions.insert(sent);
        Body::empty()
    } else if changes && path == files::ADD {
        let received = files::receive(app, &here, &parts.headers, body).await;
        here.act = received.act(&path);
        parts.extensions.insert(received);
        Body::empty()
    } else if changes {
        match read(&parts.headers, body).await {
            Ok(bytes) => {
                here.act = act(&parts.headers, &path, &bytes);
                Body::from(bytes)
            }
            Err(refused) => return say(page, refused),
        }
    } else {
        body
    };
    let told = here.again.clone().zip(holder_and_id(&parts));
    parts.extensions.insert(here);
    let request = Request::from_parts(parts, body);
    let answered = if changes {
        // A task of its own: a tab that closes cancels nothing.
        tokio::spawn(next.run(request).in_current_span()).await.ok()
    } else {
        let run = AssertUnwindSafe(next.run(request));
        run.catch_unwind().await.ok()
    };
    // A page that leads on to another has told nobody yet.
    let leads_on = matches!(&answered, Some(response) if response.status().is_redirection());
    if let Some((body, (holder, id))) = told.filter(|_| leads_on)
        && let Err(error) = store::again::keep(&app.db, &holder, id, &body).await
    {
        tracing::error!(%error, "the answer to a form was not passed on");
    }
    answered.unwrap_or_else(|| {
        let request = request_id.to_owned();
        tracing::error!(request, "a request panicked");
        say(page, Refused::Failed { request })
    })
}

/// The address without what stock Leptos would show as a form's error, when it holds such.
fn without_stock_errors(request: &Request) -> Option<String> {
    let query = request.uri().query()?;
    let stock = |pair: &&str| {
        let name = form_urlencoded::parse(pair.as_bytes()).next();
        name.is_some_and(|(name, _)| name == "__err" || name == "__path")
    };
    query.split('&').find(stock)?;
    let rest: Vec<_> = query.split('&').filter(|pair| !stock(pair)).collect();
    let path = within(request.uri().path());
    if rest.is_empty() {
        Some(path)
    } else {
        Some(format!("{path}?{}", rest.join("&")))
    }
}

/// A path inside the house: browsers take `//host` and `/\host` for another one.
pub fn within(path: &str) -> String {
    format!("/{}", path.trim_start_matches(['/', '\\']))
}

fn is_open(path: &str) -> bool {
    OPEN.contains(&path) || OPEN_PAGES.contains(&path)
}

/// Nobody is signed in: pages lead to the sign-in, whatever the address; changes say so.
fn turn_away(method: &Method, path: &str, query: Option<&str>, plain: bool) -> Response {
    if *method == Method::GET && !path.starts_with("/do/") && !path.starts_with("/live/") {
        let next = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
        let to = if path == "/" {
            "/sign-in".to_owned()
        } else {
            format!("/sign-in?next={}", form::encode(&next))
        };
        return Redirect::to(&to).into_response();
    }
    if plain {
        return Redirect::to("/sign-in").into_response();
    }
    refuse(Refused::SignInFirst)
}

/// A session that was ended elsewhere leaves no more in this browser than one that was ended here.
fn forget(headers: &mut HeaderMap, secure: bool) {
    let (name, what) = FORGET;
    set(headers, HeaderName::from_static(name), what);
    if let Ok(cookie) = HeaderValue::from_str(&no_session(secure)) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// A request that another site caused. [`tower_http::csrf`] judges changes by the headers that are there; here stand
/// the two cases it lets through: a cookie with neither header, and a stream.
fn from_elsewhere(headers: &HeaderMap, guarded: bool) -> bool {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    let neither = site.is_none() && !headers.contains_key(header::ORIGIN);
    let cookie = headers.contains_key(header::COOKIE);
    let elsewhere = match site {
        Some(site) => matches!(site, b"cross-site" | b"same-site"),
        None => (neither && cookie) || has_another_origin(headers),
    };
    guarded && elsewhere
}

fn has_another_origin(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).map(HeaderValue::as_bytes);
    headers.get(header::ORIGIN).is_some_and(|origin| {
        let origin = origin.to_str().ok().and_then(|o| o.split_once("://"));
        origin.map(|(_, own)| own.as_bytes()) != host
    })
}

async fn here(app: &App, parts: &Parts, request_id: &str) -> Result<Here, store::Error> {
    let headers = &parts.headers;
    let secure = app.settings.secure();
    let db = match parts.extensions.get::<Arc<Asked>>() {
        Some(asked) => app.db.counted(asked),
        None => app.db.clone(),
    };
    let signed = match cookie(headers, cookie_name(secure)) {
        Some(token) => store::door::session::signed(&db, &token)
            .await?
            .map(Signed::for_one_request),
        None => None,
    };
    let again = match holder_and_id(parts) {
        Some((holder, id)) => store::again::take(&db, &holder, id).await?,
        None => None,
    };
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    Ok(Here {
        db,
        signed,
        visitor: Visitor {
            address: address(app, parts),
            agent,
        },
        act: None,
        carrier: if app.settings.mail.is_some() {
            Carrier::Mail
        } else {
            Carrier::Inviter
        },
        secure,
        request_id: request_id.to_owned(),
        again,
        theme: cookie(headers, "theme")
            .filter(|theme| theme == "light" || theme == "dark")
            .unwrap_or_default(),
        pseudo: cookie(headers, "locale")
            .is_some_and(|locale| locale == ::app::words::Locale::Pseudo.tag()),
        kept: app.kept.clone(),
    })
}

/// Whose answer to a form is asked for, and which.
fn holder_and_id(parts: &Parts) -> Option<(Holder, Uuid)> {
    let query = parts.uri.query()?;
    let again = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "again")?;
    let id = Uuid::parse_str(&again.1).ok()?;
    let visit = cookie(&parts.headers, form::VISIT)?;
    Some((Holder::of(&visit), id))
}

pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| {
        pair.trim()
            .strip_prefix(name)?
            .strip_prefix('=')
            .map(str::to_owned)
    })
}

/// The network address that limits count by. Of IPv6 the first 56 bits: providers give a subscriber that many, and the
/// rest is theirs to choose.
pub(crate) fn address(app: &App, parts: &Parts) -> String {
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    let said = app
        .settings
        .behind_proxy
        .then(|| forwarded(&parts.headers))
        .flatten();
    said.or(peer).map(counted).unwrap_or_default()
}

fn counted(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{:x}::/56", d & 0xff00)
        }
        address => address.to_string(),
    }
}

/// What the proxy itself saw: the last entry of the last line. All before it is the visitor's to write.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let lines = headers.get_all("x-forwarded-for");
    let last = lines.iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

/// Reads a form's body, no more than [`BODY`] of it.
async fn read(headers: &HeaderMap, body: Body) -> Result<axum::body::Bytes, Refused> {
    let urlencoded = headers.get(header::CONTENT_TYPE).is_some_and(|kind| {
        kind.as_bytes()
            .starts_with(b"application/x-www-form-urlencoded")
    });
    if !urlencoded {
        return Err(Refused::Invalid { fields: vec![] });
    }
    whole(body, BODY).await
}

/// All of a body that is no larger than `limit`, and comes while somebody may still wait for its answer.
pub(crate) async fn whole(body: Body, limit: usize) -> Result<axum::body::Bytes, Refused> {
    let limit_is = |limit: usize| Refused::TooLarge {
        limit: limit as u64,
    };
    match tokio::time::timeout(BODY_WAIT, to_bytes(body, limit)).await {
        Ok(read) => read.map_err(|_| limit_is(limit)),
        Err(_) => Err(Refused::Busy { after_s: 1 }),
    }
}

/// The change's key: the header, or the form's hidden field. Its fingerprint covers the address and all that was sent.
fn act(headers: &HeaderMap, path: &str, body: &[u8]) -> Option<Act> {
    let header = headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok())
        .map(str::to_owned);
    let key = header.or_else(|| {
        form_urlencoded::parse(body)
            .find(|(name, _)| name == "_key")
            .map(|(_, key)| key.into_owned())
    })?;
    let fingerprint = Sha256::new()
        .chain_update(path.as_bytes())
        .chain_update([0])
        .chain_update(body)
        .finalize()
        .to_vec();
    Some(Act {
        key: Uuid::parse_str(key.trim()).ok()?,
        fingerprint,
    })
}

/// A refusal to whom it concerns: in words to a person, as JSON to a page.
pub fn say(page: bool, refused: Refused) -> Response {
    let (status, after) = (status(&refused), wait(&refused));
    let mut response = if page {
        (status, ::app::words::refused(&refused)).into_response()
    } else {
        (status, Json(&refused)).into_response()
    };
    if let Some(after_s) = after {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, after_s.into());
    }
    response
}

/// Our fault, before anything is known of the request.
pub fn failed() -> Response {
    say(
        true,
        Refused::Failed {
            request: crate::observe::current(),
        },
    )
}

/// A refusal as JSON, with its status.
pub fn refuse(refused: Refused) -> Response {
    say(false, refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_counts_with_all_that_is_one_subscribers() {
        let counted = |text: &str| counted(text.parse().unwrap());
        assert_eq!(
            counted("2001:db8:1:ab12::7"),
            counted("2001:db8:1:abff:1:2:3:4")
        );
        assert_ne!(counted("2001:db8:1:ab12::7"), counted("2001:db8:1:ac12::7"));
        assert_eq!(counted("::ffff:192.0.2.7"), "192.0.2.7");
        assert_ne!(counted("192.0.2.7"), counted("192.0.2.8"));
    }
}
