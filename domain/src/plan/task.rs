//! A task as it is begun. What it is, is in [`super::fields`].

use crate::access::coded;
use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::refusal::{Bad, Check, Refused};
use crate::text;

coded!(
    /// A milestone is a moment. A summary is a task with tasks below it: seen, not said.
    TaskKind { Task = "task", Milestone = "milestone" }
);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    pub id: RecordId,
    pub title: String,
    pub kind: TaskKind,
    /// The task it is part of; none: it stands at the top of its project.
    pub parent: Option<RecordId>,
    /// The sibling it stands behind; none: it is the last.
    pub after: Option<RecordId>,
}

impl NewTask {
    /// The last at the top of its project.
    pub fn titled(id: RecordId, title: impl Into<String>) -> Self {
        Self {
            id,
            title: title.into(),
            kind: TaskKind::Task,
            parent: None,
            after: None,
        }
    }

    #[must_use]
    pub fn below(self, parent: RecordId) -> Self {
        Self {
            parent: Some(parent),
            ..self
        }
    }
}

pub fn new_task(form: &form::CreateTask) -> Result<NewTask, Refused> {
    let mut check = Check::default();
    let title = check.take("title", text::line(&form.title));
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    let kind = match form.kind.as_str() {
        "" => Ok(TaskKind::Task),
        kind => TaskKind::parse(kind),
    };
    let kind = check.take("kind", kind);
    let parent = check.take("parent", perhaps(&form.parent));
    let after = check.take("after", perhaps(&form.after));
    match (id, title, kind, parent, after) {
        (Some(id), Some(title), Some(kind), Some(parent), Some(after)) => Ok(NewTask {
            id,
            title,
            kind,
            parent,
            after,
        }),
        _ => Err(check.refused()),
    }
}

/// A record, where one is named.
pub(super) fn perhaps(text: &str) -> Result<Option<RecordId>, Bad> {
    if text.trim().is_empty() {
        Ok(None)
    } else {
        Ok(Some(RecordId::parse(text)?))
    }
}
