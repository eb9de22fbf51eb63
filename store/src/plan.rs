//! Projects and tasks.

pub mod project;
pub mod task;
