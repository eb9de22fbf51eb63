//! A plan in pieces of at most [`ROWS`] rows, each piece one short transaction.
//!
//! What is pointed at comes first: calendars, custom fields, resources, baselines, tasks (parents before children), links,
//! assignments, comments. Ids follow from the import and the file's uid, so a run that was killed and begun again makes the
//! same ones and a batch that is already there is known by its number.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::plan::Plan;

/// Few enough that whoever works meanwhile does not notice that they wait for one.
pub const ROWS: usize = 50;
/// Of imports that older versions have read.
const ROWS_ONCE: [usize; 2] = [100, 500];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Calendar,
    Field,
    Resource,
    Baseline,
    Task,
    Link,
    Assignment,
    Comment,
}

impl Kind {
    /// Part of every id: never to be changed.
    fn tag(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Field => "field",
            Self::Resource => "resource",
            Self::Baseline => "baseline",
            Self::Task => "task",
            Self::Link => "link",
            Self::Assignment => "assignment",
            Self::Comment => "comment",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    pub number: u32,
    pub rows: Vec<Item>,
}

/// A row by its place in the plan's list of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub kind: Kind,
    pub index: usize,
    pub id: Uuid,
}

pub fn split(import: Uuid, plan: &Plan) -> Vec<Batch> {
    pieces(&items(import, plan), ROWS)
}

/// The same in as many pieces as were counted when it was read: what an older version began goes on as it was begun.
pub fn split_as_counted(import: Uuid, plan: &Plan, count: i64) -> Vec<Batch> {
    let items = items(import, plan);
    let mut once = ROWS_ONCE.into_iter();
    let as_once = once.find(|rows| i64::try_from(items.len().div_ceil(*rows)) == Ok(count));
    pieces(&items, as_once.unwrap_or(ROWS))
}

fn items(import: Uuid, plan: &Plan) -> Vec<Item> {
    let mut items = Vec::new();
    let mut put = |kind, index, key: &str| {
        items.push(Item {
            kind,
            index,
            id: id(import, kind, key),
        });
    };
    for (index, one) in plan.calendars.iter().enumerate() {
        put(Kind::Calendar, index, &one.uid.to_string());
    }
    for (index, one) in plan.fields.iter().enumerate() {
        // A field may be defined twice in a file; its place tells the two apart.
        put(Kind::Field, index, &format!("{}#{index}", one.id));
    }
    for (index, one) in plan.resources.iter().enumerate() {
        put(Kind::Resource, index, &one.uid.to_string());
    }
    for number in baselines(plan) {
        put(Kind::Baseline, usize::from(number), &number.to_string());
    }
    for (index, one) in plan.tasks.iter().enumerate() {
        put(Kind::Task, index, &one.uid.to_string());
    }
    for (index, one) in plan.links.iter().enumerate() {
        put(Kind::Link, index, &format!("{}>{}", one.from, one.to));
    }
    for (index, one) in plan.assignments.iter().enumerate() {
        put(Kind::Assignment, index, &one.uid.to_string());
    }
    for (index, one) in plan.comments.iter().enumerate() {
        put(Kind::Comment, index, &one.uid.to_string());
    }
    items
}

fn pieces(items: &[Item], rows: usize) -> Vec<Batch> {
    items
        .chunks(rows)
        .zip(0..)
        .map(|(rows, number)| Batch {
            number,
            rows: rows.to_vec(),
        })
        .collect()
}

/// The numbers of the baselines that tasks have. A baseline's item has its number in place of an index.
pub fn baselines(plan: &Plan) -> BTreeSet<u8> {
    plan.tasks
        .iter()
        .flat_map(|task| task.baselines.iter().map(|baseline| baseline.number))
        .collect()
}

/// The id of a row: UUIDv8 over import, kind and the file's key. Tasks are found by `uid.to_string()`.
pub fn id(import: Uuid, kind: Kind, key: &str) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(b"daymark/exchange/1\0");
    hash.update(import.as_bytes());
    hash.update(kind.tag().as_bytes());
    hash.update(b"\0");
    hash.update(key.as_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
