//! The columns of a board, and its lanes.

use crate::prelude::*;
use leptos::{LazyViewError, lazy};

use super::card::{Around, card};
use super::state::{Columns, State};
use super::{Card, Column};
use crate::plan::list::Named;
use crate::plan::list::mark;
use crate::ui::form::{Field, Form, FreshId, Hidden, Submit, Then, came_back};
use crate::ui::icon::{Icon, Mark};
use crate::words;
use crate::words::board as own;

#[lazy(fallible)]
pub fn columns(around: Around) -> Result<AnyView, LazyViewError> {
    Ok(all(around))
}

fn all(around: Around) -> AnyView {
    let state = around.state;
    let ids = Memo::new(move |_| {
        let ids = |c: &Column| c.id.clone();
        state
            .board
            .with(|b| b.columns.iter().map(ids).collect::<Vec<_>>())
    });
    let lanes = Memo::new(move |_| state.board.with(|b| b.lanes.clone()));
    let whole = move |id: String| {
        let title = name(state, &id);
        view! {
            <section class="col" aria-label=title>
                {head(state, id.clone())}
                {list(around, id.clone(), None)}
                {more(around, id)}
            </section>
        }
    };
    let top = move |id: String| {
        let title = name(state, &id);
        view! {
            <section class="col" aria-label=title>{head(state, id.clone())}{more(around, id)}</section>
        }
    };
    let lane = move |lane: Named| {
        let title = lane_name(state, &lane);
        let label = title.clone();
        let key = lane.id.clone();
        let count = move || count(state, |card| card.lane == key);
        let lists = move || {
            let list = |id: String| list(around, id, Some(lane.clone()));
            ids.get().into_iter().map(list).collect_view()
        };
        view! {
            <section class="lane" aria-label=label>
                <h2 class="lane-h">{title}" "<span class="q num">{count}</span></h2>
                <div class="board-r">{lists}</div>
            </section>
        }
    };
    view! {
        {move || if lanes.with(Vec::is_empty) {
            view! { <div class="board-r"><For each=move || ids.get() key=String::clone let:id>{whole(id)}</For></div> }.into_any()
        } else {
            view! {
                <div class="board-r board-hd"><For each=move || ids.get() key=String::clone let:id>{top(id)}</For></div>
                <For each=move || lanes.get() key=|lane| (lane.id.clone(), lane.name.clone()) let:one>{lane(one)}</For>
            }
            .into_any()
        }}
    }
    .into_any()
}

fn count(state: State, which: impl Fn(&Card) -> bool) -> usize {
    state
        .cards
        .with(|cards| cards.iter().filter(|card| which(card)).count())
}

fn lane_name(state: State, lane: &Named) -> String {
    let by = state.list.with(|list| list.group_by.clone());
    words::task::group(&by, &lane.name, &lane.id)
}

fn column(state: State, id: &str) -> Column {
    state.board.with(|board| {
        let mut columns = board.columns.iter();
        columns.find(|c| c.id == id).cloned().unwrap_or_default()
    })
}

pub fn name(state: State, id: &str) -> impl Fn() -> String + Clone + Send + 'static {
    let id = id.to_owned();
    move || {
        let column = column(state, &id);
        words::task::status(&column.name, &column.category)
    }
}

/// A column as it is to be seen: with what was only just moved into it or out of it.
pub fn now(state: State, id: String) -> Memo<Column> {
    Memo::new(move |_| {
        let column = column(state, &id);
        let here = count(state, |card| card.column == id);
        let read = state.board.with(|board| {
            let read = board.cards.iter().filter(|card| card.column == id);
            read.count()
        });
        let come = here as i64 - read as i64;
        Column {
            tasks: column.tasks + come,
            kept: column.kept + come,
            ..column
        }
    })
}

