//! Many tasks at once.

use crate::prelude::*;
use domain::form;

#[cfg(feature = "ssr")]
use super::tasks::held;
use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::session::{Here, here};
#[cfg(feature = "ssr")]
use domain::access::EditTasks;
#[cfg(feature = "ssr")]
use domain::id::RecordId;
#[cfg(feature = "ssr")]
use domain::refusal::{Code, Refused};
#[cfg(feature = "ssr")]
use store::keys::Granted;
#[cfg(feature = "ssr")]
use store::plan::{bulk, duplicate, transfer};

/// The keys of these projects that there are for whoever asks; none at all is a refusal.
#[cfg(feature = "ssr")]
pub async fn keys(
    here: &Here,
    workspace: &str,
    projects: impl IntoIterator<Item = RecordId>,
) -> Result<Vec<Granted<EditTasks>>, Fault> {
    let mut keys = Vec::new();
    for project in projects {
        match here.may_on::<EditTasks>(workspace, project).await {
            Ok(key) => keys.push(key),
            Err(Fault(Refused::Absent)) => {}
            Err(fault) => return Err(fault),
        }
    }
    if keys.is_empty() {
        return Err(Refused::Absent.into());
    }
    Ok(keys)
}

#[server(endpoint = "plan/change_tasks")]
pub async fn change_tasks(form: form::BulkTasks) -> Result<Answer, Fault> {
    use domain::plan::bulk::Change;
    use std::collections::BTreeSet;
    let here = here()?;
    let sight = here.sight(&form.workspace).await?;
    let asked = domain::plan::bulk::bulk(&form)?;
    let homes = bulk::homes(&here.db, &sight, &asked).await?;
    let projects: BTreeSet<RecordId> = homes.iter().map(|home| RecordId(home.project)).collect();
    let keys = keys(&here, &form.workspace, projects).await?;
    let done = bulk::change_tasks(&here.db, &keys, here.act()?, &homes, &asked).await?;
    let what = match asked.change {
        Change::Trash => What::ManyTrashed,
        _ => What::ManyChanged,
    };
    let answer = Answer::change(done.seq, what, done.what.changed.to_string());
    let answer = answer.with_left(done.what.left);
    Ok(if done.unchanged {
        answer
    } else {
        answer.undoable()
    })
}

#[server(endpoint = "plan/duplicate_task")]
pub async fn duplicate_task(form: form::DuplicateTask) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let along = domain::plan::duplicate::along(&form);
    let done = duplicate::duplicate_task(&here.db, &key, here.act()?, task, along).await?;
    let answer = Answer::change(done.seq, What::TaskCopied, done.what.called).undoable();
    Ok(answer.with_left(done.what.many.left))
}

#[server(endpoint = "plan/transfer_task")]
pub async fn transfer_task(form: form::TransferTask) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let to = RecordId::parse(form.to.trim()).map_err(|_| Refused::field("to", Code::NotAChoice))?;
    let keys = [key, here.may_on::<EditTasks>(&form.workspace, to).await?];
    let done = transfer::transfer_task(&here.db, &keys, here.act()?, task, to).await?;
    let called = done.what.called;
    let page = format!("/{}/t/{called}", form.workspace);
    let answer = Answer::change(done.seq, What::TaskTransferred, called).undoable();
    Ok(answer.with_left(done.what.left).to(page))
}
