//! A question answered in steps of some milliseconds, so that one thread can do it and still listen.

use std::{borrow::Cow, error::Error};

use serde::{Deserialize, Serialize};

use super::{Question, at_once, text};
use crate::{level::Leveling, rcpsp::solve::Solving, study::Running};

/// A question on its way to its answer.
///
/// ```
/// use planner::ask::{Job, Step, ask};
///
/// let question = r#"{"schedule": {"instance": {"durations": [3, 3], "links": [], "capacity": [1],
///     "demand": [[1], [1]]}, "seed": 1, "budget": {"schedules": 50, "nodes": 0}}}"#;
/// let mut job = Job::new(question);
/// let answer = loop {
///     match job.step() {
///         Step::Going(progress) => assert!(progress.done <= progress.of),
///         Step::Done(answer) => break answer,
///     }
/// };
/// assert_eq!(answer, ask(question));
/// ```
///
/// Searches and simulations take many steps; other questions take one.
pub struct Job {
    state: State,
}

/// What a step came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is more to do.
    Going(Progress),
    /// The answer as [`ask`](mod@super) gives it.
    Done(String),
}

/// How far a job has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Schedules and nodes, or iterations, so far.
    pub done: u64,
    /// As many at most; it may end earlier, when the best is proven.
    pub of: u64,
    /// The makespan or finish of the best schedule so far.
    pub best: Option<i32>,
    /// No schedule ends before.
    pub bound: Option<i32>,
}

enum State {
    Asked(Box<Question>),
    Scheduling(Box<Solving<'static>>, u64),
    Leveling(Box<Leveling<'static>>, u64),
    Running(Box<Running>, u64),
    Over(String),
}

type Said = Result<String, Box<dyn Error>>;

impl Job {
    /// A question as JSON. What is wrong with it is the answer of the first step.
    pub fn new(question: &str) -> Self {
        Self {
            state: match serde_json::from_str(question) {
                Ok(question) => State::Asked(Box::new(question)),
                Err(error) => State::Over(said(Err(error.into()))),
            },
        }
    }

    /// Some milliseconds of work.
    pub fn step(&mut self) -> Step {
        if let State::Asked(_) = self.state {
            self.begin();
        }
        let over = match &mut self.state {
            State::Scheduling(solving, _) => solving.step(),
            State::Leveling(leveling, _) => leveling.step(),
            State::Running(running, _) => match running.step() {
                Ok(over) => over,
                Err(error) => {
                    self.state = State::Over(said(Err(error.into())));
                    true
                }
            },
            State::Asked(_) | State::Over(_) => true,
        };
        if over {
            Step::Done(self.stop())
        } else {
            Step::Going(self.progress())
        }
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        match &self.state {
            State::Asked(_) | State::Over(_) => Progress::default(),
            State::Scheduling(solving, of) => {
                let now = solving.progress();
                Progress {
                    // A window that fits is justified, by schedules beyond those asked for.
                    done: (now.schedules + now.nodes).min(*of),
                    of: *of,
                    best: (now.makespan < i32::MAX).then_some(now.makespan),
                    bound: Some(now.bound),
                }
            }
            State::Leveling(leveling, of) => {
                let now = leveling.progress();
                let done = now.map_or(0, |now| now.schedules);
                Progress {
                    done,
                    // The rules have their turn whatever the budget is.
                    of: done.max(*of),
                    best: now.map(|now| now.finish),
                    bound: now.map(|now| now.bound),
                }
            }
            State::Running(running, of) => Progress {
                done: running.done(),
                of: *of,
                ..Progress::default()
            },
        }
    }

    /// Ends it: the answer with what is there, the best schedule so far or the iterations done. A question that is
    /// answered in one go and has not been begun is an error.
    pub fn stop(&mut self) -> String {
        let state = std::mem::replace(&mut self.state, State::Over(String::new()));
        let answer = match state {
            State::Over(answer) => answer,
            State::Asked(_) => said(Err("it was stopped before it began".into())),
            State::Scheduling(solving, _) => said(written(solving.answer())),
            State::Leveling(leveling, _) => said(written(leveling.answer())),
            State::Running(running, _) => said(written(running.report())),
        };
        self.state = State::Over(answer.clone());
        answer
    }

    fn begin(&mut self) {
        let state = std::mem::replace(&mut self.state, State::Over(String::new()));
        let State::Asked(question) = state else {
            self.state = state;
            return;
        };
        self.state = begun(*question).unwrap_or_else(|error| State::Over(said(Err(error))));
    }
}

fn begun(question: Question) -> Result<State, Box<dyn Error>> {
    Ok(match question {
        Question::Schedule {
            instance,
            seed,
            budget,
        } => State::Scheduling(
            Box::new(Solving::new(Cow::Owned(instance), seed, budget)?),
            budget
                .schedules
                .max(1)
                .saturating_add(budget.windows)
                .saturating_add(budget.nodes),
        ),
        Question::Level {
            portfolio,
            aim,
            seed,
            budget,
        } => State::Leveling(
            Box::new(Leveling::new(Cow::Owned(portfolio), aim, seed, budget)?),
            budget.schedules,
        ),
        Question::Study {
            study,
            seed,
            iterations,
        } => State::Running(
            Box::new(Running::new(&study, seed, iterations)?),
            iterations,
        ),
        other => State::Over(said(at_once(other))),
    })
}

fn written(answer: Result<impl Serialize, impl Error + 'static>) -> Said {
    Ok(text(&answer?)?)
}

/// As the caller reads it.
fn said(said: Said) -> String {
    match said {
        Ok(answer) => format!("{{\"answer\":{answer}}}"),
        Err(error) => serde_json::json!({ "error": error.to_string() }).to_string(),
    }
}
