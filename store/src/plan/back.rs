//! Takes an event of a task back: every field and part that it says gets the value it had before.

use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::plan::board::RANK;
use domain::plan::fields::{Field, difference};
use domain::plan::iteration::CARRIED;
use domain::plan::parts::{self, PLACE, PartKind};
use domain::plan::recurrence::RECURRENCE;
use domain::refusal::{Code, Refused};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use super::fields::{self, Loaded};
use super::{
    assignees, card, checklist, custom, labels, links, moving, recurrence, status, stopping,
};
use crate::chain::Event;
use crate::db::on;
use crate::error::{Error, Result};
use crate::record::{self, Record};
use crate::sql::sql;
use crate::tx::Tx;

/// What taking back did.
pub(crate) struct Back {
    pub kind: Kind,
    pub content: Content,
    pub version: i64,
    /// Events of other tasks that changed with it.
    pub also: Vec<Event>,
}

pub(crate) async fn set_back(
    tx: &mut Tx,
    past: Kind,
    said: Content,
    record: &Record,
    project: RecordId,
) -> Result<Back> {
    let loaded = fields::load(tx, RecordId(record.id), project).await?;
    let version = record::touch(tx, &loaded.record).await?;
    let mut after = loaded.fields.clone();
    let mut parts_said = Content::none();
    let mut also = Vec::new();
    for (name, change) in &said.fields {
        if let Some(field) = Field::parse(name) {
            field
                .set(&mut after, &change.before)
                .map_err(|_| unreadable())?;
        } else if name == PLACE {
            let place = moving::go_back(tx, &loaded, &read(&change.before)?).await?;
            parts_said.fields.extend(place.fields);
        } else if name == RANK {
            let rank = card::set_back(tx, &loaded, read(&change.before)?).await?;
            parts_said.fields.extend(rank.fields);
        } else if name == CARRIED {
            let to = change.before.as_i64().unwrap_or_default();
            let now = carry(tx, &loaded, to).await?;
            parts_said = parts_said.with(name, now, to);
        } else if name == RECURRENCE {
            recurrence::set_back(tx, &loaded, change).await?;
            parts_said = parts_said.with(name, change.after.clone(), change.before.clone());
        } else if let Some((kind, id)) = parts::part(name) {
            let before = part_back(tx, &loaded, kind, id, &change.before, &mut also).await?;
            parts_said = parts_said.with(name, before, change.before.clone());
        }
    }
    refuse_gone(tx, &loaded, &after).await?;
    let changed = difference(&loaded.fields, &after);
    let kind = if changed == Content::none() {
        opposite(past)
    } else {
        // The closing that comes or goes with the state; what the closing had ended is said by the event itself.
        let (kind, mut content) = fields::apply(tx, &loaded, &after, changed).await?;
        content
            .fields
            .extend(std::mem::take(&mut parts_said.fields));
        parts_said = content;
        kind
    };
    Ok(Back {
        kind,
        content: parts_said,
        version,
        also,
    })
}

/// What undoing an event of parts is called.
fn opposite(past: Kind) -> Kind {
    match past {
        Kind::TaskStopped => Kind::TaskResumed,
        Kind::TaskResumed => Kind::TaskStopped,
        other => other,
    }
}

fn unreadable() -> Error {
    Refused::conflict(Code::Final).into()
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T> {
    serde_json::from_value(value.clone()).map_err(|_| unreadable())
}

/// How often it was carried over, set back. Returns what it was until now.
async fn carry(tx: &mut Tx, task: &Loaded, to: i64) -> Result<i64> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT carried FROM task WHERE workspace = $1 AND id = $2");
    let now: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task.record.id)
        .fetch_one(c)
        .await)?;
    let text = sql!("UPDATE task SET carried = $3 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task.record.id)
        .bind(to)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(now)
}

