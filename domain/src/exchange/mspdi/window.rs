//! How far what repeats is followed: the plan's own time, a year wider on both sides, since a plan that slips keeps its
//! holidays; and no more days in one file than are looked at in no time.

use chrono::{Days, Months, NaiveDate};

use super::limits::{LOOKED_AT, OCCURRENCES};
use crate::exchange::plan::Plan;

pub struct Window {
    /// First and last day; none: the plan has no dates.
    pub ends: Option<(NaiveDate, NaiveDate)>,
    left: usize,
    looks: usize,
}

impl Window {
    pub fn of(plan: &Plan) -> Self {
        Self {
            ends: ends(plan),
            left: OCCURRENCES,
            looks: LOOKED_AT,
        }
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

fn ends(plan: &Plan) -> Option<(NaiveDate, NaiveDate)> {
    let project = [plan.project.start, plan.project.finish];
    let dates = || {
        let tasks = plan
            .tasks
            .iter()
            .flat_map(|t| [t.start, t.finish, t.deadline]);
        project.into_iter().chain(tasks).flatten()
    };
    let first = dates().min()?.date().checked_sub_months(Months::new(12))?;
    let last = dates().max()?.date().checked_add_months(Months::new(12))?;
    // A date typed wrongly must not make a century of holidays.
    let far = first.checked_add_days(Days::new(366 * 30))?;
    Some((first, last.min(far)))
}
