//! Levels to parents, by the order of the rows; uids made unique.

use std::collections::HashSet;

use super::{
    calendar::found,
    task::{ELSEWHERE, Read},
};
use crate::exchange::{
    plan::{Plan, Task},
    report::{Code, Ledger, Row, RowKind},
};

#[derive(Default)]
pub struct Outline {
    /// The last task of each level, from the top to the present row.
    open: Vec<i64>,
    seen: HashSet<i64>,
    flags: Vec<Option<bool>>,
    /// Rows whose uid is missing or taken: they get one when the highest is known.
    without: Vec<usize>,
    blanks: usize,
    first: bool,
}

impl Outline {
    pub fn blanks(&self) -> usize {
        self.blanks
    }

    pub fn place(&mut self, read: Read, plan: &mut Plan, ledger: &mut Ledger) {
        let first = !std::mem::replace(&mut self.first, true);
        let mut task = read.task;
        let nothing = task.name.is_empty() && task.start.is_none() && task.duration.is_none();
        if read.blank || (nothing && !read.has_uid) {
            self.blanks += 1;
            ledger.find(Code::BlankRow, || row(&task, "IsNull"));
            return;
        }
        if read.level == Some(0) && first {
            ledger.find(Code::ProjectRow, || row(&task, "OutlineLevel"));
            plan.project.row = Some(Box::new(task));
            return;
        }
        if task.name.is_empty() {
            ledger.find(Code::NoName, || row(&task, "Name"));
        }
        let told = level(read.level, &task.outline_number);
        let level = told.clamp(1, self.open.len() as i64 + 1);
        if told != level {
            ledger.find(Code::OutlineJump, || {
                found(RowKind::Task, task.uid, &task.name, "OutlineLevel", told)
            });
        }
        let index = plan.tasks.len();
        self.open.truncate(usize::try_from(level - 1).unwrap_or(0));
        // Parents are kept by index until every uid is final.
        task.parent = self.open.last().copied();
        task.level = u16::try_from(level).unwrap_or(u16::MAX);
        self.open.push(index as i64);
        if !read.has_uid || task.uid < 0 {
            ledger.find(Code::NoUid, || row(&task, "UID"));
            self.without.push(index);
        } else if !self.seen.insert(task.uid) {
            self.without.push(index);
        }
        self.flags.push(read.flagged_summary);
        plan.tasks.push(task);
    }

    pub fn finish(&mut self, plan: &mut Plan, ledger: &mut Ledger) {
        let mut next = self.seen.iter().max().copied().unwrap_or(0).max(0) + 1;
        for index in &self.without {
            let Some(task) = plan.tasks.get_mut(*index) else {
                continue;
            };
            if task.uid >= 0 {
                ledger.find(Code::DuplicateUid, || {
                    found(RowKind::Task, task.uid, &task.name, "UID", next)
                });
            }
            task.uid = next;
            next += 1;
        }
        let uids: Vec<i64> = plan.tasks.iter().map(|task| task.uid).collect();
        let mut has_children = vec![false; uids.len()];
        for task in &mut plan.tasks {
            let parent = task.parent.and_then(|index| usize::try_from(index).ok());
            if let Some(mark) = parent.and_then(|index| has_children.get_mut(index)) {
                *mark = true;
            }
            task.parent = parent.and_then(|index| uids.get(index).copied());
        }
        // The outline decides what is a summary: a flag without children would be an empty box.
        for ((task, parent), flag) in plan.tasks.iter_mut().zip(has_children).zip(&self.flags) {
            match (parent, flag) {
                (true, Some(false)) => {
                    ledger.find(Code::SummaryWithoutFlag, || row(task, "Summary"))
                }
                (false, Some(true)) => {
                    ledger.find(Code::SummaryWithoutChildren, || row(task, "Summary"));
                }
                _ => {}
            }
            task.summary = parent;
            // What is open in the file with all its rows is work here.
            task.elsewhere &= !parent;
            if task.elsewhere {
                ledger.find(Code::Elsewhere, || Row {
                    args: vec![other_project(task)],
                    ..row(task, "ExternalTask")
                });
            }
        }
    }
}

fn other_project(task: &Task) -> String {
    let named = |name: &str| task.fields.iter().find(|one| one.field == name);
    let name = ELSEWHERE.iter().find_map(|(_, name)| named(name));
    name.map(|one| one.value.clone()).unwrap_or_default()
}

fn level(level: Option<i64>, number: &str) -> i64 {
    level.unwrap_or_else(|| {
        if number.is_empty() {
            1
        } else {
            number.matches('.').count() as i64 + 1
        }
    })
}

fn row(task: &Task, field: &str) -> Row {
    Row {
        kind: RowKind::Task,
        uid: Some(task.uid),
        name: task.name.clone(),
        field: field.to_owned(),
        args: Vec::new(),
    }
}
