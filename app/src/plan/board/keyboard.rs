//! The board's own keys. The cursor is the focus itself, on a card's title. M takes the card; arrows then carry it, Enter
//! drops it, Escape puts it back. What happens is said to the ear.

use crate::prelude::*;

use super::card::Around;
use super::spot::{of, over, step};
use super::state::{Columns, State};
use crate::plan::list::query::OPEN;
use crate::ui::keys::{At, Keys, on_key};
use crate::words::board as own;

/// What the board does with a press: a title opens its task beside it. With a modifier, or asleep, links are links.
pub fn pressed(around: Around) -> impl FnMut(leptos::ev::MouseEvent) + 'static {
    use wasm_bindgen::JsCast;
    let open = opener(around);
    move |ev| {
        let plain =
            ev.button() == 0 && !(ev.ctrl_key() || ev.meta_key() || ev.shift_key() || ev.alt_key());
        let title = ev
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
            .and_then(|e| e.closest("a.t").ok().flatten());
        let Some(title) = title.filter(|_| plain && !ev.default_prevented()) else {
            return;
        };
        if let Some(code) = attribute(&title, "data-code") {
            ev.prevent_default();
            open(&code);
        }
    }
}

/// Opens a task beside the board.
fn opener(around: Around) -> impl Fn(&str) + Clone + 'static {
    let navigate = leptos_router::hooks::use_navigate();
    move |code: &str| {
        let to = around
            .query
            .with_untracked(|q| around.path.with_value(|path| q.with(OPEN, code).at(path)));
        let options = leptos_router::NavigateOptions {
            scroll: false,
            ..Default::default()
        };
        navigate(&to, options);
    }
}

pub fn keys(around: Around) {
    let (state, open) = (around.state, opener(around));
    let may_move = state.list.with_untracked(|list| list.may_create);
    let keys = expect_context::<Keys>();
    on_key(At::Board, move |key| {
        if state.carried.with_untracked(Option::is_some) {
            return carry(state, key);
        }
        match key {
            "j" | "ArrowDown" => go(0, 1),
            "k" | "ArrowUp" => go(0, -1),
            "ArrowRight" => here().is_some() && go(1, 0),
            "ArrowLeft" => here().is_some() && go(-1, 0),
            "m" => may_move && take(state),
            " " => match here().and_then(|card| attribute(&card, "data-code")) {
                Some(code) => {
                    state.peek.set_value(true);
                    open(&code);
                    true
                }
                None => false,
            },
            "e" | "a" | "s" | "d" | "l" | "b" => {
                let code = here().and_then(|card| attribute(&card, "data-code"));
                code.is_some_and(|code| {
                    let wanted = keys.want(&code, key);
                    if wanted {
                        open(&code);
                    }
                    wanted
                })
            }
            "n" => add(),
            "/" => focus(
                document()
                    .query_selector(".flt input[type=search]")
                    .ok()
                    .flatten(),
            ),
            _ => false,
        }
    });
}

/// Takes the card that has the focus.
fn take(state: State) -> bool {
    let Some(card) = here() else { return false };
    let (id, code) = (attribute(&card, "data-id"), attribute(&card, "data-code"));
    let (Some(id), Some(code)) = (id, code) else {
        return false;
    };
    let Some(spot) = state.cards.with_untracked(|cards| of(cards, &id)) else {
        return false;
    };
    state.forget(&id);
    state.carried.set(Some((id, spot)));
    state.said.set(own::taken(&code));
    focus(card.query_selector(".tk").ok().flatten())
}

/// While a card is carried all keys are about it.
fn carry(state: State, key: &str) -> bool {
    let Some((card, spot)) = state.carried.get_untracked() else {
        return false;
    };
    let code = state.cards.with_untracked(|cards| {
        let card = cards.iter().find(|c| c.id == card);
        card.map(|card| card.code.clone()).unwrap_or_default()
    });
    match key {
        "Enter" => {
            state.carried.set(None);
            state.put(&card, spot);
            focus_card(&code, "a.t");
        }
        "Escape" => {
            state.carried.set(None);
            state.said.set(own::put_back(&code));
            focus_card(&code, "a.t");
        }
        "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" => {
            let columns = state.board.with_untracked(|board| {
                let columns = board.columns.iter();
                columns.map(|c| c.id.clone()).collect::<Vec<_>>()
            });
            let lies = state.columns == Columns::Iterations;
            let to = state.cards.with_untracked(|cards| {
                let past = || over(cards, &columns, &card, key).filter(|_| lies);
                step(cards, &columns, &card, key).or_else(past)
            });
            if let Some(to) = to {
                state.say(&card, &to);
                state.carried.set(Some((card, to)));
                focus_card(&code, ".tk");
            }
        }
        _ => return false,
    }
    true
}

