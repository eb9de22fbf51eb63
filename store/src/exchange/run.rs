//! Makes a project of a plan, batch by batch. A run that was killed is opened again and goes on where it stopped: ids
//! follow from the import and the file, and a batch that is there is known by its number.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::access::{CreateProject, ProjectRole};
use domain::audience::Audience;
use domain::event::{Content, Kind as EventKind};
use domain::exchange::batch::{self, Batch, Item, Kind};
use domain::exchange::kept::{self, Kept};
use domain::exchange::plan::{Plan, Resource, ResourceKind, Task};
use domain::exchange::start::{self, Mapping};
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use domain::text;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::iterations::{self, Iterations};
use super::own::Own;
use super::place::{self, Place};
use super::states::States;
use super::{Imports, blob, calendars, said, tasks};
use crate::Db;
use crate::bulk::insert_rows;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Error, Result, absent};
use crate::keys::{Key, OnBehalf};
use crate::record::kind;
use crate::sql::sql;
use crate::tx::{Act, Done, Tx, begin};

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct Progress {
    pub batches: i64,
    pub batches_done: i64,
}

impl Progress {
    pub fn is_done(self) -> bool {
        self.batches_done >= self.batches
    }
}

/// Who a resource of the file is here.
pub(super) enum Who {
    Member(Uuid),
    /// Nobody here: their work stays theirs by name.
    Outside(String),
    /// Material or cost.
    Thing,
}

/// An import under way, with its plan in memory.
pub struct Run {
    pub import: Uuid,
    pub(super) project: RecordId,
    pub(super) plan: Plan,
    batches: Vec<Batch>,
    done: i64,
    pub(super) zone: Tz,
    pub(super) key: String,
    pub(super) states: States,
    pub(super) own: Own,
    pub(super) iterations: Iterations,
    /// Where each task stands in the backlog, if not where it stands in the outline.
    pub(super) ranks: Option<Vec<String>>,
    pub(super) places: Vec<Place>,
    pub(super) tasks: HashMap<i64, usize>,
    pub(super) resources: HashMap<i64, usize>,
    pub(super) who: HashMap<i64, Who>,
    pub(super) names: kept::Names,
    /// What is for its maker alone.
    back: HashSet<i64>,
    chosen: Chosen,
}

/// What its maker chose, as it is kept while it runs.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Chosen {
    pub people: BTreeMap<i64, Uuid>,
    pub mapping: Mapping,
}

impl Chosen {
    /// One that was begun by an older version knows people only.
    fn read(kept: &[u8]) -> Result<Self> {
        serde_json::from_slice(kept)
            .or_else(|_| {
                let people = serde_json::from_slice(kept)?;
                Ok(Self {
                    people,
                    mapping: Mapping::default(),
                })
            })
            .map_err(|e: serde_json::Error| Error::Other(format!("people: {e}")))
    }
}

#[derive(FromRow)]
struct Row {
    plan: Option<Vec<u8>>,
    people: Option<Vec<u8>>,
    project: Option<Uuid>,
    state: String,
    batches: i64,
    batches_done: i64,
    zone: Option<String>,
    key: Option<String>,
}

