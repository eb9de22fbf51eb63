//! The model: a plan as its caller writes it down. Positions in these lists are the names of things.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Calendar, Interval, Minute},
    links::Link,
};

/// Everything the critical path needs to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Nothing starts before it, unless it is pinned.
    pub start: Minute,
    /// Late dates are counted back from here; from the last early finish when absent.
    #[serde(default)]
    pub finish: Option<Minute>,
    /// Their window must reach as far before the start as late dates may (a deadline that cannot be kept asks for work
    /// before it), else the task is refused as [`PlanError::BeyondCalendar`].
    pub calendars: Vec<Calendar>,
    #[serde(default)]
    pub lag_calendar: LagCalendar,
    pub tasks: Vec<Task>,
    #[serde(default)]
    pub links: Vec<Link>,
}

/// Which calendar counts working lag. MS Project counts in the successor's, P6 leaves the choice to the project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LagCalendar {
    Predecessor,
    #[default]
    Successor,
    /// The project's: a position in the plan's calendars.
    Project(u32),
    /// Twenty-four hours a day.
    Always,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// A position in the plan's calendars.
    #[serde(default)]
    pub calendar: u32,
    /// Working minutes; 0 is a milestone.
    pub duration: i32,
    #[serde(default)]
    pub constraint: Constraint,
    /// Moves nothing; late dates and float are counted against it.
    #[serde(default)]
    pub deadline: Option<Minute>,
    /// The dates of a task that is scheduled by hand or is finished: no link and no constraint moves it.
    #[serde(default)]
    pub pinned: Option<Interval>,
}

impl Task {
    /// As soon as possible, in the first calendar.
    pub const fn of(duration: i32) -> Self {
        Self {
            calendar: 0,
            duration,
            constraint: Constraint::AsSoonAsPossible,
            deadline: None,
            pinned: None,
        }
    }
}

/// The eight constraints every scheduler of the field knows. Those that name a latest date or the date itself are kept
/// even against a link, as MS Project does unless told otherwise; the conflict is read from negative float.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Constraint {
    #[default]
    AsSoonAsPossible,
    AsLateAsPossible,
    StartNoEarlierThan(Minute),
    StartNoLaterThan(Minute),
    FinishNoEarlierThan(Minute),
    FinishNoLaterThan(Minute),
    MustStartOn(Minute),
    MustFinishOn(Minute),
}

/// Why a plan cannot be computed. Numbers are positions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanError {
    /// A link names a task that is not there.
    UnknownTask {
        link: usize,
    },
    /// The tasks of a cycle, in the order of its links.
    Cycle {
        path: Vec<u32>,
    },
    UnknownCalendar {
        task: u32,
    },
    UnknownLagCalendar,
    NegativeDuration {
        task: u32,
    },
    /// Its dates, or the work it needs, lie beyond its calendar's window.
    BeyondCalendar {
        task: u32,
    },
}

impl std::fmt::Display for PlanError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownTask { link } => write!(f, "link {link} names a task that is not there"),
            Self::Cycle { path } => write!(f, "the tasks {path:?} wait for each other"),
            Self::UnknownCalendar { task } => write!(f, "task {task} names an unknown calendar"),
            Self::UnknownLagCalendar => write!(f, "the calendar that counts lag is unknown"),
            Self::NegativeDuration { task } => write!(f, "task {task} has a negative duration"),
            Self::BeyondCalendar { task } => write!(f, "task {task} leaves its calendar's window"),
        }
    }
}

impl std::error::Error for PlanError {}
