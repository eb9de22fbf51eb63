//! How keys are heard in the browser: one listener for all of them, and everyone who does something with them.

use std::rc::Rc;

use crate::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::Keys;
use super::registry::{Action, At, is_single, meaning};

/// How long a way waits for its letter, in milliseconds.
const WAY_MS: f64 = 1500.0;

/// Everyone who listens, in the order in which they came.
#[derive(Clone, Copy)]
pub struct Ears {
    all: StoredValue<Vec<Ear>, LocalStorage>,
    /// When a way was begun: the next letter is its place.
    way: StoredValue<f64>,
    /// What is wanted of a task that is about to open: its key, and an action's.
    pub wanted: StoredValue<Option<(String, String)>>,
}

#[derive(Clone)]
struct Ear {
    at: At,
    act: Rc<dyn Fn(&str) -> bool>,
}

impl Ear {
    fn number(&self) -> usize {
        Rc::as_ptr(&self.act).cast::<()>().addr()
    }
}

impl Default for Ears {
    fn default() -> Self {
        Self {
            all: StoredValue::new_local(vec![]),
            way: StoredValue::new(0.0),
            wanted: StoredValue::new(None),
        }
    }
}

impl Ears {
    pub fn add(self, at: At, act: impl Fn(&str) -> bool + 'static) {
        let ear = Ear {
            at,
            act: Rc::new(act),
        };
        let number = ear.number();
        self.all.update_value(|all| all.push(ear));
        on_cleanup(move || {
            self.all
                .try_update_value(|all| all.retain(|ear| ear.number() != number));
        });
    }

    /// Whoever takes a key may close another who listens: they are asked as they are now.
    fn now(self) -> Vec<Ear> {
        self.all.try_with_value(Vec::clone).unwrap_or_default()
    }
}

impl Keys {
    /// Where keys act now, besides everywhere.
    pub fn places(&self) -> Vec<At> {
        let mut places: Vec<At> = self.ears.now().iter().map(|ear| ear.at).collect();
        places.dedup();
        places
    }

    /// Does what the key of an action does.
    pub fn act(&self, action: &Action) -> bool {
        let ears = self.ears.now();
        let mut here = ears.iter().filter(|ear| action.at.contains(&ear.at));
        here.any(|ear| (ear.act)(action.key))
    }

    /// What is wanted of a task that has opened, once.
    pub fn wanted(&self, code: &str) -> Option<String> {
        let wanted = self.ears.wanted.try_update_value(Option::take).flatten();
        wanted.filter(|(of, _)| of == code).map(|(_, key)| key)
    }

    fn hear(&self, pressed: &str) -> bool {
        self.ears.now().iter().any(|ear| {
            let means = |changed: &Vec<_>| meaning(pressed, ear.at, changed);
            let key = self.changed.with_untracked(means);
            key.is_some_and(|key| (ear.act)(key))
        })
    }

    fn means(&self, pressed: &str, at: At, key: &str) -> bool {
        let means = |changed: &Vec<_>| meaning(pressed, at, changed) == Some(key);
        self.changed.with_untracked(means)
    }
}

