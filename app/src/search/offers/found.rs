//! What the server found.

use super::super::api::Hit;
use super::{Group, Leads, Offer};
use crate::plan::list::mark;
use crate::ui::shell::Around;
use crate::words::search as w;

/// All that was found, on its own page.
pub fn search_page(around: &Around, typed: &str) -> Offer {
    let mut asked = String::new();
    for byte in typed.bytes() {
        if byte.is_ascii_alphanumeric() {
            asked.push(char::from(byte));
        } else {
            asked.push_str(&format!("%{byte:02X}"));
        }
    }
    let href = format!("/{}/search?q={asked}", around.workspace);
    Offer::to("search", w::search_for(typed), href)
}

/// Something that the server found by its name.
pub fn named(hit: Hit) -> Offer {
    let is_task = !hit.category.is_empty();
    let note = if hit.kind == "project" {
        hit.key
    } else {
        format!("{}, {}", hit.key, hit.place)
    };
    let icon = match hit.kind.as_str() {
        "project" => "chart-gantt",
        _ => "chevron-right",
    };
    Offer {
        group: Group::GoTo,
        icon,
        mark: match hit.kind.as_str() {
            "deliverable" | "iteration" | "release" => Some("milestone"),
            _ => is_task.then(|| mark(&hit.category)),
        },
        title: hit.title,
        note,
        leads: Leads::To(hit.href),
        key: None,
    }
}

/// Something that was found in what somebody wrote.
pub fn written(hit: Hit) -> Offer {
    let name = hit.title.concat();
    let note = match &hit.said {
        Some((who, at)) => format!("{}, {name}, {who}, {}", hit.key, at.day),
        None => format!("{}, {name}", hit.key),
    };
    Offer {
        group: Group::Written,
        icon: "message-square",
        mark: None,
        title: hit.text,
        note,
        leads: Leads::To(hit.href),
        key: None,
    }
}
