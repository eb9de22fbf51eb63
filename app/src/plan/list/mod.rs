//! Lists of tasks: a project's, all of them, one's own. One page in three places.
//!
//! The address says what is shown ([`query`]); [`api`] reads it; [`state`] holds the rows while the page lives and what
//! was only just changed; [`table`] draws them.

mod add;
pub mod api;
mod asking;
mod changes;
mod editor;
pub mod filters;
mod keep;
mod keyboard;
mod many;
mod over;
pub mod page;
mod pages;
pub mod query;
#[cfg(feature = "ssr")]
pub(crate) mod reading;
mod row;
mod state;
mod table;

use domain::time::When;
use serde::{Deserialize, Serialize};

/// Rows on a page of a list.
pub const ROWS: usize = 100;

/// A person or anything else that is named and chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Named {
    pub id: String,
    pub name: String,
}

/// A state of a project's work, to be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub id: String,
    /// Empty: its category's own.
    pub name: String,
    /// What it means: `todo`, `doing`, `review`, `done`.
    pub category: String,
}

/// One task in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub id: String,
    pub code: String,
    pub title: String,
    pub project: String,
    /// The project's title, in a list across projects that is not grouped by them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub project_title: String,
    /// How deep it stands in the outline; 1 is the top.
    pub level: u8,
    /// `task`, `milestone` or `summary`.
    pub kind: String,
    pub status: Choice,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Named>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Named>,
    /// What it says in the fields of its project that are shown: the field, and the value as it is kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<When>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<When>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<i64>,
    /// What a day of effort is, in minutes.
    pub per_day: i64,
    pub late: bool,
    #[serde(default)]
    pub checklist: (i64, i64),
    #[serde(default)]
    pub comments: i64,
    #[serde(default)]
    pub repeats: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Stopped>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<Broken>,
    /// Of a summary: what of it is its parts'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sums: Option<Sums>,
    pub may_edit: bool,
    /// The key of its group, when the list is grouped.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
}

/// What a summary shows that is computed from its parts, and so is not typed; and how far they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    pub dates: bool,
    pub effort: bool,
    pub percent: i64,
}

impl Sums {
    /// Whether the value of this name is its parts'.
    pub fn holds(self, value: &str) -> bool {
        match value {
            "start" | "finish" => self.dates,
            "effort" => self.effort,
            _ => value == "percent",
        }
    }
}

/// Begun, and cannot go on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    pub because: String,
    pub mover: String,
}

/// A date that breaks a link, with the earliest that keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    /// The key of the task it waits for.
    pub by: String,
    /// Whether it is the finish that would have to move, not the start.
    #[serde(default)]
    pub finish: bool,
    pub keeps: When,
    /// The finish that has to go along with the start.
    #[serde(default)]
    pub along: Option<When>,
}

impl Row {
    pub fn done(&self) -> bool {
        self.status.category == "done"
    }

    /// Whether the value of this name is computed from its parts.
    pub fn computed(&self, value: &str) -> bool {
        self.sums.is_some_and(|sums| sums.holds(value))
    }

    /// The topmark of its state.
    pub fn mark(&self) -> &'static str {
        mark(&self.status.category)
    }
}

/// The topmark of what a state means.
pub fn mark(category: &str) -> &'static str {
    match category {
        "done" => "done",
        "review" => "ready",
        "doing" => "doing",
        _ => "open",
    }
}
