//! A project's states, and the closing that a task has while its state means done.

use domain::plan::status::{Category, State};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Reader, now, on};
use crate::error::Result;
use crate::sql::sql;
use crate::tx::Tx;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    category: String,
}

/// The states of a project, in their order.
pub(crate) async fn workflow(
    reader: &mut impl Reader,
    workspace: Uuid,
    project: Uuid,
) -> Result<Vec<State>> {
    let text = sql!(
        "SELECT id, name, category FROM status WHERE workspace = $1 AND project = $2 ORDER BY position, id LIMIT 200"
    );
    let rows: Vec<Row> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project)
        .fetch_all(c)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|row| State {
            id: row.id,
            name: row.name,
            category: Category::parse(&row.category).unwrap_or(Category::Todo),
            limit: None,
        })
        .collect())
}

/// Writes down who closed a task and when. One that is closed already keeps what was written.
pub(super) async fn put_closing(tx: &mut Tx, task: Uuid) -> Result<()> {
    let (workspace, actor) = (tx.workspace().0, tx.actor());
    let text = sql!(
        "INSERT INTO closing (workspace, task, closed_by, closed_at) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace, task) DO NOTHING"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .bind(actor)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

pub(super) async fn take_closing(tx: &mut Tx, task: Uuid) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!("DELETE FROM closing WHERE workspace = $1 AND task = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
