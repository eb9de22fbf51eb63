//! Runs. The one binary: `daymark serve` and what is done beside it. A library, so that tests can put the whole router
//! together in process; `main.rs` only calls it.

// The types of views nest deeply.
#![recursion_limit = "512"]

pub mod boot;
pub mod commands;
pub mod compress;
pub mod demo;
pub mod exchange;
pub mod export;
pub mod files;
pub mod form;
pub mod guard;
pub mod http;
pub mod live;
pub mod metrics;
pub mod observe;
pub mod once_more;
pub mod pwa;
pub mod router;
pub mod settings;
pub mod upload;
pub mod watch;
mod work;
