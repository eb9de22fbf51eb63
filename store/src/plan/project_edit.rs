//! What a project is called, how it is described, and by which days it is worked.

use domain::access::ManageProject;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::plan::iteration::{Estimate, Method};
use domain::plan::project::{self as rule, Fields};
use domain::refusal::{Code, Refused};
use domain::text;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::plan::redate;
use crate::plan::wall::Wall;
use crate::record::{self, Record};
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Changes title, description, zone, minutes per day or calendar. `known_zone` asks the zone data.
pub async fn edit_project(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    form: &form::EditProject,
    known_zone: impl Fn(&str) -> bool,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let record = record::load(&mut tx, project).await?;
    if !record.is_live() {
        return absent();
    }
    let before = read(&mut tx, project).await?;
    let (after, content) = rule::edit(&before, record.version, form, known_zone)?;
    let mut changed = Changed {
        record: project,
        version: record.version,
        called: after.title.clone(),
    };
    if content == Content::none() {
        return tx.commit_unchanged(changed).await;
    }
    changed.version = write(&mut tx, &record, &before, &after).await?;
    let event = Event::of(Kind::ProjectChanged, project, Some(project), content);
    tx.commit(vec![event], changed).await
}

#[derive(FromRow)]
struct Row {
    title: String,
    description: String,
    zone: String,
    minutes_per_day: i64,
    calendar: Option<Uuid>,
    method: String,
    estimate: String,
}

async fn read(tx: &mut Tx, project: RecordId) -> Result<Fields> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT title, description, zone, minutes_per_day, calendar, method, estimate FROM project WHERE workspace = $1 AND id = $2"
    );
    let row: Row = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_one(c)
        .await)?;
    Ok(Fields {
        title: row.title,
        description: row.description,
        zone: row.zone,
        minutes_per_day: row.minutes_per_day,
        calendar: row.calendar.map(RecordId),
        method: Method::parse(&row.method).unwrap_or(Method::Planned),
        estimate: Estimate::parse(&row.estimate).unwrap_or(Estimate::Time),
    })
}

async fn write(tx: &mut Tx, record: &Record, before: &Fields, fields: &Fields) -> Result<i64> {
    refuse_foreign_calendar(tx, record, fields.calendar).await?;
    let version = record::touch(tx, record).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE project SET title = $3, title_folded = $4, description = $5, zone = $6, minutes_per_day = $7, calendar = $8, method = $9, estimate = $10 WHERE workspace = $1 AND id = $2"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(&fields.title)
        .bind(text::fold(&fields.title))
        .bind(&fields.description)
        .bind(&fields.zone)
        .bind(fields.minutes_per_day)
        .bind(fields.calendar.map(|id| id.0))
        .bind(fields.method.code())
        .bind(fields.estimate.code())
        .execute(c)
        .await
        .map(|_| ()))?;
    if fields.zone != before.zone {
        let [from, to] = [before, fields].map(|fields| Wall::of(&fields.zone));
        redate::all(tx, RecordId(record.id), from, to).await?;
    }
    Ok(version)
}

/// A calendar of the workspace's, or one that came with this project.
async fn refuse_foreign_calendar(
    tx: &mut Tx,
    record: &Record,
    calendar: Option<RecordId>,
) -> Result<()> {
    let Some(calendar) = calendar else {
        return Ok(());
    };
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT COUNT(*) FROM calendar ca JOIN record r ON r.workspace = ca.workspace AND r.id = ca.id \
         WHERE ca.workspace = $1 AND ca.id = $2 AND r.trashed_at IS NULL AND (r.project IS NULL OR r.project = $3)"
    );
    let there: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(calendar.0)
        .bind(record.id)
        .fetch_one(c)
        .await)?;
    if there == 1 {
        Ok(())
    } else {
        Err(Refused::field("calendar", Code::NotAChoice).into())
    }
}

/// Takes a change back: each field gets the value it had.
pub(crate) async fn set_back(
    tx: &mut Tx,
    record: &Record,
    said: &Content,
) -> Result<(Kind, Content, i64)> {
    let now = read(tx, RecordId(record.id)).await?;
    let mut back = now.clone();
    let mut content = Content::none();
    for (name, change) in &said.fields {
        let text = || change.before.as_str().unwrap_or_default().to_owned();
        match name.as_str() {
            "title" => back.title = text(),
            "description" => back.description = text(),
            "zone" => back.zone = text(),
            "minutes_per_day" => {
                back.minutes_per_day = change.before.as_i64().unwrap_or(now.minutes_per_day);
            }
            "method" => back.method = Method::parse(&text()).unwrap_or(now.method),
            "estimate" => back.estimate = Estimate::parse(&text()).unwrap_or(now.estimate),
            "calendar" => back.calendar = RecordId::parse(&text()).ok(),
            _ => continue,
        }
        content = content.with(name, change.after.clone(), change.before.clone());
    }
    let version = write(tx, record, &now, &back).await?;
    Ok((Kind::ProjectChanged, content, version))
}
