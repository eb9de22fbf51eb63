//! What it waits for, what waits for it, and the dates that break a link: each with the earliest that keeps it.

use domain::time::When;

use crate::prelude::*;

use super::api::{Link, Task};
use super::facts::of;
use super::now::at_once;
use super::people::takes_away;
use crate::plan::list::Broken;
use crate::ui::fact::Foldable;
use crate::ui::form::{Form, Hidden, Submit, Then};
use crate::ui::icon::{Icon, still};
use crate::ui::input::{Input, Line};
use crate::words;
use crate::words::task as w;

/// Both ways, under one heading.
pub fn links(task: RwSignal<Task>) -> AnyView {
    let may_edit = task.with_untracked(|task| task.may_edit);
    let none = move || task.with(|task| task.before.is_empty() && task.after.is_empty());
    view! {
        <section aria-labelledby="links">
            <h2 id="links">{w::links()}</h2>
            <Show when=move || none() && !may_edit><p class="q">{w::no_links()}</p></Show>
            {list(task, w::after(), |task| task.before.clone())}
            {list(task, w::before(), |task| task.after.clone())}
            {may_edit.then(|| add(task))}
            <p class="q note-s">{w::nothing_moves()}</p>
        </section>
    }
    .into_any()
}

fn list(task: RwSignal<Task>, name: String, which: fn(&Task) -> Vec<Link>) -> AnyView {
    let (workspace, may_edit) = task.with_untracked(|t| (t.workspace.clone(), t.may_edit));
    let workspace = StoredValue::new(workspace);
    let name = StoredValue::new(name);
    view! {
        <Show when=move || task.with(|task| !which(task).is_empty())>
            <h3 class="sub">{name.get_value()}</h3>
            <ul class="lks">
                <For each=move || task.with(which) key=|l| (l.id.clone(), l.kind.clone(), l.lag.clone(), l.done, l.title.clone()) let:link>
                    <li>{one(&workspace.get_value(), link, may_edit)}</li>
                </For>
            </ul>
        </Show>
    }
    .into_any()
}

fn one(workspace: &str, link: Link, may_edit: bool) -> AnyView {
    let href = format!("/{workspace}/t/{}", link.code);
    let mark = if link.done { "done" } else { "open" };
    let how = w::link_how(&link.kind, &link.lag);
    let body = view! {
        {still(mark)}<a class="lk" href=href>{link.title.clone()}</a><small class="num q">{link.code.clone()}</small>
        {(!how.is_empty()).then(|| view! { <span class="q">{how}</span> })}
        {(!link.through.is_empty()).then(|| view! { <span class="q">{w::through(&link.through)}</span> })}
    };
    // A link of a task above is changed there.
    if !may_edit || !link.through.is_empty() {
        return body.into_any();
    }
    let edit = {
        let inputs = vec![
            Input::Hidden("workspace", workspace.to_owned()),
            Input::Hidden("task", link.successor.clone()),
            Input::Hidden("link", link.id.clone()),
            Input::Hidden("kind_was", link.kind.clone()),
            Input::Hidden("lag_was", link.lag.clone()),
            Input::Choice(
                Line::new("kind", w::link_kind(), link.kind.clone()),
                kinds(),
            ),
            Input::Line(Line::new("lag", w::lag(), link.lag.clone()).hint(w::lag_hint())),
            Input::Send(words::save()),
        ];
        let summary = || view! { <span class="pv lk-q">{words::edit()}</span> }.into_any();
        view! { <Foldable name=format!("link-{}", link.id) to="/do/plan/edit_link" form=Signal::stored(inputs) summary=Box::new(summary) /> }
    };
    let workspace = workspace.to_owned();
    view! {
        {body}
        <Form to="/do/plan/remove_link" name=format!("unlink-{}", link.id) class="lks-x" summary=false>
            <Hidden name="workspace" value=workspace />
            <Hidden name="task" value=link.successor.clone() />
            {takes_away("link", link.id.clone(), &link.title)}
        </Form>
        {edit}
    }
    .into_any()
}

