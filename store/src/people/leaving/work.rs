//! Open tasks, what waits for the leaver, and what they watch: given to somebody else, or to nobody. Two thousand tasks
//! are a hundred statements.

use std::collections::BTreeMap;

use domain::event::{Content, Kind};
use domain::id::{MemberId, RecordId};
use domain::people::leaving::{self as rule, Shared};
use domain::plan::bulk::Left;
use domain::plan::parts::{Assignee, PartKind, StopPart};
use domain::refusal::{Bad, Check, Code, Refused};
use serde_json::{Value, json};
use sqlx::FromRow;
use uuid::Uuid;

use super::Standing;
use super::held::{Also, Project, Whose};
use crate::bulk::insert_rows;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::Result;
use crate::plan::stopping;
use crate::record::kind;
use crate::sql::{bind_hundred, hundred, named, sql};
use crate::tx::Tx;

/// An open task of the leaver's.
#[derive(FromRow)]
struct Open {
    id: Uuid,
    project: Uuid,
    letters: String,
    number: i64,
    units: i64,
    audience: String,
    /// Whether whoever hands it over sees it: what only others see goes to nobody.
    seen: bool,
}

/// What there is to hand over, and whose it was.
pub(super) struct Work<'a> {
    pub of: Whose,
    pub name: &'a str,
    pub projects: &'a [Project],
    pub waits: &'a [Also],
}

/// Who gets the work of a project, by id and name.
type Takes<'a> = Option<(MemberId, &'a str)>;

impl Work<'_> {
    /// Hands all of it over. Answers the events, and what went to nobody although somebody was to have it.
    pub async fn hand_over(
        &self,
        tx: &mut Tx,
        standing: &Standing,
        to: &Shared,
    ) -> Result<(Vec<Event>, Vec<Left>)> {
        let mut work: BTreeMap<Uuid, Vec<Open>> = BTreeMap::new();
        for task in open(tx, self.of).await? {
            work.entry(task.project).or_default().push(task);
        }
        for wait in self.waits {
            work.entry(wait.project).or_default();
        }
        let mut check = Check::default();
        let mut takes: BTreeMap<Uuid, Takes<'_>> = BTreeMap::new();
        for project in work.keys() {
            let beside = rule::in_project("work_in", RecordId(*project));
            if let Some(who) = check.take(&beside, heir(standing, to, *project)) {
                takes.insert(*project, who);
            }
        }
        check.done()?;
        let (mut events, mut left) = (Vec::new(), Vec::new());
        for (project, tasks) in &work {
            let heir = takes.get(project).copied().flatten();
            for tasks in tasks.chunks(100) {
                self.give(tx, heir, (*project, tasks), &mut events, &mut left)
                    .await?;
            }
            for wait in self.waits.iter().filter(|wait| wait.project == *project) {
                events.extend(pass_on(tx, wait, heir).await?);
            }
        }
        // Where there is no work, whoever may take it all the same watches in their place.
        for project in self.projects {
            let who = heir(standing, to, project.id).ok().flatten();
            takes.entry(project.id).or_insert(who);
        }
        for (project, heir) in takes {
            if let Some((heir, _)) = heir {
                watch(tx, self.of, project, heir).await?;
            }
        }
        Ok((events, left))
    }
}

/// Somebody who is in the project and may do its work.
fn heir<'a>(
    standing: &'a Standing,
    to: &Shared,
    project: Uuid,
) -> std::result::Result<Takes<'a>, Bad> {
    let Some(heir) = to.in_project(RecordId(project)) else {
        return Ok(None);
    };
    let (name, role) = standing.chosen(heir)?;
    let as_what = standing.role_in(project, heir);
    if as_what.is_none() {
        return Err(Code::NotInProject.into());
    }
    if !rule::takes_work(role, as_what) {
        return Err(Bad(Code::ChangesNoTasks, name.to_owned()));
    }
    Ok(Some((heir, name)))
}

