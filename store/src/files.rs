//! Files that hang on tasks: their rows. Their bytes lie elsewhere under the same ids, are there before the row is, and
//! go after it has gone; whoever keeps them asks [`is_kept`].

use domain::access::EditTasks;
use domain::audience::Audience;
use domain::event::{Content, Kind as Happened};
use domain::files::{Kind, NewFile, ON_ONE};
use domain::id::{RecordId, WorkspaceId};
use domain::refusal::{Code, Refused};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::audience;
use crate::chain::Event;
use crate::db::{Raw, on};
use crate::error::{Result, absent};
use crate::keys::{Duty, Granted, Sight};
use crate::record::{self, kind};
use crate::sql::{sql, visible};
use crate::tx::{Act, Done, Tx, begin};

/// Hangs files on a task that are all there already. Answers the ids under which they are kept: of a change that was
/// made before, those of then. `most` is how many bytes the workspace may keep, where there is a limit.
pub async fn add(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    new: &[NewFile],
    most: Option<i64>,
) -> Result<Done<Vec<RecordId>>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let parent = record::load_live(&mut tx, task, kind::TASK, project).await?;
    refuse_too_many(&mut tx, task, new.len()).await?;
    // One event for each; taken back as one.
    let batch = (new.len() > 1).then(Uuid::now_v7);
    let mut events = Vec::new();
    for file in new {
        let made = record::New {
            id: file.id,
            kind: kind::FILE,
            project: Some(project),
            parent: Some(task),
            // For whoever its task is for.
            audience: parent.audience(),
        };
        record::make(&mut tx, &made).await?;
        if parent.audience() == Audience::Named {
            audience::as_parent(&mut tx, file.id, task.0).await?;
        }
        insert(&mut tx, file).await?;
        let content = Content::none()
            .with("name", Value::Null, file.name.clone())
            .with("size", Value::Null, file.size)
            .with("digest", Value::Null, hex::encode(&file.digest))
            .with("on", Value::Null, task.to_string());
        events.push(Event {
            batch,
            ..Event::of(Happened::FileAdded, file.id, Some(project), content)
        });
    }
    if let Some(most) = most
        && used(&mut tx).await? > most
    {
        return Err(no_room(most));
    }
    tx.commit(events, new.iter().map(|file| file.id).collect())
        .await
}

fn no_room(most: i64) -> crate::Error {
    Refused::field_with("file", Code::NoRoom, most.to_string()).into()
}

async fn refuse_too_many(tx: &mut Tx, task: RecordId, new: usize) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT COUNT(*) FROM record WHERE workspace = $1 AND parent = $2 AND kind = 'file' AND trashed_at IS NULL"
    );
    let there: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task.0)
        .fetch_one(c)
        .await)?;
    if there as usize + new > ON_ONE {
        return Err(Refused::field_with("file", Code::Full, ON_ONE.to_string()).into());
    }
    Ok(())
}

async fn insert(tx: &mut Tx, file: &NewFile) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO file (workspace, id, name, kind, size, digest, thumb_size) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(file.id.0)
        .bind(&file.name)
        .bind(file.kind.code())
        .bind(file.size)
        .bind(&file.digest)
        .bind(file.thumb)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Bytes that the workspace keeps, the trash included: they are there until it is emptied.
fn sum() -> &'static str {
    sql!(
        "SELECT CAST(COALESCE(SUM(size + COALESCE(thumb_size, 0)), 0) AS BIGINT) FROM file WHERE workspace = $1"
    )
}

async fn used(tx: &mut Tx) -> Result<i64> {
    let workspace = tx.workspace().0;
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(sum())
        .bind(workspace)
        .fetch_one(c)
        .await)?)
}

/// Refuses before anything is sent what would not fit afterwards.
pub async fn room(db: &Db, key: &Granted<EditTasks>, most: Option<i64>) -> Result<()> {
    let Some(most) = most else { return Ok(()) };
    let used: i64 = on!(db.read(), |c| sqlx::query_scalar(sum())
        .bind(key.workspace().0)
        .fetch_one(c)
        .await)?;
    if used >= most {
        return Err(no_room(most));
    }
    Ok(())
}

