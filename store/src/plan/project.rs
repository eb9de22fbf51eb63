//! Projects: begun, read, and who is in them.

use domain::access::{CreateProject, ManageProject, ProjectRole};
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::id::{MemberId, RecordId};
use domain::plan::project::{MINUTES_PER_DAY, NewProject};
use domain::plan::status::Category;
use domain::refusal::{Code, Refused};
use domain::text;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent, taken};
use crate::keys::{Granted, Sight};
use crate::record::{self, kind};
use crate::sql::{named, sql, visible};
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Begins a project and makes its maker the lead.
pub async fn create_project(
    db: &Db,
    key: &Granted<CreateProject>,
    act: &Act,
    new: &NewProject,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    record::make(
        &mut tx,
        &record::New {
            id: new.id,
            kind: kind::PROJECT,
            project: None,
            parent: None,
            audience: Audience::Client,
        },
    )
    .await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO project (workspace, id, key, title, title_folded, description, zone, minutes_per_day, next_number) VALUES ($1, $2, $3, $4, $5, '', $6, $7, 1)"
    );
    let zone = zone_of(&mut tx).await?;
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(new.id.0)
        .bind(&new.key)
        .bind(&new.title)
        .bind(text::fold(&new.title))
        .bind(&zone)
        .bind(MINUTES_PER_DAY)
        .execute(c)
        .await
        .map(|_| ()))
    .map_err(taken("project_key", "project.key", "key", &new.key))?;
    put_statuses(&mut tx, new.id).await?;
    let member = tx.member();
    put_member(&mut tx, new.id, member, ProjectRole::Lead).await?;
    let content = Content::none()
        .with("title", Value::Null, new.title.clone())
        .with("key", Value::Null, new.key.clone());
    let event = Event::of(Kind::ProjectCreated, new.id, Some(new.id), content);
    tx.commit(
        vec![event],
        Changed {
            record: new.id,
            version: 1,
            called: new.key.clone(),
        },
    )
    .await
}

/// A project is in its maker's zone until somebody says otherwise.
async fn zone_of(tx: &mut Tx) -> Result<String> {
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!(
        "SELECT a.zone FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 AND m.id = $2"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(person)
        .fetch_one(c)
        .await)?)
}

/// The four states every project begins with. Their names are `words`' until somebody gives others.
pub(crate) async fn put_statuses(tx: &mut Tx, project: RecordId) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO status (workspace, id, project, name, category, position) VALUES ($1, $2, $3, '', $4, $5)"
    );
    for (category, position) in Category::ALL.iter().zip(1_i64..) {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(Uuid::now_v7())
            .bind(project.0)
            .bind(category.code())
            .bind(position)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

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
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT a.name FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 AND m.id = $2 AND m.left_at IS NULL"
    );
    let name: Option<String> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(member.0)
        .fetch_optional(c)
        .await)?;
    let Some(name) = name else { return absent() };
    put_member(&mut tx, project, member, role).await?;
    tx.bump_rights().await?;
    let content = Content::none()
        .with("member", Value::Null, member.to_string())
        .with("role", Value::Null, role.code());
    let event = Event::of(Kind::ProjectMemberAdded, project, Some(project), content);
    tx.commit(
        vec![event],
        Changed {
            record: project,
            version: 0,
            called: name,
        },
    )
    .await
}

async fn put_member(
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

/// A project in a list, with how much of it is open.
#[derive(Clone, Debug, FromRow)]
pub struct ProjectRow {
    pub id: Uuid,
    pub key: String,
    pub title: String,
    pub open: i64,
    pub closed: i64,
}

pub async fn projects(db: &Db, sight: &Sight) -> Result<Vec<ProjectRow>> {
    let text = sql!(
        "SELECT p.id, p.key, p.title, \
         (SELECT COUNT(*) FROM task t JOIN record tr ON tr.workspace = t.workspace AND tr.id = t.id WHERE t.workspace = p.workspace AND t.project = p.id AND tr.trashed_at IS NULL \
            AND NOT EXISTS (SELECT 1 FROM closing c WHERE c.workspace = t.workspace AND c.task = t.id) AND ",
        named!("tr"),
        ") AS open, \
         (SELECT COUNT(*) FROM closing c JOIN record tr ON tr.workspace = c.workspace AND tr.id = c.task WHERE c.workspace = p.workspace AND tr.project = p.id AND tr.trashed_at IS NULL AND ",
        named!("tr"),
        ") AS closed \
         FROM project p JOIN record r ON r.workspace = p.workspace AND r.id = p.id WHERE ",
        visible!(),
        " ORDER BY p.title_folded, p.id LIMIT 500"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .fetch_all(c)
        .await)?)
}

/// A project's head.
#[derive(Clone, Debug, FromRow)]
pub struct Project {
    pub id: Uuid,
    pub key: String,
    pub title: String,
    pub client: Option<String>,
    /// What the reader is in it; nobody in particular for an owner or admin who only looks in.
    pub role: Option<String>,
}

pub async fn project(db: &Db, sight: &Sight, project_key: &str) -> Result<Project> {
    let text = sql!(
        "SELECT p.id, p.key, p.title, cl.name AS client, mine.role FROM project p JOIN record r ON r.workspace = p.workspace AND r.id = p.id \
         LEFT JOIN client cl ON cl.workspace = p.workspace AND cl.id = p.client \
         LEFT JOIN project_member mine ON mine.workspace = p.workspace AND mine.project = p.id AND mine.member = $2 WHERE ",
        visible!(),
        " AND p.key = $4"
    );
    let project: Option<Project> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project_key)
        .fetch_optional(c)
        .await)?;
    project.map_or_else(absent, Ok)
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
