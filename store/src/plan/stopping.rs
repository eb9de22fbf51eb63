//! A task that has begun and cannot go on, and that it goes on again.

use chrono::{DateTime, Utc};
use domain::access::EditTasks;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::plan::parts::{PartKind, StopPart};
use domain::plan::stopping::{self as rule, Mover, MoverKind, NewStop};
use domain::refusal::{Code, Refused};
use serde_json::{Value, json};
use sqlx::FromRow;
use uuid::Uuid;

use super::assignees;
use super::fields::{self, bump};
use crate::Db;
use crate::db::{now, on};
use crate::error::Result;
use crate::keys::Granted;
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Says that a task cannot go on: because of what, and whose move it is.
pub async fn stop_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    new: &NewStop,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = fields::load(&mut tx, task, project).await?;
    rule::may_stop(&loaded.fields).map_err(Refused::conflict)?;
    let version = bump(&mut tx, task.0).await?;
    if open(&mut tx, task.0).await?.is_some() {
        return Err(Refused::conflict(Code::AlreadyStopped).into());
    }
    if is_taken(&mut tx, new.id.0).await? {
        return Err(Refused::field("id", Code::Taken).into());
    }
    let after = StopPart {
        because: new.because.clone(),
        began_at: now(),
        began_by: tx.actor(),
        ended_at: None,
        ended_by: None,
        mover: match &new.mover {
            Mover::Member(member) => Some(member.0),
            _ => None,
        },
        mover_kind: new.mover.kind(),
        mover_name: called(&mut tx, project, &new.mover).await?,
    };
    put(&mut tx, task.0, new.id.0, Some(&after)).await?;
    let field = PartKind::Stop.field(new.id.0);
    let content = Content::none().with(&field, Value::Null, json!(after));
    let event = loaded.event(Kind::TaskStopped, content);
    tx.commit(vec![event], loaded.changed(version)).await
}

/// Says that it goes on.
pub async fn resume_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = fields::load(&mut tx, task, project).await?;
    let version = bump(&mut tx, task.0).await?;
    let content = end(&mut tx, task.0, Content::none()).await?;
    if content == Content::none() {
        return Err(Refused::conflict(Code::NotStopped).into());
    }
    let event = loaded.event(Kind::TaskResumed, content);
    tx.commit(vec![event], loaded.changed(version)).await
}

/// What is done is not stopped any more.
pub(super) async fn end_when_done(tx: &mut Tx, task: Uuid, content: Content) -> Result<Content> {
    end(tx, task, content).await
}

async fn end(tx: &mut Tx, task: Uuid, content: Content) -> Result<Content> {
    let Some((id, before)) = open(tx, task).await? else {
        return Ok(content);
    };
    let after = StopPart {
        ended_at: Some(now()),
        ended_by: Some(tx.actor()),
        ..before.clone()
    };
    put(tx, task, id, Some(&after)).await?;
    Ok(content.with(&PartKind::Stop.field(id), json!(before), json!(after)))
}

/// What the one whose move it is is called. A member must be in the project; the project must have the client.
async fn called(tx: &mut Tx, project: RecordId, mover: &Mover) -> Result<String> {
    match mover {
        Mover::Member(member) => match assignees::in_project(tx, project, member.0).await? {
            Some(name) => Ok(name),
            None => Err(Refused::field("mover", Code::NotInProject).into()),
        },
        Mover::Client => {
            let workspace = tx.workspace().0;
            let text = sql!(
                "SELECT cl.name FROM project p JOIN client cl ON cl.workspace = p.workspace AND cl.id = p.client WHERE p.workspace = $1 AND p.id = $2"
            );
            let name: Option<String> = on!(tx.conn(), |c| sqlx::query_scalar(text)
                .bind(workspace)
                .bind(project.0)
                .fetch_optional(c)
                .await)?;
            name.ok_or_else(|| Refused::field("mover_kind", Code::NoClient).into())
        }
        Mover::Outside(name) => Ok(name.clone()),
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    because: String,
    mover_kind: String,
    mover: Option<Uuid>,
    mover_name: String,
    began_at: DateTime<Utc>,
    began_by: Uuid,
    ended_at: Option<DateTime<Utc>>,
    ended_by: Option<Uuid>,
}

impl Row {
    fn part(self) -> (Uuid, StopPart) {
        let part = StopPart {
            because: self.because,
            began_at: self.began_at,
            began_by: self.began_by,
            ended_at: self.ended_at,
            ended_by: self.ended_by,
            mover: self.mover,
            mover_kind: MoverKind::parse(&self.mover_kind).unwrap_or(MoverKind::Outside),
            mover_name: self.mover_name,
        };
        (self.id, part)
    }
}

pub(super) async fn open(tx: &mut Tx, task: Uuid) -> Result<Option<(Uuid, StopPart)>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT id, because, mover_kind, mover, mover_name, began_at, began_by, ended_at, ended_by FROM stop WHERE workspace = $1 AND task = $2 AND ended_at IS NULL"
    );
    let row: Option<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(task)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(Row::part))
}

pub(crate) async fn read(tx: &mut Tx, task: Uuid, id: Uuid) -> Result<Option<StopPart>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT id, because, mover_kind, mover, mover_name, began_at, began_by, ended_at, ended_by FROM stop WHERE workspace = $1 AND task = $2 AND id = $3"
    );
    let row: Option<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(task)
        .bind(id)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(|row| row.part().1))
}

async fn is_taken(tx: &mut Tx, id: Uuid) -> Result<bool> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT COUNT(*) FROM stop WHERE workspace = $1 AND id = $2");
    let taken: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(id)
        .fetch_one(c)
        .await)?;
    Ok(taken > 0)
}

/// Makes it so: the stop is as said, or never was.
pub(crate) async fn put(tx: &mut Tx, task: Uuid, id: Uuid, to: Option<&StopPart>) -> Result<()> {
    let workspace = tx.workspace().0;
    let Some(to) = to else {
        let text = sql!("DELETE FROM stop WHERE workspace = $1 AND task = $2 AND id = $3");
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(task)
            .bind(id)
            .execute(c)
            .await
            .map(|_| ()))?;
        return Ok(());
    };
    let text = sql!(
        "INSERT INTO stop (workspace, id, task, because, mover_kind, mover, mover_name, began_at, began_by, ended_at, ended_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         ON CONFLICT (workspace, id) DO UPDATE SET ended_at = excluded.ended_at, ended_by = excluded.ended_by, mover_kind = excluded.mover_kind, mover = excluded.mover, mover_name = excluded.mover_name"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id)
        .bind(task)
        .bind(&to.because)
        .bind(to.mover_kind.code())
        .bind(to.mover)
        .bind(&to.mover_name)
        .bind(to.began_at)
        .bind(to.began_by)
        .bind(to.ended_at)
        .bind(to.ended_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
