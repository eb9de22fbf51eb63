//! An iteration is closed, and what is not done in it goes where it was said: one change with an event for each task,
//! taken back as one.

use domain::access::ManageProject;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::plan::iteration::{self as rule, CARRIED, Rest};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::FromRow;
use uuid::Uuid;

use super::{moving, others, read, write};
use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::Result;
use crate::keys::Granted;
use crate::record::{self, kind};
use crate::sql::sql;
use crate::tx::{Act, Done, Tx, begin};

/// What closing came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    pub record: RecordId,
    pub version: i64,
    pub called: String,
    /// How many tasks went elsewhere.
    pub moved: usize,
}

/// Closes it. What goes into another iteration is counted as carried over.
pub async fn close_iteration(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    id: RecordId,
    form: &form::CloseIteration,
) -> Result<Done<Closed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    moving::hold(&mut tx, project).await?;
    let record = record::load_live(&mut tx, id, kind::ITERATION, project).await?;
    let before = read(&mut tx, id.0).await?;
    let (after, content) = rule::close(&before)?;
    let others = others(&mut tx, project, id.0).await?;
    let undone = undone(&mut tx, project, id.0).await?;
    // Where all is done, nothing is asked.
    let rest = match undone.is_empty() && form.rest.trim().is_empty() {
        true => Rest::Stays,
        false => rule::rest(&form.rest, &others)?,
    };
    let to = match rest {
        Rest::Stays => None,
        Rest::Backlog => Some(None),
        Rest::Into(other) => {
            let other = others.iter().find(|o| o.id == other);
            Some(other.map(|o| (o.id, o.fields.name.as_str())))
        }
    };
    let from = (id.0, before.name.as_str());
    let batch = Uuid::now_v7();
    let (mut events, mut moved) = (Vec::new(), 0);
    if let Some(to) = to {
        for task in &undone {
            let carried = task.carried + i64::from(to.is_some());
            put(&mut tx, task.id, to.map(|(id, _)| id), carried).await?;
            let mut content = Content::none().with("iteration", named(Some(from)), named(to));
            if carried != task.carried {
                content = content.with(CARRIED, task.carried, carried);
            }
            events.push(of_task(task.id, project, content, batch));
            moved += 1;
        }
    }
    let version = write(&mut tx, &record, &after).await?;
    // Last, so that its number is the one by which all of it is taken back.
    events.push(Event {
        batch: Some(batch),
        ..Event::of(Kind::IterationChanged, id, Some(project), content)
    });
    let closed = Closed {
        record: id,
        version,
        called: after.name,
        moved,
    };
    tx.commit(events, closed).await
}

fn named(of: Option<(Uuid, &str)>) -> Value {
    of.map_or(
        Value::Null,
        |(id, title)| json!({ "id": id, "title": title }),
    )
}

fn of_task(task: Uuid, project: RecordId, content: Content, batch: Uuid) -> Event {
    Event {
        batch: Some(batch),
        ..Event::of(Kind::TaskChanged, RecordId(task), Some(project), content)
    }
}

#[derive(FromRow)]
struct Undone {
    id: Uuid,
    carried: i64,
}

/// Its tasks that are not done and in no trash, in the order of their ranks.
async fn undone(tx: &mut Tx, project: RecordId, iteration: Uuid) -> Result<Vec<Undone>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT t.id, t.carried FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id JOIN status s ON s.workspace = t.workspace AND s.id = t.status \
         WHERE t.workspace = $1 AND t.project = $2 AND t.iteration = $3 AND r.trashed_at IS NULL AND s.category <> 'done' \
         ORDER BY COALESCE(t.rank, t.outline), t.id"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .bind(iteration)
        .fetch_all(c)
        .await)?)
}

async fn put(tx: &mut Tx, task: Uuid, iteration: Option<Uuid>, carried: i64) -> Result<()> {
    let workspace = tx.workspace().0;
    let text =
        sql!("UPDATE task SET iteration = $3, carried = $4 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .bind(iteration)
        .bind(carried)
        .execute(c)
        .await
        .map(|_| ()))?;
    let text = sql!("UPDATE record SET version = version + 1 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

#[derive(FromRow)]
struct Went {
    id: Uuid,
    iteration: Option<Uuid>,
    carried: i64,
    bytes: Vec<u8>,
}

/// Brings the tasks of a batch back that still are where it put them. What somebody has moved since stays.
pub(super) async fn go_back(
    tx: &mut Tx,
    project: RecordId,
    batch: Uuid,
    again: Uuid,
) -> Result<Vec<Event>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT t.id, t.iteration, t.carried, p.bytes FROM event e JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq \
         JOIN task t ON t.workspace = e.workspace AND t.id = e.record \
         WHERE e.workspace = $1 AND e.batch = $3 AND e.kind = 'task.changed' AND t.project = $2 ORDER BY e.seq"
    );
    let went: Vec<Went> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .bind(batch)
        .fetch_all(c)
        .await)?;
    let mut events = Vec::new();
    for task in went {
        let Ok(said) = serde_json::from_slice::<Content>(&task.bytes) else {
            continue;
        };
        let Some(change) = said.fields.get("iteration") else {
            continue;
        };
        let id = |value: &Value| Uuid::parse_str(value["id"].as_str()?).ok();
        if task.iteration != id(&change.after) {
            continue;
        }
        let counted = said.fields.get(CARRIED);
        let step = counted.and_then(|c| Some(c.after.as_i64()? - c.before.as_i64()?));
        let carried = (task.carried - step.unwrap_or(0)).max(0);
        put(tx, task.id, id(&change.before), carried).await?;
        let mut content =
            Content::none().with("iteration", change.after.clone(), change.before.clone());
        if carried != task.carried {
            content = content.with(CARRIED, task.carried, carried);
        }
        events.push(of_task(task.id, project, content, again));
    }
    Ok(events)
}
