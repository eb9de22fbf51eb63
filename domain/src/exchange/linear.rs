//! Linear's issues as CSV. What blocks what is told by keys or by titles, several in one cell.

use std::collections::{BTreeSet, HashSet};

use super::jira::order;
use super::plan::{FieldValue, Plan};
use super::report::{Code, Ledger, NotRead, Place, Report};
use super::table::{self, Line, Table};
use super::tracked::{Format, Moment, Sprint};
use super::tracker::{Item, Reading, row, uid};
use super::when::{self, Order};
use crate::plan::status::Category;
use crate::text::fold;

const COLUMNS: &[(&str, Place)] = &[
    ("id", Place::Key),
    ("title", Place::Title),
    ("description", Place::Description),
    ("status", Place::State),
    ("creator", Place::Reporter),
    ("assignee", Place::People),
    ("labels", Place::Labels),
    ("cycle number", Place::Iteration),
    ("cycle name", Place::Iteration),
    ("cycle start", Place::Iteration),
    ("cycle end", Place::Iteration),
    ("created", Place::Created),
    ("updated", Place::FromFile),
    ("started", Place::Begun),
    ("completed", Place::Closed),
    ("canceled", Place::Closed),
    ("archived", Place::State),
    ("due date", Place::Due),
    ("parent issue", Place::Part),
    ("blocks", Place::Links),
    ("blocked by", Place::Links),
];

const DATES: &[&str] = &[
    "created",
    "updated",
    "started",
    "completed",
    "canceled",
    "archived",
    "due date",
    "cycle start",
    "cycle end",
];
const ESTIMATE: &str = "estimate";
/// What says a cycle, as it is called in the file.
const CYCLE: &[&str] = &["Cycle Name", "Cycle Number", "Cycle Start", "Cycle End"];
/// Links that hold nothing up.
const OTHERS: &[&str] = &["related to", "duplicate of"];

pub(super) fn read(bytes: &[u8]) -> Result<(Plan, Report), NotRead> {
    let mut ledger = Ledger::default();
    let table = Table::read(bytes, &mut ledger)?;
    let order = order(&table, DATES, &mut ledger);
    let mut reading = Reading {
        format: Format::Linear,
        ledger,
        ..Reading::default()
    };
    let teams: HashSet<&str> = table.lines().map(|line| line.one("team")).collect();
    if let (1, Some(first)) = (teams.len(), table.lines().next()) {
        let prefix = first
            .one("id")
            .rsplit_once('-')
            .map_or("", |(team, _)| team);
        reading.key = prefix.to_owned();
        reading.title = first.one("team").to_owned();
    }
    let place = |name: &str| {
        let known = COLUMNS.iter().find(|(one, _)| *one == fold(name));
        known.map_or(Place::FromFile, |(_, place)| *place)
    };
    let others: Vec<&str> = table
        .names()
        .into_iter()
        .filter(|name| !COLUMNS.iter().any(|(one, _)| *one == fold(name)))
        .collect();
    let points = others.iter().filter(|name| fold(name) == ESTIMATE);
    let points: BTreeSet<String> = points.map(|name| (*name).to_owned()).collect();
    reading.own.extend(points.iter().cloned());
    reading.points = points;
    let one_team = teams.len() < 2;
    for name in table.names() {
        reading.column(name, place(name), table.filled(name));
    }
    let names: HashSet<String> = table
        .lines()
        .flat_map(|line| [fold(line.one("id")), fold(line.one("title"))])
        .collect();
    let known = |name: &str| names.contains(&fold(name));
    for (at, line) in table.lines().enumerate() {
        let uid = uid(at);
        let mut item = item(&line, uid, order, &mut reading);
        item.waits_for = table::list(line.one("blocked by"), &known);
        item.holds_up = table::list(line.one("blocks"), &known);
        cycle(&line, uid, order, one_team, &mut item, &mut reading);
        for name in &others {
            for cell in line.all(name) {
                if OTHERS.contains(&fold(name).as_str()) {
                    reading
                        .ledger
                        .find(Code::LinkAsText, || row(uid, &item.title, name, &[cell]));
                }
                item.keep(name, cell);
            }
        }
        reading.items.push(item);
    }
    reading.settle()
}

