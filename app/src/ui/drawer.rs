//! A task, or anything else, over a list: 480 px at the right that push the page; on phones a sheet of 94 %.
//!
//! It is open while the address says so, so that Back closes it, and it is drawn by the server as well. Not modal: the
//! list beside it and the toasts stay in use. On a phone the sheet covers the list, which then takes no focus.

use crate::prelude::*;

use super::icon::Icon;
use crate::words;

#[component]
pub fn Drawer(
    /// What the ear is told it is.
    #[prop(into)]
    label: String,
    /// The address of the list without it.
    #[prop(into)]
    back: Signal<String>,
    /// The full page of the same thing.
    #[prop(into)]
    full: String,
    /// What stands in the head: a key.
    #[prop(into)]
    head: String,
    /// Only looked at: the focus stays where it is.
    #[prop(optional)]
    peek: bool,
    children: Children,
) -> impl IntoView {
    let place = NodeRef::<leptos::html::Dialog>::new();
    #[cfg(feature = "hydrate")]
    attend(place, back, peek);
    let _ = peek;
    view! {
        <a class="scrim" href=move || back.get() data-noscroll="" tabindex="-1" aria-hidden="true"></a>
        <dialog class="drawer" open node_ref=place aria-label=label tabindex="-1">
            <header class="dr-h">
                <span class="q num">{head}</span>
                <span class="dr-x">
                    <a class="ib" href=full aria-label=words::task::full_page() title=words::task::full_page()><Icon name="maximize-2" /></a>
                    <a class="ib" href=move || back.get() data-noscroll="" aria-label=words::close() title=words::close()><Icon name="x" /></a>
                </span>
            </header>
            {children()}
        </dialog>
    }
    .into_any()
}

/// Takes the focus when it opens and gives it back when it closes; Escape closes.
#[cfg(feature = "hydrate")]
fn attend(place: NodeRef<leptos::html::Dialog>, back: Signal<String>, peek: bool) {
    use wasm_bindgen::JsCast;

    let from = document()
        .active_element()
        .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
        .filter(|e| e.tag_name() != "BODY")
        .and_then(|e| e.get_attribute("href").map(|href| (e, href)));
    let from = StoredValue::new_local(from);
    Effect::new(move |_| {
        if let Some(dialog) = place.get() {
            if !peek {
                let _ = dialog.focus();
            }
            cover(true);
        }
    });
    let navigate = leptos_router::hooks::use_navigate();
    super::keys::on_key(super::keys::At::Everywhere, move |key| {
        if key != "Escape" {
            return false;
        }
        // Out of a field first, so that what was typed is not lost with the drawer.
        let field = document().active_element().filter(|e| {
            e.closest(".drawer").ok().flatten().is_some()
                && e.matches("input, textarea, select").unwrap_or(false)
        });
        if let Some(field) = field.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = field.blur();
            if let Some(dialog) = place.get_untracked() {
                let _ = dialog.focus();
            }
            return true;
        }
        let options = leptos_router::NavigateOptions {
            scroll: false,
            ..Default::default()
        };
        navigate(&back.get_untracked(), options);
        true
    });
    on_cleanup(move || {
        cover(false);
        let Some((element, href)) = from.try_get_value().flatten() else {
            return;
        };
        // The row may have been drawn anew meanwhile: then its link is another element with the same address.
        let element = if element.is_connected() {
            Some(element)
        } else {
            document()
                .query_selector(&format!("a[href='{href}']"))
                .ok()
                .flatten()
                .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
        };
        if let Some(element) = element {
            let _ = element.focus();
        }
    });
}

/// On a phone what the sheet covers is out of reach, to keys and to the ear.
#[cfg(feature = "hydrate")]
fn cover(covered: bool) {
    let phone = window()
        .match_media("(max-width: 760px)")
        .ok()
        .flatten()
        .is_some_and(|media| media.matches());
    let Ok(behind) = document().query_selector_all(".behind, .phonebar, .tabbar") else {
        return;
    };
    use wasm_bindgen::JsCast;
    for n in 0..behind.length() {
        let element = behind
            .get(n)
            .and_then(|node| node.dyn_into::<web_sys::Element>().ok());
        if let Some(element) = element {
            let _ = element.toggle_attribute_with_force("inert", covered && phone);
        }
    }
}
