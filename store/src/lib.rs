//! Remembers. The only crate with SQL: one public function is one intention and one transaction, on both engines.
//!
//! Every public function outside [`door`] takes a key of [`keys`], made only by the permission check there; forgetting
//! to authorise does not compile. A change commits only through [`tx::Tx::commit`] with an event for each record.

pub mod db;
pub mod door;
pub mod error;
pub mod keys;
pub mod sql;
pub mod tx;

mod bulk;
mod chain;
mod dialect;
mod record;
mod secret;

pub mod again;
pub mod audience;
pub mod audit;
pub mod backup;
pub mod clients;
pub mod day;
pub mod exchange;
pub mod files;
pub mod inbox;
pub mod live;
pub mod outbox;
pub mod people;
pub mod plan;
pub mod redact;
pub mod search;
pub mod talk;
pub mod trash;
pub mod undo;
pub mod upkeep;
pub mod workspace;

pub use db::Db;
pub use error::Error;
