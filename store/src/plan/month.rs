//! The tasks of a calendar's leaf with its days off, and a task moved to another day.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::EditTasks;
use domain::form;
use domain::id::RecordId;
use domain::plan::list::{Ask, Filter, Scope};
use domain::plan::month as rule;
use domain::plan::status::Category;
use domain::plan::task::TaskKind;
use domain::time::When;
use sqlx::FromRow;
use uuid::Uuid;

use super::fields;
use super::list::kept::{self, bind_kept, kept};
use super::wall::Wall;
use crate::Db;
use crate::db::{Reader, now, on};
use crate::error::Result;
use crate::keys::{Granted, Sight};
use crate::people::calendar;
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, begin};

/// Most tasks that are read for a leaf: those that begin first.
pub const MOST: i64 = 600;

/// What lies on some days.
#[derive(Clone, Debug, Default)]
pub struct Days {
    /// By their first day; of those that begin at once the longest first.
    pub tasks: Vec<Lying>,
    /// How many there are, [`MOST`] of which are here.
    pub total: i64,
    /// The days without work, each with its name where it has one.
    pub off: Vec<(NaiveDate, Option<String>)>,
}

/// A task on a calendar. Its days are those of its own project.
#[derive(Clone, Debug)]
pub struct Lying {
    pub id: Uuid,
    pub project: Uuid,
    pub project_key: String,
    pub project_title: String,
    pub number: i64,
    pub title: String,
    pub kind: TaskKind,
    pub category: Category,
    /// Where it starts, if that is said, and when it is due.
    pub start: Option<When>,
    pub due: When,
    /// Finish or deadline has passed in the project's zone, and it is not done.
    pub overdue: bool,
}

#[derive(FromRow)]
struct Read {
    id: Uuid,
    project: Uuid,
    letters: String,
    project_title: String,
    zone: String,
    number: i64,
    title: String,
    kind: String,
    category: String,
    start_day: Option<NaiveDate>,
    start_at: Option<DateTime<Utc>>,
    finish_day: Option<NaiveDate>,
    finish_at: Option<DateTime<Utc>>,
    deadline_day: Option<NaiveDate>,
    deadline_at: Option<DateTime<Utc>>,
    total: i64,
}

/// The tasks on the days `from` to `to`, as far as the filter lets them through, and the days off: by the project's
/// calendar, or by the company's where tasks are of many projects.
pub async fn days(
    db: &Db,
    sight: &Sight,
    scope: Scope,
    filter: &Filter,
    (from, to): (NaiveDate, NaiveDate),
    calendar: Option<Uuid>,
) -> Result<Days> {
    let mut ask = Ask::of(scope);
    ask.filter = Filter {
        from: Some(from),
        to: Some(to),
        ..filter.clone()
    };
    let mut reader = db.hold().await?;
    let now = now();
    let kept = kept::asked(&mut reader, sight, &ask, now).await?;
    let text = sql!(
        "SELECT t.id, t.project, p.key AS letters, p.title AS project_title, p.zone, t.number, t.title, t.kind, s.category, \
         t.start_day, t.start_at, t.finish_day, t.finish_at, t.deadline_day, t.deadline_at, COUNT(*) OVER () AS total ",
        kept!("(p.id = $4 OR $4 <> $5)"),
        " ORDER BY COALESCE(t.start_day, t.finish_day, t.deadline_day), COALESCE(t.finish_day, t.deadline_day, t.start_day) DESC, p.key, t.number LIMIT $52"
    );
    let read: Vec<Read> = on!(reader.conn(), |c| bind_kept!(sqlx::query_as(text), kept)
        .bind(MOST)
        .fetch_all(c)
        .await)?;
    let total = read.first().map_or(0, |read| read.total);
    let shelf = match scope {
        Scope::Project(project) => {
            calendar::of_project(&mut reader, sight.workspace(), RecordId(project)).await?
        }
        // Of no project: nothing but the usual week is asked of it.
        Scope::All | Scope::Mine => {
            calendar::of_project(&mut reader, sight.workspace(), RecordId(Uuid::nil())).await?
        }
    };
    Ok(Days {
        tasks: read
            .into_iter()
            .filter_map(|read| lying(read, now))
            .collect(),
        total,
        off: shelf.days_off(calendar, from, to),
    })
}

fn lying(read: Read, now: DateTime<Utc>) -> Option<Lying> {
    let wall = Wall::of(&read.zone);
    let category = Category::parse(&read.category).unwrap_or(Category::Todo);
    let passed = |day: Option<NaiveDate>, at: Option<DateTime<Utc>>| match at {
        Some(at) => at < now,
        None => day.is_some_and(|day| day < wall.today(now)),
    };
    let start = wall.read(read.start_day, read.start_at);
    let due = rule::due(
        start,
        wall.read(read.finish_day, read.finish_at),
        wall.read(read.deadline_day, read.deadline_at),
    )?;
    Some(Lying {
        id: read.id,
        project: read.project,
        project_key: read.letters,
        project_title: read.project_title,
        number: read.number,
        title: read.title,
        kind: TaskKind::parse(&read.kind).unwrap_or(TaskKind::Task),
        category,
        start,
        due,
        overdue: category != Category::Done
            && (passed(read.finish_day, read.finish_at)
                || passed(read.deadline_day, read.deadline_at)),
    })
}

/// Moves a task to another day, with its start.
pub async fn shift_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    form: &form::ShiftTask,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = fields::load(&mut tx, task, project).await?;
    let ground = fields::ground(&mut tx, &loaded, &form::EditTask::default()).await?;
    let (after, content) = rule::shift(&loaded.fields, &ground, form)?;
    fields::change(tx, loaded, after, content).await
}
