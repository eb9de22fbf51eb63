//! Erases a workspace with everything in it, and the accounts that were nowhere else.

use serde::Serialize;
use uuid::Uuid;

use crate::Db;
use crate::db::{Raw, on};
use crate::dialect;
use crate::error::{Result, absent};
use crate::keys::Duty;
use crate::sql::sql;

macro_rules! tables {
    ($($table:literal)+) => {
        /// Every table whose rows belong to a workspace: what refers before what is referred to.
        pub const TABLES: &[&str] = &[$($table),+];

        fn statements() -> [(&'static str, &'static str); TABLES.len()] {
            [$(($table, sql!("DELETE FROM ", $table, " WHERE workspace = $1"))),+]
        }
    };
}

tables! {
    "event_payload" "event" "chain"
    "closing" "recurrence" "former_key" "task_assignee" "outside_assignee" "task_link" "task_label" "label" "custom_value" "custom_option" "custom_field" "checklist_item" "stop" "watcher" "mention" "notice"
    "from_file" "import_batch" "import" "baseline_task" "baseline" "comment" "file" "view_pin" "saved_view" "journal_line" "day_closing" "step_done" "absence"
    "working_pattern" "usual_week" "task" "iteration" "release" "deliverable" "status" "project_health" "project_contact" "project_member" "project"
    "calendar_day" "calendar_hours" "calendar" "contact" "client"
    "search_word" "audience_name" "cause" "record"
    "member_group_member" "member_group" "invitation" "member"
    "job" "idempotency"
}

/// The tables that are no workspace's: identity and what the installation keeps for itself.
pub const GLOBAL: &[&str] = &[
    "account",
    "credential",
    "session",
    "code",
    "attempt",
    "setting",
    "again",
    "workspace",
];

/// What an erasure removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gone {
    /// Under which files of the workspace are kept.
    pub id: Uuid,
    pub rows: Vec<(&'static str, u64)>,
    /// Accounts that belonged to nothing else.
    pub accounts: u64,
    /// False when others read all the while: bytes are left in the files until `Db::compact` gets its turn.
    pub compacted: bool,
}

/// Removes every row of a workspace, in one transaction, and leaves no remnant in the files. Others wait meanwhile.
pub async fn erase_workspace(db: &Db, duty: &Duty, slug: &str) -> Result<Gone> {
    let mut raw = db.begin().await?;
    dialect::unhurried(&mut raw).await?;
    // Taken first and for good: every change in it reads this row or waits for it.
    let text = sql!(
        "UPDATE workspace SET rights_version = rights_version + 1 WHERE slug = $1 RETURNING id"
    );
    let id: Option<Uuid> = on!(raw.conn(), |c| sqlx::query_scalar(text)
        .bind(slug)
        .fetch_optional(c)
        .await)?;
    let Some(id) = id else { return absent() };
    let mut rows = Vec::new();
    for (table, text) in statements() {
        rows.push((
            table,
            on!(raw.conn(), |c| sqlx::query(text)
                .bind(id)
                .execute(c)
                .await
                .map(|r| r.rows_affected()))?,
        ));
    }
    let text = sql!("DELETE FROM workspace WHERE id = $1");
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(id)
        .execute(c)
        .await
        .map(|_| ()))?;
    let mut gone = Gone {
        id,
        rows,
        accounts: erase_orphans(&mut raw).await?,
        compacted: true,
    };
    raw.commit().await?;
    if let Err(error) = db.compact(duty).await {
        tracing::warn!(%error, "erased, but not compacted");
        gone.compacted = false;
    }
    Ok(gone)
}

/// An account that is in no workspace any more opens nothing; nobody would ever ask for its erasure. Those of contacts
/// whose client left the trash before the workspace was erased are among them.
async fn erase_orphans(raw: &mut Raw) -> Result<u64> {
    let text = sql!(
        "SELECT a.id, a.email FROM account a WHERE NOT EXISTS (SELECT 1 FROM member m WHERE m.account = a.id) \
         AND NOT EXISTS (SELECT 1 FROM contact k WHERE k.account = a.id)"
    );
    let orphans: Vec<(Uuid, String)> =
        on!(raw.conn(), |c| sqlx::query_as(text).fetch_all(c).await)?;
    for (account, email) in &orphans {
        erase_orphan(raw, *account, email).await?;
    }
    Ok(orphans.len() as u64)
}

async fn erase_orphan(raw: &mut Raw, account: Uuid, email: &str) -> Result<()> {
    for text in [
        sql!("DELETE FROM credential WHERE account = $1"),
        sql!("DELETE FROM session WHERE account = $1"),
        sql!("DELETE FROM code WHERE account = $1"),
        sql!("DELETE FROM idempotency WHERE account = $1"),
        sql!("DELETE FROM account WHERE id = $1"),
    ] {
        on!(raw.conn(), |c| sqlx::query(text)
            .bind(account)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    // Mails for a new password are the installation's own jobs: the workspace's are gone already.
    let text = sql!("SELECT id, body FROM job WHERE workspace = $1 AND body <> ''");
    let jobs: Vec<(Uuid, String)> = on!(raw.conn(), |c| sqlx::query_as(text)
        .bind(Uuid::nil())
        .fetch_all(c)
        .await)?;
    for (id, _) in jobs.iter().filter(|(_, body)| body.contains(email)) {
        let text = sql!("DELETE FROM job WHERE workspace = $1 AND id = $2");
        on!(raw.conn(), |c| sqlx::query(text)
            .bind(Uuid::nil())
            .bind(id)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}
