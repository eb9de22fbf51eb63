//! What the engine knows of its tables, made new at once where a lot has come in: PostgreSQL would else go on for a
//! minute as if they were as small as before, and ask a page's questions in the order that suits small ones.

use super::{Db, Engine};
use crate::dialect;
use crate::error::Result;
use crate::keys::Duty;

impl Db {
    /// SQLite takes the tables in the order in which a statement names them, and need know nothing.
    pub async fn learn(&self, _: &Duty) -> Result<()> {
        let Engine::Postgres(pool) = &self.0.pools else {
            return Ok(());
        };
        let mut conn = pool.acquire().await?.detach();
        for statement in ["SET statement_timeout = 0", "ANALYZE"] {
            sqlx::raw_sql(statement).execute(&mut conn).await?;
        }
        // Not given back: its limit is gone.
        sqlx::Connection::close(conn).await?;
        Ok(())
    }

    /// The same where nothing was ever learned though there is something: in a database that was just restored or copied
    /// a page asked as of an empty one can take longer than a statement may.
    pub async fn learn_at_first(&self, duty: &Duty) -> Result<()> {
        let Engine::Postgres(pool) = &self.0.pools else {
            return Ok(());
        };
        if sqlx::query_scalar(dialect::NEVER_LEARNED)
            .fetch_one(pool)
            .await?
        {
            self.learn(duty).await?;
        }
        Ok(())
    }
}
