//! A date at the end of a title, as people add one in passing: `call Ana fri`, `send it by 26 nov 14:00`, `tidy +3d`.

use chrono::NaiveDate;

use super::{When, when};

/// Most words that a date has: `end of next month at 14:00`.
const WORDS: usize = 6;
/// Longest title that is looked at.
const LONGEST: usize = 1000;
/// Words that lead from a title to its date, and go with it.
const BY: [&str; 7] = ["by", "due", "on", "until", "till", "for", "@"];

/// Takes a date off the end of a title. What is left says something, and the day is not over; else nothing is taken,
/// for what names no day to come is a word like any other.
pub fn trailing(title: &str, today: NaiveDate) -> (&str, Option<When>) {
    let title = title.trim();
    if title.len() > LONGEST {
        return (title, None);
    }
    let starts: Vec<usize> = title
        .char_indices()
        .filter(|(at, c)| {
            !c.is_whitespace()
                && title[..*at]
                    .chars()
                    .next_back()
                    .is_some_and(char::is_whitespace)
        })
        .map(|(at, _)| at)
        .collect();
    let first = starts.len().saturating_sub(WORDS);
    for at in starts.into_iter().skip(first) {
        let (before, date) = title.split_at(at);
        let before = without_lead(before);
        if before.is_empty() || is_figure(date) {
            continue;
        }
        if let Ok(Some(when)) = when(date, today)
            && when.day >= today
        {
            return (before, Some(when));
        }
    }
    (title, None)
}

/// `1.2` is a version or an amount sooner than the first of February.
fn is_figure(word: &str) -> bool {
    word.split_once('.').is_some_and(|(whole, part)| {
        !part.is_empty()
            && [whole, part]
                .iter()
                .all(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
    })
}

fn without_lead(before: &str) -> &str {
    let before = before.trim_end();
    let lead = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let shorter = if BY.iter().any(|by| lead.eq_ignore_ascii_case(by)) {
        &before[..before.len() - lead.len()]
    } else {
        before
    };
    shorter
        .trim_end()
        .trim_end_matches([',', ':', ';'])
        .trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Wednesday.
    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 25).unwrap_or_default()
    }

    fn read(title: &str) -> (String, String) {
        let (title, when) = trailing(title, today());
        (
            title.to_owned(),
            when.map(|when| when.to_string()).unwrap_or_default(),
        )
    }

    #[test]
    fn a_date_is_taken_off_the_end() {
        for (typed, title, date) in [
            ("call Ana fri", "call Ana", "2026-11-27"),
            ("Call Ana Friday", "Call Ana", "2026-11-27"),
            ("tidy up +3d", "tidy up", "2026-11-28"),
            ("call Ana tomorrow 14:00", "call Ana", "2026-11-26 14:00"),
            ("call Ana tomorrow at 2 pm", "call Ana", "2026-11-26 14:00"),
            ("Send it by 26 nov", "Send it", "2026-11-26"),
            ("Send it, due 1 March 2027", "Send it", "2027-03-01"),
            ("Report: end of next month", "Report", "2026-12-31"),
            ("Ask in 2 weeks", "Ask", "2026-12-09"),
            ("Ask today", "Ask", "2026-11-25"),
            ("Ship 2026-12-01", "Ship", "2026-12-01"),
            ("Ship 1.12.", "Ship", "2026-12-01"),
            ("Позвонить Анне fri", "Позвонить Анне", "2026-11-27"),
            ("  Ask   Ana   next   monday ", "Ask   Ana", "2026-11-30"),
        ] {
            assert_eq!(read(typed), (title.into(), date.into()), "{typed}");
        }
    }

    #[test]
    fn what_is_no_day_to_come_stays_in_the_title() {
        for title in [
            "friday",
            "by friday",
            "+3d",
            "Call Ana",
            "Upgrade to 1.2",
            "Read chapter 14:30",
            "What happened yesterday",
            "Look at what broke 2 weeks ago",
            "Use the old date 2020-01-01",
            "Meet in 5 minutes",
            "Say ünfri",
            "fri call Ana",
            "",
        ] {
            assert_eq!(read(title), (title.into(), String::new()), "{title}");
        }
    }

    #[test]
    fn nothing_typed_breaks_it() {
        let pieces = [
            "", " ", "a", "fri", "+3d", "14:00", "by", "é", "\0", "\u{2003}", "26", "nov", ".",
            "שלום", "at", ",",
        ];
        for one in pieces {
            for two in pieces {
                for three in pieces {
                    let title = format!("{one} {two} {three}");
                    let (left, when) = trailing(&title, today());
                    assert!(title.contains(left));
                    assert!(when.is_none() || !left.is_empty(), "{title:?}");
                }
            }
        }
        let long = "fri ".repeat(100_000);
        assert_eq!(trailing(&long, today()), (long.trim(), None));
    }
}
