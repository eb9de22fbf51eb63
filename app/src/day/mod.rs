//! Today and My day, the log, and the days before.

mod act;
pub mod api;
pub mod log_page;
pub mod page;

mod band;
mod beacon;
mod keys;
mod log;
mod money;
mod obstacles;
#[cfg(feature = "ssr")]
pub mod reading;
mod share;
mod step;
mod work;
