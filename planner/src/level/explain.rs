//! Why a task starts when it does: read from the finished schedule, not guessed.
//!
//! A task's own bookings are given back and its team asked again, from the instant its links and constraints allow:
//! what pushes it on is what it waited for. Bookings that were made after its own do not change that: its dates were
//! the earliest among those made before, and still fit among all.

use super::{
    answer::{Cause, Driver, Wait},
    core::{Core, Job, Want},
    generate::Workshop,
    slot::{Ask, Push},
    team::loads,
    when::When,
};
use crate::calendar::{Interval, Minute};

/// What each moved task waited for. The workshop holds the schedule and all its bookings.
pub(super) fn waits(core: &Core<'_>, shop: &mut Workshop) -> Vec<Wait> {
    let mut on = vec![Vec::new(); core.profiles.len()];
    for job in 0..core.portfolio.tasks.len() as u32 {
        for booking in shop.schedule.team(job) {
            let row: &mut Vec<u32> = &mut on[booking.resource as usize];
            if row.last() != Some(&job) {
                row.push(job);
            }
        }
    }
    (0..core.portfolio.tasks.len() as u32)
        .filter_map(|job| wait(core, shop, job, &on))
        .collect()
}

fn wait(core: &Core<'_>, shop: &mut Workshop, job: u32, on: &[Vec<u32>]) -> Option<Wait> {
    let row = &core.jobs[job as usize];
    if !row.is_work() || !shop.schedule.is_placed(job) {
        return None;
    }
    let begun = match shop.schedule.pieces(job).first() {
        Some(piece) => piece.start,
        None => shop.schedule.dates[job as usize].start,
    };
    let bound = shop.bound(core, job).ok()?;
    let (mut from, mut because) = (bound.start, bound.driver);
    if let Some(present) = row
        .present
        .filter(|present| shop.held && *present > from && begun >= *present)
    {
        (from, because) = (present, Driver::Present);
    }
    let own = [row.calendar];
    let own = When::new(&core.calendars, &own);
    let mut alone = own.place(from, row.work)?;
    if let Some(end) = bound.ends.filter(|end| *end > alone.finish) {
        alone = own.finish_by(alone, row.work, end)?;
        because = bound.ends_by;
    }
    if begun <= alone.start {
        return None;
    }
    let mut causes = Vec::new();
    shop.rebook(core, job, -1);
    let least = row.split.map_or(row.work, |least| least.min(row.work));
    let first = Job {
        work: least,
        ..row.clone()
    };
    let ask = Ask::from(alone.start, None);
    let reached = pushed(core, shop, &first, job, ask, on, &mut causes);
    shop.rebook(core, job, 1);
    if row.wants_late && reached.is_none_or(|reached| reached < begun) {
        causes.push(Cause::WantedLate { until: begun });
    }
    if causes.is_empty() {
        causes.push(Cause::Calendar { until: begun });
    }
    Some(Wait {
        task: job,
        from: alone.start,
        because,
        causes,
    })
}

/// The causes from `ask.from` on, and the start they lead to.
fn pushed(
    core: &Core<'_>,
    shop: &Workshop,
    row: &Job,
    job: u32,
    mut ask: Ask,
    on: &[Vec<u32>],
    causes: &mut Vec<Cause>,
) -> Option<Minute> {
    let team = shop.schedule.team(job);
    for booking in team {
        let resource = booking.resource;
        if let Want::Skilled { pool, .. } = core.wants(row)[booking.need as usize] {
            let has = core.pools[pool as usize].iter();
            let valid = has.filter(|candidate| candidate.resource == resource);
            let first = valid
                .map(|candidate| candidate.from)
                .min()
                .unwrap_or(ask.from);
            if first > ask.from {
                ask.from = first;
                causes.push(Cause::Away {
                    resource,
                    until: first,
                });
            }
        }
        let calendar = core.calendar(core.resource_calendars[resource as usize]);
        let there = calendar.start_from(ask.from)?;
        if there > ask.from {
            causes.push(Cause::Away {
                resource,
                until: there,
            });
        }
    }
    let (mut shared, mut taken) = (Vec::new(), Vec::new());
    core.share(row, team, &mut shared);
    loads(team, &mut taken);
    let when = When::new(&core.calendars, &shared);
    let mut pushes = Vec::new();
    let dates = core.slot(&shop.profiles, row, &taken, when, ask, |push| {
        pushes.push(push)
    });
    for push in pushes {
        causes.push(match push {
            Push::Frozen { freeze, until } => Cause::Frozen { freeze, until },
            Push::Lack { resource, lack } => {
                let until = lack.end?;
                match blocker(shop, resource, Interval::new(lack.begin, until), on) {
                    Some((task, until)) => Cause::Busy {
                        resource,
                        task,
                        until,
                        alone: is_alone(core, row, team, resource),
                    },
                    None => Cause::Away { resource, until },
                }
            }
        });
    }
    dates.map(|dates| dates.start)
}

/// The task that keeps the resource last within these dates, and until when.
fn blocker(
    shop: &Workshop,
    resource: u32,
    lack: Interval,
    on: &[Vec<u32>],
) -> Option<(u32, Minute)> {
    let jobs = on[resource as usize].iter().copied();
    let last = |job: &u32| {
        let pieces = shop.schedule.pieces(*job).iter();
        let inside = pieces.filter(|piece| piece.start < lack.finish && lack.start < piece.finish);
        inside.map(|piece| piece.finish).max()
    };
    let ends = jobs.filter_map(|job| Some((last(&job)?.min(lack.finish), std::cmp::Reverse(job))));
    ends.max().map(|(until, job)| (job.0, until))
}

/// True when nobody but this resource could serve the need it serves.
fn is_alone(core: &Core<'_>, row: &Job, team: &[super::answer::Booking], resource: u32) -> bool {
    let wants = core.wants(row);
    team.iter()
        .filter(|booking| booking.resource == resource)
        .any(|booking| match wants[booking.need as usize] {
            Want::Named { .. } => true,
            Want::Skilled { pool, people, .. } => {
                let has = core.pools[pool as usize].iter();
                has.map(|candidate| candidate.people).sum::<u32>() <= people
            }
        })
}
