//! When a task is: planned, bound, and as it came about.

use chrono::NaiveDate;

use super::fields::{Field, Fields, Wrong};
use crate::access::coded;
use crate::refusal::Code;
use crate::time::When;

coded!(
    /// Who says the dates: a person, or the plan once it computes them.
    Mode { Auto = "auto", Manual = "manual" }
);

coded!(
    /// What a task's dates are bound by, as every scheduler of the field has it.
    Constraint {
        AsSoonAsPossible = "asap",
        AsLateAsPossible = "alap",
        StartNoEarlierThan = "snet",
        StartNoLaterThan = "snlt",
        FinishNoEarlierThan = "fnet",
        FinishNoLaterThan = "fnlt",
        MustStartOn = "mso",
        MustFinishOn = "mfo",
    }
);

impl Constraint {
    pub fn needs_date(self) -> bool {
        !matches!(self, Self::AsSoonAsPossible | Self::AsLateAsPossible)
    }
}

pub(super) fn wrong(task: &Fields, today: NaiveDate) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let before = |one: Option<When>, two: Option<When>| matches!((one, two), (Some(one), Some(two)) if one.is_before(two));
    if before(task.finish, task.start) {
        wrong.push((&[Field::Finish, Field::Start], Code::FinishBeforeStart));
    }
    if before(task.actual_finish, task.actual_start) {
        wrong.push((
            &[Field::ActualFinish, Field::ActualStart],
            Code::FinishBeforeStart,
        ));
    }
    if task.constraint.needs_date() && task.constraint_date.is_none() {
        wrong.push((
            &[Field::ConstraintDate, Field::Constraint],
            Code::ConstraintNeedsDate,
        ));
    }
    if !task.constraint.needs_date() && task.constraint_date.is_some() {
        wrong.push((
            &[Field::ConstraintDate, Field::Constraint],
            Code::ConstraintTakesNoDate,
        ));
    }
    let ahead = |when: Option<When>| when.is_some_and(|when| when.day > today);
    if ahead(task.actual_start) {
        wrong.push((&[Field::ActualStart], Code::NotYet));
    }
    if ahead(task.actual_finish) {
        wrong.push((&[Field::ActualFinish], Code::NotYet));
    }
    if task.actual_finish.is_some() && !task.status.is_done() && task.percent < 100 {
        wrong.push((&[Field::ActualFinish, Field::Percent], Code::FinishedIsDone));
    }
    wrong
}
