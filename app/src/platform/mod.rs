//! Account settings, the trash, undo.

pub mod api;
pub mod history;
pub mod settings;
pub mod trash;
