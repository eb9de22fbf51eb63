//! Files in and out: what comes by a form with a file, what leaves as a download, and `daymark import`.

mod command;

pub use command::import;

use std::time::Duration;

use ::app::answer::{Answer, What};
use ::app::error::refusal;
use ::app::session::Here;
use axum::extract::{Extension, Path};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap};
use axum::response::{IntoResponse, Response};
use domain::access::{CreateProject, ManageProject};
use domain::exchange::brief::Brief;
use domain::exchange::export::{self, Project};
use domain::refusal::{Code, Refused};
use store::exchange::Upload;

use crate::upload::Sent;
use crate::{form, guard};

/// Before a batch that something stood in the way of is tried again.
pub const PAUSE: Duration = Duration::from_millis(200);

/// Whether a batch need only be tried again: somebody else was at it, or rights changed at that very moment.
pub fn passes(error: &store::Error) -> bool {
    match error {
        store::Error::Again
        | store::Error::Gone(_)
        | store::Error::Refused(Refused::Busy { .. }) => true,
        store::Error::Refused(Refused::Conflict { code, .. }) => *code == Code::RightsChanged,
        _ => false,
    }
}

/// Reads a file and keeps what was read for its sender. Makes nothing yet.
pub async fn read(Extension(here): Extension<Here>, Extension(sent): Extension<Sent>) -> Response {
    match kept(&here, &sent).await {
        Ok(answer) => axum::Json(answer).into_response(),
        Err(refused) => guard::refuse(refused),
    }
}

async fn kept(here: &Here, sent: &Sent) -> Result<Answer, Refused> {
    let unreadable = Refused::Invalid { fields: vec![] };
    if sent.file().is_err_and(|refused| refused == unreadable) {
        return Err(unreadable);
    }
    let workspace = sent.field("workspace").to_owned();
    let key = here
        .may::<CreateProject>(&workspace)
        .await
        .map_err(|fault| fault.0)?;
    sent.file()?;
    let act = here
        .act
        .as_ref()
        .ok_or_else(|| Refused::field("_key", Code::Missing))?;
    let upload = parsed(here, sent.clone()).await?;
    let done = store::exchange::read(&here.db, &key, act, &upload)
        .await
        .map_err(|error| refusal(error, &here.request_id))?;
    let id = done.what;
    Ok(Answer::change(done.seq, What::PlanRead, "").to(format!("/{workspace}/import/{id}")))
}

/// On a thread of its own: a large file takes a second or two.
async fn parsed(here: &Here, sent: Sent) -> Result<Upload, Refused> {
    let read = tokio::task::spawn_blocking(move || {
        let file = sent.file().map_err(store::Error::Refused)?;
        let (plan, report) = domain::exchange::read(&file.bytes)
            .map_err(|not_read| store::Error::Refused(not_read.refused()))?;
        let brief = Brief::of(&plan, report, &file.name);
        Upload::of(&file.name, &plan, &brief)
    });
    let read = read
        .await
        .unwrap_or_else(|e| Err(store::Error::Other(format!("reading a file: {e}"))));
    read.map_err(|error| refusal(error, &here.request_id))
}

pub async fn json(
    Extension(here): Extension<Here>,
    Path(path): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    download(
        &here,
        path,
        &headers,
        "json",
        "application/json",
        |project| export::json(project).map_err(|e| e.to_string()),
    )
    .await
}

pub async fn csv(
    Extension(here): Extension<Here>,
    Path(path): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    download(
        &here,
        path,
        &headers,
        "csv",
        "text/csv; charset=utf-8",
        |project| export::tasks_csv(project).map_err(|e| e.to_string()),
    )
    .await
}

async fn download(
    here: &Here,
    (workspace, key): (String, String),
    headers: &HeaderMap,
    ending: &str,
    kind: &'static str,
    write: impl Fn(&Project) -> Result<Vec<u8>, String> + Send + 'static,
) -> Response {
    let project = match project(here, &workspace, &key.to_uppercase()).await {
        Ok(project) => project,
        Err(refused) => return guard::say(form::is_plain(headers), refused),
    };
    let name = format!("attachment; filename=\"{}.{ending}\"", project.key);
    let written = tokio::task::spawn_blocking(move || write(&project)).await;
    match written {
        Ok(Ok(bytes)) => (
            StatusCode::OK,
            [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)],
            bytes,
        )
            .into_response(),
        Ok(Err(cause)) => failed(here, &cause),
        Err(cause) => failed(here, &cause.to_string()),
    }
}

fn failed(here: &Here, cause: &str) -> Response {
    tracing::error!(
        request = here.request_id,
        cause,
        "an export was not written"
    );
    guard::failed()
}

/// With rates and costs for whoever manages it.
async fn project(here: &Here, workspace: &str, key: &str) -> Result<Project, Refused> {
    let sight = here.sight(workspace).await.map_err(|fault| fault.0)?;
    let head = store::plan::project::project(&here.db, &sight, key)
        .await
        .map_err(|error| refusal(error, &here.request_id))?;
    let manages = here
        .may_on::<ManageProject>(workspace, domain::id::RecordId(head.id))
        .await
        .ok();
    store::exchange::export::project(&here.db, &sight, key, manages.as_ref())
        .await
        .map_err(|error| refusal(error, &here.request_id))
}
