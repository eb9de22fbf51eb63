//! A table as spreadsheets and trackers write it: one row of names, which may come more than once, then rows of cells,
//! which may hold lines of their own. Commas, semicolons or tabs between.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use super::mspdi::{TASKS, decode};
use super::report::{Code, Ledger, NotRead, Row, RowKind};
use super::tracked::Format;
use crate::text::fold;

/// Columns of the widest honest file are a few hundred.
const COLUMNS: usize = 5_000;
/// Cells of a whole file, most of them empty.
const CELLS: usize = 20_000_000;

pub(super) struct Table {
    /// As the file has them.
    pub head: Vec<String>,
    /// Places of the columns of a name, folded.
    by: HashMap<String, Vec<usize>>,
    rows: Vec<StringRecord>,
}

/// Whose table it is, by the names of its columns.
pub(super) fn format(bytes: &[u8]) -> Result<Format, NotRead> {
    let Ok(text) = decode::text(bytes) else {
        // Its refusal is the same for all formats.
        return Ok(Format::Mspdi);
    };
    let first = text.lines().next().unwrap_or_default();
    if first.contains('\0') || first.contains('<') || !first.contains([',', ';', '\t']) {
        return Ok(Format::Mspdi);
    }
    let head = head(&text)?;
    let has = |name: &str| head.iter().any(|one| fold(one) == name);
    let has_all = |names: &[&str]| names.iter().all(|name| has(name));
    if has_all(&["summary", "issue key"]) {
        Ok(Format::Jira)
    } else if has_all(&["task id", "name", "created at"]) {
        Ok(Format::Asana)
    } else if has_all(&["id", "team", "title", "status"]) {
        Ok(Format::Linear)
    } else {
        Err(NotRead::NotKnown {
            head: first.chars().take(80).collect(),
        })
    }
}

/// What stands between cells: whatever the first row has most of.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                for (sign, count) in &mut counts {
                    *count += usize::from(*sign == byte);
                }
            }
        }
    }
    // Of equals the first: a table of one column has none of them.
    counts
        .into_iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(sign, _)| sign)
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes())
}

fn head(text: &str) -> Result<Vec<String>, NotRead> {
    let mut record = StringRecord::new();
    let mut reader = reader(text);
    match reader.read_record(&mut record) {
        Ok(true) if record.len() <= COLUMNS => Ok(record
            .iter()
            .map(|name| name.trim().trim_start_matches('\u{feff}').to_owned())
            .collect()),
        Ok(true) => Err(NotRead::RowTooLarge {
            limit: COLUMNS as u64,
        }),
        Ok(false) => Err(NotRead::Empty),
        Err(error) => Err(malformed(&error)),
    }
}

fn malformed(error: &csv::Error) -> NotRead {
    NotRead::Malformed {
        at: error.position().map_or(0, csv::Position::byte),
    }
}

impl Table {
    pub fn read(bytes: &[u8], ledger: &mut Ledger) -> Result<Self, NotRead> {
        let text = decode::text(bytes)?;
        let head = head(&text)?;
        let mut by: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, name) in head.iter().enumerate() {
            by.entry(fold(name)).or_default().push(at);
        }
        let mut rows = Vec::new();
        let mut cells = 0;
        for record in reader(&text).into_records().skip(1) {
            let record = record.map_err(|error| malformed(&error))?;
            cells += record.len();
            if record.len() > COLUMNS {
                return Err(NotRead::RowTooLarge {
                    limit: COLUMNS as u64,
                });
            }
            if cells > CELLS {
                return Err(NotRead::TooManyRows {
                    what: "cells".to_owned(),
                    limit: CELLS as u64,
                });
            }
            if record.iter().all(|cell| cell.trim().is_empty()) {
                ledger.find(Code::BlankRow, || of_row(rows.len(), ""));
                continue;
            }
            if rows.len() >= TASKS {
                return Err(NotRead::TooManyTasks {
                    limit: TASKS as u64,
                });
            }
            for cell in record
                .iter()
                .skip(head.len())
                .filter(|cell| !cell.trim().is_empty())
            {
                ledger.find(Code::CellsBeyond, || of_row(rows.len(), cell));
            }
            rows.push(record);
        }
        let table = Self { head, by, rows };
        for (at, row) in table.rows.iter().enumerate() {
            for cell in row.iter().filter(|cell| is_defused(cell)) {
                ledger.find(Code::QuoteDropped, || of_row(at, cell));
            }
        }
        Ok(table)
    }

    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.rows.iter().map(|row| Line { table: self, row })
    }

    /// How many rows say something in a column of this name.
    pub fn filled(&self, name: &str) -> u64 {
        self.lines()
            .filter(|line| line.all(name).next().is_some())
            .count() as u64
    }

    /// Each name once, in the file's order.
    pub fn names(&self) -> Vec<&str> {
        let first = |at: usize, name: &String| {
            self.by.get(&fold(name)).and_then(|all| all.first()) == Some(&at)
        };
        self.head
            .iter()
            .enumerate()
            .filter(|(at, name)| first(*at, name))
            .map(|(_, name)| name.as_str())
            .collect()
    }
}

pub(super) struct Line<'t> {
    table: &'t Table,
    row: &'t StringRecord,
}

impl<'t> Line<'t> {
    /// What the columns of this name say, without those that say nothing.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'t str> + use<'t> {
        let (table, row) = (self.table, self.row);
        let places = table.by.get(&fold(name)).map_or(&[][..], Vec::as_slice);
        places
            .iter()
            .filter_map(|at| row.get(*at))
            .map(plain)
            .filter(|cell| !cell.trim().is_empty())
    }

    /// The first of them; empty when there is none.
    pub fn one(&self, name: &str) -> &'t str {
        self.all(name).next().map_or("", str::trim)
    }

    pub fn first_of(&self, names: &[&str]) -> &'t str {
        names
            .iter()
            .map(|name| self.one(name))
            .find(|cell| !cell.is_empty())
            .unwrap_or_default()
    }
}

/// A cell that begins as a formula was defused by an apostrophe, ours or another's.
fn is_defused(cell: &str) -> bool {
    cell.strip_prefix('\'')
        .is_some_and(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r']))
}

fn plain(cell: &str) -> &str {
    if is_defused(cell) {
        cell.get(1..).unwrap_or_default()
    } else {
        cell
    }
}

fn of_row(at: usize, cell: &str) -> Row {
    Row {
        kind: RowKind::Task,
        uid: i64::try_from(at + 2).ok(),
        name: String::new(),
        field: String::new(),
        args: vec![cell.chars().take(80).collect()],
    }
}

/// Names that one cell may hold.
const NAMES: usize = 2_000;

/// Names in one cell with commas between. A name that has a comma itself is known by the others.
pub(super) fn list(cell: &str, known: &dyn Fn(&str) -> bool) -> Vec<String> {
    let parts: Vec<&str> = cell.splitn(NAMES, ',').collect();
    let mut names = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        // Titles with more commas than that are not looked for: it would take too long in a hostile cell.
        let longest = parts.len().min(at + 8);
        let joined = (at + 1..=longest).rev().find_map(|end| {
            let name = parts.get(at..end)?.join(",");
            known(name.trim()).then(|| (name.trim().to_owned(), end))
        });
        let (name, end) = joined.unwrap_or_else(|| {
            let alone = parts.get(at).map_or("", |part| part.trim());
            (alone.to_owned(), at + 1)
        });
        if !name.is_empty() {
            names.push(name);
        }
        at = end;
    }
    names
}

#[cfg(test)]
mod tests;
