//! The people of a workspace.

pub mod api;
pub mod directory;
