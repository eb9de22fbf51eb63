//! How much of a resource is free: steps over time, from which bookings are taken.

use crate::calendar::{FIRST, Minute};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Profile {
    /// Ascending; the first is the beginning of time.
    at: Vec<Minute>,
    /// From this instant to the next. Less than nothing where dates given by people ask too much.
    free: Vec<i64>,
}

impl Profile {
    /// Nothing at all times.
    pub fn new() -> Self {
        Self {
            at: vec![FIRST],
            free: vec![0],
        }
    }

    /// From here on so many units; called with ascending instants.
    pub fn step(&mut self, at: Minute, units: i64) {
        let last = self.free.len() - 1;
        if self.at[last] >= at {
            self.free[last] = units;
        } else if self.free[last] != units {
            self.at.push(at);
            self.free.push(units);
        }
    }

    pub fn copy_from(&mut self, other: &Self) {
        self.at.clone_from(&other.at);
        self.free.clone_from(&other.free);
    }

    fn holding(&self, at: Minute) -> usize {
        // Most questions are about the end of what is booked.
        let last = self.at.len() - 1;
        if self.at[last] <= at {
            return last;
        }
        self.at.partition_point(|step| *step <= at).max(1) - 1
    }

    /// The steps with too little within `[from, to)`: `(begin, end, units)`, the end of the last being endless.
    pub fn lacking(&self, from: Minute, to: Minute, units: i64) -> impl Iterator<Item = Lack> + '_ {
        let mut i = self.holding(from);
        std::iter::from_fn(move || {
            while i < self.at.len() && self.at[i] < to && self.free[i] >= units {
                i += 1;
            }
            if i >= self.at.len() || self.at[i] >= to {
                return None;
            }
            let begin = self.at[i];
            while i < self.at.len() && self.free[i] < units {
                i += 1;
            }
            Some(Lack {
                begin,
                end: self.at.get(i).copied(),
            })
        })
    }

    /// The first instant from `at` on with so much; `None` when there never is.
    pub fn free_from(&self, at: Minute, units: i64) -> Option<Minute> {
        let i = self.holding(at);
        if self.free[i] >= units {
            return Some(at);
        }
        let next = self.free[i..].iter().position(|free| *free >= units)?;
        Some(self.at[i + next])
    }

    fn end(&self, i: usize) -> Option<Minute> {
        self.at.get(i + 1).copied()
    }

    /// Takes units away within `[from, to)`; gives back when they are negative.
    pub fn take(&mut self, from: Minute, to: Minute, units: i64) {
        if from >= to {
            return;
        }
        let begin = self.cut(from);
        let end = self.cut(to);
        for free in &mut self.free[begin..end] {
            *free -= units;
        }
        // Steps that are equal now are one.
        self.join(end);
        self.join(begin);
    }

    fn cut(&mut self, at: Minute) -> usize {
        let i = self.holding(at);
        if self.at[i] >= at {
            return i;
        }
        self.at.insert(i + 1, at);
        self.free.insert(i + 1, self.free[i]);
        i + 1
    }

    fn join(&mut self, i: usize) {
        if i > 0 && i < self.at.len() && self.free[i] == self.free[i - 1] {
            self.at.remove(i);
            self.free.remove(i);
        }
    }

    /// The most there ever is.
    pub fn most(&self) -> i64 {
        self.free.iter().copied().max().unwrap_or(0)
    }

    /// When the last of it is gone for good; `None` when it stays.
    pub fn ends(&self, units: i64) -> Option<Minute> {
        let last = self.free.iter().rposition(|free| *free >= units);
        match last {
            None => Some(FIRST),
            Some(i) => self.end(i),
        }
    }

    /// Steps as `(from, units)`.
    pub fn steps(&self) -> impl Iterator<Item = (Minute, i64)> + '_ {
        self.at.iter().copied().zip(self.free.iter().copied())
    }
}

/// Too little from `begin` to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lack {
    pub begin: Minute,
    pub end: Option<Minute>,
}
