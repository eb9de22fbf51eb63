//! The few things that the two engines really do differently.

use domain::id::WorkspaceId;

use crate::db::Raw;
use crate::error::Result;
use crate::record::loaded;

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
     (SELECT workspace, id FROM job WHERE kind = $4 AND done_at IS NULL AND dead_at IS NULL AND run_at <= $1 AND (claimed_until IS NULL OR claimed_until < $1) \
      ORDER BY run_at, id LIMIT $3) RETURNING workspace, id, kind, body, attempts",
    "UPDATE job SET claimed_until = $2, attempts = attempts + 1 WHERE (workspace, id) IN \
     (SELECT workspace, id FROM job WHERE kind = $4 AND done_at IS NULL AND dead_at IS NULL AND run_at <= $1 AND (claimed_until IS NULL OR claimed_until < $1) \
      ORDER BY run_at, id LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING workspace, id, kind, body, attempts",
];

/// Statements that share their values, of which none is about rows that another has written, asked at once: each costs
/// a way to the database and back. SQLite takes them one after another, PostgreSQL as one.
macro_rules! at_once {
    ($first:literal, $second:literal, $third:literal, $last:literal) => {
        [
            concat!($first, "; ", $second, "; ", $third, "; ", $last),
            concat!(
                "WITH first AS (",
                $first,
                "), second AS (",
                $second,
                "), third AS (",
                $third,
                ") ",
                $last
            ),
        ]
    };
}

/// A change's last event, what it says, the chain's end and the change's answer.
pub(crate) fn last_link(raw: &Raw) -> &'static str {
    match raw {
        Raw::Sqlite(_) => LAST_LINK[0],
        Raw::Postgres(_) => LAST_LINK[1],
    }
}

pub(crate) const LAST_LINK: [&str; 2] = at_once!(
    "INSERT INTO event (workspace, seq, at, actor_kind, actor, acting_for, kind, record, project, cause, undoes, batch, format, payload_hash, prev_hash, hash) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    "INSERT INTO event_payload (workspace, seq, salt, bytes) VALUES ($1, $2, $17, $18)",
    "UPDATE chain SET hash = $16 WHERE workspace = $1",
    "UPDATE idempotency SET answer = $19 WHERE account = $20 AND key = $21"
);

/// A record that stays as it is read until the change ends. SQLite has one writer.
pub(crate) fn hold_record(raw: &Raw) -> &'static str {
    match raw {
        Raw::Sqlite(_) => HOLD_RECORD[0],
        Raw::Postgres(_) => HOLD_RECORD[1],
    }
}

pub(crate) const HOLD_RECORD: [&str; 2] = [loaded!(), concat!(loaded!(), " FOR SHARE OF r")];

/// Every table of the product with its columns: name, type as the engine calls it, place in the primary key. Computed
/// columns are left to whoever computes them.
pub(crate) const CATALOG: [&str; 2] = [
    "SELECT t.name AS table_name, c.name AS column_name, c.type AS type_name, c.pk AS pk FROM sqlite_schema t, pragma_table_info(t.name) c \
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name <> '_sqlx_migrations' ORDER BY t.name, c.name",
    "SELECT c.table_name::text AS table_name, c.column_name::text AS column_name, c.data_type::text AS type_name, \
       COALESCE((SELECT k.ordinal_position FROM information_schema.table_constraints p JOIN information_schema.key_column_usage k \
         ON k.constraint_name = p.constraint_name AND k.table_schema = p.table_schema AND k.table_name = p.table_name \
         WHERE p.constraint_type = 'PRIMARY KEY' AND p.table_schema = c.table_schema AND p.table_name = c.table_name AND k.column_name = c.column_name), 0)::bigint AS pk \
     FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name \
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.table_name <> '_sqlx_migrations' AND c.is_generated = 'NEVER' \
     ORDER BY c.table_name::text COLLATE \"C\", c.column_name::text COLLATE \"C\"",
];

/// Every table that is there, whoever made it.
pub(crate) const EVERY_TABLE: [&str; 2] = [
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> '_sqlx_migrations' ORDER BY name",
    "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() AND tablename <> '_sqlx_migrations' ORDER BY 1",
];

/// PostgreSQL: what takes each foreign key off and what puts it back.
pub(crate) const FOREIGN_KEYS: &str = "SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname) AS off, \
     'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid) AS back \
     FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1";

/// SQLite: a table with a row whose foreign key leads nowhere.
pub(crate) const DANGLING: &str = "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1";

/// Bytes that the database takes.
pub(crate) const SIZE: [&str; 2] = [
    "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
    "SELECT pg_database_size(current_database())",
];

/// PostgreSQL: the place of this transaction among all.
pub(crate) const HERE: &str = "SELECT pg_current_xact_id()::xid::text";

/// PostgreSQL: whether somebody may still read what was there before the transaction `$1`.
pub(crate) const OLDER_READERS: &str = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
     AND backend_type <> 'autovacuum worker' AND backend_xmin IS NOT NULL AND age(backend_xmin) > age($1::text::xid))";

/// PostgreSQL: what makes it forget the values of columns of tables in which nothing is left. Ids are nobody's words.
pub(crate) const LEARNED_OF_NOTHING: &str = "SELECT 'ALTER TABLE ' || c.oid::regclass || ' ALTER COLUMN ' || quote_ident(a.attname) || ' TYPE ' || a.atttypid::regtype \
     FROM pg_stats s JOIN pg_class c ON c.relname = s.tablename AND c.relnamespace = current_schema()::regnamespace \
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname \
     WHERE s.schemaname = current_schema() AND c.relkind = 'r' AND c.reltuples = 0 AND a.atttypid IN ('text'::regtype, 'bytea'::regtype) ORDER BY 1";

/// PostgreSQL: whether there is something, and nothing is known of it.
pub(crate) const NEVER_LEARNED: &str = "SELECT EXISTS (SELECT 1 FROM record) \
     AND NOT EXISTS (SELECT 1 FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'record')";

/// PostgreSQL: `off` where changes are taken.
pub(crate) const READ_ONLY: &str = "SELECT current_setting('transaction_read_only')";
