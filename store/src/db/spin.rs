//! A connection to SQLite whose answers are looked out for a moment before the task goes to sleep.
//!
//! sqlx gives a connection a thread of its own. Most statements of a change take that thread a few microseconds; to
//! sleep meanwhile and be woken on another core takes longer (more than half of a change's time when this was measured,
//! with both cores idle). Whoever looks out for as long as sleeping and waking cost pays at most twice what the better
//! of the two would have (Karlin, Li, Manasse and Owicki, "Empirical studies of competitive spinning for a
//! shared-memory multiprocessor", SOSP 1991). Only the writer does: everybody waits for it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use futures::stream::{BoxStream, Stream, StreamExt};
use sqlx::sqlite::{SqliteQueryResult, SqliteRow, SqliteStatement, SqliteTypeInfo};
use sqlx::{Describe, Either, Error, Execute, Executor, SqlStr, Sqlite, SqliteConnection};

/// How long the answer is looked out for (32 writers, 8 s, changes a second: 1,600 without, 2,463 at 20 µs, 3,041 at
/// 50, 3,179 at 100).
const LOOK: Duration = Duration::from_micros(50);

#[derive(Debug)]
pub(crate) struct Spinning<'c> {
    conn: &'c mut SqliteConnection,
    look: Duration,
}

impl<'c> Spinning<'c> {
    pub fn writing(conn: &'c mut SqliteConnection) -> Self {
        Self { conn, look: LOOK }
    }

    /// Goes to sleep at once.
    pub fn reading(conn: &'c mut SqliteConnection) -> Self {
        Self {
            conn,
            look: Duration::ZERO,
        }
    }
}

impl<'c> Executor<'c> for Spinning<'c> {
    type Database = Sqlite;

    fn fetch_many<'e, 'q: 'e, Q>(
        self,
        query: Q,
    ) -> BoxStream<'e, Result<Either<SqliteQueryResult, SqliteRow>, Error>>
    where
        'c: 'e,
        Q: 'q + Execute<'q, Sqlite>,
    {
        Steps {
            steps: self.conn.fetch_many(query),
            look: self.look,
        }
        .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, Q>(
        self,
        query: Q,
    ) -> BoxFuture<'e, Result<Option<SqliteRow>, Error>>
    where
        'c: 'e,
        Q: 'q + Execute<'q, Sqlite>,
    {
        let mut row = self.conn.fetch_optional(query);
        Box::pin(std::future::poll_fn(move |context| {
            look(self.look, || row.as_mut().poll(context))
        }))
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [SqliteTypeInfo],
    ) -> BoxFuture<'e, Result<SqliteStatement, Error>>
    where
        'c: 'e,
    {
        self.conn.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Sqlite>, Error>>
    where
        'c: 'e,
    {
        self.conn.describe(sql)
    }
}

struct Steps<'e, T> {
    steps: BoxStream<'e, T>,
    look: Duration,
}

impl<T> Stream for Steps<'_, T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        look(self.look, || self.steps.as_mut().poll_next(context))
    }
}

/// Asks again until there is an answer or the time is over. Whoever else wants the core gets it in between.
fn look<T>(time: Duration, mut ask: impl FnMut() -> Poll<T>) -> Poll<T> {
    let mut answer = ask();
    let since = Instant::now();
    while answer.is_pending() && since.elapsed() < time {
        std::thread::yield_now();
        answer = ask();
    }
    answer
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::{Duration, LOOK, Poll, look};

    #[test]
    fn what_is_not_there_in_time_is_waited_for_asleep() {
        let begun = Instant::now();
        assert_eq!(look(LOOK, || Poll::<()>::Pending), Poll::Pending);
        assert!(begun.elapsed() >= LOOK);
    }

    #[test]
    fn what_is_there_is_asked_for_no_more() {
        let mut asked = 0;
        let answer = look(Duration::from_secs(60), || {
            asked += 1;
            if asked < 3 {
                Poll::Pending
            } else {
                Poll::Ready(asked)
            }
        });
        assert_eq!((answer, asked), (Poll::Ready(3), 3));
    }
}
