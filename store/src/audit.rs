//! The trail: what happened to a record, and whether the chain is whole.

mod names;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::event::{Content, EventRow, Kind};
use domain::id::RecordId;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::db::on;
use crate::error::Result;
use crate::keys::{Duty, Sight};
use crate::sql::{sees, sql};

pub use names::{Called, names};

/// Events read at a time while verifying: each may carry a long text twice.
const PAGE: i64 = 200;

/// One event of a record, as its activity shows it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub who: Option<String>,
    pub kind: String,
    /// What of a project it happened to, when that is not the project itself.
    pub of: Option<String>,
    pub undoes: Option<i64>,
    /// Nothing when it was redacted.
    pub content: Option<Content>,
}

#[derive(FromRow)]
struct EntryRow {
    seq: i64,
    at: DateTime<Utc>,
    who: Option<String>,
    kind: String,
    of: Option<String>,
    undoes: Option<i64>,
    bytes: Option<Vec<u8>>,
}

/// What happened to a record, latest first; to a project, with what happened to its deliverables, iterations, releases
/// and its own fields; to a task,
/// with what happened to its files.
pub async fn activity(db: &Db, sight: &Sight, record: RecordId) -> Result<Vec<Entry>> {
    // Record first: in the order of events all of the workspace's would be looked at.
    let text = sql!(
        "SELECT e.seq, e.at, a.name AS who, e.kind, CASE WHEN r.id <> $4 THEN COALESCE(d.title, f.name, cf.name, it.name, rl.name) END AS of, e.undoes, p.bytes \
         FROM record r CROSS JOIN event e LEFT JOIN deliverable d ON d.workspace = r.workspace AND d.id = r.id \
         LEFT JOIN file f ON f.workspace = r.workspace AND f.id = r.id LEFT JOIN custom_field cf ON cf.workspace = r.workspace AND cf.id = r.id \
         LEFT JOIN iteration it ON it.workspace = r.workspace AND it.id = r.id LEFT JOIN release rl ON rl.workspace = r.workspace AND rl.id = r.id LEFT JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq \
         LEFT JOIN member m ON m.workspace = e.workspace AND m.id = COALESCE(e.acting_for, e.actor) LEFT JOIN account a ON a.id = m.account WHERE ",
        sees!(),
        " AND (r.id = $4 OR (r.parent = $4 AND r.kind IN ('deliverable', 'file', 'field', 'iteration', 'release'))) AND e.workspace = r.workspace AND e.record = r.id ORDER BY e.seq DESC LIMIT 200"
    );
    let rows: Vec<EntryRow> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(record.0)
        .fetch_all(c)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|r| Entry {
            seq: r.seq,
            at: r.at,
            who: r.who,
            kind: r.kind,
            of: r.of,
            undoes: r.undoes,
            content: r.bytes.and_then(|b| serde_json::from_slice(&b).ok()),
        })
        .collect())
}

/// What verifying one workspace's chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub workspace: Uuid,
    pub slug: String,
    pub events: i64,
    /// Events whose content was redacted by a named event.
    pub redacted: i64,
    /// The number of the first bad row and what is wrong with it.
    pub broken: Option<(i64, &'static str)>,
    /// The head: what `--head` compares with an earlier log.
    pub head: String,
}

#[derive(FromRow)]
struct WorkspaceRow {
    id: Uuid,
    slug: String,
}

/// Verifies every workspace: each event's hash over its columns and its predecessor, each content's digest, each
/// missing content against the event that redacted it, and the head. The program may be running meanwhile.
pub async fn verify(db: &Db, _: &Duty) -> Result<Vec<Verdict>> {
    let text = sql!("SELECT id, slug FROM workspace ORDER BY slug");
    let workspaces: Vec<WorkspaceRow> =
        on!(db.read(), |c| sqlx::query_as(text).fetch_all(c).await)?;
    let mut verdicts = Vec::new();
    for workspace in workspaces {
        verdicts.push(verify_one(db, workspace).await?);
    }
    Ok(verdicts)
}

#[derive(FromRow)]
struct Link {
    seq: i64,
    at: DateTime<Utc>,
    actor_kind: String,
    actor: Uuid,
    acting_for: Option<Uuid>,
    kind: String,
    record: Option<Uuid>,
    project: Option<Uuid>,
    cause: Option<i64>,
    undoes: Option<i64>,
    batch: Option<Uuid>,
    format: i64,
    payload_hash: Vec<u8>,
    prev_hash: Vec<u8>,
    hash: Vec<u8>,
    salt: Option<Vec<u8>>,
    bytes: Option<Vec<u8>>,
}

impl Link {
    fn row(&self, workspace: Uuid) -> EventRow {
        EventRow {
            workspace,
            seq: self.seq,
            at: self.at,
            actor_kind: self.actor_kind.clone(),
            actor: self.actor,
            acting_for: self.acting_for,
            kind: self.kind.clone(),
            record: self.record,
            project: self.project,
            cause: self.cause,
            undoes: self.undoes,
            batch: self.batch,
            format: self.format,
            payload_hash: self.payload_hash.clone(),
        }
    }
}

