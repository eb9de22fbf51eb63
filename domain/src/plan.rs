//! Projects and tasks.

pub mod outline;
pub mod project;
pub mod status;
pub mod task;
