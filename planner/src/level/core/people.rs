//! Calendars once each, and who can do what.

use std::collections::BTreeMap;

use crate::{
    calendar::{Calendar, FIRST, Interval, LAST, Minute},
    level::{
        model::{Portfolio, Resource, WHOLE},
        profile::Profile,
    },
    rcpsp::random::mix,
};

/// Someone with a skill, while it is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::level) struct Candidate {
    pub resource: u32,
    pub people: u32,
    pub from: Minute,
    pub until: Minute,
}

/// How two calendars lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::level) enum Inside {
    /// The first has no work outside the second.
    First,
    /// The second has no work outside the first.
    Second,
    /// Neither, or not known.
    Neither,
}

/// More steps than this are not spent on finding which calendars contain which: then teams walk two of them.
const PATIENCE: usize = 20_000_000;

/// The different ones among the calendars, where each of them went, and twenty-four hours at the end.
pub(super) fn unique(calendars: &[Calendar]) -> (Vec<Calendar>, Vec<u32>) {
    let mut different: Vec<Calendar> = Vec::new();
    let mut known: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    let mut place = Vec::with_capacity(calendars.len());
    for calendar in calendars {
        let mark = calendar.intervals().fold(0, |mark, interval| {
            mix(mark ^ ((interval.start as u64) << 32) ^ u64::from(interval.finish as u32))
        });
        let like = known.entry(mark).or_default();
        let same = like
            .iter()
            .copied()
            .find(|at| different[*at as usize] == *calendar);
        place.push(same.unwrap_or_else(|| {
            different.push(calendar.clone());
            let at = different.len() as u32 - 1;
            like.push(at);
            at
        }));
    }
    different.push(Calendar::always());
    (different, place)
}

/// For each pair of a calendar of tasks and one of resources.
pub(super) fn insides(
    portfolio: &Portfolio,
    calendars: &[Calendar],
    calendar_of: &[u32],
) -> Vec<Inside> {
    let count = calendars.len();
    if count > 2_048 {
        return Vec::new();
    }
    let mut inside = vec![Inside::Neither; count * count];
    let marked = |mut all: Vec<u32>| {
        all.sort_unstable();
        all.dedup();
        all
    };
    let of = |calendar: &u32| calendar_of[*calendar as usize];
    let firsts = marked(
        portfolio
            .tasks
            .iter()
            .map(|task| of(&task.calendar))
            .collect(),
    );
    let resources = portfolio.resources.iter();
    let seconds = marked(resources.map(|resource| of(&resource.calendar)).collect());
    let mut steps = 0;
    for first in &firsts {
        for second in &seconds {
            let (a, b) = (&calendars[*first as usize], &calendars[*second as usize]);
            steps += a.intervals().len() + b.intervals().len();
            if first == second || steps > PATIENCE {
                continue;
            }
            inside[*first as usize * count + *second as usize] = if lies_within(b, a) {
                Inside::Second
            } else if lies_within(a, b) {
                Inside::First
            } else {
                Inside::Neither
            };
        }
    }
    inside
}

fn lies_within(inner: &Calendar, outer: &Calendar) -> bool {
    let mut outer = outer.intervals().peekable();
    inner.intervals().all(|piece| {
        while outer
            .peek()
            .is_some_and(|other| other.finish < piece.finish)
        {
            outer.next();
        }
        outer.peek().is_some_and(|other| other.start <= piece.start)
    })
}

/// What there is of a resource before anything is booked.
pub(super) fn profile(resource: &Resource) -> Profile {
    let span = Interval::new(
        resource.first.unwrap_or(FIRST),
        resource.last.unwrap_or(LAST),
    );
    let mut profile = Profile::new();
    if span.start >= span.finish {
        return profile;
    }
    if resource.capacity.is_empty() {
        profile.step(span.start, i64::from(WHOLE));
    }
    for step in &resource.capacity {
        if step.from < span.finish {
            profile.step(step.from.max(span.start), i64::from(step.units));
        }
    }
    profile.step(span.finish, 0);
    profile
}

/// Who has a skill at a level or higher: who has few skills first, so that those with many stay free, then who is
/// least above the level.
pub(super) fn pool(portfolio: &Portfolio, skill: u32, level: u8) -> Vec<Candidate> {
    let mut found: Vec<(usize, u8, Candidate)> = Vec::new();
    for (resource, row) in (0u32..).zip(&portfolio.resources) {
        for has in &row.skills {
            let (from, until) = (has.from.unwrap_or(FIRST), has.until.unwrap_or(LAST));
            if has.skill == skill && has.level >= level && from < until {
                found.push((
                    row.skills.len(),
                    has.level,
                    Candidate {
                        resource,
                        people: row.people,
                        from,
                        until,
                    },
                ));
            }
        }
    }
    found.sort_by_key(|(skills, level, candidate)| (*skills, *level, candidate.resource));
    found
        .into_iter()
        .map(|(_, _, candidate)| candidate)
        .collect()
}
