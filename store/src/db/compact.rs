//! Leaves no remnant of what was erased: in SQLite's file and write-ahead log, in PostgreSQL's dead rows, and in the
//! samples of values that either engine keeps for its query planner.

use std::time::Duration;

use domain::refusal::Refused;
use sqlx::{AssertSqlSafe, PgConnection, PgPool};

use super::writer::Writer;
use super::{Db, Engine};
use crate::dialect;
use crate::error::Result;
use crate::keys::Duty;

/// Turns at emptying the log while readers still stand in it. SQLite itself waits a few seconds in each.
const TURNS: u32 = 3;
/// Looks at whether others still read what was there before: longer than a statement of ours may take.
const POSTGRES_TURNS: u32 = 30;

impl Db {
    /// Rewrites what is left and empties the log. Takes as long as the data is large; changes wait meanwhile.
    pub async fn compact(&self, _: &Duty) -> Result<()> {
        match &self.0.pools {
            Engine::Sqlite((_, writer)) => sqlite(writer).await,
            Engine::Postgres(pool) => postgres(pool).await,
        }
    }
}

async fn sqlite(writer: &Writer) -> Result<()> {
    // The planner's samples (sqlite_stat4) hold values of indexed columns, addresses among them: taken anew, and only
    // where they were taken before.
    if writer
        .alone(&["SELECT COUNT(*) FROM sqlite_schema WHERE name LIKE 'sqlite_stat_'"])
        .await?
        > Some(0)
    {
        writer.alone(&["ANALYZE"]).await?;
    }
    // VACUUM builds the new file aside: on disk, as it may be larger than memory.
    let vacuum = writer.alone(&["PRAGMA temp_store = FILE", "VACUUM"]).await;
    writer.alone(&["PRAGMA temp_store = MEMORY"]).await?;
    vacuum?;
    for _ in 0..TURNS {
        if writer.alone(&["PRAGMA wal_checkpoint(TRUNCATE)"]).await? == Some(0) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Err(Refused::Busy { after_s: 10 }.into())
}

async fn postgres(pool: &PgPool) -> Result<()> {
    let mut conn = pool.acquire().await?.detach();
    let done = rewritten(&mut conn).await;
    // Not given back: its limits are gone.
    sqlx::Connection::close(conn).await?;
    done
}

async fn rewritten(conn: &mut PgConnection) -> Result<()> {
    for statement in ["SET statement_timeout = 0", "SET lock_timeout = 0"] {
        sqlx::raw_sql(statement).execute(&mut *conn).await?;
    }
    // Dead rows stay while somebody may still read them: our own readers end within seconds, a copy under way does not.
    let here: String = sqlx::query_scalar(dialect::HERE)
        .fetch_one(&mut *conn)
        .await?;
    let mut turns = 0;
    let older = loop {
        let older: bool = sqlx::query_scalar(dialect::OLDER_READERS)
            .bind(&here)
            .fetch_one(&mut *conn)
            .await?;
        turns += 1;
        if !older || turns > POSTGRES_TURNS {
            break older;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    sqlx::raw_sql("VACUUM (ANALYZE)")
        .execute(&mut *conn)
        .await?;
    // Of a table with nothing in it there is nothing to learn, and what was learned stays: of a column that is given its
    // type anew it goes.
    let statements: Vec<String> = sqlx::query_scalar(dialect::LEARNED_OF_NOTHING)
        .fetch_all(&mut *conn)
        .await?;
    sqlx::raw_sql("SET lock_timeout = '2s'")
        .execute(&mut *conn)
        .await?;
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut *conn)
            .await?;
    }
    if older {
        return Err(Refused::Busy { after_s: 60 }.into());
    }
    Ok(())
}
