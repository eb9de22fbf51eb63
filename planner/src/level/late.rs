//! Tasks that are wanted as late as possible, after all others have their dates: as late as these, and their own
//! people, leave without moving anybody.

use super::{
    core::{Core, Shape},
    generate::Workshop,
    justify,
    slot::Ask,
};
use crate::calendar::{Interval, Minute};

/// Dates that are tried between the earliest and the latest, by halving.
const TRIES: usize = 24;

/// The workshop holds a schedule and its bookings.
pub(super) fn delay(core: &Core<'_>, shop: &mut Workshop) {
    let mut ends = vec![core.begin; core.portfolio.projects.len().max(1)];
    for job in 0..core.portfolio.tasks.len() {
        if shop.schedule.is_placed(job as u32) {
            let end = &mut ends[core.jobs[job].project as usize];
            *end = (*end).max(shop.schedule.dates[job].finish);
        }
    }
    let mut moved = false;
    for &job in core.graph.order().iter().rev() {
        let row = &core.jobs[job as usize];
        if row.wants_late
            && row.shape == Shape::Free
            && shop.schedule.is_placed(job)
            && !holds_starts(core, job)
        {
            let end = ends[row.project as usize];
            moved |= delay_one(core, shop, job, end.min(row.due.unwrap_or(end)));
        }
    }
    if moved {
        for &job in core.graph.order() {
            if core.jobs[job as usize].shape == Shape::Close {
                shop.place(core, job);
            }
        }
    }
}

/// True when something waits for the start of a summary above: a later start would move it.
fn holds_starts(core: &Core<'_>, job: u32) -> bool {
    let mut above = core.portfolio.tasks[core.jobs[job as usize].task as usize].parent;
    while let Some(parent) = above {
        let mut links = core.graph.outgoing(parent).iter();
        if links.any(|link| !core.graph.links()[*link as usize].kind.leaves_finish()) {
            return true;
        }
        above = core.portfolio.tasks[parent as usize].parent;
    }
    false
}

fn delay_one(core: &Core<'_>, shop: &mut Workshop, job: u32, end: Minute) -> bool {
    let row = &core.jobs[job as usize];
    let now = shop.schedule.dates[job as usize];
    let (finish, start) = justify::allowed(core, &shop.schedule, &shop.schedule.dates, job, end);
    let latest = match core.calendar(row.calendar).place_backward(finish, row.work) {
        Some(latest) => start.map_or(latest.start, |start| start.min(latest.start)),
        None => return false,
    };
    if latest <= now.start {
        return false;
    }
    let team = shop.schedule.team(job).to_vec();
    let Ok(bound) = shop.bound(core, job) else {
        return false;
    };
    shop.rebook(core, job, -1);
    let mut best = None;
    let (mut low, mut high) = (now.start, latest);
    let mut from = latest;
    for _ in 0..TRIES {
        let until = team
            .iter()
            .map(|booking| core.valid_until(row, booking))
            .min();
        let mut ask = Ask::from(from, bound.ends);
        ask.until = until.map_or(finish, |until| until.min(finish));
        let found = shop.picker.of_team(core, &shop.profiles, row, &team, ask);
        match found.filter(|dates| start.is_none_or(|start| dates.start <= start)) {
            Some(dates) if dates.start > now.start => {
                best = Some((dates, shop.picker.pieces.clone()));
                low = dates.start.max(from);
            }
            _ => high = from,
        }
        if low + 1 >= high {
            break;
        }
        from = low + (high - low) / 2;
    }
    if let Some((dates, pieces)) = &best {
        shop.schedule
            .set(job, Interval::new(dates.start, dates.finish), &team, pieces);
    }
    shop.rebook(core, job, 1);
    best.is_some()
}
