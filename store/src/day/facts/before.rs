//! What the work that is to begin waits for, judged by working time as list and task page judge it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::day::morning::Link;
use domain::day::readiness::{Before, Called, Link as Kind, Mover};
use domain::plan::links::{Lag, LagKind, LinkKind};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Reader, on};
use crate::error::Result;
use crate::keys::Sight;
use crate::people::calendar::Shelf;
use crate::people::zone;
use crate::plan::breaks::{self, ByProject, Dates, Pair, above, dates_from};
use crate::plan::wall::Wall;
use crate::sql::{bind_many, many, sees, sql};

/// Links read; the tasks whose links are not all among them are not ready for sure.
const LINKS: i64 = 2000;

#[derive(FromRow)]
struct LinkRow {
    link: Uuid,
    successor: Uuid,
    link_kind: String,
    lag_kind: String,
    lag: i64,
    number: i64,
    title: String,
    letters: String,
    zone: String,
    category: String,
    /// The tasks below it, those of them that are not done, and those that have begun.
    parts: i64,
    open_parts: i64,
    begun_parts: i64,
    stopped_at: Option<DateTime<Utc>>,
    doer: Option<Uuid>,
    doer_name: Option<String>,
    is_seen: bool,
    #[sqlx(flatten)]
    dates: Dates,
}

/// The last tasks of the branches below `o`, with a condition. `OFFSET` makes PostgreSQL ask of each of them by the index:
/// without, it would make a table of all tasks with parts for each link.
macro_rules! parts_that {
    ($condition:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM task sp JOIN record sr ON sr.workspace = sp.workspace AND sr.id = sp.id JOIN status ss ON ss.workspace = sp.workspace AND ss.id = sp.status \
             WHERE sp.workspace = o.workspace AND sp.project = o.project AND sp.outline > o.outline AND sp.outline < o.outline || 'g' AND sr.trashed_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM task k JOIN record kr ON kr.workspace = k.workspace AND kr.id = k.id WHERE k.workspace = sp.workspace AND k.parent = sp.id AND kr.trashed_at IS NULL LIMIT 1 OFFSET 0)",
            $condition,
            ")"
        )
    };
}

/// A task that has not begun, with its dates as they are planned.
pub(crate) struct Waiting {
    pub project: Uuid,
    /// Its project's calendar.
    pub calendar: Option<Uuid>,
    pub dates: Dates,
}

impl Waiting {
    /// It begins today at the earliest.
    fn from(&self, today: NaiveDate) -> Dates {
        let planned = &self.dates;
        let start = planned.start_day.or(planned.finish_day);
        let start_at = planned.start_at.filter(|_| planned.start_day.is_some());
        Dates {
            start_day: start.map(|day| day.max(today)),
            start_at: start_at.filter(|_| start.is_none_or(|day| day >= today)),
            ..planned.clone()
        }
    }
}

/// What tasks wait for that have not begun (at most three hundred), and those of which not all of that was read.
pub(crate) async fn before(
    reader: &mut impl Reader,
    sight: &Sight,
    waiting: &HashMap<Uuid, Waiting>,
    zones: &HashMap<Uuid, String>,
    shelf: &Shelf,
    now: DateTime<Utc>,
) -> Result<(Vec<Link>, HashSet<Uuid>)> {
    if waiting.is_empty() {
        return Ok((Vec::new(), HashSet::new()));
    }
    let rows = read(reader, sight, waiting).await?;
    let unread = match rows.last() {
        Some(last) if rows.len() as i64 == LINKS => {
            let unread = waiting.keys().filter(|id| **id >= last.successor);
            unread.copied().collect()
        }
        _ => HashSet::new(),
    };
    let earliest = judged(&rows, waiting, zones, shelf, now);
    let me = sight.member().0;
    let links = rows.into_iter().map(|row| {
        let earliest = earliest.get(&(row.link, row.successor)).copied();
        row.link(me, earliest, now)
    });
    Ok((links.collect(), unread))
}

