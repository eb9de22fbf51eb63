//! Who is in a project, and as what.

use domain::access::{ManageProject, ProjectRole};
use domain::event::{Content, Kind};
use domain::id::{MemberId, RecordId};
use domain::refusal::{Code, Refused};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::sql::{sql, visible};
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Gives a member a role in a project, or another one.
pub async fn add_to_project(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    member: MemberId,
    role: ProjectRole,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    if role == ProjectRole::Contact {
        return Err(Refused::field("role", Code::NotAChoice).into());
    }
    let mut tx = begin!(db, key, act);
    let Some(name) = name_of(&mut tx, member).await? else {
        return absent();
    };
    let changed = Changed {
        record: project,
        version: 0,
        called: name,
    };
    let before = role_in(&mut tx, project, member).await?;
    if before.as_deref() == Some(role.code()) {
        return tx.commit_unchanged(changed).await;
    }
    if before.as_deref() == Some(ProjectRole::Lead.code()) {
        refuse_last_lead(&mut tx, project, "role").await?;
    }
    put_member(&mut tx, project, member, role).await?;
    tx.bump_rights().await?;
    let was = before.as_ref().map(|_| member.to_string());
    let content = Content::none()
        .with("member", was, member.to_string())
        .with("role", before, role.code());
    let event = Event::of(Kind::ProjectMemberAdded, project, Some(project), content);
    tx.commit(vec![event], changed).await
}

/// Takes a member out of a project, at once. What they did there stays theirs.
pub async fn remove_from_project(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    member: MemberId,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let (Some(name), Some(role)) = (
        name_of(&mut tx, member).await?,
        role_in(&mut tx, project, member).await?,
    ) else {
        return absent();
    };
    if role == ProjectRole::Lead.code() {
        refuse_last_lead(&mut tx, project, "member").await?;
    }
    let workspace = tx.workspace().0;
    for text in [
        sql!("DELETE FROM project_member WHERE workspace = $1 AND project = $2 AND member = $3"),
        // They no longer see what they watched.
        sql!(
            "DELETE FROM watcher WHERE workspace = $1 AND member = $3 \
             AND record IN (SELECT r.id FROM record r WHERE r.workspace = $1 AND (r.project = $2 OR r.id = $2))"
        ),
    ] {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(project.0)
            .bind(member.0)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    tx.bump_rights().await?;
    let content = Content::none()
        .with("member", member.to_string(), Value::Null)
        .with("role", role, Value::Null);
    let event = Event::of(Kind::ProjectMemberRemoved, project, Some(project), content);
    let changed = Changed {
        record: project,
        version: 0,
        called: name,
    };
    tx.commit(vec![event], changed).await
}

async fn name_of(tx: &mut Tx, member: MemberId) -> Result<Option<String>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT a.name FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 AND m.id = $2 AND m.left_at IS NULL"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(member.0)
        .fetch_optional(c)
        .await)?)
}

async fn role_in(tx: &mut Tx, project: RecordId, member: MemberId) -> Result<Option<String>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT role FROM project_member WHERE workspace = $1 AND project = $2 AND member = $3"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .bind(member.0)
        .fetch_optional(c)
        .await)?)
}

/// A project that nobody leads could be managed by owners alone. Counted under the lock of the workspace's row.
async fn refuse_last_lead(tx: &mut Tx, project: RecordId, field: &str) -> Result<()> {
    tx.bump_rights().await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT COUNT(*) FROM project_member pm JOIN member m ON m.workspace = pm.workspace AND m.id = pm.member \
         WHERE pm.workspace = $1 AND pm.project = $2 AND pm.role = 'lead' AND m.left_at IS NULL"
    );
    let leads: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_one(c)
        .await)?;
    if leads > 1 {
        Ok(())
    } else {
        Err(Refused::field(field, Code::LastLead).into())
    }
}

pub(crate) async fn put_member(
    tx: &mut Tx,
    project: RecordId,
    member: MemberId,
    role: ProjectRole,
) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO project_member (workspace, project, member, role) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (workspace, project, member) DO UPDATE SET role = excluded.role"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(project.0)
        .bind(member.0)
        .bind(role.code())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Someone in a project.
#[derive(Clone, Debug, FromRow)]
pub struct InProject {
    pub member: Uuid,
    pub name: String,
    pub role: String,
}

pub async fn project_people(db: &Db, sight: &Sight, project: RecordId) -> Result<Vec<InProject>> {
    let text = sql!(
        "SELECT pm.member, a.name, pm.role FROM record r JOIN project_member pm ON pm.workspace = r.workspace AND pm.project = r.id \
         JOIN member m ON m.workspace = pm.workspace AND m.id = pm.member JOIN account a ON a.id = m.account WHERE ",
        visible!(),
        " AND r.id = $4 AND m.left_at IS NULL ORDER BY a.name, pm.member LIMIT 500"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .fetch_all(c)
        .await)?)
}

/// Who leads a project.
#[derive(Clone, Debug, FromRow)]
pub struct Leads {
    pub project: Uuid,
    pub name: String,
}

/// Who leads the projects that the reader sees, by name.
pub async fn leads(db: &Db, sight: &Sight) -> Result<Vec<Leads>> {
    let text = sql!(
        "SELECT pm.project, a.name FROM record r JOIN project_member pm ON pm.workspace = r.workspace AND pm.project = r.id \
         JOIN member m ON m.workspace = pm.workspace AND m.id = pm.member JOIN account a ON a.id = m.account WHERE ",
        visible!(),
        " AND r.kind = 'project' AND pm.role = 'lead' AND m.left_at IS NULL ORDER BY a.name, pm.member LIMIT 1000"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .fetch_all(c)
        .await)?)
}
