//! What waits for what: links made, changed, removed. The project's row is held, so that two links made at once cannot
//! close a cycle between them.

use chrono::{DateTime, Utc};
use domain::access::EditTasks;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::plan::links::{self as rule, Lag, LagKind, LinkKind, Linked, Named};
use domain::plan::parts::{LinkPart, PartKind};
use domain::refusal::{Code, Refused};
use serde_json::{Value, json};
use sqlx::FromRow;
use uuid::Uuid;

use super::fields::{self, Loaded, bump};
use super::moving::hold;
use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Error, Result, absent};
use crate::keys::Granted;
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Most links that a project is checked with; a plan of 50,000 tasks has fewer.
const MANY: i64 = 200_000;

/// Lets a task wait for another.
pub async fn add_link(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    form: &form::AddLink,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    hold(&mut tx, project).await?;
    let successor = fields::load(&mut tx, task, project).await?;
    let new = rule::new_link(form, successor.minutes_per_day)?;
    let predecessor = named(&mut tx, &successor, &new.predecessor, "predecessor").await?;
    refuse_cycle(&mut tx, &predecessor, &successor).await?;
    let versions = bump_both(&mut tx, &predecessor, &successor).await?;
    refuse_more(&mut tx, &predecessor, &successor).await?;
    if is_taken(&mut tx, new.id.0).await? {
        return Err(Refused::field("id", Code::Taken).into());
    }
    let after = LinkPart {
        kind: new.kind,
        lag: new.lag,
        predecessor: predecessor.record.id,
        predecessor_key: predecessor.called(),
        successor: successor.record.id,
        successor_key: successor.called(),
    };
    put(&mut tx, project, new.id.0, Some(&after)).await?;
    let field = PartKind::Link.field(new.id.0);
    let content = Content::none().with(&field, Value::Null, json!(after));
    let events = on_both(&predecessor, &successor, &content);
    tx.commit(events.into(), successor.changed(versions)).await
}

/// Gives a link another kind or lag.
pub async fn edit_link(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    link: Uuid,
    form: &form::EditLink,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    hold(&mut tx, project).await?;
    let (before, predecessor, successor) = held(&mut tx, project, task, link).await?;
    let (kind, lag) = rule::edit_link(
        (before.kind, before.lag),
        form,
        successor.minutes_per_day,
        successor.record.version,
    )?;
    let after = LinkPart {
        kind,
        lag,
        ..before.clone()
    };
    if before == after {
        let same = successor.changed(successor.record.version);
        return tx.commit_unchanged(same).await;
    }
    let version = bump_both(&mut tx, &predecessor, &successor).await?;
    put(&mut tx, project, link, Some(&after)).await?;
    let field = PartKind::Link.field(link);
    let content = Content::none().with(&field, json!(before), json!(after));
    let events = on_both(&predecessor, &successor, &content);
    tx.commit(events.into(), successor.changed(version)).await
}

/// Lets a task wait no longer. Asked for on either of the two.
pub async fn remove_link(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    link: Uuid,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    hold(&mut tx, project).await?;
    let (before, predecessor, successor) = held(&mut tx, project, task, link).await?;
    let (version, events) = cut(&mut tx, link, &before, &predecessor, &successor).await?;
    tx.commit(events.into(), successor.changed(version)).await
}

/// Takes a link away, as a part of a change: the version that the successor has now, and an event on each of the two.
pub(super) async fn cut(
    tx: &mut Tx,
    link: Uuid,
    before: &LinkPart,
    predecessor: &Loaded,
    successor: &Loaded,
) -> Result<(i64, [Event; 2])> {
    let version = bump_both(tx, predecessor, successor).await?;
    put(tx, successor.project, link, None).await?;
    let field = PartKind::Link.field(link);
    let content = Content::none().with(&field, json!(before), Value::Null);
    Ok((version, on_both(predecessor, successor, &content)))
}

