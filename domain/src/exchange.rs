//! Plans that come from elsewhere and leave again.
//!
//! ```text
//! bytes ── read (mspdi::read, fit::fit) ──► Plan + Report ── people::propose ──► who is who ── batch::split ──► batches for the store
//! project ── export::{csv, json} ──► bytes
//! ```
//! A [`plan::Plan`] is neutral: no format, no ids of ours. A [`report::Report`] says in codes what was carried,
//! changed and left out; `docs/exchange.md` has a sentence for each.

pub mod batch;
pub mod brief;
pub mod export;
pub mod fit;
pub mod kept;
pub mod mspdi;
pub mod people;
pub mod plan;
pub mod report;
pub mod start;

/// Reads a file and fits it to what can be said here. Nothing of it is kept on refusal.
pub fn read(bytes: &[u8]) -> Result<(plan::Plan, report::Report), report::NotRead> {
    let (mut plan, mut report) = mspdi::read(bytes)?;
    fit::fit(&mut plan, &mut report);
    Ok((plan, report))
}
