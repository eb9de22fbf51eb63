//! Files: whatever of the known formats a text is.
//!
//! | text | read as |
//! |---|---|
//! | PSPLIB `.sm` | [`Instance`] |
//! | ProGen/max `.sch` | [`MaxInstance`] |
//! | JSON with `calendars` and any of `projects`, `resources`, `freezes`, `data_date`, `logic` | [`Portfolio`] |
//! | other JSON with `calendars` | [`Plan`] |
//! | JSON with `lags` | [`MaxInstance`] |
//! | other JSON | [`Instance`] |
//!
//! The JSON formats are these structures as they are: field by field, positions as names.

use std::error::Error;

use crate::{
    level::model::Portfolio,
    plan::Plan,
    rcpsp::{
        Instance,
        max::{MaxInstance, progen},
        psplib,
    },
};

/// What a file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum File {
    /// Scarce resources, plain form.
    Plain(Instance),
    /// Minimum and maximum time lags.
    Max(MaxInstance),
    /// Calendars, tasks and links.
    Plan(Plan),
    /// The same, and who does it.
    Portfolio(Portfolio),
}

/// Tells by the text, not by a name. Errors say line or field.
pub fn read(text: &str) -> Result<File, Box<dyn Error>> {
    if text.trim_start().starts_with('{') {
        let value: serde_json::Value = serde_json::from_str(text)?;
        let has = |field: &str| value.get(field).is_some();
        let people = ["projects", "resources", "freezes", "data_date", "logic"];
        return Ok(match (has("calendars"), has("lags")) {
            (true, _) if people.into_iter().any(has) => {
                File::Portfolio(serde_json::from_str(text)?)
            }
            (true, _) => File::Plan(serde_json::from_str(text)?),
            (_, true) => File::Max(serde_json::from_str(text)?),
            _ => File::Plain(serde_json::from_str(text)?),
        });
    }
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let bare = first
        .split_whitespace()
        .all(|word| word.parse::<i64>().is_ok());
    if bare && !first.is_empty() {
        return Ok(File::Max(progen::parse(text)?));
    }
    Ok(File::Plain(psplib::parse(text)?))
}
