//! Saved views, above the list, the board or the calendar that they are of: pinned ones at hand, all of them in a fold, and what the
//! address says now saved under a name.

pub mod api;
mod bar;
mod one;

pub use bar::ViewBar;

use serde::{Deserialize, Serialize};

/// What opens with a view: the address names it, so that what has changed since can be saved in it.
pub const VIEW: &str = "view";

/// A saved view, as its reader finds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct View {
    pub id: String,
    pub name: String,
    /// `list`, `board` or `calendar`.
    pub page: String,
    /// As an address says it.
    pub query: String,
    #[serde(default)]
    pub shared: bool,
    #[serde(default)]
    pub mine: bool,
    #[serde(default)]
    pub pinned: bool,
    #[serde(default)]
    pub may_change: bool,
}

impl View {
    /// Where it opens.
    pub fn address(&self, workspace: &str, place: &str) -> String {
        address(workspace, place, &self.page, &self.query, &self.id)
    }
}

pub fn address(workspace: &str, place: &str, page: &str, query: &str, id: &str) -> String {
    let path = match page {
        "calendar" | "board" => format!("/{workspace}/{place}/{page}"),
        _ => format!("/{workspace}/{place}"),
    };
    let and = if query.is_empty() { "" } else { "&" };
    format!("{path}?{query}{and}{VIEW}={id}")
}
