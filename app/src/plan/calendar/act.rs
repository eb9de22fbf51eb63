//! What one does in a calendar by press, by drag and by key. The cursor is the focus itself: on a day's number or on a
//! task. M takes the task up, arrows carry it from day to day, Enter drops it, Escape leaves it where it was.

use crate::prelude::*;
use chrono::{NaiveDate, TimeDelta};
use leptos::ev::{DragEvent, KeyboardEvent, MouseEvent};
use web_sys::Element;

use super::state::{Moving, State};
use crate::plan::list::query::{OPEN, Query};
use crate::ui::keys::{At, Keys, on_key};
use crate::words;

type On<E> = Box<dyn FnMut(E)>;

/// What the table listens with.
pub struct Act {
    pub pressed: On<MouseEvent>,
    pub key: On<KeyboardEvent>,
    pub begins: On<DragEvent>,
    pub over: On<DragEvent>,
    pub dropped: On<DragEvent>,
    pub ends: On<DragEvent>,
}

pub fn of(state: State, query: Memo<Query>, path: StoredValue<String>) -> Act {
    keys(state, query, path);
    Act {
        pressed: pressed(query, path),
        key: Box::new(move |ev| carry(state, &ev)),
        begins: Box::new(move |ev| take(state, &ev)),
        over: Box::new(move |ev| over(state, &ev)),
        dropped: Box::new(move |ev| {
            ev.prevent_default();
            drop(state);
        }),
        ends: Box::new(move |_| state.moving.set(None)),
    }
}

/// A task opens beside the calendar. With a modifier, or asleep, its link is a link.
fn pressed(query: Memo<Query>, path: StoredValue<String>) -> On<MouseEvent> {
    let open = opener(query, path);
    Box::new(move |ev: MouseEvent| {
        let plain =
            ev.button() == 0 && !(ev.ctrl_key() || ev.meta_key() || ev.shift_key() || ev.alt_key());
        let link = target(&ev)
            .filter(|_| plain && !ev.default_prevented())
            .and_then(|at| at.closest("a.t").ok().flatten());
        let Some(code) = link.and_then(|link| code_of(&link)) else {
            return;
        };
        ev.prevent_default();
        open(&code);
    })
}

/// Opens a task beside the calendar.
fn opener(query: Memo<Query>, path: StoredValue<String>) -> impl Fn(&str) {
    let navigate = leptos_router::hooks::use_navigate();
    move |code| {
        let to = query.with_untracked(|q| path.with_value(|path| q.with(OPEN, code).at(path)));
        navigate(&to, stay());
    }
}

/// Keys while nothing is carried: [ and ] turn, T leads to today, arrows go by days, J and K by tasks.
fn keys(state: State, query: Memo<Query>, path: StoredValue<String>) {
    let navigate = leptos_router::hooks::use_navigate();
    let (keys, open) = (expect_context::<Keys>(), opener(query, path));
    on_key(At::Calendar, move |key| {
        let turn = |by: i32| {
            let leaf = state.leaf().turned(by);
            leaf.map(|leaf| super::page::leads_to(query, path, leaf))
        };
        let to = match key {
            "[" => turn(-1),
            "]" => turn(1),
            "t" => Some(super::page::to_today(state, query, path)),
            _ => None,
        };
        if let Some(to) = to {
            navigate(&to, stay());
            return true;
        }
        match key {
            "ArrowLeft" => step(-1),
            "ArrowRight" => step(1),
            "ArrowUp" => step(-7),
            "ArrowDown" => step(7),
            "j" => next(1),
            "k" => next(-1),
            "m" => take_up(state),
            "e" | "a" | "s" | "d" | "l" | "b" => {
                let code = document().active_element().and_then(|at| code_of(&at));
                code.is_some_and(|code| {
                    let wanted = keys.want(&code, key);
                    if wanted {
                        open(&code);
                    }
                    wanted
                })
            }
            "/" => focus(".flt input[type=search]"),
            _ => false,
        }
    });
}

fn stay() -> leptos_router::NavigateOptions {
    leptos_router::NavigateOptions {
        scroll: false,
        ..Default::default()
    }
}

/// Takes up the task that has the focus.
fn take_up(state: State) -> bool {
    let code = document().active_element().and_then(|at| code_of(&at));
    let Some(entry) = code.and_then(|code| state.entry(&code)) else {
        return false;
    };
    if entry.may_edit {
        let day = entry.due.day;
        state.moving.set(Some(Moving {
            code: entry.code,
            from: day,
            to: day,
        }));
        tell(state);
    }
    entry.may_edit
}

/// Keys while a task is carried.
fn carry(state: State, ev: &KeyboardEvent) {
    if state.moving.with_untracked(Option::is_none) {
        return;
    }
    let by = match ev.key().as_str() {
        "ArrowLeft" => -1,
        "ArrowRight" => 1,
        "ArrowUp" => -7,
        "ArrowDown" => 7,
        "Enter" => {
            ev.prevent_default();
            drop(state);
            return;
        }
        "Escape" | "Tab" => {
            ev.prevent_default();
            let code = state
                .moving
                .with_untracked(|m| m.as_ref().map(|m| m.code.clone()));
            state.moving.set(None);
            state
                .said
                .set(words::calendar::left(&code.unwrap_or_default()));
            return;
        }
        _ => return,
    };
    ev.prevent_default();
    state.moving.update(|moving| {
        let to = moving
            .as_ref()
            .and_then(|moving| moving.to.checked_add_signed(TimeDelta::days(by)));
        if let (Some(moving), Some(to)) = (moving, to) {
            moving.to = to;
        }
    });
    tell(state);
}

