//! What somebody makes of their notices: read, unread again, done. Each marking is an event of its own, that says from
//! what to what and at which moment; by that moment what was marked at once is taken back at once.

use chrono::{DateTime, Utc};
use domain::access::KeepInbox;
use domain::event::{Content, Kind};
use domain::inbox::State;
use domain::refusal::{Code, Refused};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::stands;
use crate::Db;
use crate::chain::Event;
use crate::db::{Reader, now, on};
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::sql::{sql, visible};
use crate::tx::{Act, Done, Tx, begin};

/// Marks one of one's own notices.
pub async fn mark(
    db: &Db,
    key: &Granted<KeepInbox>,
    act: &Act,
    notice: Uuid,
    to: State,
) -> Result<Done<()>> {
    let mut tx = begin!(db, key, act);
    let (workspace, member, at) = (tx.workspace().0, tx.actor(), now());
    let text = sql!("SELECT state FROM notice WHERE workspace = $1 AND id = $2 AND member = $3");
    let before: Option<String> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(notice)
        .bind(member)
        .fetch_optional(c)
        .await)?;
    let Some(before) = before else {
        return absent();
    };
    if before == to.code() {
        return tx.commit_unchanged(()).await;
    }
    let text =
        sql!("UPDATE notice SET state = $3, marked_at = $4 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(notice)
        .bind(to.code())
        .bind(at)
        .execute(c)
        .await
        .map(|_| ()))?;
    let content = marked(&before, to.code(), at);
    let event = Event::of_workspace(Kind::NoticesMarked, content);
    tx.commit(vec![event], ()).await
}

/// Marks all as read that the reader sees and has not read. Says how many those were.
pub async fn read_all(
    db: &Db,
    key: &Granted<KeepInbox>,
    sight: &Sight,
    act: &Act,
) -> Result<Done<u64>> {
    let mut tx = begin!(db, key, act);
    let at = now();
    let text = sql!(
        "UPDATE notice SET state = 'read', marked_at = $6 WHERE workspace = $1 AND member = $4 AND state = 'unread' \
         AND EXISTS (SELECT 1 FROM notice n JOIN record r ON r.workspace = n.workspace AND r.id = n.record \
         WHERE n.workspace = notice.workspace AND n.id = notice.id AND ($5 OR r.kind <> 'comment') AND ",
        stands!(),
        " AND ",
        visible!(),
        ")"
    );
    let read = on!(tx.conn(), |c| sqlx::query(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(sight.member().0)
        .bind(sight.reads_talk())
        .bind(at)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if read == 0 {
        return tx.commit_unchanged(read).await;
    }
    let content = marked(State::Unread.code(), State::Read.code(), at);
    let event = Event::of_workspace(Kind::NoticesMarked, content);
    tx.commit(vec![event], read).await
}

fn marked(before: &str, after: &str, at: DateTime<Utc>) -> Content {
    Content::none()
        .with("state", before, after)
        .with("at", Value::Null, at.to_rfc3339())
}

#[derive(FromRow)]
struct Past {
    undone: bool,
    bytes: Option<Vec<u8>>,
}

async fn past(
    reader: &mut impl Reader,
    (workspace, member): (Uuid, Uuid),
    seq: i64,
) -> Result<Option<Past>> {
    let text = sql!(
        "SELECT EXISTS (SELECT 1 FROM event u WHERE u.workspace = e.workspace AND u.undoes = e.seq) AS undone, p.bytes \
         FROM event e LEFT JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq \
         WHERE e.workspace = $1 AND e.seq = $2 AND e.actor = $3 AND e.kind = 'notices.marked'"
    );
    Ok(on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(seq)
        .bind(member)
        .fetch_optional(c)
        .await)?)
}

/// Whether by this event the reader marked notices of theirs.
pub async fn is_marking(db: &Db, sight: &Sight, seq: i64) -> Result<bool> {
    let mut held = db.hold().await?;
    let past = past(&mut held, (sight.workspace().0, sight.member().0), seq).await?;
    Ok(past.is_some())
}

/// Takes a marking back. What was marked otherwise since stays as it is.
pub async fn take_back(db: &Db, key: &Granted<KeepInbox>, act: &Act, seq: i64) -> Result<Done<()>> {
    let mut tx = begin!(db, key, act);
    let me = (tx.workspace().0, tx.actor());
    let Some(past) = past(&mut tx, me, seq).await? else {
        return absent();
    };
    if past.undone {
        return Err(Refused::conflict(Code::AlreadyUndone).into());
    }
    let Some((before, after, then)) = past.bytes.as_deref().and_then(said) else {
        return Err(Refused::conflict(Code::Final).into());
    };
    let at = now();
    if set_back(&mut tx, (&before, &after), then, at).await? == 0 {
        return Err(Refused::conflict(Code::ChangedSince).into());
    }
    let event = Event {
        undoes: Some(seq),
        ..Event::of_workspace(Kind::NoticesMarked, marked(&after, &before, at))
    };
    tx.commit(vec![event], ()).await
}

/// From what to what, and when.
fn said(bytes: &[u8]) -> Option<(String, String, DateTime<Utc>)> {
    let content: Content = serde_json::from_slice(bytes).ok()?;
    let state = content.fields.get("state")?;
    let at = content.fields.get("at")?.after.as_str()?;
    let at = DateTime::parse_from_rfc3339(at).ok()?.to_utc();
    Some((
        state.before.as_str()?.to_owned(),
        state.after.as_str()?.to_owned(),
        at,
    ))
}

async fn set_back(
    tx: &mut Tx,
    (before, after): (&str, &str),
    then: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<u64> {
    let (workspace, member) = (tx.workspace().0, tx.actor());
    let text = sql!(
        "UPDATE notice SET state = $3, marked_at = $6 WHERE workspace = $1 AND member = $2 AND state = $4 AND marked_at = $5"
    );
    Ok(on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(member)
        .bind(before)
        .bind(after)
        .bind(then)
        .bind(at)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?)
}

/// Whether a mention is mailed to the reader.
pub async fn mails_mentions(db: &Db, sight: &Sight) -> Result<bool> {
    let text = sql!("SELECT mails_mentions FROM member WHERE workspace = $1 AND id = $2");
    Ok(on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(sight.workspace().0)
        .bind(sight.member().0)
        .fetch_one(c)
        .await)?)
}

/// Says whether a mention is mailed to oneself.
pub async fn set_mention_mails(
    db: &Db,
    key: &Granted<KeepInbox>,
    act: &Act,
    mails: bool,
) -> Result<Done<()>> {
    let mut tx = begin!(db, key, act);
    let (workspace, member) = (tx.workspace().0, tx.actor());
    let text = sql!(
        "UPDATE member SET mails_mentions = $3 WHERE workspace = $1 AND id = $2 AND mails_mentions <> $3"
    );
    let other = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(member)
        .bind(mails)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if other == 0 {
        return tx.commit_unchanged(()).await;
    }
    let content = Content::none().with("mails", !mails, mails);
    let event = Event::of_workspace(Kind::MentionMailsSet, content);
    tx.commit(vec![event], ()).await
}
