//! The parts of a task that are rows of their own: who does it, its labels, lines, links, stops, and its place.
//!
//! An event names a part as a field (`assignee.<id>`, `link.<id>`, …; `place` alone) with the whole row before and
//! after, `null` where there is none: what is needed to set it back, and the names it had then, to be read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::custom::FieldKind;
use super::links::{Lag, LinkKind};
use super::stopping::MoverKind;
use crate::access::coded;

coded!(
    /// What kind of part.
    PartKind {
        Assignee = "assignee",
        Label = "label",
        Item = "item",
        Link = "link",
        Stop = "stop",
        Value = "value",
    }
);

/// The name of the field that says where a task stands.
pub const PLACE: &str = "place";

impl PartKind {
    /// The name of the field that says this part.
    pub fn field(self, id: Uuid) -> String {
        format!("{}.{id}", self.code())
    }
}

/// Reads [`PartKind::field`].
pub fn part(field: &str) -> Option<(PartKind, Uuid)> {
    let (kind, id) = field.split_once('.')?;
    Some((PartKind::parse(kind).ok()?, Uuid::parse_str(id).ok()?))
}

/// By the member's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignee {
    pub name: String,
    /// Thousandths of their day.
    pub units: i64,
}

/// By the label's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub position: i64,
    pub text: String,
    pub ticked_at: Option<DateTime<Utc>>,
    pub ticked_by: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkPart {
    pub kind: LinkKind,
    pub lag: Lag,
    pub predecessor: Uuid,
    pub predecessor_key: String,
    pub successor: Uuid,
    pub successor_key: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopPart {
    pub because: String,
    pub began_at: DateTime<Utc>,
    pub began_by: Uuid,
    pub ended_at: Option<DateTime<Utc>>,
    pub ended_by: Option<Uuid>,
    pub mover: Option<Uuid>,
    pub mover_kind: MoverKind,
    /// The member's name, or what somebody outside is called.
    pub mover_name: String,
}

/// What is said in a field of the project's own; by the field's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValuePart {
    /// What the field is called, what it holds, and what that is counted in.
    pub field: String,
    pub kind: FieldKind,
    pub unit: String,
    /// Canonical: of a choice and a person the id.
    pub value: String,
    /// As it is read.
    pub said: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The sibling that it stands behind; none: it is the first.
    pub after: Option<Uuid>,
    /// The task it is part of, or its project.
    pub parent: Uuid,
    /// The key of that task; none: it stands at the top.
    pub parent_key: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_named_by_kind_and_id() {
        let id = Uuid::from_u128(7);
        for kind in PartKind::ALL {
            assert_eq!(part(&kind.field(id)), Some((*kind, id)));
        }
        assert_eq!(part("place"), None);
        assert_eq!(part("item.7"), None);
    }
}
