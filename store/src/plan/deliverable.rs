//! Deliverables: what a project hands over, in its own order.

use domain::access::ManageProject;
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::plan::deliverable::{self as rule, Fields, NewDeliverable, STEP};
use domain::text;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::record::{self, Record, kind};
use crate::sql::{named, sql, visible};
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Adds a deliverable after the others.
pub async fn create_deliverable(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    new: &NewDeliverable,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    record::make(
        &mut tx,
        &record::New {
            id: new.id,
            kind: kind::DELIVERABLE,
            project: Some(project),
            parent: Some(project),
            audience: Audience::Internal,
        },
    )
    .await?;
    let last = order(&mut tx, project)
        .await?
        .last()
        .map_or(0, |(_, position)| *position);
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO deliverable (workspace, id, project, title, title_folded, description, position) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(new.id.0)
        .bind(project.0)
        .bind(&new.title)
        .bind(text::fold(&new.title))
        .bind(&new.description)
        .bind(last.saturating_add(STEP))
        .execute(c)
        .await
        .map(|_| ()))?;
    let content = Content::none()
        .with("title", Value::Null, new.title.clone())
        .with("description", Value::Null, new.description.clone());
    let event = Event::of(Kind::DeliverableCreated, new.id, Some(project), content);
    let changed = Changed {
        record: new.id,
        version: 1,
        called: new.title.clone(),
    };
    tx.commit(vec![event], changed).await
}

/// The deliverables of a project in their order, those in the trash too: they keep their place.
async fn order(tx: &mut Tx, project: RecordId) -> Result<Vec<(Uuid, i64)>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT id, position FROM deliverable WHERE workspace = $1 AND project = $2 ORDER BY position, id LIMIT 1000"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_all(c)
        .await)?)
}

#[derive(FromRow)]
struct Row {
    title: String,
    description: String,
    position: i64,
}

async fn read(tx: &mut Tx, id: Uuid) -> Result<Fields> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT title, description, position FROM deliverable WHERE workspace = $1 AND id = $2"
    );
    let row: Row = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(id)
        .fetch_one(c)
        .await)?;
    Ok(Fields {
        title: row.title,
        description: row.description,
        position: row.position,
    })
}

async fn write(tx: &mut Tx, record: &Record, fields: &Fields) -> Result<i64> {
    let version = record::touch(tx, record).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE deliverable SET title = $3, title_folded = $4, description = $5, position = $6 WHERE workspace = $1 AND id = $2"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(&fields.title)
        .bind(text::fold(&fields.title))
        .bind(&fields.description)
        .bind(fields.position)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(version)
}

/// Changes title or description.
pub async fn edit_deliverable(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    id: RecordId,
    form: &form::EditDeliverable,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let record = record::load_live(&mut tx, id, kind::DELIVERABLE, project).await?;
    let before = read(&mut tx, record.id).await?;
    let (after, content) = rule::edit(&before, record.version, form)?;
    commit(tx, project, &record, &after, content).await
}

/// Gives it the place (from 1) among those that are there.
pub async fn move_deliverable(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    id: RecordId,
    place: &str,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let record = record::load_live(&mut tx, id, kind::DELIVERABLE, project).await?;
    let mut fields = read(&mut tx, record.id).await?;
    let there = there(&mut tx, project).await?;
    let place = rule::place(place, there.len())?;
    let now = there.iter().position(|(other, _)| *other == id.0);
    if now.map(|n| n + 1) == Some(place) {
        return commit(tx, project, &record, &fields, Content::none()).await;
    }
    let before = fields.position;
    fields.position = match position(&there, id, place) {
        Some(position) => position,
        None => {
            renumber(&mut tx, project).await?;
            let there = self::there(&mut tx, project).await?;
            position(&there, id, place).unwrap_or(before)
        }
    };
    let content = Content::none().with("position", before, fields.position);
    commit(tx, project, &record, &fields, content).await
}

