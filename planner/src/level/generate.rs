//! Schedule generation: jobs one after the other, each at the earliest dates that what is booked already leaves.
//!
//! The serial scheme (Kelley 1963) takes the free job that comes first by the keys and gives it its earliest dates; the
//! parallel scheme walks time and starts whatever can start now, first by the keys (Bedworth and Bailey 1982). Serial
//! schedules are active, parallel ones never leave a person idle who could work (Sprecher, Kolisch and Drexl 1995);
//! neither is always the better one.

mod part;

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    answer::{Booking, Driver},
    core::{Core, Job, Shape, Want},
    profile::Profile,
    slot::Ask,
    team::Picker,
    when::When,
};
use crate::{
    calendar::{Interval, LAST, Minute},
    links::Allowed,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Serial,
    Parallel,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Waiting,
    Placed,
    Unplaced,
}

/// Dates, pieces and teams of all jobs.
#[derive(Clone, Debug, Default)]
pub(super) struct Schedule {
    pub dates: Vec<Interval>,
    pub state: Vec<State>,
    team: Vec<(u32, u32)>,
    pieces: Vec<(u32, u32)>,
    bookings: Vec<Booking>,
    stretches: Vec<Interval>,
}

impl Schedule {
    fn clear(&mut self, jobs: usize) {
        self.dates.clear();
        self.dates.resize(jobs, Interval::new(0, 0));
        self.state.clear();
        self.state.resize(jobs, State::Waiting);
        for rows in [&mut self.team, &mut self.pieces] {
            rows.clear();
            rows.resize(jobs, (0, 0));
        }
        self.bookings.clear();
        self.stretches.clear();
    }

    pub fn team(&self, job: u32) -> &[Booking] {
        let (begin, end) = self.team[job as usize];
        &self.bookings[begin as usize..end as usize]
    }

    pub fn pieces(&self, job: u32) -> &[Interval] {
        let (begin, end) = self.pieces[job as usize];
        &self.stretches[begin as usize..end as usize]
    }

    pub fn is_placed(&self, job: u32) -> bool {
        self.state[job as usize] == State::Placed
    }

    pub(super) fn set(&mut self, job: u32, dates: Interval, team: &[Booking], pieces: &[Interval]) {
        let begin = self.bookings.len() as u32;
        self.bookings.extend_from_slice(team);
        self.team[job as usize] = (begin, self.bookings.len() as u32);
        let begin = self.stretches.len() as u32;
        self.stretches.extend_from_slice(pieces);
        self.pieces[job as usize] = (begin, self.stretches.len() as u32);
        self.dates[job as usize] = dates;
        self.state[job as usize] = State::Placed;
    }
}

/// From when on a job may be done, by links, constraints and dates.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound {
    pub start: Minute,
    pub ends: Option<Minute>,
    pub driver: Driver,
    pub ends_by: Driver,
}

/// Room to generate schedules in, again and again.
pub(super) struct Workshop {
    pub schedule: Schedule,
    pub profiles: Vec<Profile>,
    pub drivers: Vec<Driver>,
    pub picker: Picker,
    waiting: Vec<u32>,
    /// Jobs that are being put in order.
    inside: Vec<bool>,
    shared: Vec<u32>,
    pub schedules: u64,
    /// Of the next schedule, where one is made in parts.
    placements: usize,
    /// Stay near the present plan: nothing starts before it does there.
    pub held: bool,
    /// The order in which dates given by people are booked, and then those that are wanted.
    first: Vec<u32>,
}

impl Workshop {
    pub fn new(core: &Core<'_>, held: bool) -> Self {
        let mut first: Vec<u32> = (0..core.jobs.len() as u32)
            .filter(|job| {
                matches!(
                    core.jobs[*job as usize].shape,
                    Shape::Given(_) | Shape::Must
                )
            })
            .collect();
        first.sort_by_key(|job| {
            let row = &core.jobs[*job as usize];
            let given = matches!(row.shape, Shape::Given(_));
            (Reverse(given), Reverse(row.priority), row.floor.0, *job)
        });
        Self {
            schedule: Schedule::default(),
            profiles: core.profiles.clone(),
            drivers: Vec::new(),
            picker: Picker::default(),
            waiting: vec![0; core.jobs.len()],
            inside: vec![false; core.jobs.len()],
            shared: Vec::new(),
            schedules: 0,
            placements: 0,
            held,
            first,
        }
    }

