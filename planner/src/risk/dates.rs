//! The general path: each task in its own calendar, one iteration after the other, people and machines scarce if asked.

use std::ops::Range;

use super::{
    block::Block,
    scarce::{Profile, Scarce},
};
use crate::{
    calendar::{Calendar, Interval, Minute},
    links::{Allowed, Graph, Link},
    plan::{Constraint, LagCalendar, Plan},
};

/// How a task stands at the data date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Open,
    /// What remains may begin at once; `done` working minutes lie behind it.
    Started {
        at: Minute,
        done: i32,
    },
    /// Nothing moves it.
    Fixed(Interval),
}

#[derive(Clone, Debug)]
pub(super) struct Dates {
    pub plan: Plan,
    pub graph: Graph,
    /// Topological; of those that are free, the caller's order.
    pub order: Vec<u32>,
    pub standing: Vec<Standing>,
    pub data_date: Option<Minute>,
    pub scarce: Option<Scarce>,
    pub always: Calendar,
}

/// One iteration.
struct Lane {
    durations: Vec<i32>,
    dates: Vec<Interval>,
    /// When scarcity held a task up: the instant it could start at last.
    freed: Vec<Option<Minute>>,
    critical: Vec<bool>,
}

impl Dates {
    /// Starts, finishes and what is critical, for these lanes. Answers the first that leaves a calendar, and the task.
    pub(super) fn run(&self, block: &mut Block, lanes: Range<usize>) -> Result<(), (usize, u32)> {
        let tasks = self.order.len();
        let start = Interval::new(self.plan.start, self.plan.start);
        let mut lane = Lane {
            durations: vec![0; tasks],
            dates: vec![start; tasks],
            freed: vec![None; tasks],
            critical: vec![false; tasks],
        };
        for at in lanes {
            for (duration, lanes) in lane.durations.iter_mut().zip(&block.durations) {
                *duration = lanes[at];
            }
            let last = self.pass(&mut lane).map_err(|task| (at, task))?;
            self.trace(&mut lane, last);
            block.finish[at] = last;
            for task in 0..tasks {
                block.starts[task][at] = lane.dates[task].start;
                block.finishes[task][at] = lane.dates[task].finish;
                block.critical[task][at] = -i32::from(lane.critical[task]);
            }
        }
        Ok(())
    }

    /// Places every task; answers the last finish, or the task that cannot be placed.
    fn pass(&self, lane: &mut Lane) -> Result<Minute, u32> {
        let mut profile = self.scarce.as_ref().map(Profile::new);
        if let (Some(scarce), Some(profile)) = (&self.scarce, &mut profile) {
            // What is fixed has what it needs, before anything else is placed.
            for (task, standing) in self.standing.iter().enumerate() {
                if let Standing::Fixed(dates) = standing {
                    profile.take(scarce, task, *dates);
                }
            }
        }
        let mut last: Option<Minute> = None;
        for &task in &self.order {
            let i = task as usize;
            let mut dates = self.earliest(task, lane).ok_or(task)?;
            lane.freed[i] = None;
            let open = !matches!(self.standing[i], Standing::Fixed(_));
            if let (true, Some(scarce), Some(profile)) = (open, &self.scarce, &mut profile) {
                while let Some(freed) = profile.short(scarce, i, dates) {
                    lane.freed[i] = Some(freed);
                    let calendar = self.calendar(task);
                    dates = calendar
                        .place_forward(freed, lane.durations[i])
                        .ok_or(task)?;
                }
                profile.take(scarce, i, dates);
            }
            lane.dates[i] = dates;
            last = Some(last.map_or(dates.finish, |last| last.max(dates.finish)));
        }
        Ok(last.unwrap_or(self.plan.start))
    }

    /// What the links, the constraint and the data date allow, as [`crate::cpm`] reads them.
    fn earliest(&self, task: u32, lane: &Lane) -> Option<Interval> {
        let i = task as usize;
        if let Standing::Fixed(dates) = self.standing[i] {
            return Some(dates);
        }
        let (row, duration, calendar) =
            (&self.plan.tasks[i], lane.durations[i], self.calendar(task));
        let floor = self.data_date.unwrap_or(Minute::MIN);
        let mut start = self.plan.start.max(floor);
        let mut end: Option<Minute> = None;
        for &position in self.graph.incoming(task) {
            let link = &self.plan.links[position as usize];
            match self.bound(link, lane)? {
                Allowed::Start(at) => start = start.max(at),
                Allowed::Finish(at) => end = Some(end.map_or(at, |end| end.max(at))),
            }
        }
        // A constraint held the start of what has begun; the rest of it only waits.
        let constraint = match self.standing[i] {
            Standing::Started { .. } => Constraint::AsSoonAsPossible,
            _ => row.constraint,
        };
        match constraint {
            Constraint::StartNoEarlierThan(at) => start = start.max(at),
            Constraint::FinishNoEarlierThan(at) => end = Some(end.map_or(at, |end| end.max(at))),
            _ => {}
        }
        let mut dates = match constraint {
            Constraint::MustStartOn(at) => calendar.place_forward(at, duration)?,
            Constraint::MustFinishOn(at) => calendar.place_backward(at, duration)?,
            _ => {
                let early = calendar.place_forward(start, duration)?;
                match end.filter(|end| *end > early.finish) {
                    Some(end) => {
                        let later = Allowed::Finish(end).place_earliest(duration, calendar)?;
                        Interval::new(early.start.max(later.start), early.finish.max(later.finish))
                    }
                    None => early,
                }
            }
        };
        if let Some(latest) = self.latest(constraint, duration, calendar)?
            && is_later(calendar, dates, latest, duration)
        {
            dates = latest;
        }
        if dates.start < floor {
            dates = calendar.place_forward(floor, duration)?;
        }
        Some(dates)
    }

