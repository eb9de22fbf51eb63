//! Who watches a record: hears of what happens to it. Whoever speaks there, is mentioned or is given the work begins to
//! watch by that; whoever wants to, by saying so.

use domain::access::Comment;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use serde_json::Value;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::record::{self, Record, kind};
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Begins to watch a record of the key's project.
pub async fn watch(
    db: &Db,
    key: &Granted<Comment>,
    act: &Act,
    on_record: RecordId,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let record = watched(&mut tx, on_record, project).await?;
    let me = tx.person();
    let began = start_watching(&mut tx, on_record, &[me]).await?;
    let content = Content::none().with("watcher", Value::Null, me.to_string());
    commit(tx, project, &record, Kind::WatchBegun, content, began > 0).await
}

/// Watches it no more.
pub async fn unwatch(
    db: &Db,
    key: &Granted<Comment>,
    act: &Act,
    on_record: RecordId,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let record = watched(&mut tx, on_record, project).await?;
    let (workspace, me) = (tx.workspace().0, tx.person());
    let text = sql!("DELETE FROM watcher WHERE workspace = $1 AND record = $2 AND member = $3");
    let ended = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(on_record.0)
        .bind(me)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    let content = Content::none().with("watcher", me.to_string(), Value::Null);
    commit(tx, project, &record, Kind::WatchEnded, content, ended > 0).await
}

/// Something of the project that can be watched: the project itself or what is in it, but what is said there.
async fn watched(tx: &mut Tx, id: RecordId, project: RecordId) -> Result<Record> {
    let record = record::load(tx, id).await?;
    let home = record.project().unwrap_or(id);
    if record.is_live() && home == project && record.kind != kind::COMMENT {
        Ok(record)
    } else {
        absent()
    }
}

async fn commit(
    tx: Tx,
    project: RecordId,
    record: &Record,
    kind: Kind,
    content: Content,
    changed: bool,
) -> Result<Done<Changed>> {
    let id = RecordId(record.id);
    let answer = Changed {
        record: id,
        version: record.version,
        called: String::new(),
    };
    if !changed {
        return tx.commit_unchanged(answer).await;
    }
    tx.commit(vec![Event::of(kind, id, Some(project), content)], answer)
        .await
}

/// Lets members watch a record, as part of the change by which they come to. Returns how many did not before.
pub(crate) async fn start_watching(
    tx: &mut Tx,
    on_record: RecordId,
    members: &[Uuid],
) -> Result<u64> {
    let workspace = tx.workspace().0;
    // Contacts and jobs act too; only members watch.
    let text = sql!(
        "INSERT INTO watcher (workspace, record, member, since) SELECT m.workspace, $2, m.id, $4 FROM member m \
         WHERE m.workspace = $1 AND m.id = $3 AND m.left_at IS NULL ON CONFLICT (workspace, record, member) DO NOTHING"
    );
    let mut began = 0;
    for member in members {
        began += on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(on_record.0)
            .bind(member)
            .bind(now())
            .execute(c)
            .await
            .map(|r| r.rows_affected()))?;
    }
    Ok(began)
}
