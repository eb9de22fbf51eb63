//! Closed days: what they kept holds titles and lines that people typed. People themselves are in them by their ids.

use chrono::NaiveDate;
use domain::day::log::Frozen;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::Erased;
use super::person::Person;
use crate::Db;
use crate::db::{Raw, on};
use crate::error::Result;
use crate::sql::sql;

/// Closed days looked at at a time.
const PAGE: i64 = 100;

#[derive(FromRow)]
struct Kept {
    workspace: Uuid,
    member: Uuid,
    day: NaiveDate,
    frozen: Vec<u8>,
}

/// Puts the pseudonym in the person's place.
pub(super) async fn forget(db: &Db, person: &Person, erased: &mut Erased) -> Result<()> {
    let mut at = (Uuid::nil(), Uuid::nil(), first());
    let text = sql!(
        "SELECT workspace, member, day, frozen FROM day_closing WHERE (workspace, member, day) > ($1, $2, $3) ORDER BY workspace, member, day LIMIT $4"
    );
    loop {
        let page: Vec<Kept> = on!(db.read(), |c| sqlx::query_as(text)
            .bind(at.0)
            .bind(at.1)
            .bind(at.2)
            .bind(PAGE)
            .fetch_all(c)
            .await)?;
        for kept in &page {
            at = (kept.workspace, kept.member, kept.day);
            let Ok(mut value) = serde_json::from_slice::<Value>(&kept.frozen) else {
                continue;
            };
            if !person.traces_at(kept.workspace).replace_in(&mut value) {
                continue;
            }
            // In the form that a closing is kept in: its keys stay in their order.
            let bytes = serde_json::from_value::<Frozen>(value.clone())
                .map_or_else(|_| value.to_string().into_bytes(), |frozen| frozen.bytes());
            let mut raw = db.begin().await?;
            write(&mut raw, kept, &bytes).await?;
            raw.commit().await?;
            erased.closings += 1;
        }
        if (page.len() as i64) < PAGE {
            return Ok(());
        }
    }
}

/// Before the first day that anybody closed.
fn first() -> NaiveDate {
    NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default()
}

async fn write(raw: &mut Raw, kept: &Kept, bytes: &[u8]) -> Result<()> {
    let text = sql!(
        "UPDATE day_closing SET frozen = $4 WHERE workspace = $1 AND member = $2 AND day = $3"
    );
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(kept.workspace)
        .bind(kept.member)
        .bind(kept.day)
        .bind(bytes)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Blanks what closed days tell of events whose content is taken away, and of these lines.
pub(crate) async fn redact(
    raw: &mut Raw,
    workspace: Uuid,
    seqs: &[i64],
    lines: &[Uuid],
) -> Result<()> {
    let text = sql!(
        "SELECT workspace, member, day, frozen FROM day_closing WHERE workspace = $1 AND (member, day) > ($2, $3) ORDER BY member, day LIMIT $4"
    );
    let mut at = (Uuid::nil(), first());
    loop {
        let page: Vec<Kept> = on!(raw.conn(), |c| sqlx::query_as(text)
            .bind(workspace)
            .bind(at.0)
            .bind(at.1)
            .bind(PAGE)
            .fetch_all(c)
            .await)?;
        for kept in &page {
            at = (kept.member, kept.day);
            let Some(mut frozen) = Frozen::read(&kept.frozen) else {
                continue;
            };
            if frozen.blank(seqs, lines) {
                write(raw, kept, &frozen.bytes()).await?;
            }
        }
        if (page.len() as i64) < PAGE {
            return Ok(());
        }
    }
}
