//! When is work possible in a project: its calendar (or the usual week, or what is assumed), in its zone, as moments.
//!
//! Loaded once for a page or a change, in two statements whatever the number of projects; [`Shelf::working`] then
//! answers without the database.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::access::ViewProject;
use domain::id::{MemberId, RecordId, WorkspaceId};
use domain::people::calendar::{Calendar, Exception, read};
use domain::people::capacity::{Time, Usual};
use domain::people::holiday::Place;
use domain::people::week::{ASSUMED, Hours};
use planner::calendar::{Calendar as Moments, Interval};
use sqlx::FromRow;
use uuid::Uuid;

use super::capacity::{self, Whom};
use super::holidays::Kept;
use super::week::usual_week;
use super::zone;
use crate::Db;
use crate::db::{Reader, on};
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::sql::sql;

/// Most rows of one kind that are read for a page.
const MANY: i64 = 2000;

/// One local day of a project: its working minutes as they really are, and those in which one member works too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkedDay {
    pub day: NaiveDate,
    pub minutes: i64,
    pub shared: i64,
}

/// Days of a project with those of one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worked {
    pub days: Vec<WorkedDay>,
    /// Where the project's time is known from.
    pub origin: Origin,
    /// Whether its public holidays were known on all of the days.
    pub holidays_known: bool,
    /// Whether the member's week is known; if not, all of the project's time is taken for theirs.
    pub person_known: bool,
}

/// The days of a project, and how much of them a member shares: company ∩ country ∩ person.
pub async fn worked_days(
    db: &Db,
    key: &Granted<ViewProject>,
    member: MemberId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Worked> {
    let (project, workspace) = (key.in_project()?, key.workspace());
    let mut held = db.hold().await?;
    let text = sql!(
        "SELECT p.zone, p.calendar, a.zone AS member_zone FROM project p JOIN member m ON m.workspace = p.workspace AND m.id = $3 JOIN account a ON a.id = m.account \
         WHERE p.workspace = $1 AND p.id = $2"
    );
    let row: Option<(String, Option<Uuid>, String)> = on!(held.conn(), |c| sqlx::query_as(text)
        .bind(workspace.0)
        .bind(project.0)
        .bind(member.0)
        .fetch_optional(c)
        .await)?;
    let Some((here, calendar, there)) = row else {
        return absent();
    };
    let shelf = of_project(&mut held, workspace, project).await?;
    // A day more on both sides: the person's days begin and end at other moments than the project's.
    let (before, after) = (from.pred_opt().unwrap_or(from), to.succ_opt().unwrap_or(to));
    let whom = Whom::One(member);
    let times = capacity::load(&mut held, workspace, whom, before, after).await?;
    let working = shelf.working(zone::of(&here), calendar, from, to);
    let time = times.of(member);
    let (shared, person_known) = together(&working, &time, zone::of(&there), before, after);
    let days = from.iter_days().take_while(|day| *day <= to).map(|day| {
        let Interval { start, finish } = zone::days(working.zone, day, day);
        WorkedDay {
            day,
            minutes: i64::from(working.moments.work_between(start, finish)),
            shared: i64::from(shared.work_between(start, finish)),
        }
    });
    Ok(Worked {
        days: days.collect(),
        origin: working.origin.clone(),
        holidays_known: working.holidays_known,
        person_known,
    })
}

/// Calendars are as others at most this often in a row; a file that says more is read as far as this.
const DEEPEST: usize = 8;

/// Where a project's working time is known from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A calendar of this name.
    Calendar(String),
    /// The workspace's usual week.
    Usual,
    /// Nobody has said anything: Monday to Friday, nine to five, and whoever shows it says so.
    Assumed,
}

/// Working time in a window.
pub(crate) struct Working {
    pub zone: Tz,
    pub moments: Moments,
    pub origin: Origin,
    /// Whether public holidays were known on all days of the window.
    pub holidays_known: bool,
}

/// The calendars that a page or a change needs, and the usual week.
pub(crate) struct Shelf {
    calendars: HashMap<Uuid, (String, Calendar)>,
    usual: Option<Usual>,
}

