//! Dates of tasks that go by another clock. One with a time stays the moment that it was, which may be on another day
//! there; one without stays its day.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::RecordId;
use sqlx::FromRow;
use uuid::Uuid;

use super::wall::Wall;
use crate::db::on;
use crate::error::Result;
use crate::sql::sql;
use crate::tx::Tx;

/// The moments of a task.
#[derive(FromRow)]
pub(super) struct Moments {
    start_at: Option<DateTime<Utc>>,
    finish_at: Option<DateTime<Utc>>,
    constraint_at: Option<DateTime<Utc>>,
    deadline_at: Option<DateTime<Utc>>,
    actual_start_at: Option<DateTime<Utc>>,
    actual_finish_at: Option<DateTime<Utc>>,
}

impl Moments {
    fn days(&self, wall: Wall) -> [Option<NaiveDate>; 6] {
        [
            self.start_at,
            self.finish_at,
            self.constraint_at,
            self.deadline_at,
            self.actual_start_at,
            self.actual_finish_at,
        ]
        .map(|at| wall.read(None, at).map(|when| when.day))
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    #[sqlx(flatten)]
    moments: Moments,
}

/// The tasks of a project, those in the trash too.
pub(super) async fn all(tx: &mut Tx, project: RecordId, from: Wall, to: Wall) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT id, start_at, finish_at, constraint_at, deadline_at, actual_start_at, actual_finish_at FROM task WHERE workspace = $1 AND project = $2 \
         AND COALESCE(start_at, finish_at, constraint_at, deadline_at, actual_start_at, actual_finish_at) IS NOT NULL"
    );
    let rows: Vec<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_all(c)
        .await)?;
    for row in rows {
        if row.moments.days(from) != row.moments.days(to) {
            one(tx, row.id, &row.moments, to).await?;
        }
    }
    Ok(())
}

pub(super) async fn one(tx: &mut Tx, task: Uuid, moments: &Moments, to: Wall) -> Result<()> {
    let workspace = tx.workspace().0;
    let [
        start,
        finish,
        constraint,
        deadline,
        actual_start,
        actual_finish,
    ] = moments.days(to);
    let text = sql!(
        "UPDATE task SET start_day = COALESCE($3, start_day), finish_day = COALESCE($4, finish_day), constraint_day = COALESCE($5, constraint_day), \
         deadline_day = COALESCE($6, deadline_day), actual_start_day = COALESCE($7, actual_start_day), actual_finish_day = COALESCE($8, actual_finish_day) \
         WHERE workspace = $1 AND id = $2"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .bind(start)
        .bind(finish)
        .bind(constraint)
        .bind(deadline)
        .bind(actual_start)
        .bind(actual_finish)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
