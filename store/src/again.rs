//! The answer to a form that came from a page without JavaScript: kept for its sender until the page is shown again.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::Db;
use crate::db::{now, on};
use crate::error::Result;
use crate::secret;
use crate::sql::sql;

const LASTS: TimeDelta = TimeDelta::minutes(10);

/// Whoever sent the form: proof is the cookie, of which only the digest is kept.
#[derive(Clone, Debug)]
pub struct Holder(Vec<u8>);

impl Holder {
    pub fn of(cookie: &str) -> Self {
        Self(secret::digest(cookie.as_bytes()))
    }
}

pub async fn keep(db: &Db, holder: &Holder, id: Uuid, body: &str) -> Result<()> {
    let text = sql!("INSERT INTO again (id, holder, body, expires_at) VALUES ($1, $2, $3, $4)");
    let mut raw = db.begin().await?;
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(id)
        .bind(&holder.0)
        .bind(body)
        .bind(now() + LASTS)
        .execute(c)
        .await
        .map(|_| ()))?;
    raw.commit().await
}

/// Takes it out: a second reading finds nothing.
pub async fn take(db: &Db, holder: &Holder, id: Uuid) -> Result<Option<String>> {
    let text =
        sql!("DELETE FROM again WHERE id = $1 AND holder = $2 AND expires_at > $3 RETURNING body");
    let mut raw = db.begin().await?;
    let body = on!(raw.conn(), |c| sqlx::query_scalar(text)
        .bind(id)
        .bind(&holder.0)
        .bind(now())
        .fetch_optional(c)
        .await)?;
    raw.commit().await?;
    Ok(body)
}
