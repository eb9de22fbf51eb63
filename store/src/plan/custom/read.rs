//! The fields of a project as they are shown.

use domain::id::RecordId;
use domain::plan::custom::FieldKind;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::db::on;
use crate::error::Result;
use crate::keys::Sight;
use crate::sql::{named, sql, visible};

/// A field, in the order of its project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Custom {
    pub id: Uuid,
    pub name: String,
    pub kind: FieldKind,
    pub unit: String,
    /// Of a choice, in their order, the retired ones too.
    pub options: Vec<Offered>,
    /// Tasks outside the trash that say something in it, as far as the reader sees them, where that was asked.
    pub said: i64,
}

impl Custom {
    pub(in crate::plan) fn new(id: Uuid, name: String, kind: &str, unit: &str) -> Self {
        Self {
            id,
            name,
            kind: FieldKind::parse(kind).unwrap_or(FieldKind::Text),
            unit: unit.to_owned(),
            options: Vec::new(),
            said: 0,
        }
    }
}

/// An option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    pub id: Uuid,
    pub name: String,
    pub retired: bool,
}

/// A field with one of its options, or without any.
#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    kind: String,
    unit: String,
    said: i64,
    option: Option<Uuid>,
    option_name: Option<String>,
    retired: bool,
}

/// A project's fields, and in how many of its tasks each is said.
pub async fn fields(db: &Db, sight: &Sight, project: RecordId) -> Result<Vec<Custom>> {
    let text = sql!(
        "SELECT f.id, f.name, f.kind, f.unit, COALESCE(n.said, 0) AS said, o.id AS option, o.name AS option_name, o.retired_at IS NOT NULL AS retired \
         FROM custom_field f JOIN record r ON r.workspace = f.workspace AND r.id = f.id LEFT JOIN custom_option o ON o.workspace = f.workspace AND o.field = f.id \
         LEFT JOIN (SELECT v.field, COUNT(*) AS said FROM task t JOIN custom_value v ON v.workspace = t.workspace AND v.task = t.id JOIN record tr ON tr.workspace = t.workspace AND tr.id = t.id \
            WHERE t.workspace = $1 AND t.project = $4 AND tr.trashed_at IS NULL AND ",
        named!("tr"),
        " GROUP BY v.field) n ON n.field = f.id WHERE ",
        visible!(),
        " AND f.project = $4 ORDER BY f.position, f.id, o.position, o.id LIMIT 1300"
    );
    let rows: Vec<Row> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .fetch_all(c)
        .await)?;
    let mut fields: Vec<Custom> = Vec::new();
    for row in rows {
        if fields.last().is_none_or(|field| field.id != row.id) {
            let new = Custom::new(row.id, row.name, &row.kind, &row.unit);
            fields.push(Custom {
                said: row.said,
                ..new
            });
        }
        if let (Some(field), Some(id), Some(name)) =
            (fields.last_mut(), row.option, row.option_name)
        {
            let retired = row.retired;
            field.options.push(Offered { id, name, retired });
        }
    }
    Ok(fields)
}
