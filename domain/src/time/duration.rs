//! Durations and effort as people type them: `3d`, `4h`, `1d 2h`, `90m`, `1.5d`, `2w`, `1h30`; with an `e` before the
//! unit (`3ed`) every hour of the clock counts, as concrete dries.

use serde::{Deserialize, Serialize};

use crate::refusal::{Bad, Code};

/// The longest duration, in minutes: ten years of the clock.
pub const LONGEST: i64 = 10 * 366 * 1440;
/// Longest text that may be a duration.
const TEXT: usize = 40;
const DAYS_A_WEEK: i64 = 5;

/// How long something takes, and whether every hour of the week counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    pub elapsed: bool,
    pub minutes: i64,
}

impl Span {
    pub fn working(minutes: i64) -> Self {
        Self {
            minutes,
            elapsed: false,
        }
    }

    pub fn elapsed(minutes: i64) -> Self {
        Self {
            minutes,
            elapsed: true,
        }
    }

    /// As it is typed: exact, so that it reads back as the same.
    pub fn shown(self, minutes_per_day: i64) -> String {
        if self.elapsed {
            written(self.minutes, 1440, "e")
        } else {
            written(self.minutes, minutes_per_day, "")
        }
    }
}

/// Effort: minutes of work; nothing typed is unknown, which is not nought.
pub fn minutes(text: &str, minutes_per_day: i64) -> Result<Option<i64>, Bad> {
    match span(text, minutes_per_day)? {
        Some(span) if span.elapsed => Err(Code::NotADuration.into()),
        span => Ok(span.map(|span| span.minutes)),
    }
}

/// Minutes of work, as they are typed.
pub fn shown(minutes: i64, minutes_per_day: i64) -> String {
    Span::working(minutes).shown(minutes_per_day)
}

pub fn span(text: &str, minutes_per_day: i64) -> Result<Option<Span>, Bad> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let span = read(text, minutes_per_day).ok_or(Code::NotADuration)?;
    if span.minutes > LONGEST {
        return Err(Bad(Code::TooLongADuration, "10".into()));
    }
    Ok(Some(span))
}

/// A span that may be negative, as a lag is.
pub fn signed(text: &str, minutes_per_day: i64) -> Result<Option<Span>, Bad> {
    let text = text.trim();
    let (text, sign) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (rest, -1),
        None => (text.strip_prefix('+').unwrap_or(text), 1),
    };
    if sign < 0 && text.trim().is_empty() {
        return Err(Code::NotADuration.into());
    }
    Ok(span(text, minutes_per_day)?.map(|span| Span {
        minutes: sign * span.minutes,
        ..span
    }))
}

fn written(minutes: i64, minutes_per_day: i64, elapsed: &str) -> String {
    if minutes < 0 {
        return format!("-{}", written(-minutes, minutes_per_day, elapsed));
    }
    let per_day = minutes_per_day.max(1);
    let (days, rest) = (minutes / per_day, minutes % per_day);
    let parts = [(days, "d"), (rest / 60, "h"), (rest % 60, "m")];
    let text: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count}{elapsed}{unit}"))
        .collect();
    if text.is_empty() {
        format!("0{elapsed}m")
    } else {
        text.join(" ")
    }
}

/// In thousandths while reading, so that `1.5d` is exact.
fn read(text: &str, minutes_per_day: i64) -> Option<Span> {
    if text.len() > TEXT || !text.is_ascii() {
        return None;
    }
    let text = text.to_ascii_lowercase();
    // `1:30` is an hour and a half.
    if let Some((hours, minutes)) = text.split_once(':') {
        let minutes = whole(minutes).filter(|m| *m < 60)?;
        return Some(Span::working(whole(hours)?.checked_mul(60)? + minutes));
    }
    let mut rest = text.as_str();
    let (mut sum, mut elapsed, mut last) = (0_i64, None, u8::MAX);
    while !rest.trim_start().is_empty() {
        rest = rest.trim_start();
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
            .unwrap_or(rest.len());
        let count = thousandths(&rest[..end])?;
        rest = rest[end..].trim_start();
        let end = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let unit = &rest[..end];
        rest = &rest[end..];
        // `1h30`: what stands bare after hours are minutes.
        let (rank, minutes, clock) = match unit {
            "" if last == HOURS && rest.is_empty() => (MINUTES, 1, elapsed?),
            "" => return None,
            unit => minutes_of(unit, minutes_per_day)?,
        };
        // One kind of time, each unit once, the larger first.
        if elapsed.is_some_and(|e| e != clock) || rank >= last {
            return None;
        }
        (elapsed, last) = (Some(clock), rank);
        sum = sum.checked_add(count.checked_mul(minutes)?)?;
    }
    Some(Span {
        minutes: (sum + 500) / 1000,
        elapsed: elapsed?,
    })
}

const HOURS: u8 = 2;
const MINUTES: u8 = 1;

