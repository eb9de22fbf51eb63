//! Whose project it is.

use domain::access::ManageProject;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::record::{self, Record};
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Says whose project it is, or that it is nobody's. From then on comments may be for the client too. The contacts who
/// were placed in it leave with their client; what was written for one client is never read by another.
pub async fn set_client(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    client: impl Into<Option<RecordId>>,
) -> Result<Done<Changed>> {
    let (project, client) = (key.in_project()?, client.into());
    let mut tx = begin!(db, key, act);
    let record = record::load(&mut tx, project).await?;
    if !record.is_live() {
        return absent();
    }
    let before = client_of(&mut tx, project).await?;
    let called = match client {
        Some(client) => {
            super::load(&mut tx, client).await?;
            super::name_of(&mut tx, client).await?
        }
        None => String::new(),
    };
    let mut changed = Changed {
        record: project,
        version: record.version,
        called,
    };
    if before == client {
        return tx.commit_unchanged(changed).await;
    }
    if let Some(said) = said_to_client(&mut tx, project).await? {
        return Err(Refused::field_with("client", Code::SaidToClient, said).into());
    }
    let placed = placed(&mut tx, project).await?;
    let (content, version) = write(&mut tx, &record, (before, &placed), (client, &[])).await?;
    changed.version = version;
    let event = Event::of(Kind::ProjectClientSet, project, Some(project), content);
    tx.commit(vec![event], changed).await
}

/// A contact's place in a project, as an event keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
struct Placed {
    contact: Uuid,
    decides: bool,
}

/// Takes the saying back: with the client their contacts come and go.
pub(crate) async fn set_client_back(
    tx: &mut Tx,
    record: &Record,
    said: &Content,
) -> Result<(Kind, Content, i64)> {
    let project = RecordId(record.id);
    if let Some(arg) = said_to_client(tx, project).await? {
        let code = Code::SaidToClient;
        return Err(Refused::Conflict { code, arg }.into());
    }
    let before = said.fields.get("client").map(|change| &change.before);
    let client = before
        .and_then(Value::as_str)
        .and_then(|id| RecordId::parse(id).ok());
    if let Some(client) = client {
        super::load(tx, client).await?;
    }
    let back: Vec<Placed> = said
        .fields
        .get("contacts")
        .and_then(|change| serde_json::from_value(change.before.clone()).ok())
        .unwrap_or_default();
    let was = (client_of(tx, project).await?, placed(tx, project).await?);
    let (content, version) = write(tx, record, (was.0, &was.1), (client, &back)).await?;
    Ok((Kind::ProjectClientSet, content, version))
}

async fn client_of(tx: &mut Tx, project: RecordId) -> Result<Option<RecordId>> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT client FROM project WHERE workspace = $1 AND id = $2");
    let client: Option<Uuid> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_one(c)
        .await)?;
    Ok(client.map(RecordId))
}

/// How much was written for the client there is, in the trash or not: the next one would read it.
async fn said_to_client(tx: &mut Tx, project: RecordId) -> Result<Option<String>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT COUNT(*) FROM record WHERE workspace = $1 AND project = $2 AND audience = 'client'"
    );
    let said: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_one(c)
        .await)?;
    Ok((said > 0).then(|| said.to_string()))
}

async fn placed(tx: &mut Tx, project: RecordId) -> Result<Vec<Placed>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT contact, decides FROM project_contact WHERE workspace = $1 AND project = $2 ORDER BY contact LIMIT 1000"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_all(c)
        .await)?)
}

type State<'a> = (Option<RecordId>, &'a [Placed]);

async fn write(
    tx: &mut Tx,
    record: &Record,
    (before, were): State<'_>,
    (client, are): State<'_>,
) -> Result<(Content, i64)> {
    let workspace = tx.workspace().0;
    let text = sql!("DELETE FROM project_contact WHERE workspace = $1 AND project = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .execute(c)
        .await
        .map(|_| ()))?;
    let text = sql!("UPDATE project SET client = $3 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(client.map(|id| id.0))
        .execute(c)
        .await
        .map(|_| ()))?;
    // Who has left the client meanwhile does not come back with it.
    let text = sql!(
        "INSERT INTO project_contact (workspace, project, contact, decides) \
         SELECT k.workspace, $2, k.id, $4 FROM contact k WHERE k.workspace = $1 AND k.id = $3 AND k.client = $5 AND k.left_at IS NULL"
    );
    for placed in are {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(record.id)
            .bind(placed.contact)
            .bind(placed.decides)
            .bind(client.map(|id| id.0))
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    // Also where nobody was placed: somebody may be being placed at this moment, on what was true before.
    tx.bump_rights().await?;
    let version = record::touch(tx, record).await?;
    let id = |client: Option<RecordId>| client.map(|id| id.to_string());
    let mut content = Content::none().with("client", id(before), id(client));
    if were != are {
        // Ids and truths serialise.
        let list = |placed: &[Placed]| serde_json::to_value(placed).unwrap_or_default();
        content = content.with("contacts", list(were), list(are));
    }
    Ok((content, version))
}
