//! Many tasks changed at once: one transaction, an event for each, one batch by which all of it is taken back. What may
//! not be changed stays as it is and is said by name; the rest is changed all the same.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use domain::access::EditTasks;
use domain::event::Kind;
use domain::form;
use domain::id::RecordId;
use domain::plan::bulk::{Bulk, Change, Left, Many, To};
use domain::plan::fields as rule;
use domain::plan::status::{self as states, State};
use domain::refusal::{Code, Refused};
use sqlx::FromRow;
use uuid::Uuid;

use super::fields::{self, Loaded};
use super::{assignees, labels, status};
use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Error, Result, absent};
use crate::keys::{Granted, Sight};
use crate::record::{self, Record, kind};
use crate::sql::{bind_hundred, hundred, sees, sql};
use crate::tx::{Act, Done, Tx, begin};
use crate::{trash, undo};

/// A task that somebody chose and sees: which project's key it needs, and what it is called.
#[derive(Clone, Debug, FromRow)]
pub struct Home {
    pub task: Uuid,
    pub project: Uuid,
    letters: String,
    number: i64,
    outline: String,
}

impl Home {
    fn called(&self) -> String {
        format!("{}-{}", self.letters, self.number)
    }
}

/// Where the chosen tasks are, of those that the reader sees, the trash included: what lies there is said by name.
pub async fn homes(db: &Db, sight: &Sight, bulk: &Bulk) -> Result<Vec<Home>> {
    let text = sql!(
        "SELECT t.id AS task, t.project, p.key AS letters, t.number, t.outline FROM record r JOIN task t ON t.workspace = r.workspace AND t.id = r.id \
         JOIN project p ON p.workspace = t.workspace AND p.id = t.project WHERE ",
        sees!(),
        " AND r.id IN (",
        hundred!(),
        ")"
    );
    let ids: Vec<Uuid> = bulk.tasks.keys().map(|id| id.0).collect();
    let mut homes: Vec<Home> = Vec::with_capacity(ids.len());
    for ids in ids.chunks(100) {
        let found: Vec<Home> = on!(db.read(), |c| bind_hundred!(
            sqlx::query_as(text)
                .bind(sight.workspace().0)
                .bind(sight.eyes())
                .bind(sight.every_project),
            ids
        )
        .fetch_all(c)
        .await)?;
        homes.extend(found);
    }
    // What is above comes before what is below it; and two who choose the same meet in the same order.
    homes.sort_by(|a, b| (a.project, &a.outline).cmp(&(b.project, &b.outline)));
    Ok(homes)
}

/// Changes all that may be changed, with a key for each project; says what stays as it is, and why.
pub async fn change_tasks(
    db: &Db,
    keys: &[Granted<EditTasks>],
    act: &Act,
    homes: &[Home],
    bulk: &Bulk,
) -> Result<Done<Many>> {
    let first = of_one_hand(keys)?;
    let mut tx = begin!(db, first, act);
    let mut work = Work::begin(&mut tx, bulk).await?;
    let mut many = Many::default();
    let (mut events, batch) = (Vec::new(), Some(Uuid::now_v7()));
    for home in homes {
        tx.step().await?;
        let outcome = work.one(&mut tx, keys, home).await;
        match tx.stepped(outcome).await? {
            Ok(Outcome::Changed(event)) => {
                many.changed += 1;
                events.push(Event { batch, ..event });
            }
            Ok(Outcome::WentAlong) => many.changed += 1,
            Ok(Outcome::SoAlready) => {}
            Err(why) => many.left.extend(Left::of(&home.called(), &why)),
        }
    }
    // Of what the reader does not see, no name is said.
    let unseen = bulk.tasks.len().saturating_sub(homes.len());
    let nameless = Left::of("", &Refused::Absent);
    many.left.extend(nameless.into_iter().cycle().take(unseen));
    if events.is_empty() {
        return tx.commit_unchanged(many).await;
    }
    tx.commit(events, many).await
}

