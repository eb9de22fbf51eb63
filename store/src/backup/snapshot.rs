//! Reads all tables as they were at one moment, while others write.

use std::path::Path;

use futures::TryStreamExt;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Sqlite, SqliteConnection, Transaction};

use super::catalog::{self, Table};
use super::folder::{Out, seal};
use super::manifest::{FORMAT, LeftOut, Manifest, Table as Kept};
use super::{cell, manifest};
use crate::Db;
use crate::audit;
use crate::db::{Engine, now, on, schema};
use crate::error::Result;

/// A transaction that only reads. SQLite's log grows behind it until it ends; nobody waits for it on either engine.
struct Snapshot(Engine<Transaction<'static, Sqlite>, PgConnection>);

impl Snapshot {
    async fn take(db: &Db) -> Result<Self> {
        Ok(Self(match db.read() {
            Engine::Sqlite(readers) => Engine::Sqlite(readers.inner.begin().await?),
            Engine::Postgres(readers) => {
                // Not given back: its limits are gone.
                let mut conn = readers.inner.acquire().await?.detach();
                for statement in [
                    "SET statement_timeout = 0",
                    "SET idle_in_transaction_session_timeout = 0",
                    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                ] {
                    sqlx::raw_sql(statement).execute(&mut conn).await?;
                }
                Engine::Postgres(conn)
            }
        }))
    }

    fn conn(&mut self) -> Engine<&mut SqliteConnection, &mut PgConnection> {
        match &mut self.0 {
            Engine::Sqlite(tx) => Engine::Sqlite(&mut **tx),
            Engine::Postgres(conn) => Engine::Postgres(conn),
        }
    }

    async fn end(self) -> Result<()> {
        match self.0 {
            Engine::Sqlite(tx) => tx.rollback().await?,
            Engine::Postgres(conn) => conn.close().await?,
        }
        Ok(())
    }
}

pub(super) async fn write(db: &Db, folder: &Path) -> Result<Manifest> {
    let mut snapshot = Snapshot::take(db).await?;
    let made_at = now();
    let version = schema::version_text();
    let schema: i64 = on!(snapshot.conn(), |c| sqlx::query_scalar(version)
        .fetch_one(c)
        .await)?;
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for table in catalog::tables(snapshot.conn()).await? {
        left_out.extend(count_left_out(&mut snapshot, &table).await?);
        kept.push(write_table(&mut snapshot, &table, folder).await?);
    }
    let heads = audit::heads_text();
    let heads = on!(snapshot.conn(), |c| sqlx::query_as(heads)
        .fetch_all(c)
        .await)?;
    let made = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").into(),
        schema,
        engine: if db.is_postgres() {
            "postgres"
        } else {
            "sqlite"
        }
        .into(),
        made_at,
        tables: kept,
        left_out,
        heads: audit::heads_shown(heads),
    };
    snapshot.end().await?;
    seal(folder, &made)?;
    Ok(made)
}

async fn write_table(
    snapshot: &mut Snapshot,
    table: &Table,
    folder: &Path,
) -> Result<manifest::Table> {
    let mut out = Out::new(folder.join(table.file()))?;
    each_line(snapshot.conn(), table, |line| out.line(line)).await?;
    let (rows, bytes) = (out.rows, out.bytes);
    Ok(Kept {
        name: table.name.clone(),
        columns: table.described(),
        rows,
        bytes,
        sha256: out.finish()?,
    })
}

async fn count_left_out(snapshot: &mut Snapshot, table: &Table) -> Result<Option<LeftOut>> {
    let Some(rule) = table.rule() else {
        return Ok(None);
    };
    let text = table.count_left_out(rule);
    let rows: i64 = on!(snapshot.conn(), |c| sqlx::query_scalar(AssertSqlSafe(text))
        .fetch_one(c)
        .await)?;
    Ok(Some(LeftOut {
        table: table.name.clone(),
        rows: rows.unsigned_abs(),
        why: rule.why.into(),
    }))
}

/// Calls `take` with the line of each row that a backup holds, in order. One row is in memory at a time.
pub(super) async fn each_line(
    conn: Engine<&mut SqliteConnection, &mut PgConnection>,
    table: &Table,
    mut take: impl FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    let text = AssertSqlSafe(table.select());
    on!(conn, |c| {
        let mut rows = sqlx::query(text).fetch(c);
        while let Some(row) = rows.try_next().await? {
            take(&cell::line(table, &row)?)?;
        }
    });
    Ok(())
}