/// Its topmark and name, how many there are, what that means where it has a limit, and + to add one.
fn head(state: State, id: String) -> AnyView {
    let now = now(state, id.clone());
    let shape = Signal::derive(move || now.with(|c| mark(&c.category)));
    let figures = move || {
        now.with(|c| {
            let tasks = match c.limit {
                Some(limit) => own::of_limit(c.tasks, limit),
                None => c.tasks.to_string(),
            };
            match c.kept == c.tasks {
                true => tasks,
                false => format!("{tasks}, {}", own::shown(c.kept)),
            }
        })
    };
    let full = move || {
        let full = now.with(|c| own::full(c.tasks, c.limit?));
        full.map(|full| view! { <p class="col-h">{full}</p> })
    };
    let title = name(state, &id);
    let may_create = state.list.with_untracked(|list| list.may_create);
    view! {
        <header>
            <h2><Mark name=shape />{title}</h2>
            <span class="q num">{figures}</span>
            {may_create.then(|| add(state, id))}
        </header>
        {full}
    }
    .into_any()
}

/// One line to add a task in this state.
fn add(state: State, id: String) -> AnyView {
    let column = untrack(|| column(state, &id));
    let column = words::task::status(&column.name, &column.category);
    let (workspace, project) = state.list.with_untracked(|list| {
        let id = list.project.as_ref().map(|head| head.id.clone());
        (list.workspace.clone(), id.unwrap_or_default())
    });
    let form = format!("add-{id}");
    let open = came_back(&form);
    let label = own::add_to(&column);
    let tip = label.clone();
    let then = Then {
        clears: true,
        ..Then::default()
    };
    view! {
        <details class="col-add" open=open>
            <summary class="ib" aria-label=label title=tip><Icon name="plus" /></summary>
            <Form to="/do/plan/create_task" name=form class="col-f" then=then>
                <Hidden name="workspace" value=workspace />
                <Hidden name="project" value=project />
                <Hidden name="status" value=id />
                <FreshId />
                <Field name="title" label=words::new_task() placeholder=words::add_task() bare=true />
                <Submit label=words::add() class="b b-s" />
            </Form>
        </details>
    }
    .into_any()
}

/// The cards of a column, or of its part in a lane.
pub fn list(around: Around, id: String, lane: Option<Named>) -> AnyView {
    let state = around.state;
    let title = name(state, &id);
    let label = {
        let lane = lane.clone();
        move || match &lane {
            Some(lane) => own::in_lane(&title(), &lane_name(state, lane)),
            None => own::cards_of(&title()),
        }
    };
    let column = id.clone();
    let cards = Memo::new(move |_| -> Vec<String> {
        let here = |card: &&Card| {
            card.column == id && lane.as_ref().is_none_or(|lane| lane.id == card.lane)
        };
        state.cards.with(|cards| {
            let ids = cards.iter().filter(here).map(|card| card.id.clone());
            ids.collect()
        })
    });
    view! {
        <ul class="cards" data-col=column aria-label=label>
            <For each=move || cards.get() key=String::clone let:one>{card(around, one)}</For>
        </ul>
    }
    .into_any()
}

/// What a column has more than it shows stands in the list.
pub fn more(around: Around, id: String) -> AnyView {
    let state = around.state;
    let list = state.list.with_untracked(|list| {
        let key = list.project.as_ref().map(|head| head.key.clone());
        format!("/{}/p/{}/list", list.workspace, key.unwrap_or_default())
    });
    let now = now(state, id.clone());
    let rest = {
        let id = id.clone();
        Memo::new(move |_| {
            let here = count(state, |card| card.column == id);
            now.with(|c| c.kept - here as i64)
        })
    };
    view! {
        {move || (rest.get() > 0).then(|| {
            let (name, value) = match state.columns {
                Columns::States => ("status", id.as_str()),
                Columns::Iterations if id.is_empty() => ("iteration", "none"),
                Columns::Iterations => ("iteration", id.as_str()),
            };
            let to = around.query.with(|q| q.with("group", "").with(name, value).at(&list));
            view! { <p class="col-m"><a class="lk" href=to>{own::more(rest.get())}</a></p> }
        })}
    }
    .into_any()
}
