//! What can be chosen for a task, and what a list can be filtered by: a few short statements, each by name.

use domain::access::{Right, Standing};
use domain::id::RecordId;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::db::on;
use crate::error::Result;
use crate::keys::Sight;
use crate::sql::{sql, visible};

/// Something that has a name and is chosen.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Choice {
    pub id: Uuid,
    pub name: String,
}

/// A state of a project's work.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Status {
    pub id: Uuid,
    /// Empty: the default name of its category.
    pub name: String,
    pub category: String,
}

/// What a project offers.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub statuses: Vec<Status>,
    pub people: Vec<Choice>,
    pub labels: Vec<Choice>,
    pub deliverables: Vec<Choice>,
}

/// Of one project: its states in their order, its people, the labels in use in it, its deliverables.
pub async fn of_project(db: &Db, sight: &Sight, project: RecordId) -> Result<Choices> {
    let statuses = sql!(
        "SELECT s.id, s.name, s.category FROM status s JOIN record r ON r.workspace = s.workspace AND r.id = s.project WHERE ",
        visible!(),
        " AND s.project = $4 ORDER BY s.position, s.id LIMIT 100"
    );
    let people = sql!(
        "SELECT pm.member AS id, a.name FROM record r JOIN project_member pm ON pm.workspace = r.workspace AND pm.project = r.id \
         JOIN member m ON m.workspace = pm.workspace AND m.id = pm.member JOIN account a ON a.id = m.account WHERE ",
        visible!(),
        " AND r.id = $4 AND m.left_at IS NULL ORDER BY a.name, pm.member LIMIT 300"
    );
    let labels = sql!(
        "SELECT DISTINCT l.name_folded, l.id, l.name FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         JOIN task_label tl ON tl.workspace = t.workspace AND tl.task = t.id JOIN label l ON l.workspace = tl.workspace AND l.id = tl.label WHERE ",
        visible!(),
        " AND t.project = $4 ORDER BY l.name_folded, l.id LIMIT 200"
    );
    let deliverables = sql!(
        "SELECT d.id, d.title AS name FROM deliverable d JOIN record r ON r.workspace = d.workspace AND r.id = d.id WHERE ",
        visible!(),
        " AND d.project = $4 ORDER BY d.position, d.id LIMIT 200"
    );
    let (workspace, eyes, every) = (sight.workspace().0, sight.eyes(), sight.every_project);
    macro_rules! read {
        ($text:expr) => {
            on!(db.read(), |c| sqlx::query_as($text)
                .bind(workspace)
                .bind(eyes)
                .bind(every)
                .bind(project.0)
                .fetch_all(c)
                .await)?
        };
    }
    Ok(Choices {
        statuses: read!(statuses),
        people: read!(people),
        labels: read!(labels),
        deliverables: read!(deliverables),
    })
}

/// Over all projects one sees: who is in any of them, and the labels in use.
pub async fn of_all(db: &Db, sight: &Sight) -> Result<Choices> {
    let people = sql!(
        "SELECT DISTINCT a.name, m.id FROM record r JOIN project_member pm ON pm.workspace = r.workspace AND pm.project = r.id \
         JOIN member m ON m.workspace = pm.workspace AND m.id = pm.member JOIN account a ON a.id = m.account WHERE ",
        visible!(),
        " AND r.kind = 'project' AND m.left_at IS NULL ORDER BY a.name, m.id LIMIT 300"
    );
    let labels = sql!(
        "SELECT DISTINCT l.name_folded, l.id, l.name FROM task_label tl JOIN record r ON r.workspace = tl.workspace AND r.id = tl.task \
         JOIN label l ON l.workspace = tl.workspace AND l.id = tl.label WHERE ",
        visible!(),
        " ORDER BY l.name_folded, l.id LIMIT 200"
    );
    let (workspace, eyes, every) = (sight.workspace().0, sight.eyes(), sight.every_project);
    macro_rules! read {
        ($text:expr) => {
            on!(db.read(), |c| sqlx::query_as($text)
                .bind(workspace)
                .bind(eyes)
                .bind(every)
                .fetch_all(c)
                .await)?
        };
    }
    Ok(Choices {
        people: read!(people),
        labels: read!(labels),
        ..Choices::default()
    })
}

/// The projects whose tasks the reader may edit. Says what a page offers; what may be done, the door says.
pub async fn editable(db: &Db, sight: &Sight) -> Result<Vec<Uuid>> {
    let text = sql!(
        "SELECT r.id, pm.role FROM record r LEFT JOIN project_member pm ON pm.workspace = r.workspace AND pm.project = r.id AND pm.member = $2 WHERE ",
        visible!(),
        " AND r.kind = 'project' ORDER BY r.id LIMIT 1000"
    );
    let roles: Vec<(Uuid, Option<String>)> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .fetch_all(c)
        .await)?;
    let edits = |role: &Option<String>| {
        Standing {
            workspace: Some(sight.role()),
            project: role
                .as_deref()
                .and_then(|role| domain::access::ProjectRole::parse(role).ok()),
        }
        .may(Right::EditTasks)
    };
    let mine = roles.into_iter().filter(|(_, role)| edits(role));
    Ok(mine.map(|(id, _)| id).collect())
}
