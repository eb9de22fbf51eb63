//! A plan, what is uncertain about it and what might change, as one JSON document: what `planner simulate` reads.
//!
//! ```
//! let study = planner::study::Study::read(r#"{
//!     "plan": {
//!         "start": 540,
//!         "calendars": [[{"start": 540, "finish": 1020}, {"start": 1980, "finish": 2460}]],
//!         "tasks": [{"duration": 240, "deadline": 1020}],
//!         "links": []
//!     },
//!     "model": {"estimates": [{"task": 0, "estimate": {"low": 120, "likely": 240, "high": 600}}]}
//! }"#)?;
//! let outcome = study.answer(1, 10_000)?.outcome;
//! // In 98 of 100 iterations it is done in one day.
//! assert!((outcome.milestones[0].deadline.unwrap().share - 0.98).abs() < 0.02);
//! # Ok::<(), planner::study::StudyError>(())
//! ```

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{
    plan::Plan,
    risk::{Model, Outcome, RiskError, Simulation, Tally},
    whatif::{Answer, Applied, Change, Shift, WhatIfError, scenario},
};

/// A plan and what is asked of it, as a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// Calendars, tasks and links.
    pub plan: Plan,
    /// What is uncertain.
    #[serde(default)]
    pub model: Model,
    /// Answered beside the plan as it is when there are any.
    #[serde(default)]
    pub changes: Vec<Change>,
}

/// What is known of the plan, and of the plan with the changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The plan as it is.
    pub outcome: Outcome,
    /// The plan with the changes; `None` when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Scenario>,
}

/// What the changes do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scenario {
    /// To the dates.
    #[serde(flatten)]
    pub answer: Answer,
    /// To the median.
    pub p50: Shift,
    /// To the date that four of five keep.
    pub p80: Shift,
    /// To the date that nine of ten keep.
    pub p90: Shift,
    /// The forecast with the changes.
    pub outcome: Outcome,
}

/// Why a study has no answer.
#[derive(Debug)]
pub enum StudyError {
    /// No JSON, or not of this form: line, column and what was expected.
    Json(serde_json::Error),
    /// The plan or its model is wrong.
    Risk(RiskError),
    /// A change is wrong.
    WhatIf(WhatIfError),
}

