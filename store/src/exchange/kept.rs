//! What a file said and no field holds, as it stands "From the file" at a task or a project.

use domain::access::ManageProject;
use domain::id::RecordId;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::sql::{sql, visible};

/// Rows of one record that a page shows.
pub const ROWS: i64 = 500;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FromFile {
    pub name: String,
    pub value: String,
    pub money: bool,
}

/// The first [`ROWS`] of a record's lines, and how many it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    pub rows: Vec<FromFile>,
    pub all: i64,
}

/// A line of a record, or the record alone where it has none.
#[derive(FromRow)]
struct Row {
    name: Option<String>,
    value: Option<String>,
    money: Option<bool>,
    of_all: i64,
}

/// Without rates and costs, which are for those who manage the project.
pub async fn from_file(db: &Db, sight: &Sight, record: RecordId) -> Result<Lines> {
    // From the record, so that one with nothing kept is told from one that is not there.
    let text = sql!(
        "SELECT f.name, f.value, f.money, COUNT(f.position) OVER () AS of_all FROM record r LEFT JOIN from_file f ON f.workspace = r.workspace AND f.record = r.id AND f.money <> $5 WHERE ",
        visible!(),
        " AND r.id = $4 ORDER BY f.position LIMIT $6"
    );
    let rows: Vec<Row> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(record.0)
        .bind(true)
        .bind(ROWS)
        .fetch_all(c)
        .await)?;
    if rows.is_empty() {
        return absent();
    }
    Ok(lines(rows))
}

/// With them. The record is the key's project or in it.
pub async fn from_file_with_money(
    db: &Db,
    key: &Granted<ManageProject>,
    record: RecordId,
) -> Result<Lines> {
    let project: Uuid = key.in_project()?.0;
    let text = sql!(
        "SELECT f.name, f.value, f.money, COUNT(*) OVER () AS of_all FROM from_file f WHERE f.workspace = $1 AND f.record = $2 AND f.project = $3 ORDER BY f.position LIMIT $4"
    );
    let rows: Vec<Row> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.workspace().0)
        .bind(record.0)
        .bind(project)
        .bind(ROWS)
        .fetch_all(c)
        .await)?;
    Ok(lines(rows))
}

fn lines(rows: Vec<Row>) -> Lines {
    Lines {
        all: rows.first().map_or(0, |row| row.of_all),
        rows: rows
            .into_iter()
            .filter_map(|row| {
                Some(FromFile {
                    name: row.name?,
                    value: row.value?,
                    money: row.money?,
                })
            })
            .collect(),
    }
}
