//! The critical path: when can each task happen at the earliest and the latest, and what decides it.
//!
//! Forward and backward pass (Kelley and Walker 1959) over tasks in topological order. A bound on a finish is turned
//! into dates in the task's own calendar; floats are working minutes of that calendar, negative when a deadline or a
//! constraint cannot be kept.
//!
//! ```
//! use planner::{calendar::Calendar, cpm::{Driver, Network}, links::{Lag, Link, LinkKind}};
//! use planner::plan::{LagCalendar, Plan, Task};
//!
//! let plan = Plan {
//!     start: 0,
//!     finish: None,
//!     calendars: vec![Calendar::always()],
//!     lag_calendar: LagCalendar::Successor,
//!     tasks: vec![Task::of(60), Task::of(30)],
//!     links: vec![Link { from: 0, to: 1, kind: LinkKind::FinishToStart, lag: Lag::Working(10) }],
//! };
//! let network = Network::new(plan)?;
//! assert_eq!(network.early()[1].start, 70);
//! assert_eq!(network.driver(1), Driver::Link(0)); // "because the first task ends at 60, and ten minutes pass"
//! # Ok::<(), planner::plan::PlanError>(())
//! ```

mod backward;
pub mod check;
mod forward;
mod update;

use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Calendar, FIRST, Interval, LAST, Minute},
    links::{Graph, GraphError, Lag, Link},
    plan::{Constraint, LagCalendar, Plan, PlanError},
};

/// What decides a task's early dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Driver {
    /// Nothing but the start of the project.
    ProjectStart,
    /// The link at this position.
    Link(u32),
    /// The task's own constraint.
    Constraint,
    /// Its dates are given.
    Pinned,
}

/// Working minutes a task can slip: before it moves the end or breaks a deadline, and before it moves any successor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Float {
    /// Before it moves the end or breaks a deadline; negative when one is broken already.
    pub total: i32,
    /// Before it moves any task that waits for it; never negative.
    pub free: i32,
}

/// A plan with its dates, kept up to date by [`Network::edit`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    plan: Plan,
    graph: Graph,
    always: Calendar,
    /// The position of each task in the topological order.
    place: Vec<u32>,
    early: Vec<Interval>,
    late: Vec<Interval>,
    dates: Vec<Interval>,
    driver: Vec<Driver>,
    float: Vec<Float>,
    finish: i32,
}

impl Network {
    /// Both passes over the whole plan, and the checker's consent.
    pub fn new(plan: Plan) -> Result<Self, PlanError> {
        let known = |at: Minute| (FIRST..=LAST).contains(&at);
        if !known(plan.start) || !plan.finish.is_none_or(known) {
            return Err(PlanError::Start);
        }
        for (task, row) in (0u32..).zip(&plan.tasks) {
            if !row.dates().all(known) {
                return Err(PlanError::BeyondCalendar { task });
            }
            if row.calendar as usize >= plan.calendars.len() {
                return Err(PlanError::UnknownCalendar { task });
            }
            if row.duration < 0 {
                return Err(PlanError::NegativeDuration { task });
            }
        }
        if matches!(plan.lag_calendar, LagCalendar::Project(c) if c as usize >= plan.calendars.len())
        {
            return Err(PlanError::UnknownLagCalendar);
        }
        let graph = Graph::new(plan.tasks.len(), &plan.links).map_err(|error| match error {
            GraphError::UnknownTask(link) => PlanError::UnknownTask { link },
            GraphError::Cycle(path) => PlanError::Cycle { path },
        })?;
        let tasks = plan.tasks.len();
        let nowhere = Interval::new(plan.start, plan.start);
        let mut place = vec![0; tasks];
        for (at, task) in (0u32..).zip(graph.order()) {
            place[*task as usize] = at;
        }
        let mut network = Self {
            always: Calendar::always(),
            place,
            early: vec![nowhere; tasks],
            late: vec![nowhere; tasks],
            dates: vec![nowhere; tasks],
            driver: vec![Driver::ProjectStart; tasks],
            float: vec![Float::default(); tasks],
            finish: plan.start,
            plan,
            graph,
        };
        network.forward_all()?;
        network.backward_all()?;
        network.check()?;
        Ok(network)
    }

    /// The plan, with its edits.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The plan's links as a graph.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Earliest dates.
    pub fn early(&self) -> &[Interval] {
        &self.early
    }

    /// Latest dates that keep the finish, deadlines and constraints.
    pub fn late(&self) -> &[Interval] {
        &self.late
    }

    /// Where each task is planned: early, but for those that are wanted as late as possible without moving others.
    pub fn dates(&self) -> &[Interval] {
        &self.dates
    }

    /// What each task can slip, by position.
    pub fn float(&self) -> &[Float] {
        &self.float
    }

    /// Why the early dates of a task are what they are.
    pub fn driver(&self, task: u32) -> Driver {
        self.driver[task as usize]
    }

    /// The instant from which late dates are counted: the plan's finish, or the last early finish.
    pub fn finish(&self) -> i32 {
        self.finish
    }

    /// Total float of at most `near` working minutes; 0 asks for the critical path.
    pub fn is_critical(&self, task: u32, near: i32) -> bool {
        self.float[task as usize].total <= near
    }

    /// The checker's consent to the early dates and to those planned. What is computed anew has it; after edits, which
    /// have no time for it, whoever hands the dates on asks for it.
    pub fn check(&self) -> Result<(), PlanError> {
        check::check(&self.plan, &self.early).map_err(PlanError::Rejected)?;
        if self.dates == self.early {
            return Ok(());
        }
        check::check(&self.plan, &self.dates).map_err(PlanError::Rejected)
    }

    /// From what starts the chain to `task` itself, by driving links: "this date because …".
    pub fn why(&self, task: u32) -> Vec<(u32, Driver)> {
        let mut chain = Vec::new();
        let mut at = Some(task);
        while let Some(task) = at {
            let driver = self.driver(task);
            chain.push((task, driver));
            at = match driver {
                Driver::Link(link) => Some(self.plan.links[link as usize].from),
                _ => None,
            };
        }
        chain.reverse();
        chain
    }

    fn calendar(&self, task: u32) -> &Calendar {
        &self.plan.calendars[self.plan.tasks[task as usize].calendar as usize]
    }

    #[inline]
    fn lag_calendar(&self, link: &Link) -> &Calendar {
        // No lag asks no calendar, and to look for one costs a visit to the task at the other end.
        if link.lag == Lag::NONE {
            return &self.always;
        }
        match self.plan.lag_calendar {
            LagCalendar::Predecessor => self.calendar(link.from),
            LagCalendar::Successor => self.calendar(link.to),
            LagCalendar::Project(calendar) => &self.plan.calendars[calendar as usize],
            LagCalendar::Always => &self.always,
        }
    }

    fn wants_late(&self, task: u32) -> bool {
        let row = &self.plan.tasks[task as usize];
        row.pinned.is_none() && row.constraint == Constraint::AsLateAsPossible
    }
}

#[cfg(test)]
mod tests;
