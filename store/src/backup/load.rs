//! Loads a backup into an empty database: one transaction, a few hundred rows in memory at a time, and every table read
//! back and compared with its digest before the commit.
//!
//! Tables may refer to themselves and in circles, so no order of theirs keeps foreign keys right row by row: they are
//! checked at the end. SQLite defers them; PostgreSQL takes them off and puts them back, as its own restore does.

use std::path::Path;

use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, PgConnection, SqliteConnection};

use super::catalog::{self, Table};
use super::folder::Lines;
use super::manifest::Manifest;
use super::{cell, snapshot};
use crate::db::{Engine, Place, on, schema};
use crate::dialect;
use crate::error::{Error, Result};
use crate::upkeep::erase::{GLOBAL, TABLES};

/// Bytes of one statement's rows, about.
const BYTES: usize = 1024 * 1024;

/// The database that is being filled. Dropped before the end, it is as empty as before.
struct Target(Engine<SqliteConnection, PgConnection>);

impl Target {
    fn conn(&mut self) -> Engine<&mut SqliteConnection, &mut PgConnection> {
        match &mut self.0 {
            Engine::Sqlite(conn) => Engine::Sqlite(conn),
            Engine::Postgres(conn) => Engine::Postgres(conn),
        }
    }

    async fn run(&mut self, statement: impl Into<String>) -> Result<()> {
        let text = AssertSqlSafe(statement.into());
        on!(self.conn(), |c| sqlx::raw_sql(text)
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    async fn close(self) -> Result<()> {
        match self.0 {
            Engine::Sqlite(conn) => sqlx::Connection::close(conn).await?,
            Engine::Postgres(conn) => sqlx::Connection::close(conn).await?,
        }
        Ok(())
    }
}

pub(super) async fn load(place: &Place, from: &Path, manifest: &Manifest) -> Result<()> {
    if manifest.schema > schema::newest() {
        return Err(Error::Other(format!(
            "the backup was written by a newer Daymark ({}, schema {}); restore it with that version or a later one",
            manifest.program, manifest.schema
        )));
    }
    refuse_what_is_there(place).await?;
    let mut target = Target(schema::at_version(place, manifest.schema).await?);
    let postgres = matches!(target.0, Engine::Postgres(_));
    target
        .run(if postgres { "BEGIN" } else { "BEGIN IMMEDIATE" })
        .await?;
    let tables = catalog::tables(target.conn()).await?;
    refuse_other_tables(&tables, manifest)?;
    // Before anything is locked: somebody may be working in it.
    for table in &tables {
        refuse_rows(&mut target, &table.name).await?;
    }
    let keys = take_foreign_keys_off(&mut target).await?;
    for table in &tables {
        fill(&mut target, table, from).await?;
    }
    put_foreign_keys_back(&mut target, keys).await?;
    for (table, said) in tables.iter().zip(&manifest.tables) {
        compare(&mut target, table, &said.sha256).await?;
    }
    target.run("COMMIT").await?;
    if postgres {
        // Or its planner of queries would take every table for empty until it looks by itself.
        target.run("ANALYZE").await?;
    }
    target.close().await
}

/// Before its schema is brought to the backup's: a database that is refused is left as it is.
async fn refuse_what_is_there(place: &Place) -> Result<()> {
    let Some(conn) = schema::untouched(place).await? else {
        return Ok(());
    };
    let mut target = Target(conn);
    let text = dialect::EVERY_TABLE[usize::from(matches!(target.0, Engine::Postgres(_)))];
    let tables: Vec<String> = on!(target.conn(), |c| sqlx::query_scalar(text)
        .fetch_all(c)
        .await)?;
    let is_ours = |table: &&String| TABLES.iter().chain(GLOBAL).any(|ours| ours == table);
    if let Some(other) = tables.iter().find(|table| !is_ours(table)) {
        return Err(Error::Other(format!(
            "the table {other} of this database is not Daymark's: restore into one with nothing in it"
        )));
    }
    for table in &tables {
        refuse_rows(&mut target, table).await?;
    }
    target.close().await
}

fn refuse_other_tables(tables: &[Table], manifest: &Manifest) -> Result<()> {
    let here: Vec<_> = tables.iter().map(|t| (&t.name, t.described())).collect();
    let there: Vec<_> = manifest
        .tables
        .iter()
        .map(|t| (&t.name, t.columns.clone()))
        .collect();
    if here == there {
        return Ok(());
    }
    let odd = here.iter().find(|table| !there.contains(table));
    let odd = odd.or_else(|| there.iter().find(|table| !here.contains(table)));
    Err(Error::Other(format!(
        "the table {} of this database is not the backup's: restore into one with nothing in it",
        odd.map_or("", |(name, _)| name.as_str())
    )))
}

async fn refuse_rows(target: &mut Target, table: &str) -> Result<()> {
    let text = AssertSqlSafe(catalog::count_any(table));
    let rows: i64 = on!(target.conn(), |c| sqlx::query_scalar(text)
        .fetch_one(c)
        .await)?;
    if rows > 0 {
        return Err(Error::Other(format!(
            "this database is not empty: {table} has rows. A backup is restored into a database of its own"
        )));
    }
    Ok(())
}

/// What puts them back, on PostgreSQL.
async fn take_foreign_keys_off(target: &mut Target) -> Result<Vec<String>> {
    let keys: Vec<(String, String)> = match target.conn() {
        Engine::Sqlite(_) => {
            target.run("PRAGMA defer_foreign_keys = ON").await?;
            return Ok(Vec::new());
        }
        Engine::Postgres(c) => sqlx::query_as(dialect::FOREIGN_KEYS).fetch_all(c).await?,
    };
    let mut back = Vec::new();
    for (off, put) in keys {
        target.run(off).await?;
        back.push(put);
    }
    Ok(back)
}

async fn put_foreign_keys_back(target: &mut Target, keys: Vec<String>) -> Result<()> {
    if let Engine::Sqlite(c) = target.conn() {
        let dangling: Option<String> = sqlx::query_scalar(dialect::DANGLING)
            .fetch_optional(c)
            .await?;
        if let Some(table) = dangling {
            return Err(Error::Other(format!(
                "{table}.jsonl holds a row that refers to nothing; nothing was restored"
            )));
        }
    }
    for key in keys {
        target.run(key).await?;
    }
    Ok(())
}

async fn fill(target: &mut Target, table: &Table, from: &Path) -> Result<()> {
    let mut lines = Lines::open(&from.join(table.file()))?;
    let (mut rows, mut bytes, mut number) = (Vec::new(), 0, 0);
    while let Some(line) = lines.next_line()? {
        number += 1;
        bytes += line.len();
        let row = cell::cells(table, line)
            .map_err(|e| Error::Other(format!("{}, line {number}: {e}", table.file())))?;
        rows.push(row);
        if rows.len() >= table.most_rows() || bytes >= BYTES {
            insert(target, table, std::mem::take(&mut rows)).await?;
            bytes = 0;
        }
    }
    if !rows.is_empty() {
        insert(target, table, rows).await?;
    }
    Ok(())
}

async fn insert(target: &mut Target, table: &Table, rows: Vec<Vec<cell::Cell>>) -> Result<()> {
    // Full statements are prepared once; the others of a table differ each time.
    let full = rows.len() == table.most_rows();
    let text = AssertSqlSafe(table.insert(rows.len()));
    match target.conn() {
        Engine::Sqlite(c) => {
            let arguments: sqlx::sqlite::SqliteArguments = cell::arguments(table, rows)?;
            sqlx::query_with(text, arguments)
                .persistent(full)
                .execute(c)
                .await?;
        }
        Engine::Postgres(c) => {
            let arguments: sqlx::postgres::PgArguments = cell::arguments(table, rows)?;
            sqlx::query_with(text, arguments)
                .persistent(full)
                .execute(c)
                .await?;
        }
    }
    Ok(())
}

async fn compare(target: &mut Target, table: &Table, sha256: &str) -> Result<()> {
    let mut digest = Sha256::new();
    snapshot::each_line(target.conn(), table, |line| {
        digest.update(line);
        Ok(())
    })
    .await?;
    if hex::encode(digest.finalize()) != sha256 {
        return Err(Error::Other(format!(
            "{} reads otherwise than it was written; nothing was restored",
            table.name
        )));
    }
    Ok(())
}