/// A file as it is handed out.
#[derive(Clone, Debug)]
pub struct File {
    pub workspace: WorkspaceId,
    pub id: RecordId,
    pub name: String,
    pub kind: Kind,
    pub size: u64,
    pub digest: Vec<u8>,
    /// Bytes of its small picture, where there is one.
    pub thumb: Option<u64>,
}

#[derive(FromRow)]
struct Seen {
    name: String,
    kind: String,
    size: i64,
    digest: Vec<u8>,
    thumb_size: Option<i64>,
}

/// A file that the reader may see: neither it nor its task lies in the trash or is for others.
pub async fn file(db: &Db, sight: &Sight, id: RecordId) -> Result<File> {
    let text = sql!(
        "SELECT f.name, f.kind, f.size, f.digest, f.thumb_size FROM record r JOIN file f ON f.workspace = r.workspace AND f.id = r.id WHERE ",
        visible!(),
        " AND r.id = $4"
    );
    let row: Option<Seen> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(id.0)
        .fetch_optional(c)
        .await)?;
    let Some(row) = row else { return absent() };
    Ok(File {
        workspace: sight.workspace(),
        id,
        name: row.name,
        kind: Kind::parse(&row.kind),
        size: row.size.unsigned_abs(),
        digest: row.digest,
        thumb: row.thumb_size.map(i64::unsigned_abs),
    })
}

/// Whether a file's bytes are still of use.
pub async fn is_kept(db: &Db, _: &Duty, workspace: Uuid, id: Uuid) -> Result<bool> {
    let text = sql!("SELECT COUNT(*) FROM file WHERE workspace = $1 AND id = $2");
    let rows: i64 = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(id)
        .fetch_one(c)
        .await)?;
    Ok(rows > 0)
}

/// Whether this database has such a workspace.
pub async fn knows(db: &Db, _: &Duty, workspace: Uuid) -> Result<bool> {
    let text = sql!("SELECT COUNT(*) FROM workspace WHERE id = $1");
    let rows: i64 = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .fetch_one(c)
        .await)?;
    Ok(rows > 0)
}

/// What this database is called where its files lie, once it has a name. No backup holds it: a copy is another one.
pub async fn called(db: &Db, _: &Duty) -> Result<Option<String>> {
    let text = sql!("SELECT value FROM setting WHERE name = 'database'");
    Ok(on!(db.read(), |c| sqlx::query_scalar(text)
        .fetch_optional(c)
        .await)?)
}

/// The same, which it is given unless it has one.
pub async fn call(db: &Db, duty: &Duty) -> Result<String> {
    let mut raw = db.begin().await?;
    let text = sql!(
        "INSERT INTO setting (name, value) VALUES ('database', $1) ON CONFLICT (name) DO NOTHING"
    );
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(Uuid::new_v4().to_string())
        .execute(c)
        .await
        .map(|_| ()))?;
    raw.commit().await?;
    match called(db, duty).await? {
        Some(name) => Ok(name),
        None => absent(),
    }
}

/// A file as it is kept.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    pub workspace: Uuid,
    pub id: Uuid,
    pub size: i64,
    pub digest: Vec<u8>,
    pub thumb_size: Option<i64>,
}

/// All files of all workspaces, a hundred at a time: those after this one.
pub async fn all(db: &Db, _: &Duty, after: Option<(Uuid, Uuid)>) -> Result<Vec<Row>> {
    let text = sql!(
        "SELECT workspace, id, size, digest, thumb_size FROM file WHERE workspace > $1 OR (workspace = $1 AND id > $2) ORDER BY workspace, id LIMIT 100"
    );
    let (workspace, id) = after.unwrap_or_default();
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(id)
        .fetch_all(c)
        .await)?)
}

/// Takes away what a file was: its name here, and with its row the reason to keep its bytes.
pub(crate) async fn forget(raw: &mut Raw, workspace: Uuid, id: Uuid) -> Result<()> {
    let text = sql!("DELETE FROM file WHERE workspace = $1 AND id = $2");
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
