//! The next one is made: once, whoever looks. A series is a row, and belongs to its newest task; whoever moves it on from
//! there makes the next, and everybody else finds that it has gone.

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::access::EditTasks;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::plan::duplicate::Along;
use domain::plan::recurrence::{Occurrence, RECURRENCE, Series, due_on, next_of};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Ground, ground, put, said};
use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::door::grant::{self, Asker};
use crate::error::Result;
use crate::keys::{Duty, OnBehalf};
use crate::people::calendar;
use crate::plan::duplicate::{Work, subtree};
use crate::plan::fields::{self, Loaded, bump};
use crate::plan::wall::Wall;
use crate::plan::{links, moving};
use crate::sql::sql;
use crate::tx::{Act, Begun, Done, Tx};

/// Most that are looked at at once; the rest have their turn when these are made.
const MOST: i64 = 200;

/// What goes along: all that it is. Its talk, files, stops and what it waits for outside of it are its own.
const ALONG: Along = Along {
    description: true,
    dates: true,
    people: true,
    labels: true,
    checklist: true,
    links: false,
    parts: true,
    values: true,
};

/// A series in which there may be one to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Due {
    pub workspace: Uuid,
    pub id: Uuid,
    pub task: Uuid,
    pub nth: i64,
    project: Uuid,
    set_by: Uuid,
}

/// Where there may be one to make at this moment: its day may have come, or the one before is done. What lies in the
/// trash, or in a project that does, makes no more until it is put back.
pub async fn due(db: &Db, _: &Duty, at: DateTime<Utc>) -> Result<Vec<Due>> {
    // The day that it is by now somewhere: which one it is in the project is asked of each.
    let somewhere = at.date_naive().checked_add_days(Days::new(1));
    let text = sql!(
        "SELECT rc.workspace, rc.id, rc.task, rc.nth, rc.set_by, t.project, p.zone, rc.look_from, cl.closed_at FROM recurrence rc JOIN task t ON t.workspace = rc.workspace AND t.id = rc.task \
         JOIN project p ON p.workspace = t.workspace AND p.id = t.project JOIN record r ON r.workspace = t.workspace AND r.id = t.id JOIN record pr ON pr.workspace = t.workspace AND pr.id = t.project \
         LEFT JOIN closing cl ON cl.workspace = rc.workspace AND cl.task = rc.task \
         WHERE r.trashed_at IS NULL AND pr.trashed_at IS NULL AND (rc.look_from <= $1 OR (rc.waits AND cl.closed_at IS NOT NULL)) ORDER BY rc.look_from, rc.id LIMIT $2"
    );
    let rows: Vec<DueRow> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(somewhere)
        .bind(MOST)
        .fetch_all(c)
        .await)?;
    let is_due = |row: &DueRow| {
        let today = Wall::of(&row.zone).today(at);
        row.closed_at.is_some() || row.look_from.is_some_and(|day| day <= today)
    };
    Ok(rows.into_iter().filter(is_due).map(|row| row.due).collect())
}

#[derive(FromRow)]
struct DueRow {
    #[sqlx(flatten)]
    due: Due,
    zone: String,
    look_from: Option<NaiveDate>,
    closed_at: Option<DateTime<Utc>>,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub task: RecordId,
    pub called: String,
}

