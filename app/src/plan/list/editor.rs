//! Editing a value where it stands: one small form for the whole list, laid over the cell. It is not part of the row,
//! so that rows can be drawn anew beneath it while somebody types.

use crate::prelude::*;
use leptos::ev::MouseEvent;

use super::Row;
use super::asking::{choices, days, pick, typed};
use super::changes;
use super::query::Query;
use super::state::{Change, State};
use crate::ui::icon::{Icon, still};
use crate::words;

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

/// What is asked about first.
const ALL: [Cell; 7] = [
    Cell::Title,
    Cell::Status,
    Cell::People,
    Cell::Start,
    Cell::Finish,
    Cell::Effort,
    Cell::Labels,
];

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
    view! {
        {move || state.editing.get().map(|editing| view! { <Over state=state editing=editing /> })}
    }
    .into_any()
}

#[component]
fn Over(state: State, editing: Editing) -> impl IntoView {
    let Editing { row, cell } = editing;
    let place = NodeRef::<leptos::html::Div>::new();
    let close = move || {
        #[cfg(feature = "hydrate")]
        back_to(&state);
        state.editing.set(None);
    };
    #[cfg(feature = "hydrate")]
    lay(place, state, &row, cell);
    // The choice that had the focus may have been drawn anew: Escape is heard from anywhere.
    crate::ui::keys::on_key(crate::ui::keys::At::Everywhere, move |key| {
        let escape = key == "Escape";
        if escape {
            close();
        }
        escape
    });
    let send = move |change: Change| {
        state.send(change);
        close();
    };
    let of_row = row.clone();
    let label = match cell {
        Cell::Any => words::task::edit_task(&row.title),
        cell => words::task::editing(&words::task::column(cell.name()), &row.code),
    };
    let body = match cell {
        Cell::Title => {
            let value = row.title.clone();
            let save = move |typed: String| send(changes::title(&of_row, &typed));
            typed(
                words::task_title(),
                value,
                String::new(),
                Callback::new(save),
            )
        }
        Cell::Effort => {
            let value = row
                .effort
                .map(|m| domain::time::shown(m, row.per_day))
                .unwrap_or_default();
            let save = move |typed: String| send(changes::effort(&of_row, &typed));
            typed(
                words::task::effort(),
                value,
                words::task::effort_hint(),
                Callback::new(save),
            )
        }
        Cell::Start | Cell::Finish => {
            let value = if cell == Cell::Start {
                row.start
            } else {
                row.finish
            };
            let today = state.list.with_untracked(|list| list.today);
            let save = move |typed: String| {
                let read = domain::time::when(&typed, today).ok();
                send(changes::day(&of_row, cell, &typed, read));
            };
            days(
                words::task::column(cell.name()),
                value.map(|v| v.to_string()).unwrap_or_default(),
                Callback::new(save),
            )
        }
        Cell::Status => {
            let choices = choices(state, &row);
            let chosen = row.status.id.clone();
            let row = StoredValue::new(row);
            view! {
                <div class="opts">
                    {move || choices.get().map(|choices| choices.statuses.into_iter().map(|status| {
                        let current = (status.id == chosen).then_some("true");
                        let name = words::task::status(&status.name, &status.category);
                        let mark = super::mark(&status.category);
                        view! {
                            <button class="opt-b" type="button" aria-current=current on:click=move |_| send(row.with_value(|row| changes::status(row, &status)))>
                                {still(mark)}<span>{name}</span>{current.map(|_| view! { <Icon name="check" /> })}
                            </button>
                        }
                    }).collect_view())}
                </div>
            }
            .into_any()
        }
        Cell::Any => {
            let row = StoredValue::new(row);
            let open = ALL
                .into_iter()
                .filter(|cell| !row.with_value(|row| row.computed(cell.name())));
            let option = move |cell: Cell| {
                let name = match cell {
                    Cell::Title => words::task_title(),
                    cell => words::task::column(cell.name()),
                };
                view! { <button class="opt-b" type="button" on:click=move |_| edit(state, row.get_value(), cell)><span>{name}</span></button> }
            };
            view! { <div class="opts">{open.map(option).collect_view()}</div> }.into_any()
        }
        Cell::People => pick(
            state,
            row,
            |choices| choices.workers,
            |row| row.people.clone(),
            changes::person,
            false,
        ),
        Cell::Labels => pick(
            state,
            row,
            |choices| choices.labels,
            |row| row.labels.clone(),
            changes::label,
            true,
        ),
    };
    view! {
        <div class="cell-ed" role="dialog" aria-label=label node_ref=place tabindex="-1"
            on:keydown=move |ev| if ev.key() == "Escape" { ev.stop_propagation(); close(); }
            on:focusout=move |ev| if leaves(&ev, place) { state.editing.set(None); }>
            {body}
        </div>
    }
    .into_any()
}

