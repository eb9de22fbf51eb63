//! What a task has that cannot be in the other project: people who may not change tasks there, a deliverable, a calendar
//! that came with a file, what is said in a field that is not there, a link with what stays behind, and whatever the one client sees and the other must not.

use std::collections::HashMap;

use domain::event::{Content, Kind};
use domain::id::{MemberId, RecordId};
use domain::plan::bulk::Left;
use domain::plan::fields::difference;
use domain::plan::outline;
use domain::plan::parts::{PartKind, StopPart};
use domain::plan::stopping::MoverKind;
use domain::refusal::{Code, Refused};
use serde_json::json;
use uuid::Uuid;

use super::Side;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Error, Result};
use crate::plan::fields::{self, Edited, Loaded, bump};
use crate::plan::{assignees, custom, links, stopping};
use crate::sql::sql;
use crate::tx::Tx;

/// A task and all below it, in a project: `$1` to `$4`.
macro_rules! tree {
    () => {
        "(SELECT tt.id FROM task tt WHERE tt.workspace = $1 AND tt.project = $2 AND tt.outline >= $3 AND tt.outline < $4)"
    };
}
pub(super) use tree;

pub(super) struct Fit<'a> {
    from: &'a Side,
    to: &'a Side,
    /// Whether a member may be given work there.
    works: HashMap<Uuid, bool>,
    pub events: Vec<Event>,
    pub left: Vec<Left>,
}

impl<'a> Fit<'a> {
    pub fn new(from: &'a Side, to: &'a Side) -> Self {
        Self {
            from,
            to,
            works: HashMap::new(),
            events: Vec::new(),
            left: Vec::new(),
        }
    }

    fn did(&mut self, edited: Edited) {
        self.events.extend(edited.map(|(_, event)| event));
    }

    /// One task. Of one that is not there for whoever asks nothing is said; what must not stay is cut all the same.
    pub async fn task(&mut self, tx: &mut Tx, project: RecordId, task: RecordId) -> Result<()> {
        let loaded = match fields::load(tx, task, project).await {
            Err(Error::Refused(Refused::Absent)) => {
                return custom::values::cut_foreign(tx, task.0, RecordId(self.to.id)).await;
            }
            loaded => loaded?,
        };
        let workspace = tx.workspace().0;
        let mut after = loaded.fields.clone();
        after.deliverable = None;
        after.iteration = None;
        after.release = None;
        if let Some(calendar) = &after.calendar {
            let known = fields::calendars(tx, workspace, RecordId(self.to.id)).await?;
            if known.iter().all(|known| known.id != calendar.id) {
                after.calendar = None;
            }
        }
        let content = difference(&loaded.fields, &after);
        let edited = fields::put(tx, &loaded, &after, content).await?;
        self.did(edited);
        self.people(tx, &loaded).await?;
        self.values(tx, &loaded).await?;
        self.stopped(tx, &loaded).await
    }

    async fn people(&mut self, tx: &mut Tx, loaded: &Loaded) -> Result<()> {
        for (member, _) in assignees::of(tx, loaded.record.id).await? {
            if self.works(tx, member).await? {
                continue;
            }
            let name = assignees::read(tx, loaded.record.id, member).await?;
            let taken = assignees::take(tx, loaded, MemberId(member)).await?;
            self.did(taken);
            self.left.push(Left {
                called: loaded.called(),
                code: Code::ChangesNoTasks,
                arg: name.map(|had| had.name).unwrap_or_default(),
            });
        }
        Ok(())
    }

    /// What is said in a field that is there by its name goes along; the rest is named.
    async fn values(&mut self, tx: &mut Tx, loaded: &Loaded) -> Result<()> {
        let (edited, left) = custom::values::carry_over(tx, loaded, RecordId(self.to.id)).await?;
        self.did(edited);
        self.left.extend(left.into_iter().map(|arg| Left {
            called: loaded.called(),
            code: Code::NoSuchField,
            arg,
        }));
        Ok(())
    }

    async fn works(&mut self, tx: &mut Tx, member: Uuid) -> Result<bool> {
        if let Some(works) = self.works.get(&member) {
            return Ok(*works);
        }
        let to = RecordId(self.to.id);
        let works = assignees::in_project(tx, to, member).await?.is_some()
            && assignees::changes_tasks(tx, to, member).await?;
        self.works.insert(member, works);
        Ok(works)
    }

    /// A client whose move it was is somebody outside to the other one's project.
    async fn stopped(&mut self, tx: &mut Tx, loaded: &Loaded) -> Result<()> {
        let task = loaded.record.id;
        let Some((id, before)) = stopping::open(tx, task).await? else {
            return Ok(());
        };
        if before.mover_kind != MoverKind::Client || self.from.client == self.to.client {
            return Ok(());
        }
        let after = StopPart {
            mover_kind: MoverKind::Outside,
            ..before.clone()
        };
        let version = bump(tx, task).await?;
        stopping::put(tx, task, id, Some(&after)).await?;
        let field = PartKind::Stop.field(id);
        let content = Content::none().with(&field, json!(before), json!(after));
        self.did(Some((version, loaded.event(Kind::TaskStopped, content))));
        Ok(())
    }

    /// Links with what stays behind.
    pub async fn links(&mut self, tx: &mut Tx, root: &Loaded) -> Result<()> {
        for link in crossing(tx, root).await? {
            let Some(part) = links::read(tx, link).await? else {
                continue;
            };
            let (before, after) = (RecordId(part.predecessor), RecordId(part.successor));
            let ends = links::both_ends(tx, root.project, before, after).await?;
            let Some((predecessor, successor)) = ends else {
                links::put(tx, root.project, link, None).await?;
                continue;
            };
            let (_, events) = links::cut(tx, link, &part, &predecessor, &successor).await?;
            self.events.extend(events);
        }
        Ok(())
    }

    /// What the client of the one project sees, that of the other does not: which records those were.
    pub async fn hide(&self, tx: &mut Tx, root: &Loaded) -> Result<Vec<Uuid>> {
        if self.from.client == self.to.client && self.to.audience == "client" {
            return Ok(vec![]);
        }
        let workspace = tx.workspace().0;
        let text = sql!(
            "UPDATE record SET audience = 'internal' WHERE workspace = $1 AND audience = 'client' AND (id IN ",
            tree!(),
            " OR parent IN ",
            tree!(),
            ") RETURNING id"
        );
        let mut hidden: Vec<Uuid> = on!(tx.conn(), |c| sqlx::query_scalar(text)
            .bind(workspace)
            .bind(root.project.0)
            .bind(&root.outline)
            .bind(outline::end(&root.outline))
            .fetch_all(c)
            .await)?;
        hidden.sort_unstable();
        Ok(hidden)
    }
}

async fn crossing(tx: &mut Tx, root: &Loaded) -> Result<Vec<Uuid>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT l.id FROM task_link l WHERE l.workspace = $1 AND l.project = $2 AND (l.predecessor IN ",
        tree!(),
        ") <> (l.successor IN ",
        tree!(),
        ") ORDER BY l.id LIMIT 5000"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(root.project.0)
        .bind(&root.outline)
        .bind(outline::end(&root.outline))
        .fetch_all(c)
        .await)?)
}

/// What was the client's to see before it went away, and nobody has made otherwise, is so again.
pub(super) async fn show_again(tx: &mut Tx, shown: &[Uuid]) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE record SET audience = 'client' WHERE workspace = $1 AND id = $2 AND audience = 'internal'"
    );
    for id in shown {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(id)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}
