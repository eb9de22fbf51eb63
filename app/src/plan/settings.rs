//! `/{workspace}/p/{key}/settings`: what a project is called, for whom it is, who is in it, how it stands, the states
//! of its work what it delivers and what fields of
//! its own its tasks have. For whoever manages it.

mod brought;
mod client;
mod deliverables;
mod fields;
mod members;
mod own;
mod statuses;

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::head::ProjectHead;
use super::manage::{self, Settings};
use super::overview::SayHealth;
use super::stands::mark;
use super::tabs::Tab;
use crate::live::keep_fresh;
use crate::platform::history::History;
use crate::ui::form::{Form, Hidden, Submit};
use crate::ui::icon::Mark;
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::ui::time::When;
use crate::words;
use crate::words::plan as said;

pub struct ProjectSettingsPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for ProjectSettingsPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/plan/settings",
                [("workspace", "workspace"), ("key", "project")],
                |[workspace, key]| manage::read_settings(workspace, key),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |settings| view! { <View settings=settings /> }).into_any()
    }
}

/// What every form here says of where it is: the workspace and the project.
type At = StoredValue<(String, String)>;

#[component]
fn Here(at: At) -> impl IntoView {
    let (workspace, project) = at.get_value();
    view! {
        <Hidden name="workspace" value=workspace />
        <Hidden name="project" value=project />
    }
}

#[component]
fn View(settings: Settings) -> impl IntoView {
    let head = settings.head.clone();
    let shown = RwSignal::new(settings);
    keep_fresh(shown);
    let at: At = StoredValue::new((head.workspace.clone(), head.id.clone()));
    view! {
        <Title page=Signal::derive(move || said::settings_of(&shown.with(|s| s.head.title.clone()))) />
        <ProjectHead head=Signal::derive(move || shown.with(|s| s.head.clone())) here=Tab::Settings />
        <section class="set">
            <header><h2>{said::project()}</h2><p>{said::key_stays(&head.key)}</p></header>
            <fields::Naming at=at shown=shown />
        </section>
        <section class="set">
            <header><h2>{said::how_it_stands()}</h2><p>{said::health_text()}</p></header>
            <div>
                <SayHealth workspace=head.workspace.clone() project=head.id.clone() />
                <ol class="log">
                    <For each=move || shown.with(|s| s.health.clone()) key=|h| h.at.iso.clone() let:said>
                        <li>
                            <When moment=said.at />
                            <div>
                                <p><span class=format!("st st-{}", mark(Some(&said.health)))><Mark name=mark(Some(&said.health)) />{said::health(Some(&said.health))}</span>" "{said.by.unwrap_or_else(words::done_by_nobody)}</p>
                                <p class="because pre">{said.reason}</p>
                            </div>
                        </li>
                    </For>
                </ol>
            </div>
        </section>
        <section class="set">
            <header><h2>{said::client()}</h2><p>{said::client_text()}</p></header>
            <client::ClientForm at=at shown=shown />
        </section>
        <section class="set">
            <header><h2>{words::in_project()}</h2><p>{said::members_text()}</p></header>
            <members::Members at=at shown=shown />
        </section>
        <section class="set">
            <header><h2>{said::days()}</h2><p>{said::days_text()}</p></header>
            <fields::Days at=at shown=shown />
        </section>
        <section class="set">
            <header><h2>{words::iterations::by_method()}</h2><p>{words::iterations::by_method_text()}</p></header>
            <fields::Method at=at shown=shown />
        </section>
        <brought::Brought workspace=head.workspace.clone() project=head.id.clone() shown=shown />
        <section class="set">
            <header><h2>{said::deliverables()}</h2><p>{said::deliverables_text()}</p></header>
            <deliverables::Deliverables at=at shown=shown />
        </section>
        <section class="set">
            <header><h2>{said::fields()}</h2><p>{said::fields_text()}</p></header>
            <own::OwnFields at=at shown=shown />
        </section>
        <section class="set">
            <header><h2>{said::workflow()}</h2><p>{said::workflow_text()}</p></header>
            <statuses::Statuses at=at shown=shown />
        </section>
        <section class="set">
            <header><h2>{words::activity()}</h2></header>
            <History events=Signal::derive(move || shown.with(|s| s.happened.clone())) />
        </section>
        <section class="set">
            <header><h2>{words::trash()}</h2><p>{said::trash_project_text()}</p></header>
            <Form to="/do/plan/trash_project" name="trash-project" summary=false>
                <Hidden name="workspace" value=head.workspace />
                <Hidden name="record" value=head.id />
                <Submit label=words::move_to_trash() class="b b-q" />
            </Form>
        </section>
    }
    .into_any()
}
