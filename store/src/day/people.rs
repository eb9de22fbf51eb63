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

/// Projects read, the reader's own first; and who is in them, whoever leads first.
const PROJECTS: i64 = 600;
const PEOPLE: i64 = 3000;
/// Absences that are new.
const AWAY: i64 = 100;
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
    /// `project`, `person` in one, or `away`.
    what: String,
    id: Uuid,
    key: String,
    title: String,
    zone: String,
    client: Option<String>,
    member: Option<Uuid>,
    name: Option<String>,
    /// In the project: the person's, or of a project the reader's own.
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
    /// There are more projects or people than are read.
    pub is_cut: bool,
    /// Absences that others have said since, of those whom the reader looks after.
    pub fresh_away: i64,
}

/// Which absences are new: said after an event, and on these days.
pub(super) struct Since {
    pub seq: i64,
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// Each of the parts up to its own limit, so that none is cut for another.
pub(super) async fn around(
    reader: &mut impl Reader,
    sight: &Sight,
    since: &Since,
    now: DateTime<Utc>,
) -> Result<Around> {
    let text = sql!(
        "SELECT w.what, w.id, w.key, w.title, w.zone, w.client, w.member, w.name, w.role, w.workspace_role FROM ( \
         SELECT j.* FROM (SELECT 'project' AS what, p.id, p.key, p.title, p.zone, cl.name AS client, CAST(NULL AS UUID) AS member, CAST(NULL AS TEXT) AS name, own.role, CAST(NULL AS TEXT) AS workspace_role FROM project p \
         JOIN record r ON r.workspace = p.workspace AND r.id = p.id LEFT JOIN client cl ON cl.workspace = p.workspace AND cl.id = p.client \
         LEFT JOIN project_member own ON own.workspace = p.workspace AND own.project = p.id AND own.member = $4 WHERE ",
        visible!(),
        " ORDER BY own.role IS NULL, p.title_folded, p.id LIMIT $5) j UNION ALL \
         SELECT k.* FROM (SELECT 'person' AS what, p.id, '' AS key, '' AS title, '' AS zone, CAST(NULL AS TEXT) AS client, m.id AS member, a.name, pm.role, m.role AS workspace_role FROM project p \
         JOIN record r ON r.workspace = p.workspace AND r.id = p.id JOIN project_member pm ON pm.workspace = p.workspace AND pm.project = p.id \
         JOIN member m ON m.workspace = pm.workspace AND m.id = pm.member AND m.left_at IS NULL JOIN account a ON a.id = m.account WHERE ",
        visible!(),
        " ORDER BY CASE WHEN pm.role = 'lead' THEN 0 ELSE 1 END, a.name, m.id, p.id LIMIT $6) k UNION ALL \
         SELECT n.* FROM (SELECT 'away' AS what, a.id, '' AS key, '' AS title, '' AS zone, CAST(NULL AS TEXT) AS client, a.member, CAST(NULL AS TEXT) AS name, CAST(NULL AS TEXT) AS role, CAST(NULL AS TEXT) AS workspace_role FROM event e \
         JOIN absence a ON a.workspace = e.workspace AND a.id = e.record JOIN record r ON r.workspace = a.workspace AND r.id = a.id \
         WHERE e.workspace = $1 AND e.seq > $7 AND e.actor <> $4 AND a.state = 'approved' AND a.last_day >= $8 AND a.first_day <= $9 AND r.trashed_at IS NULL \
         GROUP BY a.id, a.member ORDER BY a.id LIMIT $10) n) w"
    );
    let (me, own) = (sight.member().0, sight.role());
    let rows: Vec<Row> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(me)
        .bind(PROJECTS)
        .bind(PEOPLE)
        .bind(since.seq)
        .bind(since.first)
        .bind(since.last)
        .bind(AWAY)
        .fetch_all(c)
        .await)?;
    let count = |what: &str| rows.iter().filter(|row| row.what == what).count() as i64;
    let mut around = Around {
        projects: vec![],
        zones: HashMap::new(),
        in_projects: vec![],
        people: vec![],
        steers: steers(own, false),
        is_cut: count("project") == PROJECTS || count("person") == PEOPLE,
        fresh_away: 0,
    };
    let (mut persons, mut away) = (Vec::new(), Vec::new());
    for row in rows {
        match &*row.what {
            "project" => around.project(row, own, now),
            "person" => persons.push(row),
            _ => away.push(row.member),
        }
    }
    persons.sort_by(|a, b| (&a.name, a.member, a.id).cmp(&(&b.name, b.member, b.id)));
    for row in persons {
        around.person(row);
    }
    around.projects.sort_by(|a, b| a.key.cmp(&b.key));
    let looked_after = |member: Uuid| {
        let theirs = around.people.iter().any(|(one, _)| *one == member);
        member == me || (around.steers && theirs)
    };
    let fresh = away.into_iter().flatten().filter(|one| looked_after(*one));
    around.fresh_away = i64::try_from(fresh.count()).unwrap_or(AWAY);
    Ok(around)
}

impl Around {
    fn project(&mut self, row: Row, own: WorkspaceRole, now: DateTime<Utc>) {
        let role = row.role.and_then(|role| ProjectRole::parse(&role).ok());
        let standing = Standing {
            workspace: Some(own),
            project: role,
        };
        self.steers |= steers(own, role == Some(ProjectRole::Lead));
        self.projects.push(Project {
            id: row.id,
            key: row.key,
            title: row.title,
            client: row.client,
            today: zone::day_of(zone::of(&row.zone), now),
            may_edit: standing.may(Right::EditTasks),
        });
        self.zones.insert(row.id, row.zone);
    }

    /// Of those who come by name.
    fn person(&mut self, row: Row) {
        let (Some(member), Some(name)) = (row.member, row.name) else {
            return;
        };
        let role = row.role.and_then(|role| ProjectRole::parse(&role).ok());
        let workspace = row.workspace_role;
        let standing = Standing {
            workspace: workspace.and_then(|role| WorkspaceRole::parse(&role).ok()),
            project: role,
        };
        self.in_projects.push(InProject {
            project: row.id,
            member,
            is_lead: role == Some(ProjectRole::Lead),
            works: standing.may(Right::EditTasks),
        });
        if self.people.last().is_none_or(|(last, _)| *last != member) {
            self.people.push((member, name));
        }
    }
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
