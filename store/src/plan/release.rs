//! Releases of a project: made, edited, listed.

use chrono::NaiveDate;
use domain::access::ManageProject;
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::plan::iteration::MOST;
use domain::plan::release::{self as rule, Fields, NewRelease, State};
use domain::refusal::{Code, Refused};
use domain::text;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::iteration::{changed, today};
use super::moving;
use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::record::{self, Record, kind};
use crate::sql::{named, sql, visible};
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Adds a release.
pub async fn create_release(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    form: &form::CreateRelease,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    moving::hold(&mut tx, project).await?;
    let new = rule::new_release(form, today(&mut tx, project).await?)?;
    let event = make(&mut tx, project, &new).await?;
    let changed = changed(new.id, 1, &new.fields.name);
    tx.commit(vec![event], changed).await
}

/// Makes a release, as a part of a change.
pub(crate) async fn make(tx: &mut Tx, project: RecordId, new: &NewRelease) -> Result<Event> {
    if refuse_taken(tx, project, new.id.0, &new.fields.name).await? >= MOST {
        return Err(Refused::field_with("name", Code::Full, MOST.to_string()).into());
    }
    let made = record::New {
        id: new.id,
        kind: kind::RELEASE,
        project: Some(project),
        parent: Some(project),
        audience: Audience::Internal,
    };
    record::make(tx, &made).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO release (workspace, id, project, name, name_folded, day, state, notes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let of = &new.fields;
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(new.id.0)
        .bind(project.0)
        .bind(&of.name)
        .bind(text::fold(&of.name))
        .bind(of.day)
        .bind(of.state.code())
        .bind(&of.notes)
        .execute(c)
        .await
        .map(|_| ()))?;
    let day = of.day.map_or(Value::Null, |day| day.to_string().into());
    let content = Content::none()
        .with("name", Value::Null, of.name.clone())
        .with("day", Value::Null, day)
        .with("notes", Value::Null, of.notes.clone());
    Ok(Event::of(
        Kind::ReleaseCreated,
        new.id,
        Some(project),
        content,
    ))
}

/// A name that another one has which is not in the trash. Returns how many others there are.
async fn refuse_taken(tx: &mut Tx, project: RecordId, id: Uuid, name: &str) -> Result<usize> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT l.name_folded FROM release l JOIN record r ON r.workspace = l.workspace AND r.id = l.id \
         WHERE l.workspace = $1 AND l.project = $2 AND l.id <> $3 AND r.trashed_at IS NULL LIMIT 1000"
    );
    let others: Vec<String> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .bind(id)
        .fetch_all(c)
        .await)?;
    if others.contains(&text::fold(name)) {
        return Err(Refused::field_with("name", Code::Taken, name).into());
    }
    Ok(others.len())
}

#[derive(FromRow)]
struct Row {
    name: String,
    day: Option<NaiveDate>,
    state: String,
    notes: String,
}

async fn read(tx: &mut Tx, id: Uuid) -> Result<Fields> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT name, day, state, notes FROM release WHERE workspace = $1 AND id = $2");
    let row: Option<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(id)
        .fetch_optional(c)
        .await)?;
    let Some(row) = row else { return absent() };
    Ok(Fields {
        name: row.name,
        day: row.day,
        state: State::parse(&row.state).unwrap_or(State::Planned),
        notes: row.notes,
    })
}

async fn write(tx: &mut Tx, record: &Record, to: &Fields) -> Result<i64> {
    let version = record::touch(tx, record).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE release SET name = $3, name_folded = $4, day = $5, state = $6, notes = $7 WHERE workspace = $1 AND id = $2"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(&to.name)
        .bind(text::fold(&to.name))
        .bind(to.day)
        .bind(to.state.code())
        .bind(&to.notes)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(version)
}

/// Changes name, day, notes, and whether it is out.
pub async fn edit_release(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    id: RecordId,
    form: &form::EditRelease,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    moving::hold(&mut tx, project).await?;
    let record = record::load_live(&mut tx, id, kind::RELEASE, project).await?;
    let before = read(&mut tx, id.0).await?;
    let today = today(&mut tx, project).await?;
    let (after, content) = rule::edit(&before, record.version, form, today)?;
    if content == Content::none() {
        let same = changed(id, record.version, &after.name);
        return tx.commit_unchanged(same).await;
    }
    refuse_taken(&mut tx, project, id.0, &after.name).await?;
    let version = write(&mut tx, &record, &after).await?;
    let event = Event::of(Kind::ReleaseChanged, id, Some(project), content);
    let changed = changed(id, version, &after.name);
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
        let text = || change.before.as_str().unwrap_or_default().to_owned();
        match name.as_str() {
            "name" => fields.name = text(),
            "day" => fields.day = text().parse().ok(),
            "state" => fields.state = State::parse(&text()).unwrap_or(fields.state),
            "notes" => fields.notes = text(),
            _ => continue,
        }
        content = content.with(name, change.after.clone(), change.before.clone());
    }
    refuse_no_room_for(tx, record, &fields.name).await?;
    let version = write(tx, record, &fields).await?;
    Ok((Kind::ReleaseChanged, content, version))
}

/// One that comes back from the trash: another may have its name by now, or its room.
pub(crate) async fn refuse_no_room(tx: &mut Tx, record: &Record) -> Result<()> {
    let fields = read(tx, record.id).await?;
    refuse_no_room_for(tx, record, &fields.name).await
}

async fn refuse_no_room_for(tx: &mut Tx, record: &Record, name: &str) -> Result<()> {
    let Some(project) = record.project() else {
        return absent();
    };
    moving::hold(tx, project).await?;
    let others = refuse_taken(tx, project, record.id, name)
        .await
        .map_err(|error| match error {
            crate::Error::Refused(_) => Refused::Conflict {
                code: Code::Taken,
                arg: name.to_owned(),
            }
            .into(),
            fault => fault,
        })?;
    if others >= MOST {
        let (code, arg) = (Code::Full, MOST.to_string());
        return Err(Refused::Conflict { code, arg }.into());
    }
    Ok(())
}

/// A release, and how much of its work is done: of the tasks that the reader sees.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Release {
    pub id: Uuid,
    pub name: String,
    pub day: Option<NaiveDate>,
    pub state: String,
    pub notes: String,
    pub version: i64,
    pub tasks: i64,
    pub done: i64,
}

/// A project's releases: those to come in the order of their days, then those that are out, the last first.
pub async fn releases(db: &Db, sight: &Sight, project: RecordId) -> Result<Vec<Release>> {
    let text = sql!(
        "SELECT l.id, l.name, l.day, l.state, l.notes, r.version, COALESCE(n.tasks, 0) AS tasks, COALESCE(n.done, 0) AS done \
         FROM release l JOIN record r ON r.workspace = l.workspace AND r.id = l.id \
         LEFT JOIN (SELECT t.release, COUNT(*) AS tasks, COUNT(cl.task) AS done FROM task t JOIN record tr ON tr.workspace = t.workspace AND tr.id = t.id \
            LEFT JOIN closing cl ON cl.workspace = t.workspace AND cl.task = t.id \
            WHERE t.workspace = $1 AND t.project = $4 AND t.release IS NOT NULL AND tr.trashed_at IS NULL AND ",
        named!("tr"),
        " GROUP BY t.release) n ON n.release = l.id WHERE ",
        visible!(),
        " AND l.project = $4 ORDER BY CASE l.state WHEN 'planned' THEN 1 ELSE 2 END, CASE l.state WHEN 'released' THEN l.day END DESC, l.day IS NULL, l.day, l.name_folded, l.id LIMIT 200"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .fetch_all(c)
        .await)?)
}
