//! Looks at the rows without the store's functions: what is there, and how often.

use std::collections::HashMap;

use anyhow::{Result, ensure};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use store::db::Place;
use uuid::Uuid;

/// Every acknowledged task stands once in each table that it belongs to, with one event that began it. Without order,
/// so that it stays one pass over each.
pub async fn each_is_there_once(place: &Place, acknowledged: &[Uuid]) -> Result<()> {
    for (table, text) in [
        ("record", "SELECT id FROM record WHERE kind = 'task'"),
        ("task", "SELECT id FROM task"),
        (
            "event",
            "SELECT record FROM event WHERE kind = 'task.created'",
        ),
    ] {
        let mut counts: HashMap<Uuid, usize> = HashMap::new();
        for id in ids(place, text).await? {
            *counts.entry(id).or_default() += 1;
        }
        let lost = acknowledged.iter().filter(|id| !counts.contains_key(id));
        let lost = lost.count();
        ensure!(lost == 0, "{lost} acknowledged changes are not in {table}");
        let doubled = counts.values().filter(|count| **count > 1).count();
        ensure!(doubled == 0, "{doubled} changes are doubled in {table}");
    }
    Ok(())
}

async fn ids(place: &Place, text: &str) -> Result<Vec<Uuid>> {
    let text = AssertSqlSafe(text);
    Ok(match place {
        Place::Sqlite(file) => {
            let url = format!("sqlite://{}", file.display());
            let mut conn = SqliteConnection::connect(&url).await?;
            sqlx::query_scalar(text).fetch_all(&mut conn).await?
        }
        Place::Postgres(url) => {
            let mut conn = PgConnection::connect(url).await?;
            sqlx::query_scalar(text).fetch_all(&mut conn).await?
        }
    })
}
