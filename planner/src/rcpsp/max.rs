//! Minimum and maximum time lags between starts: RCPSP/max (Bartusch, Möhring and Radermacher 1988), the model behind
//! SS, FF and SF links, leads and "not later than".
//!
//! ```
//! use planner::rcpsp::{max::{MaxInstance, Outcome, solve}, solve::Budget};
//!
//! // The second job starts two to three units after the first; both need the only machine.
//! let instance = MaxInstance {
//!     durations: vec![3, 4],
//!     lags: vec![(0, 1, 2), (1, 0, -3)],
//!     capacity: vec![1],
//!     demand: vec![vec![1], vec![1]],
//! };
//! match solve(&instance, 1, Budget::of(10).with_proof(1_000), &mut |_| true)? {
//!     Outcome::Found(answer) => assert_eq!((answer.starts, answer.makespan), (vec![0, 3], 7)),
//!     other => unreachable!("{other:?}"),
//! }
//! # Ok::<(), planner::rcpsp::max::MaxError>(())
//! ```
//!
//! Even the question whether there is a schedule at all is NP-complete (Bartusch et al. 1988), so there are three
//! outcomes: a schedule with a bound, a proof that there is none, and, when the budget ends first, neither.
//!
//! - **Distances**: all longest paths (Floyd 1962; Warshall 1962); a positive cycle is infeasible and is named.
//! - **Construction**: serial generation by latest start with noise. A job that can no longer be placed before its latest
//!   start pushes on the jobs that hold it back: they and what started after them are unscheduled and begin later (Franck,
//!   Neumann and Schwindt 2001).
//! - **Proof**: branch and bound over delaying modes (De Reyck and Herroelen 1998): at the first conflict of the earliest
//!   schedule some minimal set of its jobs waits for one of the others, as links whose positive cycles end a branch.
//! - **Checker**: lags and capacity are counted anew from the instance as written before anything is answered.

mod build;
pub mod check;
pub mod progen;
mod tree;

use serde::{Deserialize, Serialize};

use super::{
    random::Random,
    solve::{Answer, Budget, Progress},
};

/// Jobs are positions; `demand[job][resource]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaxInstance {
    /// Whole units of time, one a job.
    pub durations: Vec<i32>,
    /// `(from, to, lag)`: `start(to) - start(from) >= lag`. A maximum lag is a negative lag back.
    pub lags: Vec<(u32, u32, i32)>,
    /// Units of each resource, at all times.
    pub capacity: Vec<i32>,
    /// Units each job takes of each resource while it runs.
    pub demand: Vec<Vec<i32>>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A schedule, and how near it is to the best.
    Found(Answer),
    /// Proven: there is no schedule, however long.
    Infeasible {
        /// Nodes of the tree that were visited.
        nodes: u64,
    },
    /// The budget ended without a schedule and without a proof that there is none.
    NothingFound {
        /// Schedules that were generated.
        schedules: u64,
        /// Nodes of the tree that were visited.
        nodes: u64,
    },
}

/// Why an instance cannot be solved. Numbers are positions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaxError {
    /// More than [`MOST_JOBS`].
    TooMany,
    /// The lag names a job that is not there.
    UnknownJob {
        /// A position in the lags.
        lag: usize,
    },
    /// More than a million either way.
    Lag {
        /// A position in the lags.
        lag: usize,
    },
    /// These jobs, in order, must each start later than themselves.
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
    /// The job needs more of this resource than there is.
    TooLittle {
        /// A position in the jobs.
        job: usize,
        /// A position in the resources.
        resource: usize,
    },
    /// Negative.
    Capacity {
        /// A position in the resources.
        resource: usize,
    },
    /// The checker did not accept the answer: a defect of this crate, never shown as an answer.
    Rejected(check::Violation),
}

/// All distances are kept, so their number squared is taken of memory.
pub const MOST_JOBS: usize = 1_002;

const LONGEST: i64 = 1_000_000;

impl std::fmt::Display for MaxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooMany => write!(f, "more than {MOST_JOBS} jobs"),
            Self::UnknownJob { lag } => write!(f, "lag {lag} names a job that is not there"),
            Self::Lag { lag } => write!(f, "lag {lag} is out of range"),
            Self::Cycle { path } => write!(f, "the jobs {path:?} must start later than themselves"),
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

