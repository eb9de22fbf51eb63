//! The sprints, cycles and versions of a file, each once, in the order in which they come.

use std::collections::{HashMap, HashSet};

use crate::exchange::fit;
use crate::exchange::iterations;
use crate::exchange::plan::Task;
use crate::exchange::report::{Code, Ledger};
use crate::exchange::tracked::{Sprint, Tracked, Version};
use crate::text::{self, fold};

/// A file of invented names fills no memory.
const MOST: usize = 2_000;

#[derive(Default)]
pub(in crate::exchange) struct Sprints {
    list: Vec<(String, Sprint)>,
    by_id: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
}

impl Sprints {
    /// The place of one, by the file's own number where it has one, else by its name. What one row leaves open another
    /// may say. None: it has no name, or there are too many.
    pub fn named(&mut self, id: &str, said: Sprint) -> Option<usize> {
        let (id, name) = (id.trim().to_owned(), fold(said.name.trim()));
        if name.is_empty() {
            return None;
        }
        let known = match id.is_empty() {
            true => self.by_name.get(&name),
            false => self.by_id.get(&id),
        };
        if let Some(at) = known.copied() {
            if let Some((_, one)) = self.list.get_mut(at) {
                one.state = one.state.or(said.state);
                one.start = one.start.or(said.start);
                one.finish = one.finish.or(said.finish);
            }
            return Some(at);
        }
        let at = self.list.len();
        if at >= MOST {
            return None;
        }
        if !id.is_empty() {
            self.by_id.insert(id.clone(), at);
        }
        self.by_name.entry(name).or_insert(at);
        self.list.push((id, said));
        Some(at)
    }

    pub fn settle(self, tasks: &[Task], ledger: &mut Ledger) -> Vec<Sprint> {
        let mut names = Taken::default();
        let sprint = |(id, mut sprint): (String, Sprint)| {
            let called = sprint.name;
            sprint.name = names.free(&called, &id);
            if is_long(&called) {
                ledger.find(Code::SprintCut, || iterations::row(&called, "Sprint", &[]));
            }
            sprint.goal = fit::cut(&fit::body(&sprint.goal), text::BODY).to_owned();
            sprint.restricted = true;
            sprint
        };
        let mut sprints: Vec<Sprint> = self.list.into_iter().map(sprint).collect();
        for one in tracked(tasks) {
            let last = one.sprints.last().copied();
            for at in &one.sprints {
                if let Some(sprint) = sprints.get_mut(*at) {
                    sprint.tasks += u64::from(last == Some(*at));
                    sprint.restricted &= one.level.is_some();
                }
            }
        }
        sprints
    }
}

#[derive(Default)]
pub(in crate::exchange) struct Versions {
    list: Vec<Version>,
    by: HashMap<String, usize>,
}

impl Versions {
    /// The place of one by its name; `field` is how the file calls what it stands in.
    pub fn named(&mut self, field: &str, name: &str) -> Option<usize> {
        let folded = fold(name.trim());
        if let Some(at) = self.by.get(&folded) {
            return Some(*at);
        }
        if folded.is_empty() || self.list.len() >= MOST {
            return None;
        }
        self.by.insert(folded, self.list.len());
        self.list.push(Version {
            name: name.trim().to_owned(),
            field: field.to_owned(),
            ..Version::default()
        });
        Some(self.list.len() - 1)
    }

    pub fn settle(self, tasks: &[Task], ledger: &mut Ledger) -> Vec<Version> {
        let mut names = Taken::default();
        let version = |mut version: Version| {
            let called = version.name;
            version.name = names.free(&called, "");
            if is_long(&called) {
                let field = &version.field;
                ledger.find(Code::SprintCut, || iterations::row(&called, field, &[]));
            }
            version.restricted = true;
            version
        };
        let mut versions: Vec<Version> = self.list.into_iter().map(version).collect();
        for one in tracked(tasks) {
            let first = one.versions.first().copied();
            for at in &one.versions {
                if let Some(version) = versions.get_mut(*at) {
                    version.tasks += u64::from(first == Some(*at));
                    version.restricted &= one.level.is_some();
                }
            }
        }
        versions
    }
}

fn tracked(tasks: &[Task]) -> impl Iterator<Item = &Tracked> {
    tasks.iter().filter_map(|task| task.tracked.as_deref())
}

/// All that a name says, on one line.
fn whole(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names that are taken: two of one name are told apart by the file's number, or by counting.
#[derive(Default)]
struct Taken(HashSet<String>);

impl Taken {
    fn free(&mut self, called: &str, id: &str) -> String {
        let line = fit::line(called);
        let mut name = line.clone();
        let mut nth = 1;
        while !self.0.insert(fold(&name)) {
            nth += 1;
            let sign = match (nth, id) {
                (2, id) if !id.is_empty() => {
                    format!(" ({})", id.chars().take(20).collect::<String>())
                }
                _ => format!(" ({nth})"),
            };
            let room = text::TITLE - sign.chars().count();
            name = line.chars().take(room).collect::<String>() + &sign;
        }
        name
    }
}

/// Whether a name is longer than what something can be called.
pub(in crate::exchange) fn is_long(name: &str) -> bool {
    whole(name) != fit::line(name)
}
