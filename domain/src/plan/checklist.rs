//! The checklist of a task: lines to tick off.

use crate::refusal::Bad;
use crate::text;

/// Most lines of one task.
pub const MOST: i64 = 200;

pub fn line(typed: &str) -> Result<String, Bad> {
    text::line(typed)
}

/// How far apart lines stand, and where one goes between two: as in the outline.
pub use super::outline::{STEP, between};
