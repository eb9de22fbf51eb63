//! The people of a workspace: who is here, the week each works, when they are away, and the calendars of projects.

pub mod api;
pub mod away;
pub mod calendars;
pub mod directory;
pub mod groups;
pub mod leaving;
pub mod parts;
pub mod person;
#[cfg(feature = "ssr")]
pub(crate) mod shown;
pub mod time;
pub mod week;