impl std::fmt::Display for StudyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Json(error) => write!(f, "{error}"),
            Self::Risk(error) => write!(f, "{error}"),
            Self::WhatIf(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for StudyError {}

impl Study {
    /// From JSON. Unknown fields are mistakes.
    pub fn read(text: &str) -> Result<Self, StudyError> {
        serde_json::from_str(text).map_err(StudyError::Json)
    }

    /// Equal arguments give equal answers.
    pub fn answer(&self, seed: u64, iterations: u64) -> Result<Report, StudyError> {
        let mut running = Running::new(self, seed, iterations)?;
        while !running.step()? {}
        running.report()
    }
}

/// A study in steps, for callers who have other things to do in between: when no step is left, the report is that of
/// [`Study::answer`]. After fewer, it is that of the iterations done.
pub struct Running {
    base: Part,
    scenario: Option<(Applied, Answer, Part)>,
    seed: u64,
    iterations: u64,
    /// Iterations a step.
    few: u64,
}

/// A simulation and what it has come to.
struct Part {
    simulation: Simulation,
    tally: Option<Tally>,
}

impl Running {
    /// At its beginning.
    pub fn new(study: &Study, seed: u64, iterations: u64) -> Result<Self, StudyError> {
        let scenario = if study.changes.is_empty() {
            None
        } else {
            let made = scenario(&study.plan, &study.model, &study.changes);
            let (applied, answer, simulation) = made.map_err(StudyError::WhatIf)?;
            Some((applied, answer, Part::new(simulation)))
        };
        let simulation = Simulation::new(&study.plan, &study.model).map_err(StudyError::Risk)?;
        let affords = simulation.affords(iterations);
        affords.map_err(StudyError::Risk)?;
        if let Some((applied, _, part)) = &scenario {
            let affords = part.simulation.affords(iterations);
            affords.map_err(|error| StudyError::WhatIf(applied.renamed(error)))?;
        }
        let few = 100_000 / (study.plan.tasks.len() as u64).max(1);
        Ok(Self {
            base: Part::new(simulation),
            scenario,
            seed,
            iterations,
            few: few.clamp(1, 16) * 64,
        })
    }

    /// Some more iterations, of the plan with the changes too. True when none is left to do.
    pub fn step(&mut self) -> Result<bool, StudyError> {
        let done = self.done();
        let part = done..self.iterations.min(done + self.few);
        if !part.is_empty() {
            let ran = self.base.run(self.seed, part.clone());
            ran.map_err(StudyError::Risk)?;
            if let Some((applied, _, after)) = &mut self.scenario {
                let ran = after.run(self.seed, part);
                ran.map_err(|error| StudyError::WhatIf(applied.renamed(error)))?;
            }
        }
        Ok(self.done() >= self.iterations)
    }

    /// Iterations done.
    pub fn done(&self) -> u64 {
        self.base.tally.as_ref().map_or(0, Tally::iterations)
    }

    /// What the iterations done say; a few are done first if none are.
    pub fn report(mut self) -> Result<Report, StudyError> {
        if self.done() == 0 {
            self.step()?;
        }
        let outcome = self.base.outcome()?;
        let Some((_, answer, after)) = self.scenario else {
            return Ok(Report {
                outcome,
                scenario: None,
            });
        };
        let after = after.outcome()?;
        Ok(Report {
            scenario: Some(Scenario {
                answer,
                p50: Shift {
                    before: outcome.finish.p50,
                    after: after.finish.p50,
                },
                p80: Shift {
                    before: outcome.finish.p80,
                    after: after.finish.p80,
                },
                p90: Shift {
                    before: outcome.finish.p90,
                    after: after.finish.p90,
                },
                outcome: after,
            }),
            outcome,
        })
    }
}

impl Part {
    const fn new(simulation: Simulation) -> Self {
        Self {
            simulation,
            tally: None,
        }
    }

    fn run(&mut self, seed: u64, iterations: Range<u64>) -> Result<(), RiskError> {
        let more = self.simulation.run(seed, iterations, &mut |_| true)?;
        self.tally = Some(match self.tally.take() {
            Some(tally) => tally.merge(more),
            None => more,
        });
        Ok(())
    }

    fn outcome(&self) -> Result<Outcome, StudyError> {
        let tally = self.tally.as_ref();
        let tally = tally.ok_or(StudyError::Risk(RiskError::Iterations))?;
        Ok(self.simulation.outcome(tally))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rcpsp::random::Random;

    const LAUNCH: &str = include_str!("../examples/launch.json");

    #[test]
    fn written_as_it_is_read() {
        let study = Study::read(LAUNCH).unwrap();
        let text = serde_json::to_string(&study).unwrap();
        assert_eq!(Study::read(&text).unwrap(), study);
        assert!(!study.changes.is_empty() && !study.model.risks.is_empty());
    }

    #[test]
    fn a_damaged_study_is_refused_or_answered_but_never_a_crash() {
        let mut random = Random::new(6, 0);
        let (mut refused, mut answered) = (0, 0);
        for round in 0..400 {
            let mut bytes = LAUNCH.as_bytes().to_vec();
            for _ in 0..1 + round % 3 {
                let at = random.below(bytes.len());
                match random.below(4) {
                    0 => {
                        bytes.remove(at);
                    }
                    1 => bytes.truncate(at.max(1)),
                    // Mostly numbers: another figure somewhere.
                    _ => {
                        let digits: Vec<usize> = (0..bytes.len())
                            .filter(|at| bytes[*at].is_ascii_digit())
                            .collect();
                        if let Some(at) = digits.get(random.below(digits.len().max(1))) {
                            bytes[*at] = b'0' + random.below(10) as u8;
                        }
                    }
                }
            }
            let read = Study::read(&String::from_utf8_lossy(&bytes));
            match read.and_then(|study| study.answer(1, 20)) {
                Ok(_) => answered += 1,
                Err(_) => refused += 1,
            }
        }
        assert!(
            refused > 100 && answered > 20,
            "{refused} refused, {answered} answered"
        );
    }
}
