//! Projects and tasks.

pub mod api;
pub mod list;
pub mod places;
pub mod projects;
pub mod tabs;
pub mod task;
