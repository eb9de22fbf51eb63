//! `/{workspace}/clients/{client}`: a client's projects and people.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, Client, Contact, Project};
use crate::live::keep_fresh;
use crate::plan::stands::Stands;
use crate::ui::avatar::Avatar;
use crate::ui::form::{Again, Field, Form, Hidden, Select, Submit, Then};
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::words;
use crate::words::clients as own;

pub struct ClientPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for ClientPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/clients/client",
                [("workspace", "workspace"), ("client", "client")],
                |[workspace, client]| api::read_client(workspace, client),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |client| view! { <View client=client /> }).into_any()
    }
}

#[component]
fn View(client: Client) -> impl IntoView {
    let (workspace, id) = (client.workspace.clone(), client.id.clone());
    let begun = client.name.clone();
    let shown = RwSignal::new(client);
    keep_fresh(shown);
    let names = StoredValue::new((workspace.clone(), id));
    let (ours, theirs) = (
        move || names.with_value(|n| n.0.clone()),
        move || names.with_value(|n| n.1.clone()),
    );
    let name = move || shown.with(|s| s.name.clone());
    let has_projects = move || shown.with(|s| !s.projects.is_empty());
    view! {
        <Title page=Signal::derive(name) />
        <p class="crumb"><a class="lk" href=format!("/{workspace}/clients")>{own::clients()}</a></p>
        <header class="page-h"><h1>{name}</h1></header>
        <section class="set">
            <header><h2>{words::projects()}</h2><p>{own::projects_text()}</p></header>
            <Show when=has_projects fallback=|| view! { <p class="q">{own::no_projects()}</p> }>
                <ul class="rows">
                    <For each=move || shown.with(|s| s.projects.clone()) key=|p| (p.id.clone(), p.title.clone(), p.health.clone()) let:project>
                        <li class="client">
                            <Stands health=project.health.clone() bare=true />
                            <div class="t"><a href=format!("/{}/p/{}/overview", ours(), project.key)>{project.title}</a>" "<small class="num">{project.key}</small></div>
                            <Stands health=project.health />
                            <span></span>
                        </li>
                    </For>
                </ul>
            </Show>
        </section>
        <section class="set">
            <header><h2>{own::people()}</h2><p>{own::people_text()}</p></header>
            <div>
                <ul class="rows">
                    <For each=move || shown.with(|s| s.contacts.iter().map(|c| (c.clone(), s.projects.clone())).collect::<Vec<_>>()) key=|(c, p)| (c.id.clone(), c.name.clone(), c.parts.clone(), p.len()) let:contact>
                        {row(ours(), contact.0, contact.1)}
                    </For>
                </ul>
                <Form to="/do/clients/add_contact" name="new-contact" class="form" then=Then { clears: true, ..Then::default() }>
                    <Hidden name="workspace" value=ours() />
                    <Hidden name="client" value=theirs() />
                    <div class="f-2">
                        <Field name="name" label=words::name() />
                        <Field name="email" label=words::email() kind="email" hint=own::email_hint() />
                    </div>
                    <div class="form-a"><Submit label=own::add_contact() class="b" /></div>
                </Form>
            </div>
        </section>
        <section class="set">
            <header><h2>{own::this_client()}</h2></header>
            <div>
                <Form to="/do/clients/rename_client" name="rename" class="form">
                    <Hidden name="workspace" value=ours() />
                    <Hidden name="client" value=theirs() />
                    <input type="hidden" name="form[name_was]" prop:value=name value=begun.clone() />
                    <Field name="name" label=own::name() value=begun />
                    <div class="form-a"><Submit label=own::rename() class="b" /></div>
                </Form>
                <Form to="/do/clients/trash_client" name="trash" class="form put-away" summary=false>
                    <Hidden name="workspace" value=ours() />
                    <Hidden name="record" value=theirs() />
                    <p class="q">{own::trash_text()}</p>
                    <div class="form-a"><Submit label=words::move_to_trash() class="b b-q" /></div>
                </Form>
            </div>
        </section>
    }
    .into_any()
}

/// A contact, what they are in each project, and ending it.
fn row(workspace: String, contact: Contact, projects: Vec<Project>) -> impl IntoView {
    let part = |project: &Project| {
        contact
            .parts
            .iter()
            .find(|(id, _)| *id == project.id)
            .map(|(_, part)| part.clone())
            .unwrap_or_default()
    };
    let said: Vec<String> = projects
        .iter()
        .filter(|p| !part(p).is_empty())
        .map(|p| own::in_project(&own::part(&part(p)), &p.title))
        .collect();
    let forms: Vec<_> = projects
        .iter()
        .filter(|p| p.manages)
        .map(|p| (p.clone(), part(p)))
        .collect();
    let open = Again::here().is_some_and(|again| again.form.ends_with(&contact.id));
    let (id, remove_in) = (contact.id.clone(), workspace.clone());
    view! {
        <li class="contact">
            <Avatar name=contact.name.clone() class="av av-client" />
            <div class="t"><b>{contact.name.clone()}</b><small>{contact.email.clone()}</small></div>
            <p class="q parts">{if said.is_empty() { own::in_no_project() } else { said.join(", ") }}</p>
            <details class="fold" open=open>
                <summary>{words::edit()}<span class="vh">" "{contact.name.clone()}</span></summary>
                {forms.into_iter().map(|(project, part)| place(workspace.clone(), contact.id.clone(), project, part)).collect_view()}
                <Form to="/do/clients/remove_contact" name=format!("remove-{id}") summary=false>
                    <Hidden name="workspace" value=remove_in />
                    <Hidden name="contact" value=id.clone() />
                    <Submit label=own::remove_contact() class="b b-s b-q" />
                </Form>
            </details>
        </li>
    }
    .into_any()
}

fn place(workspace: String, contact: String, project: Project, part: String) -> impl IntoView {
    let options = ["", "informs", "decides"].map(|code| (code.to_owned(), own::part(code)));
    view! {
        <Form to="/do/clients/place_contact" name=format!("place-{}-{contact}", project.id) class="place">
            <Hidden name="workspace" value=workspace />
            <Hidden name="project" value=project.id />
            <Hidden name="contact" value=contact />
            <Select name="part" label=project.title options=options.to_vec() value=part />
            <Submit label=words::save() class="b b-s" />
        </Form>
    }
}
