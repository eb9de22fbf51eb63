//! Where tasks stand in the outline: found, moved with all that is below them, numbered anew where there is no room.

use domain::access::EditTasks;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::plan::links::Named;
use domain::plan::moving::Move;
use domain::plan::outline::{self, DEPTH, DIGITS};
use domain::plan::parts::{PLACE, Place};
use domain::refusal::{Bad, Code, Refused};
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

use super::fields::{self, Loaded};
use super::{card, links};
use crate::Db;
use crate::db::on;
use crate::error::{Error, Result, absent};
use crate::keys::Granted;
use crate::record;
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// A place to be taken: below this parent, behind this sibling or as the first or last.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub parent: Uuid,
    /// The parent's outline; empty for the project.
    above: String,
    behind: Behind,
}

#[derive(Clone, Debug)]
enum Behind {
    Nothing,
    /// A sibling, by its place.
    Sibling(u64),
    All,
}

impl Spot {
    pub fn last_below(parent: Uuid, above: &str) -> Self {
        Self {
            parent,
            above: above.to_owned(),
            behind: Behind::All,
        }
    }

    fn first_below(parent: Uuid, above: &str) -> Self {
        Self {
            behind: Behind::Nothing,
            ..Self::last_below(parent, above)
        }
    }

    pub fn behind(sibling: &Loaded) -> Self {
        Self::behind_place(sibling.parent, &sibling.outline)
    }

    fn behind_place(parent: Uuid, sibling: &str) -> Self {
        Self {
            behind: Behind::Sibling(outline::own(sibling)),
            ..Self::last_below(parent, outline::above(sibling))
        }
    }
}

/// Moves a task, and with it all that is below it.
pub async fn move_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    to: Move,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    hold(&mut tx, project).await?;
    let loaded = fields::load(&mut tx, task, project).await?;
    let before = place_of(&mut tx, &loaded).await?;
    let spot = spot(&mut tx, &loaded, &to).await?;
    let Some(spot) = spot else {
        let same = loaded.changed(loaded.record.version);
        return tx.commit_unchanged(same).await;
    };
    go(&mut tx, &loaded, &spot).await?;
    let moved = fields::load(&mut tx, task, project).await?;
    let after = place_of(&mut tx, &moved).await?;
    if before == after {
        let same = loaded.changed(loaded.record.version);
        return tx.commit_unchanged(same).await;
    }
    let version = record::touch(&mut tx, &loaded.record).await?;
    let content = Content::none().with(PLACE, json!(before), json!(after));
    let event = loaded.event(Kind::TaskMoved, content);
    tx.commit(vec![event], loaded.changed(version)).await
}

/// Takes a task back to a place that it had. What it stood behind may be gone: then it is the last there.
pub(super) async fn go_back(tx: &mut Tx, loaded: &Loaded, to: &Place) -> Result<Content> {
    hold(tx, loaded.project).await?;
    let before = place_of(tx, loaded).await?;
    let spot = spot_of(tx, loaded.project, to).await?;
    go(tx, loaded, &spot).await?;
    let moved = fields::load(tx, loaded.id(), loaded.project).await?;
    let after = place_of(tx, &moved).await?;
    Ok(Content::none().with(PLACE, json!(before), json!(after)))
}

/// The spot in a project that a place was.
pub(super) async fn spot_of(tx: &mut Tx, project: RecordId, place: &Place) -> Result<Spot> {
    let above = if place.parent == project.0 {
        String::new()
    } else {
        match fields::load(tx, RecordId(place.parent), project).await {
            Ok(parent) => parent.outline,
            Err(Error::Refused(Refused::Absent)) => {
                return Err(Refused::conflict(Code::ParentInTrash).into());
            }
            Err(error) => return Err(error),
        }
    };
    Ok(match place.after {
        None => Spot::first_below(place.parent, &above),
        Some(after) => match sibling(tx, after, place.parent).await? {
            Some(outline) => Spot::behind_place(place.parent, &outline),
            None => Spot::last_below(place.parent, &above),
        },
    })
}

