//! What a task says in the fields of its project.

use crate::prelude::*;

use super::api::Task;
use super::facts::of;
use crate::plan::own::{OwnField, shown};
use crate::ui::fact::Foldable;
use crate::ui::icon::Icon;
use crate::ui::input::{Input, Line};
use crate::words;
use crate::words::task as w;

const SET: &str = "/do/plan/set_value";

/// Each a fact with its own small form.
pub fn fields(task: RwSignal<Task>) -> AnyView {
    let ids = move || {
        task.with(|task| {
            let each = task.fields.iter();
            each.map(|f| (f.id.clone(), f.name.clone(), f.kind == "link"))
                .collect::<Vec<_>>()
        })
    };
    view! { <For each=ids key=|field| field.clone() let:field>{fact(task, field.0, field.1, field.2)}</For> }
        .into_any()
}

fn fact(task: RwSignal<Task>, id: String, name: String, leads_on: bool) -> AnyView {
    let place = format!("field-{id}");
    let id = StoredValue::new(id);
    let with = move |task: &Task| {
        let own = |field: &&OwnField| id.with_value(|id| field.id == *id);
        task.fields.iter().find(own).cloned()
    };
    let value = move || {
        task.with(|task| match with(task) {
            Some(field) if !field.value.is_empty() => {
                let read = if field.kind == "choice" || field.kind == "person" {
                    &field.shown
                } else {
                    &field.value
                };
                shown(&field.kind, &field.unit, read, task.today)
            }
            _ => view! { <span class="q">{w::not_said()}</span> }.into_any(),
        })
    };
    let form = Memo::new(move |_| task.with(|task| with(task).map(|field| inputs(task, field))));
    let value = move || view! { <span class="pv">{value}</span> }.into_any();
    let may_edit = task.with_untracked(|task| task.may_edit);
    // A link leads on from beside the line: a press on the line opens the form.
    let (beside, line): (_, Box<dyn FnOnce() -> AnyView>) = if leads_on {
        let edit = w::edit_field(&name);
        let pencil = move || {
            view! { <span class="ib ib-s"><Icon name="pencil" /><span class="vh">{edit}</span></span> }
                .into_any()
        };
        (Some(value()), Box::new(pencil))
    } else {
        (None, Box::new(value))
    };
    let inside = if may_edit {
        let form = Signal::derive(move || form.get().unwrap_or_default());
        view! { {beside}<Foldable name=place.clone() to=SET form=form summary=line /> }.into_any()
    } else {
        value()
    };
    view! { <div id=place><dt>{name}</dt><dd>{inside}</dd></div> }.into_any()
}

fn inputs(task: &Task, field: OwnField) -> Vec<Input> {
    let mut inputs = of(task);
    inputs.extend([
        Input::Hidden("field", field.id),
        Input::Hidden("value_was", field.value.clone()),
    ]);
    let none = (String::new(), w::not_said());
    let line = Line::new("value", field.name, field.value.clone());
    let choice = |line, options: Vec<(String, String)>| {
        Input::Choice(line, [none.clone()].into_iter().chain(options).collect())
    };
    inputs.push(match field.kind.as_str() {
        "date" => Input::Date(line.hint(w::date_hint())),
        "number" if field.unit.is_empty() => Input::Line(line),
        "number" => Input::Line(line.hint(w::in_unit(&field.unit))),
        "link" => Input::Line(line.hint(w::link_hint())),
        "yesno" => {
            let options = ["yes", "no"].map(|value| (value.to_owned(), w::yes_or_no(value)));
            choice(line, options.to_vec())
        }
        "choice" => {
            let offered =
                |option: &&crate::plan::own::OwnOption| !option.retired || option.id == field.value;
            let options = field.options.iter().filter(offered);
            let options = options.map(|option| (option.id.clone(), option.name.clone()));
            choice(line, options.collect())
        }
        "person" => {
            let people = task.choices.people.iter();
            let mut options: Vec<_> = people.map(|p| (p.id.clone(), p.name.clone())).collect();
            // Whoever is out of the project stays until somebody else is chosen.
            if !field.value.is_empty() && options.iter().all(|(id, _)| *id != field.value) {
                options.push((field.value.clone(), field.shown.clone()));
            }
            choice(line, options)
        }
        _ => Input::Line(line),
    });
    inputs.push(Input::Send(words::save()));
    inputs
}
