//! What can be chosen for a task, and what a list can be filtered by: one statement, each kind by name.

use domain::access::Right;
use domain::id::RecordId;
use sqlx::FromRow;
use uuid::Uuid;

use super::assignees::edits;
use super::custom::{Custom, Offered};
use crate::Db;
use crate::audience::{self, Readers};
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

/// An iteration as it is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub id: Uuid,
    pub name: String,
    /// Work is put into it no more.
    pub closed: bool,
}

/// What a project offers.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub statuses: Vec<Status>,
    pub people: Vec<Choice>,
    /// Those of them to whom work can be given: who may change tasks.
    pub workers: Vec<Choice>,
    /// Whom what is said in it can be for by name.
    pub readers: Readers,
    pub labels: Vec<Choice>,
    pub deliverables: Vec<Choice>,
    /// Those that are not closed first, each in the order of its days.
    pub iterations: Vec<Planned>,
    pub releases: Vec<Choice>,
    /// The project's own.
    pub fields: Vec<Custom>,
    /// By which a task can go instead of its project's.
    pub calendars: Vec<Choice>,
    /// Other projects in which the reader may change tasks.
    pub elsewhere: Vec<Choice>,
}

/// One thing that can be chosen, of any kind: all kinds are read at once.
#[derive(FromRow)]
struct Any {
    what: String,
    id: Uuid,
    name: String,
    category: String,
    /// Of an option: its field.
    of: Option<Uuid>,
}

fn sorted(all: Vec<Any>, sight: &Sight) -> Choices {
    let (me, own) = (sight.member().0, sight.role().code());
    let everybody = audience::sees_everybody(sight);
    let mut choices = Choices::default();
    for Any {
        what,
        id,
        name,
        category,
        of,
    } in all
    {
        match what.as_str() {
            "status" => choices.statuses.push(Status { id, name, category }),
            "person" => {
                let (project, workspace) = category.split_once(' ').unwrap_or_default();
                if edits(workspace, Some(project)) {
                    choices.workers.push(Choice {
                        id,
                        name: name.clone(),
                    });
                }
                if id != me && audience::may(workspace, Some(project), Right::ReadTalk) {
                    choices.readers.people.push((id, name.clone()));
                }
                choices.people.push(Choice { id, name });
            }
            "outside"
                if everybody && id != me && audience::may(&category, None, Right::ReadTalk) =>
            {
                choices.readers.people.push((id, name));
            }
            "outside" => {}
            "group" => choices.readers.groups.push((id, name)),
            "calendar" => choices.calendars.push(Choice { id, name }),
            "elsewhere" if edits(own, Some(category.as_str())) => {
                choices.elsewhere.push(Choice { id, name });
            }
            "elsewhere" => {}
            "own" => {
                let (kind, unit) = category.split_once(' ').unwrap_or_default();
                choices.fields.push(Custom::new(id, name, kind, unit));
            }
            // Fields stand before their options: by their names.
            "own_option" => {
                let mut fields = choices.fields.iter_mut();
                if let Some(field) = fields.find(|field| Some(field.id) == of) {
                    let retired = !category.is_empty();
                    field.options.push(Offered { id, name, retired });
                }
            }
            "iteration" => choices.iterations.push(Planned {
                id,
                name,
                closed: category == "closed",
            }),
            "release" => choices.releases.push(Choice { id, name }),
            "label" => choices.labels.push(Choice { id, name }),
            _ => choices.deliverables.push(Choice { id, name }),
        }
    }
    choices.iterations.sort_by_key(|iteration| iteration.closed);
    choices.readers.people.sort_by(|a, b| a.1.cmp(&b.1));
    choices
}

