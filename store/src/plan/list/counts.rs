//! How many tasks a list has, and each of its groups.

use domain::plan::list::{Ask, Group};
use sqlx::FromRow;
use uuid::Uuid;

use super::ids::{due, group};
use super::kept::{Kept, bind_kept, kept};
use crate::db::{Reader, on};
use crate::error::Result;
use crate::sql::{named, sql};

/// A group of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// As a row names its group: an id, or a category's code where groups go across projects; empty for what is in none.
    pub key: String,
    /// A state's or deliverable's own name, a person's, a project's title. Empty: a state's default name, or none.
    pub name: String,
    /// The category, where it is a state.
    pub category: Option<String>,
    pub count: i64,
}

#[derive(FromRow)]
struct Row {
    group_id: Option<Uuid>,
    group_code: Option<String>,
    name: Option<String>,
    count: i64,
}

/// What a group is called in a row and among the counts.
pub(super) fn key(id: Option<Uuid>, code: Option<&str>) -> String {
    id.map(|id| id.to_string())
        .or_else(|| code.map(str::to_owned))
        .unwrap_or_default()
}

macro_rules! counted {
    ($group:expr, $name:literal) => {
        concat!(
            "SELECT x.group_id, x.group_code, MIN(", $name, ") AS name, COUNT(*) AS count FROM (SELECT ",
            $group, " ", kept!("(p.id = $4 OR $4 <> $5)"),
            ") x GROUP BY x.group_one, x.group_two, x.group_id, x.group_code ORDER BY x.group_one IS NULL, x.group_one, x.group_two, x.group_id LIMIT 1000"
        )
    };
}

/// The total, and the groups in their order.
pub(super) async fn count(
    reader: &mut impl Reader,
    kept: &Kept,
    ask: &Ask,
) -> Result<(i64, Vec<Counted>)> {
    let text = match ask.group {
        // Everything there is: counted by the index of live records alone.
        Group::None if ask.filter.is_empty() && kept.mine.is_none() => {
            let text = sql!(
                "SELECT COUNT(*) FROM project p CROSS JOIN record home CROSS JOIN record r WHERE p.workspace = $1 AND (p.id = $4 OR $4 <> $5) \
                 AND home.workspace = p.workspace AND home.id = p.id AND home.trashed_at IS NULL \
                 AND ($3 OR EXISTS (SELECT 1 FROM project_member pm WHERE pm.workspace = p.workspace AND pm.member = $2 AND pm.project = p.id)) \
                 AND r.workspace = p.workspace AND r.project = p.id AND r.kind = 'task' AND r.trashed_at IS NULL AND ",
                named!("r")
            );
            let total: i64 = on!(reader.conn(), |c| sqlx::query_scalar(text)
                .bind(kept.workspace)
                .bind(kept.eyes)
                .bind(kept.every)
                .bind(kept.first)
                .bind(kept.last)
                .fetch_one(c)
                .await)?;
            return Ok((total, Vec::new()));
        }
        Group::None => {
            let text = sql!("SELECT COUNT(*) ", kept!("(p.id = $4 OR $4 <> $5)"));
            let total: i64 = on!(reader.conn(), |c| bind_kept!(
                sqlx::query_scalar(text),
                kept
            )
            .fetch_one(c)
            .await)?;
            return Ok((total, Vec::new()));
        }
        Group::Status => sql!(counted!(group!(status), "x.group_name")),
        Group::Assignee => sql!(counted!(group!(assignee), "x.group_one")),
        Group::Deliverable => sql!(counted!(group!(deliverable), "x.group_two")),
        Group::Iteration => sql!(counted!(group!(iteration), "x.group_two")),
        Group::Release => sql!(counted!(group!(release), "x.group_two")),
        Group::Project => sql!(counted!(group!(project), "x.group_name")),
        Group::Due => sql!(counted!(group!(due "$52", "$53", "$54"), "x.group_name")),
        Group::Own => sql!(counted!(group!(own "$52"), "x.group_name")),
    };
    let by_due = ask.group == Group::Due;
    let rows: Vec<Row> = on!(reader.conn(), |c| {
        let mut query = bind_kept!(sqlx::query_as(text), kept);
        if by_due {
            let [here, ahead, behind] = kept.weeks();
            query = query.bind(here).bind(ahead).bind(behind);
        }
        if ask.group == Group::Own {
            query = query.bind(ask.group_field);
        }
        query.fetch_all(c).await
    })?;
    let total = rows.iter().map(|row| row.count).sum();
    let groups = rows
        .into_iter()
        .map(|row| Counted {
            key: key(row.group_id, row.group_code.as_deref()),
            name: row.name.unwrap_or_default(),
            category: row.group_code,
            count: row.count,
        })
        .collect();
    Ok((total, groups))
}
