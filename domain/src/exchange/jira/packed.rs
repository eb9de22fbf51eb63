//! Cells that hold several things with semicolons between: comments, attachments, work logs.

use super::{seconds, wiki};
use crate::exchange::tracker::{People, Said};
use crate::exchange::when::{self, Order};

/// `24/Sep/21 2:21 PM;557058:0000;What was said; all of it`.
pub(super) fn comment(cell: &str, order: Order, people: &mut People) -> Said {
    let mut parts = cell.splitn(3, ';');
    let at = parts.next().and_then(|date| when::read(date, order));
    match (at, parts.next(), parts.next()) {
        (Some(at), Some(by), Some(text)) => Said {
            by: people.named(by, "", ""),
            at: Some(at),
            text: wiki::markdown(text),
            level: String::new(),
        },
        // It is what was said and nothing else.
        _ => Said {
            text: wiki::markdown(cell),
            ..Said::default()
        },
    }
}

/// `24/Sep/21 2:21 PM;557058:0000;name.png;https://…`: name and address.
pub(super) fn attachment(cell: &str) -> (&str, &str) {
    let mut parts = cell.splitn(4, ';').skip(2);
    match (parts.next(), parts.next()) {
        (Some(name), Some(url)) => (name.trim(), url.trim()),
        _ => (cell.trim(), ""),
    }
}

/// `What was done; maybe in more words;24/Sep/21 2:21 PM;557058:0000;3600`, or without the words.
pub(super) fn work(cell: &str, order: Order, people: &mut People) -> String {
    let mut parts = cell.rsplitn(4, ';');
    let (spent, by, date) = (parts.next(), parts.next(), parts.next());
    let done = parts.next().unwrap_or_default();
    let at = date.and_then(|date| when::read(date, order));
    let (Some(spent), Some(by), Some(at)) = (spent, by, at) else {
        return cell.to_owned();
    };
    let by = people.named(by, "", "");
    let by = by.map_or("", |by| people.name(by));
    format!("{}; {by}; {}; {}", at.text(), seconds(spent), done.trim())
        .trim_end_matches([';', ' '])
        .to_owned()
}
