//! The order of tasks: a text of twelve hexadecimal digits a level, the parent's before one's own, so that the order of
//! the texts is the order of the outline and everything below a task is one range of them.
//!
//! Siblings stand [`STEP`] apart. Between two there is room for twenty more in the same place; then the siblings are
//! numbered anew.

/// Digits a level.
pub const DIGITS: usize = 12;
/// Levels below the project.
pub const DEPTH: usize = 20;
/// How far apart siblings stand when nothing stands between them.
pub const STEP: u64 = 1 << 20;
/// The last place that twelve digits can say.
const LAST: u64 = (1 << 48) - 1;

/// The place of a task among its siblings.
pub fn own(outline: &str) -> u64 {
    let at = outline.len().saturating_sub(DIGITS);
    outline
        .get(at..)
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
        .unwrap_or(0)
}

/// The outline of what it belongs to; empty for the project.
pub fn above(outline: &str) -> &str {
    outline
        .get(..outline.len().saturating_sub(DIGITS))
        .unwrap_or_default()
}

/// 1 at the top.
pub fn level(outline: &str) -> usize {
    outline.len() / DIGITS
}

/// The outline of a task at `place` below `above`.
pub fn at(above: &str, place: u64) -> String {
    format!("{above}{place:012x}")
}

/// The first text after everything below `outline`.
pub fn end(outline: &str) -> String {
    format!("{outline}g")
}

/// A place between two siblings; none when they stand too close.
pub fn between(before: Option<u64>, after: Option<u64>) -> Option<u64> {
    let place = match (before, after) {
        (None, None) => STEP,
        (Some(before), None) => before + STEP,
        (before, Some(after)) => {
            let before = before.unwrap_or(0);
            before + after.saturating_sub(before) / 2
        }
    };
    let free = before.is_none_or(|b| b < place) && after.is_none_or(|a| place < a);
    (free && place > 0 && place <= LAST).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_of_texts_is_the_order_of_the_outline() {
        let first = at("", STEP);
        let child = at(&first, STEP);
        let second = at("", 2 * STEP);
        let mut sorted = vec![second.clone(), child.clone(), first.clone()];
        sorted.sort();
        assert_eq!(sorted, [first.clone(), child.clone(), second.clone()]);
        assert!(child < end(&first) && end(&first) < second);
        assert_eq!(
            (own(&child), above(&child), level(&child)),
            (STEP, first.as_str(), 2)
        );
    }

    #[test]
    fn twenty_fit_between_two() {
        let (before, mut after) = (STEP, 2 * STEP);
        for _ in 0..20 {
            let Some(place) = between(Some(before), Some(after)) else {
                panic!("no room")
            };
            assert!(before < place && place < after);
            after = place;
        }
        assert_eq!(between(Some(before), Some(after)), None);
        assert_eq!(between(None, Some(1)), None);
        assert_eq!(between(Some(LAST), None), None);
    }
}
