//! Which tasks have a date that breaks a link. That is judged by calendars and not by the database; the database leaves
//! out what cannot break: whatever starts after the day on which what it waits for ends.

use std::collections::HashMap;

use domain::plan::links::{Lag, LagKind, LinkKind};
use sqlx::FromRow;
use uuid::Uuid;

use super::kept::Kept;
use crate::db::{Reader, on};
use crate::error::Result;
use crate::keys::Sight;
use crate::people::calendar;
use crate::plan::breaks::{self, ByProject, Dates, Pair, dates, dates_from};
use crate::plan::wall::Wall;
use crate::sql::{named, sql};

/// Most links that are judged for one page. Of more than these in doubt, those of the last projects are left out.
const MOST: i64 = 10_000;

/// Links in doubt: `l` from `o` to `t`, of open tasks in the scope `$4`, `$5` (see [`super::kept::kept!`]). What holds the
/// beginning of a summary, `h`, holds all that is below it.
macro_rules! in_doubt {
    () => {
        concat!(
            " FROM project p CROSS JOIN record home CROSS JOIN task h CROSS JOIN task_link l CROSS JOIN task t CROSS JOIN record r CROSS JOIN task o CROSS JOIN record q \
             LEFT JOIN closing cl ON cl.workspace = t.workspace AND cl.task = t.id LEFT JOIN closing ocl ON ocl.workspace = o.workspace AND ocl.task = o.id \
             WHERE p.workspace = $1 AND (p.id = $4 OR $4 <> $5) AND home.workspace = p.workspace AND home.id = p.id AND home.trashed_at IS NULL \
             AND ($3 OR EXISTS (SELECT 1 FROM project_member pm WHERE pm.workspace = p.workspace AND pm.member = $2 AND pm.project = p.id)) \
             AND h.workspace = p.workspace AND h.project = p.id AND l.workspace = h.workspace AND l.successor = h.id \
             AND t.workspace = h.workspace AND t.project = h.project AND t.outline >= h.outline AND t.outline < h.outline || 'g' AND (t.id = h.id OR l.kind IN ('fs', 'ss')) \
             AND (t.start_day IS NOT NULL OR t.finish_day IS NOT NULL) AND r.workspace = t.workspace AND r.id = t.id AND r.trashed_at IS NULL AND ",
            named!("r"),
            " AND o.workspace = l.workspace AND o.id = l.predecessor \
             AND q.workspace = o.workspace AND q.id = o.id AND q.trashed_at IS NULL AND ",
            named!("q"),
            " AND cl.task IS NULL AND CASE WHEN l.lag <= 0 AND t.start_day > o.finish_day AND (o.actual_finish_day IS NULL OR t.start_day > o.actual_finish_day) AND (o.actual_start_day IS NULL OR t.start_day > o.actual_start_day) THEN 0 ELSE 1 END = 1"
        )
    };
}

#[derive(FromRow)]
struct Successor {
    id: Uuid,
    number: i64,
    letters: String,
    project: Uuid,
    zone: String,
    calendar: Option<Uuid>,
    #[sqlx(flatten)]
    dates: Dates,
}

#[derive(FromRow)]
struct Link {
    successor: Uuid,
    link_kind: String,
    lag_kind: String,
    lag: i64,
    #[sqlx(flatten)]
    dates: Dates,
}

/// Their keys as `|NGT-3|NGT-12|`.
pub(super) async fn broken(reader: &mut impl Reader, sight: &Sight, kept: &Kept) -> Result<String> {
    let text = sql!(
        "SELECT DISTINCT t.id, t.number, p.key AS letters, p.id AS project, p.zone, p.calendar, ",
        dates!("t", "cl"),
        in_doubt!(),
        " ORDER BY p.id, t.number LIMIT $6"
    );
    let successors: Vec<Successor> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(kept.workspace)
        .bind(kept.eyes)
        .bind(kept.every)
        .bind(kept.first)
        .bind(kept.last)
        .bind(MOST)
        .fetch_all(c)
        .await)?;
    let mut found = String::from("|");
    if successors.is_empty() {
        return Ok(found);
    }
    let text = sql!(
        "SELECT t.id AS successor, l.kind AS link_kind, l.lag_kind, l.lag, ",
        dates_from!("o", "ocl", ""),
        in_doubt!(),
        " ORDER BY p.id, t.number, o.number LIMIT $6"
    );
    let links: Vec<Link> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(kept.workspace)
        .bind(kept.eyes)
        .bind(kept.every)
        .bind(kept.first)
        .bind(kept.last)
        .bind(MOST)
        .fetch_all(c)
        .await)?;
    let shelf = calendar::of_projects(reader, sight.workspace()).await?;
    let successors: HashMap<Uuid, Successor> =
        successors.into_iter().map(|task| (task.id, task)).collect();
    let mut by_project: ByProject<&Successor> = HashMap::new();
    for link in &links {
        let Some(to) = successors.get(&link.successor) else {
            continue;
        };
        let wall = Wall::of(&to.zone);
        let pair = Pair {
            link: to,
            kind: LinkKind::parse(&link.link_kind).unwrap_or(LinkKind::FinishToStart),
            lag: Lag {
                kind: LagKind::parse(&link.lag_kind).unwrap_or(LagKind::Working),
                amount: link.lag,
            },
            calendar: to.dates.own_calendar,
            from: link.dates.as_predecessor(wall),
            to: to.dates.as_successor(wall),
        };
        by_project
            .entry(to.project)
            .or_insert_with(|| (wall, to.calendar, Vec::new()))
            .2
            .push(pair);
    }
    for (wall, calendar, pairs) in by_project.into_values() {
        for (task, _) in breaks::judge(&shelf, wall, calendar, &pairs).0 {
            found.push_str(&format!("{}-{}|", task.letters, task.number));
        }
    }
    Ok(found)
}
