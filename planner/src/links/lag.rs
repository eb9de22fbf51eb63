//! What dates a single link allows.
//!
//! Forward, a link and its predecessor's dates bound the successor's start or finish from below; backward, the
//! successor's dates bound the predecessor's from above. Which calendar counts working lag (predecessor's,
//! successor's, project's, 24 hours) is the caller's choice: it passes that calendar.

use serde::{Deserialize, Serialize};

use super::{Link, LinkKind};
use crate::calendar::{Calendar, FIRST, Interval, LAST, Minute};

/// Time between the two ends of a link; negative is a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lag {
    /// Minutes of working time.
    #[serde(rename = "working")]
    Working(i32),
    /// Minutes on the clock: concrete hardens over the weekend too.
    #[serde(rename = "elapsed")]
    Elapsed(i32),
    /// Per cent of the predecessor's working duration, as working time.
    #[serde(rename = "percent")]
    Percent(i32),
    /// Per cent of the predecessor's working duration, as time on the clock.
    #[serde(rename = "elapsed_percent")]
    ElapsedPercent(i32),
}

impl Lag {
    /// No time at all.
    pub const NONE: Self = Self::Working(0);

    /// With per cent resolved to minutes for a predecessor of this duration; halves are rounded away from zero.
    #[must_use]
    pub fn for_duration(self, duration: i32) -> Self {
        let minutes = |percent: i32| {
            let hundredfold = i64::from(percent) * i64::from(duration);
            let minutes = (hundredfold + hundredfold.signum() * 50) / 100;
            minutes.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
        };
        match self {
            Self::Percent(percent) => Self::Working(minutes(percent)),
            Self::ElapsedPercent(percent) => Self::Elapsed(minutes(percent)),
            other => other,
        }
    }

    /// The earliest instant that is `at` plus the lag; `None` beyond the calendar's window. Per cent must have been
    /// resolved with [`Lag::for_duration`]; unresolved it counts as none.
    pub fn after(self, at: Minute, calendar: &Calendar) -> Option<Minute> {
        match self {
            Self::Working(0) | Self::Percent(_) | Self::ElapsedPercent(_) => Some(at),
            Self::Working(lag) => {
                calendar.earliest_with(calendar.work_until(at).saturating_add(lag))
            }
            Self::Elapsed(lag) => within(at.checked_add(lag)?),
        }
    }

    /// The latest instant whose [`Lag::after`] is not later than `at`. The two are a Galois connection: both count work
    /// from the calendar's beginning, one names the earliest instant with that much of it and the other the latest.
    pub fn before(self, at: Minute, calendar: &Calendar) -> Option<Minute> {
        match self {
            Self::Working(0) | Self::Percent(_) | Self::ElapsedPercent(_) => Some(at),
            Self::Working(lag) => calendar.latest_with(calendar.work_until(at).saturating_sub(lag)),
            Self::Elapsed(lag) => within(at.checked_sub(lag)?),
        }
    }
}

/// An instant that calendars can name.
fn within(at: Minute) -> Option<Minute> {
    (FIRST..=LAST).contains(&at).then_some(at)
}

impl Default for Lag {
    fn default() -> Self {
        Self::NONE
    }
}

/// The bound a link puts on one end of a task: not before it when going forward, not after it when going backward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Allowed {
    /// A start.
    #[serde(rename = "start")]
    Start(Minute),
    /// A finish.
    #[serde(rename = "finish")]
    Finish(Minute),
}

impl Link {
    /// The earliest start or finish this link allows its successor, given the predecessor's dates, its working
    /// `duration` (for per cent) and the calendar that counts the lag. `None` beyond that calendar's window.
    pub fn earliest(&self, from: Interval, duration: i32, calendar: &Calendar) -> Option<Allowed> {
        let end = if self.kind.leaves_finish() {
            from.finish
        } else {
            from.start
        };
        let at = self.lag.for_duration(duration).after(end, calendar)?;
        Some(if self.kind.enters_finish() {
            Allowed::Finish(at)
        } else {
            Allowed::Start(at)
        })
    }

    /// The latest start or finish this link allows its predecessor, given the successor's dates, the predecessor's
    /// working `duration` and the calendar that counts the lag. `None` when no date is early enough.
    pub fn latest(&self, to: Interval, duration: i32, calendar: &Calendar) -> Option<Allowed> {
        let end = if self.kind.enters_finish() {
            to.finish
        } else {
            to.start
        };
        let at = self.lag.for_duration(duration).before(end, calendar)?;
        Some(if self.kind.leaves_finish() {
            Allowed::Finish(at)
        } else {
            Allowed::Start(at)
        })
    }
}

impl LinkKind {
    /// True when it is the predecessor's finish that is waited for.
    pub const fn leaves_finish(self) -> bool {
        matches!(self, Self::FinishToStart | Self::FinishToFinish)
    }

    /// True when it is the successor's finish that waits.
    pub const fn enters_finish(self) -> bool {
        matches!(self, Self::FinishToFinish | Self::StartToFinish)
    }
}

impl Allowed {
    /// The earliest dates of `work` minutes that keep this bound. A finish bound inside a break (a Saturday, by elapsed
    /// lag) is kept by finishing when the break ends: the work before it needs no minute more.
    pub fn place_earliest(self, work: i32, calendar: &Calendar) -> Option<Interval> {
        match self {
            Self::Start(at) => calendar.place_forward(at, work),
            Self::Finish(at) if work <= 0 => Some(Interval::new(at, at)),
            Self::Finish(at) => {
                let finish = match calendar.finish_until(at) {
                    Some(finish) if finish == at => at,
                    _ => calendar.start_from(at)?,
                };
                let done = calendar.work_until(finish);
                if done < work {
                    // Not enough work before it: the first possible dates are later than the bound asks.
                    return calendar.place_forward(FIRST, work);
                }
                Some(Interval::new(calendar.latest_with(done - work)?, finish))
            }
        }
    }

    /// The latest dates of `work` minutes that keep this bound.
    pub fn place_latest(self, work: i32, calendar: &Calendar) -> Option<Interval> {
        match self {
            Self::Finish(at) => calendar.place_backward(at, work),
            Self::Start(at) if work <= 0 => Some(Interval::new(at, at)),
            Self::Start(at) => {
                // The last instant not after `at` at which work can start.
                let start = if calendar.works_at(at) {
                    at
                } else {
                    calendar.backward(at, 1)?
                };
                let placed = calendar.place_forward(start, work);
                placed.or_else(|| calendar.place_backward(LAST, work))
            }
        }
    }
}
