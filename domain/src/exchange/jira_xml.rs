//! Jira's issues as XML (the RSS view of a search): richer than its CSV, as links, comments and people come with their
//! kinds, roles and numbers. Texts are HTML in it and become Markdown.

mod html;
mod node;

use std::collections::{BTreeMap, HashSet};

use self::html::markdown;
use self::node::Node;
use super::jira::{self, Way, way};
use super::mspdi::{TASKS, decode};
use super::plan::Plan;
use super::report::{Code, NotRead, Place, Report};
use super::tracked::{Format, Moment};
use super::tracker::{Item, Reading, Said, row, uid};
use super::when::{self, Order};
use crate::text::fold;

/// Elements of an issue that have a place of their own; all others are lines "From the file".
const ELEMENTS: &[(&str, Place)] = &[
    ("title", Place::Structure),
    ("link", Place::FromFile),
    ("project", Place::Project),
    ("description", Place::Description),
    ("key", Place::Key),
    ("summary", Place::Title),
    ("status", Place::State),
    ("statusCategory", Place::State),
    ("assignee", Place::People),
    ("reporter", Place::Reporter),
    ("labels", Place::Labels),
    ("fixVersion", Place::Release),
    ("created", Place::Created),
    ("updated", Place::FromFile),
    ("resolved", Place::Closed),
    ("due", Place::Due),
    ("parent", Place::Part),
    ("security", Place::Audience),
    ("comments", Place::Comments),
    ("attachments", Place::FromFile),
    // Told by the parts themselves.
    ("subtasks", Place::Structure),
    ("issuelinks", Place::Links),
    ("timeoriginalestimate", Place::Effort),
    ("customfields", Place::FromFile),
];

/// Custom fields that have a place: what an issue is part of, when it starts, and the sprints it was in.
const EPIC: &str = "epic link";
const PARENT_LINK: &str = "parent link";
const START: &str = "start date";
const SPRINT: &str = "sprint";

pub(super) fn read(bytes: &[u8]) -> Result<(Plan, Report), NotRead> {
    let text = decode::text(bytes)?;
    let mut issues = Vec::new();
    node::items(&text, &mut |node| {
        if issues.len() >= TASKS {
            return Err(NotRead::TooManyTasks {
                limit: TASKS as u64,
            });
        }
        issues.push(node);
        Ok(())
    })?;
    let mut reading = Reading {
        format: Format::JiraXml,
        ..Reading::default()
    };
    let projects: HashSet<&str> = issues.iter().map(|one| project(one).0).collect();
    let one_project = projects.len() == 1;
    if let Some(first) = issues.first().filter(|_| one_project) {
        let (key, name) = project(first);
        reading.key = key.to_owned();
        reading.title = name.to_owned();
    }
    let issue = Issues {
        known: issues
            .iter()
            .flat_map(|one| one.kid("key"))
            .flat_map(|key| [fold(key.text.trim()), fold(key.attribute("id"))])
            .collect(),
        one_project,
    };
    let mut columns = Columns::default();
    for (at, node) in issues.iter().enumerate() {
        columns.count(node);
        let item = issue.item(node, uid(at), &mut reading);
        reading.items.push(item);
    }
    columns.put(one_project, &mut reading);
    reading.settle()
}

fn project(issue: &Node) -> (&str, &str) {
    let project = issue.kid("project");
    project.map_or(("", ""), |one| (one.attribute("key"), one.text.trim()))
}

/// Each element by its name, and each custom field by its own.
#[derive(Default)]
struct Columns {
    order: Vec<String>,
    filled: BTreeMap<String, (Place, u64)>,
}

impl Columns {
    fn count(&mut self, issue: &Node) {
        let mut seen = HashSet::new();
        for kid in &issue.kids {
            let place = ELEMENTS
                .iter()
                .find(|(name, _)| *name == kid.name)
                .map_or(Place::FromFile, |(_, place)| *place);
            if kid.name == "customfields" {
                for (name, values) in custom(kid) {
                    let place = match fold(name).as_str() {
                        EPIC | PARENT_LINK => Place::Part,
                        START => Place::Start,
                        SPRINT => Place::Iteration,
                        _ => Place::FromFile,
                    };
                    let says = values.iter().any(|value| !value.is_empty());
                    self.add(name, place, says && seen.insert(name));
                }
                continue;
            }
            let says = kid.says() && seen.insert(&kid.name);
            self.add(&kid.name, place, says);
        }
    }

