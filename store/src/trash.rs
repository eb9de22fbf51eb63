//! The trash: a mark on the record, by which it and all under it are invisible everywhere at once. Restorable for
//! thirty days; then [`crate::upkeep::purge`] removes rows and payloads and leaves the chain whole.

use chrono::{DateTime, Utc};
use domain::access::{
    Comment, EditTasks, ManageClients, ManageProject, SeeProjects, ShareViews, ViewProject,
};
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::plan;
use crate::record::{self, Record, kind};
use crate::sql::{sees, sql};
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Days that something lies in the trash before it is removed.
pub const KEPT_DAYS: i64 = 30;

/// A right by which kinds of records are put away and brought back.
pub trait Trashes: domain::access::Permission {
    const KINDS: &'static [&'static str];
    /// Whether only its maker may.
    const OWN_ONLY: bool = false;
}

impl Trashes for EditTasks {
    const KINDS: &'static [&'static str] = &[kind::TASK, kind::VIEW, kind::FILE];
}

/// One's own views of a project one sees; those of others are for whoever may share them.
impl Trashes for ViewProject {
    const KINDS: &'static [&'static str] = &[kind::VIEW];
    const OWN_ONLY: bool = true;
}

impl Trashes for SeeProjects {
    const KINDS: &'static [&'static str] = &[kind::VIEW];
    const OWN_ONLY: bool = true;
}

impl Trashes for ShareViews {
    const KINDS: &'static [&'static str] = &[kind::VIEW];
}

impl Trashes for Comment {
    const KINDS: &'static [&'static str] = &[kind::COMMENT];
    const OWN_ONLY: bool = true;
}

impl Trashes for ManageProject {
    const KINDS: &'static [&'static str] = &[
        kind::PROJECT,
        kind::DELIVERABLE,
        kind::FIELD,
        kind::ITERATION,
        kind::RELEASE,
    ];
}

impl Trashes for ManageClients {
    const KINDS: &'static [&'static str] = &[kind::CLIENT];
}

pub async fn put<P: Trashes>(
    db: &Db,
    key: &Granted<P>,
    act: &Act,
    id: RecordId,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let record = held(&mut tx, key, id).await?;
    let version = mark(&mut tx, &record).await?;
    tx.commit(
        vec![marked(id, key.project)],
        Changed {
            record: id,
            version,
            called: String::new(),
        },
    )
    .await
}

pub async fn restore<P: Trashes>(
    db: &Db,
    key: &Granted<P>,
    act: &Act,
    id: RecordId,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let record = held(&mut tx, key, id).await?;
    let version = unmark(&mut tx, &record).await?;
    let event = Event::of(
        Kind::RecordRestored,
        id,
        key.project,
        Content::none().with("trashed", true, false),
    );
    tx.commit(
        vec![event],
        Changed {
            record: id,
            version,
            called: String::new(),
        },
    )
    .await
}

/// A record that this key's right is for.
pub(crate) async fn held<P: Trashes>(
    tx: &mut Tx,
    key: &Granted<P>,
    id: RecordId,
) -> Result<Record> {
    let record = record::load(tx, id).await?;
    let is_project = record.kind == kind::PROJECT;
    let home = record.project().or(is_project.then_some(id));
    if !P::KINDS.contains(&record.kind.as_str()) || home != key.project {
        return absent();
    }
    if P::OWN_ONLY && record.made_by != key.member().0 {
        return absent();
    }
    Ok(record)
}

/// What [`mark`] did.
pub(crate) fn marked(id: RecordId, project: Option<RecordId>) -> Event {
    let content = Content::none().with("trashed", false, true);
    Event::of(Kind::RecordTrashed, id, project, content)
}

