//! Projects and tasks.

pub mod api;
pub mod project;
pub mod projects;
pub mod tabs;
pub mod task;
pub mod task_row;
