//! Who does it, and its labels: each with its way out, and a small form for one more.

use crate::prelude::*;

use super::api::{Assigned, Task};
use super::facts::of;
use super::now::at_once;
use crate::ui::avatar::Avatar;
use crate::ui::fact::Foldable;
use crate::ui::form::{Form, Hidden, Then};
use crate::ui::icon::Icon;
use crate::ui::input::{Input, Line};
use crate::words;
use crate::words::task as w;

/// A form whose buttons each say one thing about the task: its fields are the task's and the button's.
pub fn marks(
    task: RwSignal<Task>,
    to: &'static str,
    name: &'static str,
    class: &'static str,
    children: impl IntoView + 'static,
) -> AnyView {
    let now = at_once(task);
    let then = Then {
        with: now.with,
        refused: now.refused,
        many: true,
        ..Then::default()
    };
    let (workspace, id) = task.with_untracked(|task| (task.workspace.clone(), task.id.clone()));
    view! {
        <Form to=to name=name class=class then=then>
            <Hidden name="workspace" value=workspace />
            <Hidden name="task" value=id />
            {children}
        </Form>
    }
    .into_any()
}

/// A button that takes one thing away.
pub fn takes_away(field: &'static str, id: String, name: &str) -> AnyView {
    let label = w::remove(name);
    view! {
        <button class="ib ib-s" type="submit" name=format!("form[{field}]") value=id aria-label=label.clone() title=label><Icon name="x" /></button>
    }
    .into_any()
}

pub fn people(task: RwSignal<Task>) -> AnyView {
    let may_edit = task.with_untracked(|task| task.may_edit);
    let list = view! {
        <ul class="who">
            <For each=move || task.with(|task| task.people.clone()) key=|p| (p.id.clone(), p.units) let:person>
                <li>{one(person, may_edit)}</li>
            </For>
        </ul>
        {move || task.with(|task| task.people.is_empty()).then(|| view! { <span class="pv q">{w::nobody()}</span> })}
    };
    let list = if may_edit {
        marks(task, "/do/plan/unassign", "unassign", "", list)
    } else {
        list.into_any()
    };
    let form = Memo::new(move |_| {
        task.with(|task| {
            let people = task
                .choices
                .workers
                .iter()
                .map(|p| (p.id.clone(), p.name.clone()));
            let mut inputs = of(task);
            inputs.extend([
                Input::Choice(Line::new("member", w::person(), ""), people.collect()),
                Input::Line(Line::new("units", w::units(), "100").hint(w::units_hint())),
                Input::Send(w::give()),
            ]);
            inputs
        })
    });
    let add = may_edit.then(|| {
        let summary = || view! { <span class="pv lk-q"><Icon name="user-plus" />{w::give_to()}</span> }.into_any();
        view! { <Foldable name="assign" to="/do/plan/assign" form=form at_once=at_once(task) summary=Box::new(summary) /> }
    });
    view! { <div id="with"><dt>{w::with()}</dt><dd>{list}{add}</dd></div> }.into_any()
}

fn one(person: Assigned, may_edit: bool) -> AnyView {
    let units = (person.units != domain::plan::staffing::ALL_DAY)
        .then(|| view! { <span class="q num">{w::of_the_day(&domain::plan::staffing::shown(person.units))}</span> });
    let away = may_edit.then(|| takes_away("member", person.id.clone(), &person.name));
    view! { <Avatar name=person.name.clone() class="av av-s" /><span>{person.name}</span>{units}{away} }.into_any()
}

pub fn labels(task: RwSignal<Task>) -> AnyView {
    let may_edit = task.with_untracked(|task| task.may_edit);
    let list = view! {
        <ul class="tags">
            <For each=move || task.with(|task| task.labels.clone()) key=|l| (l.id.clone(), l.name.clone()) let:label>
                <li class="tag">
                    <span>{label.name.clone()}</span>
                    // One that was only just sent has no id yet.
                    {(may_edit && !label.id.is_empty()).then(|| takes_away("label", label.id.clone(), &label.name))}
                </li>
            </For>
        </ul>
    };
    let list = if may_edit {
        marks(task, "/do/plan/remove_label", "remove-label", "", list)
    } else {
        list.into_any()
    };
    let form = Memo::new(move |_| {
        task.with(|task| {
            let mut inputs = of(task);
            inputs.extend([
                Input::Line(Line::new("name", w::label(), "").hint(w::label_hint())),
                Input::Send(words::add()),
            ]);
            inputs
        })
    });
    let add = may_edit.then(|| {
        let summary = || view! { <span class="pv lk-q"><Icon name="plus" />{w::add_label()}</span> }.into_any();
        view! { <Foldable name="add-label" to="/do/plan/add_label" form=form at_once=at_once(task) summary=Box::new(summary) clears=true /> }
    });
    view! { <div id="labels"><dt>{w::labels()}</dt><dd>{list}{add}</dd></div> }.into_any()
}
