//! Projects and tasks.

pub mod deliverable;
pub mod health;
pub mod member;
pub mod project;
pub mod project_edit;
pub mod task;
pub mod workflow;
