//! The checklist of a task: lines added, edited, ticked, moved, removed.

use chrono::{DateTime, Utc};
use domain::access::EditTasks;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::plan::checklist as rule;
use domain::plan::parts::{Item, PartKind};
use domain::refusal::{Code, Refused};
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

use super::fields::{self, Loaded, bump};
use crate::Db;
use crate::db::{now, on};
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Adds a line, the last, with an id that its maker chose.
pub async fn add_item(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    id: Uuid,
    line: &str,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = fields::load(&mut tx, task, project).await?;
    let version = bump(&mut tx, task.0).await?;
    let (count, last) = extent(&mut tx, task.0).await?;
    if count >= rule::MOST {
        return Err(Refused::field_with("text", Code::TooMany, rule::MOST.to_string()).into());
    }
    if is_taken(&mut tx, id).await? {
        return Err(Refused::field("id", Code::Taken).into());
    }
    let after = Item {
        position: last.unwrap_or(0) + STEP,
        text: line.to_owned(),
        ticked_at: None,
        ticked_by: None,
    };
    write(tx, loaded, id, version, None, Some(after)).await
}

/// Gives a line another text; as with a task's fields, what somebody else made of it meanwhile is not overwritten.
pub async fn edit_item(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    id: Uuid,
    line: &str,
    was: &str,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let (loaded, before, version) = held(&mut tx, task, project, id).await?;
    if before.text != line && before.text != was {
        return Err(Refused::Stale {
            field: "text".into(),
            yours: line.into(),
            theirs: before.text,
            version: loaded.record.version,
        }
        .into());
    }
    let after = Item {
        text: line.to_owned(),
        ..before.clone()
    };
    write(tx, loaded, id, version, Some(before), Some(after)).await
}

pub async fn tick_item(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    id: Uuid,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let (loaded, before, version) = held(&mut tx, task, project, id).await?;
    let mut after = before.clone();
    if before.ticked_at.is_none() {
        after.ticked_at = Some(now());
        after.ticked_by = Some(tx.actor());
    }
    write(tx, loaded, id, version, Some(before), Some(after)).await
}

pub async fn untick_item(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    id: Uuid,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let (loaded, before, version) = held(&mut tx, task, project, id).await?;
    let after = Item {
        ticked_at: None,
        ticked_by: None,
        ..before.clone()
    };
    write(tx, loaded, id, version, Some(before), Some(after)).await
}

pub async fn remove_item(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    id: Uuid,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let (loaded, before, version) = held(&mut tx, task, project, id).await?;
    write(tx, loaded, id, version, Some(before), None).await
}

/// Moves a line past the one above it.
pub async fn raise_item(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    id: Uuid,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    spread(&mut tx, task.0).await?;
    let (loaded, before, version) = held(&mut tx, task, project, id).await?;
    let others = others(&mut tx, task.0, id).await?;
    let above = others.iter().rev().position(|p| *p <= before.position);
    let after = above.map(|above| others.len() - 1 - above);
    let position = match after {
        None => before.position,
        Some(0) => middle(None, others.first().copied()),
        Some(above) => middle(others.get(above - 1).copied(), others.get(above).copied()),
    };
    let after = Item {
        position,
        ..before.clone()
    };
    write(tx, loaded, id, version, Some(before), Some(after)).await
}

/// Moves a line past the one below it.
pub async fn lower_item(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    id: Uuid,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    spread(&mut tx, task.0).await?;
    let (loaded, before, version) = held(&mut tx, task, project, id).await?;
    let others = others(&mut tx, task.0, id).await?;
    let below = others.iter().position(|p| *p > before.position);
    let position = match below {
        None => before.position,
        Some(below) => middle(others.get(below).copied(), others.get(below + 1).copied()),
    };
    let after = Item {
        position,
        ..before.clone()
    };
    write(tx, loaded, id, version, Some(before), Some(after)).await
}

/// How far apart lines are put. Some forty moves into the same gap leave it empty; [`spread`] then opens it again.
pub(crate) const STEP: i64 = 1 << 40;

fn middle(above: Option<i64>, below: Option<i64>) -> i64 {
    match (above, below) {
        (None, None) => STEP,
        (Some(above), None) => above + STEP,
        (above, Some(below)) => {
            let above = above.unwrap_or(below - 2 * STEP);
            above + (below - above) / 2
        }
    }
}

