//! Plans that come from files: read, made a project in batches, taken back as one; and what of a file is kept.
//!
//! ```text
//! upload ── read ──► import (read) ── start ──► import (running), hidden project ── Run::batch × n ──► shown (done)
//!                         └── give_up                    └── killed: Run::open and on          undo ──► trash
//! ```
//! Until the last batch the project lies in the trash "with itself": nobody put it there, nobody sees it or takes it
//! out, and one that is given up is purged like everything else there.

pub(crate) mod blob;
mod calendars;
pub mod export;
mod iterations;
pub mod kept;
mod own;
mod place;
mod run;
mod said;
mod states;
pub mod takeback;
mod tasks;
mod tracked;

pub use run::{Progress, Run};

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::access::{CreateProject, ProjectRole};
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::exchange::brief::Brief;
use domain::exchange::people::{self, Person, Proposal};
use domain::exchange::plan::Plan;
use domain::exchange::start::Start;
use domain::exchange::tracked::Format;
use domain::id::MemberId;
use domain::refusal::{Code, Refused};
use domain::text;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::door::grant::Asker;
use crate::error::{Error, Result, absent, taken};
use crate::keys::{Granted, Key, OnBehalf};
use crate::outbox;
use crate::plan::project::put_statuses;
use crate::record::kind;
use crate::sql::sql;
use crate::tx::{Act, Done, Tx, begin};

/// Days that a file waits to become a project, and that one is being made of it, before it is given up.
pub const KEPT_DAYS: i64 = crate::trash::KEPT_DAYS;

/// A key by which someone imports: their own, or that of a job or the command line that does it for them.
pub trait Imports: Key {
    fn member(&self) -> MemberId;
}

impl Imports for Granted<CreateProject> {
    fn member(&self) -> MemberId {
        self.standing.member
    }
}

impl Imports for OnBehalf<CreateProject> {
    fn member(&self) -> MemberId {
        self.granted.standing.member
    }
}

/// A file that was read, ready to be kept. Made outside of any transaction, as it takes its time.
pub struct Upload {
    format: Format,
    file_name: String,
    brief: Vec<u8>,
    plan: Vec<u8>,
    batches: i64,
}

impl Upload {
    pub fn of(file_name: &str, plan: &Plan, brief: &Brief) -> Result<Self> {
        Ok(Self {
            format: plan.format,
            file_name: domain::exchange::fit::line(file_name),
            batches: brief.batches,
            brief: blob::pack(brief)?,
            plan: blob::pack(plan)?,
        })
    }
}

/// Keeps what was read, for its maker. Answers the import's id.
pub async fn read(db: &Db, key: &impl Imports, act: &Act, upload: &Upload) -> Result<Done<Uuid>> {
    let mut tx = begin!(db, key, act);
    let id = Uuid::now_v7();
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!(
        "INSERT INTO import (workspace, id, format, file_name, plan, report, state, batches, batches_done, made_by, made_at, failed) \
         VALUES ($1, $2, $9, $3, $4, $5, 'read', $6, 0, $7, $8, '')"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id)
        .bind(&upload.file_name)
        .bind(&upload.plan)
        .bind(&upload.brief)
        .bind(upload.batches)
        .bind(person)
        .bind(now())
        .bind(upload.format.code())
        .execute(c)
        .await
        .map(|_| ()))?;
    let content = Content::none()
        .with("file", Value::Null, upload.file_name.clone())
        .with("import", Value::Null, id.to_string());
    let event = Event {
        batch: Some(id),
        ..Event::of_workspace(Kind::ImportRead, content)
    };
    tx.commit(vec![event], id).await
}

