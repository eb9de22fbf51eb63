//! Levelling: dates that the people who do the work can keep.
//!
//! ```
//! use planner::{
//!     calendar::{Calendar, Interval},
//!     level::{Aim, Budget, answer::Cause, level, model::{Need, Portfolio, Resource, Task}},
//!     plan::LagCalendar,
//! };
//!
//! // Two tasks of a day, and one tester.
//! let days = Calendar::new(vec![Interval::new(540, 1020), Interval::new(1980, 2460)])?;
//! let test = Need::Skilled { skill: 7, level: 2, people: 1, units: 100 };
//! let portfolio = Portfolio {
//!     start: 0,
//!     data_date: None,
//!     calendars: vec![days],
//!     lag_calendar: LagCalendar::Successor,
//!     logic: Default::default(),
//!     projects: vec![],
//!     resources: vec![Resource::person(0).skilled(7, 3)],
//!     tasks: vec![Task::of(480).needing(test), Task::of(480).needing(test)],
//!     links: vec![],
//!     freezes: vec![],
//! };
//! let answer = level(&portfolio, Aim::default(), 1, Budget::INSTANT, &mut |_| true)?;
//! assert_eq!((answer.finish, answer.bound), (2460, 2460)); // so it is the best there is
//! // "The only tester is on another task until the evening."
//! let busy = Cause::Busy { resource: 0, task: 0, until: 1020, alone: true };
//! assert_eq!(answer.waits[0].causes, [busy]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`model::Portfolio`] is made ready (`core`), rules give it schedules at once (`rules`, `generate`, `justify`), a
//! population improves them for as long as the caller lets it (`search`), a bound says how far that is from the best
//! possible (`relaxed`, `bound`), and every answer says why it is as it is (`explain`, `findings`, `reason`). [`check`]
//! reads the portfolio again, shares none of that, and sees every answer before it is given.
//!
//! What a schedule keeps:
//! - A task is worked on whenever its calendar and those of everyone it needs work; in between it rests, and its people
//!   are free where they work and it does not. It is interrupted for other tasks only where splitting is allowed.
//! - A resource never has more units in use than it has at that time; nobody is used before their first or after their
//!   last day, or for a skill that is not valid from the start to the finish.
//! - Links, earliest dates and freezes hold. Must-dates are served before anything else and held by no link; a must-date
//!   or latest date that people cannot keep is the nearest later one, and said to be broken.
//! - Dates by hand and what is finished stay; what they break is said. What has begun goes on at the data date.
//! - Work that nobody can do has no date and a reason.

pub mod answer;
mod bound;
pub mod check;
mod core;
mod cost;
mod effort;
mod error;
mod explain;
mod findings;
mod generate;
mod justify;
mod late;
pub mod model;
mod profile;
mod reason;
mod relaxed;
mod rules;
mod search;
mod slot;
mod team;
mod valid;
mod when;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use cost::Aim;
pub use error::PortfolioError;
pub use search::Progress;

use crate::calendar::Minute;
use answer::{Leveled, Placement, Unplaced};
use core::{Core, Shape};
use generate::{Schedule, Workshop};
use model::Portfolio;
use rules::Outlook;
use search::{Best, Search};

/// What may be spent, counted and not timed: an answer depends on the portfolio, the aim, the seed and this alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Generated schedules, those of the rules included; the rules have their turn in any case.
    pub schedules: u64,
}

impl Budget {
    /// The rules alone: an answer while somebody drags a bar.
    pub const INSTANT: Self = Self { schedules: 0 };

    /// The rules and a search, so many schedules together.
    pub const fn of(schedules: u64) -> Self {
        Self { schedules }
    }
}

/// Equal arguments give equal answers on every machine. `go_on` is asked after the rules and after each member of the
/// search and ends it by answering false; the best so far is then the answer.
pub fn level(
    portfolio: &Portfolio,
    aim: Aim,
    seed: u64,
    budget: Budget,
    go_on: &mut dyn FnMut(Progress) -> bool,
) -> Result<Leveled, PortfolioError> {
    let mut leveling = Leveling::new(Cow::Borrowed(portfolio), aim, seed, budget)?;
    while !leveling.step() {
        if !leveling.progress().is_none_or(&mut *go_on) {
            break;
        }
    }
    leveling.answer()
}

