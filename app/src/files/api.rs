//! What a file on a page is, and its one change beside being added, which comes by a way of its own
//! (`server/src/files`).

use crate::prelude::*;
use domain::form;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::session::{here, record};
use crate::ui::time::Moment;

/// A file that hangs on something.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hung {
    pub id: String,
    pub name: String,
    pub size: i64,
    /// Whether it has a small picture.
    pub thumb: bool,
    pub by: Option<String>,
    pub at: Moment,
}

#[server(endpoint = "files/remove")]
pub async fn remove_file(form: form::OnRecord) -> Result<Answer, Fault> {
    let here = here()?;
    let id = record(&form.record)?;
    let key = here
        .may_on::<domain::access::EditTasks>(&form.workspace, id)
        .await?;
    let done = store::trash::put(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::Trashed, "").undoable())
}
