//! Calendars of the workspace: named, kept, used by projects.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{ManageCalendars, ManageProject, SeeProjects};
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::people::calendar::read;
use domain::people::holiday::Place;
use domain::people::typed::{CLOSED_DAYS, Calendar, ClosedDay, stored};
use domain::people::week::Hours;
use domain::refusal::{Bad, Code, Refused};
use domain::text;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::{Reader, on};
use crate::error::{Result, absent};
use crate::keys::{Granted, Key};
use crate::record::{self, Record, kind};
use crate::sql::sql;
use crate::trash;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Most calendars on a page, and most rows of their hours and days.
const CALENDARS: i64 = 200;
const ROWS: i64 = 2000;

pub async fn create(
    db: &Db,
    key: &Granted<ManageCalendars>,
    act: &Act,
    id: RecordId,
    new: &Calendar,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    record::make(
        &mut tx,
        &record::New {
            id,
            kind: kind::CALENDAR,
            project: None,
            parent: None,
            audience: Audience::Internal,
        },
    )
    .await?;
    refuse_taken(&mut tx, id, &new.name).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO calendar (workspace, id, name, name_folded, country, region) VALUES ($1, $2, '', '', '', '')"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    write(&mut tx, id, new).await?;
    let content = Content::none().with("calendar", Value::Null, json(new));
    tx.commit(
        vec![Event::of(Kind::CalendarCreated, id, None, content)],
        changed(id, 1, new),
    )
    .await
}

/// Changes a calendar: `change` is given what it is and says what it becomes.
pub async fn edit(
    db: &Db,
    key: &Granted<ManageCalendars>,
    act: &Act,
    id: RecordId,
    change: impl FnOnce(Calendar) -> std::result::Result<Calendar, Refused> + Send,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let record = load(&mut tx, id).await?;
    let before = said(&mut tx, id).await?;
    let mut after = change(before.clone()).map_err(|why| why.at(record.version))?;
    // In the order in which they are read, so that an event's calendar compares with what is.
    after.days.sort_by_key(|day| (day.first_day, day.id));
    if after.days.len() > CLOSED_DAYS {
        let most = Bad(Code::TooFar, CLOSED_DAYS.to_string());
        return Err(Refused::field_with("first_day", most.0, most.1).into());
    }
    if after == before {
        let answer = changed(id, record.version, &after);
        return tx.commit_unchanged(answer).await;
    }
    refuse_taken(&mut tx, id, &after.name).await?;
    let version = record::touch(&mut tx, &record).await?;
    write(&mut tx, id, &after).await?;
    let event = event(id, &before, &after);
    tx.commit(vec![event], changed(id, version, &after)).await
}

/// Puts a calendar away that nothing stands on any more.
pub async fn put_away(
    db: &Db,
    key: &Granted<ManageCalendars>,
    act: &Act,
    id: RecordId,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let record = load(&mut tx, id).await?;
    let calendar = said(&mut tx, id).await?;
    let version = mark(&mut tx, &record).await?;
    let content = Content::none().with("trashed", false, true);
    let event = Event::of(Kind::RecordTrashed, id, None, content);
    tx.commit(vec![event], changed(id, version, &calendar))
        .await
}

pub async fn bring_back(
    db: &Db,
    key: &Granted<ManageCalendars>,
    act: &Act,
    id: RecordId,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let record = held(&mut tx, id).await?;
    let calendar = said(&mut tx, id).await?;
    let version = trash::unmark(&mut tx, &record).await?;
    let content = Content::none().with("trashed", true, false);
    let event = Event::of(Kind::RecordRestored, id, None, content);
    tx.commit(vec![event], changed(id, version, &calendar))
        .await
}

pub(super) async fn mark(tx: &mut Tx, record: &Record) -> Result<i64> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT (SELECT COUNT(*) FROM project p WHERE p.workspace = $1 AND p.calendar = $2) + (SELECT COUNT(*) FROM task t WHERE t.workspace = $1 AND t.calendar = $2) \
         + (SELECT COUNT(*) FROM calendar c JOIN record r ON r.workspace = c.workspace AND r.id = c.id WHERE c.workspace = $1 AND c.base = $2 AND r.trashed_at IS NULL)"
    );
    let users: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(record.id)
        .fetch_one(c)
        .await)?;
    if users > 0 {
        return Err(Refused::Conflict {
            code: Code::InUse,
            arg: users.to_string(),
        }
        .into());
    }
    trash::mark(tx, record).await
}

