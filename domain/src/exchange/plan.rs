//! A plan as a file tells it, before it is anybody's project.
//!
//! Dates carry no zone: they are the project's, which is known only when the project is chosen. Durations and work
//! are whole minutes, units are thousandths of one (1000 = 100 %), `uid` is the file's own number.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::tracked::{Comment, Format, Level, Sprint, State, Tracked, Version};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    #[serde(default)]
    pub format: Format,
    /// The key the file gives what its work belongs to.
    #[serde(default)]
    pub key: String,
    /// The states of its work by name, in their order. None: a plan, whose work is open, begun or done.
    #[serde(default)]
    pub states: Vec<State>,
    #[serde(default)]
    pub levels: Vec<Level>,
    #[serde(default)]
    pub sprints: Vec<Sprint>,
    #[serde(default)]
    pub versions: Vec<Version>,
    #[serde(default)]
    pub comments: Vec<Comment>,
    pub project: Project,
    pub calendars: Vec<Calendar>,
    pub fields: Vec<FieldDef>,
    /// Names of fields that a tracker's file calls its makers' own.
    #[serde(default)]
    pub own: BTreeSet<String>,
    /// Names of those that a tracker's file estimates work in points by.
    #[serde(default)]
    pub points: BTreeSet<String>,
    /// In the file's order: a parent stands before its children.
    pub tasks: Vec<Task>,
    pub links: Vec<Link>,
    pub resources: Vec<Resource>,
    pub assignments: Vec<Assignment>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Project {
    pub title: String,
    pub name: String,
    pub manager: String,
    pub company: String,
    pub author: String,
    pub start: Option<NaiveDateTime>,
    pub finish: Option<NaiveDateTime>,
    pub status_date: Option<NaiveDateTime>,
    pub from_start: Option<bool>,
    pub calendar: Option<i64>,
    pub minutes_per_day: Option<i64>,
    pub minutes_per_week: Option<i64>,
    pub days_per_month: Option<i64>,
    pub currency: String,
    pub currency_symbol: String,
    /// The file's own row for the whole project (outline level 0): its notes, baselines and custom fields.
    pub row: Option<Box<Task>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Calendar {
    pub uid: i64,
    pub name: String,
    pub is_base: bool,
    pub base: Option<i64>,
    /// Days it says something about; the others are as in `base`.
    pub week: Vec<WeekDay>,
    /// Sorted as the file has them; the first that covers a day counts.
    pub exceptions: Vec<Exception>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeekDay {
    /// ISO: Monday is 1, Sunday 7.
    pub day: u8,
    /// Empty: no work.
    pub hours: Vec<Hours>,
}

/// Minutes since the midnight the day begins with. `to` is above 1440 when the shift ends on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    pub from: u16,
    pub to: u16,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exception {
    pub name: String,
    pub from: NaiveDate,
    /// The last day, included.
    pub to: NaiveDate,
    pub hours: Vec<Hours>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldDef {
    pub id: String,
    pub name: String,
    pub alias: String,
    pub formula: String,
    /// An outline code's: what its values say, by their numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<BTreeMap<i64, String>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldValue {
    pub field: String,
    pub value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Minutes,
    Hours,
    Days,
    Weeks,
    Months,
    Percent,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duration {
    pub minutes: i64,
    /// How the file shows it.
    pub unit: Unit,
    /// Counts every hour, not working time.
    pub elapsed: bool,
    pub estimated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Constraint {
    Asap,
    Alap,
    Mso,
    Mfo,
    Snet,
    Snlt,
    Fnet,
    Fnlt,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fixed {
    Units,
    Duration,
    Work,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub uid: i64,
    /// The number beside the row in the file's own program.
    pub id: Option<i64>,
    /// The uid of the task it belongs to; none at the top.
    pub parent: Option<i64>,
    /// 1 at the top, after repair.
    pub level: u16,
    pub outline_number: String,
    pub wbs: String,
    pub name: String,
    pub notes: String,
    pub milestone: bool,
    pub summary: bool,
    pub manual: bool,
    pub active: Option<bool>,
    /// A row that stands for one of another project, or for a whole one, and is no work of this plan.
    #[serde(default)]
    pub elsewhere: bool,
    pub start: Option<NaiveDateTime>,
    pub finish: Option<NaiveDateTime>,
    pub duration: Option<Duration>,
    pub work: Option<i64>,
    pub percent_complete: Option<i64>,
    pub actual_start: Option<NaiveDateTime>,
    pub actual_finish: Option<NaiveDateTime>,
    pub actual_duration: Option<i64>,
    pub actual_work: Option<i64>,
    pub remaining_duration: Option<i64>,
    pub remaining_work: Option<i64>,
    pub constraint: Option<Constraint>,
    pub constraint_date: Option<NaiveDateTime>,
    pub deadline: Option<NaiveDateTime>,
    /// 0 to 1000, 500 is usual.
    pub priority: Option<i64>,
    pub calendar: Option<i64>,
    pub fixed: Option<Fixed>,
    pub effort_driven: Option<bool>,
    pub hyperlink: Option<Hyperlink>,
    pub baselines: Vec<Baseline>,
    pub fields: Vec<FieldValue>,
    pub computed: Computed,
    /// What a tracker says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracked: Option<Box<Tracked>>,
}

impl Task {
    /// Taken out of the plan without being deleted, or never in it: no work, and nothing waits for it.
    pub fn is_inactive(&self) -> bool {
        self.active == Some(false) || self.elsewhere
    }
}

/// What the file's own program worked out: never imported as truth, kept to test the planner against.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Computed {
    pub early_start: Option<NaiveDateTime>,
    pub early_finish: Option<NaiveDateTime>,
    pub late_start: Option<NaiveDateTime>,
    pub late_finish: Option<NaiveDateTime>,
    pub total_slack: Option<i64>,
    pub free_slack: Option<i64>,
    pub critical: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hyperlink {
    pub text: String,
    pub address: String,
    pub sub_address: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// 0 to 10.
    pub number: u8,
    pub start: Option<NaiveDateTime>,
    pub finish: Option<NaiveDateTime>,
    pub duration: Option<Duration>,
    pub work: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum LinkKind {
    Fs,
    Ss,
    Ff,
    Sf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "in", rename_all = "snake_case")]
pub enum Lag {
    Working {
        minutes: i64,
    },
    Elapsed {
        minutes: i64,
    },
    /// Of the predecessor's duration; negative is a lead.
    Percent {
        percent: i64,
        elapsed: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub from: i64,
    pub to: i64,
    pub kind: LinkKind,
    pub lag: Lag,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    #[default]
    Work,
    Material,
    Cost,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    pub uid: i64,
    pub id: Option<i64>,
    pub name: String,
    pub initials: String,
    pub email: String,
    pub group: String,
    pub notes: String,
    pub kind: ResourceKind,
    pub generic: bool,
    pub max_units: Option<i64>,
    pub calendar: Option<i64>,
    pub standard_rate: Option<Rate>,
    pub overtime_rate: Option<Rate>,
    /// As the file writes it.
    pub cost_per_use: Option<String>,
    pub fields: Vec<FieldValue>,
}

/// Text, because a price is never a float; who may see it is decided where it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    pub amount: String,
    pub per: Option<Unit>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    pub uid: i64,
    pub task: i64,
    /// None: work that nobody has been given.
    pub resource: Option<i64>,
    pub units: Option<i64>,
    pub work: Option<i64>,
    pub actual_work: Option<i64>,
    pub remaining_work: Option<i64>,
    pub start: Option<NaiveDateTime>,
    pub finish: Option<NaiveDateTime>,
    pub actual_start: Option<NaiveDateTime>,
    pub actual_finish: Option<NaiveDateTime>,
    pub baselines: Vec<Baseline>,
    #[serde(default)]
    pub notes: String,
    #[serde(default)]
    pub fields: Vec<FieldValue>,
}
