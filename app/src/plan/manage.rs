//! What a project's Overview and Settings read; what their forms do is in [`changes`] and [`fields`].

pub mod changes;
pub mod fields;

use crate::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::Fault;
use crate::plan::own::OwnField;
use crate::platform::history::Happened;
#[cfg(feature = "ssr")]
use crate::session::{here, moment};
use crate::talk::api::Talk;
use crate::ui::prose::SafeHtml;
use crate::ui::time::Moment;
#[cfg(feature = "ssr")]
use domain::access::{self, ManageProject, Right};
#[cfg(feature = "ssr")]
use domain::id::RecordId;
#[cfg(feature = "ssr")]
use domain::{edit, plan::workflow};

/// The head that each page of a project wears.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
    pub workspace: String,
    pub id: String,
    pub key: String,
    pub title: String,
    pub client: Option<String>,
    pub people: Vec<Person>,
    pub manages: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub role: String,
}

/// What was said of how the project stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Health {
    pub health: String,
    pub reason: String,
    pub by: Option<String>,
    pub at: Moment,
    /// Days since, when it is more than a week.
    pub old: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Deliverable {
    pub id: String,
    pub title: String,
    /// As it was typed, and as it is read.
    pub description: String,
    pub html: SafeHtml,
    pub tasks: i64,
    pub done: i64,
}

/// A project's work in figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Work {
    pub open: i64,
    pub done: i64,
    pub late: i64,
    pub start: Option<String>,
    pub finish: Option<String>,
    pub next: Option<Next>,
}

/// The next deadline: its day and the task's name and title.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Next {
    pub day: String,
    pub code: String,
    pub title: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub head: Head,
    pub description: SafeHtml,
    pub zone: String,
    pub calendar: Option<String>,
    pub minutes_per_day: i64,
    pub work: Work,
    pub health: Option<Health>,
    pub deliverables: Vec<Deliverable>,
    /// The client's people: name, and whether they decide.
    pub contacts: Vec<(String, bool)>,
    pub talk: Talk,
}

#[server(input = GetUrl, endpoint = "plan/overview")]
pub async fn read_overview(workspace: String, key: String) -> Result<Overview, Fault> {
    use crate::markdown::{Around, markdown};
    use crate::session::{day, today};
    let here = here()?;
    let sight = here.sight(&workspace).await?;
    let db = &here.db;
    let project = store::plan::project::project(db, &sight, &key.to_uppercase()).await?;
    let id = RecordId(project.id);
    let now = today(&project.zone);
    let people = store::plan::project::project_people(db, &sight, id).await?;
    let named = people.iter().map(|p| (p.member, p.name.as_str()));
    let around = Around::with(&here, &sight, named).await?;
    let work = store::plan::project::work(db, &sight, id, now).await?;
    let next = match work.open {
        0 => None,
        _ => store::plan::project::next_due(db, &sight, id, now).await?,
    };
    let health = store::plan::health::health(db, &sight, id, 1).await?;
    let deliverables = store::plan::deliverable::deliverables(db, &sight, id).await?;
    let contacts = match project.client {
        Some(_) => store::clients::contacts_of_project(db, &sight, id).await?,
        None => vec![],
    };
    let on = crate::talk::read::On {
        record: id,
        client: project.client.clone(),
        may_comment: project.may(&sight, Right::Comment),
        readers: store::audience::readers(db, &sight, id, Right::ReadTalk).await?,
        by_name: false,
    };
    let talk = crate::talk::read::talk(&here, &sight, &around, on).await?;
    let zone = here.signed()?.zone.clone();
    let shown = |date: Option<chrono::NaiveDate>| date.map(|d| day(d, &project.zone));
    Ok(Overview {
        description: markdown(&project.description, &around),
        zone: project.zone.clone(),
        calendar: project.calendar_name.clone(),
        minutes_per_day: project.minutes_per_day,
        work: Work {
            open: work.open,
            done: work.closed,
            late: work.late,
            start: shown(work.start),
            finish: shown(work.finish),
            next: next.map(|due| Next {
                day: day(due.deadline, &project.zone),
                code: format!("{}-{}", project.key, due.number),
                title: due.title,
            }),
        },
        health: health.into_iter().next().map(|h| said(h, &zone)),
        deliverables: deliverables
            .into_iter()
            .map(|d| deliverable(d, &around))
            .collect(),
        contacts: contacts.into_iter().map(|c| (c.name, c.decides)).collect(),
        talk,
        head: head(workspace, &sight, &project, people),
    })
}

#[cfg(feature = "ssr")]
fn head(
    workspace: String,
    sight: &store::keys::Sight,
    project: &store::plan::project::Project,
    people: Vec<store::plan::project::InProject>,
) -> Head {
    Head {
        workspace,
        id: project.id.to_string(),
        key: project.key.clone(),
        title: project.title.clone(),
        client: project.client.clone(),
        people: people
            .into_iter()
            .map(|p| Person {
                id: p.member.to_string(),
                name: p.name,
                role: p.role,
            })
            .collect(),
        manages: project.may(sight, Right::ManageProject),
    }
}

#[cfg(feature = "ssr")]
fn said(health: store::plan::health::Health, zone: &str) -> Health {
    let days = (chrono::Utc::now() - health.said_at).num_days();
    Health {
        health: health.health,
        reason: health.reason,
        by: health.by,
        at: moment(health.said_at, zone),
        old: (days > 7).then_some(days),
    }
}

