//! Special weeks of a calendar: a stretch of time in which its week is another one. Each becomes the days that differ,
//! within the plan. An exception stands above them: they are laid out after all of those, of the calendar and of what it
//! builds on.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};

use super::{
    calendar::{found, hours, iso_day, period},
    row::Row,
    window::Window,
};
use crate::exchange::{
    plan::{Exception, Hours, Plan},
    report::{Code, Ledger, Row as Found, RowKind},
};

pub struct WorkWeek {
    calendar: usize,
    name: String,
    from: NaiveDate,
    to: NaiveDate,
    /// The days of which it says something, Monday is 1.
    days: BTreeMap<u8, Vec<Hours>>,
}

pub fn work_week(row: &mut Row<'_>, calendar: usize, weeks: &mut Vec<WorkWeek>) {
    let name = row.line("Name");
    let name = row.named(&name);
    let Some((from, to)) = period(row) else {
        row.find(Code::WorkWeekUnreadable, "TimePeriod", &[&name]);
        return;
    };
    let mut days = BTreeMap::new();
    row.each("WeekDays", |list| {
        list.each("WeekDay", |day| {
            let kind = day.int("DayType");
            let hours = hours(day);
            match kind.and_then(iso_day) {
                Some(weekday) => _ = days.entry(weekday).or_insert(hours),
                None => day.find(Code::OutOfRange, "DayType", &[]),
            }
        });
    });
    row.own_taken();
    weeks.push(WorkWeek {
        calendar,
        name,
        from,
        to,
        days,
    });
}

pub fn expand(weeks: Vec<WorkWeek>, plan: &mut Plan, window: &mut Window, ledger: &mut Ledger) {
    let by_uid: HashMap<i64, usize> = plan
        .calendars
        .iter()
        .enumerate()
        .map(|(at, one)| (one.uid, at))
        .collect();
    // Of exceptions alone: a special week is none, and so all are known before the first is laid out.
    let mut below: BTreeMap<usize, Vec<(NaiveDate, NaiveDate)>> = BTreeMap::new();
    for week in &weeks {
        below
            .entry(week.calendar)
            .or_insert_with(|| taken(plan, &by_uid, week.calendar, window));
    }
    for week in weeks {
        let taken = below.get(&week.calendar).map_or(&[][..], Vec::as_slice);
        let Some(calendar) = plan.calendars.get_mut(week.calendar) else {
            continue;
        };
        let uid = calendar.uid;
        let called = calendar.name.clone();
        let mut tell = |code, days: usize| {
            ledger.find(code, || Found {
                args: vec![week.name.clone(), days.to_string()],
                ..found(RowKind::Calendar, uid, &called, "WorkWeek", 0)
            });
        };
        if !window.has_dates() {
            tell(Code::WorkWeekWithoutPlan, 0);
            continue;
        }
        let parts = window.within(week.from, week.to);
        let within = parts.iter().map(|(from, to)| (*to - *from).num_days() + 1);
        let within: i64 = within.sum();
        let outside = (week.to - week.from).num_days() + 1 - within;
        let (mut laid_out, mut cut) = (0, false);
        let mut open: Option<Exception> = None;
        let days =
            |(from, to): (NaiveDate, NaiveDate)| from.iter_days().take_while(move |day| *day <= to);
        for day in parts.into_iter().flat_map(days) {
            if !window.looks() {
                cut = true;
                break;
            }
            let hours = week.days.get(&weekday(day)).filter(|_| !covers(taken, day));
            let Some(hours) = hours else {
                calendar.exceptions.extend(open.take());
                continue;
            };
            match &mut open {
                Some(open) if open.hours == *hours && open.to.succ_opt() == Some(day) => {
                    open.to = day;
                }
                _ => {
                    calendar.exceptions.extend(open.take());
                    if !window.takes() {
                        cut = true;
                        break;
                    }
                    open = Some(Exception {
                        name: week.name.clone(),
                        from: day,
                        to: day,
                        hours: hours.clone(),
                    });
                }
            }
            laid_out += 1;
        }
        calendar.exceptions.extend(open);
        if cut {
            tell(Code::CalendarDaysTooMany, laid_out);
        }
        if outside > 0 && !week.days.is_empty() {
            tell(
                Code::WorkWeekOutsidePlan,
                usize::try_from(outside).unwrap_or(0),
            );
        }
        if laid_out > 0 {
            tell(Code::WorkWeek, laid_out);
        }
    }
}

fn weekday(day: NaiveDate) -> u8 {
    u8::try_from(day.weekday().number_from_monday()).unwrap_or(0)
}

/// The days of the exceptions of all calendars below this one, in order and apart. Its own come first anyway.
fn taken(
    plan: &Plan,
    by_uid: &HashMap<i64, usize>,
    calendar: usize,
    window: &mut Window,
) -> Vec<(NaiveDate, NaiveDate)> {
    let mut days: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    let mut at = plan.calendars.get(calendar).and_then(|one| one.base);
    // A circle of bases is opened later; here it ends after as many steps as one can take.
    for _ in 0..DEEP {
        let Some(base) = at.and_then(|uid| plan.calendars.get(*by_uid.get(&uid)?)) else {
            break;
        };
        let these = base.exceptions.iter().map(|one| (one.from, one.to));
        // When no more may be looked at, no day of the week will be laid out either.
        days.extend(these.take_while(|_| window.looks()));
        at = base.base;
    }
    days.sort_unstable();
    days.dedup_by(|next, kept| {
        let joined = next.0 <= kept.1;
        if joined {
            kept.1 = kept.1.max(next.1);
        }
        joined
    });
    days
}

/// Calendars that build on each other; real ones build on one.
const DEEP: usize = 10;

fn covers(taken: &[(NaiveDate, NaiveDate)], day: NaiveDate) -> bool {
    let after = taken.partition_point(|(from, _)| *from <= day);
    after
        .checked_sub(1)
        .and_then(|before| taken.get(before))
        .is_some_and(|(_, to)| *to >= day)
}
