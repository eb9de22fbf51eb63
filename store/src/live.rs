//! What happened since: the source of live updates. A reader learns numbers and ids of what they may see now, nothing
//! that was said.

use domain::access::{Right, Standing};
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::db::on;
use crate::error::Result;
use crate::keys::Sight;
use crate::sql::{sees, sql};

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Tick {
    pub seq: i64,
    pub kind: String,
    pub record: Option<Uuid>,
    pub parent: Option<Uuid>,
    pub project: Option<Uuid>,
}

/// The latest event's number.
pub async fn head(db: &Db, sight: &Sight) -> Result<i64> {
    let text = sql!("SELECT seq FROM chain WHERE workspace = $1");
    Ok(on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(sight.workspace().0)
        .fetch_one(c)
        .await)?)
}

/// Events after `seq`, oldest first: on records that the reader sees (on what was said, where they read it; the project
/// that a task came from is named to whoever is in it), on calendars and on the workspace itself (what
/// others made of their notices is theirs alone), (for
/// whoever looks after clients) on clients and their contacts, and (for whoever sees people at all) that something of somebody's time away changed; never whose or what. None when rights have
/// changed since the key was given: ask the door again, then read.
pub async fn since(db: &Db, sight: &Sight, seq: i64, limit: i64) -> Result<Vec<Tick>> {
    let standing = Standing {
        workspace: Some(sight.role()),
        project: None,
    };
    let people = standing.may(Right::SeePeople);
    let clients = standing.may(Right::ManageClients);
    let text = sql!(
        "SELECT e.seq, e.kind, e.record, r.parent, CASE WHEN $3 OR e.project = COALESCE(r.project, r.id) \
         OR EXISTS (SELECT 1 FROM project_member fm WHERE fm.workspace = e.workspace AND fm.project = e.project AND fm.member = $2) THEN e.project END AS project \
         FROM event e LEFT JOIN record r ON r.workspace = e.workspace AND r.id = e.record \
         WHERE e.workspace = $1 AND e.seq > $4 AND ((e.record IS NULL AND (e.kind <> 'notices.marked' OR e.actor = $9)) OR (r.kind = 'calendar' AND r.project IS NULL) OR (r.kind = 'absence' AND $7) OR (r.kind = 'client' AND $8) \
         OR (r.kind = 'journal_line' AND r.made_by = $2) OR (r.kind = 'view' AND r.project IS NULL AND (r.audience <> 'named' OR r.made_by = $2)) OR (($10 OR r.kind <> 'comment') AND ",
        sees!(),
        ")) AND EXISTS (SELECT 1 FROM workspace w WHERE w.id = $1 AND w.rights_version = $6) ORDER BY e.seq LIMIT $5"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(seq)
        .bind(limit)
        .bind(sight.rights_version())
        .bind(people)
        .bind(clients)
        .bind(sight.member().0)
        .bind(sight.reads_talk())
        .fetch_all(c)
        .await)?)
}

/// The latest event's number, while the reader's rights are those of their key.
async fn head_by_these_rights(db: &Db, sight: &Sight) -> Result<Option<i64>> {
    let text = sql!(
        "SELECT c.seq FROM chain c JOIN workspace w ON w.id = c.workspace WHERE c.workspace = $1 AND w.rights_version = $2"
    );
    Ok(on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(sight.workspace().0)
        .bind(sight.rights_version())
        .fetch_optional(c)
        .await)?)
}

/// As [`since`], and the number up to which was looked. Where there is nothing for this reader it is the head, so that
/// what others do (an import of many thousand rows) is not gone through again at the next look.
pub async fn look(db: &Db, sight: &Sight, seq: i64, limit: i64) -> Result<(Vec<Tick>, i64)> {
    let head = head_by_these_rights(db, sight).await?;
    let ticks = since(db, sight, seq, limit).await?;
    if let Some(last) = ticks.last() {
        let last = last.seq;
        return Ok((ticks, last));
    }
    // Nothing was found: because there is nothing, or because rights changed meanwhile. They only ever grow in number.
    let same = head.is_some() && head_by_these_rights(db, sight).await?.is_some();
    let seen = head.filter(|_| same).map_or(seq, |head| head.max(seq));
    Ok((ticks, seen))
}

/// Waits until another node says that something changed. On SQLite there is no other node, and this never returns.
pub async fn other_nodes(db: &Db) -> Result<()> {
    let Some(pool) = db.postgres() else {
        return std::future::pending().await;
    };
    let mut listener = sqlx::postgres::PgListener::connect_with(pool).await?;
    listener.listen(crate::dialect::CHANNEL).await?;
    // `try_recv` tells of a lost connection (`recv` hides it): then whoever asked reads again and calls anew.
    while let Some(notice) = listener.try_recv().await? {
        if let Ok(workspace) = Uuid::parse_str(notice.payload()) {
            db.tell(domain::id::WorkspaceId(workspace));
        }
    }
    Ok(())
}
