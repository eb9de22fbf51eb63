//! A project's workflow: its states, read and written as one value, so that one event says what it was and what it is.

use domain::access::ManageProject;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::plan::status::{Category, State};
use domain::plan::workflow::Workflow;
use domain::refusal::{Code, Refused};
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Error, Result, absent};
use crate::keys::{Granted, Sight};
use crate::record::{self, Record};
use crate::sql::{sql, visible};
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Adds a state.
pub async fn add_status(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    form: &form::AddStatus,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let record = live(&mut tx, project).await?;
    let before = load(&mut tx, project).await?;
    let after = before.added(Uuid::now_v7(), form)?;
    change(tx, &record, &before, &after).await
}

/// Gives a state another name, category or place.
pub async fn edit_status(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    status: Uuid,
    form: &form::EditStatus,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let record = live(&mut tx, project).await?;
    let before = load(&mut tx, project).await?;
    let edited = before.edited(status, form);
    let after = edited.map_err(|why| why.at(record.version))?;
    refuse_quiet_closing(&mut tx, project, &before, &after).await?;
    change(tx, &record, &before, &after).await
}

/// Removes a state; the tasks in it go to another one, each with its event, as one batch.
pub async fn remove_status(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    status: Uuid,
    form: &form::RemoveStatus,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let record = live(&mut tx, project).await?;
    let before = load(&mut tx, project).await?;
    let Some(from) = before.find(status) else {
        return absent();
    };
    let (after, to) = before.without(status, form)?;
    let batch = Uuid::now_v7();
    let tasks = tasks_in(&mut tx, project, status).await?;
    let mut events = move_tasks(&mut tx, project, &tasks, from, to, batch).await?;
    write(&mut tx, project, &before, &after).await?;
    let version = record::touch(&mut tx, &record).await?;
    let content = Content::none()
        .with("workflow", before.value(), after.value())
        .with("moved_to", from.id.to_string(), to.id.to_string());
    events.push(Event {
        batch: Some(batch),
        ..Event::of(
            Kind::ProjectWorkflowChanged,
            project,
            Some(project),
            content,
        )
    });
    let changed = Changed {
        record: project,
        version,
        called: from.name.clone(),
    };
    // The last event is the project's own: by its number the whole is taken back.
    tx.commit(events, changed).await
}

async fn live(tx: &mut Tx, project: RecordId) -> Result<Record> {
    let record = record::load(tx, project).await?;
    if record.is_live() {
        Ok(record)
    } else {
        absent()
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    category: String,
    most: Option<i64>,
}

impl Row {
    fn status(self) -> Result<State> {
        let category = Category::parse(&self.category)
            .map_err(|_| Error::Other(format!("status {} is of no known category", self.id)))?;
        Ok(State {
            id: self.id,
            name: self.name,
            category,
            limit: self.most,
        })
    }
}

pub(crate) async fn load(tx: &mut Tx, project: RecordId) -> Result<Workflow> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT id, name, category, most FROM status WHERE workspace = $1 AND project = $2 ORDER BY position, id LIMIT 100"
    );
    let rows: Vec<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_all(c)
        .await)?;
    let statuses: Result<Vec<_>> = rows.into_iter().map(Row::status).collect();
    Ok(Workflow(statuses?))
}

/// Tasks in a state that begins or ceases to mean "done" would be closed or opened by nobody: they are moved first.
async fn refuse_quiet_closing(
    tx: &mut Tx,
    project: RecordId,
    before: &Workflow,
    after: &Workflow,
) -> Result<()> {
    for new in &after.0 {
        let done = |s: &State| s.category == Category::Done;
        let turned = before
            .find(new.id)
            .is_some_and(|old| done(old) != done(new));
        if turned {
            let tasks = tasks_in(tx, project, new.id).await?.len();
            if tasks > 0 {
                let refused = Refused::field_with("category", Code::HoldsTasks, tasks.to_string());
                return Err(refused.into());
            }
        }
    }
    Ok(())
}

async fn change(
    mut tx: Tx,
    record: &Record,
    before: &Workflow,
    after: &Workflow,
) -> Result<Done<Changed>> {
    let project = RecordId(record.id);
    let mut changed = Changed {
        record: project,
        version: record.version,
        called: String::new(),
    };
    if before == after {
        return tx.commit_unchanged(changed).await;
    }
    write(&mut tx, project, before, after).await?;
    changed.version = record::touch(&mut tx, record).await?;
    let content = Content::none().with("workflow", before.value(), after.value());
    let event = Event::of(
        Kind::ProjectWorkflowChanged,
        project,
        Some(project),
        content,
    );
    tx.commit(vec![event], changed).await
}

