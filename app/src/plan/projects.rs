//! `/{workspace}/projects`: every project that one sees, and beginning one.

use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, Projects};
use crate::live::keep_fresh;
use crate::ui::form::{Field, Form, FreshId, Hidden, Submit};
use crate::ui::icon::Mark;
use crate::ui::page::{Loading, Title, load, loaded, param};
use crate::words;

pub struct ProjectsPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for ProjectsPage {
    fn data() -> Self {
        let workspace = param("workspace");
        Self {
            data: load(
                "/do/plan/projects",
                move || [("workspace", workspace.get())],
                |[workspace]| api::read_projects(workspace),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |projects| view! { <View projects=projects /> }).into_any()
    }
}

#[component]
fn View(projects: Projects) -> impl IntoView {
    let workspace = projects.workspace.clone();
    let may_create = projects.may_create;
    let shown = RwSignal::new(projects);
    keep_fresh(shown);
    let address = StoredValue::new(workspace.clone());
    view! {
        <Title page=words::projects() />
        <header class="page-h">
            <h1>{words::projects()}</h1>
            {may_create.then(|| view! { <p class="page-a"><a class="b b-s" href=format!("/{}/import", address.get_value())>{words::exchange::import_plan()}</a></p> })}
        </header>
        <Show
            when=move || shown.with(|s| !s.projects.is_empty())
            fallback=move || view! {
                <div class="empty">
                    <p class="vt">{words::projects_empty()}</p>
                    <p>{if may_create { words::projects_empty_text() } else { words::projects_empty_closed() }}</p>
                    {may_create.then(|| view! { <a class="b" href=format!("/{}/import", address.get_value())>{words::exchange::import_plan()}</a> })}
                </div>
            }
        >
            <ul class="rows">
                <For each=move || shown.with(|s| s.projects.clone()) key=|p| (p.key.clone(), p.title.clone(), p.open, p.closed) let:project>
                    <li class="proj">
                        <Mark name="open" />
                        <div class="t"><a href=format!("/{}/p/{}", address.get_value(), project.key)>{project.title}</a><small class="num">{project.key}</small></div>
                        <span></span>
                        <span class="q num cnt">{words::open_tasks(project.open)}</span>
                        <span class="when num">{(project.closed > 0).then(|| words::done_tasks(project.closed))}</span>
                        <span></span>
                    </li>
                </For>
            </ul>
        </Show>
        {may_create.then(|| view! {
            <section class="set">
                <header><h2>{words::new_project()}</h2></header>
                <Form to="/do/plan/create_project" name="new-project" class="form">
                    <Hidden name="workspace" value=workspace />
                    <FreshId />
                    <Field name="title" label=words::project_title() />
                    <Field name="key" label=words::project_key() hint=words::project_key_hint() />
                    <div class="form-a"><Submit label=words::create_project() /></div>
                </Form>
            </section>
        })}
    }
    .into_any()
}
