//! What the iterations say.

use serde::{Deserialize, Serialize};

use super::{simulation::Simulation, tally::Tally};
use crate::calendar::Minute;

/// The forecast of a plan. Minutes of mean and deviation are working minutes from the plan's start, of the calendar
/// that all tasks share; if they differ, of the project's (the one that counts lag if the plan names it, else the
/// first).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// How many were drawn.
    pub iterations: u64,
    /// True when one calendar served all tasks and links, and dates were counted as work.
    pub one_calendar: bool,
    /// Of the last task.
    pub finish: Spread,
    /// The finish when each task takes its planned duration, and how many of the iterations are not later. Merging
    /// paths make it less than half even where every estimate is fair (merge bias: MacCrimmon and Ryavec 1964).
    pub planned: Option<Promise>,
    /// The plan's own finish, if it names one.
    pub target: Option<Promise>,
    /// Those asked for, and every task with a deadline.
    pub milestones: Vec<Milestone>,
    /// As in the plan.
    pub tasks: Vec<TaskRisk>,
    /// As in the model.
    pub risks: Vec<RiskShare>,
}

/// Where a finish lies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Working minutes from the plan's start.
    pub mean: f64,
    /// Of a sample: divided by n − 1.
    pub sd: f64,
    /// No more than half of the iterations finish before it.
    pub p50: Minute,
    /// The usual level of a commitment.
    pub p80: Minute,
    /// The date that nine of ten keep.
    pub p90: Minute,
    /// The S-curve: the date by which 0, 1, …, 100 per cent of the iterations have finished.
    pub curve: Vec<Minute>,
}

/// A date and the share of iterations that keep it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    /// The date.
    pub at: Minute,
    /// 0 to 1.
    pub share: f64,
}

/// The forecast of one task's finish.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Milestone {
    /// A position in the tasks.
    pub task: u32,
    /// Of the task.
    pub finish: Spread,
    /// How likely its deadline is; `None` without one.
    pub deadline: Option<Promise>,
}

/// What a task has to do with the finish. See Vanhoucke, "Measuring Time" (2009), chapter 4, and the PMBOK guide for
/// the first two.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRisk {
    /// Of the duration (of what remains), in working minutes.
    pub mean: f64,
    /// Its standard deviation.
    pub sd: f64,
    /// Criticality index: the share of iterations in which it was on a chain that drives the finish; with one calendar
    /// that is a total float of zero.
    pub criticality: f64,
    /// Schedule sensitivity index: criticality · its deviation / the project's. `None` when the project has none.
    pub ssi: Option<f64>,
    /// Cruciality index, signed: the correlation (Pearson) of its duration with the project's. `None` when one of them
    /// does not vary.
    pub cruciality: Option<f64>,
}

/// What a risk has to do with the finish.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RiskShare {
    /// The share of iterations in which it happened.
    pub happened: f64,
    /// Working minutes that the project takes longer on average where it happened than where it did not; `None` when
    /// one of the two never was.
    pub delay: Option<f64>,
}

impl Simulation {
    /// Statistics of a tally of this simulation.
    pub fn outcome(&self, tally: &Tally) -> Outcome {
        let finish = sorted(&tally.finish);
        let work: i128 = finish.iter().map(|at| i128::from(self.work(*at))).sum();
        let squares: i128 = finish
            .iter()
            .map(|at| i128::from(self.work(*at)).pow(2))
            .sum();
        let n = i128::from(tally.iterations);
        let project = n * squares - work * work;
        let tasks = tally.tasks.iter().map(|sums| {
            let own = n * sums.squares - sums.duration * sums.duration;
            let both = n * sums.products - sums.duration * work;
            let criticality = share(sums.critical, tally.iterations);
            TaskRisk {
                mean: sums.duration as f64 / n.max(1) as f64,
                sd: deviation(own, n),
                criticality,
                ssi: (project > 0)
                    .then(|| criticality * (own as f64).sqrt() / (project as f64).sqrt()),
                cruciality: (project > 0 && own > 0)
                    .then(|| both as f64 / ((own as f64).sqrt() * (project as f64).sqrt())),
            }
        });
        let risks = tally.risks.iter().map(|(times, sum)| {
            let (times, rest) = (i128::from(*times), n - i128::from(*times));
            RiskShare {
                happened: times as f64 / n.max(1) as f64,
                delay: (times > 0 && rest > 0)
                    .then(|| *sum as f64 / times as f64 - (work - sum) as f64 / rest as f64),
            }
        });
        let milestones = self
            .watched
            .iter()
            .zip(&tally.watched)
            .map(|(task, finishes)| {
                let finishes = sorted(finishes);
                let row = &self.dates.plan.tasks[*task as usize];
                Milestone {
                    task: *task,
                    deadline: row.deadline.map(|at| self.promise(*task, &finishes, at)),
                    finish: self.spread(&finishes),
                }
            });
        Outcome {
            iterations: tally.iterations,
            one_calendar: self.axis.is_some(),
            planned: self.planned().map(|at| Promise {
                at: self.date(at),
                share: share(
                    finish.partition_point(|f| *f <= at) as u64,
                    tally.iterations,
                ),
            }),
            target: self.dates.plan.finish.map(|at| Promise {
                at,
                share: share(
                    finish.partition_point(|f| self.work(*f) <= self.work_at(at)) as u64,
                    tally.iterations,
                ),
            }),
            milestones: milestones.collect(),
            tasks: tasks.collect(),
            risks: risks.collect(),
            finish: self.spread(&finish),
        }
    }

