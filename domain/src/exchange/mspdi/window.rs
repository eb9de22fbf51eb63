//! How far what repeats is followed: the times that hold tasks, a year wider on both sides, since a plan that slips keeps
//! its holidays; and no more days in one file than are looked at in no time.

use chrono::{Days, Months, NaiveDate};

use super::limits::{LOOKED_AT, OCCURRENCES};
use crate::exchange::plan::{Plan, Task};

/// First and last day of a stretch.
pub type Stretch = (NaiveDate, NaiveDate);

pub struct Window {
    /// In order and apart; none: the plan has no dates.
    stretches: Vec<Stretch>,
    left: usize,
    looks: usize,
}

impl Window {
    pub fn of(plan: &Plan) -> Self {
        Self {
            stretches: stretches(plan),
            left: OCCURRENCES,
            looks: LOOKED_AT,
        }
    }

    pub fn has_dates(&self) -> bool {
        !self.stretches.is_empty()
    }

    pub fn holds(&self, day: NaiveDate) -> bool {
        let after = self.stretches.partition_point(|(first, _)| *first <= day);
        let before = after.checked_sub(1).and_then(|at| self.stretches.get(at));
        before.is_some_and(|(_, last)| *last >= day)
    }

    /// What of these days lies within.
    pub fn within(&self, from: NaiveDate, to: NaiveDate) -> Vec<Stretch> {
        let parts = self.stretches.iter();
        let parts = parts.map(|(first, last)| (from.max(*first), to.min(*last)));
        parts.filter(|(from, to)| from <= to).collect()
    }

    /// Whether one more day may be looked at.
    pub fn looks(&mut self) -> bool {
        take_one(&mut self.looks)
    }

    /// Whether one more row may be made.
    pub fn takes(&mut self) -> bool {
        take_one(&mut self.left)
    }
}

fn take_one(left: &mut usize) -> bool {
    let less = left.checked_sub(1);
    *left = less.unwrap_or(0);
    less.is_some()
}

/// A task that lasts longer has a date typed wrongly: that must not make a century of holidays, nor lose those of the
/// years in which the others are.
const LONGEST: Days = Days::new(366 * 30);

fn stretches(plan: &Plan) -> Vec<Stretch> {
    let day = |moment: Option<chrono::NaiveDateTime>| moment.map(|moment| moment.date());
    let mut ends = Vec::new();
    let mut put = |start: Option<NaiveDate>, finish: Option<NaiveDate>| {
        let (Some(from), Some(to)) = (start.or(finish), finish.or(start)) else {
            return;
        };
        let (from, to) = (from.min(to), from.max(to));
        match from.checked_add_days(LONGEST).is_some_and(|far| to > far) {
            true => ends.extend([(from, from), (to, to)]),
            false => ends.push((from, to)),
        }
    };
    let (start, finish) = (day(plan.project.start), day(plan.project.finish));
    let dated = |task: &&Task| !task.summary && task.start.or(task.finish).is_some();
    let dated = plan.tasks.iter().any(|task| dated(&task));
    if dated {
        put(start, None);
        put(finish, None);
    } else {
        put(start, finish);
    }
    for task in &plan.tasks {
        // The dates of a summary are those of what lies below it.
        if !(dated && task.summary) {
            put(day(task.start), day(task.finish));
        }
        put(day(task.deadline), None);
    }
    let year = Months::new(12);
    let wider = ends.into_iter().filter_map(|(from, to)| {
        Some((from.checked_sub_months(year)?, to.checked_add_months(year)?))
    });
    let mut all: Vec<Stretch> = wider.collect();
    all.sort_unstable();
    all.dedup_by(|next, kept| {
        let joined = next.0 <= kept.1;
        if joined {
            kept.1 = kept.1.max(next.1);
        }
        joined
    });
    all
}