async fn verify_one(db: &Db, workspace: WorkspaceRow) -> Result<Verdict> {
    let text = sql!(
        "SELECT e.seq, e.at, e.actor_kind, e.actor, e.acting_for, e.kind, e.record, e.project, e.cause, e.undoes, e.batch, e.format, e.payload_hash, e.prev_hash, e.hash, p.salt, p.bytes \
         FROM event e LEFT JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq WHERE e.workspace = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3"
    );
    let mut verdict = Verdict {
        workspace: workspace.id,
        slug: workspace.slug,
        events: 0,
        redacted: 0,
        broken: None,
        head: String::new(),
    };
    let mut prev = vec![0u8; 32];
    let mut seq = 0;
    let mut missing = HashSet::new();
    // An event may be appended between a page with nothing on it and the head: it is on that page when read again.
    let mut read_again = false;
    loop {
        // From below the first number: a row that was slipped in before it is none of ours.
        let after = if seq == 0 { i64::MIN } else { seq };
        let links: Vec<Link> = on!(db.read(), |c| sqlx::query_as(text)
            .bind(workspace.id)
            .bind(after)
            .bind(PAGE)
            .fetch_all(c)
            .await)?;
        // Read after the events: whatever was appended or redacted meanwhile is in a later page, up to this head.
        let head = if (links.len() as i64) < PAGE {
            Some(head(db, workspace.id).await?)
        } else {
            None
        };
        let nothing_more = links.is_empty();
        for link in links {
            seq += 1;
            if let Some(wrong) = wrong_with(&link, workspace.id, seq, &prev) {
                verdict.broken = Some((seq, wrong));
                return Ok(verdict);
            }
            match &link.bytes {
                None => _ = missing.insert(link.seq),
                Some(bytes) => {
                    verdict.redacted += redacted_by(&link.kind, bytes)
                        .iter()
                        .filter(|seq| missing.remove(*seq))
                        .count() as i64
                }
            }
            verdict.events += 1;
            prev = link.hash;
        }
        match head {
            Some(Some(head)) if head.seq == seq && head.hash == prev => break,
            Some(Some(head)) if head.seq > seq && !(nothing_more && read_again) => {
                read_again = nothing_more;
            }
            Some(_) => {
                verdict.broken = Some((
                    seq + 1,
                    "the chain ends before its head: events are missing",
                ));
                break;
            }
            None => {}
        }
    }
    verdict.head = format!("{seq}:{}", hex::encode(&prev));
    if let Some(first) = missing.into_iter().min() {
        verdict.broken = Some((
            first,
            "its content is gone and no event says who redacted it",
        ));
    }
    Ok(verdict)
}

#[derive(FromRow)]
struct Head {
    seq: i64,
    hash: Vec<u8>,
}

async fn head(db: &Db, workspace: Uuid) -> Result<Option<Head>> {
    let text = sql!("SELECT seq, hash FROM chain WHERE workspace = $1");
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(workspace)
        .fetch_optional(c)
        .await)?)
}

fn wrong_with(link: &Link, workspace: Uuid, expected: i64, prev: &[u8]) -> Option<&'static str> {
    if link.seq != expected {
        return Some("its number is missing, or another stands before it");
    }
    if link.prev_hash != prev {
        return Some("it does not follow from the event before it");
    }
    if link.row(workspace).hash(prev)[..] != link.hash[..] {
        return Some("one of its columns was altered");
    }
    match (&link.salt, &link.bytes) {
        (Some(salt), Some(bytes)) if Content::digest(salt, bytes)[..] != link.payload_hash[..] => {
            Some("its content was altered")
        }
        _ => None,
    }
}

/// The numbers of the events whose content this event removed.
pub(crate) fn redacted_by(kind: &str, bytes: &[u8]) -> Vec<i64> {
    let redacts = [Kind::EventsRedacted, Kind::PersonErased, Kind::RecordPurged]
        .iter()
        .any(|k| k.code() == kind);
    if !redacts {
        return Vec::new();
    }
    let content: Option<Content> = serde_json::from_slice(bytes).ok();
    let list = content.and_then(|c| c.fields.get("redacted").map(|change| change.before.clone()));
    list.and_then(|list| serde_json::from_value(list).ok())
        .unwrap_or_default()
}

/// Each workspace's head, `slug:number:hash`, to be logged where nobody can alter it.
pub async fn heads(db: &Db, _: &Duty) -> Result<Vec<String>> {
    let heads = on!(db.read(), |c| sqlx::query_as(heads_text())
        .fetch_all(c)
        .await)?;
    Ok(heads_shown(heads))
}

/// The statement by itself: a backup runs it in its own snapshot.
pub(crate) fn heads_text() -> &'static str {
    sql!(
        "SELECT w.slug, c.seq, c.hash FROM workspace w JOIN chain c ON c.workspace = w.id ORDER BY w.slug"
    )
}

pub(crate) fn heads_shown(heads: Vec<(String, i64, Vec<u8>)>) -> Vec<String> {
    heads
        .into_iter()
        .map(|(slug, seq, hash)| format!("{slug}:{seq}:{}", hex::encode(hash)))
        .collect()
}

/// Whether a head that was logged earlier is still part of its workspace's chain.
pub async fn holds(db: &Db, _: &Duty, head: &str) -> Result<bool> {
    let mut parts = head.splitn(3, ':');
    let (Some(slug), Some(Ok(seq)), Some(hash)) = (
        parts.next(),
        parts.next().map(str::parse::<i64>),
        parts.next(),
    ) else {
        return Ok(false);
    };
    let text = sql!(
        "SELECT e.hash FROM event e JOIN workspace w ON w.id = e.workspace WHERE w.slug = $1 AND e.seq = $2"
    );
    let found: Option<Vec<u8>> = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(slug)
        .bind(seq)
        .fetch_optional(c)
        .await)?;
    Ok(found.is_some_and(|found| hex::encode(found) == hash))
}
