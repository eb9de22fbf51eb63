//! Plans that come from elsewhere and leave again.
//!
//! ```text
//! bytes ── read (a format's reader, fit::fit) ──► Plan + Report ── people::propose ──► who is who ── batch::split ──► batches for the store
//! project ── export::{csv, json} ──► bytes
//! ```
//! A [`plan::Plan`] is neutral: no format, no ids of ours. A [`report::Report`] says in codes what was carried,
//! changed and left out; `docs/exchange.md` has a sentence for each.

mod asana;
pub mod batch;
mod became;
pub mod brief;
pub mod export;
pub mod fit;
pub mod iterations;
mod jira;
mod jira_xml;
pub mod kept;
pub mod landing;
mod linear;
pub mod mspdi;
pub mod own;
pub mod people;
pub mod plan;
pub mod report;
pub mod start;
mod table;
pub mod tracked;
mod tracker;
mod trello;
mod when;

use tracked::Format;

/// Reads a file and fits it to what can be said here. Nothing of it is kept on refusal.
pub fn read(bytes: &[u8]) -> Result<(plan::Plan, report::Report), report::NotRead> {
    let (mut plan, mut report) = match format(bytes)? {
        Format::Mspdi => mspdi::read(bytes)?,
        Format::Trello => trello::read(bytes)?,
        Format::Jira => jira::read(bytes)?,
        Format::JiraXml => jira_xml::read(bytes)?,
        Format::Asana => asana::read(bytes)?,
        Format::Linear => linear::read(bytes)?,
    };
    fit::fit(&mut plan, &mut report);
    Ok((plan, report))
}

/// So much of a file says what it is.
const HEAD: usize = 64 * 1024;

/// By what it begins with, never by its name. What is none of them is read as a plan, and refused as one.
fn format(bytes: &[u8]) -> Result<Format, report::NotRead> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(HEAD)).unwrap_or_default());
    let head = head.trim_start_matches('\u{feff}').trim_start();
    match head.chars().next() {
        Some('{') => Ok(Format::Trello),
        Some('<') if head.contains("<rss") => Ok(Format::JiraXml),
        Some('<') | None => Ok(Format::Mspdi),
        Some(_) => table::format(bytes),
    }
}