/// The keys of one change: all of the same person, made when rights were the same.
pub(crate) fn of_one_hand(keys: &[Granted<EditTasks>]) -> Result<&Granted<EditTasks>> {
    let Some(first) = keys.first() else {
        return absent();
    };
    let hand = |key: &Granted<EditTasks>| {
        let standing = &key.standing;
        (standing.workspace, standing.member, standing.rights_version)
    };
    if keys.iter().any(|key| hand(key) != hand(first)) {
        return Err(Refused::conflict(Code::RightsChanged).into());
    }
    Ok(first)
}

/// The project of a task, when there is a key for it.
pub(crate) fn held(keys: &[Granted<EditTasks>], project: Uuid) -> Result<RecordId> {
    let project = RecordId(project);
    if keys.iter().any(|key| key.project == Some(project)) {
        Ok(project)
    } else {
        Err(Refused::conflict(Code::NotYours).into())
    }
}

enum Outcome {
    Changed(Event),
    /// It went to the trash with what it is part of.
    WentAlong,
    SoAlready,
}

/// A change under way, with what is the same for many of its tasks.
struct Work<'a> {
    bulk: &'a Bulk,
    workflows: HashMap<Uuid, Vec<State>>,
    /// The label to be put on, made when there was none; or to be taken off.
    label: Option<(Uuid, String)>,
    /// What others have touched since the page was read.
    touched: HashSet<Uuid>,
    trashed: HashSet<Uuid>,
}

impl<'a> Work<'a> {
    async fn begin(tx: &mut Tx, bulk: &'a Bulk) -> Result<Self> {
        let label = match &bulk.change {
            Change::Label(name) => Some(labels::named(tx, name).await?),
            Change::Unlabel(name) => {
                let known = labels::known(tx, name).await?;
                known.map(|id| (id, name.clone()))
            }
            _ => None,
        };
        let seen = bulk.tasks.values().flatten().min();
        let touched = match seen {
            Some(seen) => undo::touched_by_others(tx, *seen).await?,
            None => HashSet::new(),
        };
        Ok(Self {
            bulk,
            workflows: HashMap::new(),
            label,
            touched,
            trashed: HashSet::new(),
        })
    }

    async fn one(
        &mut self,
        tx: &mut Tx,
        keys: &[Granted<EditTasks>],
        home: &Home,
    ) -> Result<Outcome> {
        let project = held(keys, home.project)?;
        if self.bulk.change == Change::Trash {
            return self.put_away(tx, project, home).await;
        }
        let loaded = live(tx, project, home).await?;
        let bulk = self.bulk;
        let edited = match &bulk.change {
            Change::Status(to) => self.set_status(tx, &loaded, *to).await?,
            Change::Give(member) => assignees::give(tx, &loaded, *member, None).await?,
            Change::Take(member) => assignees::take(tx, &loaded, *member).await?,
            Change::Start(day) => {
                let was = shown(&loaded, rule::Field::Start);
                let form = form::EditTask {
                    start: day.clone(),
                    start_was: was,
                    ..Default::default()
                };
                set_day(tx, &loaded, &form).await?
            }
            Change::Finish(day) => {
                let was = shown(&loaded, rule::Field::Finish);
                let form = form::EditTask {
                    finish: day.clone(),
                    finish_was: was,
                    ..Default::default()
                };
                set_day(tx, &loaded, &form).await?
            }
            Change::Label(_) => match &self.label {
                Some(label) => labels::put_on(tx, &loaded, label).await?,
                None => None,
            },
            Change::Unlabel(_) => match &self.label {
                Some((label, _)) => labels::take_off(tx, &loaded, *label).await?,
                None => None,
            },
            Change::Iteration(to) => {
                let form = form::EditTask {
                    iteration: to.map(|to| to.to_string()).unwrap_or_default(),
                    iteration_was: shown(&loaded, rule::Field::Iteration),
                    ..Default::default()
                };
                fields::edit(tx, &loaded, &form).await?
            }
            Change::Release(to) => {
                let form = form::EditTask {
                    release: to.map(|to| to.to_string()).unwrap_or_default(),
                    release_was: shown(&loaded, rule::Field::Release),
                    ..Default::default()
                };
                fields::edit(tx, &loaded, &form).await?
            }
            Change::Trash => None,
        };
        let Some((_, event)) = edited else {
            return Ok(Outcome::SoAlready);
        };
        self.refuse_changed_meanwhile(tx, home, &event).await?;
        Ok(Outcome::Changed(event))
    }

