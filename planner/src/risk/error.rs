//! What is wrong with a model, by position.

use serde::{Deserialize, Serialize};

use crate::plan::PlanError;

/// Where a task was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the estimates.
    Estimate {
        /// A position among them.
        at: usize,
    },
    /// In a group.
    Group {
        /// A position in the groups.
        group: usize,
        /// A position in its tasks.
        member: usize,
    },
    /// In a risk's effects.
    Risk {
        /// A position in the risks.
        risk: usize,
        /// A position in its effects.
        effect: usize,
    },
    /// In what is known of progress.
    Progress {
        /// A position there.
        at: usize,
    },
    /// Among the milestones.
    Milestone {
        /// A position among them.
        at: usize,
    },
    /// In the order of work.
    Order {
        /// A position in it.
        at: usize,
    },
}

/// Why a plan cannot be simulated. Numbers are positions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskError {
    /// The plan itself cannot be computed.
    Plan(PlanError),
    /// No such task.
    UnknownTask(Place),
    /// The task was named before in the same list (a group: in any group).
    NamedTwice(Place),
    /// Not `low <= likely <= high`, a negative duration, a weight that is none, or beyond [`super::LONGEST`].
    Estimate(Place),
    /// Not 0 to 1.
    Correlation {
        /// A position in the groups.
        group: usize,
    },
    /// Not 0 to 1.
    Probability {
        /// A position in the risks.
        risk: usize,
    },
    /// With all its risks the task may take longer than [`super::LONGEST`].
    TooLong {
        /// A position in the tasks.
        task: u32,
    },
    /// A date of the task, of the plan's start or of the data date (no task) is outside the range of calendars.
    Date {
        /// The task; `None` is the plan or the data date.
        task: Option<u32>,
    },
    /// Progress without a data date.
    NoDataDate,
    /// It ends before it starts, began or ended after the data date, or negative work remains.
    Progress {
        /// A position in what is known of progress.
        at: usize,
    },
    /// Negative.
    Capacity {
        /// A position in the resources.
        resource: usize,
    },
    /// The task's demands are not one a resource, or one is negative.
    Demand {
        /// A position in the tasks.
        task: usize,
    },
    /// The task needs more of this resource than there is.
    TooLittle {
        /// A position in the tasks.
        task: usize,
        /// A position in the resources.
        resource: usize,
    },
    /// The order is not one place a task.
    Order,
    /// None, or so many that their finishes do not fit in memory: at most [`super::MOST_SAMPLES`] over all milestones.
    Iterations,
    /// PERT as published knows finish-to-start links with working lag only.
    NotClassic {
        /// A position in the links.
        link: u32,
    },
    /// In this iteration the task leaves its calendar's window, which has to reach further.
    BeyondCalendar {
        /// A position in the tasks.
        task: u32,
        /// The number of the iteration, from 0.
        iteration: u64,
    },
}

impl From<PlanError> for RiskError {
    fn from(error: PlanError) -> Self {
        Self::Plan(error)
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Estimate { at } => write!(f, "estimate {at}"),
            Self::Group { group, member } => write!(f, "member {member} of group {group}"),
            Self::Risk { risk, effect } => write!(f, "effect {effect} of risk {risk}"),
            Self::Progress { at } => write!(f, "progress {at}"),
            Self::Milestone { at } => write!(f, "milestone {at}"),
            Self::Order { at } => write!(f, "place {at} of the order"),
        }
    }
}

impl std::fmt::Display for RiskError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Plan(error) => write!(f, "{error}"),
            Self::UnknownTask(place) => write!(f, "{place} names a task that is not there"),
            Self::NamedTwice(place) => write!(f, "{place} names a task that was named before"),
            Self::Estimate(place) => write!(f, "{place} is no estimate"),
            Self::Correlation { group } => {
                write!(f, "the correlation of group {group} is not 0 to 1")
            }
            Self::Probability { risk } => write!(f, "the probability of risk {risk} is not 0 to 1"),
            Self::TooLong { task } => write!(f, "task {task} may take longer than a century"),
            Self::Date { task: Some(task) } => write!(f, "a date of task {task} is out of range"),
            Self::Date { task: None } => write!(f, "the start or the data date is out of range"),
            Self::NoDataDate => write!(f, "there is progress, but no data date"),
            Self::Progress { at } => write!(f, "progress {at} is impossible at the data date"),
            Self::Capacity { resource } => write!(f, "resource {resource} has a negative capacity"),
            Self::Demand { task } => write!(f, "task {task} does not name one demand a resource"),
            Self::TooLittle { task, resource } => {
                write!(
                    f,
                    "task {task} needs more of resource {resource} than there is"
                )
            }
            Self::Order => write!(f, "the order does not name each task once"),
            Self::Iterations => write!(f, "no iterations, or too many to remember"),
            Self::NotClassic { link } => write!(f, "link {link} is not one that PERT knows"),
            Self::BeyondCalendar { task, iteration } => write!(
                f,
                "task {task} leaves its calendar's window in iteration {iteration}"
            ),
        }
    }
}

impl std::error::Error for RiskError {}
