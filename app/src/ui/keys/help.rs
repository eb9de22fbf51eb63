//! The list of all keys, as they are now: those of the page that is open first. A single letter is changed and switched
//! off here.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

#[cfg(feature = "hydrate")]
use super::registry::is_single;
use super::registry::{ACTIONS, Action, At, PLACES, taken};
use super::{Keys, shown};
use crate::ui::shell::Around;
use crate::words;
use crate::words::keys as w;

pub struct AllKeys;

#[lazy_route]
impl LazyRoute for AllKeys {
    fn data() -> Self {
        Self
    }

    fn view(_: Self) -> AnyView {
        let keys = expect_context();
        view! { <List keys=keys /> }.into_any()
    }
}

/// The action for which the next key that is pressed will be, and what is said of it.
#[derive(Clone, Copy)]
struct Changing {
    action: RwSignal<Option<&'static Action>>,
    said: RwSignal<String>,
}

#[component]
fn List(keys: Keys) -> impl IntoView {
    let changing = Changing {
        action: RwSignal::new(None),
        said: RwSignal::new(String::new()),
    };
    let here = places(keys);
    let first = PLACES.iter().filter(|place| here.contains(place));
    let rest = PLACES.iter().filter(|place| !here.contains(place));
    let groups = first
        .chain(rest)
        .map(|place| group(keys, changing, *place, here.contains(place)))
        .collect_view();
    let put_back = move |_| {
        keys.put_back();
        changing.action.set(None);
        changing.said.set(w::all_back());
    };
    view! {
        <div on:keydown=move |ev| pressed(keys, changing, &ev)>
            <h2>{w::all_keys()}</h2>
            <p>{w::text()}" "{w::kept()}</p>
            <label class="rowck">
                <input class="ck" type="checkbox" prop:checked=move || keys.single.get() on:change=move |ev| keys.switch(event_target_checked(&ev)) />
                <span>{w::single_keys()}</span>
            </label>
            <p class="keys-s" role="status">{move || changing.said.get()}</p>
            {groups}
            <footer>
                <button class="b" type="button" on:click=move |_| keys.help.set(false)>{words::close()}</button>
                <button class="b b-q" type="button" on:click=put_back>{w::as_they_were()}</button>
            </footer>
        </div>
    }
    .into_any()
}

/// Where keys act on the page that is open, besides everywhere.
fn places(keys: Keys) -> Vec<At> {
    #[cfg(feature = "hydrate")]
    {
        let mut places = keys.places();
        places.retain(|place| *place != At::Everywhere);
        places
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = keys;
        vec![]
    }
}

/// The keys of one place. What acts in several stands in each of them.
fn group(keys: Keys, changing: Changing, place: At, here: bool) -> Option<AnyView> {
    let around = use_context::<RwSignal<Around>>();
    let rows: Vec<AnyView> = ACTIONS
        .iter()
        .filter(|action| action.at.contains(&place) && is_there(action, around))
        .map(|action| row(keys, changing, action))
        .collect();
    let name = match place {
        At::Everywhere => w::at_everywhere(),
        At::Way => w::at_way(),
        At::List => w::at_list(),
        At::Board => w::at_board(),
        At::Calendar => w::at_calendar(),
        At::Task => w::at_task(),
        At::Today => w::at_today(),
        At::Log => w::at_log(),
        At::Inbox => w::at_inbox(),
    };
    let name = if here { w::on_this_page(&name) } else { name };
    (!rows.is_empty()).then(|| {
        view! { <section><h3>{name}</h3><dl class="keys-l">{rows}</dl></section> }.into_any()
    })
}

/// Whether this reader has what a key leads to.
fn is_there(action: &Action, around: Option<RwSignal<Around>>) -> bool {
    let has = |what: fn(&Around) -> bool| around.is_none_or(|around| around.with_untracked(what));
    match action.id {
        "new" | "way_today" => has(|a| a.keeps_day),
        "way_people" => has(|a| a.sees_people),
        "way_clients" => has(|a| a.manages_clients),
        _ => true,
    }
}

fn row(keys: Keys, changing: Changing, action: &'static Action) -> AnyView {
    let does = w::does(action.id);
    let key = move || shown(keys, action).unwrap_or_else(|| w::off().into_any());
    let says = if action.is_single() {
        let label = does.clone();
        view! {
            <label class="rowck">
                <input class="ck" type="checkbox" prop:checked=move || keys.of(action).is_some() on:change=move |ev| {
                    switch(keys, changing, action, event_target_checked(&ev));
                    event_target::<web_sys::HtmlInputElement>(&ev).set_checked(keys.of(action).is_some());
                } />
                <span>{label}</span>
            </label>
        }
        .into_any()
    } else {
        view! { <span>{does.clone()}</span> }.into_any()
    };
    let change = action.is_single().then(|| {
        let waits = move || changing.action.with(|now| now.is_some_and(|now| now.id == action.id));
        let ask = {
            let does = does.clone();
            move |_| {
                changing.action.set(Some(action));
                changing.said.set(w::press_for(&does));
            }
        };
        let leave = move |_| {
            if changing.action.with_untracked(Option::is_some) {
                changing.action.set(None);
                changing.said.set(String::new());
            }
        };
        view! {
            <dd><button class="b b-s" type="button" aria-label=w::change_of(&does) on:click=ask on:blur=leave>
                {move || if waits() { w::press_new() } else { w::change() }}
            </button></dd>
        }
    });
    view! { <div><dt class="keys">{key}</dt><dd>{says}</dd>{change}</div> }.into_any()
}

/// Switches a key on or off; on again it is the one that it was at first, if that is free.
fn switch(keys: Keys, changing: Changing, action: &'static Action, on: bool) {
    let does = w::does(action.id);
    if !on {
        keys.change(action, "");
        changing.said.set(w::is_off(&does));
        return;
    }
    if let Some(other) = has(keys, action, action.key) {
        changing
            .said
            .set(w::taken_now(&typed(action.key), &w::does(other.id)));
        return;
    }
    keys.change(action, action.key);
    changing.said.set(w::is_now(&typed(action.key), &does));
}

fn has(keys: Keys, action: &Action, key: &str) -> Option<&'static Action> {
    keys.changed
        .with_untracked(|changed| taken(action, key, changed))
}

/// While a new key is awaited, every key is about it.
fn pressed(keys: Keys, changing: Changing, ev: &leptos::ev::KeyboardEvent) {
    #[cfg(feature = "hydrate")]
    {
        let Some(action) = changing.action.get_untracked() else {
            return;
        };
        let does = w::does(action.id);
        let key = super::hearing::name(ev).unwrap_or_default();
        if matches!(key.as_str(), "Tab" | "Escape") {
            changing.action.set(None);
            changing.said.set(w::left_as_it_was(&does));
            if key == "Escape" {
                ev.prevent_default();
            }
            return;
        }
        ev.prevent_default();
        if matches!(
            ev.key().as_str(),
            "Shift" | "Control" | "Alt" | "Meta" | "CapsLock" | "AltGraph"
        ) {
            return;
        }
        if !is_single(&key) {
            changing.said.set(w::single_only());
        } else if let Some(other) = has(keys, action, &key) {
            changing
                .said
                .set(w::taken_by(&typed(&key), &w::does(other.id)));
        } else {
            keys.change(action, &key);
            changing.action.set(None);
            changing.said.set(w::is_now(&typed(&key), &does));
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (keys, changing, ev);
}

/// A key in a sentence.
fn typed(key: &str) -> String {
    if key.chars().all(char::is_uppercase) {
        format!("{} {key}", w::shift())
    } else {
        key.to_uppercase()
    }
}
