//! Exceptions of a calendar. A recurring one becomes its days within the plan, when the plan's ends are known.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{
    calendar::{found, hours, period},
    limits::OCCURRENCES,
    row::Row,
};
use crate::exchange::{
    plan::{Exception, Plan},
    report::{Code, Ledger, RowKind},
};

pub struct Recurring {
    calendar: usize,
    exception: Exception,
    rule: Rule,
    occurrences: Option<i64>,
}

struct Rule {
    kind: i64,
    every: u32,
    /// Sunday is bit 0.
    days: i64,
    month: u32,
    month_day: u32,
    /// 0 first … 3 fourth, 4 last.
    position: i64,
    /// 3 Sunday … 9 Saturday.
    item: i64,
}

pub fn exception(
    row: &mut Row<'_>,
    calendar: usize,
    plain: &mut Vec<Exception>,
    recurring: &mut Vec<Recurring>,
) {
    let Some((from, to)) = period(row) else {
        row.find(Code::ExceptionUnreadable, "TimePeriod", &[]);
        return;
    };
    let exception = Exception {
        name: row.line("Name"),
        from,
        to,
        hours: hours(row),
    };
    let mut small = |name| row.int(name).and_then(|n| u32::try_from(n).ok());
    let rule = Rule {
        every: small("Period").unwrap_or(1).clamp(1, 1000),
        month: small("Month").unwrap_or(0) + 1,
        month_day: small("MonthDay").unwrap_or(0),
        kind: row.int("Type").unwrap_or(1),
        days: row.int("DaysOfWeek").unwrap_or(0),
        position: row.int("MonthPosition").unwrap_or(0),
        item: row.int("MonthItem").unwrap_or(-1),
    };
    let occurrences = row.int("Occurrences");
    let by_count = row.flag("EnteredByOccurrences").unwrap_or(false);
    if rule.kind == 1 && rule.every == 1 {
        plain.push(exception);
    } else {
        recurring.push(Recurring {
            calendar,
            exception,
            rule,
            occurrences: occurrences.filter(|_| by_count),
        });
    }
}

/// The window is the plan's own, a year wider on both sides: a plan that slips keeps its holidays.
pub fn expand(recurring: Vec<Recurring>, plan: &mut Plan, ledger: &mut Ledger) {
    let window = window(plan);
    let mut left = OCCURRENCES;
    for one in recurring {
        let Some(calendar) = plan.calendars.get_mut(one.calendar) else {
            continue;
        };
        let name = &one.exception.name;
        let tell = |ledger: &mut Ledger, code, arg: usize| {
            ledger.find(code, || {
                found(
                    RowKind::Calendar,
                    calendar.uid,
                    name,
                    "Exception",
                    arg as i64,
                )
            });
        };
        let Some((first, last)) = window else {
            tell(ledger, Code::ExceptionOutsidePlan, 0);
            continue;
        };
        let (mut inside, mut outside, mut seen) = (Vec::new(), 0, 0);
        let mut day = one.exception.from;
        let end = one.exception.to;
        while day <= end && one.occurrences.is_none_or(|n| seen < n) && day <= last {
            if one.rule.falls_on(day, one.exception.from) {
                seen += 1;
                if day >= first && inside.len() < left {
                    inside.push(day);
                } else {
                    outside += 1;
                }
            }
            let Some(next) = day.succ_opt() else { break };
            day = next;
        }
        left -= inside.len();
        if outside > 0 || end > last || inside.is_empty() {
            tell(ledger, Code::ExceptionOutsidePlan, outside);
        }
        if !inside.is_empty() {
            tell(ledger, Code::ExceptionExpanded, inside.len());
        }
        calendar
            .exceptions
            .extend(inside.into_iter().map(|day| Exception {
                from: day,
                to: day,
                ..one.exception.clone()
            }));
    }
}

fn window(plan: &Plan) -> Option<(NaiveDate, NaiveDate)> {
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

impl Rule {
    fn falls_on(&self, day: NaiveDate, from: NaiveDate) -> bool {
        let every = i64::from(self.every);
        let days = (day - from).num_days();
        let months = i64::from(day.year() - from.year()) * 12 + i64::from(day.month())
            - i64::from(from.month());
        let weeks = (days + i64::from(from.weekday().num_days_from_sunday())) / 7;
        match self.kind {
            1 | 7 => days % every == 0,
            2 => day.month() == self.month && day.day() == self.month_day,
            3 => day.month() == self.month && self.by_position(day),
            4 => months % every == 0 && day.day() == self.month_day,
            5 => months % every == 0 && self.by_position(day),
            6 => weeks % every == 0 && (self.days >> day.weekday().num_days_from_sunday()) & 1 == 1,
            _ => false,
        }
    }

    /// "The third Thursday": one of seven weekdays. Day, weekday and weekend day are not read, and so never match.
    fn by_position(&self, day: NaiveDate) -> bool {
        if i64::from(day.weekday().num_days_from_sunday()) + 3 != self.item {
            return false;
        }
        match self.position {
            nth @ 0..=3 => i64::from(day.day0() / 7) == nth,
            4 => day
                .checked_add_days(Days::new(7))
                .is_none_or(|next| next.month() != day.month()),
            _ => false,
        }
    }
}