/// Writes the states as they are to be; one that is no longer there has no tasks any more.
async fn write(tx: &mut Tx, project: RecordId, before: &Workflow, after: &Workflow) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO status (workspace, id, project, name, category, position, most) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name, category = excluded.category, position = excluded.position, most = excluded.most"
    );
    for (status, position) in after.0.iter().zip(1_i64..) {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(status.id)
            .bind(project.0)
            .bind(&status.name)
            .bind(status.category.code())
            .bind(position)
            .bind(status.limit)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    let text = sql!("DELETE FROM status WHERE workspace = $1 AND project = $2 AND id = $3");
    for gone in before.0.iter().filter(|old| after.find(old.id).is_none()) {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(project.0)
            .bind(gone.id)
            .execute(c)
            .await
            .map(|_| ()))
        .map_err(somebody_came)?;
    }
    Ok(())
}

/// A task was put into the state at this very moment: asked again, it is seen.
fn somebody_came(error: sqlx::Error) -> Error {
    let refers = error
        .as_database_error()
        .is_some_and(|e| e.is_foreign_key_violation());
    if refers { Error::Again } else { error.into() }
}

/// The tasks in a state, those in the trash too.
async fn tasks_in(tx: &mut Tx, project: RecordId, status: Uuid) -> Result<Vec<Uuid>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT id FROM task WHERE workspace = $1 AND project = $2 AND status = $3 ORDER BY outline, id"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .bind(status)
        .fetch_all(c)
        .await)?)
}

/// Puts tasks into another state; into one that means "done", they are closed by it.
async fn move_tasks(
    tx: &mut Tx,
    project: RecordId,
    tasks: &[Uuid],
    from: &State,
    to: &State,
    batch: Uuid,
) -> Result<Vec<Event>> {
    let (workspace, actor) = (tx.workspace().0, tx.actor());
    let put = sql!("UPDATE task SET status = $3 WHERE workspace = $1 AND id = $2");
    let count = sql!("UPDATE record SET version = version + 1 WHERE workspace = $1 AND id = $2");
    let close = sql!(
        "INSERT INTO closing (workspace, task, closed_by, closed_at) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace, task) DO NOTHING"
    );
    let open = sql!("DELETE FROM closing WHERE workspace = $1 AND task = $2");
    let mut events = Vec::new();
    for task in tasks {
        on!(tx.conn(), |c| sqlx::query(put)
            .bind(workspace)
            .bind(task)
            .bind(to.id)
            .execute(c)
            .await
            .map(|_| ()))?;
        on!(tx.conn(), |c| sqlx::query(count)
            .bind(workspace)
            .bind(task)
            .execute(c)
            .await
            .map(|_| ()))?;
        match (
            from.category == Category::Done,
            to.category == Category::Done,
        ) {
            (false, true) => on!(tx.conn(), |c| sqlx::query(close)
                .bind(workspace)
                .bind(task)
                .bind(actor)
                .bind(now())
                .execute(c)
                .await
                .map(|_| ()))?,
            (true, false) => on!(tx.conn(), |c| sqlx::query(open)
                .bind(workspace)
                .bind(task)
                .execute(c)
                .await
                .map(|_| ()))?,
            _ => {}
        }
        let mut content = Content::none().with("status", value(from), value(to));
        let kind = match (from.is_done(), to.is_done()) {
            (false, true) => Kind::TaskClosed,
            (true, false) => Kind::TaskReopened,
            _ => Kind::TaskChanged,
        };
        if kind != Kind::TaskChanged {
            content = content.with("closed", from.is_done(), to.is_done());
        }
        events.push(Event {
            batch: Some(batch),
            ..Event::of(kind, RecordId(*task), Some(project), content)
        });
    }
    Ok(events)
}

/// A state as a task's event keeps it: what it was called then stays readable when it is gone.
fn value(status: &State) -> serde_json::Value {
    serde_json::json!({ "category": status.category.code(), "id": status.id, "name": status.name })
}

