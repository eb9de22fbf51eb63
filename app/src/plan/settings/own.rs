//! The project's own fields: added, called otherwise, put in order, put away; what can be chosen in them.

use crate::prelude::*;

use super::{At, Here};
use crate::plan::manage::Settings;
use crate::plan::own::{OwnField, OwnOption};
use crate::ui::form::{Again, Field, Form, FreshId, Hidden, Select, Submit, Then};
use crate::words;
use crate::words::plan as own;

const KINDS: [&str; 7] = [
    "text", "number", "date", "choice", "yesno", "link", "person",
];

#[component]
pub fn OwnFields(at: At, shown: RwSignal<Settings>) -> impl IntoView {
    let placed = move || {
        shown.with(|s| {
            let each = s.fields.iter().cloned().zip(1_usize..);
            each.map(|(field, place)| (field, place, s.fields.len()))
                .collect::<Vec<_>>()
        })
    };
    let kinds = KINDS
        .map(|kind| (kind.to_owned(), own::field_kind(kind)))
        .to_vec();
    let added = StoredValue::new(String::new());
    view! {
        <div>
            <Show when=move || shown.with(|s| s.fields.is_empty())>
                <p class="q">{own::no_fields()}</p>
            </Show>
            <ol class="rows">
                <For each=placed key=|f| f.clone() let:entry>
                    {row(at, entry.0, entry.1, entry.2, added)}
                </For>
            </ol>
            <Form to="/do/plan/create_field" name="new-field" class="form form-w" then=Then { clears: true, ..Then::default() }>
                <Here at=at />
                <FreshId />
                <div class="f-2">
                    <Field name="name" label=own::new_field() />
                    <Select name="kind" label=own::field_holds() options=kinds value="text" />
                </div>
                <Field name="unit" label=own::unit() hint=own::unit_hint() />
                <Field name="options" label=own::options() hint=own::options_hint() rows=3 />
                <div class="form-a"><Submit label=own::add_field() class="b" /></div>
            </Form>
        </div>
    }
    .into_any()
}

/// Whether a form of this came back refused.
fn came_back(id: &str) -> bool {
    Again::here().is_some_and(|a| a.refused.is_some() && a.form.contains(id))
}

fn places(count: usize) -> Vec<(String, String)> {
    (1..=count)
        .map(|n| (n.to_string(), own::place(n)))
        .collect()
}

/// `added` is the field that was given an option just now: its fold stays open for the next one.
fn row(
    at: At,
    field: OwnField,
    place: usize,
    count: usize,
    added: StoredValue<String>,
) -> impl IntoView {
    let name = field.name.clone();
    let grew = added.with_value(|added| *added == field.id);
    if grew {
        added.set_value(String::new());
    }
    let open = grew || came_back(&field.id) || field.options.iter().any(|o| came_back(&o.id));
    let (id, is_choice, is_number) = (
        StoredValue::new(field.id),
        field.kind == "choice",
        field.kind == "number",
    );
    let form = move |name: &str| format!("{name}-{}", id.get_value());
    let options = field.options.len();
    let listed = field
        .options
        .into_iter()
        .zip(1..)
        .map(|(o, place)| option(at, id, o, place, options));
    view! {
        <li class="deliv">
            <span class="num q">{place}</span>
            <div class="t"><b>{name.clone()}</b><small>{own::field_is(&field.kind, &field.unit, field.said)}</small></div>
            <details class="fold act" open=open>
                <summary>{words::edit()}<span class="vh">" "{name.clone()}</span></summary>
                <Form to="/do/plan/edit_field" name=form("field") class="form form-w">
                    <Here at=at />
                    <Hidden name="field" value=id.get_value() />
                    <Hidden name="name_was" value=name.clone() />
                    <Hidden name="unit_was" value=field.unit.clone() />
                    <div class="f-2">
                        <Field name="name" label=own::field_name() value=name />
                        <Select name="place" label=own::order() options=places(count) value=place.to_string() />
                    </div>
                    {is_number.then(|| view! { <Field name="unit" label=own::unit() hint=own::unit_hint() value=field.unit /> })}
                    <div class="form-a"><Submit label=words::save() class="b b-s" /></div>
                </Form>
                {is_choice.then(|| view! {
                    <h3 class="sub">{own::options()}</h3>
                    <ol class="rows">{listed.collect_view()}</ol>
                    <Form to="/do/plan/add_option" name=form("new-option") class="form" then=Then { clears: true, with: Some(Callback::new(move |_| added.set_value(id.get_value()))), ..Then::default() }>
                        <Here at=at />
                        <FreshId />
                        <Hidden name="field" value=id.get_value() />
                        <Field name="name" label=own::new_option() />
                        <div class="form-a"><Submit label=own::add_option() class="b b-s" /></div>
                    </Form>
                })}
                <Form to="/do/plan/trash_field" name=form("trash") summary=false>
                    <Here at=at />
                    <Hidden name="record" value=id.get_value() />
                    <Submit label=words::move_to_trash() class="b b-s b-q" />
                </Form>
            </details>
        </li>
    }
    .into_any()
}

fn option(
    at: At,
    field: StoredValue<String>,
    option: OwnOption,
    place: usize,
    count: usize,
) -> impl IntoView {
    let OwnOption { id, name, retired } = option;
    let open = came_back(&id);
    let state = if retired { "retired" } else { "offered" };
    let states = ["offered", "retired"]
        .map(|state| (state.to_owned(), own::option_state(state)))
        .to_vec();
    view! {
        <li class="deliv">
            <span class="num q">{place}</span>
            <div class="t"><b>{name.clone()}</b>{retired.then(|| view! { <small>{own::option_state("retired")}</small> })}</div>
            <details class="fold act" open=open>
                <summary>{words::edit()}<span class="vh">" "{name.clone()}</span></summary>
                <Form to="/do/plan/edit_option" name=format!("option-{id}") class="form">
                    <Here at=at />
                    <Hidden name="field" value=field.get_value() />
                    <Hidden name="option" value=id.clone() />
                    <Hidden name="name_was" value=name.clone() />
                    <Field name="name" label=own::option_name() value=name />
                    <div class="f-2">
                        <Select name="place" label=own::order() options=places(count) value=place.to_string() />
                        <Select name="state" label=own::option_offered() options=states value=state />
                    </div>
                    <div class="form-a"><Submit label=words::save() class="b b-s" /></div>
                </Form>
            </details>
        </li>
    }
    .into_any()
}