async fn sibling(tx: &mut Tx, task: Uuid, parent: Uuid) -> Result<Option<String>> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT outline FROM task WHERE workspace = $1 AND id = $2 AND parent = $3");
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task)
        .bind(parent)
        .fetch_optional(c)
        .await)?)
}

/// Who makes, moves or links in a project does so alone: the project's row is the lock, first of all.
pub(crate) async fn hold(tx: &mut Tx, project: RecordId) -> Result<()> {
    let workspace = tx.workspace().0;
    let text =
        sql!("UPDATE project SET next_number = next_number WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(project.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Where a move leads; nothing when it stands there already.
async fn spot(tx: &mut Tx, task: &Loaded, to: &Move) -> Result<Option<Spot>> {
    Ok(Some(match to {
        Move::Before(anchor) => {
            let anchor = named(tx, task, anchor).await?;
            match neighbour(tx, &anchor, Side::Above, task.record.id).await? {
                Some(above) => Spot::behind_place(anchor.parent, &above.outline),
                None => Spot::first_below(anchor.parent, outline::above(&anchor.outline)),
            }
        }
        Move::After(anchor) => Spot::behind(&named(tx, task, anchor).await?),
        Move::Below(anchor) => {
            let anchor = named(tx, task, anchor).await?;
            if anchor.record.id == task.parent && is_last(tx, task).await? {
                return Ok(None);
            }
            Spot::last_below(anchor.record.id, &anchor.outline)
        }
        Move::Top => {
            if task.parent == task.project.0 && is_last(tx, task).await? {
                return Ok(None);
            }
            Spot::last_below(task.project.0, "")
        }
        Move::Indent => match neighbour(tx, task, Side::Above, task.record.id).await? {
            Some(above) => Spot::last_below(above.id, &above.outline),
            None => return Err(Refused::conflict(Code::NothingAbove).into()),
        },
        Move::Outdent => {
            if task.parent == task.project.0 {
                return Err(Refused::conflict(Code::AtTheTop).into());
            }
            let parent = fields::load(tx, RecordId(task.parent), task.project).await?;
            Spot::behind(&parent)
        }
        Move::Up => {
            let Some(above) = neighbour(tx, task, Side::Above, task.record.id).await? else {
                return Ok(None);
            };
            match past(tx, task, &above.outline, Side::Above).await? {
                Some(further) => Spot::behind_place(task.parent, &further.outline),
                None => Spot::first_below(task.parent, outline::above(&task.outline)),
            }
        }
        Move::Down => match neighbour(tx, task, Side::Below, task.record.id).await? {
            Some(below) => Spot::behind_place(task.parent, &below.outline),
            None => return Ok(None),
        },
    }))
}

/// Another task, named as where to go.
async fn named(tx: &mut Tx, task: &Loaded, anchor: &Named) -> Result<Loaded> {
    let anchor = links::named(tx, task, anchor, "anchor").await?;
    if anchor.record.id == task.record.id {
        return Err(Refused::field("anchor", Code::UnderItself).into());
    }
    Ok(anchor)
}

#[derive(Clone, Copy)]
enum Side {
    Above,
    Below,
}

#[derive(FromRow)]
struct Sibling {
    id: Uuid,
    outline: String,
}

/// The nearest live sibling above or below, but for the task that is being moved.
async fn neighbour(tx: &mut Tx, of: &Loaded, side: Side, moved: Uuid) -> Result<Option<Sibling>> {
    nearest(tx, of.parent, &of.outline, side, moved).await
}

async fn past(tx: &mut Tx, task: &Loaded, from: &str, side: Side) -> Result<Option<Sibling>> {
    nearest(tx, task.parent, from, side, task.record.id).await
}

async fn nearest(
    tx: &mut Tx,
    parent: Uuid,
    from: &str,
    side: Side,
    moved: Uuid,
) -> Result<Option<Sibling>> {
    let workspace = tx.workspace().0;
    let text = match side {
        Side::Above => sql!(
            "SELECT t.id, t.outline FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
             WHERE t.workspace = $1 AND t.parent = $2 AND t.outline < $3 AND t.id <> $4 AND r.trashed_at IS NULL ORDER BY t.outline DESC LIMIT 1"
        ),
        Side::Below => sql!(
            "SELECT t.id, t.outline FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
             WHERE t.workspace = $1 AND t.parent = $2 AND t.outline > $3 AND t.id <> $4 AND r.trashed_at IS NULL ORDER BY t.outline LIMIT 1"
        ),
    };
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(parent)
        .bind(from)
        .bind(moved)
        .fetch_optional(c)
        .await)?)
}

