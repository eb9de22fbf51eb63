//! Changes of a project by whoever manages it.

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
use domain::id::{MemberId, RecordId};
#[cfg(feature = "ssr")]
use domain::refusal::{Code, Refused};

#[server(endpoint = "plan/edit_project")]
pub async fn edit_project(form: form::EditProject) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let known = crate::session::known_zone;
    let act = here.act()?;
    let done = store::plan::project_edit::edit_project(&here.db, &key, act, &form, known).await?;
    Ok(Answer::change(done.seq, What::ProjectChanged, done.what.called).undoable())
}

#[server(endpoint = "plan/set_client")]
pub async fn set_client(form: form::SetClient) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let client = match form.client.as_str() {
        "" => None,
        id => Some(RecordId::parse(id).map_err(|_| Refused::field("client", Code::NotAChoice))?),
    };
    let done = store::clients::set_client(&here.db, &key, here.act()?, client).await?;
    Ok(Answer::change(done.seq, What::ProjectClientSet, done.what.called).undoable())
}

#[server(endpoint = "plan/say_health")]
pub async fn say_health(form: form::SayHealth) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let said = domain::plan::health::said(&form)?;
    let done = store::plan::health::say_health(&here.db, &key, here.act()?, &said).await?;
    Ok(Answer::change(done.seq, What::HealthSaid, "").undoable())
}

#[server(endpoint = "plan/leave_project")]
pub async fn leave_project(form: form::LeaveProject) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let member = MemberId::parse(&form.member).map_err(|_| Refused::Absent)?;
    let act = here.act()?;
    let done = store::plan::member::remove_from_project(&here.db, &key, act, member).await?;
    Ok(Answer::change(done.seq, What::MemberLeft, done.what.called))
}

#[server(endpoint = "plan/add_status")]
pub async fn add_status(form: form::AddStatus) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let done = store::plan::workflow::add_status(&here.db, &key, here.act()?, &form).await?;
    Ok(Answer::change(done.seq, What::WorkflowChanged, "").undoable())
}

#[server(endpoint = "plan/edit_status")]
pub async fn edit_status(form: form::EditStatus) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let status = record(&form.status)?.0;
    let act = here.act()?;
    let done = store::plan::workflow::edit_status(&here.db, &key, act, status, &form).await?;
    Ok(Answer::change(done.seq, What::WorkflowChanged, "").undoable())
}

#[server(endpoint = "plan/remove_status")]
pub async fn remove_status(form: form::RemoveStatus) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let status = record(&form.status)?.0;
    let act = here.act()?;
    let done = store::plan::workflow::remove_status(&here.db, &key, act, status, &form).await?;
    Ok(Answer::change(done.seq, What::WorkflowChanged, "").undoable())
}

#[server(endpoint = "plan/create_deliverable")]
pub async fn create_deliverable(form: form::CreateDeliverable) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, record(&form.project)?)
        .await?;
    let new = domain::plan::deliverable::new_deliverable(&form)?;
    let act = here.act()?;
    let done = store::plan::deliverable::create_deliverable(&here.db, &key, act, &new).await?;
    Ok(Answer::change(done.seq, What::DeliverableCreated, done.what.called).undoable())
}

#[server(endpoint = "plan/edit_deliverable")]
pub async fn edit_deliverable(form: form::EditDeliverable) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.deliverable)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let act = here.act()?;
    let done = store::plan::deliverable::edit_deliverable(&here.db, &key, act, id, &form).await?;
    Ok(Answer::change(done.seq, What::DeliverableChanged, done.what.called).undoable())
}

#[server(endpoint = "plan/move_deliverable")]
pub async fn move_deliverable(form: form::MoveDeliverable) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.deliverable)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let act = here.act()?;
    let done =
        store::plan::deliverable::move_deliverable(&here.db, &key, act, id, &form.place).await?;
    Ok(Answer::change(done.seq, What::DeliverableChanged, done.what.called).undoable())
}

#[server(endpoint = "plan/trash_deliverable")]
pub async fn trash_deliverable(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let done = store::trash::put(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::Trashed, "").undoable())
}

/// Puts a whole project away: out of every list at once, and back with all that is in it.
#[server(endpoint = "plan/trash_project")]
pub async fn trash_project(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let key = here.may_on::<ManageProject>(&form.workspace, id).await?;
    let done = store::trash::put(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::Trashed, "")
        .undoable()
        .to(format!("/{}/projects", form.workspace)))
}
