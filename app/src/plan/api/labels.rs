//! Labels of a task.

use crate::prelude::*;
use domain::form;

use crate::answer::Answer;
use crate::error::Fault;

#[cfg(feature = "ssr")]
use super::tasks::{held, told};
#[cfg(feature = "ssr")]
use crate::answer::What;
#[cfg(feature = "ssr")]
use crate::session::{here, record};
#[cfg(feature = "ssr")]
use domain::refusal::{Bad, Refused};
#[cfg(feature = "ssr")]
use store::plan::labels;

#[server(endpoint = "plan/add_label")]
pub async fn add_label(form: form::AddLabel) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let name = domain::plan::labels::name(&form.name)
        .map_err(|Bad(code, arg)| Refused::field_with("name", code, arg))?;
    let done = labels::add_label(&here.db, &key, here.act()?, task, &name).await?;
    Ok(told(done, What::TaskChanged))
}

#[server(endpoint = "plan/remove_label")]
pub async fn remove_label(form: form::RemoveLabel) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let label = record(&form.label)?.0;
    let done = labels::remove_label(&here.db, &key, here.act()?, task, label).await?;
    Ok(told(done, What::TaskChanged))
}
