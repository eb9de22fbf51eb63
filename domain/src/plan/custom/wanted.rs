//! What tasks are asked for by a field, as an address says it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{FieldKind, Known, kept, typed};

/// The word for what says nothing; of a text it is a word like any other.
pub const NOTHING: &str = "none";
/// Longest part of a text that is looked for, in characters.
const PART: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wanted {
    /// Nothing is said.
    Nothing,
    /// An option, or a person.
    Is(Uuid),
    /// A part of a text or an address.
    Part(String),
    /// From here, to here: by what a value is put in order.
    Between(Option<i64>, Option<i64>),
}

/// Reads it; what means nothing asks for nothing. `10..20`, `10..` and `..20` are numbers or days from and to.
pub fn wanted(kind: FieldKind, asked: &str, today: NaiveDate) -> Option<Wanted> {
    let asked = asked.trim();
    if asked.is_empty() {
        return None;
    }
    match kind {
        FieldKind::Text | FieldKind::Link => Some(Wanted::Part(asked.chars().take(PART).collect())),
        _ if asked == NOTHING => Some(Wanted::Nothing),
        FieldKind::Choice | FieldKind::Person => Uuid::parse_str(asked).ok().map(Wanted::Is),
        FieldKind::Number | FieldKind::Date | FieldKind::YesNo => {
            let (from, to) = asked.split_once("..").unwrap_or((asked, asked));
            let known = Known {
                today,
                ..Known::default()
            };
            // An end that cannot be read is no end that was left open.
            let end = |typed_end: &str| match typed(kind, typed_end, "", &known) {
                Ok(None) => Some(None),
                Ok(Some(value)) => kept(kind, &value).map(|value| value.amount),
                Err(_) => None,
            };
            match (end(from)?, end(to)?) {
                (None, None) => None,
                (from, to) => Some(Wanted::Between(from, to)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_a_value_a_range_or_nothing_said() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap_or_default();
        let read = |kind, asked: &str| wanted(kind, asked, today);
        let id = Uuid::from_u128(5);
        assert_eq!(
            read(FieldKind::Choice, &id.to_string()),
            Some(Wanted::Is(id))
        );
        assert_eq!(read(FieldKind::Person, "none"), Some(Wanted::Nothing));
        let part = Some(Wanted::Part("none".into()));
        assert_eq!(read(FieldKind::Text, " none "), part);
        let between = |from: Option<i64>, to| Some(Wanted::Between(from, to));
        let (ten, twenty) = (Some(10_000_000), Some(20_000_000));
        assert_eq!(read(FieldKind::Number, "10..20"), between(ten, twenty));
        assert_eq!(read(FieldKind::Number, "10.."), between(ten, None));
        assert_eq!(read(FieldKind::Number, "..20"), between(None, twenty));
        assert_eq!(read(FieldKind::Number, "10"), between(ten, ten));
        assert_eq!(read(FieldKind::YesNo, "no"), between(Some(0), Some(0)));
        let days = match read(FieldKind::Date, "today..tomorrow") {
            Some(Wanted::Between(Some(from), Some(to))) => to - from,
            _ => 0,
        };
        assert_eq!(days, 1);
        for (kind, asked) in [
            (FieldKind::Number, "ten.."),
            (FieldKind::Number, ".."),
            (FieldKind::Date, "someday"),
            (FieldKind::Choice, "High"),
            (FieldKind::Text, "  "),
        ] {
            assert_eq!(read(kind, asked), None, "{asked}");
        }
    }
}
