//! How a task comes again: said, shown beforehand, taken back. The rules are `domain::plan::recurrence`; [`next`] makes
//! the next one.

pub mod next;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::EditTasks;
use domain::event::{Change, Content, Kind};
use domain::form;
use domain::id::{RecordId, WorkspaceId};
use domain::plan::recurrence::{
    self as rule, DaysOff, Kept, Occurrence, RECURRENCE, Rule, SHOWN, Series,
};
use domain::refusal::{Code, Refused};
use serde_json::{Value, json};
use sqlx::FromRow;
use uuid::Uuid;

use super::fields::{self, Edited, Loaded, bump};
use super::moving;
use super::wall::Wall;
use crate::Db;
use crate::db::{Reader, now, on};
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::people::calendar;
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// How a task comes again, and the next days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurring {
    pub series: Series,
    pub to_come: Vec<NaiveDate>,
    /// What day it is in the project.
    pub today: NaiveDate,
}

/// Says how a task comes again, or that it does not.
pub async fn set_recurrence(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    form: &form::SetRecurrence,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    moving::hold(&mut tx, project).await?;
    let loaded = fields::load(&mut tx, task, project).await?;
    let workspace = tx.workspace();
    let ground = ground(&mut tx, workspace, task).await?;
    if form.was != was(ground.series.as_ref()) {
        return Err(Refused::conflict(Code::ChangedSince).into());
    }
    let after = ground.after(form)?;
    if after.as_ref().map(|series| &series.rule) == ground.series.as_ref().map(|s| &s.rule) {
        return fields::commit(tx, loaded, None).await;
    }
    if let Some(series) = &after {
        days(&mut tx, workspace, &ground, series).await?;
    }
    let id = ground.id.unwrap_or_else(Uuid::now_v7);
    let edited = put_said(&mut tx, &loaded, &ground, after.map(|series| (id, series))).await?;
    fields::commit(tx, loaded, edited).await
}

/// The days on which a task would come again, were it said so.
pub async fn preview(
    db: &Db,
    key: &Granted<EditTasks>,
    task: RecordId,
    form: &form::SetRecurrence,
) -> Result<Option<Recurring>> {
    let workspace = key.workspace();
    let mut reader = db.hold().await?;
    let ground = ground(&mut reader, workspace, task).await?;
    let Some(series) = ground.after(form)? else {
        return Ok(None);
    };
    let to_come = days(&mut reader, workspace, &ground, &series).await?;
    Ok(Some(ground.recurring(series, to_come)))
}

/// How the task of a page comes again.
pub(super) async fn of_page(
    reader: &mut impl Reader,
    workspace: WorkspaceId,
    task: Uuid,
) -> Result<Option<Recurring>> {
    let ground = ground(reader, workspace, RecordId(task)).await?;
    let Some(series) = ground.series.clone() else {
        return Ok(None);
    };
    let to_come = ground.to_come(reader, workspace, &series).await?;
    Ok(Some(ground.recurring(series, to_come)))
}

/// The rule as a form carries it, to be told from another.
pub fn was(series: Option<&Series>) -> String {
    series.map_or_else(String::new, |series| json!(series.rule).to_string())
}

async fn days(
    reader: &mut impl Reader,
    workspace: WorkspaceId,
    ground: &Ground,
    series: &Series,
) -> Result<Vec<NaiveDate>> {
    let to_come = ground.to_come(reader, workspace, series).await?;
    if to_come.is_empty() {
        return Err(rule::never_comes().into());
    }
    Ok(to_come)
}

/// What the days of a task go by.
struct Ground {
    project: Uuid,
    wall: Wall,
    calendar: Option<Uuid>,
    /// Where the task lies, or the first of its parts; unknown where there is no date at all.
    day: Option<NaiveDate>,
    has_parts: bool,
    done_at: Option<DateTime<Utc>>,
    id: Option<Uuid>,
    series: Option<Series>,
}

impl Ground {
    fn today(&self) -> NaiveDate {
        self.wall.today(now())
    }

    fn recurring(&self, series: Series, to_come: Vec<NaiveDate>) -> Recurring {
        Recurring {
            series,
            to_come,
            today: self.today(),
        }
    }

    /// The series as a form says it: another rule begins anew with the task as it lies, and goes on counting.
    fn after(&self, form: &form::SetRecurrence) -> Result<Option<Series>> {
        let (today, known) = (self.today(), self.series.as_ref());
        let day = self.day.or(known.map(|series| series.newest.day));
        let day = day.unwrap_or(today);
        let rule = rule::rule(form, day, today)?;
        Ok(rule.map(|rule| match known {
            Some(series) if series.rule == rule => series.clone(),
            Some(series) => Series {
                nth: series.nth,
                ..Series::begun(rule, day)
            },
            None => Series::begun(rule, day),
        }))
    }

    async fn to_come(
        &self,
        reader: &mut impl Reader,
        workspace: WorkspaceId,
        series: &Series,
    ) -> Result<Vec<NaiveDate>> {
        let shelf = calendar::of_project(reader, workspace, RecordId(self.project)).await?;
        let is_off = shelf.is_off(self.calendar);
        Ok(series.to_come(SHOWN, self.today(), &is_off))
    }
}