    /// A schedule by these keys: of free jobs of equal priority the smallest comes first, of equal keys the longest.
    pub fn generate(&mut self, core: &Core<'_>, keys: &[i64], scheme: Scheme) {
        self.begin(core);
        self.schedules += 1;
        self.place_given(core);
        match scheme {
            Scheme::Serial => self.serial(core, keys),
            Scheme::Parallel => self.parallel(core, keys),
        }
    }

    fn place_given(&mut self, core: &Core<'_>) {
        for at in 0..self.first.len() {
            self.place_first(core, self.first[at]);
        }
    }

    /// A finished schedule with all its bookings.
    pub fn restore(&mut self, core: &Core<'_>, schedule: &Schedule, drivers: &[Driver]) {
        self.begin(core);
        self.schedule = schedule.clone();
        self.drivers = drivers.to_vec();
        for job in 0..core.jobs.len() as u32 {
            self.rebook(core, job, 1);
        }
    }

    /// Books a job where it is, or with `sign` -1 gives its bookings back.
    pub fn rebook(&mut self, core: &Core<'_>, job: u32, sign: i64) {
        let row = &core.jobs[job as usize];
        let taken = (self.schedule.team(job), self.schedule.pieces(job));
        book(core, &mut self.profiles, row, taken, sign, &mut self.shared);
    }

    /// Nothing placed, nothing booked.
    pub fn begin(&mut self, core: &Core<'_>) {
        let jobs = core.jobs.len();
        self.schedule.clear(jobs);
        for (profile, pristine) in self.profiles.iter_mut().zip(&core.profiles) {
            profile.copy_from(pristine);
        }
        self.drivers.clear();
        self.drivers.resize(jobs, Driver::ProjectStart);
    }

    fn serial(&mut self, core: &Core<'_>, keys: &[i64]) {
        for job in self.in_order(core, 0..core.jobs.len() as u32, keys) {
            self.take(core, job);
        }
    }

    /// Places what has no dates yet.
    fn take(&mut self, core: &Core<'_>, job: u32) {
        if self.schedule.state[job as usize] == State::Waiting {
            self.place(core, job);
        }
    }

    /// The order in which the serial scheme takes jobs: it depends on keys, not on dates.
    pub fn in_order(
        &mut self,
        core: &Core<'_>,
        jobs: impl Iterator<Item = u32> + Clone,
        keys: &[i64],
    ) -> Vec<u32> {
        let rank = |job: u32| {
            let row = &core.jobs[job as usize];
            Reverse((
                Reverse(row.priority),
                row.started.is_none(),
                keys[job as usize],
                -row.work,
                job,
            ))
        };
        for job in jobs.clone() {
            self.inside[job as usize] = true;
        }
        let mut free = Vec::new();
        let mut count = 0;
        for job in jobs {
            let before = core.graph.incoming(job).iter();
            let before = before.map(|link| core.graph.links()[*link as usize].from);
            let waits = before.filter(|job| self.inside[*job as usize]).count();
            self.waiting[job as usize] = waits as u32;
            if waits == 0 {
                free.push(rank(job));
            }
            count += 1;
        }
        let mut free = BinaryHeap::from(free);
        let mut order = Vec::with_capacity(count);
        while let Some(Reverse((.., job))) = free.pop() {
            self.inside[job as usize] = false;
            order.push(job);
            for link in core.graph.outgoing(job) {
                let next = core.graph.links()[*link as usize].to;
                if self.inside[next as usize] {
                    self.waiting[next as usize] -= 1;
                    if self.waiting[next as usize] == 0 {
                        free.push(rank(next));
                    }
                }
            }
        }
        order
    }

    /// By the time at which each free job could start. Times only move back while others are booked, so a job whose
    /// time is no more when its turn comes is put back with its new one.
    fn parallel(&mut self, core: &Core<'_>, keys: &[i64]) {
        let order = |start: Minute, job: u32| {
            let row = &core.jobs[job as usize];
            Reverse((
                start,
                Reverse(row.priority),
                row.started.is_none(),
                keys[job as usize],
                -row.work,
                job,
            ))
        };
        let mut free = BinaryHeap::new();
        for job in 0..core.jobs.len() as u32 {
            let waits = core.graph.incoming(job).len() as u32;
            self.waiting[job as usize] = waits;
            if waits == 0 {
                free.push(order(core.begin, job));
            }
        }
        // A crowd that waits for the same few is looked at often; past this the scheme becomes the serial one.
        let mut patience = 2 * core.jobs.len() + 1_000;
        while let Some(Reverse((start, .., job))) = free.pop() {
            if self.schedule.state[job as usize] == State::Waiting {
                if core.jobs[job as usize].is_work() && patience > 0 {
                    patience -= 1;
                    match self.find(core, job) {
                        Some(dates) if dates.start > start => {
                            free.push(order(dates.start, job));
                            continue;
                        }
                        found => self.settle(core, job, found),
                    }
                } else {
                    self.place(core, job);
                }
            }
            let from = if self.schedule.is_placed(job) {
                self.schedule.dates[job as usize].start.max(core.begin)
            } else {
                start
            };
            for link in core.graph.outgoing(job) {
                let next = core.graph.links()[*link as usize].to;
                self.waiting[next as usize] -= 1;
                if self.waiting[next as usize] == 0 {
                    // A lower bound is enough to begin with.
                    let bound = self.bound(core, next).map_or(from, |bound| bound.start);
                    free.push(order(bound, next));
                }
            }
        }
    }

