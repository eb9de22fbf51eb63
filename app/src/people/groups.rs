//! Groups: who is in each; made, renamed, filled, ended by whoever gives rights.

use crate::prelude::*;

use super::api::{Group, People};
use crate::ui::form::{Again, Field, Form, Hidden, Select, Submit, Then};
use crate::ui::icon::Icon;
use crate::words;

#[component]
pub fn Groups(workspace: String, shown: RwSignal<People>) -> impl IntoView {
    let may_change = shown.with_untracked(|s| s.may_group);
    let ours = StoredValue::new(workspace);
    let (groups, people) = (
        move || shown.with(|s| s.groups.clone()),
        move || {
            let each = |s: &People| {
                s.people
                    .iter()
                    .map(|p| (p.id.clone(), p.name.clone()))
                    .collect()
            };
            shown.with(each)
        },
    );
    view! {
        <section class="set">
            <header><h2>{words::groups()}</h2><p>{words::groups_text()}</p></header>
            <div>
                <ul class="rows">
                    <For each=groups key=|g| g.clone() let:group>
                        {row(ours, group, may_change)}
                    </For>
                </ul>
                {may_change.then(|| view! {
                    <Form to="/do/people/create_group" name="new-group" class="form" then=Then { clears: true, ..Then::default() }>
                        <Hidden name="workspace" value=ours.get_value() />
                        <Field name="name" label=words::group_name() />
                        <div class="form-a"><Submit label=words::create_group() class="b" /></div>
                    </Form>
                })}
                {move || (may_change && !groups().is_empty()).then(|| {
                    let groups = groups().into_iter().map(|g| (g.id, g.name)).collect::<Vec<_>>();
                    let people: Vec<(String, String)> = people();
                    view! {
                        <Form to="/do/people/add_to_group" name="to-group" class="form">
                            <Hidden name="workspace" value=ours.get_value() />
                            <div class="f-2"><Select name="member" label=words::member() options=people /><Select name="group" label=words::groups() options=groups /></div>
                            <div class="form-a"><Submit label=words::add_to_group() class="b" /></div>
                        </Form>
                    }
                })}
            </div>
        </section>
    }
    .into_any()
}

fn row(ours: StoredValue<String>, group: Group, may_change: bool) -> impl IntoView {
    let name = group.name.clone();
    let empty = group.members.is_empty();
    let stored = StoredValue::new(group.clone());
    let people = group.members.into_iter().map(|(id, called)| {
        let take_out = may_change.then(|| take_out(ours, stored, id, called.clone()));
        view! { <li><span>{called}</span>{take_out}</li> }
    });
    view! {
        <li class="group">
            <Icon name="users" />
            <div class="t"><b>{name}</b></div>
            {may_change.then(|| change(ours, stored))}
            {empty.then(|| view! { <p class="in-it q">{words::group_is_empty()}</p> })}
            {(!empty).then(|| view! { <ul class="in-it">{people.collect_view()}</ul> })}
        </li>
    }
    .into_any()
}

fn take_out(
    ours: StoredValue<String>,
    group: StoredValue<Group>,
    id: String,
    called: String,
) -> impl IntoView {
    let (of, name) = group.with_value(|g| (g.id.clone(), g.name.clone()));
    view! {
        <Form to="/do/people/leave_group" name=format!("leave-{of}-{id}") summary=false>
            <Hidden name="workspace" value=ours.get_value() />
            <Hidden name="group" value=of />
            <Hidden name="member" value=id />
            <button class="b b-s b-q" type="submit">{words::leave_group()}<span class="vh">{words::leave_group_of(&called, &name)}</span></button>
        </Form>
    }
    .into_any()
}

/// Another name, or its end and what that means.
fn change(ours: StoredValue<String>, group: StoredValue<Group>) -> impl IntoView {
    let Group {
        id, name, things, ..
    } = group.get_value();
    let open = Again::here().is_some_and(|a| {
        a.refused.is_some() && [format!("rename-{id}"), format!("end-{id}")].contains(&a.form)
    });
    let (rename, end) = (format!("rename-{id}"), format!("end-{id}"));
    let ended = id.clone();
    view! {
        <details class="fold act" open=open>
            <summary>{words::change_group()}<span class="vh">{words::change_group_of(&name)}</span></summary>
            <Form to="/do/people/rename_group" name=rename class="form">
                <Hidden name="workspace" value=ours.get_value() />
                <Hidden name="group" value=id />
                <Hidden name="name_was" value=name.clone() />
                <Field name="name" label=words::group_name() value=name />
                <div class="form-a"><Submit label=words::rename_group() class="b b-s" /></div>
            </Form>
            <Form to="/do/people/delete_group" name=end class="form put-away" summary=false>
                <Hidden name="workspace" value=ours.get_value() />
                <Hidden name="group" value=ended />
                <p class="q">{words::group_is_audience(things)}" "{words::delete_group_text()}</p>
                <div class="form-a"><Submit label=words::delete_group() class="b b-s b-q" /></div>
            </Form>
        </details>
    }
    .into_any()
}
