//! Accepts or rejects a schedule. It shares no code with what makes schedules: it reads the instance as written and
//! counts.

use serde::{Deserialize, Serialize};

use super::Instance;

/// The first thing wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Violation {
    /// Not one start a job.
    Count {
        /// Jobs of the instance.
        jobs: usize,
        /// Starts in the answer.
        starts: usize,
    },
    /// A start before the project's.
    Early {
        /// A position in the jobs.
        job: usize,
    },
    /// The job starts before the one it waits for is finished, or one of them is not there.
    Link {
        /// A position in the links.
        link: usize,
    },
    /// More units in use than there are; a job that does not say what it needs, needs too many.
    Capacity {
        /// A position in the resources.
        resource: usize,
        /// The first instant at which it is.
        at: i32,
        /// Units in use.
        used: i64,
    },
    /// It says to end at another time than it does.
    Makespan {
        /// As claimed.
        said: i32,
        /// As the starts say.
        found: i32,
    },
}

/// `starts` in whole units from 0, and the makespan that was claimed.
pub fn check(instance: &Instance, starts: &[i32], makespan: i32) -> Result<(), Violation> {
    let jobs = instance.durations.len();
    if starts.len() != jobs {
        return Err(Violation::Count {
            jobs,
            starts: starts.len(),
        });
    }
    if let Some(job) = starts.iter().position(|start| *start < 0) {
        return Err(Violation::Early { job });
    }
    let finish = |job: usize| i64::from(starts[job]) + i64::from(instance.durations[job]);
    for (link, (from, to)) in instance.links.iter().enumerate() {
        let (from, to) = (*from as usize, *to as usize);
        if from >= jobs || to >= jobs || i64::from(starts[to]) < finish(from) {
            return Err(Violation::Link { link });
        }
    }
    for (resource, capacity) in instance.capacity.iter().enumerate() {
        // Units returned at an instant are free for those that start at it.
        let mut events: Vec<(i64, i64)> = Vec::with_capacity(2 * jobs);
        for job in (0..jobs).filter(|job| instance.durations[*job] > 0) {
            let row = instance.demand.get(job);
            let units = i64::from(*row.and_then(|row| row.get(resource)).unwrap_or(&i32::MAX));
            events.push((i64::from(starts[job]), units));
            events.push((finish(job), -units));
        }
        events.sort_unstable();
        let mut used = 0;
        for (at, units) in events {
            used += units;
            if used > i64::from(*capacity) {
                return Err(Violation::Capacity {
                    resource,
                    at: at as i32,
                    used,
                });
            }
        }
    }
    let found = (0..jobs).map(finish).max().unwrap_or(0);
    if found != i64::from(makespan) {
        return Err(Violation::Makespan {
            said: makespan,
            found: found.clamp(i32::MIN.into(), i32::MAX.into()) as i32,
        });
    }
    Ok(())
}
