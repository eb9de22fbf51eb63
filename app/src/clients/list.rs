//! `/{workspace}/clients`: every client, and adding one.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::api::{self, Clients};
use crate::live::keep_fresh;
use crate::ui::form::{Field, Form, FreshId, Hidden, Submit};
use crate::ui::icon::Icon;
use crate::ui::page::{Loading, Title, load_here, loaded};
use crate::words::clients as words;

pub struct ClientsPage {
    data: Loading,
}

#[lazy_route]
impl LazyRoute for ClientsPage {
    fn data() -> Self {
        Self {
            data: load_here(
                "/do/clients/clients",
                [("workspace", "workspace")],
                |[workspace]| api::read_clients(workspace),
            ),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.data, |clients| view! { <View clients=clients /> }).into_any()
    }
}

#[component]
fn View(clients: Clients) -> impl IntoView {
    let workspace = clients.workspace.clone();
    let shown = RwSignal::new(clients);
    keep_fresh(shown);
    let address = StoredValue::new(workspace.clone());
    view! {
        <Title page=words::clients() />
        <header class="page-h"><h1>{words::clients()}</h1></header>
        <Show
            when=move || shown.with(|s| !s.clients.is_empty())
            fallback=|| view! { <div class="empty"><p class="vt">{words::empty()}</p><p>{words::empty_text()}</p></div> }
        >
            <ul class="rows">
                <For each=move || shown.with(|s| s.clients.clone()) key=|c| (c.address.clone(), c.name.clone(), c.projects, c.contacts) let:client>
                    <li class="client">
                        <Icon name="handshake" />
                        <div class="t"><a href=format!("/{}/clients/{}", address.get_value(), client.address)>{client.name}</a></div>
                        <span class="q num">{words::projects(client.projects)}</span>
                        <span class="q num">{words::contacts(client.contacts)}</span>
                    </li>
                </For>
            </ul>
        </Show>
        <section class="set">
            <header><h2>{words::new_client()}</h2></header>
            <Form to="/do/clients/create_client" name="new-client" class="form">
                <Hidden name="workspace" value=workspace />
                <FreshId />
                <Field name="name" label=words::name() />
                <div class="form-a"><Submit label=words::add_client() /></div>
            </Form>
        </section>
    }
    .into_any()
}
