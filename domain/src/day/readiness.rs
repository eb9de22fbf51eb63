//! Whether a task can start when it is to start: computed from what is known, never typed.
//!
//! Before its start a task is ready, ready as far as could be checked, at risk, or not ready; after it, it runs or has
//! stopped. Each reason says what is in the way and whose move it is. What is not known (hours, effort) is never taken
//! for zero: it is listed as not checked.

mod asked;
mod verdict;

use chrono::{Days, NaiveDate};

use crate::plan::dates::Constraint;
use crate::plan::status::Category;
pub use asked::{Asked, Assigned, Before, Hours, Link};
pub use verdict::{Because, Called, Mover, Reason, State, Unchecked, Verdict};

pub fn judge(asked: &Asked<'_>) -> Verdict {
    if asked.is_stopped {
        return verdict(State::Stopped, vec![], vec![]);
    }
    if asked.category != Category::Todo {
        return verdict(State::Running, running(asked), vec![]);
    }
    let mut reasons: Vec<Reason> = asked
        .before
        .iter()
        .filter_map(|before| waits_for(asked, before))
        .collect();
    let mut unchecked = Vec::new();
    if !asked.before_known {
        unchecked.push(Unchecked::Before);
    }
    if !asked.is_milestone {
        people(asked, &mut reasons, &mut unchecked);
    }
    dates(asked, &mut reasons);
    // What keeps it from starting comes first; else as found.
    reasons.sort_by_key(|reason| !reason.stops);
    let state = match (reasons.first(), unchecked.is_empty()) {
        (Some(reason), _) if reason.stops => State::NotReady,
        (Some(_), _) => State::AtRisk,
        (None, false) => State::NotChecked,
        (None, true) => State::Ready,
    };
    verdict(state, reasons, unchecked)
}

/// What before it, or which bound date, keeps it from starting; where its people are not asked about.
pub fn held_up(asked: &Asked<'_>) -> Option<Reason> {
    let before = asked.before.iter();
    let mut reasons = before.filter_map(|before| waits_for(asked, before));
    let held = reasons.find(|reason| reason.stops);
    held.or_else(|| bound_start(asked).filter(|reason| reason.stops))
}

fn verdict(state: State, reasons: Vec<Reason>, unchecked: Vec<Unchecked>) -> Verdict {
    Verdict {
        state,
        reasons,
        unchecked,
    }
}

fn stops(because: Because, mover: &Mover) -> Option<Reason> {
    Some(Reason {
        because,
        mover: mover.clone(),
        stops: true,
        until: None,
    })
}

fn risks(because: Because, mover: &Mover) -> Option<Reason> {
    stops(because, mover).map(|reason| Reason {
        stops: false,
        ..reason
    })
}

/// When it is to start; a task with only an end is judged by that.
fn start(asked: &Asked<'_>) -> NaiveDate {
    asked.start.or(asked.finish).unwrap_or(asked.today)
}

/// Whether the link is kept was judged where working time is known ([`Before::earliest`]): here that is put into words.
fn waits_for(asked: &Asked<'_>, before: &Before) -> Option<Reason> {
    let reason = match before.link {
        Link::Fs => after_its_end(asked, before),
        Link::Ss => after_its_start(asked, before),
        Link::Ff => ends_after_its_end(asked, before),
        Link::Sf => ends_after_its_start(asked, before),
    };
    reason.map(|reason| Reason {
        until: before.earliest,
        ..reason
    })
}

/// What it waits for has come about, and still some time has to pass.
fn lag(before: &Before) -> Option<Because> {
    let task = before.called.clone();
    before.earliest.map(|until| Because::Lag { task, until })
}

fn after_its_end(asked: &Asked<'_>, before: &Before) -> Option<Reason> {
    let (task, start, today) = (before.called.clone(), start(asked), asked.today);
    let (mover, due_now) = (&before.mover, start <= today);
    if before.is_done {
        return stops(lag(before)?, &Mover::Nobody);
    }
    if let Some(days) = before.stopped_days {
        let because = Because::BeforeStopped { task, days };
        return if due_now {
            stops(because, mover)
        } else {
            risks(because, mover)
        };
    }
    let Some(finish) = before.finish else {
        return if due_now {
            stops(Because::BeforeOpen { task, due: None }, mover)
        } else {
            risks(Because::BeforeUndated { task }, mover)
        };
    };
    if finish < today {
        let days = (today - finish).num_days();
        return stops(Because::BeforeLate { task, days }, mover);
    }
    before.earliest?;
    if due_now {
        let due = Some(finish);
        return stops(Because::BeforeOpen { task, due }, mover);
    }
    match finish.cmp(&start) {
        std::cmp::Ordering::Less => stops(lag(before)?, mover),
        std::cmp::Ordering::Equal => risks(Because::BeforeEndsThatDay { task }, mover),
        std::cmp::Ordering::Greater => stops(Because::BeforeEndsAfter { task, finish }, mover),
    }
}

