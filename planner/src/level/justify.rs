//! The backward half of double justification (Valls, Ballestín and Quintanilla 2005): everything as late as the
//! schedule's end allows, last finish first. Taken up again in the order of those late starts, the jobs often end
//! earlier, and never much later.
//!
//! Only that order is used, so this half may be coarse where it does no harm: split work is taken in one piece, and of
//! several calendars one counts.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    core::{Core, Shape},
    generate::{Schedule, Workshop},
    profile::Profile,
    relaxed,
    team::loads,
};
use crate::{
    calendar::{Calendar, Interval, Minute},
    links::Allowed,
};

/// Keys by late starts, from the schedule in the workshop. The profiles are room to work in.
pub(super) fn late_starts(core: &Core<'_>, shop: &Workshop, profiles: &mut [Profile]) -> Vec<i64> {
    let end = relaxed::finish(core, &shop.schedule);
    late_starts_by(core, &shop.schedule, profiles, &|_| end)
}

/// The same, each job against an end of its own.
pub(super) fn late_starts_by(
    core: &Core<'_>,
    schedule: &Schedule,
    profiles: &mut [Profile],
    end: &dyn Fn(u32) -> Minute,
) -> Vec<i64> {
    for (profile, pristine) in profiles.iter_mut().zip(&core.profiles) {
        profile.copy_from(pristine);
    }
    let jobs = core.jobs.len();
    let mut dates = schedule.dates.clone();
    let mut waiting: Vec<u32> = (0..jobs as u32)
        .map(|job| core.graph.outgoing(job).len() as u32)
        .collect();
    let order = |job: u32| {
        let work = core.jobs[job as usize].work;
        (schedule.dates[job as usize].finish, work, Reverse(job))
    };
    let free = (0..jobs as u32).filter(|job| waiting[*job as usize] == 0);
    let mut free: BinaryHeap<_> = free.map(order).collect();
    let mut taken = Vec::new();
    while let Some((.., Reverse(job))) = free.pop() {
        if schedule.is_placed(job) && !matches!(core.jobs[job as usize].shape, Shape::Given(_)) {
            let (finish, start) = allowed(core, schedule, &dates, job, end(job));
            loads(schedule.team(job), &mut taken);
            dates[job as usize] = latest(core, profiles, job, &taken, finish, start)
                .unwrap_or(schedule.dates[job as usize]);
            for (resource, units) in &taken {
                let dates = dates[job as usize];
                profiles[*resource as usize].take(dates.start, dates.finish, *units);
            }
        }
        for link in core.graph.incoming(job) {
            let before = core.graph.links()[*link as usize].from;
            waiting[before as usize] -= 1;
            if waiting[before as usize] == 0 {
                free.push(order(before));
            }
        }
    }
    let key = |job: usize| match schedule.is_placed(job as u32) {
        true => i64::from(dates[job].start),
        // What found no place tries early.
        false => i64::from(core.begin),
    };
    (0..jobs).map(key).collect()
}

/// The latest finish, and start, that successors at these dates leave.
pub(super) fn allowed(
    core: &Core<'_>,
    schedule: &Schedule,
    dates: &[Interval],
    job: u32,
    end: Minute,
) -> (Minute, Option<Minute>) {
    let (mut finish, mut start) = (end, None::<Minute>);
    for &position in core.graph.outgoing(job) {
        let link = &core.graph.links()[position as usize];
        if !schedule.is_placed(link.to) {
            continue;
        }
        let lag = core.calendar(core.lag_calendars[position as usize]);
        match link.latest(dates[link.to as usize], 0, lag) {
            Some(Allowed::Finish(at)) => finish = finish.min(at),
            Some(Allowed::Start(at)) => start = Some(start.map_or(at, |start| start.min(at))),
            None => {}
        }
    }
    (finish, start)
}

fn latest(
    core: &Core<'_>,
    profiles: &[Profile],
    job: u32,
    taken: &[(u32, i64)],
    mut finish: Minute,
    start: Option<Minute>,
) -> Option<Interval> {
    let row = &core.jobs[job as usize];
    if row.work == 0 {
        let at = start.map_or(finish, |start| start.min(finish));
        return Some(Interval::new(at, at));
    }
    let calendar: &Calendar = match taken.first() {
        Some((resource, _)) => core.calendar(core.resource_calendars[*resource as usize]),
        None => core.calendar(row.calendar),
    };
    let mut dates = calendar.place_backward(finish, row.work)?;
    if let Some(start) = start.filter(|start| *start < dates.start) {
        dates = Allowed::Start(start).place_latest(row.work, calendar)?;
    }
    'again: loop {
        for (resource, units) in taken {
            let profile = &profiles[*resource as usize];
            let lacks = profile.lacking(dates.start, dates.finish, *units);
            let lacks = lacks.filter(|lack| {
                let until = lack.end.unwrap_or(dates.finish).min(dates.finish);
                calendar.work_between(lack.begin.max(dates.start), until) > 0
            });
            if let Some(last) = lacks.last() {
                finish = last.begin.min(finish);
                dates = calendar.place_backward(finish, row.work)?;
                continue 'again;
            }
        }
        return Some(dates);
    }
}
