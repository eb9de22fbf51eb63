//! A day closed: its log is kept as it stands, and what comes later stands in the next one.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::KeepDay;
use domain::day::line::{self as rule, NewLine};
use domain::day::log::{FORMAT, Frozen, Own};
use domain::event::{Content, Kind};
use domain::refusal::{Code, Refused};
use serde_json::Value;

use super::log::Reach;
use super::{Mark, log, marks, people, refuse_without_day, today_in};
use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::Result;
use crate::keys::{Granted, Key, Sight};
use crate::live;
use crate::sql::sql;
use crate::tx::{Act, Done, Tx, begin};

/// Closes a day that has begun, with a last line if there is one. It is never opened again.
pub async fn close_day(
    db: &Db,
    key: &Granted<KeepDay>,
    sight: &Sight,
    act: &Act,
    zone: &str,
    day: &str,
    last: Option<&NewLine>,
) -> Result<Done<DateTime<Utc>>> {
    refuse_without_day(sight)?;
    let today = today_in(zone, now());
    let day = rule::closable(day, today)?;
    debug_assert_eq!(key.acting().actor.id, sight.member().0, "one person's keys");
    // The number first: what comes in while the log is read is later than the closing.
    let seq = live::head(db, sight).await?;
    let at = now();
    let mut frozen = Frozen {
        closed_at: at,
        format: FORMAT,
        log: read(db, sight, zone, day, seq).await?,
        zone: zone.to_owned(),
    };
    if let Some(last) = last {
        frozen.log.own.push(Own {
            at,
            id: last.id.0,
            project: None,
            text: last.text.clone(),
        });
    }
    let mut tx = begin!(db, key, act);
    put(&mut tx, day, at, seq, &frozen.bytes()).await?;
    let mut events = Vec::new();
    if let Some(last) = last {
        super::line::put(&mut tx, day, last).await?;
        events.push(Event::of(Kind::LineAdded, last.id, None, rule::added(last)));
    }
    let content = Content::none().with("day", Value::Null, day.to_string());
    events.push(Event::of_workspace(Kind::DayClosed, content));
    tx.commit(events, at).await
}

async fn read(
    db: &Db,
    sight: &Sight,
    zone: &str,
    day: NaiveDate,
    seq: i64,
) -> Result<domain::day::log::Log> {
    let mut reader = db.hold().await?;
    let me = (sight.workspace().0, sight.member().0);
    let marks = marks(&mut reader, me, day).await?;
    let before = |mark: &&Mark| mark.step == "log" && Some(mark.day) == day.pred_opt();
    let told = people::told(&mut reader, sight).await?;
    let before = marks.iter().find(before);
    let mut read = log::open(&mut reader, sight, zone, day, before, told, Reach::Kept).await?;
    for group in read.log.after.iter_mut().chain(&mut read.log.groups) {
        group
            .lines
            .retain(|line| line.seqs.first().is_none_or(|first| *first <= seq));
    }
    Ok(read.log)
}

async fn put(
    tx: &mut Tx,
    day: NaiveDate,
    at: DateTime<Utc>,
    seq: i64,
    frozen: &[u8],
) -> Result<()> {
    let (workspace, member) = (tx.workspace().0, tx.actor());
    let text = sql!(
        "INSERT INTO day_closing (workspace, member, day, closed_at, seq, frozen) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace, member, day) DO NOTHING"
    );
    let made = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(member)
        .bind(day)
        .bind(at)
        .bind(seq)
        .bind(frozen)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if made == 1 {
        Ok(())
    } else {
        Err(Refused::conflict(Code::DayClosed).into())
    }
}
