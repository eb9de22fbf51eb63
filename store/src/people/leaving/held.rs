//! What somebody holds, read in a few statements however much it is: for the page, and again while it is handed over.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::WorkspaceRole;
use domain::id::MemberId;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Reader, now, on};
use crate::error::{Result, absent};
use crate::sql::{named, sql};

/// Open tasks of a project that a page names; how many more there are, it counts.
pub const NAMED: i64 = 5;
/// Rows of one kind that a page names.
const ROWS: i64 = 500;

/// Whose it is, and who looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whose {
    pub workspace: Uuid,
    pub reader: Uuid,
    pub member: MemberId,
}

/// The one who leaves.
#[derive(Clone, Debug, FromRow)]
pub struct Leaver {
    pub account: Uuid,
    pub name: String,
    pub role: String,
    /// Places where they are signed in.
    pub sessions: i64,
    /// Whether their account is for another workspace too, or a client's: then they stay signed in.
    pub elsewhere: bool,
    /// Open tasks that only others see.
    pub hidden: i64,
    /// Things they watch.
    pub watched: i64,
    /// Saved views of theirs that nobody else sees.
    pub private_views: i64,
    /// Files they brought in that no project was made of yet.
    pub imports: i64,
    /// How many owners there are.
    pub owners: i64,
}

impl Leaver {
    pub fn is_last_owner(&self) -> bool {
        self.role == WorkspaceRole::Owner.code() && self.owners == 1
    }
}

pub(super) async fn leaver(reader: &mut impl Reader, of: Whose) -> Result<Leaver> {
    let text = sql!(
        "SELECT m.account, a.name, m.role, \
         (SELECT COUNT(*) FROM session se WHERE se.account = m.account AND se.revoked_at IS NULL AND se.expires_at > $4) AS sessions, \
         (EXISTS (SELECT 1 FROM member other WHERE other.account = m.account AND other.workspace <> m.workspace AND other.left_at IS NULL) \
          OR EXISTS (SELECT 1 FROM contact co WHERE co.account = m.account AND co.left_at IS NULL)) AS elsewhere, \
         (SELECT COUNT(*) FROM task_assignee ta JOIN task t ON t.workspace = ta.workspace AND t.id = ta.task JOIN status s ON s.workspace = t.workspace AND s.id = t.status \
          JOIN record r ON r.workspace = t.workspace AND r.id = t.id JOIN record home ON home.workspace = t.workspace AND home.id = t.project \
          WHERE ta.workspace = $1 AND ta.member = $3 AND s.category <> 'done' AND r.trashed_at IS NULL AND home.trashed_at IS NULL AND NOT ",
        named!("r"),
        ") AS hidden, \
         (SELECT COUNT(*) FROM watcher w JOIN record wr ON wr.workspace = w.workspace AND wr.id = w.record WHERE w.workspace = $1 AND w.member = $3 AND wr.trashed_at IS NULL) AS watched, \
         (SELECT COUNT(*) FROM saved_view v JOIN record vr ON vr.workspace = v.workspace AND vr.id = v.id \
          WHERE v.workspace = $1 AND v.member = $3 AND vr.audience = 'named' AND vr.trashed_at IS NULL) AS private_views, \
         (SELECT COUNT(*) FROM import i WHERE i.workspace = $1 AND i.made_by = $3 AND i.state IN ('read', 'running')) AS imports, \
         (SELECT COUNT(*) FROM member o WHERE o.workspace = $1 AND o.role = 'owner' AND o.left_at IS NULL) AS owners \
         FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 AND m.id = $3 AND m.left_at IS NULL"
    );
    let found: Option<Leaver> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(of.workspace)
        .bind(of.reader)
        .bind(of.member.0)
        .bind(now())
        .fetch_optional(c)
        .await)?;
    found.map_or_else(absent, Ok)
}

/// An open task of theirs, beside how many of the project are.
#[derive(Clone, Debug, FromRow)]
pub struct Task {
    pub project: Uuid,
    pub letters: String,
    pub number: i64,
    pub title: String,
    pub project_title: String,
    pub start_day: Option<NaiveDate>,
    pub finish_day: Option<NaiveDate>,
    pub repeats: bool,
    pub of_project: i64,
}

