//! A value on its way: from a row to a line and from a line to a statement's arguments.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::Value;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, Row};
use uuid::Uuid;

use super::catalog::{Kind, Table};
use super::manifest::Class;
use crate::error::{Error, Result};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Null,
    Blob(Vec<u8>),
    Text(String),
    Integer(i64),
}

/// A row of either engine.
pub(super) trait Cells {
    fn cell(&self, at: usize, kind: Kind) -> sqlx::Result<Cell>;
}

impl Cells for SqliteRow {
    fn cell(&self, at: usize, kind: Kind) -> sqlx::Result<Cell> {
        Ok(match kind.class() {
            Class::Blob => some(self.try_get(at)?, Cell::Blob),
            Class::Text => some(self.try_get(at)?, Cell::Text),
            Class::Integer => some(self.try_get(at)?, Cell::Integer),
        })
    }
}

impl Cells for PgRow {
    fn cell(&self, at: usize, kind: Kind) -> sqlx::Result<Cell> {
        Ok(match kind {
            Kind::Uuid => some(self.try_get(at)?, |id: Uuid| {
                Cell::Blob(id.as_bytes().to_vec())
            }),
            Kind::Bytes => some(self.try_get(at)?, Cell::Blob),
            Kind::Text => some(self.try_get(at)?, Cell::Text),
            Kind::Integer => some(self.try_get(at)?, Cell::Integer),
            Kind::Boolean => some(self.try_get(at)?, |yes: bool| Cell::Integer(i64::from(yes))),
            // As the driver writes them into SQLite, where they are compared as text.
            Kind::Date => some(self.try_get(at)?, |date: NaiveDate| {
                Cell::Text(date.format("%F").to_string())
            }),
            Kind::Moment => some(self.try_get(at)?, |at: DateTime<Utc>| {
                Cell::Text(at.to_rfc3339_opts(SecondsFormat::AutoSi, false))
            }),
        })
    }
}

fn some<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
    value.map_or(Cell::Null, cell)
}

/// A row as a line: a JSON array with its values in the order of the columns.
pub(super) fn line(table: &Table, row: &impl Cells) -> Result<Vec<u8>> {
    let mut values = Vec::with_capacity(table.columns.len());
    for (at, column) in table.columns.iter().enumerate() {
        values.push(match row.cell(at, column.kind)? {
            Cell::Null => Value::Null,
            Cell::Blob(bytes) => Value::String(hex::encode(bytes)),
            Cell::Text(text) => Value::String(text),
            Cell::Integer(number) => Value::from(number),
        });
    }
    let mut line = serde_json::to_vec(&values).map_err(|e| Error::Other(format!("a row: {e}")))?;
    line.push(b'\n');
    Ok(line)
}

/// The values of a line.
pub(super) fn cells(table: &Table, line: &[u8]) -> Result<Vec<Cell>> {
    let values: Vec<Value> =
        serde_json::from_slice(line).map_err(|e| Error::Other(format!("no row: {e}")))?;
    if values.len() != table.columns.len() {
        return Err(Error::Other("a row with other columns".into()));
    }
    let pairs = values.into_iter().zip(&table.columns);
    pairs
        .map(|(value, column)| {
            let class = column.kind.class();
            let cell = match (class, value) {
                (_, Value::Null) => Some(Cell::Null),
                (Class::Blob, Value::String(text)) => hex::decode(text).ok().map(Cell::Blob),
                (Class::Text, Value::String(text)) => Some(Cell::Text(text)),
                (Class::Integer, Value::Number(number)) => number.as_i64().map(Cell::Integer),
                _ => None,
            };
            cell.ok_or_else(|| Error::Other(format!("{} is no {class:?}", column.name)))
        })
        .collect()
}

/// The arguments of a statement of either engine.
pub(super) trait Takes: Default {
    fn take(&mut self, kind: Kind, cell: Cell) -> std::result::Result<(), BoxDynError>;
}

pub(super) fn arguments<A: Takes>(table: &Table, rows: Vec<Vec<Cell>>) -> Result<A> {
    let mut arguments = A::default();
    for row in rows {
        for (cell, column) in row.into_iter().zip(&table.columns) {
            arguments
                .take(column.kind, cell)
                .map_err(|e| Error::Other(format!("{}.{}: {e}", table.name, column.name)))?;
        }
    }
    Ok(arguments)
}

impl Takes for SqliteArguments {
    fn take(&mut self, _: Kind, cell: Cell) -> std::result::Result<(), BoxDynError> {
        match cell {
            Cell::Blob(bytes) => self.add(bytes),
            Cell::Text(text) => self.add(text),
            Cell::Integer(number) => self.add(number),
            Cell::Null => self.add(None::<i64>),
        }
    }
}

impl Takes for PgArguments {
    fn take(&mut self, kind: Kind, cell: Cell) -> std::result::Result<(), BoxDynError> {
        match (kind, cell) {
            (Kind::Uuid, Cell::Blob(bytes)) => self.add(Uuid::from_slice(&bytes)?),
            (Kind::Bytes, Cell::Blob(bytes)) => self.add(bytes),
            (Kind::Text, Cell::Text(text)) => self.add(text),
            (Kind::Date, Cell::Text(text)) => self.add(NaiveDate::parse_from_str(&text, "%F")?),
            (Kind::Moment, Cell::Text(text)) => {
                self.add(DateTime::parse_from_rfc3339(&text)?.with_timezone(&Utc))
            }
            (Kind::Integer, Cell::Integer(number)) => self.add(number),
            (Kind::Boolean, Cell::Integer(number)) => self.add(number != 0),
            (Kind::Uuid, Cell::Null) => self.add(None::<Uuid>),
            (Kind::Bytes, Cell::Null) => self.add(None::<Vec<u8>>),
            (Kind::Text, Cell::Null) => self.add(None::<String>),
            (Kind::Integer, Cell::Null) => self.add(None::<i64>),
            (Kind::Boolean, Cell::Null) => self.add(None::<bool>),
            (Kind::Date, Cell::Null) => self.add(None::<NaiveDate>),
            (Kind::Moment, Cell::Null) => self.add(None::<DateTime<Utc>>),
            // Not the value itself: errors end in logs.
            (kind, _) => Err(format!("a value that is no {kind:?}").into()),
        }
    }
}