/// An import as its maker sees it.
#[derive(Clone, Debug, FromRow)]
pub struct Import {
    pub id: Uuid,
    pub file_name: String,
    pub project: Option<Uuid>,
    pub project_key: Option<String>,
    pub project_title: Option<String>,
    /// Whether the project lies in the trash: hidden while it is filled, or put there since.
    pub away: bool,
    pub state: String,
    pub batches: i64,
    pub batches_done: i64,
    pub made_at: DateTime<Utc>,
    pub done_at: Option<DateTime<Utc>>,
    pub failed: String,
}

macro_rules! import_of {
    ($($rest:literal),+) => {
        sql!(
            "SELECT i.id, i.file_name, i.project, p.key AS project_key, p.title AS project_title, r.trashed_at IS NOT NULL AS away, i.state, i.batches, i.batches_done, i.made_at, i.done_at, i.failed \
             FROM import i LEFT JOIN project p ON p.workspace = i.workspace AND p.id = i.project LEFT JOIN record r ON r.workspace = i.workspace AND r.id = i.project \
             WHERE i.workspace = $1 AND i.made_by = $2 ",
            $($rest),+
        )
    };
}

/// One's own imports, newest first.
pub async fn imports(db: &Db, key: &impl Imports) -> Result<Vec<Import>> {
    let text = import_of!("ORDER BY i.made_at DESC, i.id LIMIT 20");
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.acting().workspace.0)
        .bind(key.member().0)
        .fetch_all(c)
        .await)?)
}

pub async fn import(db: &Db, key: &impl Imports, id: Uuid) -> Result<Import> {
    let text = import_of!("AND i.id = $3");
    let import: Option<Import> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.acting().workspace.0)
        .bind(key.member().0)
        .bind(id)
        .fetch_optional(c)
        .await)?;
    import.map_or_else(absent, Ok)
}

/// What the file's report says.
pub async fn brief(db: &Db, key: &impl Imports, id: Uuid) -> Result<Brief> {
    let text = sql!("SELECT report FROM import WHERE workspace = $1 AND made_by = $2 AND id = $3");
    let packed: Option<Vec<u8>> = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(key.acting().workspace.0)
        .bind(key.member().0)
        .bind(id)
        .fetch_optional(c)
        .await)?;
    match packed {
        Some(packed) => blob::unpack(&packed),
        None => absent(),
    }
}

/// Who of the file is who here, as far as can be told.
pub async fn proposals(
    db: &Db,
    key: &impl Imports,
    brief: &Brief,
) -> Result<(Vec<Person>, Vec<Proposal>)> {
    let text = sql!(
        "SELECT m.id, a.name, a.email FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 AND m.left_at IS NULL ORDER BY a.name, m.id LIMIT 2000"
    );
    let members: Vec<(Uuid, String, String)> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.acting().workspace.0)
        .fetch_all(c)
        .await)?;
    let people: Vec<Person> = members
        .into_iter()
        .map(|(id, name, email)| Person {
            id: MemberId(id),
            name,
            email,
        })
        .collect();
    let proposals = people::propose(&people, &brief.resources());
    Ok((people, proposals))
}

/// A client to choose.
#[derive(Clone, Debug, FromRow)]
pub struct Client {
    pub id: Uuid,
    pub name: String,
}

/// The clients that a project may be for.
pub async fn clients(db: &Db, key: &impl Imports) -> Result<Vec<Client>> {
    let text = sql!(
        "SELECT c.id, c.name FROM client c JOIN record r ON r.workspace = c.workspace AND r.id = c.id WHERE c.workspace = $1 AND r.trashed_at IS NULL ORDER BY c.name_folded, c.id LIMIT 500"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.acting().workspace.0)
        .fetch_all(c)
        .await)?)
}

