//! The backward pass: latest dates, floats, and tasks wanted as late as possible.

use super::{Float, Network};
use crate::{
    calendar::{Calendar, Interval, Minute},
    links::Allowed,
    plan::{Constraint, PlanError},
};

impl Network {
    pub(super) fn backward_all(&mut self) -> Result<(), PlanError> {
        for at in (0..self.graph.tasks()).rev() {
            self.backward(self.graph.order()[at])?;
        }
        self.place_all()
    }

    /// Dates and floats, which depend on early and late dates of the task and its successors only.
    pub(super) fn place_all(&mut self) -> Result<(), PlanError> {
        for at in (0..self.graph.tasks()).rev() {
            let task = self.graph.order()[at];
            let i = task as usize;
            self.dates[i] = self.early[i];
            self.float[i] = self.floats(task);
            if self.wants_late(task) {
                let latest = self
                    .latest(task, &self.dates)
                    .ok_or(PlanError::BeyondCalendar { task })?;
                if latest.start > self.early[i].start {
                    self.dates[i] = latest;
                }
            }
        }
        Ok(())
    }

    /// True when the dates changed.
    pub(super) fn backward(&mut self, task: u32) -> Result<bool, PlanError> {
        let dates = self
            .latest(task, &self.late)
            .ok_or(PlanError::BeyondCalendar { task })?;
        let changed = self.late[task as usize] != dates;
        self.late[task as usize] = dates;
        Ok(changed)
    }

    /// The latest dates that successors at `dates` allow.
    fn latest(&self, task: u32, dates: &[Interval]) -> Option<Interval> {
        let row = &self.plan.tasks[task as usize];
        let calendar = self.calendar(task);
        let mut finish = self.finish;
        let mut start: Option<Minute> = None;
        let mut begin_by = |at: Minute| start = Some(start.map_or(at, |start| start.min(at)));
        for &position in self.graph.outgoing(task) {
            let link = &self.plan.links[position as usize];
            match link.latest(
                dates[link.to as usize],
                row.duration,
                self.lag_calendar(link),
            )? {
                Allowed::Finish(at) => finish = finish.min(at),
                Allowed::Start(at) => begin_by(at),
            }
        }
        if let Some(deadline) = row.deadline {
            finish = finish.min(deadline);
        }
        match row.constraint {
            Constraint::FinishNoLaterThan(at) | Constraint::MustFinishOn(at) => {
                finish = finish.min(at)
            }
            Constraint::StartNoLaterThan(at) | Constraint::MustStartOn(at) => begin_by(at),
            _ => {}
        }
        let mut latest = calendar.place_backward(finish, row.duration)?;
        if let Some(start) = start.filter(|start| *start < latest.start) {
            latest = Allowed::Start(start).place_latest(row.duration, calendar)?;
        }
        Some(latest)
    }

    pub(super) fn floats(&self, task: u32) -> Float {
        let row = &self.plan.tasks[task as usize];
        let calendar = self.calendar(task);
        let (early, late) = (self.early[task as usize], self.late[task as usize]);
        let total = between(calendar, early, late);
        // Work grows with time, so the least slack is that of the earliest bound: one question a task, not one a link.
        let (mut finish, mut start): (Option<Minute>, Option<Minute>) = (None, None);
        for &position in self.graph.outgoing(task) {
            let link = &self.plan.links[position as usize];
            let to = self.early[link.to as usize];
            match link.latest(to, row.duration, self.lag_calendar(link)) {
                Some(Allowed::Finish(at)) => {
                    finish = Some(finish.map_or(at, |least| least.min(at)))
                }
                Some(Allowed::Start(at)) => start = Some(start.map_or(at, |least| least.min(at))),
                None => {}
            }
        }
        let until = |from: Minute, at: Minute| {
            if from == at {
                0
            } else {
                calendar.work_between(from, at)
            }
        };
        let free = match (finish, start) {
            (None, None) => until(early.finish, self.finish),
            (Some(finish), None) => until(early.finish, finish),
            (None, Some(start)) => until(early.start, start),
            (Some(finish), Some(start)) => {
                until(early.finish, finish).min(until(early.start, start))
            }
        };
        Float {
            total,
            free: free.max(0),
        }
    }
}

/// The smaller of the working time between the starts and between the finishes.
fn between(calendar: &Calendar, early: Interval, late: Interval) -> i32 {
    if early == late {
        return 0;
    }
    let starts = calendar.work_between(early.start, late.start);
    let finishes = calendar.work_between(early.finish, late.finish);
    starts.min(finishes)
}