/// The cycle that it is in. Those of several teams are of the same numbers and names.
fn cycle(
    line: &Line<'_>,
    uid: i64,
    order: Order,
    one_team: bool,
    item: &mut Item,
    reading: &mut Reading,
) {
    let (number, called) = (line.one("cycle number"), line.one("cycle name"));
    let mut name = match called {
        "" if number.is_empty() => String::new(),
        "" => format!("Cycle {number}"),
        called => called.to_owned(),
    };
    let mut id = number.to_owned();
    if !one_team && !name.is_empty() {
        let team = line.one("team");
        name = format!("{team}: {name}");
        id = format!("{team} {}", if number.is_empty() { called } else { number });
    }
    let mut take = |column: &str| {
        let written = line.one(column);
        let read = when::read(written, order);
        if read.is_none() && !written.is_empty() {
            reading.ledger.find(Code::Unreadable, || {
                row(uid, &item.title, column, &[written])
            });
        }
        read
    };
    let (start, finish) = (take("cycle start"), take("cycle end"));
    let said = CYCLE.iter().map(|column| FieldValue {
        field: (*column).to_owned(),
        value: line.one(column).to_owned(),
    });
    let said = Sprint {
        name,
        start,
        finish,
        said: said.filter(|line| !line.value.is_empty()).collect(),
        ..Sprint::default()
    };
    reading.sprint(item, uid, &id, said);
}

