//! How a task comes again.

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
use crate::words::recurrence as w;
#[cfg(feature = "ssr")]
use store::plan::recurrence;

#[server(endpoint = "plan/set_recurrence")]
pub async fn set_recurrence(form: form::SetRecurrence) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let done = recurrence::set_recurrence(&here.db, &key, here.act()?, task, &form).await?;
    Ok(told(done, What::TaskChanged))
}

/// The days that it would come to. Changes nothing.
#[server(endpoint = "plan/show_recurrence")]
pub async fn show_recurrence(form: form::SetRecurrence) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let shown = recurrence::preview(&here.db, &key, task, &form).await?;
    Ok(Answer::shows(match shown {
        Some(shown) => {
            let rule = &shown.series.rule;
            let days = w::to_come(rule, &shown.to_come, shown.today);
            format!("{}. {days}", w::said(rule))
        }
        None => w::stops(),
    }))
}
