//! A task that comes again: on a schedule or so long after it is done, in the days of its project. The terms are those
//! of RFC 5545 and 7529 where they have them; what comes after completion, and days off, they do not have.

mod days;
mod typed;
mod written;

use chrono::{NaiveDate, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fields::Fields;
use crate::access::coded;
use crate::time::When;

pub use days::Occurrence;
pub use typed::{Unit, never_comes, rule};

/// The name of the field that says how a task comes again.
pub const RECURRENCE: &str = "recurrence";
/// The longest interval, in days, weeks or months.
pub const INTERVAL: u32 = 999;
/// The most times.
pub const TIMES: u32 = 9999;
/// How many of the next days are shown before a rule is saved.
pub const SHOWN: usize = 5;

coded!(
    /// What becomes of one that falls on a day off.
    DaysOff {
        /// It stays there.
        Keep = "keep",
        /// It goes to the next working day.
        Later = "later",
        /// There is none.
        LeaveOut = "leave_out",
    }
);

coded!(
    /// The unit of what comes after completion.
    Step { Day = "day", Week = "week", Month = "month" }
);

/// On which days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    Daily,
    /// On these days of the week, from Monday on, at least one.
    Weekly(Vec<Weekday>),
    /// On this day of the month, or the last of a shorter one.
    OnDay(u32),
    /// On the first to fourth weekday of the month, or (-1) the last.
    OnWeekday(i8, Weekday),
    /// So long after the one before is done.
    AfterDone(Step),
}

/// How a task comes again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "written::Written", into = "written::Written")]
pub struct Rule {
    pub pattern: Pattern,
    /// Every so many days, weeks or months.
    pub interval: u32,
    pub days_off: DaysOff,
    /// None is after this day.
    pub until: Option<NaiveDate>,
    /// So many, the first one counted.
    pub times: Option<u32>,
}

impl Rule {
    pub fn after_done(&self) -> bool {
        matches!(self.pattern, Pattern::AfterDone(_))
    }
}

/// A rule with how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    pub rule: Rule,
    /// The day of the first one: intervals are counted from it.
    pub since: NaiveDate,
    /// The newest one.
    pub newest: Occurrence,
    /// The how manieth that is.
    pub nth: u32,
}

impl Series {
    /// Begun by a task that lies on this day.
    pub fn begun(rule: Rule, day: NaiveDate) -> Self {
        Self {
            rule,
            since: day,
            newest: Occurrence { by_rule: day, day },
            nth: 1,
        }
    }

    /// Moved on by one.
    #[must_use]
    pub fn onwards(&self, to: Occurrence) -> Self {
        Self {
            newest: to,
            nth: self.nth + 1,
            ..self.clone()
        }
    }
}

/// A series as events keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub id: Uuid,
    pub since: NaiveDate,
    pub by_rule: NaiveDate,
    pub day: NaiveDate,
    pub nth: u32,
    #[serde(flatten)]
    pub rule: Rule,
}

impl Kept {
    pub fn of(id: Uuid, series: &Series) -> Self {
        Self {
            id,
            since: series.since,
            by_rule: series.newest.by_rule,
            day: series.newest.day,
            nth: series.nth,
            rule: series.rule.clone(),
        }
    }

    pub fn series(self) -> Series {
        Series {
            since: self.since,
            newest: Occurrence {
                by_rule: self.by_rule,
                day: self.day,
            },
            nth: self.nth,
            rule: self.rule,
        }
    }
}

/// The day of a task: where it starts, else when it is due.
pub fn day_of(task: &Fields) -> Option<NaiveDate> {
    let first = task.start.or(task.finish).or(task.deadline);
    first.map(|when| when.day)
}

/// The next one's fields, of a task that was only just begun: what it is goes along, how far it is does not. Its dates are
/// so many days later, at the same times of day, and for whom it is stays.
pub fn next_of(fresh: &Fields, of: &Fields, days: i64) -> Fields {
    let by = TimeDelta::try_days(days).unwrap_or_default();
    let later = |when: Option<When>| {
        when.map(|when| When {
            day: when.day.checked_add_signed(by).unwrap_or(when.day),
            ..when
        })
    };
    Fields {
        status: fresh.status.clone(),
        percent: fresh.percent,
        actual_start: None,
        actual_finish: None,
        start: later(of.start),
        finish: later(of.finish),
        deadline: later(of.deadline),
        constraint_date: later(of.constraint_date),
        // Neither is for the next one: it comes when both may be over.
        iteration: None,
        release: None,
        ..of.clone()
    }
}

/// One without any date is due on its day.
#[must_use]
pub fn due_on(task: Fields, day: NaiveDate) -> Fields {
    match day_of(&task) {
        Some(_) => task,
        None => Fields {
            finish: Some(When::day(day)),
            ..task
        },
    }
}

#[cfg(test)]
mod tests;
