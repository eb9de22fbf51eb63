//! `/{workspace}/p/{key}`: a project's tasks and people.

use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, Project};
use super::task_row::TaskRow;
use crate::live::keep_fresh;
use crate::ui::avatar::Avatar;
use crate::ui::form::{Field, Form, FreshId, Hidden, Select, Submit, Then};
use crate::ui::icon::Icon;
use crate::ui::page::{Loading, Title, load, loaded, param};
use crate::words;

pub struct ProjectPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for ProjectPage {
    fn data() -> Self {
        let (workspace, key) = (param("workspace"), param("project"));
        Self {
            data: load(
                "/do/plan/project",
                move || [("workspace", workspace.get()), ("key", key.get())],
                |[workspace, key]| api::read_project(workspace, key),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |project| view! { <View project=project /> }).into_any()
    }
}

#[component]
fn View(project: Project) -> impl IntoView {
    let (workspace, key, id) = (
        project.workspace.clone(),
        project.key.clone(),
        project.id.clone(),
    );
    let (may_edit, may_manage) = (project.may_edit, project.may_manage);
    let shown = RwSignal::new(project);
    keep_fresh(shown);
    let tasks = move |closed: bool| {
        shown.with(|s| {
            s.tasks
                .iter()
                .filter(|t| t.closed == closed)
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let address = StoredValue::new(workspace.clone());
    let rows = move |closed: bool| {
        view! {
            <ul class="rows tasks">
                <For each=move || tasks(closed) key=|t| (t.id.clone(), t.title.clone(), t.comments) let:task>
                    <TaskRow workspace=address.get_value() task=task may_edit=may_edit />
                </For>
            </ul>
        }
    };
    view! {
        <Title page=Signal::derive(move || shown.with(|s| s.title.clone())) />
        <header class="ph">
            <div class="ph-top">
                <h1>{move || shown.with(|s| s.title.clone())}</h1>
                <p class="ph-meta">
                    <span class="num">{key.clone()}</span>
                    {move || shown.with(|s| s.client.clone()).map(|client| view! { <span>{client}</span> })}
                    <span class="ph-av">
                        <For each=move || shown.with(|s| s.people.clone()) key=|p| p.id.clone() let:person>
                            <Avatar name=person.name class="av av-s" />
                        </For>
                    </span>
                </p>
            </div>
        </header>
        <Show when=move || shown.with(|s| s.tasks.is_empty())>
            <div class="empty"><p class="vt">{words::tasks_empty()}</p><p>{words::tasks_empty_text()}</p></div>
        </Show>
        {rows(false)}
        {may_edit.then(|| view! {
            <Form to="/do/plan/create_task" name="new-task" class="add" then=Then { clears: true, ..Then::default() }>
                <Icon name="plus" />
                <Hidden name="workspace" value=workspace.clone() />
                <Hidden name="project" value=id.clone() />
                <FreshId />
                <Field name="title" label=words::new_task() placeholder=words::add_task() bare=true />
                <Submit label=words::add() class="b b-s" />
            </Form>
        })}
        <Show when=move || !tasks(true).is_empty()>
            <details class="fold"><summary>{move || words::done_tasks(tasks(true).len() as i64)}</summary>{rows(true)}</details>
        </Show>
        <section class="set">
            <header><h2>{words::in_project()}</h2></header>
            <ul class="rows">
                <For each=move || shown.with(|s| s.people.clone()) key=|p| (p.id.clone(), p.role.clone()) let:person>
                    <li class="person"><Avatar name=person.name.clone() /><div class="t"><b>{person.name}</b></div><span class="q">{words::project_role(&person.role)}</span><span></span><span></span></li>
                </For>
            </ul>
            {move || (may_manage && shown.with(|s| !s.others.is_empty())).then(|| {
                let people = shown.with(|s| s.others.iter().map(|p| (p.id.clone(), p.name.clone())).collect::<Vec<_>>());
                let roles = ["member", "viewer", "lead"].map(|role| (role.to_owned(), words::project_role(role))).to_vec();
                view! {
                    <Form to="/do/plan/add_to_project" name="add-member" class="form">
                        <Hidden name="workspace" value=address.get_value() />
                        <Hidden name="project" value=shown.with_untracked(|s| s.id.clone()) />
                        <div class="f-2"><Select name="member" label=words::member() options=people /><Select name="role" label=words::role() options=roles /></div>
                        <div class="form-a"><Submit label=words::add_member() class="b" /></div>
                    </Form>
                }
            })}
        </section>
    }
    .into_any()
}
