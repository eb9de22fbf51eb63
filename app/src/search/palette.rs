//! What the palette offers for what is typed: at once what is on the device, then what the server finds. Arrows, Home and
//! End choose while the focus stays in the field; Enter does it, with Control in a new tab.

mod choice;
mod list;
mod take;

use crate::prelude::*;
use leptos::ev::KeyboardEvent;
use leptos_router::{LazyRoute, lazy_route};

use super::api::Found;
use super::jump::Jump;
use super::offers::{self, Group, Leads, Offer};
#[cfg(not(feature = "hydrate"))]
use crate::ui::keys::At;
#[cfg(feature = "hydrate")]
use crate::ui::keys::Keys;
use crate::ui::page::{Ask, read};
use crate::ui::shell::Around;
use crate::ui::toast::Toasts;
use crate::words::search as w;
use list::section;
use take::{Take, taker};

pub struct Palette;

#[lazy_route]
impl LazyRoute for Palette {
    fn data() -> Self {
        Self
    }

    fn view(_: Self) -> AnyView {
        let jump = expect_context();
        view! { <Offers jump=jump /> }.into_any()
    }
}

/// How it stands with the server's answer.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    /// It is here, or nothing is asked.
    Here,
    Awaited,
    Failed,
}

/// Whoever goes on typing is not done asking.
const PAUSE_MS: u64 = 120;

#[derive(Clone, Copy)]
struct State {
    jump: Jump,
    around: RwSignal<Around>,
    found: RwSignal<Found>,
    answer: RwSignal<Answer>,
    /// Of questions: an older one's answer never replaces a newer one's.
    number: StoredValue<u32>,
    /// Enter was pressed before there was anything to take.
    hurried: StoredValue<bool>,
    /// What was typed when the hand chose; for anything else the first is what Enter takes.
    moved: StoredValue<Option<String>>,
    offers: Memo<Vec<Offer>>,
}

#[component]
fn Offers(jump: Jump) -> impl IntoView {
    let around = expect_context::<RwSignal<Around>>();
    let (acts, places) = untrack(|| on_the_device(jump, &around.get()));
    // The page that is open is nowhere to go.
    let here = leptos_router::hooks::use_location()
        .pathname
        .get_untracked();
    let mut went = around.with_untracked(|around| offers::went(&around.member));
    went.retain(|offer| offer.leads != Leads::To(here.clone()));
    let found = RwSignal::new(Found::default());
    let state = State {
        jump,
        around,
        found,
        answer: RwSignal::new(Answer::Here),
        number: StoredValue::new(0),
        hurried: StoredValue::new(false),
        moved: StoredValue::new(None),
        offers: Memo::new(move |_| {
            let typed = jump.typed.get();
            let asked = offers::asked(&typed);
            if asked.is_empty() {
                return choice::asks_nothing(jump, &acts, &went, &places);
            }
            let search = around.with_untracked(|around| offers::search_page(around, typed.trim()));
            found.with(|found| choice::all(&asked, [&acts, &went, &places], found, search))
        }),
    };
    let take = taker(jump);
    ask(state, take);
    follow(state);
    jump.hear
        .set_value(Some(Callback::new(move |ev| pressed(state, take, ev))));
    let list = move || {
        state.offers.with(|offers| {
            [Group::Do, Group::GoTo, Group::Written]
                .into_iter()
                .filter_map(|group| section(state, take, group, offers))
                .collect_view()
        })
    };
    view! {
        <div id="pal-l" class="pal-l" role="listbox" aria-label=w::results() hidden=move || state.offers.with(Vec::is_empty)>{list}</div>
        <footer class="pal-f">
            <span class="pal-k" aria-hidden="true"><span class="keys"><kbd>"↑"</kbd><kbd>"↓"</kbd></span>{w::to_move()}</span>
            <span class="pal-k" aria-hidden="true"><span class="keys"><kbd>"↵"</kbd></span>{w::to_choose()}</span>
            <span class="pal-k" aria-hidden="true"><span class="keys"><kbd>"Ctrl"</kbd><kbd>"↵"</kbd></span>{w::in_new_tab()}</span>
            <span class="pal-t num" role="status">{move || says(state)}</span>
        </footer>
    }
    .into_any()
}

/// What acts and what can be begun, and the places: as they are when it opens.
fn on_the_device(jump: Jump, around: &Around) -> (Vec<Offer>, Vec<Offer>) {
    #[cfg(feature = "hydrate")]
    let (at, tabs) = (expect_context::<Keys>().places(), offers::tabs());
    #[cfg(not(feature = "hydrate"))]
    let (at, tabs): (Vec<At>, Vec<Offer>) = (vec![], vec![]);
    let turns = use_context::<Toasts>().map_or((false, false), Toasts::turns);
    let on = jump.on.get();
    let mut acts = offers::acts(&at, on.as_ref(), around, turns);
    acts.extend(offers::begins(around));
    let mut places = tabs;
    places.extend(offers::places(around));
    (acts, places)
}