fn tell(state: State) {
    let today = state.shown.with_untracked(|shown| shown.today);
    let said = state.moving.with_untracked(|moving| {
        moving.as_ref().map(|moving| {
            let day = words::dates::day_in_a_sentence(moving.to, today);
            words::calendar::moving(&moving.code, &day)
        })
    });
    state.said.set(said.unwrap_or_default());
}

/// Drops what is carried; the focus stays with it.
fn drop(state: State) {
    let Some(moving) = state.moving.get_untracked() else {
        return;
    };
    state.moving.set(None);
    state.shift(&moving.code, moving.to - moving.from);
    let _ = request_animation_frame(move || {
        focus(&format!(".cal [data-code='{}'] a.t", moving.code));
    });
}

/// A bar is taken up where it is grabbed: that day of it goes to where it is dropped.
fn take(state: State, ev: &DragEvent) {
    let bar = target(ev).and_then(|at| at.closest(".cal-b").ok().flatten());
    let Some(bar) = bar else { return };
    let entry = code_of(&bar).and_then(|code| state.entry(&code));
    let first = bar.closest("[data-day]").ok().flatten();
    let first = first.and_then(|cell| day_of(&cell));
    let (Some(entry), Some(first)) = (entry.filter(|entry| entry.may_edit), first) else {
        ev.prevent_default();
        return;
    };
    let days: f64 = bar
        .get_attribute("data-days")
        .and_then(|days| days.parse().ok())
        .unwrap_or(1.0);
    let place = bar.get_bounding_client_rect();
    let along = (f64::from(ev.client_x()) - place.left()) / place.width().max(1.0);
    let at = (along.clamp(0.0, 0.999) * days) as i64;
    if let Some(data) = ev.data_transfer() {
        data.set_effect_allowed("move");
        let _ = data.set_data("text/plain", &entry.code);
    }
    let from = first + TimeDelta::days(at);
    state.moving.set(Some(Moving {
        code: entry.code,
        from,
        to: from,
    }));
}

fn over(state: State, ev: &DragEvent) {
    let carried = state.moving.with_untracked(Option::is_some);
    let day = day_under(ev).filter(|_| carried);
    let Some(day) = day else { return };
    ev.prevent_default();
    if state
        .moving
        .with_untracked(|m| m.as_ref().is_some_and(|m| m.to != day))
    {
        state.moving.update(|moving| {
            if let Some(moving) = moving {
                moving.to = day;
            }
        });
    }
}

/// The day of the cell under the pointer. A bar lies over the cells of other days than its own.
fn day_under(ev: &DragEvent) -> Option<NaiveDate> {
    let cell = target(ev)?.closest("[data-day]").ok().flatten()?;
    let week = cell.closest("tr").ok().flatten()?;
    let cells = week.query_selector_all("[data-day]").ok()?;
    let x = f64::from(ev.client_x());
    (0..cells.length())
        .filter_map(|n| element(cells.get(n)))
        .find(|cell| {
            let place = cell.get_bounding_client_rect();
            let y = f64::from(ev.client_y());
            (place.left()..=place.right()).contains(&x)
                && (place.top()..=place.bottom()).contains(&y)
        })
        .or(Some(cell))
        .and_then(|cell| day_of(&cell))
}

fn target(ev: &web_sys::Event) -> Option<Element> {
    use wasm_bindgen::JsCast;
    ev.target().and_then(|at| at.dyn_into::<Element>().ok())
}

fn code_of(at: &Element) -> Option<String> {
    at.closest(".cal-b")
        .ok()
        .flatten()?
        .get_attribute("data-code")
}

fn day_of(cell: &Element) -> Option<NaiveDate> {
    domain::time::iso_day(&cell.get_attribute("data-day")?)
}

fn element(node: Option<web_sys::Node>) -> Option<Element> {
    use wasm_bindgen::JsCast;
    node.and_then(|node| node.dyn_into::<Element>().ok())
}

/// To the day so many days on, from the one that has the focus or a task of which has it; from outside to today, or to
/// the first day there is.
fn step(by: i32) -> bool {
    let here = document()
        .active_element()
        .and_then(|at| at.closest("[data-day]").ok().flatten())
        .and_then(|cell| day_of(&cell));
    let Some(here) = here else {
        return focus(".cal .is-today .cal-n") || focus(".cal .cal-n");
    };
    let mut day = here;
    // Days that a narrow page leaves out are stepped over.
    for _ in 0..42 {
        let Some(next) = day.checked_add_signed(TimeDelta::days(by.into())) else {
            break;
        };
        day = next;
        if focus(&format!(".cal [data-day='{day}'] .cal-n")) {
            break;
        }
    }
    true
}

/// To the next task or the one before.
fn next(by: i32) -> bool {
    let Ok(links) = document().query_selector_all(".cal .cal-b a.t") else {
        return false;
    };
    let here = document().active_element();
    let at = (0..links.length()).find(|n| here.is_some() && element(links.get(*n)) == here);
    let to = match at {
        Some(n) => n.checked_add_signed(by),
        None => Some(0),
    };
    focus_on(to.and_then(|n| element(links.get(n)))) || at.is_some()
}

fn focus(what: &str) -> bool {
    focus_on(document().query_selector(what).ok().flatten())
}

/// Whether it took the focus: what is not drawn takes none.
fn focus_on(element: Option<Element>) -> bool {
    use wasm_bindgen::JsCast;
    let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return false;
    };
    let _ = element.focus();
    document()
        .active_element()
        .is_some_and(|at| at.is_same_node(Some(&element)))
}
