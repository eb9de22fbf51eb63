//! Tasks: begun, edited, closed, reopened, read.

use chrono::{DateTime, Utc};
use domain::access::EditTasks;
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::plan::outline;
use domain::plan::status::Category;
use domain::plan::task::{self as rule, NewTask};
use domain::refusal::{Code, Refused};
use domain::text;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::record::{self, Record, kind};
use crate::sql::{named, sql, visible};
use crate::tx::{Act, Changed, Done, Tx, begin};

pub async fn create_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    new: &NewTask,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    record::make(
        &mut tx,
        &record::New {
            id: new.id,
            kind: kind::TASK,
            project: Some(project),
            parent: Some(project),
            audience: Audience::Internal,
        },
    )
    .await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE project SET next_number = next_number + 1 WHERE workspace = $1 AND id = $2 RETURNING next_number - 1, key"
    );
    let (number, letters): (i64, String) = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_one(c)
        .await)?;
    let outline = outline::at("", next_place(&mut tx, project).await?);
    let status = first_status(&mut tx, project, Category::Todo).await?;
    let text = sql!(
        "INSERT INTO task (workspace, id, project, number, title, title_folded, description, parent, outline, status, kind, duration_elapsed, mode, constraint_kind, percent) \
         VALUES ($1, $2, $3, $4, $5, $6, '', $3, $7, $8, 'task', $9, 'manual', 'asap', 0)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(new.id.0)
        .bind(project.0)
        .bind(number)
        .bind(&new.title)
        .bind(text::fold(&new.title))
        .bind(&outline)
        .bind(status)
        .bind(false)
        .execute(c)
        .await
        .map(|_| ()))?;
    let called = format!("{letters}-{number}");
    let content = Content::none()
        .with("title", Value::Null, new.title.clone())
        .with("key", Value::Null, called.clone());
    tx.commit(
        vec![Event::of(Kind::TaskCreated, new.id, Some(project), content)],
        Changed {
            record: new.id,
            version: 1,
            called,
        },
    )
    .await
}

/// The place after the last of what belongs to `parent`.
async fn next_place(tx: &mut Tx, parent: RecordId) -> Result<u64> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT MAX(outline) FROM task WHERE workspace = $1 AND parent = $2");
    let last: Option<String> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(parent.0)
        .fetch_one(c)
        .await)?;
    let last = last.map(|last| outline::own(&last));
    outline::between(last, None).map_or_else(|| Err(Refused::Busy { after_s: 1 }.into()), Ok)
}

/// The first of a project's states that means this.
async fn first_status(tx: &mut Tx, project: RecordId, category: Category) -> Result<Uuid> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT id FROM status WHERE workspace = $1 AND project = $2 AND category = $3 ORDER BY position, id LIMIT 1"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .bind(category.code())
        .fetch_one(c)
        .await)?)
}

#[derive(FromRow)]
struct Row {
    title: String,
    description: String,
    number: i64,
    letters: String,
}

/// A task to be changed: there, in the key's project, not in the trash.
struct Loaded {
    record: Record,
    row: Row,
}

impl Loaded {
    fn called(&self) -> String {
        format!("{}-{}", self.row.letters, self.row.number)
    }
}

async fn load(tx: &mut Tx, task: RecordId, project: RecordId) -> Result<Loaded> {
    let record = record::load_live(tx, task, kind::TASK, project).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT t.title, t.description, t.number, p.key AS letters FROM task t JOIN project p ON p.workspace = t.workspace AND p.id = t.project WHERE t.workspace = $1 AND t.id = $2"
    );
    let row: Option<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(task.0)
        .fetch_optional(c)
        .await)?;
    match row {
        Some(row) => Ok(Loaded { record, row }),
        None => absent(),
    }
}

pub async fn edit_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    form: &form::EditTask,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = load(&mut tx, task, project).await?;
    let before = rule::Task {
        title: loaded.row.title.clone(),
        description: loaded.row.description.clone(),
        version: loaded.record.version,
    };
    let (after, content) = rule::edit(&before, form)?;
    let called = loaded.called();
    if content == Content::none() {
        return tx
            .commit_unchanged(Changed {
                record: task,
                version: before.version,
                called,
            })
            .await;
    }
    let version = write_fields(&mut tx, &loaded.record, &after).await?;
    tx.commit(
        vec![Event::of(Kind::TaskChanged, task, Some(project), content)],
        Changed {
            record: task,
            version,
            called,
        },
    )
    .await
}

/// Writes a task's fields and counts the change.
pub(crate) async fn write_fields(tx: &mut Tx, record: &Record, task: &rule::Task) -> Result<i64> {
    let version = record::touch(tx, record).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE task SET title = $3, title_folded = $4, description = $5 WHERE workspace = $1 AND id = $2"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(&task.title)
        .bind(text::fold(&task.title))
        .bind(&task.description)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(version)
}