    pub fn place(&mut self, core: &Core<'_>, job: u32) {
        match core.jobs[job as usize].shape {
            Shape::Close => self.close(core, job),
            Shape::Open => match self.bound(core, job) {
                Ok(bound) => {
                    self.drivers[job as usize] = bound.driver;
                    let at = Interval::new(bound.start, bound.start);
                    self.schedule.set(job, at, &[], &[]);
                }
                Err(_) => self.schedule.state[job as usize] = State::Unplaced,
            },
            _ => {
                let found = self.find(core, job);
                self.settle(core, job, found);
            }
        }
    }

    fn close(&mut self, core: &Core<'_>, job: u32) {
        let children = &core.children[job as usize];
        if children
            .iter()
            .any(|child| !self.schedule.is_placed(*child))
        {
            self.schedule.state[job as usize] = State::Unplaced;
            return;
        }
        let dates = children
            .iter()
            .map(|child| self.schedule.dates[*child as usize]);
        let start = dates.clone().map(|dates| dates.start).min();
        let finish = dates.map(|dates| dates.finish).max();
        match (start, finish, self.bound(core, job)) {
            (Some(start), Some(finish), _) => {
                self.schedule
                    .set(job, Interval::new(start, finish), &[], &[]);
            }
            // A summary of nothing is an instant.
            (_, _, Ok(bound)) if bound.start < LAST => {
                let at = Interval::new(bound.start, bound.start);
                self.schedule.set(job, at, &[], &[]);
            }
            _ => self.schedule.state[job as usize] = State::Unplaced,
        }
    }

    /// Dates and team of a job, found but not booked.
    fn find(&mut self, core: &Core<'_>, job: u32) -> Option<Interval> {
        let bound = self.bound(core, job).ok()?;
        self.drivers[job as usize] = bound.driver;
        let row = &core.jobs[job as usize];
        let present = core.portfolio.tasks[row.task as usize].present.as_ref();
        let team = match present {
            Some(present) if self.held || row.started.is_some() => present.team.as_slice(),
            _ => &[],
        };
        let mut ask = Ask::from(bound.start, bound.ends);
        if let Some(present) = row
            .present
            .filter(|present| self.held && *present > ask.from)
        {
            ask.from = present;
            self.drivers[job as usize] = Driver::Present;
            let found = self.picker.pick(core, &self.profiles, row, team, ask);
            if found.is_some() {
                return found;
            }
            // So late there is nobody: rather earlier than not at all.
            ask.from = bound.start;
        }
        self.picker.pick(core, &self.profiles, row, team, ask)
    }

    fn settle(&mut self, core: &Core<'_>, job: u32, found: Option<Interval>) {
        let Some(mut dates) = found else {
            self.schedule.state[job as usize] = State::Unplaced;
            return;
        };
        let row = &core.jobs[job as usize];
        let taken = (self.picker.team.as_slice(), self.picker.pieces.as_slice());
        book(core, &mut self.profiles, row, taken, 1, &mut self.shared);
        if let Some(started) = row.started {
            dates.start = started;
        }
        self.schedule
            .set(job, dates, &self.picker.team, &self.picker.pieces);
    }

    fn place_first(&mut self, core: &Core<'_>, job: u32) {
        let row = &core.jobs[job as usize];
        let Shape::Given(dates) = row.shape else {
            self.place(core, job);
            return;
        };
        self.picker.team.clear();
        self.picker.pieces.clear();
        let is_work = row.work > 0 && !core.is_finished(job);
        if is_work && dates.start < dates.finish {
            self.given_team(core, row, dates);
            self.picker.pieces.push(dates);
            let taken = (self.picker.team.as_slice(), self.picker.pieces.as_slice());
            book(core, &mut self.profiles, row, taken, 1, &mut self.shared);
        }
        self.schedule
            .set(job, dates, &self.picker.team, &self.picker.pieces);
    }