    fn add(&mut self, name: &str, place: Place, says: bool) {
        if let Some((_, filled)) = self.filled.get_mut(name) {
            *filled += u64::from(says);
            return;
        }
        // A file of invented names fills no memory.
        if self.order.len() < 1_000 {
            self.order.push(name.to_owned());
            self.filled
                .insert(name.to_owned(), (place, u64::from(says)));
        }
    }

    fn put(self, one_project: bool, reading: &mut Reading) {
        for name in self.order {
            if let Some((place, filled)) = self.filled.get(&name) {
                let place = match place {
                    Place::Project if !one_project => Place::FromFile,
                    place => *place,
                };
                reading.column(&name, place, *filled);
            }
        }
    }
}

/// Names and values of an issue's custom fields.
fn custom(fields: &Node) -> impl Iterator<Item = (&str, Vec<&str>)> {
    fields.kids.iter().map(|field| {
        let name = field
            .kid("customfieldname")
            .map_or("", |one| one.text.trim());
        let values = field
            .kid("customfieldvalues")
            .into_iter()
            .flat_map(|values| &values.kids)
            .map(|value| match value.text.trim() {
                // A choice or a label stands in an element of its own.
                "" => value.kids.first().map_or("", |kid| kid.text.trim()),
                text => text,
            })
            .filter(|value| !value.is_empty())
            .collect();
        (name, values)
    })
}

struct Issues {
    known: HashSet<String>,
    one_project: bool,
}

impl Issues {
    fn item(&self, issue: &Node, uid: i64, reading: &mut Reading) -> Item {
        let key = issue.kid("key");
        let called = key.map_or("", |key| key.text.trim());
        let mut item = Item {
            ids: vec![
                called.to_owned(),
                key.map_or("", |key| key.attribute("id")).to_owned(),
            ],
            title: issue.text_of("summary").to_owned(),
            notes: markdown(issue.text_of("description")),
            level: issue.text_of("security").to_owned(),
            ..Item::default()
        };
        item.call(called);
        let category = issue
            .kid("statusCategory")
            .map_or("", |one| one.attribute("key"));
        let means = jira::meaning(category);
        item.state = reading.states.named(issue.text_of("status"), means);
        dates(issue, uid, &mut item, reading);
        people(issue, &mut item, reading);
        self.above(issue, &mut item);
        links(issue, uid, &mut item, reading);
        comments(issue, &mut item, reading);
        self.rest(issue, uid, &mut item, reading);
        item
    }

    fn above(&self, issue: &Node, item: &mut Item) {
        let mut named: Vec<(&str, &str)> = issue
            .kid("parent")
            .map(|one| ("Parent", one.text.trim()))
            .into_iter()
            .collect();
        for (name, values) in issue.kids_of("customfields").flat_map(custom) {
            let called = match fold(name).as_str() {
                EPIC => "Epic Link",
                PARENT_LINK => "Parent Link",
                _ => continue,
            };
            named.extend(values.first().map(|value| (called, *value)));
        }
        let nearest = named
            .iter()
            .position(|(_, key)| self.known.contains(&fold(key)))
            .unwrap_or(0);
        for (at, (name, key)) in named.iter().enumerate() {
            if at == nearest {
                item.part_of = (*key).to_owned();
            } else {
                item.keep(name, *key);
            }
        }
    }

    fn rest(&self, issue: &Node, uid: i64, item: &mut Item, reading: &mut Reading) {
        for kid in &issue.kids {
            match kid.name.as_str() {
                "labels" => item
                    .labels
                    .extend(kid.kids.iter().map(|one| one.text.trim().to_owned())),
                "attachments" => {
                    for file in &kid.kids {
                        let name = file.attribute("name");
                        reading.ledger.find(Code::AttachmentNamed, || {
                            row(uid, &item.title, "attachments", &[name])
                        });
                        let size = file.attribute("size");
                        item.keep("Attachment", format!("{name} ({size} B)"));
                    }
                }
                "customfields" => {
                    for (name, values) in custom(kid) {
                        if matches!(fold(name).as_str(), EPIC | PARENT_LINK | START) {
                            continue;
                        }
                        if fold(name) == SPRINT {
                            for value in values {
                                jira::in_sprint(name, value, uid, item, reading);
                            }
                            continue;
                        }
                        for value in values {
                            item.keep(name, markdown(value));
                        }
                        if jira::POINTS.contains(&fold(name).as_str()) {
                            reading.points.insert(name.to_owned());
                        }
                        reading.own.insert(name.to_owned());
                    }
                }
                "fixVersion" => reading.version(item, uid, &kid.name, kid.text.trim()),
                "timeoriginalestimate" => effort(kid, item),
                "environment" => item.keep("environment", markdown(&kid.text)),
                "link" => item.keep("URL", kid.text.trim()),
                "votes" | "watches" if kid.text.trim() == "0" => {}
                "resolution" if kid.attribute("id") == "-1" => {}
                "project" if self.one_project => {}
                "project" => item.keep("Project", kid.text.trim()),
                "updated" => {}
                name if ELEMENTS.iter().any(|(one, _)| *one == name) => {}
                name => {
                    let seconds = kid.attribute("seconds");
                    if seconds.is_empty() {
                        item.keep(name, kid.text.trim());
                    } else {
                        item.keep(name, jira::seconds(seconds));
                    }
                }
            }
        }
    }
}

