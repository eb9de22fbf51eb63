//! What the database says of itself to whoever watches the program: numbers only.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::{Db, Engine, Raw, now, on, schema};
use crate::dialect;
use crate::error::Result;
use crate::keys::Duty;
use crate::sql::sql;

/// Upper bounds of the sizes by which groups are counted. The last one is a full group.
pub const SIZES: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];

/// Longest wait for the database before it counts as gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many changes each commit held, since the start.
#[derive(Debug, Default)]
pub(super) struct Groups {
    counts: [AtomicU64; SIZES.len()],
    changes: AtomicU64,
}

impl Groups {
    pub fn count(&self, size: usize) {
        let at = SIZES.iter().position(|most| size <= *most);
        if let Some(count) = self.counts.get(at.unwrap_or(SIZES.len() - 1)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.changes.fetch_add(size as u64, Ordering::Relaxed);
    }

    pub fn read(&self) -> ([u64; SIZES.len()], u64) {
        let counts = self.counts.each_ref().map(|n| n.load(Ordering::Relaxed));
        (counts, self.changes.load(Ordering::Relaxed))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gauges {
    /// On SQLite only.
    pub writer: Option<WriterGauges>,
    pub jobs_due: i64,
    pub jobs_dead: i64,
    pub bytes: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriterGauges {
    /// Changes that wait for their turn.
    pub waiting: usize,
    /// Commits by size of their group, as [`SIZES`] divides them.
    pub groups: [u64; SIZES.len()],
    /// Changes in all of them.
    pub changes: u64,
}

/// Why no request can be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unready {
    NoAnswer,
    /// Another program has brought the schema further.
    OtherSchema,
    /// Reads are answered, changes are not.
    NoWriter,
}

impl Db {
    pub async fn gauges(&self, _: &Duty) -> Result<Gauges> {
        let text = sql!(
            "SELECT CAST(COALESCE(SUM(CASE WHEN dead_at IS NULL AND run_at <= $1 THEN 1 ELSE 0 END), 0) AS BIGINT), \
             CAST(COALESCE(SUM(CASE WHEN dead_at IS NULL THEN 0 ELSE 1 END), 0) AS BIGINT) FROM job WHERE done_at IS NULL"
        );
        let (jobs_due, jobs_dead): (i64, i64) = on!(self.read(), |c| sqlx::query_as(text)
            .bind(now())
            .fetch_one(c)
            .await)?;
        let text = dialect::SIZE[usize::from(self.is_postgres())];
        let bytes: i64 = on!(self.read(), |c| sqlx::query_scalar(text).fetch_one(c).await)?;
        Ok(Gauges {
            writer: match &self.0.pools {
                Engine::Sqlite((_, writer)) => Some(writer.gauges()),
                Engine::Postgres(_) => None,
            },
            jobs_due,
            jobs_dead,
            bytes,
        })
    }

    /// Whether requests can be answered. Takes a turn of the writer: not to be asked without end. With `keeps` a row is
    /// written too, which a full disk refuses: it costs the readers their pages in memory.
    pub(crate) async fn ready(&self, keeps: bool) -> std::result::Result<(), Unready> {
        match tokio::time::timeout(PATIENCE, self.schema_version()).await {
            Ok(Ok(version)) if version == schema::newest() => {}
            Ok(Ok(_)) => return Err(Unready::OtherSchema),
            _ => return Err(Unready::NoAnswer),
        }
        let writes = async {
            let mut raw = self.begin().await?;
            // A PostgreSQL that follows another one reads only.
            if let Raw::Postgres(tx) = &mut raw {
                let only: String = sqlx::query_scalar(dialect::READ_ONLY)
                    .fetch_one(&mut **tx)
                    .await?;
                if only != "off" {
                    return Result::Ok(false);
                }
            }
            if keeps {
                let text = sql!(
                    "INSERT INTO setting (name, value) VALUES ('ready', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
                );
                on!(raw.conn(), |c| sqlx::query(text)
                    .bind(now().to_rfc3339())
                    .execute(c)
                    .await
                    .map(|_| ()))?;
                raw.commit().await?;
            }
            Ok(true)
        };
        match tokio::time::timeout(PATIENCE, writes).await {
            Ok(Ok(true)) => Ok(()),
            _ => Err(Unready::NoWriter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Groups;

    #[test]
    fn groups_are_counted_by_size() {
        let groups = Groups::default();
        for size in [1, 1, 2, 3, 64, 65] {
            groups.count(size);
        }
        assert_eq!(groups.read(), ([2, 1, 1, 0, 0, 0, 2], 136));
    }
}