/// Of one project: its states in their order, its people, the labels in use in it, its deliverables, its own fields.
pub async fn of_project(db: &Db, sight: &Sight, project: RecordId) -> Result<Choices> {
    let text = sql!(
        "SELECT x.what, x.id, x.name, x.category, x.of FROM ( \
         SELECT 'status' AS what, s.id, s.name, s.category, s.position AS place, '' AS folded, CAST(NULL AS UUID) AS of FROM status s JOIN record r ON r.workspace = s.workspace AND r.id = s.project WHERE ",
        visible!(),
        " AND s.project = $4 UNION ALL \
         SELECT 'person' AS what, pm.member AS id, a.name, pm.role || ' ' || m.role AS category, CAST(NULL AS BIGINT) AS place, a.name AS folded, CAST(NULL AS UUID) AS of FROM record r JOIN project_member pm ON pm.workspace = r.workspace AND pm.project = r.id \
         JOIN member m ON m.workspace = pm.workspace AND m.id = pm.member JOIN account a ON a.id = m.account WHERE ",
        visible!(),
        " AND r.id = $4 AND m.left_at IS NULL UNION ALL \
         SELECT 'outside' AS what, m.id, a.name, m.role AS category, CAST(NULL AS BIGINT) AS place, a.name AS folded, CAST(NULL AS UUID) AS of FROM member m JOIN account a ON a.id = m.account \
         WHERE m.workspace = $1 AND m.left_at IS NULL AND NOT EXISTS (SELECT 1 FROM project_member pm WHERE pm.workspace = m.workspace AND pm.project = $4 AND pm.member = m.id) UNION ALL \
         SELECT 'group' AS what, g.id, g.name, '' AS category, CAST(NULL AS BIGINT) AS place, g.name_folded AS folded, CAST(NULL AS UUID) AS of FROM member_group g WHERE g.workspace = $1 UNION ALL \
         SELECT DISTINCT 'label' AS what, l.id, l.name, '' AS category, CAST(NULL AS BIGINT) AS place, l.name_folded AS folded, CAST(NULL AS UUID) AS of FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         JOIN task_label tl ON tl.workspace = t.workspace AND tl.task = t.id JOIN label l ON l.workspace = tl.workspace AND l.id = tl.label WHERE ",
        visible!(),
        " AND t.project = $4 UNION ALL \
         SELECT 'deliverable' AS what, d.id, d.title AS name, '' AS category, d.position AS place, '' AS folded, CAST(NULL AS UUID) AS of FROM deliverable d JOIN record r ON r.workspace = d.workspace AND r.id = d.id WHERE ",
        visible!(),
        " AND d.project = $4 UNION ALL \
         SELECT 'iteration' AS what, it.id, it.name, it.state AS category, CAST(NULL AS BIGINT) AS place, COALESCE(CAST(it.start_day AS TEXT), '~') AS folded, CAST(NULL AS UUID) AS of FROM iteration it JOIN record r ON r.workspace = it.workspace AND r.id = it.id WHERE ",
        visible!(),
        " AND it.project = $4 UNION ALL \
         SELECT 'release' AS what, rl.id, rl.name, '' AS category, CAST(NULL AS BIGINT) AS place, COALESCE(CAST(rl.day AS TEXT), '~') AS folded, CAST(NULL AS UUID) AS of FROM release rl JOIN record r ON r.workspace = rl.workspace AND r.id = rl.id WHERE ",
        visible!(),
        " AND rl.project = $4 UNION ALL \
         SELECT e.what, e.id, e.name, e.category, e.place, e.folded, CAST(NULL AS UUID) AS of FROM ( \
           SELECT 'elsewhere' AS what, p.id, p.key || ' ' || p.title AS name, COALESCE(pm.role, '') AS category, CAST(NULL AS BIGINT) AS place, p.key AS folded \
           FROM project p JOIN record r ON r.workspace = p.workspace AND r.id = p.id \
           LEFT JOIN project_member pm ON pm.workspace = p.workspace AND pm.project = p.id AND pm.member = $2 WHERE ",
        visible!(),
        " AND p.id <> $4 ORDER BY p.key LIMIT 300) e UNION ALL \
         SELECT 'calendar' AS what, ca.id, ca.name, '' AS category, CAST(NULL AS BIGINT) AS place, ca.name_folded AS folded, CAST(NULL AS UUID) AS of FROM calendar ca JOIN record r ON r.workspace = ca.workspace AND r.id = ca.id \
         WHERE ca.workspace = $1 AND r.trashed_at IS NULL AND (r.project IS NULL OR r.project = $4) UNION ALL \
         SELECT 'own' AS what, f.id, f.name, f.kind || ' ' || f.unit AS category, f.position AS place, '' AS folded, CAST(NULL AS UUID) AS of FROM custom_field f JOIN record r ON r.workspace = f.workspace AND r.id = f.id WHERE ",
        visible!(),
        " AND f.project = $4 UNION ALL \
         SELECT 'own_option' AS what, o.id, o.name, CASE WHEN o.retired_at IS NULL THEN '' ELSE 'retired' END AS category, o.position AS place, '' AS folded, o.field AS of \
         FROM custom_option o JOIN custom_field f ON f.workspace = o.workspace AND f.id = o.field JOIN record r ON r.workspace = f.workspace AND r.id = f.id WHERE ",
        visible!(),
        " AND f.project = $4) x ORDER BY x.what, x.place IS NULL, x.place, x.folded, x.id LIMIT 2000"
    );
    let all: Vec<Any> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .fetch_all(c)
        .await)?;
    Ok(sorted(all, sight))
}

/// Over all projects one sees: who is in any of them, and the labels in use.
pub async fn of_all(db: &Db, sight: &Sight) -> Result<Choices> {
    let text = sql!(
        "SELECT x.what, x.id, x.name, x.category, CAST(NULL AS UUID) AS of FROM ( \
         SELECT DISTINCT 'person' AS what, m.id, a.name, '' AS category, a.name AS folded FROM record r JOIN project_member pm ON pm.workspace = r.workspace AND pm.project = r.id \
         JOIN member m ON m.workspace = pm.workspace AND m.id = pm.member JOIN account a ON a.id = m.account WHERE ",
        visible!(),
        " AND r.kind = 'project' AND m.left_at IS NULL UNION ALL \
         SELECT DISTINCT 'label' AS what, l.id, l.name, '' AS category, l.name_folded AS folded FROM task_label tl JOIN record r ON r.workspace = tl.workspace AND r.id = tl.task \
         JOIN label l ON l.workspace = tl.workspace AND l.id = tl.label WHERE ",
        visible!(),
        ") x ORDER BY x.what, x.folded, x.id LIMIT 600"
    );
    let all: Vec<Any> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .fetch_all(c)
        .await)?;
    Ok(sorted(all, sight))
}

/// The projects whose tasks the reader may edit. Says what a page offers; what may be done, the door says.
pub async fn editable(db: &Db, sight: &Sight) -> Result<Vec<Uuid>> {
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
    let own = sight.role().code();
    let mine = roles
        .into_iter()
        .filter(|(_, role)| edits(own, role.as_deref()));
    Ok(mine.map(|(id, _)| id).collect())
}
