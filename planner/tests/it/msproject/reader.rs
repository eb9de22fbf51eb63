//! As much of MS Project's XML as its schedule needs. The files nest no element in one of its own name, and numbers and
//! dates have no entities, so elements are found by their tags.

use std::collections::BTreeMap;

use planner::calendar::{Calendar, Interval};

/// The insides of all elements of a name.
pub fn all<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let parts = text.split(&open).skip(1);
    parts
        .filter_map(|part| Some(part.split_once(&close)?.0))
        .collect()
}

/// The inside of the first element of a name: a row's own fields come before those of what it holds.
pub fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = text.split_once(&format!("<{name}>"))?;
    Some(after.split_once(&format!("</{name}>"))?.0)
}

pub fn number(text: &str, name: &str) -> Option<i32> {
    field(text, name)?.parse().ok()
}

pub fn flag(text: &str, name: &str) -> bool {
    number(text, name) == Some(1)
}

/// Local time without a zone, as if it were UTC.
pub fn date(text: &str, name: &str) -> Option<i32> {
    let (day, time) = field(text, name)?.split_once('T')?;
    let mut numbers = day.split('-').map(|n| n.parse::<i32>());
    let (year, month, day) = (
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
    );
    Some(days(year, month, day) * 1440 + clock(time)?)
}

/// `PT8H30M0S`.
pub fn minutes(text: &str, name: &str) -> i32 {
    let duration = field(text, name).unwrap().trim_start_matches("PT");
    let (hours, rest) = duration.split_once('H').unwrap();
    let (minutes, _) = rest.split_once('M').unwrap();
    hours.parse::<i32>().unwrap() * 60 + minutes.parse::<i32>().unwrap()
}

/// Year, month, day, hour and minute.
pub fn shown(minute: i32) -> String {
    let (day, time) = (minute.div_euclid(1440), minute.rem_euclid(1440));
    let year = (1990..).find(|year| days(*year + 1, 1, 1) > day).unwrap();
    let month = (1..=12)
        .rev()
        .find(|month| days(year, *month, 1) <= day)
        .unwrap();
    format!(
        "{year}-{month:02}-{:02} {:02}:{:02}",
        day - days(year, month, 1) + 1,
        time / 60,
        time % 60
    )
}

fn clock(time: &str) -> Option<i32> {
    let mut numbers = time.split(':').map(|n| n.parse::<i32>());
    Some(numbers.next()?.ok()? * 60 + numbers.next()?.ok()?)
}

/// Days since 2000-01-01 (Gregorian, by counting leap days from March).
fn days(year: i32, month: i32, day: i32) -> i32 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 730_425
}

/// The file's calendars, and those that tasks need beside them.
pub struct Calendars {
    pub list: Vec<Calendar>,
    pub by_uid: BTreeMap<i32, u32>,
}

impl Calendars {
    pub fn add(&mut self, calendar: Calendar) -> u32 {
        self.list.push(calendar);
        self.list.len() as u32 - 1
    }
}

/// Each calendar over the file's years: its own week days over those of its base, then exceptions.
pub fn calendars(text: &str) -> Calendars {
    let mut found = Calendars {
        list: Vec::new(),
        by_uid: BTreeMap::new(),
    };
    let mut weeks: BTreeMap<i32, BTreeMap<i32, Vec<(i32, i32)>>> = BTreeMap::new();
    for calendar in all(field(text, "Calendars").unwrap(), "Calendar") {
        let uid = number(calendar, "UID").unwrap();
        let base = number(calendar, "BaseCalendarUID").and_then(|base| weeks.get(&base));
        let mut week = base.cloned().unwrap_or_default();
        let mut off: Vec<Interval> = Vec::new();
        for day in all(calendar, "WeekDay") {
            let hours = all(day, "WorkingTime").into_iter().map(|hours| {
                let at = |name| field(hours, name).and_then(clock).unwrap();
                let (from, to) = (at("FromTime"), at("ToTime"));
                (from, if to == 0 { 1440 } else { to })
            });
            match number(day, "DayType").unwrap() {
                0 => {
                    assert!(!flag(day, "DayWorking"), "only days off are read");
                    off.push(Interval::new(
                        date(day, "FromDate").unwrap(),
                        date(day, "ToDate").unwrap() + 1,
                    ));
                }
                day => drop(week.insert(day, hours.collect())),
            }
        }
        let first = days(2002, 1, 1);
        let working = (first..days(2020, 1, 1)).flat_map(|day| {
            // 2000-01-01 was a Saturday; MS Project's first day is Sunday.
            let hours = week
                .get(&((day + 6).rem_euclid(7) + 1))
                .cloned()
                .unwrap_or_default();
            hours
                .into_iter()
                .map(move |(from, to)| Interval::new(day * 1440 + from, day * 1440 + to))
        });
        let working = Calendar::of_union(working.collect()).subtraction(&Calendar::of_union(off));
        weeks.insert(uid, week);
        let position = found.add(working);
        found.by_uid.insert(uid, position);
    }
    found
}
