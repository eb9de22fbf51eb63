//! What if: a scenario is a list of changes laid over a plan, answered with what moves, by how much and why.
//!
//! ```
//! use planner::{calendar::{Calendar, Interval}, cpm::Driver, links::{Lag, Link, LinkKind}};
//! use planner::plan::{LagCalendar, Plan, Task};
//! use planner::whatif::{Change, Whose, dates};
//!
//! // Two days of eight hours each, for two tasks in a row of four hours.
//! let days = (0..5).map(|day| Interval::new(day * 1440 + 540, day * 1440 + 1020)).collect();
//! let plan = Plan {
//!     start: 540,
//!     finish: None,
//!     calendars: vec![Calendar::new(days)?],
//!     lag_calendar: LagCalendar::Successor,
//!     tasks: vec![Task::of(240); 2],
//!     links: vec![Link { from: 0, to: 1, kind: LinkKind::FinishToStart, lag: Lag::NONE }],
//! };
//! // Who does the first task is away on the first day.
//! let away = Change::Absence { whose: Whose::Tasks(vec![0]), away: vec![Interval::new(0, 1440)] };
//! let answer = dates(&plan, &[away])?;
//! assert_eq!(answer.moves[1].after, Some(Interval::new(2220, 2460)));
//! assert_eq!(answer.moves[1].work, 480); // a day later,
//! assert_eq!(answer.moves[1].because.unwrap().driver, Driver::Link(0)); // because of the first,
//! assert_eq!(answer.moves[0].changes, [0]); // because of the absence.
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Names are positions: tasks, links and calendars of the base keep theirs, whatever is removed; what a change adds
//! takes the next. [`apply`] gives the plan that the scenario describes, for when it is accepted; [`forecast`] simulates
//! before and after with common random numbers, each task drawing the numbers of its name, so that the difference is
//! that of the scenario and not that of luck (Hammersley and Handscomb 1964; Law 2015).

mod apply;
mod compare;
mod draft;

use serde::{Deserialize, Serialize};

pub use apply::{Applied, apply};
pub(crate) use compare::scenario;
pub use compare::{Answer, Because, Forecast, Move, Shift, dates, forecast};

use crate::{
    calendar::{Calendar, Interval, Minute},
    links::Link,
    plan::{Constraint, PlanError, Task},
    risk::{Estimate, RiskError},
};

