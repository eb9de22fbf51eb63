//! A project as CSV and JSON. Plain structs in, bytes out; what a reader may see is decided before.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::plan::{FieldValue, Lag, LinkKind};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Project {
    /// Of this structure: raised when a field changes its meaning.
    pub format: u32,
    pub key: String,
    pub name: String,
    pub description: String,
    pub client: String,
    pub zone: String,
    pub minutes_per_day: i64,
    pub calendar: String,
    /// How it was said to stand, the newest first.
    pub health: Vec<Health>,
    /// The states of its work, in their order.
    pub workflow: Vec<State>,
    pub deliverables: Vec<Deliverable>,
    /// planned, iterative, flow; and what its work is estimated in: time, points.
    pub method: String,
    pub estimate: String,
    pub iterations: Vec<Iteration>,
    pub releases: Vec<Release>,
    /// Its own fields, in their order.
    pub fields: Vec<OwnField>,
    pub people: Vec<Member>,
    pub calendars: Vec<Calendar>,
    pub baselines: Vec<Baseline>,
    pub tasks: Vec<Task>,
    pub links: Vec<Link>,
    pub from_file: Vec<FieldValue>,
    /// What there is of the project and not in here, as codes.
    pub left_out: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Health {
    /// on_track, at_risk, off_track.
    pub health: String,
    pub reason: String,
    pub said_by: String,
    pub said_at: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub name: String,
    pub category: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Deliverable {
    pub title: String,
    pub description: String,
    pub audience: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Iteration {
    pub name: String,
    pub goal: String,
    /// Empty where it has no days yet.
    pub start: String,
    pub finish: String,
    /// planned, active, closed.
    pub state: String,
    /// Its days may be another's too.
    pub overlaps: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Release {
    pub name: String,
    pub day: String,
    /// planned, released.
    pub state: String,
    pub notes: String,
}

/// A field of the project's own: text, number, date, choice, yesno, link, person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OwnField {
    pub name: String,
    pub kind: String,
    pub unit: String,
    pub options: Vec<OwnOption>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OwnOption {
    pub name: String,
    /// Offered no more.
    pub retired: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Member {
    pub name: String,
    pub role: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Calendar {
    pub name: String,
    pub base: String,
    pub country: String,
    pub region: String,
    pub hours: Vec<WeekHours>,
    pub days: Vec<Days>,
}

/// Working time of a weekday (Monday is 1), in minutes since midnight.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WeekHours {
    pub weekday: i64,
    pub from: i64,
    pub until: i64,
}

/// Days that are otherwise. Without hours: closed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Days {
    pub first: String,
    pub last: String,
    pub name: String,
    pub hours: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    pub number: i64,
    pub name: String,
    pub reason: String,
    pub taken_at: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Task {
    pub key: String,
    pub wbs: String,
    pub title: String,
    pub kind: String,
    pub status: String,
    /// What the status means: todo, doing, review, done.
    pub category: String,
    pub closed_at: String,
    pub parent: String,
    pub deliverable: String,
    /// Who may see it, as a code.
    pub audience: String,
    pub assignees: Vec<Assignee>,
    /// auto or manual.
    pub mode: String,
    /// As the project's zone reads it; a date alone where the task has day precision.
    pub start: String,
    pub finish: String,
    pub constraint: String,
    pub constraint_date: String,
    pub deadline: String,
    pub effort_minutes: Option<i64>,
    pub duration_minutes: Option<i64>,
    /// Whether the duration counts every hour of the week.
    pub duration_elapsed: bool,
    pub optimistic_minutes: Option<i64>,
    pub likely_minutes: Option<i64>,
    pub pessimistic_minutes: Option<i64>,
    pub percent_complete: Option<i64>,
    pub actual_start: String,
    pub actual_finish: String,
    pub calendar: String,
    pub labels: Vec<String>,
    pub checklist: Vec<Check>,
    /// When it could not go on, and whose move that was; the newest first.
    pub stops: Vec<Stop>,
    /// How it comes again; none: it does not.
    pub repeats: Option<Repeats>,
    pub watchers: Vec<String>,
    pub description: String,
    pub baselines: Vec<InBaseline>,
    /// What it says in the project's own fields, in their order: a number in plain figures, a day as `2026-11-26`, yes or
    /// no, an option and a person by name.
    pub fields: Vec<FieldValue>,
    pub from_file: Vec<FieldValue>,
    pub iteration: String,
    pub release: String,
    /// A number as it is read: `3`, `0.5`; empty where it says none.
    pub points: String,
    /// How often it was not done when its iteration was closed, and went on in another.
    pub carried_over: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Assignee {
    pub name: String,
    /// Thousandths of the person's day.
    pub units: i64,
    /// Someone the file named who is nobody here.
    pub outside: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    pub because: String,
    /// Whose move it is: member, client or outside, and by which name.
    pub mover_kind: String,
    pub mover: String,
    pub began_at: String,
    /// Empty: it still stands.
    pub ended_at: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Repeats {
    /// A recurrence rule of RFC 5545.
    pub rule: String,
    /// Counted from when the one before is done, not from the first.
    pub after_done: bool,
    /// What becomes of one on a day off: keep, later, leave_out.
    pub days_off: String,
    /// The day of this one, and the how manieth it is.
    pub day: String,
    pub nth: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Check {
    pub text: String,
    pub ticked: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InBaseline {
    pub number: i64,
    pub start: String,
    pub finish: String,
    pub duration_minutes: Option<i64>,
    pub effort_minutes: Option<i64>,
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

/// The tasks of a project and nothing else of it. The heads are the names of the JSON fields, so that both are read by
/// one description; what CSV leaves out is written down in `docs/exchange.md`.
pub fn tasks_csv(project: &Project) -> Result<Vec<u8>, csv::Error> {
    let own: Vec<&str> = project.fields.iter().map(|f| f.name.as_str()).collect();
    let mut custom: Vec<&str> = Vec::new();
    let mut seen = HashSet::new();
    for value in project.tasks.iter().flat_map(|task| &task.from_file) {
        if seen.insert(value.field.as_str()) {
            custom.push(&value.field);
        }
    }
    // Ten thousand people are ten thousand names: then one cell of a task holds its lines.
    let apart = custom.len() <= NAMES;
    if !apart {
        custom = vec!["from_file"];
    }
    let mut waits: HashMap<&str, Vec<String>> = HashMap::new();
    for link in &project.links {
        waits.entry(&link.to).or_default().push(shown(link));
    }
    let heads = HEADS
        .iter()
        .chain(&own)
        .chain(&custom)
        .map(|head| (*head).to_owned());
    let rows = project.tasks.iter().map(|task| {
        let mut row = cells(task);
        row.push(
            waits
                .get(task.key.as_str())
                .map(|all| all.join("; "))
                .unwrap_or_default(),
        );
        row.extend(own.iter().map(|field| {
            let said = task.fields.iter().find(|value| value.field == *field);
            said.map(|said| said.value.clone()).unwrap_or_default()
        }));
        if !apart {
            let lines = task.from_file.iter();
            let lines: Vec<_> = lines
                .map(|one| format!("{}: {}", one.field, one.value))
                .collect();
            row.push(lines.join("; "));
            return row;
        }
        // One name may come more than once: two assignments, two lines.
        let mut said: HashMap<&str, Vec<&str>> = HashMap::new();
        for one in &task.from_file {
            said.entry(&one.field).or_default().push(&one.value);
        }
        row.extend(custom.iter().map(|field| {
            let values = said.get(field);
            values.map(|values| values.join("; ")).unwrap_or_default()
        }));
        row
    });
    csv(std::iter::once(heads.collect()).chain(rows))
}

pub fn json(project: &Project) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec_pretty(project)
}

/// Names "From the file" that are columns of their own.
const NAMES: usize = 500;

const HEADS: [&str; 39] = [
    "key",
    "wbs",
    "title",
    "kind",
    "status",
    "category",
    "closed_at",
    "parent",
    "deliverable",
    "audience",
    "assignees",
    "mode",
    "start",
    "finish",
    "constraint",
    "constraint_date",
    "deadline",
    "effort_minutes",
    "duration_minutes",
    "duration_elapsed",
    "optimistic_minutes",
    "likely_minutes",
    "pessimistic_minutes",
    "percent_complete",
    "actual_start",
    "actual_finish",
    "calendar",
    "labels",
    "checklist",
    "stops",
    "repeats",
    "watchers",
    "description",
    "baselines",
    "iteration",
    "release",
    "points",
    "carried_over",
    "waits_for",
];

fn cells(task: &Task) -> Vec<String> {
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    let people: Vec<String> = task
        .assignees
        .iter()
        .map(|one| match one.units {
            1000 => one.name.clone(),
            units => format!("{} {} %", one.name, super::kept::units(units * 100)),
        })
        .collect();
    let checklist: Vec<String> = task
        .checklist
        .iter()
        .map(|one| format!("[{}] {}", if one.ticked { "x" } else { " " }, one.text))
        .collect();
    let stops: Vec<String> = task
        .stops
        .iter()
        .map(|one| format!("{}: {} – {}", one.because, one.began_at, one.ended_at))
        .collect();
    let baselines: Vec<String> = task
        .baselines
        .iter()
        .map(|one| format!("{}: {} – {}", one.number, one.start, one.finish))
        .collect();
    vec![
        task.key.clone(),
        task.wbs.clone(),
        task.title.clone(),
        task.kind.clone(),
        task.status.clone(),
        task.category.clone(),
        task.closed_at.clone(),
        task.parent.clone(),
        task.deliverable.clone(),
        task.audience.clone(),
        people.join("; "),
        task.mode.clone(),
        task.start.clone(),
        task.finish.clone(),
        task.constraint.clone(),
        task.constraint_date.clone(),
        task.deadline.clone(),
        number(task.effort_minutes),
        number(task.duration_minutes),
        task.duration_elapsed.to_string(),
        number(task.optimistic_minutes),
        number(task.likely_minutes),
        number(task.pessimistic_minutes),
        number(task.percent_complete),
        task.actual_start.clone(),
        task.actual_finish.clone(),
        task.calendar.clone(),
        task.labels.join("; "),
        checklist.join("; "),
        stops.join("; "),
        task.repeats.as_ref().map(again).unwrap_or_default(),
        task.watchers.join("; "),
        task.description.clone(),
        baselines.join("; "),
        task.iteration.clone(),
        task.release.clone(),
        task.points.clone(),
        task.carried_over.to_string(),
    ]
}

/// `FREQ=DAILY;INTERVAL=3 after_done later`, as a cell.
fn again(of: &Repeats) -> String {
    let after_done = if of.after_done { " after_done" } else { "" };
    format!("{}{after_done} {}", of.rule, of.days_off)
}

/// `NGT-4 fs +480 min`, as a cell.
fn shown(link: &Link) -> String {
    let kind = match link.kind {
        LinkKind::Fs => "fs",
        LinkKind::Ss => "ss",
        LinkKind::Ff => "ff",
        LinkKind::Sf => "sf",
    };
    let lag = match link.lag {
        Lag::Working { minutes: 0 } | Lag::Elapsed { minutes: 0 } => String::new(),
        Lag::Working { minutes } => format!(" {minutes:+} min"),
        Lag::Elapsed { minutes } => format!(" {minutes:+} elapsed min"),
        Lag::Percent {
            percent,
            elapsed: false,
        } => format!(" {percent:+} %"),
        Lag::Percent {
            percent,
            elapsed: true,
        } => format!(" {percent:+} elapsed %"),
    };
    format!("{} {kind}{lag}", link.from)
}

/// A spreadsheet runs what begins like a formula, some after white space, some with signs of full width too. An
/// apostrophe in front makes it text. Where lists are separated by something else than commas, a spreadsheet divides a
/// cell too, quoted or not: a sign that would then begin one has its apostrophe as well.
pub fn defused(cell: &str) -> String {
    let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let mut text = String::with_capacity(cell.len() + 1);
    let begins = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    if cell.starts_with(['\t', '\r', '\n']) || begins.starts_with(signs) {
        text.push('\'');
    }
    // Whether nothing but blanks and quotes has come since a cell of its own could begin here.
    let mut open = false;
    for c in cell.chars() {
        if open && signs.contains(&c) {
            text.push('\'');
        }
        text.push(c);
        let divides = matches!(c, ';' | ',' | '\t' | '\r' | '\n');
        open = divides || (open && (c == '"' || c.is_whitespace() || c.is_control()));
    }
    text
}
