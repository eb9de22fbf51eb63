//! What happened: the audit trail, and what undo, live updates, the journal and every later mechanism hang off.
//!
//! The chain covers the event row, which holds only the *digest* of its content; the content (before, after, reason)
//! lies beside it and can be redacted while the chain still holds. The construction is the hash chain of Haber and
//! Stornetta ("How to time-stamp a digital document", 1991) with salted commitments as leaves.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::refusal::{Bad, Code};

/// The layout of [`EventRow::hash`] and [`Content`]. A change of either is a new number.
pub const FORMAT: i64 = 1;

pub type Hash = [u8; 32];

macro_rules! kinds {
    ($($variant:ident = $code:literal),+ $(,)?) => {
        /// What kind of thing happened: `record.verb`, past tense.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Kind { $(#[serde(rename = $code)] $variant),+ }

        impl Kind {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            pub fn parse(text: &str) -> Result<Self, Bad> {
                Self::ALL.iter().copied().find(|k| k.code() == text).ok_or(Code::Unreadable.into())
            }
        }
    };
}

kinds! {
    WorkspaceCreated = "workspace.created",
    MemberInvited = "member.invited",
    InvitationWithdrawn = "member.invitation_withdrawn",
    MemberJoined = "member.joined",
    MemberRoleChanged = "member.role_changed",
    MemberRemoved = "member.removed",
    MemberReturned = "member.returned",
    GroupCreated = "group.created",
    GroupMemberAdded = "group.member_added",
    GroupMemberRemoved = "group.member_removed",
    GroupRenamed = "group.renamed",
    GroupDeleted = "group.deleted",
    WorkspaceRenamed = "workspace.renamed",
    ClientCreated = "client.created",
    ContactAdded = "contact.added",
    ProjectCreated = "project.created",
    ProjectClientSet = "project.client_set",
    ProjectMemberAdded = "project.member_added",
    ProjectMemberRemoved = "project.member_removed",
    TaskCreated = "task.created",
    TaskChanged = "task.changed",
    TaskClosed = "task.closed",
    TaskReopened = "task.reopened",
    TaskMoved = "task.moved",
    TaskTransferred = "task.transferred",
    TaskArrived = "task.arrived",
    TaskAssigneesChanged = "task.assignees_changed",
    TaskLabelsChanged = "task.labels_changed",
    TaskChecklistChanged = "task.checklist_changed",
    TaskLinksChanged = "task.links_changed",
    TaskStopped = "task.stopped",
    TaskResumed = "task.resumed",
    TaskRecurrenceChanged = "task.recurrence_changed",
    TaskRecurred = "task.recurred",
    CommentAdded = "comment.added",
    ImportRead = "import.read",
    ImportGivenUp = "import.given_up",
    ImportFinished = "import.finished",
    ProjectImported = "project.imported",
    CalendarImported = "calendar.imported",
    BaselineImported = "baseline.imported",
    TaskImported = "task.imported",
    RecordTrashed = "record.trashed",
    RecordRestored = "record.restored",
    RecordPurged = "record.purged",
    EventsRedacted = "events.redacted",
    PersonErased = "person.erased",

    LineAdded = "line.added",
    LineChanged = "line.changed",
    StepMarked = "step.marked",
    StepUnmarked = "step.unmarked",
    DayClosed = "day.closed",
    // People.
    UsualWeekSet = "week.usual_set",
    WeekSet = "week.set",
    ZoneSet = "member.zone_set",
    AbsenceAsked = "absence.asked",
    AbsenceRecorded = "absence.recorded",
    AbsenceApproved = "absence.approved",
    AbsenceRefused = "absence.refused",
    AbsenceWithdrawn = "absence.withdrawn",
    CalendarCreated = "calendar.created",
    CalendarChanged = "calendar.changed",

    ClientChanged = "client.changed",
    ContactRemoved = "contact.removed",
    ProjectChanged = "project.changed",
    ProjectHealthSaid = "project.health_said",
    ProjectWorkflowChanged = "project.workflow_changed",
    ProjectContactPlaced = "project.contact_placed",
    DeliverableCreated = "deliverable.created",
    DeliverableChanged = "deliverable.changed",
    CommentChanged = "comment.changed",
    WatchBegun = "watch.begun",
    WatchEnded = "watch.ended",
    ViewCreated = "view.created",
    ViewChanged = "view.changed",
    ViewPinned = "view.pinned",
    ViewUnpinned = "view.unpinned",
    FileAdded = "file.added",
    FieldCreated = "field.created",
    FieldChanged = "field.changed",
    TaskValuesChanged = "task.values_changed",

    // One's own inbox: what was made of it, never what it says.
    NoticesMarked = "notices.marked",
    MentionMailsSet = "member.mention_mails_set",
    IterationCreated = "iteration.created",
    IterationChanged = "iteration.changed",
    ReleaseCreated = "release.created",
    ReleaseChanged = "release.changed",
}

