//! Days and spans of work as people read them: one formatter, equal on the server and in the browser.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

use super::say;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `Today`, `Tomorrow`, `Yesterday`, `Thu 26 Nov`; with the year when it is another one.
pub fn day(day: NaiveDate, today: NaiveDate) -> String {
    match (day - today).num_days() {
        0 => say("Today"),
        1 => say("Tomorrow"),
        -1 => say("Yesterday"),
        _ => say(plain(day, today)),
    }
}

/// As [`day`], inside a sentence.
pub fn day_in_a_sentence(day: NaiveDate, today: NaiveDate) -> String {
    match (day - today).num_days() {
        0 => "today".into(),
        1 => "tomorrow".into(),
        -1 => "yesterday".into(),
        _ => plain(day, today),
    }
}

fn plain(day: NaiveDate, today: NaiveDate) -> String {
    let name = |names: &[&'static str], n: u32| names.get(n as usize).copied().unwrap_or("");
    let text = format!(
        "{} {} {}",
        name(&DAYS, day.weekday().num_days_from_monday()),
        day.day(),
        name(&MONTHS, day.month0())
    );
    if day.year() == today.year() {
        text
    } else {
        format!("{text} {}", day.year())
    }
}

/// `3 Mar 2027`, whatever day it is.
pub fn full(day: NaiveDate) -> String {
    let month = MONTHS.get(day.month0() as usize).copied();
    let (month, year) = (month.unwrap_or_default(), day.year());
    say(format!("{} {month} {year}", day.day()))
}

/// Minutes of work: `2d 4h`, by the project's minutes per day.
pub fn work(minutes: i64, per_day: i64) -> String {
    say(domain::time::shown(minutes, per_day))
}

/// `14:30`.
pub fn time(time: NaiveTime) -> String {
    say(format!("{:02}:{:02}", time.hour(), time.minute()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_only_when_it_is_another_one() {
        let of = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default();
        let today = of(2026, 11, 25);
        assert_eq!(plain(of(2026, 11, 26), today), "Thu 26 Nov");
        assert_eq!(plain(of(2027, 1, 4), today), "Mon 4 Jan 2027");
    }
}
