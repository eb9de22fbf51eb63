//! The few things that the two engines really do differently.

use domain::id::WorkspaceId;

use crate::db::Raw;
use crate::error::Result;

/// The channel on which PostgreSQL's nodes tell each other that a workspace has new events.
pub(crate) const CHANNEL: &str = "daymark";

/// Tells the other nodes. Only a hint: every node reads again on its own every few seconds.
pub(crate) async fn notify(raw: &mut Raw, workspace: WorkspaceId) -> Result<()> {
    if let Raw::Postgres(tx) = raw {
        sqlx::query("SELECT pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(workspace.to_string())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Upkeep may take longer than a person would wait.
pub(crate) async fn unhurried(raw: &mut Raw) -> Result<()> {
    if let Raw::Postgres(tx) = raw {
        sqlx::query("SET LOCAL statement_timeout = 0")
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Claims due jobs. PostgreSQL's workers step over each other's rows; SQLite has one writer and needs no such step.
pub(crate) fn claim_jobs(raw: &Raw) -> &'static str {
    match raw {
        Raw::Sqlite(_) => CLAIM_JOBS[0],
        Raw::Postgres(_) => CLAIM_JOBS[1],
    }
}

/// SQLite's, PostgreSQL's.
pub(crate) const CLAIM_JOBS: [&str; 2] = [
    "UPDATE job SET claimed_until = $2, attempts = attempts + 1 WHERE (workspace, id) IN \
     (SELECT workspace, id FROM job WHERE done_at IS NULL AND dead_at IS NULL AND run_at <= $1 AND (claimed_until IS NULL OR claimed_until < $1) \
      ORDER BY run_at, id LIMIT $3) RETURNING workspace, id, kind, body, attempts",
    "UPDATE job SET claimed_until = $2, attempts = attempts + 1 WHERE (workspace, id) IN \
     (SELECT workspace, id FROM job WHERE done_at IS NULL AND dead_at IS NULL AND run_at <= $1 AND (claimed_until IS NULL OR claimed_until < $1) \
      ORDER BY run_at, id LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING workspace, id, kind, body, attempts",
];
