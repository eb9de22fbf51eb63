//! What a morning says.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::Away;
use crate::day::readiness::{Mover, Verdict};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    Late,
    Today,
    Week,
}

/// A task of today or this week.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: Uuid,
    pub code: String,
    pub title: String,
    pub project: Uuid,
    pub when: When,
    /// The day for which it stands here.
    pub day: Option<NaiveDate>,
    pub start: Option<NaiveDate>,
    pub finish: Option<NaiveDate>,
    pub people: Vec<String>,
    /// What is left of its effort.
    pub left: Option<i64>,
    pub verdict: Verdict,
    pub because: Option<String>,
    pub is_milestone: bool,
    /// Only what has begun can stop.
    pub has_begun: bool,
    pub may_edit: bool,
    pub fresh: Option<i64>,
    pub status: Uuid,
    pub doing: Option<Uuid>,
    /// The first day on which what is in the way, as planned now, is not.
    pub possible: Option<NaiveDate>,
}

/// Work that has been begun and cannot go on.
#[derive(Clone, Debug)]
pub struct Stopped {
    pub id: Uuid,
    pub code: String,
    pub title: String,
    pub because: String,
    pub mover: Mover,
    pub began_at: DateTime<Utc>,
    pub days: i64,
    pub people: Vec<String>,
    pub may_edit: bool,
}

/// Work that nobody has.
#[derive(Clone, Debug)]
pub struct Loose {
    pub id: Uuid,
    pub code: String,
    pub title: String,
    pub day: Option<NaiveDate>,
    pub left: Option<i64>,
    pub may_edit: bool,
    pub fresh: Option<i64>,
    /// By name, with the minutes they have left in its window, where that is known.
    pub people: Vec<(Uuid, String, Option<i64>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    pub name: String,
    pub away: Away,
    pub back: Option<NaiveDate>,
    /// Tasks of theirs, among those the reader sees, that fall on these days.
    pub tasks: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Over {
    pub name: String,
    pub work: i64,
    pub free: i64,
    /// Of it, in projects that the reader does not see.
    pub undisclosed: i64,
    /// Tasks of theirs without an estimate: there is more.
    pub without_effort: i64,
}

#[derive(Clone, Debug)]
pub struct Morning {
    pub week: (NaiveDate, NaiveDate),
    pub rows: Vec<Row>,
    pub stopped: Vec<Stopped>,
    pub loose: Vec<Loose>,
    /// Late tasks, where `rows` has only the latest of them.
    pub late: Option<i64>,
    pub absent: Vec<Absent>,
    pub over: Vec<Over>,
    /// Whose hours nobody has said, by name.
    pub unknown: Vec<String>,
}