/// Both ends of a link; nothing when one lies in the trash, or is for others by name.
pub(super) async fn both_ends(
    tx: &mut Tx,
    project: RecordId,
    before: RecordId,
    after: RecordId,
) -> Result<Option<(Loaded, Loaded)>> {
    let mut both = Vec::with_capacity(2);
    for end in [before, after] {
        match fields::load(tx, end, project).await {
            Ok(loaded) => both.push(loaded),
            Err(Error::Refused(Refused::Absent)) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    let second = both.pop();
    Ok(both.pop().zip(second))
}

/// An event on each of the two; the successor's is the one that is answered and undone.
fn on_both(predecessor: &Loaded, successor: &Loaded, content: &Content) -> [Event; 2] {
    [
        predecessor.event(Kind::TaskLinksChanged, content.clone()),
        successor.event(Kind::TaskLinksChanged, content.clone()),
    ]
}

/// Counts the change on both, always in the order of their ids, so that no two wait for each other. Returns the
/// successor's version.
async fn bump_both(tx: &mut Tx, predecessor: &Loaded, successor: &Loaded) -> Result<i64> {
    if predecessor.record.id < successor.record.id {
        bump(tx, predecessor.record.id).await?;
        bump(tx, successor.record.id).await
    } else {
        let version = bump(tx, successor.record.id).await?;
        bump(tx, predecessor.record.id).await?;
        Ok(version)
    }
}

/// The task that a form names, in the same project.
pub(super) async fn named(tx: &mut Tx, task: &Loaded, name: &Named, field: &str) -> Result<Loaded> {
    let unknown = || Error::from(Refused::field(field, Code::NoSuchTask));
    let id = match name {
        Named::Id(id) => *id,
        Named::Key(letters, number) => {
            if *letters != task.letters {
                return Err(unknown());
            }
            let workspace = tx.workspace().0;
            let text =
                sql!("SELECT id FROM task WHERE workspace = $1 AND project = $2 AND number = $3");
            let id: Option<Uuid> = on!(tx.conn(), |c| sqlx::query_scalar(text)
                .bind(workspace)
                .bind(task.project.0)
                .bind(number)
                .fetch_optional(c)
                .await)?;
            id.map(RecordId).ok_or_else(unknown)?
        }
    };
    match fields::load(tx, id, task.project).await {
        Err(Error::Refused(Refused::Absent)) => Err(unknown()),
        other => other,
    }
}

/// A link of a task, from either of its ends, with both tasks.
async fn held(
    tx: &mut Tx,
    project: RecordId,
    task: RecordId,
    link: Uuid,
) -> Result<(LinkPart, Loaded, Loaded)> {
    let Some(part) = read(tx, link).await? else {
        return absent();
    };
    if part.predecessor != task.0 && part.successor != task.0 {
        return absent();
    }
    let predecessor = fields::load(tx, RecordId(part.predecessor), project).await?;
    let successor = fields::load(tx, RecordId(part.successor), project).await?;
    Ok((part, predecessor, successor))
}

#[derive(FromRow)]
struct LinkedRow {
    predecessor: Uuid,
    predecessor_outline: String,
    successor: Uuid,
    successor_outline: String,
}

/// The links between a project's live tasks.
async fn linked(tx: &mut Tx, project: RecordId) -> Result<Vec<Linked>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT l.predecessor, p.outline AS predecessor_outline, l.successor, s.outline AS successor_outline FROM task_link l \
         JOIN task p ON p.workspace = l.workspace AND p.id = l.predecessor JOIN record pr ON pr.workspace = p.workspace AND pr.id = p.id \
         JOIN task s ON s.workspace = l.workspace AND s.id = l.successor JOIN record sr ON sr.workspace = s.workspace AND sr.id = s.id \
         WHERE l.workspace = $1 AND l.project = $2 AND pr.trashed_at IS NULL AND sr.trashed_at IS NULL LIMIT $3"
    );
    let mut rows: Vec<LinkedRow> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .bind(MANY)
        .fetch_all(c)
        .await)?;
    // Here, so that the database goes by its index of the project; the same links name the same path.
    rows.sort_by_key(|row| (row.predecessor, row.successor));
    Ok(rows
        .into_iter()
        .map(|row| Linked {
            predecessor: (row.predecessor, row.predecessor_outline),
            successor: (row.successor, row.successor_outline),
        })
        .collect())
}

async fn refuse_cycle(tx: &mut Tx, predecessor: &Loaded, successor: &Loaded) -> Result<()> {
    let links = linked(tx, successor.project).await?;
    let end = |task: &Loaded| (task.record.id, task.outline.clone());
    let new = Linked {
        predecessor: end(predecessor),
        successor: end(successor),
    };
    match rule::closes(&links, &new) {
        Some(path) => Err(round(tx, &path, "predecessor").await?),
        None => Ok(()),
    }
}

/// Refuses what made links go round: a task put below another, or taken out of the trash.
pub(crate) async fn refuse_cycles(tx: &mut Tx, project: RecordId, field: &str) -> Result<()> {
    let links = linked(tx, project).await?;
    match rule::cycle(&links) {
        Some(path) => Err(round(tx, &path, field).await?),
        None => Ok(()),
    }
}

/// The refusal that names a cycle by the keys of its tasks. A long one is named by its beginning and its end.
async fn round(tx: &mut Tx, path: &[Uuid], field: &str) -> Result<Error> {
    let mut keys = Vec::new();
    for (task, nth) in path.iter().zip(1..) {
        if nth > 40 && nth + 5 < path.len() {
            if nth == 41 {
                keys.push("…".to_owned());
            }
            continue;
        }
        keys.push(key(tx, *task).await?);
    }
    let path = keys.join(" → ");
    Ok(Refused::field_with(field, Code::LinkCycle, path).into())
}

async fn key(tx: &mut Tx, task: Uuid) -> Result<String> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT p.key, t.number FROM task t JOIN project p ON p.workspace = t.workspace AND p.id = t.project WHERE t.workspace = $1 AND t.id = $2"
    );
    let (letters, number): (String, i64) = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(task)
        .fetch_one(c)
        .await)?;
    Ok(format!("{letters}-{number}"))
}

