//! How long a task is thought to take: effort, duration, and an estimate in three points.

use super::fields::{Field, Fields, Wrong};
use super::task::TaskKind;
use crate::refusal::Code;

pub(super) fn wrong(task: &Fields) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let above = |one: Option<i64>, two: Option<i64>| matches!((one, two), (Some(one), Some(two)) if one > two);
    if above(task.optimistic, task.likely) {
        wrong.push((
            &[Field::Likely, Field::Optimistic],
            Code::EstimatesOutOfOrder,
        ));
    }
    if above(task.likely, task.pessimistic) {
        wrong.push((
            &[Field::Pessimistic, Field::Likely],
            Code::EstimatesOutOfOrder,
        ));
    }
    if above(task.optimistic, task.pessimistic) {
        wrong.push((
            &[Field::Pessimistic, Field::Optimistic],
            Code::EstimatesOutOfOrder,
        ));
    }
    let takes_time = task.duration.is_some_and(|duration| duration.minutes > 0);
    if task.kind == TaskKind::Milestone && takes_time {
        wrong.push((&[Field::Duration, Field::Kind], Code::MilestoneTakesNoTime));
    }
    wrong
}
