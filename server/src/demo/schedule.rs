//! When each task of the demo was begun and is to end, in working days from today (day 0): after what it waits for, and
//! when its person has a hand free. People work on two things at a time, half of the day each.
//!
//! Only the demo's: what a real plan's dates follow from is the planner's.

use std::collections::HashMap;

use super::script::{Plan, Task};

/// First day and the day after the last. A milestone has no length: it stands at the end of the day before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub start: i64,
    pub end: i64,
    /// When what waits for it can begin: later than planned where it is late or stands still.
    free: i64,
}

/// What a task is today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Done,
    UnderWay,
    Ahead,
}

pub fn state(task: &Task, span: Span) -> State {
    let open = task.late || task.stuck.is_some();
    if span.end <= 0 && !open {
        State::Done
    } else if span.start < 0 && (open || span.end > span.start) {
        // What is to begin today nobody has begun yet this morning.
        State::UnderWay
    } else {
        State::Ahead
    }
}

/// How many tasks one person has in hand.
const HANDS: usize = 2;

/// Spans of all tasks of all plans, in their order. What waits for itself never begins and is left out: a test finds it.
pub fn lay_out(plans: &[Plan]) -> Vec<Vec<Option<Span>>> {
    let mut spans: Vec<Vec<Option<Span>>> =
        plans.iter().map(|p| vec![None; p.tasks.len()]).collect();
    let mut hands: HashMap<&str, [i64; HANDS]> = HashMap::new();
    while let Some((start, at, n)) = next(plans, &spans, &hands) {
        let task = &plans[at].tasks[n];
        let start = task.begun.unwrap_or(start);
        let end = start + task.days;
        let free = match (task.late, task.stuck.is_some()) {
            (_, true) => end.max(3),
            (true, _) => end.max(2),
            _ => end,
        };
        spans[at][n] = Some(Span { start, end, free });
        if let (Some(who), None) = (task.who, task.begun)
            && task.days > 0
        {
            let hands = hands.entry(who).or_insert([i64::MIN; HANDS]);
            if let Some(hand) = hands.iter_mut().min() {
                *hand = end;
            }
        }
    }
    spans
}

/// Of all that could be begun, what can be begun first.
fn next(
    plans: &[Plan],
    spans: &[Vec<Option<Span>>],
    hands: &HashMap<&str, [i64; HANDS]>,
) -> Option<(i64, usize, usize)> {
    let mut first: Option<(i64, usize, usize)> = None;
    for (at, plan) in plans.iter().enumerate() {
        for (n, task) in plan.tasks.iter().enumerate() {
            if spans[at][n].is_some() {
                continue;
            }
            let Some(mut start) = after_all(plan, task, &spans[at]) else {
                continue;
            };
            if let (Some(who), true) = (task.who, task.days > 0) {
                let free = hands.get(who).and_then(|hands| hands.iter().min());
                start = start.max(free.copied().unwrap_or(i64::MIN));
            }
            if first.is_none_or(|(earliest, ..)| start < earliest) {
                first = Some((start, at, n));
            }
        }
    }
    first
}

/// The first day on which nothing that it waits for is in its way, once all of that is known.
fn after_all(plan: &Plan, task: &Task, spans: &[Option<Span>]) -> Option<i64> {
    task.after.iter().try_fold(plan.start, |start, after| {
        spans[after.task].map(|before| {
            let at = match after.kind {
                "ss" => before.start,
                "sf" => before.start - task.days,
                "ff" => before.free - task.days,
                _ => before.free,
            };
            start.max(at + after.lag)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::plans;
    use super::*;

    #[test]
    fn every_task_has_its_place_and_something_is_always_under_way() {
        let plans = plans().unwrap();
        let spans = lay_out(&plans);
        for (plan, spans) in plans.iter().zip(&spans) {
            let mut states = HashMap::new();
            for (task, span) in plan.tasks.iter().zip(spans) {
                let span = span.unwrap_or_else(|| panic!("{} waits for itself", task.title));
                assert!(
                    span.start >= -130 && span.end <= 60,
                    "{}: {span:?}",
                    task.title
                );
                *states.entry(state(task, span) as u8).or_insert(0) += 1;
                if let Some(stuck) = &task.stuck {
                    assert!(stuck.since >= span.start, "{} stops first", task.title);
                }
            }
            assert!(states.len() >= 2, "{}: {states:?}", plan.title);
        }
    }
}
