//! What a calendar reads.

use crate::prelude::*;
use chrono::NaiveDate;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use super::Entry;
use crate::error::Fault;
use crate::plan::list::api::{Choices, Head};
use crate::plan::views::api::Views;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calendar {
    pub workspace: String,
    /// `p/NGT`, `tasks` or `mine`.
    pub place: String,
    pub project: Option<Head>,
    /// The day it is for the reader; in a project's calendar, the project's.
    #[serde(deserialize_with = "domain::time::read_day")]
    pub today: NaiveDate,
    /// What is shown, as an address says it: `month`, `2026-11`.
    pub leaf: (String, String),
    pub tasks: Vec<Entry>,
    /// How many lie on these days, those included that are not here.
    pub total: i64,
    /// Days without work, each with its name; without one, it is a weekday that is free.
    pub off: Vec<(String, String)>,
    pub choices: Choices,
    /// Whether the reader may change the project's settings.
    pub manages: bool,
    pub views: Views,
}

#[server(input = GetUrl, endpoint = "plan/calendar")]
pub async fn read_calendar(
    workspace: String,
    place: String,
    query: String,
) -> Result<Calendar, Fault> {
    super::reading::calendar(workspace, place, query).await
}
