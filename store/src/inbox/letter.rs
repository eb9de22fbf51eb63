//! The mail for a mention, as it is when it goes out: to whom, by whom, and where. Nothing where it has been read, taken
//! back or put away by then, where the person sees it no more, has left, or wants no such mail.

use sqlx::FromRow;
use uuid::Uuid;

use super::stands;
use crate::Db;
use crate::db::on;
use crate::door::grant::{self, Asker};
use crate::error::{Error, Result};
use crate::keys::Duty;
use crate::sql::{sql, visible};
use domain::refusal::Refused;

/// What a mail for a mention says: nothing of what was said.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Letter {
    pub address: String,
    pub name: String,
    /// Who mentions them; nobody any more, where they have left no name.
    pub told_by: Option<String>,
    pub slug: String,
    pub workspace_name: String,
    /// The comment, or the task whose description it is.
    pub record: Uuid,
    pub kind: String,
    pub project_key: String,
    /// Of the task that it is about.
    pub number: Option<i64>,
}

/// The mail for a mention that a job was put down for. `record` is the comment or the task.
pub async fn letter(db: &Db, duty: &Duty, to: &Asker, record: Uuid) -> Result<Option<Letter>> {
    let sight = match grant::sight_for(db, duty, to).await {
        Ok(sight) => sight,
        Err(Error::Refused(Refused::Absent)) => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let text = sql!(
        "SELECT ma.email AS address, ma.name, a.name AS told_by, w.slug, w.name AS workspace_name, r.id AS record, r.kind, p.key AS project_key, t.number \
         FROM notice n JOIN record r ON r.workspace = n.workspace AND r.id = n.record JOIN workspace w ON w.id = n.workspace \
         JOIN member me ON me.workspace = n.workspace AND me.id = n.member JOIN account ma ON ma.id = me.account \
         JOIN project p ON p.workspace = r.workspace AND p.id = COALESCE(r.project, r.id) \
         LEFT JOIN task t ON t.workspace = r.workspace AND t.id = CASE WHEN r.kind = 'comment' THEN r.parent ELSE r.id END \
         LEFT JOIN member m ON m.workspace = n.workspace AND m.id = n.told_by LEFT JOIN account a ON a.id = m.account \
         WHERE n.workspace = $1 AND n.member = $4 AND n.record = $6 AND n.reason = 'mention' AND n.state = 'unread' AND me.mails_mentions AND ($5 OR r.kind <> 'comment') AND ",
        stands!(),
        " AND ",
        visible!()
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(sight.member().0)
        .bind(sight.reads_talk())
        .bind(record)
        .fetch_optional(c)
        .await)?)
}
