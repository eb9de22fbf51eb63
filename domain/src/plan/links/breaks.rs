//! Whether a task's date keeps a link, and the earliest that does.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use planner::calendar::{Calendar, Interval, Minute};
use planner::links as engine;
use planner::links::Allowed;
use serde::{Deserialize, Serialize};

use super::{Lag, LagKind, LinkKind};
use crate::access::coded;
use crate::time::{Span, When};

coded!(
    /// The end of a task that a link holds.
    End { Start = "start", Finish = "finish" }
);

/// A date of a task: the local day and, where a time was given, the instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    pub day: NaiveDate,
    pub at: Option<Minute>,
}

/// The dates of a task, as a link sees them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    pub start: Option<Point>,
    pub finish: Option<Point>,
    pub duration: Option<Span>,
    pub milestone: bool,
    /// Its work has begun: when it was to begin is no question any more.
    pub begun: bool,
}

/// A date that does not keep a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// The end of the successor that stands too early.
    pub end: End,
    /// The earliest that keeps the link, as precise as the date that does not.
    pub earliest: When,
    /// The finish that has to move along with a start, where it would lie before it: as much work as before.
    #[serde(default)]
    pub along: Option<When>,
}

/// The project's zone: what a day is in instants. `domain` knows no zones.
pub trait Zoned {
    /// The instant at which a day begins.
    fn midnight(&self, day: NaiveDate) -> Minute;
    fn local(&self, at: Minute) -> NaiveDateTime;
}

/// What dates are judged by: when work is possible, and what a day is.
pub struct Judge<'a, Z: Zoned> {
    pub calendar: &'a Calendar,
    pub zone: &'a Z,
}

