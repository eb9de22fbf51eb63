//! What a schedule does not keep, by name: dates given by people against links, freezes and capacity, latest dates that
//! came too early, and work that began out of order.

use super::{
    answer::{Breach, Broken, OutOfOrder},
    core::{Core, Job, Shape, Want},
    generate::{Schedule, book},
    model::{Actual, Form, Mode},
    when::When,
};
use crate::{
    calendar::{Calendar, Interval, Minute},
    links::{Allowed, Link},
    plan::Constraint,
};

/// Ascending by task.
pub(super) fn broken(core: &Core<'_>, schedule: &Schedule) -> Vec<Broken> {
    let mut broken = overloads(core, schedule);
    let mut add = |task: u32, what: Breach| broken.push(Broken { task, what });
    for (task, row) in (0u32..).zip(&core.portfolio.tasks) {
        let job = &core.jobs[task as usize];
        if !schedule.is_placed(task) || core.is_finished(task) {
            continue;
        }
        let dates = schedule.dates[task as usize];
        let begun = matches!(row.actual, Actual::Started { .. });
        // A summary's constraint is its tasks'.
        let own = row.form != Form::Summary || matches!(row.mode, Mode::Manual(_));
        if own && !keeps(core, job, row.constraint, dates, begun) {
            add(task, Breach::Constraint);
        }
        if matches!(row.mode, Mode::Manual(_)) && row.form != Form::Summary && !begun {
            if core
                .portfolio
                .data_date
                .is_some_and(|date| dates.start < date)
            {
                add(task, Breach::DataDate);
            }
            for freeze in frozen(core, job, dates) {
                add(task, Breach::Freeze(freeze));
            }
        }
    }
    for (at, link) in (0u32..).zip(&core.portfolio.links) {
        let to = link.to;
        let given = core.jobs[to as usize].unlinked && !core.is_finished(to);
        if given && schedule.is_placed(to) && breaks(core, schedule, at, to) {
            let what = Breach::Link(at);
            broken.push(Broken { task: to, what });
        }
    }
    broken.sort_unstable();
    broken.dedup();
    broken
}

fn breaks(core: &Core<'_>, schedule: &Schedule, position: u32, task: u32) -> bool {
    let link = &core.graph.links()[position as usize];
    schedule.is_placed(link.from)
        && !holds(
            core,
            schedule,
            position,
            link,
            schedule.dates[task as usize],
        )
}

fn holds(core: &Core<'_>, schedule: &Schedule, position: u32, link: &Link, to: Interval) -> bool {
    let lag = core.calendar(core.lag_calendars[position as usize]);
    match link.earliest(schedule.dates[link.from as usize], 0, lag) {
        Some(Allowed::Start(at)) => to.start >= at,
        Some(Allowed::Finish(at)) => to.finish >= at,
        None => false,
    }
}

/// Dates between which there is no work are the same date, to a task that works.
fn keeps(core: &Core<'_>, job: &Job, constraint: Constraint, dates: Interval, begun: bool) -> bool {
    let calendar = core.calendar(job.calendar);
    let not_after = |at: Minute, limit: Minute| {
        at <= limit || job.work > 0 && calendar.work_between(limit, at) == 0
    };
    let (start, finish) = (dates.start, dates.finish);
    match constraint {
        Constraint::AsSoonAsPossible | Constraint::AsLateAsPossible => true,
        Constraint::FinishNoEarlierThan(at) => finish >= at,
        Constraint::FinishNoLaterThan(at) => not_after(finish, at),
        Constraint::MustFinishOn(at) => finishes_on(calendar, job, finish, at),
        _ if begun => true,
        Constraint::StartNoEarlierThan(at) => start >= at,
        Constraint::StartNoLaterThan(at) => not_after(start, at),
        Constraint::MustStartOn(at) => start >= at && not_after(start, at),
    }
}

fn finishes_on(calendar: &Calendar, job: &Job, finish: Minute, at: Minute) -> bool {
    finish == at || job.work > 0 && calendar.work_between(at, finish) == 0
}

