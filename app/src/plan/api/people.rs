//! Who does a task.

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
use domain::id::MemberId;
#[cfg(feature = "ssr")]
use domain::plan::staffing;
#[cfg(feature = "ssr")]
use domain::refusal::{Bad, Check, Refused};
#[cfg(feature = "ssr")]
use store::plan::assignees;

#[server(endpoint = "plan/assign")]
pub async fn assign(form: form::Assign) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let mut check = Check::default();
    let member = check.take("member", MemberId::parse(&form.member).map_err(Bad::from));
    let units = check.take("units", staffing::units(&form.units));
    let (Some(member), Some(units)) = (member, units) else {
        return Err(check.refused().into());
    };
    let done = assignees::assign(&here.db, &key, here.act()?, task, member, units).await?;
    Ok(told(done, What::TaskChanged))
}

#[server(endpoint = "plan/unassign")]
pub async fn unassign(form: form::Unassign) -> Result<Answer, Fault> {
    let here = here()?;
    let (task, key) = held(&here, &form.workspace, &form.task).await?;
    let member = MemberId::parse(&form.member).map_err(|code| Refused::field("member", code))?;
    let done = assignees::unassign(&here.db, &key, here.act()?, task, member).await?;
    Ok(told(done, What::TaskChanged))
}
