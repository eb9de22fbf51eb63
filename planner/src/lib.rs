//! Computes schedules: calendars, the link graph, and what is built on them.
//!
//! Everything is plain data in flat arrays: a task is its position in a list, a date is a **minute**, the number of
//! UTC minutes since 2000-01-01T00:00Z as `i32` (the caller expands each time zone into UTC working intervals). No
//! clock, no randomness, no IO and no floating point in dates, so a server and a browser get the same bits.
//!
//! Read in this order: [`calendar`] (when is work possible), [`links`] (what waits for what), [`plan`] (the model), [`cpm`] (the
//! critical path, floats and drivers), [`rcpsp`] (scarce resources, plain form), [`level`] (real plans: people with calendars and skills), [`earned`] (earned value),
//! [`crash`] (what sooner costs), [`risk`] (how sure a date is), [`whatif`] (what would change),
//! [`study`] (a plan and its questions as a file), [`assign`] (who does it). Callers that speak text use
//! [`ask`](mod@ask) and [`file`](mod@file).

#![warn(missing_docs)]

pub mod ask;
pub mod assign;
pub mod calendar;
pub mod cpm;
pub mod crash;
pub mod earned;
pub mod file;
pub mod level;
pub mod links;
pub mod plan;
pub mod rcpsp;
pub mod risk;
pub mod study;
pub mod whatif;
