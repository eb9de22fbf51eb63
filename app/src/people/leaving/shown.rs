//! What the store found of a leaver, as the page shows it: work under its project, people under what they may take.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::access::{ChangeRoles, ProjectRole, WorkspaceRole};
use domain::id::MemberId;
use domain::people::leaving as rule;
use store::keys::Granted;
use store::people::leaving::{Also, Held, Stays};
use uuid::Uuid;

use super::api::{Choice, Leaving, Project, Task};
use crate::people::shown::day;

pub fn leaving(
    workspace: String,
    key: &Granted<ChangeRoles>,
    member: MemberId,
    today: NaiveDate,
    held: Held,
) -> Leaving {
    let own = key.member() == member;
    let projects = projects(&held, today);
    let able = |may: fn(WorkspaceRole) -> bool| everybody(&held.stays, may);
    let mut workers: Vec<Choice> = projects.iter().flat_map(|p| p.workers.clone()).collect();
    workers.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    workers.dedup();
    let views = held.views.iter().map(|view| {
        let to = match (&view.key, view.place.as_str()) {
            (Some(key), _) => format!("/{workspace}/p/{key}/list"),
            (None, "mine") => format!("/{workspace}/mine"),
            (None, _) => format!("/{workspace}/tasks"),
        };
        (view.name.clone(), to)
    });
    Leaving {
        views: views.collect(),
        workspace,
        member: member.to_string(),
        own,
        seen: held.seen.written(),
        asks_owner: held.leaver.is_last_owner(),
        people: able(|_| true),
        leads: able(rule::takes_lead),
        workers,
        series: held
            .series
            .iter()
            .filter(|one| one.seen)
            .map(also)
            .collect(),
        hidden_series: count(held.series.iter().filter(|one| !one.seen)),
        groups: held.groups.into_iter().map(|group| group.name).collect(),
        invited: held.invited.into_iter().map(|one| one.name).collect(),
        projects,
        hidden: held.leaver.hidden,
        watched: held.leaver.watched,
        private_views: held.leaver.private_views,
        imports: held.leaver.imports,
        sessions: held.leaver.sessions,
        elsewhere: held.leaver.elsewhere,
        role: held.leaver.role,
        name: held.leaver.name,
    }
}

fn count(of: impl Iterator) -> i64 {
    i64::try_from(of.count()).unwrap_or(i64::MAX)
}

/// Everybody who stays and may: each once.
fn everybody(stays: &[Stays], may: fn(WorkspaceRole) -> bool) -> Vec<Choice> {
    let able = |one: &&Stays| WorkspaceRole::parse(&one.role).is_ok_and(may);
    let mut all: Vec<Choice> = stays.iter().filter(able).map(choice).collect();
    // They come by name: the rows of one person stand together.
    all.dedup();
    all
}

fn choice(one: &Stays) -> Choice {
    (one.member.to_string(), one.name.clone())
}

/// Those of a project's people who may.
fn of_project(
    stays: &[Stays],
    project: Uuid,
    may: fn(WorkspaceRole, Option<ProjectRole>) -> bool,
) -> Vec<Choice> {
    let able = |one: &&Stays| {
        let as_what = one.in_project.as_deref();
        let as_what = as_what.and_then(|role| ProjectRole::parse(role).ok());
        let role = WorkspaceRole::parse(&one.role);
        one.project == Some(project) && role.is_ok_and(|role| may(role, as_what))
    };
    stays.iter().filter(able).map(choice).collect()
}

/// Projects by name: those they are in, and those in which they are not but have something to do.
fn projects(held: &Held, today: NaiveDate) -> Vec<Project> {
    let mut all = Projects {
        stays: &held.stays,
        by_name: BTreeMap::new(),
    };
    for project in &held.projects {
        let shown = all.of(project.id, &project.key, &project.title);
        shown.role.clone_from(&project.role);
        shown.in_trash = project.in_trash;
        shown.alone = project.is_led() && project.other_leads == 0;
    }
    for task in &held.tasks {
        let shown = all.of(task.project, &task.letters, &task.project_title);
        shown.open = task.of_project;
        shown.tasks.push(Task {
            code: format!("{}-{}", task.letters, task.number),
            title: task.title.clone(),
            days: match (task.start_day, task.finish_day) {
                (Some(first), Some(last)) if first != last => (day(first, today), day(last, today)),
                (Some(one), _) | (_, Some(one)) => (day(one, today), String::new()),
                (None, None) => Default::default(),
            },
            repeats: task.repeats,
        });
    }
    for wait in held.waits.iter().filter(|wait| wait.seen) {
        let shown = all.of(wait.project, &wait.letters, &wait.project_title);
        shown.waits.push(also(wait));
    }
    all.by_name.into_values().collect()
}

struct Projects<'a> {
    stays: &'a [Stays],
    by_name: BTreeMap<(String, Uuid), Project>,
}

impl Projects<'_> {
    fn of(&mut self, id: Uuid, key: &str, title: &str) -> &mut Project {
        let place = (domain::text::fold(title), id);
        let stays = self.stays;
        self.by_name.entry(place).or_insert_with(|| Project {
            id: id.to_string(),
            key: key.to_owned(),
            title: title.to_owned(),
            leads: of_project(stays, id, |role, _| rule::takes_lead(role)),
            workers: of_project(stays, id, rule::takes_work),
            ..Project::default()
        })
    }
}

fn also(one: &Also) -> Task {
    Task {
        code: format!("{}-{}", one.letters, one.number),
        title: one.title.clone(),
        days: Default::default(),
        repeats: false,
    }
}
