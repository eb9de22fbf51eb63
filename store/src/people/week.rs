//! The workspace's usual week, and each person's own from a day on.

use chrono::NaiveDate;
use domain::access::{EditPeople, ManageWorkspace};
use domain::event::{Content, Kind};
use domain::id::{MemberId, WorkspaceId};
use domain::people::capacity::{Pattern, Usual};
use domain::people::holiday::Place;
use domain::people::week::Week;
use domain::refusal::{Code, Refused};
use serde::Serialize;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::absence::{name_of, zone_of};
use super::zone;
use crate::Db;
use crate::chain::Event;
use crate::db::{Reader, now, on};
use crate::error::{Result, absent};
use crate::keys::{Granted, Over};
use crate::sql::sql;
use crate::tx::{Act, Done, Tx, begin};

/// Sets the week that everybody takes who has said nothing else.
pub async fn set_usual(
    db: &Db,
    key: &Granted<ManageWorkspace>,
    act: &Act,
    usual: &Usual,
) -> Result<Done<()>> {
    edit_usual(db, key, act, |_| Ok(usual.clone())).await
}

/// Changes it: `change` is given what it is, where it is set, and says what it becomes.
pub async fn edit_usual(
    db: &Db,
    key: &Granted<ManageWorkspace>,
    act: &Act,
    change: impl FnOnce(Option<&Usual>) -> std::result::Result<Usual, Refused> + Send,
) -> Result<Done<()>> {
    let mut tx = begin!(db, key, act);
    let workspace = tx.workspace();
    let before = usual_week(&mut tx, workspace).await?;
    let usual = change(before.as_ref())?;
    if before.as_ref() == Some(&usual) {
        return tx.commit_unchanged(()).await;
    }
    put_usual(&mut tx, Some(&usual)).await?;
    let event = usual_event(before.as_ref(), Some(&usual));
    tx.commit(vec![event], ()).await
}

fn usual_event(before: Option<&Usual>, after: Option<&Usual>) -> Event {
    let content = Content::none().with("usual_week", json(before), json(after));
    Event::of_workspace(Kind::UsualWeekSet, content)
}

/// Sets it back to what it was before an event, when it still is what the event left.
pub(super) async fn set_usual_back(tx: &mut Tx, before: &Value, after: &Value) -> Result<Event> {
    let workspace = tx.workspace();
    let is = usual_week(tx, workspace).await?;
    if json(is.as_ref()) != *after {
        return Err(Refused::conflict(Code::ChangedSince).into());
    }
    let back: Option<Usual> = read(before)?;
    put_usual(tx, back.as_ref()).await?;
    Ok(usual_event(is.as_ref(), back.as_ref()))
}

async fn put_usual(tx: &mut Tx, usual: Option<&Usual>) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!("DELETE FROM usual_week WHERE workspace = $1");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .execute(c)
        .await
        .map(|_| ()))?;
    let Some(Usual { week, place }) = usual else {
        return Ok(());
    };
    let [
        monday,
        tuesday,
        wednesday,
        thursday,
        friday,
        saturday,
        sunday,
    ] = week.minutes;
    let text = sql!(
        "INSERT INTO usual_week (workspace, monday, tuesday, wednesday, thursday, friday, saturday, sunday, begins, break_minutes, country, region, set_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(monday)
        .bind(tuesday)
        .bind(wednesday)
        .bind(thursday)
        .bind(friday)
        .bind(saturday)
        .bind(sunday)
        .bind(week.begins)
        .bind(week.break_minutes)
        .bind(&place.country)
        .bind(&place.region)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Sets a person's week from a day on.
pub async fn set_week(
    db: &Db,
    key: &Over<EditPeople>,
    act: &Act,
    pattern: &Pattern,
) -> Result<Done<String>> {
    let mut tx = begin!(db, key, act);
    let person = key.person();
    let name = name_of(&mut tx, person).await?;
    let before = pattern_of(&mut tx, person, pattern.first_day).await?;
    if before.as_ref() == Some(pattern) {
        return tx.commit_unchanged(name).await;
    }
    put_pattern(&mut tx, person, pattern.first_day, Some(pattern)).await?;
    let event = week_event(person, before.as_ref(), Some(pattern));
    tx.commit(vec![event], name).await
}

fn week_event(person: MemberId, before: Option<&Pattern>, after: Option<&Pattern>) -> Event {
    let whose = person.to_string();
    let content = Content::none().with("member", whose.clone(), whose).with(
        "week",
        json(before),
        json(after),
    );
    Event::of_workspace(Kind::WeekSet, content)
}

pub(super) async fn set_week_back(
    tx: &mut Tx,
    person: MemberId,
    before: &Value,
    after: &Value,
) -> Result<Event> {
    let (back, left): (Option<Pattern>, Option<Pattern>) = (read(before)?, read(after)?);
    let Some(first_day) = left.as_ref().or(back.as_ref()).map(|p| p.first_day) else {
        return absent();
    };
    let is = pattern_of(tx, person, first_day).await?;
    if is != left {
        return Err(Refused::conflict(Code::ChangedSince).into());
    }
    put_pattern(tx, person, first_day, back.as_ref()).await?;
    Ok(week_event(person, is.as_ref(), back.as_ref()))
}

async fn pattern_of(
    tx: &mut Tx,
    person: MemberId,
    first_day: NaiveDate,
) -> Result<Option<Pattern>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT member, first_day, monday, tuesday, wednesday, thursday, friday, saturday, sunday, begins, break_minutes, availability, country, region \
         FROM working_pattern WHERE workspace = $1 AND member = $2 AND first_day = $3"
    );
    let row: Option<PatternRow> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(person.0)
        .bind(first_day)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(Into::into))
}

