//! The checklist of a task.

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
use domain::id::made_by_client;
#[cfg(feature = "ssr")]
use domain::plan::checklist as rule;
#[cfg(feature = "ssr")]
use domain::refusal::{Bad, Check, Code, Refused};
#[cfg(feature = "ssr")]
use store::plan::checklist;

#[server(endpoint = "plan/add_item")]
pub async fn add_item(form: form::AddItem) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let mut check = Check::default();
    let line = check.take("text", rule::line(&form.text));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    let (Some(line), Some(id)) = (line, id) else {
        return Err(check.refused().into());
    };
    let done = checklist::add_item(&here.db, &key, here.act()?, task, id.0, &line).await?;
    Ok(told(done, What::TaskChanged))
}

#[server(endpoint = "plan/edit_item")]
pub async fn edit_item(form: form::EditItem) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let line =
        rule::line(&form.text).map_err(|Bad(code, arg)| Refused::field_with("text", code, arg))?;
    let item = record(&form.item)?.0;
    let (act, was) = (here.act()?, &form.text_was);
    let done = checklist::edit_item(&here.db, &key, act, task, item, &line, was).await?;
    Ok(told(done, What::TaskChanged))
}

#[server(endpoint = "plan/tick_item")]
pub async fn tick_item(form: form::OnItem) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let item = record(&form.item)?.0;
    let done = checklist::tick_item(&here.db, &key, here.act()?, task, item).await?;
    Ok(told(done, What::TaskChanged))
}

#[server(endpoint = "plan/untick_item")]
pub async fn untick_item(form: form::OnItem) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let item = record(&form.item)?.0;
    let done = checklist::untick_item(&here.db, &key, here.act()?, task, item).await?;
    Ok(told(done, What::TaskChanged))
}

#[server(endpoint = "plan/remove_item")]
pub async fn remove_item(form: form::OnItem) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let item = record(&form.item)?.0;
    let done = checklist::remove_item(&here.db, &key, here.act()?, task, item).await?;
    Ok(told(done, What::TaskChanged))
}

#[server(endpoint = "plan/move_item")]
pub async fn move_item(form: form::MoveItem) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let item = record(&form.item)?.0;
    let act = here.act()?;
    let done = match form.to.as_str() {
        "up" => checklist::raise_item(&here.db, &key, act, task, item).await?,
        "down" => checklist::lower_item(&here.db, &key, act, task, item).await?,
        _ => return Err(Refused::field("to", Code::NotAChoice).into()),
    };
    Ok(told(done, What::TaskChanged))
}
