//! Keys of the day: 1 to 8 lead to those of the eight steps that are there, P paints the one that is current, [ and ] turn
//! the days. All of it is on the page as well.

use crate::prelude::*;
use crate::ui::keys::{At, on_key};

/// Turns to the day before and after.
pub fn turn(at: At, before: Signal<String>, after: Option<String>) {
    let navigate = leptos_router::hooks::use_navigate();
    on_key(at, move |key| {
        let to = match key {
            "[" => Some(before.get_untracked()),
            "]" => after.clone(),
            _ => None,
        };
        if let Some(to) = &to {
            navigate(to, Default::default());
        }
        to.is_some()
    });
}

/// Leads to the steps and paints.
pub fn steps() {
    #[cfg(feature = "hydrate")]
    on_key(At::Today, |key| match key {
        "p" => paint(),
        key => key.parse().is_ok_and(lead),
    });
}

/// Numbers are those of the eight steps, so that they stay when more of them come.
#[cfg(feature = "hydrate")]
const ANCHORS: [&str; 8] = [
    "standup",
    "work",
    "clients",
    "obstacles",
    "priorities",
    "share",
    "money",
    "log",
];

#[cfg(feature = "hydrate")]
fn lead(number: usize) -> bool {
    use leptos::prelude::document;
    use wasm_bindgen::JsCast;
    let anchor = number.checked_sub(1).and_then(|n| ANCHORS.get(n));
    let section = anchor.and_then(|anchor| document().get_element_by_id(anchor));
    let Some(section) = section else {
        return false;
    };
    section.scroll_into_view();
    let heading = section.query_selector("h2").ok().flatten();
    if let Some(heading) = heading.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = heading.focus();
    }
    true
}

/// Presses the mark of the step that has the focus in it, else of the current one; for the log, opens its closing.
#[cfg(feature = "hydrate")]
fn paint() -> bool {
    use leptos::prelude::document;
    use wasm_bindgen::JsCast;
    let found = |what: &str| document().query_selector(what).ok().flatten();
    let focused = found(".step:focus-within");
    let current = || {
        let link = found(".beacon .is-now a")?.get_attribute("href")?;
        document().get_element_by_id(link.trim_start_matches('#'))
    };
    let Some(step) = focused.or_else(current) else {
        return false;
    };
    let button = step.query_selector(".paint").ok().flatten();
    let button = button.or_else(|| step.query_selector(".close-d > summary").ok().flatten());
    if let Some(button) = button.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        button.click();
        let _ = button.focus();
    }
    true
}