/// Makes the project, hidden, and puts the work down to be done.
pub async fn start(
    db: &Db,
    key: &impl Imports,
    act: &Act,
    id: Uuid,
    start: &Start,
) -> Result<Done<Uuid>> {
    let text = sql!("SELECT report FROM import WHERE workspace = $1 AND made_by = $2 AND id = $3");
    let packed: Option<Vec<u8>> = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(key.acting().workspace.0)
        .bind(key.member().0)
        .bind(id)
        .fetch_optional(c)
        .await)?;
    let Some(packed) = packed else {
        return absent();
    };
    let brief: Brief = blob::unpack(&packed)?;
    let mut tx = begin!(db, key, act);
    let (workspace, person) = (tx.workspace().0, tx.person());
    let people = run::Chosen {
        people: chosen(&mut tx, &start.people).await?,
        mapping: start.mapping.clone(),
    };
    let people = serde_json::to_vec(&people).map_err(|e| Error::Other(format!("people: {e}")))?;
    put_project(&mut tx, start, brief.minutes_per_day).await?;
    let text = sql!(
        "UPDATE import SET state = 'running', project = $4, people = $5, failed = '' WHERE workspace = $1 AND id = $2 AND made_by = $3 AND state = 'read'"
    );
    let begun = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id)
        .bind(person)
        .bind(start.project.0)
        .bind(&people)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if begun == 0 {
        return Err(Refused::conflict(Code::ImportBegun).into());
    }
    let job = outbox::Import {
        import: id,
        asker: Asker {
            workspace,
            member: person,
        },
    };
    outbox::put_import(&mut tx, &job, &id.to_string()).await?;
    let content = Content::none()
        .with("title", Value::Null, start.title.clone())
        .with("key", Value::Null, start.key.clone());
    let event = Event {
        batch: Some(id),
        ..Event::of(
            Kind::ProjectCreated,
            start.project,
            Some(start.project),
            content,
        )
    };
    tx.commit(vec![event], start.project.0).await
}

/// Who was chosen and is a member; a choice that is none is refused.
async fn chosen(
    tx: &mut Tx,
    people: &BTreeMap<i64, Option<MemberId>>,
) -> Result<BTreeMap<i64, Uuid>> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT id FROM member WHERE workspace = $1 AND left_at IS NULL LIMIT 10000");
    let members: Vec<Uuid> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .fetch_all(c)
        .await)?;
    let mut chosen = BTreeMap::new();
    for (uid, member) in people {
        let Some(member) = member else { continue };
        if !members.contains(&member.0) {
            return Err(Refused::field(&format!("people][{uid}"), Code::NotAChoice).into());
        }
        chosen.insert(*uid, member.0);
    }
    Ok(chosen)
}