impl std::error::Error for MaxError {}

/// Equal arguments give equal outcomes on every machine. `go_on` is asked after each constructed schedule and ends the
/// search by answering false.
pub fn solve(
    instance: &MaxInstance,
    seed: u64,
    budget: Budget,
    go_on: &mut dyn FnMut(Progress) -> bool,
) -> Result<Outcome, MaxError> {
    let net = Net::new(instance)?;
    let mut bound = net.bound();
    let mut best: Option<(Vec<i32>, i64)> = None;
    let (mut schedules, mut cancelled) = (0, false);
    while schedules < budget.schedules.max(1) && !cancelled {
        let mut random = Random::new(seed, schedules);
        let limit = best
            .as_ref()
            .map_or(net.horizon, |(_, makespan)| makespan - 1);
        if limit < bound {
            break;
        }
        schedules += 1;
        if let Some(starts) = build::construct(&net, limit, schedules > 1, &mut random) {
            let makespan = net.makespan(&starts);
            best = Some((starts, makespan));
        }
        let makespan = best
            .as_ref()
            .map_or(i32::MAX, |(_, makespan)| *makespan as i32);
        cancelled = !go_on(Progress {
            nodes: 0,
            makespan,
            bound: bound as i32,
            schedules,
        });
    }
    let limit = best
        .as_ref()
        .map_or(net.horizon + 1, |(_, makespan)| *makespan);
    let mut nodes = 0;
    if limit > bound && budget.nodes > 0 && !cancelled {
        let proof = tree::improve(&net, limit, bound, budget.nodes);
        nodes = proof.nodes;
        if let Some(starts) = proof.starts {
            let makespan = net.makespan(&starts);
            best = Some((starts, makespan));
        }
        if proof.complete {
            match &best {
                Some((_, makespan)) => bound = *makespan,
                None => return Ok(Outcome::Infeasible { nodes }),
            }
        }
    }
    let Some((starts, makespan)) = best else {
        return Ok(Outcome::NothingFound { schedules, nodes });
    };
    let makespan = makespan as i32;
    check::check(instance, &starts, makespan).map_err(MaxError::Rejected)?;
    Ok(Outcome::Found(Answer {
        starts,
        makespan,
        bound: bound as i32,
        schedules,
        nodes,
    }))
}

/// No path between two jobs; far below any that is one, far above overflow.
const NO_PATH: i64 = i64::MIN / 4;

/// An instance with all its distances.
struct Net<'a> {
    instance: &'a MaxInstance,
    jobs: usize,
    /// Longest path from one job's start to another's, row by row.
    distance: Vec<i64>,
    earliest: Vec<i64>,
    /// From a job's start to the end of the project.
    tail: Vec<i64>,
    /// Where there is a schedule there is one that ends by then.
    horizon: i64,
}

impl<'a> Net<'a> {
    fn new(instance: &'a MaxInstance) -> Result<Self, MaxError> {
        refuse(instance)?;
        let jobs = instance.durations.len();
        let mut distance = vec![NO_PATH; jobs * jobs];
        let mut next: Vec<u32> = vec![0; jobs * jobs];
        for job in 0..jobs {
            distance[job * jobs + job] = 0;
        }
        for (from, to, lag) in &instance.lags {
            let at = *from as usize * jobs + *to as usize;
            if i64::from(*lag) > distance[at] {
                distance[at] = i64::from(*lag);
                next[at] = *to;
            }
        }
        // A lag from a job to itself is a cycle of one.
        if let Some(job) = (0..jobs).find(|job| distance[job * jobs + job] > 0) {
            return Err(MaxError::Cycle {
                path: vec![job as u32],
            });
        }
        for by in 0..jobs {
            for from in 0..jobs {
                let first = distance[from * jobs + by];
                if first == NO_PATH {
                    continue;
                }
                for to in 0..jobs {
                    let second = distance[by * jobs + to];
                    if second != NO_PATH && first + second > distance[from * jobs + to] {
                        distance[from * jobs + to] = first + second;
                        next[from * jobs + to] = next[from * jobs + by];
                    }
                }
                if distance[from * jobs + from] > 0 {
                    return Err(MaxError::Cycle {
                        path: cycle(jobs, &next, from),
                    });
                }
            }
        }
        let durations = || {
            instance
                .durations
                .iter()
                .map(|duration| i64::from(*duration))
        };
        let earliest = (0..jobs).map(|to| (0..jobs).map(|from| distance[from * jobs + to]).max());
        let tail = (0..jobs).map(|from| {
            let row = &distance[from * jobs..(from + 1) * jobs];
            row.iter()
                .zip(durations())
                .map(|(distance, duration)| distance + duration)
                .max()
        });
        // Jobs one after the other, each with its duration or its longest lag (De Reyck and Herroelen 1998).
        let mut longest: Vec<i64> = durations().collect();
        for (from, _, lag) in &instance.lags {
            longest[*from as usize] = longest[*from as usize].max(i64::from(*lag));
        }
        Ok(Self {
            instance,
            jobs,
            earliest: earliest.map(|start| start.unwrap_or(0).max(0)).collect(),
            tail: tail.map(|tail| tail.unwrap_or(0)).collect(),
            horizon: longest.iter().sum(),
            distance,
        })
    }

