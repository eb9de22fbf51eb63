//! A client's people, and what each is in a project.

use domain::access::{ManageClients, ManageProject};
use domain::clients::Part;
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
use crate::keys::Granted;
use crate::record;
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// A client's person. The account is the e-mail address's, made when there is none; it has no password until its
/// holder sets one. What an account calls itself is not shown for it: an address would tell who holds it. Someone who had left comes back as who they were.
pub async fn add_contact(
    db: &Db,
    key: &Granted<ManageClients>,
    act: &Act,
    client: RecordId,
    email: &str,
    name: &str,
) -> Result<Done<ContactId>> {
    let mut tx = begin!(db, key, act);
    super::load(&mut tx, client).await?;
    let text = sql!("SELECT id FROM account WHERE email_folded = $1 AND erased_at IS NULL");
    let known: Option<Uuid> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(text::fold(email))
        .fetch_optional(c)
        .await)?;
    let account = match known {
        Some(account) => AccountId(account),
        None => start::make_account(tx.raw(), email, name, "Etc/UTC").await?,
    };
    let id = match come_back(&mut tx, account, client, name).await? {
        Some(id) => id,
        None => come(&mut tx, account, client, (email, name)).await?,
    };
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

async fn come_back(
    tx: &mut Tx,
    account: AccountId,
    client: RecordId,
    name: &str,
) -> Result<Option<Uuid>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE contact SET left_at = NULL, name = $4 WHERE workspace = $1 AND account = $2 AND client = $3 AND left_at IS NOT NULL RETURNING id"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(account.0)
        .bind(client.0)
        .bind(name)
        .fetch_optional(c)
        .await)?)
}

async fn come(
    tx: &mut Tx,
    account: AccountId,
    client: RecordId,
    (email, name): (&str, &str),
) -> Result<Uuid> {
    let (workspace, id) = (tx.workspace().0, Uuid::now_v7());
    let text = sql!(
        "INSERT INTO contact (workspace, id, account, client, name, made_at) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id)
        .bind(account.0)
        .bind(client.0)
        .bind(name)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))
    .map_err(taken("contact_account", "contact.account", "email", email))?;
    Ok(id)
}

#[derive(FromRow)]
struct Row {
    client: Uuid,
    name: String,
}

async fn load(tx: &mut Tx, contact: ContactId) -> Result<Row> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT k.client, k.name FROM contact k WHERE k.workspace = $1 AND k.id = $2 AND k.left_at IS NULL"
    );
    let row: Option<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(contact.0)
        .fetch_optional(c)
        .await)?;
    row.map_or_else(absent, Ok)
}

/// Ends a contact's part in everything, at once. What they said stays theirs.
pub async fn remove_contact(
    db: &Db,
    key: &Granted<ManageClients>,
    act: &Act,
    contact: ContactId,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let row = load(&mut tx, contact).await?;
    let client = RecordId(row.client);
    let record = super::load(&mut tx, client).await?;
    let workspace = tx.workspace().0;
    let text = sql!("UPDATE contact SET left_at = $3 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(contact.0)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    let text = sql!("DELETE FROM project_contact WHERE workspace = $1 AND contact = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(contact.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    tx.bump_rights().await?;
    let content = Content::none().with("contact", contact.to_string(), Value::Null);
    let event = Event::of(Kind::ContactRemoved, client, None, content);
    let changed = Changed {
        record: client,
        version: record.version,
        called: row.name,
    };
    tx.commit(vec![event], changed).await
}

/// Says what a contact is in the key's project: of that project's client only.
pub async fn place_contact(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    contact: ContactId,
    part: Option<Part>,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let record = record::load(&mut tx, project).await?;
    let row = load(&mut tx, contact).await?;
    let workspace = tx.workspace().0;
    let text =
        sql!("SELECT COUNT(*) FROM project WHERE workspace = $1 AND id = $2 AND client = $3");
    let theirs: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .bind(row.client)
        .fetch_one(c)
        .await)?;
    if theirs == 0 || !record.is_live() {
        return absent();
    }
    let changed = Changed {
        record: project,
        version: record.version,
        called: row.name,
    };
    let before = part_of(&mut tx, project, contact).await?;
    if before == part {
        return tx.commit_unchanged(changed).await;
    }
    write_part(&mut tx, project, contact, part).await?;
    tx.bump_rights().await?;
    let (id, code) = (contact.to_string(), |p: Option<Part>| p.map(Part::code));
    let content =
        Content::none()
            .with("contact", id.clone(), id)
            .with("part", code(before), code(part));
    let event = Event::of(Kind::ProjectContactPlaced, project, Some(project), content);
    tx.commit(vec![event], changed).await
}

async fn part_of(tx: &mut Tx, project: RecordId, contact: ContactId) -> Result<Option<Part>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT decides FROM project_contact WHERE workspace = $1 AND project = $2 AND contact = $3"
    );
    let decides: Option<bool> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .bind(contact.0)
        .fetch_optional(c)
        .await)?;
    Ok(decides.map(Part::of))
}

async fn write_part(
    tx: &mut Tx,
    project: RecordId,
    contact: ContactId,
    part: Option<Part>,
) -> Result<()> {
    let workspace = tx.workspace().0;
    let Some(part) = part else {
        let text = sql!(
            "DELETE FROM project_contact WHERE workspace = $1 AND project = $2 AND contact = $3"
        );
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(project.0)
            .bind(contact.0)
            .execute(c)
            .await
            .map(|_| ()))?;
        return Ok(());
    };
    let text = sql!(
        "INSERT INTO project_contact (workspace, project, contact, decides) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (workspace, project, contact) DO UPDATE SET decides = excluded.decides"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(project.0)
        .bind(contact.0)
        .bind(part == Part::Decides)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
