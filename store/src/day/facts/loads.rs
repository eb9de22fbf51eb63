//! Who does the tasks of a morning, and what these people have to do in all.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use domain::day::load::Work;
use domain::day::morning::{Assignment, Load};
use sqlx::FromRow;
use uuid::Uuid;

use super::TaskRow;
use crate::db::{Reader, on};
use crate::error::Result;
use crate::keys::Sight;
use crate::sql::{bind_many, is_there, many, sees, sql};

/// Parts in tasks: several for each of the tasks that are read.
const PARTS: i64 = 3000;
/// Sums by person and dates. With more of them nobody's load is told.
const LOADS: i64 = 5000;

#[derive(FromRow)]
struct PartRow {
    task: Uuid,
    member: Option<Uuid>,
    name: String,
    units: i64,
    all_units: i64,
}

/// The units of all who do `$x`, whoever they are.
macro_rules! all_units {
    ($x:literal) => {
        concat!(
            "CAST(COALESCE((SELECT SUM(au.units) FROM task_assignee au WHERE au.workspace = ",
            $x,
            ".workspace AND au.task = ",
            $x,
            ".task), 0) + COALESCE((SELECT SUM(ou.units) FROM outside_assignee ou WHERE ou.workspace = ",
            $x,
            ".workspace AND ou.task = ",
            $x,
            ".task), 0) AS BIGINT)"
        )
    };
}

/// Who does these tasks: members, and by task the names of those who are nobody here.
pub(in super::super) async fn assignments(
    reader: &mut impl Reader,
    sight: &Sight,
    tasks: &[TaskRow],
) -> Result<(Vec<Assignment>, HashMap<Uuid, Vec<String>>)> {
    if tasks.is_empty() {
        return Ok((Vec::new(), HashMap::new()));
    }
    let text = sql!(
        "SELECT x.task, x.member, x.name, x.units, ",
        all_units!("x"),
        " AS all_units FROM (SELECT ta.workspace, ta.task, ta.member, a.name, ta.units FROM task_assignee ta CROSS JOIN member m CROSS JOIN account a \
         WHERE ta.workspace = $1 AND ta.task IN (",
        many!(),
        ") AND m.workspace = ta.workspace AND m.id = ta.member AND m.left_at IS NULL AND a.id = m.account \
         UNION ALL SELECT oa.workspace, oa.task, CAST(NULL AS UUID) AS member, oa.name, oa.units FROM outside_assignee oa WHERE oa.workspace = $1 AND oa.task IN (",
        many!(),
        ")) x WHERE $2 = $2 AND $3 = $3 ORDER BY x.task, x.name, x.member LIMIT $304"
    );
    let ids: Vec<Uuid> = tasks.iter().map(|task| task.id).collect();
    let rows: Vec<PartRow> = on!(reader.conn(), |c| bind_many!(
        sqlx::query_as(text)
            .bind(sight.workspace().0)
            .bind(sight.eyes())
            .bind(sight.every_project),
        ids
    )
    .bind(PARTS)
    .fetch_all(c)
    .await)?;
    let (mut inside, mut outside) = (Vec::new(), HashMap::<Uuid, Vec<String>>::new());
    for row in rows {
        let Some(member) = row.member else {
            outside.entry(row.task).or_default().push(row.name);
            continue;
        };
        inside.push(Assignment {
            task: row.task,
            member,
            name: row.name,
            units: row.units,
            all_units: row.all_units,
        });
    }
    Ok((inside, outside))
}

#[derive(FromRow)]
struct LoadRow {
    member: Uuid,
    is_seen: bool,
    start_day: Option<NaiveDate>,
    finish_day: Option<NaiveDate>,
    minutes: i64,
    tasks: i64,
    without_effort: i64,
}