/// The positions of the other lines, in their order.
async fn others(tx: &mut Tx, task: Uuid, id: Uuid) -> Result<Vec<i64>> {
    let all = positions(tx, task).await?.into_iter();
    Ok(all
        .filter(|(other, _)| *other != id)
        .map(|(_, position)| position)
        .collect())
}

async fn positions(tx: &mut Tx, task: Uuid) -> Result<Vec<(Uuid, i64)>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT id, position FROM checklist_item WHERE workspace = $1 AND task = $2 ORDER BY position, id LIMIT 500"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(task)
        .fetch_all(c)
        .await)?)
}

/// Puts lines apart again when two of them have no room between them.
async fn spread(tx: &mut Tx, task: Uuid) -> Result<()> {
    let all = positions(tx, task).await?;
    if all.windows(2).all(|two| two[1].1 - two[0].1 > 1) {
        return Ok(());
    }
    let workspace = tx.workspace().0;
    let text = sql!("UPDATE checklist_item SET position = $3 WHERE workspace = $1 AND id = $2");
    for ((id, _), nth) in all.into_iter().zip(1_i64..) {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(id)
            .bind(nth * STEP)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

/// A line to be changed, with its task and the task's new version.
async fn held(
    tx: &mut Tx,
    task: RecordId,
    project: RecordId,
    id: Uuid,
) -> Result<(Loaded, Item, i64)> {
    let loaded = fields::load(tx, task, project).await?;
    // Before the line is read: of two at once the second sees what the first did.
    let version = bump(tx, task.0).await?;
    match read(tx, task.0, id).await? {
        Some(item) => Ok((loaded, item, version)),
        None => absent(),
    }
}

async fn write(
    mut tx: Tx,
    loaded: Loaded,
    id: Uuid,
    version: i64,
    before: Option<Item>,
    after: Option<Item>,
) -> Result<Done<Changed>> {
    if before == after {
        let same = loaded.changed(version);
        return tx.commit_unchanged(same).await;
    }
    put(&mut tx, loaded.record.id, id, after.as_ref()).await?;
    let field = PartKind::Item.field(id);
    let content = Content::none().with(&field, json!(before), json!(after));
    let event = loaded.event(Kind::TaskChecklistChanged, content);
    tx.commit(vec![event], loaded.changed(version)).await
}

async fn extent(tx: &mut Tx, task: Uuid) -> Result<(i64, Option<i64>)> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT COUNT(*), MAX(position) FROM checklist_item WHERE workspace = $1 AND task = $2"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(task)
        .fetch_one(c)
        .await)?)
}

async fn is_taken(tx: &mut Tx, id: Uuid) -> Result<bool> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT COUNT(*) FROM checklist_item WHERE workspace = $1 AND id = $2");
    let taken: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(id)
        .fetch_one(c)
        .await)?;
    Ok(taken > 0)
}

#[derive(FromRow)]
struct Row {
    position: i64,
    text: String,
    ticked_at: Option<DateTime<Utc>>,
    ticked_by: Option<Uuid>,
}

pub(super) async fn read(tx: &mut Tx, task: Uuid, id: Uuid) -> Result<Option<Item>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT position, text, ticked_at, ticked_by FROM checklist_item WHERE workspace = $1 AND task = $2 AND id = $3"
    );
    let row: Option<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(task)
        .bind(id)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(|row| Item {
        position: row.position,
        text: row.text,
        ticked_at: row.ticked_at,
        ticked_by: row.ticked_by,
    }))
}

/// Makes it so: the line is as said, or gone.
pub(super) async fn put(tx: &mut Tx, task: Uuid, id: Uuid, to: Option<&Item>) -> Result<()> {
    let workspace = tx.workspace().0;
    let Some(to) = to else {
        let text =
            sql!("DELETE FROM checklist_item WHERE workspace = $1 AND task = $2 AND id = $3");
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
        "INSERT INTO checklist_item (workspace, id, task, text, position, ticked_at, ticked_by) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (workspace, id) DO UPDATE SET text = excluded.text, position = excluded.position, ticked_at = excluded.ticked_at, ticked_by = excluded.ticked_by"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id)
        .bind(task)
        .bind(&to.text)
        .bind(to.position)
        .bind(to.ticked_at)
        .bind(to.ticked_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
