//! Dates as if each task had its people to itself: earliest ones, which no schedule undercuts, and latest ones, which
//! tell how urgent a task is.

use super::{
    answer::Booking,
    core::{Core, Job, Shape, Want},
    generate::{Schedule, State, Workshop},
    slot::Ask,
};
use crate::{
    calendar::{Interval, LAST, Minute},
    links::Allowed,
};

/// The forward pass over calendars, capacities, freezes and skills without contention. `keep` says which jobs count;
/// the others have no dates, nor have those that wait for them. The workshop's schedule holds the result. Start and
/// finish are each the least over everybody who could do the work, so a job's are not always of one person.
pub(super) fn earliest(core: &Core<'_>, keep: &dyn Fn(u32) -> bool) -> Workshop {
    let mut shop = Workshop::new(core, false);
    shop.begin(core);
    for &job in core.graph.order() {
        let row = &core.jobs[job as usize];
        if !keep(job) {
            shop.schedule.state[job as usize] = State::Unplaced;
            continue;
        }
        match row.shape {
            Shape::Given(dates) => shop.schedule.set(job, dates, &[], &[]),
            Shape::Open | Shape::Close => shop.place(core, job),
            Shape::Free | Shape::Must => {
                let Ok(bound) = shop.bound(core, job) else {
                    shop.schedule.state[job as usize] = State::Unplaced;
                    continue;
                };
                shop.drivers[job as usize] = bound.driver;
                let mut found = least(core, &mut shop, row, Ask::from(bound.start, bound.ends));
                if let (Some(dates), Some(_)) = (&mut found, bound.ends) {
                    // A finish that is waited for moves the start by as much as the calendar asks; another calendar
                    // might ask for less.
                    let ask = Ask::from(bound.start, None);
                    dates.start =
                        least(core, &mut shop, row, ask).map_or(bound.start, |free| free.start);
                }
                match found {
                    Some(mut dates) => {
                        dates.start = row.started.unwrap_or(dates.start);
                        shop.schedule.set(job, dates, &[], &[]);
                    }
                    None => shop.schedule.state[job as usize] = State::Unplaced,
                }
            }
        }
    }
    shop
}

fn least(core: &Core<'_>, shop: &mut Workshop, row: &Job, ask: Ask) -> Option<Interval> {
    let mut team: Vec<Booking> = Vec::new();
    for (need, want) in (0u32..).zip(core.wants(row)) {
        if let Want::Named { resource, units } = *want {
            team.push(Booking {
                need,
                resource,
                units,
            });
        }
    }
    let mut dates = shop.picker.of_team(core, &core.profiles, row, &team, ask)?;
    let named = dates;
    for (need, want) in (0u32..).zip(core.wants(row)) {
        let Want::Skilled { pool, units, .. } = *want else {
            continue;
        };
        let mut best: Option<Interval> = None;
        for candidate in &core.pools[pool as usize] {
            team.push(Booking {
                need,
                resource: candidate.resource,
                units,
            });
            let ask = Ask {
                from: ask.from.max(candidate.from),
                until: candidate.until,
                ..ask
            };
            let found = shop.picker.of_team(core, &core.profiles, row, &team, ask);
            team.pop();
            if let Some(found) = found {
                let least = best.unwrap_or(found);
                best = Some(Interval::new(
                    least.start.min(found.start),
                    least.finish.min(found.finish),
                ));
            }
            if best.is_some_and(|best| best.start <= named.start && best.finish <= named.finish) {
                break;
            }
        }
        let best = best?;
        dates = Interval::new(dates.start.max(best.start), dates.finish.max(best.finish));
    }
    Some(dates)
}

/// Latest dates before `horizon`, dues and deadlines, in the tasks' own calendars: for order, not for promises.
pub(super) fn latest(core: &Core<'_>, early: &Schedule, horizon: Minute) -> Vec<Interval> {
    let mut late = early.dates.clone();
    for &job in core.graph.order().iter().rev() {
        let row = &core.jobs[job as usize];
        let project = core.portfolio.projects.get(row.project as usize);
        let due = project.and_then(|project| project.due);
        let mut finish = due.unwrap_or(horizon).min(row.due.unwrap_or(LAST));
        let mut start = row.latest_start;
        for &position in core.graph.outgoing(job) {
            let link = &core.graph.links()[position as usize];
            if !early.is_placed(link.to) {
                continue;
            }
            let lag = core.calendar(core.lag_calendars[position as usize]);
            match link.latest(late[link.to as usize], 0, lag) {
                Some(Allowed::Finish(at)) => finish = finish.min(at),
                Some(Allowed::Start(at)) => start = Some(start.map_or(at, |start| start.min(at))),
                None => {}
            }
        }
        if row.shape == Shape::Close || row.shape == Shape::Open || row.work == 0 {
            let at = start.map_or(finish, |start| start.min(finish));
            late[job as usize] = Interval::new(at, at);
            continue;
        }
        let calendar = core.calendar(row.calendar);
        let mut dates = calendar.place_backward(finish, row.work);
        if let (Some(start), Some(found)) = (start, dates)
            && start < found.start
        {
            dates = Allowed::Start(start).place_latest(row.work, calendar);
        }
        // Before the calendar begins, time is on the clock.
        late[job as usize] =
            dates.unwrap_or_else(|| Interval::new(finish.saturating_sub(row.work), finish));
    }
    late
}

/// When the last of these is finished; the beginning when there is none.
pub(super) fn finish(core: &Core<'_>, schedule: &Schedule) -> Minute {
    let placed = (0..core.portfolio.tasks.len()).filter(|job| schedule.is_placed(*job as u32));
    placed
        .map(|job| schedule.dates[job].finish)
        .max()
        .unwrap_or(core.begin)
}
