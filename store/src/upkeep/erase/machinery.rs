//! What the machinery keeps of a person: mails to be sent, answers kept for the same question, forms kept for the next
//! page. None of it is in an event; each row is its own short transaction.

use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::Erased;
use super::person::Person;
use crate::Db;
use crate::db::{now, on};
use crate::error::Result;
use crate::sql::sql;

/// Rows looked at at a time.
const PAGE: i64 = 200;

#[derive(FromRow)]
struct Kept {
    workspace: Uuid,
    one: Uuid,
    two: Uuid,
    bytes: Vec<u8>,
}

pub(super) async fn forget(db: &Db, person: &Person, erased: &mut Erased) -> Result<()> {
    forget_jobs(db, person, erased).await?;
    forget_answers(db, person, erased).await?;
    forget_forms(db, erased).await
}

async fn forget_jobs(db: &Db, person: &Person, erased: &mut Erased) -> Result<()> {
    let mut at = (Uuid::nil(), Uuid::nil());
    let text = sql!(
        "SELECT workspace, workspace AS one, id AS two, body FROM job WHERE body <> '' AND (workspace, id) > ($1, $2) ORDER BY workspace, id LIMIT $3"
    );
    loop {
        let page: Vec<(Uuid, Uuid, Uuid, String)> = on!(db.read(), |c| sqlx::query_as(text)
            .bind(at.0)
            .bind(at.1)
            .bind(PAGE)
            .fetch_all(c)
            .await)?;
        for (workspace, one, two, body) in &page {
            at = (*one, *two);
            if person.traces_at(*workspace).finds_in(body.as_bytes()) {
                let text = sql!(
                    "UPDATE job SET body = '', dead_at = CASE WHEN done_at IS NULL AND dead_at IS NULL THEN $3 ELSE dead_at END WHERE workspace = $1 AND id = $2"
                );
                let mut raw = db.begin().await?;
                on!(raw.conn(), |c| sqlx::query(text)
                    .bind(one)
                    .bind(two)
                    .bind(now())
                    .execute(c)
                    .await
                    .map(|_| ()))?;
                raw.commit().await?;
                erased.jobs += 1;
            }
        }
        if (page.len() as i64) < PAGE {
            return Ok(());
        }
    }
}

async fn forget_answers(db: &Db, person: &Person, erased: &mut Erased) -> Result<()> {
    let mut at = (Uuid::nil(), Uuid::nil());
    let text = sql!(
        "SELECT workspace, account AS one, key AS two, answer AS bytes FROM idempotency WHERE answer IS NOT NULL AND (account, key) > ($1, $2) ORDER BY account, key LIMIT $3"
    );
    loop {
        let page: Vec<Kept> = on!(db.read(), |c| sqlx::query_as(text)
            .bind(at.0)
            .bind(at.1)
            .bind(PAGE)
            .fetch_all(c)
            .await)?;
        for kept in &page {
            at = (kept.one, kept.two);
            let Ok(mut value) = serde_json::from_slice::<Value>(&kept.bytes) else {
                continue;
            };
            if person.traces_at(kept.workspace).replace_in(&mut value) {
                let text =
                    sql!("UPDATE idempotency SET answer = $3 WHERE account = $1 AND key = $2");
                let mut raw = db.begin().await?;
                on!(raw.conn(), |c| sqlx::query(text)
                    .bind(kept.one)
                    .bind(kept.two)
                    .bind(value.to_string().into_bytes())
                    .execute(c)
                    .await
                    .map(|_| ()))?;
                raw.commit().await?;
                erased.answers += 1;
            }
        }
        if (page.len() as i64) < PAGE {
            return Ok(());
        }
    }
}

/// What is kept for the senders of forms is sealed: that of all goes, which lasts for minutes only.
async fn forget_forms(db: &Db, erased: &mut Erased) -> Result<()> {
    let text = sql!("DELETE FROM again");
    let mut raw = db.begin().await?;
    erased.forms += on!(raw.conn(), |c| sqlx::query(text)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    raw.commit().await
}
