//! A date as people type it: `2026-11-26`, `26 nov`, `26 nov 14:30`, `friday`, `tomorrow`, `+3d`, `end of jan`.
//!
//! Days come before months (`3/4` is the third of April). A date without a year is the one nearest ahead, or the one
//! just past: up to [`JUST_PAST`] days ago, as when somebody writes down what happened.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, Weekday};

use super::{When, in_range};
use crate::refusal::{Bad, Code};

/// How long ago a date without a year still means the past one.
const JUST_PAST: i64 = 92;
/// Longest text that may be a date.
const LONGEST: usize = 40;

/// Reads a date, with a time where one is given; nothing typed is no date.
pub fn when(text: &str, today: NaiveDate) -> Result<Option<When>, Bad> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.len() > LONGEST || !text.is_ascii() {
        return Err(Code::NotADate.into());
    }
    let text = text.to_ascii_lowercase();
    let (day, time) = without_time(&text)?;
    let day = date(&day, today).ok_or(Code::NotADate)?;
    Ok(Some(When {
        day: in_range(day)?,
        time,
    }))
}

/// Takes a time of day off the end.
fn without_time(text: &str) -> Result<(String, Option<NaiveTime>), Bad> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    // 2026-11-26T14:30, as machines write it.
    if let [only] = words[..]
        && let Some((day, time)) = only.split_once('t')
        && day.len() == 10
        && day.starts_with(|c: char| c.is_ascii_digit())
    {
        words = vec![day, time];
    }
    let half = match words.last() {
        Some(&half @ ("am" | "pm")) => {
            words.pop();
            half
        }
        _ => "",
    };
    let Some(last) = words.last().copied() else {
        return Err(Code::NotADate.into());
    };
    let (last, half) = match last.strip_suffix("am").or(last.strip_suffix("pm")) {
        Some(digits) if half.is_empty() && digits.starts_with(|c: char| c.is_ascii_digit()) => {
            (digits, &last[digits.len()..])
        }
        _ => (last, half),
    };
    if !last.contains(':') && half.is_empty() {
        return Ok((words.join(" "), None));
    }
    let time = time(last, half).ok_or(Code::NotATime)?;
    words.pop();
    if matches!(words.last(), Some(&("at" | "@"))) {
        words.pop();
    }
    Ok((words.join(" ").trim_end_matches(',').to_owned(), Some(time)))
}

