//! Uncertainty: when will it be finished, how sure is that, and which task matters most.
//!
//! Monte Carlo simulation of the plan (Van Slyke 1963): each iteration draws a duration for every task from its
//! three-point estimate, lets risks happen or not, and schedules the plan; what is said is what most iterations say.
//! Unlike PERT, which adds up one path, it sees that where paths merge the latest one counts.
//!
//! ```
//! use planner::{calendar::Calendar, plan::{LagCalendar, Plan, Task}};
//! use planner::risk::{Estimate, Estimated, Model, simulate};
//!
//! // Two tasks side by side, ten days of work each, give or take.
//! let plan = Plan {
//!     start: 0,
//!     finish: None,
//!     calendars: vec![Calendar::always()],
//!     lag_calendar: LagCalendar::Successor,
//!     tasks: vec![Task::of(14_400); 2],
//!     links: vec![],
//! };
//! let estimate = Estimate::new(7_200, 14_400, 21_600);
//! let model = Model {
//!     estimates: vec![Estimated { task: 0, estimate }, Estimated { task: 1, estimate }],
//!     ..Model::default()
//! };
//! let outcome = simulate(&plan, &model, 1, 10_000, &mut |_| true)?;
//! // Each is late half the time, so both are in time a quarter of it.
//! assert!((outcome.planned.unwrap().share - 0.25).abs() < 0.02);
//! assert!((outcome.tasks[0].criticality - 0.5).abs() < 0.02);
//! # Ok::<(), planner::risk::RiskError>(())
//! ```
//!
//! # How it is done
//!
//! - **Numbers** come from Philox4x32-10 (Salmon and others 2011), keyed by seed, iteration and task. Nothing depends on
//!   what was drawn before, so parts of the iterations may run anywhere ([`Simulation::run`]) and two plans can share
//!   their numbers ([`crate::whatif`]).
//! - **Distributions** are inverted, not rejected: one normal number a task goes through a table of its estimate's
//!   quantiles. Correlation by groups is a one-factor Gaussian copula on these normal numbers ([`Group`]).
//! - **Risks** ([`Risk`]) are drawn once an iteration however many tasks they touch.
//! - **Schedules**: with one calendar for everything, dates are amounts of work and sixty-four iterations go through
//!   the network together, forward for the dates and back for what drove the finish. Otherwise, or when people are
//!   scarce ([`Contention`]), each iteration is scheduled with calendars as [`crate::cpm`] does.
//! - **Sums** are of whole numbers and exact, so that neither threads nor platform change a bit of the answer. The
//!   functions behind the tables are software, not the platform's.
//!
//! What has finished is fixed, what has begun is as long as what remains, and nothing is done before the data date
//! ([`Progress`]).

mod axis;
mod beta;
mod block;
mod dates;
mod draws;
mod error;
mod inputs;
mod model;
mod normal;
mod outcome;
mod pert;
mod philox;
mod scarce;
mod shape;
mod simulation;
mod tally;
mod working;

pub use error::{Place, RiskError};
pub use model::{
    Contention, Effect, Estimate, Estimated, Group, Impact, Model, Progress, Risk, Shape, State,
};
pub use outcome::{Milestone, Outcome, Promise, RiskShare, Spread, TaskRisk};
pub use pert::{Classic, classic};
pub use simulation::Simulation;
pub use tally::Tally;

use crate::plan::Plan;

/// The longest duration, in working minutes: 95 years.
pub const LONGEST: i32 = 50_000_000;
/// How many finishes may be kept: iterations times one more than milestones.
pub const MOST_SAMPLES: u64 = 100_000_000;

/// Dates and durations that calendars can answer for.
pub(crate) fn check_dates(plan: &Plan) -> Result<(), RiskError> {
    inputs::dates(plan, None)
}

/// True for what may stand in [`Model::estimates`].
pub(crate) fn is_estimate(estimate: Estimate) -> bool {
    let near = 0 <= estimate.low && estimate.high <= LONGEST;
    near && shape::Tables::default().draw(estimate).is_some()
}

/// Simulates from the first iteration on. `go_on` is told how many are done, some hundred times; by answering false it
/// ends the simulation, and the answer is that of the iterations done.
pub fn simulate(
    plan: &Plan,
    model: &Model,
    seed: u64,
    iterations: u64,
    go_on: &mut dyn FnMut(u64) -> bool,
) -> Result<Outcome, RiskError> {
    let simulation = Simulation::new(plan, model)?;
    let tally = simulation.run(seed, 0..iterations, go_on)?;
    Ok(simulation.outcome(&tally))
}

#[cfg(test)]
mod tests;