pub fn listen(keys: Keys, workspace: Memo<String>) {
    let navigate = leptos_router::hooks::use_navigate();
    let listener = window_event_listener(leptos::ev::keydown, move |ev| {
        let pressed = name(&ev);
        let Some(pressed) = pressed.filter(|_| !ev.default_prevented()) else {
            return;
        };
        if pressed == "Ctrl Enter" {
            return send(&ev);
        }
        if blocked(&ev, &pressed) {
            return;
        }
        if pressed == "Escape" {
            leave_field();
        }
        if is_single(&pressed) && !keys.single.get_untracked() {
            return;
        }
        let way = keys.ears.way;
        if is_single(&pressed) && js_sys::Date::now() - way.get_value() < WAY_MS {
            way.set_value(0.0);
            if ("1"..="9").contains(&pressed.as_str()) {
                return open_tab(&ev, &pressed);
            }
            let place = keys.changed.with_untracked(|changed| {
                let key = meaning(&pressed, At::Way, changed)?;
                place(key)
            });
            if let Some(place) = place {
                ev.prevent_default();
                let to = format!("/{}/{place}", workspace.get_untracked());
                // A place that this reader does not have is not in the rail either.
                if is_known(&to) {
                    navigate(&to, Default::default());
                }
            }
        } else if keys.means(&pressed, At::Everywhere, "g") {
            way.set_value(js_sys::Date::now());
        } else if keys.hear(&pressed) {
            ev.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// What a key is called: a letter as Shift makes it, whatever Caps Lock says; Command is Control. Nothing for what is the
/// browser's or the system's.
pub fn name(ev: &KeyboardEvent) -> Option<String> {
    let key = ev.key();
    if ev.is_composing() {
        return None;
    }
    // Some keyboards have their signs behind Alt.
    let is_sign = is_single(&key) && !key.chars().all(char::is_alphanumeric);
    if ev.alt_key() {
        return Some(key).filter(|_| is_sign && !ev.meta_key());
    }
    let chord = ev.ctrl_key() || ev.meta_key();
    let key = if is_single(&key) && chord {
        key.to_ascii_uppercase()
    } else if is_single(&key) && ev.get_modifier_state("CapsLock") {
        if ev.shift_key() {
            key.to_ascii_uppercase()
        } else {
            key.to_ascii_lowercase()
        }
    } else {
        key
    };
    Some(match (chord, ev.shift_key()) {
        (true, true) => format!("Ctrl Shift {key}"),
        (true, false) => format!("Ctrl {key}"),
        _ => key,
    })
}

/// Somebody types, or something modal is open; Escape is always heard.
fn blocked(ev: &KeyboardEvent, pressed: &str) -> bool {
    let modal = found("dialog:modal").is_some();
    let Some(target) = target(ev) else {
        return modal;
    };
    let within = |what: &str| target.closest(what).ok().flatten().is_some();
    let typing =
        within("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    // Enter and Space press what has the focus; a link hears Enter only.
    let pressing = match pressed {
        "Enter" => within("a, button, summary, label"),
        " " => within("button, summary, label, input"),
        _ => false,
    };
    modal || pressing || (typing && !matches!(pressed, "Escape" | "Ctrl K"))
}

/// Sends what is being written, where Enter begins a new line.
fn send(ev: &KeyboardEvent) {
    let form = target(ev)
        .filter(|at| at.matches("textarea").unwrap_or_default())
        .and_then(|at| at.closest("form").ok().flatten());
    let button = form.and_then(|form| form.query_selector("button[type=submit]").ok().flatten());
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        ev.prevent_default();
        button.click();
    }
}

/// Whoever is done typing goes on by keys without reaching for the mouse. Drawers and dialogs see to their own fields.
fn leave_field() {
    let field = document()
        .active_element()
        .filter(|at| at.matches("input, textarea").unwrap_or_default())
        .filter(|at| matches!(at.closest(".drawer, dialog"), Ok(None)))
        .and_then(|at| at.dyn_into::<HtmlElement>().ok());
    if let Some(field) = field {
        let _ = field.blur();
    }
}

/// Where each way leads.
fn place(key: &str) -> Option<&'static str> {
    Some(match key {
        "t" => "today",
        "p" => "projects",
        "e" => "people",
        "c" => "clients",
        "s" => "settings",
        "i" => "inbox",
        "m" => "mine",
        _ => return None,
    })
}

fn is_known(to: &str) -> bool {
    to.ends_with("/mine") || found(&format!(".rail a[href='{to}']")).is_some()
}

/// The project's tab of this number.
fn open_tab(ev: &KeyboardEvent, number: &str) {
    let tab = found(&format!(
        "main nav.tabs:not(.tabs-in) a:nth-of-type({number})"
    ));
    if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
        ev.prevent_default();
        tab.click();
    }
}

/// To the next row or the one before, on pages that have rows and no keys of their own; from elsewhere to the first.
pub fn step(by: isize) -> bool {
    let own = found(":is(.list, .board, .cal)").is_some();
    let Ok(all) = document().query_selector_all("main ul.rows > li") else {
        return false;
    };
    let row = |n: u32| {
        let row: Element = all.get(n)?.dyn_into().ok()?;
        let first: HtmlElement = row
            .query_selector("a[href], summary, button")
            .ok()??
            .dyn_into()
            .ok()?;
        // What is folded away is no row.
        first.offset_parent().is_some().then_some((row, first))
    };
    let rows: Vec<_> = (0..all.length()).filter_map(row).collect();
    let at = document().active_element();
    let here = rows.iter().position(|(row, _)| row.contains(at.as_deref()));
    let to = match here {
        Some(here) => here.checked_add_signed(by),
        None => Some(0),
    };
    let first = to.and_then(|to| rows.get(to)).filter(|_| !own);
    if let Some((_, first)) = first {
        let _ = first.focus();
    }
    first.is_some()
}

fn found(what: &str) -> Option<Element> {
    document().query_selector(what).ok().flatten()
}

fn target(ev: &KeyboardEvent) -> Option<Element> {
    ev.target()?.dyn_into().ok()
}