/// One field, before and after. `null` where there was or is nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    // In the order of the alphabet, like every key of the canonical form.
    pub after: Value,
    pub before: Value,
}

/// What an event says beyond that it happened. Canonical: sorted keys, no blanks, so that equal contents are equal bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Change>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Content {
    pub fn none() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn with(mut self, field: &str, before: impl Into<Value>, after: impl Into<Value>) -> Self {
        self.fields.insert(
            field.to_owned(),
            Change {
                before: before.into(),
                after: after.into(),
            },
        );
        self
    }

    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        // Serialising a map of strings and values that came from JSON cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub fn digest(salt: &[u8], bytes: &[u8]) -> Hash {
        Sha256::new()
            .chain_update(salt)
            .chain_update(bytes)
            .finalize()
            .into()
    }
}

/// Who did it: a kind and an id. A job acts for a person, who is then `acting_for`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    pub id: Uuid,
    pub acting_for: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    Member,
    Contact,
    Link,
    Job,
    Import,
}

impl ActorKind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Contact => "contact",
            Self::Link => "link",
            Self::Job => "job",
            Self::Import => "import",
        }
    }
}

/// The row that the chain covers, in the order it is hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    pub workspace: Uuid,
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub actor_kind: String,
    pub actor: Uuid,
    pub acting_for: Option<Uuid>,
    pub kind: String,
    pub record: Option<Uuid>,
    pub project: Option<Uuid>,
    pub cause: Option<i64>,
    pub undoes: Option<i64>,
    pub batch: Option<Uuid>,
    pub format: i64,
    pub payload_hash: Vec<u8>,
}

impl EventRow {
    /// SHA-256 over every column, each with its length before it, and the hash of the event before.
    pub fn hash(&self, prev: &[u8]) -> Hash {
        let mut sha = Sha256::new();
        let mut put = |bytes: &[u8]| {
            sha.update((bytes.len() as u64).to_be_bytes());
            sha.update(bytes);
        };
        let opt_uuid = |id: Option<Uuid>| id.map(|id| id.as_bytes().to_vec()).unwrap_or_default();
        let opt_seq = |seq: Option<i64>| {
            seq.map(|seq| seq.to_be_bytes().to_vec())
                .unwrap_or_default()
        };
        put(self.workspace.as_bytes());
        put(&self.seq.to_be_bytes());
        put(&self.at.timestamp_micros().to_be_bytes());
        put(self.actor_kind.as_bytes());
        put(self.actor.as_bytes());
        put(&opt_uuid(self.acting_for));
        put(self.kind.as_bytes());
        put(&opt_uuid(self.record));
        put(&opt_uuid(self.project));
        put(&opt_seq(self.cause));
        put(&opt_seq(self.undoes));
        put(&opt_uuid(self.batch));
        put(&self.format.to_be_bytes());
        put(&self.payload_hash);
        put(prev);
        sha.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> EventRow {
        EventRow {
            workspace: Uuid::from_u128(1),
            seq: 1,
            at: DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default(),
            actor_kind: "member".into(),
            actor: Uuid::from_u128(2),
            acting_for: None,
            kind: "task.created".into(),
            record: Some(Uuid::from_u128(3)),
            project: None,
            cause: None,
            undoes: None,
            batch: None,
            format: FORMAT,
            payload_hash: vec![7; 32],
        }
    }

    #[test]
    fn every_column_is_in_the_hash() {
        let base = row().hash(&[0; 32]);
        let edits: Vec<fn(&mut EventRow)> = vec![
            |r| r.workspace = Uuid::nil(),
            |r| r.seq = 2,
            |r| r.at += chrono::TimeDelta::microseconds(1),
            |r| r.actor_kind = "job".into(),
            |r| r.actor = Uuid::nil(),
            |r| r.acting_for = Some(Uuid::nil()),
            |r| r.kind = "task.closed".into(),
            |r| r.record = None,
            |r| r.project = r.record,
            |r| r.cause = Some(1),
            |r| r.undoes = Some(1),
            |r| r.batch = Some(Uuid::nil()),
            |r| r.format = 2,
            |r| r.payload_hash[0] = 8,
        ];
        for (n, edit) in edits.iter().enumerate() {
            let mut other = row();
            edit(&mut other);
            assert_ne!(other.hash(&[0; 32]), base, "column {n}");
        }
        assert_ne!(row().hash(&[1; 32]), base, "previous hash");
    }

    #[test]
    fn equal_contents_are_equal_bytes() {
        let one = Content::none().with("b", 1, 2).with("a", "x", Value::Null);
        let two = Content::none().with("a", "x", Value::Null).with("b", 1, 2);
        assert_eq!(one.bytes(), two.bytes());
        assert_eq!(
            String::from_utf8(one.bytes()).unwrap_or_default(),
            r#"{"fields":{"a":{"after":null,"before":"x"},"b":{"after":2,"before":1}}}"#
        );
    }
}
