//! What no schedule can undercut.
//!
//! Two relaxations. Without contention every task has its people to itself: the critical path over calendars,
//! capacities, freezes and skills. Without links, people who can do some work must do all of it after its earliest
//! beginning: for each group of people (a named resource, or all who have a skill at a level), the work that only they
//! can do, and the time until their calendars have given that much. The later of the two is the bound.

use super::{
    core::{Core, Want},
    generate::Schedule,
    relaxed,
};
use crate::calendar::{LAST, Minute};

/// Beginnings at which the work behind them is compared with the capacity behind them.
const BEGINNINGS: usize = 8;

/// No schedule that places all jobs of `least`, the schedule without contention, finishes before this.
pub(super) fn finish(core: &Core<'_>, least: &Schedule) -> Minute {
    let mut bound = relaxed::finish(core, least);
    for group in groups(core) {
        let mut work = group.work(core, least);
        work.sort_unstable();
        // Work that begins at the earliest at one of these instants or later.
        let mut behind: i64 = 0;
        let every = work.len().div_ceil(BEGINNINGS).max(1);
        for (at, (begin, units)) in work.iter().enumerate().rev() {
            behind = behind.saturating_add(*units);
            if at % every == 0 && group.capacity(core, *begin, bound) < behind {
                bound = group.done(core, *begin, bound, behind);
            }
        }
    }
    bound
}

/// People, and the wants that nobody else can serve.
struct Group {
    members: Vec<u32>,
    is_member: Vec<bool>,
    pools: Vec<bool>,
}

/// One of each named resource, one of each pool.
fn groups<'a>(core: &'a Core<'_>) -> impl Iterator<Item = Group> + 'a {
    let mut named: Vec<u32> = core
        .wants
        .iter()
        .filter_map(|want| match want {
            Want::Named { resource, .. } => Some(*resource),
            Want::Skilled { .. } => None,
        })
        .collect();
    named.sort_unstable();
    named.dedup();
    let singles = named.into_iter().map(|resource| vec![resource]);
    let pools = core.pools.iter().map(|pool| {
        let mut members: Vec<u32> = pool.iter().map(|candidate| candidate.resource).collect();
        members.sort_unstable();
        members.dedup();
        members
    });
    singles.chain(pools).map(|members| {
        let mut is_member = vec![false; core.profiles.len()];
        for member in &members {
            is_member[*member as usize] = true;
        }
        let inside = |pool: &Vec<_>| {
            pool.iter()
                .all(|candidate: &super::core::Candidate| is_member[candidate.resource as usize])
        };
        Group {
            pools: core.pools.iter().map(inside).collect(),
            members,
            is_member,
        }
    })
}

impl Group {
    /// Earliest beginning and minutes times units of each job that needs the group.
    fn work(&self, core: &Core<'_>, least: &Schedule) -> Vec<(Minute, i64)> {
        let mut work = Vec::new();
        for (job, row) in core.jobs.iter().enumerate() {
            if !row.is_work() || !least.is_placed(job as u32) || row.work == 0 {
                continue;
            }
            let wants = core.wants(row).iter().map(|want| match want {
                Want::Named { resource, units } if self.is_member[*resource as usize] => {
                    i64::from(*units)
                }
                Want::Skilled {
                    pool,
                    people,
                    units,
                } if self.pools[*pool as usize] => i64::from(*people) * i64::from(*units),
                _ => 0,
            });
            let units: i64 = wants.sum();
            if units > 0 {
                let begin = least.dates[job]
                    .start
                    .max(core.begin)
                    .max(row.floor.0.min(LAST));
                let begin = if row.started.is_some() {
                    core.begin
                } else {
                    begin
                };
                work.push((begin, units.saturating_mul(i64::from(row.work))));
            }
        }
        work
    }

    /// Minutes times units of the group in `[from, to)`.
    fn capacity(&self, core: &Core<'_>, from: Minute, to: Minute) -> i64 {
        let of = |member: &u32| {
            let calendar = core.calendar(core.resource_calendars[*member as usize]);
            let steps: Vec<(Minute, i64)> = core.profiles[*member as usize].steps().collect();
            let mut sum: i64 = 0;
            for (at, (begin, units)) in steps.iter().enumerate() {
                let end = steps.get(at + 1).map_or(LAST, |next| next.0).min(to);
                let begin = (*begin).max(from);
                if *units > 0 && begin < end {
                    sum += units * i64::from(calendar.work_between(begin, end));
                }
            }
            sum
        };
        self.members.iter().map(of).sum()
    }

    /// The first instant by which so much can be done, when it cannot be by `not_by`.
    fn done(&self, core: &Core<'_>, from: Minute, not_by: Minute, work: i64) -> Minute {
        let (mut low, mut high) = (i64::from(not_by.max(from)), i64::from(LAST));
        // Where even the calendars' end is too soon, somebody is over their capacity by given dates: no bound.
        if self.capacity(core, from, LAST) < work {
            return not_by;
        }
        while low + 1 < high {
            let middle = (low + high) / 2;
            if self.capacity(core, from, middle as Minute) < work {
                low = middle;
            } else {
                high = middle;
            }
        }
        high as Minute
    }
}
