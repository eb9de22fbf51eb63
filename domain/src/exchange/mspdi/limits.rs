//! How much of a file is read before it is refused. Checked while reading, so that memory stays bounded.

use crate::exchange::report::NotRead;

pub const BYTES: usize = 32 * 1024 * 1024;
pub const TASKS: usize = 50_000;
pub const DEPTH: usize = 64;
pub const RESOURCES: usize = 50_000;
pub const CALENDARS: usize = 10_000;
pub const ASSIGNMENTS: usize = 200_000;
pub const LINKS: usize = 200_000;
/// Elements within one task, resource or calendar.
pub const NODES: usize = 100_000;
/// Elements of a whole file. The largest honest file has about half as many; eight million of the smallest fit into the
/// bytes and would take ten seconds.
pub const ELEMENTS: usize = 2_000_000;
pub const ATTRIBUTES: usize = 1_000;
/// Exceptions of all calendars of a file.
pub const EXCEPTIONS: usize = 50_000;
/// Stretches of working time in one day. The file's own program has five.
pub const HOURS: usize = 20;
/// Rows that recurring exceptions and special weeks may become in one file.
pub const OCCURRENCES: usize = 20_000;
/// Days that are looked at for them.
pub const LOOKED_AT: usize = 1_000_000;

pub fn rows(count: usize, what: &str, limit: usize) -> Result<(), NotRead> {
    if count < limit {
        return Ok(());
    }
    Err(NotRead::TooManyRows {
        what: what.to_owned(),
        limit: limit as u64,
    })
}
