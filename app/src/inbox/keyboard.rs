//! Keys of the inbox: E is done with the notice that has the focus, R has read it or not. J, K and Enter are those of all
//! rows.

use crate::ui::keys::{At, on_key};

pub fn listen() {
    #[cfg(feature = "hydrate")]
    on_key(At::Inbox, |key| match key {
        "e" => press("[data-to='done']"),
        "r" => press("[data-to='read'], [data-to='unread']"),
        _ => false,
    });
    #[cfg(not(feature = "hydrate"))]
    on_key(At::Inbox, |_| false);
}

/// Presses a button of the row that has the focus. The row may go by that: the focus goes on to its neighbour.
#[cfg(feature = "hydrate")]
fn press(what: &str) -> bool {
    use leptos::prelude::document;
    use wasm_bindgen::JsCast;
    let Ok(Some(row)) = document().query_selector(".inb-r:focus-within") else {
        return false;
    };
    let Ok(Some(button)) = row.query_selector(what) else {
        return false;
    };
    // To where it would be if the row stayed: the next one, or else the one before.
    if !crate::ui::keys::step(1) {
        crate::ui::keys::step(-1);
    }
    if let Ok(button) = button.dyn_into::<web_sys::HtmlElement>() {
        button.click();
    }
    true
}