impl Run {
    /// Reads the plan of a running import. Takes its time with a large one.
    pub async fn open(db: &Db, key: &OnBehalf<CreateProject>, import: Uuid) -> Result<Self> {
        let workspace = key.acting().workspace.0;
        let text = sql!(
            "SELECT i.plan, i.people, i.project, i.state, i.batches, i.batches_done, p.zone, p.key FROM import i LEFT JOIN project p ON p.workspace = i.workspace AND p.id = i.project \
             WHERE i.workspace = $1 AND i.made_by = $2 AND i.id = $3"
        );
        let row: Option<Row> = on!(db.read(), |c| sqlx::query_as(text)
            .bind(workspace)
            .bind(key.member().0)
            .bind(import)
            .fetch_optional(c)
            .await)?;
        let Some(row) = row else { return absent() };
        let (Some(plan), Some(project), "running") = (row.plan, row.project, row.state.as_str())
        else {
            return Err(Refused::conflict(Code::ImportOver).into());
        };
        let text = sql!(
            "SELECT category, id FROM status WHERE workspace = $1 AND project = $2 AND name = '' ORDER BY position DESC, id"
        );
        let statuses: Vec<(String, Uuid)> = on!(db.read(), |c| sqlx::query_as(text)
            .bind(workspace)
            .bind(project)
            .fetch_all(c)
            .await)?;
        let chosen = match row.people {
            Some(kept) => Chosen::read(&kept)?,
            None => Chosen::default(),
        };
        let (fields, points) = (chosen.mapping.fields.clone(), chosen.mapping.points.clone());
        let unpacked = tokio::task::spawn_blocking(move || {
            let plan = blob::unpack::<Plan>(&plan)?;
            let own = Own::of(import, &plan, fields, points);
            Ok::<_, Error>((plan, own))
        });
        let (plan, own) = unpacked
            .await
            .map_err(|e| Error::Other(format!("unpacking: {e}")))??;
        let zone = row.zone.unwrap_or_default().parse().unwrap_or(Tz::UTC);
        let places = place::places(&plan);
        let back = kept_back(&plan, &chosen.mapping.opened);
        Ok(Self {
            import,
            project: RecordId(project),
            // All but the last, which shows the project.
            batches: batch::split_as_counted(import, &plan, row.batches - 1),
            done: row.batches_done,
            zone,
            key: row.key.unwrap_or_default(),
            states: States::of(import, &plan, &chosen.mapping, statuses),
            own,
            iterations: Iterations::of(import, &plan, &chosen.mapping, zone, |task| {
                !back.contains(&task.uid)
            }),
            ranks: iterations::ranks(&plan, &places),
            places,
            tasks: plan
                .tasks
                .iter()
                .enumerate()
                .map(|(at, task)| (task.uid, at))
                .collect(),
            resources: plan
                .resources
                .iter()
                .enumerate()
                .map(|(at, one)| (one.uid, at))
                .collect(),
            who: who_is_who(&plan, &chosen.people),
            names: kept::Names::of(&plan.fields),
            back,
            chosen,
            plan,
        })
    }

    pub fn progress(&self) -> Progress {
        Progress {
            batches: i64::try_from(self.batches.len()).unwrap_or(i64::MAX - 1) + 1,
            batches_done: self.done,
        }
    }

    /// Does the next batch; the last one shows the project.
    pub async fn next(&mut self, db: &Db, key: &OnBehalf<CreateProject>) -> Result<Progress> {
        let progress = match usize::try_from(self.done)
            .ok()
            .filter(|n| *n < self.batches.len())
        {
            Some(number) => self.batch(db, key, number).await?.what,
            None => self.finish(db, key).await?.what,
        };
        self.done = progress.batches_done;
        Ok(progress)
    }

    /// Its own key, the same for every try: what was done is answered as it was then.
    fn act(&self, number: i64) -> Act {
        let key = batch::id(self.import, Kind::Task, &format!("batch {number}"));
        Act {
            key,
            fingerprint: key.as_bytes().to_vec(),
        }
    }

    /// One batch, once, however often it is asked for.
    pub async fn batch(
        &self,
        db: &Db,
        key: &OnBehalf<CreateProject>,
        number: usize,
    ) -> Result<Done<Progress>> {
        let Some(batch) = self.batches.get(number) else {
            return absent();
        };
        let number = i64::from(batch.number);
        let mut tx = begin!(db, key, &self.act(number));
        let Some(progress) = count(&mut tx, self.import, number).await? else {
            return already(tx, self.import, number).await;
        };
        let mut events = Vec::new();
        if number == 0 {
            self.states.put(&mut tx, self).await?;
            events.extend(self.own.put(&mut tx, self).await?);
            events.extend(self.iterations.put(&mut tx, self).await?);
        }
        put_records(&mut tx, self, batch).await?;
        for of in batch.rows.chunk_by(|a, b| a.kind == b.kind) {
            events.extend(self.put(&mut tx, of).await?);
        }
        if number == 0 {
            let mut rows = kept::project(&self.plan, &self.names);
            rows.extend(self.iterations.kept_of_project(&self.plan));
            put_kept(
                &mut tx,
                self,
                rows.into_iter().map(|row| (self.project.0, row)).collect(),
            )
            .await?;
        }
        if events.is_empty() {
            events.push(self.of_the_project(batch.rows.len()));
        }
        tx.commit(events, progress).await
    }