/// Sets a calendar back to what it was before an event, when it still is what the event left.
pub(super) async fn set_back(
    tx: &mut Tx,
    id: RecordId,
    before: &Value,
    after: &Value,
) -> Result<(Event, i64)> {
    let record = load(tx, id).await?;
    let is = said(tx, id).await?;
    let back: Calendar = serde_json::from_value(before.clone())
        .map_err(|_| crate::Error::from(Refused::conflict(Code::Final)))?;
    if json(&is) != *after {
        return Err(Refused::conflict(Code::ChangedSince).into());
    }
    refuse_taken(tx, id, &back.name).await?;
    let version = record::touch(tx, &record).await?;
    write(tx, id, &back).await?;
    Ok((event(id, &is, &back), version))
}

fn event(id: RecordId, before: &Calendar, after: &Calendar) -> Event {
    let content = Content::none().with("calendar", json(before), json(after));
    Event::of(Kind::CalendarChanged, id, None, content)
}

fn json(calendar: &Calendar) -> Value {
    // Serialising a calendar into a value cannot fail.
    serde_json::to_value(calendar).unwrap_or_default()
}

fn changed(record: RecordId, version: i64, calendar: &Calendar) -> Changed {
    Changed {
        record,
        version,
        called: calendar.name.clone(),
    }
}

/// A calendar of the workspace, in the trash or not. One that came with a project's file is that project's.
pub(super) async fn held(tx: &mut Tx, id: RecordId) -> Result<Record> {
    let record = record::load(tx, id).await?;
    if record.kind == kind::CALENDAR && record.project().is_none() {
        Ok(record)
    } else {
        absent()
    }
}

pub(super) async fn load(tx: &mut Tx, id: RecordId) -> Result<Record> {
    let record = held(tx, id).await?;
    if record.is_live() {
        Ok(record)
    } else {
        absent()
    }
}

/// Two calendars of one name could not be told apart where one is chosen.
async fn refuse_taken(tx: &mut Tx, id: RecordId, name: &str) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT COUNT(*) FROM calendar c JOIN record r ON r.workspace = c.workspace AND r.id = c.id WHERE c.workspace = $1 AND c.name_folded = $2 AND c.id <> $3 AND r.project IS NULL AND r.trashed_at IS NULL"
    );
    let others: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(text::fold(name))
        .bind(id.0)
        .fetch_one(c)
        .await)?;
    if others > 0 {
        Err(Refused::field_with("name", Code::Taken, name).into())
    } else {
        Ok(())
    }
}

