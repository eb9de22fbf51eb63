//! A task goes to another project with all that is below it: the same records, so that their history, talk and parts go
//! along; a new key, to which the old one leads. What cannot be in the other project is taken off first, each by an
//! event of its own in the same batch, so that all of it is taken back at once.

mod fit;
mod go;

use domain::access::EditTasks;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::plan::bulk::Left;
use domain::plan::duplicate::MOST;
use domain::plan::outline;
use domain::plan::parts::{PLACE, Place};
use domain::refusal::{Code, Refused};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::FromRow;
use uuid::Uuid;

use super::back::Back;
use super::bulk::{held, of_one_hand};
use super::fields::{self, Loaded, bump};
use super::moving::{self, Spot};
use super::wall::Wall;
use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Error, Result, absent};
use crate::keys::{Granted, Sight};
use crate::record::{self, Record};
use crate::sql::{sql, visible};
use crate::tx::{Act, Done, Tx, begin};

/// What a task is called where it has gone, and who or what could not go along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    pub called: String,
    pub left: Vec<Left>,
}

/// Sends a task, and with it all that is below it, to another project: the last at its top. Needs a key for both.
pub async fn transfer_task(
    db: &Db,
    keys: &[Granted<EditTasks>],
    act: &Act,
    task: RecordId,
    to: RecordId,
) -> Result<Done<Transferred>> {
    let first = of_one_hand(keys)?;
    let mut tx = begin!(db, first, act);
    let record = record::load(&mut tx, task).await?;
    let Some(home) = record.project else {
        return absent();
    };
    let from = held(keys, home)?;
    if from == to {
        return Err(Refused::field("to", Code::SameProject).into());
    }
    held(keys, to.0).map_err(|_| Error::from(Refused::field("to", Code::NotAChoice)))?;
    hold_both(&mut tx, from, to).await?;
    let root = fields::load(&mut tx, task, from).await?;
    let spot = Spot::last_below(to.0, "");
    let batch = Some(Uuid::now_v7());
    let carried = carry(&mut tx, &root, to, &spot, &[]).await?;
    let mut events: Vec<_> = carried
        .fit
        .into_iter()
        .map(|event| Event { batch, ..event })
        .collect();
    events.extend(carried.also);
    events.push(Event {
        batch,
        ..Event::of(Kind::TaskTransferred, task, Some(from), carried.content)
    });
    let transferred = Transferred {
        called: carried.called,
        left: carried.left,
    };
    tx.commit(events, transferred).await
}

/// Takes a transfer back, which needs a key for the project that the task comes back to.
pub(crate) async fn set_back(
    tx: &mut Tx,
    keys: &[Granted<EditTasks>],
    said: &Content,
    record: &Record,
) -> Result<Back> {
    let before = |field: &str| said.fields.get(field).map(|change| change.before.clone());
    let (Some(to), Some(place)) = (before("project").as_ref().and_then(id), before(PLACE)) else {
        return Err(Refused::conflict(Code::Final).into());
    };
    let place: Place = serde_json::from_value(place).map_err(|_| Refused::conflict(Code::Final))?;
    let shown: Vec<Uuid> = before("shown")
        .and_then(|shown| serde_json::from_value(shown).ok())
        .unwrap_or_default();
    let Some(home) = record.project else {
        return absent();
    };
    let (from, to) = (held(keys, home)?, held(keys, to)?);
    hold_both(tx, from, to).await?;
    let root = fields::load(tx, RecordId(record.id), from).await?;
    let spot = moving::spot_of(tx, to, &place).await?;
    let carried = carry(tx, &root, to, &spot, &shown).await?;
    let mut also = carried.fit;
    also.extend(carried.also);
    Ok(Back {
        kind: Kind::TaskTransferred,
        content: carried.content,
        version: carried.version,
        also,
    })
}

fn id(project: &Value) -> Option<Uuid> {
    Uuid::parse_str(project["id"].as_str()?).ok()
}

/// Two who send tasks to and fro wait for each other in one order.
async fn hold_both(tx: &mut Tx, one: RecordId, other: RecordId) -> Result<()> {
    let mut both = [one, other];
    both.sort_unstable_by_key(|project| project.0);
    for project in both {
        moving::hold(tx, project).await?;
    }
    Ok(())
}