/// Open tasks that the reader sees: the first of each project by their dates.
pub(super) async fn tasks(reader: &mut impl Reader, of: Whose) -> Result<Vec<Task>> {
    let text = sql!(
        "SELECT x.project, x.letters, x.number, x.title, x.project_title, x.start_day, x.finish_day, x.repeats, x.of_project FROM ( \
         SELECT t.project, p.key AS letters, t.number, t.title, p.title AS project_title, p.title_folded, t.start_day, t.finish_day, \
         EXISTS (SELECT 1 FROM recurrence rc WHERE rc.workspace = t.workspace AND rc.task = t.id) AS repeats, \
         COUNT(*) OVER (PARTITION BY t.project) AS of_project, \
         ROW_NUMBER() OVER (PARTITION BY t.project ORDER BY CASE WHEN t.finish_day IS NULL THEN 1 ELSE 0 END, t.finish_day, t.number) AS place \
         FROM task_assignee ta JOIN task t ON t.workspace = ta.workspace AND t.id = ta.task JOIN status s ON s.workspace = t.workspace AND s.id = t.status \
         JOIN record r ON r.workspace = t.workspace AND r.id = t.id JOIN record home ON home.workspace = t.workspace AND home.id = t.project \
         JOIN project p ON p.workspace = t.workspace AND p.id = t.project \
         WHERE ta.workspace = $1 AND ta.member = $3 AND s.category <> 'done' AND r.trashed_at IS NULL AND home.trashed_at IS NULL AND ",
        named!("r"),
        ") x WHERE x.place <= $4 ORDER BY x.title_folded, x.project, x.place LIMIT 1000"
    );
    Ok(on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(of.workspace)
        .bind(of.reader)
        .bind(of.member.0)
        .bind(NAMED)
        .fetch_all(c)
        .await)?)
}

/// A project that they are in.
#[derive(Clone, Debug, FromRow)]
pub struct Project {
    pub id: Uuid,
    pub key: String,
    pub title: String,
    pub role: String,
    /// Others who lead it.
    pub other_leads: i64,
    pub in_trash: bool,
}

impl Project {
    pub fn is_led(&self) -> bool {
        self.role == "lead"
    }
}

/// The projects that they are in, those in the trash too: whoever puts one back finds somebody who leads it. One that an
/// import still fills is there for nobody.
pub(super) async fn projects(reader: &mut impl Reader, of: Whose) -> Result<Vec<Project>> {
    let text = sql!(
        "SELECT p.id, p.key, p.title, pm.role, \
         (SELECT COUNT(*) FROM project_member ot JOIN member om ON om.workspace = ot.workspace AND om.id = ot.member \
          WHERE ot.workspace = pm.workspace AND ot.project = pm.project AND ot.member <> pm.member AND ot.role = 'lead' AND om.left_at IS NULL) AS other_leads, \
         r.trashed_at IS NOT NULL AS in_trash \
         FROM project_member pm JOIN project p ON p.workspace = pm.workspace AND p.id = pm.project JOIN record r ON r.workspace = p.workspace AND r.id = p.id \
         WHERE pm.workspace = $1 AND pm.member = $2 AND (r.trashed_with IS NULL OR r.trashed_with <> r.id) ORDER BY p.title_folded, p.id LIMIT 1000"
    );
    Ok(on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(of.workspace)
        .bind(of.member.0)
        .fetch_all(c)
        .await)?)
}

/// Somebody who stays, with what they are in one of the leaver's projects; one row where they are in none.
#[derive(Clone, Debug, FromRow)]
pub struct Stays {
    pub member: Uuid,
    pub name: String,
    pub role: String,
    pub project: Option<Uuid>,
    pub in_project: Option<String>,
}

pub(super) async fn stays(reader: &mut impl Reader, of: Whose) -> Result<Vec<Stays>> {
    let text = sql!(
        "SELECT m.id AS member, a.name, m.role, pm.project, pm.role AS in_project FROM member m JOIN account a ON a.id = m.account \
         LEFT JOIN project_member pm ON pm.workspace = m.workspace AND pm.member = m.id AND pm.project IN ( \
         SELECT mine.project FROM project_member mine WHERE mine.workspace = $1 AND mine.member = $2 UNION \
         SELECT t.project FROM task_assignee ta JOIN task t ON t.workspace = ta.workspace AND t.id = ta.task WHERE ta.workspace = $1 AND ta.member = $2) \
         WHERE m.workspace = $1 AND m.left_at IS NULL AND m.id <> $2 ORDER BY a.name, m.id LIMIT 20000"
    );
    Ok(on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(of.workspace)
        .bind(of.member.0)
        .fetch_all(c)
        .await)?)
}

/// A Group or an invitation, by its name.
#[derive(Clone, Debug, FromRow)]
pub struct Named {
    pub id: Uuid,
    pub name: String,
}

