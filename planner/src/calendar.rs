//! When is work possible: ascending working intervals with prefix sums.
//!
//! ```
//! use planner::calendar::{Calendar, Interval};
//!
//! // Two days of eight hours, UTC minutes.
//! let days = Calendar::new(vec![Interval::new(540, 1020), Interval::new(1980, 2460)])?;
//! assert_eq!(days.work_between(0, 2000), 500);
//! assert_eq!(days.forward(960, 120), Some(2040)); // an hour today, an hour tomorrow
//! assert_eq!(days.backward(2040, 120), Some(960));
//! # Ok::<(), planner::calendar::CalendarError>(())
//! ```
//!
//! A calendar is finite: the caller expands it for the plan's window (its zone, weeks, holidays, absences), and outside
//! there is no work. A question that would need work beyond the window answers `None`, never a date outside it.
//!
//! The instant between two intervals has two names: Friday 17:00 and Monday 09:00 are the same amount of work from any
//! point. Dates at which work starts are normalised to the later one ([`Calendar::start_from`]), dates at which it
//! finishes to the earlier one ([`Calendar::finish_until`]), which is what people expect to read.

mod algebra;
mod index;

use serde::{Deserialize, Serialize};

use index::Index;

/// A UTC minute since 2000-01-01T00:00Z.
pub type Minute = i32;

/// The first and last minute a calendar may name: years 98 and 3901. Sums over it fit an `i32`.
pub const FIRST: Minute = -1_000_000_000;
/// The last minute a calendar may name.
pub const LAST: Minute = 1_000_000_000;

/// `[start, finish)` in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interval {
    /// First minute.
    pub start: Minute,
    /// The minute after the last.
    pub finish: Minute,
}

impl Interval {
    /// From start to finish, not beyond.
    pub const fn new(start: Minute, finish: Minute) -> Self {
        Self { start, finish }
    }

    /// Minutes inside.
    pub const fn length(self) -> i32 {
        self.finish.saturating_sub(self.start)
    }
}

/// Why intervals are not a calendar; the number is the interval's position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CalendarError {
    /// It ends before or when it starts.
    Empty(usize),
    /// It starts before the one before it ends.
    Overlaps(usize),
    /// Outside [`FIRST`]..=[`LAST`].
    OutOfRange(usize),
}

impl std::fmt::Display for CalendarError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty(at) => write!(f, "interval {at} is empty"),
            Self::Overlaps(at) => write!(f, "interval {at} starts before the one before it ends"),
            Self::OutOfRange(at) => write!(f, "interval {at} is out of range"),
        }
    }
}

impl std::error::Error for CalendarError {}

/// Working time. Written and read as its list of intervals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Interval>", into = "Vec<Interval>")]
pub struct Calendar {
    starts: Vec<Minute>,
    finishes: Vec<Minute>,
    /// Work before each interval; one more than intervals, the last is all work.
    before: Vec<i32>,
    index: Index,
}

impl Calendar {
    /// From ascending intervals that do not overlap. Those that touch (a night over midnight) become one.
    pub fn new(intervals: Vec<Interval>) -> Result<Self, CalendarError> {
        let mut last = FIRST;
        for (at, interval) in intervals.iter().enumerate() {
            if interval.start < FIRST || interval.finish > LAST {
                return Err(CalendarError::OutOfRange(at));
            }
            if interval.finish <= interval.start {
                return Err(CalendarError::Empty(at));
            }
            if interval.start < last {
                return Err(CalendarError::Overlaps(at));
            }
            last = interval.finish;
        }
        Ok(Self::from_ascending(intervals))
    }

    /// From intervals in any order, overlapping or empty: their union.
    pub fn of_union(mut intervals: Vec<Interval>) -> Self {
        for interval in &mut intervals {
            interval.start = interval.start.clamp(FIRST, LAST);
            interval.finish = interval.finish.clamp(FIRST, LAST);
        }
        intervals.retain(|interval| interval.start < interval.finish);
        intervals.sort_unstable();
        Self::from_ascending(intervals)
    }

    /// Twenty-four hours a day, every day.
    pub fn always() -> Self {
        Self::from_ascending(vec![Interval::new(FIRST, LAST)])
    }

    /// No work at all.
    pub fn never() -> Self {
        Self::from_ascending(Vec::new())
    }

    /// Intervals ascend by start, are in range and not empty; overlaps and touching ones are joined.
    fn from_ascending(intervals: Vec<Interval>) -> Self {
        let mut starts: Vec<Minute> = Vec::with_capacity(intervals.len());
        let mut finishes: Vec<Minute> = Vec::with_capacity(intervals.len());
        for interval in intervals {
            match finishes.last_mut() {
                Some(last) if interval.start <= *last => *last = (*last).max(interval.finish),
                _ => {
                    starts.push(interval.start);
                    finishes.push(interval.finish);
                }
            }
        }
        let mut before = Vec::with_capacity(starts.len() + 1);
        let mut sum = 0;
        before.push(sum);
        for (start, finish) in starts.iter().zip(&finishes) {
            sum += finish - start;
            before.push(sum);
        }
        let index = Index::new(&finishes, &before);
        Self {
            starts,
            finishes,
            before,
            index,
        }
    }

