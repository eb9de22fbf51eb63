//! The board: cards in the order of their ranks, and where a moved card goes.
//!
//! A rank is a text of hexadecimal digits, read as the digits of a fraction, so that there is always another one between
//! two: nobody's card is ever numbered anew, and taking a move back finds the place as it was. A task that nobody has
//! placed on the board has none; it stands where its outline stands, which is such a text too. (Moving it in the outline
//! instead would give cards other parents and other numbers; a rank for each task would have to be kept by everything
//! that makes tasks.)

use uuid::Uuid;

use super::outline::DIGITS;
use crate::form::MoveCard;
use crate::refusal::{Bad, Code};

/// The name of the field of an event that says a task's rank.
pub const RANK: &str = "rank";
/// Cards on a board; of more only the number is said.
pub const CARDS: usize = 500;
/// Cards in a column, where there is room for so many in each.
const COLUMN: usize = 100;

/// How many cards a column of so many shows.
pub fn in_column(columns: usize) -> usize {
    (CARDS / columns.max(1)).min(COLUMN)
}

/// Where in its column a card goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    First,
    Last,
    /// Directly behind another card.
    Behind(Uuid),
}

pub fn place(form: &MoveCard) -> Result<Place, Bad> {
    spot(&form.place)
}

/// Reads a place: `first`, `last`, or the card that it is behind by its id.
pub fn spot(typed: &str) -> Result<Place, Bad> {
    match typed.trim() {
        "" => Err(Code::Missing.into()),
        "first" => Ok(Place::First),
        "last" => Ok(Place::Last),
        id => Uuid::parse_str(id)
            .map(Place::Behind)
            .map_err(|_| Code::NotAChoice.into()),
    }
}

/// Before everything that stands at `first` or later.
pub fn before(first: &str) -> String {
    match head(first).checked_sub(1) {
        Some(head) => format!("{head:012x}8"),
        None => between("", first),
    }
}

/// Behind everything that stands at `last` or earlier, and before what the outline puts behind that later.
pub fn behind(last: &str) -> String {
    format!("{:012x}8", head(last) + 1)
}

/// Between two that differ. Between what cannot be told apart there is no room: then it goes behind both.
pub fn between(before: &str, after: &str) -> String {
    let digits = |text: &str| -> Vec<u32> { text.chars().filter_map(|c| c.to_digit(16)).collect() };
    let (before, after) = (digits(before), digits(after));
    let mut made = String::new();
    let mut below_after = false;
    for at in 0..=before.len().max(after.len()) {
        let low = before.get(at).copied().unwrap_or(0);
        let high = match below_after {
            true => 16,
            false => after.get(at).copied().unwrap_or(0),
        };
        let middle = low + high.saturating_sub(low) / 2;
        made.extend(char::from_digit(middle.max(low), 16));
        if middle > low {
            return ended(made);
        }
        below_after |= high > low;
    }
    ended(made)
}

/// Longer than an outline's first level and not ending in nought, so that it is no outline's own text.
fn ended(mut rank: String) -> String {
    while rank.len() < DIGITS {
        rank.push('0');
    }
    if rank.len() == DIGITS || rank.ends_with('0') {
        rank.push('8');
    }
    rank
}

/// The first level's digits.
fn head(key: &str) -> u64 {
    let digits = key.get(..DIGITS).unwrap_or(key);
    u64::from_str_radix(digits, 16).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::outline::{STEP, at};

    #[test]
    fn there_is_always_another_between_two() {
        let (first, second) = (at("", STEP), at("", 2 * STEP));
        let (mut low, mut high) = (first.clone(), second.clone());
        for n in 0..200 {
            let rank = between(&low, &high);
            assert!(low < rank && rank < high, "{low} < {rank} < {high}");
            if n % 3 == 0 {
                low = rank;
            } else {
                high = rank;
            }
        }
    }

    #[test]
    fn a_parent_and_its_part_have_room_between_them() {
        let parent = at("", STEP);
        let part = at(&parent, STEP);
        let rank = between(&parent, &part);
        assert!(parent < rank && rank < part);
        // What stands at a place already does not loop.
        assert!(between(&parent, &parent) > parent);
    }

    #[test]
    fn first_and_last_stay_short() {
        let (mut first, mut last) = (at("", STEP), at("", STEP));
        for _ in 0..1000 {
            let (earlier, later) = (before(&first), behind(&last));
            assert!(earlier < first && last < later);
            (first, last) = (earlier, later);
        }
        assert_eq!((first.len(), last.len()), (DIGITS + 1, DIGITS + 1));
        // The next task that is made stands behind all of them.
        assert!(last < at("", 2 * STEP));
        let lowest = "0000000000008";
        assert!(before(lowest).as_str() < lowest);
    }

    #[test]
    fn a_place_is_said_by_word_or_by_card() {
        let said = |place: &str| {
            super::place(&MoveCard {
                place: place.into(),
                ..MoveCard::default()
            })
        };
        let id = Uuid::from_u128(7);
        assert_eq!(said("first"), Ok(Place::First));
        assert_eq!(said(" last "), Ok(Place::Last));
        assert_eq!(said(&id.to_string()), Ok(Place::Behind(id)));
        assert!(said("").is_err() && said("third").is_err());
    }

    #[test]
    fn many_columns_show_fewer_cards_each() {
        assert_eq!((in_column(0), in_column(4), in_column(20)), (100, 100, 25));
    }
}
