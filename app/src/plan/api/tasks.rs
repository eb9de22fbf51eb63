//! Changes of a task itself: begun, edited, closed, opened again, moved.

use crate::prelude::*;
use domain::form;

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::session::{Here, here, record};
#[cfg(feature = "ssr")]
use domain::access::EditTasks;
#[cfg(feature = "ssr")]
use domain::id::RecordId;
#[cfg(feature = "ssr")]
use store::keys::Granted;
#[cfg(feature = "ssr")]
use store::tx::{Changed, Done};

/// The task that a form is about, and the right to change it.
#[cfg(feature = "ssr")]
pub(super) async fn held(
    here: &Here,
    workspace: &str,
    task: &str,
) -> Result<(RecordId, Granted<EditTasks>), Fault> {
    let task = record(task)?;
    Ok((task, here.may_on::<EditTasks>(workspace, task).await?))
}

/// The id of a task that a form names by its key (`NGT-3`) or by its id.
#[cfg(feature = "ssr")]
pub(super) async fn named(
    here: &Here,
    workspace: &str,
    field: &str,
    typed: &str,
) -> Result<String, Fault> {
    use domain::plan::links::{Named, named};
    use domain::refusal::{Bad, Code, Refused};
    let named = named(typed).map_err(|Bad(code, arg)| Refused::field_with(field, code, arg))?;
    match named {
        Named::Id(id) => Ok(id.to_string()),
        Named::Key(key, number) => {
            let sight = here.sight(workspace).await?;
            let found = match key.contains('\0') {
                true => None,
                false => store::plan::task::task(&here.db, &sight, &key, number)
                    .await
                    .ok(),
            };
            let none = || Refused::field(field, Code::NoSuchTask).into();
            found.map(|task| task.id.to_string()).ok_or_else(none)
        }
    }
}

/// What was done, with the way back; where everything was so already there is nothing to take back.
#[cfg(feature = "ssr")]
pub(super) fn told(done: Done<Changed>, what: What) -> Answer {
    let answer = Answer::change(done.seq, what, done.what.called);
    if done.unchanged {
        answer
    } else {
        answer.undoable()
    }
}

#[server(endpoint = "plan/create_task")]
pub async fn create_task(form: form::CreateTask) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<EditTasks>(&form.workspace, record(&form.project)?)
        .await?;
    let new = domain::plan::task::new_task(&form)?;
    let done = store::plan::task::create_task(&here.db, &key, here.act()?, &new).await?;
    Ok(told(done, What::TaskCreated))
}

#[server(endpoint = "plan/add_task")]
pub async fn add_task(form: form::AddTask) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<EditTasks>(&form.workspace, record(&form.project)?)
        .await?;
    let quick = domain::plan::quick::quick(&form)?;
    let done = store::plan::quick::add_task(&here.db, &key, here.act()?, &quick).await?;
    Ok(told(done, What::TaskCreated))
}

#[server(endpoint = "plan/create_tasks")]
pub async fn create_tasks(form: form::CreateTasks) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<EditTasks>(&form.workspace, record(&form.project)?)
        .await?;
    let lines = domain::plan::lines::lines(&form.text)?;
    let done = store::plan::lines::create_tasks(&here.db, &key, here.act()?, &lines).await?;
    Ok(Answer::change(done.seq, What::ManyCreated, done.what.to_string()).undoable())
}

#[server(endpoint = "plan/edit_task")]
pub async fn edit_task(form: form::EditTask) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let done = store::plan::task::edit_task(&here.db, &key, here.act()?, task, &form).await?;
    Ok(told(done, What::TaskChanged))
}

#[server(endpoint = "plan/close_task")]
pub async fn close_task(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.record).await?;
    let done = store::plan::task::close_task(&here.db, &key, here.act()?, task).await?;
    Ok(told(done, What::TaskClosed))
}

#[server(endpoint = "plan/reopen_task")]
pub async fn reopen_task(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.record).await?;
    let done = store::plan::task::reopen_task(&here.db, &key, here.act()?, task).await?;
    Ok(told(done, What::TaskReopened))
}

/// A card of the board: into a state, and to a place in it.
#[server(endpoint = "plan/move_card")]
pub async fn move_card(form: form::MoveCard) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let done = store::plan::card::move_card(&here.db, &key, here.act()?, task, &form).await?;
    Ok(told(done, What::TaskMoved))
}

#[server(endpoint = "plan/move_task")]
pub async fn move_task(form: form::MoveTask) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let mut form = form;
    if !form.anchor.trim().is_empty() {
        form.anchor = named(&here, &form.workspace, "anchor", &form.anchor).await?;
    }
    let to = domain::plan::moving::to(&form)?;
    let done = store::plan::moving::move_task(&here.db, &key, here.act()?, task, to).await?;
    Ok(told(done, What::TaskMoved))
}

#[server(endpoint = "plan/shift_task")]
pub async fn shift_task(form: form::ShiftTask) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let done = store::plan::month::shift_task(&here.db, &key, here.act()?, task, &form).await?;
    Ok(told(done, What::TaskShifted))
}