async fn open(tx: &mut Tx, of: Whose) -> Result<Vec<Open>> {
    let text = sql!(
        "SELECT t.id, t.project, p.key AS letters, t.number, ta.units, r.audience, ",
        named!("r"),
        " AS seen FROM task_assignee ta JOIN task t ON t.workspace = ta.workspace AND t.id = ta.task JOIN status s ON s.workspace = t.workspace AND s.id = t.status \
         JOIN record r ON r.workspace = t.workspace AND r.id = t.id JOIN record home ON home.workspace = t.workspace AND home.id = t.project \
         JOIN project p ON p.workspace = t.workspace AND p.id = t.project \
         WHERE ta.workspace = $1 AND ta.member = $3 AND s.category <> 'done' AND r.trashed_at IS NULL AND home.trashed_at IS NULL ORDER BY t.project, t.id"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(of.workspace)
        .bind(of.reader)
        .bind(of.member.0)
        .fetch_all(c)
        .await)?)
}

impl Work<'_> {
    /// At most a hundred tasks of one project.
    async fn give(
        &self,
        tx: &mut Tx,
        heir: Takes<'_>,
        (project, tasks): (Uuid, &[Open]),
        events: &mut Vec<Event>,
        left: &mut Vec<Left>,
    ) -> Result<()> {
        let of = self.of;
        let ids: Vec<Uuid> = tasks.iter().map(|task| task.id).collect();
        lock(tx, of, project, &ids).await?;
        let had = match heir {
            Some((heir, _)) => had(tx, of, (project, heir), &ids).await?,
            None => Vec::new(),
        };
        take(tx, of, project, &ids).await?;
        let mut gets = Vec::new();
        for task in tasks {
            let lost = Assignee {
                name: self.name.to_owned(),
                units: task.units,
            };
            let field = PartKind::Assignee.field(of.member.0);
            let mut content = Content::none().with(&field, json!(lost), Value::Null);
            if let Some((heir, name)) = heir.filter(|_| task.seen) {
                if !sees(tx, of, task, heir).await? {
                    let why = Refused::conflict(Code::NotForThem);
                    left.extend(Left::of(&format!("{}-{}", task.letters, task.number), &why));
                } else if !had.contains(&task.id) {
                    let given = Assignee {
                        name: name.to_owned(),
                        units: task.units,
                    };
                    let field = PartKind::Assignee.field(heir.0);
                    content = content.with(&field, Value::Null, json!(given));
                    gets.push((task.id, heir.0, task.units));
                }
            }
            let (id, project) = (RecordId(task.id), RecordId(project));
            events.push(Event::of(
                Kind::TaskAssigneesChanged,
                id,
                Some(project),
                content,
            ));
        }
        let text = sql!(
            "INSERT INTO task_assignee (workspace, task, member, units) VALUES ($1, $2, $3, $4)"
        );
        insert_rows!(tx.conn(), text, &gets, |q, one| q
            .bind(of.workspace)
            .bind(one.0)
            .bind(one.1)
            .bind(one.2));
        // Whoever is given work hears what happens to it.
        let (text, at) = (
            sql!(
                "INSERT INTO watcher (workspace, record, member, since) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace, record, member) DO NOTHING"
            ),
            now(),
        );
        insert_rows!(tx.conn(), text, &gets, |q, one| q
            .bind(of.workspace)
            .bind(one.0)
            .bind(one.1)
            .bind(at));
        Ok(())
    }
}

