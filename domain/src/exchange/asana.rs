//! Asana's projects as CSV: one row a task, sections are states; parents, and what waits for what, are told by names.

use std::collections::HashSet;

use super::jira::order;
use super::plan::Plan;
use super::report::{Code, Ledger, NotRead, Place, Report};
use super::table::{self, Line, Table};
use super::tracked::Format;
use super::tracker::{Item, Reading, row, uid};
use super::when::{self, Order};
use crate::plan::status::Category;
use crate::text::fold;

const COLUMNS: &[(&str, Place)] = &[
    ("task id", Place::Structure),
    ("created at", Place::Created),
    ("completed at", Place::Closed),
    ("last modified", Place::FromFile),
    ("name", Place::Title),
    ("section/column", Place::State),
    ("assignee", Place::People),
    ("assignee email", Place::People),
    ("start date", Place::Start),
    ("due date", Place::Due),
    ("tags", Place::Labels),
    ("notes", Place::Description),
    ("parent task", Place::Part),
    (WAITS, Place::Links),
    (HOLDS, Place::Links),
];

/// The one column that is neither a place of its own nor somebody's field.
const PROJECTS: &str = "projects";
const WAITS: &str = "blocked by (dependencies)";
const HOLDS: &str = "blocking (dependencies)";
const DATES: &[&str] = &[
    "created at",
    "completed at",
    "last modified",
    "start date",
    "due date",
];
/// The state of what was completed in a section that does not say so.
const DONE: &str = "Done";

pub(super) fn read(bytes: &[u8]) -> Result<(Plan, Report), NotRead> {
    let mut ledger = Ledger::default();
    let table = Table::read(bytes, &mut ledger)?;
    let order = order(&table, DATES, &mut ledger);
    let mut reading = Reading {
        format: Format::Asana,
        ledger,
        ..Reading::default()
    };
    for name in table.names() {
        let known = COLUMNS.iter().find(|(one, _)| *one == fold(name));
        let place = known.map_or(Place::FromFile, |(_, place)| *place);
        reading.column(name, place, table.filled(name));
    }
    let others: Vec<&str> = table
        .names()
        .into_iter()
        .filter(|name| !COLUMNS.iter().any(|(one, _)| *one == fold(name)))
        .collect();
    let own = others.iter().filter(|name| fold(name) != PROJECTS);
    reading.own.extend(own.map(|name| (*name).to_owned()));
    let names: HashSet<String> = table.lines().map(|line| fold(line.one("name"))).collect();
    let known = |name: &str| names.contains(&fold(name));
    // Sections in the file's order, whatever is done in them.
    for line in table.lines() {
        reading.states.named(line.one("section/column"), None);
    }
    for (at, line) in table.lines().enumerate() {
        let mut item = item(&line, uid(at), order, &mut reading);
        item.waits_for = table::list(line.one(WAITS), &known);
        item.holds_up = table::list(line.one(HOLDS), &known);
        for name in &others {
            for cell in line.all(name) {
                item.keep(name, cell);
            }
        }
        reading.items.push(item);
    }
    reading.settle()
}

