//! Keys for those who work all day. Single letters act only outside fields, and can be changed and switched off (WCAG
//! 2.1.4); everything they do is on the page as well.
//!
//! All of them are named in the [`registry`]. `Keyboard` stands once in the frame and hears every key; whoever does
//! something says so with [`on_key`], under the key that stands in the registry, whatever it has been changed to.

#[cfg(feature = "hydrate")]
mod hearing;
mod help;
pub mod registry;

use crate::prelude::*;

use super::modal::Modal;
use super::page::param;
use crate::lazy::later;
use crate::words;
#[cfg(feature = "hydrate")]
pub use hearing::step;
use help::AllKeys;
pub use registry::At;
use registry::{Action, key_of};

/// Which keys act, and whether the list of them is open.
#[derive(Clone, Copy)]
pub struct Keys {
    single: RwSignal<bool>,
    /// Names of actions with the keys that they were given; none for one that is switched off.
    changed: RwSignal<Vec<(String, String)>>,
    pub help: RwSignal<bool>,
    #[cfg(feature = "hydrate")]
    ears: hearing::Ears,
}

/// Where the browser remembers what was changed: a line each, `off` for all single letters.
#[cfg(feature = "hydrate")]
const KEPT: &str = "daymark-keys";

impl Keys {
    pub fn provide() -> Self {
        let keys = Self {
            single: RwSignal::new(true),
            changed: RwSignal::new(vec![]),
            help: RwSignal::new(false),
            #[cfg(feature = "hydrate")]
            ears: hearing::Ears::default(),
        };
        provide_context(keys);
        keys
    }

    /// The key that an action has now.
    pub fn of(&self, action: &Action) -> Option<String> {
        self.changed.with(|changed| key_of(action, changed))
    }

    /// Gives an action another key; none switches it off.
    fn change(&self, action: &Action, key: &str) {
        self.changed.update(|changed| {
            changed.retain(|(id, _)| id != action.id);
            if key != action.key {
                changed.push((action.id.to_owned(), key.to_owned()));
            }
        });
        self.keep();
    }

    /// Of a task that is about to open: to begin with what this key does. One that lies open already hears it itself.
    pub fn want(&self, code: &str, key: &str) -> bool {
        #[cfg(feature = "hydrate")]
        {
            let open = format!(".drawer[aria-label='{code}']");
            let closed = matches!(document().query_selector(&open), Ok(None));
            if closed {
                let wanted = (code.to_owned(), key.to_owned());
                self.ears.wanted.set_value(Some(wanted));
            }
            closed
        }
        #[cfg(not(feature = "hydrate"))]
        {
            let _ = (code, key);
            false
        }
    }

    fn switch(&self, on: bool) {
        self.single.set(on);
        self.keep();
    }

    fn put_back(&self) {
        self.changed.set(vec![]);
        self.switch(true);
    }

    fn keep(&self) {
        #[cfg(feature = "hydrate")]
        if let Some(kept) = kept() {
            let mut lines: Vec<String> = self.changed.with_untracked(|changed| {
                let line = |(id, key): &(String, String)| format!("{id}={key}");
                changed.iter().map(line).collect()
            });
            if !self.single.get_untracked() {
                lines.push("off".to_owned());
            }
            let _ = if lines.is_empty() {
                kept.remove_item(KEPT)
            } else {
                kept.set_item(KEPT, &lines.join("\n"))
            };
        }
    }

    #[cfg(feature = "hydrate")]
    fn remember(&self) {
        let lines = kept().and_then(|kept| kept.get_item(KEPT).ok().flatten());
        let lines = lines.unwrap_or_default();
        self.single.set(!lines.lines().any(|line| line == "off"));
        let changed = lines.lines().filter_map(|line| line.split_once('='));
        let changed = changed.map(|(id, key)| (id.to_owned(), key.to_owned()));
        self.changed.set(changed.collect());
    }
}

#[cfg(feature = "hydrate")]
fn kept() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Calls `act` for each key that is meant for this place, under the name that it has in the registry; it says whether
/// it took it. Not called while somebody types, or while a dialog is open; Escape is always heard.
pub fn on_key(at: At, act: impl Fn(&str) -> bool + 'static) {
    #[cfg(feature = "hydrate")]
    if let Some(keys) = use_context::<Keys>() {
        keys.ears.add(at, act);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (at, act);
}

/// The frame's keys, and the list of all of them.
#[component]
pub fn Keyboard() -> impl IntoView {
    let keys = expect_context::<Keys>();
    let workspace = param("workspace");
    on_key(At::Everywhere, move |key| match key {
        "?" => {
            keys.help.set(true);
            true
        }
        #[cfg(feature = "hydrate")]
        "j" => step(1),
        #[cfg(feature = "hydrate")]
        "k" => step(-1),
        _ => false,
    });
    #[cfg(feature = "hydrate")]
    {
        Effect::new(move |_| keys.remember());
        hearing::listen(keys, workspace);
    }
    let _ = workspace;
    view! { <Modal open=keys.help class="dlg keys-d" label=words::keys::all_keys() show={later::<AllKeys>} /> }
        .into_any()
}

/// Opens the list of keys, once the page is awake; asleep there are no keys to list.
#[component]
pub fn KeysButton() -> impl IntoView {
    let keys = use_context::<Keys>();
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    view! {
        {move || keys.filter(|_| awake.get()).map(|keys| view! {
            <button class="b" type="button" on:click=move |_| keys.help.set(true)>{words::keys::all_keys()}</button>
        })}
    }
    .into_any()
}

/// The key of an action, beside what does the same; nothing while it does not act.
#[component]
pub fn Hint(id: &'static str) -> impl IntoView {
    let keys = use_context::<Keys>();
    let action = registry::ACTIONS.iter().find(|action| action.id == id);
    let key = move || {
        let (keys, action) = (keys?, action?);
        let acts = !action.is_single() || keys.single.get();
        acts.then(|| shown(keys, action)).flatten()
    };
    view! { <span class="keys" aria-hidden="true">{key}</span> }.into_any()
}

/// The key that an action has now, behind the one that begins a way; nothing while it is off.
pub fn shown(keys: Keys, action: &Action) -> Option<AnyView> {
    let key = keys.of(action)?;
    let is_way = |one: &&Action| one.id == "way" && action.at.contains(&At::Way);
    let way = registry::ACTIONS.iter().find(is_way);
    let way = way.and_then(|way| Some(caps(&keys.of(way)?)));
    Some(view! { {way}{caps(&key)} }.into_any())
}

/// A key as it stands on the keyboard.
fn caps(key: &str) -> AnyView {
    let mut caps: Vec<String> = vec![];
    let is_upper = registry::is_single(key) && key.chars().all(char::is_uppercase);
    if is_upper {
        caps.push(words::keys::shift());
    }
    if registry::is_single(key) {
        caps.push(key.to_uppercase());
    } else {
        caps.extend(key.split(' ').map(str::to_owned));
    }
    caps.into_iter()
        .map(|cap| view! { <kbd>{cap}</kbd> })
        .collect_view()
        .into_any()
}