/// The version first: its row is the lock for which others wait who change the same task.
async fn lock(tx: &mut Tx, of: Whose, project: Uuid, ids: &[Uuid]) -> Result<()> {
    let text = sql!(
        "UPDATE record SET version = version + 1 WHERE workspace = $1 AND kind = $2 AND project = $3 AND id IN (",
        hundred!(),
        ")"
    );
    on!(tx.conn(), |c| bind_hundred!(
        sqlx::query(text)
            .bind(of.workspace)
            .bind(kind::TASK)
            .bind(project),
        ids
    )
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

async fn take(tx: &mut Tx, of: Whose, project: Uuid, ids: &[Uuid]) -> Result<()> {
    let text = sql!(
        "DELETE FROM task_assignee WHERE workspace = $1 AND member = $2 AND task IN (",
        hundred!(),
        ") AND EXISTS (SELECT 1 FROM task t WHERE t.workspace = task_assignee.workspace AND t.id = task_assignee.task AND t.project = $3)"
    );
    on!(tx.conn(), |c| bind_hundred!(
        sqlx::query(text)
            .bind(of.workspace)
            .bind(of.member.0)
            .bind(project),
        ids
    )
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Those of the tasks that the heir has already, and keeps as they are.
async fn had(
    tx: &mut Tx,
    of: Whose,
    (project, heir): (Uuid, MemberId),
    ids: &[Uuid],
) -> Result<Vec<Uuid>> {
    let text = sql!(
        "SELECT ta.task FROM task_assignee ta WHERE ta.workspace = $1 AND ta.member = $2 AND ta.task IN (",
        hundred!(),
        ") AND EXISTS (SELECT 1 FROM task t WHERE t.workspace = ta.workspace AND t.id = ta.task AND t.project = $3)"
    );
    Ok(on!(tx.conn(), |c| bind_hundred!(
        sqlx::query_scalar(text)
            .bind(of.workspace)
            .bind(heir.0)
            .bind(project),
        ids
    )
    .fetch_all(c)
    .await)?)
}

/// Whether a task is for them: most are for all of the project, and nothing is asked.
async fn sees(tx: &mut Tx, of: Whose, task: &Open, heir: MemberId) -> Result<bool> {
    if task.audience != "named" {
        return Ok(true);
    }
    let text = sql!(
        "SELECT COUNT(*) FROM record r WHERE r.workspace = $1 AND r.id = $3 AND ",
        named!("r")
    );
    let sees: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(of.workspace)
        .bind(heir.0)
        .bind(task.id)
        .fetch_one(c)
        .await)?;
    Ok(sees == 1)
}

/// Whose move it is from now on. Without an heir it stays with the leaver's name until somebody says otherwise.
async fn pass_on(tx: &mut Tx, wait: &Also, heir: Takes<'_>) -> Result<Option<Event>> {
    let Some((heir, name)) = heir.filter(|_| wait.seen) else {
        return Ok(None);
    };
    let Some(task) = task_of(tx, wait.id).await? else {
        return Ok(None);
    };
    let Some(before) = stopping::read(tx, task, wait.id).await? else {
        return Ok(None);
    };
    let after = StopPart {
        mover: Some(heir.0),
        mover_name: name.to_owned(),
        ..before.clone()
    };
    stopping::put(tx, task, wait.id, Some(&after)).await?;
    let content = Content::none().with(&PartKind::Stop.field(wait.id), json!(before), json!(after));
    let project = Some(RecordId(wait.project));
    let event = Event::of(Kind::TaskStopped, RecordId(task), project, content);
    Ok(Some(event))
}

async fn task_of(tx: &mut Tx, stop: Uuid) -> Result<Option<Uuid>> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT task FROM stop WHERE workspace = $1 AND id = $2");
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(stop)
        .fetch_optional(c)
        .await)?)
}

/// What they watched in a project, the heir watches from now on, where they see it.
async fn watch(tx: &mut Tx, of: Whose, project: Uuid, heir: MemberId) -> Result<()> {
    let text = sql!(
        "INSERT INTO watcher (workspace, record, member, since) SELECT w.workspace, w.record, $2, $5 FROM watcher w JOIN record r ON r.workspace = w.workspace AND r.id = w.record \
         WHERE w.workspace = $1 AND w.member = $3 AND (r.project = $4 OR r.id = $4) AND r.trashed_at IS NULL AND ",
        named!("r"),
        " ON CONFLICT (workspace, record, member) DO NOTHING"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(of.workspace)
        .bind(heir.0)
        .bind(of.member.0)
        .bind(project)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
