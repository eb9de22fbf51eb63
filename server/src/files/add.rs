//! Hangs what has arrived on a task: small pictures made, bytes in their place, then the change that shows them.

use ::app::answer::{Answer, What};
use ::app::error::refusal;
use ::app::session::{Here, record};
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use domain::access::EditTasks;
use domain::files::NewFile;
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use uuid::Uuid;

use super::arriving::Arriving;
use super::receive::{Received, Sent};
use super::storage::Name;
use super::thumb;
use crate::guard;
use crate::router::App;

pub async fn add(
    State(app): State<App>,
    Extension(here): Extension<Here>,
    Extension(received): Extension<Received>,
) -> Response {
    match added(&app, &here, &received).await {
        Ok(answer) => axum::Json(answer).into_response(),
        Err(refused) => guard::refuse(refused),
    }
}

async fn added(app: &App, here: &Here, received: &Received) -> Result<Answer, Refused> {
    let invalid = Refused::Invalid { fields: vec![] };
    if received.files().is_err_and(|refused| refused == invalid) {
        return Err(invalid);
    }
    let task = record(received.field("task")).map_err(|fault| fault.0)?;
    let key = here
        .may_on::<EditTasks>(received.field("workspace"), task)
        .await
        .map_err(|fault| fault.0)?;
    let files = received.files()?;
    let act = here
        .act
        .as_ref()
        .ok_or_else(|| Refused::field("_key", Code::Missing))?;
    let workspace = key.workspace().0;
    let mut new = Vec::new();
    let outcome = match kept(app, workspace, files, &mut new).await {
        Ok(()) => store::files::add(&here.db, &key, act, task, &new, app.settings.quota())
            .await
            .map_err(|error| refusal(error, &here.request_id)),
        Err(error) => {
            tracing::error!(request = here.request_id, %error, "a file was not kept");
            Err(Refused::Failed {
                request: here.request_id.clone(),
            })
        }
    };
    // What was refused, and what was sent once more, is not what hangs there. Of a fault nobody knows whether it was
    // committed: what is left then, the broom finds.
    let faulty = matches!(
        outcome,
        Err(Refused::Failed { .. } | Refused::Busy { .. } | Refused::Down { .. })
    );
    let hangs = outcome
        .as_ref()
        .map(|done| &done.what[..])
        .unwrap_or_default();
    for file in new
        .iter()
        .filter(|file| !faulty && !hangs.contains(&file.id))
    {
        unkept(app, workspace, file).await;
    }
    let done = outcome?;
    let (what, called) = match files {
        [one] => (What::FileAdded, one.name.clone()),
        many => (What::FilesAdded, many.len().to_string()),
    };
    Ok(Answer::change(done.seq, what, called).undoable())
}

async fn kept(
    app: &App,
    workspace: Uuid,
    files: &[Sent],
    new: &mut Vec<NewFile>,
) -> std::io::Result<()> {
    for file in files {
        let id = Uuid::now_v7();
        let arrived = &file.arrived;
        let small = thumb::make(arrived.path().to_owned(), arrived.kind).await;
        new.push(NewFile {
            id: RecordId(id),
            name: file.name.clone(),
            kind: arrived.kind,
            size: i64::try_from(arrived.size).unwrap_or(i64::MAX),
            digest: arrived.digest.clone(),
            thumb: small.as_ref().map(|small| small.len() as i64),
        });
        if let Some(small) = small {
            let mut picture = Arriving::new(app.files.arriving()).await?;
            picture.write(&small).await?;
            let picture = picture.finish().await?;
            let name = Name::thumb(workspace, id);
            app.files.keep(picture.path(), name).await?;
        }
        let name = Name::file(workspace, id);
        app.files.keep(arrived.path(), name).await?;
    }
    Ok(())
}

/// Whatever is left after this, the broom finds.
async fn unkept(app: &App, workspace: Uuid, file: &NewFile) {
    for name in [
        Name::file(workspace, file.id.0),
        Name::thumb(workspace, file.id.0),
    ] {
        if let Err(error) = app.files.remove(name).await {
            tracing::warn!(%error, "a file that hangs nowhere was not removed");
        }
    }
}