async fn write(tx: &mut Tx, id: RecordId, calendar: &Calendar) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE calendar SET name = $3, name_folded = $4, country = $5, region = $6 WHERE workspace = $1 AND id = $2"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id.0)
        .bind(&calendar.name)
        .bind(text::fold(&calendar.name))
        .bind(&calendar.place.country)
        .bind(&calendar.place.region)
        .execute(c)
        .await
        .map(|_| ()))?;
    for text in [
        sql!("DELETE FROM calendar_hours WHERE workspace = $1 AND calendar = $2"),
        sql!("DELETE FROM calendar_day WHERE workspace = $1 AND calendar = $2"),
    ] {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(id.0)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    for (weekday, hours) in (1_i64..).zip(&calendar.weekdays) {
        let Some(hours) = hours else { continue };
        // Free is said by no minutes, so that a base does not say otherwise.
        let free = [Hours::new(0, 0)];
        let pieces = if hours.is_empty() { &free[..] } else { hours };
        for piece in pieces {
            let text = sql!(
                "INSERT INTO calendar_hours (workspace, calendar, weekday, since, until) VALUES ($1, $2, $3, $4, $5)"
            );
            on!(tx.conn(), |c| sqlx::query(text)
                .bind(workspace)
                .bind(id.0)
                .bind(weekday)
                .bind(piece.from)
                .bind(piece.to)
                .execute(c)
                .await
                .map(|_| ()))?;
        }
    }
    for day in &calendar.days {
        let text = sql!(
            "INSERT INTO calendar_day (workspace, calendar, id, first_day, last_day, name, hours) VALUES ($1, $2, $3, $4, $5, $6, $7)"
        );
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(id.0)
            .bind(day.id)
            .bind(day.first_day)
            .bind(day.last_day)
            .bind(&day.name)
            .bind(stored(&day.hours))
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

async fn said(tx: &mut Tx, id: RecordId) -> Result<Calendar> {
    let workspace = tx.workspace().0;
    let found = read_calendars(tx, workspace, Which::One(id.0)).await?;
    let first = found.into_iter().next();
    first.map_or_else(absent, |kept| Ok(kept.calendar))
}

/// A calendar in a list.
#[derive(Clone, Debug)]
pub struct Kept {
    pub id: Uuid,
    pub calendar: Calendar,
    /// The calendar it is as, where it says nothing itself.
    pub base: Option<String>,
    base_id: Option<Uuid>,
    pub projects: i64,
    /// Of how many days it says something; the first of them are read.
    pub days: i64,
}

/// The calendars of the workspace, by name.
pub async fn calendars(db: &Db, key: &Granted<SeeProjects>) -> Result<Vec<Kept>> {
    let mut held = db.hold().await?;
    read_calendars(&mut held, key.acting().workspace.0, Which::OfWorkspace).await
}

/// The calendars that are a project's own, by name. Where one says nothing of a weekday it has its base's hours.
pub async fn of_project(db: &Db, key: &Granted<ManageProject>) -> Result<Vec<Kept>> {
    let which = Which::OfProject(key.in_project()?.0);
    let mut held = db.hold().await?;
    let mut kept = read_calendars(&mut held, key.workspace().0, which).await?;
    as_their_base(&mut kept);
    Ok(kept)
}

/// Bases that stand on each other; real ones stand on one.
const DEEP: usize = 10;

fn as_their_base(kept: &mut [Kept]) {
    for _ in 0..DEEP {
        let weeks: HashMap<Uuid, Vec<Option<Vec<Hours>>>> = kept
            .iter()
            .map(|one| (one.id, one.calendar.weekdays.clone()))
            .collect();
        let mut changed = false;
        for one in kept.iter_mut() {
            let Some(base) = one.base_id.and_then(|id| weeks.get(&id)) else {
                continue;
            };
            for (own, other) in one.calendar.weekdays.iter_mut().zip(base) {
                if own.is_none() && other.is_some() {
                    own.clone_from(other);
                    changed = true;
                }
            }
        }
        if !changed {
            return;
        }
    }
}

#[derive(FromRow)]
struct CalendarRow {
    id: Uuid,
    name: String,
    country: String,
    region: String,
    base: Option<String>,
    base_id: Option<Uuid>,
    projects: i64,
    days: i64,
}

#[derive(FromRow)]
struct HoursRow {
    calendar: Uuid,
    weekday: i64,
    since: i64,
    until: i64,
}

#[derive(FromRow)]
struct DayRow {
    calendar: Uuid,
    id: Uuid,
    first_day: NaiveDate,
    last_day: NaiveDate,
    name: String,
    hours: String,
}

/// Which calendars are read.
enum Which {
    OfWorkspace,
    OfProject(Uuid),
    One(Uuid),
}

/// Rows of `r` that are asked for: `$2` whether the workspace's own, `$3` the one, `$4` the project whose own.
macro_rules! which {
    () => {
        "((r.trashed_at IS NULL AND r.project IS NULL AND $2) OR r.id = $3 OR (r.trashed_at IS NULL AND r.project = $4))"
    };
}

async fn read_calendars(
    reader: &mut impl Reader,
    workspace: Uuid,
    which: Which,
) -> Result<Vec<Kept>> {
    let all = matches!(which, Which::OfWorkspace);
    let (one, project) = match which {
        Which::OfWorkspace => (Uuid::nil(), Uuid::nil()),
        Which::OfProject(project) => (Uuid::nil(), project),
        Which::One(one) => (one, Uuid::nil()),
    };
    let text = sql!(
        "SELECT c.id, c.name, c.country, c.region, b.name AS base, c.base AS base_id, (SELECT COUNT(*) FROM project p WHERE p.workspace = c.workspace AND p.calendar = c.id) AS projects, \
         (SELECT COUNT(*) FROM calendar_day d WHERE d.workspace = c.workspace AND d.calendar = c.id) AS days \
         FROM calendar c JOIN record r ON r.workspace = c.workspace AND r.id = c.id LEFT JOIN calendar b ON b.workspace = c.workspace AND b.id = c.base \
         WHERE c.workspace = $1 AND ",
        which!(),
        " ORDER BY c.name_folded, c.id LIMIT $5"
    );
    let rows: Vec<CalendarRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(all)
        .bind(one)
        .bind(project)
        .bind(CALENDARS)
        .fetch_all(c)
        .await)?;
    let text = sql!(
        "SELECT h.calendar, h.weekday, h.since, h.until FROM calendar_hours h JOIN record r ON r.workspace = h.workspace AND r.id = h.calendar WHERE h.workspace = $1 AND ",
        which!(),
        " ORDER BY h.calendar, h.weekday, h.since LIMIT $5"
    );
    let hours: Vec<HoursRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(all)
        .bind(one)
        .bind(project)
        .bind(ROWS)
        .fetch_all(c)
        .await)?;
    let text = sql!(
        "SELECT d.calendar, d.id, d.first_day, d.last_day, d.name, d.hours FROM calendar_day d JOIN record r ON r.workspace = d.workspace AND r.id = d.calendar WHERE d.workspace = $1 AND ",
        which!(),
        " ORDER BY d.first_day, d.id LIMIT $5"
    );
    let days: Vec<DayRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(all)
        .bind(one)
        .bind(project)
        .bind(ROWS)
        .fetch_all(c)
        .await)?;
    let mut by_id: HashMap<Uuid, Calendar> = HashMap::new();
    for row in hours {
        let calendar = by_id.entry(row.calendar).or_default();
        calendar.weekdays.resize(7, None);
        let at = usize::try_from(row.weekday - 1).unwrap_or(7);
        if let Some(weekday) = calendar.weekdays.get_mut(at) {
            let pieces = weekday.get_or_insert_default();
            if row.since < row.until {
                pieces.push(Hours::new(row.since, row.until));
            }
        }
    }
    for row in days {
        by_id.entry(row.calendar).or_default().days.push(ClosedDay {
            id: row.id,
            first_day: row.first_day,
            last_day: row.last_day,
            name: row.name,
            hours: read(&row.hours).unwrap_or_default(),
        });
    }
    let kept = rows.into_iter().map(|row| {
        let mut calendar = by_id.remove(&row.id).unwrap_or_default();
        calendar.weekdays.resize(7, None);
        calendar.name = row.name;
        calendar.place = Place::new(&row.country, &row.region);
        Kept {
            id: row.id,
            calendar,
            base: row.base,
            base_id: row.base_id,
            projects: row.projects,
            days: row.days,
        }
    });
    Ok(kept.collect())
}

