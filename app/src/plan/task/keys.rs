//! Keys of a task, on its page and beside a list: each opens the small form of what it is about, with the focus in it.

use crate::prelude::*;

use crate::ui::keys::{At, Keys, on_key};

pub fn keys(code: String) {
    on_key(At::Task, open);
    // Wanted when the task was not open yet.
    let keys = use_context::<Keys>();
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        if let Some(key) = keys.and_then(|keys| keys.wanted(&code)) {
            let _ = request_animation_frame(move || _ = open(&key));
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (keys, &code);
    });
}

#[cfg(feature = "hydrate")]
fn open(key: &str) -> bool {
    use wasm_bindgen::JsCast;
    let of = match key {
        "e" => ".task-t > details",
        "s" => "#status > dd > details",
        "a" => "#with > dd > details",
        "d" => "#finish > dd > details",
        "l" => "#labels > dd > details",
        "b" => ".task-b > details:has(> form[action='/do/plan/stop_task'])",
        _ => return false,
    };
    let Some(form) = document().query_selector(of).ok().flatten() else {
        return false;
    };
    let _ = form.set_attribute("open", "");
    let first = "form :is(input:not([type=hidden]), select, textarea, button)";
    let first = form.query_selector(first).ok().flatten();
    if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = first.focus();
        first.scroll_into_view_with_bool(false);
    }
    true
}

#[cfg(not(feature = "hydrate"))]
fn open(_: &str) -> bool {
    false
}
