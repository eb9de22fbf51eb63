//! The table of a list: head with its order, rows, groups; and which of them are drawn.

use crate::prelude::*;
use chrono::NaiveDate;
use leptos::{LazyViewError, lazy};

use super::api;
#[cfg(feature = "hydrate")]
use super::pages::steps;
use super::pages::{few_more, places};
use super::query::{OPEN, OWN, PAGE, Query};
use super::row::TaskRow;
#[cfg(feature = "hydrate")]
use super::state::ALL_DRAWN;
use super::state::{Item, State};
use crate::ui::form::{Form, Hidden};
use crate::ui::icon::Icon;
use crate::words;

/// The form around the table, which the marks of all rows share.
pub const MARKS: &str = "marks";

/// The reader's day, for rows.
#[derive(Clone, Copy)]
pub struct Today(pub NaiveDate);

/// The columns after the mark: the address's word, and the class.
const COLUMNS: [(&str, &str); 6] = [
    ("title", "c-t"),
    ("status", "c-st"),
    ("with", "c-own"),
    ("start", "c-day c-start"),
    ("finish", "c-day c-due"),
    ("effort", "c-eff r"),
];

/// Every line there is.
const ALL: (usize, usize) = (0, usize::MAX);

/// Lines drawn above and below those in view.
#[cfg(feature = "hydrate")]
const SPARE: usize = 8;

#[lazy(fallible)]
pub fn table(state: State, query: Memo<Query>, path: String) -> Result<AnyView, LazyViewError> {
    Ok(view! { <Table state=state query=query path=path /> }.into_any())
}

#[component]
fn Table(state: State, query: Memo<Query>, path: String) -> impl IntoView {
    provide_context(Today(state.list.with_untracked(|list| list.today)));
    let path = StoredValue::new(path);
    let open = Signal::derive(move || query.with(|q| q.get(OPEN).to_owned()));
    let workspace = state.list.with_untracked(|list| list.workspace.clone());
    let window = RwSignal::new(ALL);
    let line = RwSignal::new(44.0_f64);
    let place = NodeRef::<leptos::html::Table>::new();
    let frame = RwSignal::new(());
    let drawn = Memo::new(move |there: Option<&Vec<Item>>| {
        frame.track();
        let window = window.get();
        state.items.with(|items| {
            let (first, last) = window;
            let last = last.min(items.len());
            let wanted = items.get(first.min(last)..last).unwrap_or_default();
            match there {
                Some(there) if window != ALL => few_more(there, wanted),
                _ => wanted.to_vec(),
            }
        })
    });
    let there = RwSignal::new(drawn.get_untracked());
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let to = drawn.get();
        leptos::task::spawn_local(async move {
            let from = there.try_get_untracked().unwrap_or_default();
            for step in steps(&from, &to) {
                // What is newer goes its own way, and a list that was left goes none.
                if drawn.try_with_untracked(|drawn| *drawn == to) != Some(true) {
                    break;
                }
                there.set(step);
                leptos::task::tick().await;
            }
        });
    });
    // From 1, the head's line counted.
    let lines = Memo::new(move |_| {
        let first = state.list.with(|list| list.from) + 2;
        state.items.with(|items| places(items, window.get(), first))
    });
    #[cfg(feature = "hydrate")]
    follow(state, place, window, line, drawn);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        if drawn.with(|drawn| drawn.iter().any(|item| matches!(item, Item::Late(_)))) {
            let _ = request_animation_frame(move || _ = frame.try_set(()));
        }
    });
    let high = move |lines: usize| (lines as f64 * line.get()) as i64;
    let above = move || high(window.get().0);
    let below = move || high(state.items.with(Vec::len).saturating_sub(window.get().1));
    let rows = move || state.list.with(|list| list.total + 1).to_string();
    let columns = state.columns(query);
    let keeps = super::keep::keeps(&workspace, &state.first());
    view! {
        <Form to="/do/plan/close_task" name=MARKS class="tbl-w" summary=false>
            <Hidden name="workspace" value=workspace />
            <table class="tbl list" node_ref=place aria-rowcount=rows aria-label=words::task::tasks() on:click=super::editor::pressed(state, query, path)>
                <thead>
                    <tr aria-rowindex="1">
                        <th class="c-mk" scope="col"><span class="vh">{words::task::mark_column()}</span></th>
                        {COLUMNS.map(|(name, class)| head(name.to_owned(), words::task::column(name), class, state, query, path)).collect_view()}
                        {move || columns.get().into_iter().map(|field| match is_beside(&field.id) {
                            true => view! { <th class="c-f" scope="col">{field.name}</th> }.into_any(),
                            false => head(format!("{OWN}{}", field.id), field.name, "c-f", state, query, path),
                        }).collect_view()}
                    </tr>
                </thead>
                <tbody>
                    <Gap height=Signal::derive(above) />
                    <For each=move || there.get() key=Item::clone let:item>
                        {match item {
                            Item::Group(key) => group(state, &key),
                            Item::Hole(..) | Item::Late(_) => view! { <tr class="hole" aria-hidden="true"><td colspan="4"></td></tr> }.into_any(),
                            Item::Task(id) => view! { <TaskRow state=state id=id lines=lines open=open columns=columns /> }.into_any(),
                        }}
                    </For>
                    <Gap height=Signal::derive(below) />
                </tbody>
            </table>
        </Form>
        {keeps}
        <Pager state=state query=query path=path />
    }
    .into_any()
}

