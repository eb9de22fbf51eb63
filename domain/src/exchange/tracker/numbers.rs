//! Whether the file's own numbers can be the numbers of the project to be: `NGT-42` stays `NGT-42`.

use std::collections::HashSet;

use super::Item;

/// Beyond it nobody counts.
const MOST: i64 = 10_000_000;

/// One for each item, or none: where keys are of several projects, or of none, they are counted anew. A row whose number
/// is taken, or that has none among others that do, gets one after all others.
pub fn of(items: &[Item]) -> Option<Vec<i64>> {
    let mut project = None;
    let mut taken = HashSet::new();
    let mut numbers = Vec::with_capacity(items.len());
    for item in items {
        let of = item.key.rsplit_once('-').map_or("", |(project, _)| project);
        if item.number.is_some() && *project.get_or_insert(of) != of {
            return None;
        }
        let number = item.number.filter(|n| (1..=MOST).contains(n));
        numbers.push(number.filter(|n| taken.insert(*n)));
    }
    let mut next = taken.iter().max()? + 1;
    let number = |own: Option<i64>| {
        own.unwrap_or_else(|| {
            next += 1;
            next - 1
        })
    };
    Some(numbers.into_iter().map(number).collect())
}