async fn put_pattern(
    tx: &mut Tx,
    person: MemberId,
    first_day: NaiveDate,
    pattern: Option<&Pattern>,
) -> Result<()> {
    let workspace = tx.workspace().0;
    let text =
        sql!("DELETE FROM working_pattern WHERE workspace = $1 AND member = $2 AND first_day = $3");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(person.0)
        .bind(first_day)
        .execute(c)
        .await
        .map(|_| ()))?;
    let Some(pattern) = pattern else {
        return Ok(());
    };
    let [
        monday,
        tuesday,
        wednesday,
        thursday,
        friday,
        saturday,
        sunday,
    ] = pattern.week.minutes;
    let text = sql!(
        "INSERT INTO working_pattern (workspace, member, first_day, monday, tuesday, wednesday, thursday, friday, saturday, sunday, begins, break_minutes, availability, country, region, set_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(person.0)
        .bind(first_day)
        .bind(monday)
        .bind(tuesday)
        .bind(wednesday)
        .bind(thursday)
        .bind(friday)
        .bind(saturday)
        .bind(sunday)
        .bind(pattern.week.begins)
        .bind(pattern.week.break_minutes)
        .bind(pattern.availability)
        .bind(&pattern.place.country)
        .bind(&pattern.place.region)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Sets one's own zone: nobody is moved by another.
pub async fn set_zone(
    db: &Db,
    key: &Over<EditPeople>,
    act: &Act,
    to: &str,
) -> Result<Done<String>> {
    if !key.is_own() {
        return absent();
    }
    if zone::named(to).is_none() {
        return Err(Refused::field("zone", Code::NotAZone).into());
    }
    let mut tx = begin!(db, key, act);
    let before = zone_of(&mut tx, key.person()).await?;
    let name = name_of(&mut tx, key.person()).await?;
    if before == to {
        return tx.commit_unchanged(name).await;
    }
    let event = put_zone(&mut tx, key.person(), &before, to).await?;
    tx.commit(vec![event], name).await
}

pub(super) async fn set_zone_back(
    tx: &mut Tx,
    key: &Over<EditPeople>,
    before: &Value,
    after: &Value,
) -> Result<Event> {
    let is = zone_of(tx, key.person()).await?;
    if !key.is_own() {
        return absent();
    }
    if after.as_str() != Some(&is) {
        return Err(Refused::conflict(Code::ChangedSince).into());
    }
    put_zone(tx, key.person(), &is, before.as_str().unwrap_or("Etc/UTC")).await
}

async fn put_zone(tx: &mut Tx, person: MemberId, before: &str, after: &str) -> Result<Event> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE account SET zone = $3 WHERE id = (SELECT m.account FROM member m WHERE m.workspace = $1 AND m.id = $2)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(person.0)
        .bind(after)
        .execute(c)
        .await
        .map(|_| ()))?;
    let whose = person.to_string();
    let content = Content::none()
        .with("member", whose.clone(), whose)
        .with("zone", before, after);
    Ok(Event::of_workspace(Kind::ZoneSet, content))
}

fn json<T: Serialize>(value: Option<&T>) -> Value {
    // Serialising these into a value cannot fail; null is what nothing is.
    serde_json::to_value(value).unwrap_or_default()
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<Option<T>> {
    // An event that says what cannot be read is not taken back.
    serde_json::from_value(value.clone()).map_err(|_| Refused::conflict(Code::Final).into())
}

/// The usual week; nobody has said one yet is `None`.
pub(crate) async fn usual_week(
    reader: &mut impl Reader,
    workspace: WorkspaceId,
) -> Result<Option<Usual>> {
    let text = sql!(
        "SELECT monday, tuesday, wednesday, thursday, friday, saturday, sunday, begins, break_minutes, country, region FROM usual_week WHERE workspace = $1"
    );
    let row: Option<UsualRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace.0)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(|row| Usual {
        week: row.week.into(),
        place: Place::new(&row.country, &row.region),
    }))
}

#[derive(FromRow)]
struct UsualRow {
    #[sqlx(flatten)]
    week: WeekRow,
    country: String,
    region: String,
}

#[derive(FromRow)]
pub(crate) struct PatternRow {
    pub member: Uuid,
    pub first_day: NaiveDate,
    #[sqlx(flatten)]
    pub week: WeekRow,
    pub availability: i64,
    pub country: String,
    pub region: String,
}

impl From<PatternRow> for Pattern {
    fn from(row: PatternRow) -> Self {
        Self {
            first_day: row.first_day,
            week: row.week.into(),
            availability: row.availability,
            place: Place::new(&row.country, &row.region),
        }
    }
}

#[derive(FromRow)]
pub(crate) struct WeekRow {
    monday: i64,
    tuesday: i64,
    wednesday: i64,
    thursday: i64,
    friday: i64,
    saturday: i64,
    sunday: i64,
    begins: i64,
    break_minutes: i64,
}

impl From<WeekRow> for Week {
    fn from(row: WeekRow) -> Self {
        Self {
            minutes: [
                row.monday,
                row.tuesday,
                row.wednesday,
                row.thursday,
                row.friday,
                row.saturday,
                row.sunday,
            ],
            begins: row.begins,
            break_minutes: row.break_minutes,
        }
    }
}
