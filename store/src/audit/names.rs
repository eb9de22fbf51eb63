//! What the ids in an event's content are called: looked up together, whatever they are.

use std::collections::HashMap;

use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::db::on;
use crate::error::Result;
use crate::keys::Sight;
use crate::sql::{bind_hundred, sees, sql};

/// Ids asked about at a time.
const PAGE: usize = 100;

macro_rules! ids {
    () => {
        concat!("(", $crate::sql::hundred!(), ")")
    };
}

/// What something is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called {
    /// By its name.
    Name(String),
    /// A state of a project: its name, empty for the usual one of its category.
    Status { name: String, category: String },
    /// A task by its key.
    Task(String),
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    name: String,
    extra: String,
}

/// The names of whatever these ids are of, as far as the reader may see it. What is not found is not in the answer.
pub async fn names(db: &Db, sight: &Sight, ids: &[Uuid]) -> Result<HashMap<Uuid, Called>> {
    let text = sql!(
        "SELECT m.id, 'name' AS kind, a.name, '' AS extra FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 AND m.id IN ",
        ids!(),
        " UNION ALL SELECT k.id, 'name', k.name, '' FROM contact k WHERE k.workspace = $1 AND k.id IN ",
        ids!(),
        " UNION ALL SELECT c.id, 'name', c.name, '' FROM client c WHERE c.workspace = $1 AND c.id IN ",
        ids!(),
        " UNION ALL SELECT l.id, 'name', l.name, '' FROM label l WHERE l.workspace = $1 AND l.id IN ",
        ids!(),
        " UNION ALL SELECT ca.id, 'name', ca.name, '' FROM calendar ca WHERE ca.workspace = $1 AND ca.id IN ",
        ids!(),
        " UNION ALL SELECT s.id, 'status', s.name, s.category FROM status s JOIN record r ON r.workspace = s.workspace AND r.id = s.project WHERE ",
        sees!(),
        " AND s.id IN ",
        ids!(),
        " UNION ALL SELECT pj.id, 'name', pj.title, '' FROM project pj JOIN record r ON r.workspace = pj.workspace AND r.id = pj.id WHERE ",
        sees!(),
        " AND pj.id IN ",
        ids!(),
        " UNION ALL SELECT d.id, 'name', d.title, '' FROM deliverable d JOIN record r ON r.workspace = d.workspace AND r.id = d.id WHERE ",
        sees!(),
        " AND d.id IN ",
        ids!(),
        " UNION ALL SELECT t.id, 'task', t.title, p.key || '-' || CAST(t.number AS TEXT) FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         JOIN project p ON p.workspace = t.workspace AND p.id = t.project WHERE ",
        sees!(),
        " AND t.id IN ",
        ids!()
    );
    let mut wanted = ids.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let mut called = HashMap::new();
    for page in wanted.chunks(PAGE) {
        let rows: Vec<Row> = on!(db.read(), |c| {
            bind_hundred!(
                sqlx::query_as(text)
                    .bind(sight.workspace().0)
                    .bind(sight.eyes())
                    .bind(sight.every_project),
                page
            )
            .fetch_all(c)
            .await
        })?;
        called.extend(rows.into_iter().map(|row| (row.id, row.called())));
    }
    Ok(called)
}

impl Row {
    fn called(self) -> Called {
        match self.kind.as_str() {
            "status" => Called::Status {
                name: self.name,
                category: self.extra,
            },
            "task" => Called::Task(self.extra),
            _ => Called::Name(self.name),
        }
    }
}
