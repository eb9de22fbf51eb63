//! A rule as it is kept and handed out: the recurrence rule of RFC 5545, with the `SKIP` of RFC 7529 where a month may be
//! too short, and beside it what neither can say.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::{DaysOff, INTERVAL, Pattern, Rule, Step, TIMES};
use crate::time;

/// In the order of the alphabet, as content is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    after_done: bool,
    days_off: DaysOff,
    rule: String,
}

/// By their two letters.
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Mon),
    ("TU", Weekday::Tue),
    ("WE", Weekday::Wed),
    ("TH", Weekday::Thu),
    ("FR", Weekday::Fri),
    ("SA", Weekday::Sat),
    ("SU", Weekday::Sun),
];

impl Rule {
    /// `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let freq = match &self.pattern {
            Pattern::Daily | Pattern::AfterDone(Step::Day) => "DAILY",
            Pattern::Weekly(_) | Pattern::AfterDone(Step::Week) => "WEEKLY",
            Pattern::OnDay(_) | Pattern::OnWeekday(..) | Pattern::AfterDone(Step::Month) => {
                "MONTHLY"
            }
        };
        let may_be_too_long = matches!(self.pattern, Pattern::OnDay(29..));
        if may_be_too_long {
            text.push_str("RSCALE=GREGORIAN;");
        }
        // Writing to a text cannot fail.
        let _ = write!(text, "FREQ={freq};INTERVAL={}", self.interval);
        let _ = match &self.pattern {
            Pattern::Weekly(on) => {
                let on: Vec<_> = on.iter().map(|day| letters(*day)).collect();
                write!(text, ";BYDAY={}", on.join(","))
            }
            Pattern::OnDay(day) => write!(text, ";BYMONTHDAY={day}"),
            Pattern::OnWeekday(nth, day) => write!(text, ";BYDAY={nth}{}", letters(*day)),
            Pattern::Daily | Pattern::AfterDone(_) => Ok(()),
        };
        if may_be_too_long {
            text.push_str(";SKIP=BACKWARD");
        }
        if let Some(until) = self.until {
            let (year, month, day) = (until.year(), until.month(), until.day());
            let _ = write!(text, ";UNTIL={year:04}{month:02}{day:02}");
        }
        if let Some(times) = self.times {
            let _ = write!(text, ";COUNT={times}");
        }
        text
    }

    /// Reads what is kept: the text, and what stands beside it.
    pub fn read(text: &str, after_done: bool, days_off: DaysOff) -> Option<Self> {
        let of = |name: &str| {
            let mut parts = text.split(';').filter_map(|part| part.split_once('='));
            parts.find(|(n, _)| *n == name).map(|(_, value)| value)
        };
        let pattern = match (of("FREQ")?, after_done) {
            ("DAILY", true) => Pattern::AfterDone(Step::Day),
            ("WEEKLY", true) => Pattern::AfterDone(Step::Week),
            ("MONTHLY", true) => Pattern::AfterDone(Step::Month),
            ("DAILY", false) => Pattern::Daily,
            ("WEEKLY", false) => {
                let on: Option<Vec<_>> = of("BYDAY")?.split(',').map(weekday).collect();
                Pattern::Weekly(on.filter(|on| !on.is_empty())?)
            }
            ("MONTHLY", false) => match of("BYMONTHDAY") {
                Some(day) => Pattern::OnDay(within(day, 31)?),
                None => {
                    let (nth, day) = of("BYDAY")?.split_at_checked(of("BYDAY")?.len() - 2)?;
                    let nth = nth.parse().ok();
                    let nth = nth.filter(|nth: &i8| matches!(nth, -1 | 1..=4))?;
                    Pattern::OnWeekday(nth, weekday(day)?)
                }
            },
            _ => return None,
        };
        let interval = of("INTERVAL").map_or(Some(1), |text| within(text, INTERVAL))?;
        let until = match of("UNTIL") {
            Some(text) => Some(day(text)?),
            None => None,
        };
        let times = match of("COUNT") {
            Some(text) => Some(within(text, TIMES)?),
            None => None,
        };
        Some(Self {
            pattern,
            interval,
            days_off,
            until,
            times,
        })
    }
}

impl From<Rule> for Written {
    fn from(rule: Rule) -> Self {
        Self {
            after_done: rule.after_done(),
            days_off: rule.days_off,
            rule: rule.text(),
        }
    }
}

impl TryFrom<Written> for Rule {
    type Error = String;

    fn try_from(of: Written) -> Result<Self, String> {
        Self::read(&of.rule, of.after_done, of.days_off).ok_or(of.rule)
    }
}

fn letters(day: Weekday) -> &'static str {
    let found = WEEKDAYS.iter().find(|(_, of)| *of == day);
    found.map_or("", |(letters, _)| letters)
}

fn weekday(text: &str) -> Option<Weekday> {
    let found = WEEKDAYS.iter().find(|(letters, _)| *letters == text);
    found.map(|(_, day)| *day)
}

fn within(text: &str, most: u32) -> Option<u32> {
    text.parse().ok().filter(|n| (1..=most).contains(n))
}

fn day(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    time::iso_day(&format!("{year}-{month}-{day}"))
}
