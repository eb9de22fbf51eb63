//! The backward pass: latest dates, floats, and tasks wanted as late as possible.

use super::{Float, Network};
use crate::{
    calendar::{Interval, Minute},
    links::Allowed,
    plan::{Constraint, PlanError},
};

impl Network {
    /// Late dates, floats and dates in one sweep, so that a task and its links are looked at while they are near.
    pub(super) fn backward_all(&mut self) -> Result<(), PlanError> {
        for at in (0..self.graph.tasks()).rev() {
            let task = self.graph.order()[at];
            let i = task as usize;
            self.backward(task)?;
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
            let to = dates[link.to as usize];
            match link.latest(to, row.duration, self.lag_calendar(link))? {
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
        // Dates that were not given hold the task's duration, so its finish and its slack need no question of their own.
        let given = row.pinned.is_some();
        let begun = calendar.work_until(early.start);
        let done = if given {
            calendar.work_until(early.finish)
        } else {
            begun + row.duration
        };
        let mut total = 0;
        if early != late {
            total = calendar.work_until(late.start) - begun;
            if given {
                total = total.min(calendar.work_until(late.finish) - done);
            }
        }
        let mut free = i32::MAX;
        if let Some(at) = start {
            free = calendar.work_until(at) - begun;
        } else if finish.is_none() {
            finish = Some(self.finish);
        }
        if let Some(at) = finish
            && at != early.finish
        {
            free = free.min(calendar.work_until(at) - done);
        } else if finish.is_some() {
            free = 0;
        }
        Float {
            total,
            free: free.max(0),
        }
    }
}