fn kinds() -> Vec<(String, String)> {
    ["fs", "ss", "ff", "sf"]
        .map(|kind| (kind.to_owned(), w::link_kind_words(kind)))
        .to_vec()
}

/// One more, either way round: the other task by its key.
fn add(task: RwSignal<Task>) -> AnyView {
    let form = Memo::new(move |_| {
        task.with(|task| {
            let mut inputs = of(task);
            let ways = ["after", "before"].map(|way| (way.to_owned(), w::link_way(way)));
            inputs.extend([
                Input::Fresh,
                Input::Choice(Line::new("way", w::link_which(), "after"), ways.to_vec()),
                Input::Line(
                    Line::new("predecessor", w::task_by_key(), "")
                        .hint(w::key_hint(&task.project.key)),
                ),
                Input::Choice(Line::new("kind", w::link_kind(), "fs"), kinds()),
                Input::Line(Line::new("lag", w::lag(), "").hint(w::lag_hint())),
                Input::Send(w::link_them()),
            ]);
            inputs
        })
    });
    let summary =
        || view! { <span class="pv lk-q"><Icon name="link-2" />{w::add_link()}</span> }.into_any();
    view! { <Foldable name="add-link" to="/do/plan/add_link" form=form summary=Box::new(summary) clears=true /> }.into_any()
}

/// The dates that break a link, at the head of the page: one press keeps it.
pub fn broken(task: RwSignal<Task>) -> AnyView {
    let broken = Memo::new(move |_| {
        task.with(|task| {
            let of = |link: &Link| link.broken.clone();
            if task.closed.is_some() {
                return vec![];
            }
            task.before.iter().filter_map(of).collect::<Vec<Broken>>()
        })
    });
    let one = move |broken: Broken| {
        let (today, may_edit, workspace, id, start, finish) = task.with_untracked(|task| {
            (
                task.today,
                task.may_edit,
                task.workspace.clone(),
                task.id.clone(),
                task.start,
                task.finish,
            )
        });
        let shown = |when: Option<When>| when.map(|when| when.to_string()).unwrap_or_default();
        let (field, mut fields) = if broken.finish {
            (
                "finish",
                vec![
                    ("finish", broken.keeps.to_string()),
                    ("finish_was", shown(finish)),
                ],
            )
        } else {
            (
                "start",
                vec![
                    ("start", broken.keeps.to_string()),
                    ("start_was", shown(start)),
                ],
            )
        };
        if let Some(along) = broken.along {
            fields.extend([("finish", along.to_string()), ("finish_was", shown(finish))]);
        }
        let fields = fields
            .into_iter()
            .map(|(name, value)| view! { <Hidden name=name value=value /> })
            .collect_view();
        let now = at_once(task);
        let then = Then {
            with: now.with,
            refused: now.refused,
            ..Then::default()
        };
        let keeps = w::keeps(
            broken.finish,
            &words::dates::day_in_a_sentence(broken.keeps.day, today),
        );
        let fix = may_edit.then(|| {
            view! {
                <Form to="/do/plan/edit_task" name=format!("keep-{field}-{}", broken.by) then=then>
                    <Hidden name="workspace" value=workspace />
                    <Hidden name="task" value=id />
                    {fields}
                    <Submit label=keeps class="b b-s" />
                </Form>
            }
        });
        view! { <li><span class="because">{w::breaks(&broken.by, broken.finish)}</span>{fix}</li> }
    };
    view! {
        <Show when=move || broken.with(|broken| !broken.is_empty())>
            <div class="notready">
                <span class="st st-notready">{still("notready")}{w::link_broken()}</span>
                <ul class="brk">{move || broken.get().into_iter().map(one).collect_view()}</ul>
            </div>
        </Show>
    }
    .into_any()
}
