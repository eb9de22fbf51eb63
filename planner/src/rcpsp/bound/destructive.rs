//! Destructive improvement (Klein and Scholl 1999): suppose that the project ends by some time, and refute it.
//!
//! The supposition gives each job a window, from its head to the time less its tail. Windows shrink by links, and by
//! pairs of jobs that together need more than there is, so that one is before the other (Brucker and others 1998).
//! A window too short for its job refutes the time, and so does an interval in which the jobs cannot help needing more
//! than the resource gives: energetic reasoning (Baptiste, Le Pape and Nuijten 1999).

use crate::rcpsp::{
    Instance,
    core::{Core, Direction},
};

/// Intervals times jobs looked at for one supposition; larger instances look at none.
const MOST_WORK: usize = 4_000_000;
/// Windows that still shrink after so many rounds shrink by little.
const ROUNDS: usize = 20;

/// The least time from `bound` that is not refuted, as far as doubling steps and halving find it: what refutes a time
/// refutes every shorter one.
pub(super) fn improved(
    core: &Core,
    instance: &Instance,
    heads: &[i32],
    tails: &[i32],
    bound: i32,
) -> i32 {
    let jobs = core.jobs;
    if jobs == 0 || jobs.saturating_pow(3) > MOST_WORK {
        return bound;
    }
    let sum: i32 = core.durations.iter().sum();
    let pairs = conflicts(core, instance);
    let refuted = |time: i32| {
        let mut windows = Windows {
            core,
            from: heads.to_vec(),
            until: tails.iter().map(|tail| time - tail).collect(),
        };
        !windows.shrink(&pairs) || windows.overfull(instance)
    };
    // Some schedule is as short as the sum of all durations, so nothing refutes that.
    let (mut below, mut step) = (bound - 1, 1);
    while below + step < sum && refuted(below + step) {
        below += step;
        step *= 2;
    }
    let mut open = (below + step).min(sum);
    while open - below > 1 {
        let middle = below + (open - below) / 2;
        if refuted(middle) {
            below = middle;
        } else {
            open = middle;
        }
    }
    (below + 1).max(bound)
}

/// Pairs of jobs that no moment has room for.
fn conflicts(core: &Core, instance: &Instance) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for one in 0..core.jobs {
        for other in one + 1..core.jobs {
            let both = instance.demand[one].iter().zip(&instance.demand[other]);
            let mut units = both.zip(&instance.capacity);
            if core.durations[one] > 0
                && core.durations[other] > 0
                && units.any(|((a, b), capacity)| a + b > *capacity)
            {
                pairs.push((one, other));
            }
        }
    }
    pairs
}

/// When each job may be done at all.
struct Windows<'a> {
    core: &'a Core,
    from: Vec<i32>,
    until: Vec<i32>,
}

impl Windows<'_> {
    /// False when some job has no place left.
    fn shrink(&mut self, pairs: &[(usize, usize)]) -> bool {
        let durations = &self.core.durations;
        for _ in 0..ROUNDS {
            let mut changed = self.follow_links();
            for &(one, other) in pairs {
                for (first, second) in [(one, other), (other, one)] {
                    // The second cannot be before the first: it is after it.
                    let (d1, d2) = (durations[first], durations[second]);
                    if self.from[second] + d2 > self.until[first] - d1 {
                        let (from, until) = (self.from[first] + d1, self.until[second] - d2);
                        changed |= from > self.from[second] || until < self.until[first];
                        self.from[second] = self.from[second].max(from);
                        self.until[first] = self.until[first].min(until);
                    }
                }
            }
            let mut jobs = self.from.iter().zip(&self.until).zip(durations);
            if jobs.any(|((from, until), duration)| from + duration > *until) {
                return false;
            }
            if !changed {
                break;
            }
        }
        true
    }

    fn follow_links(&mut self) -> bool {
        let (core, mut changed) = (self.core, false);
        for &job in core.graph.order() {
            for &first in core.before(Direction::Forward, job) {
                let from = self.from[first as usize] + core.durations[first as usize];
                changed |= from > self.from[job as usize];
                self.from[job as usize] = self.from[job as usize].max(from);
            }
        }
        for &job in core.graph.order().iter().rev() {
            for &next in core.before(Direction::Backward, job) {
                let until = self.until[next as usize] - core.durations[next as usize];
                changed |= until < self.until[job as usize];
                self.until[job as usize] = self.until[job as usize].min(until);
            }
        }
        changed
    }

    /// True when some resource is needed more inside some interval than there is: each job as far to the left or to
    /// the right as it can go still has a part inside.
    fn overfull(&self, instance: &Instance) -> bool {
        let durations = &self.core.durations;
        (0..instance.capacity.len()).any(|resource| {
            let capacity = i64::from(instance.capacity[resource]);
            let units = |job: &usize| i64::from(instance.demand[*job][resource]);
            let users: Vec<usize> = (0..self.core.jobs)
                .filter(|job| units(job) > 0 && durations[*job] > 0)
                .collect();
            let sorted = |mut times: Vec<i32>| {
                times.sort_unstable();
                times.dedup();
                times
            };
            let begins = sorted(users.iter().map(|job| self.from[*job]).collect());
            let ends = sorted(users.iter().map(|job| self.until[*job]).collect());
            begins.iter().any(|begin| {
                let ends = ends.iter().filter(|end| *end > begin);
                ends.into_iter().any(|end| {
                    let inside = |job: &usize| {
                        let left = self.from[*job] + durations[*job] - begin;
                        let right = end - (self.until[*job] - durations[*job]);
                        let part = left.min(right).min(durations[*job]).min(end - begin);
                        i64::from(part.max(0)) * units(job)
                    };
                    let work: i64 = users.iter().map(inside).sum();
                    work > capacity * i64::from(end - begin)
                })
            })
        })
    }
}
