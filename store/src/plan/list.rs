//! Lists of tasks: of a project, of all projects one sees, one's own. A page is a fixed number of statements, however
//! many tasks there are: the ids in their order, what is counted, and then what the rows say.

mod broken;
mod counts;
mod ids;
pub(super) mod kept;
mod rows;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::plan::links::End;
use domain::plan::list::{Ask, Group, ROWS, Scope, Sort};
use domain::plan::status::State;
use domain::plan::stopping::MoverKind;
use domain::plan::summary::Summary;
use domain::plan::task::TaskKind;
use domain::time::{Span, When};
use uuid::Uuid;

use super::wbs::{self, Places};
use crate::Db;
use crate::db::now;
use crate::error::Result;
use crate::keys::Sight;
use crate::people::calendar::Origin;

pub use counts::Counted;

/// A page of a list.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    pub rows: Vec<Row>,
    /// Tasks that the filter lets through, on all pages.
    pub total: i64,
    /// The groups in their order, each with its number of tasks on all pages; none without grouping.
    pub groups: Vec<Counted>,
    /// Whether a link was judged by hours that nobody has said (Monday to Friday, nine to five).
    pub assumed_hours: bool,
}

/// A task in a list.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: Uuid,
    pub project: Uuid,
    pub project_key: String,
    pub project_title: String,
    pub number: i64,
    pub title: String,
    /// The key of its group among [`Listed::groups`]; empty without grouping.
    pub group: String,
    /// 1 at the top.
    pub level: usize,
    pub wbs: String,
    pub parent: Uuid,
    /// Tasks are below it: it is a summary.
    pub has_children: bool,
    pub status: State,
    pub kind: TaskKind,
    pub deliverable: Option<(Uuid, String)>,
    pub iteration: Option<(Uuid, String)>,
    pub release: Option<(Uuid, String)>,
    /// Hundredths of a point.
    pub points: Option<i64>,
    pub assignees: Vec<Assigned>,
    pub labels: Vec<Labelled>,
    /// What it says in the fields that were asked for: the field, and the value as it is read.
    pub own: Vec<(Uuid, String)>,
    pub effort: Option<i64>,
    pub duration: Option<Span>,
    /// What "1 day" is in its project.
    pub minutes_per_day: i64,
    pub start: Option<When>,
    pub finish: Option<When>,
    pub deadline: Option<When>,
    /// Finish or deadline has passed in the project's zone, and it is not done.
    pub overdue: bool,
    pub percent: i64,
    pub comments: i64,
    /// Links to what it waits for, and to what waits for it.
    pub waits_for: i64,
    pub holds: i64,
    /// Lines of its checklist, and how many are ticked.
    pub items: i64,
    pub ticked: i64,
    /// It comes again.
    pub repeats: bool,
    pub stop: Option<Stopped>,
    /// Dates that break a link, each with the earliest that keeps it.
    pub breaks: Vec<Broken>,
    /// What it shows as a summary: its own dates and effort stay what they are.
    pub summary: Option<Summary>,
    pub version: i64,
}

impl Row {
    /// `NGT-42`.
    pub fn key(&self) -> String {
        format!("{}-{}", self.project_key, self.number)
    }

    /// The earliest date of this end that keeps all links, where it breaks one.
    pub fn earliest(&self, end: End) -> Option<When> {
        let ends = self.breaks.iter().filter(|broken| broken.end == end);
        ends.map(|broken| broken.earliest).max()
    }
}

/// Who does it. Without a member: somebody named by a file who is nobody here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    pub member: Option<Uuid>,
    pub name: String,
    /// Thousandths of their day.
    pub units: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    pub id: Uuid,
    pub name: String,
}

/// Why it does not go on, and whose move it is.
#[derive(Clone, Debug)]
pub struct Stopped {
    pub because: String,
    pub mover_kind: MoverKind,
    /// A member's or an outsider's name; nothing for the client.
    pub mover_name: String,
    pub mover: Option<Uuid>,
    pub since: DateTime<Utc>,
}

/// A date that breaks a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub link: Uuid,
    /// The key of what it waits for: `NGT-3`.
    pub predecessor: String,
    pub end: End,
    /// The earliest date that keeps the link, and the finish that has to go along with it.
    pub earliest: When,
    pub along: Option<When>,
}

/// Reads a page.
pub async fn list(db: &Db, sight: &Sight, ask: &Ask) -> Result<Listed> {
    let ask = &Ask {
        limit: ask.limit.clamp(1, ROWS),
        offset: ask.offset.max(0),
        ..ask.clone()
    };
    let mut reader = db.hold().await?;
    let now = now();
    let kept = kept::asked(&mut reader, sight, ask, now).await?;
    let found = ids::page(&mut reader, &kept, ask).await?;
    let (total, groups) = counts::count(&mut reader, &kept, ask).await?;
    let ids: Vec<Uuid> = found.iter().map(|found| found.id).collect();
    if ids.is_empty() {
        return Ok(Listed {
            total,
            groups,
            ..Listed::default()
        });
    }
    let mut details = rows::details(&mut reader, sight, &ids, &ask.columns, now).await?;
    let places = places(&mut reader, sight, ask, &ids, &details.rows).await?;
    let rows = found
        .into_iter()
        .filter_map(|found| {
            let mut row = details.rows.remove(&found.id)?;
            row.row.wbs = places.code(row.row.project, &row.outline);
            row.row.group = found.group();
            Some(row.row)
        })
        .collect();
    Ok(Listed {
        rows,
        total,
        groups,
        assumed_hours: details.origins.contains(&Origin::Assumed),
    })
}

/// In the order of the outline, with nothing left out, codes are counted on from the first; else each is looked up.
async fn places(
    reader: &mut impl crate::db::Reader,
    sight: &Sight,
    ask: &Ask,
    ids: &[Uuid],
    rows: &HashMap<Uuid, rows::Detailed>,
) -> Result<Places> {
    let in_a_row = ask.sort == Sort::Outline && ask.group == Group::None && ask.filter.is_empty();
    let ends = (
        ids.first().and_then(|id| rows.get(id)),
        ids.last().and_then(|id| rows.get(id)),
    );
    match (ask.scope, ends) {
        (Scope::Project(project), (Some(first), Some(last))) if in_a_row => {
            wbs::of_run(
                reader,
                sight.workspace(),
                project,
                &first.outline,
                &last.outline,
            )
            .await
        }
        _ => wbs::of_any(reader, sight.workspace(), ids).await,
    }
}
