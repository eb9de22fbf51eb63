//! Where a card that is dragged would go: the list under the pointer, and the card in it behind which it would stand.
//! Marked as long as it hovers there.

use crate::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The list at a point of the window, and the card there; none: it would be the first.
pub fn under((x, y): (f64, f64)) -> Option<(Element, Option<Element>)> {
    let found = document().element_from_point(x as f32, y as f32)?;
    let column = found.closest(".col, .cards").ok().flatten()?;
    let list = match column.matches(".cards") {
        Ok(true) => column,
        _ => column.query_selector(".cards").ok().flatten()?,
    };
    let mut after = None;
    let mut next = first(&list);
    while let Some(card) = next {
        let rect = card.get_bounding_client_rect();
        if rect.top() + rect.height() / 2.0 > y {
            break;
        }
        next = card.next_element_sibling().and_then(at_rest);
        after = Some(card);
    }
    Some((list, after))
}

pub fn mark(list: &Element, after: Option<Element>) {
    let _ = list.class_list().add_1("is-target");
    let (card, class) = match after {
        Some(card) => (Some(card), "is-above"),
        None => (first(list), "is-below"),
    };
    if let Some(card) = card {
        let _ = card.class_list().add_1(class);
    }
}

pub fn unmark() {
    const MARKS: &str = ".board .is-target, .board .is-above, .board .is-below";
    let Ok(marked) = document().query_selector_all(MARKS) else {
        return;
    };
    for n in 0..marked.length() {
        let element = marked
            .get(n)
            .and_then(|node| node.dyn_into::<Element>().ok());
        if let Some(element) = element {
            let list = element.class_list();
            let _ = list.remove_3("is-target", "is-above", "is-below");
        }
    }
}

fn first(list: &Element) -> Option<Element> {
    list.first_element_child().and_then(at_rest)
}

/// The card, or where it is the one that is held, the next.
fn at_rest(card: Element) -> Option<Element> {
    if card.class_list().contains("is-lifted") {
        card.next_element_sibling()
    } else {
        Some(card)
    }
}
