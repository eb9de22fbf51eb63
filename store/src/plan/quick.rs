//! A task added in passing, with its day and whoever does it: one change.

use domain::access::EditTasks;
use domain::form;
use domain::id::{MemberId, RecordId};
use domain::plan::quick::Quick;
use domain::plan::status::Category;
use domain::refusal::Refused;
use sqlx::FromRow;
use uuid::Uuid;

use super::task::begin_task;
use super::wall::Wall;
use super::{assignees, fields};
use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Error, Result, absent};
use crate::keys::{Granted, Sight};
use crate::sql::{sql, visible};
use crate::tx::{Act, Changed, Done, Tx, begin};

/// How far back is looked for where somebody last began a task.
const BACK: i64 = 5_000;

/// Begins a task. What day its title means, the project's own today says.
pub async fn add_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    quick: &Quick,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let today = wall(&mut tx, project).await?.today(now());
    let (new, when) = quick.read(today);
    let (begun, called) = begin_task(&mut tx, project, &new, Category::Todo).await?;
    let mut events = vec![begun];
    if let Some(when) = when {
        let loaded = fields::load(&mut tx, new.id, project).await?;
        let form = form::EditTask {
            finish: when.to_string(),
            ..Default::default()
        };
        let edited = fields::edit(&mut tx, &loaded, &form).await?;
        events.extend(edited.map(|(_, event)| event));
    }
    if let Some(member) = quick.member {
        let loaded = fields::load(&mut tx, new.id, project).await?;
        let given = given(&mut tx, &loaded, member).await?;
        events.extend(given.map(|(_, event)| event));
    }
    let version = events.len() as i64;
    if events.len() > 1 {
        let batch = Some(Uuid::now_v7());
        events = events
            .into_iter()
            .map(|event| Event { batch, ..event })
            .collect();
    }
    tx.commit(
        events,
        Changed {
            record: new.id,
            version,
            called,
        },
    )
    .await
}

/// As [`assignees::give`]; what is refused is refused of this form's field.
async fn given(tx: &mut Tx, loaded: &fields::Loaded, member: MemberId) -> Result<fields::Edited> {
    assignees::give(tx, loaded, member, None)
        .await
        .map_err(|error| match error {
            Error::Refused(Refused::Invalid { mut fields }) => {
                for one in &mut fields {
                    one.field = "person".into();
                }
                Refused::Invalid { fields }.into()
            }
            other => other,
        })
}

async fn wall(tx: &mut Tx, project: RecordId) -> Result<Wall> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT zone FROM project WHERE workspace = $1 AND id = $2");
    let zone: Option<String> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_optional(c)
        .await)?;
    match zone {
        Some(zone) => Ok(Wall::of(&zone)),
        None => absent(),
    }
}

/// A project that a task can be added to.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Place {
    pub id: Uuid,
    pub key: String,
    pub title: String,
    /// The number of the event by which the reader last began a task in it, lately.
    pub last: Option<i64>,
    /// Whether the reader is in it: work can be theirs.
    pub mine: bool,
}

/// Where somebody may add tasks: the project of the last one first, the others by name.
pub async fn places(db: &Db, sight: &Sight) -> Result<Vec<Place>> {
    let editable = super::choices::editable(db, sight).await?;
    let text = sql!(
        "SELECT p.id, p.key, p.title, (SELECT MAX(e.seq) FROM event e WHERE e.workspace = p.workspace AND e.project = p.id AND e.kind = 'task.created' AND e.actor = $2 \
         AND e.seq > (SELECT h.seq FROM chain h WHERE h.workspace = p.workspace) - $4) AS last, \
         EXISTS (SELECT 1 FROM project_member own WHERE own.workspace = p.workspace AND own.project = p.id AND own.member = $2) AS mine \
         FROM project p JOIN record r ON r.workspace = p.workspace AND r.id = p.id WHERE ",
        visible!(),
        " ORDER BY p.title_folded, p.id LIMIT 1000"
    );
    let mut places: Vec<Place> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(BACK)
        .fetch_all(c)
        .await)?;
    places.retain(|place| editable.contains(&place.id));
    if let Some(last) = (0..places.len()).max_by_key(|at| places[*at].last)
        && places[last].last.is_some()
    {
        places[..=last].rotate_right(1);
    }
    Ok(places)
}
