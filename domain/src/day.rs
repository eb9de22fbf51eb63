//! A person's day: what can start and what cannot, what is said of it first, its hours, and its log.

pub mod band;
pub mod brief;
pub mod line;
pub mod load;
pub mod log;
pub mod morning;
pub mod readiness;
pub mod said;
pub mod step;