fn item(line: &Line<'_>, uid: i64, order: Order, reading: &mut Reading) -> Item {
    let title = line.one("title");
    let mut item = Item {
        ids: vec![line.one("id").to_owned(), title.to_owned()],
        title: title.to_owned(),
        notes: line.one("description").to_owned(),
        part_of: line.one("parent issue").to_owned(),
        labels: table::list(line.one("labels"), &|_| false),
        ..Item::default()
    };
    item.call(line.one("id"));
    let mut take = |column: &str| {
        let written = line.one(column);
        let read: Option<Moment> = match column {
            "due date" => when::read_day(written, order),
            _ => when::read(written, order),
        };
        if read.is_none() && !written.is_empty() {
            reading
                .ledger
                .find(Code::Unreadable, || row(uid, title, column, &[written]));
            item.keep(column, written);
        }
        read
    };
    let (created, updated, begun) = (take("created"), take("updated"), take("started"));
    let (completed, cancelled, archived) = (take("completed"), take("canceled"), take("archived"));
    let due = take("due date");
    item.created = created;
    item.updated = updated;
    item.begun = begun;
    item.due = due;
    item.closed = completed.or(cancelled);
    if let Some(at) = cancelled {
        item.keep("Canceled", at.text());
    }
    if let Some(at) = archived {
        item.keep("Archived", at.text());
    }
    let means = match (item.closed, begun) {
        (Some(_), _) => Some(Category::Done),
        (None, Some(_)) => Some(Category::Doing),
        (None, None) => None,
    };
    item.state = reading.states.named(line.one("status"), means);
    // Linear archives what is done by itself; what is put away undone is another matter.
    if archived.is_some() && item.closed.is_none() {
        item.keep("Status", line.one("status"));
        item.archived = true;
    }
    let people = &mut reading.people;
    item.people
        .extend(people.named("", line.one("assignee"), ""));
    if let Some(by) = people.named("", line.one("creator"), "") {
        item.keep("Creator", people.name(by));
        item.watchers.push(by);
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::plan::Task;

    const FILE: &str = "\"ID\",\"Team\",\"Title\",\"Description\",\"Status\",\"Estimate\",\"Priority\",\"Project\",\"Creator\",\"Assignee\",\"Labels\",\"Cycle Number\",\"Cycle Name\",\"Created\",\"Updated\",\"Started\",\"Completed\",\"Canceled\",\"Archived\",\"Due Date\",\"Parent issue\",\"Blocks\",\"Blocked By\",\"Related to\"\n\
ENG-4,Engineering,Auth,\"**All** of it\",In Progress,3,Urgent,Guide,mo@x.test,ada@x.test,\"Bug, Night\",2,Cycle 2,2026-02-01T08:00:00.000Z,2026-02-03T08:00:00.000Z,2026-02-02T08:00:00.000Z,,,,2026-03-01,,\"ENG-5, Onboarding\",,ENG-7\n\
ENG-5,Engineering,Login page,,Done,,No priority,Guide,mo@x.test,,,,,Wed Mar 15 2023 13:31:00 GMT+0000 (GMT),,,Wed Mar 15 2023 14:00:00 GMT+0000 (GMT),,,,ENG-4,,,\n\
ENG-7,Engineering,Onboarding,,Backlog,,,,,,,,,,,,,,2026-02-05T08:00:00.000Z,,,,\"Auth, ENG-99\",\n";

    fn called<'p>(plan: &'p Plan, key: &str) -> &'p Task {
        let own = |task: &&Task| task.tracked.as_deref().unwrap().key == key;
        plan.tasks.iter().find(own).unwrap()
    }

    #[test]
    fn an_issue_brings_all_it_has() {
        let (plan, report) = crate::exchange::read(FILE.as_bytes()).unwrap();
        assert_eq!(
            (plan.key.as_str(), plan.project.title.as_str()),
            ("ENG", "Engineering")
        );
        let task = called(&plan, "ENG-4");
        let tracked = task.tracked.as_deref().unwrap();
        assert_eq!(
            (task.notes.as_str(), tracked.number),
            ("**All** of it", Some(4))
        );
        assert_eq!(tracked.labels, ["Bug", "Night"]);
        assert_eq!(
            [tracked.created, tracked.begun, tracked.due].map(|at| at.unwrap().text()),
            ["2026-02-01T08:00:00Z", "2026-02-02T08:00:00Z", "2026-03-01"]
        );
        let lines: Vec<_> = task
            .fields
            .iter()
            .map(|field| (field.field.as_str(), field.value.as_str()))
            .collect();
        assert_eq!(
            lines,
            [
                ("Creator", "mo@x.test"),
                ("Team", "Engineering"),
                ("Estimate", "3"),
                ("Priority", "Urgent"),
                ("Project", "Guide"),
                ("Related to", "ENG-7"),
                ("Created", "2026-02-01T08:00:00Z"),
                ("Updated", "2026-02-03T08:00:00Z"),
            ]
        );
        assert_eq!(plan.resources[0].email, "ada@x.test");
        let page = called(&plan, "ENG-5");
        assert_eq!(page.parent, Some(task.uid));
        let closed = page.tracked.as_deref().unwrap().closed;
        assert_eq!(closed.unwrap().text(), "2023-03-15T14:00:00Z");
        let cycles: Vec<_> = plan
            .sprints
            .iter()
            .map(|one| (one.name.as_str(), one.tasks))
            .collect();
        assert_eq!(
            (cycles, tracked.sprints.as_slice()),
            (vec![("Cycle 2", 1)], &[0][..])
        );
        let away = called(&plan, "ENG-7").tracked.as_deref().unwrap();
        assert_eq!(plan.states[away.state.unwrap()].name, "Archived");
        // ENG-5 is part of what blocks it; the other link is told from both sides, once by its title.
        let links: Vec<_> = plan.links.iter().map(|link| (link.from, link.to)).collect();
        assert_eq!(links, [(task.uid, called(&plan, "ENG-7").uid)]);
        let found: Vec<_> = report.findings.iter().map(|f| (f.code, f.count)).collect();
        assert_eq!(
            found,
            [
                (Code::LinkAsText, 1),
                (Code::Archived, 1),
                (Code::LinkToUnknown, 1),
                (Code::LinkToFamily, 1),
            ]
        );
    }

    #[test]
    fn cycles_are_read_with_their_days_and_told_apart_by_their_team() {
        let head = "ID,Team,Title,Status,Estimate,Project Milestone,Cycle Number,Cycle Name,Cycle Start,Cycle End\n";
        let first = "ENG-1,Engineering,Auth,Todo,3,Beta,4,,2026-03-02T08:00:00.000Z,2026-03-16T08:00:00.000Z\n";
        let named = "ENG-2,Engineering,Login,Todo,,,5,Polish,2026-03-16T08:00:00.000Z,soon\n";
        let read = |rows: &str| crate::exchange::read(format!("{head}{rows}").as_bytes()).unwrap();
        let (plan, report) = read(&format!("{first}{named}"));
        let text = |at: Option<Moment>| at.map_or_else(String::new, Moment::text);
        let cycles: Vec<_> = plan
            .sprints
            .iter()
            .map(|one| (one.name.as_str(), text(one.start), text(one.finish)))
            .collect();
        let monday = "2026-03-16T08:00:00Z".to_owned();
        assert_eq!(
            cycles,
            [
                ("Cycle 4", "2026-03-02T08:00:00Z".to_owned(), monday.clone()),
                ("Polish", monday, String::new()),
            ]
        );
        // All that the file says of it stays, where it can be told.
        let said: Vec<_> = plan.sprints[1]
            .said
            .iter()
            .map(|line| (line.field.as_str(), line.value.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                ("Cycle Name", "Polish"),
                ("Cycle Number", "5"),
                ("Cycle Start", "2026-03-16T08:00:00.000Z"),
                ("Cycle End", "soon"),
            ]
        );
        let lines: Vec<_> = plan.tasks[0]
            .fields
            .iter()
            .map(|line| line.field.as_str())
            .collect();
        assert_eq!(lines, ["Team", "Estimate", "Project Milestone"]);
        assert!(plan.points.contains("Estimate"));
        let found: Vec<_> = report.findings.iter().map(|f| (f.code, f.count)).collect();
        assert_eq!(found, [(Code::SprintDays, 1), (Code::Unreadable, 1)]);
        let place = report
            .columns
            .iter()
            .filter(|one| one.place == Place::Iteration);
        assert_eq!(place.count(), 4);
        // Another team's cycle of the same number is another one.
        let other = "OPS-1,Operations,Move,Todo,,,4,,,\n";
        let (plan, _) = read(&format!("{first}{other}"));
        let names: Vec<_> = plan.sprints.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Engineering: Cycle 4", "Operations: Cycle 4"]);
    }
}
