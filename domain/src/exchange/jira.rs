//! Jira's issues as CSV, of Cloud and of Data Center: one row an issue, with a column for each comment, label, watcher,
//! link and sprint that any of them has.

mod link;
mod packed;
mod sprint;
mod wiki;

use std::collections::HashSet;

use super::kept;
use super::plan::{FieldValue, Plan};
use super::report::{Code, Ledger, NotRead, Place, Report, Row, RowKind};
use super::table::{Line, Table};
use super::tracked::{Format, Moment};
use super::tracker::{Item, Reading, row, uid};
use super::when::{self, Order};
use crate::plan::status::Category;
use crate::text::fold;

pub(super) use link::{Way, way};

/// Columns that have a place of their own; all others are lines "From the file".
const COLUMNS: &[(&str, Place)] = &[
    ("summary", Place::Title),
    ("issue key", Place::Key),
    ("issue id", Place::Structure),
    ("parent", Place::Part),
    ("parent key", Place::Part),
    ("parent id", Place::Part),
    ("parent summary", Place::Structure),
    (EPIC, Place::Part),
    (PARENT_LINK, Place::Part),
    ("status", Place::State),
    ("status category", Place::State),
    ("status category changed", Place::FromFile),
    ("project key", Place::Project),
    ("project name", Place::Project),
    ("project type", Place::Project),
    ("project lead", Place::Project),
    ("project lead id", Place::Structure),
    ("project description", Place::Project),
    ("project url", Place::Project),
    ("assignee", Place::People),
    ("assignee id", Place::Structure),
    ("reporter", Place::Reporter),
    ("reporter id", Place::Structure),
    ("creator id", Place::Structure),
    ("watchers", Place::Watchers),
    ("watchers id", Place::Structure),
    ("created", Place::Created),
    ("resolved", Place::Closed),
    ("due date", Place::Due),
    ("start date", Place::Start),
    (START, Place::Start),
    (ACTUAL_START, Place::Begun),
    ("description", Place::Description),
    ("original estimate", Place::Effort),
    ("security level", Place::Audience),
    ("labels", Place::Labels),
    ("sprint", Place::Iteration),
    (SPRINT, Place::Iteration),
    ("fix version/s", Place::Release),
    ("fix versions", Place::Release),
    ("fix version", Place::Release),
    ("comment", Place::Comments),
    ("comments", Place::Comments),
];

const EPIC: &str = "custom field (epic link)";
const PARENT_LINK: &str = "custom field (parent link)";
const START: &str = "custom field (start date)";
const ACTUAL_START: &str = "custom field (actual start)";
const SPRINT: &str = "custom field (sprint)";

/// Custom fields that estimate work in points, by what stands in brackets.
pub(super) const POINTS: &[&str] = &["story points", "story point estimate"];

/// By which one tells days from months.
const DATES: &[&str] = &[
    "created",
    "updated",
    "resolved",
    "due date",
    "last viewed",
    "start date",
    START,
    ACTUAL_START,
];

/// What an issue may be part of, the nearest first.
const ABOVE: &[&str] = &["parent key", "parent id", "parent", PARENT_LINK, EPIC];

/// Of the project, where all issues are of one.
const PROJECT: &[(&str, &str)] = &[
    ("project type", "Project type"),
    ("project lead", "Project lead"),
    ("project url", "Project url"),
];

/// Where they are of several, each says it.
const PROJECTS: &[(&str, &str)] = &[
    ("project key", "Project key"),
    ("project name", "Project name"),
    ("project description", "Project description"),
];

