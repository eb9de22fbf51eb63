//! Who does a task, with how much of their day.

use domain::access::{EditTasks, Right};
use domain::event::{Content, Kind};
use domain::id::{MemberId, RecordId};
use domain::plan::parts::{Assignee, PartKind};
use domain::plan::staffing;
use domain::refusal::{Code, Refused};
use serde_json::json;
use uuid::Uuid;

use super::fields::{self, Edited, Loaded, bump};
use crate::Db;
use crate::db::on;
use crate::error::Result;
use crate::keys::Granted;
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Gives a task to somebody in its project, or another part of their day to it.
pub async fn assign(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    member: MemberId,
    units: i64,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = fields::load(&mut tx, task, project).await?;
    let given = give(&mut tx, &loaded, member, Some(units)).await?;
    fields::commit(tx, loaded, given).await
}

/// Gives a task to somebody, as a part of a change. Without units: whoever has it keeps theirs, another has all day.
pub(super) async fn give(
    tx: &mut Tx,
    loaded: &Loaded,
    member: MemberId,
    units: Option<i64>,
) -> Result<Edited> {
    let task = loaded.id();
    let Some(name) = in_project(tx, loaded.project, member.0).await? else {
        return Err(Refused::field("member", Code::NotInProject).into());
    };
    let before = read(tx, task.0, member.0).await?;
    // Whoever has it already keeps it.
    if before.is_none() && !changes_tasks(tx, loaded.project, member.0).await? {
        return Err(Refused::field_with("member", Code::ChangesNoTasks, name).into());
    }
    let kept = before.as_ref().map_or(staffing::ALL_DAY, |had| had.units);
    let units = units.unwrap_or(kept);
    let after = Assignee { name, units };
    if before.as_ref() == Some(&after) {
        return Ok(None);
    }
    let version = bump(tx, task.0).await?;
    if before.is_none() && count(tx, task.0).await? >= staffing::MOST_PEOPLE {
        let most = staffing::MOST_PEOPLE.to_string();
        return Err(Refused::field_with("member", Code::TooMany, most).into());
    }
    put(tx, task.0, member.0, Some(&after)).await?;
    // Whoever is given work hears what happens to it.
    if before.is_none() {
        crate::talk::start_watching(tx, task, &[member.0]).await?;
    }
    let field = PartKind::Assignee.field(member.0);
    let content = Content::none().with(&field, json!(before), json!(after));
    let event = loaded.event(Kind::TaskAssigneesChanged, content);
    Ok(Some((version, event)))
}

/// Takes a task from somebody. Who does not have it any more is no mistake.
pub async fn unassign(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    member: MemberId,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = fields::load(&mut tx, task, project).await?;
    let taken = take(&mut tx, &loaded, member).await?;
    fields::commit(tx, loaded, taken).await
}

/// Takes a task from somebody, as a part of a change.
pub(super) async fn take(tx: &mut Tx, loaded: &Loaded, member: MemberId) -> Result<Edited> {
    let task = loaded.record.id;
    let Some(before) = read(tx, task, member.0).await? else {
        return Ok(None);
    };
    let version = bump(tx, task).await?;
    put(tx, task, member.0, None).await?;
    let field = PartKind::Assignee.field(member.0);
    let content = Content::none().with(&field, json!(before), serde_json::Value::Null);
    let event = loaded.event(Kind::TaskAssigneesChanged, content);
    Ok(Some((version, event)))
}

/// The name of a member who is in the project.
pub(super) async fn in_project(
    tx: &mut Tx,
    project: RecordId,
    member: Uuid,
) -> Result<Option<String>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT a.name FROM project_member pm JOIN member m ON m.workspace = pm.workspace AND m.id = pm.member JOIN account a ON a.id = m.account \
         WHERE pm.workspace = $1 AND pm.project = $2 AND pm.member = $3 AND m.left_at IS NULL"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .bind(member)
        .fetch_optional(c)
        .await)?)
}

/// Whether a member may change the project's tasks. Whoever may not could do nothing with one.
pub(super) async fn changes_tasks(tx: &mut Tx, project: RecordId, member: Uuid) -> Result<bool> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT m.role, pm.role AS in_project FROM member m LEFT JOIN project_member pm ON pm.workspace = m.workspace AND pm.member = m.id AND pm.project = $2 \
         WHERE m.workspace = $1 AND m.id = $3 AND m.left_at IS NULL"
    );
    let roles: Option<(String, Option<String>)> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .bind(member)
        .fetch_optional(c)
        .await)?;
    Ok(roles.is_some_and(|(role, in_project)| edits(&role, in_project.as_deref())))
}

/// Whether these roles let one change tasks.
pub(super) fn edits(workspace: &str, project: Option<&str>) -> bool {
    crate::audience::may(workspace, project, Right::EditTasks)
}

/// Who does a task, with how much of their day.
pub(super) async fn of(tx: &mut Tx, task: Uuid) -> Result<Vec<(Uuid, i64)>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT member, units FROM task_assignee WHERE workspace = $1 AND task = $2 ORDER BY member"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(task)
        .fetch_all(c)
        .await)?)
}

pub(super) async fn read(tx: &mut Tx, task: Uuid, member: Uuid) -> Result<Option<Assignee>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT a.name, ta.units FROM task_assignee ta JOIN member m ON m.workspace = ta.workspace AND m.id = ta.member JOIN account a ON a.id = m.account \
         WHERE ta.workspace = $1 AND ta.task = $2 AND ta.member = $3"
    );
    let row: Option<(String, i64)> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(task)
        .bind(member)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(|(name, units)| Assignee { name, units }))
}

async fn count(tx: &mut Tx, task: Uuid) -> Result<i64> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT COUNT(*) FROM task_assignee WHERE workspace = $1 AND task = $2");
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task)
        .fetch_one(c)
        .await)?)
}

/// Makes it so: the task is this member's with these units, or not theirs.
pub(super) async fn put(
    tx: &mut Tx,
    task: Uuid,
    member: Uuid,
    to: Option<&Assignee>,
) -> Result<()> {
    let workspace = tx.workspace().0;
    let Some(to) = to else {
        let text =
            sql!("DELETE FROM task_assignee WHERE workspace = $1 AND task = $2 AND member = $3");
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(task)
            .bind(member)
            .execute(c)
            .await
            .map(|_| ()))?;
        return Ok(());
    };
    let text = sql!(
        "INSERT INTO task_assignee (workspace, task, member, units) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (workspace, task, member) DO UPDATE SET units = excluded.units"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .bind(member)
        .bind(to.units)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
