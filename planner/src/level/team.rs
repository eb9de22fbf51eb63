//! Who does a job, and when: the team that finishes first.
//!
//! Needs for one person are the usual case: everyone with the skill is asked, in the order of the pool (specialists
//! first), and an earlier finish wins. Several people at once are a matching of people to needs (multi-skill
//! scheduling: Bellenguez and Néron 2005): people become edges in the order in which they are free, and augmenting
//! paths (Kuhn 1955) say when all needs can be served; a greedy choice would leave some unserved that could be.

use super::{
    answer::Booking,
    core::{Candidate, Core, Job, Want},
    profile::Profile,
    slot::Ask,
    when::When,
};
use crate::calendar::{Interval, LAST, Minute};

/// Rounds of asking who is free together before the team found last must do.
const ROUNDS: usize = 64;
/// Calendars that are tried by themselves when a mixed team has no common time.
const CALENDARS: usize = 16;

/// Dates found, with room to work in. The team and pieces are those of the last answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Picker {
    pub team: Vec<Booking>,
    pub pieces: Vec<Interval>,
    trial: Vec<Booking>,
    trial_pieces: Vec<Interval>,
    shared: Vec<u32>,
    loads: Vec<(u32, i64)>,
    /// When each candidate is free, who is not favoured, and the place in the pool.
    queue: Vec<(Minute, bool, u32)>,
}

impl Picker {
    /// The earliest finish with anybody who can; `favoured` people win when they finish as early as others.
    pub fn pick(
        &mut self,
        core: &Core<'_>,
        profiles: &[Profile],
        job: &Job,
        favoured: &[u32],
        ask: Ask,
    ) -> Option<Interval> {
        self.trial.clear();
        let (mut people, mut single) = (0, None);
        for (need, want) in (0u32..).zip(core.wants(job)) {
            match *want {
                Want::Named { resource, units } => self.trial.push(Booking {
                    need,
                    resource,
                    units,
                }),
                Want::Skilled {
                    pool,
                    people: more,
                    units,
                } => {
                    people += more;
                    single = Some((need, pool, units));
                }
            }
        }
        match (people, single) {
            (0, _) | (_, None) => self.try_team(core, profiles, job, ask),
            (1, Some((need, pool, units))) => {
                self.one(core, profiles, job, favoured, ask, (need, pool, units))
            }
            _ => self.several(core, profiles, job, favoured, ask),
        }
    }

    /// Dates for the team on trial, which becomes the team when there are any.
    pub fn try_team(
        &mut self,
        core: &Core<'_>,
        profiles: &[Profile],
        job: &Job,
        ask: Ask,
    ) -> Option<Interval> {
        core.share(job, &self.trial, &mut self.shared);
        loads(&self.trial, &mut self.loads);
        let when = When::new(&core.calendars, &self.shared);
        let dates = if job.split.is_some() && job.work > 0 {
            core.split_slot(
                profiles,
                job,
                &self.loads,
                when,
                ask,
                &mut self.trial_pieces,
            )?
        } else {
            let dates = core.slot(profiles, job, &self.loads, when, ask, |_| {})?;
            self.trial_pieces.clear();
            if job.work > 0 {
                self.trial_pieces.push(dates);
            }
            dates
        };
        self.team.clone_from(&self.trial);
        self.pieces.clone_from(&self.trial_pieces);
        Some(dates)
    }

    /// Dates for exactly this team.
    pub fn of_team(
        &mut self,
        core: &Core<'_>,
        profiles: &[Profile],
        job: &Job,
        team: &[Booking],
        ask: Ask,
    ) -> Option<Interval> {
        self.trial.clear();
        self.trial.extend_from_slice(team);
        self.try_team(core, profiles, job, ask)
    }

