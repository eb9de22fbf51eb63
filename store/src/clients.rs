//! Clients, their contacts, and what a contact may see.

mod contact;
mod of_project;
mod read;

use domain::access::{ManageClients, ReadPortal};
use domain::audience::Audience;
use domain::clients as rule;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::text;
use serde_json::Value;

use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent, taken};
use crate::keys::{Granted, Guest};
use crate::record::{self, Record, kind};
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

pub use contact::{add_contact, place_contact, remove_contact};
pub use of_project::set_client;
pub(crate) use of_project::set_client_back;
pub use read::{
    Client, ClientRow, Contact, InProject, Place, Trashed, client, clients, contacts,
    contacts_of_project, kind_of, places, trashed,
};

pub async fn create_client(
    db: &Db,
    key: &Granted<ManageClients>,
    act: &Act,
    id: RecordId,
    name: &str,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    record::make(
        &mut tx,
        &record::New {
            id,
            kind: kind::CLIENT,
            project: None,
            parent: None,
            audience: Audience::Internal,
        },
    )
    .await?;
    let workspace = tx.workspace().0;
    let text =
        sql!("INSERT INTO client (workspace, id, name, name_folded) VALUES ($1, $2, $3, $4)");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id.0)
        .bind(name)
        .bind(text::fold(name))
        .execute(c)
        .await
        .map(|_| ()))
    .map_err(taken("client_name", "client.name_folded", "name", name))?;
    let event = Event::of(
        Kind::ClientCreated,
        id,
        None,
        Content::none().with("name", Value::Null, name),
    );
    tx.commit(
        vec![event],
        Changed {
            record: id,
            version: 1,
            called: name.into(),
        },
    )
    .await
}

/// Gives a client another name.
pub async fn rename_client(
    db: &Db,
    key: &Granted<ManageClients>,
    act: &Act,
    client: RecordId,
    form: &form::RenameClient,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let record = load(&mut tx, client).await?;
    let name = name_of(&mut tx, client).await?;
    let (name, content) = rule::rename(&name, record.version, form)?;
    let mut changed = Changed {
        record: client,
        version: record.version,
        called: name.clone(),
    };
    if content == Content::none() {
        return tx.commit_unchanged(changed).await;
    }
    changed.version = write_name(&mut tx, &record, &name).await?;
    let event = Event::of(Kind::ClientChanged, client, None, content);
    tx.commit(vec![event], changed).await
}

/// A client that is there.
async fn load(tx: &mut Tx, client: RecordId) -> Result<Record> {
    let record = record::load(tx, client).await?;
    if record.kind == kind::CLIENT && record.is_live() {
        Ok(record)
    } else {
        absent()
    }
}

async fn name_of(tx: &mut Tx, client: RecordId) -> Result<String> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT name FROM client WHERE workspace = $1 AND id = $2");
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(client.0)
        .fetch_one(c)
        .await)?)
}

async fn write_name(tx: &mut Tx, record: &Record, name: &str) -> Result<i64> {
    let version = record::touch(tx, record).await?;
    let workspace = tx.workspace().0;
    let text =
        sql!("UPDATE client SET name = $3, name_folded = $4 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(name)
        .bind(text::fold(name))
        .execute(c)
        .await
        .map(|_| ()))
    .map_err(taken("client_name", "client.name_folded", "name", name))?;
    Ok(version)
}

/// Takes a change of name back.
pub(crate) async fn set_back(
    tx: &mut Tx,
    record: &Record,
    said: &Content,
) -> Result<(Kind, Content, i64)> {
    let now = name_of(tx, RecordId(record.id)).await?;
    let before = said
        .fields
        .get("name")
        .and_then(|change| change.before.as_str());
    let Some(before) = before else {
        return absent();
    };
    let version = write_name(tx, record, before).await?;
    let content = Content::none().with("name", now, before);
    Ok((Kind::ClientChanged, content, version))
}

/// What a contact is told about themselves: the client's name and nothing that is internal.
pub async fn portal_name(db: &Db, guest: &Guest<ReadPortal>) -> Result<String> {
    let text = sql!("SELECT name FROM client WHERE workspace = $1 AND id = $2");
    let name: Option<String> = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(guest.workspace.0)
        .bind(guest.client().0)
        .fetch_optional(c)
        .await)?;
    name.map_or_else(absent, Ok)
}
