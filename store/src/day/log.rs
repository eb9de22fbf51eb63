//! What a day's log says: events that the reader may see, by project, and their own lines.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::day::log::{self as rule, Frozen, Happened, Log, Own};
use domain::day::said::{Said, said};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Mark, bounds, marks, refuse_without_day};
use crate::Db;
use crate::db::{Reader, on};
use crate::error::Result;
use crate::keys::Sight;
use crate::sql::{sql, visible};

/// Events looked through for the present day; earlier ones are beyond any log.
const BACK: i64 = 5000;
/// The longest content of an event that is read for its line: what is longer holds a text that no line could.
const CONTENT: i64 = 16 * 1024;

/// How much of a day is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// For the page of the present day: only the newest events of the workspace are looked through.
    Recent,
    /// For a page of its own.
    Shown,
    /// All that a day could hold: nothing of what is left out when it is closed comes back.
    Kept,
}

impl Reach {
    fn events(self) -> i64 {
        match self {
            Self::Recent | Self::Shown => 200,
            Self::Kept => 2000,
        }
    }

    /// Of a project.
    fn lines(self) -> usize {
        match self {
            Self::Recent | Self::Shown => 60,
            Self::Kept => 600,
        }
    }

    /// Of one's own.
    fn own(self) -> i64 {
        match self {
            Self::Recent | Self::Shown => 60,
            Self::Kept => 600,
        }
    }
}

/// Whose doings a log tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Everybody's, in the projects that the reader sees.
    Everybody,
    Own,
}

/// A day's log as it is read, with the names of people and projects in it.
#[derive(Clone, Debug, Default)]
pub struct Read {
    pub log: Log,
    /// When it was closed, and in which zone its times are.
    pub closed: Option<(DateTime<Utc>, String)>,
    pub names: HashMap<Uuid, String>,
    /// Projects that the reader sees now: key and title. What is of others is not shown.
    pub projects: HashMap<Uuid, (String, String)>,
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    at: DateTime<Utc>,
    kind: String,
    who: Uuid,
    name: Option<String>,
    undoes: Option<i64>,
    project: Uuid,
    record: Uuid,
    letters: String,
    number: Option<i64>,
    title: String,
    bytes: Option<Vec<u8>>,
}

/// One span of the log: from a moment, and after an event, to a moment, and up to an event.
pub(super) struct Span {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub reach: Reach,
}

pub(super) async fn events(
    reader: &mut impl Reader,
    sight: &Sight,
    span: &Span,
    told: Told,
    names: &mut HashMap<Uuid, String>,
) -> Result<(Vec<Happened>, bool)> {
    let text = sql!(
        // What an event says is read of those alone that are told.
        "SELECT q.seq, q.at, q.kind, q.who, q.name, q.undoes, q.project, q.record, q.letters, q.number, q.title, pl.bytes FROM (\
         SELECT e.seq, e.at, e.kind, COALESCE(e.acting_for, e.actor) AS who, a.name, e.undoes, p.id AS project, r.id AS record, p.key AS letters, t.number, COALESCE(t.title, p.title) AS title \
         FROM event e JOIN record r ON r.workspace = e.workspace AND r.id = e.record \
         JOIN project p ON p.workspace = r.workspace AND p.id = COALESCE(r.project, r.id) \
         LEFT JOIN task t ON t.workspace = r.workspace AND t.id = CASE WHEN r.kind IN ('comment', 'file') THEN r.parent ELSE r.id END \
         LEFT JOIN member m ON m.workspace = e.workspace AND m.id = COALESCE(e.acting_for, e.actor) LEFT JOIN account a ON a.id = m.account \
         WHERE e.workspace = $1 AND e.at >= $4 AND e.at < $5 AND ($6 OR e.seq > (SELECT h.seq FROM chain h WHERE h.workspace = $1) - $7) \
         AND ($8 OR COALESCE(e.acting_for, e.actor) = $2) AND (e.batch IS NULL OR r.kind = 'project' OR (e.kind NOT LIKE '%.imported' \
         AND NOT EXISTS (SELECT 1 FROM event b WHERE b.workspace = e.workspace AND b.batch = e.batch AND b.kind = 'project.workflow_changed'))) AND ",
        visible!(),
        " ORDER BY e.seq DESC LIMIT $9) q LEFT JOIN event_payload pl ON pl.workspace = $1 AND pl.seq = q.seq \
         AND (q.kind LIKE 'task.%' OR q.kind LIKE 'project.%') AND LENGTH(pl.bytes) <= $10 ORDER BY q.seq DESC"
    );
    let rows: Vec<Row> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(span.from)
        .bind(span.to)
        .bind(span.reach != Reach::Recent)
        .bind(BACK)
        .bind(told == Told::Everybody)
        .bind(span.reach.events())
        .bind(CONTENT)
        .fetch_all(c)
        .await)?;
    let is_cut = rows.len() as i64 == span.reach.events();
    let mut happened: Vec<Happened> = rows
        .into_iter()
        .map(|row| {
            if let Some(name) = row.name {
                names.insert(row.who, name);
            }
            let content = row
                .bytes
                .and_then(|bytes| serde_json::from_slice(&bytes).ok());
            let said = content.map_or_else(Said::new, |content| said(&row.kind, &content));
            Happened {
                said,
                seq: row.seq,
                at: row.at,
                kind: row.kind,
                who: Some(row.who),
                project: Some(row.project),
                record: Some(row.record),
                code: row
                    .number
                    .map_or_else(String::new, |n| format!("{}-{n}", row.letters)),
                title: row.title,
                undoes: row.undoes,
            }
        })
        .collect();
    happened.reverse();
    Ok((happened, is_cut))
}

