//! Fields of a project's own, changed by whoever manages it.

use crate::prelude::*;
use domain::form;

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::session::{here, record};
#[cfg(feature = "ssr")]
use domain::access::ManageProject;
#[cfg(feature = "ssr")]
use store::plan::custom;
#[cfg(feature = "ssr")]
use store::tx::{Changed, Done};

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

#[server(endpoint = "plan/create_field")]
pub async fn create_field(form: form::CreateField) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let new = domain::plan::custom::new_field(&form)?;
    let done = custom::create_field(&here.db, &key, here.act()?, &new).await?;
    Ok(told(done, What::FieldSet))
}

#[server(endpoint = "plan/edit_field")]
pub async fn edit_field(form: form::EditField) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.field)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let done = custom::edit_field(&here.db, &key, here.act()?, id, &form).await?;
    Ok(told(done, What::FieldSet))
}

#[server(endpoint = "plan/add_option")]
pub async fn add_option(form: form::AddOption) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.field)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let done = custom::add_option(&here.db, &key, here.act()?, id, &form).await?;
    Ok(told(done, What::OptionSet))
}

#[server(endpoint = "plan/edit_option")]
pub async fn edit_option(form: form::EditOption) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.field)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let (act, option) = (here.act()?, record(&form.option)?.0);
    let done = custom::edit_option(&here.db, &key, act, id, option, &form).await?;
    Ok(told(done, What::OptionSet))
}

#[server(endpoint = "plan/trash_field")]
pub async fn trash_field(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let done = store::trash::put(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::Trashed, "").undoable())
}