fn time(digits: &str, half: &str) -> Option<NaiveTime> {
    let mut parts = digits.split(':');
    let hour = number(parts.next()?, 2)?;
    let minute = parts
        .next()
        .map_or(Some(0), |m| (m.len() == 2).then(|| number(m, 2))?)?;
    // Seconds are read where a machine wrote them, and are none of a plan's business.
    if let Some(second) = parts.next() {
        number(second, 2).filter(|s| *s < 60)?;
    }
    if parts.next().is_some() {
        return None;
    }
    let hour = match (half, hour) {
        ("", hour) => hour,
        (_, 0 | 13..) => return None,
        ("am", 12) => 0,
        ("am", hour) => hour,
        (_, 12) => 12,
        (_, hour) => hour + 12,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let right = (1..=digits).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    right.then(|| text.parse().ok())?
}

fn date(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let words: Vec<&str> = text
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    match words[..] {
        [one] => word(one, today),
        ["next", unit] => next(unit, today),
        ["this", day] => on_or_after(weekday(day)?, today),
        ["last", day] => {
            let back = days_to(weekday(day)?, today);
            today.checked_sub_days(Days::new(7 - back))
        }
        ["in", count, unit] => ahead(count, unit, today),
        [count, unit, "ago"] => back(count, unit, today),
        ["end", "of", ref what @ ..] | ["end", ref what @ ..] => end_of(what, today),
        ["start" | "beginning", "of", month] => nearest(today, |year| {
            NaiveDate::from_ymd_opt(year, month_of(month)?, 1)
        }),
        ["mid" | "middle", month] | ["mid" | "middle", "of", month] => nearest(today, |year| {
            NaiveDate::from_ymd_opt(year, month_of(month)?, 15)
        }),
        // A weekday before a date is read and not checked: people copy them along.
        [day, ref rest @ ..] if weekday(day).is_some() => date(&rest.join(" "), today),
        [day, month] => pair(day, month, None, today),
        [day, "of", month] => pair(day, month, None, today),
        [day, month, year] => pair(day, month, Some(year), today),
        _ => None,
    }
}

/// `26 nov`, `nov 26`, `26th november 2026`.
fn pair(one: &str, two: &str, year: Option<&str>, today: NaiveDate) -> Option<NaiveDate> {
    let (day, month) = match (month_of(one), month_of(two)) {
        (None, Some(month)) => (day_of(one)?, month),
        (Some(month), None) => (day_of(two)?, month),
        _ => return None,
    };
    match year {
        Some(year) => NaiveDate::from_ymd_opt(year_of(year)?, month, day),
        None => nearest(today, |year| NaiveDate::from_ymd_opt(year, month, day)),
    }
}

fn word(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    match text {
        "today" | "now" => return Some(today),
        "tomorrow" | "tom" => return today.succ_opt(),
        "yesterday" => return today.pred_opt(),
        "eow" => return end_of(&["week"], today),
        "eom" => return end_of(&["month"], today),
        "eoy" => return end_of(&["year"], today),
        _ => {}
    }
    if let Some(day) = weekday(text) {
        // Who means today says so: a Friday named on a Friday is the next one.
        let days = days_to(day, today);
        return today.checked_add_days(Days::new(if days == 0 { 7 } else { days }));
    }
    if let Some(rest) = text.strip_prefix('+') {
        let (count, unit) = count_and_unit(rest)?;
        return ahead(count, unit, today);
    }
    if let Some(rest) = text.strip_prefix('-') {
        let (count, unit) = count_and_unit(rest)?;
        return back(count, unit, today);
    }
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    match parts[..] {
        [year, month, day] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(number(year, 4)? as i32, number(month, 2)?, number(day, 2)?)
        }
        // `26.11.` has an empty year.
        [day, month] | [day, month, ""] => match (number(month, 2), month_of(month)) {
            (Some(month), _) | (None, Some(month)) => {
                let day = number(day, 2)?;
                nearest(today, |year| NaiveDate::from_ymd_opt(year, month, day))
            }
            (None, None) => None,
        },
        [day, month, year] => {
            let month = number(month, 2).or_else(|| month_of(month))?;
            NaiveDate::from_ymd_opt(year_of(year)?, month, number(day, 2)?)
        }
        // `26nov`, `nov26`.
        [together] => {
            let letters = together.find(|c: char| c.is_ascii_alphabetic())?;
            if letters > 0 {
                pair(&together[..letters], &together[letters..], None, today)
            } else {
                let digits = together.find(|c: char| c.is_ascii_digit())?;
                pair(&together[digits..], &together[..digits], None, today)
            }
        }
        _ => None,
    }
}

fn next(unit: &str, today: NaiveDate) -> Option<NaiveDate> {
    let monday = today.checked_sub_days(Days::new(days_since_monday(today)))?;
    match unit {
        "week" => monday.checked_add_days(Days::new(7)),
        "month" => today.with_day(1)?.checked_add_months(Months::new(1)),
        "year" => NaiveDate::from_ymd_opt(today.year() + 1, 1, 1),
        day => monday.checked_add_days(Days::new(
            7 + u64::from(weekday(day)?.num_days_from_monday()),
        )),
    }
}

/// The last day of a month, a quarter or a year; of a week, its Friday.
fn end_of(what: &[&str], today: NaiveDate) -> Option<NaiveDate> {
    let last_of = |year: i32, month: u32| {
        NaiveDate::from_ymd_opt(year, month, 1)?
            .checked_add_months(Months::new(1))?
            .pred_opt()
    };
    match *what {
        ["week"] | ["this", "week"] => on_or_after(Weekday::Fri, today),
        ["next", "week"] => next("friday", today),
        ["month"] | ["this", "month"] => last_of(today.year(), today.month()),
        ["next", "month"] => {
            let next = next("month", today)?;
            last_of(next.year(), next.month())
        }
        ["year"] | ["this", "year"] => last_of(today.year(), 12),
        ["next", "year"] => last_of(today.year() + 1, 12),
        [quarter @ ("q1" | "q2" | "q3" | "q4")] => {
            let month = number(&quarter[1..], 1)? * 3;
            nearest(today, |year| last_of(year, month))
        }
        [month] => nearest(today, |year| last_of(year, month_of(month)?)),
        [month, year] => last_of(year_of(year)?, month_of(month)?),
        _ => None,
    }
}

/// The one nearest ahead, or just past.
fn nearest(today: NaiveDate, on: impl Fn(i32) -> Option<NaiveDate>) -> Option<NaiveDate> {
    let since = today.checked_sub_days(Days::new(JUST_PAST as u64))?;
    (-1..=1)
        .filter_map(|ahead| on(today.year() + ahead))
        .find(|day| *day >= since)
}

