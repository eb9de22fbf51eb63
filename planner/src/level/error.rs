//! Why a portfolio is no input: always with the position of what is wrong.

use serde::{Deserialize, Serialize};

use super::check::Violation;

/// Why a portfolio cannot be levelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortfolioError {
    /// A link names a task that is not there.
    UnknownTask {
        /// A position in the links.
        link: usize,
    },
    /// The tasks of a cycle, in the order of links, parents and children.
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
    /// The task names a project that is not there.
    UnknownProject {
        /// A position in the tasks.
        task: u32,
    },
    /// The parent is not there, or is no summary.
    UnknownParent {
        /// A position in the tasks.
        task: u32,
    },
    /// A need or a present team names a resource that is not there.
    UnknownResource {
        /// A position in the tasks.
        task: u32,
    },
    /// A minute outside the calendars' range, or an interval that ends before it starts.
    Dates {
        /// A position in the tasks.
        task: u32,
    },
    /// A negative or absurd duration, effort, split or priority.
    Size {
        /// A position in the tasks.
        task: u32,
    },
    /// Effort is fixed, and there is no effort or nobody to do it.
    NoEffort {
        /// A position in the tasks.
        task: u32,
    },
    /// Units or a number of people that are not positive, or absurd; or effort that is fixed to be done in no time.
    Units {
        /// A position in the tasks.
        task: u32,
    },
    /// Finished or started after the data date, or there is none.
    FutureActual {
        /// A position in the tasks.
        task: u32,
    },
    /// A summary has needs or a constraint it cannot have.
    Summary {
        /// A position in the tasks.
        task: u32,
    },
    /// A summary waits by FF or SF.
    SummaryLink {
        /// A position in the links.
        link: usize,
    },
    /// Its calendar is not there, its steps do not ascend, or a number is out of range.
    Resource {
        /// A position in the resources.
        resource: u32,
    },
    /// A priority or date of the project is out of range.
    Project {
        /// A position in the projects.
        project: u32,
    },
    /// The freeze's window is none, or out of range.
    Freeze {
        /// A position in the freezes.
        freeze: u32,
    },
    /// A start or data date outside the calendars' range.
    Start,
    /// The checker did not accept the answer: a defect of this crate, never shown as an answer.
    Rejected(Violation),
}

impl std::fmt::Display for PortfolioError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownTask { link } => write!(f, "link {link} names a task that is not there"),
            Self::Cycle { path } => write!(f, "the tasks {path:?} wait for each other"),
            Self::UnknownCalendar { task } => write!(f, "task {task} names an unknown calendar"),
            Self::UnknownLagCalendar => write!(f, "the calendar that counts lag is unknown"),
            Self::UnknownProject { task } => write!(f, "task {task} names an unknown project"),
            Self::UnknownParent { task } => write!(f, "the parent of task {task} is no summary"),
            Self::UnknownResource { task } => write!(f, "task {task} names an unknown resource"),
            Self::Dates { task } => write!(f, "a date of task {task} is impossible"),
            Self::Size { task } => write!(f, "task {task} has an impossible size or priority"),
            Self::NoEffort { task } => write!(f, "task {task} has fixed effort that nobody does"),
            Self::Units { task } => write!(f, "task {task} needs an impossible number of units"),
            Self::FutureActual { task } => {
                write!(f, "task {task} is begun or finished after the data date")
            }
            Self::Summary { task } => write!(f, "summary {task} cannot have needs or that date"),
            Self::SummaryLink { link } => {
                write!(f, "link {link} holds the finish of a summary")
            }
            Self::Resource { resource } => write!(f, "resource {resource} is impossible"),
            Self::Project { project } => write!(f, "project {project} is impossible"),
            Self::Freeze { freeze } => write!(f, "freeze {freeze} is impossible"),
            Self::Start => write!(f, "the start or the data date is out of range"),
            Self::Rejected(violation) => write!(f, "the checker rejects the answer: {violation:?}"),
        }
    }
}

impl std::error::Error for PortfolioError {}
