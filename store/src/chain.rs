//! Appends events to a workspace's chain, as the last thing a transaction does.

use domain::event::{Actor, Content, EventRow, FORMAT, Kind};
use domain::id::RecordId;
use sqlx::FromRow;
use uuid::Uuid;

use crate::bulk::insert_rows;
use crate::db::{Raw, now, on};
use crate::dialect;
use crate::error::Result;
use crate::secret;
use crate::sql::sql;

/// An event as a store function says it; who, when and the chain are added on commit.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub kind: Kind,
    pub record: Option<RecordId>,
    pub project: Option<RecordId>,
    pub undoes: Option<i64>,
    pub cause: Option<i64>,
    pub batch: Option<Uuid>,
    pub content: Content,
}

impl Event {
    pub fn of(kind: Kind, record: RecordId, project: Option<RecordId>, content: Content) -> Self {
        Self {
            kind,
            record: Some(record),
            project,
            undoes: None,
            cause: None,
            batch: None,
            content,
        }
    }

    /// Of the workspace itself: its people and Groups, who are no records.
    pub fn of_workspace(kind: Kind, content: Content) -> Self {
        Self {
            kind,
            record: None,
            project: None,
            undoes: None,
            cause: None,
            batch: None,
            content,
        }
    }
}

#[derive(FromRow)]
struct Head {
    seq: i64,
    hash: Vec<u8>,
}

/// The answer that the same change gets when it is asked again.
pub(crate) struct Answer {
    pub account: Uuid,
    pub key: Uuid,
    pub bytes: Vec<u8>,
}

/// Events with their places in the chain, of which nothing is written yet.
pub(crate) struct Links {
    rows: Vec<Linked>,
    /// The last one's number.
    pub seq: i64,
}

/// Takes the chain's row as the transaction's last lock, and numbers the events.
pub(crate) async fn link(
    raw: &mut Raw,
    workspace: Uuid,
    actor: Actor,
    events: &[Event],
) -> Result<Links> {
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let text = sql!("UPDATE chain SET seq = seq + $2 WHERE workspace = $1 RETURNING seq, hash");
    let head: Head = on!(raw.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(count)
        .fetch_one(c)
        .await)?;
    let at = now();
    let mut prev = head.hash;
    let mut seq = head.seq - count;
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        seq += 1;
        let salt = secret::random::<16>()?;
        let bytes = event.content.bytes();
        let row = EventRow {
            workspace,
            seq,
            at,
            actor_kind: actor.kind.code().to_owned(),
            actor: actor.id,
            acting_for: actor.acting_for,
            kind: event.kind.code().to_owned(),
            record: event.record.map(|r| r.0),
            project: event.project.map(|p| p.0),
            cause: event.cause,
            undoes: event.undoes,
            batch: event.batch,
            format: FORMAT,
            payload_hash: Content::digest(&salt, &bytes).to_vec(),
        };
        let hash = row.hash(&prev).to_vec();
        let before = std::mem::replace(&mut prev, hash.clone());
        rows.push(Linked {
            row,
            prev: before,
            hash,
            salt,
            bytes,
        });
    }
    Ok(Links { rows, seq })
}

/// The same, written, of what nobody asks again.
pub(crate) async fn append(
    raw: &mut Raw,
    workspace: Uuid,
    actor: Actor,
    events: &[Event],
) -> Result<()> {
    link(raw, workspace, actor, events)
        .await?
        .write(raw, None)
        .await
}

impl Links {
    /// Writes the events, the chain's new end, and the answer.
    pub async fn write(self, raw: &mut Raw, answer: Option<Answer>) -> Result<()> {
        let Some((last, others)) = self.rows.split_last() else {
            return Ok(());
        };
        insert(raw, others).await?;
        // Nothing is kept for nobody's key.
        let answer = answer.unwrap_or(Answer {
            account: Uuid::nil(),
            key: Uuid::nil(),
            bytes: Vec::new(),
        });
        let text = dialect::last_link(raw);
        on!(raw.conn(), |c| sqlx::query(text)
            .bind(last.row.workspace)
            .bind(last.row.seq)
            .bind(last.row.at)
            .bind(&last.row.actor_kind)
            .bind(last.row.actor)
            .bind(last.row.acting_for)
            .bind(&last.row.kind)
            .bind(last.row.record)
            .bind(last.row.project)
            .bind(last.row.cause)
            .bind(last.row.undoes)
            .bind(last.row.batch)
            .bind(last.row.format)
            .bind(&last.row.payload_hash)
            .bind(&last.prev)
            .bind(&last.hash)
            .bind(&last.salt[..])
            .bind(&last.bytes)
            .bind(&answer.bytes)
            .bind(answer.account)
            .bind(answer.key)
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }
}

/// An event with its place in the chain and what it says.
struct Linked {
    row: EventRow,
    prev: Vec<u8>,
    hash: Vec<u8>,
    salt: [u8; 16],
    bytes: Vec<u8>,
}

async fn insert(raw: &mut Raw, rows: &[Linked]) -> Result<()> {
    let text = sql!(
        "INSERT INTO event (workspace, seq, at, actor_kind, actor, acting_for, kind, record, project, cause, undoes, batch, format, payload_hash, prev_hash, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    );
    insert_rows!(raw.conn(), text, rows, |q, one| q
        .bind(one.row.workspace)
        .bind(one.row.seq)
        .bind(one.row.at)
        .bind(&one.row.actor_kind)
        .bind(one.row.actor)
        .bind(one.row.acting_for)
        .bind(&one.row.kind)
        .bind(one.row.record)
        .bind(one.row.project)
        .bind(one.row.cause)
        .bind(one.row.undoes)
        .bind(one.row.batch)
        .bind(one.row.format)
        .bind(&one.row.payload_hash)
        .bind(&one.prev)
        .bind(&one.hash));
    let text =
        sql!("INSERT INTO event_payload (workspace, seq, salt, bytes) VALUES ($1, $2, $3, $4)");
    insert_rows!(raw.conn(), text, rows, |q, one| q
        .bind(one.row.workspace)
        .bind(one.row.seq)
        .bind(&one.salt[..])
        .bind(&one.bytes));
    Ok(())
}
