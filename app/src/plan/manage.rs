//! What a project's Overview and Settings read, and what their forms do.

use crate::prelude::*;
use domain::form;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
use crate::platform::history::Happened;
#[cfg(feature = "ssr")]
use crate::session::{here, moment, record};
use crate::talk::api::Talk;
use crate::ui::prose::SafeHtml;
use crate::ui::time::Moment;
#[cfg(feature = "ssr")]
use domain::access::{self, ManageProject, Right};
#[cfg(feature = "ssr")]
use domain::id::{MemberId, RecordId};
#[cfg(feature = "ssr")]
use domain::refusal::{Code, Refused};

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

/// A state of the project's work.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Status {
    pub id: String,
    pub name: String,
    pub category: String,
    pub tasks: i64,
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
    pub calendars: Vec<(String, String)>,
    /// Empty is no client.
    pub client: String,
    pub clients: Vec<(String, String)>,
    /// Members who are not in the project.
    pub others: Vec<(String, String)>,
    pub health: Vec<Health>,
    pub statuses: Vec<Status>,
    pub deliverables: Vec<Deliverable>,
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
    let calendars = store::plan::project::calendars(db, &manages).await?;
    let clients = store::clients::choices(db, &manages).await?;
    let zone = here.signed()?.zone.clone();
    let health = store::plan::health::health(db, &sight, id, 20).await?;
    let statuses = store::plan::workflow::workflow(db, &sight, id).await?;
    let deliverables = store::plan::deliverable::deliverables(db, &sight, id).await?;
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
        calendars: calendars
            .into_iter()
            .map(|c| (c.id.to_string(), c.name))
            .collect(),
        client: optional(project.client_id),
        clients: clients
            .into_iter()
            .map(|c| (c.id.to_string(), c.name))
            .collect(),
        others: others.collect(),
        health: health.into_iter().map(|h| said(h, &zone)).collect(),
        statuses: statuses
            .into_iter()
            .map(|s| Status {
                id: s.id.to_string(),
                name: s.name,
                category: s.category,
                tasks: s.tasks,
            })
            .collect(),
        // Shown as it was typed: no names lead anywhere here.
        deliverables: deliverables
            .into_iter()
            .map(|d| deliverable(d, &Around::default()))
            .collect(),
        happened,
        head: head(workspace, &sight, &project, people),
    })
}

#[server(endpoint = "plan/edit_project")]
pub async fn edit_project(form: form::EditProject) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let known = crate::session::known_zone;
    let act = here.act()?;
    let done = store::plan::project_edit::edit_project(&here.db, &key, act, &form, known).await?;
    Ok(Answer::change(done.seq, What::ProjectChanged, done.what.called).undoable())
}

#[server(endpoint = "plan/set_client")]
pub async fn set_client(form: form::SetClient) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let client = match form.client.as_str() {
        "" => None,
        id => Some(RecordId::parse(id).map_err(|_| Refused::field("client", Code::NotAChoice))?),
    };
    let done = store::clients::set_client(&here.db, &key, here.act()?, client).await?;
    Ok(Answer::change(done.seq, What::ProjectClientSet, done.what.called).undoable())
}

#[server(endpoint = "plan/say_health")]
pub async fn say_health(form: form::SayHealth) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let said = domain::plan::health::said(&form)?;
    let done = store::plan::health::say_health(&here.db, &key, here.act()?, &said).await?;
    Ok(Answer::change(done.seq, What::HealthSaid, "").undoable())
}

#[server(endpoint = "plan/leave_project")]
pub async fn leave_project(form: form::LeaveProject) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let member = MemberId::parse(&form.member).map_err(|_| Refused::Absent)?;
    let act = here.act()?;
    let done = store::plan::member::remove_from_project(&here.db, &key, act, member).await?;
    Ok(Answer::change(done.seq, What::MemberLeft, done.what.called))
}

#[server(endpoint = "plan/add_status")]
pub async fn add_status(form: form::AddStatus) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let done = store::plan::workflow::add_status(&here.db, &key, here.act()?, &form).await?;
    Ok(Answer::change(done.seq, What::WorkflowChanged, "").undoable())
}

#[server(endpoint = "plan/edit_status")]
pub async fn edit_status(form: form::EditStatus) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let status = record(&form.status)?.0;
    let act = here.act()?;
    let done = store::plan::workflow::edit_status(&here.db, &key, act, status, &form).await?;
    Ok(Answer::change(done.seq, What::WorkflowChanged, "").undoable())
}

#[server(endpoint = "plan/remove_status")]
pub async fn remove_status(form: form::RemoveStatus) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let status = record(&form.status)?.0;
    let act = here.act()?;
    let done = store::plan::workflow::remove_status(&here.db, &key, act, status, &form).await?;
    Ok(Answer::change(done.seq, What::WorkflowChanged, "").undoable())
}

#[server(endpoint = "plan/create_deliverable")]
pub async fn create_deliverable(form: form::CreateDeliverable) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let new = domain::plan::deliverable::new_deliverable(&form)?;
    let act = here.act()?;
    let done = store::plan::deliverable::create_deliverable(&here.db, &key, act, &new).await?;
    Ok(Answer::change(done.seq, What::DeliverableCreated, done.what.called).undoable())
}

#[server(endpoint = "plan/edit_deliverable")]
pub async fn edit_deliverable(form: form::EditDeliverable) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.deliverable)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let act = here.act()?;
    let done = store::plan::deliverable::edit_deliverable(&here.db, &key, act, id, &form).await?;
    Ok(Answer::change(done.seq, What::DeliverableChanged, done.what.called).undoable())
}

#[server(endpoint = "plan/move_deliverable")]
pub async fn move_deliverable(form: form::MoveDeliverable) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.deliverable)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let act = here.act()?;
    let done =
        store::plan::deliverable::move_deliverable(&here.db, &key, act, id, &form.place).await?;
    Ok(Answer::change(done.seq, What::DeliverableChanged, done.what.called).undoable())
}

#[server(endpoint = "plan/trash_deliverable")]
pub async fn trash_deliverable(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let done = store::trash::put(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::Trashed, "").undoable())
}

/// Puts a whole project away: out of every list at once, and back with all that is in it.
#[server(endpoint = "plan/trash_project")]
pub async fn trash_project(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let done = store::trash::put(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::Trashed, "")
        .undoable()
        .to(format!("/{}/projects", form.workspace)))
}
