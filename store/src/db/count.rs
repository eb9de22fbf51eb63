//! What one request asks of the database: statements and rows, counted where they are read.
//!
//! Counted by the handle a request is given, not by its task: a page's parts read in tasks of their own.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::future::BoxFuture;
use futures::stream::{BoxStream, StreamExt};
use sqlx::{Database, Describe, Either, Error, Execute, Executor, Pool, SqlStr};

/// How much was asked so far.
#[derive(Debug, Default)]
pub struct Asked {
    statements: AtomicU64,
    rows: AtomicU64,
}

impl Asked {
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// One more statement, on a connection that is held for several.
    pub(super) fn count_statement(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }
}

/// A pool of readers that counts for whoever asked, if anyone did.
pub(crate) struct Counted<'c, DB: Database> {
    pub pool: &'c Pool<DB>,
    pub asked: Option<&'c Asked>,
}

impl<DB: Database> Clone for Counted<'_, DB> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<DB: Database> Copy for Counted<'_, DB> {}

impl<DB: Database> fmt::Debug for Counted<'_, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Counted")
    }
}

impl<'c, DB: Database> Executor<'c> for Counted<'c, DB>
where
    for<'p> &'p Pool<DB>: Executor<'p, Database = DB>,
{
    type Database = DB;

    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, Result<Either<DB::QueryResult, DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        self.count_statement();
        let steps = self.pool.fetch_many(query);
        steps
            .inspect(move |step| {
                if matches!(step, Ok(Either::Right(_))) {
                    self.count_row();
                }
            })
            .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        self.count_statement();
        let row = self.pool.fetch_optional(query);
        Box::pin(async move {
            let row = row.await?;
            if row.is_some() {
                self.count_row();
            }
            Ok(row)
        })
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [DB::TypeInfo],
    ) -> BoxFuture<'e, Result<DB::Statement, Error>>
    where
        'c: 'e,
    {
        self.pool.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<DB>, Error>>
    where
        'c: 'e,
    {
        self.pool.describe(sql)
    }
}

impl<DB: Database> Counted<'_, DB> {
    fn count_statement(&self) {
        if let Some(asked) = self.asked {
            asked.count_statement();
        }
    }

    fn count_row(&self) {
        if let Some(asked) = self.asked {
            asked.rows.fetch_add(1, Ordering::Relaxed);
        }
    }
}
