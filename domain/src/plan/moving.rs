//! Where a task goes in the outline.

use crate::form;
use crate::id::RecordId;
use crate::refusal::{Bad, Check, Code, Refused};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Beside another task.
    Before(RecordId),
    After(RecordId),
    /// The last of what belongs to another task.
    Below(RecordId),
    /// The last at the top of its project.
    Top,
    /// The last of what belongs to the task above it.
    Indent,
    /// Behind what it belonged to.
    Outdent,
    /// Past the sibling above it, or the one below.
    Up,
    Down,
}

pub fn to(form: &form::MoveTask) -> Result<Move, Refused> {
    let mut check = Check::default();
    let beside = |anchor: &str| -> Result<RecordId, Bad> {
        if anchor.trim().is_empty() {
            Err(Code::Missing.into())
        } else {
            Ok(RecordId::parse(anchor)?)
        }
    };
    let to = match form.to.as_str() {
        "before" => check.take("anchor", beside(&form.anchor)).map(Move::Before),
        "after" => check.take("anchor", beside(&form.anchor)).map(Move::After),
        "below" => check.take("anchor", beside(&form.anchor)).map(Move::Below),
        "top" => Some(Move::Top),
        "indent" => Some(Move::Indent),
        "outdent" => Some(Move::Outdent),
        "up" => Some(Move::Up),
        "down" => Some(Move::Down),
        _ => check.take("to", Err(Code::NotAChoice.into())),
    };
    to.ok_or_else(|| check.refused())
}
