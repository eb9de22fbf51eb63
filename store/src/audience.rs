//! Whom a record is for by name: members who may read it, and Groups. A Group's members who may not are none of them.

use domain::access::{ProjectRole, Right, Standing, WorkspaceRole};
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::Sight;
use crate::sql::sql;
use crate::tx::Tx;

/// Who can be named in a project.
#[derive(Clone, Debug, Default)]
pub struct Readers {
    pub people: Vec<(Uuid, String)>,
    pub groups: Vec<(Uuid, String)>,
}

#[derive(FromRow)]
struct Row {
    kind: String,
    id: Uuid,
    name: String,
    role: String,
    in_project: Option<String>,
}

impl Row {
    fn is_group(&self) -> bool {
        self.kind == "group"
    }

    fn may(&self, right: Right) -> bool {
        may(&self.role, self.in_project.as_deref(), right)
    }
}

/// Whether these roles give a right.
pub(crate) fn may(workspace: &str, project: Option<&str>, right: Right) -> bool {
    Standing {
        workspace: WorkspaceRole::parse(workspace).ok(),
        project: project.and_then(|role| ProjectRole::parse(role).ok()),
    }
    .may(right)
}

/// Whether the reader knows members with whom they share no project.
pub(crate) fn sees_everybody(sight: &Sight) -> bool {
    may(sight.role().code(), None, Right::SeeEverybody)
}

/// Every member, with what they are in the project, and every Group.
fn everybody() -> &'static str {
    sql!(
        "SELECT x.kind, x.id, x.name, x.role, x.in_project FROM ( \
         SELECT 'member' AS kind, m.id, a.name, m.role, pm.role AS in_project FROM member m JOIN account a ON a.id = m.account \
         LEFT JOIN project_member pm ON pm.workspace = m.workspace AND pm.member = m.id AND pm.project = $2 WHERE m.workspace = $1 AND m.left_at IS NULL UNION ALL \
         SELECT 'group' AS kind, g.id, g.name, '' AS role, CAST(NULL AS TEXT) AS in_project FROM member_group g WHERE g.workspace = $1) x ORDER BY x.name, x.id LIMIT 2000"
    )
}

/// Whom the reader can name for what is in a project that they see: others who have this right there, and Groups.
pub async fn readers(db: &Db, sight: &Sight, project: RecordId, right: Right) -> Result<Readers> {
    let rows: Vec<Row> = on!(db.read(), |c| sqlx::query_as(everybody())
        .bind(sight.workspace().0)
        .bind(project.0)
        .fetch_all(c)
        .await)?;
    let me = sight.member().0;
    let is_in = |row: &Row| row.id == me && row.in_project.is_some();
    if !sight.every_project && !rows.iter().any(is_in) {
        return absent();
    }
    // Who does not see everybody sees those with whom they share a project.
    let everybody = sees_everybody(sight);
    let mut readers = Readers::default();
    for row in rows {
        if row.is_group() {
            readers.groups.push((row.id, row.name));
        } else if row.id != me && row.may(right) && (everybody || row.in_project.is_some()) {
            readers.people.push((row.id, row.name));
        }
    }
    Ok(readers)
}

/// Names whom a record is for. Whoever may not read it cannot be named.
pub(crate) async fn put(
    tx: &mut Tx,
    record: RecordId,
    project: RecordId,
    right: Right,
    named: &[Uuid],
) -> Result<()> {
    if named.is_empty() {
        return Err(Refused::field("named", Code::NobodyNamed).into());
    }
    let workspace = tx.workspace().0;
    let rows: Vec<Row> = on!(tx.conn(), |c| sqlx::query_as(everybody())
        .bind(workspace)
        .bind(project.0)
        .fetch_all(c)
        .await)?;
    let text =
        sql!("INSERT INTO audience_name (workspace, record, named, kind) VALUES ($1, $2, $3, $4)");
    for id in named {
        let row = rows.iter().find(|row| row.id == *id);
        let Some(row) = row.filter(|row| row.is_group() || row.may(right)) else {
            return Err(Refused::field("named", Code::NotAChoice).into());
        };
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(record.0)
            .bind(id)
            .bind(&row.kind)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

/// For the same people by name as another record, whoever it was for until now.
pub(crate) async fn as_other(tx: &mut Tx, record: RecordId, other: Uuid) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!("DELETE FROM audience_name WHERE workspace = $1 AND record = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    as_parent(tx, record, other).await
}

/// For the same people by name as what it is part of: those named there, and who made that.
pub(crate) async fn as_parent(tx: &mut Tx, record: RecordId, parent: Uuid) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO audience_name (workspace, record, named, kind) SELECT x.workspace, $3, x.named, x.kind FROM ( \
         SELECT an.workspace, an.named, an.kind FROM audience_name an WHERE an.workspace = $1 AND an.record = $2 UNION \
         SELECT r.workspace, r.made_by AS named, 'member' AS kind FROM record r JOIN member m ON m.workspace = r.workspace AND m.id = r.made_by WHERE r.workspace = $1 AND r.id = $2) x"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(parent)
        .bind(record.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