/// Whether the focus goes elsewhere.
fn leaves(ev: &leptos::ev::FocusEvent, place: NodeRef<leptos::html::Div>) -> bool {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let to = ev
            .related_target()
            .and_then(|t| t.dyn_into::<web_sys::Node>().ok());
        // Nowhere: the native calendar, or a press on nothing; the form stays.
        to.is_some_and(|to| {
            place
                .get_untracked()
                .is_some_and(|p| !p.contains(Some(&to)))
        })
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (ev, place);
        false
    }
}

/// Lays the form over its cell and puts the focus into it.
#[cfg(feature = "hydrate")]
fn lay(place: NodeRef<leptos::html::Div>, state: State, row: &Row, cell: Cell) {
    use wasm_bindgen::JsCast;
    let line = format!(".list tr.row[data-code='{}']", row.code);
    Effect::new(move |_| {
        let Some(over) = place.get() else { return };
        let column = match cell {
            Cell::Title | Cell::Labels | Cell::Any => ".c-t",
            Cell::Status => ".c-st",
            Cell::People => ".c-own",
            Cell::Start => ".c-start",
            Cell::Finish => ".c-due",
            Cell::Effort => ".c-eff",
        };
        let find = |what: &str| document().query_selector(what).ok().flatten();
        let frame = find(".list-w").map(|e| e.get_bounding_client_rect());
        let at = find(&format!("{line} {column}"))
            .map(|e| e.get_bounding_client_rect())
            .filter(|rect| rect.width() > 0.0)
            .or_else(|| find(&line).map(|e| e.get_bounding_client_rect()));
        if let (Some(frame), Some(at)) = (frame, at) {
            let wide = at.width().clamp(256.0, 512.0);
            let x = (at.left() - frame.left())
                .min(frame.width() - wide)
                .max(0.0);
            let style = web_sys::HtmlElement::style(&over);
            for (name, px) in [("--x", x), ("--y", at.top() - frame.top()), ("--w", wide)] {
                let _ = style.set_property(name, &format!("{px}px"));
            }
        }
        let first = over
            .query_selector("input, button[aria-current], button")
            .ok()
            .flatten()
            .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
        match first {
            Some(first) => {
                let _ = first.focus();
                if let Some(input) = first.dyn_ref::<web_sys::HtmlInputElement>() {
                    input.select();
                }
            }
            None => {
                let _ = over.focus();
            }
        }
        let _ = state;
    });
}

/// The focus goes back to the row that was edited.
#[cfg(feature = "hydrate")]
fn back_to(state: &State) {
    use wasm_bindgen::JsCast;
    let code = state
        .editing
        .with_untracked(|editing| editing.as_ref().map(|e| e.row.code.clone()));
    let Some(code) = code else { return };
    // At once: what is put off goes with the form that closes.
    let title = document()
        .query_selector(&format!(".list tr.row[data-code='{code}'] a.t"))
        .ok()
        .flatten()
        .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(title) = title {
        let _ = title.focus();
    }
}
