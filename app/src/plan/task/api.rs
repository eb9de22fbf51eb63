//! What a task's page and its drawer read.

use crate::prelude::*;
use chrono::NaiveDate;
use domain::time::{Span, When};
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::Fault;
use crate::files::api::Hung;
use crate::plan::list::api::{Choices, Head};
use crate::plan::list::{Broken, Choice, Named, Sums};
use crate::plan::own::OwnField;
use crate::platform::history::Happened;
use crate::talk::api::Talk;
use crate::ui::time::Moment;

/// Someone who does it, with how much of their day in thousandths.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Assigned {
    pub id: String,
    pub name: String,
    pub units: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub id: String,
    pub text: String,
    pub ticked: bool,
}

/// A task that this one waits for, or that waits for it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Link {
    pub id: String,
    /// The task that waits: the link is changed there.
    pub successor: String,
    pub code: String,
    pub title: String,
    pub done: bool,
    /// `fs`, `ss`, `ff`, `sf`.
    pub kind: String,
    /// As it is typed.
    pub lag: String,
    /// The task above that really waits; empty where it is this one's own.
    pub through: String,
    /// The dates that break it, with the earliest that keep it.
    pub broken: Option<Broken>,
}

/// How it comes again: said, and as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Repeats {
    /// In a sentence; empty when it does not.
    pub said: String,
    /// The next days, in another.
    pub next: String,
    pub unit: String,
    pub every: String,
    /// The numbers of weekdays, 1 is Monday.
    pub on: String,
    pub month_day: String,
    pub nth: String,
    pub weekday: String,
    pub days_off: String,
    pub until: String,
    pub times: String,
    /// The rule as it was read, to be told from another.
    pub was: String,
}

/// Another task, named.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Other {
    pub code: String,
    pub title: String,
    pub done: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    pub because: String,
    pub mover: String,
    pub since: Moment,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub workspace: String,
    pub id: String,
    pub code: String,
    pub project: Head,
    #[serde(deserialize_with = "domain::time::read_day")]
    pub today: NaiveDate,
    pub per_day: i64,
    pub title: String,
    pub description: String,
    /// The description, as clean HTML.
    pub prose: crate::ui::prose::SafeHtml,
    pub status: Choice,
    /// `task`, `milestone` or `summary`.
    pub kind: String,
    /// `1.2.3`, where it stands in the outline.
    pub wbs: String,
    /// Of a summary: what of it is its parts'.
    pub sums: Option<Sums>,
    /// What it is part of, from the top.
    pub above: Vec<Other>,
    pub below: Vec<Other>,
    pub people: Vec<Assigned>,
    pub deliverable: Option<Named>,
    pub iteration: Option<Named>,
    /// How often it was carried over into it.
    pub carried: i64,
    pub release: Option<Named>,
    /// As they are typed; empty where it says none.
    pub points: String,
    /// Whether its project estimates in points.
    pub in_points: bool,
    pub labels: Vec<Named>,
    pub effort: Option<i64>,
    pub duration: Option<Span>,
    /// Optimistic, likely, pessimistic.
    pub estimate: [Option<i64>; 3],
    pub start: Option<When>,
    pub finish: Option<When>,
    /// Who says its dates: `manual` or `auto`.
    pub mode: String,
    pub constraint: String,
    pub constraint_date: Option<When>,
    pub deadline: Option<When>,
    pub late: bool,
    pub percent: i64,
    pub actual_start: Option<When>,
    pub actual_finish: Option<When>,
    pub calendar: Option<Named>,
    /// Calendars by which it can go.
    pub calendars: Vec<Named>,
    /// Projects to which it can go.
    pub elsewhere: Vec<Named>,
    /// `named`, `internal` or `client`.
    pub audience: String,
    /// What it says in the fields of its project.
    pub fields: Vec<OwnField>,
    pub checklist: Vec<Item>,
    pub files: Vec<Hung>,
    pub repeats: Repeats,
    /// What it waits for, and what waits for it.
    pub before: Vec<Link>,
    pub after: Vec<Link>,
    pub stopped: Option<Stop>,
    pub made_by: Option<String>,
    pub made_at: Moment,
    pub closed: Option<(Option<String>, Moment)>,
    pub talk: Talk,
    pub activity: Vec<Happened>,
    pub choices: Choices,
    pub may_edit: bool,
}

#[server(input = GetUrl, endpoint = "plan/task")]
pub async fn read_task(workspace: String, code: String) -> Result<Task, Fault> {
    super::reading::task(workspace, code).await
}