    /// Who is on a task whose dates are given: those who are named, and of the skilled those who are free then.
    fn given_team(&mut self, core: &Core<'_>, row: &Job, dates: Interval) {
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
        for (need, want) in (0u32..).zip(core.wants(row)) {
            let Want::Skilled {
                pool,
                people,
                units,
            } = *want
            else {
                continue;
            };
            let mut left = people;
            for candidate in &core.pools[pool as usize] {
                let mut uses = team
                    .iter()
                    .filter(|b| b.resource == candidate.resource)
                    .count();
                let valid = candidate.from <= dates.start && dates.finish <= candidate.until;
                while left > 0 && valid && uses < candidate.people as usize {
                    let all = i64::from(units) * (uses as i64 + 1);
                    let profile = &self.profiles[candidate.resource as usize];
                    if profile
                        .lacking(dates.start, dates.finish, all)
                        .next()
                        .is_some()
                    {
                        break;
                    }
                    team.push(Booking {
                        need,
                        resource: candidate.resource,
                        units,
                    });
                    left -= 1;
                    uses += 1;
                }
            }
        }
        self.picker.team = team;
    }

    /// What links, constraints and dates allow; the job that has no date and is waited for, when there is one.
    pub fn bound(&self, core: &Core<'_>, job: u32) -> Result<Bound, u32> {
        let row = &core.jobs[job as usize];
        let mut bound = Bound {
            start: row.floor.0,
            ends: row.ends,
            driver: row.floor.1,
            ends_by: Driver::Constraint,
        };
        if row.unlinked {
            return Ok(bound);
        }
        let own = core.portfolio.links.len() as u32;
        for &position in core.graph.incoming(job) {
            let link = &core.graph.links()[position as usize];
            let from = link.from as usize;
            if position >= own && link.kind.enters_finish() {
                continue;
            }
            if row.started.is_some() && core.overrides() && !core.is_finished(link.from) {
                continue;
            }
            if self.schedule.state[from] != State::Placed {
                return Err(link.from);
            }
            let by = if position < own {
                Driver::Link(position)
            } else {
                self.drivers[from]
            };
            let lag = core.calendar(core.lag_calendars[position as usize]);
            // Past the window of the calendar that counts the lag there is no date.
            match link.earliest(self.schedule.dates[from], 0, lag) {
                Some(Allowed::Start(at)) if at > bound.start => {
                    (bound.start, bound.driver) = (at.min(LAST), by);
                }
                Some(Allowed::Finish(at)) if bound.ends.is_none_or(|end| at > end) => {
                    (bound.ends, bound.ends_by) = (Some(at.min(LAST)), by);
                }
                Some(_) => {}
                None => {
                    (bound.start, bound.driver) = (LAST, by);
                }
            }
        }
        Ok(bound)
    }
}

/// Takes a team's units from its resources in all pieces, or with `sign` -1 gives them back. Breaks in which a resource
/// does not work anyway are taken along, so that steps stay few.
pub(super) fn book(
    core: &Core<'_>,
    profiles: &mut [Profile],
    row: &Job,
    (team, pieces): (&[Booking], &[Interval]),
    sign: i64,
    shared: &mut Vec<u32>,
) {
    core.share(row, team, shared);
    let when = When::new(&core.calendars, shared);
    for booking in team {
        let units = sign * i64::from(booking.units);
        let own = core.resource_calendars[booking.resource as usize];
        let profile = &mut profiles[booking.resource as usize];
        for piece in pieces {
            let calendar = core.calendar(own);
            // Until the resource works again: bookings that follow each other then leave no gap to look into.
            let rest = |at: Minute| calendar.start_from(at).unwrap_or(at);
            if when.is(own) {
                profile.take(piece.start, rest(piece.finish), units);
                continue;
            }
            let mut open: Option<Interval> = None;
            for worked in when.pieces(piece.start, piece.finish) {
                open = Some(match open {
                    Some(last) if calendar.work_between(last.finish, worked.start) == 0 => {
                        Interval::new(last.start, worked.finish)
                    }
                    Some(last) => {
                        profile.take(last.start, rest(last.finish), units);
                        worked
                    }
                    None => worked,
                });
            }
            if let Some(last) = open {
                profile.take(last.start, rest(last.finish), units);
            }
        }
    }
}
