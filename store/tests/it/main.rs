//! The store on both engines: every test is written once and runs on SQLite and on PostgreSQL.
//!
//! ```text
//! cargo test -p store                                          SQLite only, and says so
//! DAYMARK_TEST_POSTGRES=postgres://postgres@127.0.0.1/postgres cargo test -p store
//! ```
//!
//! A file lists its tests in `both!`; each is an `async fn` that gets a [`world::World`] of its own. One that is not
//! listed is never called, which the compiler says.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what went wrong by failing"
)]

#[macro_use]
mod harness;
mod direct;
mod search;
mod world;

mod schema;

mod audiences;
mod calendars;
mod clients;
mod comments;
mod day;
mod files;
mod found;
mod inbox;
mod invitations;
mod leaving;
mod people;
mod plan;
mod projects;
mod rights;
mod sign_in;
mod talk;
mod tasks;
mod tenancy;
mod time_away;
mod trash;
mod undo;
mod views;
mod weeks;

mod again;
mod backups;
mod by_name;
mod chain;
mod erase_leaving;
mod erase_person;
mod erase_workspace;
mod imports;
mod imports_large;
mod jobs;
mod kill;
mod purge;
mod redact;
mod rehearsal;
mod restores;
mod writers;