    fn one(
        &mut self,
        core: &Core<'_>,
        profiles: &[Profile],
        job: &Job,
        favoured: &[u32],
        ask: Ask,
        (need, pool, units): (u32, u32, i32),
    ) -> Option<Interval> {
        let named = self.trial.len();
        let pool = &core.pools[pool as usize];
        // Nobody is earlier than the task's own calendar lets it be.
        let own = [job.calendar];
        let soonest = When::new(&core.calendars, &own)
            .place(ask.from, job.work)?
            .finish;
        let mut best: Option<Interval> = None;
        let mut limit = ask.limit;
        self.queue.clear();
        for (place, candidate) in (0u32..).zip(pool) {
            if !self.named(named, candidate) {
                let from = ask.from.max(candidate.from);
                let profile = &profiles[candidate.resource as usize];
                if let Some(free) = profile.free_from(from, i64::from(units)) {
                    self.queue
                        .push((free, !favoured.contains(&candidate.resource), place));
                }
            }
        }
        self.queue.sort_unstable();
        for at in 0..self.queue.len() {
            let (free, _, place) = self.queue[at];
            let candidate = &pool[place as usize];
            // Not done before then even if nothing else were in the way.
            if free.saturating_add(job.work) >= limit {
                break;
            }
            self.trial.truncate(named);
            self.trial.push(Booking {
                need,
                resource: candidate.resource,
                units,
            });
            let narrowed = narrowed(ask, candidate, limit);
            if let Some(dates) = self.try_team(core, profiles, job, narrowed) {
                best = Some(dates);
                limit = dates.finish;
                if limit <= soonest {
                    break;
                }
            }
        }
        best
    }

    /// True when needs of the task name this person already, or all of this team of like people.
    fn named(&self, named: usize, candidate: &Candidate) -> bool {
        left(&self.trial[..named], candidate) == 0
    }

    fn several(
        &mut self,
        core: &Core<'_>,
        profiles: &[Profile],
        job: &Job,
        favoured: &[u32],
        ask: Ask,
    ) -> Option<Interval> {
        let named = self.trial.clone();
        let mut seats: Vec<Seat> = Vec::new();
        let mut calendars: Vec<u32> = Vec::new();
        for (need, want) in (0u32..).zip(core.wants(job)) {
            let Want::Skilled {
                pool,
                people,
                units,
            } = *want
            else {
                continue;
            };
            for candidate in &core.pools[pool as usize] {
                if self.named(named.len(), candidate) {
                    continue;
                }
                let calendar = core.resource_calendars[candidate.resource as usize];
                if !calendars.contains(&calendar) {
                    calendars.push(calendar);
                }
                let seat = Seat {
                    need,
                    units,
                    candidate: *candidate,
                    favoured: favoured.contains(&candidate.resource),
                    start: ask.from,
                };
                // A team of like people may serve a need several times.
                let copies = left(&named, candidate).min(people) as usize;
                seats.extend(std::iter::repeat_n(seat, copies));
            }
        }
        if let Some(dates) = self.together(core, profiles, job, &named, &mut seats, ask) {
            return Some(dates);
        }
        if calendars.len() < 2 {
            return None;
        }
        for calendar in calendars.into_iter().take(CALENDARS) {
            let alike = |seat: &&Seat| {
                core.resource_calendars[seat.candidate.resource as usize] == calendar
            };
            let mut alike: Vec<Seat> = seats.iter().filter(alike).copied().collect();
            if let Some(dates) = self.together(core, profiles, job, &named, &mut alike, ask) {
                return Some(dates);
            }
        }
        None
    }

    /// The first instant at which the needs can be served by people who are each free for the whole job.
    fn together(
        &mut self,
        core: &Core<'_>,
        profiles: &[Profile],
        job: &Job,
        named: &[Booking],
        seats: &mut [Seat],
        ask: Ask,
    ) -> Option<Interval> {
        let mut at = ask.from;
        for round in 0..ROUNDS {
            for seat in seats.iter_mut() {
                self.trial.clear();
                self.trial.extend_from_slice(named);
                self.trial.push(seat.booking());
                let narrowed = narrowed(Ask { from: at, ..ask }, &seat.candidate, ask.limit);
                let alone = self.try_team(core, profiles, job, narrowed);
                seat.start = alone.map_or(LAST, |dates| dates.start);
            }
            let (start, team) = matched(core, job, named, seats)?;
            if start > at && round + 1 < ROUNDS {
                at = start;
                continue;
            }
            self.trial.clear();
            self.trial.extend_from_slice(named);
            let mut together = Ask { from: at, ..ask };
            for chosen in team {
                let seat = seats[chosen];
                self.trial.push(seat.booking());
                together = narrowed(together, &seat.candidate, ask.limit);
            }
            self.trial
                .sort_unstable_by_key(|booking| (booking.need, booking.resource));
            return self.try_team(core, profiles, job, together);
        }
        None
    }
}

