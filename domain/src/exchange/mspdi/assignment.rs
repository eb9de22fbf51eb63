//! Who works on what.

use std::collections::HashSet;

use super::{
    calendar::found,
    row::Row,
    task::{baselines, fields},
};
use crate::exchange::{
    plan::{Assignment, Plan},
    report::{Code, Ledger, RowKind},
};

pub fn assignment(row: &mut Row<'_>) -> Assignment {
    row.own_taken();
    let uid = row.int("UID");
    row.is(RowKind::Assignment, uid, "");
    Assignment {
        uid: uid.unwrap_or(-1),
        task: row.int("TaskUID").unwrap_or(-1),
        resource: row.int("ResourceUID"),
        units: row.units("Units"),
        work: row.minutes("Work"),
        actual_work: row.minutes("ActualWork"),
        remaining_work: row.minutes("RemainingWork"),
        start: row.moment("Start"),
        finish: row.moment("Finish"),
        actual_start: row.moment("ActualStart"),
        actual_finish: row.moment("ActualFinish"),
        baselines: baselines(row),
        notes: row.text("Notes").unwrap_or_default(),
        fields: fields(row),
    }
}

pub fn settle(plan: &mut Plan, placeholders: &[i64], ledger: &mut Ledger) {
    let row = plan.project.row.as_ref().map(|row| row.uid);
    let tasks: HashSet<i64> = plan.tasks.iter().map(|task| task.uid).chain(row).collect();
    let resources: HashSet<i64> = plan.resources.iter().map(|one| one.uid).collect();
    let placeholders: HashSet<i64> = placeholders.iter().copied().collect();
    let mut seen = HashSet::new();
    let highest = plan.assignments.iter().map(|a| a.uid).max();
    let mut next = highest.unwrap_or(0).max(0) + 1;
    plan.assignments.retain_mut(|one| {
        let tell = |arg| found(RowKind::Assignment, one.uid, "", "Assignment", arg);
        if !tasks.contains(&one.task) {
            ledger.find(Code::AssignmentToUnknownTask, || tell(one.task));
            return false;
        }
        match one.resource {
            Some(uid) if resources.contains(&uid) => {}
            // -65535 is how the file says nobody.
            Some(uid) if uid < 0 || placeholders.contains(&uid) => {
                ledger.find(Code::Unassigned, || tell(one.task));
                one.resource = None;
            }
            Some(uid) => {
                ledger.find(Code::ResourceUnknown, || tell(uid));
                one.resource = None;
            }
            None => ledger.find(Code::Unassigned, || tell(one.task)),
        }
        if one.uid < 0 || !seen.insert(one.uid) {
            let code = if one.uid < 0 {
                Code::NoUid
            } else {
                Code::DuplicateUid
            };
            ledger.find(code, || {
                found(RowKind::Assignment, one.uid, "", "UID", next)
            });
            one.uid = next;
            next += 1;
        }
        true
    });
}