/// A pair is linked once, and a task by so many at most.
async fn refuse_more(tx: &mut Tx, predecessor: &Loaded, successor: &Loaded) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT (SELECT COUNT(*) FROM task_link WHERE workspace = $1 AND predecessor = $2 AND successor = $3) AS pair, \
         (SELECT COUNT(*) FROM task_link WHERE workspace = $1 AND predecessor = $2) AS holds, \
         (SELECT COUNT(*) FROM task_link WHERE workspace = $1 AND successor = $3) AS waits"
    );
    let (pair, holds, waits): (i64, i64, i64) = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(predecessor.record.id)
        .bind(successor.record.id)
        .fetch_one(c)
        .await)?;
    if pair > 0 {
        return Err(Refused::field("predecessor", Code::AlreadyLinked).into());
    }
    if holds >= rule::MOST || waits >= rule::MOST {
        let most = rule::MOST.to_string();
        return Err(Refused::field_with("predecessor", Code::TooMany, most).into());
    }
    Ok(())
}

async fn is_taken(tx: &mut Tx, id: Uuid) -> Result<bool> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT COUNT(*) FROM task_link WHERE workspace = $1 AND id = $2");
    let taken: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(id)
        .fetch_one(c)
        .await)?;
    Ok(taken > 0)
}

#[derive(FromRow)]
struct Row {
    kind: String,
    lag_kind: String,
    lag: i64,
    predecessor: Uuid,
    predecessor_number: i64,
    successor: Uuid,
    successor_number: i64,
    letters: String,
}

pub(super) async fn read(tx: &mut Tx, link: Uuid) -> Result<Option<LinkPart>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT l.kind, l.lag_kind, l.lag, l.predecessor, p.number AS predecessor_number, l.successor, s.number AS successor_number, pr.key AS letters FROM task_link l \
         JOIN task p ON p.workspace = l.workspace AND p.id = l.predecessor JOIN task s ON s.workspace = l.workspace AND s.id = l.successor \
         JOIN project pr ON pr.workspace = l.workspace AND pr.id = l.project WHERE l.workspace = $1 AND l.id = $2"
    );
    let row: Option<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(link)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(|row| LinkPart {
        kind: LinkKind::parse(&row.kind).unwrap_or(LinkKind::FinishToStart),
        lag: Lag {
            kind: LagKind::parse(&row.lag_kind).unwrap_or(LagKind::Working),
            amount: row.lag,
        },
        predecessor: row.predecessor,
        predecessor_key: format!("{}-{}", row.letters, row.predecessor_number),
        successor: row.successor,
        successor_key: format!("{}-{}", row.letters, row.successor_number),
    }))
}

/// Makes it so: the link is as said, or gone.
pub(super) async fn put(
    tx: &mut Tx,
    project: RecordId,
    link: Uuid,
    to: Option<&LinkPart>,
) -> Result<()> {
    let (workspace, actor) = (tx.workspace().0, tx.actor());
    let Some(to) = to else {
        let text = sql!("DELETE FROM task_link WHERE workspace = $1 AND id = $2");
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(link)
            .execute(c)
            .await
            .map(|_| ()))?;
        return Ok(());
    };
    let text = sql!(
        "INSERT INTO task_link (workspace, id, project, predecessor, successor, kind, lag_kind, lag, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (workspace, id) DO UPDATE SET kind = excluded.kind, lag_kind = excluded.lag_kind, lag = excluded.lag"
    );
    let at: DateTime<Utc> = now();
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(link)
        .bind(project.0)
        .bind(to.predecessor)
        .bind(to.successor)
        .bind(to.kind.code())
        .bind(to.lag.kind.code())
        .bind(to.lag.amount)
        .bind(at)
        .bind(actor)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Sets a link back to what it was, of which `task` is one end; the other end gets its event too. What has become
/// impossible meanwhile is refused: an end in the trash, another link of the same two, a cycle.
pub(super) async fn set_back(
    tx: &mut Tx,
    task: &Loaded,
    link: Uuid,
    to: Option<&LinkPart>,
) -> Result<(Option<LinkPart>, Event)> {
    hold(tx, task.project).await?;
    let now = read(tx, link).await?;
    let since = || Error::from(Refused::conflict(Code::ChangedSince));
    let Some(either) = now.as_ref().or(to) else {
        return Err(since());
    };
    let other = if either.predecessor == task.record.id {
        either.successor
    } else {
        either.predecessor
    };
    let other = match fields::load(tx, RecordId(other), task.project).await {
        Err(Error::Refused(Refused::Absent)) => return Err(since()),
        other => other?,
    };
    if now.is_none() {
        let (predecessor, successor) = if either.predecessor == task.record.id {
            (task, &other)
        } else {
            (&other, task)
        };
        refuse_cycle(tx, predecessor, successor).await?;
        refuse_more(tx, predecessor, successor).await?;
    }
    put(tx, task.project, link, to).await?;
    bump(tx, other.record.id).await?;
    let field = PartKind::Link.field(link);
    let content = Content::none().with(&field, json!(now), json!(to));
    Ok((now, other.event(Kind::TaskLinksChanged, content)))
}
