//! Calendars: what each builds on, its week and its days that differ.

use serde_json::Value;

use super::Same;
use super::node::{Node, clock, words};
use super::tasks::named;

type Span = (i64, i64, i64);
type Days = (String, String, String, String);

pub fn calendars(read: &Node, out: &Value, same: &mut Same<'_>) {
    let here = out["calendars"].as_array().unwrap();
    for one in read.within("Calendars", "Calendar") {
        let name = match words(one.text("Name")) {
            name if name.is_empty() => format!("#{}", one.text("UID")),
            name => name,
        };
        let base = match one.text("IsBaseCalendar") {
            "1" => String::new(),
            _ => named(read, "Calendars", "Calendar", one.text("BaseCalendarUID")),
        };
        let (week, days) = (week(one, !base.is_empty()), days(one));
        // Two may have one name: one of them is this one.
        let found = here.iter().any(|there| {
            there["name"] == name.as_str()
                && there["base"] == base.as_str()
                && spans(there) == week
                && differing(there) == days
        });
        let called: Vec<&Value> = here
            .iter()
            .filter(|there| there["name"] == name.as_str())
            .collect();
        assert!(
            found,
            "{}: {name} on {base:?}: {week:?} {days:?} is not in {called:?}",
            same.file
        );
        same.count += 2 + week.len() * 3 + days.len() * 4;
    }
}

/// As the file has it: Sunday is 1 there and 7 here.
fn week(calendar: &Node, has_base: bool) -> Vec<Span> {
    let mut spans = Vec::new();
    for day in calendar.within("WeekDays", "WeekDay") {
        let weekday = match day.number("DayType") {
            Some(1) => 7,
            Some(n @ 2..=7) => n - 1,
            _ => continue,
        };
        let hours = hours(day);
        if hours.is_empty() && has_base {
            spans.push((weekday, 0, 0));
        }
        spans.extend(hours.into_iter().map(|(from, to)| (weekday, from, to)));
    }
    spans.sort_unstable();
    spans
}

fn hours(day: &Node) -> Vec<(i64, i64)> {
    if day.text("DayWorking") != "1" {
        return Vec::new();
    }
    let mut hours: Vec<_> = day
        .within("WorkingTimes", "WorkingTime")
        .into_iter()
        .filter(|span| !span.text("FromTime").is_empty())
        .map(|span| {
            let (from, to) = (clock(span.text("FromTime")), clock(span.text("ToTime")));
            // An end that is not after its start is on the next day.
            (from, if to <= from { to + 1440 } else { to })
        })
        .collect();
    hours.sort_unstable();
    if hours.is_empty() {
        hours = vec![(480, 720), (780, 1020)];
    }
    hours
}

fn days(calendar: &Node) -> Vec<Days> {
    let named = calendar.within("Exceptions", "Exception").into_iter();
    let old = calendar.within("WeekDays", "WeekDay").into_iter();
    let all = named.chain(old.filter(|day| day.text("DayType") == "0"));
    let mut days: Vec<Days> = Vec::new();
    for one in all {
        let Some(period) = one.all("TimePeriod").next() else {
            continue;
        };
        let day = |field: &str| period.text(field).split('T').next().unwrap().to_owned();
        let (first, last) = (day("FromDate"), day("ToDate"));
        // Both ways of writing one exception are one.
        if days
            .iter()
            .any(|known| (&known.0, &known.1) == (&first, &last))
        {
            continue;
        }
        let hours: Vec<String> = hours(one)
            .iter()
            .map(|(from, to)| format!("{from}-{to}"))
            .collect();
        days.push((first, last, words(one.text("Name")), hours.join(" ")));
    }
    days.sort_unstable();
    days
}

fn spans(calendar: &Value) -> Vec<Span> {
    let number = |hours: &Value, field: &str| hours[field].as_i64().unwrap();
    let mut spans: Vec<Span> = calendar["hours"]
        .as_array()
        .unwrap()
        .iter()
        .map(|h| (number(h, "weekday"), number(h, "from"), number(h, "until")))
        .collect();
    spans.sort_unstable();
    spans
}

fn differing(calendar: &Value) -> Vec<Days> {
    let text = |day: &Value, field: &str| day[field].as_str().unwrap().to_owned();
    let mut days: Vec<Days> = calendar["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| {
            (
                text(day, "first"),
                text(day, "last"),
                text(day, "name"),
                text(day, "hours"),
            )
        })
        .collect();
    days.sort_unstable();
    days
}
