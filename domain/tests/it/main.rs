//! Rules seen from outside the crate: one binary for all.

mod exchange;
