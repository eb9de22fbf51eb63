//! Clients as the people who look after them read them.

use chrono::{DateTime, Utc};
use domain::access::ManageClients;
use domain::id::RecordId;
use domain::text;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::record::kind;
use crate::sql::{sql, visible};

/// A client in the list.
#[derive(Clone, Debug, FromRow)]
pub struct ClientRow {
    pub id: Uuid,
    pub name: String,
    pub contacts: i64,
    /// Of those that the reader sees.
    pub projects: i64,
}

/// Clients by name, for the people who look after them.
pub async fn clients(db: &Db, _: &Granted<ManageClients>, sight: &Sight) -> Result<Vec<ClientRow>> {
    let text = sql!(
        "SELECT c.id, c.name, (SELECT COUNT(*) FROM contact k WHERE k.workspace = c.workspace AND k.client = c.id AND k.left_at IS NULL) AS contacts, \
         (SELECT COUNT(*) FROM project p JOIN record r ON r.workspace = p.workspace AND r.id = p.id WHERE p.workspace = c.workspace AND p.client = c.id AND ",
        visible!(),
        ") AS projects FROM client c JOIN record cr ON cr.workspace = c.workspace AND cr.id = c.id \
         WHERE c.workspace = $1 AND cr.trashed_at IS NULL ORDER BY c.name_folded, c.id LIMIT 1000"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .fetch_all(c)
        .await)?)
}

/// A client by its name.
#[derive(Clone, Debug, FromRow)]
pub struct Client {
    pub id: Uuid,
    pub name: String,
}

async fn all(db: &Db, workspace: Uuid) -> Result<Vec<Client>> {
    let text = sql!(
        "SELECT c.id, c.name FROM client c JOIN record r ON r.workspace = c.workspace AND r.id = c.id \
         WHERE c.workspace = $1 AND r.trashed_at IS NULL ORDER BY c.name_folded, c.id LIMIT 1000"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(workspace)
        .fetch_all(c)
        .await)?)
}

/// The client at an address: an id, or a name as addresses write it where only one is written so.
pub async fn client(db: &Db, key: &Granted<ManageClients>, which: &str) -> Result<Client> {
    let workspace = key.workspace().0;
    let Ok(id) = Uuid::parse_str(which) else {
        let wanted = which.to_lowercase();
        let mut called = all(db, workspace)
            .await?
            .into_iter()
            .filter(|c| text::slug(&c.name) == wanted);
        return match (called.next(), called.next()) {
            (Some(one), None) => Ok(one),
            _ => absent(),
        };
    };
    let text = sql!(
        "SELECT c.id, c.name FROM client c JOIN record r ON r.workspace = c.workspace AND r.id = c.id \
         WHERE c.workspace = $1 AND c.id = $2 AND r.trashed_at IS NULL"
    );
    let client: Option<Client> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(id)
        .fetch_optional(c)
        .await)?;
    client.map_or_else(absent, Ok)
}

/// A client's person.
#[derive(Clone, Debug, FromRow)]
pub struct Contact {
    pub id: Uuid,
    pub name: String,
    pub email: String,
}

/// A client's people, by name.
pub async fn contacts(
    db: &Db,
    key: &Granted<ManageClients>,
    client: RecordId,
) -> Result<Vec<Contact>> {
    let text = sql!(
        "SELECT k.id, k.name, a.email FROM contact k JOIN account a ON a.id = k.account \
         WHERE k.workspace = $1 AND k.client = $2 AND k.left_at IS NULL ORDER BY k.name, k.id LIMIT 500"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.workspace().0)
        .bind(client.0)
        .fetch_all(c)
        .await)?)
}

/// What a contact is in a project.
#[derive(Clone, Debug, FromRow)]
pub struct Place {
    pub project: Uuid,
    pub contact: Uuid,
    pub decides: bool,
}

/// What a client's people are, in the projects that the reader sees.
pub async fn places(db: &Db, sight: &Sight, client: RecordId) -> Result<Vec<Place>> {
    let text = sql!(
        "SELECT pc.project, pc.contact, pc.decides FROM project_contact pc JOIN contact k ON k.workspace = pc.workspace AND k.id = pc.contact \
         JOIN record r ON r.workspace = pc.workspace AND r.id = pc.project WHERE ",
        visible!(),
        " AND k.client = $4 ORDER BY pc.project, pc.contact LIMIT 2000"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(client.0)
        .fetch_all(c)
        .await)?)
}

/// Someone of the client's in a project, as the project's people read it.
#[derive(Clone, Debug, FromRow)]
pub struct InProject {
    pub name: String,
    pub decides: bool,
}

/// The client's people who are told of a project or decide in it, by name.
pub async fn contacts_of_project(
    db: &Db,
    sight: &Sight,
    project: RecordId,
) -> Result<Vec<InProject>> {
    let text = sql!(
        "SELECT k.name, pc.decides FROM project_contact pc JOIN contact k ON k.workspace = pc.workspace AND k.id = pc.contact \
         JOIN record r ON r.workspace = pc.workspace AND r.id = pc.project WHERE ",
        visible!(),
        " AND pc.project = $4 AND k.left_at IS NULL ORDER BY k.name, k.id LIMIT 200"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .fetch_all(c)
        .await)?)
}

/// Whether a record is a client, in the trash or not: then it is put away and brought back by this key.
pub async fn kind_of(db: &Db, key: &Granted<ManageClients>, id: RecordId) -> Result<()> {
    let text = sql!("SELECT COUNT(*) FROM record WHERE workspace = $1 AND id = $2 AND kind = $3");
    let clients: i64 = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(key.workspace().0)
        .bind(id.0)
        .bind(kind::CLIENT)
        .fetch_one(c)
        .await)?;
    if clients == 1 { Ok(()) } else { absent() }
}

/// A client in the trash.
#[derive(Clone, Debug, FromRow)]
pub struct Trashed {
    pub id: Uuid,
    pub name: String,
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

/// The clients in the trash, latest first.
pub async fn trashed(db: &Db, key: &Granted<ManageClients>) -> Result<Vec<Trashed>> {
    let text = sql!(
        "SELECT c.id, c.name, a.name AS by, r.trashed_at AS at FROM client c JOIN record r ON r.workspace = c.workspace AND r.id = c.id \
         LEFT JOIN member m ON m.workspace = r.workspace AND m.id = r.trashed_by LEFT JOIN account a ON a.id = m.account \
         WHERE c.workspace = $1 AND r.trashed_at IS NOT NULL ORDER BY r.trashed_at DESC, c.id LIMIT 200"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.workspace().0)
        .fetch_all(c)
        .await)?)
}
