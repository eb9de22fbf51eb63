//! Projects and tasks.

pub mod add;
pub mod api;
pub mod backlog;
pub mod board;
pub mod calendar;
pub mod head;
pub mod list;
pub mod manage;
pub mod overview;
pub mod own;
pub mod places;
pub mod projects;
pub mod settings;
pub mod stands;
pub mod tabs;
pub mod task;
pub mod views;
