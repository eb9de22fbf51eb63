//! Rules seen from outside the crate: one binary for all.

#![expect(
    clippy::unwrap_used,
    reason = "what the tests share is test code too: it says what went wrong by failing"
)]

mod exchange;
mod exports;
