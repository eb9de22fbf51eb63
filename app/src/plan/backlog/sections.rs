//! The iterations that are not closed and what is in none: what each is for, how much work it is and how much time there
//! is, and its tasks. Below them those that are closed, a line each.

use crate::prelude::*;
use leptos::{LazyViewError, lazy};

use super::iteration::actions;
use super::{Closed, Plan, Section};
use crate::plan::board::card::Around;
use crate::plan::board::columns::{list, more, name, now};
use crate::plan::board::state::State;
use crate::ui::form::{Field, Form, FreshId, Hidden, Submit, Then, came_back};
use crate::ui::icon::Icon;
use crate::ui::prose::Prose;
use crate::words;
use crate::words::iterations as own;
use domain::plan::iteration::points_shown;

#[lazy(fallible)]
pub fn sections(around: Around) -> Result<AnyView, LazyViewError> {
    Ok(all(around))
}

fn all(around: Around) -> AnyView {
    let state = around.state;
    let ids = Memo::new(move |_| {
        state.board.with(|board| {
            let columns = board.columns.iter();
            columns.map(|c| c.id.clone()).collect::<Vec<_>>()
        })
    });
    view! {
        <div class="board-r">
            <For each=move || ids.get() key=String::clone let:id>{section(around, id)}</For>
        </div>
    }
    .into_any()
}

/// What the plan says now, of whatever is asked.
pub fn plan<T: Default>(state: State, of: impl Fn(&Plan) -> T) -> T {
    state
        .board
        .with(|board| board.plan.as_ref().map(of).unwrap_or_default())
}

fn section(around: Around, id: String) -> AnyView {
    let state = around.state;
    let title = name(state, &id);
    let of = {
        let id = id.clone();
        Memo::new(move |_| {
            plan(state, |plan| {
                let mut all = plan.sections.iter();
                all.find(|s| s.says.id == id).cloned().unwrap_or_default()
            })
        })
    };
    let says = Memo::new(move |_| of.with(|section| section.says.clone()));
    let (manages, may_create) = state
        .list
        .with_untracked(|list| (list.manages, list.may_create));
    let is_iteration = !id.is_empty();
    let head = {
        let today = state.list.with_untracked(|list| list.today);
        move || {
            is_iteration.then(|| {
                says.with(|says| {
                    let days = own::days(says.start.map(|w| w.day), says.finish.map(|w| w.day), today);
                    view! { <span class="tag">{own::state(&says.state)}</span><span class="q">{days}</span> }
                })
            })
        }
    };
    let count = {
        let now = now(state, id.clone());
        move || now.with(|c| c.tasks)
    };
    let label = title.clone();
    let heading = title.clone();
    let empty = {
        let now = now(state, id.clone());
        move || {
            let none = now.with(|c| c.tasks == 0);
            none.then(|| {
                let text = if is_iteration {
                    own::nothing_planned()
                } else {
                    own::empty_backlog()
                };
                view! { <p class="q it-none">{text}</p> }
            })
        }
    };
    let goal = Signal::derive(move || says.with(|says| says.html.clone()));
    let adds = may_create.then(|| add(state, id.clone(), untrack(&title)));
    let acts = (manages && is_iteration).then(|| actions(state, says, of));
    view! {
        <section class="col it" aria-label=label>
            <header>
                <h2>{heading}</h2>
                <span class="q num">{count}</span>
                {head}
                {adds}
            </header>
            <Show when=move || !goal.with(crate::ui::prose::SafeHtml::is_empty)>
                <Prose text=goal class="prose it-g" />
            </Show>
            <p class="it-s">{move || of.with(|section| sums(state, section, is_iteration))}</p>
            {move || of.with(|section| time(state, section))}
            {acts}
            {empty}
            {list(around, id.clone(), None)}
            {more(around, id)}
        </section>
    }
    .into_any()
}

/// How much work is in it: in tasks, and in time or points.
fn sums(state: State, section: &Section, is_iteration: bool) -> String {
    let (points, per_day) = plan(state, |plan| (plan.points, plan.per_day));
    let sums = &section.sums;
    if sums.tasks == 0 {
        return String::new();
    }
    let mut parts = Vec::new();
    if is_iteration {
        parts.push(own::done(sums.done, sums.tasks));
    } else {
        parts.push(own::waiting(sums.tasks));
    }
    match points {
        true if is_iteration => parts.push(own::points_of(
            &points_shown(sums.points_done),
            &points_shown(sums.points),
        )),
        true => parts.push(own::points_waiting(&points_shown(sums.points))),
        false => parts.push(own::work_left(&words::dates::work(sums.remaining, per_day))),
    }
    if sums.without > 0 {
        parts.push(own::without(sums.without, points));
    }
    format!("{}.", parts.join("; "))
}