async fn is_last(tx: &mut Tx, task: &Loaded) -> Result<bool> {
    let below = neighbour(tx, task, Side::Below, task.record.id).await?;
    Ok(below.is_none())
}

/// Where a task stands, as its event says it.
pub(super) async fn place_of(tx: &mut Tx, task: &Loaded) -> Result<Place> {
    let above = neighbour(tx, task, Side::Above, task.record.id).await?;
    let parent_key = if task.parent == task.project.0 {
        None
    } else {
        let workspace = tx.workspace().0;
        let text = sql!("SELECT number FROM task WHERE workspace = $1 AND id = $2");
        let number: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
            .bind(workspace)
            .bind(task.parent)
            .fetch_one(c)
            .await)?;
        Some(format!("{}-{number}", task.letters))
    };
    Ok(Place {
        after: above.map(|above| above.id),
        parent: task.parent,
        parent_key,
    })
}

/// Puts a task and all below it at a spot: not below itself, not too deep, not for fewer people than it is for, and
/// not so that links go round.
async fn go(tx: &mut Tx, task: &Loaded, spot: &Spot) -> Result<()> {
    let below_itself = spot.above.starts_with(&task.outline) && !spot.above.is_empty();
    if below_itself || spot.parent == task.record.id {
        return Err(Refused::field("anchor", Code::UnderItself).into());
    }
    refuse_too_deep(tx, task, spot).await?;
    let parent = record::load(tx, RecordId(spot.parent)).await?;
    if !parent.is_live() {
        return absent();
    }
    if !task.record.audience().fits_in(parent.audience()) {
        return Err(Refused::field("anchor", Code::WiderThanParent).into());
    }
    let to = place(tx, task.project, spot).await?;
    // Numbering its new siblings anew may have moved the task itself.
    let from = fields::load(tx, task.id(), task.project).await?.outline;
    rewrite(tx, task.project, &from, &to).await?;
    let workspace = tx.workspace().0;
    let text = sql!("UPDATE task SET parent = $3 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task.record.id)
        .bind(spot.parent)
        .execute(c)
        .await
        .map(|_| ()))?;
    let text = sql!("UPDATE record SET parent = $3 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task.record.id)
        .bind(spot.parent)
        .execute(c)
        .await
        .map(|_| ()))?;
    if spot.parent != task.parent {
        links::refuse_cycles(tx, task.project, "anchor").await?;
    }
    Ok(())
}

pub(super) async fn refuse_too_deep(tx: &mut Tx, task: &Loaded, spot: &Spot) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT CAST(MAX(LENGTH(outline)) AS BIGINT) FROM task WHERE workspace = $1 AND project = $2 AND outline >= $3 AND outline < $4"
    );
    let longest: Option<i64> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task.project.0)
        .bind(&task.outline)
        .bind(outline::end(&task.outline))
        .fetch_one(c)
        .await)?;
    let longest = usize::try_from(longest.unwrap_or(0)).unwrap_or(0);
    let deeper = longest.saturating_sub(task.outline.len()) / DIGITS;
    too_deep(outline::level(&spot.above) + 1 + deeper)
}

fn too_deep(levels: usize) -> Result<()> {
    if levels > DEPTH {
        let Bad(code, arg) = Bad(Code::TooDeep, DEPTH.to_string());
        return Err(Refused::Conflict { code, arg }.into());
    }
    Ok(())
}