impl<Z: Zoned> Judge<'_, Z> {
    /// Nothing when the link is kept, or when it cannot be told: a date is missing, or the calendar does not reach.
    pub fn broken(&self, kind: LinkKind, lag: Lag, from: &Ends, to: &Ends) -> Option<Break> {
        let link = engine::Link {
            from: 0,
            to: 1,
            kind: kind.engine(),
            lag: self.lag(lag, from)?,
        };
        let at = if link.kind.leaves_finish() {
            self.finish(from).or_else(|| self.finish_by_duration(from))
        } else {
            self.start(from).or_else(|| self.start_by_duration(from))
        }?;
        match link.earliest(Interval::new(at, at), 0, self.calendar)? {
            Allowed::Start(bound) => self.begins_too_early(to, bound),
            Allowed::Finish(bound) => {
                let point = to.finish.or(to.milestone.then_some(to.start).flatten())?;
                if self.finish(to)? >= bound {
                    return None;
                }
                let earliest = if point.at.is_none() {
                    When::day(self.day_that_ends_by(bound)?)
                } else if to.milestone || self.calendar.finish_until(bound) == Some(bound) {
                    self.moment(bound)
                } else {
                    self.moment(self.calendar.start_from(bound)?)
                };
                Some(Break {
                    end: End::Finish,
                    earliest,
                    along: None,
                })
            }
        }
    }

    fn begins_too_early(&self, to: &Ends, bound: Minute) -> Option<Break> {
        if to.begun {
            return None;
        }
        let bound_at_work = self.calendar.start_from(bound)?;
        let Some(point) = to.start.or(to.milestone.then_some(to.finish).flatten()) else {
            return self.ends_too_early_to_begin(to, bound_at_work);
        };
        let stands = self.calendar.start_from(self.start(to)?);
        if stands.is_none_or(|stands| stands >= bound_at_work) {
            return None;
        }
        let (earliest, begins) = match (point.at, to.milestone) {
            (Some(_), true) => (self.moment(bound), bound),
            (Some(_), false) => (self.moment(bound_at_work), bound_at_work),
            (None, true) => {
                let day = self.day_that_ends_by(bound)?;
                (When::day(day), self.day_start(day))
            }
            (None, false) => {
                let day = self.day_that_starts_from(bound_at_work)?;
                (When::day(day), self.day_start(day))
            }
        };
        Some(Break {
            end: End::Start,
            earliest,
            along: self.along(to, earliest, begins),
        })
    }

    /// Of a task that says only when it ends: whether it can begin late enough and be done by then. How long it takes
    /// is its duration; of one whose duration is not known, that it takes some time.
    fn ends_too_early_to_begin(&self, to: &Ends, bound: Minute) -> Option<Break> {
        let point = to.finish?;
        let finish = self.finish(to)?;
        let enough = match to.duration {
            Some(_) => self.finish_by_duration_from(bound, to)?,
            None => bound.checked_add(1)?,
        };
        if finish >= enough {
            return None;
        }
        let earliest = match point.at {
            None => When::day(self.day_that_ends_by(enough)?),
            Some(_) => self.moment(enough),
        };
        Some(Break {
            end: End::Finish,
            earliest,
            along: None,
        })
    }

    /// Where the finish has to go when the start goes to `start`, at which work begins, and the finish would lie before
    /// it.
    fn along(&self, to: &Ends, start: When, begins: Minute) -> Option<When> {
        let (Some(_), Some(finish)) = (to.start, to.finish) else {
            return None;
        };
        let ends = self.finish(to)?;
        let precise = finish.at.is_some();
        let lies_before = match (precise, start.time) {
            (true, Some(_)) => ends < begins,
            _ => finish.day < start.day,
        };
        if !lies_before {
            return None;
        }
        if to.milestone {
            return Some(start);
        }
        let moved = match to.duration {
            Some(_) => self.finish_by_duration_from(begins, to)?,
            None => self
                .calendar
                .forward(begins, self.calendar.work_between(self.start(to)?, ends))?,
        };
        let moved = if precise {
            self.moment(moved)
        } else {
            When::day(self.day_that_ends_by(moved)?)
        };
        Some(if moved.is_before(start) { start } else { moved })
    }

    /// With per cent of the predecessor's duration in minutes; of what is not known, nothing can be told.
    fn lag(&self, lag: Lag, from: &Ends) -> Option<engine::Lag> {
        let amount = i32::try_from(lag.amount).ok()?;
        let of_duration = |lag: engine::Lag| {
            let minutes = match from.duration {
                Some(duration) => i32::try_from(duration.minutes).ok()?,
                None if from.milestone => 0,
                None => self
                    .calendar
                    .work_between(self.start(from)?, self.finish(from)?),
            };
            Some(lag.for_duration(minutes))
        };
        match lag.kind {
            LagKind::Working => Some(engine::Lag::Working(amount)),
            LagKind::Elapsed => Some(engine::Lag::Elapsed(amount)),
            LagKind::Percent => of_duration(engine::Lag::Percent(amount)),
            LagKind::PercentElapsed => of_duration(engine::Lag::ElapsedPercent(amount)),
        }
    }

    fn start(&self, ends: &Ends) -> Option<Minute> {
        if ends.milestone {
            let point = ends.start.or(ends.finish)?;
            return Some(point.at.unwrap_or_else(|| self.day_end(point.day)));
        }
        let point = ends.start?;
        Some(point.at.unwrap_or_else(|| self.day_start(point.day)))
    }

    fn finish(&self, ends: &Ends) -> Option<Minute> {
        let point = if ends.milestone {
            ends.finish.or(ends.start)?
        } else {
            ends.finish?
        };
        Some(point.at.unwrap_or_else(|| self.day_end(point.day)))
    }

    fn finish_by_duration(&self, ends: &Ends) -> Option<Minute> {
        self.finish_by_duration_from(self.start(ends)?, ends)
    }

    fn finish_by_duration_from(&self, start: Minute, ends: &Ends) -> Option<Minute> {
        let duration = ends.duration?;
        let minutes = i32::try_from(duration.minutes).ok()?;
        if duration.elapsed {
            start.checked_add(minutes)
        } else {
            self.calendar.forward(start, minutes)
        }
    }

    fn start_by_duration(&self, ends: &Ends) -> Option<Minute> {
        let (finish, duration) = (self.finish(ends)?, ends.duration?);
        let minutes = i32::try_from(duration.minutes).ok()?;
        if duration.elapsed {
            finish.checked_sub(minutes)
        } else {
            self.calendar.backward(finish, minutes)
        }
    }

    /// When work starts on a day; on one without work, when the day begins.
    fn day_start(&self, day: NaiveDate) -> Minute {
        let (begins, ends) = self.day(day);
        match self.calendar.start_from(begins) {
            Some(start) if start < ends => start,
            _ => begins,
        }
    }

    /// When work ends on a day; on one without work, when the day ends.
    fn day_end(&self, day: NaiveDate) -> Minute {
        let (begins, ends) = self.day(day);
        match self.calendar.finish_until(ends) {
            Some(finish) if finish > begins => finish,
            _ => ends,
        }
    }

    fn day(&self, day: NaiveDate) -> (Minute, Minute) {
        let next = day.succ_opt().unwrap_or(day);
        (self.zone.midnight(day), self.zone.midnight(next))
    }

    /// The first day whose work starts at this working instant or later.
    fn day_that_starts_from(&self, at: Minute) -> Option<NaiveDate> {
        let day = self.zone.local(at).date();
        if self.day_start(day) >= at {
            return Some(day);
        }
        let next = self
            .calendar
            .start_from(self.zone.midnight(day.succ_opt()?))?;
        Some(self.zone.local(next).date())
    }

    /// The first day with work that ends at this instant or later.
    fn day_that_ends_by(&self, at: Minute) -> Option<NaiveDate> {
        // An instant at midnight belongs to the day that ends there.
        let day = self.zone.local(at.checked_sub(1)?).date();
        let (begins, ends) = self.day(day);
        let works = self
            .calendar
            .finish_until(ends)
            .is_some_and(|finish| finish > begins && finish >= at);
        if works {
            return Some(day);
        }
        let next = self.calendar.start_from(at)?;
        Some(self.zone.local(next).date())
    }

    fn moment(&self, at: Minute) -> When {
        let local = self.zone.local(at);
        When::at(local.date(), local.time())
    }
}

impl LinkKind {
    fn engine(self) -> engine::LinkKind {
        match self {
            Self::FinishToStart => engine::LinkKind::FinishToStart,
            Self::StartToStart => engine::LinkKind::StartToStart,
            Self::FinishToFinish => engine::LinkKind::FinishToFinish,
            Self::StartToFinish => engine::LinkKind::StartToFinish,
        }
    }
}

/// 2000-01-01T00:00Z, where a planner's minutes begin.
const EPOCH: i64 = 946_684_800;

/// The minute that an instant is in.
pub fn minute_of(at: DateTime<Utc>) -> Minute {
    let minutes = (at.timestamp() - EPOCH).div_euclid(60);
    i32::try_from(minutes.clamp(i64::from(i32::MIN), i64::from(i32::MAX))).unwrap_or_default()
}

/// The instant at which a minute begins.
pub fn moment_of(at: Minute) -> DateTime<Utc> {
    DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(EPOCH + i64::from(at) * 60)
}

#[cfg(test)]
mod tests;
