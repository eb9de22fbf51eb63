//! The states of a file's work: by name in their order, each with what it seems to mean.

use std::collections::HashMap;

use crate::exchange::plan::{FieldValue, Task};
use crate::exchange::report::{Code, Ledger, Row, RowKind};
use crate::exchange::tracked::State;
use crate::plan::status::Category;
use crate::plan::workflow;
use crate::text::fold;

#[derive(Default)]
pub(in crate::exchange) struct States {
    list: Vec<(String, Option<Category>)>,
    by: HashMap<String, usize>,
}

/// The state of what was put away.
const ARCHIVED: &str = "Archived";

/// How the usual states are called here, folded: one that is called so needs no state of its own.
const HERE: [(Category, &str); 4] = [
    (Category::Todo, "up next"),
    (Category::Doing, "under way"),
    (Category::Review, "in review"),
    (Category::Done, "done"),
];

/// Names by which a state is known to mean something, folded.
const USUAL: [(Category, &[&str]); 4] = [
    (
        Category::Todo,
        &[
            "to do",
            "todo",
            "open",
            "new",
            "backlog",
            "ready",
            "not started",
            "unstarted",
            "planned",
            "triage",
            "selected for development",
            "ideas",
            "next",
            "zu erledigen",
            "offen",
            "neu",
            "geplant",
            "up next",
            "à faire",
            "por hacer",
            "do zrobienia",
            "reopened",
        ],
    ),
    (
        Category::Doing,
        &[
            "doing",
            "in progress",
            "started",
            "in development",
            "under way",
            "wip",
            "working on it",
            "active",
            "in arbeit",
            "en cours",
            "en curso",
            "w toku",
            "blocked",
            "on hold",
        ],
    ),
    (
        Category::Review,
        &[
            "review",
            "in review",
            "code review",
            "testing",
            "in testing",
            "qa",
            "in qa",
            "test",
            "to verify",
            "waiting for approval",
            "in prüfung",
            "abnahme",
            "in revision",
        ],
    ),
    (
        Category::Done,
        &[
            "done",
            "closed",
            "resolved",
            "complete",
            "completed",
            "finished",
            "released",
            "shipped",
            "deployed",
            "cancelled",
            "canceled",
            "duplicate",
            "won't do",
            "won't fix",
            "rejected",
            "archived",
            "fertig",
            "erledigt",
            "geschlossen",
            "terminé",
            "hecho",
            "gotowe",
        ],
    ),
];

impl States {
    /// The place of a state by its name; `means` is what the file says it means.
    pub fn named(&mut self, name: &str, means: Option<Category>) -> Option<usize> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return None;
        }
        let known = self.by.get(&fold(&name)).copied();
        if let Some(at) = known {
            if let Some((_, meant)) = self.list.get_mut(at) {
                *meant = meant.or(means);
            }
            return Some(at);
        }
        self.by.insert(fold(&name), self.list.len());
        self.list.push((name, means));
        Some(self.list.len() - 1)
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether a state seems to mean that work is done.
    pub fn is_done(&self, at: Option<usize>) -> bool {
        at.and_then(|at| self.list.get(at))
            .is_some_and(|(name, means)| meaning(name, *means).0 == Category::Done)
    }

    pub fn archive(&mut self) -> usize {
        self.named(ARCHIVED, Some(Category::Done)).unwrap_or(0)
    }

    /// Those that some task is in or that the file lists, fitted to what a state may be called.
    pub fn settle(self, tasks: &mut [Task], ledger: &mut Ledger) -> Vec<State> {
        let mut states: Vec<State> = Vec::new();
        let mut place = Vec::new();
        for (whole, means) in &self.list {
            let short: String = whole.chars().take(workflow::NAME).collect();
            let name = super::super::fit::line(short.trim_end());
            let known = states.iter().position(|one| fold(&one.name) == fold(&name));
            if name != *whole {
                ledger.find(Code::StateCut, || Row {
                    kind: RowKind::Field,
                    uid: None,
                    name: whole.clone(),
                    field: "Status".to_owned(),
                    args: vec![name.clone()],
                });
            }
            place.push(known.unwrap_or(states.len()));
            if known.is_none() {
                let (category, usual) = meaning(&name, *means);
                states.push(State {
                    name,
                    category,
                    usual,
                    tasks: 0,
                });
            }
        }
        for task in tasks {
            let Some(tracked) = task.tracked.as_deref_mut() else {
                continue;
            };
            let Some(was) = tracked.state else { continue };
            let at = place.get(was).copied().unwrap_or(0);
            tracked.state = Some(at);
            let Some(state) = states.get_mut(at) else {
                continue;
            };
            state.tasks += 1;
            if let Some((whole, _)) = self.list.get(was).filter(|(name, _)| *name != state.name) {
                task.fields.push(FieldValue {
                    field: "Status".to_owned(),
                    value: whole.clone(),
                });
            }
        }
        states
    }
}

/// What the file says it means stands above what its name sounds like; but to be looked at is under way in most files.
fn meaning(name: &str, says: Option<Category>) -> (Category, bool) {
    let folded = fold(name);
    let known = USUAL
        .iter()
        .find(|(_, names)| names.contains(&folded.as_str()));
    let sounds = known.map(|(category, _)| *category);
    let category = match (says, sounds) {
        (Some(Category::Doing), Some(Category::Review)) => Category::Review,
        (Some(says), _) => says,
        (None, Some(sounds)) => sounds,
        (None, None) => Category::Todo,
    };
    let usual = HERE
        .iter()
        .any(|(of, name)| *of == category && *name == folded);
    (category, usual)
}
