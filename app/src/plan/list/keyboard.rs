//! The list's own keys. The cursor is the focus itself, on a row's title: J and K carry it, so that what is read out is
//! where the keys act.

use crate::prelude::*;

use super::state::State;
use crate::ui::keys::{At, Keys, on_key};

pub fn keys(state: State, open: impl Fn(&str) + Clone + 'static) {
    use super::editor::{Cell, edit};
    let keys = expect_context::<Keys>();
    on_key(At::List, move |key| {
        let here = row_with_focus().and_then(|code| state.by_code(&code));
        let act = |cell: Cell| here.clone().map(|row| edit(state, row, cell)).is_some();
        match key {
            "j" | "ArrowDown" => step(1),
            "k" | "ArrowUp" => step(-1),
            "e" => act(Cell::Title),
            "a" => act(Cell::People),
            "d" => act(Cell::Finish),
            "l" => act(Cell::Labels),
            "s" => act(Cell::Status),
            // It has no cell of its own: the task opens at it.
            "b" => here.filter(|row| row.may_edit).is_some_and(|row| {
                let wanted = keys.want(&row.code, key);
                if wanted {
                    open(&row.code);
                }
                wanted
            }),
            " " => here.is_some_and(|row| {
                state.peek.set_value(true);
                open(&row.code);
                true
            }),
            "x" => here.filter(|row| row.may_edit).is_some_and(|row| {
                state.toggle(&row.id);
                true
            }),
            "X" => here.filter(|row| row.may_edit).is_some_and(|row| {
                state.select_to(&row.id);
                true
            }),
            "Escape" => lets_go(state),
            "n" => focus("#new-task-title"),
            "/" => focus(".flt input[type=search]"),
            _ => false,
        }
    });
}

/// What is open over the list closes first.
fn lets_go(state: State) -> bool {
    let something = state
        .selected
        .with_untracked(|selected| !selected.is_empty());
    let open = document()
        .query_selector(".drawer, .cell-ed, .many details[open]")
        .ok()
        .flatten();
    if let Some(details) = open.as_ref().filter(|open| open.tag_name() == "DETAILS") {
        let _ = details.remove_attribute("open");
        return true;
    }
    if !something || open.is_some() {
        return false;
    }
    state.let_go();
    true
}

fn row_with_focus() -> Option<String> {
    document()
        .active_element()?
        .closest("tr.row")
        .ok()
        .flatten()?
        .get_attribute("data-code")
}

/// To the next title or the one before; from outside the table to its first.
fn step(by: i32) -> bool {
    use wasm_bindgen::JsCast;
    let Ok(titles) = document().query_selector_all(".list tr.row a.t") else {
        return false;
    };
    let title = |n: u32| {
        titles
            .get(n)
            .and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok())
    };
    let row = document()
        .active_element()
        .and_then(|e| e.closest("tr.row").ok().flatten());
    let here = row.and_then(|row| {
        (0..titles.length()).find(|n| title(*n).is_some_and(|title| row.contains(Some(&title))))
    });
    let to = match here {
        Some(n) => n.checked_add_signed(by),
        None => Some(0),
    };
    let Some(title) = to.and_then(title) else {
        return here.is_some();
    };
    let _ = title.focus();
    true
}

pub fn focus(what: &str) -> bool {
    use wasm_bindgen::JsCast;
    let element = document()
        .query_selector(what)
        .ok()
        .flatten()
        .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
        element.scroll_into_view_with_bool(false);
        return true;
    }
    false
}
