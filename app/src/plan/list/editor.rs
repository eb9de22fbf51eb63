//! Editing a value where it stands: which, and how one comes to it. The form itself is fetched once the list is there.

use crate::prelude::*;
use leptos::ev::MouseEvent;

use super::over::over;
use super::query::Query;
use super::state::State;
use super::{Row, changes};
use crate::lazy::quiet_part;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Title,
    Status,
    People,
    Start,
    Finish,
    Effort,
    Labels,
    /// Which of them is asked first.
    Any,
}

impl Cell {
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "title" => Self::Title,
            "status" => Self::Status,
            "with" => Self::People,
            "start" => Self::Start,
            "finish" => Self::Finish,
            "effort" => Self::Effort,
            "labels" => Self::Labels,
            "more" => Self::Any,
            _ => return None,
        })
    }

    /// As the address and the head of the table call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Status => "status",
            Self::People => "with",
            Self::Start => "start",
            Self::Finish => "finish",
            Self::Effort => "effort",
            Self::Labels => "labels",
            Self::Any => "more",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Editing {
    pub row: Row,
    pub cell: Cell,
}

/// What the table does with a press: a mark changes its task, a value is edited, a title opens its task beside the list.
/// With a modifier, or asleep, links are links.
pub fn pressed(
    state: State,
    query: Memo<Query>,
    path: StoredValue<String>,
) -> impl FnMut(MouseEvent) + 'static {
    use wasm_bindgen::JsCast;
    let navigate = leptos_router::hooks::use_navigate();
    move |ev: MouseEvent| {
        let plain =
            ev.button() == 0 && !(ev.ctrl_key() || ev.meta_key() || ev.shift_key() || ev.alt_key());
        let target = ev
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
            .and_then(|e| e.closest("a, button").ok().flatten());
        let Some(target) = target.filter(|_| plain && !ev.default_prevented()) else {
            return;
        };
        let row = target
            .closest("tr.row")
            .ok()
            .flatten()
            .and_then(|row| row.get_attribute("data-code"))
            .and_then(|code| state.by_code(&code));
        let Some(row) = row else { return };
        let cell = target.get_attribute(super::row::CELL);
        if target.class_list().contains("mk") {
            ev.prevent_default();
            let statuses = state
                .list
                .with_untracked(|list| list.choices.statuses.clone());
            state.send(changes::mark(&row, &statuses));
        } else if let Some(cell) = cell.and_then(|cell| Cell::parse(&cell)) {
            ev.prevent_default();
            edit(state, row, cell);
        } else if target.class_list().contains("t") {
            ev.prevent_default();
            let to = query.with_untracked(|q| {
                path.with_value(|path| q.with(super::query::OPEN, &row.code).at(path))
            });
            let options = leptos_router::NavigateOptions {
                scroll: false,
                ..Default::default()
            };
            navigate(&to, options);
        }
    }
}

/// Opens the small form over a cell, when the row is the reader's to change and the value is no sum of parts.
pub fn edit(state: State, row: Row, cell: Cell) {
    if row.may_edit && !row.computed(cell.name()) {
        state.editing.set(Some(Editing { row, cell }));
    }
}

#[component]
pub fn Editor(state: State) -> impl IntoView {
    (move || {
        let editing = state.editing.get()?;
        Some(quiet_part(move || over(state, editing.clone())))
    })
    .into_any()
}
