//! What the readers of trackers have in common: each makes [`Item`]s of its rows, in the file's words; here they find
//! each other, get their order and become a plan.

mod hierarchy;
mod numbers;
mod people;
mod sprints;
mod states;

use std::collections::{BTreeSet, HashMap, HashSet};

use super::mspdi::links;
use super::plan::{Assignment, FieldValue, Plan, Task};
use super::report::{Code, Column, Ledger, NotRead, Place, Report, Row, RowKind};
use super::tracked::{Check, Comment, Format, Level, Moment, Sprint, Tracked};
use crate::plan::{checklist, labels};
use crate::text;

pub(super) use people::People;
pub(super) use sprints::{Sprints, Versions};
pub(super) use states::States;

/// Work as one row of a file tells it.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    /// What its other rows may call it by, folded or not: key, number, and where that is usual its name.
    pub ids: Vec<String>,
    pub key: String,
    /// The number in its key, or the one it is known by without any.
    pub number: Option<i64>,
    pub title: String,
    pub notes: String,
    /// What it is part of, by any of its ids.
    pub part_of: String,
    pub state: Option<usize>,
    pub start: Option<Moment>,
    pub due: Option<Moment>,
    pub begun: Option<Moment>,
    pub closed: Option<Moment>,
    pub created: Option<Moment>,
    pub updated: Option<Moment>,
    /// In minutes.
    pub effort: Option<i64>,
    pub milestone: bool,
    pub archived: bool,
    pub people: Vec<i64>,
    pub watchers: Vec<i64>,
    pub labels: Vec<String>,
    pub checks: Vec<Check>,
    pub comments: Vec<Said>,
    pub waits_for: Vec<String>,
    pub holds_up: Vec<String>,
    /// Places of those it was in, and of the one it is in last; places of versions.
    pub sprints: Vec<usize>,
    pub versions: Vec<usize>,
    /// The circle it is kept for.
    pub level: String,
    /// What has no field here, as it stands "From the file".
    pub fields: Vec<FieldValue>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub by: Option<i64>,
    pub at: Option<Moment>,
    pub text: String,
    pub level: String,
}

impl Item {
    /// `NGT-42`: also its number.
    pub fn call(&mut self, key: &str) {
        self.key = key.trim().to_owned();
        self.number = self
            .key
            .rsplit_once('-')
            .and_then(|(_, number)| number.parse().ok());
    }

    pub fn keep(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.trim().is_empty() {
            self.fields.push(FieldValue {
                field: name.to_owned(),
                value,
            });
        }
    }
}

/// Everything a reader found.
#[derive(Default)]
pub(super) struct Reading {
    pub format: Format,
    pub title: String,
    pub description: String,
    pub key: String,
    pub items: Vec<Item>,
    pub people: People,
    pub states: States,
    pub sprints: Sprints,
    pub versions: Versions,
    pub columns: Vec<Column>,
    pub ledger: Ledger,
    /// Lines "From the file" of the project.
    pub fields: Vec<FieldValue>,
    /// Names of fields that the file calls its makers' own.
    pub own: BTreeSet<String>,
    /// Names of those that work is estimated in points by.
    pub points: BTreeSet<String>,
}

/// The line of what the file calls a piece of work.
pub(super) const KEY: &str = "Key";
/// Comments of one file.
const COMMENTS: usize = 200_000;
/// States and circles of one file: a person looks at each.
const NAMES: usize = 200;

impl Reading {
    /// A line "From the file" of the project.
    pub fn keep(&mut self, name: &str, value: &str) {
        if !value.trim().is_empty() {
            self.fields.push(FieldValue {
                field: name.to_owned(),
                value: value.to_owned(),
            });
        }
    }

    pub fn column(&mut self, name: &str, place: Place, filled: u64) {
        self.columns.push(Column {
            name: name.to_owned(),
            place,
            filled,
        });
    }

    /// It is in this one, after those before. What has no place among them is a line "From the file".
    pub fn sprint(&mut self, item: &mut Item, uid: i64, id: &str, said: Sprint) {
        let (name, lines) = (said.name.clone(), said.said.clone());
        match self.sprints.named(id, said) {
            Some(at) => {
                item.sprints.retain(|before| *before != at);
                item.sprints.push(at);
                if sprints::is_long(&name) {
                    item.fields.extend(lines);
                }
            }
            None => {
                if !name.trim().is_empty() {
                    let field = lines.first().map_or("", |line| line.field.as_str());
                    self.ledger
                        .find(Code::SprintsTooMany, || row(uid, &name, field, &[]));
                }
                item.fields.extend(lines);
            }
        }
    }

