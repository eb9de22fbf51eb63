//! Tasks: begun, closed, reopened; and the short readings of them that other areas use.

use chrono::{DateTime, Utc};
use domain::access::EditTasks;
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::plan::fields as rule;
use domain::plan::status::{self as states, Category};
use domain::plan::task::NewTask;
use domain::refusal::{Code, Refused};
use domain::text;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::moving::{self, Spot};
use super::{fields, status};
use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::record::{self, kind};
use crate::sql::{named, sql, visible};
use crate::tx::{Act, Changed, Done, Tx, begin};

pub use super::fields::edit_task;

/// Begins a task: below another or at the top, behind a sibling or as the last.
pub async fn create_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    new: &NewTask,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let (event, called) = begin_task(&mut tx, project, new, Category::Todo).await?;
    tx.commit(
        vec![event],
        Changed {
            record: new.id,
            version: 1,
            called,
        },
    )
    .await
}

/// Begins a task as a part of a change, in the first state that means this, or else the first. Says what it is called.
pub(super) async fn begin_task(
    tx: &mut Tx,
    project: RecordId,
    new: &NewTask,
    category: Category,
) -> Result<(Event, String)> {
    let workspace = tx.workspace().0;
    // The project's row first: whoever else makes, moves or links in it waits here.
    let text = sql!(
        "UPDATE project SET next_number = next_number + 1 WHERE workspace = $1 AND id = $2 RETURNING next_number - 1, key"
    );
    let (number, letters): (i64, String) = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_one(c)
        .await)?;
    let spot = spot(tx, project, new).await?;
    let audience = audience(tx, project, spot.parent).await?;
    record::make(
        tx,
        &record::New {
            id: new.id,
            kind: kind::TASK,
            project: Some(project),
            parent: Some(RecordId(spot.parent)),
            audience,
        },
    )
    .await?;
    if audience == Audience::Named {
        crate::audience::as_parent(tx, new.id, spot.parent).await?;
    }
    let outline = moving::place(tx, project, &spot).await?;
    let workflow = status::workflow(tx, workspace, project.0).await?;
    let state = match new.status {
        Some(wanted) => match workflow.iter().find(|state| state.id == wanted) {
            Some(state) => state,
            None => return Err(Refused::field("status", Code::NotAChoice).into()),
        },
        None => match states::first(&workflow, category).or(workflow.first()) {
            Some(state) => state,
            None => return absent(),
        },
    };
    let text = sql!(
        "INSERT INTO task (workspace, id, project, number, title, title_folded, description, parent, outline, status, kind, duration_elapsed, mode, constraint_kind, percent) \
         VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8, $9, $10, $11, 'manual', 'asap', 0)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(new.id.0)
        .bind(project.0)
        .bind(number)
        .bind(&new.title)
        .bind(text::fold(&new.title))
        .bind(spot.parent)
        .bind(&outline)
        .bind(state.id)
        .bind(new.kind.code())
        .bind(false)
        .execute(c)
        .await
        .map(|_| ()))?;
    if state.is_done() {
        status::put_closing(tx, new.id.0).await?;
    }
    let called = format!("{letters}-{number}");
    let content = Content::none()
        .with("title", Value::Null, new.title.clone())
        .with("key", Value::Null, called.clone());
    let event = Event::of(Kind::TaskCreated, new.id, Some(project), content);
    Ok((event, called))
}

/// Where a new task goes. What it is to stand below or behind must be there, in this project.
async fn spot(tx: &mut Tx, project: RecordId, new: &NewTask) -> Result<Spot> {
    if let Some(after) = new.after {
        let sibling = fields::load(tx, after, project).await?;
        if new.parent.is_some_and(|parent| parent.0 != sibling.parent) {
            return Err(Refused::field("after", Code::NotAChoice).into());
        }
        return Ok(Spot::behind(&sibling));
    }
    match new.parent {
        Some(parent) => {
            let parent = fields::load(tx, parent, project).await?;
            Ok(Spot::last_below(parent.record.id, &parent.outline))
        }
        None => Ok(Spot::last_below(project.0, "")),
    }
}