/// The outline of a spot, with room made where there is none.
pub(super) async fn place(tx: &mut Tx, project: RecordId, spot: &Spot) -> Result<String> {
    too_deep(outline::level(&spot.above) + 1)?;
    if let Some(place) = free(tx, spot).await? {
        return Ok(outline::at(&spot.above, place));
    }
    // Siblings may have been renumbered: the one it goes behind is the same one, at another place.
    let anchor = make_room(tx, project, spot).await?;
    let spot = Spot {
        behind: anchor.map_or(Behind::Nothing, Behind::Sibling),
        ..spot.clone()
    };
    match free(tx, &spot).await? {
        Some(place) => Ok(outline::at(&spot.above, place)),
        None => Err(Refused::Busy { after_s: 1 }.into()),
    }
}

async fn free(tx: &mut Tx, spot: &Spot) -> Result<Option<u64>> {
    let (before, after) = match spot.behind {
        Behind::Nothing => (None, edge(tx, spot, None, true).await?),
        Behind::Sibling(place) => (Some(place), edge(tx, spot, Some(place), true).await?),
        Behind::All => (edge(tx, spot, None, false).await?, None),
    };
    Ok(outline::between(before, after))
}

/// The next place that is taken behind one, or the first (`next`); or the last of all.
async fn edge(tx: &mut Tx, spot: &Spot, behind: Option<u64>, next: bool) -> Result<Option<u64>> {
    let workspace = tx.workspace().0;
    let from = behind.map_or(String::new(), |place| outline::at(&spot.above, place));
    let text = if next {
        sql!("SELECT MIN(outline) FROM task WHERE workspace = $1 AND parent = $2 AND outline > $3")
    } else {
        sql!("SELECT MAX(outline) FROM task WHERE workspace = $1 AND parent = $2 AND outline >= $3")
    };
    let outline: Option<String> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(spot.parent)
        .bind(&from)
        .fetch_one(c)
        .await)?;
    Ok(outline.map(|outline| outline::own(&outline)))
}

/// Gives all siblings places that stand apart again, each with what is below it. Says where the one before the spot
/// now stands. Cards stay where they are on the board.
async fn make_room(tx: &mut Tx, project: RecordId, spot: &Spot) -> Result<Option<u64>> {
    card::keep_ranks(tx, project).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT outline FROM task WHERE workspace = $1 AND parent = $2 ORDER BY outline LIMIT 50000"
    );
    let siblings: Vec<String> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(spot.parent)
        .fetch_all(c)
        .await)?;
    let mut anchor = None;
    // First to places that no task can have, then, all at once, to the real ones: no two ever meet.
    for (sibling, nth) in siblings.iter().zip(1_u64..) {
        let new = outline::at(&spot.above, nth * outline::STEP);
        let is_before = match spot.behind {
            Behind::Nothing => false,
            Behind::Sibling(place) => outline::own(sibling) == place,
            Behind::All => nth as usize == siblings.len(),
        };
        if is_before {
            anchor = Some(outline::own(&new));
        }
        rewrite(tx, project, sibling, &format!("z{new}")).await?;
    }
    let text = sql!(
        "UPDATE task SET outline = substr(outline, 2) WHERE workspace = $1 AND project = $2 AND outline >= 'z' AND outline < 'zz'"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(project.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(anchor)
}

/// Gives a task and all below it another beginning of their outlines.
async fn rewrite(tx: &mut Tx, project: RecordId, from: &str, to: &str) -> Result<()> {
    let workspace = tx.workspace().0;
    let rest = i64::try_from(from.len() + 1).unwrap_or(i64::MAX);
    let text = sql!(
        "UPDATE task SET outline = $5 || substr(outline, CAST($6 AS INTEGER)) WHERE workspace = $1 AND project = $2 AND outline >= $3 AND outline < $4"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(project.0)
        .bind(from)
        .bind(outline::end(from))
        .bind(to)
        .bind(rest)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