fn position(there: &[(Uuid, i64)], id: RecordId, place: usize) -> Option<i64> {
    let others: Vec<i64> = there
        .iter()
        .filter(|(other, _)| *other != id.0)
        .map(|(_, position)| *position)
        .collect();
    rule::position(&others, place)
}

/// Those that are not in the trash: the order that one sees.
async fn there(tx: &mut Tx, project: RecordId) -> Result<Vec<(Uuid, i64)>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT d.id, d.position FROM deliverable d JOIN record r ON r.workspace = d.workspace AND r.id = d.id \
         WHERE d.workspace = $1 AND d.project = $2 AND r.trashed_at IS NULL ORDER BY d.position, d.id LIMIT 1000"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_all(c)
        .await)?)
}

/// Makes room: the order stays, so that nothing of it is an event.
async fn renumber(tx: &mut Tx, project: RecordId) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!("UPDATE deliverable SET position = $3 WHERE workspace = $1 AND id = $2");
    for ((id, _), n) in order(tx, project).await?.into_iter().zip(1_i64..) {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(id)
            .bind(n * STEP)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

async fn commit(
    mut tx: Tx,
    project: RecordId,
    record: &Record,
    after: &Fields,
    content: Content,
) -> Result<Done<Changed>> {
    let id = RecordId(record.id);
    let mut changed = Changed {
        record: id,
        version: record.version,
        called: after.title.clone(),
    };
    if content == Content::none() {
        return tx.commit_unchanged(changed).await;
    }
    changed.version = write(&mut tx, record, after).await?;
    let event = Event::of(Kind::DeliverableChanged, id, Some(project), content);
    tx.commit(vec![event], changed).await
}

/// Takes a change back.
pub(crate) async fn set_back(
    tx: &mut Tx,
    record: &Record,
    said: &Content,
) -> Result<(Kind, Content, i64)> {
    let mut fields = read(tx, record.id).await?;
    let mut content = Content::none();
    for (name, change) in &said.fields {
        let text = change.before.as_str().unwrap_or_default().to_owned();
        content = match name.as_str() {
            "title" => {
                let now = std::mem::replace(&mut fields.title, text);
                content.with(name, now, fields.title.clone())
            }
            "description" => {
                let now = std::mem::replace(&mut fields.description, text);
                content.with(name, now, fields.description.clone())
            }
            "position" => {
                let before = change.before.as_i64().unwrap_or(fields.position);
                let now = std::mem::replace(&mut fields.position, before);
                content.with(name, now, before)
            }
            _ => content,
        };
    }
    if content == Content::none() {
        return absent();
    }
    let version = write(tx, record, &fields).await?;
    Ok((Kind::DeliverableChanged, content, version))
}

/// A deliverable, and how much of its work is done.
#[derive(Clone, Debug, FromRow)]
pub struct Deliverable {
    pub id: Uuid,
    pub title: String,
    pub description: String,
    pub version: i64,
    pub tasks: i64,
    pub done: i64,
}

/// A project's deliverables in their order, with the tasks that the reader sees.
pub async fn deliverables(db: &Db, sight: &Sight, project: RecordId) -> Result<Vec<Deliverable>> {
    let text = sql!(
        "SELECT d.id, d.title, d.description, r.version, COALESCE(n.tasks, 0) AS tasks, COALESCE(n.done, 0) AS done \
         FROM deliverable d JOIN record r ON r.workspace = d.workspace AND r.id = d.id \
         LEFT JOIN (SELECT t.deliverable, COUNT(*) AS tasks, COUNT(cl.task) AS done FROM task t JOIN record tr ON tr.workspace = t.workspace AND tr.id = t.id \
            LEFT JOIN closing cl ON cl.workspace = t.workspace AND cl.task = t.id \
            WHERE t.workspace = $1 AND t.project = $4 AND t.deliverable IS NOT NULL AND tr.trashed_at IS NULL AND ",
        named!("tr"),
        " GROUP BY t.deliverable) n ON n.deliverable = d.id WHERE ",
        visible!(),
        " AND d.project = $4 ORDER BY d.position, d.id LIMIT 200"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .fetch_all(c)
        .await)?)
}
