//! Projects: begun and read.

use chrono::NaiveDate;
use domain::access::{self, CreateProject, ManageProject, ProjectRole};
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::inbox::COUNTED;
use domain::plan::project::{MINUTES_PER_DAY, NewProject};
use domain::plan::status::Category;
use domain::text;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent, taken};
use crate::inbox::unread;
use crate::keys::{Granted, Sight};
use crate::plan::member::put_member;
use crate::record::{self, kind};
use crate::sql::{client_is_there, named, sql, visible};
use crate::tx::{Act, Changed, Done, Tx, begin};

pub use crate::plan::member::{InProject, add_to_project, project_people};

/// Begins a project and makes its maker the lead.
pub async fn create_project(
    db: &Db,
    key: &Granted<CreateProject>,
    act: &Act,
    new: &NewProject,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    record::make(
        &mut tx,
        &record::New {
            id: new.id,
            kind: kind::PROJECT,
            project: None,
            parent: None,
            audience: Audience::Client,
        },
    )
    .await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO project (workspace, id, key, title, title_folded, description, zone, minutes_per_day, next_number) VALUES ($1, $2, $3, $4, $5, '', $6, $7, 1)"
    );
    let zone = zone_of(&mut tx).await?;
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(new.id.0)
        .bind(&new.key)
        .bind(&new.title)
        .bind(text::fold(&new.title))
        .bind(&zone)
        .bind(MINUTES_PER_DAY)
        .execute(c)
        .await
        .map(|_| ()))
    .map_err(taken("project_key", "project.key", "key", &new.key))?;
    put_statuses(&mut tx, new.id).await?;
    let member = tx.member();
    put_member(&mut tx, new.id, member, ProjectRole::Lead).await?;
    let content = Content::none()
        .with("title", Value::Null, new.title.clone())
        .with("key", Value::Null, new.key.clone());
    let event = Event::of(Kind::ProjectCreated, new.id, Some(new.id), content);
    tx.commit(
        vec![event],
        Changed {
            record: new.id,
            version: 1,
            called: new.key.clone(),
        },
    )
    .await
}

/// A project is in its maker's zone until somebody says otherwise.
async fn zone_of(tx: &mut Tx) -> Result<String> {
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!(
        "SELECT a.zone FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 AND m.id = $2"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(person)
        .fetch_one(c)
        .await)?)
}

/// The four states every project begins with. Their names are `words`' until somebody gives others.
pub(crate) async fn put_statuses(tx: &mut Tx, project: RecordId) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO status (workspace, id, project, name, category, position) VALUES ($1, $2, $3, '', $4, $5)"
    );
    for (category, position) in Category::ALL.iter().zip(1_i64..) {
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(Uuid::now_v7())
            .bind(project.0)
            .bind(category.code())
            .bind(position)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

/// A project in a list, with how it stands and how much of it is open.
#[derive(Clone, Debug, FromRow)]
pub struct ProjectRow {
    pub id: Uuid,
    pub key: String,
    pub title: String,
    pub zone: String,
    pub client: Option<String>,
    /// What was said of it last, if anything.
    pub health: Option<String>,
    pub open: i64,
    pub closed: i64,
    /// The earliest deadline of its open tasks.
    pub deadline: Option<NaiveDate>,
    /// How it is worked.
    pub method: String,
}

pub async fn projects(db: &Db, sight: &Sight) -> Result<Vec<ProjectRow>> {
    // Counted in one pass over the tasks, not once a project.
    let text = sql!(
        "SELECT p.id, p.key, p.title, p.zone, cl.name AS client, h.health, COALESCE(n.tasks - n.closed, 0) AS open, COALESCE(n.closed, 0) AS closed, n.deadline, p.method \
         FROM project p JOIN record r ON r.workspace = p.workspace AND r.id = p.id \
         LEFT JOIN client cl ON cl.workspace = p.workspace AND cl.id = p.client AND ",
        client_is_there!("cl"),
        " LEFT JOIN project_health h ON h.workspace = p.workspace AND h.project = p.id AND h.said_at = \
            (SELECT MAX(l.said_at) FROM project_health l WHERE l.workspace = p.workspace AND l.project = p.id) \
         LEFT JOIN (SELECT t.project, COUNT(*) AS tasks, COUNT(c.task) AS closed, MIN(CASE WHEN c.task IS NULL THEN t.deadline_day END) AS deadline \
            FROM task t JOIN record tr ON tr.workspace = t.workspace AND tr.id = t.id LEFT JOIN closing c ON c.workspace = t.workspace AND c.task = t.id \
            WHERE t.workspace = $1 AND tr.trashed_at IS NULL AND ",
        named!("tr"),
        " GROUP BY t.project) n ON n.project = p.id WHERE ",
        visible!(),
        " ORDER BY p.title_folded, p.id LIMIT 500"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .fetch_all(c)
        .await)?)
}

