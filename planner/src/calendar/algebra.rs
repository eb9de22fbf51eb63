//! Calendars combined: company ∩ country ∩ person ∩ task, less absences and holidays, more overtime.

use super::{Calendar, Interval};

impl Calendar {
    /// Work that both allow.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut i, mut j) = (0, 0);
        let mut both = Vec::new();
        while i < self.starts.len() && j < other.starts.len() {
            let start = self.starts[i].max(other.starts[j]);
            let finish = self.finishes[i].min(other.finishes[j]);
            if start < finish {
                both.push(Interval { start, finish });
            }
            if self.finishes[i] <= other.finishes[j] {
                i += 1;
            } else {
                j += 1;
            }
        }
        Self::from_ascending(both)
    }

    /// Work without that of the other: absences, holidays, a freeze.
    #[must_use]
    pub fn subtraction(&self, other: &Self) -> Self {
        let mut left = Vec::new();
        let mut j = 0;
        for mut interval in self.intervals() {
            while other
                .finishes
                .get(j)
                .is_some_and(|finish| *finish <= interval.start)
            {
                j += 1;
            }
            // One absence may reach into the next interval, so `j` stays.
            let mut k = j;
            while k < other.starts.len() && other.starts[k] < interval.finish {
                if interval.start < other.starts[k] {
                    left.push(Interval::new(interval.start, other.starts[k]));
                }
                interval.start = interval.start.max(other.finishes[k]);
                k += 1;
            }
            if interval.start < interval.finish {
                left.push(interval);
            }
        }
        Self::from_ascending(left)
    }

    /// Work that either allows: overtime, an exception that opens a Saturday.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::of_union(self.intervals().chain(other.intervals()).collect())
    }

    /// The part inside a window.
    #[must_use]
    pub fn within(&self, window: Interval) -> Self {
        self.intersection(&Self::of_union(vec![window]))
    }
}
