//! The resource-constrained project scheduling problem in its plain form: whole time units, finish-to-start links,
//! renewable resources. It is what the literature measures on (PSPLIB: Kolisch and Sprecher 1997), and the core that
//! levelling is built on.
//!
//! ```
//! use planner::rcpsp::{Instance, solve::{Budget, solve}};
//!
//! // Two jobs of three units that both need the only machine.
//! let instance = Instance {
//!     durations: vec![3, 3],
//!     links: vec![],
//!     capacity: vec![1],
//!     demand: vec![vec![1], vec![1]],
//! };
//! let answer = solve(&instance, 1, Budget::of(100), &mut |_| true)?;
//! assert_eq!((answer.makespan, answer.bound), (6, 6));
//! # Ok::<(), planner::rcpsp::InstanceError>(())
//! ```

pub mod bound;
pub mod check;
mod core;
mod crossover;
mod exact;
mod genetic;
pub mod islands;
pub mod max;
mod parallel;
pub mod psplib;
pub mod random;
pub mod solve;
mod windows;

use serde::{Deserialize, Serialize};

/// Jobs are positions; `demand[job][resource]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// Whole units of time, one a job.
    pub durations: Vec<i32>,
    /// `(before, after)`: the second starts when the first is finished, or later.
    pub links: Vec<(u32, u32)>,
    /// Units of each resource, at all times.
    pub capacity: Vec<i32>,
    /// Units each job takes of each resource while it runs.
    pub demand: Vec<Vec<i32>>,
}

/// Why an instance cannot be solved. Numbers are positions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstanceError {
    /// The link names a job that is not there.
    UnknownJob {
        /// A position in the links.
        link: usize,
    },
    /// Jobs wait for each other.
    Cycle {
        /// Positions along the cycle, each once.
        path: Vec<u32>,
    },
    /// Negative, or so long that the sum of all durations leaves one million.
    Duration {
        /// A position in the jobs.
        job: usize,
    },
    /// The job's demands are not one a resource, or one is negative.
    Demand {
        /// A position in the jobs.
        job: usize,
    },
    /// The job needs more of this resource than there is: it can be done by nobody.
    TooLittle {
        /// A position in the jobs.
        job: usize,
        /// A position in the resources.
        resource: usize,
    },
    /// Capacities are 0 to 32,767; at most sixteen resources.
    Capacity {
        /// A position in the resources.
        resource: usize,
    },
    /// The checker did not accept the answer: a defect of this crate, never shown as an answer.
    Rejected(check::Violation),
}

impl std::fmt::Display for InstanceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownJob { link } => write!(f, "link {link} names a job that is not there"),
            Self::Cycle { path } => write!(f, "the jobs {path:?} wait for each other"),
            Self::Duration { job } => write!(f, "job {job} has an impossible duration"),
            Self::Demand { job } => write!(f, "job {job} does not name one demand a resource"),
            Self::TooLittle { job, resource } => {
                write!(
                    f,
                    "job {job} needs more of resource {resource} than there is"
                )
            }
            Self::Capacity { resource } => write!(f, "resource {resource} is out of range"),
            Self::Rejected(violation) => write!(f, "the checker rejects the answer: {violation:?}"),
        }
    }
}

impl std::error::Error for InstanceError {}

#[cfg(test)]
mod tests;
