//! What one request asks of the database: statements and rows, counted where they are read.
//!
//! Counted by the handle a request is given, not by its task: a page's parts read in tasks of their own.

use std::sync::atomic::{AtomicU64, Ordering};

use futures::future::BoxFuture;
use futures::stream::{BoxStream, StreamExt};
use sqlx::{Database, Describe, Either, Error, Execute, Executor, SqlStr};

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
}

/// A pool or a connection that counts for whoever asked, if anyone did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted<'c, E> {
    pub inner: E,
    pub asked: Option<&'c Asked>,
}

impl<'c, DB: Database, E: Executor<'c, Database = DB>> Executor<'c> for Counted<'c, E> {
    type Database = DB;

    fn fetch_many<'e, 'q: 'e, Q>(
        self,
        query: Q,
    ) -> BoxStream<'e, Result<Either<DB::QueryResult, DB::Row>, Error>>
    where
        'c: 'e,
        Q: 'q + Execute<'q, DB>,
    {
        let asked = self.asked;
        count_statement(asked);
        let steps = self.inner.fetch_many(query);
        steps
            .inspect(move |step| {
                if matches!(step, Ok(Either::Right(_))) {
                    count_row(asked);
                }
            })
            .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, Q>(
        self,
        query: Q,
    ) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
    where
        'c: 'e,
        Q: 'q + Execute<'q, DB>,
    {
        let asked = self.asked;
        count_statement(asked);
        let row = self.inner.fetch_optional(query);
        Box::pin(async move {
            let row = row.await?;
            if row.is_some() {
                count_row(asked);
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
        self.inner.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<DB>, Error>>
    where
        'c: 'e,
    {
        self.inner.describe(sql)
    }
}

fn count_statement(asked: Option<&Asked>) {
    if let Some(asked) = asked {
        asked.statements.fetch_add(1, Ordering::Relaxed);
    }
}

fn count_row(asked: Option<&Asked>) {
    if let Some(asked) = asked {
        asked.rows.fetch_add(1, Ordering::Relaxed);
    }
}