/// Levelling in steps, for callers who have other things to do in between: when no step is left, the answer is that of
/// [`level`]. The first step is the rules', each other one a member of the population.
pub struct Leveling<'a> {
    search: Search<'a>,
    aim: Aim,
    early: Schedule,
    bound: Minute,
}

impl<'a> Leveling<'a> {
    /// A search at its beginning.
    pub fn new(
        portfolio: Cow<'a, Portfolio>,
        aim: Aim,
        seed: u64,
        budget: Budget,
    ) -> Result<Self, PortfolioError> {
        let core = Core::new(portfolio)?;
        let aim = aim.bounded();
        let outlook = Outlook::new(&core);
        let least = cost::of(&core, &outlook.early, without_change(aim));
        let bound = bound::finish(&core, &outlook.early);
        let early = outlook.early.clone();
        Ok(Self {
            search: Search::new(core, aim, seed, budget.schedules, least.weight, outlook),
            aim,
            early,
            bound,
        })
    }

    /// True when nothing is left to do.
    pub fn step(&mut self) -> bool {
        self.search.step()
    }

    /// How far it has come; `None` before the first step.
    pub fn progress(&self) -> Option<Progress> {
        self.search.best().map(|best| Progress {
            cost: best.cost,
            finish: relaxed::finish(&self.search.core, &best.schedule),
            bound: self.bound,
            schedules: self.search.schedules(),
        })
    }

    /// The best so far with its reasons, accepted by the checker.
    pub fn answer(mut self) -> Result<Leveled, PortfolioError> {
        if self.search.best().is_none() {
            self.search.step();
        }
        let best = self.search.best().ok_or(PortfolioError::Start)?;
        let (core, schedules) = (&self.search.core, self.search.schedules());
        let answer = told(core, best, self.aim, schedules, (self.early, self.bound));
        check::check(&core.portfolio, &answer).map_err(PortfolioError::Rejected)?;
        Ok(answer)
    }
}

fn without_change(aim: Aim) -> Aim {
    Aim { change: 0, ..aim }
}

/// The schedule with its reasons.
fn told(
    core: &Core<'_>,
    best: &Best,
    aim: Aim,
    schedules: u64,
    all: (Schedule, Minute),
) -> Leveled {
    let mut shop = Workshop::new(core, aim.change > 0);
    shop.restore(core, &best.schedule, &best.drivers);
    if aim.change == 0 {
        late::delay(core, &mut shop);
    }
    let placed = shop.schedule.clone();
    // What has no date asks for no time: the bound is that of the others.
    let (least, bound) = if best.cost.unplaced == 0 {
        all
    } else {
        let keep = |job: u32| core.jobs[job as usize].shape == Shape::Open || placed.is_placed(job);
        let least = relaxed::earliest(core, &keep).schedule;
        let bound = bound::finish(core, &least);
        (least, bound)
    };
    let tasks = 0..core.portfolio.tasks.len() as u32;
    let missing: Vec<u32> = tasks
        .clone()
        .filter(|job| !placed.is_placed(*job))
        .collect();
    Leveled {
        tasks: tasks.map(|job| placement(&placed, job)).collect(),
        unplaced: missing
            .into_iter()
            .map(|task| Unplaced {
                task,
                reason: reason::of(core, &mut shop, task),
            })
            .collect(),
        broken: findings::broken(core, &placed),
        out_of_order: findings::out_of_order(core, &placed),
        waits: explain::waits(core, &mut shop),
        projects: cost::outcomes(core, &placed, &least),
        finish: relaxed::finish(core, &placed),
        bound,
        cost: cost::of(core, &placed, aim),
        weight_bound: cost::of(core, &least, without_change(aim)).weight,
        schedules,
    }
}

fn placement(schedule: &Schedule, job: u32) -> Option<Placement> {
    schedule.is_placed(job).then(|| {
        let dates = schedule.dates[job as usize];
        Placement {
            start: dates.start,
            finish: dates.finish,
            pieces: schedule.pieces(job).to_vec(),
            team: schedule.team(job).to_vec(),
        }
    })
}

#[cfg(test)]
mod tests;
