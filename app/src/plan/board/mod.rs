//! The board of a project: its states as columns, its tasks as cards that are moved between and within them.
//!
//! The address says what is shown, as a list's does; [`state`] holds the cards while the page lives, and over them what
//! was only just moved; [`columns`] and [`card`] draw them. A card is moved by pointer ([`drag`]), by keys ([`keyboard`])
//! and by a form ([`moving`]), which alone needs no script.

pub mod api;
pub mod card;
pub mod columns;
pub mod drag;
pub mod keyboard;
pub mod moving;
pub mod page;
#[cfg(feature = "ssr")]
mod reading;
mod spot;
pub mod state;
#[cfg(feature = "hydrate")]
mod target;

use domain::time::When;
use serde::{Deserialize, Serialize};

use super::backlog::{Plan, Planned};
use super::list::Named;
use super::list::api::List;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// What a board shares with a list: its project, what can be chosen, the day; no rows.
    pub list: List,
    pub columns: Vec<Column>,
    /// Column after column, each from its top.
    pub cards: Vec<Card>,
    /// The lanes in their order; none: the board has none.
    pub lanes: Vec<Named>,
    /// Where its columns are iterations: what is said of those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
}

/// A state of the project's work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub id: String,
    /// Empty: its category's own.
    pub name: String,
    pub category: String,
    /// Tasks in it, and those of them that the filter lets through.
    pub tasks: i64,
    pub kept: i64,
    pub limit: Option<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Card {
    pub id: String,
    pub code: String,
    pub title: String,
    /// The state it is in.
    pub column: String,
    /// The key of its lane.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lane: String,
    /// What it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    #[serde(default)]
    pub milestone: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<When>,
    #[serde(default)]
    pub late: bool,
    #[serde(default)]
    pub done: bool,
    #[serde(default)]
    pub checklist: (i64, i64),
    #[serde(default)]
    pub comments: i64,
    /// Why it stands still or cannot begin: the topmark, and the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<(String, String)>,
    /// Where columns are iterations: its state and its estimate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Planned>,
}
