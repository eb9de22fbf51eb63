//! A card goes to another place on the board: into a state, and to a rank in it, as one change with one event.

use domain::access::EditTasks;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::plan::board::{self, Place, RANK};
use domain::plan::fields as rule;
use domain::refusal::{Bad, Code, Refused};
use serde_json::json;
use uuid::Uuid;

use super::fields::{self, Loaded};
use super::moving::hold;
use crate::Db;
use crate::db::on;
use crate::error::Result;
use crate::keys::Granted;
use crate::record;
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Moves a card. A state's limit stands in nobody's way: the board says that it is passed.
pub async fn move_card(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    form: &form::MoveCard,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let place =
        board::place(form).map_err(|Bad(code, arg)| Refused::field_with("place", code, arg))?;
    let mut tx = begin!(db, key, act);
    hold(&mut tx, project).await?;
    let loaded = fields::load(&mut tx, task, project).await?;
    let edit = of_state(&loaded, form);
    let ground = fields::ground(&mut tx, &loaded, &edit).await?;
    let (after, changed) = rule::edit(&loaded.fields, &ground, &edit)?;
    let within = Within::State(after.status.id);
    let ranked = place_in(&mut tx, &loaded, within, place).await?;
    if changed == Content::none() && ranked == Content::none() {
        let same = loaded.changed(loaded.record.version);
        return tx.commit_unchanged(same).await;
    }
    let version = record::touch(&mut tx, &loaded.record).await?;
    let (kind, mut content) = if changed == Content::none() {
        (Kind::TaskMoved, changed)
    } else {
        fields::apply(&mut tx, &loaded, &after, changed).await?
    };
    content.fields.extend(ranked.fields);
    let event = loaded.event(kind, content);
    tx.commit(vec![event], loaded.changed(version)).await
}

/// The edit of its state that the move is; without a word of where it is taken from, from where it is.
fn of_state(loaded: &Loaded, form: &form::MoveCard) -> form::EditTask {
    let now = loaded.fields.status.id.to_string();
    let was = form.status_was.trim();
    form::EditTask {
        status: form.status.trim().to_owned(),
        status_was: if was.is_empty() { now } else { was.to_owned() },
        ..form::EditTask::default()
    }
}

/// Among which tasks a place is meant.
#[derive(Clone, Copy, Debug)]
pub(super) enum Within {
    /// Those in a state.
    State(Uuid),
    /// Those in an iteration; none: those in no iteration that is there.
    Iteration(Option<Uuid>),
}

impl Within {
    fn state(self) -> Option<Uuid> {
        match self {
            Self::State(state) => Some(state),
            Self::Iteration(_) => None,
        }
    }

    fn iteration(self) -> Option<Uuid> {
        match self {
            Self::State(_) => None,
            Self::Iteration(iteration) => iteration,
        }
    }
}

/// Whether `t` is within: `$3` a state, or none, and then `$4` an iteration, or none.
macro_rules! within {
    () => {
        "(t.status = $3 OR ($3 IS NULL AND (t.iteration = $4 OR ($4 IS NULL AND NOT EXISTS \
         (SELECT 1 FROM record ir WHERE ir.workspace = t.workspace AND ir.id = t.iteration AND ir.trashed_at IS NULL)))))"
    };
}

/// Gives it the rank that puts it there, and says so; nothing where its own does already.
pub(super) async fn place_in(
    tx: &mut Tx,
    task: &Loaded,
    within: Within,
    place: Place,
) -> Result<Content> {
    let (before, own) = rank(tx, task.record.id).await?;
    let (above, below) = match place {
        Place::First => (None, next_in(tx, task, within, "").await?),
        Place::Last => (last_in(tx, task, within).await?, None),
        Place::Behind(card) => {
            let above = in_state(tx, task, within, card).await?;
            let below = next_in(tx, task, within, &above).await?;
            (Some(above), below)
        }
    };
    let stands = above.as_ref().is_none_or(|above| *above < own)
        && below.as_ref().is_none_or(|below| own < *below);
    if stands {
        return Ok(Content::none());
    }
    // Among all of the project's tasks: whatever state they go to, no two stand at one place.
    let all = task.record.id;
    let rank = match place {
        Place::First => board::before(&next(tx, task, all, "").await?.unwrap_or(own)),
        Place::Last => board::behind(&last(tx, task, all).await?.unwrap_or(own)),
        Place::Behind(_) => {
            let above = above.unwrap_or_default();
            match next(tx, task, all, &above).await? {
                Some(below) => board::between(&above, &below),
                None => board::behind(&above),
            }
        }
    };
    put(tx, all, Some(&rank)).await?;
    Ok(Content::none().with(RANK, json!(before), json!(rank)))
}

