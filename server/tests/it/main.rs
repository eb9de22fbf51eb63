//! The whole router in process, on a database of its own for each test: SQLite in a file, and PostgreSQL too where
//! there is one.
//!
//! ```text
//! cargo test -p server                                         SQLite only, and says so
//! DAYMARK_TEST_POSTGRES=postgres://postgres@127.0.0.1/postgres cargo test -p server
//! ```
//!
//! A file lists its tests in `both!`; each is an `async fn` that gets a [`world::World`] of its own. One that is not
//! listed is never called, which the compiler says.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what went wrong by failing"
)]

#[macro_use]
mod harness;
mod browser;
mod direct;
mod html;
mod stream;
mod world;

mod matrix;

mod absent;
mod bodies;
mod budget;
mod by_name;
mod command_line;
mod demo;
mod faults;
mod files;
mod headers;
mod imports;
mod imports_real;
mod keys;
mod live;
mod open;
mod operation;
mod origins;
mod plain;
mod pwa;
mod redirects;
mod sessions;
