//! What is due, what it waits for, and who does it: three statements, whatever the size of the workspace.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::day::load::Work;
use domain::day::morning::{Assignment, Link, Stop, StopMover, Task};
use domain::day::readiness::{self, Before, Called, Link as Kind, Mover};
use domain::plan::status::Category;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Reader, on};
use crate::error::Result;
use crate::keys::Sight;
use crate::people::zone;
use crate::sql::{sees, sql, visible};

/// Tasks read; of more only the number is known.
const TASKS: i64 = 300;
const LINKS: i64 = 300;
const ASSIGNMENTS: i64 = 500;

/// Open work that is due by `$5` or has stopped: tasks `t` with state `st`, record `r`, project `p`, stop `s`. Goes from
/// the open states of each project to their tasks, so that what is done is not looked at. `$6`: everybody's, or only
/// that of the member `$2`. The dates are looked at before the records: few of the open tasks are due.
macro_rules! due {
    ($category:literal) => {
        concat!(
            " FROM project p CROSS JOIN status st CROSS JOIN task t LEFT JOIN stop s ON s.workspace = t.workspace AND s.task = t.id AND s.ended_at IS NULL CROSS JOIN record r \
             WHERE p.workspace = $1 AND st.workspace = p.workspace AND st.project = p.id AND ",
            $category,
            " AND t.workspace = st.workspace AND t.project = st.project AND t.status = st.id \
             AND (s.id IS NOT NULL OR t.start_day <= $5 OR t.finish_day <= $5 OR t.deadline_day <= $5) AND r.workspace = t.workspace AND r.id = t.id AND ",
            visible!(),
            " \
             AND ($6 OR s.mover = $2 OR EXISTS (SELECT 1 FROM task_assignee own WHERE own.workspace = t.workspace AND own.task = t.id AND own.member = $2)) \
             AND NOT EXISTS (SELECT 1 FROM closing c WHERE c.workspace = t.workspace AND c.task = t.id) \
             AND NOT EXISTS (SELECT 1 FROM task k JOIN record kr ON kr.workspace = k.workspace AND kr.id = k.id \
                             WHERE k.workspace = t.workspace AND k.parent = t.id AND kr.trashed_at IS NULL)"
        )
    };
}

/// What has stopped, this week's, what is late with the latest first, what comes.
macro_rules! by_class {
    ($class:literal, $finish:literal, $id:literal) => {
        concat!(
            $class,
            ", CASE WHEN ",
            $class,
            " = 2 THEN ",
            $finish,
            " END IS NULL, CASE WHEN ",
            $class,
            " = 2 THEN ",
            $finish,
            " END DESC, ",
            $finish,
            " IS NULL, ",
            $finish,
            ", ",
            $id
        )
    };
}

#[derive(FromRow)]
pub(super) struct TaskRow {
    id: Uuid,
    project: Uuid,
    number: i64,
    title: String,
    status: Uuid,
    doing: Option<Uuid>,
    category: String,
    kind: String,
    effort: Option<i64>,
    percent: i64,
    start_day: Option<NaiveDate>,
    pub start_at: Option<DateTime<Utc>>,
    finish_day: Option<NaiveDate>,
    pub finish_at: Option<DateTime<Utc>>,
    deadline_day: Option<NaiveDate>,
    pub deadline_at: Option<DateTime<Utc>>,
    because: Option<String>,
    mover_kind: Option<String>,
    mover: Option<Uuid>,
    mover_name: Option<String>,
    mover_account: Option<String>,
    began_at: Option<DateTime<Utc>>,
    fresh: Option<i64>,
    total: i64,
}

/// Whose work is read.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub sight: &'a Sight,
    pub everybody: bool,
    /// In the reader's zone.
    pub today: NaiveDate,
    pub week_ends: NaiveDate,
    /// Only events after this one count as new.
    pub fresh_after: i64,
}

