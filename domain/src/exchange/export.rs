//! A project as CSV and JSON. Plain structs in, bytes out; what a reader may see is decided before.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::plan::{FieldValue, Lag, LinkKind};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Of this structure: raised when a field changes its meaning.
    pub format: u32,
    pub key: String,
    pub name: String,
    pub zone: String,
    pub tasks: Vec<Task>,
    pub links: Vec<Link>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub key: String,
    pub wbs: String,
    pub title: String,
    pub kind: String,
    pub status: String,
    pub parent: String,
    pub assignees: Vec<String>,
    /// As the project's zone reads it; a date alone where the task has day precision.
    pub start: String,
    pub finish: String,
    pub deadline: String,
    pub effort_minutes: Option<i64>,
    pub duration_minutes: Option<i64>,
    pub percent_complete: Option<i64>,
    pub actual_start: Option<NaiveDateTime>,
    pub actual_finish: Option<NaiveDateTime>,
    pub labels: Vec<String>,
    pub description: String,
    pub from_file: Vec<FieldValue>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    pub from: String,
    pub to: String,
    pub kind: LinkKind,
    pub lag: Lag,
}

/// Rows of cells by RFC 4180. Every cell is defused, the head too: names of custom fields come from people.
pub fn csv<R, C>(rows: R) -> Result<Vec<u8>, csv::Error>
where
    R: IntoIterator,
    R::Item: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.into_iter().map(|cell| defused(cell.as_ref())))?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

/// The tasks of a project. The heads are the names of the JSON fields, so that both are read by one description.
pub fn tasks_csv(project: &Project) -> Result<Vec<u8>, csv::Error> {
    let mut custom: Vec<&str> = Vec::new();
    for value in project.tasks.iter().flat_map(|task| &task.from_file) {
        if !custom.contains(&value.field.as_str()) {
            custom.push(&value.field);
        }
    }
    let heads = HEADS.iter().chain(&custom).map(|head| (*head).to_owned());
    let rows = project.tasks.iter().map(|task| {
        let mut row = cells(task);
        row.extend(custom.iter().map(|field| {
            let value = task.from_file.iter().find(|value| value.field == *field);
            value.map(|value| value.value.clone()).unwrap_or_default()
        }));
        row
    });
    csv(std::iter::once(heads.collect()).chain(rows))
}

pub fn json(project: &Project) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec_pretty(project)
}

const HEADS: [&str; 17] = [
    "key",
    "wbs",
    "title",
    "kind",
    "status",
    "parent",
    "assignees",
    "start",
    "finish",
    "deadline",
    "effort_minutes",
    "duration_minutes",
    "percent_complete",
    "actual_start",
    "actual_finish",
    "labels",
    "description",
];

fn cells(task: &Task) -> Vec<String> {
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    let moment = |m: Option<NaiveDateTime>| {
        m.map(|m| m.format("%Y-%m-%dT%H:%M:%S").to_string())
            .unwrap_or_default()
    };
    vec![
        task.key.clone(),
        task.wbs.clone(),
        task.title.clone(),
        task.kind.clone(),
        task.status.clone(),
        task.parent.clone(),
        task.assignees.join("; "),
        task.start.clone(),
        task.finish.clone(),
        task.deadline.clone(),
        number(task.effort_minutes),
        number(task.duration_minutes),
        number(task.percent_complete),
        moment(task.actual_start),
        moment(task.actual_finish),
        task.labels.join("; "),
        task.description.clone(),
    ]
}

/// A spreadsheet runs what begins like a formula. An apostrophe in front makes it text.
pub fn defused(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
