//! What a backlog reads, and how iterations, releases and what is in them are changed.

use crate::prelude::*;
use domain::form;
use leptos::server_fn::codec::GetUrl;

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
use crate::plan::board::Board;
#[cfg(feature = "ssr")]
use crate::session::{here, record};
#[cfg(feature = "ssr")]
use domain::access::{EditTasks, ManageProject};
#[cfg(feature = "ssr")]
use domain::id::RecordId;
#[cfg(feature = "ssr")]
use domain::plan::task::NewTask;
#[cfg(feature = "ssr")]
use domain::refusal::{Bad, Check};
#[cfg(feature = "ssr")]
use store::plan::{backlog, iteration, release};
#[cfg(feature = "ssr")]
use store::tx::{Changed, Done};

#[server(input = GetUrl, endpoint = "plan/backlog")]
pub async fn read_backlog(workspace: String, project: String) -> Result<Board, Fault> {
    super::reading::backlog(workspace, project).await
}

/// What was done, with the way back where anything was.
#[cfg(feature = "ssr")]
fn told(done: Done<Changed>, what: What) -> Answer {
    let answer = Answer::change(done.seq, what, done.what.called);
    if done.unchanged {
        answer
    } else {
        answer.undoable()
    }
}

#[server(endpoint = "plan/create_iteration")]
pub async fn create_iteration(form: form::CreateIteration) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let done = iteration::create_iteration(&here.db, &key, here.act()?, &form).await?;
    Ok(told(done, What::IterationSaved))
}

#[server(endpoint = "plan/edit_iteration")]
pub async fn edit_iteration(form: form::EditIteration) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.iteration)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let done = iteration::edit_iteration(&here.db, &key, here.act()?, id, &form).await?;
    Ok(told(done, What::IterationSaved))
}

#[server(endpoint = "plan/start_iteration")]
pub async fn start_iteration(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let done = iteration::start_iteration(&here.db, &key, here.act()?, id).await?;
    Ok(told(done, What::IterationBegun))
}

#[server(endpoint = "plan/close_iteration")]
pub async fn close_iteration(form: form::CloseIteration) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.iteration)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let done = iteration::close_iteration(&here.db, &key, here.act()?, id, &form).await?;
    let arg = format!("{} {}", done.what.moved, done.what.called);
    Ok(Answer::change(done.seq, What::IterationClosed, arg).undoable())
}

/// What is in it is in the backlog then, and in it again when it is put back.
#[server(endpoint = "plan/trash_iteration")]
pub async fn trash_iteration(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let done = store::trash::put(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::Trashed, "").undoable())
}

#[server(endpoint = "plan/create_release")]
pub async fn create_release(form: form::CreateRelease) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let done = release::create_release(&here.db, &key, here.act()?, &form).await?;
    Ok(told(done, What::ReleaseSaved))
}

#[server(endpoint = "plan/edit_release")]
pub async fn edit_release(form: form::EditRelease) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.release)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let done = release::edit_release(&here.db, &key, here.act()?, id, &form).await?;
    Ok(told(done, What::ReleaseSaved))
}

#[server(endpoint = "plan/trash_release")]
pub async fn trash_release(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let done = store::trash::put(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::Trashed, "").undoable())
}

/// A task of the backlog: into an iteration, and to a place in it.
#[server(endpoint = "plan/rank_task")]
pub async fn rank_task(form: form::RankTask) -> Result<Answer, Fault> {
    let here = here()?;
    let task = record(&form.task)?;
    let key = here.may_on::<EditTasks>(&form.workspace, task).await?;
    let done = backlog::rank_task(&here.db, &key, here.act()?, task, &form).await?;
    Ok(told(done, What::TaskMoved))
}

#[server(endpoint = "plan/add_to_iteration")]
pub async fn add_to_iteration(form: form::AddToIteration) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<EditTasks>(&form.workspace, record(&form.project)?)
        .await?;
    let mut check = Check::default();
    let title = check.take("title", domain::text::line(&form.title));
    let id = domain::id::made_by_client(&form.id).map_err(Bad::from);
    let id: Option<RecordId> = check.take("id", id);
    let (Some(title), Some(id)) = (title, id) else {
        return Err(check.refused().into());
    };
    let new = NewTask::titled(id, title);
    let act = here.act()?;
    let done = backlog::add_to_iteration(&here.db, &key, act, &new, &form.iteration).await?;
    Ok(told(done, What::TaskCreated))
}