/// A project by its name, with what was said of it last.
#[derive(Clone, Debug, FromRow)]
pub struct NamedProject {
    pub id: Uuid,
    pub key: String,
    pub title: String,
    pub client: Option<Uuid>,
    pub health: Option<String>,
    /// How it is worked.
    pub method: String,
}

/// What stands on every page: the first projects by name, without their tasks, and how many notices the reader has not
/// read. Whoever sees no project has none: each is about something in one.
pub async fn around(db: &Db, sight: &Sight, limit: i64) -> Result<(Vec<NamedProject>, i64)> {
    #[derive(FromRow)]
    struct Row {
        #[sqlx(flatten)]
        project: NamedProject,
        unread: i64,
    }
    let text = sql!(
        "SELECT p.id, p.key, p.title, p.client, h.health, p.method, ",
        unread!(),
        " AS unread FROM project p JOIN record r ON r.workspace = p.workspace AND r.id = p.id \
         LEFT JOIN project_health h ON h.workspace = p.workspace AND h.project = p.id AND h.said_at = \
            (SELECT MAX(l.said_at) FROM project_health l WHERE l.workspace = p.workspace AND l.project = p.id) WHERE ",
        visible!(),
        " ORDER BY p.title_folded, p.id LIMIT $4"
    );
    let rows: Vec<Row> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(limit)
        .bind(sight.member().0)
        .bind(sight.reads_talk())
        .bind(COUNTED)
        .fetch_all(c)
        .await)?;
    let unread = rows.first().map_or(0, |row| row.unread);
    let projects = rows.into_iter().map(|row| row.project).collect();
    Ok((projects, unread))
}

/// The projects of a client's that the reader sees, by name.
pub async fn of_client(db: &Db, sight: &Sight, client: RecordId) -> Result<Vec<NamedProject>> {
    let text = sql!(
        "SELECT p.id, p.key, p.title, p.client, h.health, p.method FROM project p JOIN record r ON r.workspace = p.workspace AND r.id = p.id \
         LEFT JOIN project_health h ON h.workspace = p.workspace AND h.project = p.id AND h.said_at = \
            (SELECT MAX(l.said_at) FROM project_health l WHERE l.workspace = p.workspace AND l.project = p.id) WHERE ",
        visible!(),
        " AND p.client = $4 ORDER BY p.title_folded, p.id LIMIT 200"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(client.0)
        .fetch_all(c)
        .await)?)
}

/// The projects that the reader manages. Says what a page offers; what may be done, the door says.
pub async fn managed(db: &Db, sight: &Sight) -> Result<Vec<Uuid>> {
    let text = sql!(
        "SELECT r.id, pm.role FROM project p CROSS JOIN record r LEFT JOIN project_member pm ON pm.workspace = r.workspace AND pm.project = r.id AND pm.member = $2 \
         WHERE p.workspace = $1 AND r.id = p.id AND ",
        visible!(),
        " ORDER BY r.id LIMIT 1000"
    );
    let roles: Vec<(Uuid, Option<String>)> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .fetch_all(c)
        .await)?;
    let manages = |role: &Option<String>| {
        access::Standing {
            workspace: Some(sight.role()),
            project: role.as_deref().and_then(|r| ProjectRole::parse(r).ok()),
        }
        .may(access::Right::ManageProject)
    };
    let mine = roles.into_iter().filter(|(_, role)| manages(role));
    Ok(mine.map(|(id, _)| id).collect())
}

/// The keys of all projects that the reader sees: whose tasks' names lead somewhere.
pub async fn keys(db: &Db, sight: &Sight) -> Result<Vec<String>> {
    let text = sql!(
        "SELECT p.key FROM project p JOIN record r ON r.workspace = p.workspace AND r.id = p.id WHERE ",
        visible!(),
        " ORDER BY p.key LIMIT 1000"
    );
    Ok(on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .fetch_all(c)
        .await)?)
}

/// A project's head, and what its settings say.
#[derive(Clone, Debug, FromRow)]
pub struct Project {
    pub id: Uuid,
    pub key: String,
    pub title: String,
    pub description: String,
    pub version: i64,
    pub client: Option<String>,
    pub client_id: Option<Uuid>,
    pub zone: String,
    pub minutes_per_day: i64,
    pub calendar: Option<Uuid>,
    pub calendar_name: Option<String>,
    /// How it is worked, and what its work is estimated in.
    pub method: String,
    pub estimate: String,
    /// What the reader is in it; nobody in particular for an owner or admin who only looks in.
    pub role: Option<String>,
}