    async fn put(&self, tx: &mut Tx, items: &[Item]) -> Result<Vec<Event>> {
        match items.first().map(|item| item.kind) {
            Some(Kind::Calendar) => calendars::put(tx, self, items).await,
            Some(Kind::Baseline) => tasks::put_baselines(tx, self, items).await,
            Some(Kind::Task) => tasks::put(tx, self, items).await,
            Some(Kind::Link) => tasks::put_links(tx, self, items).await,
            Some(Kind::Assignment) => tasks::put_assignments(tx, self, items).await,
            Some(Kind::Comment) => said::put(tx, self, items).await,
            Some(Kind::Field | Kind::Resource) => {
                let names = kept::Calendars::of(&self.plan);
                let rows = items.iter().flat_map(|item| match item.kind {
                    Kind::Field => self
                        .plan
                        .fields
                        .get(item.index)
                        .map(|one| kept::field(one, item.index, &self.names)),
                    _ => self
                        .plan
                        .resources
                        .get(item.index)
                        .map(|one| kept::resource(one, item.index, &names, &self.names)),
                });
                let rows = rows.flatten().map(|row| (self.project.0, row)).collect();
                put_kept(tx, self, rows).await?;
                Ok(Vec::new())
            }
            None => Ok(Vec::new()),
        }
    }

    /// Rows of the file that are kept beside the project and are no records of their own.
    fn of_the_project(&self, rows: usize) -> Event {
        Event {
            batch: Some(self.import),
            ..Event::of(
                EventKind::ProjectImported,
                self.project,
                Some(self.project),
                Content::none().with("from_file", Value::Null, rows),
            )
        }
    }

