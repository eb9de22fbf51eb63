//! What the pages of clients read, and what their forms do.

use crate::prelude::*;
use domain::form;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::session::{here, record};
#[cfg(feature = "ssr")]
use domain::access::{ManageClients, ManageProject};
#[cfg(feature = "ssr")]
use domain::id::{ContactId, RecordId};
#[cfg(feature = "ssr")]
use domain::refusal::Refused;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientRow {
    /// The part of the address: its name where that names one only, else its id.
    pub address: String,
    pub name: String,
    pub projects: i64,
    pub contacts: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clients {
    pub workspace: String,
    pub clients: Vec<ClientRow>,
}

#[server(input = GetUrl, endpoint = "clients/clients")]
pub async fn read_clients(workspace: String) -> Result<Clients, Fault> {
    let here = here()?;
    let key = here.may::<ManageClients>(&workspace).await?;
    let sight = here.sight(&workspace).await?;
    let clients = store::clients::clients(&here.db, &key, &sight).await?;
    let slugs: Vec<String> = clients
        .iter()
        .map(|c| domain::text::slug(&c.name))
        .collect();
    let one = |slug: &String| !slug.is_empty() && slugs.iter().filter(|s| *s == slug).count() == 1;
    let rows = clients.iter().zip(&slugs).map(|(client, slug)| ClientRow {
        address: if one(slug) {
            slug.clone()
        } else {
            client.id.to_string()
        },
        name: client.name.clone(),
        projects: client.projects,
        contacts: client.contacts,
    });
    Ok(Clients {
        workspace,
        clients: rows.collect(),
    })
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Project {
    pub id: String,
    pub key: String,
    pub title: String,
    pub health: Option<String>,
    /// Whether the reader says who of the client's is what in it.
    pub manages: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    pub id: String,
    pub name: String,
    pub email: String,
    /// Projects by their id, and the part in each: `informs` or `decides`.
    pub parts: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Client {
    pub workspace: String,
    pub id: String,
    pub name: String,
    pub projects: Vec<Project>,
    pub contacts: Vec<Contact>,
}

#[server(input = GetUrl, endpoint = "clients/client")]
pub async fn read_client(workspace: String, client: String) -> Result<Client, Fault> {
    let here = here()?;
    let key = here.may::<ManageClients>(&workspace).await?;
    let sight = here.sight(&workspace).await?;
    let found = store::clients::client(&here.db, &key, &client).await?;
    let id = RecordId(found.id);
    let contacts = store::clients::contacts(&here.db, &key, id).await?;
    let places = store::clients::places(&here.db, &sight, id).await?;
    let managed = store::plan::project::managed(&here.db, &sight).await?;
    let projects = store::plan::project::of_client(&here.db, &sight, id).await?;
    let projects = projects.into_iter().map(|p| Project {
        manages: managed.contains(&p.id),
        id: p.id.to_string(),
        key: p.key,
        title: p.title,
        health: p.health,
    });
    let contacts = contacts.into_iter().map(|c| Contact {
        parts: places
            .iter()
            .filter(|place| place.contact == c.id)
            .map(|place| {
                let part = domain::clients::Part::of(place.decides);
                (place.project.to_string(), part.code().to_owned())
            })
            .collect(),
        id: c.id.to_string(),
        name: c.name,
        email: c.email,
    });
    Ok(Client {
        workspace,
        id: found.id.to_string(),
        name: found.name,
        projects: projects.collect(),
        contacts: contacts.collect(),
    })
}

#[server(endpoint = "clients/create_client")]
pub async fn create_client(form: form::CreateClient) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<ManageClients>(&form.workspace).await?;
    let new = domain::clients::new_client(&form)?;
    let done =
        store::clients::create_client(&here.db, &key, here.act()?, new.id, &new.name).await?;
    Ok(
        Answer::change(done.seq, What::ClientCreated, done.what.called)
            .undoable()
            .to(format!("/{}/clients/{}", form.workspace, new.id)),
    )
}

#[server(endpoint = "clients/rename_client")]
pub async fn rename_client(form: form::RenameClient) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<ManageClients>(&form.workspace).await?;
    let client = record(&form.client)?;
    let done = store::clients::rename_client(&here.db, &key, here.act()?, client, &form).await?;
    // Its address may have been its name.
    Ok(
        Answer::change(done.seq, What::ClientRenamed, done.what.called)
            .undoable()
            .to(format!("/{}/clients/{client}", form.workspace)),
    )
}

#[server(endpoint = "clients/trash_client")]
pub async fn trash_client(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<ManageClients>(&form.workspace).await?;
    let client = record(&form.record)?;
    let done = store::trash::put(&here.db, &key, here.act()?, client).await?;
    Ok(Answer::change(done.seq, What::Trashed, "")
        .undoable()
        .to(format!("/{}/clients", form.workspace)))
}

#[server(endpoint = "clients/add_contact")]
pub async fn add_contact(form: form::AddContact) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<ManageClients>(&form.workspace).await?;
    let client = record(&form.client)?;
    let new = domain::clients::new_contact(&form)?;
    let act = here.act()?;
    let done =
        store::clients::add_contact(&here.db, &key, act, client, &new.email, &new.name).await?;
    Ok(Answer::change(done.seq, What::ContactAdded, new.name))
}

#[server(endpoint = "clients/remove_contact")]
pub async fn remove_contact(form: form::OnContact) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<ManageClients>(&form.workspace).await?;
    let contact = ContactId::parse(&form.contact).map_err(|_| Refused::Absent)?;
    let done = store::clients::remove_contact(&here.db, &key, here.act()?, contact).await?;
    Ok(Answer::change(
        done.seq,
        What::ContactRemoved,
        done.what.called,
    ))
}

/// What a contact is in a project: said by whoever manages the project.
#[server(endpoint = "clients/place_contact")]
pub async fn place_contact(form: form::PlaceContact) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let contact = ContactId::parse(&form.contact).map_err(|_| Refused::Absent)?;
    let part = domain::clients::Part::chosen(&form.part)?;
    let done = store::clients::place_contact(&here.db, &key, here.act()?, contact, part).await?;
    Ok(Answer::change(
        done.seq,
        What::ContactPlaced,
        done.what.called,
    ))
}
