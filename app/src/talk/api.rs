//! What the composer does.

use domain::form;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::error::Fault;
use crate::ui::time::Moment;

/// A comment as it is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    pub id: String,
    pub text: String,
    pub for_client: bool,
    pub mine: bool,
    pub name: Option<String>,
    pub at: Moment,
}

#[server(endpoint = "talk/add_comment")]
pub async fn add_comment(form: form::AddComment) -> Result<Answer, Fault> {
    let here = crate::session::here()?;
    let record = crate::session::record(&form.record)?;
    let key = here
        .may_on::<domain::access::Comment>(&form.workspace, record)
        .await?;
    let new = domain::talk::new_comment(&form)?;
    let done = store::talk::add_comment(&here.db, &key, here.act()?, record, &new).await?;
    Ok(Answer::quiet(done.seq).undoable())
}
