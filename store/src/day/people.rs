//! The projects that a reader sees, who is in them, and the days of each.

use std::collections::HashMap;

use chrono::{DateTime, Days as Span, NaiveDate, Utc};
use domain::access::{ProjectRole, Right, Standing, WorkspaceRole};
use domain::day::load::{Day, Days};
use domain::day::morning::{Away, InProject, Person, Project};
use domain::id::MemberId;
use domain::people::absence::Part;
use domain::people::capacity::Time;
use sqlx::FromRow;
use uuid::Uuid;

use super::log::Told;
use crate::db::{Reader, on};
use crate::error::Result;
use crate::keys::Sight;
use crate::people::capacity::Times;
use crate::people::holidays::Kept;
use crate::people::zone;
use crate::sql::{sql, visible};

/// Rows of projects with their people.
const ROWS: i64 = 600;
/// Days of each person that are known one by one; beyond them they are as usual.
pub(super) const DAYS: u64 = 35;

/// Whether someone steers projects: by what they are here, or because they lead one.
fn steers(role: WorkspaceRole, leads: bool) -> bool {
    leads
        || matches!(
            role,
            WorkspaceRole::Owner | WorkspaceRole::Admin | WorkspaceRole::Manager
        )
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    key: String,
    title: String,
    zone: String,
    client: Option<String>,
    member: Option<Uuid>,
    name: Option<String>,
    role: Option<String>,
    workspace_role: Option<String>,
}

/// Projects with their zones, and everybody in them by name.
pub(super) struct Around {
    pub projects: Vec<Project>,
    pub zones: HashMap<Uuid, String>,
    pub in_projects: Vec<InProject>,
    /// By name.
    pub people: Vec<(Uuid, String)>,
    pub steers: bool,
}

pub(super) async fn around(
    reader: &mut impl Reader,
    sight: &Sight,
    now: DateTime<Utc>,
) -> Result<Around> {
    let text = sql!(
        "SELECT p.id, p.key, p.title, p.zone, cl.name AS client, m.id AS member, a.name, pm.role, m.role AS workspace_role FROM project p \
         JOIN record r ON r.workspace = p.workspace AND r.id = p.id LEFT JOIN client cl ON cl.workspace = p.workspace AND cl.id = p.client \
         LEFT JOIN project_member pm ON pm.workspace = p.workspace AND pm.project = p.id \
         LEFT JOIN member m ON m.workspace = pm.workspace AND m.id = pm.member AND m.left_at IS NULL LEFT JOIN account a ON a.id = m.account WHERE ",
        visible!(),
        " ORDER BY a.name IS NULL, a.name, m.id, p.title_folded, p.id LIMIT $4"
    );
    let rows: Vec<Row> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(ROWS)
        .fetch_all(c)
        .await)?;
    let (me, own) = (sight.member().0, sight.role());
    let mut around = Around {
        projects: vec![],
        zones: HashMap::new(),
        in_projects: vec![],
        people: vec![],
        steers: steers(own, false),
    };
    let mut mine: HashMap<Uuid, ProjectRole> = HashMap::new();
    for row in rows {
        if let (Some(member), Some(name)) = (row.member, row.name) {
            let role = row.role.and_then(|role| ProjectRole::parse(&role).ok());
            let standing = Standing {
                workspace: row
                    .workspace_role
                    .and_then(|role| WorkspaceRole::parse(&role).ok()),
                project: role,
            };
            let is_lead = role == Some(ProjectRole::Lead);
            around.in_projects.push(InProject {
                project: row.id,
                member,
                is_lead,
                works: standing.may(Right::EditTasks),
            });
            if around.people.last().is_none_or(|(last, _)| *last != member) {
                around.people.push((member, name));
            }
            if let (true, Some(role)) = (member == me, role) {
                mine.insert(row.id, role);
                around.steers |= steers(own, is_lead);
            }
        }
        if around.zones.contains_key(&row.id) {
            continue;
        }
        around.projects.push(Project {
            id: row.id,
            key: row.key,
            title: row.title,
            client: row.client,
            today: zone::day_of(zone::of(&row.zone), now),
            may_edit: false,
        });
        around.zones.insert(row.id, row.zone);
    }
    for project in &mut around.projects {
        let standing = Standing {
            workspace: Some(own),
            project: mine.get(&project.id).copied(),
        };
        project.may_edit = standing.may(Right::EditTasks);
    }
    Ok(around)
}

/// Whose doings this reader's log tells of.
pub(super) async fn told(reader: &mut impl Reader, sight: &Sight) -> Result<Told> {
    let text = sql!(
        "SELECT COUNT(*) FROM project_member pm WHERE pm.workspace = $1 AND pm.member = $2 AND pm.role = 'lead'"
    );
    let leads: i64 = on!(reader.conn(), |c| sqlx::query_scalar(text)
        .bind(sight.workspace().0)
        .bind(sight.member().0)
        .fetch_one(c)
        .await)?;
    Ok(if steers(sight.role(), leads > 0) {
        Told::Everybody
    } else {
        Told::Own
    })
}

/// Someone's days from `first` on, and their time away.
pub(super) fn person(times: &Times, (member, name): (Uuid, String), first: NaiveDate) -> Person {
    let time = times.of(MemberId(member));
    let here = Time {
        away: vec![],
        ..time.clone()
    };
    let days = first.iter_days().take(DAYS as usize).map(|day| {
        let known = time.on(day, &Kept);
        let own = here.on(day, &Kept).minutes;
        // Whoever is away all day has no time then, also when their week is not known.
        let free = known.minutes?;
        Some(Day {
            own: own.unwrap_or(free),
            free,
            is_away: known.away.is_some(),
        })
    });
    Person {
        member,
        name,
        days: Days {
            first,
            days: days.collect(),
        },
        away: time
            .away
            .iter()
            .map(|span| Away {
                first: span.first_day,
                last: span.last_day,
                is_half: span.first_day == span.last_day && span.first_part != Part::Whole,
            })
            .collect(),
    }
}

/// The last day that is read of people's time.
pub(super) fn horizon(first: NaiveDate) -> NaiveDate {
    first.checked_add_days(Span::new(DAYS)).unwrap_or(first)
}
