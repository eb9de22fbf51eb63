//! Single values. Each reader says none to what it cannot read; nothing is guessed.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use crate::exchange::plan::{Duration, Unit};

pub fn int(text: &str) -> Option<i64> {
    // Far outside any plan, and inside what sums can hold.
    const FAR: i64 = 1_000_000_000_000;
    let text = text.strip_suffix(".0").unwrap_or(text);
    text.parse().ok().filter(|n: &i64| (-FAR..=FAR).contains(n))
}

pub fn flag(text: &str) -> Option<bool> {
    match text {
        "1" | "true" | "True" => Some(true),
        "0" | "false" | "False" => Some(false),
        _ => None,
    }
}

/// The local date-time, and the zone that was written behind it, if any.
pub fn moment(text: &str) -> Option<(NaiveDateTime, &str)> {
    let (local, zone) = match text.get(10..).and_then(|t| t.find(['Z', '+', '-'])) {
        Some(at) => text.split_at_checked(10 + at)?,
        None => (text, ""),
    };
    let moment = NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M"))
        .ok()
        .or_else(|| {
            NaiveDate::parse_from_str(local, "%Y-%m-%d")
                .ok()
                .map(|day| day.and_time(NaiveTime::MIN))
        })?;
    (1900..=2200)
        .contains(&moment.year())
        .then_some((moment, zone))
}

pub fn time(text: &str) -> Option<u16> {
    let time = NaiveTime::parse_from_str(text, "%H:%M:%S").ok()?;
    let midnight = NaiveTime::MIN;
    u16::try_from((time - midnight).num_minutes()).ok()
}

/// `PT40H0M0S` in minutes, and whether that is exact. A day is 24 hours here: the format is that of XML Schema.
pub fn minutes(text: &str) -> Option<(i64, bool)> {
    let (sign, body) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let body = body.strip_prefix('P')?;
    let (days, time) = body.split_once('T').unwrap_or((body, ""));
    let mut thousandths: i64 = 0;
    let mut any = false;
    for (part, units) in [
        (days, &[('D', 1440)][..]),
        (time, &[('H', 60), ('M', 1), ('S', 0)]),
    ] {
        let mut rest = part;
        for (letter, weight) in units {
            let Some((number, tail)) = rest.split_once(*letter) else {
                continue;
            };
            let (n, _) = self::thousandths(number).filter(|(n, _)| *n >= 0)?;
            // A second is a sixtieth: kept as thousandths of a minute.
            let minutes = if *weight == 0 {
                divide(n, 60)
            } else {
                n.checked_mul(*weight)?
            };
            thousandths = thousandths.checked_add(minutes)?;
            rest = tail;
            any = true;
        }
        if !rest.is_empty() {
            return None;
        }
    }
    let minutes = divide(thousandths, 1000);
    // A thousand years.
    (any && minutes <= 525_600_000).then_some((sign * minutes, minutes * 1000 == thousandths))
}

/// A decimal in thousandths, and whether that is exact.
pub fn thousandths(text: &str) -> Option<(i64, bool)> {
    let (sign, body) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = body.split_once('.').unwrap_or((body, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !digits(whole) || !digits(part) || whole.len() > 12
    {
        return None;
    }
    let whole: i64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let kept: String = part.chars().chain("000".chars()).take(3).collect();
    let kept: i64 = kept.parse().ok()?;
    let exact = part
        .get(3..)
        .is_none_or(|rest| rest.bytes().all(|b| b == b'0'));
    let up = i64::from(part.as_bytes().get(3).is_some_and(|b| *b >= b'5'));
    Some((sign * (whole * 1000 + kept + up), exact))
}

/// To the nearest, halves away from zero.
pub fn divide(n: i64, by: i64) -> i64 {
    let half = by / 2;
    if n < 0 {
        (n - half) / by
    } else {
        (n + half) / by
    }
}

/// The unit a format number stands for, whether elapsed, whether estimated.
pub fn unit(format: i64) -> Option<(Unit, bool, bool)> {
    let estimated = (35..=53).contains(&format);
    let base = if estimated { format - 32 } else { format };
    let (unit, elapsed) = match base {
        3 => (Unit::Minutes, false),
        4 => (Unit::Minutes, true),
        5 => (Unit::Hours, false),
        6 => (Unit::Hours, true),
        7 => (Unit::Days, false),
        8 => (Unit::Days, true),
        9 => (Unit::Weeks, false),
        10 => (Unit::Weeks, true),
        11 => (Unit::Months, false),
        12 => (Unit::Months, true),
        19 => (Unit::Percent, false),
        20 => (Unit::Percent, true),
        // "No format": the file's default.
        21 => (Unit::Unknown, false),
        _ => return None,
    };
    Some((unit, elapsed, estimated))
}

pub fn duration(minutes: i64, format: Option<i64>, estimated: Option<bool>) -> Duration {
    let (unit, elapsed, by_format) = format
        .and_then(unit)
        .unwrap_or((Unit::Unknown, false, false));
    Duration {
        minutes,
        unit,
        elapsed,
        estimated: estimated.unwrap_or(by_format),
    }
}

/// Whether losing this value loses anything.
pub fn filled(text: &str) -> bool {
    let text = text.trim();
    !matches!(
        text,
        "" | "0" | "0.0" | "0.00" | "-1" | "false" | "PT0H0M0S" | "NA"
    )
}