    /// The last batch: what names the rows of the others, and the project is there, all of it at once.
    async fn finish(&self, db: &Db, key: &OnBehalf<CreateProject>) -> Result<Done<Progress>> {
        let number = i64::try_from(self.batches.len()).unwrap_or(i64::MAX);
        let mut tx = begin!(db, key, &self.act(number));
        let Some(progress) = count(&mut tx, self.import, number).await? else {
            return already(tx, self.import, number).await;
        };
        if self.batches.is_empty() {
            let rows = kept::project(&self.plan, &self.names);
            put_kept(
                &mut tx,
                self,
                rows.into_iter().map(|row| (self.project.0, row)).collect(),
            )
            .await?;
        }
        self.finish_project(&mut tx).await?;
        let workspace = tx.workspace().0;
        let text = sql!(
            "UPDATE record SET trashed_at = NULL, trashed_with = NULL WHERE workspace = $1 AND id = $2 AND trashed_with = $2"
        );
        let shown = on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(self.project.0)
            .execute(c)
            .await
            .map(|r| r.rows_affected()))?;
        if shown == 0 {
            return Err(Refused::conflict(Code::ImportOver).into());
        }
        let text = sql!(
            "UPDATE import SET state = 'done', plan = NULL, people = NULL, done_at = $3, failed = '' WHERE workspace = $1 AND id = $2"
        );
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(self.import)
            .bind(now())
            .execute(c)
            .await
            .map(|_| ()))?;
        self.let_people_in(&mut tx).await?;
        let content = Content::none()
            .with("tasks", Value::Null, self.plan.tasks.len())
            .with("links", Value::Null, self.plan.links.len());
        let event = Event {
            batch: Some(self.import),
            ..Event::of(
                EventKind::ImportFinished,
                self.project,
                Some(self.project),
                content,
            )
        };
        tx.commit(vec![event], progress).await
    }

    async fn finish_project(&self, tx: &mut Tx) -> Result<()> {
        let workspace = tx.workspace().0;
        let notes = self
            .plan
            .project
            .row
            .as_ref()
            .map(|row| row.notes.clone())
            .unwrap_or_default();
        let text = sql!(
            "UPDATE project SET description = $3, calendar = $4, next_number = $5, estimate = $6 WHERE workspace = $1 AND id = $2"
        );
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(self.project.0)
            .bind(&notes)
            .bind(self.plan.project.calendar.map(|uid| self.calendar(uid)))
            .bind(self.last_number() + 1)
            .bind(self.own.estimate().code())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Whoever has work in the project, or watches some, is a member of it; by what is for its maker alone nobody is.
    async fn let_people_in(&self, tx: &mut Tx) -> Result<()> {
        let (workspace, person) = (tx.workspace().0, tx.person());
        let text =
            sql!("SELECT id FROM member WHERE workspace = $1 AND left_at IS NULL LIMIT 10000");
        let here: Vec<Uuid> = on!(tx.conn(), |c| sqlx::query_scalar(text)
            .bind(workspace)
            .fetch_all(c)
            .await)?;
        let here: HashSet<Uuid> = here.into_iter().collect();
        let assignments = self.plan.assignments.iter();
        let assigned = assignments.filter_map(|one| Some((self.task(one.task)?, one.resource?)));
        let watched = self.plan.tasks.iter().flat_map(|task| {
            let tracked = task.tracked.iter();
            let watchers = tracked.flat_map(|tracked| &tracked.watchers);
            watchers.map(move |uid| (task, *uid))
        });
        let mut members: Vec<Uuid> = assigned
            .chain(watched)
            .filter(|(task, _)| !self.is_kept_back(task))
            .filter_map(|(_, uid)| match self.who.get(&uid)? {
                Who::Member(member) => Some(*member),
                Who::Outside(_) | Who::Thing => None,
            })
            .filter(|member| *member != person && here.contains(member))
            .collect();
        members.sort();
        members.dedup();
        if members.is_empty() {
            return Ok(());
        }
        let text = sql!(
            "INSERT INTO project_member (workspace, project, member, role) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace, project, member) DO NOTHING"
        );
        insert_rows!(tx.conn(), text, &members, |q, member| q
            .bind(workspace)
            .bind(self.project.0)
            .bind(member)
            .bind(ProjectRole::Member.code()));
        tx.bump_rights().await
    }

    pub(super) fn calendar(&self, uid: i64) -> Uuid {
        batch::id(self.import, Kind::Calendar, &uid.to_string())
    }

    pub(super) fn baseline(&self, number: u8) -> Uuid {
        batch::id(self.import, Kind::Baseline, &number.to_string())
    }

    pub(super) fn task_id(&self, uid: i64) -> Uuid {
        batch::id(self.import, Kind::Task, &uid.to_string())
    }

    pub(super) fn task(&self, uid: i64) -> Option<&Task> {
        self.plan.tasks.get(*self.tasks.get(&uid)?)
    }

    pub(super) fn resource(&self, uid: i64) -> Option<&Resource> {
        self.plan.resources.get(*self.resources.get(&uid)?)
    }

    /// `NGT-12`: tasks keep the file's numbers where it has some that can be kept, else they are numbered in its order.
    pub(super) fn called(&self, uid: i64) -> String {
        let number = self.tasks.get(&uid).map_or(0, |at| self.number(*at));
        format!("{}-{number}", self.key)
    }

    pub(super) fn number(&self, at: usize) -> i64 {
        let task = self.plan.tasks.get(at);
        let own = task.and_then(|task| task.tracked.as_deref()?.number);
        own.unwrap_or_else(|| i64::try_from(at).unwrap_or(i64::MAX - 1) + 1)
    }

    fn last_number(&self) -> i64 {
        let all = (0..self.plan.tasks.len()).map(|at| self.number(at));
        all.max().unwrap_or(0)
    }

    /// Whether the file keeps something for a circle that nobody has opened.
    pub(super) fn is_closed(&self, level: Option<usize>) -> bool {
        level.is_some_and(|level| !self.chosen.mapping.opened.contains(&level))
    }

    /// Whether a task is for its maker alone: itself, or because of what it is part of.
    pub(super) fn is_kept_back(&self, task: &Task) -> bool {
        self.back.contains(&task.uid)
    }
}

/// What is for its maker alone: itself, or because of what it is part of, which stands before it.
fn kept_back(plan: &Plan, opened: &[usize]) -> HashSet<i64> {
    let mut back = HashSet::new();
    for task in &plan.tasks {
        let level = task.tracked.as_deref().and_then(|tracked| tracked.level);
        let closed = level.is_some_and(|level| !opened.contains(&level));
        if closed || task.parent.is_some_and(|up| back.contains(&up)) {
            back.insert(task.uid);
        }
    }
    back
}

/// Two people of one name are told apart by their number.
fn who_is_who(plan: &Plan, people: &BTreeMap<i64, Uuid>) -> HashMap<i64, Who> {
    let mut count: HashMap<String, usize> = HashMap::new();
    for one in &plan.resources {
        *count.entry(text::fold(&one.name)).or_default() += 1;
    }
    let who = |one: &Resource| match people.get(&one.uid) {
        _ if one.kind != ResourceKind::Work => Who::Thing,
        Some(member) => Who::Member(*member),
        None if count.get(&text::fold(&one.name)).is_some_and(|n| *n > 1) => {
            Who::Outside(format!("{} ({})", one.name, one.uid))
        }
        None => Who::Outside(one.name.clone()),
    };
    plan.resources
        .iter()
        .map(|one| (one.uid, who(one)))
        .collect()
}