pub(crate) async fn mark(tx: &mut Tx, record: &Record) -> Result<i64> {
    if record.trashed_at.is_some() {
        return Err(Refused::conflict(Code::AlreadyInTrash).into());
    }
    if record.under_trash {
        return absent();
    }
    let version = record::touch(tx, record).await?;
    let (workspace, actor, at) = (tx.workspace().0, tx.actor(), now());
    let text =
        sql!("UPDATE record SET trashed_by = $3, trashed_at = $4 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(actor)
        .bind(at)
        .execute(c)
        .await
        .map(|_| ()))?;
    if record.kind == kind::TASK {
        // All tasks below it go with it, and come back with it; one that lay there before stays what it is.
        let text = sql!(
            "UPDATE record SET trashed_by = $3, trashed_at = $4, trashed_with = $2 WHERE workspace = $1 AND trashed_at IS NULL AND id IN ( \
             SELECT t.id FROM task it JOIN task t ON t.workspace = it.workspace AND t.project = it.project AND t.outline > it.outline AND t.outline < it.outline || 'g' \
             WHERE it.workspace = $1 AND it.id = $2)"
        );
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(record.id)
            .bind(actor)
            .bind(at)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(version)
}

pub(crate) async fn unmark(tx: &mut Tx, record: &Record) -> Result<i64> {
    if record.trashed_at.is_none() {
        return Err(Refused::conflict(Code::NotInTrash).into());
    }
    // What went with something comes back with that; what nobody put away, nobody takes out.
    if record.under_trash || record.trashed_with.is_some() {
        return Err(Refused::conflict(Code::ParentInTrash).into());
    }
    if record.kind == kind::TASK
        && let Some(project) = record.project()
    {
        plan::moving::hold(tx, project).await?;
    }
    let version = record::touch(tx, record).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE record SET trashed_by = NULL, trashed_at = NULL, trashed_with = NULL WHERE workspace = $1 AND (id = $2 OR (trashed_with = $2 AND id <> $2))"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .execute(c)
        .await
        .map(|_| ()))?;
    if record.kind == kind::TASK
        && let Some(project) = record.project()
    {
        // Its links come back as they were; what was linked meanwhile may stand against them.
        plan::links::refuse_cycles(tx, project, "record").await?;
    }
    if record.kind == kind::FIELD {
        plan::custom::refuse_no_room(tx, record).await?;
    }
    if record.kind == kind::ITERATION {
        plan::iteration::refuse_no_room(tx, record).await?;
    }
    if record.kind == kind::RELEASE {
        plan::release::refuse_no_room(tx, record).await?;
    }
    if record.kind == kind::VIEW {
        plan::view::refuse_taken_meanwhile(tx, record).await?;
    }
    Ok(version)
}

/// What kind of thing lies in the trash, so that the caller can ask the door for the right key.
pub async fn kind_of(db: &Db, sight: &Sight, id: RecordId) -> Result<String> {
    let text = sql!(
        "SELECT r.kind FROM record r WHERE ",
        sees!(),
        " AND r.id = $4"
    );
    let kind: Option<String> = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(id.0)
        .fetch_optional(c)
        .await)?;
    kind.map_or_else(absent, Ok)
}

/// Something in the trash.
#[derive(Clone, Debug, FromRow)]
pub struct Trashed {
    pub id: Uuid,
    pub kind: String,
    pub called: String,
    pub letters: String,
    pub number: Option<i64>,
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

/// What lies in the trash of the projects that a member may see, latest first. Each stands once: what went with it is
/// not listed. A comment that was taken back is seen by whoever wrote it, and may put it back, and by nobody else.
pub async fn list(db: &Db, sight: &Sight) -> Result<Vec<Trashed>> {
    let text = sql!(
        "SELECT r.id, r.kind, COALESCE(t.title, p.title, co.text, d.title, v.name, f.name, cf.name, it.name, rl.name, '') AS called, home.key AS letters, t.number, a.name AS by, r.trashed_at AS at FROM record r \
         JOIN project home ON home.workspace = r.workspace AND home.id = COALESCE(r.project, r.id) \
         LEFT JOIN task t ON t.workspace = r.workspace AND t.id = r.id \
         LEFT JOIN project p ON p.workspace = r.workspace AND p.id = r.id \
         LEFT JOIN comment co ON co.workspace = r.workspace AND co.id = r.id \
         LEFT JOIN deliverable d ON d.workspace = r.workspace AND d.id = r.id \
         LEFT JOIN saved_view v ON v.workspace = r.workspace AND v.id = r.id \
         LEFT JOIN file f ON f.workspace = r.workspace AND f.id = r.id \
         LEFT JOIN custom_field cf ON cf.workspace = r.workspace AND cf.id = r.id \
         LEFT JOIN iteration it ON it.workspace = r.workspace AND it.id = r.id \
         LEFT JOIN release rl ON rl.workspace = r.workspace AND rl.id = r.id \
         LEFT JOIN member m ON m.workspace = r.workspace AND m.id = r.trashed_by LEFT JOIN account a ON a.id = m.account WHERE ",
        sees!(),
        " AND r.trashed_at IS NOT NULL AND r.trashed_with IS NULL AND NOT EXISTS (SELECT 1 FROM record up WHERE up.workspace = r.workspace AND up.id = r.parent AND up.trashed_at IS NOT NULL) \
         AND (r.kind <> 'comment' OR r.made_by = $2) ORDER BY r.trashed_at DESC, r.id LIMIT 200"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .fetch_all(c)
        .await)?)
}
