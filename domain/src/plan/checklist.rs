//! The checklist of a task: lines to tick off.

use crate::refusal::Bad;
use crate::text;

/// Most lines of one task.
pub const MOST: i64 = 200;

pub fn line(typed: &str) -> Result<String, Bad> {
    text::line(typed)
}