fn count_and_unit(text: &str) -> Option<(&str, &str)> {
    let letters = text.find(|c: char| !c.is_ascii_digit())?;
    Some(text.split_at(letters))
}

fn ahead(count: &str, unit: &str, from: NaiveDate) -> Option<NaiveDate> {
    let count = number(count, 4)?;
    match unit {
        "d" | "day" | "days" => from.checked_add_days(Days::new(count.into())),
        "w" | "week" | "weeks" => from.checked_add_days(Days::new(u64::from(count) * 7)),
        "m" | "mo" | "month" | "months" => from.checked_add_months(Months::new(count)),
        "y" | "year" | "years" => from.checked_add_months(Months::new(count * 12)),
        _ => None,
    }
}

fn back(count: &str, unit: &str, from: NaiveDate) -> Option<NaiveDate> {
    let count = number(count, 4)?;
    match unit {
        "d" | "day" | "days" => from.checked_sub_days(Days::new(count.into())),
        "w" | "week" | "weeks" => from.checked_sub_days(Days::new(u64::from(count) * 7)),
        "m" | "mo" | "month" | "months" => from.checked_sub_months(Months::new(count)),
        "y" | "year" | "years" => from.checked_sub_months(Months::new(count * 12)),
        _ => None,
    }
}

fn days_since_monday(day: NaiveDate) -> u64 {
    day.weekday().num_days_from_monday().into()
}

/// Days until the next such weekday; none when it is one.
fn days_to(weekday: Weekday, from: NaiveDate) -> u64 {
    (u64::from(weekday.num_days_from_monday()) + 7 - days_since_monday(from)) % 7
}

fn on_or_after(weekday: Weekday, today: NaiveDate) -> Option<NaiveDate> {
    today.checked_add_days(Days::new(days_to(weekday, today)))
}

fn day_of(text: &str) -> Option<u32> {
    let digits = text
        .strip_suffix("st")
        .or_else(|| text.strip_suffix("nd"))
        .or_else(|| text.strip_suffix("rd"))
        .or_else(|| text.strip_suffix("th"))
        .or_else(|| text.strip_suffix('.'))
        .unwrap_or(text);
    number(digits, 2)
}

fn year_of(text: &str) -> Option<i32> {
    match text.len() {
        4 => number(text, 4).map(|year| year as i32),
        2 => number(text, 2).map(|year| 2000 + year as i32),
        _ => None,
    }
}

fn month_of(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let text = text.trim_end_matches('.');
    let short = text.len() >= 3;
    (1..)
        .zip(MONTHS)
        .find(|(_, name)| {
            short && (name.starts_with(text) || (text == "sept" && *name == "september"))
        })
        .map(|(number, _)| number)
}