/// Makes the next one, if there is one to make at this moment and nobody else has.
pub async fn make(db: &Db, duty: &Duty, due: &Due, at: DateTime<Utc>) -> Result<Option<Made>> {
    let project = RecordId(due.project);
    let asker = Asker {
        workspace: due.workspace,
        member: due.set_by,
    };
    let key: OnBehalf<EditTasks> = grant::on_behalf_in(db, duty, &asker, project, due.id).await?;
    let begun: Begun<Done<()>> = Tx::begin(db, &key, &Act::once()).await?;
    let Begun::Fresh(mut tx) = begun else {
        return Ok(None);
    };
    // The project's row is the lock: whoever else makes this one waits here, and then finds it made.
    moving::hold(&mut tx, project).await?;
    let ground = ground(
        &mut tx,
        domain::id::WorkspaceId(due.workspace),
        RecordId(due.task),
    )
    .await?;
    let Some(series) = ground.series.clone() else {
        return Ok(None);
    };
    let as_seen = ground.id == Some(due.id)
        && i64::from(series.nth) == due.nth
        && ground.project == due.project;
    if !as_seen {
        return Ok(None);
    }
    let Some(next) = next(&mut tx, &ground, &series, at).await? else {
        // Noted when to look again: there is nothing to tell of.
        tx.commit_unchanged(()).await?;
        return Ok(None);
    };
    let loaded = fields::load(&mut tx, RecordId(due.task), project).await?;
    let (made, events) = go_on(&mut tx, &loaded, &ground, (due.id, series), next).await?;
    tx.commit(events, ()).await?;
    Ok(Some(made))
}

/// The one to be made now. Where there is none yet, because its day is off and it comes later, or none any more, that is
/// kept beside the series.
async fn next(
    tx: &mut Tx,
    ground: &Ground,
    series: &Series,
    at: DateTime<Utc>,
) -> Result<Option<Occurrence>> {
    let workspace = tx.workspace();
    let shelf = calendar::of_project(tx, workspace, RecordId(ground.project)).await?;
    let is_off = shelf.is_off(ground.calendar);
    let done = ground.done_at.map(|done| ground.wall.today(done));
    let next = match done {
        Some(done) if series.rule.after_done() => series.after_done(done, &is_off),
        _ => series.due(ground.wall.today(at), done.is_some(), &is_off),
    };
    if next.is_none() {
        let to_come = series.next(&is_off).map(|next| next.day);
        let waits = to_come.is_some() || (series.rule.after_done() && done.is_none());
        let text = sql!(
            "UPDATE recurrence SET look_from = $3, waits = $4 WHERE workspace = $1 AND id = $2"
        );
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace.0)
            .bind(ground.id)
            .bind(to_come)
            .bind(waits)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(next)
}

/// The next task, to which the series goes on.
async fn go_on(
    tx: &mut Tx,
    of: &Loaded,
    ground: &Ground,
    (id, series): (Uuid, Series),
    next: Occurrence,
) -> Result<(Made, Vec<Event>)> {
    let project = of.project;
    let days = (next.day - ground.day.unwrap_or(series.newest.day)).num_days();
    let mut work = Work::begun(ALONG, move |fresh, of| next_of(fresh, of, days));
    let originals = subtree(tx, of).await?;
    for original in &originals {
        work.copy(tx, project, RecordId(*original), of).await?;
    }
    for original in &originals {
        work.link(tx, project, *original).await?;
    }
    links::refuse_cycles(tx, project, "task").await?;
    let Some(copy) = work.copies.get(&of.record.id).copied() else {
        return crate::error::absent();
    };
    let mut loaded = fields::load(tx, copy, project).await?;
    if !ground.has_parts {
        let due = due_on(loaded.fields.clone(), next.day);
        let content = domain::plan::fields::difference(&loaded.fields, &due);
        let edited = fields::put(tx, &loaded, &due, content).await?;
        work.did(edited);
        loaded = fields::load(tx, copy, project).await?;
    }
    let onwards = series.onwards(next);
    put(tx, of.record.id, None).await?;
    put(tx, copy.0, Some(&(id, onwards.clone()))).await?;
    let content = Content::none().with(RECURRENCE, Value::Null, said(Some((id, &onwards))));
    let version = bump(tx, copy.0).await?;
    let event = loaded.event(Kind::TaskRecurrenceChanged, content);
    work.did(Some((version, event)));
    let content = Content::none().with("next", Value::Null, loaded.called());
    let version = bump(tx, of.record.id).await?;
    work.did(Some((version, of.event(Kind::TaskRecurred, content))));
    let made = Made {
        task: copy,
        called: loaded.called(),
    };
    Ok((made, work.events))
}
