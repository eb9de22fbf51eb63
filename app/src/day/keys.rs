//! Keys of the day: 1 to 8 lead to the steps, P paints the one that is current, [ and ] turn the days. Only outside
//! fields, and only while single letters are not switched off; all of it is on the page as well.

/// Turns to the day before and after.
pub fn turn(before: Option<String>, after: Option<String>) {
    #[cfg(feature = "hydrate")]
    {
        let navigate = leptos_router::hooks::use_navigate();
        on_key(move |key| {
            let to = match key {
                "[" => before.clone(),
                "]" => after.clone(),
                _ => None,
            };
            if let Some(to) = to {
                navigate(&to, Default::default());
            }
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (before, after);
}

/// Leads to the steps and paints.
pub fn steps() {
    #[cfg(feature = "hydrate")]
    on_key(|key| match key {
        "p" | "P" => paint(),
        key => {
            if let Some(number) = key.parse::<u32>().ok().filter(|n| (1..=8).contains(n)) {
                lead(number);
            }
        }
    });
}

#[cfg(feature = "hydrate")]
fn on_key(act: impl Fn(&str) + 'static) {
    use crate::prelude::*;
    let listener = window_event_listener(leptos::ev::keydown, move |ev| {
        let free = !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key();
        if free && !ev.default_prevented() && !is_typing(&ev) && !is_off() {
            act(&ev.key());
        }
    });
    on_cleanup(move || listener.remove());
}

#[cfg(feature = "hydrate")]
fn is_typing(ev: &web_sys::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    let target = ev
        .target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|e| {
        e.closest("input, textarea, select, dialog, [contenteditable]")
            .ok()
            .flatten()
            .is_some()
    })
}

/// Where the browser remembers that single letters are off.
#[cfg(feature = "hydrate")]
fn is_off() -> bool {
    use leptos::prelude::window;
    let kept = window().local_storage().ok().flatten();
    kept.and_then(|kept| kept.get_item("daymark-keys").ok().flatten())
        .is_some_and(|kept| kept == "off")
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
fn lead(number: u32) {
    use leptos::prelude::document;
    use wasm_bindgen::JsCast;
    let Some(anchor) = ANCHORS.get(number as usize - 1) else {
        return;
    };
    if let Some(section) = document().get_element_by_id(anchor) {
        section.scroll_into_view();
        let heading = section.query_selector("h2").ok().flatten();
        if let Some(heading) = heading.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = heading.focus();
        }
    }
}

/// Presses the mark of the step that has the focus in it, else of the current one; for the log, opens its closing.
#[cfg(feature = "hydrate")]
fn paint() {
    use leptos::prelude::document;
    use wasm_bindgen::JsCast;
    let found = |what: &str| document().query_selector(what).ok().flatten();
    let focused = found(".step:focus-within");
    let current = || {
        let link = found(".beacon .is-now a")?.get_attribute("href")?;
        document().get_element_by_id(link.trim_start_matches('#'))
    };
    let Some(step) = focused.or_else(current) else {
        return;
    };
    let button = step.query_selector(".paint").ok().flatten();
    let button = button.or_else(|| step.query_selector(".close-d > summary").ok().flatten());
    if let Some(button) = button.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        button.click();
        let _ = button.focus();
    }
}
