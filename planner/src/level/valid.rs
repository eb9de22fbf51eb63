//! Refuses what is no portfolio before anything is computed, so that nothing behind it can overflow or miss a row.

use super::{
    error::PortfolioError as Error,
    model::{Actual, Fixed, Form, Mode, Need, Portfolio, Task},
};
use crate::{
    calendar::{FIRST, Interval, LAST, Minute},
    plan::{Constraint, LagCalendar},
};

/// Working minutes of a task, its effort, and its lags' share of it: 190 years.
const LONGEST: i32 = 100_000_000;
/// Ten thousand whole units.
const MOST_UNITS: i32 = 1_000_000;
const MOST_PEOPLE: u32 = 100;
const MOST_NEEDS: usize = 64;

pub(super) fn check(portfolio: &Portfolio) -> Result<(), Error> {
    if !known(portfolio.start) || !portfolio.data_date.is_none_or(known) {
        return Err(Error::Start);
    }
    let calendars = portfolio.calendars.len();
    if matches!(portfolio.lag_calendar, LagCalendar::Project(c) if c as usize >= calendars) {
        return Err(Error::UnknownLagCalendar);
    }
    for (project, row) in (0u32..).zip(&portfolio.projects) {
        let dates = row.start.is_none_or(known) && row.due.is_none_or(known);
        if !dates || !(1..=1_000).contains(&row.priority) {
            return Err(Error::Project { project });
        }
    }
    for (resource, row) in (0u32..).zip(&portfolio.resources) {
        let steps = row.capacity.windows(2).all(|two| two[0].from < two[1].from)
            && row
                .capacity
                .iter()
                .all(|step| known(step.from) && (0..=MOST_UNITS).contains(&step.units));
        let skills = row
            .skills
            .iter()
            .all(|skill| skill.from.is_none_or(known) && skill.until.is_none_or(known));
        if row.calendar as usize >= calendars
            || !steps
            || !skills
            || !(1..=MOST_PEOPLE).contains(&row.people)
            || !row.first.is_none_or(known)
            || !row.last.is_none_or(known)
        {
            return Err(Error::Resource { resource });
        }
    }
    for (freeze, row) in (0u32..).zip(&portfolio.freezes) {
        if !is_interval(row.window) || row.window.start == row.window.finish {
            return Err(Error::Freeze { freeze });
        }
    }
    for (task, row) in (0u32..).zip(&portfolio.tasks) {
        check_task(portfolio, task, row)?;
    }
    for (at, link) in portfolio.links.iter().enumerate() {
        let (Some(_), Some(to)) = (
            portfolio.tasks.get(link.from as usize),
            portfolio.tasks.get(link.to as usize),
        ) else {
            return Err(Error::UnknownTask { link: at });
        };
        if to.form == Form::Summary && link.kind.enters_finish() {
            return Err(Error::SummaryLink { link: at });
        }
    }
    Ok(())
}

fn check_task(portfolio: &Portfolio, task: u32, row: &Task) -> Result<(), Error> {
    if row.calendar as usize >= portfolio.calendars.len() {
        return Err(Error::UnknownCalendar { task });
    }
    if row.project as usize >= portfolio.projects.len().max(1) {
        return Err(Error::UnknownProject { task });
    }
    if let Some(parent) = row.parent {
        let parent = portfolio.tasks.get(parent as usize);
        if parent.is_none_or(|parent| parent.form != Form::Summary) {
            return Err(Error::UnknownParent { task });
        }
    }
    let constraint = match row.constraint {
        Constraint::AsSoonAsPossible | Constraint::AsLateAsPossible => None,
        Constraint::StartNoEarlierThan(at)
        | Constraint::StartNoLaterThan(at)
        | Constraint::FinishNoEarlierThan(at)
        | Constraint::FinishNoLaterThan(at)
        | Constraint::MustStartOn(at)
        | Constraint::MustFinishOn(at) => Some(at),
    };
    let manual = match row.mode {
        Mode::Auto => true,
        Mode::Manual(dates) => is_interval(dates),
    };
    let present = row.present.as_ref().map(|present| present.start);
    if !manual
        || [constraint, row.deadline, present]
            .into_iter()
            .flatten()
            .any(|at| !known(at))
    {
        return Err(Error::Dates { task });
    }
    let size = |minutes: i32| (0..=LONGEST).contains(&minutes);
    if !size(row.duration)
        || !row.effort.is_none_or(size)
        || !row.split.is_none_or(|least| (1..=LONGEST).contains(&least))
        || !(0..=1_000).contains(&row.priority)
    {
        return Err(Error::Size { task });
    }
    check_actual(portfolio, task, row)?;
    if row.form == Form::Summary {
        let free = matches!(
            row.constraint,
            Constraint::AsSoonAsPossible | Constraint::StartNoEarlierThan(_)
        );
        let plain = row.needs.is_empty() && row.actual == Actual::NotStarted;
        return if free && plain {
            Ok(())
        } else {
            Err(Error::Summary { task })
        };
    }
    check_needs(portfolio, task, row)
}

fn check_actual(portfolio: &Portfolio, task: u32, row: &Task) -> Result<(), Error> {
    let past = |at: Minute| portfolio.data_date.is_some_and(|data_date| at <= data_date);
    match row.actual {
        Actual::NotStarted => Ok(()),
        Actual::Started { start, remaining } => {
            if !known(start) {
                Err(Error::Dates { task })
            } else if !(0..=LONGEST).contains(&remaining) {
                Err(Error::Size { task })
            } else if !past(start) {
                Err(Error::FutureActual { task })
            } else {
                Ok(())
            }
        }
        Actual::Finished(dates) if !is_interval(dates) => Err(Error::Dates { task }),
        Actual::Finished(dates) if !past(dates.finish) => Err(Error::FutureActual { task }),
        Actual::Finished(_) => Ok(()),
    }
}

fn check_needs(portfolio: &Portfolio, task: u32, row: &Task) -> Result<(), Error> {
    let resources = portfolio.resources.len();
    if row.needs.len() > MOST_NEEDS {
        return Err(Error::Units { task });
    }
    for need in &row.needs {
        let (units, people) = match need {
            Need::Named { resource, .. } if *resource as usize >= resources => {
                return Err(Error::UnknownResource { task });
            }
            Need::Named { units, .. } => (*units, 1),
            Need::Skilled { units, people, .. } => (*units, *people),
        };
        if !(1..=MOST_UNITS).contains(&units) || !(1..=MOST_PEOPLE).contains(&people) {
            return Err(Error::Units { task });
        }
    }
    let team = row.present.iter().flat_map(|present| &present.team);
    if team
        .into_iter()
        .any(|resource| *resource as usize >= resources)
    {
        return Err(Error::UnknownResource { task });
    }
    if row.form == Form::Milestone {
        return Ok(());
    }
    let nobody = row.heads(&portfolio.resources) == 0;
    match (row.fixed, row.effort) {
        (Fixed::Effort, None) => Err(Error::NoEffort { task }),
        (Fixed::Effort, Some(_)) if nobody => Err(Error::NoEffort { task }),
        (Fixed::Duration, Some(effort)) if effort > 0 && !nobody && row.duration == 0 => {
            Err(Error::Units { task })
        }
        _ => Ok(()),
    }
}

fn known(at: Minute) -> bool {
    (FIRST..=LAST).contains(&at)
}

fn is_interval(interval: Interval) -> bool {
    known(interval.start) && known(interval.finish) && interval.start <= interval.finish
}