pub(super) async fn tasks(
    reader: &mut impl Reader,
    asked: &Asked<'_>,
) -> Result<(Vec<TaskRow>, i64)> {
    let text = sql!(
        // Of the many that are due the first are chosen; the rest of what a row says is read of these alone.
        "SELECT t.id, t.project, t.number, t.title, t.status, \
         (SELECT d.id FROM status d WHERE d.workspace = t.workspace AND d.project = t.project AND d.category = 'doing' ORDER BY d.position, d.id LIMIT 1) AS doing, \
         st.category, t.kind, t.effort, t.percent, t.start_day, t.start_at, t.finish_day, t.finish_at, t.deadline_day, t.deadline_at, \
         s.because, s.mover_kind, s.mover, s.mover_name, \
         (SELECT sa.name FROM member sm JOIN account sa ON sa.id = sm.account WHERE sm.workspace = s.workspace AND sm.id = s.mover) AS mover_account, s.began_at, \
         (SELECT MAX(e.seq) FROM event e WHERE e.workspace = t.workspace AND e.record = t.id AND e.seq > $4 AND e.actor <> $2) AS fresh, q.total \
         FROM (SELECT x.workspace, x.id, x.class, x.total FROM (SELECT t.workspace, t.id, t.finish_day, COUNT(*) OVER () AS total, \
         CASE WHEN s.id IS NOT NULL THEN 0 WHEN t.finish_day < $7 THEN 2 WHEN t.start_day <= $8 OR t.finish_day <= $8 THEN 1 ELSE 3 END AS class",
        due!("st.category <> 'done'"),
        ") x ORDER BY ",
        by_class!("x.class", "x.finish_day", "x.id"),
        " LIMIT $9) q CROSS JOIN task t CROSS JOIN status st LEFT JOIN stop s ON s.workspace = t.workspace AND s.task = t.id AND s.ended_at IS NULL \
         WHERE t.workspace = q.workspace AND t.id = q.id AND st.workspace = t.workspace AND st.id = t.status ORDER BY ",
        by_class!("q.class", "t.finish_day", "q.id")
    );
    let rows: Vec<TaskRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(asked.sight.workspace().0)
        .bind(asked.sight.eyes())
        .bind(asked.sight.every_project)
        .bind(asked.fresh_after)
        .bind(asked.today + TimeDelta::days(domain::day::morning::AHEAD + 1))
        .bind(asked.everybody)
        .bind(asked.today)
        .bind(asked.week_ends)
        .bind(TASKS)
        .fetch_all(c)
        .await)?;
    let total = rows.first().map_or(0, |row| row.total);
    Ok((rows, total))
}

