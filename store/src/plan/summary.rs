//! What the tasks below summaries come to, for all summaries of a page at once: their subtrees are ranges of the
//! outline, so that no level is a statement of its own.

use chrono::{DateTime, NaiveDate, Utc};
use domain::plan::summary::Parts;
use domain::time::When;
use sqlx::FromRow;
use uuid::Uuid;

use super::wall::Wall;
use crate::db::{Reader, on};
use crate::error::Result;
use crate::keys::Sight;
use crate::sql::{bind_hundred, hundred, named, sql};

/// [`Parts`] as they are kept.
#[derive(FromRow)]
pub(super) struct Read {
    first_day: Option<NaiveDate>,
    /// The first day without a time: it begins with the day.
    first_whole: Option<NaiveDate>,
    first_at: Option<DateTime<Utc>>,
    last_day: Option<NaiveDate>,
    /// The last day without a time: it ends with the day.
    last_whole: Option<NaiveDate>,
    last_at: Option<DateTime<Utc>>,
    effort: Option<i64>,
    weight: i64,
    done: i64,
    tasks: i64,
    percents: i64,
}

impl Read {
    pub fn read(&self, wall: Wall) -> Parts {
        // A day as a whole is both the earliest and the latest that can be meant by it.
        let end = |day: Option<NaiveDate>, whole, at| -> Option<When> {
            if day == whole {
                return day.map(When::day);
            }
            wall.read(day, at)
        };
        Parts {
            start: end(self.first_day, self.first_whole, self.first_at),
            finish: end(self.last_day, self.last_whole, self.last_at),
            effort: self.effort,
            weight: self.weight,
            done: self.done,
            tasks: self.tasks,
            percents: self.percents,
        }
    }
}

/// At most a hundred summaries. What the reader may not see counts for nobody: no sum gives it away.
pub(super) async fn parts(
    reader: &mut impl Reader,
    sight: &Sight,
    summaries: &[Uuid],
) -> Result<Vec<(Uuid, Read)>> {
    if summaries.is_empty() {
        return Ok(Vec::new());
    }
    // A task with one date begins and ends with it. `x` is one of the summaries, `t` a task below it.
    let text = sql!(
        // Materialised: whether a task is the last of its branch would else be asked for each sum.
        "WITH y AS MATERIALIZED ( \
         SELECT x.id, COALESCE(t.start_day, t.finish_day) AS first_day, CASE WHEN t.start_day IS NULL THEN t.finish_at ELSE t.start_at END AS first_at, \
         COALESCE(t.finish_day, t.start_day) AS last_day, CASE WHEN t.finish_day IS NULL THEN t.start_at ELSE t.finish_at END AS last_at, t.effort, \
         CASE WHEN t.kind = 'milestone' THEN 0 ELSE COALESCE(t.effort, t.duration, p.minutes_per_day) END AS weight, CASE WHEN s.category = 'done' THEN 100 ELSE t.percent END AS percent, \
         NOT EXISTS (SELECT 1 FROM task c JOIN record cr ON cr.workspace = c.workspace AND cr.id = c.id WHERE c.workspace = t.workspace AND c.parent = t.id AND cr.trashed_at IS NULL) AS leaf \
         FROM task x CROSS JOIN project p CROSS JOIN task t CROSS JOIN record r CROSS JOIN status s WHERE x.workspace = $1 AND x.id IN (",
        hundred!(),
        ") AND p.workspace = x.workspace AND p.id = x.project AND t.workspace = x.workspace AND t.project = x.project AND t.outline > x.outline AND t.outline < x.outline || 'g' \
         AND r.workspace = t.workspace AND r.id = t.id AND r.trashed_at IS NULL AND ",
        named!("r"),
        " AND s.workspace = t.workspace AND s.id = t.status) \
         SELECT y.id, MIN(y.first_day) AS first_day, MIN(CASE WHEN y.first_at IS NULL THEN y.first_day END) AS first_whole, MIN(y.first_at) AS first_at, \
         MAX(y.last_day) AS last_day, MAX(CASE WHEN y.last_at IS NULL THEN y.last_day END) AS last_whole, MAX(y.last_at) AS last_at, \
         CAST(SUM(CASE WHEN y.leaf THEN y.effort END) AS BIGINT) AS effort, CAST(COALESCE(SUM(CASE WHEN y.leaf THEN y.weight END), 0) AS BIGINT) AS weight, \
         CAST(COALESCE(SUM(CASE WHEN y.leaf THEN y.weight * y.percent END), 0) AS BIGINT) AS done, COUNT(CASE WHEN y.leaf THEN 1 END) AS tasks, \
         CAST(COALESCE(SUM(CASE WHEN y.leaf THEN y.percent END), 0) AS BIGINT) AS percents \
         FROM y GROUP BY y.id LIMIT $3"
    );
    #[derive(FromRow)]
    struct Row {
        id: Uuid,
        #[sqlx(flatten)]
        read: Read,
    }
    let rows: Vec<Row> = on!(reader.conn(), |c| bind_hundred!(
        sqlx::query_as(text)
            .bind(sight.workspace().0)
            .bind(sight.eyes())
            .bind(100_i64),
        summaries
    )
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|row| (row.id, row.read)).collect())
}
