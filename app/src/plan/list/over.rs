//! The small form over a cell: one for the whole list. It is not part of the row, so that rows can be drawn anew beneath
//! it while somebody types. Lists are read more often than edited: its code comes once the list has nothing else to do.

use crate::prelude::*;
use leptos::{LazyViewError, lazy};

use super::asking::{choices, days, pick, typed};
use super::changes;
use super::editor::{Cell, Editing, edit};
use super::state::{Change, State};
use crate::ui::icon::{Icon, still};
use crate::words;

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

#[lazy(fallible)]
pub fn over(state: State, editing: Editing) -> Result<AnyView, LazyViewError> {
    Ok(view! { <Over state=state editing=editing /> }.into_any())
}

/// Fetches it, so that the first value is edited at once.
pub fn fetch_when_idle() {
    #[cfg(feature = "hydrate")]
    crate::lazy::when_idle(__preload_over);
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
    lay(place, &row, cell);
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
fn lay(place: NodeRef<leptos::html::Div>, row: &super::Row, cell: Cell) {
    let line = format!(".list tr.row[data-code='{}']", row.code);
    Effect::new(move |_| {
        let Some(over) = place.get() else { return };
        if over.is_connected() {
            put(&over, &line, cell);
        } else {
            // Its code has just come, and it stands in the document with the next frame.
            let line = line.clone();
            let _ = request_animation_frame(move || put(&over, &line, cell));
        }
    });
}

#[cfg(feature = "hydrate")]
fn put(over: &web_sys::HtmlElement, line: &str, cell: Cell) {
    use wasm_bindgen::JsCast;
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
        .or_else(|| find(line).map(|e| e.get_bounding_client_rect()));
    if let (Some(frame), Some(at)) = (frame, at) {
        let wide = at.width().clamp(256.0, 512.0);
        let x = (at.left() - frame.left())
            .min(frame.width() - wide)
            .max(0.0);
        for (name, px) in [("--x", x), ("--y", at.top() - frame.top()), ("--w", wide)] {
            let _ = over.style().set_property(name, &format!("{px}px"));
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
