//! A made-up past: the demo workspace and the bench's crowd, whose people worked for weeks before anyone looked.
//!
//! The clock of the store is set for them alone, and only in a database that held no workspace when the rehearsal began:
//! no event of real people can be given another time. Times run forward and never into the future, so that a rehearsed
//! chain reads like any other, in the order of its events (docs/decisions/0010).

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{AccountId, SessionId};
use domain::text;
use sqlx::FromRow;
use uuid::Uuid;

use super::Signed;
use crate::Db;
use crate::db::{as_if, now, on};
use crate::error::{Error, Result, absent};
use crate::keys::Duty;
use crate::sql::sql;

pub struct Rehearsal {
    db: Db,
    last: Mutex<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    email: String,
    zone: String,
}

/// The name of the rehearsal that this database came from, once it was finished.
pub async fn finished(db: &Db, _: &Duty) -> Result<Option<String>> {
    let text = sql!("SELECT value FROM setting WHERE name = 'rehearsed'");
    Ok(on!(db.read(), |c| sqlx::query_scalar(text)
        .fetch_optional(c)
        .await)?)
}

/// Whether one was begun here, made people and was stopped before it was finished: it can neither be gone on with nor
/// begun again.
pub async fn stopped_short(db: &Db, _: &Duty) -> Result<bool> {
    let text = sql!("SELECT COUNT(*) FROM setting WHERE name = 'rehearsing'");
    let begun: i64 = on!(db.read(), |c| sqlx::query_scalar(text).fetch_one(c).await)?;
    Ok(begun > 0 && workspaces(db).await? > 0)
}

async fn workspaces(db: &Db) -> Result<i64> {
    let text = sql!("SELECT COUNT(*) FROM workspace");
    Ok(on!(db.read(), |c| sqlx::query_scalar(text)
        .fetch_one(c)
        .await)?)
}

impl Rehearsal {
    /// Begins one, where nobody works yet.
    pub async fn begin(db: &Db, _: &Duty) -> Result<Self> {
        if workspaces(db).await? > 0 {
            return Err(Error::Other(
                "this database has a workspace already: the demo goes into an empty one only"
                    .into(),
            ));
        }
        let mut raw = db.begin().await?;
        let text = sql!(
            "INSERT INTO setting (name, value) VALUES ('rehearsing', $1) ON CONFLICT (name) DO NOTHING"
        );
        on!(raw.conn(), |c| sqlx::query(text)
            .bind(now().to_rfc3339())
            .execute(c)
            .await
            .map(|_| ()))?;
        raw.commit().await?;
        Ok(Self {
            db: db.clone(),
            last: Mutex::new(DateTime::UNIX_EPOCH),
        })
    }

    /// Ends it: what was rehearsed stands under this name, and another start finds it whole.
    pub async fn finish(self, name: &str) -> Result<()> {
        let mut raw = self.db.begin().await?;
        let text = sql!("INSERT INTO setting (name, value) VALUES ('rehearsed', $1)");
        on!(raw.conn(), |c| sqlx::query(text)
            .bind(name)
            .execute(c)
            .await
            .map(|_| ()))?;
        let text = sql!("DELETE FROM setting WHERE name = 'rehearsing'");
        on!(raw.conn(), |c| sqlx::query(text)
            .execute(c)
            .await
            .map(|_| ()))?;
        raw.commit().await
    }

    /// Does something as if it were then, or a moment after what was done last. What runs side by side is done at one
    /// moment: put it into one `work`.
    pub async fn at<T>(&self, then: DateTime<Utc>, work: impl Future<Output = T>) -> T {
        as_if(self.next(then), work).await
    }

    fn next(&self, then: DateTime<Utc>) -> DateTime<Utc> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = then.max(*last + TimeDelta::milliseconds(1)).min(Utc::now());
        *last
    }

    /// One of the cast, without a session.
    pub async fn person(&self, email: &str) -> Result<Signed> {
        let text = sql!(
            "SELECT id, name, email, zone FROM account WHERE email_folded = $1 AND erased_at IS NULL"
        );
        let row: Option<Row> = on!(self.db.read(), |c| sqlx::query_as(text)
            .bind(text::fold(email))
            .fetch_optional(c)
            .await)?;
        let Some(row) = row else { return absent() };
        Ok(Signed {
            account: AccountId(row.id),
            session: SessionId(Uuid::nil()),
            name: row.name,
            email: row.email,
            zone: row.zone,
            seen: None,
        })
    }
}
