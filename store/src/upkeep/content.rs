//! Takes the content of events away, such that `verify` can tell it from tampering: whoever does it lists the numbers
//! in an event of their own.

use std::collections::BTreeSet;

use domain::event::Content;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::audit;
use crate::db::{Raw, on};
use crate::error::Result;
use crate::sql::sql;

/// The numbers of the events whose content is gone, for the event that says so.
#[derive(Debug, Default)]
pub(crate) struct Removed(BTreeSet<i64>);

impl Removed {
    pub fn seqs(&self) -> impl Iterator<Item = i64> + '_ {
        self.0.iter().copied()
    }

    pub fn count(&self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(i64::MAX)
    }

    /// What [`audit::verify`] reads.
    pub fn content(&self) -> Content {
        Content::none().with(
            "redacted",
            self.0.iter().copied().collect::<Vec<_>>(),
            Value::Null,
        )
    }
}

#[derive(FromRow)]
struct Row {
    kind: String,
    bytes: Vec<u8>,
}

/// Removes one event's content, within the transaction that will list it. False when there is none.
pub(crate) async fn remove(
    raw: &mut Raw,
    workspace: Uuid,
    seq: i64,
    removed: &mut Removed,
) -> Result<bool> {
    let text = sql!(
        "SELECT e.kind, p.bytes FROM event e JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq WHERE e.workspace = $1 AND e.seq = $2"
    );
    let row: Option<Row> = on!(raw.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(seq)
        .fetch_optional(c)
        .await)?;
    let Some(row) = row else { return Ok(false) };
    let text = sql!("DELETE FROM event_payload WHERE workspace = $1 AND seq = $2");
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(seq)
        .execute(c)
        .await
        .map(|_| ()))?;
    removed.0.insert(seq);
    // When it is itself such a list, nothing would say any more who removed those: they are listed anew.
    removed.0.extend(audit::redacted_by(&row.kind, &row.bytes));
    Ok(true)
}