pub(super) async fn groups(reader: &mut impl Reader, of: Whose) -> Result<Vec<Named>> {
    let text = sql!(
        "SELECT g.id, g.name FROM member_group g JOIN member_group_member gm ON gm.workspace = g.workspace AND gm.member_group = g.id \
         WHERE g.workspace = $1 AND gm.member = $2 ORDER BY g.name_folded, g.id LIMIT $3"
    );
    Ok(on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(of.workspace)
        .bind(of.member.0)
        .bind(ROWS)
        .fetch_all(c)
        .await)?)
}

/// Those whom they invited, and who are not here yet.
pub(super) async fn invited(
    reader: &mut impl Reader,
    of: Whose,
    at: DateTime<Utc>,
) -> Result<Vec<Named>> {
    let text = sql!(
        "SELECT id, name FROM invitation WHERE workspace = $1 AND invited_by = $2 AND joined_at IS NULL AND expires_at > $3 ORDER BY name, id LIMIT $4"
    );
    Ok(on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(of.workspace)
        .bind(of.member.0)
        .bind(at)
        .bind(ROWS)
        .fetch_all(c)
        .await)?)
}

/// A task that waits for them, or comes again because they said so.
#[derive(Clone, Debug, FromRow)]
pub struct Also {
    /// The stop, or the series.
    pub id: Uuid,
    pub project: Uuid,
    pub letters: String,
    pub number: i64,
    pub title: String,
    pub project_title: String,
    /// Whether the reader sees the task.
    pub seen: bool,
}

/// Work that has stopped, and goes on by their move.
pub(super) async fn waits(reader: &mut impl Reader, of: Whose) -> Result<Vec<Also>> {
    let text = sql!(
        "SELECT st.id, t.project, p.key AS letters, t.number, t.title, p.title AS project_title, ",
        named!("r"),
        " AS seen FROM stop st JOIN task t ON t.workspace = st.workspace AND t.id = st.task JOIN project p ON p.workspace = t.workspace AND p.id = t.project \
         JOIN record r ON r.workspace = t.workspace AND r.id = t.id JOIN record home ON home.workspace = t.workspace AND home.id = t.project \
         WHERE st.workspace = $1 AND st.mover = $3 AND st.mover_kind = 'member' AND st.ended_at IS NULL AND r.trashed_at IS NULL AND home.trashed_at IS NULL \
         ORDER BY p.title_folded, t.project, t.number, st.id LIMIT $4"
    );
    Ok(on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(of.workspace)
        .bind(of.reader)
        .bind(of.member.0)
        .bind(ROWS)
        .fetch_all(c)
        .await)?)
}

/// Series that go on by their right, wherever they lie.
pub(super) async fn series(reader: &mut impl Reader, of: Whose) -> Result<Vec<Also>> {
    let text = sql!(
        "SELECT rc.id, t.project, p.key AS letters, t.number, t.title, p.title AS project_title, ",
        named!("r"),
        " AS seen FROM recurrence rc JOIN task t ON t.workspace = rc.workspace AND t.id = rc.task JOIN project p ON p.workspace = t.workspace AND p.id = t.project \
         JOIN record r ON r.workspace = t.workspace AND r.id = t.id WHERE rc.workspace = $1 AND rc.set_by = $3 AND (rc.look_from IS NOT NULL OR rc.waits) \
         ORDER BY p.title_folded, t.project, t.number, rc.id LIMIT $4"
    );
    Ok(on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(of.workspace)
        .bind(of.reader)
        .bind(of.member.0)
        .bind(ROWS)
        .fetch_all(c)
        .await)?)
}

/// A view of theirs that others see too.
#[derive(Clone, Debug, FromRow)]
pub struct View {
    pub name: String,
    pub place: String,
    /// The project's key, where the view is of one.
    pub key: Option<String>,
}

pub(super) async fn views(reader: &mut impl Reader, of: Whose) -> Result<Vec<View>> {
    let text = sql!(
        "SELECT v.name, v.place, p.key FROM saved_view v JOIN record r ON r.workspace = v.workspace AND r.id = v.id \
         LEFT JOIN project p ON p.workspace = r.workspace AND p.id = r.project LEFT JOIN record home ON home.workspace = r.workspace AND home.id = r.project \
         WHERE v.workspace = $1 AND v.member = $2 AND r.audience <> 'named' AND r.trashed_at IS NULL AND home.trashed_at IS NULL ORDER BY v.name_folded, v.id LIMIT $3"
    );
    Ok(on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(of.workspace)
        .bind(of.member.0)
        .bind(ROWS)
        .fetch_all(c)
        .await)?)
}
