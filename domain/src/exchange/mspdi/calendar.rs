//! Calendars: the week, and days that differ.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{
    exception::{self, Recurring},
    limits::HOURS,
    row::Row,
    value,
    work_week::{self, WorkWeek},
};
use crate::exchange::{
    plan::{Calendar, Exception, Hours, Plan, WeekDay},
    report::{Code, Ledger, Row as Found, RowKind},
};

pub fn calendar(
    row: &mut Row<'_>,
    index: usize,
    read: &mut usize,
    recurring: &mut Vec<Recurring>,
    weeks: &mut Vec<WorkWeek>,
) -> Calendar {
    row.own_taken();
    let uid = row.int("UID");
    let name = row.line("Name");
    row.is(RowKind::Calendar, uid, &name);
    let mut calendar = Calendar {
        uid: uid.unwrap_or(-1),
        name: row.named(&name),
        ..Calendar::default()
    };
    if uid.is_none() {
        row.find(Code::NoUid, "UID", &[]);
    }
    calendar.is_base = row.flag("IsBaseCalendar").unwrap_or(false);
    // A base calendar names itself, 0 or -1 as its base, depending on the program that wrote it.
    calendar.base = row
        .reference("BaseCalendarUID")
        .filter(|_| !calendar.is_base);
    row.each("Exceptions", |list| {
        list.each("Exception", |one| {
            if exception::takes(one, read) {
                exception::exception(one, index, &mut calendar.exceptions, recurring);
            }
        });
    });
    let plain = calendar.exceptions.iter();
    let mut known: HashSet<Days> = plain.map(|one| (one.from, one.to)).collect();
    row.each("WeekDays", |list| {
        list.each("WeekDay", |day| {
            week_day(day, &mut calendar, &mut known, read);
        });
    });
    row.each("WorkWeeks", |list| {
        list.each("WorkWeek", |week| work_week::work_week(week, index, weeks));
    });
    calendar
}

type Days = (NaiveDate, NaiveDate);

fn week_day(
    row: &mut Row<'_>,
    calendar: &mut Calendar,
    known: &mut HashSet<Days>,
    read: &mut usize,
) {
    let kind = row.int("DayType");
    if kind == Some(0) && !exception::takes(row, read) {
        return;
    }
    let hours = hours(row);
    match (kind, kind.and_then(iso_day)) {
        (_, Some(day)) => {
            if calendar.week.iter().any(|known| known.day == day) {
                row.find(Code::OutOfRange, "DayType", &[&day.to_string()]);
            } else {
                calendar.week.push(WeekDay { day, hours });
            }
        }
        // The way exceptions were written before 2007, and still beside the new one.
        (Some(0), _) => match period(row) {
            Some((from, to)) => {
                if known.insert((from, to)) {
                    calendar.exceptions.push(Exception {
                        name: String::new(),
                        from,
                        to,
                        hours,
                    });
                }
            }
            None => row.find(Code::ExceptionUnreadable, "TimePeriod", &[]),
        },
        _ => row.find(Code::OutOfRange, "DayType", &[]),
    }
}

/// Sunday is 1 in the file and 7 here.
pub fn iso_day(kind: i64) -> Option<u8> {
    match kind {
        1 => Some(7),
        2..=7 => u8::try_from(kind - 1).ok(),
        _ => None,
    }
}

/// First and last day. The file ends a day at 23:59.
pub fn period(row: &mut Row<'_>) -> Option<(NaiveDate, NaiveDate)> {
    let mut found = None;
    row.each("TimePeriod", |period| {
        let from = period.moment("FromDate");
        let to = period.moment("ToDate");
        found = from.zip(to).map(|(from, to)| (from.date(), to.date()));
    });
    found.filter(|(from, to)| from <= to)
}

