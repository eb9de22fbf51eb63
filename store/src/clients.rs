//! Clients, their contacts, and what a contact may see.

use domain::access::{ManageClients, ManageProject, ReadPortal};
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::id::{AccountId, ContactId, RecordId};
use domain::text;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::door::start;
use crate::error::{Result, absent, taken};
use crate::keys::{Granted, Guest};
use crate::record::{self, kind};
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, begin};

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

/// A client's person. The account is the e-mail address's, made when there is none; it has no password until its
/// holder sets one.
pub async fn add_contact(
    db: &Db,
    key: &Granted<ManageClients>,
    act: &Act,
    client: RecordId,
    email: &str,
    name: &str,
) -> Result<Done<ContactId>> {
    let mut tx = begin!(db, key, act);
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT COUNT(*) FROM client c JOIN record r ON r.workspace = c.workspace AND r.id = c.id WHERE c.workspace = $1 AND c.id = $2 AND r.trashed_at IS NULL"
    );
    let clients: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(client.0)
        .fetch_one(c)
        .await)?;
    if clients == 0 {
        return absent();
    }
    let text = sql!("SELECT id FROM account WHERE email_folded = $1 AND erased_at IS NULL");
    let known: Option<Uuid> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(text::fold(email))
        .fetch_optional(c)
        .await)?;
    let account = match known {
        Some(account) => AccountId(account),
        None => start::make_account(tx.raw(), email, name, "Etc/UTC").await?,
    };
    let id = Uuid::now_v7();
    let text = sql!(
        "INSERT INTO contact (workspace, id, account, client, made_at) VALUES ($1, $2, $3, $4, $5)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id)
        .bind(account.0)
        .bind(client.0)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))
    .map_err(taken("contact_account", "contact.account", "email", email))?;
    tx.bump_rights().await?;
    let event = Event::of(
        Kind::ContactAdded,
        client,
        None,
        Content::none()
            .with("contact", Value::Null, id.to_string())
            .with("name", Value::Null, name),
    );
    tx.commit(vec![event], ContactId(id)).await
}

/// Says whose project it is. From then on comments may be for the client too.
pub async fn set_client(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    client: RecordId,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let record = record::load(&mut tx, project).await?;
    let workspace = tx.workspace().0;
    record::load(&mut tx, client)
        .await
        .and_then(|client| if client.is_live() { Ok(()) } else { absent() })?;
    let text = sql!("SELECT name FROM client WHERE workspace = $1 AND id = $2");
    let name: Option<String> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(client.0)
        .fetch_optional(c)
        .await)?;
    let Some(name) = name else { return absent() };
    let text = sql!("SELECT client FROM project WHERE workspace = $1 AND id = $2");
    let before: Option<Uuid> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_one(c)
        .await)?;
    let text = sql!("UPDATE project SET client = $3 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(project.0)
        .bind(client.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    let version = record::touch(&mut tx, &record).await?;
    let event = Event::of(
        Kind::ProjectClientSet,
        project,
        Some(project),
        Content::none().with(
            "client",
            before.map(|id| id.to_string()),
            client.to_string(),
        ),
    );
    tx.commit(
        vec![event],
        Changed {
            record: project,
            version,
            called: name,
        },
    )
    .await
}

/// A client by name, for the people who look after them.
#[derive(Clone, Debug, FromRow)]
pub struct ClientRow {
    pub id: Uuid,
    pub name: String,
    pub contacts: i64,
}

pub async fn clients(db: &Db, key: &Granted<ManageClients>) -> Result<Vec<ClientRow>> {
    let text = sql!(
        "SELECT c.id, c.name, (SELECT COUNT(*) FROM contact k WHERE k.workspace = c.workspace AND k.client = c.id AND k.left_at IS NULL) AS contacts \
         FROM client c JOIN record r ON r.workspace = c.workspace AND r.id = c.id WHERE c.workspace = $1 AND r.trashed_at IS NULL ORDER BY c.name_folded, c.id LIMIT 500"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.workspace().0)
        .fetch_all(c)
        .await)?)
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
