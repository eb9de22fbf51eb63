//! What a task waits for.

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
use store::plan::links;

#[server(endpoint = "plan/add_link")]
pub async fn add_link(form: form::AddLink) -> Result<Answer, Fault> {
    let here = here()?;
    let form = match form.way.as_str() {
        "before" => turned(&here, form).await?,
        _ => form,
    };
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let done = links::add_link(&here.db, &key, here.act()?, task, &form).await?;
    Ok(told(done, What::TaskChanged))
}

/// The other way round: it is the named task that waits for this one.
#[cfg(feature = "ssr")]
async fn turned(here: &crate::session::Here, form: form::AddLink) -> Result<form::AddLink, Fault> {
    let other =
        super::tasks::named(here, &form.workspace, "predecessor", &form.predecessor).await?;
    Ok(form::AddLink {
        predecessor: form.task,
        task: other,
        ..form
    })
}

#[server(endpoint = "plan/edit_link")]
pub async fn edit_link(form: form::EditLink) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let link = record(&form.link)?.0;
    let done = links::edit_link(&here.db, &key, here.act()?, task, link, &form).await?;
    Ok(told(done, What::TaskChanged))
}

#[server(endpoint = "plan/remove_link")]
pub async fn remove_link(form: form::RemoveLink) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let link = record(&form.link)?.0;
    let done = links::remove_link(&here.db, &key, here.act()?, task, link).await?;
    Ok(told(done, What::TaskChanged))
}
