//! Takes what certain events say out of the trail: something that should never have been written there. That they
//! happened, when and by whom stays, and so does who took their content away, and why.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::access::EraseAndRedact;
use domain::event::{Content, Kind};
use domain::refusal::{Code, Refused};
use domain::text;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::files;
use crate::keys::Granted;
use crate::search;
use crate::sql::sql;
use crate::tx::{Act, Done, Tx, begin};
use crate::upkeep::content::{self, Removed};
use crate::upkeep::erase::closings;

/// Stored answers looked at at a time.
const PAGE: i64 = 200;
/// Events looked at at a time.
const MOST: i64 = 1000;

#[derive(FromRow)]
struct Said {
    kind: String,
    record: Option<Uuid>,
    bytes: Vec<u8>,
}

/// Removes the contents of events. Of a comment or a line of the log all of them go, and what it says now: one event has
/// what the next one changed. A file goes with the event that it was added by. Answers how many are gone. One that is not there, or was redacted before, refuses all.
pub async fn redact(
    db: &Db,
    key: &Granted<EraseAndRedact>,
    act: &Act,
    seqs: &[i64],
    reason: &str,
) -> Result<Done<i64>> {
    let reason = text::line(reason).map_err(|bad| Refused::field_with("reason", bad.0, bad.1))?;
    if seqs.is_empty() {
        return Err(Refused::field("seqs", Code::Missing).into());
    }
    let mut tx = begin!(db, key, act);
    let workspace = tx.workspace().0;
    let seqs = with_the_rest(&mut tx, seqs).await?;
    let (mut removed, mut texts, mut lines) = (Removed::default(), Vec::new(), Vec::new());
    for seq in seqs {
        let said = read(&mut tx, seq).await?;
        if let (Some(comment), true) = (said.record, of_comment(&said.kind)) {
            blank(&mut tx, comment).await?;
            texts.extend(texts_of(&said.bytes));
        }
        if let (Some(line), true) = (said.record, of_line(&said.kind)) {
            blank_line(&mut tx, line).await?;
            lines.push(line);
        }
        if let (Some(file), true) = (said.record, said.kind == Kind::FileAdded.code()) {
            files::forget(tx.raw(), workspace, file).await?;
        }
        content::remove(tx.raw(), workspace, seq, &mut removed).await?;
    }
    if !texts.is_empty() {
        forget_answers(&mut tx, &texts).await?;
    }
    let gone: Vec<i64> = removed.seqs().collect();
    closings::redact(tx.raw(), workspace, &gone, &lines).await?;
    let content = removed.content().because(reason);
    tx.commit(
        vec![Event::of_workspace(Kind::EventsRedacted, content)],
        removed.count(),
    )
    .await
}

/// These events, and all others of the comments and lines that they are of.
async fn with_the_rest(tx: &mut Tx, seqs: &[i64]) -> Result<BTreeSet<i64>> {
    let workspace = tx.workspace().0;
    let mut all: BTreeSet<i64> = seqs.iter().copied().collect();
    for seq in all.clone() {
        let said = read(tx, seq).await?;
        let Some(record) = said
            .record
            .filter(|_| of_comment(&said.kind) || of_line(&said.kind))
        else {
            continue;
        };
        let text = sql!(
            "SELECT e.seq FROM event e JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq WHERE e.workspace = $1 AND e.record = $2 AND e.kind IN ($3, $4, $5, $6) ORDER BY e.seq LIMIT $7"
        );
        let rest: Vec<i64> = on!(tx.conn(), |c| sqlx::query_scalar(text)
            .bind(workspace)
            .bind(record)
            .bind(Kind::CommentAdded.code())
            .bind(Kind::CommentChanged.code())
            .bind(Kind::LineAdded.code())
            .bind(Kind::LineChanged.code())
            .bind(MOST)
            .fetch_all(c)
            .await)?;
        all.extend(rest);
    }
    Ok(all)
}

/// An event whose content has some words in it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Found {
    pub seq: i64,
    pub kind: String,
    pub at: DateTime<Utc>,
}

/// Which events have these words in their content, whatever their case: to be redacted by their numbers.
pub async fn containing(db: &Db, key: &Granted<EraseAndRedact>, words: &str) -> Result<Vec<Found>> {
    #[derive(FromRow)]
    struct Row {
        #[sqlx(flatten)]
        found: Found,
        bytes: Vec<u8>,
    }
    let words = text::fold(words);
    let text = sql!(
        "SELECT e.seq, e.kind, e.at, p.bytes FROM event e JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq WHERE e.workspace = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3"
    );
    let (mut found, mut after) = (Vec::new(), 0);
    loop {
        let page: Vec<Row> = on!(db.read(), |c| sqlx::query_as(text)
            .bind(key.workspace().0)
            .bind(after)
            .bind(MOST)
            .fetch_all(c)
            .await)?;
        let is_last = (page.len() as i64) < MOST;
        after = page.last().map_or(after, |row| row.found.seq);
        let hits = page.into_iter().filter(|row| {
            serde_json::from_slice(&row.bytes).is_ok_and(|content| says(&content, &words))
        });
        found.extend(hits.map(|row| row.found));
        if is_last {
            return Ok(found);
        }
    }
}