/// Whether this is a calendar of the workspace, in the trash or not.
pub async fn is_one(db: &Db, key: &Granted<ManageCalendars>, id: RecordId) -> Result<bool> {
    let text = sql!(
        "SELECT COUNT(*) FROM calendar c JOIN record r ON r.workspace = c.workspace AND r.id = c.id WHERE c.workspace = $1 AND c.id = $2 AND r.project IS NULL"
    );
    let many: i64 = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(key.workspace().0)
        .bind(id.0)
        .fetch_one(c)
        .await)?;
    Ok(many > 0)
}

/// A calendar in the trash.
#[derive(Clone, Debug, FromRow)]
pub struct PutAway {
    pub id: Uuid,
    pub name: String,
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

pub async fn in_trash(db: &Db, key: &Granted<ManageCalendars>) -> Result<Vec<PutAway>> {
    let text = sql!(
        "SELECT c.id, c.name, a.name AS by, r.trashed_at AS at FROM calendar c JOIN record r ON r.workspace = c.workspace AND r.id = c.id \
         LEFT JOIN member m ON m.workspace = r.workspace AND m.id = r.trashed_by LEFT JOIN account a ON a.id = m.account \
         WHERE c.workspace = $1 AND r.project IS NULL AND r.trashed_at IS NOT NULL ORDER BY r.trashed_at DESC, c.id LIMIT 50"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.workspace().0)
        .fetch_all(c)
        .await)?)
}
