//! The backlog of a project: its open iterations one below the other, each with its tasks in the order of their ranks,
//! and below them what is in none.
//!
//! It is a board that lies down: its columns are iterations, and the board's own parts hold, draw and move the tasks
//! (`board::state`, `card`, `drag`, `keyboard`, `moving`). What a column says and what can be done with it is here.

pub mod api;
mod iteration;
pub mod page;
#[cfg(feature = "ssr")]
mod reading;
mod releases;
mod sections;

use domain::plan::iteration::Capacity;
use domain::time::When;
use serde::{Deserialize, Serialize};

use crate::ui::prose::SafeHtml;

/// What a backlog says beside its tasks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Whether the project estimates in points; else in time.
    pub points: bool,
    /// What a day of effort is, in minutes.
    pub per_day: i64,
    /// One for each column: the open iterations, and last what is in none.
    pub sections: Vec<Section>,
    pub closed: Vec<Closed>,
    pub releases: Vec<Release>,
}

/// An iteration that is not closed, or with no id the backlog.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub says: Says,
    pub sums: Sums,
    /// How much time there is for it, for whoever works in the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Capacity>,
}

/// What is said of an iteration, and can be changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Says {
    pub id: String,
    pub name: String,
    /// As it was typed, and as it is read.
    pub goal: String,
    pub html: SafeHtml,
    pub start: Option<When>,
    pub finish: Option<When>,
    /// `planned` or `active`.
    pub state: String,
    pub overlaps: bool,
}

/// How much work there is: minutes, and hundredths of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    pub tasks: i64,
    pub done: i64,
    /// What is left to do of what is estimated.
    pub remaining: i64,
    pub points: i64,
    pub points_done: i64,
    /// Tasks that are not done and say nothing of what the project estimates in.
    pub without: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Closed {
    pub id: String,
    pub name: String,
    pub start: Option<When>,
    pub finish: Option<When>,
    pub sums: Sums,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Release {
    pub id: String,
    pub name: String,
    pub day: Option<When>,
    /// `planned` or `released`.
    pub state: String,
    pub notes: String,
    pub html: SafeHtml,
    pub tasks: i64,
    pub done: i64,
}

/// What a task says in a backlog.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Planned {
    /// The name of its state, and what it means.
    pub state: (String, String),
    /// Its estimate, as it is read; empty where it says none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub estimate: String,
    #[serde(default)]
    pub carried: i64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub release: String,
}
