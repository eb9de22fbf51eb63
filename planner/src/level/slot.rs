//! The earliest time at which a team can do a job, given what is booked already.
//!
//! A time is tried and moved on by what is in its way, until nothing is: a freeze, a step of some resource with too
//! little, a finish that would be too early. Each move is to the first instant at which that obstacle is gone, so no
//! feasible time is passed over and the first one found is the earliest.

use super::{
    answer::Booking,
    core::{Core, Inside, Job},
    profile::{Lack, Profile},
    when::{When, in_range},
};
use crate::calendar::{Interval, LAST, Minute};

/// Between which dates.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask {
    pub from: Minute,
    /// Not finished before.
    pub ends: Option<Minute>,
    /// Finished by then: the end of a skill's validity.
    pub until: Minute,
    /// Only of use when it finishes before: something as good is known.
    pub limit: Minute,
}

impl Ask {
    pub fn from(from: Minute, ends: Option<Minute>) -> Self {
        Self {
            from,
            ends,
            until: LAST,
            limit: Minute::MAX,
        }
    }
}

/// What moved a job on, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Push {
    Lack { resource: u32, lack: Lack },
    Frozen { freeze: u32, until: Minute },
}

impl Core<'_> {
    /// The calendars that a job shares with its team, without those that contain another of them.
    pub(super) fn share(&self, job: &Job, team: &[Booking], shared: &mut Vec<u32>) {
        shared.clear();
        shared.push(job.calendar);
        let mut narrowed = false;
        for booking in team {
            let calendar = self.resource_calendars[booking.resource as usize];
            if calendar == job.calendar || shared.contains(&calendar) {
                continue;
            }
            let pair = job.calendar as usize * self.calendars.len() + calendar as usize;
            match self.inside.get(pair) {
                Some(Inside::First) => {}
                Some(Inside::Second) => {
                    narrowed = true;
                    shared.push(calendar);
                }
                _ => shared.push(calendar),
            }
        }
        let own = team
            .iter()
            .any(|booking| self.resource_calendars[booking.resource as usize] == job.calendar);
        if narrowed && !own {
            shared.remove(0);
        }
    }

    /// The earliest dates of a job that may not be interrupted. `pushed` hears of each obstacle.
    pub(super) fn slot(
        &self,
        profiles: &[Profile],
        job: &Job,
        loads: &[(u32, i64)],
        when: When<'_>,
        ask: Ask,
        mut pushed: impl FnMut(Push),
    ) -> Option<Interval> {
        let mut at = ask.from;
        'again: loop {
            let mut dates = when.place(at, job.work)?;
            if let Some(end) = ask.ends {
                dates = when.finish_by(dates, job.work, end)?;
            }
            // The end of time is no date, not even for what takes none.
            if dates.finish > ask.until || dates.finish >= ask.limit.min(LAST) {
                return None;
            }
            if let Some((next, freeze)) = self.thawed(job, dates, when) {
                let until = next?;
                pushed(Push::Frozen { freeze, until });
                at = until;
                continue;
            }
            for (resource, units) in loads {
                let profile = &profiles[*resource as usize];
                for lack in profile.lacking(dates.start, dates.finish, *units) {
                    let until = lack.end.unwrap_or(LAST).min(dates.finish);
                    if when.between(lack.begin.max(dates.start), until) > 0 {
                        pushed(Push::Lack {
                            resource: *resource,
                            lack,
                        });
                        at = lack.end?;
                        continue 'again;
                    }
                }
            }
            return Some(dates);
        }
    }

    /// The earliest dates and pieces of a job that may be interrupted: whenever all are free for a piece that is long
    /// enough, or for the rest.
    pub(super) fn split_slot(
        &self,
        profiles: &[Profile],
        job: &Job,
        loads: &[(u32, i64)],
        when: When<'_>,
        ask: Ask,
        pieces: &mut Vec<Interval>,
    ) -> Option<Interval> {
        let least = job.split.unwrap_or(1);
        // Moving the start by some work moves the finish by as much only when nothing lies between the pieces: each
        // further move is at least twice as far.
        let (mut from, mut step) = (ask.from, 1);
        let mut later = |from: Minute, wanted: Minute| {
            let next = in_range(wanted.max(from.saturating_add(step)));
            step *= 2;
            (next > from && step < 1 << 29).then_some(next)
        };
        loop {
            pieces.clear();
            let (mut at, mut left) = (from, job.work);
            while left > 0 {
                let open = when.piece_from(at)?.start;
                if open >= ask.limit {
                    return None;
                }
                let (busy, until) = free_from(profiles, loads, open);
                if busy {
                    at = until?;
                    continue;
                }
                let room = when.between(open, until.unwrap_or(LAST)).min(left);
                if room > 0 && (room == left || room >= least) {
                    let piece = when.place(open, room)?;
                    pieces.push(piece);
                    left -= room;
                    at = piece.finish;
                }
                if left > 0 {
                    at = until?.max(at);
                }
            }
            let (first, last) = (pieces.first()?, pieces.last()?);
            let mut dates = Interval::new(first.start, last.finish);
            if dates.finish > ask.until || dates.finish >= ask.limit {
                return None;
            }
            if let Some(end) = ask.ends.filter(|end| dates.finish < *end) {
                let more = when.between(dates.finish, end);
                if more > 0 {
                    from = later(from, when.place(dates.start, more)?.finish)?;
                    continue;
                }
                if dates.finish < end {
                    // The rest of the way is a break.
                    dates.finish = when.piece_from(end)?.start;
                }
            }
            match self.thawed(job, dates, when) {
                Some((next, _)) => from = later(from, next?)?,
                None => return Some(dates),
            }
        }
    }

    /// From when on to try again when a freeze forbids these dates (`None`: never), and which one does.
    fn thawed(&self, job: &Job, dates: Interval, when: When<'_>) -> Option<(Option<Minute>, u32)> {
        let frozen = &self.frozen[job.freeze? as usize];
        if job.started.is_none() {
            for (window, freeze) in &frozen.start {
                if window.start <= dates.start && dates.start < window.finish {
                    return Some((Some(window.finish), *freeze));
                }
            }
        }
        for (window, freeze) in &frozen.finish {
            let inside = if job.work == 0 {
                window.start <= dates.finish && dates.finish < window.finish
            } else {
                window.start < dates.finish && dates.finish <= window.finish
            };
            if inside {
                if job.work == 0 {
                    return Some((Some(window.finish), *freeze));
                }
                // Late enough that some work is left for after the window.
                let more = when.between(dates.finish, window.finish) + 1;
                let next = when.place(dates.start, more).map(|begun| begun.finish);
                return Some((next, *freeze));
            }
        }
        None
    }
}

/// Whether somebody is not free at this instant, and when that changes.
fn free_from(profiles: &[Profile], loads: &[(u32, i64)], at: Minute) -> (bool, Option<Minute>) {
    let (mut busy_until, mut busy, mut free_until) = (Some(at), false, None::<Minute>);
    for (resource, units) in loads {
        let Some(lack) = profiles[*resource as usize]
            .lacking(at, LAST, *units)
            .next()
        else {
            continue;
        };
        if lack.begin <= at {
            busy = true;
            busy_until = match (busy_until, lack.end) {
                (Some(until), Some(end)) => Some(until.max(end)),
                _ => None,
            };
        } else {
            free_until = Some(free_until.map_or(lack.begin, |until| until.min(lack.begin)));
        }
    }
    if busy {
        (true, busy_until)
    } else {
        (false, free_until)
    }
}
