//! Exceptions of a calendar. A recurring one becomes its days within the plan, when the plan's ends are known.

use chrono::NaiveDate;

use super::{
    calendar::{found, hours, period},
    limits::EXCEPTIONS,
    recurrence::Rule,
    row::Row,
    window::Window,
};
use crate::exchange::{
    plan::{Exception, Plan},
    report::{Code, Ledger, Row as Found, RowKind},
};

pub struct Recurring {
    calendar: usize,
    exception: Exception,
    rule: Rule,
    occurrences: Option<i64>,
}

/// Whether one more is read, of all that the file has.
pub fn takes(row: &mut Row<'_>, read: &mut usize) -> bool {
    if *read == EXCEPTIONS {
        row.find(Code::ExceptionsTooMany, "Exception", &[]);
        return false;
    }
    *read += 1;
    true
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
    let name = row.line("Name");
    let exception = Exception {
        name: row.named(&name),
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

/// Each becomes its days within the plan. What of it is lost is said for what it is: days too far from the plan, a way of
/// repeating that is not known, a rule that meets no day, a plan without dates, or more days than are read.
pub fn expand(
    recurring: Vec<Recurring>,
    plan: &mut Plan,
    window: &mut Window,
    ledger: &mut Ledger,
) {
    for one in recurring {
        let Some(calendar) = plan.calendars.get_mut(one.calendar) else {
            continue;
        };
        let (uid, called) = (calendar.uid, calendar.name.clone());
        let mut tell = |code, days: usize| {
            ledger.find(code, || Found {
                args: vec![one.exception.name.clone(), days.to_string()],
                ..found(RowKind::Calendar, uid, &called, "Exception", 0)
            });
        };
        if !one.rule.is_known() {
            tell(Code::ExceptionUnknown, 0);
            continue;
        }
        if !window.has_dates() {
            tell(Code::ExceptionWithoutPlan, 0);
            continue;
        }
        let most = one
            .occurrences
            .map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(0));
        let (mut inside, mut outside, mut cut) = (Vec::new(), 0, false);
        for day in one
            .rule
            .days(one.exception.from, one.exception.to)
            .take(most)
        {
            if !window.looks() {
                cut = true;
                break;
            }
            if !window.holds(day) {
                outside += 1;
            } else if window.takes() {
                inside.push(day);
            } else {
                cut = true;
                break;
            }
        }
        if cut {
            tell(Code::CalendarDaysTooMany, inside.len());
        } else if inside.is_empty() && outside == 0 {
            tell(Code::ExceptionNever, 0);
        }
        if outside > 0 {
            tell(Code::ExceptionOutsidePlan, outside);
        }
        if !inside.is_empty() {
            tell(Code::ExceptionExpanded, inside.len());
        }
        calendar
            .exceptions
            .extend(inside.into_iter().map(|day| on(day, &one.exception)));
    }
}

fn on(day: NaiveDate, exception: &Exception) -> Exception {
    Exception {
        from: day,
        to: day,
        ..exception.clone()
    }
}
