//! Today: everything that the page of a morning stands on, in twelve statements whatever the size of the workspace.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};
use domain::access::{Right, Standing};
use domain::day::band::{Item, What};
use domain::day::morning::{self, Facts};
use domain::people::week::Hours;
use uuid::Uuid;

use super::facts::{self, Asked, TaskRow};
use super::log::{self, Reach, Read, Told};
use super::people::{self, Around, Since};
use super::{Mark, marks, refuse_without_day};
use crate::Db;
use crate::error::Result;
use crate::keys::Sight;
use crate::people::calendar;
use crate::people::capacity::{self, Times, Whom};
use crate::people::holidays::Kept;
use crate::people::zone;

/// What a morning stands on.
#[derive(Clone, Debug)]
pub struct Today {
    pub day: NaiveDate,
    /// Minutes after midnight, in the reader's zone.
    pub now: i64,
    /// Whether they steer projects: then the page is of all of them, else of what is theirs.
    pub steers: bool,
    /// Whether the reader is the one to say the usual week, and nobody has.
    pub asks_week: bool,
    pub facts: Facts,
    /// There are more projects or people than the facts have.
    pub is_cut: bool,
    /// Absences that others have said since the step of hours was marked.
    pub fresh_away: i64,
    /// Tasks that are due or have stopped, of which the facts hold the first.
    pub total: i64,
    pub log: Read,
    pub marks: Vec<Mark>,
    /// When the reader works today, where that is known.
    pub hours: Vec<(i64, i64)>,
    /// What has a time today, and when the reader is away.
    pub items: Vec<Item>,
}

impl Today {
    /// When a step was marked done, and the newest event then.
    pub fn mark(&self, step: &str) -> Option<&Mark> {
        self.marks
            .iter()
            .find(|mark| mark.step == step && mark.day == self.day)
    }
}

pub async fn today(db: &Db, sight: &Sight, zone_name: &str, now: DateTime<Utc>) -> Result<Today> {
    refuse_without_day(sight)?;
    let tz = zone::of(zone_name);
    let day = zone::day_of(tz, now);
    let me = sight.member().0;
    let mut reader = db.hold().await?;
    let marks = marks(&mut reader, (sight.workspace().0, me), day).await?;
    let week = morning::week(day);
    let money = marks
        .iter()
        .find(|mark| mark.step == "money" && mark.day == day);
    let since = Since {
        seq: money.map_or(i64::MAX, |mark| mark.seq),
        first: day,
        last: week.1,
    };
    let around = people::around(&mut reader, sight, &since, now).await?;
    let steers = around.steers;
    let asked = Asked {
        sight,
        everybody: steers,
        today: day,
        week_ends: week.1,
        fresh_after: fresh_after(&marks, day),
    };
    let (rows, total, late) = facts::tasks(&mut reader, &asked).await?;
    let rows_read = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let first = day.pred_opt().unwrap_or(day);
    let last = people::horizon(first);
    let workspace = sight.workspace();
    let times = capacity::load(&mut reader, workspace, Whom::Everybody, first, last).await?;
    let usual = times.usual().cloned();
    let shelf = calendar::of_projects_beside(&mut reader, workspace, usual).await?;
    let zones = &around.zones;
    let waiting = rows.iter().filter(|row| row.waits());
    let waiting = waiting.map(|row| (row.id(), row.waiting())).collect();
    let (links, unread) = facts::before(&mut reader, sight, &waiting, zones, &shelf, now).await?;
    let until = day + TimeDelta::days(morning::AHEAD + 1);
    let (assignments, outside) = facts::assignments(&mut reader, sight, &rows).await?;
    let (loads, loads_known) = facts::loads(&mut reader, sight, day, until).await?;
    let told = if steers { Told::Everybody } else { Told::Own };
    let of = |at: NaiveDate| {
        marks
            .iter()
            .find(|mark| mark.day == at && mark.step == "log")
    };
    let mut read = match of(day).and_then(log::closed) {
        Some(read) => read,
        None => {
            log::open(
                &mut reader,
                sight,
                zone_name,
                day,
                of(first),
                told,
                Reach::Recent,
            )
            .await?
        }
    };
    for (id, name) in &around.people {
        read.names.insert(*id, name.clone());
    }
    let projects = around.projects.iter();
    read.projects = projects
        .map(|p| (p.id, (p.key.clone(), p.title.clone())))
        .collect();
    let mut items = moments(&rows, &around, tz, day);
    let (hours, away) = own_hours(&times, me, day);
    items.extend(away);
    let local = now.with_timezone(&tz).time();
    Ok(Today {
        day,
        now: i64::from(local.hour() * 60 + local.minute()),
        steers,
        asks_week: times.usual().is_none()
            && Standing {
                workspace: Some(sight.role()),
                project: None,
            }
            .may(Right::ManageWorkspace),
        is_cut: around.is_cut,
        fresh_away: around.fresh_away,
        facts: Facts {
            links,
            assignments,
            loads,
            loads_known,
            // Each by the day of its own project, where all were read.
            late: (rows_read < total).then_some(late),
            ..gather((me, day), around, rows, outside, &unread, &times, first)
        },
        total,
        log: read,
        marks,
        hours,
        items,
    })
}

