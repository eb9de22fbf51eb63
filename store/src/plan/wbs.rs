//! WBS codes: the place of a task and of all above it among their siblings, `2.1.3`. Derived when read, never stored;
//! what lies in the trash has no place.

use std::collections::HashMap;

use domain::id::WorkspaceId;
use domain::plan::outline::{self, DIGITS};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Reader, on};
use crate::error::Result;
use crate::sql::{bind_hundred, hundred, sql, upwards};

/// Places by project and outline.
#[derive(Default)]
pub(crate) struct Places(HashMap<(Uuid, String), i64>);

impl Places {
    pub fn put(&mut self, project: Uuid, outline: String, nth: i64) {
        self.0.insert((project, outline), nth);
    }

    /// The code of the task at this outline; empty where a place is not known.
    pub fn code(&self, project: Uuid, outline: &str) -> String {
        let mut code = String::new();
        for level in 1..=outline::level(outline) {
            let Some(up) = outline.get(..level * DIGITS) else {
                return String::new();
            };
            let Some(place) = self.0.get(&(project, up.to_owned())) else {
                return String::new();
            };
            if level > 1 {
                code.push('.');
            }
            code.push_str(&place.to_string());
        }
        code
    }
}

/// The tasks in the trash, `away`, found once by the index of what lies there: siblings are counted by the index of
/// the outline alone, and those that are away taken off.
macro_rules! away {
    () => {
        "WITH away (id, parent, outline) AS MATERIALIZED (SELECT at.id, at.parent, at.outline FROM record ar CROSS JOIN task at \
         WHERE ar.workspace = $1 AND ar.trashed_at IS NOT NULL AND at.workspace = ar.workspace AND at.id = ar.id)"
    };
}
pub(super) use away;

/// The place of the task `$t` among its siblings.
macro_rules! nth {
    ($t:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM task sib WHERE sib.workspace = ",
            $t,
            ".workspace AND sib.parent = ",
            $t,
            ".parent AND sib.outline <= ",
            $t,
            ".outline) - (SELECT COUNT(*) FROM away aw WHERE aw.parent = ",
            $t,
            ".parent AND aw.outline <= ",
            $t,
            ".outline)"
        )
    };
}
pub(super) use nth;

#[derive(FromRow)]
struct Place {
    project: Uuid,
    outline: String,
    nth: i64,
}

/// The places of one task and of all above it: one statement.
pub(crate) async fn of_task(
    reader: &mut impl Reader,
    workspace: WorkspaceId,
    project: Uuid,
    outline: &str,
) -> Result<Places> {
    let text = sql!(
        away!(),
        " SELECT up.project, up.outline, ",
        nth!("up"),
        " AS nth FROM task up WHERE up.workspace = $1 AND up.project = $2 AND up.outline IN ",
        upwards!("$3"),
        " LIMIT 20"
    );
    let places: Vec<Place> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace.0)
        .bind(project)
        .bind(outline)
        .fetch_all(c)
        .await)?;
    Ok(gathered(places))
}

/// The places of what stands in a row in the outline, from the first to the last: the first one's by counting, the
/// others' by going on from there. Two statements, however many tasks the project has.
pub(crate) async fn of_run(
    reader: &mut impl Reader,
    workspace: WorkspaceId,
    project: Uuid,
    first: &str,
    last: &str,
) -> Result<Places> {
    let mut places = of_task(reader, workspace, project, first).await?;
    let text = sql!(
        "SELECT t.outline FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         WHERE t.workspace = $1 AND t.project = $2 AND t.outline > $3 AND t.outline <= $4 AND r.trashed_at IS NULL ORDER BY t.outline LIMIT 2000"
    );
    let run: Vec<String> = on!(reader.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace.0)
        .bind(project)
        .bind(first)
        .bind(last)
        .fetch_all(c)
        .await)?;
    // How many of each parent have been passed.
    let mut passed: HashMap<String, i64> = places
        .0
        .iter()
        .map(|((_, outline), nth)| (outline::above(outline).to_owned(), *nth))
        .collect();
    for outline in run {
        let nth = passed
            .entry(outline::above(&outline).to_owned())
            .or_default();
        *nth += 1;
        places.0.insert((project, outline), *nth);
    }
    Ok(places)
}

/// The places of any tasks, wherever they stand: one statement that numbers the siblings of each and of all above them.
pub(crate) async fn of_any(
    reader: &mut impl Reader,
    workspace: WorkspaceId,
    tasks: &[Uuid],
) -> Result<Places> {
    let text = sql!(
        away!(),
        ", wanted (id, parent, project, outline) AS (SELECT DISTINCT up.id, up.parent, up.project, up.outline FROM task it \
         JOIN task up ON up.workspace = it.workspace AND up.project = it.project AND up.outline IN ",
        upwards!("it.outline"),
        " WHERE it.workspace = $1 AND it.id IN (",
        hundred!(),
        ")) SELECT w.project, w.outline, x.nth FROM (SELECT t.id, ROW_NUMBER() OVER (PARTITION BY t.parent ORDER BY t.outline) AS nth \
         FROM task t WHERE t.workspace = $1 AND t.parent IN (SELECT w.parent FROM wanted w) AND t.id NOT IN (SELECT a.id FROM away a)) x \
         JOIN wanted w ON w.id = x.id ORDER BY w.id LIMIT $2 OFFSET $3"
    );
    let places: Vec<Place> = on!(reader.conn(), |c| bind_hundred!(
        sqlx::query_as(text)
            .bind(workspace.0)
            .bind(2000_i64)
            .bind(0_i64),
        tasks
    )
    .fetch_all(c)
    .await)?;
    Ok(gathered(places))
}

fn gathered(places: Vec<Place>) -> Places {
    Places(
        places
            .into_iter()
            .map(|place| ((place.project, place.outline), place.nth))
            .collect(),
    )
}