impl TaskRow {
    pub fn code(&self, letters: &str) -> String {
        format!("{letters}-{}", self.number)
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    pub fn project(&self) -> Uuid {
        self.project
    }

    pub fn task(self, today: NaiveDate, project_zone: &str) -> Task {
        let stop = self.began_at.map(|began_at| Stop {
            because: self.because.unwrap_or_default(),
            mover: match (self.mover_kind.as_deref(), self.mover) {
                (Some("member"), Some(member)) => {
                    StopMover::Member(member, self.mover_account.unwrap_or_default())
                }
                (Some("client"), _) => StopMover::Client,
                _ => StopMover::Outside(self.mover_name.unwrap_or_default()),
            },
            began_at,
            days: (today - zone::day_of(zone::of(project_zone), began_at))
                .num_days()
                .max(0),
        });
        Task {
            id: self.id,
            project: self.project,
            number: self.number,
            title: self.title,
            category: Category::parse(&self.category).unwrap_or(Category::Todo),
            is_milestone: self.kind == "milestone",
            effort: self.effort,
            percent: self.percent,
            start: self.start_day,
            finish: self.finish_day,
            deadline: self.deadline_day,
            status: self.status,
            doing: self.doing,
            has_time: self.start_at.is_some() || self.finish_at.is_some(),
            stop,
            fresh: self.fresh,
        }
    }
}

#[derive(FromRow)]
struct LinkRow {
    successor: Uuid,
    kind: String,
    lag_kind: String,
    lag: i64,
    number: i64,
    title: String,
    letters: String,
    minutes_per_day: i64,
    zone: String,
    category: String,
    start_day: Option<NaiveDate>,
    finish_day: Option<NaiveDate>,
    duration: Option<i64>,
    actual_finish_day: Option<NaiveDate>,
    closed_at: Option<DateTime<Utc>>,
    stopped_at: Option<DateTime<Utc>>,
    doer: Option<Uuid>,
    doer_name: Option<String>,
    is_seen: bool,
}

/// What the work of this week that has not begun waits for.
pub(super) async fn links(
    reader: &mut impl Reader,
    asked: &Asked<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<Link>> {
    let text = sql!(
        "SELECT l.successor, l.kind, l.lag_kind, l.lag, b.number, b.title, b.letters, b.minutes_per_day, b.zone, b.category, b.start_day, b.finish_day, b.duration, b.actual_finish_day, \
         c.closed_at, x.began_at AS stopped_at, d.id AS doer, da.name AS doer_name, (",
        sees!(),
        ") AS is_seen FROM (SELECT lk.workspace, lk.id, lk.successor, lk.predecessor, lk.kind, lk.lag_kind, lk.lag FROM task_link lk \
         JOIN record br ON br.workspace = lk.workspace AND br.id = lk.predecessor WHERE lk.workspace = $1 AND br.trashed_at IS NULL AND lk.successor IN (SELECT t.id",
        due!("st.category = 'todo'"),
        " AND (t.start_day <= $4 OR t.finish_day <= $4 OR t.deadline_day <= $4)) ORDER BY lk.successor, lk.id LIMIT $7) l \
         JOIN (SELECT bt.workspace, bt.id, bt.number, bt.title, bt.start_day, bt.finish_day, bt.duration, bt.actual_finish_day, bp.key AS letters, bp.minutes_per_day, bp.zone, bs.category \
               FROM task bt JOIN project bp ON bp.workspace = bt.workspace AND bp.id = bt.project JOIN status bs ON bs.workspace = bt.workspace AND bs.id = bt.status) b \
           ON b.workspace = l.workspace AND b.id = l.predecessor \
         JOIN record r ON r.workspace = l.workspace AND r.id = l.predecessor \
         LEFT JOIN closing c ON c.workspace = l.workspace AND c.task = l.predecessor \
         LEFT JOIN stop x ON x.workspace = l.workspace AND x.task = l.predecessor AND x.ended_at IS NULL \
         LEFT JOIN member d ON d.workspace = l.workspace AND d.id = (SELECT f.member FROM task_assignee f WHERE f.workspace = l.workspace AND f.task = l.predecessor ORDER BY f.units DESC, f.member LIMIT 1) \
         LEFT JOIN account da ON da.id = d.account \
         ORDER BY l.successor, l.id"
    );
    let rows: Vec<LinkRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(asked.sight.workspace().0)
        .bind(asked.sight.eyes())
        .bind(asked.sight.every_project)
        .bind(asked.week_ends + TimeDelta::days(1))
        .bind(asked.week_ends + TimeDelta::days(1))
        .bind(asked.everybody)
        .bind(LINKS)
        .fetch_all(c)
        .await)?;
    let me = asked.sight.member().0;
    Ok(rows.into_iter().map(|row| row.link(me, now)).collect())
}

impl LinkRow {
    fn link(self, me: Uuid, now: DateTime<Utc>) -> Link {
        let there = zone::of(&self.zone);
        let day = |at: DateTime<Utc>| zone::day_of(there, at);
        let is_done = self.category == "done" || self.closed_at.is_some();
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
                link: Kind::parse(&self.kind),
                lag: readiness::lag_days(
                    &self.lag_kind,
                    self.lag,
                    self.minutes_per_day,
                    self.duration,
                ),
                done_on: self.actual_finish_day.or(self.closed_at.map(day)),
                is_done,
                is_begun: self.category != "todo",
                stopped_days: self
                    .stopped_at
                    .map(|at| (day(now) - day(at)).num_days().max(0)),
                start: self.start_day,
                finish: self.finish_day,
                mover,
            },
        }
    }
}

