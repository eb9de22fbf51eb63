//! Keys for those who work all day. Single letters act only outside fields and can be switched off (WCAG 2.1.4);
//! everything they do is on the page as well.
//!
//! `Keyboard` stands once in the frame: it knows `?` and the ways (G, then a letter). A page adds its own with
//! [`on_key`].

use crate::prelude::*;

use super::page::param;
use crate::words;

/// Whether single letters act, and whether the list of keys is open.
#[derive(Clone, Copy)]
pub struct Keys {
    single: RwSignal<bool>,
    pub help: RwSignal<bool>,
    /// When G was pressed: the next letter is a way.
    #[cfg(feature = "hydrate")]
    way: StoredValue<f64>,
}

/// Where the browser remembers that single letters are off.
#[cfg(feature = "hydrate")]
const KEPT: &str = "daymark-keys";
/// How long a way waits for its letter, in milliseconds.
#[cfg(feature = "hydrate")]
const WAY_MS: f64 = 1500.0;

impl Keys {
    pub fn provide() -> Self {
        let keys = Self {
            single: RwSignal::new(true),
            help: RwSignal::new(false),
            #[cfg(feature = "hydrate")]
            way: StoredValue::new(0.0),
        };
        provide_context(keys);
        keys
    }

    fn switch(&self, on: bool) {
        self.single.set(on);
        #[cfg(feature = "hydrate")]
        if let Some(kept) = window().local_storage().ok().flatten() {
            let _ = if on {
                kept.remove_item(KEPT)
            } else {
                kept.set_item(KEPT, "off")
            };
        }
    }
}

