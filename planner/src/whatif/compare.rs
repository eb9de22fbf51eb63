//! Before and after.

use serde::{Deserialize, Serialize};

use super::{Applied, Change, WhatIfError, apply};
use crate::{
    calendar::{Interval, Minute},
    cpm::{Driver, Network},
    plan::Plan,
    risk::{Model, Outcome, Simulation, check_dates},
};

/// What a scenario does to the dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The last finish, of the tasks as planned.
    pub finish: Shift,
    /// Every task whose dates differ, by name; nothing else moves.
    pub moves: Vec<Move>,
}

/// A date before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// In the base.
    pub before: Minute,
    /// With the changes.
    pub after: Minute,
}

impl Shift {
    /// Minutes on the clock; negative is sooner.
    pub fn minutes(self) -> i64 {
        i64::from(self.after) - i64::from(self.before)
    }
}

/// What became of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Its name: its position in the base, or the next free one for each that was added.
    pub task: u32,
    /// `None`: added by the scenario.
    pub before: Option<Interval>,
    /// `None`: removed by it.
    pub after: Option<Interval>,
    /// Working minutes that the finish moves, of the task's calendar as it was; negative is sooner.
    pub work: i32,
    /// What decided its dates before.
    pub was: Option<Because>,
    /// What decides them now.
    pub because: Option<Because>,
    /// Positions of the changes that touch the task itself, its calendar or the links it waits for. When there are
    /// none, it moved because the task it waits or waited for did.
    pub changes: Vec<usize>,
}

/// What decides a date, by names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    /// What kind of thing it is.
    pub driver: Driver,
    /// The task at the other end of a driving link.
    pub from: Option<u32>,
}

/// What a scenario does to the forecast; both were drawn from the same numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// The median.
    pub p50: Shift,
    /// The date that four of five keep.
    pub p80: Shift,
    /// The date that nine of ten keep.
    pub p90: Shift,
    /// The forecast of the base.
    pub before: Outcome,
    /// Tasks at their positions in the scenario's plan: [`Applied::tasks`] names them.
    pub after: Outcome,
}

/// What moves, by how much and why.
pub fn dates(plan: &Plan, changes: &[Change]) -> Result<Answer, WhatIfError> {
    let base = base(plan)?;
    let applied = apply::over(&base, &Model::default(), changes)?;
    Ok(answer(&base, &applied, &applied.network()?))
}

/// What moves, and what that does to the percentiles of the finish: as many iterations each, of which `go_on` is told
/// twice over. When it ends them, both have been simulated as far as the shorter.
pub fn forecast(
    plan: &Plan,
    model: &Model,
    changes: &[Change],
    seed: u64,
    iterations: u64,
    go_on: &mut dyn FnMut(u64) -> bool,
) -> Result<(Answer, Forecast), WhatIfError> {
    let (applied, answer, after) = scenario(plan, model, changes)?;
    let before = Simulation::new(plan, model).map_err(WhatIfError::Base)?;
    let ran = before.run(seed, 0..iterations, go_on);
    let one = ran.map_err(WhatIfError::Base)?;
    let done = one.iterations();
    let ran = after.run(seed, 0..done, &mut |now| go_on(done + now));
    let other = ran.map_err(|error| applied.renamed(error))?;
    let one = if other.iterations() < done {
        let again = before.run(seed, 0..other.iterations(), &mut |_| true);
        again.map_err(WhatIfError::Base)?
    } else {
        one
    };
    let (before, after) = (before.outcome(&one), after.outcome(&other));
    let shift = |of: fn(&Outcome) -> Minute| Shift {
        before: of(&before),
        after: of(&after),
    };
    let forecast = Forecast {
        p50: shift(|outcome| outcome.finish.p50),
        p80: shift(|outcome| outcome.finish.p80),
        p90: shift(|outcome| outcome.finish.p90),
        before: before.clone(),
        after: after.clone(),
    };
    Ok((answer, forecast))
}

/// The plan with the changes, what they move, and its simulation.
pub(crate) fn scenario(
    plan: &Plan,
    model: &Model,
    changes: &[Change],
) -> Result<(Applied, Answer, Simulation), WhatIfError> {
    let base = base(plan)?;
    let applied = apply::over(&base, model, changes)?;
    let answer = answer(&base, &applied, &applied.network()?);
    let after = Simulation::named(&applied.plan, &applied.model, applied.tasks.clone());
    let after = after.map_err(|error| applied.renamed(error))?;
    Ok((applied, answer, after))
}

fn base(plan: &Plan) -> Result<Network, WhatIfError> {
    check_dates(plan).map_err(WhatIfError::Base)?;
    Ok(Network::new(plan.clone())?)
}

fn answer(base: &Network, applied: &Applied, after: &Network) -> Answer {
    let mut moves = Vec::new();
    for (name, changes) in (0u32..).zip(&applied.touched) {
        let before = base.dates().get(name as usize).copied();
        let now = applied.dates(after, name);
        if before == now {
            continue;
        }
        moves.push(Move {
            task: name,
            before,
            after: now,
            work: match (before, now) {
                (Some(before), Some(now)) => {
                    let calendar = base.plan().tasks[name as usize].calendar;
                    base.plan().calendars[calendar as usize].work_between(before.finish, now.finish)
                }
                _ => 0,
            },
            was: before.map(|_| because(base, name, |task| task, |link| link)),
            because: applied.position(name).map(|at| {
                because(
                    after,
                    at as u32,
                    |task| applied.tasks[task as usize],
                    |link| applied.links[link as usize],
                )
            }),
            changes: changes.clone(),
        });
    }
    Answer {
        finish: Shift {
            before: last(base),
            after: last(after),
        },
        moves,
    }
}

/// The last finish, whatever finish the plan names.
fn last(network: &Network) -> Minute {
    let finishes = network.dates().iter().map(|dates| dates.finish);
    finishes.max().unwrap_or(network.plan().start)
}

fn because(
    network: &Network,
    task: u32,
    task_name: impl Fn(u32) -> u32,
    link_name: impl Fn(u32) -> u32,
) -> Because {
    match network.driver(task) {
        Driver::Link(link) => Because {
            driver: Driver::Link(link_name(link)),
            from: Some(task_name(network.plan().links[link as usize].from)),
        },
        driver => Because { driver, from: None },
    }
}

impl Answer {
    /// From what the scenario touched to this task, along what drives it now: "a day later because … because …".
    /// Empty when the task did not move.
    pub fn why(&self, task: u32) -> Vec<&Move> {
        let mut chain: Vec<&Move> = Vec::new();
        let mut at = Some(task);
        // Driving links have no cycle; every step goes to an earlier task of the order.
        while let Some(moved) = at.and_then(|task| self.find(task)) {
            chain.push(moved);
            at = moved.because.and_then(|because| because.from);
        }
        chain.reverse();
        chain
    }

    fn find(&self, task: u32) -> Option<&Move> {
        let at = self
            .moves
            .binary_search_by_key(&task, |moved| moved.task)
            .ok()?;
        self.moves.get(at)
    }
}