#[derive(FromRow)]
struct AssignedRow {
    task: Uuid,
    member: Uuid,
    name: String,
    units: i64,
    all_units: i64,
    start_day: Option<NaiveDate>,
    finish_day: Option<NaiveDate>,
    effort: Option<i64>,
    percent: i64,
    zone: String,
    is_seen: bool,
}

/// Open work with the people who do it, by `until`: of the reader's projects, and all that the people of those projects
/// have to do elsewhere, of which the reader learns no more than how much.
pub(super) async fn assignments(
    reader: &mut impl Reader,
    sight: &Sight,
    until: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Assignment>> {
    let text = sql!(
        "SELECT q.task, q.member, q.name, q.units, (SELECT CAST(SUM(x.units) AS BIGINT) FROM task_assignee x WHERE x.workspace = q.workspace AND x.task = q.task) AS all_units, \
         t.start_day, t.finish_day, t.effort, t.percent, q.zone, (",
        sees!(),
        ") AS is_seen FROM (SELECT ta.workspace, ta.task, ta.member, a.name, ta.units, p.zone, t.finish_day FROM project p CROSS JOIN status st CROSS JOIN task t \
         JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         JOIN task_assignee ta ON ta.workspace = t.workspace AND ta.task = t.id \
         JOIN member m ON m.workspace = ta.workspace AND m.id = ta.member AND m.left_at IS NULL JOIN account a ON a.id = m.account \
         WHERE p.workspace = $1 AND st.workspace = p.workspace AND st.project = p.id AND st.category <> 'done' \
         AND t.workspace = st.workspace AND t.project = st.project AND t.status = st.id \
         AND (t.start_day <= $4 OR t.finish_day <= $4 OR EXISTS (SELECT 1 FROM stop s WHERE s.workspace = t.workspace AND s.task = t.id AND s.ended_at IS NULL)) \
         AND r.trashed_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM record up WHERE up.workspace = r.workspace AND up.id IN (r.parent, r.project) AND up.trashed_at IS NOT NULL) \
         AND NOT EXISTS (SELECT 1 FROM closing c WHERE c.workspace = t.workspace AND c.task = t.id) \
         AND ($3 OR EXISTS (SELECT 1 FROM project_member mine JOIN project_member theirs ON theirs.workspace = mine.workspace AND theirs.project = mine.project \
                            WHERE mine.workspace = $1 AND mine.member = $2 AND theirs.member = ta.member)) \
         ORDER BY t.finish_day IS NULL, t.finish_day, ta.task, a.name, ta.member LIMIT $5) q \
         CROSS JOIN task t CROSS JOIN record r WHERE t.workspace = q.workspace AND t.id = q.task AND r.workspace = t.workspace AND r.id = t.id \
         ORDER BY q.finish_day IS NULL, q.finish_day, q.task, q.name, q.member"
    );
    let rows: Vec<AssignedRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(until)
        .bind(ASSIGNMENTS)
        .fetch_all(c)
        .await)?;
    let mut days: HashMap<String, NaiveDate> = HashMap::new();
    let assignments = rows.into_iter().map(|row| {
        let today = *days
            .entry(row.zone.clone())
            .or_insert_with(|| zone::day_of(zone::of(&row.zone), now));
        Assignment {
            task: row.task,
            member: row.member,
            name: row.name,
            work: Work {
                start: row.start_day,
                finish: row.finish_day,
                effort: row.effort,
                percent: row.percent,
                units: row.units,
                all_units: row.all_units,
            },
            today,
            is_seen: row.is_seen,
        }
    });
    Ok(assignments.collect())
}