    pub fn version(&mut self, item: &mut Item, uid: i64, field: &str, name: &str) {
        let at = self.versions.named(field, name);
        match at {
            Some(at) if !item.versions.contains(&at) => item.versions.push(at),
            Some(_) => {}
            None if name.trim().is_empty() => {}
            None => self
                .ledger
                .find(Code::SprintsTooMany, || row(uid, name, field, &[])),
        }
        if at.is_none() || sprints::is_long(name) {
            item.keep(field, name);
        }
    }

    pub fn settle(mut self) -> Result<(Plan, Report), NotRead> {
        let limit = super::mspdi::TASKS;
        if self.items.len() > limit {
            return Err(NotRead::TooManyTasks {
                limit: limit as u64,
            });
        }
        let said: usize = self.items.iter().map(|item| item.comments.len()).sum();
        too_many(said, "comments", COMMENTS)?;
        let links: usize = self
            .items
            .iter()
            .map(|item| item.waits_for.len() + item.holds_up.len())
            .sum();
        too_many(links, "links", COMMENTS)?;
        too_many(self.states.len(), "states", NAMES)?;
        let levels: HashSet<&str> = self
            .items
            .iter()
            .flat_map(|item| {
                let said = item.comments.iter().map(|said| said.level.as_str());
                said.chain([item.level.as_str()])
            })
            .collect();
        too_many(levels.len(), "security levels", NAMES)?;
        if self.items.iter().any(|item| item.archived) {
            let archived = self.states.archive();
            for item in self.items.iter_mut().filter(|item| item.archived) {
                item.state = Some(archived);
            }
        }
        let numbers = numbers::of(&self.items);
        let tree = hierarchy::of(&self.items, &mut self.ledger);
        hierarchy::keep_lost(&mut self.items, &tree);
        let mut plan = Plan {
            format: self.format,
            key: self.key,
            resources: self.people.list,
            own: self.own,
            points: self.points,
            ..Plan::default()
        };
        plan.project.title = self.title;
        if !self.description.is_empty() || !self.fields.is_empty() {
            plan.project.row = Some(Box::new(Task {
                notes: self.description,
                fields: self.fields,
                ..Task::default()
            }));
        }
        let mut levels = Levels::default();
        let mut raw = Vec::new();
        let mut level_of: HashMap<i64, Option<usize>> = HashMap::new();
        for at in &tree.order {
            let Some(item) = self.items.get_mut(*at).map(std::mem::take) else {
                continue;
            };
            let uid = uid(*at);
            let above = tree.parents.get(*at).copied().flatten().map(self::uid);
            let inherited = above.and_then(|up| level_of.get(&up).copied().flatten());
            let level = levels.of(&item, uid, inherited, &mut self.ledger);
            level_of.insert(uid, level);
            for name in &item.waits_for {
                raw.push((tree.find(name), uid, name.clone()));
            }
            for name in &item.holds_up {
                match tree.find(name) {
                    Some(to) => raw.push((Some(uid), to, String::new())),
                    None => raw.push((None, uid, name.clone())),
                }
            }
            let number = numbers.as_ref().and_then(|all| all.get(*at).copied());
            task(
                item,
                Shell {
                    uid,
                    above,
                    level,
                    number,
                    summary: tree.has_parts(*at),
                },
                &mut plan,
                &mut levels,
                &mut self.ledger,
            );
        }
        // Before the links: whether one is part of the other is a short way up then.
        super::fit::outline(&mut plan, &mut self.ledger);
        settle_links(raw, &mut plan, &mut self.ledger);
        plan.levels = levels.list;
        plan.states = self.states.settle(&mut plan.tasks, &mut self.ledger);
        plan.sprints = self.sprints.settle(&plan.tasks, &mut self.ledger);
        plan.versions = self.versions.settle(&plan.tasks, &mut self.ledger);
        of_several(&plan, &mut self.ledger);
        super::iterations::told(&plan.sprints, &plan.versions, &mut self.ledger);
        let became = super::became::of(&plan);
        let mut report = self.ledger.report(became);
        report.columns = self.columns;
        Ok((plan, report))
    }
}

fn too_many(count: usize, what: &str, limit: usize) -> Result<(), NotRead> {
    if count <= limit {
        return Ok(());
    }
    Err(NotRead::TooManyRows {
        what: what.to_owned(),
        limit: limit as u64,
    })
}

/// A row's own number, from one on in the file's order.
pub(super) fn uid(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX - 1) + 1
}

/// The closer circles, in the order in which they come.
#[derive(Default)]
struct Levels {
    list: Vec<Level>,
    by: HashMap<String, usize>,
}

