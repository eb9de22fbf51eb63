//! A task once more, behind the original, with what was chosen to go along: one change, taken back as one.

use std::collections::HashMap;

use domain::access::EditTasks;
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::id::{MemberId, RecordId};
use domain::plan::bulk::{Left, Many};
use domain::plan::duplicate::{Along, MOST, copied};
use domain::plan::fields::{Fields, difference};
use domain::plan::outline;
use domain::plan::parts::{Item, LinkPart, PartKind};
use domain::plan::status::Category;
use domain::plan::task::NewTask;
use domain::refusal::{Code, Refused};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::fields::{self, Edited, Loaded, bump};
use super::task::begin_task;
use super::{assignees, checklist, custom, labels, links, moving};
use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::Result;
use crate::keys::Granted;
use crate::sql::{named, sql};
use crate::tx::{Act, Done, Tx, begin};

/// What a copy is called, how many tasks it came to, and who or what could not go along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    pub called: String,
    pub many: Many,
}

pub async fn duplicate_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    along: Along,
) -> Result<Done<Copied>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    moving::hold(&mut tx, project).await?;
    let root = fields::load(&mut tx, task, project).await?;
    let originals = if along.parts {
        subtree(&mut tx, &root).await?
    } else {
        vec![task.0]
    };
    let mut work = Work::begun(along, move |fresh, of| copied(fresh, of, &along));
    for original in &originals {
        work.copy(&mut tx, project, RecordId(*original), &root)
            .await?;
    }
    if along.links {
        for original in &originals {
            work.link(&mut tx, project, *original).await?;
        }
        links::refuse_cycles(&mut tx, project, "task").await?;
    }
    let called = match work.copies.get(&task.0) {
        Some(copy) => fields::load(&mut tx, *copy, project).await?.called(),
        None => String::new(),
    };
    let many = Many {
        changed: work.copies.len(),
        left: work.left,
    };
    tx.commit(work.events, Copied { called, many }).await
}

/// A task and all below it that is there for whoever asks, what is above before what is below.
pub(super) async fn subtree(tx: &mut Tx, root: &Loaded) -> Result<Vec<Uuid>> {
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!(
        "SELECT t.id FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id WHERE t.workspace = $1 AND t.project = $3 AND t.outline >= $4 AND t.outline < $5 \
         AND r.trashed_at IS NULL AND ",
        named!("r"),
        " ORDER BY t.outline LIMIT 501"
    );
    let all: Vec<Uuid> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(person)
        .bind(root.project.0)
        .bind(&root.outline)
        .bind(outline::end(&root.outline))
        .fetch_all(c)
        .await)?;
    if all.len() > MOST {
        let (code, arg) = (Code::TooMany, MOST.to_string());
        return Err(Refused::Conflict { code, arg }.into());
    }
    Ok(all)
}

/// The fields of a copy, of a task that was only just begun and of the original.
type Becomes = Box<dyn Fn(&Fields, &Fields) -> Fields + Send + Sync>;

/// Copies on their way.
pub(super) struct Work {
    along: Along,
    becomes: Becomes,
    batch: Uuid,
    /// By the original.
    pub copies: HashMap<Uuid, RecordId>,
    pub events: Vec<Event>,
    left: Vec<Left>,
}

impl Work {
    pub fn begun(
        along: Along,
        becomes: impl Fn(&Fields, &Fields) -> Fields + Send + Sync + 'static,
    ) -> Self {
        Self {
            along,
            becomes: Box::new(becomes),
            batch: Uuid::now_v7(),
            copies: HashMap::new(),
            events: Vec::new(),
            left: Vec::new(),
        }
    }

    pub fn did(&mut self, edited: Edited) {
        self.events.extend(edited.map(|(_, event)| Event {
            batch: Some(self.batch),
            ..event
        }));
    }

    /// One of them, after what it is part of.
    pub async fn copy(
        &mut self,
        tx: &mut Tx,
        project: RecordId,
        original: RecordId,
        root: &Loaded,
    ) -> Result<()> {
        let of = fields::load(tx, original, project).await?;
        let mut new = NewTask::titled(RecordId(Uuid::now_v7()), of.fields.title.clone());
        if original == root.id() {
            new.after = Some(original);
        } else {
            // What is part of something that is not the reader's does not go along either.
            let Some(parent) = self.copies.get(&of.parent) else {
                return Ok(());
            };
            new.parent = Some(*parent);
        }
        let (begun, _) = begin_task(tx, project, &new, Category::Todo).await?;
        self.did(Some((1, begun)));
        self.copies.insert(original.0, new.id);
        let fresh = fields::load(tx, new.id, project).await?;
        let after = (self.becomes)(&fresh.fields, &of.fields);
        let content = difference(&fresh.fields, &after);
        let edited = fields::put(tx, &fresh, &after, content).await?;
        self.did(edited);
        if after.audience == Audience::Named {
            crate::audience::as_other(tx, new.id, original.0).await?;
        }
        if self.along.people {
            self.give(tx, project, &of, new.id).await?;
        }
        if self.along.labels {
            for label in of_labels(tx, original.0).await? {
                let copy = fields::load(tx, new.id, project).await?;
                let put_on = labels::put_on(tx, &copy, &label).await?;
                self.did(put_on);
            }
        }
        if self.along.values {
            let fresh = fields::load(tx, new.id, project).await?;
            let said = custom::values::copy(tx, original.0, &fresh).await?;
            self.did(said);
        }
        if self.along.checklist {
            self.list(tx, project, original.0, new.id).await?;
        }
        Ok(())
    }