    fn distance(&self, from: usize, to: usize) -> i64 {
        self.distance[from * self.jobs + to]
    }

    fn duration(&self, job: usize) -> i64 {
        self.instance.durations[job].into()
    }

    fn makespan(&self, starts: &[i32]) -> i64 {
        let ends = starts
            .iter()
            .enumerate()
            .map(|(job, start)| i64::from(*start) + self.duration(job));
        ends.max().unwrap_or(0)
    }

    /// Longest path, or the work of a resource over its capacity.
    fn bound(&self) -> i64 {
        let path = self
            .earliest
            .iter()
            .zip(&self.tail)
            .map(|(start, tail)| start + tail)
            .max();
        let work = self
            .instance
            .capacity
            .iter()
            .enumerate()
            .map(|(resource, capacity)| {
                let demand = |job: usize| {
                    i64::from(self.instance.demand[job][resource]) * self.duration(job)
                };
                let work: i64 = (0..self.jobs).map(demand).sum();
                let capacity = i64::from((*capacity).max(1));
                (work + capacity - 1) / capacity
            });
        path.unwrap_or(0).max(work.max().unwrap_or(0))
    }
}

/// The jobs on the path from a job back to itself.
fn cycle(jobs: usize, next: &[u32], from: usize) -> Vec<u32> {
    let mut path = vec![from as u32];
    let mut at = next[from * jobs + from] as usize;
    while at != from && path.len() <= jobs {
        path.push(at as u32);
        at = next[at * jobs + from] as usize;
    }
    path
}

fn refuse(instance: &MaxInstance) -> Result<(), MaxError> {
    let jobs = instance.durations.len();
    if jobs > MOST_JOBS {
        return Err(MaxError::TooMany);
    }
    let mut sum = 0;
    for (job, duration) in instance.durations.iter().enumerate() {
        sum += i64::from(*duration);
        if *duration < 0 || sum > LONGEST {
            return Err(MaxError::Duration { job });
        }
    }
    for (at, (from, to, lag)) in instance.lags.iter().enumerate() {
        if *from as usize >= jobs || *to as usize >= jobs {
            return Err(MaxError::UnknownJob { lag: at });
        }
        if !(-LONGEST..=LONGEST).contains(&i64::from(*lag)) {
            return Err(MaxError::Lag { lag: at });
        }
    }
    if let Some(resource) = instance.capacity.iter().position(|capacity| *capacity < 0) {
        return Err(MaxError::Capacity { resource });
    }
    for job in 0..jobs {
        let row = instance.demand.get(job).ok_or(MaxError::Demand { job })?;
        if row.len() != instance.capacity.len() || row.iter().any(|units| *units < 0) {
            return Err(MaxError::Demand { job });
        }
        let mut all = row.iter().zip(&instance.capacity);
        let over = all.position(|(units, capacity)| units > capacity);
        if let Some(resource) = over.filter(|_| instance.durations[job] > 0) {
            return Err(MaxError::TooLittle { job, resource });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
