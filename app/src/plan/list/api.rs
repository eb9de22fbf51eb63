//! What a list reads.

use crate::prelude::*;
use chrono::NaiveDate;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use super::{Choice, Named, Row};
use crate::error::Fault;
use crate::plan::own::OwnField;
use crate::plan::views::api::Views;

/// A project's head, over its list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Head {
    pub id: String,
    pub key: String,
    pub title: String,
    pub client: Option<String>,
}

/// What can be chosen for a task of one project, and filtered by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Choices {
    pub statuses: Vec<Choice>,
    pub people: Vec<Named>,
    /// Those of them to whom work can be given.
    pub workers: Vec<Named>,
    pub labels: Vec<Named>,
    pub deliverables: Vec<Named>,
    /// Those that are not closed first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub iterations: Vec<Planned>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub releases: Vec<Named>,
}

/// An iteration as it is chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    pub id: String,
    pub name: String,
    /// Work is put into it no more.
    #[serde(default)]
    pub closed: bool,
}

/// A group of rows, and how many tasks it has in all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub key: String,
    pub name: String,
    /// Of a state: what it means.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub category: String,
    pub tasks: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct List {
    pub workspace: String,
    /// `p/NGT`, `tasks` or `mine`.
    pub place: String,
    pub project: Option<Head>,
    /// The day it is for the reader; in a project's list, the project's.
    pub today: NaiveDate,
    /// The newest event when it was read: what came later, its reader has not seen.
    #[serde(default)]
    pub seq: i64,
    pub rows: Vec<Row>,
    /// Rows before the first of these.
    pub from: i64,
    pub total: i64,
    pub group_by: String,
    pub groups: Vec<Group>,
    pub choices: Choices,
    /// The project's own fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<OwnField>,
    pub may_create: bool,
    /// Whether the reader may change the project's settings.
    pub manages: bool,
    pub views: Views,
}

/// What a list can be grouped by, at each place.
pub fn groups(place: &str) -> &'static [&'static str] {
    match place {
        "mine" => &["project", "status", "due"],
        "tasks" => &["project", "status", "with", "due"],
        // Its columns are the states already.
        "board" => &["deliverable", "with"],
        _ => &[
            "deliverable",
            "status",
            "with",
            "due",
            "iteration",
            "release",
        ],
    }
}

/// The order of a list whose address says none.
pub fn usual(place: &str) -> &'static str {
    match place {
        "mine" => "finish",
        _ => "outline",
    }
}

#[server(input = GetUrl, endpoint = "plan/list")]
pub async fn read_list(workspace: String, place: String, query: String) -> Result<List, Fault> {
    super::reading::list(workspace, place, query).await
}

#[server(input = GetUrl, endpoint = "plan/choices")]
pub async fn read_choices(workspace: String, project: String) -> Result<Choices, Fault> {
    super::reading::choices(workspace, project).await
}
