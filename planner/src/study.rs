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

use serde::{Deserialize, Serialize};

use crate::{
    plan::Plan,
    risk::{Model, Outcome, RiskError, simulate},
    whatif::{Answer, Change, Forecast, Shift, WhatIfError, forecast},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Study {
    pub plan: Plan,
    #[serde(default)]
    pub model: Model,
    /// Answered beside the plan as it is when there are any.
    #[serde(default)]
    pub changes: Vec<Change>,
}

/// What is known of the plan, and of the plan with the changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    pub outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Scenario>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scenario {
    #[serde(flatten)]
    pub answer: Answer,
    pub p50: Shift,
    pub p80: Shift,
    pub p90: Shift,
    pub outcome: Outcome,
}

#[derive(Debug)]
pub enum StudyError {
    /// No JSON, or not of this form: line, column and what was expected.
    Json(serde_json::Error),
    Risk(RiskError),
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
    pub fn read(text: &str) -> Result<Self, StudyError> {
        serde_json::from_str(text).map_err(StudyError::Json)
    }

    /// Equal arguments give equal answers.
    pub fn answer(&self, seed: u64, iterations: u64) -> Result<Report, StudyError> {
        if self.changes.is_empty() {
            let outcome = simulate(&self.plan, &self.model, seed, iterations, &mut |_| true);
            return Ok(Report {
                outcome: outcome.map_err(StudyError::Risk)?,
                scenario: None,
            });
        }
        let asked = forecast(
            &self.plan,
            &self.model,
            &self.changes,
            seed,
            iterations,
            &mut |_| true,
        );
        let (answer, forecast) = asked.map_err(StudyError::WhatIf)?;
        let Forecast {
            p50,
            p80,
            p90,
            before,
            after,
        } = forecast;
        Ok(Report {
            outcome: before,
            scenario: Some(Scenario {
                answer,
                p50,
                p80,
                p90,
                outcome: after,
            }),
        })
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
