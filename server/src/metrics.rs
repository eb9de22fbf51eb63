//! `/metrics`, on a listener of its own: what it says of load and size is the operator's, not every visitor's.

use std::net::SocketAddr;

use anyhow::Context;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use store::Db;
use store::keys::Duty;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::boot::DRAIN;
use crate::http;
use crate::watch::Watch;

#[derive(Clone)]
pub struct Metrics {
    pub db: Db,
    pub duty: Duty,
    pub watch: Watch,
    /// Whoever asks must say it; without one the address alone decides who can.
    pub token: Option<String>,
}

pub async fn listen(addr: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(addr)
        .await
        .with_context(|| format!("cannot listen on {addr} for the metrics"))?;
    tracing::info!(address = %listener.local_addr()?, "metrics");
    Ok(listener)
}

pub fn serve(
    listener: TcpListener,
    metrics: Metrics,
    stopping: watch::Receiver<bool>,
) -> JoinHandle<()> {
    let router = router(metrics);
    tokio::spawn(http::serve(listener, router, stopping, DRAIN))
}

pub fn router(metrics: Metrics) -> Router {
    Router::new()
        .route("/metrics", get(text))
        .with_state(metrics)
}

async fn text(State(metrics): State<Metrics>, headers: HeaderMap) -> Response {
    if !may(&metrics, &headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match metrics.db.gauges(&metrics.duty).await {
        Ok(gauges) => (
            [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
            metrics.watch.text(&gauges),
        )
            .into_response(),
        Err(error) => {
            tracing::warn!(%error, "no metrics");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn may(metrics: &Metrics, headers: &HeaderMap) -> bool {
    let Some(token) = &metrics.token else {
        return true;
    };
    let said = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .unwrap_or_default();
    // Digests, so that how long it takes says nothing of how much was right.
    Sha256::digest(said) == Sha256::digest(token)
}
