//! Accepts or rejects the dates of a plan. It shares no code with the passes: it reads the plan as written and counts
//! work in calendars.
//!
//! Dates must hold each task's duration, keep its constraint and follow its links. A constraint that names a latest date
//! or the date itself is kept even against a link (see [`Constraint`]), and nothing moves a pinned task; so a link into
//! such a task may be broken, and every other one must hold.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Calendar, Interval, Minute},
    links::{Lag, Link, LinkKind},
    plan::{Constraint, LagCalendar, Plan, Task},
};

/// The first thing wrong. Numbers are positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Violation {
    /// Not one pair of dates a task.
    Count,
    /// A calendar or task is named that is not there.
    Unknown,
    /// A pinned task is elsewhere.
    Pinned {
        /// A position in the tasks.
        task: u32,
    },
    /// The task begins or ends outside its calendar, or there is another amount of work between its dates.
    Work {
        /// A position in the tasks.
        task: u32,
    },
    /// The task starts before the plan.
    Early {
        /// A position in the tasks.
        task: u32,
    },
    /// The task's constraint is not kept.
    Constraint {
        /// A position in the tasks.
        task: u32,
    },
    /// A link that nothing excuses is not kept.
    Link {
        /// A position in the links.
        link: u32,
    },
}

/// `dates` has a start and a finish for each task.
pub fn check(plan: &Plan, dates: &[Interval]) -> Result<(), Violation> {
    if dates.len() != plan.tasks.len() {
        return Err(Violation::Count);
    }
    for ((task, row), dates) in (0u32..).zip(&plan.tasks).zip(dates) {
        let calendar = calendar(plan, row.calendar)?;
        match row.pinned {
            Some(pinned) if pinned == *dates => {}
            Some(_) => return Err(Violation::Pinned { task }),
            None => own(plan.start, task, row, calendar, *dates)?,
        }
    }
    let always = Calendar::always();
    for (position, link) in (0u32..).zip(&plan.links) {
        let row = |task: u32| plan.tasks.get(task as usize).ok_or(Violation::Unknown);
        let (before, after) = (row(link.from)?, row(link.to)?);
        if is_excused(after) {
            continue;
        }
        let counts = match plan.lag_calendar {
            LagCalendar::Predecessor => calendar(plan, before.calendar)?,
            LagCalendar::Successor => calendar(plan, after.calendar)?,
            LagCalendar::Project(own) => calendar(plan, own)?,
            LagCalendar::Always => &always,
        };
        let (from, to) = (dates[link.from as usize], dates[link.to as usize]);
        if !follows(link, (from, before.duration), to, counts) {
            return Err(Violation::Link { link: position });
        }
    }
    Ok(())
}

fn calendar(plan: &Plan, position: u32) -> Result<&Calendar, Violation> {
    plan.calendars
        .get(position as usize)
        .ok_or(Violation::Unknown)
}

/// Nothing moves it, or its constraint is kept against its links.
const fn is_excused(row: &Task) -> bool {
    row.pinned.is_some()
        || matches!(
            row.constraint,
            Constraint::StartNoLaterThan(_)
                | Constraint::FinishNoLaterThan(_)
                | Constraint::MustStartOn(_)
                | Constraint::MustFinishOn(_)
        )
}

/// What a task keeps by itself.
fn own(
    start: Minute,
    task: u32,
    row: &Task,
    calendar: &Calendar,
    dates: Interval,
) -> Result<(), Violation> {
    let within = if row.duration == 0 {
        dates.start == dates.finish
    } else {
        dates.start < dates.finish
            && calendar.works_at(dates.start)
            // A bound inside a break is kept by finishing when the break ends.
            && (calendar.works_at(dates.finish - 1) || calendar.works_at(dates.finish))
            && calendar.work_between(dates.start, dates.finish) == row.duration
    };
    if !within {
        return Err(Violation::Work { task });
    }
    if dates.start < start && !is_excused(row) {
        return Err(Violation::Early { task });
    }
    // The instant between two intervals has two names: a date is late when work could have been done before it.
    let idle = |from: Minute, to: Minute| from >= to || calendar.work_between(from, to) == 0;
    let kept = match row.constraint {
        Constraint::AsSoonAsPossible | Constraint::AsLateAsPossible => true,
        Constraint::StartNoEarlierThan(at) => dates.start >= at,
        Constraint::FinishNoEarlierThan(at) => dates.finish >= at,
        Constraint::StartNoLaterThan(at) => idle(at, dates.start),
        Constraint::FinishNoLaterThan(at) => idle(at, dates.finish),
        Constraint::MustStartOn(at) => dates.start >= at && idle(at, dates.start),
        Constraint::MustFinishOn(at) => dates.finish <= at && idle(dates.finish, at),
    };
    if kept {
        Ok(())
    } else {
        Err(Violation::Constraint { task })
    }
}

/// Between the two ends there is as much time as the lag asks for.
fn follows(link: &Link, from: (Interval, i32), to: Interval, calendar: &Calendar) -> bool {
    let (from, duration) = from;
    let (leaves, enters) = match link.kind {
        LinkKind::FinishToStart => (from.finish, to.start),
        LinkKind::StartToStart => (from.start, to.start),
        LinkKind::FinishToFinish => (from.finish, to.finish),
        LinkKind::StartToFinish => (from.start, to.finish),
    };
    let (lag, on_the_clock) = match link.lag {
        Lag::Working(lag) => (i64::from(lag), false),
        Lag::Elapsed(lag) => (i64::from(lag), true),
        Lag::Percent(percent) => (part(percent, duration), false),
        Lag::ElapsedPercent(percent) => (part(percent, duration), true),
    };
    if on_the_clock || lag == 0 {
        return i64::from(enters) >= i64::from(leaves) + lag;
    }
    let wanted = i64::from(calendar.work_until(leaves)) + lag;
    wanted <= 0 || i64::from(calendar.work_until(enters)) >= wanted
}

/// Halves are rounded away from zero.
const fn part(percent: i32, duration: i32) -> i64 {
    let product = percent as i64 * duration as i64;
    (product + product.signum() * 50) / 100
}
