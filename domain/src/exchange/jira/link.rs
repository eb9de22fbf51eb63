//! Links between issues: those that hold something up are links here, all others lines "From the file".

use crate::exchange::table::Table;
use crate::text::fold;

/// What a link says of the issue in whose row it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange) enum Way {
    WaitsFor,
    HoldsUp,
    Text,
}

/// `Inward issue link (Blocks)`: its kind as it is called, and what it says.
pub(super) fn of(column: &str) -> Option<(String, Way)> {
    let folded = fold(column);
    let inward = if folded.starts_with("inward issue link") {
        true
    } else if folded.starts_with("outward issue link") {
        false
    } else {
        return None;
    };
    let kind = column
        .split_once('(')
        .and_then(|(_, rest)| rest.trim_end().strip_suffix(')'))
        .unwrap_or_default();
    let way = way(kind, inward);
    let side = if inward { "inward" } else { "outward" };
    Some((format!("{kind} ({side})"), way))
}

/// "Blocks" is told from the one that blocks, "depends" from the one that waits.
pub(in crate::exchange) fn way(kind: &str, inward: bool) -> Way {
    let kind = fold(kind);
    if kind.contains("block") {
        if inward { Way::WaitsFor } else { Way::HoldsUp }
    } else if kind.contains("depend") {
        if inward { Way::HoldsUp } else { Way::WaitsFor }
    } else {
        Way::Text
    }
}

pub(super) fn columns(table: &Table) -> Vec<(String, String, Way)> {
    table
        .names()
        .into_iter()
        .filter_map(|name| {
            let (called, way) = of(name)?;
            Some((name.to_owned(), called, way))
        })
        .collect()
}