#[cfg(feature = "ssr")]
fn deliverable(
    of: store::plan::deliverable::Deliverable,
    around: &crate::markdown::Around,
) -> Deliverable {
    Deliverable {
        id: of.id.to_string(),
        title: of.title,
        html: crate::markdown::markdown(&of.description, around),
        description: of.description,
        tasks: of.tasks,
        done: of.done,
    }
}

/// Days of one calendar that a page shows.
#[cfg(feature = "ssr")]
const DAYS: usize = 60;

#[cfg(feature = "ssr")]
fn brought_calendar(
    of: store::people::calendars::Kept,
    today: chrono::NaiveDate,
) -> BroughtCalendar {
    let days = of.days;
    let mut calendar = crate::people::shown::calendar(of, today, false);
    calendar.days.truncate(DAYS);
    BroughtCalendar { calendar, days }
}

/// A state of the project's work.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Status {
    pub id: String,
    pub name: String,
    pub category: String,
    /// How many tasks are to be in it at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    pub tasks: i64,
    /// What its form shows.
    pub was: String,
}

/// A calendar that came with the project's file, with its first days that differ, and how many it has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BroughtCalendar {
    pub calendar: crate::people::time::Calendar,
    pub days: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub head: Head,
    pub description: String,
    pub zone: String,
    pub zones: Vec<String>,
    pub minutes_per_day: String,
    /// Empty is the usual week.
    pub calendar: String,
    /// How it is worked, and what its work is estimated in.
    pub method: String,
    pub estimate: String,
    pub calendars: Vec<(String, String)>,
    /// Those that came with its file.
    pub brought: Vec<BroughtCalendar>,
    /// Empty is no client.
    pub client: String,
    pub clients: Vec<(String, String)>,
    /// Members who are not in the project.
    pub others: Vec<(String, String)>,
    pub health: Vec<Health>,
    pub statuses: Vec<Status>,
    pub deliverables: Vec<Deliverable>,
    pub fields: Vec<OwnField>,
    pub happened: Vec<Happened>,
}

#[server(input = GetUrl, endpoint = "plan/settings")]
pub async fn read_settings(workspace: String, key: String) -> Result<Settings, Fault> {
    use crate::markdown::Around;
    let here = here()?;
    let sight = here.sight(&workspace).await?;
    let db = &here.db;
    let project = store::plan::project::project(db, &sight, &key.to_uppercase()).await?;
    let id = RecordId(project.id);
    let manages = here.may_on::<ManageProject>(&workspace, id).await?;
    let people = store::plan::project::project_people(db, &sight, id).await?;
    let others = match here.may::<access::SeePeople>(&workspace).await {
        Ok(key) => store::people::directory(db, &key).await?,
        Err(_) => vec![],
    };
    let others = others
        .into_iter()
        .filter(|o| people.iter().all(|p| p.member != o.id))
        .map(|o| (o.id.to_string(), o.name));
    let choices = store::plan::project::choices(db, &manages).await?;
    let calendars = choices.calendars;
    let brought = if calendars.iter().any(|calendar| calendar.is_own) {
        store::people::calendars::of_project(db, &manages).await?
    } else {
        vec![]
    };
    let today = crate::people::shown::today(&here)?;
    let zone = here.signed()?.zone.clone();
    let health = store::plan::health::health(db, &sight, id, 20).await?;
    let statuses = store::plan::workflow::workflow(db, &sight, id).await?;
    let deliverables = store::plan::deliverable::deliverables(db, &sight, id).await?;
    let fields = store::plan::custom::fields(db, &sight, id).await?;
    let events = store::audit::activity(db, &sight, id).await?;
    let happened = crate::platform::history::read(&here, &sight, events, &zone).await?;
    let optional = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let mut zones = crate::session::zones();
    if !zones.contains(&project.zone) {
        zones.push(project.zone.clone());
    }
    Ok(Settings {
        description: project.description.clone(),
        zone: project.zone.clone(),
        zones,
        minutes_per_day: project.minutes_per_day.to_string(),
        calendar: optional(project.calendar),
        method: project.method.clone(),
        estimate: project.estimate.clone(),
        calendars: calendars
            .into_iter()
            .map(|c| (c.id.to_string(), c.name))
            .collect(),
        brought: brought
            .into_iter()
            .map(|one| brought_calendar(one, today))
            .collect(),
        client: optional(project.client_id),
        clients: choices
            .clients
            .into_iter()
            .map(|(id, name)| (id.to_string(), name))
            .collect(),
        others: others.collect(),
        health: health.into_iter().map(|h| said(h, &zone)).collect(),
        statuses: (1..)
            .zip(statuses)
            .map(|(place, s)| Status {
                was: edit::shown(&workflow::shown(&s.name, &s.category, place, s.most)),
                id: s.id.to_string(),
                name: s.name,
                category: s.category,
                limit: s.most,
                tasks: s.tasks,
            })
            .collect(),
        // Shown as it was typed: no names lead anywhere here.
        deliverables: deliverables
            .into_iter()
            .map(|d| deliverable(d, &Around::default()))
            .collect(),
        fields: fields.into_iter().map(crate::plan::own::own).collect(),
        happened,
        head: head(workspace, &sight, &project, people),
    })
}
