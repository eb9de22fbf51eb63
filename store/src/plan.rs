//! Projects, tasks and what they wait for.

pub mod assignees;
mod back;
pub mod board;
pub(crate) mod breaks;
pub mod bulk;
pub mod card;
pub mod checklist;
pub mod choices;
pub mod custom;
pub mod deliverable;
pub mod duplicate;
pub mod fields;
pub mod health;
pub mod labels;
pub mod lines;
pub mod links;
pub mod list;
pub mod member;
pub mod month;
pub mod moving;
pub mod page;
pub mod project;
pub mod project_edit;
pub mod quick;
pub mod recurrence;
pub(crate) mod status;
pub mod stopping;
mod summary;
pub mod task;
pub mod transfer;
pub mod view;
pub(crate) mod wall;
pub(crate) mod wbs;
pub mod workflow;

pub(crate) use back::{Back, set_back};