/// Open work by `until` that was not broken down, added up by who does it and its dates: of the reader's projects, and
/// all that the people of those projects have to do elsewhere, of which the reader learns no more than how much. Also
/// whether that is all.
pub(in super::super) async fn loads(
    reader: &mut impl Reader,
    sight: &Sight,
    today: NaiveDate,
    until: NaiveDate,
) -> Result<(Vec<Load>, bool)> {
    let text = sql!(
        // What has passed in every zone is to be done now, whenever it was planned: one sum a person.
        // A part is worked out once, which SQLite would do for every place that names it; what is due is found in
        // `task_due` alone, and the task `w` is read of that.
        "WITH y AS MATERIALIZED (SELECT x.member, x.is_seen, CASE WHEN x.finish_day < $5 OR x.start_day < $5 THEN $5 ELSE x.start_day END AS start_day, CASE WHEN x.finish_day < $5 THEN $5 ELSE x.finish_day END AS finish_day, \
         x.effort * (100 - x.percent) / 100 * x.units / ",
        all_units!("x"),
        " AS part FROM (SELECT ta.workspace, ta.task, ta.member, ta.units, t.start_day, t.finish_day, w.effort, w.percent, (",
        sees!(),
        ") AS is_seen \
         FROM project p CROSS JOIN status st CROSS JOIN task t CROSS JOIN task w CROSS JOIN record r CROSS JOIN task_assignee ta CROSS JOIN member m \
         WHERE p.workspace = $1 AND ",
        // Asked of the project itself: one that an import fills is passed over without a look at its tasks.
        is_there!("p"),
        " AND st.workspace = p.workspace AND st.project = p.id AND st.category <> 'done' \
         AND t.workspace = st.workspace AND t.project = st.project AND t.status = st.id \
         AND (t.start_day <= $4 OR t.finish_day <= $4 OR (t.start_day IS NULL AND t.finish_day IS NULL AND t.deadline_day <= $4) \
              OR EXISTS (SELECT 1 FROM stop s WHERE s.workspace = t.workspace AND s.task = t.id AND s.ended_at IS NULL)) \
         AND w.workspace = t.workspace AND w.id = t.id AND r.workspace = t.workspace AND r.id = t.id AND r.trashed_at IS NULL \
         AND ta.workspace = t.workspace AND ta.task = t.id AND m.workspace = ta.workspace AND m.id = ta.member AND m.left_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM record up WHERE up.workspace = r.workspace AND up.id = r.parent AND up.trashed_at IS NOT NULL) \
         AND NOT EXISTS (SELECT 1 FROM closing c WHERE c.workspace = t.workspace AND c.task = t.id) ",
        // Its parts are what there is to do. Joined, where `has_parts!` would count for each of all open tasks.
        "AND NOT EXISTS (SELECT 1 FROM record k WHERE k.workspace = t.workspace AND k.parent = t.id AND k.kind = 'task' AND k.trashed_at IS NULL) \
         AND ($3 OR ta.member IN (SELECT theirs.member FROM project_member mine JOIN project_member theirs ON theirs.workspace = mine.workspace AND theirs.project = mine.project \
                                  WHERE mine.workspace = $1 AND mine.member = $2))) x) \
         SELECT y.member, y.is_seen, y.start_day, y.finish_day, CAST(COALESCE(SUM(y.part), 0) AS BIGINT) AS minutes, COUNT(*) AS tasks, COUNT(*) - COUNT(y.part) AS without_effort FROM y \
         GROUP BY y.member, y.is_seen, y.start_day, y.finish_day ORDER BY y.member, y.is_seen, y.start_day, y.finish_day LIMIT $6"
    );
    let rows: Vec<LoadRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(until)
        .bind(today - TimeDelta::days(2))
        .bind(LOADS)
        .fetch_all(c)
        .await)?;
    let whole = (rows.len() as i64) < LOADS;
    let loads = rows.into_iter().map(|row| Load {
        member: row.member,
        // Already their own share of what is left.
        work: Work {
            start: row.start_day,
            finish: row.finish_day,
            effort: Some(row.minutes),
            percent: 0,
            units: 1000,
            all_units: 1000,
        },
        tasks: row.tasks,
        without_effort: row.without_effort,
        is_seen: row.is_seen,
    });
    Ok((loads.collect(), whole))
}
