//! Where it stands in the outline, and the ways to move it. Every one is a press; dragging is not needed.

use crate::prelude::*;

use super::api::{Other, Task};
use super::facts::of;
use super::people::marks;
use crate::ui::fact::Foldable;
use crate::ui::icon::{Icon, still};
use crate::ui::input::{Input, Line};
use crate::words::task as w;

/// The path of what it is part of, over the title.
pub fn above(task: RwSignal<Task>) -> AnyView {
    view! {
        {move || task.with(|task| task.above.iter().map(|other| link(&task.workspace, other)).collect_view())}
    }
    .into_any()
}

fn link(workspace: &str, other: &Other) -> AnyView {
    view! { <a class="lk" href=format!("/{workspace}/t/{}", other.code)>{other.title.clone()}</a> }
        .into_any()
}

pub fn place(task: RwSignal<Task>) -> AnyView {
    let may_edit = task.with_untracked(|task| task.may_edit);
    let below = move || task.with(|task| task.below.clone());
    let workspace = StoredValue::new(task.with_untracked(|task| task.workspace.clone()));
    view! {
        <section aria-labelledby="place">
            <h2 id="place">{w::place()}" "<span class="q num">{move || task.with(|task| task.wbs.clone())}</span></h2>
            <Show when=move || !below().is_empty()>
                <h3 class="sub">{w::parts()}</h3>
                <ul class="lks">
                    <For each=below key=|o| (o.code.clone(), o.title.clone(), o.done) let:other>
                        <li>{still(if other.done { "done" } else { "open" })}{link(&workspace.get_value(), &other)}<small class="num q">{other.code}</small></li>
                    </For>
                </ul>
            </Show>
            {may_edit.then(|| moves(task))}
            {may_edit.then(|| copies(task))}
            {may_edit.then(|| transfer(task))}
        </section>
    }
    .into_any()
}

fn moves(task: RwSignal<Task>) -> AnyView {
    let buttons = ["up", "down", "indent", "outdent"].map(|to| {
        view! { <button class="b b-s" type="submit" name="form[to]" value=to>{w::move_words(to)}</button> }
    });
    let form = Memo::new(move |_| {
        task.with(|task| {
            let ways =
                ["below", "before", "after", "top"].map(|to| (to.to_owned(), w::move_words(to)));
            let mut inputs = of(task);
            inputs.extend([
                Input::Choice(Line::new("to", w::where_to(), "below"), ways.to_vec()),
                Input::Line(
                    Line::new("anchor", w::task_by_key(), "").hint(w::key_hint(&task.project.key)),
                ),
                Input::Send(w::move_it()),
            ]);
            inputs
        })
    });
    let summary = || {
        view! { <span class="pv lk-q"><Icon name="chevron-right" />{w::move_to()}</span> }
            .into_any()
    };
    view! {
        {marks(task, "/do/plan/move_task", "move", "form-a", buttons.collect_view())}
        <Foldable name="move-to" to="/do/plan/move_task" form=form summary=Box::new(summary) />
    }
    .into_any()
}

/// The task once more, behind it, with what is ticked.
fn copies(task: RwSignal<Task>) -> AnyView {
    let form = Memo::new(move |_| {
        task.with(|task| {
            let mut inputs = of(task);
            inputs.extend(w::ALONG.map(|name| Input::Tick(name, w::along(name))));
            inputs.push(Input::Send(w::copy_it()));
            inputs
        })
    });
    let summary = || {
        view! { <span class="pv lk-q"><Icon name="chevron-right" />{w::copy()}</span> }.into_any()
    };
    view! { <Foldable name="copy" to="/do/plan/duplicate_task" form=form summary=Box::new(summary) /> }
        .into_any()
}

/// To another project, where there is one.
fn transfer(task: RwSignal<Task>) -> AnyView {
    let elsewhere = task.with_untracked(|task| task.elsewhere.clone());
    if elsewhere.is_empty() {
        return ().into_any();
    }
    let options: Vec<_> = elsewhere.into_iter().map(|to| (to.id, to.name)).collect();
    let form = Memo::new(move |_| {
        task.with(|task| {
            let mut inputs = of(task);
            let line = Line::new("to", w::to_project(), "").hint(w::transfer_hint());
            inputs.push(Input::Choice(line, options.clone()));
            inputs.push(Input::Send(w::transfer_it()));
            inputs
        })
    });
    let summary = || {
        view! { <span class="pv lk-q"><Icon name="chevron-right" />{w::transfer()}</span> }
            .into_any()
    };
    view! { <Foldable name="transfer" to="/do/plan/transfer_task" form=form summary=Box::new(summary) /> }
        .into_any()
}