fn after_its_start(asked: &Asked<'_>, before: &Before) -> Option<Reason> {
    if before.is_begun || before.is_done {
        return stops(lag(before)?, &Mover::Nobody);
    }
    let (task, start, mover) = (before.called.clone(), start(asked), &before.mover);
    let Some(begins) = before.start else {
        return if start <= asked.today {
            stops(Because::BeforeNotBegun { task }, mover)
        } else {
            risks(Because::BeforeUndated { task }, mover)
        };
    };
    if begins < asked.today {
        return stops(Because::BeforeNotBegun { task }, mover);
    }
    before.earliest?;
    if begins > start {
        return stops(Because::BeforeNotBegun { task }, mover);
    }
    stops(lag(before)?, mover)
}

fn ends_after_its_end(asked: &Asked<'_>, before: &Before) -> Option<Reason> {
    if before.is_done {
        return risks(lag(before)?, &Mover::Nobody);
    }
    let (task, mover) = (before.called.clone(), &before.mover);
    if let Some(days) = before.stopped_days {
        return risks(Because::BeforeStopped { task, days }, mover);
    }
    let finish = before.finish?;
    if finish < asked.today {
        let days = (asked.today - finish).num_days();
        return risks(Because::BeforeLate { task, days }, mover);
    }
    before.earliest?;
    if asked.finish.is_some_and(|own| finish > own) {
        return risks(Because::BeforeEndsAfter { task, finish }, mover);
    }
    risks(lag(before)?, mover)
}

fn ends_after_its_start(asked: &Asked<'_>, before: &Before) -> Option<Reason> {
    if before.is_begun || before.is_done {
        return risks(lag(before)?, &Mover::Nobody);
    }
    let late = before.start.is_some_and(|begins| begins < asked.today);
    if !late && before.earliest.is_none() {
        return None;
    }
    let task = before.called.clone();
    risks(Because::BeforeNotBegun { task }, &before.mover)
}

fn people(asked: &Asked<'_>, reasons: &mut Vec<Reason>, unchecked: &mut Vec<Unchecked>) {
    let outside = asked.outside.iter().cloned();
    unchecked.extend(outside.map(|who| Unchecked::Outside { who }));
    if asked.people.is_empty() {
        if asked.outside.is_empty() {
            reasons.extend(stops(Because::Nobody, &Mover::Lead));
        }
        return;
    }
    if asked.people.iter().any(|person| person.needed.is_none()) {
        unchecked.push(Unchecked::Effort);
    }
    for person in asked.people {
        match person.hours {
            Hours::Unknown => {
                let who = person.name.clone();
                unchecked.push(Unchecked::Hours { who });
                reasons.extend(away_unmeasured(person));
            }
            Hours::Known { own, free } => reasons.extend(available(person, own, free)),
        }
    }
}

/// How long they work is not known, and that they are away when it is to start is.
fn away_unmeasured(person: &Assigned) -> Option<Reason> {
    let (who, back) = (person.name.clone(), person.back);
    person
        .away_first
        .then(|| risks(Because::Away { who, back }, &Mover::Lead))
        .flatten()
}

/// What keeps someone from it. It is their move, and where they are away nobody's but whoever leads.
fn available(person: &Assigned, own: i64, free: i64) -> Option<Reason> {
    let (who, back) = (person.name.clone(), person.back);
    // Of unknown hours, and away on all of these days: they have none then.
    if own == 0 && !person.away_first {
        return stops(Because::NotTheirDays { who }, &Mover::Lead);
    }
    if free == 0 {
        return until(stops(Because::Away { who, back }, &Mover::Lead), back);
    }
    let needed = person.needed.unwrap_or(0);
    if needed > free {
        return risks(Because::TooFewHours { who, free, needed }, &Mover::Lead);
    }
    if needed + person.other > free {
        let work = needed + person.other;
        return risks(Because::Overbooked { who, free, work }, &Mover::Lead);
    }
    match (person.away_first, back) {
        (true, Some(day)) => {
            let because = Because::AwayAtStart { who, back: day };
            until(risks(because, &Mover::Lead), back)
        }
        _ => None,
    }
}