/// One change. They are applied in the order given; later ones see what earlier ones did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// Who is meant does not work then.
    Absence {
        /// Who is away.
        whose: Whose,
        /// When.
        away: Vec<Interval>,
    },
    /// Who is meant works then too.
    Overtime {
        /// Who works more.
        whose: Whose,
        /// When.
        more: Vec<Interval>,
    },
    /// It starts so many working minutes later than in the base, or later still: its constraint is replaced by the
    /// date, and dates that were pinned are shifted.
    Delay {
        /// A position in the tasks.
        task: u32,
        /// Working minutes later.
        minutes: i32,
    },
    /// It takes so long.
    Duration {
        /// A position in the tasks.
        task: u32,
        /// Working minutes.
        minutes: i32,
    },
    /// Of the simulation; dates do not see it.
    Estimate {
        /// A position in the tasks.
        task: u32,
        /// `None`: it takes its duration.
        estimate: Option<Estimate>,
    },
    /// Another constraint.
    Constraint {
        /// A position in the tasks.
        task: u32,
        /// The one that holds from now on.
        constraint: Constraint,
    },
    /// Another deadline.
    Deadline {
        /// A position in the tasks.
        task: u32,
        /// `None`: no deadline.
        at: Option<Minute>,
    },
    /// Dates given by hand.
    Pin {
        /// A position in the tasks.
        task: u32,
        /// `None`: the planner decides again.
        dates: Option<Interval>,
    },
    /// Somebody else does it, who works by this calendar.
    Reassign {
        /// A position in the tasks.
        task: u32,
        /// A position in the calendars.
        calendar: u32,
    },
    /// What the task needs of the scarce resources of the simulation.
    Demand {
        /// A position in the tasks.
        task: u32,
        /// One a resource.
        units: Vec<i32>,
    },
    /// Units of a scarce resource of the simulation.
    Capacity {
        /// A position in the resources.
        resource: u32,
        /// Units there are at all times.
        units: i32,
    },
    /// How likely a risk of the simulation is; 0 is a risk averted.
    Probability {
        /// A position in the risks.
        risk: u32,
        /// 0 to 1.
        probability: f64,
    },
    /// It needs nothing scarce unless a later change says so, and gives way to all others.
    AddTask {
        /// The task as a plan writes it.
        row: Task,
        /// `None`: it takes its duration.
        estimate: Option<Estimate>,
    },
    /// With its links. What came after it does not wait for what came before it, unless a change links them.
    RemoveTask {
        /// A position in the tasks.
        task: u32,
    },
    /// One more link.
    AddLink {
        /// The link as a plan writes it.
        row: Link,
    },
    /// One link less.
    RemoveLink {
        /// A position in the links.
        link: u32,
    },
    /// Another link in the place of one.
    ReplaceLink {
        /// A position in the links.
        link: u32,
        /// The link as a plan writes it.
        row: Link,
    },
    /// One more calendar, for changes after this one to name.
    AddCalendar {
        /// Its working time.
        calendar: Calendar,
    },
    /// The plan starts then.
    Start {
        /// The new start.
        at: Minute,
    },
    /// The plan is to be finished then.
    Finish {
        /// `None`: counted from the last early finish.
        at: Option<Minute>,
    },
}

/// Whose working time changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Everyone who works by it.
    Calendar(u32),
    /// Who does these tasks; others who share their calendar are not meant.
    Tasks(Vec<u32>),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhatIfError {
    /// The base itself cannot be computed.
    Base(RiskError),
    /// The change at this position is wrong.
    Change {
        /// A position in the changes.
        change: usize,
        /// What is wrong with it.
        problem: Problem,
    },
    /// With all changes there is no plan; tasks are named as the scenario names them.
    After(RiskError),
}

/// What is wrong with a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Not there, or removed before.
    UnknownTask,
    /// The link is not there, or removed before.
    UnknownLink,
    /// The calendar is not there.
    UnknownCalendar,
    /// The scarce resource is not there.
    UnknownResource,
    /// The risk is not there.
    UnknownRisk,
    /// Negative, or longer than [`crate::risk::LONGEST`].
    Duration,
    /// Not three ascending points that a task can take.
    Estimate,
    /// Not 0 to 1.
    Probability,
    /// Not one a resource, or negative.
    Units,
    /// A task that the scenario added has no dates to be late against.
    NotInBase,
    /// There is no such date in the task's calendar, or in any.
    Date,
}

impl From<PlanError> for WhatIfError {
    fn from(error: PlanError) -> Self {
        Self::Base(RiskError::Plan(error))
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::UnknownTask => "names a task that is not there",
            Self::UnknownLink => "names a link that is not there",
            Self::UnknownCalendar => "names an unknown calendar",
            Self::UnknownResource => "names an unknown resource",
            Self::UnknownRisk => "names an unknown risk",
            Self::Duration => "has an impossible duration",
            Self::Estimate => "has no estimate",
            Self::Probability => "has a probability that is not 0 to 1",
            Self::Units => "has impossible units",
            Self::NotInBase => "delays a task that the scenario added",
            Self::Date => "names a date that is out of range",
        })
    }
}

impl std::fmt::Display for WhatIfError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Base(error) => write!(f, "the plan as it is: {error}"),
            Self::Change { change, problem } => write!(f, "change {change} {problem}"),
            Self::After(error) => write!(f, "with the changes: {error}"),
        }
    }
}

impl std::error::Error for WhatIfError {}

#[cfg(test)]
mod tests;