pub(super) fn read(bytes: &[u8]) -> Result<(Plan, Report), NotRead> {
    let mut ledger = Ledger::default();
    let table = Table::read(bytes, &mut ledger)?;
    let order = order(&table, DATES, &mut ledger);
    let mut reading = Reading {
        format: Format::Jira,
        ledger,
        ..Reading::default()
    };
    let keys: HashSet<&str> = table.lines().map(|line| line.one("project key")).collect();
    let one_project = keys.len() == 1;
    if let Some(first) = table.lines().next().filter(|_| one_project) {
        reading.key = first.one("project key").to_owned();
        reading.title = first.one("project name").to_owned();
        reading.description = wiki::markdown(first.one("project description"));
        for (column, name) in PROJECT {
            reading.keep(name, first.one(column));
        }
    }
    let sheet = Sheet {
        order,
        known: table
            .lines()
            .flat_map(|line| [fold(line.one("issue key")), fold(line.one("issue id"))])
            .collect(),
        others: others(&table),
        planned: planned(&table),
        links: link::columns(&table),
        one_project,
    };
    columns(&table, &sheet, &mut reading);
    let own = sheet.others.iter().filter(|(name, called)| name != called);
    reading.own.extend(own.map(|(_, called)| called.clone()));
    let points = sheet.others.iter().map(|(_, called)| called);
    let points = points.filter(|called| POINTS.contains(&fold(called).as_str()));
    reading.points.extend(points.cloned());
    for (at, line) in table.lines().enumerate() {
        let item = sheet.item(&line, uid(at), &mut reading);
        reading.items.push(item);
    }
    reading.settle()
}

/// Whether days stand before months; where nothing in the file tells, that is said.
pub(super) fn order(table: &Table, columns: &[&str], ledger: &mut Ledger) -> Order {
    let texts: Vec<&str> = table
        .lines()
        .flat_map(|line| columns.iter().flat_map(move |name| line.all(name)))
        .collect();
    let (order, told) = Order::of(texts.iter().copied());
    if !told {
        let example = texts.first().copied().unwrap_or_default();
        ledger.find(Code::DateUnclear, || Row {
            kind: RowKind::Project,
            uid: None,
            name: String::new(),
            field: "Created".to_owned(),
            args: vec![
                example.to_owned(),
                if order == Order::MonthFirst {
                    "month"
                } else {
                    "day"
                }
                .to_owned(),
            ],
        });
    }
    order
}

/// Columns that become lines "From the file", as they are called there.
fn others(table: &Table) -> Vec<(String, String)> {
    let is_known = |name: &str| {
        let folded = fold(name);
        COLUMNS
            .iter()
            .any(|(one, place)| *one == folded && *place != Place::FromFile)
            || link::of(name).is_some()
    };
    table
        .names()
        .into_iter()
        .filter(|name| !name.is_empty() && !is_known(name))
        .map(|name| (name.to_owned(), called(name)))
        .collect()
}

/// Columns of sprints and versions, as they are called there.
fn planned(table: &Table) -> Vec<(String, Place)> {
    let place = |name: &str| {
        let known = COLUMNS.iter().find(|(one, _)| *one == fold(name));
        known.map(|(_, place)| *place)
    };
    table
        .names()
        .into_iter()
        .filter_map(|name| match place(name)? {
            place @ (Place::Iteration | Place::Release) => Some((name.to_owned(), place)),
            _ => None,
        })
        .collect()
}

/// `Custom field (Story Points)` is called by what stands in brackets.
fn called(name: &str) -> String {
    name.strip_prefix("Custom field (")
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(name)
        .to_owned()
}

fn columns(table: &Table, sheet: &Sheet, reading: &mut Reading) {
    for name in table.names() {
        let folded = fold(name);
        let known = COLUMNS.iter().find(|(one, _)| *one == folded);
        let place = match known.map(|(_, place)| *place) {
            Some(Place::Project) if !sheet.one_project => Place::FromFile,
            Some(place) => place,
            None => match link::of(name) {
                Some((_, Way::Text)) | None => Place::FromFile,
                Some(_) => Place::Links,
            },
        };
        reading.column(name, place, table.filled(name));
    }
}

struct Sheet {
    order: Order,
    /// Keys and numbers of all issues.
    known: HashSet<String>,
    others: Vec<(String, String)>,
    planned: Vec<(String, Place)>,
    links: Vec<(String, String, Way)>,
    one_project: bool,
}

