//! One door for callers that speak text: a question as JSON, the answer as JSON. A web worker, another language and a
//! file use the same words, and the same question has the same answer, bit for bit, wherever it is asked.
//!
//! ```
//! use planner::ask::ask;
//!
//! let answer = ask(r#"{"balance": {"team": {
//!     "people": [{"capacity": 2400}, {"capacity": 2400}],
//!     "tasks": [{"effort": 60, "people": [0, 1]}, {"effort": 60, "people": [0, 1]}]
//! }, "nodes": 100}}"#);
//! assert!(answer.starts_with(r#"{"answer":{"person":[0,1]"#), "{answer}");
//! assert!(ask(r#"{"balance": 3}"#).starts_with(r#"{"error":"#));
//! ```
//!
//! | question | holds | answer |
//! |---|---|---|
//! | `critical_path` | a [`Plan`] | [`Dates`] |
//! | `level` | `portfolio`: [`Portfolio`], `aim` (may be left out), `seed`, `budget` | [`Leveled`](crate::level::answer::Leveled) |
//! | `what_if` | `plan`, `changes` | [`Answer`](crate::whatif::Answer) |
//! | `study` | `study`: [`Study`], `seed`, `iterations` | [`Report`](crate::study::Report) |
//! | `crash` | `tasks`, `links` (pairs), `target` | [`Crash`](crate::crash::Crash) |
//! | `schedule` | `instance`: [`Instance`], `seed`, `budget` | [`Answer`](crate::rcpsp::solve::Answer) |
//! | `schedule_max` | `instance`: [`MaxInstance`], `seed`, `budget` | [`Outcome`](crate::rcpsp::max::Outcome) |
//! | `earned` | `baseline`: points, `status` | [`Measures`](crate::earned::Measures) |
//! | `rank` | `need`, `people`, `weights` | [`Ranking`](crate::assign::rank::Ranking) |
//! | `balance` | `team`, `nodes` | [`Spread`](crate::assign::balance::Spread) |
//! | `mentors` | `cohort`, `weights` | [`Matching`](crate::assign::mentor::Matching) |
//!
//! A page that shows how far an answer has come, and lets its user end the search, takes a [`Job`] instead: the same
//! question, answered in steps.

mod job;

use std::error::Error;

use serde::{Deserialize, Serialize};

use crate::{
    assign::{Candidate, balance, mentor, rank},
    calendar::Interval,
    cpm::{Driver, Float, Network},
    crash::{Crashable, crash},
    earned::{Baseline, Status},
    level::{self, Aim, model::Portfolio},
    plan::{Plan, PlanError},
    rcpsp::{
        Instance,
        max::{self, MaxInstance},
        solve::Budget,
    },
    study::Study,
    whatif::{self, Change},
};

pub use job::{Job, Progress, Step};

/// A question, as it is written in JSON: `{"balance": {…}}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// When can each task happen?
    CriticalPath(Plan),
    /// When can each task happen, given who is there to do it?
    Level {
        /// Projects and people.
        portfolio: Portfolio,
        /// What matters.
        #[serde(default)]
        aim: Aim,
        /// Equal seeds give equal answers.
        seed: u64,
        /// What may be spent.
        budget: level::Budget,
    },
    /// What would change?
    WhatIf {
        /// The plan as it is.
        plan: Plan,
        /// What is laid over it, in this order.
        changes: Vec<Change>,
    },
    /// How sure is a date, and what would change that?
    Study {
        /// The plan, what is uncertain, and changes.
        study: Study,
        /// Equal seeds give equal answers.
        seed: u64,
        /// How many are drawn.
        iterations: u64,
    },
    /// What does finishing sooner cost at least?
    Crash {
        /// How short each task can become, and at what cost.
        tasks: Vec<Crashable>,
        /// The second of each pair after the first.
        links: Vec<(u32, u32)>,
        /// To take no longer than this.
        target: i64,
    },
    /// When with scarce resources, plain form?
    Schedule {
        /// Jobs, links and resources.
        instance: Instance,
        /// Equal seeds give equal answers.
        seed: u64,
        /// What may be spent.
        budget: Budget,
    },
    /// When with minimum and maximum time lags?
    ScheduleMax {
        /// Jobs, lags and resources.
        instance: MaxInstance,
        /// Equal seeds give equal answers.
        seed: u64,
        /// What may be spent.
        budget: Budget,
    },
    /// What was planned, earned and spent?
    Earned {
        /// The value planned over time.
        baseline: Baseline,
        /// What is known on a day.
        status: Status,
    },
    /// Who suits a task?
    Rank {
        /// What the task asks for.
        need: rank::Need,
        /// Who might do it.
        people: Vec<Candidate>,
        /// How much each part counts.
        weights: rank::Weights,
    },
    /// Who does what, so that no one is loaded more than must be?
    Balance {
        /// People and tasks.
        team: balance::Team,
        /// Nodes the search may visit.
        nodes: u64,
    },
    /// Who mentors whom?
    Mentors {
        /// Mentors and mentees.
        cohort: mentor::Cohort,
        /// How much each part counts.
        weights: mentor::Weights,
    },
}

/// What the critical path says of every task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dates {
    /// Earliest dates.
    pub early: Vec<Interval>,
    /// Latest dates that keep the finish, deadlines and constraints.
    pub late: Vec<Interval>,
    /// Where the task is planned.
    pub dates: Vec<Interval>,
    /// What each task can slip.
    pub float: Vec<Float>,
    /// What decides each task's earliest dates.
    pub driver: Vec<Driver>,
    /// From when late dates are counted.
    pub finish: i32,
}

impl TryFrom<&Network> for Dates {
    type Error = PlanError;

    /// With the checker's consent.
    fn try_from(network: &Network) -> Result<Self, PlanError> {
        network.check()?;
        Ok(Self {
            early: network.early().to_vec(),
            late: network.late().to_vec(),
            dates: network.dates().to_vec(),
            float: network.float().to_vec(),
            driver: (0..network.early().len() as u32)
                .map(|task| network.driver(task))
                .collect(),
            finish: network.finish(),
        })
    }
}

/// `{"answer": …}`, or `{"error": "…"}` in words.
pub fn ask(question: &str) -> String {
    let mut job = Job::new(question);
    loop {
        if let Step::Done(answer) = job.step() {
            return answer;
        }
    }
}

/// Of questions that are answered in one go.
fn at_once(question: Question) -> Result<String, Box<dyn Error>> {
    Ok(match question {
        Question::CriticalPath(plan) => text(&Dates::try_from(&Network::new(plan)?)?)?,
        Question::WhatIf { plan, changes } => text(&whatif::dates(&plan, &changes)?)?,
        Question::Crash {
            tasks,
            links,
            target,
        } => text(&crash(&tasks, &links, target)?)?,
        Question::ScheduleMax {
            instance,
            seed,
            budget,
        } => text(&max::solve(&instance, seed, budget, &mut |_| true)?)?,
        Question::Earned { baseline, status } => text(&baseline.measure(status))?,
        Question::Rank {
            need,
            people,
            weights,
        } => text(&rank::rank(&need, &people, &weights)?)?,
        Question::Balance { team, nodes } => text(&balance::balance(&team, nodes)?)?,
        Question::Mentors { cohort, weights } => text(&mentor::matching(&cohort, &weights)?)?,
        Question::Schedule { .. } | Question::Level { .. } | Question::Study { .. } => {
            return Err("this question is answered in steps".into());
        }
    })
}

fn text(value: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string(value)
}

#[cfg(test)]
mod tests;
