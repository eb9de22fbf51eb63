//! What a morning is judged by.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::day::load::{Days, Work};
use crate::day::readiness::Before;
use crate::plan::dates::Constraint;
use crate::plan::status::Category;

#[derive(Clone, Debug)]
pub struct Project {
    pub id: Uuid,
    pub key: String,
    pub title: String,
    pub client: Option<String>,
    /// In its own zone.
    pub today: NaiveDate,
    pub may_edit: bool,
}

#[derive(Clone, Debug)]
pub struct Task {
    pub id: Uuid,
    pub project: Uuid,
    pub number: i64,
    pub title: String,
    pub category: Category,
    pub is_milestone: bool,
    pub effort: Option<i64>,
    pub percent: i64,
    pub start: Option<NaiveDate>,
    pub finish: Option<NaiveDate>,
    pub deadline: Option<NaiveDate>,
    pub constraint: Option<(Constraint, NaiveDate)>,
    /// Who does it and is nobody here, by name.
    pub outside: Vec<String>,
    /// Whether all that comes before it was read.
    pub before_known: bool,
    /// Its state, and the first of its project's that means it has begun.
    pub status: Uuid,
    pub doing: Option<Uuid>,
    /// One of its dates has a time of day.
    pub has_time: bool,
    pub stop: Option<Stop>,
    /// The latest event by somebody else, of those that are new.
    pub fresh: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct Stop {
    pub because: String,
    pub mover: StopMover,
    pub began_at: DateTime<Utc>,
    /// Whole days since, in the project's zone.
    pub days: i64,
}

#[derive(Clone, Debug)]
pub enum StopMover {
    Member(Uuid, String),
    Client,
    Outside(String),
}

#[derive(Clone, Debug)]
pub struct Link {
    pub successor: Uuid,
    pub before: Before,
}

/// Someone's part in one of the tasks.
#[derive(Clone, Debug)]
pub struct Assignment {
    pub task: Uuid,
    pub member: Uuid,
    pub name: String,
    /// Thousandths of their day, and of all who do it together.
    pub units: i64,
    pub all_units: i64,
}

/// What somebody has to do between two days, in whichever project: tasks of the same dates in one.
#[derive(Clone, Debug)]
pub struct Load {
    pub member: Uuid,
    /// Their share of what is left, of the tasks whose effort is known.
    pub work: Work,
    pub tasks: i64,
    /// Tasks of which nobody has said how much work they are.
    pub without_effort: i64,
    /// Whether the reader may see the tasks. Those that they may not count and are never named.
    pub is_seen: bool,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub member: Uuid,
    pub name: String,
    pub days: Days,
    /// Time away that touches the week, as it is said: its days and whether it is only part of one.
    pub away: Vec<Away>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub is_half: bool,
}

#[derive(Clone, Debug)]
pub struct InProject {
    pub project: Uuid,
    pub member: Uuid,
    pub is_lead: bool,
    /// Whether tasks can be given to them.
    pub works: bool,
}

#[derive(Clone, Debug)]
pub struct Facts {
    pub me: Uuid,
    /// Whether the page is of the reader's own work alone.
    pub only_me: bool,
    /// In the reader's zone.
    pub today: NaiveDate,
    pub projects: Vec<Project>,
    pub tasks: Vec<Task>,
    pub links: Vec<Link>,
    pub assignments: Vec<Assignment>,
    pub loads: Vec<Load>,
    /// Whether `loads` are all there are: else nobody's can be told.
    pub loads_known: bool,
    /// Late tasks by the reader's day, where `tasks` has only the latest of them.
    pub late: Option<i64>,
    pub people: Vec<Person>,
    pub in_projects: Vec<InProject>,
}
