//! What a task says in a field: one canonical text for each kind, from which all else follows.

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::{Choice, FieldKind};
use crate::refusal::{Bad, Code};
use crate::text;
use crate::time;

/// Longest text, in characters.
const TEXT: usize = 500;
/// Longest address, in bytes.
const LINK: usize = 2000;
/// Places behind the point.
const PLACES: usize = 6;
/// Digits before it.
const DIGITS: usize = 12;

/// What a value is judged against.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// In the project's zone.
    pub today: NaiveDate,
    /// Of a choice.
    pub options: Vec<Choice>,
    /// Who is in the project, where a person is asked for.
    pub people: Vec<(Uuid, String)>,
}

/// Reads what was typed; nothing typed is no value. A retired option is taken where it stood already.
pub fn typed(
    kind: FieldKind,
    typed: &str,
    was: &str,
    known: &Known,
) -> Result<Option<String>, Bad> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let id = || Uuid::parse_str(typed).map_err(|_| Bad::from(Code::NotAChoice));
    Ok(Some(match kind {
        FieldKind::Text => text::line_of(typed, TEXT)?,
        FieldKind::Number => number(typed)?,
        FieldKind::Date => match time::when(typed, known.today)? {
            Some(time::When { day, time: None }) => day.to_string(),
            _ => return Err(Code::NotADate.into()),
        },
        FieldKind::YesNo if matches!(typed, "yes" | "no") => typed.to_owned(),
        FieldKind::YesNo => return Err(Code::NotAChoice.into()),
        FieldKind::Link => link(typed)?,
        FieldKind::Choice => {
            let id = id()?;
            let offered = |option: &&Choice| option.id == id;
            match known.options.iter().find(offered) {
                Some(option) if !option.retired || id.to_string() == was => id.to_string(),
                _ => return Err(Code::NotAChoice.into()),
            }
        }
        FieldKind::Person => {
            let id = id()?;
            let is_known = known.people.iter().any(|(person, _)| *person == id);
            if !is_known && id.to_string() != was {
                return Err(Code::NotInProject.into());
            }
            id.to_string()
        }
    }))
}

