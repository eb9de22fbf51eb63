//! What files brought: names of people as tasks have them, what is kept "From the file", and imports with their reports
//! and, until they are done, their plans. None of it has an id of its own that the other places could name.

use std::collections::BTreeMap;

use domain::erasure::Traces;
use serde_json::Value;
use uuid::Uuid;

use crate::Db;
use crate::db::{Raw, on};
use crate::error::Result;
use crate::exchange::blob;
use crate::sql::sql;

const PAGE: i64 = 100;

/// Where the person is named.
#[derive(Debug, Default)]
pub(super) struct Imported {
    kept: Vec<(Uuid, i64)>,
    outside: Vec<(Uuid, String)>,
    imports: Vec<Uuid>,
}

impl Imported {
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty() && self.outside.is_empty() && self.imports.is_empty()
    }
}

pub(super) async fn search(db: &Db, traces: &Traces, workspace: Uuid) -> Result<Imported> {
    let mut found = Imported::default();
    let mut at = (Uuid::nil(), i64::MIN);
    let text = sql!(
        "SELECT record, position, name, value FROM from_file WHERE workspace = $1 AND (record, position) > ($2, $3) ORDER BY record, position LIMIT $4"
    );
    loop {
        let page: Vec<(Uuid, i64, String, String)> = on!(db.read(), |c| sqlx::query_as(text)
            .bind(workspace)
            .bind(at.0)
            .bind(at.1)
            .bind(PAGE)
            .fetch_all(c)
            .await)?;
        for (record, position, name, value) in &page {
            at = (*record, *position);
            if traces.finds(name) || traces.finds(value) {
                found.kept.push(at);
            }
        }
        if (page.len() as i64) < PAGE {
            break;
        }
    }
    let mut at = (Uuid::nil(), String::new());
    let text = sql!(
        "SELECT task, name FROM outside_assignee WHERE workspace = $1 AND (task, name) > ($2, $3) ORDER BY task, name LIMIT $4"
    );
    loop {
        let page: Vec<(Uuid, String)> = on!(db.read(), |c| sqlx::query_as(text)
            .bind(workspace)
            .bind(at.0)
            .bind(&at.1)
            .bind(PAGE)
            .fetch_all(c)
            .await)?;
        for row in &page {
            at = row.clone();
            if traces.finds(&row.1) {
                found.outside.push(row.clone());
            }
        }
        if (page.len() as i64) < PAGE {
            break;
        }
    }
    for id in imports(db, workspace).await? {
        if of_import(db, traces, workspace, id).await? {
            found.imports.push(id);
        }
    }
    Ok(found)
}

async fn imports(db: &Db, workspace: Uuid) -> Result<Vec<Uuid>> {
    let text = sql!("SELECT id FROM import WHERE workspace = $1 ORDER BY id");
    Ok(on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .fetch_all(c)
        .await)?)
}

/// Name, report and plan of one import, one at a time: each may be large.
type Blobs = (String, Vec<u8>, Option<Vec<u8>>);

async fn of_import(db: &Db, traces: &Traces, workspace: Uuid, id: Uuid) -> Result<bool> {
    let text = sql!("SELECT file_name, report, plan FROM import WHERE workspace = $1 AND id = $2");
    let row: Option<Blobs> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(id)
        .fetch_optional(c)
        .await)?;
    Ok(match row {
        Some(row) => replaced(traces, row)?.is_some(),
        None => false,
    })
}

fn replaced(traces: &Traces, (name, report, plan): Blobs) -> Result<Option<Blobs>> {
    let new_name = traces.replaced(&name);
    let mut said: Value = blob::unpack(&report)?;
    let in_report = traces.replace_in(&mut said);
    let mut planned: Option<Value> = plan.as_deref().map(blob::unpack).transpose()?;
    let in_plan = planned.as_mut().is_some_and(|plan| traces.replace_in(plan));
    if new_name.is_none() && !in_report && !in_plan {
        return Ok(None);
    }
    let report = if in_report {
        blob::pack(&said)?
    } else {
        report
    };
    let plan = match planned {
        Some(planned) if in_plan => Some(blob::pack(&planned)?),
        _ => plan,
    };
    Ok(Some((new_name.unwrap_or(name), report, plan)))
}

/// Puts the pseudonym in their place and counts the texts by table.
pub(super) async fn replace(
    raw: &mut Raw,
    traces: &Traces,
    workspace: Uuid,
    found: &Imported,
    texts: &mut BTreeMap<&'static str, u64>,
) -> Result<()> {
    for (record, position) in &found.kept {
        if replace_kept(raw, traces, workspace, *record, *position).await? {
            *texts.entry("from_file").or_default() += 1;
        }
    }
    for (task, name) in &found.outside {
        if replace_outside(raw, traces, workspace, *task, name).await? {
            *texts.entry("outside_assignee").or_default() += 1;
        }
    }
    for id in &found.imports {
        if replace_import(raw, traces, workspace, *id).await? {
            *texts.entry("import").or_default() += 1;
        }
    }
    Ok(())
}

async fn replace_kept(
    raw: &mut Raw,
    traces: &Traces,
    workspace: Uuid,
    record: Uuid,
    position: i64,
) -> Result<bool> {
    let text = sql!(
        "SELECT name, value FROM from_file WHERE workspace = $1 AND record = $2 AND position = $3"
    );
    let row: Option<(String, String)> = on!(raw.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(record)
        .bind(position)
        .fetch_optional(c)
        .await)?;
    let Some((name, value)) = row else {
        return Ok(false);
    };
    let text = sql!(
        "UPDATE from_file SET name = $4, value = $5 WHERE workspace = $1 AND record = $2 AND position = $3"
    );
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record)
        .bind(position)
        .bind(traces.replaced(&name).unwrap_or(name))
        .bind(traces.replaced(&value).unwrap_or(value))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(true)
}

/// The pseudonym may stand at the task already, by another form of the name: then with both their parts.
async fn replace_outside(
    raw: &mut Raw,
    traces: &Traces,
    workspace: Uuid,
    task: Uuid,
    name: &str,
) -> Result<bool> {
    let Some(new) = traces.replaced(name) else {
        return Ok(false);
    };
    let text = sql!(
        "DELETE FROM outside_assignee WHERE workspace = $1 AND task = $2 AND name = $3 RETURNING units"
    );
    let units: Option<i64> = on!(raw.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task)
        .bind(name)
        .fetch_optional(c)
        .await)?;
    let Some(units) = units else { return Ok(false) };
    let text = sql!(
        "INSERT INTO outside_assignee (workspace, task, name, units) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace, task, name) DO UPDATE SET units = outside_assignee.units + excluded.units"
    );
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .bind(&new)
        .bind(units)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(true)
}

async fn replace_import(raw: &mut Raw, traces: &Traces, workspace: Uuid, id: Uuid) -> Result<bool> {
    let text = sql!("SELECT file_name, report, plan FROM import WHERE workspace = $1 AND id = $2");
    let row: Option<Blobs> = on!(raw.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(id)
        .fetch_optional(c)
        .await)?;
    let Some(new) = row.map(|row| replaced(traces, row)).transpose()?.flatten() else {
        return Ok(false);
    };
    let text = sql!(
        "UPDATE import SET file_name = $3, report = $4, plan = $5 WHERE workspace = $1 AND id = $2"
    );
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id)
        .bind(&new.0)
        .bind(&new.1)
        .bind(&new.2)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(true)
}