impl Levels {
    fn named(&mut self, name: &str) -> Option<usize> {
        let name = super::fit::line(name);
        if name.is_empty() {
            return None;
        }
        if let Some(known) = self.by.get(&name) {
            return Some(*known);
        }
        self.by.insert(name.clone(), self.list.len());
        self.list.push(Level { name, tasks: 0 });
        Some(self.list.len() - 1)
    }

    /// A circle within another is one of its own: who opens the wider one has not opened it.
    fn within(&mut self, above: Option<usize>, name: &str) -> Option<usize> {
        let name = super::fit::line(name);
        match above.and_then(|level| self.list.get(level)) {
            Some(wider) if name.is_empty() || wider.name == name => above,
            Some(wider) => {
                let both = format!("{} / {name}", wider.name);
                self.named(&both)
            }
            None => self.named(&name),
        }
    }

    /// What is part of something kept back is kept back with it.
    fn of(
        &mut self,
        item: &Item,
        uid: i64,
        inherited: Option<usize>,
        ledger: &mut Ledger,
    ) -> Option<usize> {
        let level = self.within(inherited, &item.level)?;
        if let Some(level) = self.list.get_mut(level) {
            level.tasks += 1;
            ledger.find(Code::Restricted, || {
                row(uid, &item.title, "", &[&level.name])
            });
        }
        Some(level)
    }
}

struct Shell {
    uid: i64,
    above: Option<i64>,
    level: Option<usize>,
    number: Option<i64>,
    summary: bool,
}

fn task(mut item: Item, shell: Shell, plan: &mut Plan, levels: &mut Levels, ledger: &mut Ledger) {
    let uid = shell.uid;
    if item.title.trim().is_empty() {
        ledger.find(Code::NoName, || row(uid, "", "Title", &[]));
        item.title = item.key.clone();
    }
    if let (Some(start), Some(due)) = (item.start, item.due)
        && start.day() > due.day()
    {
        ledger.find(Code::StartAfterDue, || {
            row(uid, &item.title, "Start", &[&start.text(), &due.text()])
        });
        item.keep("Start", start.text());
        item.start = None;
    }
    if item.archived {
        ledger.find(Code::Archived, || row(uid, &item.title, "", &[]));
    }
    let labels = fit_labels(&mut item, uid, ledger);
    let checks = fit_checks(&mut item, uid, ledger);
    for said in std::mem::take(&mut item.comments) {
        let comment = Comment {
            uid: self::uid(plan.comments.len()),
            task: uid,
            by: said.by,
            at: said.at,
            level: levels.within(shell.level, &said.level),
            text: fit_comment(&said, &mut item, uid, ledger),
        };
        if !comment.text.is_empty() {
            plan.comments.push(comment);
        }
    }
    // What its key here says anyway is not said again, unless it is another project's.
    let told = shell
        .number
        .is_some_and(|n| item.key == format!("{}-{n}", plan.key));
    if !told && !item.key.is_empty() {
        let value = item.key.clone();
        item.fields.insert(
            0,
            FieldValue {
                field: KEY.to_owned(),
                value,
            },
        );
    }
    if let Some(at) = item.created {
        item.keep("Created", at.text());
    }
    if let Some(at) = item.updated {
        item.keep("Updated", at.text());
    }
    item.people.dedup();
    for person in &item.people {
        plan.assignments.push(Assignment {
            uid: self::uid(plan.assignments.len()),
            task: uid,
            resource: Some(*person),
            ..Assignment::default()
        });
    }
    item.watchers.sort_unstable();
    item.watchers.dedup();
    plan.tasks.push(Task {
        uid,
        parent: shell.above,
        name: item.title,
        notes: item.notes,
        milestone: item.milestone,
        summary: shell.summary,
        work: item.effort,
        fields: item.fields,
        tracked: Some(Box::new(Tracked {
            key: item.key,
            number: shell.number,
            state: item.state,
            start: item.start,
            due: item.due,
            begun: item.begun,
            closed: item.closed,
            created: item.created,
            updated: item.updated,
            labels,
            checks,
            watchers: item.watchers,
            level: shell.level,
            sprints: item.sprints,
            versions: item.versions,
        })),
        ..Task::default()
    });
}

/// Short lines, each once, no more than a task may have; what does not fit stands "From the file".
fn fit_labels(item: &mut Item, uid: i64, ledger: &mut Ledger) -> Vec<String> {
    let most = usize::try_from(labels::MOST).unwrap_or(0);
    let mut kept: Vec<String> = Vec::new();
    let mut rest = Vec::new();
    for label in std::mem::take(&mut item.labels) {
        let line = super::fit::line(label.trim().trim_start_matches('#'));
        let short: String = line.chars().take(labels::NAME).collect();
        let short = short.trim_end().to_owned();
        if short.is_empty() || kept.iter().any(|one| text::fold(one) == text::fold(&short)) {
            continue;
        }
        if kept.len() >= most {
            rest.push(line);
            continue;
        }
        if short != line {
            ledger.find(Code::LabelCut, || row(uid, &item.title, "", &[&line]));
            item.keep("Label", line);
        }
        kept.push(short);
    }
    if !rest.is_empty() {
        ledger.find(Code::LabelsTooMany, || {
            row(uid, &item.title, "", &[&rest.join(", ")])
        });
        item.keep("Labels", rest.join(", "));
    }
    kept
}

