//! Projects and tasks.

pub mod deliverable;
pub mod health;
pub mod outline;
pub mod project;
pub mod status;
pub mod task;
pub mod workflow;
