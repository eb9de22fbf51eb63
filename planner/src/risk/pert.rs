//! PERT as it was published, for comparison: one path, added up.

use serde::{Deserialize, Serialize};

use super::{Model, RiskError, error::Place, inputs, normal};
use crate::{
    links::{Graph, Lag, LinkKind},
    plan::{Plan, PlanError},
};

/// Malcolm, Roseboom, Clark and Fazar (1959): each task takes (low + 4·likely + high) / 6 on average, with a standard
/// deviation of (high − low) / 6; the longest path of averages is the project, and its tasks' variances add up to a
/// normal distribution. What it leaves out is that other paths may turn out longer, so it is always too hopeful:
/// [`super::simulate`] is the answer, this the number that textbooks and other programs show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Classic {
    /// Working minutes.
    pub expected: f64,
    /// Standard deviation, working minutes.
    pub sd: f64,
    /// The longest path of averages; of equally long ones that with the largest variance.
    pub path: Vec<u32>,
}

impl Classic {
    /// The probability of no more than so many working minutes.
    pub fn probability(&self, minutes: f64) -> f64 {
        if self.sd > 0.0 {
            normal::below((minutes - self.expected) / self.sd)
        } else {
            f64::from(u8::from(minutes >= self.expected))
        }
    }
}

/// The longest path up to a task in sixths of a minute and thirty-sixths of their square: whole numbers, so that equal
/// paths are equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Longest {
    sixths: i128,
    variance: i128,
}

/// Finish-to-start links with lag in working minutes only, and no calendars: anything else is
/// [`RiskError::NotClassic`]. Constraints, progress, risks and correlation are no part of it.
pub fn classic(plan: &Plan, model: &Model) -> Result<Classic, RiskError> {
    let graph = Graph::new(plan.tasks.len(), &plan.links).map_err(PlanError::from)?;
    let mut own: Vec<Longest> = plan
        .tasks
        .iter()
        .map(|row| Longest {
            sixths: 6 * i128::from(row.duration),
            variance: 0,
        })
        .collect();
    let mut named = vec![false; own.len()];
    for (at, estimated) in model.estimates.iter().enumerate() {
        let place = Place::Estimate { at };
        let i = inputs::once(estimated.task, &mut named, place)?;
        let [low, likely, high] = [
            estimated.estimate.low,
            estimated.estimate.likely,
            estimated.estimate.high,
        ]
        .map(i128::from);
        if low > likely || likely > high {
            return Err(RiskError::Estimate(place));
        }
        own[i] = Longest {
            sixths: low + 4 * likely + high,
            variance: (high - low).pow(2),
        };
    }
    let mut until = own.clone();
    let mut before: Vec<Option<u32>> = vec![None; own.len()];
    for &task in graph.order() {
        let i = task as usize;
        let mut best = Longest::default();
        for &position in graph.incoming(task) {
            let link = &plan.links[position as usize];
            let lag = match (link.kind, link.lag) {
                (LinkKind::FinishToStart, Lag::Working(lag)) => i128::from(lag),
                _ => return Err(RiskError::NotClassic { link: position }),
            };
            let from = until[link.from as usize];
            let path = Longest {
                sixths: from.sixths + 6 * lag,
                ..from
            };
            if path > best || (path == best && before[i].is_none()) {
                best = path;
                before[i] = Some(link.from);
            }
        }
        until[i].sixths += best.sixths;
        until[i].variance += best.variance;
    }
    let last = (0..own.len()).max_by_key(|task| (until[*task], std::cmp::Reverse(*task)));
    let mut path: Vec<u32> = Vec::new();
    let mut at = last.map(|task| task as u32);
    while let Some(task) = at {
        path.push(task);
        at = before[task as usize];
    }
    path.reverse();
    let longest = last.map(|task| until[task]).unwrap_or_default();
    Ok(Classic {
        expected: longest.sixths as f64 / 6.0,
        sd: (longest.variance as f64).sqrt() / 6.0,
        path,
    })
}
