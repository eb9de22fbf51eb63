//! Projects, tasks and what they wait for.

mod audience;
pub mod board;
pub mod bulk;
pub mod checklist;
pub mod dates;
pub mod deliverable;
pub mod duplicate;
pub mod estimating;
pub mod fields;
pub mod health;
pub mod labels;
pub mod lines;
pub mod links;
pub mod list;
pub mod month;
pub mod moving;
pub mod outline;
pub mod parts;
pub mod project;
pub mod quick;
pub mod staffing;
pub mod status;
pub mod stopping;
pub mod summary;
pub mod task;
pub mod view;
pub mod workflow;
