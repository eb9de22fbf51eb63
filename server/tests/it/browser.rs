//! A browser, as far as the server can tell one: cookies, the headers of a page's own requests, and plain forms.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{self, HeaderMap};
use axum::http::{Method, Request, Response, StatusCode, request};
use domain::refusal::{FieldRefusal, Refused};
use serde_json::Value;
use tower::ServiceExt;
use uuid::Uuid;

use crate::world::URL;

pub const FORM: &str = "application/x-www-form-urlencoded";

#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Browser {
    pub fn new(router: Router) -> Self {
        Self {
            router,
            cookies: BTreeMap::new(),
        }
    }

    #[must_use]
    pub fn with_cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Keeps the cookies that an answer sets.
    pub fn keep(&mut self, answer: &Answer) {
        for (name, value) in answer.cookies() {
            if value.is_empty() {
                self.cookies.remove(&name);
            } else {
                self.cookies.insert(name, value);
            }
        }
    }

    /// A request with what every browser sends, and nothing that says where it comes from.
    pub fn bare(&self, method: Method, path: &str) -> request::Builder {
        let address = SocketAddr::from(([192, 0, 2, 1], 50_000));
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost:3000")
            .header(header::USER_AGENT, "Firefox/150")
            .extension(ConnectInfo(address));
        if self.cookies.is_empty() {
            return request;
        }
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        request.header(header::COOKIE, cookies.collect::<Vec<_>>().join("; "))
    }

    /// A request of one of our own pages.
    pub fn own(&self, method: Method, path: &str) -> request::Builder {
        self.bare(method, path)
            .header("sec-fetch-site", "same-origin")
            .header(header::ORIGIN, URL)
    }

    pub async fn open(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let what = format!("{} {}", request.method(), request.uri());
        let whole = async {
            let (parts, body) = self.open(request).await.into_parts();
            let bytes = to_bytes(body, usize::MAX).await.unwrap();
            Answer {
                status: parts.status,
                headers: parts.headers,
                body: String::from_utf8(bytes.to_vec()).unwrap(),
            }
        };
        let whole = tokio::time::timeout(Duration::from_secs(60), whole).await;
        whole.unwrap_or_else(|_| panic!("no end of an answer to {what}"))
    }

    /// Shows a page.
    pub async fn get(&self, path: &str) -> Answer {
        let request = self
            .bare(Method::GET, path)
            .header(header::ACCEPT, "text/html");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Shows a page, or the one that it sends on to.
    pub async fn visit(&self, path: &str) -> Answer {
        let mut answer = self.get(path).await;
        // From the house to a workspace, and from there to its first page.
        for _ in 0..3 {
            let onward = answer.header("location").to_owned();
            if !answer.status.is_redirection() || !onward.starts_with('/') {
                break;
            }
            answer = self.get(&onward).await;
        }
        answer
    }

    /// Reads what a page shows.
    pub async fn read<S: AsRef<str>>(&self, path: &str, fields: &[(&str, S)]) -> Answer {
        let query = encode(
            fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value)),
        );
        let request = self.own(Method::GET, &format!("{path}?{query}"));
        let request = request.header(header::ACCEPT, "application/json");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub fn change<S: AsRef<str>>(&self, path: &str, fields: &[(&str, S)]) -> Request<Body> {
        self.change_by_key(path, fields, &Uuid::now_v7().to_string())
    }

    pub fn change_by_key<S: AsRef<str>>(
        &self,
        path: &str,
        fields: &[(&str, S)],
        key: &str,
    ) -> Request<Body> {
        let body = format!("_key={key}&{}", form(fields));
        self.own(Method::POST, path)
            .header(header::CONTENT_TYPE, FORM)
            .header(header::ACCEPT, "application/json")
            .body(body.into())
            .unwrap()
    }

    /// Changes something, as a page with JavaScript does.
    pub async fn post<S: AsRef<str>>(&self, path: &str, fields: &[(&str, S)]) -> Answer {
        self.send(self.change(path, fields)).await
    }

    /// Changes something that must be possible.
    pub async fn done<S: AsRef<str>>(&self, path: &str, fields: &[(&str, S)]) -> Answer {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer
    }

    /// Sends a form of a page without JavaScript and keeps what cookies come with the answer.
    pub async fn submit<S: AsRef<str>>(
        &mut self,
        page: &str,
        to: &str,
        name: &str,
        fields: &[(&str, S)],
    ) -> Answer {
        let body = format!("_key={}&_form={name}&{}", Uuid::now_v7(), form(fields));
        let request = self
            .own(Method::POST, to)
            .header(header::CONTENT_TYPE, FORM)
            .header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
            .header(header::REFERER, format!("{URL}{page}"));
        let answer = self.send(request.body(body.into()).unwrap()).await;
        self.keep(&answer);
        answer
    }
}

/// A form's own fields as its body has them.
pub fn form<S: AsRef<str>>(fields: &[(&str, S)]) -> String {
    encode(
        fields
            .iter()
            .map(|(name, value)| (format!("form[{name}]"), value)),
    )
}

fn encode<'a, S: AsRef<str> + 'a>(pairs: impl Iterator<Item = (String, &'a S)>) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        text.append_pair(&name, value.as_ref());
    }
    text.finish()
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// A text of a JSON answer.
    pub fn text(&self, name: &str) -> String {
        let json = self.json();
        let text = json[name].as_str();
        text.unwrap_or_else(|| panic!("no {name} in {json}"))
            .to_owned()
    }

    pub fn refused(&self) -> Refused {
        assert!(!self.status.is_success(), "not refused: {self:?}");
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no refusal: {self:?}"))
    }

    /// The names of the fields that are refused.
    pub fn refused_fields(&self) -> Vec<String> {
        match self.refused() {
            Refused::Invalid { fields } => fields
                .into_iter()
                .map(|FieldRefusal { field, .. }| field)
                .collect(),
            other => panic!("not for its fields: {other:?}"),
        }
    }

    fn cookies(&self) -> impl Iterator<Item = (String, String)> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|line| {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        })
    }

    pub fn set_cookie(&self, name: &str) -> Option<String> {
        self.cookies()
            .find(|(set, _)| set == name)
            .map(|(_, value)| value)
    }
}
