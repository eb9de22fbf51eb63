//! How a list of tasks is asked for: which tasks, in which order, in which groups. The address of a page says the same.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::custom::Wanted;
use super::status::Category;
use super::task::TaskKind;
use crate::access::coded;

/// Rows of one page.
pub const ROWS: i64 = 100;
/// Most fields of a project's own that are asked about at once, and most of them that are shown.
pub const OWN: usize = 3;

coded!(
    /// The order of tasks. What has no value stands last.
    Sort {
        Outline = "outline",
        Start = "start",
        Finish = "finish",
        Deadline = "deadline",
        Title = "title",
        Status = "status",
        Assignee = "assignee",
        Effort = "effort",
        Key = "key",
        /// By what is said in a field of the project's own: [`Ask::sort_field`].
        Own = "own",
    }
);

coded!(
    /// What tasks are grouped by. A task with several people stands with the first of them by name. Due is when it is to
    /// finish or by its deadline, whichever is earlier: late, today, in the next seven days, later; done in time past.
    Group {
        None = "none",
        Status = "status",
        Assignee = "assignee",
        Deliverable = "deliverable",
        /// By their days.
        Iteration = "iteration",
        Release = "release",
        Project = "project",
        Due = "due",
        /// What is said in a field of the project's own: [`Ask::group_field`].
        Own = "own",
    }
);

/// Whose tasks, or of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// One project's.
    Project(Uuid),
    /// Of all projects one sees.
    All,
    /// One's own, in all projects.
    Mine,
}

/// Which tasks. All that is said must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Part of the title, or a key.
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub status: Option<Uuid>,
    #[serde(default)]
    pub category: Option<Category>,
    #[serde(default)]
    pub assignee: Option<Uuid>,
    /// Nobody does it.
    #[serde(default)]
    pub unassigned: bool,
    #[serde(default)]
    pub label: Option<Uuid>,
    #[serde(default)]
    pub deliverable: Option<Uuid>,
    #[serde(default)]
    pub iteration: Option<Uuid>,
    /// It is in none.
    #[serde(default)]
    pub no_iteration: bool,
    #[serde(default)]
    pub release: Option<Uuid>,
    #[serde(default)]
    pub kind: Option<TaskKind>,
    /// Due on this day or later. A task is due when it is to finish or by its deadline, whichever is earlier.
    #[serde(default)]
    pub due_after: Option<NaiveDate>,
    #[serde(default)]
    pub due_before: Option<NaiveDate>,
    /// It lies on one of these days: from its start to when it is due, or on the one day it says.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    #[serde(default)]
    pub to: Option<NaiveDate>,
    #[serde(default)]
    pub overdue: bool,
    #[serde(default)]
    pub stopped: bool,
    /// A date of it breaks a link.
    #[serde(default)]
    pub breaks: bool,
    #[serde(default)]
    pub open_only: bool,
    /// At most [`OWN`].
    #[serde(default)]
    pub own: Vec<Own>,
}

/// What is to be said in a field of the project's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    pub field: Uuid,
    pub wanted: Wanted,
}

impl Filter {
    /// Whether every task is in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    pub scope: Scope,
    pub filter: Filter,
    pub sort: Sort,
    /// The other way round; what has no value stands last either way. An outline has one way only.
    #[serde(default)]
    pub descending: bool,
    pub group: Group,
    pub offset: i64,
    /// At most [`ROWS`].
    pub limit: i64,
    #[serde(default)]
    pub sort_field: Option<Uuid>,
    #[serde(default)]
    pub group_field: Option<Uuid>,
    /// Fields of the project's own that are shown; at most [`OWN`].
    #[serde(default)]
    pub columns: Vec<Uuid>,
}

impl Ask {
    /// The first page of everything, in the order of the outline.
    pub fn of(scope: Scope) -> Self {
        Self {
            scope,
            filter: Filter::default(),
            sort: Sort::Outline,
            descending: false,
            group: Group::None,
            offset: 0,
            limit: ROWS,
            sort_field: None,
            group_field: None,
            columns: Vec::new(),
        }
    }
}
