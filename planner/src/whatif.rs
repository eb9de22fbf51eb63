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
        whose: Whose,
        away: Vec<Interval>,
    },
    /// Who is meant works then too.
    Overtime {
        whose: Whose,
        more: Vec<Interval>,
    },
    /// It starts so many working minutes later than in the base, or later still: its constraint is replaced by the
    /// date, and dates that were pinned are shifted.
    Delay {
        task: u32,
        minutes: i32,
    },
    Duration {
        task: u32,
        minutes: i32,
    },
    /// Of the simulation; dates do not see it.
    Estimate {
        task: u32,
        estimate: Option<Estimate>,
    },
    Constraint {
        task: u32,
        constraint: Constraint,
    },
    Deadline {
        task: u32,
        at: Option<Minute>,
    },
    Pin {
        task: u32,
        dates: Option<Interval>,
    },
    /// Somebody else does it, who works by this calendar.
    Reassign {
        task: u32,
        calendar: u32,
    },
    /// What the task needs of the scarce resources of the simulation.
    Demand {
        task: u32,
        units: Vec<i32>,
    },
    /// Units of a scarce resource of the simulation.
    Capacity {
        resource: u32,
        units: i32,
    },
    /// How likely a risk of the simulation is; 0 is a risk averted.
    Probability {
        risk: u32,
        probability: f64,
    },
    /// It needs nothing scarce unless a later change says so, and gives way to all others.
    AddTask {
        row: Task,
        estimate: Option<Estimate>,
    },
    /// With its links. What came after it does not wait for what came before it, unless a change links them.
    RemoveTask {
        task: u32,
    },
    AddLink {
        row: Link,
    },
    RemoveLink {
        link: u32,
    },
    ReplaceLink {
        link: u32,
        row: Link,
    },
    AddCalendar {
        calendar: Calendar,
    },
    Start {
        at: Minute,
    },
    Finish {
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
    Change { change: usize, problem: Problem },
    /// With all changes there is no plan; tasks are named as the scenario names them.
    After(RiskError),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Not there, or removed before.
    UnknownTask,
    UnknownLink,
    UnknownCalendar,
    UnknownResource,
    UnknownRisk,
    /// Negative, or longer than [`crate::risk::LONGEST`].
    Duration,
    Estimate,
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
