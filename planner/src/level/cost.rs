//! What a schedule costs: tasks without a date, then weighted tardiness, finishes and changes.

use serde::{Deserialize, Serialize};

use super::{
    answer::{Cost, Outcome},
    core::{Core, Shape},
    generate::Schedule,
};
use crate::calendar::Minute;

/// What matters, as weights of minutes; each project's minutes also count by its priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aim {
    /// Of projects after their due date, of tasks after their deadline or latest date. 0 to 1,000,000.
    pub tardiness: i64,
    /// Of each project's finish after the beginning.
    pub finish: i64,
    /// Of each task's start away from its present one. More than 0 is minimal change: no task is then moved to an
    /// earlier date than it has, and others only as far as they must.
    pub change: i64,
}

impl Default for Aim {
    fn default() -> Self {
        Self {
            tardiness: 10,
            finish: 1,
            change: 0,
        }
    }
}

impl Aim {
    /// Stay near the present plan.
    pub const MINIMAL_CHANGE: Self = Self {
        tardiness: 10,
        finish: 1,
        change: 1_000,
    };

    /// Weights outside their range count as the nearest inside.
    pub(super) fn bounded(self) -> Self {
        let bounded = |weight: i64| weight.clamp(0, 1_000_000);
        Self {
            tardiness: bounded(self.tardiness),
            finish: bounded(self.finish),
            change: bounded(self.change),
        }
    }
}

pub(super) fn of(core: &Core<'_>, schedule: &Schedule, aim: Aim) -> Cost {
    let mut cost = Cost::default();
    let mut finishes = vec![None::<Minute>; core.portfolio.projects.len().max(1)];
    let add = |sum: &mut i64, weight: i64, minutes: i64| {
        *sum = sum.saturating_add(weight.saturating_mul(minutes));
    };
    for job in 0..core.portfolio.tasks.len() {
        let row = &core.jobs[job];
        if !schedule.is_placed(job as u32) {
            cost.unplaced += i64::from(row.shape != Shape::Close);
            continue;
        }
        let dates = schedule.dates[job];
        let last = &mut finishes[row.project as usize];
        *last = Some(last.map_or(dates.finish, |last| last.max(dates.finish)));
        let weight = core.weight(row.project) * aim.tardiness;
        if let Some(due) = row.due {
            add(&mut cost.weight, weight, after(dates.finish, due));
        }
        if let Some(latest) = row.latest_start {
            add(&mut cost.weight, weight, after(dates.start, latest));
        }
        if let Some(present) = row.present.filter(|_| row.is_work()) {
            let moved = (i64::from(dates.start) - i64::from(present)).abs();
            add(&mut cost.weight, aim.change, moved);
        }
        add(&mut cost.spread, 1, after(dates.finish, core.begin));
    }
    for (project, finish) in (0u32..).zip(finishes) {
        let Some(finish) = finish else { continue };
        let weight = core.weight(project);
        add(
            &mut cost.weight,
            weight * aim.finish,
            after(finish, core.begin),
        );
        let row = core.portfolio.projects.get(project as usize);
        if let Some(due) = row.and_then(|row| row.due) {
            add(&mut cost.weight, weight * aim.tardiness, after(finish, due));
        }
    }
    cost
}

/// Minutes late.
pub(super) fn after(at: Minute, due: Minute) -> i64 {
    (i64::from(at) - i64::from(due)).max(0)
}

/// Each project's finish, lateness, and the finish it cannot undercut.
pub(super) fn outcomes(core: &Core<'_>, found: &Schedule, least: &Schedule) -> Vec<Outcome> {
    let finishes = |schedule: &Schedule| {
        let mut finishes = vec![None::<Minute>; core.portfolio.projects.len().max(1)];
        for job in 0..core.portfolio.tasks.len() {
            if schedule.is_placed(job as u32) {
                let (finish, last) = (
                    schedule.dates[job].finish,
                    &mut finishes[core.jobs[job].project as usize],
                );
                *last = Some(last.map_or(finish, |last| last.max(finish)));
            }
        }
        finishes
    };
    let both = finishes(found).into_iter().zip(finishes(least));
    let outcomes = both.enumerate().map(|(project, (last, least))| {
        let row = core.portfolio.projects.get(project);
        let due = row.and_then(|row| row.due);
        Outcome {
            finish: last,
            tardiness: last.zip(due).map_or(0, |(last, due)| after(last, due)),
            bound: least.unwrap_or(core.begin),
        }
    });
    outcomes.collect()
}
