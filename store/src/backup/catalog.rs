//! Which tables there are, and the statements that read and fill them. Every identifier comes from the database's own
//! catalog and is plain besides; nothing that a backup says ever becomes part of a statement.

use std::fmt::Write as _;

use sqlx::{FromRow, PgConnection, SqliteConnection};

use super::manifest::{Class, Column as Described, LEFT_OUT, Rule};
use crate::db::{Engine, on};
use crate::dialect;
use crate::error::{Error, Result};

/// Values in one statement: SQLite takes 32,766.
const MOST_VALUES: usize = 30_000;
/// Rows in one statement.
const MOST_ROWS: usize = 200;

#[derive(Clone, Debug)]
pub(super) struct Table {
    pub name: String,
    /// By name, the same on both engines however the tables came about.
    pub columns: Vec<Column>,
    key: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Column {
    pub name: String,
    pub kind: Kind,
}

/// The types of ARCHITECTURE.md. On SQLite only the three that hold the others occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Uuid,
    Bytes,
    Text,
    Integer,
    Boolean,
    Date,
    Moment,
}

impl Kind {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "uuid" => Self::Uuid,
            "BLOB" | "bytea" => Self::Bytes,
            "TEXT" | "text" => Self::Text,
            "INTEGER" | "bigint" => Self::Integer,
            "boolean" => Self::Boolean,
            "date" => Self::Date,
            "timestamp with time zone" => Self::Moment,
            _ => return None,
        })
    }

    pub fn class(self) -> Class {
        match self {
            Self::Uuid | Self::Bytes => Class::Blob,
            Self::Text | Self::Date | Self::Moment => Class::Text,
            Self::Integer | Self::Boolean => Class::Integer,
        }
    }
}

#[derive(FromRow)]
struct Row {
    table_name: String,
    column_name: String,
    type_name: String,
    pk: i64,
}

pub(super) async fn tables(
    conn: Engine<&mut SqliteConnection, &mut PgConnection>,
) -> Result<Vec<Table>> {
    let postgres = matches!(conn, Engine::Postgres(_));
    let text = dialect::CATALOG[usize::from(postgres)];
    let rows: Vec<Row> = on!(conn, |c| sqlx::query_as(text).fetch_all(c).await)?;
    let mut tables = Vec::new();
    for rows in rows.chunk_by(|a, b| a.table_name == b.table_name) {
        tables.push(table(rows, postgres)?);
    }
    Ok(tables)
}

fn table(rows: &[Row], postgres: bool) -> Result<Table> {
    let name = plain(rows.first().map_or("", |row| &row.table_name))?;
    let mut columns = Vec::new();
    let mut key = Vec::new();
    for row in rows {
        let column = plain(&row.column_name)?;
        let Some(kind) = Kind::of(&row.type_name) else {
            return Err(Error::Other(format!(
                "{name}.{column} is of the type {}, which no backup knows",
                row.type_name
            )));
        };
        if row.pk > 0 {
            // SQLite compares bytes; PostgreSQL would ask the database's language.
            let order = if postgres && kind == Kind::Text {
                format!("\"{column}\" COLLATE \"C\"")
            } else {
                format!("\"{column}\"")
            };
            key.push((row.pk, order));
        }
        columns.push(Column { name: column, kind });
    }
    if key.is_empty() {
        return Err(Error::Other(format!("{name} has no primary key")));
    }
    key.sort();
    Ok(Table {
        name,
        columns,
        key: key.into_iter().map(|(_, order)| order).collect(),
    })
}

/// A name that may stand in a statement and be a file's.
fn plain(name: &str) -> Result<String> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(good) {
        return Err(Error::Other(format!("`{name}` is no name of ours")));
    }
    Ok(name.to_owned())
}

/// Whether there is a row, of a table of ours.
pub(super) fn count_any(table: &str) -> String {
    format!("SELECT COUNT(*) FROM (SELECT 1 FROM \"{table}\" LIMIT 1) found")
}

impl Table {
    pub fn file(&self) -> String {
        format!("{}.jsonl", self.name)
    }

    pub fn described(&self) -> Vec<Described> {
        let describe = |column: &Column| Described {
            name: column.name.clone(),
            class: column.kind.class(),
        };
        self.columns.iter().map(describe).collect()
    }

    pub fn rule(&self) -> Option<&'static Rule> {
        LEFT_OUT.iter().find(|rule| rule.table == self.name)
    }

    /// The rows that a backup holds, in the order of the primary key.
    pub fn select(&self) -> String {
        let kept = self.rule().map_or("1 = 1", |rule| rule.kept);
        format!(
            "SELECT {} FROM \"{}\" WHERE {kept} ORDER BY {}",
            self.names(),
            self.name,
            self.key.join(", ")
        )
    }

    /// How many rows it does not hold.
    pub fn count_left_out(&self, rule: &Rule) -> String {
        format!(
            "SELECT COUNT(*) FROM \"{}\" WHERE NOT ({})",
            self.name, rule.kept
        )
    }

    /// Most rows that one statement inserts.
    pub fn most_rows(&self) -> usize {
        (MOST_VALUES / self.columns.len().max(1)).clamp(1, MOST_ROWS)
    }

    pub fn insert(&self, rows: usize) -> String {
        let mut text = format!("INSERT INTO \"{}\" ({}) VALUES ", self.name, self.names());
        let width = self.columns.len();
        for row in 0..rows {
            for at in 0..width {
                let before = match (row, at) {
                    (0, 0) => "(",
                    (_, 0) => "), (",
                    _ => ", ",
                };
                // Writing to a string does not fail.
                let _ = write!(text, "{before}${}", row * width + at + 1);
            }
        }
        text.push(')');
        text
    }

    fn names(&self) -> String {
        let quoted = |column: &Column| format!("\"{}\"", column.name);
        let names: Vec<_> = self.columns.iter().map(quoted).collect();
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(column: &str, kind: &str, pk: i64) -> Row {
        Row {
            table_name: "t".into(),
            column_name: column.into(),
            type_name: kind.into(),
            pk,
        }
    }

    #[test]
    fn statements_are_made_of_plain_names_only() {
        let made = table(&[row("b", "text", 1), row("key", "uuid", 2)], true).unwrap();
        assert_eq!(
            made.select(),
            "SELECT \"b\", \"key\" FROM \"t\" WHERE 1 = 1 ORDER BY \"b\" COLLATE \"C\", \"key\""
        );
        assert_eq!(
            made.insert(2),
            "INSERT INTO \"t\" (\"b\", \"key\") VALUES ($1, $2), ($3, $4)"
        );
        for bad in ["", "a\"b", "A", "a b", "../a", "ä"] {
            assert!(table(&[row(bad, "text", 1)], true).is_err(), "{bad}");
        }
        assert!(table(&[row("a", "text", 0)], true).is_err(), "no key");
        let said = table(&[row("a", "REAL", 1)], false)
            .unwrap_err()
            .to_string();
        assert!(said.contains("t.a") && said.contains("REAL"), "{said}");
    }
}
