//! What is due, what it waits for, who does it, and what they have to do besides: each one statement, whatever the size
//! of the workspace.

mod before;
mod loads;

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::day::morning::{Stop, StopMover, Task};
use domain::plan::dates::Constraint;
use domain::plan::status::Category;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Reader, on};
use crate::error::Result;
use crate::keys::Sight;
use crate::people::zone;
use crate::plan::breaks::Dates;
use crate::sql::{has_parts, is_there, sql, visible};
pub(crate) use before::{Waiting, before};
pub(super) use loads::{assignments, loads};

/// Tasks read; of more only the number is known.
const TASKS: i64 = 300;

/// Open work that is due by `$5` or has stopped: tasks `t` with state `st`, record `r`, project `p`, stop `s`. Goes from
/// the open states of each project to their tasks, so that what is done is not looked at. `$6`: everybody's, or only
/// that of the member `$2`. The dates are looked at before the records: few of the open tasks are due.
macro_rules! due {
    ($category:literal) => {
        concat!(
            " FROM project p CROSS JOIN status st CROSS JOIN task t LEFT JOIN stop s ON s.workspace = t.workspace AND s.task = t.id AND s.ended_at IS NULL CROSS JOIN record r \
             WHERE p.workspace = $1 AND ",
            // One that an import fills is passed over without a look at its tasks.
            is_there!("p"),
            " AND st.workspace = p.workspace AND st.project = p.id AND ",
            $category,
            " AND t.workspace = st.workspace AND t.project = st.project AND t.status = st.id \
             AND (t.start_day <= $5 OR t.finish_day <= $5 OR t.deadline_day <= $5 \
             OR t.id IN (SELECT o.task FROM stop o WHERE o.workspace = $1 AND o.ended_at IS NULL)) AND r.workspace = t.workspace AND r.id = t.id AND ",
            visible!(),
            " \
             AND ($6 OR s.mover = $2 OR EXISTS (SELECT 1 FROM task_assignee own WHERE own.workspace = t.workspace AND own.task = t.id AND own.member = $2)) \
             AND NOT EXISTS (SELECT 1 FROM closing c WHERE c.workspace = t.workspace AND c.task = t.id) \
             AND NOT ",
            // Of the record, which is looked up last: few are left by then.
            has_parts!("r")
        )
    };
}

/// What has stopped, this week's, what is late with the latest first, what comes.
macro_rules! by_class {
    ($class:literal, $due:literal, $id:literal) => {
        concat!(
            $class,
            ", CASE WHEN ",
            $class,
            " = 2 THEN ",
            $due,
            " END IS NULL, CASE WHEN ",
            $class,
            " = 2 THEN ",
            $due,
            " END DESC, ",
            $due,
            " IS NULL, ",
            $due,
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
    constraint_kind: String,
    constraint_day: Option<NaiveDate>,
    /// By which it works, where it is not its project's; and its project's.
    calendar: Option<Uuid>,
    pub project_calendar: Option<Uuid>,
    pub deadline_at: Option<DateTime<Utc>>,
    because: Option<String>,
    mover_kind: Option<String>,
    mover: Option<Uuid>,
    mover_name: Option<String>,
    mover_account: Option<String>,
    began_at: Option<DateTime<Utc>>,
    fresh: Option<i64>,
    total: i64,
    late: i64,
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

/// Answers the first of them, how many there are, and how many of those are late by the reader's day.
pub(super) async fn tasks(
    reader: &mut impl Reader,
    asked: &Asked<'_>,
) -> Result<(Vec<TaskRow>, i64, i64)> {
    let text = sql!(
        // Of the many that are due the first are chosen; the rest of what a row says is read of these alone.
        "SELECT t.id, t.project, t.number, t.title, t.status, \
         (SELECT d.id FROM status d WHERE d.workspace = t.workspace AND d.project = t.project AND d.category = 'doing' ORDER BY d.position, d.id LIMIT 1) AS doing, \
         st.category, t.kind, t.effort, t.percent, t.start_day, t.start_at, t.finish_day, t.finish_at, t.deadline_day, t.deadline_at, t.constraint_kind, t.constraint_day, t.calendar, \
         (SELECT home.calendar FROM project home WHERE home.workspace = t.workspace AND home.id = t.project) AS project_calendar, \
         s.because, s.mover_kind, s.mover, s.mover_name, \
         (SELECT sa.name FROM member sm JOIN account sa ON sa.id = sm.account WHERE sm.workspace = s.workspace AND sm.id = s.mover) AS mover_account, s.began_at, \
         (SELECT MAX(e.seq) FROM event e WHERE e.workspace = t.workspace AND e.record = t.id AND e.seq > $4 AND e.actor <> $2) AS fresh, q.total, q.late \
         FROM (SELECT x.workspace, x.id, x.class, x.due, x.total, x.late FROM (SELECT t.workspace, t.id, COUNT(*) OVER () AS total, COUNT(CASE WHEN s.id IS NULL AND (t.finish_day < $7 OR t.deadline_day < $7) THEN 1 END) OVER () AS late, \
         CASE WHEN t.finish_day IS NULL OR t.deadline_day < t.finish_day THEN t.deadline_day ELSE t.finish_day END AS due, \
         CASE WHEN s.id IS NOT NULL THEN 0 WHEN t.finish_day < $7 OR t.deadline_day < $7 THEN 2 WHEN t.start_day <= $8 OR t.finish_day <= $8 OR t.deadline_day <= $8 THEN 1 ELSE 3 END AS class",
        due!("st.category <> 'done'"),
        ") x ORDER BY ",
        by_class!("x.class", "x.due", "x.id"),
        " LIMIT $9) q CROSS JOIN task t CROSS JOIN status st LEFT JOIN stop s ON s.workspace = t.workspace AND s.task = t.id AND s.ended_at IS NULL \
         WHERE t.workspace = q.workspace AND t.id = q.id AND st.workspace = t.workspace AND st.id = t.status ORDER BY ",
        by_class!("q.class", "q.due", "q.id")
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
    let (total, late) = rows.first().map_or((0, 0), |row| (row.total, row.late));
    Ok((rows, total, late))
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

    /// Work that is to begin waits for what comes before it.
    pub fn waits(&self) -> bool {
        self.category == "todo"
    }

    pub fn id(&self) -> Uuid {
        self.id
    }

    /// As what comes before it sees it.
    pub fn waiting(&self) -> Waiting {
        Waiting {
            project: self.project,
            calendar: self.project_calendar,
            dates: Dates {
                task_kind: self.kind.clone(),
                duration: None,
                duration_elapsed: false,
                start_day: self.start_day,
                start_at: self.start_at,
                finish_day: self.finish_day,
                finish_at: self.finish_at,
                actual_start_day: None,
                actual_start_at: None,
                actual_finish_day: None,
                actual_finish_at: None,
                own_calendar: self.calendar,
                closed_at: None,
            },
        }
    }

    pub fn task(
        self,
        today: NaiveDate,
        project_zone: &str,
        outside: Vec<String>,
        unread: &HashSet<Uuid>,
    ) -> Task {
        let bound = Constraint::parse(&self.constraint_kind).ok();
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
            constraint: bound.zip(self.constraint_day),
            outside,
            before_known: !unread.contains(&self.id),
            status: self.status,
            doing: self.doing,
            has_time: self.start_at.is_some() || self.finish_at.is_some(),
            stop,
            fresh: self.fresh,
        }
    }
}