/// Asks the server for what is typed, when the hand rests.
fn ask(state: State, take: Take) {
    Effect::new(move |_| {
        let typed = state.jump.typed.get();
        let asked = offers::asked(&typed).join(" ");
        let number = state.number.get_value() + 1;
        state.number.set_value(number);
        state.hurried.set_value(false);
        if asked.is_empty() {
            state.found.set(Found::default());
            state.answer.set(Answer::Here);
            return;
        }
        state.answer.set(Answer::Awaited);
        let workspace = state
            .around
            .with_untracked(|around| around.workspace.clone());
        let is_latest = move || state.number.try_get_value() == Some(number);
        let ask = Ask {
            to: "/do/search/find",
            args: vec![("workspace", workspace), ("q", typed.trim().to_owned())],
        };
        let rested = move || {
            if !is_latest() {
                return;
            }
            leptos::task::spawn_local(async move {
                let found = ask.text().await.and_then(|text| read::<Found>(&text));
                if !is_latest() {
                    return;
                }
                let Ok(found) = found else {
                    return state.answer.set(Answer::Failed);
                };
                state.found.set(Found { asked, ..found });
                state.answer.set(Answer::Here);
                let first = state
                    .offers
                    .with_untracked(|offers| offers.first().cloned());
                if let Some(first) = first.filter(|_| state.hurried.get_value()) {
                    take.now(first, false);
                }
            });
        };
        let _ = set_timeout(rested, std::time::Duration::from_millis(PAUSE_MS));
    });
}

/// The offer that Enter takes is the one that was chosen as long as it is there, else the first; it stays in sight.
fn follow(state: State) {
    Effect::new(move |_| {
        let chosen = state.jump.at.get();
        let now = state.offers.with(|offers| {
            let moved = state.moved.get_value() == Some(state.jump.typed.get_untracked());
            let mut ids = offers.iter().map(Offer::id);
            let stays = ids.clone().find(|id| moved && Some(id) == chosen.as_ref());
            stays.or_else(|| ids.next())
        });
        if now == chosen {
            #[cfg(feature = "hydrate")]
            in_sight(now);
        } else {
            state.jump.at.set(now);
        }
    });
}

#[cfg(feature = "hydrate")]
fn in_sight(id: Option<String>) {
    use wasm_bindgen::JsCast;
    let look = move || {
        let document = document();
        let offer = id.and_then(|id| document.get_element_by_id(&id));
        let offer = offer.and_then(|offer| offer.dyn_into::<web_sys::HtmlElement>().ok());
        let (Some(offer), Some(list)) = (offer, document.get_element_by_id("pal-l")) else {
            return;
        };
        let (top, end) = (
            offer.offset_top(),
            offer.offset_top() + offer.offset_height(),
        );
        // With the heading above it.
        if top - 32 < list.scroll_top() {
            list.set_scroll_top(top - 32);
        } else if end + 8 > list.scroll_top() + list.client_height() {
            list.set_scroll_top(end + 8 - list.client_height());
        }
    };
    let _ = request_animation_frame(look);
}

/// The field's own keys; all others are typed.
fn pressed(state: State, take: Take, ev: KeyboardEvent) {
    let step = |by: fn(usize, usize) -> usize| {
        let to = state.offers.with_untracked(|offers| {
            let at = state.jump.at.get_untracked();
            let here = offers.iter().position(|o| Some(o.id()) == at).unwrap_or(0);
            let to = by(here, offers.len());
            offers.get(to).map(Offer::id)
        });
        let typed = state.jump.typed.get_untracked();
        state.moved.set_value(Some(typed));
        state.jump.at.set(to);
    };
    match ev.key().as_str() {
        "ArrowDown" => step(|here, count| if here + 1 < count { here + 1 } else { 0 }),
        "ArrowUp" => step(|here, count| here.checked_sub(1).unwrap_or(count.max(1) - 1)),
        "Home" => step(|_, _| 0),
        "End" => step(|_, count| count.max(1) - 1),
        // Only the search's own page would be there: what is typed is waited for.
        "Enter" if is_awaited(state) => state.hurried.set_value(true),
        "Enter" if !ev.is_composing() => {
            let at = state.jump.at.get_untracked();
            let offer = state.offers.with_untracked(|offers| {
                let chosen = offers.iter().find(|offer| Some(offer.id()) == at);
                chosen.or(offers.first()).cloned()
            });
            if let Some(offer) = offer {
                take.now(offer, ev.ctrl_key() || ev.meta_key());
            }
        }
        _ => return,
    }
    ev.prevent_default();
}

fn is_awaited(state: State) -> bool {
    let awaited = state.answer.get_untracked() == Answer::Awaited;
    awaited && state.offers.with_untracked(|offers| offers.len() == 1)
}

fn says(state: State) -> String {
    let count = state.offers.with(Vec::len);
    match state.answer.get() {
        Answer::Awaited => w::searching(),
        Answer::Failed => w::no_answer(),
        Answer::Here if count == 1 => w::one(),
        Answer::Here => w::so_many(count),
    }
}