fn dates(issue: &Node, uid: i64, item: &mut Item, reading: &mut Reading) {
    let start = issue
        .kids_of("customfields")
        .flat_map(custom)
        .find(|(name, _)| fold(name) == START)
        .and_then(|(_, values)| values.first().copied())
        .unwrap_or_default();
    let mut take = |name: &str, written: &str, day: bool| -> Option<Moment> {
        let read = if day {
            when::read_day(written, Order::DayFirst)
        } else {
            when::read(written, Order::DayFirst)
        };
        if read.is_none() && !written.is_empty() {
            reading
                .ledger
                .find(Code::Unreadable, || row(uid, &item.title, name, &[written]));
            item.keep(name, written);
        }
        read
    };
    let created = take("created", issue.text_of("created"), false);
    let updated = take("updated", issue.text_of("updated"), false);
    let closed = take("resolved", issue.text_of("resolved"), false);
    let due = take("due", issue.text_of("due"), true);
    let start = take("Start date", start, true);
    item.created = created;
    item.updated = updated;
    item.closed = closed;
    item.due = due;
    item.start = start;
}

/// Cloud numbers people by `accountid`, Data Center names them by `username`; -1 is nobody.
fn who<'n>(node: &'n Node, names: &[&str]) -> Option<&'n str> {
    let id = names
        .iter()
        .map(|name| node.attribute(name))
        .find(|id| !id.is_empty())?;
    (id != "-1").then_some(id)
}

fn people(issue: &Node, item: &mut Item, reading: &mut Reading) {
    let people = &mut reading.people;
    for assignee in issue.kids_of("assignee") {
        if let Some(id) = who(assignee, &["accountid", "username"]) {
            item.people
                .extend(people.named(id, assignee.text.trim(), ""));
        }
    }
    for reporter in issue.kids_of("reporter") {
        if let Some(id) = who(reporter, &["accountid", "username"])
            && let Some(by) = people.named(id, reporter.text.trim(), "")
        {
            item.keep("Reporter", people.name(by));
            item.watchers.push(by);
        }
    }
}

fn comments(issue: &Node, item: &mut Item, reading: &mut Reading) {
    for said in issue.kids_of("comments").flat_map(|all| &all.kids) {
        let group = [said.attribute("grouplevel"), said.attribute("rolelevel")];
        item.comments.push(Said {
            by: reading.people.named(said.attribute("author"), "", ""),
            at: when::read(said.attribute("created"), Order::DayFirst),
            text: markdown(&said.text),
            // For a group or a role alone.
            level: group.concat(),
        });
    }
}

fn links(issue: &Node, uid: i64, item: &mut Item, reading: &mut Reading) {
    for kind in issue.kids_of("issuelinks").flat_map(|all| &all.kids) {
        let name = kind.text_of("name");
        for (side, inward) in [("outwardlinks", false), ("inwardlinks", true)] {
            let keys = kind
                .kids_of(side)
                .flat_map(|list| &list.kids)
                .flat_map(|one| one.kid("issuekey"));
            let said = kind
                .kids_of(side)
                .map(|list| list.attribute("description"))
                .next();
            let said = said.filter(|said| !said.is_empty()).unwrap_or(name);
            for key in keys.map(|key| key.text.trim()) {
                match way(name, inward) {
                    Way::WaitsFor => item.waits_for.push(key.to_owned()),
                    Way::HoldsUp => item.holds_up.push(key.to_owned()),
                    Way::Text => {
                        reading
                            .ledger
                            .find(Code::LinkAsText, || row(uid, &item.title, said, &[key]));
                        item.keep(said, key);
                    }
                }
            }
        }
    }
}

fn effort(estimate: &Node, item: &mut Item) {
    match estimate.attribute("seconds").parse::<i64>() {
        Ok(seconds) if seconds > 0 => item.effort = Some((seconds / 60).max(1)),
        Ok(_) => {}
        Err(_) => item.keep("timeoriginalestimate", estimate.text.trim()),
    }
}

#[cfg(test)]
mod tests;
