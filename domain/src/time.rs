//! Dates and times as people type and read them: pure, with today's date as an argument.
//!
//! A date is a local day, and only where a time was given a minute of it ([`When`]); zones are the store's. Durations
//! are minutes: "1 day" is the project's minutes a day, a week is five of them.

mod date;
mod duration;
mod trailing;

use chrono::{NaiveDate, NaiveTime, Timelike};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

pub use date::when;
pub use duration::{LONGEST, Span, minutes, shown, signed, span};
pub use trailing::trailing;

use crate::refusal::{Bad, Code};

/// Years that a plan can be about.
pub const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;

/// A local date, with a time of day where one was given. Written `2026-11-26` or `2026-11-26 14:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct When {
    pub day: NaiveDate,
    pub time: Option<NaiveTime>,
}

impl When {
    pub fn day(day: NaiveDate) -> Self {
        Self { day, time: None }
    }

    pub fn at(day: NaiveDate, time: NaiveTime) -> Self {
        Self {
            day,
            time: Some(time),
        }
    }

    /// Certainly before the other: on an earlier day, or at an earlier minute of the same one. A day without a time is
    /// before no time of that day.
    pub fn is_before(self, other: Self) -> bool {
        self.day < other.day
            || (self.day == other.day
                && matches!((self.time, other.time), (Some(one), Some(two)) if one < two))
    }
}

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.time {
            Some(time) => write!(f, "{} {:02}:{:02}", self.day, time.hour(), time.minute()),
            None => self.day.fmt(f),
        }
    }
}

impl From<When> for String {
    fn from(when: When) -> Self {
        when.to_string()
    }
}

impl TryFrom<String> for When {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        written(&text).ok_or(text)
    }
}

/// Reads what [`When`] writes.
pub fn written(text: &str) -> Option<When> {
    let (day, time) = match text.split_once([' ', 'T']) {
        Some((day, time)) => (day, Some(clock(time)?)),
        None => (text, None),
    };
    Some(When {
        day: iso_day(day)?,
        time,
    })
}

/// `2026-11-26`, and nothing else. Without chrono's reader of every format, which pages would carry into the browser.
pub fn iso_day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let day = NaiveDate::from_ymd_opt(
        i32::try_from(digits(parts.next()?, 4)?).ok()?,
        digits(parts.next()?, 2)?,
        digits(parts.next()?, 2)?,
    );
    day.filter(|_| parts.next().is_none())
}

/// `14:30`.
fn clock(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.split_once(':')?;
    NaiveTime::from_hms_opt(digits(hour, 2)?, digits(minute, 2)?, 0)
}

fn digits(text: &str, so_many: usize) -> Option<u32> {
    let right = text.len() == so_many && text.bytes().all(|b| b.is_ascii_digit());
    right.then(|| text.parse().ok())?
}

/// For `deserialize_with`, where a page holds a day: see [`iso_day`].
pub fn read_day<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(from)?;
    iso_day(&text).ok_or_else(|| D::Error::custom("not a day"))
}

/// Within the years that a plan can be about.
pub(crate) fn in_range(day: NaiveDate) -> Result<NaiveDate, Bad> {
    use chrono::Datelike;
    if YEARS.contains(&day.year()) {
        Ok(day)
    } else {
        Err(Bad(
            Code::DateOutOfRange,
            format!("{} to {}", YEARS.start(), YEARS.end()),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let first = NaiveDate::from_ymd_opt(2023, 12, 25).unwrap_or_default();
        for (n, day) in first.iter_days().take(800).enumerate() {
            let time =
                NaiveTime::from_num_seconds_from_midnight_opt((n as u32 * 107 % 1440) * 60, 0);
            for when in [When::day(day), When { day, time }] {
                assert_eq!(written(&when.to_string()), Some(when));
                assert_eq!(super::when(&when.to_string(), first), Ok(Some(when)));
            }
        }
    }

    #[test]
    fn only_what_is_written_is_read() {
        for odd in [
            "",
            "2026-1-2",
            "2026-13-01",
            "2026-02-30",
            "2026-11-26-1",
            "+026-11-26",
            "2026-11-26 9:00",
            "2026-11-26 24:00",
            "2026-11-26 10:60",
            "2026-11-26 10:00:00",
        ] {
            assert_eq!(written(odd), None, "{odd}");
        }
    }

    #[test]
    fn before_is_certain() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap_or_default();
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
        let ten = NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default();
        assert!(When::at(day, nine).is_before(When::at(day, ten)));
        assert!(!When::at(day, ten).is_before(When::at(day, nine)));
        assert!(!When::day(day).is_before(When::at(day, ten)));
        assert!(!When::at(day, ten).is_before(When::day(day)));
        assert!(When::at(day, ten).is_before(When::day(day.succ_opt().unwrap_or_default())));
    }
}
