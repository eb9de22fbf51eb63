//! Fields of a project's own: made, called otherwise, put in order; what can be chosen in them. What tasks say in them
//! is in [`values`].

mod options;
mod read;
pub(crate) mod values;

use domain::access::ManageProject;
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::plan::custom::{self as rule, Field, FieldKind, MOST, NewField};
use domain::plan::deliverable::{self as order, STEP};
use domain::refusal::{Code, Refused};
use domain::text;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::moving;
use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::record::{self, Record, kind};
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

pub(crate) use options::{OptionPart, part as option_part};
pub use options::{add_option, edit_option};
pub use read::{Custom, Offered, fields};
pub use values::set_value;

/// Adds a field after the others.
pub async fn create_field(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    new: &NewField,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let event = make(&mut tx, project, new).await?;
    let changed = changed(new.id.0, 1, &new.name);
    tx.commit(vec![event], changed).await
}

/// Makes a field, as a part of a change.
pub(crate) async fn make(tx: &mut Tx, project: RecordId, new: &NewField) -> Result<Event> {
    moving::hold(tx, project).await?;
    refuse_taken(tx, project, new.id, &new.name).await?;
    let there = there(tx, project).await?;
    if there.len() >= MOST {
        return Err(Refused::field_with("name", Code::Full, MOST.to_string()).into());
    }
    let made = record::New {
        id: new.id,
        kind: kind::FIELD,
        project: Some(project),
        parent: Some(project),
        audience: Audience::Internal,
    };
    record::make(tx, &made).await?;
    let workspace = tx.workspace().0;
    let last = there.last().map_or(0, |(_, position)| *position);
    let text = sql!(
        "INSERT INTO custom_field (workspace, id, project, name, name_folded, kind, unit, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(new.id.0)
        .bind(project.0)
        .bind(&new.name)
        .bind(text::fold(&new.name))
        .bind(new.kind.code())
        .bind(&new.unit)
        .bind(last.saturating_add(STEP))
        .execute(c)
        .await
        .map(|_| ()))?;
    let mut content = Content::none()
        .with("name", Value::Null, new.name.clone())
        .with("kind", Value::Null, new.kind.code())
        .with("unit", Value::Null, new.unit.clone());
    for (name, n) in new.options.iter().zip(1..) {
        let option = OptionPart {
            name: name.clone(),
            position: n * STEP,
            retired: false,
        };
        let id = Uuid::now_v7();
        options::put(tx, new.id.0, id, Some(&option)).await?;
        content = content.with(&options::part(id), Value::Null, serde_json::json!(option));
    }
    Ok(Event::of(
        Kind::FieldCreated,
        new.id,
        Some(project),
        content,
    ))
}

pub(super) fn changed(id: Uuid, version: i64, name: &str) -> Changed {
    Changed {
        record: RecordId(id),
        version,
        called: name.to_owned(),
    }
}

/// A name that another field of the project has, which does not lie in the trash.
async fn refuse_taken(tx: &mut Tx, project: RecordId, field: RecordId, name: &str) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT COUNT(*) FROM custom_field f JOIN record r ON r.workspace = f.workspace AND r.id = f.id \
         WHERE f.workspace = $1 AND f.project = $2 AND f.id <> $3 AND f.name_folded = $4 AND r.trashed_at IS NULL"
    );
    let taken: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .bind(field.0)
        .bind(text::fold(name))
        .fetch_one(c)
        .await)?;
    if taken > 0 {
        return Err(Refused::field_with("name", Code::Taken, name).into());
    }
    Ok(())
}

/// One that comes back from the trash: another may have its name by now, or its room.
pub(crate) async fn refuse_no_room(tx: &mut Tx, record: &Record) -> Result<()> {
    let (id, field, project) = load(tx, record).await?;
    moving::hold(tx, project).await?;
    let taken = |_| Refused::conflict(Code::Taken);
    refuse_taken(tx, project, id, &field.name)
        .await
        .map_err(|error| match error {
            crate::Error::Refused(why) => taken(why).into(),
            fault => fault,
        })?;
    if there(tx, project).await?.len() > MOST {
        let (code, arg) = (Code::Full, MOST.to_string());
        return Err(Refused::Conflict { code, arg }.into());
    }
    Ok(())
}

/// Those that are not in the trash, in their order.
async fn there(tx: &mut Tx, project: RecordId) -> Result<Vec<(Uuid, i64)>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT f.id, f.position FROM custom_field f JOIN record r ON r.workspace = f.workspace AND r.id = f.id \
         WHERE f.workspace = $1 AND f.project = $2 AND r.trashed_at IS NULL ORDER BY f.position, f.id LIMIT 1000"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_all(c)
        .await)?)
}

