//! Where a card is put, and the cards as they stand then.

use super::Card;

/// A place in a column: behind a card, or the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub column: String,
    pub after: Option<String>,
}

/// The cards with one of them at another place.
pub fn placed(mut cards: Vec<Card>, card: &str, spot: &Spot) -> Vec<Card> {
    let Some(from) = cards.iter().position(|c| c.id == card) else {
        return cards;
    };
    let mut moved = cards.remove(from);
    moved.column.clone_from(&spot.column);
    let in_column = |c: &Card| c.column == spot.column;
    let at = match &spot.after {
        None => cards.iter().position(in_column),
        Some(after) => cards
            .iter()
            .position(|c| c.id == *after)
            .or_else(|| cards.iter().rposition(in_column))
            .map(|n| n + 1),
    };
    cards.insert(at.unwrap_or(from).min(cards.len()), moved);
    cards
}

/// The spot at which a card stands now.
pub fn of(cards: &[Card], card: &str) -> Option<Spot> {
    let here = cards.iter().position(|c| c.id == card)?;
    let (before, rest) = cards.split_at(here);
    let column = rest.first()?.column.clone();
    let above = before.iter().rfind(|c| c.column == column);
    Some(Spot {
        after: above.map(|c| c.id.clone()),
        column,
    })
}

/// The spot one step further, of a card that is carried: past a card in its column, or into the next column at about
/// the same height. Nothing where there is none.
pub fn step(cards: &[Card], columns: &[String], card: &str, key: &str) -> Option<Spot> {
    let own = cards.iter().find(|c| c.id == card)?;
    let of = |column: &str| -> Vec<&Card> {
        let in_column = cards.iter().filter(|c| c.column == column);
        in_column.collect()
    };
    let here = of(&own.column);
    let at = here.iter().position(|c| c.id == card)?;
    let spot = |column: &str, others: &[&Card], place: usize| Spot {
        column: column.to_owned(),
        after: place
            .checked_sub(1)
            .and_then(|n| others.get(n))
            .map(|c| c.id.clone()),
    };
    let others: Vec<&Card> = here.iter().copied().filter(|c| c.id != card).collect();
    let beside = |by: isize| {
        let n = columns.iter().position(|c| *c == own.column)?;
        columns.get(n.checked_add_signed(by)?)
    };
    match key {
        "ArrowUp" => Some(spot(&own.column, &others, at.checked_sub(1)?)),
        "ArrowDown" if at < others.len() => Some(spot(&own.column, &others, at + 1)),
        "ArrowLeft" | "ArrowRight" => {
            let column = beside(if key == "ArrowLeft" { -1 } else { 1 })?;
            let there = of(column);
            Some(spot(column, &there, at.min(there.len())))
        }
        _ => None,
    }
}

/// In a backlog, whose columns lie one below the other: the spot past the end of its own column.
pub fn over(cards: &[Card], columns: &[String], card: &str, key: &str) -> Option<Spot> {
    let own = cards.iter().find(|c| c.id == card)?;
    let n = columns.iter().position(|c| *c == own.column)?;
    match key {
        "ArrowUp" => {
            let column = columns.get(n.checked_sub(1)?)?;
            let last = cards.iter().rfind(|c| c.column == *column);
            Some(Spot {
                column: column.clone(),
                after: last.map(|c| c.id.clone()),
            })
        }
        "ArrowDown" => Some(Spot {
            column: columns.get(n + 1)?.clone(),
            after: None,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cards() -> Vec<Card> {
        [("a", "todo"), ("b", "todo"), ("c", "todo"), ("x", "doing")]
            .map(|(id, column)| Card {
                id: id.into(),
                column: column.into(),
                ..Card::default()
            })
            .to_vec()
    }

    fn spot(column: &str, after: Option<&str>) -> Spot {
        Spot {
            column: column.into(),
            after: after.map(str::to_owned),
        }
    }

    fn column(cards: &[Card], column: &str) -> String {
        let of = cards.iter().filter(|c| c.column == column);
        of.map(|c| c.id.as_str()).collect()
    }

    #[test]
    fn a_card_goes_behind_another_or_to_the_top() {
        let moved = placed(cards(), "c", &spot("todo", None));
        assert_eq!(column(&moved, "todo"), "cab");
        let moved = placed(cards(), "a", &spot("todo", Some("b")));
        assert_eq!(column(&moved, "todo"), "bac");
        let moved = placed(cards(), "a", &spot("doing", Some("x")));
        assert_eq!(
            (column(&moved, "todo"), column(&moved, "doing")),
            ("bc".into(), "xa".into())
        );
        // Into an empty column, and behind what is gone.
        assert_eq!(
            column(&placed(cards(), "a", &spot("done", None)), "done"),
            "a"
        );
        assert_eq!(
            column(&placed(cards(), "a", &spot("todo", Some("gone"))), "todo"),
            "bca"
        );
    }

    #[test]
    fn where_it_stands_is_where_it_is_put() {
        for card in ["a", "b", "c", "x"] {
            let here = of(&cards(), card).unwrap_or_else(|| spot("", None));
            assert_eq!(placed(cards(), card, &here), cards());
        }
    }

    #[test]
    fn past_the_end_of_one_the_next_begins() {
        let columns = ["todo", "doing", "done"].map(str::to_owned);
        let to = |card: &str, key: &str| over(&cards(), &columns, card, key);
        assert_eq!(to("c", "ArrowDown"), Some(spot("doing", None)));
        assert_eq!(to("x", "ArrowUp"), Some(spot("todo", Some("c"))));
        assert_eq!(to("x", "ArrowDown"), Some(spot("done", None)));
        assert_eq!(to("a", "ArrowUp"), None);
        assert_eq!(to("a", "ArrowLeft"), None);
    }

    #[test]
    fn arrows_carry_a_card() {
        let columns = ["todo", "doing", "done"].map(str::to_owned);
        let to = |card: &str, key: &str| step(&cards(), &columns, card, key);
        assert_eq!(to("b", "ArrowUp"), Some(spot("todo", None)));
        assert_eq!(to("c", "ArrowUp"), Some(spot("todo", Some("a"))));
        assert_eq!(to("a", "ArrowUp"), None);
        assert_eq!(to("a", "ArrowDown"), Some(spot("todo", Some("b"))));
        assert_eq!(to("c", "ArrowDown"), None);
        assert_eq!(to("a", "ArrowRight"), Some(spot("doing", None)));
        assert_eq!(to("c", "ArrowRight"), Some(spot("doing", Some("x"))));
        assert_eq!(to("x", "ArrowRight"), Some(spot("done", None)));
        assert_eq!(to("a", "ArrowLeft"), None);
    }
}
