//! Names of tasks become links, and members who are mentioned stand out. Not in code, and not within links.

use std::ops::Range;

use comrak::nodes::{NodeLink, NodeValue};
use comrak::{Arena, Node};
use domain::talk::mention::mentions;

use super::Around;

pub fn put<'a>(arena: &'a Arena<'a>, root: Node<'a>, around: &Around) {
    let texts: Vec<Node<'a>> = root
        .descendants()
        .filter(|node| node.data.borrow().value.text().is_some() && !in_link(node))
        .collect();
    for node in texts {
        let text = match node.data.borrow().value.text() {
            Some(text) => text.to_owned(),
            None => continue,
        };
        replace(arena, node, &text, around);
    }
}

fn in_link<'a>(node: Node<'a>) -> bool {
    node.ancestors()
        .skip(1)
        .any(|up| matches!(up.data.borrow().value, NodeValue::Link(_)))
}

/// A piece of a text that becomes something.
struct Piece {
    at: Range<usize>,
    is_key: bool,
}

fn replace<'a>(arena: &'a Arena<'a>, node: Node<'a>, text: &str, around: &Around) {
    let said = mentions(text, &around.people).into_iter().map(|m| Piece {
        at: m.at,
        is_key: false,
    });
    let mut pieces: Vec<Piece> = said.collect();
    let free = |at: &Range<usize>, pieces: &[Piece]| {
        pieces
            .iter()
            .all(|p| p.at.end <= at.start || at.end <= p.at.start)
    };
    for at in keys(text) {
        let (letters, _) = text[at.clone()].rsplit_once('-').unwrap_or_default();
        if around.keys.contains(letters) && free(&at, &pieces) {
            pieces.push(Piece { at, is_key: true });
        }
    }
    if pieces.is_empty() {
        return;
    }
    pieces.sort_by_key(|p| p.at.start);
    let new = |value: NodeValue| -> Node<'a> { arena.alloc(value.into()) };
    let words = |text: &str| NodeValue::Text(text.to_owned().into());
    let mut from = 0;
    for Piece { at, is_key } in pieces {
        if from < at.start {
            node.insert_before(new(words(&text[from..at.start])));
        }
        from = at.end;
        let piece = &text[at];
        let made = if is_key {
            let link = new(NodeValue::Link(Box::new(NodeLink {
                url: format!("/{}/t/{piece}", around.workspace),
                title: String::new(),
            })));
            link.append(new(words(piece)));
            link
        } else {
            // A name is text; only its surroundings are ours.
            let name = ammonia::clean_text(piece);
            new(NodeValue::Raw(format!("<b class=\"at\">{name}</b>")))
        };
        node.insert_before(made);
    }
    if from < text.len() {
        node.insert_before(new(words(&text[from..])));
    }
    node.detach();
}

/// Where `NGT-42` and the like stand, as words of their own.
fn keys(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for (dash, _) in text.match_indices('-') {
        let letters = bytes[..dash]
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            .count();
        let digits = bytes[dash + 1..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let at = dash - letters..dash + 1 + digits;
        let first = bytes.get(at.start).is_some_and(u8::is_ascii_uppercase);
        let part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let before = text[..at.start].chars().next_back().is_some_and(part);
        let after = text[at.end..].chars().next().is_some_and(part);
        if (2..=6).contains(&letters) && (1..=9).contains(&digits) && first && !before && !after {
            found.push(at);
        }
    }
    found
}