/// A project as a task comes from it or goes to it.
#[derive(FromRow)]
struct Side {
    id: Uuid,
    key: String,
    title: String,
    zone: String,
    client: Option<Uuid>,
    audience: String,
}

impl Side {
    fn named(&self) -> Value {
        json!({ "id": self.id, "title": self.title })
    }

    fn wall(&self) -> Wall {
        Wall::of(&self.zone)
    }
}

/// What a transfer did.
struct Carried {
    /// What was taken off first, by the tasks that one may change.
    fit: Vec<Event>,
    /// That each task has arrived.
    also: Vec<Event>,
    content: Content,
    version: i64,
    called: String,
    left: Vec<Left>,
}

/// Carries a task and all that is below it, also what lies in the trash or is for others: it is part of it. `shown` are
/// the records that the client is to see again.
async fn carry(
    tx: &mut Tx,
    root: &Loaded,
    to: RecordId,
    spot: &Spot,
    shown: &[Uuid],
) -> Result<Carried> {
    let from = side(tx, root.project).await?;
    let to = side(tx, to).await?;
    let tree = tree(tx, root).await?;
    if tree.len() > MOST {
        let (code, arg) = (Code::TooMany, MOST.to_string());
        return Err(Refused::Conflict { code, arg }.into());
    }
    moving::refuse_too_deep(tx, root, spot).await?;
    let mut fit = fit::Fit::new(&from, &to);
    for task in &tree {
        fit.task(tx, root.project, RecordId(*task)).await?;
    }
    fit.links(tx, root).await?;
    let hidden = fit.hide(tx, root).await?;
    // What was taken off counts already.
    let root = fields::load(tx, root.id(), root.project).await?;
    let before = moving::place_of(tx, &root).await?;
    let also = go::go(tx, &root, &from, &to, spot).await?;
    fit::show_again(tx, shown).await?;
    let version = bump(tx, root.record.id).await?;
    let arrived = fields::load(tx, root.id(), RecordId(to.id)).await?;
    let after = moving::place_of(tx, &arrived).await?;
    let mut content = Content::none()
        .with("project", from.named(), to.named())
        .with("key", root.called(), arrived.called())
        .with(PLACE, json!(before), json!(after));
    if !hidden.is_empty() || !shown.is_empty() {
        content = content.with("shown", json!(hidden), json!(shown));
    }
    Ok(Carried {
        fit: fit.events,
        also,
        content,
        version,
        called: arrived.called(),
        left: fit.left,
    })
}

async fn side(tx: &mut Tx, project: RecordId) -> Result<Side> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT p.id, p.key, p.title, p.zone, p.client, r.audience FROM project p JOIN record r ON r.workspace = p.workspace AND r.id = p.id \
         WHERE p.workspace = $1 AND p.id = $2 AND r.trashed_at IS NULL"
    );
    let side: Option<Side> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_optional(c)
        .await)?;
    side.map_or_else(absent, Ok)
}

/// A task and all below it, what is above before what is below.
async fn tree(tx: &mut Tx, root: &Loaded) -> Result<Vec<Uuid>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT id FROM task WHERE workspace = $1 AND project = $2 AND outline >= $3 AND outline < $4 ORDER BY outline LIMIT 501"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(root.project.0)
        .bind(&root.outline)
        .bind(outline::end(&root.outline))
        .fetch_all(c)
        .await)?)
}

/// What a task is called now that had this key once; nothing, unless the reader sees it.
pub async fn now_called(
    db: &Db,
    sight: &Sight,
    project_key: &str,
    number: i64,
) -> Result<Option<(String, i64)>> {
    let text = sql!(
        "SELECT p.key, t.number FROM project was JOIN former_key f ON f.workspace = was.workspace AND f.project = was.id JOIN task t ON t.workspace = f.workspace AND t.id = f.task \
         JOIN record r ON r.workspace = t.workspace AND r.id = t.id JOIN project p ON p.workspace = t.workspace AND p.id = t.project WHERE ",
        visible!(),
        " AND was.workspace = $1 AND was.key = $4 AND f.number = $5"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project_key)
        .bind(number)
        .fetch_optional(c)
        .await)?)
}