/// Takes a change back. A state that was removed comes back, and with it the tasks that went elsewhere with its
/// removal and are still there.
pub(crate) async fn set_back(
    tx: &mut Tx,
    record: &Record,
    said: &Content,
    batch: Option<Uuid>,
) -> Result<(Vec<Event>, Event, i64)> {
    let project = RecordId(record.id);
    let now = load(tx, project).await?;
    let before = said
        .fields
        .get("workflow")
        .and_then(|change| serde_json::from_value::<Workflow>(change.before.clone()).ok());
    let Some(before) = before else {
        return absent();
    };
    // A state that would go again takes no task with it.
    for gone in now.0.iter().filter(|s| before.find(s.id).is_none()) {
        let tasks = tasks_in(tx, project, gone.id).await?.len();
        if tasks > 0 && !moved_back_to(said, gone.id) {
            let code = Code::HoldsTasks;
            return Err(Refused::Conflict {
                code,
                arg: tasks.to_string(),
            }
            .into());
        }
    }
    refuse_quiet_closing(tx, project, &now, &before).await?;
    write_without_removing(tx, project, &now, &before).await?;
    let (mut events, new_batch) = (Vec::new(), Uuid::now_v7());
    let mut content = Content::none().with("workflow", now.value(), before.value());
    if let Some((from, to)) = moved(said, &now, &before) {
        // From a state that goes again, all; into one that comes back, those that had left it.
        let tasks = match batch {
            Some(batch) if before.find(from.id).is_some() => {
                moved_in(tx, project, batch, from.id).await?
            }
            _ => tasks_in(tx, project, from.id).await?,
        };
        events = move_tasks(tx, project, &tasks, &from, &to, new_batch).await?;
        content = content.with("moved_to", from.id.to_string(), to.id.to_string());
    }
    write(tx, project, &now, &before).await?;
    let version = record::touch(tx, record).await?;
    let own = Event {
        batch: Some(new_batch),
        ..Event::of(
            Kind::ProjectWorkflowChanged,
            project,
            Some(project),
            content,
        )
    };
    Ok((events, own, version))
}

/// The state in which the moved tasks are, and the one they were in.
fn moved(said: &Content, now: &Workflow, before: &Workflow) -> Option<(State, State)> {
    let change = said.fields.get("moved_to")?;
    let id = |value: &serde_json::Value| Uuid::parse_str(value.as_str()?).ok();
    let (was, is) = (id(&change.before)?, id(&change.after)?);
    let from = now.find(is)?.clone();
    Some((from, before.find(was)?.clone()))
}

/// Whether the tasks of this state go with the undoing.
fn moved_back_to(said: &Content, status: Uuid) -> bool {
    said.fields
        .get("moved_to")
        .is_some_and(|change| change.after.as_str() == Some(status.to_string().as_str()))
}

async fn write_without_removing(
    tx: &mut Tx,
    project: RecordId,
    now: &Workflow,
    before: &Workflow,
) -> Result<()> {
    let gone = now
        .0
        .iter()
        .filter(|s| before.find(s.id).is_none())
        .cloned();
    let both = Workflow(before.0.iter().cloned().chain(gone).collect());
    write(tx, project, now, &both).await
}

/// The tasks of a batch that are in a state still.
async fn moved_in(tx: &mut Tx, project: RecordId, batch: Uuid, status: Uuid) -> Result<Vec<Uuid>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT t.id FROM event e JOIN task t ON t.workspace = e.workspace AND t.id = e.record \
         WHERE e.workspace = $1 AND e.project = $2 AND e.batch = $3 AND e.kind IN ('task.changed', 'task.closed', 'task.reopened') AND t.status = $4 ORDER BY e.seq"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .bind(batch)
        .bind(status)
        .fetch_all(c)
        .await)?)
}

/// A state as it is read, with how many tasks are in it.
#[derive(Clone, Debug, FromRow)]
pub struct InWorkflow {
    pub id: Uuid,
    pub name: String,
    pub category: String,
    /// How many tasks are to be in it at once.
    pub most: Option<i64>,
    pub tasks: i64,
}

/// A project's states in their order.
pub async fn workflow(db: &Db, sight: &Sight, project: RecordId) -> Result<Vec<InWorkflow>> {
    let text = sql!(
        "SELECT s.id, s.name, s.category, s.most, (SELECT COUNT(*) FROM task t WHERE t.workspace = s.workspace AND t.project = s.project AND t.status = s.id) AS tasks \
         FROM status s JOIN record r ON r.workspace = s.workspace AND r.id = s.project WHERE ",
        visible!(),
        " AND s.project = $4 ORDER BY s.position, s.id LIMIT 100"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .fetch_all(c)
        .await)?)
}
