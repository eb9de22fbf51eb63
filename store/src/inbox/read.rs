//! What somebody finds in their inbox: as far as they may see what it is about, at this moment.

use chrono::{DateTime, Utc};
use domain::inbox::{SHOWN, Show};
use sqlx::FromRow;
use uuid::Uuid;

use super::stands;
use crate::Db;
use crate::db::on;
use crate::error::Result;
use crate::keys::Sight;
use crate::sql::{sql, visible};

/// A notice as it is read.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Noted {
    pub id: Uuid,
    pub reason: String,
    pub state: String,
    pub at: DateTime<Utc>,
    /// Who did it, where that is known.
    pub told_by: Option<String>,
    /// The comment that says it, or the task it is about.
    pub record: Uuid,
    pub kind: String,
    /// What it is about: a task, a deliverable, or a project.
    pub project_key: String,
    pub project_title: String,
    pub number: Option<i64>,
    pub title: String,
    /// What was said: the comment, or the description in which somebody is mentioned.
    pub text: String,
}

/// The reader's notices, newest first: [`SHOWN`] of them, and one more where there are more.
pub async fn notices(db: &Db, sight: &Sight, show: Show) -> Result<Vec<Noted>> {
    let text = sql!(
        "SELECT n.id, n.reason, n.state, n.at, a.name AS told_by, r.id AS record, r.kind, p.key AS project_key, p.title AS project_title, t.number, \
         COALESCE(t.title, d.title, p.title) AS title, CASE WHEN n.reason = 'assigned' THEN '' ELSE COALESCE(co.text, t.description, '') END AS text \
         FROM notice n JOIN record r ON r.workspace = n.workspace AND r.id = n.record \
         JOIN project p ON p.workspace = r.workspace AND p.id = COALESCE(r.project, r.id) \
         LEFT JOIN comment co ON co.workspace = r.workspace AND co.id = r.id \
         LEFT JOIN task t ON t.workspace = r.workspace AND t.id = CASE WHEN r.kind = 'comment' THEN r.parent ELSE r.id END \
         LEFT JOIN deliverable d ON d.workspace = r.workspace AND d.id = r.parent \
         LEFT JOIN member m ON m.workspace = n.workspace AND m.id = n.told_by LEFT JOIN account a ON a.id = m.account \
         WHERE n.workspace = $1 AND n.member = $4 AND ($6 = 'all' OR n.state = $6) AND ($5 OR r.kind <> 'comment') AND ",
        stands!(),
        " AND ",
        visible!(),
        " ORDER BY n.at DESC, n.id DESC LIMIT $7"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(sight.member().0)
        .bind(sight.reads_talk())
        .bind(show.code())
        .bind(SHOWN + 1)
        .fetch_all(c)
        .await)?)
}
