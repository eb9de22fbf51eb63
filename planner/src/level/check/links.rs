//! Links, and what summaries are made of.

use super::{View, Violation, is_begun, is_fixed, is_given, is_summary};
use crate::{
    calendar::Minute,
    level::{
        answer::Breach,
        model::{Actual, Form, Logic, Mode, Task},
    },
    links::{Lag, Link, LinkKind},
    plan::{Constraint, LagCalendar},
};

impl View<'_> {
    pub(super) fn links(&self) -> Result<(), Violation> {
        let below = self.leaves();
        for (at, link) in (0u32..).zip(&self.portfolio.links) {
            let row = &self.portfolio.tasks[link.to as usize];
            if is_summary(row) {
                if let Mode::Manual(_) = row.mode {
                    if let (Some(from), Some(to)) =
                        (self.placement(link.from), self.placement(link.to))
                    {
                        let kept =
                            self.holds(link, (from.start, from.finish), (to.start, to.finish));
                        self.declared(link.to, Breach::Link(at), !kept)?;
                    }
                    continue;
                }
                for leaf in &below[link.to as usize] {
                    self.holds_leaf(at, link, *leaf)?;
                }
                continue;
            }
            self.holds_task(at, link, row)?;
        }
        Ok(())
    }

    fn holds_task(&self, at: u32, link: &Link, row: &Task) -> Result<(), Violation> {
        let Some(to) = self.placement(link.to) else {
            return Ok(());
        };
        if matches!(row.actual, Actual::Finished(_)) || self.is_free_of(link, row) {
            return Ok(());
        }
        let Some(from) = self.placement(link.from) else {
            let fixed = is_fixed(row);
            return if fixed {
                Ok(())
            } else {
                Err(Violation::Waits { link: at })
            };
        };
        // Of what has begun, the rest waits.
        let begin = if is_begun(row) && !is_given(row) {
            to.pieces.first().map_or(to.finish, |piece| piece.start)
        } else {
            to.start
        };
        let kept = self.holds(link, (from.start, from.finish), (begin, to.finish));
        if is_fixed(row) {
            return self.declared(link.to, Breach::Link(at), !kept);
        }
        if kept {
            Ok(())
        } else {
            Err(Violation::Link { link: at })
        }
    }

    /// A link of a summary holds the start of each task below that is moved by links at all.
    fn holds_leaf(&self, at: u32, link: &Link, leaf: u32) -> Result<(), Violation> {
        let row = &self.portfolio.tasks[leaf as usize];
        let overridden = is_begun(row) && self.portfolio.logic == Logic::Override;
        let Some(to) = self
            .placement(leaf)
            .filter(|_| !is_fixed(row) && !overridden)
        else {
            return Ok(());
        };
        let Some(from) = self.placement(link.from) else {
            return Err(Violation::Waits { link: at });
        };
        let begin = match to.pieces.first() {
            Some(piece) => piece.start,
            None if is_begun(row) => to.finish,
            None => to.start,
        };
        let kept = self.holds(link, (from.start, from.finish), (begin, to.finish));
        let wrong = Violation::SummaryLink {
            link: at,
            task: leaf,
        };
        if kept { Ok(()) } else { Err(wrong) }
    }

    /// By choice, links of open tasks do not hold work that has begun.
    fn is_free_of(&self, link: &Link, row: &Task) -> bool {
        let from = &self.portfolio.tasks[link.from as usize];
        self.portfolio.logic == Logic::Override
            && is_begun(row)
            && !matches!(from.actual, Actual::Finished(_))
    }

    fn holds(&self, link: &Link, from: (Minute, Minute), to: (Minute, Minute)) -> bool {
        let (left, reached) = match link.kind {
            LinkKind::FinishToStart => (from.1, to.0),
            LinkKind::StartToStart => (from.0, to.0),
            LinkKind::FinishToFinish => (from.1, to.1),
            LinkKind::StartToFinish => (from.0, to.1),
        };
        let whole = self.whole(&self.portfolio.tasks[link.from as usize]);
        let share = |percent: i32| {
            let hundredfold = i64::from(percent) * whole;
            let rounded = (hundredfold.abs() + 50) / 100;
            if hundredfold < 0 { -rounded } else { rounded }
        };
        let calendar = |task: u32| Some(self.portfolio.tasks[task as usize].calendar);
        let counted = match self.portfolio.lag_calendar {
            LagCalendar::Predecessor => calendar(link.from),
            LagCalendar::Successor => calendar(link.to),
            LagCalendar::Project(calendar) => Some(calendar),
            LagCalendar::Always => None,
        };
        match link.lag {
            Lag::Elapsed(minutes) => self.times.between(None, left, reached) >= i64::from(minutes),
            Lag::ElapsedPercent(percent) => {
                self.times.between(None, left, reached) >= share(percent)
            }
            Lag::Working(minutes) => self.works(counted, left, reached, i64::from(minutes)),
            Lag::Percent(percent) => self.works(counted, left, reached, share(percent)),
        }
    }

    fn works(&self, calendar: Option<u32>, left: Minute, reached: Minute, lag: i64) -> bool {
        if lag == 0 {
            return reached >= left;
        }
        self.times.between(calendar, left, reached) >= lag
    }

    /// The tasks below each summary that works by its links, however deep.
    fn leaves(&self) -> Vec<Vec<u32>> {
        let tasks = &self.portfolio.tasks;
        let mut below = vec![Vec::new(); tasks.len()];
        for (task, row) in (0u32..).zip(tasks) {
            if is_summary(row) {
                continue;
            }
            let mut above = row.parent;
            // A summary by hand holds no more than itself: neither what is below nor what is above reaches through.
            for _ in 0..tasks.len() {
                let Some(parent) = above else { break };
                let summary = &tasks[parent as usize];
                if matches!(summary.mode, Mode::Manual(_)) {
                    break;
                }
                below[parent as usize].push(task);
                above = summary.parent;
            }
        }
        below
    }

    /// A summary is from the first start to the last finish below it, and starts are not before its constraint.
    pub(super) fn summaries(&self) -> Result<(), Violation> {
        let tasks = &self.portfolio.tasks;
        let mut children = vec![Vec::new(); tasks.len()];
        for (task, row) in (0u32..).zip(tasks) {
            if let Some(parent) = row.parent {
                children[parent as usize].push(task);
            }
        }
        let below = self.leaves();
        for (task, row) in (0u32..).zip(tasks) {
            if row.form != Form::Summary || matches!(row.mode, Mode::Manual(_)) {
                continue;
            }
            let dates: Option<Vec<_>> = children[task as usize]
                .iter()
                .map(|child| {
                    self.placement(*child)
                        .map(|child| (child.start, child.finish))
                })
                .collect();
            let wrong = Violation::Summary { task };
            match (self.placement(task), dates) {
                (None, Some(dates)) if !dates.is_empty() => return Err(wrong),
                (Some(_), None) => return Err(wrong),
                (Some(own), Some(dates)) => {
                    let start = dates.iter().map(|dates| dates.0).min().unwrap_or(own.start);
                    let finish = dates
                        .iter()
                        .map(|dates| dates.1)
                        .max()
                        .unwrap_or(own.finish);
                    if (own.start, own.finish) != (start, finish) {
                        return Err(wrong);
                    }
                }
                _ => {}
            }
            if let Constraint::StartNoEarlierThan(at) = row.constraint {
                for leaf in &below[task as usize] {
                    let free = &tasks[*leaf as usize];
                    let held = !is_fixed(free) && !is_begun(free);
                    let early = self.placement(*leaf).is_some_and(|leaf| leaf.start < at);
                    if held && early {
                        return Err(Violation::Constraint { task: *leaf });
                    }
                }
            }
        }
        Ok(())
    }
}
