//! What each area takes back itself: the fields of clients, projects, deliverables, iterations, releases, a project's own
//! fields and comments.

use domain::event::Kind;
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use uuid::Uuid;

use super::Past;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::plan::{custom, deliverable, health, iteration, project_edit, release, view, workflow};
use crate::record::Record;
use crate::sql::sql;
use crate::trash::Trashes;
use crate::tx::Tx;
use crate::{clients, talk};

/// What was done: events of other records, the record's own, and its version.
pub(super) struct Taken {
    pub others: Vec<Event>,
    pub own: Event,
    pub version: i64,
}

/// Takes an event of these areas back; nothing for an event of another.
pub(super) async fn take_back<P: Trashes>(
    tx: &mut Tx,
    past: &Past,
    record: &Record,
) -> Result<Option<Taken>> {
    let kind = past.kind()?;
    let ours = [
        Kind::ClientChanged,
        Kind::ProjectChanged,
        Kind::ProjectClientSet,
        Kind::ProjectHealthSaid,
        Kind::ProjectWorkflowChanged,
        Kind::DeliverableChanged,
        Kind::FieldChanged,
        Kind::IterationChanged,
        Kind::ReleaseChanged,
        Kind::CommentChanged,
        Kind::ViewChanged,
    ];
    if !ours.contains(&kind) {
        return Ok(None);
    }
    if !record.is_live() {
        return absent();
    }
    // What was redacted is known to nobody any more.
    let Some(said) = past.content() else {
        return Err(Refused::conflict(Code::Final).into());
    };
    let (kind, content, version) = match kind {
        Kind::ClientChanged => clients::set_back(tx, record, &said).await?,
        Kind::ProjectChanged => project_edit::set_back(tx, record, &said).await?,
        Kind::ProjectClientSet => clients::set_client_back(tx, record, &said).await?,
        Kind::ProjectHealthSaid => health::set_back(tx, record, &said).await?,
        Kind::DeliverableChanged => deliverable::set_back(tx, record, &said).await?,
        Kind::FieldChanged => custom::set_back(tx, record, &said).await?,
        Kind::ReleaseChanged => release::set_back(tx, record, &said).await?,
        Kind::ViewChanged => view::set_back::<P>(tx, record, &said).await?,
        Kind::CommentChanged => talk::set_back(tx, record, &said).await?,
        of_many => {
            let batch = batch_of(tx, past.seq).await?;
            let (others, own, version) = match of_many {
                Kind::IterationChanged => iteration::set_back(tx, record, &said, batch).await?,
                _ => workflow::set_back(tx, record, &said, batch).await?,
            };
            return Ok(Some(Taken {
                others,
                own,
                version,
            }));
        }
    };
    let id = RecordId(record.id);
    let is_project = record.kind == crate::record::kind::PROJECT;
    let project = record.project().or(is_project.then_some(id));
    Ok(Some(Taken {
        others: vec![],
        own: Event::of(kind, id, project, content),
        version,
    }))
}

async fn batch_of(tx: &mut Tx, seq: i64) -> Result<Option<Uuid>> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT batch FROM event WHERE workspace = $1 AND seq = $2");
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(seq)
        .fetch_one(c)
        .await)?)
}
