//! The calendar of a project, of all tasks, of one's own: a month or a week, Monday first.
//!
//! The address says which days and which tasks ([`crate::plan::list::query`]); [`api`] reads them; [`state`] holds them
//! while the page lives; [`grid`] draws them as a table of weeks and days; [`act`] moves tasks by drag and by keys.

mod act;
pub mod api;
mod grid;
mod moving;
pub mod page;
#[cfg(feature = "ssr")]
mod reading;
mod state;

use chrono::NaiveDate;
use domain::time::When;
use serde::{Deserialize, Serialize};

/// A task on the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    pub id: String,
    pub code: String,
    pub title: String,
    /// The project's title, where tasks are of many.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub project: String,
    #[serde(default)]
    pub milestone: bool,
    /// What its state means.
    pub category: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<When>,
    pub due: When,
    #[serde(default)]
    pub late: bool,
    #[serde(default)]
    pub may_edit: bool,
}

impl Entry {
    pub fn done(&self) -> bool {
        self.category == "done"
    }

    /// The days it lies on. A milestone is a moment, and what is due before it starts lies where it is due.
    pub fn days(&self) -> (NaiveDate, NaiveDate) {
        let last = self.due.day;
        let first = self.start.map_or(last, |start| start.day.min(last));
        (if self.milestone { last } else { first }, last)
    }

    pub fn mark(&self) -> &'static str {
        match (self.milestone, self.done()) {
            (true, true) => "milestone",
            (true, false) => "milestoneopen",
            _ => super::list::mark(&self.category),
        }
    }
}
