//! `/{workspace}/projects`: every project that one sees, and beginning one.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, ProjectRow, Projects};
use super::places::Places;
use super::stands::Stands;
use super::tabs::first;
use crate::live::keep_fresh;
use crate::ui::avatar::Avatar;
use crate::ui::form::{Field, Form, FreshId, Hidden, Submit};
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::words;

pub struct ProjectsPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for ProjectsPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/plan/projects",
                [("workspace", "workspace")],
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
    let to_import = move |class| view! { <a class=class href=format!("/{}/import", address.get_value())>{words::exchange::import_plan()}</a> };
    view! {
        <Title page=words::projects() />
        <Places workspace=workspace.clone() here="projects" action=may_create.then(|| to_import("b b-s")) />
        <Show
            when=move || shown.with(|s| !s.projects.is_empty())
            fallback=move || view! {
                <div class="empty">
                    <p class="vt">{words::projects_empty()}</p>
                    <p>{if may_create { words::projects_empty_text() } else { words::projects_empty_closed() }}</p>
                    {may_create.then(|| to_import("b"))}
                </div>
            }
        >
            <ul class="rows">
                <For each=move || shown.with(|s| s.projects.clone()) key=|p| p.clone() let:project>
                    {row(address.get_value(), project)}
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

/// A project: what it is and for whom, how it stands, how much is open, what is due next, and who leads it.
fn row(workspace: String, project: ProjectRow) -> impl IntoView {
    let leads = project.leads.join(", ");
    let due = match &project.deadline {
        Some((day, true)) => words::plan::deadline_over(day),
        Some((day, false)) => words::plan::next_deadline(day),
        None if project.closed > 0 => words::done_tasks(project.closed),
        None => String::new(),
    };
    let opens = match first(&project.method) {
        "" => format!("/{workspace}/p/{}/overview", project.key),
        part => format!("/{workspace}/p/{}{part}", project.key),
    };
    let over = project.deadline.as_ref().is_some_and(|(_, over)| *over);
    view! {
        <li class="proj">
            <Stands health=project.health.clone() bare=true />
            <div class="t">
                <a href=opens>{project.title}</a>
                <small><span class="num">{project.key}</span>{project.client.map(|client| view! { ", "{client} })}</small>
            </div>
            <Stands health=project.health />
            <span class="q num cnt">{words::open_tasks(project.open)}</span>
            <span class="when num" class:is-over=over>{due}</span>
            <span class="own">
                {(!leads.is_empty()).then(|| view! { <span class="vh">{words::plan::lead_by(&leads)}</span> })}
                {project.leads.iter().take(3).map(|name| view! { <span title=name.clone()><Avatar name=name.clone() class="av av-s" /></span> }).collect_view()}
            </span>
        </li>
    }
    .into_any()
}