#[derive(FromRow)]
struct GroundRow {
    project: Uuid,
    zone: String,
    calendar: Option<Uuid>,
    day: Option<NaiveDate>,
    has_parts: bool,
    day_of_parts: Option<NaiveDate>,
    closed_at: Option<DateTime<Utc>>,
    id: Option<Uuid>,
    rule: Option<String>,
    after_done: Option<bool>,
    days_off: Option<String>,
    since: Option<NaiveDate>,
    by_rule: Option<NaiveDate>,
    lies_on: Option<NaiveDate>,
    nth: Option<i64>,
}

async fn ground(
    reader: &mut impl Reader,
    workspace: WorkspaceId,
    task: RecordId,
) -> Result<Ground> {
    let text = sql!(
        "SELECT t.project, p.zone, COALESCE(t.calendar, p.calendar) AS calendar, COALESCE(t.start_day, t.finish_day, t.deadline_day) AS day, below.day AS day_of_parts, below.many > 0 AS has_parts, \
         cl.closed_at, rc.id, rc.rule, rc.after_done, rc.days_off, rc.since, rc.by_rule, rc.day AS lies_on, rc.nth \
         FROM task t JOIN project p ON p.workspace = t.workspace AND p.id = t.project \
         CROSS JOIN (SELECT COUNT(*) AS many, MIN(COALESCE(b.start_day, b.finish_day, b.deadline_day)) AS day FROM task own JOIN task b ON b.workspace = own.workspace AND b.project = own.project \
         AND b.outline > own.outline AND b.outline < own.outline || 'g' JOIN record br ON br.workspace = b.workspace AND br.id = b.id \
         WHERE own.workspace = $1 AND own.id = $2 AND br.trashed_at IS NULL) below \
         LEFT JOIN closing cl ON cl.workspace = t.workspace AND cl.task = t.id \
         LEFT JOIN recurrence rc ON rc.workspace = t.workspace AND rc.task = t.id WHERE t.workspace = $1 AND t.id = $2"
    );
    let row: Option<GroundRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace.0)
        .bind(task.0)
        .fetch_optional(c)
        .await)?;
    let Some(row) = row else { return absent() };
    Ok(Ground {
        project: row.project,
        wall: Wall::of(&row.zone),
        calendar: row.calendar,
        day: if row.has_parts {
            row.day_of_parts.or(row.day)
        } else {
            row.day
        },
        has_parts: row.has_parts,
        done_at: row.closed_at,
        id: row.id,
        series: row.series(),
    })
}

impl GroundRow {
    fn series(&self) -> Option<Series> {
        let days_off = DaysOff::parse(self.days_off.as_deref()?).ok()?;
        Some(Series {
            rule: Rule::read(self.rule.as_deref()?, self.after_done?, days_off)?,
            since: self.since?,
            newest: Occurrence {
                by_rule: self.by_rule?,
                day: self.lies_on?,
            },
            nth: u32::try_from(self.nth?).ok()?,
        })
    }
}

/// Makes it so and says so.
async fn put_said(
    tx: &mut Tx,
    task: &Loaded,
    before: &Ground,
    after: Option<(Uuid, Series)>,
) -> Result<Edited> {
    put(tx, task.record.id, after.as_ref()).await?;
    let version = bump(tx, task.record.id).await?;
    let before = before.id.zip(before.series.as_ref());
    let after = after.as_ref().map(|(id, series)| (*id, series));
    let content = Content::none().with(RECURRENCE, said(before), said(after));
    let event = task.event(Kind::TaskRecurrenceChanged, content);
    Ok(Some((version, event)))
}

fn said(series: Option<(Uuid, &Series)>) -> Value {
    series.map_or(Value::Null, |(id, series)| json!(Kept::of(id, series)))
}

/// Sets a task's series back to what it was before a change, as long as it is still as that left it.
pub(super) async fn set_back(tx: &mut Tx, task: &Loaded, change: &Change) -> Result<()> {
    moving::hold(tx, task.project).await?;
    let workspace = tx.workspace();
    let ground = ground(tx, workspace, task.id()).await?;
    if said(ground.id.zip(ground.series.as_ref())) != change.after {
        return Err(Refused::conflict(Code::ChangedSince).into());
    }
    let before: Option<Kept> = serde_json::from_value(change.before.clone())
        .map_err(|_| Refused::conflict(Code::Final))?;
    let before = before.map(|kept| (kept.id, kept.series()));
    put(tx, task.record.id, before.as_ref()).await
}

/// The series of a task is this one, or there is none.
async fn put(tx: &mut Tx, task: Uuid, to: Option<&(Uuid, Series)>) -> Result<()> {
    let (workspace, maker) = (tx.workspace().0, tx.maker());
    let text = sql!("DELETE FROM recurrence WHERE workspace = $1 AND task = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .execute(c)
        .await
        .map(|_| ()))?;
    let Some((id, series)) = to else {
        return Ok(());
    };
    let look_from = series.look_from();
    let text = sql!(
        "INSERT INTO recurrence (workspace, id, task, rule, after_done, days_off, since, by_rule, day, nth, look_from, waits, set_at, set_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id)
        .bind(task)
        .bind(series.rule.text())
        .bind(series.rule.after_done())
        .bind(series.rule.days_off.code())
        .bind(series.since)
        .bind(series.newest.by_rule)
        .bind(series.newest.day)
        .bind(i64::from(series.nth))
        .bind(look_from)
        .bind(series.goes_on())
        .bind(now())
        .bind(maker)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