/// The card with the focus in it.
fn here() -> Option<web_sys::Element> {
    document()
        .active_element()?
        .closest("li.tk-l")
        .ok()
        .flatten()
}

fn attribute(within: &web_sys::Element, name: &str) -> Option<String> {
    let card = within.closest("li.tk-l").ok().flatten()?;
    card.get_attribute(name)
}

/// To the next card of the column or the one before, or to the nearest column beside it that has one at about the same
/// height; from outside the board to its first.
fn go(columns: i32, cards: i32) -> bool {
    let Some(card) = here() else {
        return focus(document().query_selector("li.tk-l a.t").ok().flatten());
    };
    let Some(list) = card.parent_element() else {
        return false;
    };
    let place = list_of(&list, "li.tk-l");
    let at = place.iter().position(|one| one.is_same_node(Some(&card)));
    let at = at.unwrap_or(0);
    let to = if columns == 0 {
        at.checked_add_signed(cards as isize)
            .and_then(|n| place.get(n).cloned())
            .or_else(|| onward(&list, cards))
    } else {
        beside(&list, columns).and_then(|list| {
            let there = list_of(&list, "li.tk-l");
            there.get(at.min(there.len().saturating_sub(1))).cloned()
        })
    };
    match to {
        Some(to) => focus(to.query_selector("a.t").ok().flatten()),
        None => true,
    }
}

/// In a backlog, whose columns lie one below the other: the first of the next one, or the last of the one before.
fn onward(list: &web_sys::Element, by: i32) -> Option<web_sys::Element> {
    list.closest(".backlog").ok().flatten()?;
    let there = list_of(&beside(list, by)?, "li.tk-l");
    match by > 0 {
        true => there.first().cloned(),
        false => there.last().cloned(),
    }
}

fn beside(list: &web_sys::Element, by: i32) -> Option<web_sys::Element> {
    let row = list.closest(".board-r").ok().flatten()?;
    let lists = list_of(&row, "ul.cards");
    let mut at = lists.iter().position(|one| one.is_same_node(Some(list)))?;
    loop {
        at = at.checked_add_signed(by as isize)?;
        let there = lists.get(at)?;
        if there.child_element_count() > 0 {
            return Some(there.clone());
        }
    }
}

fn list_of(within: &web_sys::Element, what: &str) -> Vec<web_sys::Element> {
    use wasm_bindgen::JsCast;
    let Ok(found) = within.query_selector_all(what) else {
        return vec![];
    };
    let element = |n| found.get(n)?.dyn_into::<web_sys::Element>().ok();
    (0..found.length()).filter_map(element).collect()
}

/// A card is drawn anew where it goes: the focus follows it there.
pub fn focus_card(code: &str, part: &str) {
    let what = format!("li.tk-l[data-code='{code}'] {part}");
    let _ = request_animation_frame(move || {
        focus(document().query_selector(&what).ok().flatten());
    });
}

/// Opens the line for a new task: of the column with the focus, else of the first.
fn add() -> bool {
    let within = here().and_then(|card| card.closest(".col").ok().flatten());
    let column = within.or_else(|| document().query_selector(".col").ok().flatten());
    let add = column.and_then(|c| c.query_selector(".col-add").ok().flatten());
    let Some(add) = add else { return false };
    let _ = add.set_attribute("open", "");
    focus(
        add.query_selector("input:not([type=hidden])")
            .ok()
            .flatten(),
    )
}

fn focus(element: Option<web_sys::Element>) -> bool {
    use wasm_bindgen::JsCast;
    let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return false;
    };
    let _ = element.focus();
    true
}
