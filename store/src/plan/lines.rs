//! Tasks of many lines: all of them or none, taken back as one.

use domain::access::EditTasks;
use domain::id::RecordId;
use domain::plan::lines::Line;
use domain::plan::status::Category;
use domain::plan::task::NewTask;
use uuid::Uuid;

use super::task::begin_task;
use crate::Db;
use crate::chain::Event;
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::tx::{Act, Done, begin};

/// Begins a task for each line, as the last of the project; those below others as their parts. Says how many.
pub async fn create_tasks(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    lines: &[Line],
) -> Result<Done<usize>> {
    let project = key.in_project()?;
    if lines.is_empty() {
        return absent();
    }
    let mut tx = begin!(db, key, act);
    let (mut events, batch) = (Vec::new(), Some(Uuid::now_v7()));
    let mut made: Vec<RecordId> = Vec::with_capacity(lines.len());
    for line in lines {
        let id = RecordId(Uuid::now_v7());
        let mut new = NewTask::titled(id, line.title.clone());
        new.parent = line.parent.and_then(|place| made.get(place).copied());
        let category = if line.done {
            Category::Done
        } else {
            Category::Todo
        };
        let (event, _) = begin_task(&mut tx, project, &new, category).await?;
        events.push(Event { batch, ..event });
        made.push(id);
    }
    tx.commit(events, made.len()).await
}