/// `1 250,5` as `1250.5`. A comma before three digits may be either, so that it is asked about rather than guessed.
fn number(typed: &str) -> Result<String, Bad> {
    let bad = || Bad::from(Code::NotANumber);
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’'))
        .collect();
    let (minus, digits) = match plain.strip_prefix(['-', '−']) {
        Some(digits) => ("-", digits),
        None => ("", plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let is_number = all_digits(whole) && all_digits(part) && !(whole.is_empty() && part.is_empty());
    if !is_number || (digits.contains(',') && part.len() == 3) || digits.ends_with(['.', ',']) {
        return Err(bad());
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    if whole.len() > DIGITS || part.len() > PLACES {
        return Err(Bad(Code::NumberTooLong, format!("{DIGITS} {PLACES}")));
    }
    Ok(match (whole, part) {
        ("", "") => "0".into(),
        ("", part) => format!("{minus}0.{part}"),
        (whole, "") => format!("{minus}{whole}"),
        (whole, part) => format!("{minus}{whole}.{part}"),
    })
}

/// Millionths of a number in its canonical form.
fn millionths(number: &str) -> Option<i64> {
    let (minus, digits) = match number.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, number),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = format!("{part:0<PLACES$}").parse().ok()?;
    Some(minus * whole.checked_mul(1_000_000)?.checked_add(part)?)
}

/// An address in the web. What runs, what reads a file, and what hides whose it is are none.
fn link(typed: &str) -> Result<String, Bad> {
    let bad = || Bad::from(Code::NotALink);
    if typed.len() > LINK {
        return Err(Bad(Code::TooLong, LINK.to_string()));
    }
    let lower = typed.to_ascii_lowercase();
    let rest = lower
        .strip_prefix("https://")
        .or(lower.strip_prefix("http://"))
        .ok_or_else(bad)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let hostile = |c: char| c.is_whitespace() || text::is_control(c) || "<>\"`\\{}|^".contains(c);
    if host.is_empty()
        || host.contains('@')
        || host.starts_with([':', '.'])
        || typed.chars().any(hostile)
    {
        return Err(bad());
    }
    Ok(typed.to_owned())
}

/// A value in all its forms: as it is kept, found and put in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub value: String,
    pub folded: String,
    pub amount: Option<i64>,
    pub option: Option<Uuid>,
    pub member: Option<Uuid>,
}

/// All forms of a canonical text; nothing where it is none of this kind.
pub fn kept(kind: FieldKind, value: &str) -> Option<Value> {
    let plain = Value {
        value: value.to_owned(),
        folded: String::new(),
        amount: None,
        option: None,
        member: None,
    };
    let id = || Uuid::parse_str(value).ok();
    Some(match kind {
        FieldKind::Text | FieldKind::Link => Value {
            folded: text::fold(value),
            ..plain
        },
        FieldKind::Number => Value {
            amount: Some(millionths(value)?),
            ..plain
        },
        FieldKind::Date => Value {
            amount: Some(time::iso_day(value)?.num_days_from_ce().into()),
            ..plain
        },
        FieldKind::YesNo => Value {
            amount: Some(i64::from(value == "yes")),
            ..plain
        },
        FieldKind::Choice => Value {
            value: String::new(),
            option: Some(id()?),
            ..plain
        },
        FieldKind::Person => Value {
            value: String::new(),
            member: Some(id()?),
            ..plain
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: FieldKind, text: &str) -> Result<Option<String>, Code> {
        let known = Known {
            today: NaiveDate::from_ymd_opt(2026, 11, 26).unwrap_or_default(),
            options: vec![
                Choice {
                    id: Uuid::from_u128(1),
                    name: "High".into(),
                    retired: false,
                },
                Choice {
                    id: Uuid::from_u128(2),
                    name: "Low".into(),
                    retired: true,
                },
            ],
            people: vec![(Uuid::from_u128(3), "Ana".into())],
        };
        typed(kind, text, "", &known).map_err(|Bad(code, _)| code)
    }

    #[test]
    fn a_number_is_read_as_it_was_meant_or_asked_about() {
        for (text, number) in [
            ("1 250,5", "1250.5"),
            ("-0012.50", "-12.5"),
            ("1.250", "1.25"),
            (".5", "0.5"),
            ("-0", "0"),
            ("1'000'000", "1000000"),
            ("999999999999.999999", "999999999999.999999"),
        ] {
            assert_eq!(
                read(FieldKind::Number, text),
                Ok(Some(number.into())),
                "{text}"
            );
        }
        for text in ["1,250", "12e3", "1.2.3", "NaN", "twelve", "1.", "--1", "١"] {
            assert_eq!(
                read(FieldKind::Number, text),
                Err(Code::NotANumber),
                "{text}"
            );
        }
        for text in ["1000000000000", "0.0000001"] {
            assert_eq!(
                read(FieldKind::Number, text),
                Err(Code::NumberTooLong),
                "{text}"
            );
        }
        let amount = |number: &str| kept(FieldKind::Number, number).and_then(|value| value.amount);
        assert_eq!(amount("-12.5"), Some(-12_500_000));
        assert_eq!(amount("999999999999.999999"), Some(999_999_999_999_999_999));
        assert_eq!(amount("0.000001"), Some(1));
    }

    #[test]
    fn a_link_leads_into_the_web_and_hides_nothing() {
        for link in ["https://example.org/a?b=c#d", "HTTP://localhost:8080"] {
            assert_eq!(read(FieldKind::Link, link), Ok(Some(link.into())));
        }
        for link in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "//example.org",
            "example.org",
            "https://",
            "https://bank.example@evil.example/",
            "https://a b.example",
            "https://a.example/\"><script>",
            "https:///x",
        ] {
            assert_eq!(read(FieldKind::Link, link), Err(Code::NotALink), "{link}");
        }
        let long = format!("https://a.example/{}", "x".repeat(LINK));
        assert_eq!(read(FieldKind::Link, &long), Err(Code::TooLong));
    }

    #[test]
    fn the_other_kinds_take_what_they_are() {
        assert_eq!(read(FieldKind::Text, " a  b "), Ok(Some("a b".into())));
        assert_eq!(read(FieldKind::Text, "  "), Ok(None));
        assert_eq!(read(FieldKind::Text, "a\u{7}b"), Err(Code::Unreadable));
        let long = "x".repeat(TEXT);
        assert_eq!(read(FieldKind::Text, &long), Ok(Some(long.clone())));
        assert_eq!(
            read(FieldKind::Text, &format!("{long}x")),
            Err(Code::TooLong)
        );
        assert_eq!(
            read(FieldKind::Date, "tomorrow"),
            Ok(Some("2026-11-27".into()))
        );
        assert_eq!(read(FieldKind::Date, "26 nov 14:30"), Err(Code::NotADate));
        assert_eq!(read(FieldKind::YesNo, "yes"), Ok(Some("yes".into())));
        assert_eq!(read(FieldKind::YesNo, "on"), Err(Code::NotAChoice));
        let id = |n: u128| Uuid::from_u128(n).to_string();
        assert_eq!(read(FieldKind::Choice, &id(1)), Ok(Some(id(1))));
        assert_eq!(read(FieldKind::Choice, &id(9)), Err(Code::NotAChoice));
        assert_eq!(read(FieldKind::Person, &id(3)), Ok(Some(id(3))));
        assert_eq!(read(FieldKind::Person, &id(9)), Err(Code::NotInProject));
    }

    #[test]
    fn a_retired_option_stays_where_it_stood() {
        let known = Known {
            options: vec![Choice {
                id: Uuid::from_u128(2),
                name: "Low".into(),
                retired: true,
            }],
            ..Known::default()
        };
        let low = Uuid::from_u128(2).to_string();
        let read = |was: &str| typed(FieldKind::Choice, &low, was, &known);
        assert_eq!(read(""), Err(Code::NotAChoice.into()));
        assert_eq!(read(&low), Ok(Some(low.clone())));
    }

    #[test]
    fn days_and_answers_have_an_order() {
        let amount = |kind, value: &str| kept(kind, value).and_then(|value| value.amount);
        assert!(amount(FieldKind::Date, "2026-11-26") < amount(FieldKind::Date, "2026-12-01"));
        assert!(amount(FieldKind::YesNo, "no") < amount(FieldKind::YesNo, "yes"));
        assert_eq!(kept(FieldKind::Date, "26 Nov"), None);
    }
}