    /// In ascending order.
    pub fn intervals(&self) -> impl ExactSizeIterator<Item = Interval> + '_ {
        self.starts
            .iter()
            .zip(&self.finishes)
            .map(|(&start, &finish)| Interval { start, finish })
    }

    /// All working minutes.
    pub fn total(&self) -> i32 {
        self.before[self.starts.len()]
    }

    /// First and last working instant; `None` when there is no work.
    pub fn span(&self) -> Option<Interval> {
        let (first, last) = (self.starts.first()?, self.finishes.last()?);
        Some(Interval::new(*first, *last))
    }

    /// True when the minute that starts at `at` is worked.
    pub fn works_at(&self, at: Minute) -> bool {
        let i = self.ending_after(at);
        self.starts.get(i).is_some_and(|start| *start <= at)
    }

    /// Working minutes from the beginning of the calendar to `at`.
    pub fn work_until(&self, at: Minute) -> i32 {
        let i = self.ending_after(at);
        match self.starts.get(i) {
            // Whatever minute is asked for: the difference may be larger than a minute can be.
            Some(start) => self.before[i] + at.saturating_sub(*start).max(0),
            None => self.total(),
        }
    }

    /// Working minutes in `[from, to)`; negative when `to` is earlier.
    pub fn work_between(&self, from: Minute, to: Minute) -> i32 {
        self.work_until(to) - self.work_until(from)
    }

    /// The earliest instant not before `at` at which work can start.
    pub fn start_from(&self, at: Minute) -> Option<Minute> {
        let i = self.ending_after(at);
        self.starts.get(i).map(|start| at.max(*start))
    }

    /// The latest instant not after `at` at which work can finish.
    pub fn finish_until(&self, at: Minute) -> Option<Minute> {
        // The last interval that starts before `at`.
        let i = self.ending_after(at);
        if self.starts.get(i).is_some_and(|start| *start < at) {
            return Some(at);
        }
        self.finishes.get(i.checked_sub(1)?).copied()
    }

    /// The first stretch of work at `at` or later: from there, or from the next beginning, to the end of its interval.
    pub fn piece_from(&self, at: Minute) -> Option<Interval> {
        let i = self.ending_after(at);
        let start = *self.starts.get(i)?;
        Some(Interval::new(at.max(start), self.finishes[i]))
    }

    /// When `work` minutes are done that begin at `at` or later; `at` itself when there is nothing to do.
    pub fn forward(&self, at: Minute, work: i32) -> Option<Minute> {
        if work <= 0 {
            return if work == 0 {
                Some(at)
            } else {
                self.backward(at, work.checked_neg()?)
            };
        }
        self.finish_of(self.work_until(at).checked_add(work)?)
    }

    /// The latest instant from which `work` minutes are done by `at`; `at` itself when there is nothing to do.
    pub fn backward(&self, at: Minute, work: i32) -> Option<Minute> {
        if work <= 0 {
            return if work == 0 {
                Some(at)
            } else {
                self.forward(at, work.checked_neg()?)
            };
        }
        self.start_of(self.work_until(at).checked_sub(work)?)
    }

    /// Start and finish of `work` minutes placed as early as possible from `at`. Nothing to do takes no working time:
    /// both are `at`.
    pub fn place_forward(&self, at: Minute, work: i32) -> Option<Interval> {
        if work <= 0 {
            return Some(Interval::new(at, at));
        }
        let i = self.ending_after(at);
        let first = *self.starts.get(i)?;
        let start = at.max(first);
        if work <= self.finishes[i] - start {
            return Some(Interval::new(start, start + work));
        }
        let done = (self.before[i] + (start - first)).checked_add(work)?;
        Some(Interval::new(start, self.finish_of(done)?))
    }

    /// Start and finish of `work` minutes placed as late as possible until `at`.
    pub fn place_backward(&self, at: Minute, work: i32) -> Option<Interval> {
        if work <= 0 {
            return Some(Interval::new(at, at));
        }
        // The last interval that starts before `at`.
        let mut i = self.ending_after(at);
        if self.starts.get(i).is_none_or(|start| *start >= at) {
            i = i.checked_sub(1)?;
        }
        let finish = at.min(self.finishes[i]);
        if work <= finish - self.starts[i] {
            return Some(Interval::new(finish - work, finish));
        }
        let done = self.before[i] + (finish - self.starts[i]) - work;
        Some(Interval::new(self.start_of(done)?, finish))
    }

    /// The earliest instant by which `done` minutes have been worked since the beginning of the calendar; [`FIRST`]
    /// when there is nothing to do, `None` when it holds less work.
    pub fn earliest_with(&self, done: i32) -> Option<Minute> {
        if done <= 0 {
            return Some(FIRST);
        }
        self.finish_of(done)
    }

    /// The latest instant by which no more than `done` minutes have been worked; `None` when `done` is negative,
    /// [`LAST`] when the calendar holds no more than that.
    pub fn latest_with(&self, done: i32) -> Option<Minute> {
        if done >= self.total() {
            return Some(LAST);
        }
        self.start_of(done)
    }

    fn finish_of(&self, done: i32) -> Option<Minute> {
        if done <= 0 || done > self.total() {
            return None;
        }
        let i = self.index.holding(&self.before, done);
        Some(self.starts[i] + (done - self.before[i]))
    }

    fn start_of(&self, done: i32) -> Option<Minute> {
        if done < 0 || done >= self.total() {
            return None;
        }
        let i = self.index.holding(&self.before, done + 1);
        Some(self.starts[i] + (done - self.before[i]))
    }

    /// The first interval that ends after `at`; their number when none does.
    fn ending_after(&self, at: Minute) -> usize {
        self.index.ending_after(&self.finishes, at)
    }
}

impl TryFrom<Vec<Interval>> for Calendar {
    type Error = CalendarError;

    fn try_from(intervals: Vec<Interval>) -> Result<Self, CalendarError> {
        Self::new(intervals)
    }
}

impl From<Calendar> for Vec<Interval> {
    fn from(calendar: Calendar) -> Self {
        calendar.intervals().collect()
    }
}

#[cfg(test)]
mod tests;
