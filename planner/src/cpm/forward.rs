//! The forward pass: earliest dates and what drives them.

use super::{Driver, Network};
use crate::{
    calendar::{Interval, Minute},
    links::{Allowed, Lag},
    plan::{Constraint, PlanError},
};

impl Network {
    pub(super) fn forward_all(&mut self) -> Result<(), PlanError> {
        for at in 0..self.graph.tasks() {
            self.forward(self.graph.order()[at])?;
        }
        self.finish = self.last_finish();
        Ok(())
    }

    pub(super) fn last_finish(&self) -> Minute {
        let last = self.early.iter().map(|early| early.finish).max();
        self.plan
            .finish
            .unwrap_or_else(|| last.unwrap_or(self.plan.start))
    }

    /// True when the dates changed.
    pub(super) fn forward(&mut self, task: u32) -> Result<bool, PlanError> {
        let (dates, driver) = self
            .earliest(task)
            .ok_or(PlanError::BeyondCalendar { task })?;
        let i = task as usize;
        let changed = self.early[i] != dates;
        self.early[i] = dates;
        self.driver[i] = driver;
        Ok(changed)
    }

    fn earliest(&self, task: u32) -> Option<(Interval, Driver)> {
        let row = &self.plan.tasks[task as usize];
        if let Some(pinned) = row.pinned {
            return Some((pinned, Driver::Pinned));
        }
        let calendar = self.calendar(task);
        let (mut start, mut driver) = (self.plan.start, Driver::ProjectStart);
        let mut ends: Option<(Minute, Driver)> = None;
        for &position in self.graph.incoming(task) {
            let link = &self.plan.links[position as usize];
            let from = link.from as usize;
            // Only per cent needs the other task's row, which is not near.
            let duration = match link.lag {
                Lag::Percent(_) | Lag::ElapsedPercent(_) => self.plan.tasks[from].duration,
                Lag::Working(_) | Lag::Elapsed(_) => 0,
            };
            let by = Driver::Link(position);
            match link.earliest(self.early[from], duration, self.lag_calendar(link))? {
                // Of equal bounds the first that binds is named; a link before the bare project start.
                Allowed::Start(at)
                    if at > start || (at == start && driver == Driver::ProjectStart) =>
                {
                    (start, driver) = (at, by);
                }
                Allowed::Finish(at) if ends.is_none_or(|(end, _)| at > end) => {
                    ends = Some((at, by))
                }
                _ => {}
            }
        }
        match row.constraint {
            Constraint::StartNoEarlierThan(at) if at > start => {
                (start, driver) = (at, Driver::Constraint);
            }
            Constraint::FinishNoEarlierThan(at) if ends.is_none_or(|(end, _)| at > end) => {
                ends = Some((at, Driver::Constraint));
            }
            Constraint::MustStartOn(at) => {
                return Some((
                    calendar.place_forward(at, row.duration)?,
                    Driver::Constraint,
                ));
            }
            Constraint::MustFinishOn(at) => {
                return Some((
                    calendar.place_backward(at, row.duration)?,
                    Driver::Constraint,
                ));
            }
            _ => {}
        }
        let mut dates = calendar.place_forward(start, row.duration)?;
        if let Some((end, by)) = ends.filter(|(end, _)| *end > dates.finish) {
            let later = Allowed::Finish(end).place_earliest(row.duration, calendar)?;
            dates = Interval::new(dates.start.max(later.start), dates.finish.max(later.finish));
            driver = by;
        }
        // Kept even against a link: the link's delay is then read from negative float before it.
        let latest = match row.constraint {
            Constraint::StartNoLaterThan(at) => {
                Allowed::Start(at).place_latest(row.duration, calendar)?
            }
            Constraint::FinishNoLaterThan(at) => {
                Allowed::Finish(at).place_latest(row.duration, calendar)?
            }
            _ => return Some((dates, driver)),
        };
        if calendar.work_between(latest.start, dates.start) > 0
            || calendar.work_between(latest.finish, dates.finish) > 0
            || (row.duration == 0 && latest.start < dates.start)
        {
            return Some((latest, Driver::Constraint));
        }
        Some((dates, driver))
    }
}
