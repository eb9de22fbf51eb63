//! When is work possible in a project: its calendar (or the usual week, or what is assumed), in its zone, as moments.
//!
//! Loaded once for a page or a change, in four statements whatever the number of projects; [`Shelf::working`] then
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
        let kept = calendar.and_then(|id| self.calendars.get(&id));
        let (origin, calendar) = match (kept, &self.usual) {
            (Some((name, calendar)), _) => (Origin::Calendar(name.clone()), calendar.clone()),
            (None, Some(usual)) => (
                Origin::Usual,
                Calendar::of_week(&usual.week, usual.place.clone()),
            ),
            (None, None) => (
                Origin::Assumed,
                Calendar::of_week(&ASSUMED, Place::default()),
            ),
        };
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

/// The calendars of a project or of every one, and those that they are as.
macro_rules! wanted {
    ($rest:literal) => {
        concat!(
            "WITH RECURSIVE wanted (id) AS ( \
             SELECT p.calendar FROM project p WHERE p.workspace = $1 AND p.calendar IS NOT NULL AND ($4 OR p.id = $3) \
             UNION SELECT t.calendar FROM task t WHERE t.workspace = $1 AND t.calendar IS NOT NULL AND ($4 OR t.project = $3) \
             UNION SELECT b.base FROM calendar b JOIN wanted w ON b.id = w.id WHERE b.workspace = $1 AND b.base IS NOT NULL) ",
            $rest
        )
    };
}

async fn load(
    reader: &mut impl Reader,
    workspace: WorkspaceId,
    project: Uuid,
    every: bool,
) -> Result<Shelf> {
    let text = sql!(wanted!(
        "SELECT c.id, c.name, c.country, c.region, c.base FROM calendar c JOIN wanted w ON w.id = c.id WHERE c.workspace = $1 ORDER BY c.id LIMIT $2"
    ));
    let calendars: Vec<CalendarRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace.0)
        .bind(MANY)
        .bind(project)
        .bind(every)
        .fetch_all(c)
        .await)?;
    let usual = usual_week(reader, workspace).await?;
    if calendars.is_empty() {
        return Ok(shelve(calendars, Vec::new(), Vec::new(), usual));
    }
    let text = sql!(wanted!(
        "SELECT h.calendar, h.weekday, h.since, h.until FROM calendar_hours h JOIN wanted w ON w.id = h.calendar WHERE h.workspace = $1 ORDER BY h.calendar, h.weekday, h.since LIMIT $2"
    ));
    let hours: Vec<HoursRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace.0)
        .bind(MANY)
        .bind(project)
        .bind(every)
        .fetch_all(c)
        .await)?;
    let text = sql!(wanted!(
        "SELECT d.calendar, d.first_day, d.last_day, d.name, d.hours FROM calendar_day d JOIN wanted w ON w.id = d.calendar WHERE d.workspace = $1 ORDER BY d.calendar, d.first_day, d.id LIMIT $2"
    ));
    let days: Vec<DayRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace.0)
        .bind(MANY)
        .bind(project)
        .bind(every)
        .fetch_all(c)
        .await)?;
    Ok(shelve(calendars, hours, days, usual))
}

#[derive(FromRow)]
struct CalendarRow {
    id: Uuid,
    name: String,
    country: String,
    region: String,
    base: Option<Uuid>,
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
    first_day: NaiveDate,
    last_day: NaiveDate,
    name: String,
    hours: String,
}

fn shelve(
    rows: Vec<CalendarRow>,
    hours: Vec<HoursRow>,
    days: Vec<DayRow>,
    usual: Option<Usual>,
) -> Shelf {
    let mut bare: HashMap<Uuid, (CalendarRow, Calendar)> = rows
        .into_iter()
        .map(|row| {
            let calendar = Calendar {
                place: Place::new(&row.country, &row.region),
                ..Calendar::default()
            };
            (row.id, (row, calendar))
        })
        .collect();
    for row in hours {
        let day = usize::try_from(row.weekday - 1).ok();
        let calendar = bare.get_mut(&row.calendar).map(|(_, calendar)| calendar);
        if let (Some(day), Some(calendar)) = (day, calendar)
            && let Some(weekday) = calendar.weekdays.get_mut(day)
        {
            let weekday = weekday.get_or_insert_default();
            // No minutes at all say that the day is free, where the base may say otherwise.
            if row.since < row.until {
                weekday.push(Hours::new(row.since, row.until));
            }
        }
    }
    for row in days {
        if let Some((_, calendar)) = bare.get_mut(&row.calendar) {
            calendar.days.push(Exception {
                first_day: row.first_day,
                last_day: row.last_day,
                name: row.name,
                // Hours that cannot be read are a closed day, as the calendar's page shows it.
                hours: read(&row.hours).unwrap_or_default(),
            });
        }
    }
    let calendars = bare
        .iter()
        .map(|(id, (row, _))| (*id, (row.name.clone(), with_base(&bare, *id, DEEPEST))))
        .collect();
    Shelf { calendars, usual }
}

fn with_base(bare: &HashMap<Uuid, (CalendarRow, Calendar)>, id: Uuid, deeper: usize) -> Calendar {
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