#[derive(FromRow)]
struct OwnRow {
    id: Uuid,
    at: DateTime<Utc>,
    project: Option<Uuid>,
    text: String,
}

/// One's own lines of a day, in the order they were written. A person's lines are nobody else's.
pub(super) async fn own(
    reader: &mut impl Reader,
    (workspace, member): (Uuid, Uuid),
    day: NaiveDate,
    reach: Reach,
) -> Result<Vec<Own>> {
    let text = sql!(
        "SELECT j.id, r.made_at AS at, j.project, j.text FROM journal_line j JOIN record r ON r.workspace = j.workspace AND r.id = j.id \
         WHERE j.workspace = $1 AND j.member = $2 AND j.day = $3 AND r.trashed_at IS NULL ORDER BY r.made_at, j.id LIMIT $4"
    );
    let rows: Vec<OwnRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(member)
        .bind(day)
        .bind(reach.own())
        .fetch_all(c)
        .await)?;
    let own = rows.into_iter().map(|row| Own {
        at: row.at,
        id: row.id,
        project: row.project,
        text: row.text,
    });
    Ok(own.collect())
}

/// The log of a day that is open: its events, after those that came when the day before was closed already.
pub(super) async fn open(
    reader: &mut impl Reader,
    sight: &Sight,
    zone: &str,
    day: NaiveDate,
    day_before: Option<&Mark>,
    told: Told,
    reach: Reach,
) -> Result<Read> {
    let (begins, ends) = bounds(zone, day);
    let mut read = Read::default();
    let span = Span {
        from: day_before.map_or(begins, |mark| mark.done_at.min(begins)),
        to: ends,
        reach,
    };
    let (happened, is_cut) = events(reader, sight, &span, told, &mut read.names).await?;
    let closed_to = day_before.map_or(i64::MAX, |mark| mark.seq);
    let (after, today): (Vec<_>, Vec<_>) = happened
        .into_iter()
        .filter(|event| event.at >= begins || event.seq > closed_to)
        .partition(|event| event.at < begins);
    read.log = Log {
        after: rule::group(&after, reach.lines()),
        groups: rule::group(&today, reach.lines()),
        is_cut,
        own: own(reader, (sight.workspace().0, sight.member().0), day, reach).await?,
    };
    Ok(read)
}

/// A closed day as it was kept.
pub(super) fn closed(mark: &Mark) -> Option<Read> {
    let frozen = Frozen::read(mark.frozen.as_deref()?)?;
    Some(Read {
        log: frozen.log,
        closed: Some((mark.done_at, frozen.zone)),
        ..Read::default()
    })
}

#[derive(FromRow)]
struct ProjectRow {
    id: Uuid,
    key: String,
    title: String,
}

#[derive(FromRow)]
struct NameRow {
    id: Uuid,
    name: String,
}

/// The log of one day: as it was kept when it is closed, else as it is.
pub async fn of_day(db: &Db, sight: &Sight, zone: &str, day: NaiveDate) -> Result<Read> {
    refuse_without_day(sight)?;
    let mut reader = db.hold().await?;
    let me = (sight.workspace().0, sight.member().0);
    let marks = marks(&mut reader, me, day).await?;
    let of = |at: Option<NaiveDate>| {
        marks
            .iter()
            .find(|mark| Some(mark.day) == at && mark.step == "log")
    };
    let mut read = match of(Some(day)).and_then(closed) {
        Some(read) => read,
        None => {
            let told = super::people::told(&mut reader, sight).await?;
            open(
                &mut reader,
                sight,
                zone,
                day,
                of(day.pred_opt()),
                told,
                Reach::Shown,
            )
            .await?
        }
    };
    let text = sql!(
        "SELECT p.id, p.key, p.title FROM project p JOIN record r ON r.workspace = p.workspace AND r.id = p.id WHERE ",
        visible!(),
        " ORDER BY p.title_folded, p.id LIMIT 500"
    );
    let projects: Vec<ProjectRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .fetch_all(c)
        .await)?;
    read.projects = projects
        .into_iter()
        .map(|p| (p.id, (p.key, p.title)))
        .collect();
    let text = sql!(
        "SELECT m.id, a.name FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 ORDER BY m.id LIMIT 1000"
    );
    let names: Vec<NameRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .fetch_all(c)
        .await)?;
    read.names
        .extend(names.into_iter().map(|row| (row.id, row.name)));
    Ok(read)
}