fn item(line: &Line<'_>, uid: i64, order: Order, reading: &mut Reading) -> Item {
    let title = line.one("name");
    let section = line.one("section/column");
    let mut item = Item {
        ids: vec![line.one("task id").to_owned(), title.to_owned()],
        key: line.one("task id").to_owned(),
        title: title.to_owned(),
        notes: line.one("notes").to_owned(),
        part_of: line.one("parent task").to_owned(),
        labels: table::list(line.one("tags"), &|_| false),
        ..Item::default()
    };
    let mut take = |column: &str| {
        let written = line.one(column);
        let read = when::read_day(written, order);
        if read.is_none() && !written.is_empty() {
            reading
                .ledger
                .find(Code::Unreadable, || row(uid, title, column, &[written]));
            item.keep(column, written);
        }
        read
    };
    let (created, closed) = (take("created at"), take("completed at"));
    let (updated, start, due) = (take("last modified"), take("start date"), take("due date"));
    item.created = created;
    item.closed = closed;
    item.updated = updated;
    item.start = start;
    item.due = due;
    item.state = reading.states.named(section, None);
    if !line.one("completed at").is_empty() && !reading.states.is_done(item.state) {
        item.state = reading.states.named(DONE, Some(Category::Done));
        item.keep("Section", section);
    }
    let person = reading
        .people
        .named("", line.one("assignee"), line.one("assignee email"));
    item.people.extend(person);
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::plan::Task;
    use crate::exchange::tracked::Moment;

    const FILE: &str = "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,Tags,Notes,Projects,Parent task,Blocked By (Dependencies),Blocking (Dependencies),Cost\r\n\
1201,2026-01-05,,2026-01-09,\"Plan, then build\",Ideas,Ada Berg,ada@x.test,2026-02-01,2026-02-10,\"go-live,night\",\"First line\r\nsecond\",Night guide,,,\"Test\",12.50\r\n\
1202,2026-01-06,2026-01-08,2026-01-09,Measure,Ideas,,,,,,,Night guide,\"Plan, then build\",,,\r\n\
1203,2026-01-07,,2026-01-09,Test,Running,Mo,mo@x.test,,soon,,,Night guide,,\"Plan, then build, Nowhere\",,\r\n";

    fn called<'p>(plan: &'p Plan, name: &str) -> &'p Task {
        plan.tasks.iter().find(|task| task.name == name).unwrap()
    }

    #[test]
    fn a_task_brings_all_it_has() {
        let (plan, report) = crate::exchange::read(FILE.as_bytes()).unwrap();
        let task = called(&plan, "Plan, then build");
        let tracked = task.tracked.as_deref().unwrap();
        assert_eq!(task.notes, "First line\nsecond");
        assert_eq!(tracked.labels, ["go-live", "night"]);
        assert_eq!(
            [tracked.start, tracked.due, tracked.created].map(|at| at.unwrap().text()),
            ["2026-02-01", "2026-02-10", "2026-01-05"]
        );
        let lines: Vec<_> = task
            .fields
            .iter()
            .map(|field| (field.field.as_str(), field.value.as_str()))
            .collect();
        assert_eq!(
            lines,
            [
                ("Key", "1201"),
                ("Projects", "Night guide"),
                ("Cost", "12.50"),
                ("Created", "2026-01-05"),
                ("Updated", "2026-01-09"),
            ]
        );
        assert_eq!(
            (
                plan.resources[0].name.as_str(),
                plan.resources[0].email.as_str()
            ),
            ("Ada Berg", "ada@x.test")
        );
        let measure = called(&plan, "Measure");
        assert_eq!(measure.parent, Some(task.uid));
        // Done in a section of ideas: it is done, and the section is kept.
        let done = measure.tracked.as_deref().unwrap();
        assert_eq!(plan.states[done.state.unwrap()].name, "Done");
        assert_eq!(
            done.closed,
            Some(Moment::Day("2026-01-08".parse().unwrap()))
        );
        assert!(
            measure
                .fields
                .iter()
                .any(|one| one.field == "Section" && one.value == "Ideas")
        );
        // Both ends tell of one link.
        let links: Vec<_> = plan.links.iter().map(|link| (link.from, link.to)).collect();
        assert_eq!(links, [(task.uid, called(&plan, "Test").uid)]);
        let found: Vec<_> = report.findings.iter().map(|f| (f.code, f.count)).collect();
        assert_eq!(found, [(Code::Unreadable, 1), (Code::LinkToUnknown, 1)]);
        let cost = report
            .columns
            .iter()
            .find(|one| one.name == "Cost")
            .unwrap();
        assert_eq!((cost.place, cost.filled), (Place::FromFile, 1));
    }
}
