//! A person's day: what they read in the morning, the steps they have done, their log, and the day closed.

pub mod closing;
pub mod line;
pub mod log;
pub mod step;
pub mod taken_back;
pub mod today;

pub(crate) mod facts;
mod people;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Right, Standing};
use domain::refusal::{Code, Refused};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Reader, on};
use crate::error::{Result, absent};
use crate::keys::Sight;
use crate::people::zone;
use crate::sql::sql;

/// Whether whoever reads has a day here at all: an observer of reports has none.
fn refuse_without_day(sight: &Sight) -> Result<()> {
    let standing = Standing {
        workspace: Some(sight.role()),
        project: None,
    };
    if standing.may(Right::KeepDay) {
        Ok(())
    } else {
        absent()
    }
}

/// The moments between which a day lies in a zone.
pub(crate) fn bounds(zone_name: &str, day: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let span = zone::days(zone::of(zone_name), day, day);
    (zone::to_instant(span.start), zone::to_instant(span.finish))
}

/// The day it is in a zone.
pub fn today_in(zone_name: &str, now: DateTime<Utc>) -> NaiveDate {
    zone::day_of(zone::of(zone_name), now)
}

/// A step that was marked, or (as the step `log`) the day's closing.
#[derive(Clone, Debug, FromRow)]
pub struct Mark {
    pub day: NaiveDate,
    pub step: String,
    pub done_at: DateTime<Utc>,
    /// The workspace's newest event then.
    pub seq: i64,
    /// A closed day, as it was then; of the day before only that it was closed.
    pub frozen: Option<Vec<u8>>,
}

/// What a person has marked on a day, and the closings of that day and of the one before.
async fn marks(
    reader: &mut impl Reader,
    (workspace, member): (Uuid, Uuid),
    day: NaiveDate,
) -> Result<Vec<Mark>> {
    let text = sql!(
        "SELECT day, step, done_at, seq, NULL AS frozen FROM step_done WHERE workspace = $1 AND member = $2 AND day = $3 \
         UNION ALL SELECT day, 'log' AS step, closed_at AS done_at, seq, CASE WHEN day = $3 THEN frozen END AS frozen FROM day_closing WHERE workspace = $1 AND member = $2 AND day IN ($3, $4) ORDER BY day, step"
    );
    Ok(on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(member)
        .bind(day)
        .bind(day.pred_opt().unwrap_or(day))
        .fetch_all(c)
        .await)?)
}

/// Refuses what would change a closed day.
async fn refuse_closed(
    reader: &mut impl Reader,
    workspace: Uuid,
    member: Uuid,
    day: NaiveDate,
) -> Result<()> {
    if is_closed(reader, workspace, member, day).await? {
        return Err(Refused::conflict(Code::DayClosed).into());
    }
    Ok(())
}

async fn is_closed(
    reader: &mut impl Reader,
    workspace: Uuid,
    member: Uuid,
    day: NaiveDate,
) -> Result<bool> {
    let text =
        sql!("SELECT COUNT(*) FROM day_closing WHERE workspace = $1 AND member = $2 AND day = $3");
    let closed: i64 = on!(reader.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(member)
        .bind(day)
        .fetch_one(c)
        .await)?;
    Ok(closed > 0)
}
