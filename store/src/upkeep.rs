//! Upkeep without a person: removing what has outlived its time, and what has to go.

pub mod erase;
pub mod purge;
pub mod sweep;

pub(crate) mod content;
