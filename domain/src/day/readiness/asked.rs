//! What is asked about: a task with its dates, what comes before it, and its people with their hours.

use chrono::NaiveDate;

use super::verdict::{Called, Mover};
use crate::plan::dates::Constraint;
use crate::plan::status::Category;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    Fs,
    Ss,
    Ff,
    Sf,
}

impl Link {
    pub fn parse(code: &str) -> Self {
        match code {
            "ss" => Self::Ss,
            "ff" => Self::Ff,
            "sf" => Self::Sf,
            _ => Self::Fs,
        }
    }
}

/// A task that another waits for.
#[derive(Clone, Debug)]
pub struct Before {
    pub called: Option<Called>,
    pub link: Link,
    /// The first day of the successor that keeps the link, where its present one, today at the earliest, does not: as
    /// [`crate::plan::links::Judge`] has it, by the working time of the project and with the lag.
    pub earliest: Option<NaiveDate>,
    pub is_done: bool,
    pub is_begun: bool,
    pub stopped_days: Option<i64>,
    pub start: Option<NaiveDate>,
    pub finish: Option<NaiveDate>,
    pub mover: Mover,
}

/// Minutes that someone has over a task's window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hours {
    Unknown,
    Known {
        /// As they usually work.
        own: i64,
        /// Without the time they are away.
        free: i64,
    },
}

/// Someone who is to do a task.
#[derive(Clone, Debug)]
pub struct Assigned {
    pub name: String,
    pub mover: Mover,
    pub hours: Hours,
    /// Their share of this task in its window; nothing when nobody has said how much work it is.
    pub needed: Option<i64>,
    /// What else they have to do in the window, in whichever project.
    pub other: i64,
    /// Away on the window's first day.
    pub away_first: bool,
    /// The first day on which they work again.
    pub back: Option<NaiveDate>,
}

/// All that is known of a task when it is judged.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// In the project's zone.
    pub today: NaiveDate,
    pub category: Category,
    pub is_milestone: bool,
    pub is_stopped: bool,
    pub start: Option<NaiveDate>,
    pub finish: Option<NaiveDate>,
    pub deadline: Option<NaiveDate>,
    pub constraint: Option<(Constraint, NaiveDate)>,
    pub before: &'a [Before],
    /// Whether all that comes before it is in `before`.
    pub before_known: bool,
    pub people: &'a [Assigned],
    /// Who does it and is nobody here, by name.
    pub outside: &'a [String],
}
