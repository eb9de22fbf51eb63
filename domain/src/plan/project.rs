//! A project as it is begun.

use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::refusal::{Bad, Check, Refused};
use crate::text;

/// What "1 day" of effort, lag or duration is until a project says otherwise.
pub const MINUTES_PER_DAY: i64 = 480;

#[derive(Debug, PartialEq, Eq)]
pub struct NewProject {
    pub id: RecordId,
    pub title: String,
    pub key: String,
}

pub fn new_project(form: &form::CreateProject) -> Result<NewProject, Refused> {
    let mut check = Check::default();
    let title = check.take("title", text::line(&form.title));
    let key = check.take("key", text::project_key(&form.key));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    match (id, title, key) {
        (Some(id), Some(title), Some(key)) => Ok(NewProject { id, title, key }),
        _ => Err(check.refused()),
    }
}