/// A task is for the project's people, unless what it is part of is for fewer.
async fn audience(tx: &mut Tx, project: RecordId, parent: Uuid) -> Result<Audience> {
    if parent == project.0 {
        return Ok(Audience::Internal);
    }
    let parent = record::load(tx, RecordId(parent)).await?;
    Ok(parent.audience().min(Audience::Internal))
}

/// Closes a task: its state becomes the first that means done.
pub async fn close_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = fields::load(&mut tx, task, project).await?;
    if loaded.fields.status.is_done() {
        return Err(Refused::conflict(Code::AlreadyClosed).into());
    }
    let workspace = tx.workspace().0;
    let workflow = status::workflow(&mut tx, workspace, project.0).await?;
    let Some(state) = states::first(&workflow, Category::Done) else {
        return absent();
    };
    let (after, content) = rule::with_status(&loaded.fields, state.clone());
    fields::change(tx, loaded, after, content).await
}

/// Opens a task again: back under way where it had begun, else up next.
pub async fn reopen_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = fields::load(&mut tx, task, project).await?;
    if !loaded.fields.status.is_done() {
        return Err(Refused::conflict(Code::AlreadyOpen).into());
    }
    let workspace = tx.workspace().0;
    let workflow = status::workflow(&mut tx, workspace, project.0).await?;
    let begun = loaded.fields.percent > 0 || loaded.fields.actual_start.is_some();
    let Some(state) = states::reopened(&workflow, begun) else {
        return absent();
    };
    let (after, content) = rule::with_status(&loaded.fields, state.clone());
    fields::change(tx, loaded, after, content).await
}

/// A task in a list.
#[derive(Clone, Debug, FromRow)]
pub struct TaskRow {
    pub id: Uuid,
    pub number: i64,
    pub title: String,
    pub closed_at: Option<DateTime<Utc>>,
    pub comments: i64,
}

/// A project's tasks, open ones first, in the order they were made. At most `limit` rows.
pub async fn tasks(db: &Db, sight: &Sight, project: RecordId, limit: i64) -> Result<Vec<TaskRow>> {
    let text = sql!(
        "SELECT t.id, t.number, t.title, cl.closed_at, \
         (SELECT COUNT(*) FROM record cr WHERE cr.workspace = t.workspace AND cr.parent = t.id AND cr.kind = 'comment' AND cr.trashed_at IS NULL AND ",
        named!("cr"),
        ") AS comments \
         FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         LEFT JOIN closing cl ON cl.workspace = t.workspace AND cl.task = t.id WHERE ",
        visible!(),
        " AND t.project = $4 ORDER BY cl.closed_at IS NOT NULL, t.number LIMIT $5"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// A task's page.
#[derive(Clone, Debug, FromRow)]
pub struct Task {
    pub id: Uuid,
    pub project: Uuid,
    pub project_key: String,
    pub project_title: String,
    pub client: Option<String>,
    pub number: i64,
    pub title: String,
    pub description: String,
    pub audience: String,
    pub version: i64,
    pub made_at: DateTime<Utc>,
    pub made_by: Option<String>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed_by: Option<String>,
}

pub async fn task(db: &Db, sight: &Sight, project_key: &str, number: i64) -> Result<Task> {
    let text = sql!(
        "SELECT t.id, t.project, p.key AS project_key, p.title AS project_title, clt.name AS client, t.number, t.title, t.description, r.audience, r.version, r.made_at, \
         ma.name AS made_by, cl.closed_at, ca.name AS closed_by \
         FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         JOIN project p ON p.workspace = t.workspace AND p.id = t.project \
         LEFT JOIN client clt ON clt.workspace = p.workspace AND clt.id = p.client \
         LEFT JOIN member mm ON mm.workspace = r.workspace AND mm.id = r.made_by LEFT JOIN account ma ON ma.id = mm.account \
         LEFT JOIN closing cl ON cl.workspace = t.workspace AND cl.task = t.id \
         LEFT JOIN member cm ON cm.workspace = cl.workspace AND cm.id = cl.closed_by LEFT JOIN account ca ON ca.id = cm.account WHERE ",
        visible!(),
        " AND p.key = $4 AND t.number = $5"
    );
    let task: Option<Task> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project_key)
        .bind(number)
        .fetch_optional(c)
        .await)?;
    task.map_or_else(absent, Ok)
}