fn says(content: &Value, words: &str) -> bool {
    match content {
        Value::String(said) => text::fold(said).contains(words),
        Value::Array(list) => list.iter().any(|one| says(one, words)),
        Value::Object(map) => map.values().any(|one| says(one, words)),
        _ => false,
    }
}

async fn read(tx: &mut Tx, seq: i64) -> Result<Said> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT e.kind, e.record, p.bytes FROM event e JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq WHERE e.workspace = $1 AND e.seq = $2"
    );
    let said: Option<Said> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(seq)
        .fetch_optional(c)
        .await)?;
    said.map_or_else(absent, Ok)
}

/// The comment stays, by whom and when; what it said is gone.
async fn blank(tx: &mut Tx, comment: Uuid) -> Result<()> {
    let workspace = tx.workspace().0;
    for text in [
        sql!("UPDATE comment SET text = '' WHERE workspace = $1 AND id = $2"),
        sql!("UPDATE record SET version = version + 1 WHERE workspace = $1 AND id = $2"),
    ] {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(comment)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    search::keep(tx.raw(), workspace, &[comment]).await
}

fn of_comment(kind: &str) -> bool {
    kind == Kind::CommentAdded.code() || kind == Kind::CommentChanged.code()
}

fn of_line(kind: &str) -> bool {
    kind == Kind::LineAdded.code() || kind == Kind::LineChanged.code()
}

/// A line of somebody's log stays, by whom and when; what it said is gone.
async fn blank_line(tx: &mut Tx, line: Uuid) -> Result<()> {
    let workspace = tx.workspace().0;
    for text in [
        sql!("UPDATE journal_line SET text = '' WHERE workspace = $1 AND id = $2"),
        sql!("UPDATE record SET version = version + 1 WHERE workspace = $1 AND id = $2"),
    ] {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(line)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

/// What it said before and after.
fn texts_of(bytes: &[u8]) -> Vec<String> {
    let content: Option<Content> = serde_json::from_slice(bytes).ok();
    let change = content.and_then(|mut content| content.fields.remove("text"));
    let texts = change
        .into_iter()
        .flat_map(|change| [change.before, change.after]);
    let texts = texts.filter_map(|text| text.as_str().map(str::to_owned));
    texts.filter(|text| !text.is_empty()).collect()
}

#[derive(FromRow)]
struct Answer {
    account: Uuid,
    key: Uuid,
    answer: Vec<u8>,
}

/// Blanks the texts in the answers that were kept for the same question.
async fn forget_answers(tx: &mut Tx, texts: &[String]) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT account, key, answer FROM idempotency WHERE workspace = $1 AND answer IS NOT NULL AND (account, key) > ($2, $3) ORDER BY account, key LIMIT $4"
    );
    let (mut account, mut key) = (Uuid::nil(), Uuid::nil());
    loop {
        let page: Vec<Answer> = on!(tx.conn(), |c| sqlx::query_as(text)
            .bind(workspace)
            .bind(account)
            .bind(key)
            .bind(PAGE)
            .fetch_all(c)
            .await)?;
        for kept in &page {
            (account, key) = (kept.account, kept.key);
            let Ok(mut value) = serde_json::from_slice::<Value>(&kept.answer) else {
                continue;
            };
            if blank_in(&mut value, texts) {
                let text =
                    sql!("UPDATE idempotency SET answer = $3 WHERE account = $1 AND key = $2");
                on!(tx.conn(), |c| sqlx::query(text)
                    .bind(account)
                    .bind(key)
                    .bind(value.to_string().into_bytes())
                    .execute(c)
                    .await
                    .map(|_| ()))?;
            }
        }
        if (page.len() as i64) < PAGE {
            return Ok(());
        }
    }
}

fn blank_in(value: &mut Value, texts: &[String]) -> bool {
    match value {
        // A text that short may be part of an id.
        Value::String(said)
            if texts
                .iter()
                .any(|text| said == text || (text.len() > 40 && said.contains(text))) =>
        {
            said.clear();
            true
        }
        Value::Array(list) => list
            .iter_mut()
            .fold(false, |hit, value| blank_in(value, texts) | hit),
        Value::Object(map) => map
            .values_mut()
            .fold(false, |hit, value| blank_in(value, texts) | hit),
        _ => false,
    }
}