impl Shelf {
    /// Working time of a project from one of its local days to another, both included.
    pub fn working(
        &self,
        zone: Tz,
        calendar: Option<Uuid>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Working {
        let (origin, calendar) = self.calendar(calendar);
        let mut pieces = Vec::new();
        let mut holidays_known = true;
        for (day, said) in calendar.local(from, to, &Kept) {
            holidays_known &= said.holidays_known;
            pieces.extend(zone::hours(zone, day, &said.hours));
        }
        Working {
            zone,
            moments: Moments::of_union(pieces),
            origin,
            holidays_known,
        }
    }

    /// The days on which nobody works by a project's calendar, or by the company's usual week, each with its name where
    /// it has one.
    pub fn days_off(
        &self,
        calendar: Option<Uuid>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Vec<(NaiveDate, Option<String>)> {
        let (_, calendar) = self.calendar(calendar);
        let days = calendar.local(from, to, &Kept);
        days.filter(|(_, said)| said.hours.is_empty())
            .map(|(day, said)| (day, said.because))
            .collect()
    }

    /// Whether nobody works on a day, by a calendar or by the company's usual week.
    pub fn is_off(&self, calendar: Option<Uuid>) -> impl Fn(NaiveDate) -> bool + use<> {
        let (_, calendar) = self.calendar(calendar);
        move |day| calendar.on(day, &Kept).hours.is_empty()
    }

    /// By which calendar a project goes, and where it is known from.
    fn calendar(&self, calendar: Option<Uuid>) -> (Origin, Calendar) {
        let kept = calendar.and_then(|id| self.calendars.get(&id));
        match (kept, &self.usual) {
            (Some((name, calendar)), _) => (Origin::Calendar(name.clone()), calendar.clone()),
            (None, Some(usual)) => (
                Origin::Usual,
                Calendar::of_week(&usual.week, usual.place.clone()),
            ),
            (None, None) => (
                Origin::Assumed,
                Calendar::of_week(&ASSUMED, Place::default()),
            ),
        }
    }
}

/// When a person works, as moments; `None` where their week is unknown on any of the days.
pub(crate) fn of_person(time: &Time, zone: Tz, from: NaiveDate, to: NaiveDate) -> Option<Moments> {
    let mut pieces: Vec<Interval> = Vec::new();
    for day in from.iter_days().take_while(|day| *day <= to) {
        pieces.extend(zone::hours(zone, day, &time.hours(day, &Kept)?));
    }
    Some(Moments::of_union(pieces))
}

/// When a person can work on a project: company ∩ country ∩ person. A person whose week is unknown is taken as the
/// project is, and the answer says so. `from` and `to` are days of the person, and wider than the project's by one.
pub(crate) fn together(
    project: &Working,
    time: &Time,
    zone: Tz,
    from: NaiveDate,
    to: NaiveDate,
) -> (Moments, bool) {
    match of_person(time, zone, from, to) {
        Some(person) => (project.moments.intersection(&person), true),
        None => (project.moments.clone(), false),
    }
}

/// What one project needs: its own calendar and those of its tasks.
pub(crate) async fn of_project(
    reader: &mut impl Reader,
    workspace: WorkspaceId,
    project: RecordId,
) -> Result<Shelf> {
    load(reader, workspace, project.0, false).await
}

/// What pages across projects need: the calendars of all projects.
pub(crate) async fn of_projects(reader: &mut impl Reader, workspace: WorkspaceId) -> Result<Shelf> {
    load(reader, workspace, Uuid::nil(), true).await
}

/// The calendars of a project or of every one, and those that they are as: found once, and only where there are any.
macro_rules! wanted {
    ($rest:literal) => {
        concat!(
            "WITH RECURSIVE wanted (id) AS MATERIALIZED ( \
             SELECT p.calendar FROM project p WHERE p.workspace = $1 AND p.calendar IS NOT NULL AND ($4 OR p.id = $3) \
             UNION SELECT t.calendar FROM task t WHERE t.workspace = $1 AND t.calendar IS NOT NULL AND ($4 OR t.project = $3) \
             UNION SELECT b.base FROM calendar b JOIN wanted w ON b.id = w.id WHERE b.workspace = $1 AND b.base IS NOT NULL) ",
            $rest
        )
    };
}

/// The same where the usual week has been read already.
pub(crate) async fn of_projects_beside(
    reader: &mut impl Reader,
    workspace: WorkspaceId,
    usual: Option<Usual>,
) -> Result<Shelf> {
    let rows = kept(reader, workspace, Uuid::nil(), true).await?;
    Ok(shelve(rows, usual))
}

async fn load(
    reader: &mut impl Reader,
    workspace: WorkspaceId,
    project: Uuid,
    every: bool,
) -> Result<Shelf> {
    let rows = kept(reader, workspace, project, every).await?;
    let usual = usual_week(reader, workspace).await?;
    Ok(shelve(rows, usual))
}

async fn kept(
    reader: &mut impl Reader,
    workspace: WorkspaceId,
    project: Uuid,
    every: bool,
) -> Result<Vec<KeptRow>> {
    let text = sql!(wanted!(
        "SELECT x.what, x.id, x.name, x.country, x.region, x.base, x.weekday, x.since, x.until, x.first_day, x.last_day, x.hours FROM ( \
         SELECT c.* FROM (SELECT 'calendar' AS what, c.id, c.name, c.country, c.region, c.base, CAST(NULL AS BIGINT) AS weekday, CAST(NULL AS BIGINT) AS since, CAST(NULL AS BIGINT) AS until, \
         CAST(NULL AS DATE) AS first_day, CAST(NULL AS DATE) AS last_day, '' AS hours, c.id AS own FROM calendar c CROSS JOIN wanted w WHERE w.id = c.id AND c.workspace = $1 ORDER BY c.id LIMIT $2) c UNION ALL \
         SELECT h.* FROM (SELECT 'hours' AS what, h.calendar AS id, '' AS name, '' AS country, '' AS region, CAST(NULL AS UUID) AS base, h.weekday, h.since, h.until, CAST(NULL AS DATE) AS first_day, CAST(NULL AS DATE) AS last_day, '' AS hours, h.calendar AS own \
         FROM calendar_hours h CROSS JOIN wanted w WHERE w.id = h.calendar AND h.workspace = $1 ORDER BY h.calendar, h.weekday, h.since LIMIT $2) h UNION ALL \
         SELECT d.* FROM (SELECT 'day' AS what, d.calendar AS id, d.name, '' AS country, '' AS region, CAST(NULL AS UUID) AS base, CAST(NULL AS BIGINT) AS weekday, CAST(NULL AS BIGINT) AS since, CAST(NULL AS BIGINT) AS until, d.first_day, d.last_day, d.hours, d.id AS own \
         FROM calendar_day d CROSS JOIN wanted w WHERE w.id = d.calendar AND d.workspace = $1 ORDER BY d.calendar, d.first_day, d.id LIMIT $2) d) x \
         ORDER BY x.what, x.id, x.weekday, x.since, x.first_day, x.own"
    ));
    Ok(on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace.0)
        .bind(MANY)
        .bind(project)
        .bind(every)
        .fetch_all(c)
        .await)?)
}

