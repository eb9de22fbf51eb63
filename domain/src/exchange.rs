//! Plans that come from elsewhere and leave again.
//!
//! ```text
//! bytes ── mspdi::read ──► Plan + Report ── people::propose ──► who is who ── batch::split ──► batches for the store
//! project ── export::{csv, json} ──► bytes
//! ```
//! A [`plan::Plan`] is neutral: no format, no ids of ours. A [`report::Report`] says in codes what was carried,
//! changed and left out; `docs/exchange.md` has a sentence for each.

pub mod batch;
pub mod export;
pub mod mspdi;
pub mod people;
pub mod plan;
pub mod report;
