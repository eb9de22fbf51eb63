//! Empties the trash of what has lain in it for thirty days: rows and the contents of their events go, the events
//! themselves stay, and the chain is whole.

use chrono::{DateTime, TimeDelta, Utc};
use domain::event::{Actor, ActorKind, Kind};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::content::{self, Removed};
use crate::Db;
use crate::chain::{self, Event};
use crate::db::{Raw, now, on};
use crate::dialect;
use crate::error::Result;
use crate::keys::Duty;
use crate::sql::sql;
use crate::trash;

/// Roots looked up at a time.
const PAGE: i64 = 100;

/// The program itself.
pub(super) const NOBODY: Actor = Actor {
    kind: ActorKind::Job,
    id: Uuid::nil(),
    acting_for: None,
};

/// Removes what was put into the trash more than [`trash::KEPT_DAYS`] ago. Returns the number of records removed.
pub async fn purge(db: &Db, duty: &Duty) -> Result<u64> {
    purge_before(db, duty, now() - TimeDelta::days(trash::KEPT_DAYS)).await
}

#[derive(FromRow)]
struct Root {
    workspace: Uuid,
    id: Uuid,
}

/// Removes what was put into the trash before a moment, with all that belongs to it.
pub async fn purge_before(db: &Db, _: &Duty, before: DateTime<Utc>) -> Result<u64> {
    let text = sql!(
        "SELECT workspace, id FROM record WHERE trashed_at < $1 ORDER BY trashed_at, workspace, id LIMIT $2"
    );
    let mut removed = 0;
    loop {
        let roots: Vec<Root> = on!(db.read(), |c| sqlx::query_as(text)
            .bind(before)
            .bind(PAGE)
            .fetch_all(c)
            .await)?;
        if roots.is_empty() {
            return Ok(removed);
        }
        for root in roots {
            removed += purge_root(db, &root, before).await?;
        }
    }
}

/// The record `$2` and all that belongs to it, to any depth.
macro_rules! under {
    ($($rest:literal),+) => {
        sql!(
            "WITH RECURSIVE under (id) AS (SELECT id FROM record WHERE workspace = $1 AND id = $2 \
             UNION SELECT r.id FROM record r JOIN under u ON r.parent = u.id OR r.project = u.id WHERE r.workspace = $1) ",
            $($rest),+
        )
    };
}