/// Calls `act` for each key that is for the page; it says whether it took it.
/// Not called while somebody types, while a dialog is open, or for the letter of a way.
pub fn on_key(act: impl Fn(&str, bool) -> bool + 'static) {
    #[cfg(feature = "hydrate")]
    {
        let Some(keys) = use_context::<Keys>() else {
            return;
        };
        let listener = window_event_listener(leptos::ev::keydown, move |ev| {
            let key = ev.key();
            let single = key.chars().count() == 1 && key != " ";
            let free = !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key();
            if !free || ev.default_prevented() || blocked(&ev) {
                return;
            }
            if single && (!keys.single.get_untracked() || keys.on_the_way()) {
                return;
            }
            if act(&key, ev.shift_key()) {
                ev.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = act;
}

#[cfg(feature = "hydrate")]
impl Keys {
    fn on_the_way(&self) -> bool {
        js_sys::Date::now() - self.way.get_value() < WAY_MS
    }
}

/// Somebody types, or something modal is open; Escape is always heard.
#[cfg(feature = "hydrate")]
fn blocked(ev: &web_sys::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    let modal = document()
        .query_selector("dialog:modal")
        .ok()
        .flatten()
        .is_some();
    let target = ev
        .target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let Some(target) = target else { return modal };
    let within = |what: &str| target.closest(what).ok().flatten().is_some();
    let typing =
        within("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    // Enter and Space press what has the focus; a link hears Enter only.
    let pressing = match ev.key().as_str() {
        "Enter" => within("a, button, summary, label"),
        " " => within("button, summary, label, input"),
        _ => false,
    };
    modal || pressing || (typing && ev.key() != "Escape")
}

/// The frame's keys and the list of all of them.
#[component]
pub fn Keyboard() -> impl IntoView {
    let keys = expect_context::<Keys>();
    let workspace = param("workspace");
    #[cfg(feature = "hydrate")]
    {
        let navigate = leptos_router::hooks::use_navigate();
        Effect::new(move |_| {
            let kept = window()
                .local_storage()
                .ok()
                .flatten()
                .and_then(|kept| kept.get_item(KEPT).ok().flatten());
            keys.single.set(kept.as_deref() != Some("off"));
        });
        let listener = window_event_listener(leptos::ev::keydown, move |ev| {
            let free = !ev.ctrl_key() && !ev.meta_key() && !ev.alt_key();
            if !free || blocked(&ev) {
                return;
            }
            let key = ev.key();
            if key == "Escape" && !ev.default_prevented() {
                leave_field();
            }
            if !keys.single.get_untracked() {
                return;
            }
            if keys.on_the_way() {
                // The page's own keys hear this letter after us; until then it is a way's.
                let way = keys.way;
                let _ = set_timeout(move || way.set_value(0.0), std::time::Duration::ZERO);
                if let Some(place) = place(&key) {
                    ev.prevent_default();
                    let to = format!("/{}/{place}", workspace.get_untracked());
                    // A place that this reader does not have is not in the rail either.
                    if known(&to) {
                        navigate(&to, Default::default());
                    }
                }
            } else if key == "g" {
                keys.way.set_value(js_sys::Date::now());
            } else if key == "?" {
                ev.prevent_default();
                keys.help.set(true);
            }
        });
        on_cleanup(move || listener.remove());
    }
    let _ = workspace;
    view! { <Help keys=keys /> }.into_any()
}

/// Whoever is done typing goes on by keys without reaching for the mouse. Drawers and dialogs see to their own fields.
#[cfg(feature = "hydrate")]
fn leave_field() {
    use wasm_bindgen::JsCast;
    let field = document()
        .active_element()
        .filter(|at| at.matches("input, textarea").unwrap_or_default())
        .filter(|at| matches!(at.closest(".drawer, dialog"), Ok(None)))
        .and_then(|at| at.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(field) = field {
        let _ = field.blur();
    }
}

/// Where each way leads.
#[cfg(feature = "hydrate")]
fn place(key: &str) -> Option<&'static str> {
    Some(match key.to_ascii_lowercase().as_str() {
        "t" => "today",
        "p" => "projects",
        "e" => "people",
        "c" => "clients",
        "s" => "settings",
        "m" => "mine",
        _ => return None,
    })
}

#[cfg(feature = "hydrate")]
fn known(to: &str) -> bool {
    to.ends_with("/mine")
        || document()
            .query_selector(&format!(".rail a[href='{to}']"))
            .ok()
            .flatten()
            .is_some()
}

/// Opens the list of keys, once the page is awake; asleep there are no keys to list.
#[component]
pub fn KeysButton() -> impl IntoView {
    let keys = use_context::<Keys>();
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    view! {
        {move || keys.filter(|_| awake.get()).map(|keys| view! {
            <button class="b" type="button" on:click=move |_| keys.help.set(true)>{words::task::all_keys()}</button>
        })}
    }
    .into_any()
}

#[component]
fn Help(keys: Keys) -> impl IntoView {
    let place = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        let open = keys.help.get();
        #[cfg(feature = "hydrate")]
        if let Some(dialog) = place.get() {
            if open && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !open && dialog.open() {
                dialog.close();
            }
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = open;
    });
    let rows = move || {
        words::task::key_list()
            .into_iter()
            .map(|(keys, does)| {
                let keys = keys
                    .split(' ')
                    .map(|key| view! { <kbd>{key}</kbd> })
                    .collect_view();
                view! { <div><dt class="keys">{keys}</dt><dd>{does}</dd></div> }
            })
            .collect_view()
    };
    view! {
        <dialog class="dlg keys-d" node_ref=place aria-labelledby="keys-h" on:close=move |_| keys.help.set(false)>
            {move || keys.help.get().then(|| view! {
                <div>
                    <h2 id="keys-h">{words::task::all_keys()}</h2>
                    <dl class="keys-l">{rows()}</dl>
                    <label class="rowck">
                        <input class="ck" type="checkbox" prop:checked=move || keys.single.get() on:change=move |ev| keys.switch(event_target_checked(&ev)) />
                        <span>{words::task::single_keys()}</span>
                    </label>
                    <footer><button class="b" type="button" on:click=move |_| keys.help.set(false)>{words::close()}</button></footer>
                </div>
            })}
        </dialog>
    }
    .into_any()
}
