//! Steps of the day, marked done by a person and taken back.

use chrono::{DateTime, Utc};
use domain::access::KeepDay;
use domain::day::line;
use domain::day::step::Step;
use domain::event::{Content, Kind};
use domain::refusal::{Code, Refused};
use serde_json::Value;

use super::today_in;
use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::Result;
use crate::keys::Granted;
use crate::sql::sql;
use crate::tx::{Act, Done, Tx, begin};

/// Marks a step of today done. What comes in after this moment is new.
pub async fn mark(
    db: &Db,
    key: &Granted<KeepDay>,
    act: &Act,
    zone: &str,
    day: &str,
    step: Step,
) -> Result<Done<DateTime<Utc>>> {
    let day = todays(zone, day)?;
    let mut tx = begin!(db, key, act);
    let (workspace, member, at) = (tx.workspace().0, tx.actor(), now());
    let text = sql!(
        "INSERT INTO step_done (workspace, member, day, step, done_at, seq) SELECT $1, $2, $3, $4, $5, c.seq FROM chain c WHERE c.workspace = $1 \
         ON CONFLICT (workspace, member, day, step) DO UPDATE SET done_at = excluded.done_at, seq = excluded.seq"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(member)
        .bind(day)
        .bind(step.code())
        .bind(at)
        .execute(c)
        .await
        .map(|_| ()))?;
    let content = told(day, Value::Null, step.code().into());
    commit(tx, Kind::StepMarked, content, at).await
}

/// Takes the mark off.
pub async fn unmark(
    db: &Db,
    key: &Granted<KeepDay>,
    act: &Act,
    zone: &str,
    day: &str,
    step: Step,
) -> Result<Done<DateTime<Utc>>> {
    let day = todays(zone, day)?;
    let mut tx = begin!(db, key, act);
    let (workspace, member) = (tx.workspace().0, tx.actor());
    let text = sql!(
        "DELETE FROM step_done WHERE workspace = $1 AND member = $2 AND day = $3 AND step = $4"
    );
    let gone = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(member)
        .bind(day)
        .bind(step.code())
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if gone == 0 {
        return tx.commit_unchanged(now()).await;
    }
    let content = told(day, step.code().into(), Value::Null);
    commit(tx, Kind::StepUnmarked, content, now()).await
}

fn told(day: chrono::NaiveDate, before: Value, after: Value) -> Content {
    Content::none()
        .with("day", Value::Null, day.to_string())
        .with("step", before, after)
}

async fn commit(
    tx: Tx,
    kind: Kind,
    content: Content,
    at: DateTime<Utc>,
) -> Result<Done<DateTime<Utc>>> {
    tx.commit(vec![Event::of_workspace(kind, content)], at)
        .await
}

/// Only today has steps: a page that was left open overnight marks nothing.
fn todays(zone: &str, day: &str) -> Result<chrono::NaiveDate> {
    let day = line::day(day).map_err(|bad| Refused::field_with("day", bad.0, bad.1))?;
    if day == today_in(zone, now()) {
        Ok(day)
    } else {
        Err(Refused::field("day", Code::NotAChoice).into())
    }
}