impl Sheet {
    fn item(&self, line: &Line<'_>, uid: i64, reading: &mut Reading) -> Item {
        let (key, id) = (line.one("issue key"), line.one("issue id"));
        let mut item = Item {
            ids: vec![key.to_owned(), id.to_owned()],
            title: line.one("summary").to_owned(),
            notes: wiki::markdown(line.one("description")),
            level: line.one("security level").to_owned(),
            labels: line.all("labels").map(str::to_owned).collect(),
            ..Item::default()
        };
        item.call(key);
        self.above(line, &mut item);
        let means = meaning(line.one("status category"));
        item.state = reading.states.named(line.one("status"), means);
        self.dates(line, uid, &mut item, reading);
        self.people(line, &mut item, reading);
        effort(line, uid, &mut item, &mut reading.ledger);
        for column in ["comment", "comments"] {
            for cell in line.all(column) {
                let said = packed::comment(cell, self.order, &mut reading.people);
                item.comments.push(said);
            }
        }
        self.links(line, uid, &mut item, &mut reading.ledger);
        self.planned(line, uid, &mut item, reading);
        self.rest(line, uid, &mut item, reading);
        item
    }

    /// The nearest that the file holds; what else it names is a line "From the file".
    fn above(&self, line: &Line<'_>, item: &mut Item) {
        let named = ABOVE
            .iter()
            .map(|column| (*column, line.one(column)))
            .filter(|(_, cell)| !cell.is_empty());
        let named: Vec<_> = named.collect();
        let nearest = named
            .iter()
            .find(|(_, cell)| self.known.contains(&fold(cell)))
            .or(named.first());
        let Some((column, cell)) = nearest else {
            return;
        };
        item.part_of = (*cell).to_owned();
        for (name, cell) in &named {
            // The same said twice, by key and by number, is said once.
            let other =
                name != column && matches!(*name, EPIC | PARENT_LINK) && *cell != item.part_of;
            if other {
                let name = if *name == EPIC {
                    "Epic Link"
                } else {
                    "Parent Link"
                };
                item.keep(name, *cell);
            }
        }
    }

    fn dates(&self, line: &Line<'_>, uid: i64, item: &mut Item, reading: &mut Reading) {
        let mut take = |columns: &[&str], day: bool| {
            let written = line.first_of(columns);
            if written.is_empty() {
                return None;
            }
            let read = if day {
                when::read_day(written, self.order)
            } else {
                when::read(written, self.order)
            };
            if read.is_none() {
                let name = columns.first().copied().unwrap_or_default();
                reading
                    .ledger
                    .find(Code::Unreadable, || row(uid, &item.title, name, &[written]));
                item.keep(name, written);
            }
            read
        };
        let created: Option<Moment> = take(&["created"], false);
        let closed = take(&["resolved"], false);
        let updated = take(&["updated"], false);
        let due = take(&["due date"], true);
        let start = take(&["start date", START], true);
        let begun = take(&[ACTUAL_START], false);
        item.created = created;
        item.closed = closed;
        item.updated = updated;
        item.due = due;
        item.start = start;
        item.begun = begun;
    }

    fn people(&self, line: &Line<'_>, item: &mut Item, reading: &mut Reading) {
        let people = &mut reading.people;
        item.people
            .extend(people.named(line.one("assignee id"), line.one("assignee"), ""));
        if let Some(by) = people.named(line.one("reporter id"), line.one("reporter"), "") {
            item.keep("Reporter", people.name(by));
            item.watchers.push(by);
        }
        let mut ids = line.all("watchers id");
        for name in line.all("watchers") {
            let id = ids.next().unwrap_or_default();
            item.watchers.extend(people.named(id, name, ""));
        }
        for id in ids {
            item.watchers.extend(people.named(id, "", ""));
        }
    }