/// Puts it back to the rank that it had. Somebody else's may stand there by now: then it goes behind that.
pub(super) async fn set_back(tx: &mut Tx, task: &Loaded, to: Option<String>) -> Result<Content> {
    let (now, _) = rank(tx, task.record.id).await?;
    let to = match to {
        Some(to) if taken(tx, task, &to).await? => {
            match next(tx, task, task.record.id, &to).await? {
                Some(below) => Some(board::between(&to, &below)),
                None => Some(board::behind(&to)),
            }
        }
        to => to,
    };
    put(tx, task.record.id, to.as_deref()).await?;
    Ok(Content::none().with(RANK, json!(now), json!(to)))
}

/// Before outlines are numbered anew: where cards have been placed, all keep the place that they have on the board.
pub(super) async fn keep_ranks(tx: &mut Tx, project: RecordId) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE task SET rank = outline WHERE workspace = $1 AND project = $2 AND rank IS NULL \
         AND EXISTS (SELECT 1 FROM task o WHERE o.workspace = $1 AND o.project = $2 AND o.rank IS NOT NULL)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(project.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The rank it was given, and what it stands by.
async fn rank(tx: &mut Tx, task: Uuid) -> Result<(Option<String>, String)> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT rank, COALESCE(rank, outline) AS stands FROM task WHERE workspace = $1 AND id = $2"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(task)
        .fetch_one(c)
        .await)?)
}

async fn put(tx: &mut Tx, task: Uuid, rank: Option<&str>) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!("UPDATE task SET rank = $3 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .bind(rank)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Where the card stands behind which it is to go: another one, within the same.
async fn in_state(tx: &mut Tx, task: &Loaded, within: Within, card: Uuid) -> Result<String> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT COALESCE(t.rank, t.outline) FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         WHERE t.workspace = $1 AND t.project = $2 AND ",
        within!(),
        " AND t.id <> $5 AND t.id = $6 AND r.trashed_at IS NULL"
    );
    let found: Option<String> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task.project.0)
        .bind(within.state())
        .bind(within.iteration())
        .bind(task.record.id)
        .bind(card)
        .fetch_optional(c)
        .await)?;
    found.ok_or_else(|| Refused::field("place", Code::NotAChoice).into())
}

/// Where the first of the other cards within the same stands that is behind this.
async fn next_in(tx: &mut Tx, task: &Loaded, within: Within, than: &str) -> Result<Option<String>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT MIN(COALESCE(t.rank, t.outline)) FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         WHERE t.workspace = $1 AND t.project = $2 AND ",
        within!(),
        " AND t.id <> $5 AND r.trashed_at IS NULL AND COALESCE(t.rank, t.outline) > $6"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task.project.0)
        .bind(within.state())
        .bind(within.iteration())
        .bind(task.record.id)
        .bind(than)
        .fetch_one(c)
        .await)?)
}

async fn last_in(tx: &mut Tx, task: &Loaded, within: Within) -> Result<Option<String>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT MAX(COALESCE(t.rank, t.outline)) FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         WHERE t.workspace = $1 AND t.project = $2 AND ",
        within!(),
        " AND t.id <> $5 AND r.trashed_at IS NULL"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task.project.0)
        .bind(within.state())
        .bind(within.iteration())
        .bind(task.record.id)
        .fetch_one(c)
        .await)?)
}

/// The same among all of the project's tasks, in the trash too: they may come back.
async fn next(tx: &mut Tx, task: &Loaded, but: Uuid, than: &str) -> Result<Option<String>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT MIN(COALESCE(rank, outline)) FROM task WHERE workspace = $1 AND project = $2 AND id <> $3 AND COALESCE(rank, outline) > $4"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task.project.0)
        .bind(but)
        .bind(than)
        .fetch_one(c)
        .await)?)
}

async fn last(tx: &mut Tx, task: &Loaded, but: Uuid) -> Result<Option<String>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT MAX(COALESCE(rank, outline)) FROM task WHERE workspace = $1 AND project = $2 AND id <> $3"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task.project.0)
        .bind(but)
        .fetch_one(c)
        .await)?)
}

async fn taken(tx: &mut Tx, task: &Loaded, rank: &str) -> Result<bool> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT COUNT(*) FROM task WHERE workspace = $1 AND project = $2 AND id <> $3 AND COALESCE(rank, outline) = $4"
    );
    let others: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task.project.0)
        .bind(task.record.id)
        .bind(rank)
        .fetch_one(c)
        .await)?;
    Ok(others > 0)
}