/// The oldest of today's marks: what is older is new to none of them.
fn fresh_after(marks: &[Mark], day: NaiveDate) -> i64 {
    let of_today = marks.iter().filter(|mark| mark.day == day);
    of_today.map(|mark| mark.seq).min().unwrap_or(i64::MAX)
}

/// The tasks with their people and projects; what was read beside them is not in it yet.
fn gather(
    (me, today): (Uuid, NaiveDate),
    around: Around,
    rows: Vec<TaskRow>,
    mut outside: HashMap<Uuid, Vec<String>>,
    unread: &HashSet<Uuid>,
    times: &Times,
    first: NaiveDate,
) -> Facts {
    let days: HashMap<Uuid, NaiveDate> = around.projects.iter().map(|p| (p.id, p.today)).collect();
    let tasks = rows.into_iter().map(|row| {
        let project = row.project();
        let there = days.get(&project).copied().unwrap_or(today);
        let zone = around.zones.get(&project).map_or("", String::as_str);
        let outside = outside.remove(&row.id()).unwrap_or_default();
        row.task(there, zone, outside, unread)
    });
    let tasks = tasks.collect();
    let people = around.people.into_iter();
    Facts {
        me,
        only_me: !around.steers,
        today,
        projects: around.projects,
        tasks,
        links: vec![],
        assignments: vec![],
        loads: vec![],
        loads_known: true,
        late: None,
        people: people
            .map(|one| people::person(times, one, first))
            .collect(),
        in_projects: around.in_projects,
    }
}

/// What has a time of day today, in the reader's zone.
fn moments(rows: &[TaskRow], around: &Around, tz: chrono_tz::Tz, day: NaiveDate) -> Vec<Item> {
    let keys: HashMap<Uuid, &str> = around
        .projects
        .iter()
        .map(|p| (p.id, p.key.as_str()))
        .collect();
    let mut items = Vec::new();
    for row in rows {
        let letters = keys.get(&row.project()).copied().unwrap_or_default();
        let at = |at: Option<DateTime<Utc>>| {
            let there = at.map(|at| at.with_timezone(&tz));
            let there = there.filter(|at| at.date_naive() == day)?.time();
            Some(i64::from(there.hour() * 60 + there.minute()))
        };
        // What begins and ends today takes its time; of anything else its end, else its deadline, else its start.
        let (start, finish) = (at(row.start_at), at(row.finish_at));
        let span = start.zip(finish).filter(|(from, to)| from < to);
        let one = finish.or_else(|| at(row.deadline_at)).or(start);
        let Some((from, to)) = span.or(one.zip(one)) else {
            continue;
        };
        items.push(Item {
            what: What::Moment,
            from,
            to,
            title: row.title().to_owned(),
            code: row.code(letters),
            is_labelled: true,
        });
    }
    items.sort_by_key(|item| item.from);
    items.truncate(12);
    items
}

/// When the reader works today as usual, and the part of it that they are away.
fn own_hours(times: &Times, me: Uuid, day: NaiveDate) -> (Vec<(i64, i64)>, Option<Item>) {
    let time = times.of(domain::id::MemberId(me));
    let here = domain::people::capacity::Time {
        away: vec![],
        ..time.clone()
    };
    let pieces = |hours: Vec<Hours>| hours.iter().map(|h| (h.from, h.to)).collect::<Vec<_>>();
    let usual = pieces(here.hours(day, &Kept).unwrap_or_default());
    let left = pieces(time.hours(day, &Kept).unwrap_or_default());
    let away = time.on(day, &Kept).away.filter(|_| !usual.is_empty());
    let item = away.map(|_| {
        let (begins, ends) = span(&usual);
        // What is left of the day stands before or after the time away.
        let (from, to) = match (left.first(), left.last()) {
            (Some(first), _) if first.0 > begins => (begins, first.0),
            (_, Some(last)) if last.1 < ends => (last.1, ends),
            _ => (begins, ends),
        };
        Item {
            what: What::Away,
            from,
            to,
            title: String::new(),
            code: String::new(),
            is_labelled: true,
        }
    });
    (usual, item)
}

fn span(hours: &[(i64, i64)]) -> (i64, i64) {
    let from = hours.iter().map(|h| h.0).min().unwrap_or(0);
    let to = hours.iter().map(|h| h.1).max().unwrap_or(0);
    (from, to)
}