/// A calendar, hours of one of its weekdays, or a day of its own.
#[derive(FromRow)]
struct KeptRow {
    what: String,
    /// The calendar's.
    id: Uuid,
    name: String,
    country: String,
    region: String,
    base: Option<Uuid>,
    weekday: Option<i64>,
    since: Option<i64>,
    until: Option<i64>,
    first_day: Option<NaiveDate>,
    last_day: Option<NaiveDate>,
    hours: String,
}

/// Calendars come before what belongs to them.
fn shelve(rows: Vec<KeptRow>, usual: Option<Usual>) -> Shelf {
    let mut bare: HashMap<Uuid, (Bare, Calendar)> = HashMap::new();
    for row in rows {
        if row.what == "calendar" {
            let calendar = Calendar {
                place: Place::new(&row.country, &row.region),
                ..Calendar::default()
            };
            let (name, base) = (row.name, row.base);
            bare.insert(row.id, (Bare { name, base }, calendar));
        } else if let Some((_, calendar)) = bare.get_mut(&row.id) {
            belongs(calendar, row);
        }
    }
    let calendars = bare
        .iter()
        .map(|(id, (row, _))| (*id, (row.name.clone(), with_base(&bare, *id, DEEPEST))))
        .collect();
    Shelf { calendars, usual }
}

fn belongs(calendar: &mut Calendar, row: KeptRow) {
    if let (Some(first_day), Some(last_day)) = (row.first_day, row.last_day) {
        calendar.days.push(Exception {
            first_day,
            last_day,
            name: row.name,
            // Hours that cannot be read are a closed day, as the calendar's page shows it.
            hours: read(&row.hours).unwrap_or_default(),
        });
    }
    if let (Some(weekday), Some(since), Some(until)) = (row.weekday, row.since, row.until)
        && let Ok(day) = usize::try_from(weekday - 1)
        && let Some(weekday) = calendar.weekdays.get_mut(day)
    {
        let weekday = weekday.get_or_insert_default();
        // No minutes at all say that the day is free, where the base may say otherwise.
        if since < until {
            weekday.push(Hours::new(since, until));
        }
    }
}

struct Bare {
    name: String,
    base: Option<Uuid>,
}

fn with_base(bare: &HashMap<Uuid, (Bare, Calendar)>, id: Uuid, deeper: usize) -> Calendar {
    let Some((row, calendar)) = bare.get(&id) else {
        return Calendar::default();
    };
    let base = row
        .base
        .filter(|base| deeper > 0 && bare.contains_key(base))
        .map(|base| Box::new(with_base(bare, base, deeper - 1)));
    Calendar {
        base,
        ..calendar.clone()
    }
}