fn weekday(text: &str) -> Option<Weekday> {
    const DAYS: [(&str, Weekday); 7] = [
        ("monday", Weekday::Mon),
        ("tuesday", Weekday::Tue),
        ("wednesday", Weekday::Wed),
        ("thursday", Weekday::Thu),
        ("friday", Weekday::Fri),
        ("saturday", Weekday::Sat),
        ("sunday", Weekday::Sun),
    ];
    let short = text.len() >= 3;
    DAYS.iter()
        .find(|(name, _)| short && name.starts_with(text))
        .map(|(_, day)| *day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Wednesday.
    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 25).unwrap_or_default()
    }

    fn read(text: &str) -> String {
        match when(text, today()) {
            Ok(Some(when)) => when.to_string(),
            Ok(None) => "none".into(),
            Err(Bad(code, _)) => format!("{code:?}"),
        }
    }

    #[test]
    fn what_people_type() {
        for (typed, meant) in [
            ("", "none"),
            ("  ", "none"),
            ("2026-11-26", "2026-11-26"),
            ("2026/11/26", "2026-11-26"),
            ("26.11.2026", "2026-11-26"),
            ("26.11.26", "2026-11-26"),
            ("26.11.", "2026-11-26"),
            ("26/11", "2026-11-26"),
            ("3/4", "2027-04-03"),
            ("26 nov", "2026-11-26"),
            ("26nov", "2026-11-26"),
            ("26-nov-2026", "2026-11-26"),
            ("Nov 26", "2026-11-26"),
            ("26th of November", "2026-11-26"),
            ("Thu, 26 Nov 2026", "2026-11-26"),
            ("november 26, 2026", "2026-11-26"),
            ("20 nov", "2026-11-20"),
            ("26 aug", "2026-08-26"),
            ("20 aug", "2027-08-20"),
            ("3 jan", "2027-01-03"),
            ("today", "2026-11-25"),
            ("Tomorrow", "2026-11-26"),
            ("yesterday", "2026-11-24"),
            ("friday", "2026-11-27"),
            ("fri", "2026-11-27"),
            ("wednesday", "2026-12-02"),
            ("this wednesday", "2026-11-25"),
            ("next friday", "2026-12-04"),
            ("last friday", "2026-11-20"),
            ("next week", "2026-11-30"),
            ("next month", "2026-12-01"),
            ("+3d", "2026-11-28"),
            ("+2w", "2026-12-09"),
            ("+1m", "2026-12-25"),
            ("-1d", "2026-11-24"),
            ("in 3 days", "2026-11-28"),
            ("2 weeks ago", "2026-11-11"),
            ("end of jan", "2027-01-31"),
            ("end of february 2028", "2028-02-29"),
            ("end of month", "2026-11-30"),
            ("end of week", "2026-11-27"),
            ("end of next month", "2026-12-31"),
            ("end of q1", "2027-03-31"),
            ("mid december", "2026-12-15"),
            ("start of feb", "2027-02-01"),
            ("eoy", "2026-12-31"),
        ] {
            assert_eq!(read(typed), meant, "{typed}");
        }
    }

    #[test]
    fn with_a_time() {
        for (typed, meant) in [
            ("26 nov 14:30", "2026-11-26 14:30"),
            ("2026-11-26 9:05", "2026-11-26 09:05"),
            ("2026-11-26T14:30", "2026-11-26 14:30"),
            ("2026-11-26T14:30:00", "2026-11-26 14:30"),
            ("friday at 9am", "2026-11-27 09:00"),
            ("friday, 2:30 pm", "2026-11-27 14:30"),
            ("tomorrow 12am", "2026-11-26 00:00"),
            ("tomorrow 12pm", "2026-11-26 12:00"),
            ("today 23:59", "2026-11-25 23:59"),
        ] {
            assert_eq!(read(typed), meant, "{typed}");
        }
    }

    #[test]
    fn what_is_no_date_says_why() {
        for typed in [
            "soon",
            "31 nov",
            "29 feb",
            "2026-13-01",
            "2026-02-30",
            "26",
            "nov",
            "+3",
            "+d",
            "+3x",
            "99999",
            "+99999d",
            "1/2/3/4",
            "end of",
            "in x days",
            "25 nov nov",
            "１ nov",
            "2026-11-26 and then some more text that goes on",
        ] {
            assert_eq!(read(typed), "NotADate", "{typed}");
        }
        for typed in [
            "26 nov 25:00",
            "26 nov 14:60",
            "26 nov 1:2:3:4",
            "today 13pm",
            "today 14:5",
        ] {
            assert_eq!(read(typed), "NotATime", "{typed}");
        }
        assert_eq!(read("1 jan 1969"), "DateOutOfRange");
        assert_eq!(read("2200-01-01"), "DateOutOfRange");
        assert_eq!(read("14:30"), "NotADate");
    }

    #[test]
    fn relative_dates_hold_on_every_day_of_a_leap_year() {
        let first = NaiveDate::from_ymd_opt(2028, 1, 1).unwrap_or_default();
        for today in first.iter_days().take(366) {
            let day = |text: &str| when(text, today).ok().flatten().map(|w| w.day);
            assert_eq!(day("+7d"), day("+1w"));
            assert_eq!(day("+1d"), day("tomorrow"));
            for name in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] {
                let next = day(name).unwrap_or_default();
                assert!(next > today && next - today <= chrono::TimeDelta::days(7));
                assert_eq!(Some(next.weekday()), weekday(name));
            }
            let end = day("end of month").unwrap_or_default();
            assert_eq!(
                (end.month(), end.succ_opt().map(|d| d.day())),
                (today.month(), Some(1))
            );
        }
    }

    #[test]
    fn nothing_typed_breaks_it() {
        let pieces = [
            "", " ", "26", "nov", ":", "14:30", "+", "-", "d", "end", "of", "fri", "/", ".", "é",
            "\0", "am", "9999", "t", ",", "next", "in", "ago",
        ];
        for one in pieces {
            for two in pieces {
                for three in pieces {
                    let _ = when(&format!("{one}{two}{three}"), today());
                    let _ = when(&format!("{one} {two} {three}"), today());
                }
            }
        }
    }
}
