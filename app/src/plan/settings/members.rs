//! Who is in a project: added, given another role, taken out. Each acts at once.

use crate::prelude::*;

use super::{At, Here};
use crate::plan::manage::{Person, Settings};
use crate::ui::avatar::Avatar;
use crate::ui::form::{Again, Form, Hidden, Select, Submit};
use crate::words;
use crate::words::plan as own;

fn roles() -> Vec<(String, String)> {
    ["lead", "member", "viewer"]
        .map(|role| (role.to_owned(), words::project_role(role)))
        .to_vec()
}

#[component]
pub fn Members(at: At, shown: RwSignal<Settings>) -> impl IntoView {
    let others = Memo::new(move |_| shown.with(|s| s.others.clone()));
    view! {
        <div>
            <ul class="rows">
                <For each=move || shown.with(|s| s.head.people.clone()) key=|p| (p.id.clone(), p.role.clone()) let:person>
                    {row(at, person)}
                </For>
            </ul>
            {move || {
                let others = others.get();
                (!others.is_empty()).then(|| view! {
                    <Form to="/do/plan/add_to_project" name="add-member" class="form">
                        <Here at=at />
                        <div class="f-2">
                            <Select name="member" label=words::member() options=others />
                            <Select name="role" label=words::role() options=roles() value="member" />
                        </div>
                        <div class="form-a"><Submit label=words::add_member() class="b" /></div>
                    </Form>
                })
            }}
        </div>
    }
    .into_any()
}

fn row(at: At, person: Person) -> impl IntoView {
    let (id, name) = (person.id, person.name);
    let open = Again::here().is_some_and(|a| a.refused.is_some() && a.form.ends_with(&id));
    let stored = StoredValue::new(id);
    let (own_id, form) = (
        move || stored.get_value(),
        move |name: &str| format!("{name}-{}", stored.get_value()),
    );
    view! {
        <li class="person">
            <Avatar name=name.clone() />
            <div class="t"><b>{name.clone()}</b></div>
            <span class="q">{words::project_role(&person.role)}</span>
            <span></span>
            <details class="fold act" open=open>
                <summary>{words::change_role()}<span class="vh">" "{name}</span></summary>
                <Form to="/do/plan/add_to_project" name=form("role") class="form">
                    <Here at=at />
                    <Hidden name="member" value=own_id() />
                    <Select name="role" label=words::role() options=roles() value=person.role />
                    <div class="form-a"><Submit label=words::save() class="b b-s" /></div>
                </Form>
                <Form to="/do/plan/leave_project" name=form("leave")>
                    <Here at=at />
                    <Hidden name="member" value=own_id() />
                    <Submit label=own::take_out() class="b b-s b-q" />
                </Form>
            </details>
        </li>
    }
    .into_any()
}