    /// Whoever cannot be given it any more is named.
    async fn give(
        &mut self,
        tx: &mut Tx,
        project: RecordId,
        of: &Loaded,
        copy: RecordId,
    ) -> Result<()> {
        for (member, units) in assignees::of(tx, of.record.id).await? {
            let loaded = fields::load(tx, copy, project).await?;
            tx.step().await?;
            let given = assignees::give(tx, &loaded, MemberId(member), Some(units)).await;
            match tx.stepped(given).await? {
                Ok(given) => self.did(given),
                Err(why) => self.left.extend(Left::of(&loaded.called(), &why)),
            }
        }
        Ok(())
    }

    /// The lines, none of them ticked.
    async fn list(
        &mut self,
        tx: &mut Tx,
        project: RecordId,
        original: Uuid,
        copy: RecordId,
    ) -> Result<()> {
        let mut content = Content::none();
        for id in of_lines(tx, original).await? {
            let Some(line) = checklist::read(tx, original, id).await? else {
                continue;
            };
            let (id, line) = (
                Uuid::now_v7(),
                Item {
                    ticked_at: None,
                    ticked_by: None,
                    ..line
                },
            );
            checklist::put(tx, copy.0, id, Some(&line)).await?;
            content = content.with(&PartKind::Item.field(id), Value::Null, json!(line));
        }
        if content != Content::none() {
            let version = bump(tx, copy.0).await?;
            let loaded = fields::load(tx, copy, project).await?;
            let event = loaded.event(Kind::TaskChecklistChanged, content);
            self.did(Some((version, event)));
        }
        Ok(())
    }

    /// What the original waits for and what waits for it; between two that are copied, the copies are linked.
    pub async fn link(&mut self, tx: &mut Tx, project: RecordId, original: Uuid) -> Result<()> {
        let Some(copy) = self.copies.get(&original).copied() else {
            return Ok(());
        };
        for id in of_links(tx, original).await? {
            let Some(link) = links::read(tx, id).await? else {
                continue;
            };
            let both = [link.predecessor, link.successor];
            // One between two copies is made once, from the one that waits.
            let within = both.iter().all(|end| self.copies.contains_key(end));
            if (within && link.successor != original) || !(within || self.along.links) {
                continue;
            }
            let end = |end: Uuid| match self.copies.get(&end) {
                Some(copy) => *copy,
                None => RecordId(end),
            };
            let (before, after) = (end(link.predecessor), end(link.successor));
            let loaded = links::both_ends(tx, project, before, after).await?;
            // The other end lies in the trash, or is for others by name.
            let Some((predecessor, successor)) = loaded else {
                continue;
            };
            let made = LinkPart {
                predecessor: before.0,
                predecessor_key: predecessor.called(),
                successor: after.0,
                successor_key: successor.called(),
                ..link
            };
            let id = Uuid::now_v7();
            links::put(tx, project, id, Some(&made)).await?;
            let content = Content::none().with(&PartKind::Link.field(id), Value::Null, json!(made));
            let (own, other) = if after == copy {
                (&successor, &predecessor)
            } else {
                (&predecessor, &successor)
            };
            bump(tx, other.record.id).await?;
            let version = bump(tx, own.record.id).await?;
            // Taking back the copy's takes back the other's with it.
            let kind = Kind::TaskLinksChanged;
            self.events.push(other.event(kind, content.clone()));
            let own = own.event(kind, content);
            self.did(Some((version, own)));
        }
        Ok(())
    }
}

async fn of_labels(tx: &mut Tx, task: Uuid) -> Result<Vec<(Uuid, String)>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT l.id, l.name FROM task_label tl JOIN label l ON l.workspace = tl.workspace AND l.id = tl.label WHERE tl.workspace = $1 AND tl.task = $2 ORDER BY l.name_folded, l.id"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(task)
        .fetch_all(c)
        .await)?)
}

async fn of_lines(tx: &mut Tx, task: Uuid) -> Result<Vec<Uuid>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT id FROM checklist_item WHERE workspace = $1 AND task = $2 ORDER BY position, id"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task)
        .fetch_all(c)
        .await)?)
}

async fn of_links(tx: &mut Tx, task: Uuid) -> Result<Vec<Uuid>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT id FROM task_link WHERE workspace = $1 AND (predecessor = $2 OR successor = $2) ORDER BY id LIMIT 1000"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task)
        .fetch_all(c)
        .await)?)
}