async fn purge_root(db: &Db, root: &Root, before: DateTime<Utc>) -> Result<u64> {
    let mut raw = db.begin().await?;
    // Holds the row against somebody who takes it out of the trash at this moment; who was first, wins.
    let text = sql!(
        "UPDATE record SET version = version + 1 WHERE workspace = $1 AND id = $2 AND trashed_at < $3"
    );
    let held = on!(raw.conn(), |c| sqlx::query(text)
        .bind(root.workspace)
        .bind(root.id)
        .bind(before)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if held == 0 {
        return Ok(0);
    }
    dialect::unhurried(&mut raw).await?;
    let removed = remove_contents(&mut raw, root).await?;
    let mut records = 0;
    // The last statement removes the records themselves.
    for (_, text) in statements() {
        records = on!(raw.conn(), |c| sqlx::query(text)
            .bind(root.workspace)
            .bind(root.id)
            .execute(c)
            .await
            .map(|r| r.rows_affected()))?;
    }
    let content = removed
        .content()
        .with("record", root.id.to_string(), Value::Null);
    chain::append(
        &mut raw,
        root.workspace,
        NOBODY,
        &[Event::of_workspace(Kind::RecordPurged, content)],
    )
    .await?;
    raw.commit().await?;
    db.tell(domain::id::WorkspaceId(root.workspace));
    Ok(records)
}

async fn remove_contents(raw: &mut Raw, root: &Root) -> Result<Removed> {
    let text = under!(
        "SELECT e.seq FROM event e JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq \
         WHERE e.workspace = $1 AND e.record IN (SELECT id FROM under) ORDER BY e.seq"
    );
    let seqs: Vec<i64> = on!(raw.conn(), |c| sqlx::query_scalar(text)
        .bind(root.workspace)
        .bind(root.id)
        .fetch_all(c)
        .await)?;
    let mut removed = Removed::default();
    for seq in seqs {
        content::remove(raw, root.workspace, seq, &mut removed).await?;
    }
    Ok(removed)
}

/// The tables with rows of records, and how those are removed: what refers before what is referred to. A test compares
/// the tables with the schema.
fn statements() -> [(&'static str, &'static str); 51] {
    [
        (
            "former_key",
            under!(
                "DELETE FROM former_key WHERE workspace = $1 AND (task IN (SELECT id FROM under) OR project IN (SELECT id FROM under))"
            ),
        ),
        (
            "closing",
            under!("DELETE FROM closing WHERE workspace = $1 AND task IN (SELECT id FROM under)"),
        ),
        (
            "task_assignee",
            under!(
                "DELETE FROM task_assignee WHERE workspace = $1 AND task IN (SELECT id FROM under)"
            ),
        ),
        (
            "outside_assignee",
            under!(
                "DELETE FROM outside_assignee WHERE workspace = $1 AND task IN (SELECT id FROM under)"
            ),
        ),
        (
            "task_link",
            under!(
                "DELETE FROM task_link WHERE workspace = $1 AND (predecessor IN (SELECT id FROM under) OR successor IN (SELECT id FROM under))"
            ),
        ),
        (
            "task_label",
            under!(
                "DELETE FROM task_label WHERE workspace = $1 AND task IN (SELECT id FROM under)"
            ),
        ),
        (
            "checklist_item",
            under!(
                "DELETE FROM checklist_item WHERE workspace = $1 AND task IN (SELECT id FROM under)"
            ),
        ),
        (
            "stop",
            under!("DELETE FROM stop WHERE workspace = $1 AND task IN (SELECT id FROM under)"),
        ),
        (
            "recurrence",
            under!(
                "DELETE FROM recurrence WHERE workspace = $1 AND task IN (SELECT id FROM under)"
            ),
        ),
        (
            "custom_value",
            under!(
                "DELETE FROM custom_value WHERE workspace = $1 AND (task IN (SELECT id FROM under) OR field IN (SELECT id FROM under))"
            ),
        ),
        (
            "custom_option",
            under!(
                "DELETE FROM custom_option WHERE workspace = $1 AND field IN (SELECT id FROM under)"
            ),
        ),
        (
            "custom_field",
            under!(
                "DELETE FROM custom_field WHERE workspace = $1 AND id IN (SELECT id FROM under)"
            ),
        ),
        (
            "watcher",
            under!("DELETE FROM watcher WHERE workspace = $1 AND record IN (SELECT id FROM under)"),
        ),
        (
            "mention",
            under!("DELETE FROM mention WHERE workspace = $1 AND record IN (SELECT id FROM under)"),
        ),
        (
            "notice",
            under!("DELETE FROM notice WHERE workspace = $1 AND record IN (SELECT id FROM under)"),
        ),
        (
            "from_file",
            under!(
                "DELETE FROM from_file WHERE workspace = $1 AND (record IN (SELECT id FROM under) OR project IN (SELECT id FROM under))"
            ),
        ),
        (
            "baseline_task",
            under!(
                "DELETE FROM baseline_task WHERE workspace = $1 AND (task IN (SELECT id FROM under) OR baseline IN (SELECT id FROM under))"
            ),
        ),
        (
            "baseline",
            under!("DELETE FROM baseline WHERE workspace = $1 AND id IN (SELECT id FROM under)"),
        ),
        (
            "search_word",
            under!(
                "DELETE FROM search_word WHERE workspace = $1 AND record IN (SELECT id FROM under)"
            ),
        ),
        (
            "comment",
            under!("DELETE FROM comment WHERE workspace = $1 AND id IN (SELECT id FROM under)"),
        ),
        (
            "file",
            under!("DELETE FROM file WHERE workspace = $1 AND id IN (SELECT id FROM under)"),
        ),
        // What was written in one's own log outlives the project it was about.
        (
            "journal_line",
            under!(
                "UPDATE journal_line SET project = NULL WHERE workspace = $1 AND project IN (SELECT id FROM under)"
            ),
        ),
        (
            "journal_line",
            under!(
                "DELETE FROM journal_line WHERE workspace = $1 AND id IN (SELECT id FROM under)"
            ),
        ),
        (
            "view_pin",
            under!("DELETE FROM view_pin WHERE workspace = $1 AND view IN (SELECT id FROM under)"),
        ),
        (
            "saved_view",
            under!("DELETE FROM saved_view WHERE workspace = $1 AND id IN (SELECT id FROM under)"),
        ),
        (
            "absence",
            under!("DELETE FROM absence WHERE workspace = $1 AND id IN (SELECT id FROM under)"),
        ),
        (
            "task",
            under!(
                "UPDATE task SET deliverable = NULL WHERE workspace = $1 AND deliverable IN (SELECT id FROM under)"
            ),
        ),
        (
            "task",
            under!(
                "UPDATE task SET calendar = NULL WHERE workspace = $1 AND calendar IN (SELECT id FROM under)"
            ),
        ),
        (
            "task",
            under!(
                "UPDATE task SET iteration = NULL WHERE workspace = $1 AND iteration IN (SELECT id FROM under)"
            ),
        ),
        (
            "task",
            under!(
                "UPDATE task SET release = NULL WHERE workspace = $1 AND release IN (SELECT id FROM under)"
            ),
        ),
        (
            "task",
            under!("DELETE FROM task WHERE workspace = $1 AND id IN (SELECT id FROM under)"),
        ),
        (
            "iteration",
            under!("DELETE FROM iteration WHERE workspace = $1 AND id IN (SELECT id FROM under)"),
        ),
        (
            "release",
            under!("DELETE FROM release WHERE workspace = $1 AND id IN (SELECT id FROM under)"),
        ),
        (
            "deliverable",
            under!("DELETE FROM deliverable WHERE workspace = $1 AND id IN (SELECT id FROM under)"),
        ),
        (
            "status",
            under!("DELETE FROM status WHERE workspace = $1 AND project IN (SELECT id FROM under)"),
        ),
        (
            "project_health",
            under!(
                "DELETE FROM project_health WHERE workspace = $1 AND project IN (SELECT id FROM under)"
            ),
        ),
        (
            "project_contact",
            under!(
                "DELETE FROM project_contact WHERE workspace = $1 AND (project IN (SELECT id FROM under) \
                 OR contact IN (SELECT k.id FROM contact k WHERE k.workspace = $1 AND k.client IN (SELECT id FROM under)))"
            ),
        ),
        (
            "project_member",
            under!(
                "DELETE FROM project_member WHERE workspace = $1 AND project IN (SELECT id FROM under)"
            ),
        ),
        // A project that outlives its client or calendar has none.
        (
            "project",
            under!(
                "UPDATE project SET client = NULL WHERE workspace = $1 AND client IN (SELECT id FROM under)"
            ),
        ),
        (
            "project",
            under!(
                "UPDATE project SET calendar = NULL WHERE workspace = $1 AND calendar IN (SELECT id FROM under)"
            ),
        ),
        (
            "project",
            under!("DELETE FROM project WHERE workspace = $1 AND id IN (SELECT id FROM under)"),
        ),
        (
            "calendar",
            under!(
                "UPDATE calendar SET base = NULL WHERE workspace = $1 AND base IN (SELECT id FROM under)"
            ),
        ),
        (
            "calendar_hours",
            under!(
                "DELETE FROM calendar_hours WHERE workspace = $1 AND calendar IN (SELECT id FROM under)"
            ),
        ),
        (
            "calendar_day",
            under!(
                "DELETE FROM calendar_day WHERE workspace = $1 AND calendar IN (SELECT id FROM under)"
            ),
        ),
        (
            "calendar",
            under!("DELETE FROM calendar WHERE workspace = $1 AND id IN (SELECT id FROM under)"),
        ),
        (
            "contact",
            under!("DELETE FROM contact WHERE workspace = $1 AND client IN (SELECT id FROM under)"),
        ),
        (
            "client",
            under!("DELETE FROM client WHERE workspace = $1 AND id IN (SELECT id FROM under)"),
        ),
        (
            "audience_name",
            under!(
                "DELETE FROM audience_name WHERE workspace = $1 AND record IN (SELECT id FROM under)"
            ),
        ),
        (
            "cause",
            under!("DELETE FROM cause WHERE workspace = $1 AND effect IN (SELECT id FROM under)"),
        ),
        (
            "cause",
            under!("DELETE FROM cause WHERE workspace = $1 AND cause IN (SELECT id FROM under)"),
        ),
        (
            "record",
            under!("DELETE FROM record WHERE workspace = $1 AND id IN (SELECT id FROM under)"),
        ),
    ]
}

/// The tables from which a purge removes rows.
pub fn tables() -> Vec<&'static str> {
    statements().iter().map(|(table, _)| *table).collect()
}
