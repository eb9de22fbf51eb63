//! The states of a project's work: added, renamed, put in order, removed with their tasks going elsewhere.

use crate::prelude::*;

use super::{At, Here};
use crate::plan::manage::{Settings, Status};
use crate::ui::form::{Again, Field, Form, Hidden, Select, Submit, Then};
use crate::ui::icon::Mark;
use crate::words;
use crate::words::plan as own;

const CATEGORIES: [&str; 4] = ["todo", "doing", "review", "done"];

fn categories() -> Vec<(String, String)> {
    CATEGORIES
        .map(|code| (code.to_owned(), own::category(code)))
        .to_vec()
}

#[component]
pub fn Statuses(at: At, shown: RwSignal<Settings>) -> impl IntoView {
    let placed = move || {
        shown.with(|s| {
            let each = s.statuses.iter().cloned().zip(1_usize..);
            each.map(|(status, place)| (status, place, s.statuses.clone()))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <div>
            <ol class="rows">
                <For each=placed key=|s| s.clone() let:entry>
                    {row(at, entry.0, entry.1, entry.2)}
                </For>
            </ol>
            <Form to="/do/plan/add_status" name="new-status" class="form" then=Then { clears: true, ..Then::default() }>
                <Here at=at />
                <div class="f-2">
                    <Field name="name" label=own::new_status() />
                    <Select name="category" label=own::means() options=categories() value="doing" />
                </div>
                <Field name="limit" label=own::limit() hint=own::limit_hint() />
                <div class="form-a"><Submit label=own::add_status() class="b" /></div>
            </Form>
        </div>
    }
    .into_any()
}

fn row(at: At, status: Status, place: usize, all: Vec<Status>) -> impl IntoView {
    let called = |s: &Status| own::status(&s.name, &s.category);
    let name = called(&status);
    let shape = match status.category.as_str() {
        "todo" => "open",
        "done" => "done",
        _ => "doing",
    };
    let limit = status.limit.map(|n| format!(", {}", own::limit_of(n)));
    let id = status.id.clone();
    let open = Again::here().is_some_and(|a| a.refused.is_some() && a.form.ends_with(&id));
    let places = (1..=all.len())
        .map(|n| (n.to_string(), own::place(n)))
        .collect();
    let elsewhere: Vec<_> = all
        .iter()
        .filter(|s| s.id != id)
        .map(|s| (s.id.clone(), called(s)))
        .collect();
    // Work begins in a state and ends in one: the only one of its kind stays.
    let alike = all.iter().filter(|s| s.category == status.category).count();
    let may_go = alike > 1 || !matches!(status.category.as_str(), "todo" | "done");
    let stored = StoredValue::new(id);
    let (own_id, form) = (
        move || stored.get_value(),
        move |name: &str| format!("{name}-{}", stored.get_value()),
    );
    view! {
        <li class="deliv">
            <Mark name=shape />
            <div class="t"><b>{name.clone()}</b><small>{own::category(&status.category)}", "{own::tasks(status.tasks)}{limit}</small></div>
            <details class="fold act" open=open>
                <summary>{words::edit()}<span class="vh">" "{name}</span></summary>
                <Form to="/do/plan/edit_status" name=form("status") class="form">
                    <Here at=at />
                    <Hidden name="status" value=own_id() />
                    <Hidden name="was" value=status.was.clone() />
                    <Field name="name" label=own::status_name() hint=own::status_hint(&own::status("", &status.category)) value=status.name.clone() />
                    <div class="f-2">
                        <Select name="category" label=own::means() options=categories() value=status.category.clone() />
                        <Select name="place" label=own::order() options=places value=place.to_string() />
                    </div>
                    <Field name="limit" label=own::limit() hint=own::limit_hint() value=status.limit.map(|n| n.to_string()).unwrap_or_default() />
                    <div class="form-a"><Submit label=words::save() class="b b-s" /></div>
                </Form>
                {may_go.then(|| view! {
                    <Form to="/do/plan/remove_status" name=form("remove") class="place">
                        <Here at=at />
                        <Hidden name="status" value=own_id() />
                        <Select name="to" label=own::move_tasks_to() options=elsewhere />
                        <Submit label=own::remove_status() class="b b-s b-q" />
                    </Form>
                })}
            </details>
        </li>
    }
    .into_any()
}
