//! The model: a plan as its caller writes it down. Positions in these lists are the names of things.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Calendar, Interval, Minute},
    cpm::check::Violation,
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
    /// Which calendar counts working lag.
    #[serde(default)]
    pub lag_calendar: LagCalendar,
    /// Positions are their names.
    pub tasks: Vec<Task>,
    /// What waits for what.
    #[serde(default)]
    pub links: Vec<Link>,
}

/// Which calendar counts working lag. MS Project counts in the successor's, P6 leaves the choice to the project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LagCalendar {
    /// That of the task the link leaves.
    Predecessor,
    /// That of the task the link enters.
    #[default]
    Successor,
    /// The project's: a position in the plan's calendars.
    Project(u32),
    /// Twenty-four hours a day.
    Always,
}

/// Something to be done by one calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// A position in the plan's calendars.
    #[serde(default)]
    pub calendar: u32,
    /// Working minutes; 0 is a milestone.
    pub duration: i32,
    /// What its dates must keep beside its links.
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

    /// Every minute it names.
    pub(crate) fn dates(&self) -> impl Iterator<Item = Minute> {
        let constraint = match self.constraint {
            Constraint::AsSoonAsPossible | Constraint::AsLateAsPossible => None,
            Constraint::StartNoEarlierThan(at)
            | Constraint::StartNoLaterThan(at)
            | Constraint::FinishNoEarlierThan(at)
            | Constraint::FinishNoLaterThan(at)
            | Constraint::MustStartOn(at)
            | Constraint::MustFinishOn(at) => Some(at),
        };
        let pinned = self.pinned.map(|pinned| [pinned.start, pinned.finish]);
        let own = constraint.into_iter().chain(self.deadline);
        own.chain(pinned.into_iter().flatten())
    }
}

/// The eight constraints every scheduler of the field knows. Those that name a latest date or the date itself are kept
/// even against a link, as MS Project does unless told otherwise; the conflict is read from negative float.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Constraint {
    /// Where links let it.
    #[default]
    AsSoonAsPossible,
    /// Where it moves nobody.
    AsLateAsPossible,
    /// Never before.
    StartNoEarlierThan(Minute),
    /// Never after; kept against links.
    StartNoLaterThan(Minute),
    /// Its end never before.
    FinishNoEarlierThan(Minute),
    /// Its end never after; kept against links.
    FinishNoLaterThan(Minute),
    /// There; kept against links.
    MustStartOn(Minute),
    /// Its end there; kept against links.
    MustFinishOn(Minute),
}

/// Why a plan cannot be computed. Numbers are positions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanError {
    /// A link names a task that is not there.
    UnknownTask {
        /// A position in the links.
        link: usize,
    },
    /// The tasks of a cycle, in the order of its links.
    Cycle {
        /// Positions along the cycle, each once.
        path: Vec<u32>,
    },
    /// The task names a calendar that is not there.
    UnknownCalendar {
        /// A position in the tasks.
        task: u32,
    },
    /// The calendar that counts lag is not there.
    UnknownLagCalendar,
    /// The task's duration is below nothing.
    NegativeDuration {
        /// A position in the tasks.
        task: u32,
    },
    /// The plan's start or finish is outside the range of calendars.
    Start,
    /// Its dates, or the work it needs, lie beyond its calendar's window.
    BeyondCalendar {
        /// A position in the tasks.
        task: u32,
    },
    /// The checker did not accept the dates: a defect of this crate, never shown as an answer.
    Rejected(Violation),
}

impl std::fmt::Display for PlanError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownTask { link } => write!(f, "link {link} names a task that is not there"),
            Self::Cycle { path } => write!(f, "the tasks {path:?} wait for each other"),
            Self::UnknownCalendar { task } => write!(f, "task {task} names an unknown calendar"),
            Self::UnknownLagCalendar => write!(f, "the calendar that counts lag is unknown"),
            Self::NegativeDuration { task } => write!(f, "task {task} has a negative duration"),
            Self::Start => write!(f, "the plan's start or finish is out of range"),
            Self::Rejected(violation) => write!(f, "the checker rejects the dates: {violation:?}"),
            Self::BeyondCalendar { task } => write!(f, "task {task} leaves its calendar's window"),
        }
    }
}

impl std::error::Error for PlanError {}