/// How much time there is for it, and how that compares where the work is estimated in time.
fn time(state: State, section: &Section) -> Option<AnyView> {
    let time = section.time.as_ref()?;
    let (points, per_day) = plan(state, |plan| (plan.points, plan.per_day));
    let mut said = String::new();
    let over = time.minutes - section.sums.remaining;
    if time.people > 0 {
        let begun = section.says.state == "active";
        let all = words::dates::work(time.minutes, per_day);
        let mut parts = vec![own::time(time.people, &all, begun)];
        if !points {
            let by = words::dates::work(over.abs(), per_day);
            parts.push(own::compared(&by, over >= 0));
        }
        if time.usual > 0 {
            parts.push(own::unconfirmed(time.usual));
        }
        said = format!("{}.", parts.join("; "));
    }
    if !time.unknown.is_empty() {
        let unknown = own::unknown_hours(&time.unknown);
        said = format!("{said} {unknown}").trim_start().to_owned();
    }
    let short = !points && over < 0 && time.unknown.is_empty();
    (!said.is_empty()).then(|| view! { <p class="it-s" class:is-short=short>{said}</p> }.into_any())
}

/// One line to add a task to it.
fn add(state: State, id: String, title: String) -> AnyView {
    let (workspace, project) = state.list.with_untracked(|list| {
        let id = list.project.as_ref().map(|head| head.id.clone());
        (list.workspace.clone(), id.unwrap_or_default())
    });
    let form = format!("add-{id}");
    let open = came_back(&form);
    let label = own::add_to(&title);
    let tip = label.clone();
    let then = Then {
        clears: true,
        ..Then::default()
    };
    view! {
        <details class="col-add" open=open>
            <summary class="ib" aria-label=label title=tip><Icon name="plus" /></summary>
            <Form to="/do/plan/add_to_iteration" name=form class="col-f" then=then>
                <Hidden name="workspace" value=workspace />
                <Hidden name="project" value=project />
                <Hidden name="iteration" value=id />
                <FreshId />
                <Field name="title" label=words::new_task() placeholder=words::add_task() bare=true />
                <Submit label=words::add() class="b b-s" />
            </Form>
        </details>
    }
    .into_any()
}

/// Those that are closed: a line each, which leads to its tasks in the list.
pub fn closed(state: State) -> AnyView {
    let (workspace, key, today) = state.list.with_untracked(|list| {
        let key = list.project.as_ref().map(|head| head.key.clone());
        (list.workspace.clone(), key.unwrap_or_default(), list.today)
    });
    let all = Memo::new(move |_| plan(state, |plan| (plan.closed.clone(), plan.points)));
    let lately = move || {
        all.with(|(closed, points)| {
            let done = closed.iter().filter(|_| *points).take(3);
            let done: Vec<_> = done.map(|c| points_shown(c.sums.points_done)).collect();
            own::lately(&done)
        })
    };
    let row = move |one: Closed| {
        let to = format!("/{workspace}/p/{key}/list?iteration={}", one.id);
        let days = own::days(one.start.map(|w| w.day), one.finish.map(|w| w.day), today);
        view! {
            <li class="deliv">
                <div class="t"><a href=to>{one.name}</a><small>{days}</small></div>
                <span class="q num">{own::done(one.sums.done, one.sums.tasks)}</span>
            </li>
        }
    };
    let row = StoredValue::new(row);
    view! {
        <Show when=move || all.with(|(closed, _)| !closed.is_empty())>
            <section class="set">
                <header><h2>{own::closed_ones()}</h2><p>{lately}</p></header>
                <ol class="rows">
                    <For each=move || all.with(|(closed, _)| closed.clone()) key=|c| (c.id.clone(), c.name.clone(), c.sums.done, c.sums.tasks) let:one>
                        {row.with_value(|row| row(one))}
                    </For>
                </ol>
            </section>
        </Show>
    }
    .into_any()
}
