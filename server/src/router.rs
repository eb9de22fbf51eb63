//! Every way in, from the outside: catch, headers, one origin, who is it, then pages, changes, streams and files.

use std::sync::{Arc, LazyLock};

use ::app::kept::Kept;
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, Request, State};
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Response as HttpResponse, StatusCode, Version};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use domain::refusal::Refused;
use leptos::config::LeptosOptions;
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use store::Db;
use store::db::Unready;
use tokio::sync::watch;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::csrf::CsrfLayer;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::files::{self, Storage};
use crate::settings::Settings;
use crate::watch::Watch;
use crate::{compress, exchange, export, form, guard, live, observe, once_more, pwa, upload};

/// What every handler may need.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub settings: Arc<Settings>,
    pub options: LeptosOptions,
    pub stopping: watch::Receiver<bool>,
    pub watch: Watch,
    pub kept: Kept,
    pub files: Storage,
}

impl FromRef<App> for LeptosOptions {
    fn from_ref(app: &App) -> Self {
        app.options.clone()
    }
}

/// What lies at the top of the site.
const SITE: [&str; 10] = [
    "icons.svg",
    "chart.svg",
    "favicon.svg",
    "apple-touch-icon.png",
    "icon-192.png",
    "icon-512.png",
    "icon-maskable.svg",
    "icon-maskable-512.png",
    "manifest.webmanifest",
    "robots.txt",
];

/// The pages. They are listed once: while they are, no page of the whole process may be read, or it would never end
/// (the list is made by drawing the app with all reading held back).
static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(::app::App));

/// The patterns of their addresses.
pub fn pages() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(AxumRouteListing::path)
}

pub fn router(app: App) -> Router {
    let options = app.options.clone();
    let pages = PAGES.clone();
    let document = move || ::app::document(options.clone());
    let inside = Router::new()
        .route("/do/{*function}", any(no_function))
        .route(upload::READ, post(exchange::read))
        .route(files::ADD, post(files::add))
        .route("/{workspace}/files/{id}/{name}", get(files::file))
        .route("/{workspace}/thumbs/{id}", get(files::thumb))
        .route("/{workspace}/p/{project}/export.json", get(exchange::json))
        .route("/{workspace}/p/{project}/export.csv", get(exchange::csv))
        .route("/live/{workspace}", get(live::stream))
        .route("/export/{workspace}/day/{day}", get(export::day))
        .leptos_routes_with_context(&app, pages, provide_nonce, document.clone())
        .fallback(missing)
        .layer(middleware::from_fn(once_more::once_more))
        .layer(middleware::from_fn_with_state(app.clone(), form::answer))
        .layer(middleware::from_fn_with_state(app.clone(), guard::surround));
    let site = app.settings.site.clone();
    let folder = |folder: &str, cache: &'static str| {
        ServiceBuilder::new()
            .layer(SetResponseHeaderLayer::if_not_present(
                CACHE_CONTROL,
                kept(cache),
            ))
            .service(ServeDir::new(site.join(folder)).append_index_html_on_directories(false))
    };
    let day = "public, max-age=86400";
    let mut outside = Router::new()
        .route("/health", get(|| async { "ok" }))
        .route("/ready", get(ready))
        .route("/metrics", get(elsewhere))
        .merge(pwa::routes(&site))
        .nest_service("/pkg", folder("pkg", "public, max-age=31536000, immutable"))
        .nest_service("/fonts", folder("fonts", day));
    for file in SITE {
        outside = outside.route_service(
            &format!("/{file}"),
            ServiceBuilder::new()
                .layer(SetResponseHeaderLayer::if_not_present(
                    CACHE_CONTROL,
                    kept(day),
                ))
                .service(tower_http::services::ServeFile::new(site.join(file))),
        );
    }
    ringed(&app, outside.merge(inside)).with_state(app)
}

/// What stands around everything, and on every answer.
pub fn ringed(app: &App, inside: Router<App>) -> Router<App> {
    inside
        .layer(middleware::from_fn(compress::pages))
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Precise(4))
                .compress_when(DefaultPredicate::new().and(is_ours)),
        )
        .layer(CsrfLayer::new().with_rejection_response(|_| guard::cross_site()))
        .layer(CatchPanicLayer::custom(|_| guard::failed()))
        .layer(middleware::from_fn_with_state(app.clone(), guard::headers))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            observe::observe,
        ))
}

/// Whether an answer may go out otherwise than it was made.
fn is_ours(_: StatusCode, _: Version, _: &HeaderMap, marks: &Extensions) -> bool {
    marks.get::<files::AsItIs>().is_none()
}

/// How long browsers keep a file of the site. That it is missing they do not keep: the next release may have it.
fn kept<B>(cache: &'static str) -> impl FnMut(&HttpResponse<B>) -> Option<HeaderValue> + Clone {
    move |response| {
        let there = response.status().is_success() || response.status().is_redirection();
        there.then(|| HeaderValue::from_static(cache))
    }
}

/// The figures are the operator's, on an address of their own.
async fn elsewhere() -> Response {
    let said = "The metrics are served where `daymark serve --metrics ADDRESS:PORT` says.\n";
    (StatusCode::NOT_FOUND, said).into_response()
}

/// Server functions have routes of their own, made with those of the pages; here comes what is none. Which of them are
/// open, [`guard::surround`] has decided.
async fn no_function() -> Response {
    guard::refuse(Refused::Absent)
}

/// The nonce of this response, made by the outermost ring and named in its policy.
fn provide_nonce() {
    let parts = use_context::<Parts>();
    if let Some(nonce) = parts.and_then(|parts| parts.extensions.get::<guard::PageNonce>().cloned())
    {
        provide_context(Nonce::from_value(nonce.0));
    }
}

/// No such page: the same words as for a record that is not there.
async fn missing(State(app): State<App>, request: Request<Body>) -> Response {
    let options = app.options.clone();
    let page = leptos_axum::render_app_async_with_context(provide_nonce, move || {
        ::app::document(options.clone())
    });
    let mut response = page(request).await.into_response();
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Whether requests can be answered; `/health` says only that the process runs.
async fn ready(State(app): State<App>) -> Response {
    let why = match app.watch.ready(&app.db).await {
        Ok(()) => return "ready".into_response(),
        Err(Unready::NoAnswer) => "the database does not answer",
        Err(Unready::OtherSchema) => "the database has another schema",
        Err(Unready::NoWriter) => "the database takes no changes",
    };
    (StatusCode::SERVICE_UNAVAILABLE, why).into_response()
}
