//! What a task says in the fields of its project.

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

#[server(endpoint = "plan/set_value")]
pub async fn set_value(form: form::SetValue) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let field = record(&form.field)?;
    let act = here.act()?;
    let done = store::plan::custom::set_value(&here.db, &key, act, task, field, &form).await?;
    Ok(told(done, What::TaskChanged))
}
