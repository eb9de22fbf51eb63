//! Everything a task has, in the order people ask: title, what stands in the way, facts, text, checklist, files, links, place,
//! talk, what happened. The same on its page and in the drawer.

use crate::prelude::*;
use leptos::{LazyViewError, lazy};

use super::api::Task;
use super::now::at_once;
use super::{checklist, facts, keys, links, own, people, place, recurrence, stopped};
use crate::exchange::FromFile;
use crate::files;
use crate::lazy::{part, parts};
use crate::platform::history::History;
use crate::talk::{Conversation, Watchers};
use crate::ui::fact::Foldable;
use crate::ui::form::{Form, Hidden, Submit, Then};
use crate::ui::icon::Icon;
use crate::ui::input::{Input, Line};
use crate::ui::prose::Prose;
use crate::ui::time::When;
use crate::words;
use crate::words::task as w;

/// The body of a task. `level` is its heading's: 1 on its own page, 2 beside a list.
#[component]
pub fn Sheet(task: RwSignal<Task>, level: u8) -> impl IntoView {
    let first = task.get_untracked();
    let (may_edit, made_at) = (first.may_edit, first.made_at);
    keys::keys(first.code.clone());
    let talk = Signal::derive(move || task.with(|t| t.talk.clone()));
    let text = move || task.with(|task| task.title.clone());
    let title = if level == 1 {
        view! { <h1 id="task-title">{text}</h1> }.into_any()
    } else {
        view! { <h2 id="task-title">{text}</h2> }.into_any()
    };
    view! {
        <div class="task-b" on:paste=move |event| { if may_edit { files::pasted(&event) } }>
            <div class="task-t">{title}{may_edit.then(|| rename(task))}</div>
            {stopped::stopped(task)}
            {links::broken(task)}
            <dl class="facts">
                {facts::first(task)}
                {recurrence::fact(task)}
                {people::people(task)}
                {facts::measures(task)}
                {people::labels(task)}
                {own::fields(task)}
                <div><dt>{words::made()}</dt><dd><span class="pv">{move || task.with(|t| t.made_by.clone()).unwrap_or_else(words::done_by_nobody)}" "<When moment=made_at /></span></dd></div>
                {move || task.with(|t| t.closed.clone()).map(|(by, at)| view! {
                    <div><dt>{words::done()}</dt><dd><span class="pv">{by.unwrap_or_else(words::done_by_nobody)}" "<When moment=at /></span></dd></div>
                })}
            </dl>
            {may_edit.then(|| actions(task))}
            {part(move || below(task, Below::Text))}
            {files::files(task)}
            {part(move || below(task, Below::Around))}
            <FromFile workspace=first.workspace record=first.id />
            <section aria-labelledby="talk">
                <h2 id="talk">{words::talk()}</h2>
                <Conversation talk=talk />
                <Watchers talk=talk />
            </section>
            <section aria-labelledby="happened">
                <h2 id="happened">{words::activity()}</h2>
                <History events=Signal::derive(move || task.with(|t| t.activity.clone())) />
            </section>
        </div>
    }
    .into_any()
}

/// What stands below the facts.
#[derive(Clone, Copy)]
enum Below {
    /// What is to be done, in words and in items.
    Text,
    /// What it waits for and what waits for it, and where it stands.
    Around,
}

/// Its code is a file beside that of the facts.
#[lazy(fallible)]
fn below(task: RwSignal<Task>, what: Below) -> Result<AnyView, LazyViewError> {
    Ok(match what {
        Below::Text => view! { {description(task)}{checklist::checklist(task)} }.into_any(),
        Below::Around => view! { {links::links(task)}{place::place(task)} }.into_any(),
    })
}

parts!(__preload_below);

fn rename(task: RwSignal<Task>) -> AnyView {
    let form = Memo::new(move |_| {
        task.with(|task| {
            let mut inputs = facts::of(task);
            inputs.extend([
                Input::Hidden("title_was", task.title.clone()),
                Input::Line(Line::new("title", words::task_title(), task.title.clone())),
                Input::Send(words::save()),
            ]);
            inputs
        })
    });
    let summary = || {
        view! { <span class="ib ib-s"><Icon name="pencil" /><span class="vh">{w::rename()}</span></span> }.into_any()
    };
    view! { <Foldable name="title" to="/do/plan/edit_task" form=form at_once=at_once(task) summary=Box::new(summary) /> }.into_any()
}

fn description(task: RwSignal<Task>) -> AnyView {
    let may_edit = task.with_untracked(|task| task.may_edit);
    let form = Memo::new(move |_| {
        task.with(|task| {
            let mut inputs = facts::of(task);
            inputs.extend([
                Input::Hidden("description_was", task.description.clone()),
                Input::Text(
                    Line::new(
                        "description",
                        words::task_description(),
                        task.description.clone(),
                    )
                    .hint(w::markdown_hint()),
                ),
                Input::Send(words::save()),
            ]);
            inputs
        })
    });
    let none = move || task.with(|task| task.prose.is_empty());
    view! {
        <section aria-labelledby="description" class="desc">
            <h2 id="description" class="vh">{words::task_description()}</h2>
            <Show when=move || !none()><Prose text=Signal::derive(move || task.with(|t| t.prose.clone())) /></Show>
            {may_edit.then(|| {
                let summary = move || view! { <span class="pv lk-q"><Icon name="pencil" />{move || if none() { w::describe() } else { w::edit_description() }}</span> }.into_any();
                view! { <Foldable name="description-f" to="/do/plan/edit_task" form=form summary=Box::new(summary) /> }
            })}
        </section>
    }
    .into_any()
}

/// Done or open again, stopped, and the trash.
fn actions(task: RwSignal<Task>) -> AnyView {
    let closed = Memo::new(move |_| task.with(|task| task.status.category == "done"));
    let names =
        StoredValue::new(task.with_untracked(|task| (task.workspace.clone(), task.id.clone())));
    let hidden = move || {
        let (workspace, id) = names.get_value();
        view! { <Hidden name="workspace" value=workspace /><Hidden name="record" value=id /> }
    };
    view! {
        <div class="form-a">
            {move || {
                let (to, name, label, class) = if closed.get() {
                    ("/do/plan/reopen_task", "reopen", w::open_again(), "b")
                } else {
                    ("/do/plan/close_task", "close", w::mark_done(), "b b-p")
                };
                let then = Then::default();
                view! { <Form to=to name=name summary=false then=then>{hidden()}<Submit label=label class=class /></Form> }
            }}
            <Form to="/do/platform/trash_task" name="trash" summary=false>{hidden()}<Submit label=words::move_to_trash() class="b b-q" /></Form>
        </div>
        {stopped::stop(task)}
    }
    .into_any()
}
