//! Who does a task, and with how much of their day.

use crate::refusal::{Bad, Code};

/// All of somebody's day, in thousandths.
pub const ALL_DAY: i64 = 1000;
/// The most that can be said: ten people's day.
const MOST: i64 = 10_000;
/// Most people on one task.
pub const MOST_PEOPLE: i64 = 50;

/// Per cent of a day as typed (`50`, `12.5 %`) in thousandths; nothing typed is all of it.
pub fn units(typed: &str) -> Result<i64, Bad> {
    let typed = typed.trim().trim_end_matches('%').trim_end();
    if typed.is_empty() {
        return Ok(ALL_DAY);
    }
    let (whole, tenth) = typed.split_once(['.', ',']).unwrap_or((typed, "0"));
    let digits = |text: &str, most: usize| {
        let right = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        right.then(|| text.parse::<i64>().ok()).flatten()
    };
    let units = digits(whole, 4)
        .zip(digits(tenth, 1))
        .map(|(w, t)| w * 10 + t);
    units
        .filter(|units| (1..=MOST).contains(units))
        .ok_or(Code::NotUnits.into())
}

/// As it is typed.
pub fn shown(units: i64) -> String {
    match units % 10 {
        0 => (units / 10).to_string(),
        tenth => format!("{}.{tenth}", units / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_reads_back() {
        for n in 1..=MOST {
            assert_eq!(units(&shown(n)), Ok(n));
        }
        assert_eq!(
            (units(""), units("50 %"), units("12,5")),
            (Ok(1000), Ok(500), Ok(125))
        );
        for bad in ["0", "-5", "1001", "50.55", "half", "1e3", "%%5"] {
            assert_eq!(units(bad), Err(Code::NotUnits.into()), "{bad}");
        }
    }
}
