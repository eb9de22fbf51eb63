//! Why a task has no date: the first need that nobody serves, or who left before.

use super::{
    answer::{Booking, Reason},
    core::{Candidate, Core, Job, Shape, Want},
    generate::Workshop,
    profile::Profile,
    slot::{Ask, Push},
    team::loads,
    when::When,
};
use crate::calendar::{LAST, Minute};

/// The workshop holds the schedule, in which this job is not, and its bookings.
pub(super) fn of(core: &Core<'_>, shop: &mut Workshop, job: u32) -> Reason {
    let row = &core.jobs[job as usize];
    if row.shape == Shape::Close {
        let missing = core.children[job as usize].iter();
        let missing = missing
            .copied()
            .find(|child| !shop.schedule.is_placed(*child));
        if let Some(task) = missing {
            return Reason::WaitsFor { task };
        }
    }
    let mut held = job;
    let bound = loop {
        match shop.bound(core, held) {
            Ok(bound) if held == job => break bound,
            // What holds a summary's opening holds its tasks.
            Err(other) if core.jobs[other as usize].shape == Shape::Open => held = other,
            Err(other) => {
                return Reason::WaitsFor {
                    task: core.jobs[other as usize].task,
                };
            }
            Ok(_) => {
                return Reason::WaitsFor {
                    task: core.jobs[held as usize].task,
                };
            }
        }
    };
    let ask = Ask::from(bound.start, bound.ends);
    let wants = || (0u32..).zip(core.wants(row));
    wants()
        .find_map(|(need, want)| never(core, need, want))
        .or_else(|| wants().find_map(|(need, want)| gone(core, shop, row, ask, (need, want))))
        .or_else(|| frozen(core, shop, row, ask))
        .unwrap_or(Reason::NoTime)
}

/// Nobody, or too few, whatever the date.
fn never(core: &Core<'_>, need: u32, want: &Want) -> Option<Reason> {
    let most = |resource: u32| core.profiles[resource as usize].most();
    match *want {
        Want::Named { resource, units } => {
            (most(resource) < i64::from(units)).then(|| Reason::TooFewUnits {
                need,
                most: most(resource),
            })
        }
        Want::Skilled {
            pool,
            people,
            units,
        } => {
            let pool = &core.pools[pool as usize];
            let heads: u32 = people_in(pool.iter());
            let able = people_in(
                pool.iter()
                    .filter(|candidate| most(candidate.resource) >= i64::from(units)),
            );
            if pool.is_empty() {
                Some(Reason::NobodyHasSkill { need })
            } else if heads < people {
                Some(Reason::TooFewHaveSkill {
                    need,
                    people: heads,
                })
            } else if able < people {
                let most = pool.iter().map(|candidate| most(candidate.resource)).max();
                Some(Reason::TooFewUnits {
                    need,
                    most: most.unwrap_or(0),
                })
            } else {
                None
            }
        }
    }
}

/// A resource with the skill twice is one.
fn people_in<'a>(pool: impl Iterator<Item = &'a Candidate>) -> u32 {
    let mut heads: Vec<(u32, u32)> = pool
        .map(|candidate| (candidate.resource, candidate.people))
        .collect();
    heads.sort_unstable();
    heads.dedup();
    heads.into_iter().map(|(_, people)| people).sum()
}

/// Everybody who could serve the need is gone for good before there is time for it.
fn gone(
    core: &Core<'_>,
    shop: &mut Workshop,
    row: &Job,
    ask: Ask,
    (need, want): (u32, &Want),
) -> Option<Reason> {
    let (candidates, people, units): (Vec<Candidate>, u32, i32) = match *want {
        Want::Named { resource, units } => {
            let named = Candidate {
                resource,
                people: 1,
                from: ask.from,
                until: LAST,
            };
            (vec![named], 1, units)
        }
        Want::Skilled {
            pool,
            people,
            units,
        } => (core.pools[pool as usize].clone(), people, units),
    };
    let mut last: Option<(Minute, Reason)> = None;
    let mut able = 0;
    for candidate in candidates {
        let resource = candidate.resource;
        let team = [Booking {
            need,
            resource,
            units,
        }];
        let ask = Ask {
            from: ask.from.max(candidate.from),
            until: candidate.until,
            ..ask
        };
        if shop
            .picker
            .of_team(core, &shop.profiles, row, &team, ask)
            .is_some()
        {
            able += candidate.people;
            continue;
        }
        let ends = core.profiles[resource as usize]
            .ends(i64::from(units))
            .unwrap_or(LAST);
        let (until, reason) = if candidate.until < ends {
            let until = candidate.until;
            let reason = Reason::SkillEnds {
                need,
                resource,
                until,
            };
            (until, reason)
        } else {
            let last = ends;
            let reason = Reason::LastDay {
                need,
                resource,
                last,
            };
            (ends, reason)
        };
        if last.is_none_or(|(latest, _)| until > latest) {
            last = Some((until, reason));
        }
    }
    if able >= people {
        return None;
    }
    last.filter(|(until, _)| *until < LAST)
        .map(|(_, reason)| reason)
}

/// A freeze that is in the way of everybody to the end.
fn frozen(core: &Core<'_>, shop: &Workshop, row: &Job, ask: Ask) -> Option<Reason> {
    row.freeze?;
    let team: Vec<Booking> = Vec::new();
    let (mut shared, mut taken) = (Vec::new(), Vec::new());
    core.share(row, &team, &mut shared);
    loads(&team, &mut taken);
    let when = When::new(&core.calendars, &shared);
    let mut last = None;
    let profiles: &[Profile] = &shop.profiles;
    let found = core.slot(profiles, row, &taken, when, ask, |push| last = Some(push));
    match (found, last) {
        (None, Some(Push::Frozen { freeze, .. })) => Some(Reason::Frozen { freeze }),
        _ => None,
    }
}