    fn links(&self, line: &Line<'_>, uid: i64, item: &mut Item, ledger: &mut Ledger) {
        for (column, called, way) in &self.links {
            for key in line.all(column) {
                let key = key.trim();
                match way {
                    Way::WaitsFor => item.waits_for.push(key.to_owned()),
                    Way::HoldsUp => item.holds_up.push(key.to_owned()),
                    Way::Text => {
                        ledger.find(Code::LinkAsText, || row(uid, &item.title, called, &[key]));
                        item.keep(called, key);
                    }
                }
            }
        }
    }

    fn planned(&self, line: &Line<'_>, uid: i64, item: &mut Item, reading: &mut Reading) {
        for (column, place) in &self.planned {
            let name = called(column);
            for cell in line.all(column) {
                match place {
                    Place::Iteration => in_sprint(&name, cell, uid, item, reading),
                    _ => reading.version(item, uid, &name, cell),
                }
            }
        }
    }

    fn rest(&self, line: &Line<'_>, uid: i64, item: &mut Item, reading: &mut Reading) {
        for (column, name) in &self.others {
            for cell in line.all(column) {
                match fold(column).as_str() {
                    "updated" => {}
                    "attachment" => {
                        let (file, url) = packed::attachment(cell);
                        reading.ledger.find(Code::AttachmentNamed, || {
                            row(uid, &item.title, "Attachment", &[file])
                        });
                        item.keep(name, format!("{file} {url}").trim());
                    }
                    "log work" => {
                        let text = packed::work(cell, self.order, &mut reading.people);
                        item.keep(name, text);
                    }
                    "environment" => item.keep(name, wiki::markdown(cell)),
                    folded if is_time(folded) => item.keep(name, seconds(cell)),
                    "votes" if cell.trim() == "0" => {}
                    _ => item.keep(name, cell),
                }
            }
        }
        if !self.one_project {
            for (column, name) in PROJECTS.iter().chain(PROJECT) {
                item.keep(name, line.one(column));
            }
        }
    }
}

/// A sprint that it is in, after those before.
pub(super) fn in_sprint(name: &str, cell: &str, uid: i64, item: &mut Item, reading: &mut Reading) {
    let (id, mut said) = sprint::sprint(cell);
    said.said = vec![FieldValue {
        field: name.to_owned(),
        value: cell.trim().to_owned(),
    }];
    reading.sprint(item, uid, &id, said);
}

/// Of which state of work Jira says that it is one.
pub(super) fn meaning(category: &str) -> Option<Category> {
    match fold(category).as_str() {
        "to do" | "new" | "zu erledigen" => Some(Category::Todo),
        "in progress" | "indeterminate" | "in bearbeitung" | "in arbeit" => Some(Category::Doing),
        "done" | "fertig" => Some(Category::Done),
        _ => None,
    }
}

fn effort(line: &Line<'_>, uid: i64, item: &mut Item, ledger: &mut Ledger) {
    let cell = line.one("original estimate");
    if cell.is_empty() {
        return;
    }
    match cell.parse::<i64>() {
        Ok(0) => {}
        Ok(seconds) if seconds > 0 => {
            let minutes = (seconds / 60).max(1);
            if seconds % 60 != 0 {
                ledger.find(Code::DurationRounded, || {
                    row(uid, &item.title, "Original estimate", &[cell])
                });
            }
            item.effort = Some(minutes);
        }
        _ => {
            ledger.find(Code::Unreadable, || {
                row(uid, &item.title, "Original estimate", &[cell])
            });
            item.keep("Original estimate", cell);
        }
    }
}

fn is_time(folded: &str) -> bool {
    let name = folded.trim_start_matches(['σ', 'Σ', ' ']);
    matches!(
        name,
        "remaining estimate" | "time spent" | "original estimate"
    )
}

/// Seconds as hours and minutes are written of plans; what is no whole minute stays as it is.
pub(super) fn seconds(cell: &str) -> String {
    match cell.trim().parse::<i64>() {
        Ok(seconds) if seconds % 60 == 0 => kept::minutes(seconds / 60),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests;
