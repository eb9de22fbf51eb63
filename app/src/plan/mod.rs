//! Projects and tasks.

pub mod api;
pub mod head;
pub mod manage;
pub mod overview;
pub mod project;
pub mod projects;
pub mod settings;
pub mod stands;
pub mod tabs;
pub mod task;
pub mod task_row;
