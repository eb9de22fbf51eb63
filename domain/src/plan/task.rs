//! A task as it is begun. What it is, is in [`super::fields`].

use uuid::Uuid;

use crate::access::coded;
use crate::form;
use crate::id::{RecordId, made_by_client};
use crate::refusal::{Bad, Check, Code, Refused};
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
    /// The state it begins in; none: the first in which work has not begun.
    pub status: Option<Uuid>,
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
            status: None,
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
    let status = check.take("status", chosen(&form.status));
    match (id, title, kind, parent, after, status) {
        (Some(id), Some(title), Some(kind), Some(parent), Some(after), Some(status)) => {
            Ok(NewTask {
                id,
                title,
                kind,
                parent,
                after,
                status,
            })
        }
        _ => Err(check.refused()),
    }
}

/// One of a few that are no records, where one is chosen.
fn chosen(text: &str) -> Result<Option<Uuid>, Bad> {
    match text.trim() {
        "" => Ok(None),
        id => Uuid::parse_str(id)
            .map(Some)
            .map_err(|_| Code::NotAChoice.into()),
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
