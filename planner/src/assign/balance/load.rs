//! A load as an exact fraction, and vectors of them in the order of the module.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

/// Minutes of work over minutes of capacity. Compared as a fraction: 2/4 equals 1/2.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Load {
    /// Minutes promised and given.
    pub work: i64,
    /// At least 1.
    pub capacity: i64,
}

impl Load {
    /// Minutes of work over minutes of capacity.
    pub const fn new(work: i64, capacity: i64) -> Self {
        Self { work, capacity }
    }
}

impl Ord for Load {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = i128::from(self.work) * i128::from(other.capacity);
        left.cmp(&(i128::from(other.work) * i128::from(self.capacity)))
    }
}

impl PartialOrd for Load {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Load {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Load {}

/// From the highest.
pub(super) fn falling(mut loads: Vec<Load>) -> Vec<Load> {
    loads.sort_by(|one, other| other.cmp(one));
    loads
}

/// The loads that result when `rest` minutes are poured onto these (falling) like water: the leximin of everything
/// that could be done with them if tasks could be cut and everybody might do each. No real spread is smaller.
///
/// Answers the level and how many people stay above it: their loads, then the level for all others.
pub(super) fn water(loads: &[Load], rest: i64) -> (usize, Load) {
    // The emptiest take it; another joins as long as its load is below the level of those that already do.
    let (mut work, mut capacity) = (rest, 0i64);
    for (above, load) in loads.iter().enumerate().rev() {
        if capacity > 0 && *load >= Load::new(work, capacity) {
            return (above + 1, Load::new(work, capacity));
        }
        work = work.saturating_add(load.work);
        capacity = capacity.saturating_add(load.capacity);
    }
    (0, Load::new(work, capacity.max(1)))
}

/// Compares water poured onto loads with a whole vector, both from the highest.
pub(super) fn compare_water(loads: &[Load], rest: i64, best: &[Load]) -> Ordering {
    let (above, level) = water(loads, rest);
    for (at, other) in best.iter().enumerate() {
        let own = if at < above { loads[at] } else { level };
        match own.cmp(other) {
            Ordering::Equal => {}
            different => return different,
        }
    }
    Ordering::Equal
}
