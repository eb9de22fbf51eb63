//! How a project stands: what was said, by whom and when. The newest counts.

use chrono::{DateTime, Utc};
use domain::access::ManageProject;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::plan::health::Said;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::record::{self, Record};
use crate::sql::{sql, visible};
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Says how the key's project stands, and why.
pub async fn say_health(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    said: &Said,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let record = record::load(&mut tx, project).await?;
    if !record.is_live() {
        return absent();
    }
    let before = newest(&mut tx, project).await?;
    // After the one before, whatever the clock says: their order is their history.
    let at = match &before {
        Some(before) if before.said_at >= now() => {
            before.said_at + chrono::TimeDelta::microseconds(1)
        }
        _ => now(),
    };
    let after = Row {
        said_at: at,
        said_by: tx.person(),
        health: said.health.code().into(),
        reason: said.reason.clone(),
    };
    put(&mut tx, project, &after).await?;
    let version = record::touch(&mut tx, &record).await?;
    let event = Event::of(
        Kind::ProjectHealthSaid,
        project,
        Some(project),
        content(before.as_ref(), Some(&after)),
    );
    let changed = Changed {
        record: project,
        version,
        called: said.health.code().into(),
    };
    tx.commit(vec![event], changed).await
}

#[derive(Clone, Debug, PartialEq, FromRow)]
struct Row {
    said_at: DateTime<Utc>,
    said_by: Uuid,
    health: String,
    reason: String,
}

async fn newest(tx: &mut Tx, project: RecordId) -> Result<Option<Row>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT said_at, said_by, health, reason FROM project_health WHERE workspace = $1 AND project = $2 ORDER BY said_at DESC LIMIT 1"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_optional(c)
        .await)?)
}

async fn put(tx: &mut Tx, project: RecordId, row: &Row) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO project_health (workspace, project, said_at, said_by, health, reason) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(project.0)
        .bind(row.said_at)
        .bind(row.said_by)
        .bind(&row.health)
        .bind(&row.reason)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

async fn take(tx: &mut Tx, project: RecordId, said_at: DateTime<Utc>) -> Result<()> {
    let workspace = tx.workspace().0;
    let text =
        sql!("DELETE FROM project_health WHERE workspace = $1 AND project = $2 AND said_at = $3");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(project.0)
        .bind(said_at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// One part of a row, as text.
type Part = fn(&Row) -> String;

/// What was said and what is said now, so that either can be put in the place of the other.
fn content(before: Option<&Row>, after: Option<&Row>) -> Content {
    let text =
        |row: Option<&Row>, field: Part| row.map_or(Value::Null, |row| Value::String(field(row)));
    let fields: [(&str, Part); 4] = [
        ("health", |row| row.health.clone()),
        ("health_reason", |row| row.reason.clone()),
        ("said_at", |row| row.said_at.to_rfc3339()),
        ("said_by", |row| row.said_by.to_string()),
    ];
    fields
        .into_iter()
        .fold(Content::none(), |content, (name, field)| {
            content.with(name, text(before, field), text(after, field))
        })
}

/// Reads one side of [`content`].
fn read(said: &Content, side: fn(&domain::event::Change) -> &Value) -> Option<Row> {
    let text = |field: &str| side(said.fields.get(field)?).as_str();
    Some(Row {
        said_at: DateTime::parse_from_rfc3339(text("said_at")?)
            .ok()?
            .with_timezone(&Utc),
        said_by: Uuid::parse_str(text("said_by")?).ok()?,
        health: text("health")?.to_owned(),
        reason: text("health_reason")?.to_owned(),
    })
}

/// Takes a saying back: what was said last is unsaid, what was unsaid is said again as it was.
pub(crate) async fn set_back(
    tx: &mut Tx,
    record: &Record,
    said: &Content,
) -> Result<(Kind, Content, i64)> {
    let project = RecordId(record.id);
    let (before, after) = (read(said, |c| &c.before), read(said, |c| &c.after));
    let is_newer = |a: &Row, b: Option<&Row>| b.is_none_or(|b| a.said_at > b.said_at);
    match (&before, &after) {
        (before, Some(after)) if is_newer(after, before.as_ref()) => {
            take(tx, project, after.said_at).await?;
        }
        (Some(before), _) => put(tx, project, before).await?,
        (None, _) => return absent(),
    }
    let version = record::touch(tx, record).await?;
    let content = content(after.as_ref(), before.as_ref());
    Ok((Kind::ProjectHealthSaid, content, version))
}

/// What was said of a project's health once.
#[derive(Clone, Debug, FromRow)]
pub struct Health {
    pub said_at: DateTime<Utc>,
    pub by: Option<String>,
    pub health: String,
    pub reason: String,
}

/// What was said of a project's health, latest first.
pub async fn health(db: &Db, sight: &Sight, project: RecordId, limit: i64) -> Result<Vec<Health>> {
    let text = sql!(
        "SELECT h.said_at, a.name AS by, h.health, h.reason FROM project_health h JOIN record r ON r.workspace = h.workspace AND r.id = h.project \
         LEFT JOIN member m ON m.workspace = h.workspace AND m.id = h.said_by LEFT JOIN account a ON a.id = m.account WHERE ",
        visible!(),
        " AND h.project = $4 ORDER BY h.said_at DESC LIMIT $5"
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