pub fn hours(row: &mut Row<'_>) -> Vec<Hours> {
    let working = row.flag("DayWorking");
    let (mut hours, mut beyond) = (Vec::new(), 0_usize);
    row.each("WorkingTimes", |list| {
        list.each("WorkingTime", |span| {
            if hours.len() == HOURS {
                beyond += 1;
                return;
            }
            let from = span.value("FromTime", value::time);
            let to = span.value("ToTime", value::time);
            if let Some((from, to)) = from.zip(to) {
                // 00:00 as an end is the midnight that follows; an end before its start is on the next day.
                let to = if to <= from { to + 1440 } else { to };
                hours.push(Hours { from, to });
            }
        });
    });
    if beyond > 0 {
        row.find(Code::HoursTooMany, "WorkingTimes", &[&beyond.to_string()]);
    }
    // The element may be left out: hours alone say that there is work.
    let working = working.unwrap_or(!hours.is_empty());
    if working && hours.is_empty() {
        row.find(Code::DayWithoutHours, "WorkingTimes", &[]);
        hours = vec![
            Hours { from: 480, to: 720 },
            Hours {
                from: 780,
                to: 1020,
            },
        ];
    }
    if !working && !hours.is_empty() {
        hours.clear();
    }
    hours.sort_by_key(|span| span.from);
    // Of two that begin at once the longer holds the other.
    let all = hours.len();
    hours.dedup_by(|next, kept| {
        let twice = next.from == kept.from;
        if twice {
            kept.to = kept.to.max(next.to);
        }
        twice
    });
    if hours.len() < all {
        row.find(Code::HoursTwice, "WorkingTimes", &[]);
    }
    hours
}

/// References between calendars, from the project and from tasks, that lead nowhere are dropped and found.
pub fn settle(plan: &mut Plan, ledger: &mut Ledger) {
    let mut known = HashSet::new();
    let mut next = plan
        .calendars
        .iter()
        .map(|c| c.uid)
        .max()
        .unwrap_or(0)
        .max(0)
        + 1;
    for calendar in &mut plan.calendars {
        if calendar.uid < 0 || !known.insert(calendar.uid) {
            if calendar.uid >= 0 {
                ledger.find(Code::DuplicateUid, || {
                    found(RowKind::Calendar, calendar.uid, &calendar.name, "UID", next)
                });
            }
            calendar.uid = next;
            known.insert(next);
            next += 1;
        }
    }
    for calendar in &mut plan.calendars {
        if let Some(base) = calendar
            .base
            .filter(|base| !known.contains(base) || *base == calendar.uid)
        {
            ledger.find(Code::BaseCalendarUnknown, || {
                found(
                    RowKind::Calendar,
                    calendar.uid,
                    &calendar.name,
                    "BaseCalendarUID",
                    base,
                )
            });
            calendar.base = None;
        }
    }
    drop_unknown(&mut plan.project.calendar, &known, |uid| {
        ledger.find(Code::CalendarUnknown, || {
            found(RowKind::Project, 0, &plan.project.name, "CalendarUID", uid)
        });
    });
    for task in &mut plan.tasks {
        let (uid, name) = (task.uid, &task.name);
        drop_unknown(&mut task.calendar, &known, |calendar| {
            ledger.find(Code::CalendarUnknown, || {
                found(RowKind::Task, uid, name, "CalendarUID", calendar)
            });
        });
    }
    for resource in &mut plan.resources {
        let (uid, name) = (resource.uid, &resource.name);
        drop_unknown(&mut resource.calendar, &known, |calendar| {
            ledger.find(Code::CalendarUnknown, || {
                found(RowKind::Resource, uid, name, "CalendarUID", calendar)
            });
        });
    }
}

fn drop_unknown(slot: &mut Option<i64>, known: &HashSet<i64>, mut tell: impl FnMut(i64)) {
    if let Some(uid) = slot.filter(|uid| !known.contains(uid)) {
        tell(uid);
        *slot = None;
    }
}

pub fn found(kind: RowKind, uid: i64, name: &str, field: &str, arg: i64) -> Found {
    Found {
        kind,
        uid: Some(uid),
        name: name.to_owned(),
        field: field.to_owned(),
        args: vec![arg.to_string()],
    }
}
