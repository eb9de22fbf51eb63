//! A task that cannot go on, and that goes on again.

use crate::prelude::*;
use domain::form;

use crate::answer::Answer;
use crate::error::Fault;

#[cfg(feature = "ssr")]
use super::tasks::{held, told};
#[cfg(feature = "ssr")]
use crate::answer::What;
#[cfg(feature = "ssr")]
use crate::session::here;
#[cfg(feature = "ssr")]
use store::plan::stopping;

#[server(endpoint = "plan/stop_task")]
pub async fn stop_task(form: form::StopTask) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let new = domain::plan::stopping::new_stop(&form)?;
    let done = stopping::stop_task(&here.db, &key, here.act()?, task, &new).await?;
    Ok(told(done, What::TaskStopped))
}

#[server(endpoint = "plan/resume_task")]
pub async fn resume_task(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.record).await?;
    let done = stopping::resume_task(&here.db, &key, here.act()?, task).await?;
    Ok(told(done, What::TaskResumed))
}