/// The rank of a unit, its minutes, and whether it counts every hour of the clock.
fn minutes_of(unit: &str, minutes_per_day: i64) -> Option<(u8, i64, bool)> {
    let unit = match unit {
        "wk" | "wks" | "week" | "weeks" => "w",
        "day" | "days" => "d",
        "hr" | "hrs" | "hour" | "hours" => "h",
        "min" | "mins" | "minute" | "minutes" => "m",
        "eweek" | "eweeks" => "ew",
        "eday" | "edays" => "ed",
        "ehr" | "ehrs" | "ehour" | "ehours" => "eh",
        "emin" | "emins" | "eminute" | "eminutes" => "em",
        unit => unit,
    };
    Some(match unit {
        "w" => (4, DAYS_A_WEEK * minutes_per_day, false),
        "d" => (3, minutes_per_day, false),
        "h" => (HOURS, 60, false),
        "m" => (MINUTES, 1, false),
        "ew" => (4, 7 * 1440, true),
        "ed" => (3, 1440, true),
        "eh" => (HOURS, 60, true),
        "em" => (MINUTES, 1, true),
        _ => return None,
    })
}

fn whole(text: &str) -> Option<i64> {
    let right = (1..=7).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    right.then(|| text.parse().ok())?
}

fn thousandths(text: &str) -> Option<i64> {
    let (before, after) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let before = if before.is_empty() && !after.is_empty() {
        0
    } else {
        whole(before)?
    };
    if after.len() > 3 || (text.contains(['.', ',']) && after.is_empty()) {
        return None;
    }
    let after = if after.is_empty() {
        0
    } else {
        whole(&format!("{after:0<3}"))?
    };
    Some(before * 1000 + after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type() {
        for (typed, meant) in [
            ("3d", 1440),
            ("4h", 240),
            ("1d 2h", 600),
            ("1d2h", 600),
            ("90m", 90),
            ("1.5d", 720),
            ("1,5d", 720),
            (".5h", 30),
            ("2w", 4800),
            ("2 weeks 1 day", 5280),
            ("1h30", 90),
            ("1:30", 90),
            ("0h", 0),
            ("3 Days", 1440),
            ("0.333h", 20),
        ] {
            assert_eq!(minutes(typed, 480), Ok(Some(meant)), "{typed}");
        }
        assert_eq!(minutes("1d 2h", 450), Ok(Some(570)));
        assert_eq!(minutes("1d 2h", 60), Ok(Some(180)));
        assert_eq!(minutes(" ", 480), Ok(None));
        assert_eq!(span("3ed", 480), Ok(Some(Span::elapsed(4320))));
        assert_eq!(signed("-1d", 480), Ok(Some(Span::working(-480))));
        assert_eq!(signed("+2ed", 480), Ok(Some(Span::elapsed(2880))));
        assert_eq!(signed("", 480), Ok(None));
    }

    #[test]
    fn what_is_no_duration_says_why() {
        for typed in [
            "3",
            "d",
            "-3d",
            "1d 1d",
            "2h 1d",
            "1ed 2h",
            "1..5d",
            "1.d",
            "3 fortnights",
            "1:60",
            "1:2:3",
            "é",
            "1d 30",
            "1.2345h",
            "+",
            "12345678h",
        ] {
            assert_eq!(span(typed, 480), Err(Code::NotADuration.into()), "{typed}");
        }
        assert_eq!(signed("-", 480), Err(Code::NotADuration.into()));
        assert_eq!(minutes("3ed", 480), Err(Code::NotADuration.into()));
        assert_eq!(
            span("9999999h", 480),
            Err(Bad(Code::TooLongADuration, "10".into()))
        );
        assert_eq!(
            span("99999w", 1440).map_err(|b| b.0),
            Err(Code::TooLongADuration)
        );
    }

    #[test]
    fn what_is_shown_reads_back() {
        for per_day in [1, 60, 444, 450, 480, 1440] {
            for minutes in (0..20_000).step_by(7).chain([LONGEST]) {
                for span in [Span::working(minutes), Span::elapsed(minutes)] {
                    let shown = span.shown(per_day);
                    assert_eq!(super::span(&shown, per_day), Ok(Some(span)), "{shown}");
                    let less = Span {
                        minutes: -minutes,
                        ..span
                    };
                    assert_eq!(signed(&less.shown(per_day), per_day), Ok(Some(less)));
                }
            }
        }
        assert_eq!(shown(600, 480), "1d 2h");
        assert_eq!(shown(0, 480), "0m");
        assert_eq!(Span::elapsed(4320).shown(480), "3ed");
    }

    #[test]
    fn nothing_typed_breaks_it() {
        let pieces = [
            "", " ", "1", "9999999", ".", ",", "d", "eh", "w", ":", "-", "\0", "é",
        ];
        for one in pieces {
            for two in pieces {
                for three in pieces {
                    for four in pieces {
                        let _ = signed(&format!("{one}{two}{three}{four}"), 1440);
                    }
                }
            }
        }
    }
}
