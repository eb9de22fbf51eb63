//! A task that has begun and cannot go on: because of what, and whose move it is.

use super::fields::Fields;
use crate::access::coded;
use crate::form;
use crate::id::{MemberId, RecordId, made_by_client};
use crate::refusal::{Bad, Check, Code, Refused};
use crate::text;

coded!(
    /// Whose move it is: somebody here, the project's client, somebody outside.
    MoverKind { Member = "member", Client = "client", Outside = "outside" }
);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mover {
    Member(MemberId),
    Client,
    Outside(String),
}

impl Mover {
    pub fn kind(&self) -> MoverKind {
        match self {
            Self::Member(_) => MoverKind::Member,
            Self::Client => MoverKind::Client,
            Self::Outside(_) => MoverKind::Outside,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStop {
    pub id: RecordId,
    pub because: String,
    pub mover: Mover,
}

pub fn new_stop(form: &form::StopTask) -> Result<NewStop, Refused> {
    let mut check = Check::default();
    let because = check.take("because", text::line(&form.because));
    let kind = check.take("mover_kind", MoverKind::parse(form.mover_kind.trim()));
    let mover = kind.and_then(|kind| match kind {
        MoverKind::Member => check.take("mover", member(&form.mover)).map(Mover::Member),
        MoverKind::Client => Some(Mover::Client),
        MoverKind::Outside => check
            .take("mover_name", text::line(&form.mover_name))
            .map(Mover::Outside),
    });
    let id = check.take("id", made_by_client(&form.id).map_err(Bad::from));
    match (id, because, mover) {
        (Some(id), Some(because), Some(mover)) => Ok(NewStop { id, because, mover }),
        _ => Err(check.refused()),
    }
}

fn member(text: &str) -> Result<MemberId, Bad> {
    if text.trim().is_empty() {
        Err(Code::Missing.into())
    } else {
        Ok(MemberId::parse(text)?)
    }
}

/// Only what has begun and is not done can be stopped.
pub fn may_stop(task: &Fields) -> Result<(), Code> {
    let begun = task.status.has_begun() || task.percent > 0 || task.actual_start.is_some();
    if task.status.is_done() {
        Err(Code::IsDone)
    } else if !begun {
        Err(Code::NotBegun)
    } else {
        Ok(())
    }
}