    /// The latest dates a constraint insists on; the outer `None` is beyond the calendar.
    fn latest(
        &self,
        constraint: Constraint,
        duration: i32,
        calendar: &Calendar,
    ) -> Option<Option<Interval>> {
        Some(match constraint {
            Constraint::StartNoLaterThan(at) => {
                Some(Allowed::Start(at).place_latest(duration, calendar)?)
            }
            Constraint::FinishNoLaterThan(at) => {
                Some(Allowed::Finish(at).place_latest(duration, calendar)?)
            }
            _ => None,
        })
    }

    fn bound(&self, link: &Link, lane: &Lane) -> Option<Allowed> {
        let from = link.from as usize;
        let (mut dates, mut whole) = (lane.dates[from], lane.durations[from]);
        if let Standing::Started { at, done } = self.standing[from] {
            dates.start = at;
            whole = whole.saturating_add(done);
        }
        link.earliest(dates, whole, self.lag_calendar(link))
    }

    /// Marks the chains of driving links, and of work that freed what the next was waiting for, that end last.
    fn trace(&self, lane: &mut Lane, last: Minute) {
        for (critical, dates) in lane.critical.iter_mut().zip(&lane.dates) {
            *critical = dates.finish == last;
        }
        for (place, &task) in self.order.iter().enumerate().rev() {
            let i = task as usize;
            if !lane.critical[i] || !self.moves(task, lane) {
                continue;
            }
            for &position in self.graph.incoming(task) {
                let link = &self.plan.links[position as usize];
                if self.binds(link, lane) {
                    lane.critical[link.from as usize] = true;
                }
            }
            if let (Some(scarce), Some(freed)) = (&self.scarce, lane.freed[i]) {
                for &other in &self.order[..place] {
                    let j = other as usize;
                    if lane.dates[j].finish == freed && scarce.share(i, j) {
                        lane.critical[j] = true;
                    }
                }
            }
        }
    }

    /// True when a later bound would move the task.
    fn moves(&self, task: u32, lane: &Lane) -> bool {
        let i = task as usize;
        let constraint = match self.standing[i] {
            Standing::Fixed(_) => return false,
            Standing::Started { .. } => return true,
            Standing::Open => self.plan.tasks[i].constraint,
        };
        let calendar = self.calendar(task);
        match constraint {
            Constraint::MustStartOn(_) | Constraint::MustFinishOn(_) => false,
            _ => match self.latest(constraint, lane.durations[i], calendar) {
                Some(Some(latest)) => calendar.work_between(lane.dates[i].start, latest.start) > 0,
                _ => true,
            },
        }
    }

    /// True when no work of the successor's calendar lies between what the link allows and what came of it.
    fn binds(&self, link: &Link, lane: &Lane) -> bool {
        let (calendar, dates) = (self.calendar(link.to), lane.dates[link.to as usize]);
        match self.bound(link, lane) {
            Some(Allowed::Start(at)) => calendar.work_between(at, dates.start) == 0,
            Some(Allowed::Finish(at)) => calendar.work_between(at, dates.finish) == 0,
            None => false,
        }
    }

    fn calendar(&self, task: u32) -> &Calendar {
        &self.plan.calendars[self.plan.tasks[task as usize].calendar as usize]
    }

    fn lag_calendar(&self, link: &Link) -> &Calendar {
        match self.plan.lag_calendar {
            LagCalendar::Predecessor => self.calendar(link.from),
            LagCalendar::Successor => self.calendar(link.to),
            LagCalendar::Project(calendar) => &self.plan.calendars[calendar as usize],
            LagCalendar::Always => &self.always,
        }
    }
}

fn is_later(calendar: &Calendar, dates: Interval, latest: Interval, duration: i32) -> bool {
    calendar.work_between(latest.start, dates.start) > 0
        || calendar.work_between(latest.finish, dates.finish) > 0
        || (duration == 0 && latest.start < dates.start)
}
