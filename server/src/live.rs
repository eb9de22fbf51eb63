//! Live updates: each connection is woken when its workspace changes and reads what its own reader may see now. The
//! session and the rights are looked up at each message and at least every five seconds.

use std::convert::Infallible;
use std::time::Duration;

use ::app::session::{Here, cookie_name};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::id::WorkspaceId;
use domain::refusal::Refused;
use futures::Stream;
use store::Db;
use store::door::{grant, session};
use store::keys::Sight;
use store::live;
use tokio::sync::{broadcast, mpsc, watch};

use crate::guard::{cookie, refuse};
use crate::router::App;

const CHECK: Duration = Duration::from_secs(4);
/// More than this at once is told as "read everything again".
const MANY: i64 = 200;

/// Re-reads when another node says so. On SQLite there is none.
pub fn follow_other_nodes(db: &Db) {
    if !db.is_postgres() {
        return;
    }
    let db = db.clone();
    tokio::spawn(async move {
        loop {
            if let Err(error) = live::other_nodes(&db).await {
                tracing::warn!(%error, "lost the other nodes; streams read again by themselves meanwhile");
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
}

pub async fn stream(
    State(app): State<App>,
    Path(slug): Path<String>,
    Extension(here): Extension<Here>,
    headers: HeaderMap,
) -> Response {
    let Some(signed) = &here.signed else {
        return refuse(Refused::SignInFirst);
    };
    let (Some(token), Ok(sight)) = (
        cookie(&headers, cookie_name(here.secure)),
        grant::sight(&app.db, signed, &slug).await,
    ) else {
        return refuse(Refused::Absent);
    };
    let resume = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok())
        .and_then(|id| id.parse::<i64>().ok());
    let seq = match resume {
        Some(seq) => seq,
        None => live::head(&app.db, &sight).await.unwrap_or(0),
    };
    let (send, receive) = mpsc::channel(256);
    let reader = Reader {
        db: app.db.clone(),
        token,
        slug,
        seq,
        workspace: sight.workspace(),
        send,
    };
    tokio::spawn(reader.run(app.db.changes(), app.stopping.clone()));
    Sse::new(events(receive))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
        .into_response()
}

fn events(receive: mpsc::Receiver<Event>) -> impl Stream<Item = Result<Event, Infallible>> {
    futures::stream::unfold(receive, |mut receive| async move {
        receive.recv().await.map(|event| (Ok(event), receive))
    })
}

struct Reader {
    db: Db,
    token: String,
    slug: String,
    workspace: WorkspaceId,
    seq: i64,
    send: mpsc::Sender<Event>,
}

impl Reader {
    /// Ends when the browser has gone, the session has ended, or the server stops.
    async fn run(
        mut self,
        mut changes: broadcast::Receiver<WorkspaceId>,
        mut stopping: watch::Receiver<bool>,
    ) {
        if self
            .send
            .send(Event::default().data("hello"))
            .await
            .is_err()
        {
            return;
        }
        loop {
            match self.look().await {
                Ok(true) => {}
                Ok(false) => {
                    let _ = self.send.send(Event::default().data("bye")).await;
                    return;
                }
                Err(()) => return,
            }
            tokio::select! {
                () = self.until_changed(&mut changes) => {}
                () = tokio::time::sleep(CHECK) => {}
                () = self.send.closed() => return,
                _ = stopping.wait_for(|stop| *stop) => return,
            }
        }
    }

    async fn until_changed(&self, changes: &mut broadcast::Receiver<WorkspaceId>) {
        loop {
            match changes.recv().await {
                Ok(workspace) if workspace != self.workspace => {}
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => return,
                Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
            }
        }
    }

    /// Reads what is new for this reader. `Ok(false)` when they may read no longer.
    async fn look(&mut self) -> Result<bool, ()> {
        let Some(sight) = self.sight().await else {
            return Ok(false);
        };
        let (ticks, seen) = live::look(&self.db, &sight, self.seq, MANY + 1)
            .await
            .map_err(|_| ())?;
        if ticks.len() as i64 > MANY {
            self.seq = live::head(&self.db, &sight).await.map_err(|_| ())?;
            return self
                .pass(Event::default().id(self.seq.to_string()).data("resync"))
                .await;
        }
        if ticks.is_empty() {
            self.seq = seen;
        }
        for tick in ticks {
            self.seq = tick.seq;
            let data = serde_json::json!({ "seq": tick.seq, "kind": tick.kind, "record": tick.record, "parent": tick.parent, "project": tick.project });
            self.pass(
                Event::default()
                    .id(tick.seq.to_string())
                    .data(data.to_string()),
            )
            .await?;
        }
        Ok(true)
    }

    async fn sight(&self) -> Option<Sight> {
        let signed = session::signed(&self.db, &self.token).await.ok()??;
        grant::sight(&self.db, &signed, &self.slug).await.ok()
    }

    /// A browser that does not read for long is dropped; it comes back by itself and resumes.
    async fn pass(&self, event: Event) -> Result<bool, ()> {
        match tokio::time::timeout(Duration::from_secs(30), self.send.send(event)).await {
            Ok(Ok(())) => Ok(true),
            _ => Err(()),
        }
    }
}