pub async fn project(db: &Db, sight: &Sight, project_key: &str) -> Result<Project> {
    let text = sql!(
        "SELECT p.id, p.key, p.title, p.description, r.version, cl.name AS client, cl.id AS client_id, p.zone, p.minutes_per_day, ca.id AS calendar, ca.name AS calendar_name, p.method, p.estimate, mine.role \
         FROM project p JOIN record r ON r.workspace = p.workspace AND r.id = p.id \
         LEFT JOIN client cl ON cl.workspace = p.workspace AND cl.id = p.client AND ",
        client_is_there!("cl"),
        " LEFT JOIN calendar ca ON ca.workspace = p.workspace AND ca.id = p.calendar \
         LEFT JOIN project_member mine ON mine.workspace = p.workspace AND mine.project = p.id AND mine.member = $2 WHERE ",
        visible!(),
        " AND p.key = $4"
    );
    let project: Option<Project> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project_key)
        .fetch_optional(c)
        .await)?;
    project.map_or_else(absent, Ok)
}

/// The work of a project in figures, as far as the reader sees it.
#[derive(Clone, Debug, Default, FromRow)]
pub struct Work {
    pub open: i64,
    pub closed: i64,
    /// Open, and their deadline or planned finish was before the day asked about.
    pub late: i64,
    pub start: Option<NaiveDate>,
    pub finish: Option<NaiveDate>,
}

/// `today` is the project's own day.
pub async fn work(db: &Db, sight: &Sight, project: RecordId, today: NaiveDate) -> Result<Work> {
    let text = sql!(
        "SELECT COUNT(*) - COUNT(c.task) AS open, COUNT(c.task) AS closed, \
         COUNT(CASE WHEN c.task IS NULL AND (t.deadline_day < $5 OR t.finish_day < $5) THEN 1 END) AS late, \
         MIN(t.start_day) AS start, MAX(t.finish_day) AS finish \
         FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id LEFT JOIN closing c ON c.workspace = t.workspace AND c.task = t.id WHERE ",
        visible!(),
        " AND t.project = $4"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .bind(today)
        .fetch_one(c)
        .await)?)
}

/// An open task with a deadline.
#[derive(Clone, Debug, FromRow)]
pub struct Due {
    pub number: i64,
    pub title: String,
    pub deadline: NaiveDate,
}

/// The next deadline of a project's open tasks, from `today` on.
pub async fn next_due(
    db: &Db,
    sight: &Sight,
    project: RecordId,
    today: NaiveDate,
) -> Result<Option<Due>> {
    let text = sql!(
        "SELECT t.number, t.title, t.deadline_day AS deadline FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         LEFT JOIN closing c ON c.workspace = t.workspace AND c.task = t.id WHERE ",
        visible!(),
        " AND t.project = $4 AND t.deadline_day >= $5 AND c.task IS NULL ORDER BY t.deadline_day, t.number LIMIT 1"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .bind(today)
        .fetch_optional(c)
        .await)?)
}

/// A calendar that a project can be worked by.
#[derive(Clone, Debug)]
pub struct CalendarChoice {
    pub id: Uuid,
    pub name: String,
    /// It came with the project's file.
    pub is_own: bool,
}

/// What a project can be given, each by name.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub calendars: Vec<CalendarChoice>,
    /// Clients it can be for: their ids and names.
    pub clients: Vec<(Uuid, String)>,
}

#[derive(FromRow)]
struct ChoiceRow {
    what: String,
    id: Uuid,
    name: String,
    is_own: bool,
}

/// The workspace's calendars and clients. Calendars that came with a project's file are that project's.
pub async fn choices(db: &Db, key: &Granted<ManageProject>) -> Result<Choices> {
    let text = sql!(
        "SELECT x.what, x.id, x.name, x.is_own FROM ( \
         SELECT 'calendar' AS what, ca.id, ca.name, ca.name_folded, (r.project IS NOT NULL) AS is_own FROM calendar ca JOIN record r ON r.workspace = ca.workspace AND r.id = ca.id \
         WHERE ca.workspace = $1 AND r.trashed_at IS NULL AND (r.project IS NULL OR r.project = $2) UNION ALL \
         SELECT 'client' AS what, c.id, c.name, c.name_folded, (r.project IS NOT NULL) AS is_own FROM client c JOIN record r ON r.workspace = c.workspace AND r.id = c.id \
         WHERE c.workspace = $1 AND r.trashed_at IS NULL) x ORDER BY x.name_folded, x.id LIMIT 1200"
    );
    let rows: Vec<ChoiceRow> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.workspace().0)
        .bind(key.project.map(|p| p.0))
        .fetch_all(c)
        .await)?;
    let mut choices = Choices::default();
    for ChoiceRow {
        what,
        id,
        name,
        is_own,
    } in rows
    {
        match what.as_str() {
            "calendar" => choices.calendars.push(CalendarChoice { id, name, is_own }),
            _ => choices.clients.push((id, name)),
        }
    }
    Ok(choices)
}

impl Project {
    /// Whether the reader may do something here, as their roles say. Says what a page offers; the door decides.
    pub fn may(&self, sight: &Sight, right: access::Right) -> bool {
        access::Standing {
            workspace: Some(sight.role()),
            project: self
                .role
                .as_deref()
                .and_then(|role| ProjectRole::parse(role).ok()),
        }
        .may(right)
    }
}
