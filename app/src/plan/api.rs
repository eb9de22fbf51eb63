//! What the pages of projects and tasks read, and what their forms do.

mod bulk;
mod checklist;
mod labels;
mod links;
mod people;
mod recurrence;
mod stops;
mod tasks;
mod values;

pub use bulk::*;
pub use checklist::*;
pub use labels::*;
pub use links::*;
pub use people::*;
pub use recurrence::*;
pub use stops::*;
pub use tasks::*;
pub use values::*;

use crate::prelude::*;
use domain::form;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::session::{here, record};
#[cfg(feature = "ssr")]
use domain::access;
#[cfg(feature = "ssr")]
use domain::id::MemberId;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProjectRow {
    pub key: String,
    pub title: String,
    pub client: Option<String>,
    /// Who leads it, by name.
    pub leads: Vec<String>,
    pub health: Option<String>,
    pub open: i64,
    pub closed: i64,
    /// The earliest deadline of an open task, and whether it has passed where the project is.
    pub deadline: Option<(String, bool)>,
    /// How it is worked: which of its parts opens first.
    pub method: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Projects {
    pub workspace: String,
    pub projects: Vec<ProjectRow>,
    pub may_create: bool,
}

#[server(input = GetUrl, endpoint = "plan/projects")]
pub async fn read_projects(workspace: String) -> Result<Projects, Fault> {
    let here = here()?;
    let sight = here.sight(&workspace).await?;
    let projects = store::plan::project::projects(&here.db, &sight).await?;
    let leads = store::plan::member::leads(&here.db, &sight).await?;
    let may_create = here.may::<access::CreateProject>(&workspace).await.is_ok();
    let due = |day: chrono::NaiveDate, zone: &str| {
        let passed = day < crate::session::today(zone);
        (crate::session::day(day, zone), passed)
    };
    let projects = projects
        .into_iter()
        .map(|p| ProjectRow {
            leads: leads
                .iter()
                .filter(|lead| lead.project == p.id)
                .map(|lead| lead.name.clone())
                .collect(),
            deadline: p.deadline.map(|day| due(day, &p.zone)),
            client: p.client,
            health: p.health,
            method: p.method,
            key: p.key,
            title: p.title,
            open: p.open,
            closed: p.closed,
        })
        .collect();
    Ok(Projects {
        workspace,
        projects,
        may_create,
    })
}

#[server(endpoint = "plan/create_project")]
pub async fn create_project(form: form::CreateProject) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::CreateProject>(&form.workspace).await?;
    let new = domain::plan::project::new_project(&form)?;
    let done = store::plan::project::create_project(&here.db, &key, here.act()?, &new).await?;
    Ok(
        Answer::change(done.seq, What::ProjectCreated, &done.what.called)
            .undoable()
            .to(format!("/{}/p/{}", form.workspace, done.what.called)),
    )
}

#[server(endpoint = "plan/add_to_project")]
pub async fn add_to_project(form: form::AddToProject) -> Result<Answer, Fault> {
    use domain::refusal::{Code, Refused};
    let here = here()?;
    let key = here
        .may_on::<access::ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let member = MemberId::parse(&form.member).map_err(|code| Refused::field("member", code))?;
    let role = access::ProjectRole::parse(&form.role)
        .map_err(|_| Refused::field("role", Code::NotAChoice))?;
    let done =
        store::plan::project::add_to_project(&here.db, &key, here.act()?, member, role).await?;
    Ok(Answer::change(
        done.seq,
        What::MemberAdded,
        done.what.called,
    ))
}
