//! The rows of a task and all below it, from one project to another.

use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::plan::outline;
use domain::plan::status::{Category, State, counterpart};
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

use super::Side;
use super::fit::tree;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::plan::fields::Loaded;
use crate::plan::moving::{self, Spot};
use crate::plan::redate::{self, Moments};
use crate::plan::status;
use crate::sql::sql;
use crate::tx::Tx;

/// A task on its way.
#[derive(FromRow)]
struct Row {
    id: Uuid,
    number: i64,
    outline: String,
    status: Uuid,
    status_name: String,
    category: String,
    #[sqlx(flatten)]
    moments: Moments,
}

/// Gives each its place, key and state there. Answers that each has arrived.
pub(super) async fn go(
    tx: &mut Tx,
    root: &Loaded,
    from: &Side,
    to: &Side,
    spot: &Spot,
) -> Result<Vec<Event>> {
    let workspace = tx.workspace().0;
    let place = moving::place(tx, RecordId(to.id), spot).await?;
    let workflow = status::workflow(tx, workspace, to.id).await?;
    let mut events = Vec::new();
    for row in rows(tx, root).await? {
        let was = State {
            id: row.status,
            name: row.status_name.clone(),
            category: Category::parse(&row.category).unwrap_or(Category::Todo),
            limit: None,
        };
        let Some(state) = counterpart(&workflow, &was) else {
            return absent();
        };
        let number = number(tx, to.id, row.id).await?;
        leave_key(tx, from.id, &row).await?;
        let outline = format!(
            "{place}{}",
            row.outline.get(root.outline.len()..).unwrap_or_default()
        );
        put(tx, to.id, &row, number, &outline, state.id).await?;
        if from.zone != to.zone {
            redate::one(tx, row.id, &row.moments, to.wall()).await?;
        }
        let keys = [(from, row.number), (to, number)].map(|(side, n)| format!("{}-{n}", side.key));
        let [before, after] = keys;
        let mut content =
            Content::none()
                .with("key", before, after)
                .with("project", from.named(), to.named());
        if (&was.name, was.category) != (&state.name, state.category) {
            let of = |state: &State| json!({ "category": state.category.code(), "id": state.id, "name": state.name });
            content = content.with("status", of(&was), of(state));
        }
        let (kind, project) = (Kind::TaskArrived, Some(RecordId(to.id)));
        events.push(Event::of(kind, RecordId(row.id), project, content));
    }
    put_below(tx, root.record.id, spot.parent).await?;
    take_along(tx, to.id, &place).await?;
    Ok(events)
}

async fn rows(tx: &mut Tx, root: &Loaded) -> Result<Vec<Row>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT t.id, t.number, t.outline, t.status, s.name AS status_name, s.category, t.start_at, t.finish_at, t.constraint_at, t.deadline_at, t.actual_start_at, t.actual_finish_at \
         FROM task t JOIN status s ON s.workspace = t.workspace AND s.id = t.status WHERE t.workspace = $1 AND t.project = $2 AND t.outline >= $3 AND t.outline < $4 ORDER BY t.outline"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(root.project.0)
        .bind(&root.outline)
        .bind(outline::end(&root.outline))
        .fetch_all(c)
        .await)?)
}

/// The number that the task had there once, else the next.
async fn number(tx: &mut Tx, project: Uuid, task: Uuid) -> Result<i64> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "DELETE FROM former_key WHERE workspace = $1 AND project = $2 AND task = $3 RETURNING number"
    );
    let former: Option<i64> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project)
        .bind(task)
        .fetch_optional(c)
        .await)?;
    if let Some(number) = former {
        return Ok(number);
    }
    let text = sql!(
        "UPDATE project SET next_number = next_number + 1 WHERE workspace = $1 AND id = $2 RETURNING next_number - 1"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project)
        .fetch_one(c)
        .await)?)
}

async fn leave_key(tx: &mut Tx, project: Uuid, row: &Row) -> Result<()> {
    let workspace = tx.workspace().0;
    let text =
        sql!("INSERT INTO former_key (workspace, project, number, task) VALUES ($1, $2, $3, $4)");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(project)
        .bind(row.number)
        .bind(row.id)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Its rank on the one board says nothing on the other.
async fn put(
    tx: &mut Tx,
    project: Uuid,
    row: &Row,
    number: i64,
    outline: &str,
    state: Uuid,
) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE task SET project = $3, number = $4, outline = $5, status = $6, rank = NULL, deliverable = NULL, iteration = NULL, release = NULL, \
         calendar = (SELECT r.id FROM record r WHERE r.workspace = task.workspace AND r.id = task.calendar AND (r.project IS NULL OR r.project = $3)) \
         WHERE workspace = $1 AND id = $2"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(row.id)
        .bind(project)
        .bind(number)
        .bind(outline)
        .bind(state)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

async fn put_below(tx: &mut Tx, root: Uuid, parent: Uuid) -> Result<()> {
    let workspace = tx.workspace().0;
    let task = sql!("UPDATE task SET parent = $3 WHERE workspace = $1 AND id = $2");
    let record = sql!("UPDATE record SET parent = $3 WHERE workspace = $1 AND id = $2");
    for text in [task, record] {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(root)
            .bind(parent)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

/// What belongs to the tasks and says in which project it is. All of it is what it was to whoever has it open: only
/// the tasks count the change.
async fn take_along(tx: &mut Tx, project: Uuid, place: &str) -> Result<()> {
    let workspace = tx.workspace().0;
    let texts = [
        sql!(
            "UPDATE record SET project = $2, version = CASE WHEN kind = 'task' THEN version + 1 ELSE version END WHERE workspace = $1 AND (id IN ",
            tree!(),
            " OR parent IN ",
            tree!(),
            ")"
        ),
        // What crossed over was cut.
        sql!(
            "UPDATE task_link SET project = $2 WHERE workspace = $1 AND predecessor IN ",
            tree!()
        ),
        sql!(
            "UPDATE from_file SET project = $2 WHERE workspace = $1 AND record IN ",
            tree!()
        ),
        sql!(
            "UPDATE search_word SET project = $2 WHERE workspace = $1 AND record IN (SELECT r.id FROM record r WHERE r.workspace = $1 AND (r.id IN ",
            tree!(),
            " OR r.parent IN ",
            tree!(),
            "))"
        ),
    ];
    for text in texts {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(project)
            .bind(place)
            .bind(outline::end(place))
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}
