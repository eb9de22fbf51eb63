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
//! | `schedule` | `instance`: [`Instance`](crate::rcpsp::Instance), `seed`, `budget` | [`Answer`](crate::rcpsp::solve::Answer) |
//! | `schedule_max` | `instance`: [`MaxInstance`](crate::rcpsp::max::MaxInstance), `seed`, `budget` | [`Outcome`](crate::rcpsp::max::Outcome) |
//! | `earned` | `baseline`: points, `status` | [`Measures`](crate::earned::Measures) |
//! | `rank` | `need`, `people`, `weights` | [`Ranking`](crate::assign::rank::Ranking) |
//! | `balance` | `team`, `nodes` | [`Spread`](crate::assign::balance::Spread) |
//! | `mentors` | `cohort`, `weights` | [`Matching`](crate::assign::mentor::Matching) |

use std::error::Error;

use serde::{Deserialize, Serialize};

use crate::{
    assign::{Candidate, balance, mentor, rank},
    calendar::Interval,
    cpm::{Driver, Float, Network},
    earned::{Baseline, Status},
    plan::Plan,
    rcpsp::{
        Instance,
        max::{self, MaxInstance},
        solve::{Budget, solve},
    },
};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    CriticalPath(Plan),
    Schedule {
        instance: Instance,
        seed: u64,
        budget: Budget,
    },
    ScheduleMax {
        instance: MaxInstance,
        seed: u64,
        budget: Budget,
    },
    Earned {
        baseline: Baseline,
        status: Status,
    },
    Rank {
        need: rank::Need,
        people: Vec<Candidate>,
        weights: rank::Weights,
    },
    Balance {
        team: balance::Team,
        nodes: u64,
    },
    Mentors {
        cohort: mentor::Cohort,
        weights: mentor::Weights,
    },
}

/// What the critical path says of every task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dates {
    pub early: Vec<Interval>,
    pub late: Vec<Interval>,
    /// Where the task is planned.
    pub dates: Vec<Interval>,
    pub float: Vec<Float>,
    pub driver: Vec<Driver>,
    pub finish: i32,
}

impl From<&Network> for Dates {
    fn from(network: &Network) -> Self {
        Self {
            early: network.early().to_vec(),
            late: network.late().to_vec(),
            dates: network.dates().to_vec(),
            float: network.float().to_vec(),
            driver: (0..network.early().len() as u32)
                .map(|task| network.driver(task))
                .collect(),
            finish: network.finish(),
        }
    }
}

/// `{"answer": …}`, or `{"error": "…"}` in words.
pub fn ask(question: &str) -> String {
    let said = serde_json::from_str(question)
        .map_err(Into::into)
        .and_then(answer);
    match said {
        Ok(answer) => format!("{{\"answer\":{answer}}}"),
        Err(error) => serde_json::json!({ "error": error.to_string() }).to_string(),
    }
}

fn answer(question: Question) -> Result<String, Box<dyn Error>> {
    let always = &mut |_| true;
    Ok(match question {
        Question::CriticalPath(plan) => text(&Dates::from(&Network::new(plan)?))?,
        Question::Schedule {
            instance,
            seed,
            budget,
        } => text(&solve(&instance, seed, budget, always)?)?,
        Question::ScheduleMax {
            instance,
            seed,
            budget,
        } => text(&max::solve(&instance, seed, budget, always)?)?,
        Question::Earned { baseline, status } => text(&baseline.measure(status))?,
        Question::Rank {
            need,
            people,
            weights,
        } => text(&rank::rank(&need, &people, &weights)?)?,
        Question::Balance { team, nodes } => text(&balance::balance(&team, nodes)?)?,
        Question::Mentors { cohort, weights } => text(&mentor::matching(&cohort, &weights)?)?,
    })
}

fn text(value: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string(value)
}

#[cfg(test)]
mod tests;
