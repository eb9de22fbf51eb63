//! The record spine: every area's rows begin here.

use domain::audience::Audience;
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{now, on};
use crate::dialect;
use crate::error::{Result, absent};
use crate::sql::sql;
use crate::tx::Tx;

pub(crate) mod kind {
    pub const CLIENT: &str = "client";
    pub const PROJECT: &str = "project";
    pub const TASK: &str = "task";
    pub const COMMENT: &str = "comment";
    pub const JOURNAL_LINE: &str = "journal_line";
    pub const ABSENCE: &str = "absence";
    pub const CALENDAR: &str = "calendar";
    pub const DELIVERABLE: &str = "deliverable";
    pub const BASELINE: &str = "baseline";
    pub const VIEW: &str = "view";
    pub const FILE: &str = "file";
    pub const FIELD: &str = "field";
    pub const ITERATION: &str = "iteration";
    pub const RELEASE: &str = "release";
}

/// A record to be made.
pub(crate) struct New {
    pub id: RecordId,
    pub kind: &'static str,
    pub project: Option<RecordId>,
    pub parent: Option<RecordId>,
    pub audience: Audience,
}

#[derive(Clone, Debug, FromRow)]
pub(crate) struct Record {
    pub id: Uuid,
    pub kind: String,
    pub project: Option<Uuid>,
    pub audience: String,
    pub version: i64,
    pub made_by: Uuid,
    pub trashed_at: Option<chrono::DateTime<chrono::Utc>>,
    /// What took it along into the trash.
    pub trashed_with: Option<Uuid>,
    /// Whether what it belongs to, or its project, lies in the trash: then it is as gone as if it lay there itself.
    pub under_trash: bool,
}

impl Record {
    pub fn audience(&self) -> Audience {
        Audience::parse(&self.audience).unwrap_or(Audience::Named)
    }

    pub fn project(&self) -> Option<RecordId> {
        self.project.map(RecordId)
    }

    /// Neither in the trash nor under something that is.
    pub fn is_live(&self) -> bool {
        self.trashed_at.is_none() && !self.under_trash
    }
}

/// The record `$3`, for the member `$2`.
macro_rules! loaded {
    () => {
        concat!(
            "SELECT r.id, r.kind, r.project, r.audience, r.version, r.made_by, r.trashed_at, r.trashed_with, \
             EXISTS (SELECT 1 FROM record up WHERE up.workspace = r.workspace AND up.id IN (r.parent, r.project) AND up.trashed_at IS NOT NULL) AS under_trash \
             FROM record r WHERE r.workspace = $1 AND r.id = $3 AND ",
            $crate::sql::shown!("r"),
            " AND ",
            $crate::sql::named!("r")
        )
    };
}
pub(crate) use loaded;

/// Makes a record whose audience is no wider than its parent's, with an id that its maker chose.
pub(crate) async fn make(tx: &mut Tx, new: &New) -> Result<()> {
    if let Some(parent) = new.parent {
        // What is for the client keeps what it belongs to from being made the team's alone: `plan::fields::bounds`.
        let parent = if new.audience == Audience::Client {
            hold(tx, parent).await?
        } else {
            load(tx, parent).await?
        };
        if !parent.is_live() {
            return absent();
        }
        if !new.audience.fits_in(parent.audience()) {
            return Err(Refused::field("audience", Code::WiderThanParent).into());
        }
    }
    let (workspace, maker) = (tx.workspace(), tx.maker());
    let text = sql!(
        "INSERT INTO record (workspace, id, kind, project, parent, audience, version, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8) \
         ON CONFLICT (workspace, id) DO NOTHING"
    );
    let made = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace.0)
        .bind(new.id.0)
        .bind(new.kind)
        .bind(new.project.map(|p| p.0))
        .bind(new.parent.map(|p| p.0))
        .bind(new.audience.code())
        .bind(maker)
        .bind(now())
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if made == 1 {
        Ok(())
    } else {
        Err(Refused::field("id", Code::Taken).into())
    }
}

/// A record of this workspace, trashed or not, that is not for others by name. What the key may do in the project was
/// settled at the door; a key says nothing of a record that it was not asked for.
pub(crate) async fn load(tx: &mut Tx, id: RecordId) -> Result<Record> {
    read(tx, id, sql!(loaded!())).await
}

/// As it is until this change ends: somebody else may be making it for fewer at this moment.
async fn hold(tx: &mut Tx, id: RecordId) -> Result<Record> {
    let text = dialect::hold_record(tx.raw());
    read(tx, id, text).await
}

async fn read(tx: &mut Tx, id: RecordId, text: &'static str) -> Result<Record> {
    let (workspace, person) = (tx.workspace(), tx.person());
    let record: Option<Record> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace.0)
        .bind(person)
        .bind(id.0)
        .fetch_optional(c)
        .await)?;
    record.map_or_else(absent, Ok)
}

/// A record that is there to be worked on: of this kind, in this project, not in the trash nor under it.
pub(crate) async fn load_live(
    tx: &mut Tx,
    id: RecordId,
    kind: &str,
    project: RecordId,
) -> Result<Record> {
    let record = load(tx, id).await?;
    if record.kind == kind && record.project() == Some(project) && record.is_live() {
        Ok(record)
    } else {
        absent()
    }
}

/// Counts a change of a record. The version it had stands in the `WHERE`, so that of two at once one is refused.
pub(crate) async fn touch(tx: &mut Tx, record: &Record) -> Result<i64> {
    let workspace = tx.workspace();
    let text = sql!(
        "UPDATE record SET version = version + 1 WHERE workspace = $1 AND id = $2 AND version = $3"
    );
    let hit = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace.0)
        .bind(record.id)
        .bind(record.version)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if hit == 1 {
        Ok(record.version + 1)
    } else {
        Err(Refused::conflict(Code::ChangedSince).into())
    }
}