pub(crate) async fn read_fields(tx: &mut Tx, record: &Record) -> Result<rule::Task> {
    let loaded = load(
        tx,
        RecordId(record.id),
        record.project().unwrap_or(RecordId(record.id)),
    )
    .await?;
    Ok(rule::Task {
        title: loaded.row.title,
        description: loaded.row.description,
        version: record.version,
    })
}

pub async fn close_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = load(&mut tx, task, project).await?;
    put_closing(&mut tx, &loaded.record).await?;
    let version = record::touch(&mut tx, &loaded.record).await?;
    let content = Content::none().with("closed", false, true);
    tx.commit(
        vec![Event::of(Kind::TaskClosed, task, Some(project), content)],
        Changed {
            record: task,
            version,
            called: loaded.called(),
        },
    )
    .await
}

pub async fn reopen_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = load(&mut tx, task, project).await?;
    take_closing(&mut tx, &loaded.record).await?;
    let version = record::touch(&mut tx, &loaded.record).await?;
    let content = Content::none().with("closed", true, false);
    tx.commit(
        vec![Event::of(Kind::TaskReopened, task, Some(project), content)],
        Changed {
            record: task,
            version,
            called: loaded.called(),
        },
    )
    .await
}

pub(crate) async fn put_closing(tx: &mut Tx, record: &Record) -> Result<()> {
    let (workspace, actor) = (tx.workspace().0, tx.actor());
    let text = sql!(
        "INSERT INTO closing (workspace, task, closed_by, closed_at) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace, task) DO NOTHING"
    );
    let made = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(actor)
        .bind(now())
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if made == 1 {
        Ok(())
    } else {
        Err(Refused::conflict(Code::AlreadyClosed).into())
    }
}

pub(crate) async fn take_closing(tx: &mut Tx, record: &Record) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!("DELETE FROM closing WHERE workspace = $1 AND task = $2");
    let gone = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if gone == 1 {
        Ok(())
    } else {
        Err(Refused::conflict(Code::AlreadyOpen).into())
    }
}

/// A task in a list.
#[derive(Clone, Debug, FromRow)]
pub struct TaskRow {
    pub id: Uuid,
    pub number: i64,
    pub title: String,
    pub closed_at: Option<DateTime<Utc>>,
    pub comments: i64,
}

/// A project's tasks, open ones first, in the order they were made. At most `limit` rows.
pub async fn tasks(db: &Db, sight: &Sight, project: RecordId, limit: i64) -> Result<Vec<TaskRow>> {
    let text = sql!(
        "SELECT t.id, t.number, t.title, cl.closed_at, \
         (SELECT COUNT(*) FROM record cr WHERE cr.workspace = t.workspace AND cr.parent = t.id AND cr.kind = 'comment' AND cr.trashed_at IS NULL AND ",
        named!("cr"),
        ") AS comments \
         FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         LEFT JOIN closing cl ON cl.workspace = t.workspace AND cl.task = t.id WHERE ",
        visible!(),
        " AND t.project = $4 ORDER BY cl.closed_at IS NOT NULL, t.number LIMIT $5"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// A task's page.
#[derive(Clone, Debug, FromRow)]
pub struct Task {
    pub id: Uuid,
    pub project: Uuid,
    pub project_key: String,
    pub project_title: String,
    pub client: Option<String>,
    pub number: i64,
    pub title: String,
    pub description: String,
    pub audience: String,
    pub version: i64,
    pub made_at: DateTime<Utc>,
    pub made_by: Option<String>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed_by: Option<String>,
}

pub async fn task(db: &Db, sight: &Sight, project_key: &str, number: i64) -> Result<Task> {
    let text = sql!(
        "SELECT t.id, t.project, p.key AS project_key, p.title AS project_title, clt.name AS client, t.number, t.title, t.description, r.audience, r.version, r.made_at, \
         ma.name AS made_by, cl.closed_at, ca.name AS closed_by \
         FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         JOIN project p ON p.workspace = t.workspace AND p.id = t.project \
         LEFT JOIN client clt ON clt.workspace = p.workspace AND clt.id = p.client \
         LEFT JOIN member mm ON mm.workspace = r.workspace AND mm.id = r.made_by LEFT JOIN account ma ON ma.id = mm.account \
         LEFT JOIN closing cl ON cl.workspace = t.workspace AND cl.task = t.id \
         LEFT JOIN member cm ON cm.workspace = cl.workspace AND cm.id = cl.closed_by LEFT JOIN account ca ON ca.id = cm.account WHERE ",
        visible!(),
        " AND p.key = $4 AND t.number = $5"
    );
    let task: Option<Task> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project_key)
        .bind(number)
        .fetch_optional(c)
        .await)?;
    task.map_or_else(absent, Ok)
}
