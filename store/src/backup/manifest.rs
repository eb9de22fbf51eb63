//! What a backup says of itself.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Of the folder's files and of the lines in them.
pub(super) const FORMAT: i64 = 1;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: i64,
    /// The version of the program that made it.
    pub program: String,
    /// The version of the schema.
    pub schema: i64,
    pub engine: String,
    pub made_at: DateTime<Utc>,
    pub tables: Vec<Table>,
    pub left_out: Vec<LeftOut>,
    /// The head of each workspace's chain, `slug:number:hash`: what `daymark verify --head` takes.
    pub heads: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    /// In the order of the values on a line.
    pub columns: Vec<Column>,
    pub rows: u64,
    pub bytes: u64,
    pub sha256: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub class: Class,
}

/// How a value stands on a line: bytes (ids too) in hexadecimal, moments and dates as text, truth as 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    Blob,
    Text,
    Integer,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub table: String,
    pub rows: u64,
    pub why: String,
}

/// A table of which not every row is written.
pub struct Rule {
    pub table: &'static str,
    /// The rows that are written all the same: a condition on the table.
    pub kept: &'static str,
    pub why: &'static str,
}

/// Everything that is left out, and nothing else is.
pub const LEFT_OUT: [Rule; 6] = [
    Rule {
        table: "session",
        kept: "1 = 0",
        why: "a copy signs nobody in: sessions that were ended since would be open again",
    },
    Rule {
        table: "code",
        kept: "1 = 0",
        why: "codes that were spent since would be good again",
    },
    Rule {
        table: "attempt",
        kept: "1 = 0",
        why: "limits of minutes, long past when a copy is restored",
    },
    Rule {
        table: "again",
        kept: "1 = 0",
        why: "forms kept for ten minutes for the session that sent them",
    },
    Rule {
        table: "setting",
        kept: "name NOT IN ('database', 'ready')",
        why: "a copy is another database, and the files of this one are not its to tidy; when a row was last written to see that one can be",
    },
    Rule {
        table: "job",
        kept: "done_at IS NOT NULL",
        why: "what still waits stays the original's: a restored copy writes to nobody, and the codes in waiting mails are in no backup; jobs that are done are kept, so that none is made twice",
    },
];