/// The record is away from its first moment: "with itself".
async fn put_project(tx: &mut Tx, start: &Start, minutes_per_day: i64) -> Result<()> {
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!(
        "INSERT INTO record (workspace, id, kind, project, parent, audience, version, made_by, made_at, trashed_at, trashed_with) \
         VALUES ($1, $2, $3, NULL, NULL, $4, 1, $5, $6, $6, $2) ON CONFLICT (workspace, id) DO NOTHING"
    );
    let made = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(start.project.0)
        .bind(kind::PROJECT)
        .bind(Audience::Client.code())
        .bind(person)
        .bind(now())
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if made == 0 {
        return Err(Refused::field("id", Code::Taken).into());
    }
    if let Some(client) = start.client {
        let text = sql!(
            "SELECT COUNT(*) FROM client c JOIN record r ON r.workspace = c.workspace AND r.id = c.id WHERE c.workspace = $1 AND c.id = $2 AND r.trashed_at IS NULL"
        );
        let there: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
            .bind(workspace)
            .bind(client.0)
            .fetch_one(c)
            .await)?;
        if there == 0 {
            return Err(Refused::field("client", Code::NotAChoice).into());
        }
    }
    let text = sql!(
        "INSERT INTO project (workspace, id, key, title, title_folded, description, client, zone, minutes_per_day, next_number) VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8, 1)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(start.project.0)
        .bind(&start.key)
        .bind(&start.title)
        .bind(text::fold(&start.title))
        .bind(start.client.map(|client| client.0))
        .bind(&start.zone)
        .bind(minutes_per_day)
        .execute(c)
        .await
        .map(|_| ()))
    .map_err(taken("project_key", "project.key", "key", &start.key))?;
    put_statuses(tx, start.project).await?;
    let text = sql!(
        "INSERT INTO project_member (workspace, project, member, role) VALUES ($1, $2, $3, $4)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(start.project.0)
        .bind(person)
        .bind(ProjectRole::Lead.code())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Gives an import up: the plan is forgotten, what there is of the project stays hidden and is purged like trash.
pub async fn give_up(db: &Db, key: &impl Imports, act: &Act, id: Uuid) -> Result<Done<Uuid>> {
    let mut tx = begin!(db, key, act);
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!(
        "UPDATE import SET state = 'given_up', plan = NULL, people = NULL WHERE workspace = $1 AND id = $2 AND made_by = $3 AND state IN ('read', 'running')"
    );
    let over = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id)
        .bind(person)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if over == 0 {
        return refuse_what_is_over(&mut tx, id).await;
    }
    let text = sql!(
        "UPDATE project SET key = $3 WHERE workspace = $1 AND id = (SELECT i.project FROM import i WHERE i.workspace = $1 AND i.id = $2)"
    );
    // Its key is free for another try. Nobody reads this one: it is no key that anyone could type.
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id)
        .bind(format!("~{id}"))
        .execute(c)
        .await
        .map(|_| ()))?;
    let event = Event {
        batch: Some(id),
        ..Event::of_workspace(
            Kind::ImportGivenUp,
            Content::none().with("import", id.to_string(), Value::Null),
        )
    };
    tx.commit(vec![event], id).await
}

/// Puts the work of a running import down once more: after it has stopped for good.
pub async fn resume(db: &Db, key: &impl Imports, act: &Act, id: Uuid) -> Result<Done<Uuid>> {
    let mut tx = begin!(db, key, act);
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!(
        "UPDATE import SET failed = '' WHERE workspace = $1 AND id = $2 AND made_by = $3 AND state = 'running'"
    );
    let running = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(id)
        .bind(person)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if running == 0 {
        return refuse_what_is_over(&mut tx, id).await;
    }
    let job = outbox::Import {
        import: id,
        asker: Asker {
            workspace,
            member: person,
        },
    };
    let once = format!("{id} {}", Uuid::now_v7());
    outbox::put_import(&mut tx, &job, &once).await?;
    tx.commit_unchanged(id).await
}

/// Not there, or at an end already.
async fn refuse_what_is_over<T>(tx: &mut Tx, id: Uuid) -> Result<T> {
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text =
        sql!("SELECT COUNT(*) FROM import WHERE workspace = $1 AND id = $2 AND made_by = $3");
    let there: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(id)
        .bind(person)
        .fetch_one(c)
        .await)?;
    if there == 0 {
        return absent();
    }
    Err(Refused::conflict(Code::ImportOver).into())
}

/// Notes why a run stopped, for the page.
pub async fn failed(
    db: &Db,
    _: &crate::keys::Duty,
    import: &outbox::Import,
    why: &str,
) -> Result<()> {
    let text = sql!(
        "UPDATE import SET failed = $3 WHERE workspace = $1 AND id = $2 AND state = 'running'"
    );
    let mut raw = db.begin().await?;
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(import.asker.workspace)
        .bind(import.import)
        .bind(why)
        .execute(c)
        .await
        .map(|_| ()))?;
    raw.commit().await
}

/// The import's maker, for whoever goes on with it from the command line.
pub async fn asker(db: &Db, _: &crate::keys::Duty, id: Uuid) -> Result<Asker> {
    let text = sql!("SELECT workspace, made_by AS member FROM import WHERE id = $1");
    let asker: Option<Asker> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(id)
        .fetch_optional(c)
        .await)?;
    asker.map_or_else(absent, Ok)
}