    async fn set_status(&mut self, tx: &mut Tx, loaded: &Loaded, to: To) -> Result<fields::Edited> {
        let project = loaded.project.0;
        let workflow = match self.workflows.entry(project) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let workspace = tx.workspace().0;
                unknown.insert(status::workflow(tx, workspace, project).await?)
            }
        };
        let now = &loaded.fields.status;
        let state = match to {
            To::State(id) => workflow.iter().find(|state| state.id == id),
            // Whoever has it means this already: which of several, they said themselves.
            To::Category(category) if now.category == category => return Ok(None),
            To::Category(category) => states::first(workflow, category),
        };
        let Some(state) = state else {
            return Err(Refused::conflict(Code::NoSuchState).into());
        };
        let form = form::EditTask {
            status: state.id.to_string(),
            status_was: now.id.to_string(),
            ..Default::default()
        };
        fields::edit(tx, loaded, &form).await
    }

    async fn put_away(&mut self, tx: &mut Tx, project: RecordId, home: &Home) -> Result<Outcome> {
        let record = of(tx, project, home).await?;
        if record
            .trashed_with
            .is_some_and(|with| self.trashed.contains(&with))
        {
            return Ok(Outcome::WentAlong);
        }
        trash::mark(tx, &record).await?;
        self.trashed.insert(record.id);
        let event = trash::marked(RecordId(record.id), Some(project));
        Ok(Outcome::Changed(event))
    }

    /// What somebody else set to something since the page was read is theirs, until the reader has seen it. Parts have
    /// no such basis: who gives a task to Ana means just that.
    async fn refuse_changed_meanwhile(
        &self,
        tx: &mut Tx,
        home: &Home,
        event: &Event,
    ) -> Result<()> {
        let basis = self.bulk.tasks.get(&RecordId(home.task)).copied().flatten();
        let Some(since) = basis.filter(|_| self.touched.contains(&home.task)) else {
            return Ok(());
        };
        let of_fields = [Kind::TaskChanged, Kind::TaskClosed, Kind::TaskReopened];
        if !of_fields.contains(&event.kind) {
            return Ok(());
        }
        let fields: Vec<String> = event.content.fields.keys().cloned().collect();
        match undo::touched_since(tx, home.task, since, &fields).await? {
            Some(arg) => Err(Refused::Conflict {
                code: Code::ChangedMeanwhile,
                arg,
            }
            .into()),
            None => Ok(()),
        }
    }
}

fn shown(of: &Loaded, field: rule::Field) -> String {
    field.show(&field.get(&of.fields), of.minutes_per_day)
}

/// A day of a task; that of a summary which says none of its own is its parts'.
async fn set_day(tx: &mut Tx, loaded: &Loaded, form: &form::EditTask) -> Result<fields::Edited> {
    let says_none = loaded.fields.start.is_none() && loaded.fields.finish.is_none();
    if says_none && has_parts(tx, loaded).await? {
        return Err(Refused::conflict(Code::DatesOfParts).into());
    }
    fields::edit(tx, loaded, form).await
}

async fn has_parts(tx: &mut Tx, loaded: &Loaded) -> Result<bool> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT EXISTS (SELECT 1 FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id WHERE t.workspace = $1 AND t.parent = $2 AND r.trashed_at IS NULL) AS parts"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(loaded.record.id)
        .fetch_one(c)
        .await)?)
}

/// A task to be changed; one that lies in the trash is said to.
async fn live(tx: &mut Tx, project: RecordId, home: &Home) -> Result<Loaded> {
    match fields::load(tx, RecordId(home.task), project).await {
        Err(Error::Refused(Refused::Absent)) => {
            let record = of(tx, project, home).await?;
            if record.trashed_at.is_some() {
                return Err(Refused::conflict(Code::AlreadyInTrash).into());
            }
            absent()
        }
        other => other,
    }
}

async fn of(tx: &mut Tx, project: RecordId, home: &Home) -> Result<Record> {
    let record = record::load(tx, RecordId(home.task)).await?;
    if record.kind == kind::TASK && record.project() == Some(project) {
        Ok(record)
    } else {
        absent()
    }
}