#[derive(FromRow)]
struct Row {
    project: Uuid,
    name: String,
    kind: String,
    unit: String,
    position: i64,
}

pub(super) async fn load(tx: &mut Tx, record: &Record) -> Result<(RecordId, Field, RecordId)> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT project, name, kind, unit, position FROM custom_field WHERE workspace = $1 AND id = $2"
    );
    let row: Option<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(record.id)
        .fetch_optional(c)
        .await)?;
    let Some(row) = row else { return absent() };
    let field = Field {
        kind: FieldKind::parse(&row.kind).unwrap_or(FieldKind::Text),
        name: row.name,
        unit: row.unit,
        position: row.position,
    };
    Ok((RecordId(record.id), field, RecordId(row.project)))
}

async fn write(tx: &mut Tx, record: &Record, field: &Field) -> Result<i64> {
    let version = record::touch(tx, record).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE custom_field SET name = $3, name_folded = $4, unit = $5, position = $6 WHERE workspace = $1 AND id = $2"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(&field.name)
        .bind(text::fold(&field.name))
        .bind(&field.unit)
        .bind(field.position)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(version)
}

/// Changes what a field is called, what it counts in, and where it stands.
pub async fn edit_field(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    id: RecordId,
    form: &form::EditField,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    moving::hold(&mut tx, project).await?;
    let record = record::load_live(&mut tx, id, kind::FIELD, project).await?;
    let (_, before, _) = load(&mut tx, &record).await?;
    let (mut after, mut content) = rule::edit(&before, record.version, form)?;
    refuse_taken(&mut tx, project, id, &after.name).await?;
    if !form.place.trim().is_empty() {
        after.position = place(&mut tx, project, id, before.position, &form.place).await?;
        if after.position != before.position {
            content = content.with("position", before.position, after.position);
        }
    }
    if content == Content::none() {
        let same = changed(id.0, record.version, &after.name);
        return tx.commit_unchanged(same).await;
    }
    let version = write(&mut tx, &record, &after).await?;
    let event = Event::of(Kind::FieldChanged, id, Some(project), content);
    let changed = changed(id.0, version, &after.name);
    tx.commit(vec![event], changed).await
}

/// The position of a place among those that are there, where there is room between two: all are numbered anew otherwise,
/// which changes no order and is no event.
async fn place(tx: &mut Tx, project: RecordId, id: RecordId, now: i64, place: &str) -> Result<i64> {
    let mut there = there(tx, project).await?;
    let place = order::place(place, there.len())?;
    if there.iter().position(|(other, _)| *other == id.0) == Some(place - 1) {
        return Ok(now);
    }
    if let Some(position) = between(&there, id.0, place) {
        return Ok(position);
    }
    let workspace = tx.workspace().0;
    let text = sql!("UPDATE custom_field SET position = $3 WHERE workspace = $1 AND id = $2");
    for ((id, position), n) in there.iter_mut().zip(1_i64..) {
        *position = n * STEP;
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(*id)
            .bind(*position)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(between(&there, id.0, place).unwrap_or(now))
}

/// A position at this place (from 1) among those there are without this one.
fn between(there: &[(Uuid, i64)], id: Uuid, place: usize) -> Option<i64> {
    let others: Vec<i64> = there
        .iter()
        .filter(|(other, _)| *other != id)
        .map(|(_, position)| *position)
        .collect();
    order::position(&others, place)
}

/// Takes a change back: of the field itself, or of an option.
pub(crate) async fn set_back(
    tx: &mut Tx,
    record: &Record,
    said: &Content,
) -> Result<(Kind, Content, i64)> {
    let (id, mut field, project) = load(tx, record).await?;
    moving::hold(tx, project).await?;
    let mut content = Content::none();
    for (name, change) in &said.fields {
        let text = || change.before.as_str().unwrap_or_default().to_owned();
        content = match name.as_str() {
            "name" => {
                let now = std::mem::replace(&mut field.name, text());
                content.with(name, now, field.name.clone())
            }
            "unit" => {
                let now = std::mem::replace(&mut field.unit, text());
                content.with(name, now, field.unit.clone())
            }
            "position" => {
                let before = change.before.as_i64().unwrap_or(field.position);
                let now = std::mem::replace(&mut field.position, before);
                content.with(name, now, before)
            }
            option => match options::id(option) {
                Some(option) => {
                    let now = options::set_back(tx, record.id, option, &change.before).await?;
                    content.with(name, now, change.before.clone())
                }
                None => content,
            },
        };
    }
    if content == Content::none() {
        return absent();
    }
    refuse_taken(tx, project, id, &field.name).await?;
    let version = write(tx, record, &field).await?;
    Ok((Kind::FieldChanged, content, version))
}
