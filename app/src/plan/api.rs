//! What the pages of projects and tasks read, and what their forms do.

use domain::form;
use leptos::prelude::*;
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
use domain::access;
#[cfg(feature = "ssr")]
use domain::id::{MemberId, RecordId};

/// Tasks shown on one page.
#[cfg(feature = "ssr")]
const ROWS: i64 = 500;

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

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRow {
    pub id: String,
    pub code: String,
    pub title: String,
    pub closed: bool,
    pub comments: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub role: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Project {
    pub workspace: String,
    pub id: String,
    pub key: String,
    pub title: String,
    pub client: Option<String>,
    pub people: Vec<Person>,
    /// Members who are not in it yet, for those who may add them.
    pub others: Vec<Person>,
    pub tasks: Vec<TaskRow>,
    pub may_edit: bool,
    pub may_manage: bool,
}

#[server(input = GetUrl, endpoint = "plan/project")]
pub async fn read_project(workspace: String, key: String) -> Result<Project, Fault> {
    let here = here()?;
    let sight = here.sight(&workspace).await?;
    let project = store::plan::project::project(&here.db, &sight, &key.to_uppercase()).await?;
    let id = RecordId(project.id);
    let tasks = store::plan::task::tasks(&here.db, &sight, id, ROWS).await?;
    let people = store::plan::project::project_people(&here.db, &sight, id).await?;
    let may_manage = here
        .may_on::<access::ManageProject>(&workspace, id)
        .await
        .is_ok();
    let may_edit = here
        .may_on::<access::EditTasks>(&workspace, id)
        .await
        .is_ok();
    let others = match here.may::<access::SeePeople>(&workspace).await {
        Ok(key) if may_manage => store::people::directory(&here.db, &key).await?,
        _ => vec![],
    };
    let others = others
        .into_iter()
        .filter(|o| people.iter().all(|p| p.member != o.id))
        .map(|o| Person {
            id: o.id.to_string(),
            name: o.name,
            role: o.role,
        })
        .collect();
    let tasks = tasks
        .into_iter()
        .map(|t| TaskRow {
            id: t.id.to_string(),
            code: format!("{}-{}", project.key, t.number),
            title: t.title,
            closed: t.closed_at.is_some(),
            comments: t.comments,
        })
        .collect();
    let people = people
        .into_iter()
        .map(|p| Person {
            id: p.member.to_string(),
            name: p.name,
            role: p.role,
        })
        .collect();
    Ok(Project {
        workspace,
        id: project.id.to_string(),
        key: project.key,
        title: project.title,
        client: project.client,
        people,
        others,
        tasks,
        may_edit,
        may_manage,
    })
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub workspace: String,
    pub id: String,
    pub code: String,
    pub project_key: String,
    pub project_title: String,
    pub title: String,
    pub description: String,
    pub html: SafeHtml,
    pub made_by: Option<String>,
    pub made_at: Moment,
    pub closed: Option<(Option<String>, Moment)>,
    pub talk: Talk,
    pub activity: Vec<Happened>,
    pub may_edit: bool,
}

#[server(input = GetUrl, endpoint = "plan/task")]
pub async fn read_task(workspace: String, code: String) -> Result<Task, Fault> {
    let here = here()?;
    let absent = || Fault(domain::refusal::Refused::Absent);
    let (key, number) = code.rsplit_once('-').ok_or_else(absent)?;
    let number: i64 = number.parse().map_err(|_| absent())?;
    let sight = here.sight(&workspace).await?;
    let task = store::plan::task::task(&here.db, &sight, &key.to_uppercase(), number).await?;
    let (id, zone) = (RecordId(task.id), here.signed()?.zone.clone());
    let activity = store::audit::activity(&here.db, &sight, id).await?;
    let activity = crate::platform::history::read(&here, &sight, activity, &zone).await?;
    let around = crate::markdown::Around::of(&here, &sight, Some(RecordId(task.project))).await?;
    let html = crate::markdown::markdown(&task.description, &around);
    let may_edit = here
        .may_on::<access::EditTasks>(&workspace, id)
        .await
        .is_ok();
    let may_comment = here.may_on::<access::Comment>(&workspace, id).await.is_ok();
    let on = crate::talk::read::On {
        record: id,
        // A comment is never for more people than its task: one that is ours alone offers no client.
        client: task.client.filter(|_| task.audience == "client"),
        may_comment,
    };
    let talk = crate::talk::read::talk(&here, &sight, &around, on).await?;
    Ok(Task {
        workspace,
        id: task.id.to_string(),
        code: format!("{}-{}", task.project_key, task.number),
        project_key: task.project_key,
        project_title: task.project_title,
        title: task.title,
        description: task.description,
        html,
        made_by: task.made_by,
        made_at: moment(task.made_at, &zone),
        closed: task.closed_at.map(|at| (task.closed_by, moment(at, &zone))),
        talk,
        activity,
        may_edit,
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

#[server(endpoint = "plan/create_task")]
pub async fn create_task(form: form::CreateTask) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<access::EditTasks>(&form.workspace, record(&form.project)?)
        .await?;
    let new = domain::plan::task::new_task(&form)?;
    let done = store::plan::task::create_task(&here.db, &key, here.act()?, &new).await?;
    Ok(Answer::change(done.seq, What::TaskCreated, done.what.called).undoable())
}

#[server(endpoint = "plan/edit_task")]
pub async fn edit_task(form: form::EditTask) -> Result<Answer, Fault> {
    let here = here()?;
    let task = record(&form.task)?;
    let key = here
        .may_on::<access::EditTasks>(&form.workspace, task)
        .await?;
    let done = store::plan::task::edit_task(&here.db, &key, here.act()?, task, &form).await?;
    Ok(Answer::change(done.seq, What::TaskChanged, done.what.called).undoable())
}

#[server(endpoint = "plan/close_task")]
pub async fn close_task(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let task = record(&form.record)?;
    let key = here
        .may_on::<access::EditTasks>(&form.workspace, task)
        .await?;
    let done = store::plan::task::close_task(&here.db, &key, here.act()?, task).await?;
    Ok(Answer::change(done.seq, What::TaskClosed, done.what.called).undoable())
}

#[server(endpoint = "plan/reopen_task")]
pub async fn reopen_task(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let task = record(&form.record)?;
    let key = here
        .may_on::<access::EditTasks>(&form.workspace, task)
        .await?;
    let done = store::plan::task::reopen_task(&here.db, &key, here.act()?, task).await?;
    Ok(Answer::change(done.seq, What::TaskReopened, done.what.called).undoable())
}