/// Sets one part back. Returns what it was until now.
async fn part_back(
    tx: &mut Tx,
    task: &Loaded,
    kind: PartKind,
    id: Uuid,
    to: &Value,
    also: &mut Vec<Event>,
) -> Result<Value> {
    let of = task.record.id;
    Ok(match kind {
        PartKind::Assignee => {
            let to: Option<parts::Assignee> = read(to)?;
            let now = assignees::read(tx, of, id).await?;
            if to.is_some() && assignees::in_project(tx, task.project, id).await?.is_none() {
                return Err(Refused::conflict(Code::NotInProject).into());
            }
            let comes_back = to.as_ref().filter(|_| now.is_none());
            if let Some(to) = comes_back
                && !assignees::changes_tasks(tx, task.project, id).await?
            {
                return Err(Refused::Conflict {
                    code: Code::ChangesNoTasks,
                    arg: to.name.clone(),
                }
                .into());
            }
            assignees::put(tx, of, id, to.as_ref()).await?;
            json!(now)
        }
        PartKind::Label => {
            let to: Option<parts::Label> = read(to)?;
            let now = labels::read(tx, of, id).await?;
            labels::put(tx, of, id, to.is_some()).await?;
            json!(now)
        }
        PartKind::Item => {
            let to: Option<parts::Item> = read(to)?;
            let now = checklist::read(tx, of, id).await?;
            checklist::put(tx, of, id, to.as_ref()).await?;
            json!(now)
        }
        PartKind::Link => {
            let to: Option<parts::LinkPart> = read(to)?;
            let (now, event) = links::set_back(tx, task, id, to.as_ref()).await?;
            also.push(event);
            json!(now)
        }
        PartKind::Stop => {
            let to: Option<parts::StopPart> = read(to)?;
            let now = stopping::read(tx, of, id).await?;
            let open = stopping::open(tx, of).await?;
            let opens = to.as_ref().is_some_and(|to| to.ended_at.is_none());
            if opens && open.is_some_and(|(other, _)| other != id) {
                return Err(Refused::conflict(Code::AlreadyStopped).into());
            }
            stopping::put(tx, of, id, to.as_ref()).await?;
            json!(now)
        }
        PartKind::Value => {
            let to: Option<parts::ValuePart> = read(to)?;
            json!(custom::values::set_back(tx, task, id, to.as_ref()).await?)
        }
    })
}

/// A state, a deliverable or a calendar that is gone cannot be gone back to; nor can it be for people for whom it cannot
/// be any more.
async fn refuse_gone(
    tx: &mut Tx,
    loaded: &Loaded,
    after: &domain::plan::fields::Fields,
) -> Result<()> {
    let workspace = tx.workspace().0;
    let since = || Error::from(Refused::conflict(Code::ChangedSince));
    if after.status.id != loaded.fields.status.id {
        let workflow = status::workflow(tx, workspace, loaded.project.0).await?;
        let known = workflow
            .iter()
            .any(|s| s.id == after.status.id && s.category == after.status.category);
        if !known {
            return Err(since());
        }
    }
    if let Some(deliverable) = &after.deliverable
        && after.deliverable != loaded.fields.deliverable
    {
        let text = sql!(
            "SELECT COUNT(*) FROM deliverable d JOIN record r ON r.workspace = d.workspace AND r.id = d.id WHERE d.workspace = $1 AND d.id = $2 AND d.project = $3 AND r.trashed_at IS NULL"
        );
        let known: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
            .bind(workspace)
            .bind(deliverable.id)
            .bind(loaded.project.0)
            .fetch_one(c)
            .await)?;
        if known == 0 {
            return Err(since());
        }
    }
    if let Some(calendar) = &after.calendar
        && after.calendar != loaded.fields.calendar
    {
        let known = fields::calendars(tx, workspace, loaded.project).await?;
        if known.iter().all(|known| known.id != calendar.id) {
            return Err(since());
        }
    }
    if let Some(iteration) = &after.iteration
        && after.iteration != loaded.fields.iteration
    {
        // Back into a closed one too: it was in it then.
        let known = fields::iterations(tx, loaded.project, Some(iteration.id)).await?;
        if known.iter().all(|known| known.id != iteration.id) {
            return Err(since());
        }
    }
    if let Some(release) = &after.release
        && after.release != loaded.fields.release
    {
        let known = fields::releases(tx, loaded.project).await?;
        if known.iter().all(|known| known.id != release.id) {
            return Err(since());
        }
    }
    if after.audience != loaded.fields.audience {
        let (widest, narrowest) = fields::bounds(tx, loaded.record.id).await?;
        if !after.audience.fits_in(widest) || !narrowest.fits_in(after.audience) {
            return Err(since());
        }
    }
    Ok(())
}