/// Counts a batch that comes in its turn, holding the import's row against whoever gives it up. None: it does not.
async fn count(tx: &mut Tx, import: Uuid, number: i64) -> Result<Option<Progress>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE import SET batches_done = batches_done + 1 WHERE workspace = $1 AND id = $2 AND state = 'running' AND batches_done = $3 RETURNING batches, batches_done"
    );
    let progress: Option<Progress> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(import)
        .bind(number)
        .fetch_optional(c)
        .await)?;
    if progress.is_some() {
        let text = sql!(
            "INSERT INTO import_batch (workspace, import, number, done_at) VALUES ($1, $2, $3, $4)"
        );
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(import)
            .bind(number)
            .bind(now())
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(progress)
}

/// A batch that is there already is answered as done; anything else is over.
async fn already(mut tx: Tx, import: Uuid, number: i64) -> Result<Done<Progress>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT i.batches, i.batches_done FROM import i JOIN import_batch b ON b.workspace = i.workspace AND b.import = i.id WHERE i.workspace = $1 AND i.id = $2 AND b.number = $3"
    );
    let progress: Option<Progress> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(import)
        .bind(number)
        .fetch_optional(c)
        .await)?;
    match progress {
        Some(progress) => tx.commit_unchanged(progress).await,
        None => Err(Refused::conflict(Code::ImportOver).into()),
    }
}

/// The records of a batch, whatever they are.
async fn put_records(tx: &mut Tx, run: &Run, batch: &Batch) -> Result<()> {
    struct Record {
        id: Uuid,
        kind: &'static str,
        parent: Uuid,
        audience: Audience,
        at: DateTime<Utc>,
    }
    let project = run.project.0;
    let now = now();
    let records: Vec<Record> = batch
        .rows
        .iter()
        .filter_map(|item| {
            let plain = |kind| Record {
                id: item.id,
                kind,
                parent: project,
                audience: Audience::Internal,
                at: now,
            };
            Some(match item.kind {
                Kind::Calendar => plain(kind::CALENDAR),
                Kind::Baseline => plain(kind::BASELINE),
                Kind::Task => {
                    let task = run.plan.tasks.get(item.index)?;
                    let tracked = task.tracked.as_deref();
                    let created = tracked.and_then(|tracked| tracked.created);
                    Record {
                        parent: task.parent.map_or(project, |uid| run.task_id(uid)),
                        audience: audience(run.is_kept_back(task)),
                        at: created.map_or(now, |at| place::past(run.zone, at, now)),
                        ..plain(kind::TASK)
                    }
                }
                Kind::Comment => {
                    let said = run.plan.comments.get(item.index)?;
                    Record {
                        parent: run.task_id(said.task),
                        audience: audience(
                            run.is_closed(said.level)
                                || run.task(said.task).is_some_and(|on| run.is_kept_back(on)),
                        ),
                        at: said::at(run, said, now),
                        ..plain(kind::COMMENT)
                    }
                }
                Kind::Field | Kind::Resource | Kind::Link | Kind::Assignment => return None,
            })
        })
        .collect();
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!(
        "INSERT INTO record (workspace, id, kind, project, parent, audience, version, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8)"
    );
    insert_rows!(tx.conn(), text, &records, |q, one| q
        .bind(workspace)
        .bind(one.id)
        .bind(one.kind)
        .bind(project)
        .bind(one.parent)
        .bind(one.audience.code())
        .bind(person)
        .bind(one.at));
    Ok(())
}

fn audience(kept_back: bool) -> Audience {
    if kept_back {
        start::CLOSED
    } else {
        start::OPENED
    }
}

/// Rows that stand "From the file" at a record.
pub(super) async fn put_kept(tx: &mut Tx, run: &Run, rows: Vec<(Uuid, Kept)>) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO from_file (workspace, project, record, position, name, value, money) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    insert_rows!(tx.conn(), text, &rows, |q, row| q
        .bind(workspace)
        .bind(run.project.0)
        .bind(row.0)
        .bind(row.1.position)
        .bind(&row.1.name)
        .bind(&row.1.value)
        .bind(row.1.money));
    Ok(())
}