/// A column's head: a link that orders by it, pressed again the other way round, and once more as it was.
fn head(
    name: String,
    label: String,
    class: &'static str,
    state: State,
    query: Memo<Query>,
    path: StoredValue<String>,
) -> AnyView {
    let usual = state.list.with_untracked(|list| api::usual(&list.place));
    let name = StoredValue::new(name);
    let sorted = move || {
        query.with(|q| {
            let by = Some(q.get("sort"))
                .filter(|by| !by.is_empty())
                .unwrap_or(usual);
            match by.strip_prefix('-') {
                Some(by) => name.with_value(|name| by == name).then_some("descending"),
                None => name.with_value(|name| by == name).then_some("ascending"),
            }
        })
    };
    let to = move || {
        let by = match sorted() {
            None => name.get_value(),
            Some("ascending") => name.with_value(|name| format!("-{name}")),
            _ => String::new(),
        };
        query.with(|q| path.with_value(|path| q.with("sort", &by).at(path)))
    };
    view! {
        <th class=class scope="col" aria-sort=sorted>
            <a href=to data-noscroll="">{label}{move || sorted().map(|_| view! { <Icon name="arrow-up" /> })}</a>
        </th>
    }
    .into_any()
}

/// A list is put in no order by these.
fn is_beside(id: &str) -> bool {
    crate::plan::own::BESIDE.contains(&id)
}

fn group(state: State, key: &str) -> AnyView {
    let key = key.to_owned();
    let named = move || {
        state.list.with(|list| {
            let group = list.groups.iter().find(|g| g.key == key);
            let name = words::task::group(
                &list.group_by,
                group.map_or("", |g| &g.name),
                group.map_or("", |g| &g.category),
            );
            (name, group.map(|g| g.tasks))
        })
    };
    view! {
        <tr class="grp"><th colspan="4" scope="rowgroup">{move || {
            let (name, tasks) = named();
            view! { {name}<span class="q num">{tasks}</span> }
        }}</th></tr>
    }
    .into_any()
}

/// The height of lines that are not drawn.
#[component]
fn Gap(#[prop(into)] height: Signal<i64>) -> impl IntoView {
    view! {
        {move || (height.get() > 0).then(|| view! {
            <tr class="gap" aria-hidden="true"><td colspan="4" style=move || format!("--h:{}px", height.get())></td></tr>
        })}
    }
    .into_any()
}

