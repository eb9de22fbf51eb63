//! People's time: the week they work, the days that are free for all, and when each is away.
//!
//! Everything here is local: a day and minutes of it. Where on the line of time they lie is asked of the zone's data,
//! which `store` has.

pub mod absence;
pub mod calendar;
pub mod capacity;
pub mod group;
pub mod holiday;
pub mod leaving;
pub mod typed;
pub mod week;