/// The freezes that forbid these dates.
fn frozen(core: &Core<'_>, job: &Job, dates: Interval) -> Vec<u32> {
    let Some(freeze) = job.freeze else {
        return Vec::new();
    };
    let frozen = &core.frozen[freeze as usize];
    let starts = frozen
        .start
        .iter()
        .filter(|(window, _)| window.start <= dates.start && dates.start < window.finish);
    let finishes = frozen.finish.iter().filter(|(window, _)| {
        if job.work == 0 || dates.start == dates.finish {
            window.start <= dates.finish && dates.finish < window.finish
        } else {
            window.start < dates.finish && dates.finish <= window.finish
        }
    });
    starts.chain(finishes).map(|(_, freeze)| *freeze).collect()
}

/// Given dates that take more than there is, or have nobody.
fn overloads(core: &Core<'_>, schedule: &Schedule) -> Vec<Broken> {
    let given: Vec<u32> = (0..core.portfolio.tasks.len() as u32)
        .filter(|job| {
            matches!(core.jobs[*job as usize].shape, Shape::Given(_))
                && !schedule.pieces(*job).is_empty()
        })
        .collect();
    let mut profiles = core.profiles.clone();
    let mut shared = Vec::new();
    for job in &given {
        let taken = (schedule.team(*job), schedule.pieces(*job));
        book(
            core,
            &mut profiles,
            &core.jobs[*job as usize],
            taken,
            1,
            &mut shared,
        );
    }
    let mut broken = Vec::new();
    for task in given {
        let (row, team) = (&core.jobs[task as usize], schedule.team(task));
        let mut add = |what: Breach| broken.push(Broken { task, what });
        for (need, want) in (0u32..).zip(core.wants(row)) {
            let served = team.iter().filter(|booking| booking.need == need).count();
            if matches!(want, Want::Skilled { people, .. } if served < *people as usize) {
                add(Breach::Unstaffed(need));
            }
        }
        core.share(row, team, &mut shared);
        let when = When::new(&core.calendars, &shared);
        for booking in team {
            let resource = booking.resource;
            let (profile, calendar) = (
                &profiles[resource as usize],
                core.calendar(core.resource_calendars[resource as usize]),
            );
            let over = schedule.pieces(task).iter().any(|piece| {
                calendar.work_between(piece.start, piece.finish) == 0
                    || profile.lacking(piece.start, piece.finish, 0).any(|lack| {
                        let end = lack.end.unwrap_or(piece.finish).min(piece.finish);
                        when.between(lack.begin.max(piece.start), end) > 0
                    })
            });
            if over {
                add(Breach::Overload(resource));
            }
        }
    }
    broken
}

/// Work that began, or was finished, before a link allowed it to.
pub(super) fn out_of_order(core: &Core<'_>, schedule: &Schedule) -> Vec<OutOfOrder> {
    let tasks = core.portfolio.tasks.len();
    let (mut begun, mut done) = (vec![false; tasks], vec![false; tasks]);
    for job in core.graph.order().iter().map(|job| *job as usize) {
        if job >= tasks {
            continue;
        }
        let row = &core.portfolio.tasks[job];
        let children = core.children[job].iter().map(|child| *child as usize);
        (begun[job], done[job]) = match (row.form, row.actual) {
            (Form::Summary, _) => (
                children.clone().any(|child| begun[child]),
                !core.children[job].is_empty() && children.clone().all(|child| done[child]),
            ),
            (_, Actual::NotStarted) => (false, false),
            (_, Actual::Started { .. }) => (true, false),
            (_, Actual::Finished(_)) => (true, true),
        };
    }
    let mut found = Vec::new();
    for (at, link) in (0u32..).zip(&core.portfolio.links) {
        let (from, to) = (link.from as usize, link.to as usize);
        let reached = if link.kind.enters_finish() {
            done[to]
        } else {
            begun[to]
        };
        let left = if link.kind.leaves_finish() {
            done[from]
        } else {
            begun[from]
        };
        if core.portfolio.tasks[to].form == Form::Summary || !reached {
            continue;
        }
        let row = &core.graph.links()[at as usize];
        let kept = left && schedule.is_placed(link.from) && schedule.is_placed(link.to) && {
            holds(core, schedule, at, row, schedule.dates[to])
        };
        if !kept {
            found.push(OutOfOrder {
                task: link.to,
                link: at,
            });
        }
    }
    found.sort_unstable();
    found
}