/// Where in the list one is, and links to the rest: asleep they turn pages, awake what follows comes by itself.
#[component]
fn Pager(state: State, query: Memo<Query>, path: StoredValue<String>) -> impl IntoView {
    let figures = move || state.figures();
    let page =
        move |n: i64| query.with(|q| path.with_value(|path| q.with(PAGE, &n.to_string()).at(path)));
    let rows = super::ROWS as i64;
    // Paper shows what is here, and says what is not.
    let on_paper = move || {
        let (here, total) = state.here();
        (here < total)
            .then(|| view! { <p class="on-paper">{words::task::on_paper(here, total)}</p> })
    };
    view! {
        {on_paper}
        <nav class="pager" aria-label=words::task::pages()>
            {move || {
                let (from, to, total) = figures();
                (total > 0).then(|| view! { <span class="num">{words::task::showing(from + 1, to, total)}</span> })
            }}
            {move || {
                let (from, to, total) = figures();
                view! {
                    {(from > 0).then(|| view! { <a class="lk" href=page(from / rows)>{words::task::previous_page()}</a> })}
                    {(to < total).then(|| view! { <a class="lk" href=page(to / rows + 1)>{words::task::next_page()}</a> })}
                }
            }}
        </nav>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
fn is_at_end() -> bool {
    let root = document().document_element();
    root.is_some_and(|root| {
        f64::from(root.scroll_height() - root.client_height()) - scrolled_down() < 2.0
    })
}

#[cfg(feature = "hydrate")]
fn scrolled_down() -> f64 {
    window().scroll_y().unwrap_or_default()
}

#[cfg(feature = "hydrate")]
fn to_end() {
    if let Some(root) = document().document_element() {
        window().scroll_to_with_x_and_y(0.0, f64::from(root.scroll_height()));
    }
}

/// Follows the window's scrolling: draws what is in view and asks for more near the end.
#[cfg(feature = "hydrate")]
fn follow(
    state: State,
    place: NodeRef<leptos::html::Table>,
    window: RwSignal<(usize, usize)>,
    line: RwSignal<f64>,
    drawn: Memo<Vec<Item>>,
) {
    let look = move || {
        let Some(table) = place.try_get_untracked().flatten() else {
            return;
        };
        let row = table
            .query_selector("tr.row")
            .ok()
            .flatten()
            .map(|row| row.get_bounding_client_rect().height())
            .filter(|height| *height > 0.0);
        if let Some(row) = row.filter(|row| (row - line.get_untracked()).abs() > 0.5) {
            line.set(row);
        }
        let height = line.get_untracked().max(1.0);
        let seen = leptos::prelude::window()
            .inner_height()
            .ok()
            .and_then(|h| h.as_f64())
            .unwrap_or(900.0);
        let top = -table.get_bounding_client_rect().top();
        let lines = state.items.with_untracked(Vec::len);
        let first = ((top / height).max(0.0) as usize).saturating_sub(SPARE);
        let last = ((top + seen) / height).max(0.0) as usize + SPARE;
        if lines <= ALL_DRAWN {
            if window.get_untracked() != ALL {
                window.set(ALL);
            }
        } else if window.get_untracked() != (first, last) {
            window.set((first, last));
        }
        state.refresh(first, last);
    };
    let waiting = StoredValue::new(false);
    // Whoever went to the end stays there until all that is to be seen there has come and been measured.
    let at_end = StoredValue::new(false);
    let settled = move || {
        let is_row = |item: &Item| matches!(item, Item::Task(_) | Item::Group(_));
        let is_last = drawn.with_untracked(|drawn| {
            let last = state.items.with_untracked(|items| items.last().cloned());
            drawn.last() == last.as_ref() && drawn.iter().all(is_row)
        });
        is_last && !state.reading.get_untracked() && is_at_end()
    };
    let soon = move || {
        if waiting.try_get_value() == Some(false) {
            waiting.set_value(true);
            let _ = request_animation_frame(move || {
                let _ = waiting.try_update_value(|waiting| *waiting = false);
                let ends = at_end.try_get_value() == Some(true);
                if ends && !is_at_end() {
                    to_end();
                }
                let measured = (line.try_get_untracked(), window.try_get_untracked());
                look();
                if ends
                    && measured == (line.try_get_untracked(), window.try_get_untracked())
                    && settled()
                {
                    at_end.set_value(false);
                }
            });
        }
    };
    let scrolled = window_event_listener(leptos::ev::scroll, move |_| {
        // The browser's own moves, when heights change, are nobody's leaving.
        if is_at_end() {
            at_end.set_value(true);
        }
        soon();
    });
    let leaves = move || at_end.set_value(false);
    let left = [
        window_event_listener(leptos::ev::wheel, move |_| leaves()),
        window_event_listener(leptos::ev::touchmove, move |_| leaves()),
        window_event_listener(leptos::ev::pointerdown, move |_| leaves()),
        window_event_listener(leptos::ev::keydown, move |_| leaves()),
    ];
    let resized = window_event_listener(leptos::ev::resize, move |_| soon());
    // Paper has no view: all that is here is drawn.
    let prints = window_event_listener(leptos::ev::beforeprint, move |_| {
        window.set(ALL);
    });
    let printed = window_event_listener(leptos::ev::afterprint, move |_| soon());
    Effect::new(move |_| {
        state.items.track();
        state.reading.track();
        drawn.track();
        // What was asked for the last time went with the effect's last run.
        waiting.set_value(false);
        soon();
    });
    on_cleanup(move || {
        scrolled.remove();
        resized.remove();
        prints.remove();
        printed.remove();
        for listener in left {
            listener.remove();
        }
    });
}
