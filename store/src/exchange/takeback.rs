//! An import taken back, as one step: its project goes to the trash. What others have touched since is said before.

use domain::access::ManageProject;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::record;
use crate::sql::{named, sql};
use crate::trash;
use crate::tx::{Act, Done, Tx, begin};

/// Events looked at, and things named.
const EVENTS: i64 = 1_000;

/// Something that somebody else has touched since the import was done.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Touched {
    pub seq: i64,
    pub number: Option<i64>,
    pub title: Option<String>,
    pub who: Option<String>,
}

/// What others have touched since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Since {
    /// Different things.
    pub things: i64,
    /// The latest change of each, the newest first.
    pub latest: Vec<Touched>,
    /// The newest change by anybody: proof of having seen it.
    pub seen: i64,
}

pub async fn since(db: &Db, key: &Granted<ManageProject>, import: Uuid) -> Result<Since> {
    let project = key.in_project()?;
    let (workspace, me) = (key.workspace().0, key.member().0);
    let text = sql!(
        "SELECT e.seq FROM event e WHERE e.workspace = $1 AND e.record = $2 AND e.kind = 'import.finished' AND e.batch = $3 ORDER BY e.seq DESC LIMIT 1"
    );
    let finished: Option<i64> = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .bind(import)
        .fetch_optional(c)
        .await)?;
    let Some(finished) = finished else {
        return Err(Refused::conflict(Code::ImportNotDone).into());
    };
    let text = sql!(
        "SELECT e.seq, t.number, t.title, a.name AS who FROM event e JOIN record r ON r.workspace = e.workspace AND r.id = e.record \
         LEFT JOIN task t ON t.workspace = r.workspace AND t.id = CASE WHEN r.kind = 'task' THEN r.id ELSE r.parent END \
         LEFT JOIN member m ON m.workspace = e.workspace AND m.id = COALESCE(e.acting_for, e.actor) LEFT JOIN account a ON a.id = m.account \
         WHERE e.workspace = $1 AND e.project = $3 AND e.seq > $4 AND COALESCE(e.acting_for, e.actor) <> $2 AND ",
        named!("r"),
        " ORDER BY e.seq DESC LIMIT $5"
    );
    let latest: Vec<Touched> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(me)
        .bind(project.0)
        .bind(finished)
        .bind(EVENTS)
        .fetch_all(c)
        .await)?;
    let text = sql!(
        "SELECT COALESCE(MAX(e.seq), $3), COUNT(DISTINCT CASE WHEN COALESCE(e.acting_for, e.actor) <> $4 THEN e.record END) FROM event e WHERE e.workspace = $1 AND e.project = $2 AND e.seq > $3"
    );
    let (seen, things): (i64, i64) = on!(db.read(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .bind(finished)
        .bind(me)
        .fetch_one(c)
        .await)?;
    let mut once = std::collections::HashSet::new();
    Ok(Since {
        things,
        latest: latest
            .into_iter()
            .filter(|one| once.insert(one.number))
            .collect(),
        seen,
    })
}

/// Puts the project away. `seen` is what [`since`] said: who has touched something after that is not passed over.
pub async fn take_back(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    import: Uuid,
    seen: i64,
) -> Result<Done<RecordId>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let (workspace, person) = (tx.workspace().0, tx.person());
    let record = record::load(&mut tx, project).await?;
    let text = sql!(
        "UPDATE import SET state = 'undone' WHERE workspace = $1 AND id = $2 AND project = $3 AND made_by = $4 AND state IN ('done', 'undone')"
    );
    let undone = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(import)
        .bind(project.0)
        .bind(person)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if undone == 0 {
        return absent();
    }
    if touched_after(&mut tx, project, seen).await? {
        return Err(Refused::conflict(Code::ChangedSince).into());
    }
    trash::mark(&mut tx, &record).await?;
    let event = Event {
        batch: Some(import),
        ..Event::of(
            Kind::RecordTrashed,
            project,
            Some(project),
            Content::none().with("trashed", false, true),
        )
    };
    tx.commit(vec![event], project).await
}

async fn touched_after(tx: &mut Tx, project: RecordId, seen: i64) -> Result<bool> {
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!(
        "SELECT e.seq FROM event e WHERE e.workspace = $1 AND e.project = $2 AND e.seq > $3 AND COALESCE(e.acting_for, e.actor) <> $4 ORDER BY e.seq LIMIT 1"
    );
    let later: Option<i64> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .bind(seen)
        .bind(person)
        .fetch_optional(c)
        .await)?;
    Ok(later.is_some())
}