    /// The first date by which at least this share of the iterations (0 to 1) has finished: P97.5 is 0.975. `None`
    /// without iterations.
    pub fn quantile(&self, tally: &Tally, share: f64) -> Option<Minute> {
        let finish = sorted(&tally.finish);
        Some(self.date(*finish.get(rank(share, finish.len())?)?))
    }

    /// The share of iterations that have finished by a date.
    pub fn share_by(&self, tally: &Tally, at: Minute) -> f64 {
        let work = self.work_at(at);
        let done = tally
            .finish
            .iter()
            .filter(|finish| self.work(**finish) <= work);
        share(done.count() as u64, tally.iterations)
    }

    fn work_at(&self, at: Minute) -> i64 {
        let work = |at| i64::from(self.reference.work_until(at));
        work(at) - work(self.dates.plan.start)
    }

    fn promise(&self, task: u32, finishes: &[i32], at: Minute) -> Promise {
        // On time is what leaves no work of the task's calendar undone after it.
        let calendar =
            &self.dates.plan.calendars[self.dates.plan.tasks[task as usize].calendar as usize];
        let by = calendar.work_until(at);
        let kept = finishes.partition_point(|finish| match self.axis {
            Some(_) => *finish <= by,
            None => calendar.work_until(*finish) <= by,
        });
        Promise {
            at,
            share: share(kept as u64, finishes.len() as u64),
        }
    }

    fn spread(&self, finishes: &[i32]) -> Spread {
        let n = finishes.len() as i128;
        let sum: i128 = finishes.iter().map(|at| i128::from(self.work(*at))).sum();
        let squares: i128 = finishes
            .iter()
            .map(|at| i128::from(self.work(*at)).pow(2))
            .sum();
        let at = |share: f64| {
            let finish = rank(share, finishes.len()).and_then(|rank| finishes.get(rank));
            finish.map_or(self.dates.plan.start, |finish| self.date(*finish))
        };
        Spread {
            mean: sum as f64 / n.max(1) as f64,
            sd: deviation(n * squares - sum * sum, n),
            p50: at(0.5),
            p80: at(0.8),
            p90: at(0.9),
            curve: (0..=100)
                .map(|percent| at(f64::from(percent) / 100.0))
                .collect(),
        }
    }
}

fn sorted(finishes: &[i32]) -> Vec<i32> {
    let mut sorted = finishes.to_vec();
    sorted.sort_unstable();
    sorted
}

/// The position of the nearest rank: the smallest value that at least this share does not exceed.
fn rank(share: f64, count: usize) -> Option<usize> {
    if !(0.0..=1.0).contains(&share) {
        return None;
    }
    // A hair less, so that 0.8 of ten is eight although 0.8 is no binary number.
    let rank = (share * count as f64 - 1e-9).ceil().max(1.0) as usize;
    Some(rank - 1)
}

fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// From n·Σx² − (Σx)².
fn deviation(spread: i128, n: i128) -> f64 {
    if n < 2 {
        return 0.0;
    }
    (spread as f64 / (n as f64 * (n - 1) as f64)).sqrt()
}