async fn read(
    reader: &mut impl Reader,
    sight: &Sight,
    waiting: &HashMap<Uuid, Waiting>,
) -> Result<Vec<LinkRow>> {
    let text = sql!(
        // `l` is made first, or PostgreSQL reads all links in the order that is asked for, and compares each with every task.
        above!(many!()),
        ", l AS MATERIALIZED (SELECT k.workspace, k.predecessor, a.task AS successor, k.id, k.kind, k.lag_kind, k.lag FROM above a CROSS JOIN task_link k \
         WHERE k.workspace = $1 AND k.successor = a.at AND (a.at = a.task OR k.kind IN ('fs', 'ss'))) SELECT l.id AS link, l.successor, l.kind AS link_kind, l.lag_kind, l.lag, o.number, o.title, op.key AS letters, op.zone, os.category, ",
        parts_that!(""),
        " AS parts, ",
        parts_that!(
            " AND ss.category <> 'done' AND NOT EXISTS (SELECT 1 FROM closing sc WHERE sc.workspace = sp.workspace AND sc.task = sp.id LIMIT 1 OFFSET 0)"
        ),
        " AS open_parts, ",
        parts_that!(" AND ss.category <> 'todo'"),
        " AS begun_parts, x.began_at AS stopped_at, d.id AS doer, da.name AS doer_name, (",
        sees!(),
        ") AS is_seen, ",
        dates_from!("o", "ocl", ""),
        " FROM l CROSS JOIN record r CROSS JOIN task o CROSS JOIN project op CROSS JOIN status os \
         LEFT JOIN closing ocl ON ocl.workspace = o.workspace AND ocl.task = o.id \
         LEFT JOIN stop x ON x.workspace = o.workspace AND x.task = o.id AND x.ended_at IS NULL \
         LEFT JOIN member d ON d.workspace = o.workspace AND d.id = (SELECT f.member FROM task_assignee f WHERE f.workspace = o.workspace AND f.task = o.id ORDER BY f.units DESC, f.member LIMIT 1) \
         LEFT JOIN account da ON da.id = d.account \
         WHERE r.workspace = l.workspace AND r.id = l.predecessor AND r.trashed_at IS NULL AND o.workspace = l.workspace AND o.id = l.predecessor \
         AND op.workspace = o.workspace AND op.id = o.project AND os.workspace = o.workspace AND os.id = o.status \
         ORDER BY l.successor, l.id LIMIT $304"
    );
    let ids: Vec<Uuid> = waiting.keys().copied().collect();
    Ok(on!(reader.conn(), |c| bind_many!(
        sqlx::query_as(text)
            .bind(sight.workspace().0)
            .bind(sight.eyes())
            .bind(sight.every_project),
        ids
    )
    .bind(LINKS)
    .fetch_all(c)
    .await)?)
}

/// Of each link that is not kept, with its successor, the first day of that one that keeps it.
fn judged(
    rows: &[LinkRow],
    waiting: &HashMap<Uuid, Waiting>,
    zones: &HashMap<Uuid, String>,
    shelf: &Shelf,
    now: DateTime<Utc>,
) -> HashMap<(Uuid, Uuid), NaiveDate> {
    let mut by_project: ByProject<(Uuid, Uuid)> = HashMap::new();
    for row in rows {
        let Some(task) = waiting.get(&row.successor) else {
            continue;
        };
        let wall = Wall::of(zones.get(&task.project).map_or("", String::as_str));
        let to = task.from(wall.today(now));
        let pair = Pair {
            link: (row.link, row.successor),
            calendar: to.own_calendar,
            kind: LinkKind::parse(&row.link_kind).unwrap_or(LinkKind::FinishToStart),
            lag: Lag {
                kind: LagKind::parse(&row.lag_kind).unwrap_or(LagKind::Working),
                amount: row.lag,
            },
            from: row.dates.as_predecessor(wall),
            to: to.as_successor(wall),
        };
        by_project
            .entry(task.project)
            .or_insert_with(|| (wall, task.calendar, Vec::new()))
            .2
            .push(pair);
    }
    let broken = by_project
        .into_values()
        .flat_map(|(wall, calendar, pairs)| breaks::judge(shelf, wall, calendar, &pairs).0);
    broken
        .map(|(link, broken)| (link, broken.earliest.day))
        .collect()
}

impl LinkRow {
    fn link(self, me: Uuid, earliest: Option<NaiveDate>, now: DateTime<Utc>) -> Link {
        let there = zone::of(&self.zone);
        let day = |at: DateTime<Utc>| zone::day_of(there, at);
        // A summary is done when all of it is, and has begun with the first of it.
        let is_done = if self.parts > 0 {
            self.open_parts == 0
        } else {
            self.category == "done" || self.dates.closed_at.is_some()
        };
        let is_begun = self.begun_parts > 0 || self.category != "todo";
        let called = self.is_seen.then(|| Called {
            code: format!("{}-{}", self.letters, self.number),
            title: self.title,
        });
        let mover = match (self.doer, self.doer_name) {
            _ if called.is_none() => Mover::Nobody,
            (Some(doer), _) if doer == me => Mover::You,
            (_, Some(name)) => Mover::Member(name),
            _ => Mover::Lead,
        };
        Link {
            successor: self.successor,
            before: Before {
                called,
                link: Kind::parse(&self.link_kind),
                earliest,
                is_done,
                is_begun,
                stopped_days: self
                    .stopped_at
                    .map(|at| (day(now) - day(at)).num_days().max(0)),
                start: self.dates.start_day,
                finish: self.dates.finish_day,
                mover,
            },
        }
    }
}
