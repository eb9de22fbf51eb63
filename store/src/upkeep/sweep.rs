//! Removes what is past its date and of no further use to anyone.

use chrono::TimeDelta;

use crate::Db;
use crate::db::{now, on};
use crate::error::Result;
use crate::keys::Duty;
use crate::sql::sql;

/// Days that a change's key and answer are kept: phones come back late.
const KEYS_DAYS: i64 = 30;

/// Run now and then by the server. Each statement is its own short transaction.
pub async fn sweep(db: &Db, _: &Duty) -> Result<()> {
    let at = now();
    let old = at - TimeDelta::days(KEYS_DAYS);
    for (text, before) in [
        (sql!("DELETE FROM again WHERE expires_at < $1"), at),
        (sql!("DELETE FROM attempt WHERE until < $1"), at),
        (sql!("DELETE FROM idempotency WHERE made_at < $1"), old),
        (sql!("DELETE FROM session WHERE expires_at < $1"), old),
        (sql!("DELETE FROM code WHERE expires_at < $1"), old),
        (sql!("DELETE FROM job WHERE done_at < $1"), old),
        // Files that nobody made a project of, and runs that nobody went on with: their plans are forgotten, and what
        // there is of a project goes with the trash.
        (
            sql!(
                "UPDATE import SET state = 'given_up', plan = NULL, people = NULL WHERE made_at < $1 AND state IN ('read', 'running')"
            ),
            old,
        ),
    ] {
        let mut raw = db.begin().await?;
        on!(raw.conn(), |c| sqlx::query(text)
            .bind(before)
            .execute(c)
            .await
            .map(|_| ()))?;
        raw.commit().await?;
    }
    Ok(())
}
