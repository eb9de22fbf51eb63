//! Accepts or rejects a schedule under time lags: counts from the instance as written.

use serde::{Deserialize, Serialize};

use super::MaxInstance;
use crate::rcpsp::{Instance, check};

/// The first thing wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Violation {
    /// The job starts too early after the one its lag counts from, or, of a negative lag, the other too late.
    Lag {
        /// A position in the lags.
        lag: usize,
    },
    /// Number of starts, capacity or makespan.
    Plain(check::Violation),
}

/// `starts` in whole units from 0, and the makespan that was claimed.
pub fn check(instance: &MaxInstance, starts: &[i32], makespan: i32) -> Result<(), Violation> {
    let plain = Instance {
        durations: instance.durations.clone(),
        links: Vec::new(),
        capacity: instance.capacity.clone(),
        demand: instance.demand.clone(),
    };
    check::check(&plain, starts, makespan).map_err(Violation::Plain)?;
    for (lag, (from, to, least)) in instance.lags.iter().enumerate() {
        let between = match (starts.get(*from as usize), starts.get(*to as usize)) {
            (Some(from), Some(to)) => i64::from(*to) - i64::from(*from),
            _ => return Err(Violation::Lag { lag }),
        };
        if between < i64::from(*least) {
            return Err(Violation::Lag { lag });
        }
    }
    Ok(())
}
