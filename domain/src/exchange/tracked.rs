//! What trackers say of a piece of work beyond what plans do: its own key, its state by name, labels, checklists,
//! comments, watchers, whom it is kept from.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use super::plan::FieldValue;
use crate::plan::iteration;
use crate::plan::status::Category;

/// What a file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    #[default]
    Mspdi,
    Trello,
    Jira,
    JiraXml,
    Asana,
    Linear,
}

impl Format {
    pub fn code(self) -> &'static str {
        match self {
            Self::Mspdi => "mspdi",
            Self::Trello => "trello",
            Self::Jira => "jira",
            Self::JiraXml => "jira_xml",
            Self::Asana => "asana",
            Self::Linear => "linear",
        }
    }
}

/// A date as precisely as the file says it: a day, a clock time of the site's own zone, or an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    Day(NaiveDate),
    Local(NaiveDateTime),
    At(DateTime<Utc>),
}

impl Moment {
    /// The day it says, an instant's by universal time: to compare, not to keep.
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Local(local) => local.date(),
            Self::At(at) => at.date_naive(),
        }
    }

    pub fn text(self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::Local(local) => super::kept::moment(local),
            Self::At(at) => format!("{}Z", super::kept::moment(at.naive_utc())),
        }
    }
}

/// A state of the file, and what it seems to mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub name: String,
    pub category: Category,
    /// Whether it is called as the state of that category is called here anyway.
    pub usual: bool,
    pub tasks: u64,
}

/// A closer circle that the file keeps work for: a security level of Jira.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    pub name: String,
    pub tasks: u64,
}

/// A sprint or a cycle of the file. What it does not say is none: nothing is worked out from the work in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sprint {
    pub name: String,
    pub goal: String,
    pub state: Option<iteration::State>,
    pub start: Option<Moment>,
    pub finish: Option<Moment>,
    /// As the file has it, for where it becomes nothing else.
    pub said: Vec<FieldValue>,
    /// Those that are in it, not those that were.
    pub tasks: u64,
    /// Whether nothing names it but what is kept for closer circles.
    pub restricted: bool,
}

/// A version of the file that work is to be out with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub name: String,
    /// How the file calls the field.
    pub field: String,
    /// Those of which it is the first.
    pub tasks: u64,
    pub restricted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub text: String,
    pub done: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracked {
    /// As the file calls it: `NGT-42`.
    pub key: String,
    /// The number in its key here, where the whole file has numbers that can be kept.
    pub number: Option<i64>,
    /// Its place in the plan's states.
    pub state: Option<usize>,
    pub start: Option<Moment>,
    pub due: Option<Moment>,
    pub begun: Option<Moment>,
    pub closed: Option<Moment>,
    pub created: Option<Moment>,
    pub updated: Option<Moment>,
    pub labels: Vec<String>,
    pub checks: Vec<Check>,
    /// Numbers of people.
    pub watchers: Vec<i64>,
    /// Its place in the plan's levels: those of what it is part of come first.
    pub level: Option<usize>,
    /// Places in the plan's sprints: in the last it is, in the others it was before.
    #[serde(default)]
    pub sprints: Vec<usize>,
    /// Places in the plan's versions.
    #[serde(default)]
    pub versions: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    pub uid: i64,
    pub task: i64,
    /// The number of a person.
    pub by: Option<i64>,
    pub at: Option<Moment>,
    pub text: String,
    /// As of a task: what keeps it for fewer than its task.
    pub level: Option<usize>,
}
