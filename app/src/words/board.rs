//! Words of the board.

use super::say;

words! {
    board => "Board";
    board_of(project: &str) => "Board, {project}";
    add_to(column: &str) => "Add to {column}";
    move_to => "Move to…";
    move_card(code: &str, title: &str) => "Move {code} {title}";
    move_of(code: &str) => "Move {code}";
    move_it => "Move it";
    state => "State";
    place => "Place";
    first => "First";
    last => "Last";
    behind(state: &str, code: &str, title: &str) => "{state}: behind {code} {title}";
    part_of(title: &str) => "part of {title}";
    cards_of(column: &str) => "Cards, {column}";
    in_lane(column: &str, lane: &str) => "{column}, {lane}";
    of_limit(tasks: i64, limit: i64) => "{tasks} of {limit}";
    taken(code: &str) => "{code} is taken. Arrows move it, Enter drops it, Escape puts it back.";
    put_back(code: &str) => "{code} is back where it was.";
    with(names: &str) => "with {names}";
    how => "Drag a card, press M and the arrows, or Move to…";
}

/// What is said of a column with a limit: nothing while there is room.
pub fn full(tasks: i64, limit: i64) -> Option<String> {
    match tasks - limit {
        under if under < 0 => None,
        0 => Some(say("Full. Finish one before starting another.")),
        1 => Some(say(format!(
            "One over its {limit}. Finish one before starting another."
        ))),
        over => Some(say(format!(
            "{over} over its {limit}. Finish some before starting another."
        ))),
    }
}

/// `NGT-3, Under way, 2 of 5.`
pub fn stands(code: &str, column: &str, place: usize, of: usize) -> String {
    say(format!("{code}, {column}, {place} of {of}."))
}

pub fn more(n: i64) -> String {
    match n {
        1 => say("and 1 more in the list"),
        n => say(format!("and {n} more in the list")),
    }
}

/// How many of a column the filter lets through.
pub fn shown(n: i64) -> String {
    say(format!("{n} shown"))
}

#[cfg(test)]
mod tests {
    use super::full;

    #[test]
    fn a_limit_speaks_up_when_it_is_reached() {
        assert_eq!(full(3, 4), None);
        let said = |tasks| full(tasks, 4).unwrap_or_default();
        assert_eq!(said(4), "Full. Finish one before starting another.");
        assert_eq!(
            said(5),
            "One over its 4. Finish one before starting another."
        );
        assert_eq!(
            said(7),
            "3 over its 4. Finish some before starting another."
        );
    }
}