fn until(reason: Option<Reason>, until: Option<NaiveDate>) -> Option<Reason> {
    reason.map(|reason| Reason { until, ..reason })
}

fn dates(asked: &Asked<'_>, reasons: &mut Vec<Reason>) {
    let own = asked
        .people
        .first()
        .map_or(Mover::Lead, |p| p.mover.clone());
    match (asked.start, asked.finish) {
        (None, None) => reasons.extend(risks(Because::NoDates, &Mover::Lead)),
        (_, Some(finish)) if finish < asked.today => {
            let days = (asked.today - finish).num_days();
            reasons.extend(risks(Because::FinishPassed { days }, &own));
        }
        (Some(start), _) if start < asked.today => {
            let days = (asked.today - start).num_days();
            reasons.extend(risks(Because::StartPassed { days }, &own));
        }
        _ => {}
    }
    reasons.extend(deadline(asked));
    reasons.extend(bound_start(asked));
    reasons.extend(bound_finish(asked));
}

/// What binds its start. Only "no earlier" keeps it from starting: that day can be waited for.
fn bound_start(asked: &Asked<'_>) -> Option<Reason> {
    let (by, date) = asked.constraint?;
    let start = start(asked).max(asked.today);
    let bound = Because::Bound { by, date };
    match by {
        Constraint::StartNoEarlierThan | Constraint::MustStartOn if start < date => {
            until(stops(bound, &Mover::Nobody), Some(date))
        }
        Constraint::StartNoLaterThan | Constraint::MustStartOn if start > date => {
            risks(bound, &Mover::Lead)
        }
        _ => None,
    }
}

fn bound_finish(asked: &Asked<'_>) -> Option<Reason> {
    let (by, date) = asked.constraint?;
    let finish = asked.finish.unwrap_or(asked.today).max(asked.today);
    let breaks = match by {
        Constraint::FinishNoEarlierThan => finish < date,
        Constraint::FinishNoLaterThan => finish > date,
        Constraint::MustFinishOn => finish != date,
        _ => false,
    };
    let bound = Because::Bound { by, date };
    if breaks {
        risks(bound, &Mover::Lead)
    } else {
        None
    }
}

fn deadline(asked: &Asked<'_>) -> Option<Reason> {
    let (deadline, finish) = (asked.deadline?, asked.finish.unwrap_or(asked.today));
    let days = (finish.max(asked.today) - deadline).num_days();
    (days > 0)
        .then_some(())
        .and_then(|()| risks(Because::AfterDeadline { days }, &Mover::Lead))
}

/// What is to be said of a task that runs.
fn running(asked: &Asked<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let Some(finish) = asked.finish.filter(|finish| *finish < asked.today) {
        let own = asked
            .people
            .first()
            .map_or(Mover::Lead, |p| p.mover.clone());
        let days = (asked.today - finish).num_days();
        reasons.extend(risks(Because::FinishPassed { days }, &own));
    }
    reasons.extend(deadline(asked));
    reasons.extend(bound_finish(asked));
    let all_away = !asked.people.is_empty() && asked.people.iter().all(|p| p.away_first);
    for person in asked.people.iter().filter(|_| all_away) {
        let (who, back) = (person.name.clone(), person.back);
        reasons.extend(risks(Because::Away { who, back }, &Mover::Lead));
    }
    reasons
}

/// The window over which a task that has not begun is judged: from its start, or today where that has passed, to its
/// end, at least a day.
pub fn window(
    today: NaiveDate,
    start: Option<NaiveDate>,
    finish: Option<NaiveDate>,
) -> (NaiveDate, NaiveDate) {
    let first = start.or(finish).unwrap_or(today).max(today);
    let last = finish.unwrap_or(first).max(first);
    // A window of years is judged by its first one.
    let end = first.checked_add_days(Days::new(365)).unwrap_or(first);
    (first, last.min(end))
}

#[cfg(test)]
mod tests;
