//! Files that come in and go out.

pub mod api;
pub mod import;
pub mod imports;
mod mapping;
mod parts;
mod people;

pub use parts::{ExportLinks, FromFile};