/// Somebody who could serve a need, and when they are free for it.
#[derive(Clone, Copy, Debug)]
struct Seat {
    need: u32,
    units: i32,
    candidate: Candidate,
    favoured: bool,
    start: Minute,
}

impl Seat {
    fn booking(&self) -> Booking {
        Booking {
            need: self.need,
            resource: self.candidate.resource,
            units: self.units,
        }
    }
}

/// For how many more people a candidate can stand beside what needs name.
fn left(named: &[Booking], candidate: &Candidate) -> u32 {
    let uses = named
        .iter()
        .filter(|booking| booking.resource == candidate.resource);
    candidate.people.saturating_sub(uses.count() as u32)
}

fn narrowed(ask: Ask, candidate: &Candidate, limit: Minute) -> Ask {
    Ask {
        from: ask.from.max(candidate.from),
        until: ask.until.min(candidate.until),
        limit,
        ..ask
    }
}

/// The seats that serve all needs with the least latest start, and that start.
fn matched(
    core: &Core<'_>,
    job: &Job,
    named: &[Booking],
    seats: &[Seat],
) -> Option<(Minute, Vec<usize>)> {
    let mut order: Vec<usize> = (0..seats.len())
        .filter(|at| seats[*at].start < LAST)
        .collect();
    order.sort_by_key(|at| (seats[*at].start, !seats[*at].favoured, *at));
    let mut lacking: Vec<u32> = core
        .wants(job)
        .iter()
        .map(|want| match want {
            Want::Named { .. } => 0,
            Want::Skilled { people, .. } => *people,
        })
        .collect();
    let mut open: u32 = lacking.iter().sum();
    let mut matching = Matching {
        named,
        seats,
        open: Vec::new(),
        taken: Vec::new(),
    };
    for at in order {
        matching.open.push(at);
        // A new person helps the need it is for, or, by moving others, any that still lacks somebody.
        let needs = (0..lacking.len() as u32).filter(|need| lacking[*need as usize] > 0);
        for need in needs.collect::<Vec<u32>>() {
            if lacking[need as usize] > 0 && matching.augment(need, &mut Vec::new()) {
                lacking[need as usize] -= 1;
                open -= 1;
            }
        }
        if open == 0 {
            let start = matching.taken.iter().map(|at| seats[*at].start).max()?;
            return Some((start, matching.taken));
        }
    }
    None
}

struct Matching<'a> {
    named: &'a [Booking],
    seats: &'a [Seat],
    open: Vec<usize>,
    taken: Vec<usize>,
}

impl Matching<'_> {
    /// One more for this need, moving others to other needs where that helps. `seen` are needs that cannot give.
    fn augment(&mut self, need: u32, seen: &mut Vec<u32>) -> bool {
        seen.push(need);
        let mine: Vec<usize> = self
            .open
            .iter()
            .copied()
            .filter(|at| self.seats[*at].need == need && !self.taken.contains(at))
            .collect();
        for at in mine.iter().copied() {
            let candidate = &self.seats[at].candidate;
            if self.uses(candidate.resource) < left(self.named, candidate) {
                self.taken.push(at);
                return true;
            }
        }
        for at in mine {
            let resource = self.seats[at].candidate.resource;
            let holder = self.taken.iter().position(|held| {
                self.seats[*held].candidate.resource == resource
                    && !seen.contains(&self.seats[*held].need)
            });
            if let Some(holder) = holder {
                let given = self.taken.swap_remove(holder);
                self.taken.push(at);
                if self.augment(self.seats[given].need, seen) {
                    return true;
                }
                self.taken.retain(|held| *held != at);
                self.taken.push(given);
            }
        }
        false
    }

    fn uses(&self, resource: u32) -> u32 {
        let uses = self
            .taken
            .iter()
            .filter(|at| self.seats[**at].candidate.resource == resource);
        uses.count() as u32
    }
}

/// Units by resource.
pub(super) fn loads(team: &[Booking], loads: &mut Vec<(u32, i64)>) {
    loads.clear();
    for booking in team {
        let units = i64::from(booking.units);
        match loads
            .iter_mut()
            .find(|(resource, _)| *resource == booking.resource)
        {
            Some((_, sum)) => *sum += units,
            None => loads.push((booking.resource, units)),
        }
    }
}
