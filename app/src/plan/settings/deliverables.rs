//! What a project hands over: added, called and described otherwise, put in order, put away.

use crate::prelude::*;

use super::{At, Here};
use crate::plan::manage::{Deliverable, Settings};
use crate::ui::form::{Again, Field, Form, FreshId, Hidden, Select, Submit, Then};
use crate::words;
use crate::words::plan as own;

#[component]
pub fn Deliverables(at: At, shown: RwSignal<Settings>) -> impl IntoView {
    let placed = move || {
        shown.with(|s| {
            let count = s.deliverables.len();
            let each = s.deliverables.iter().cloned().zip(1..);
            each.map(|(d, place)| (d, place, count)).collect::<Vec<_>>()
        })
    };
    view! {
        <div>
            <Show when=move || shown.with(|s| s.deliverables.is_empty())>
                <p class="q">{own::no_deliverables()}</p>
            </Show>
            <ol class="rows">
                <For each=placed key=|d| d.clone() let:entry>
                    {row(at, entry.0, entry.1, entry.2)}
                </For>
            </ol>
            <Form to="/do/plan/create_deliverable" name="new-deliverable" class="form form-w" then=Then { clears: true, ..Then::default() }>
                <Here at=at />
                <FreshId />
                <Field name="title" label=own::new_deliverable() />
                <Field name="description" label=words::task_description() rows=2 />
                <div class="form-a"><Submit label=own::add_deliverable() class="b" /></div>
            </Form>
        </div>
    }
    .into_any()
}

fn row(at: At, deliverable: Deliverable, place: usize, count: usize) -> impl IntoView {
    let Deliverable {
        id,
        title,
        description,
        tasks,
        done,
        ..
    } = deliverable;
    let open = Again::here().is_some_and(|a| a.refused.is_some() && a.form.ends_with(&id));
    let places = (1..=count)
        .map(|n| (n.to_string(), own::place(n)))
        .collect();
    let stored = StoredValue::new(id);
    let (own_id, form) = (
        move || stored.get_value(),
        move |name: &str| format!("{name}-{}", stored.get_value()),
    );
    view! {
        <li class="deliv">
            <span class="num q">{place}</span>
            <div class="t"><b>{title.clone()}</b><small class="num">{own::progress(done, tasks)}</small></div>
            <details class="fold act" open=open>
                <summary>{words::edit()}<span class="vh">" "{title.clone()}</span></summary>
                <Form to="/do/plan/edit_deliverable" name=form("deliverable") class="form form-w">
                    <Here at=at />
                    <Hidden name="deliverable" value=own_id() />
                    <Hidden name="title_was" value=title.clone() />
                    <textarea class="vh" hidden name="form[description_was]">{description.clone()}</textarea>
                    <Field name="title" label=words::task_title() value=title />
                    <Field name="description" label=words::task_description() hint=own::markdown_hint() value=description rows=3 />
                    <div class="form-a"><Submit label=words::save() class="b b-s" /></div>
                </Form>
                {(count > 1).then(|| view! {
                    <Form to="/do/plan/move_deliverable" name=form("move") class="place">
                        <Here at=at />
                        <Hidden name="deliverable" value=own_id() />
                        <Select name="place" label=own::order() options=places value=place.to_string() />
                        <Submit label=own::move_there() class="b b-s" />
                    </Form>
                })}
                <Form to="/do/plan/trash_deliverable" name=form("trash") summary=false>
                    <Here at=at />
                    <Hidden name="record" value=own_id() />
                    <Submit label=words::move_to_trash() class="b b-s b-q" />
                </Form>
            </details>
        </li>
    }
    .into_any()
}
