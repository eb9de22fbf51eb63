//! Labels of tasks. A label is made when it is first used, and is the workspace's.

use domain::access::EditTasks;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::plan::labels as rule;
use domain::plan::parts::{Label, PartKind};
use domain::refusal::{Code, Refused};
use domain::text;
use serde_json::{Value, json};
use uuid::Uuid;

use super::fields::{self, Edited, Loaded, bump};
use super::list::Labelled;
use crate::Db;
use crate::db::on;
use crate::error::Result;
use crate::keys::{Granted, Sight};
use crate::sql::{sql, visible};
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Puts a label on a task, by its name.
pub async fn add_label(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    name: &str,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = fields::load(&mut tx, task, project).await?;
    let label = named(&mut tx, name).await?;
    let put_on = put_on(&mut tx, &loaded, &label).await?;
    fields::commit(tx, loaded, put_on).await
}

/// Puts a label on a task, as a part of a change.
pub(super) async fn put_on(
    tx: &mut Tx,
    loaded: &Loaded,
    (id, name): &(Uuid, String),
) -> Result<Edited> {
    let task = loaded.record.id;
    if read(tx, task, *id).await?.is_some() {
        return Ok(None);
    }
    let version = bump(tx, task).await?;
    if count(tx, task).await? >= rule::MOST {
        return Err(Refused::field_with("name", Code::TooMany, rule::MOST.to_string()).into());
    }
    put(tx, task, *id, true).await?;
    let field = PartKind::Label.field(*id);
    let name = name.clone();
    let content = Content::none().with(&field, Value::Null, json!(Label { name }));
    let event = loaded.event(Kind::TaskLabelsChanged, content);
    Ok(Some((version, event)))
}

pub async fn remove_label(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    label: Uuid,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = fields::load(&mut tx, task, project).await?;
    let taken = take_off(&mut tx, &loaded, label).await?;
    fields::commit(tx, loaded, taken).await
}

/// Takes a label off a task, as a part of a change.
pub(super) async fn take_off(tx: &mut Tx, loaded: &Loaded, label: Uuid) -> Result<Edited> {
    let task = loaded.record.id;
    let Some(before) = read(tx, task, label).await? else {
        return Ok(None);
    };
    let version = bump(tx, task).await?;
    put(tx, task, label, false).await?;
    let field = PartKind::Label.field(label);
    let content = Content::none().with(&field, json!(before), Value::Null);
    let event = loaded.event(Kind::TaskLabelsChanged, content);
    Ok(Some((version, event)))
}

/// The label of this name, where there is one.
pub(super) async fn known(tx: &mut Tx, name: &str) -> Result<Option<Uuid>> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT id FROM label WHERE workspace = $1 AND name_folded = $2");
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(text::fold(name))
        .fetch_optional(c)
        .await)?)
}

/// The labels of tasks that a member may see: what a filter offers. One that hangs only on what they may not see is
/// not among them.
pub async fn labels(db: &Db, sight: &Sight) -> Result<Vec<Labelled>> {
    let text = sql!(
        "SELECT l.id, l.name FROM label l WHERE l.workspace = $1 AND EXISTS (SELECT 1 FROM task_label tl JOIN record r ON r.workspace = tl.workspace AND r.id = tl.task \
         WHERE tl.workspace = l.workspace AND tl.label = l.id AND ",
        visible!(),
        ") ORDER BY l.name_folded, l.id LIMIT 500"
    );
    let rows: Vec<(Uuid, String)> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .fetch_all(c)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| Labelled { id, name })
        .collect())
}

/// The label of this name, made when there is none. Two who first use it at once use the same.
pub(crate) async fn named(tx: &mut Tx, name: &str) -> Result<(Uuid, String)> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO label (workspace, id, name, name_folded) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace, name_folded) DO NOTHING"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(Uuid::now_v7())
        .bind(name)
        .bind(text::fold(name))
        .execute(c)
        .await
        .map(|_| ()))?;
    let text = sql!("SELECT id, name FROM label WHERE workspace = $1 AND name_folded = $2");
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(text::fold(name))
        .fetch_one(c)
        .await)?)
}

pub(super) async fn read(tx: &mut Tx, task: Uuid, label: Uuid) -> Result<Option<Label>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT l.name FROM task_label tl JOIN label l ON l.workspace = tl.workspace AND l.id = tl.label WHERE tl.workspace = $1 AND tl.task = $2 AND tl.label = $3"
    );
    let name: Option<String> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task)
        .bind(label)
        .fetch_optional(c)
        .await)?;
    Ok(name.map(|name| Label { name }))
}

async fn count(tx: &mut Tx, task: Uuid) -> Result<i64> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT COUNT(*) FROM task_label WHERE workspace = $1 AND task = $2");
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task)
        .fetch_one(c)
        .await)?)
}

/// Makes it so: the label is on the task, or not.
pub(super) async fn put(tx: &mut Tx, task: Uuid, label: Uuid, on: bool) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = if on {
        sql!(
            "INSERT INTO task_label (workspace, task, label) VALUES ($1, $2, $3) ON CONFLICT (workspace, task, label) DO NOTHING"
        )
    } else {
        sql!("DELETE FROM task_label WHERE workspace = $1 AND task = $2 AND label = $3")
    };
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .bind(label)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
