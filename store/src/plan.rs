//! Projects, tasks and what they wait for.

pub mod assignees;
mod back;
mod breaks;
pub mod checklist;
pub mod fields;
pub mod labels;
pub mod links;
pub mod list;
pub mod moving;
pub mod page;
pub mod project;
pub(crate) mod status;
pub mod stopping;
pub mod task;
pub(crate) mod wall;
pub(crate) mod wbs;

pub(crate) use back::{Back, set_back};