fn fit_checks(item: &mut Item, uid: i64, ledger: &mut Ledger) -> Vec<Check> {
    let most = usize::try_from(checklist::MOST).unwrap_or(0);
    let mut checks = Vec::new();
    let mut rest = Vec::new();
    for check in std::mem::take(&mut item.checks) {
        let line = super::fit::line(&check.text);
        let whole = check.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let sign = if check.done { "[x]" } else { "[ ]" };
        if line.is_empty() {
            continue;
        }
        if checks.len() >= most || line.chars().count() < whole.chars().count() {
            rest.push(format!("{sign} {whole}"));
        }
        if checks.len() < most {
            checks.push(Check {
                text: line,
                done: check.done,
            });
        }
    }
    if !rest.is_empty() {
        ledger.find(Code::ChecksTooMany, || {
            row(uid, &item.title, "", &[&rest.len().to_string()])
        });
        item.keep("Checklist", rest.join("\n"));
    }
    checks
}

fn fit_comment(said: &Said, item: &mut Item, uid: i64, ledger: &mut Ledger) -> String {
    // Room for the line that says who said it.
    const MOST: usize = text::BODY - 1024;
    let whole = super::fit::body(&said.text);
    if whole.len() <= MOST {
        return whole;
    }
    ledger.find(Code::CommentCut, || row(uid, &item.title, "", &[]));
    let cut = super::fit::cut(&whole, MOST).to_owned();
    item.keep("Comment", whole);
    cut
}

fn settle_links(raw: Vec<(Option<i64>, i64, String)>, plan: &mut Plan, ledger: &mut Ledger) {
    let place: HashMap<i64, usize> = plan
        .tasks
        .iter()
        .enumerate()
        .map(|(at, task)| (task.uid, at))
        .collect();
    let mut links = Vec::new();
    let mut once = HashSet::new();
    let mut unknown = Vec::new();
    for (from, to, name) in raw {
        let Some(at) = place.get(&to) else { continue };
        match from {
            // Both ends tell of a link: that is no second one.
            Some(from) if !once.insert((from, to)) => {}
            Some(from) => links.push(links::Raw::plain(Some(from), to, *at)),
            None => unknown.push((*at, to, name)),
        }
    }
    for (at, to, name) in unknown {
        let Some(task) = plan.tasks.get_mut(at) else {
            continue;
        };
        ledger.find(Code::LinkToUnknown, || {
            row(to, &task.name, "Link", &[&name])
        });
        task.fields.push(FieldValue {
            field: "Link".to_owned(),
            value: name,
        });
    }
    links::settle(links, plan, ledger);
}

/// A task is in one iteration and one release: what it was in before, and what else it is for, is said.
fn of_several(plan: &Plan, ledger: &mut Ledger) {
    for task in &plan.tasks {
        let Some(one) = task.tracked.as_deref() else {
            continue;
        };
        if let [before @ .., last] = one.sprints.as_slice()
            && !before.is_empty()
        {
            let name = |at: &usize| plan.sprints.get(*at).map(|one| one.name.as_str());
            let names: Vec<&str> = before.iter().filter_map(name).collect();
            let last = name(last).unwrap_or_default();
            ledger.find(Code::SprintsBefore, || {
                row(task.uid, &task.name, "Sprint", &[last, &names.join(", ")])
            });
        }
        if let [first, more @ ..] = one.versions.as_slice()
            && !more.is_empty()
        {
            let name = |at: &usize| plan.versions.get(*at).map(|one| one.name.as_str());
            let names: Vec<&str> = more.iter().filter_map(name).collect();
            let first = name(first).unwrap_or_default();
            ledger.find(Code::VersionsMore, || {
                row(
                    task.uid,
                    &task.name,
                    "Fix version",
                    &[first, &names.join(", ")],
                )
            });
        }
    }
}

pub(super) fn row(uid: i64, name: &str, field: &str, args: &[&str]) -> Row {
    Row {
        kind: RowKind::Task,
        uid: Some(uid),
        name: name.to_owned(),
        field: field.to_owned(),
        args: args.iter().map(|arg| (*arg).to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests;
