//! Shows. Leptos views and thin server functions; one folder an area, with its pages, parts and `api.rs`.
//!
//! A page is one read function and one view; a change is one [`ui::form::Form`] posting to one server function. Nothing
//! here knows SQL; nothing that a person reads stands outside [`words`].

#![recursion_limit = "512"]

pub mod answer;
pub mod error;
mod json;
#[cfg(feature = "ssr")]
pub mod kept;
mod lazy;
pub mod live;
#[cfg(feature = "ssr")]
pub mod markdown;
mod prelude;
pub mod routes;
pub mod send;
#[cfg(feature = "ssr")]
pub mod session;
pub mod ui;
pub mod words;

pub mod account;
pub mod clients;
pub mod day;
pub mod exchange;
pub mod files;
pub mod inbox;
pub mod people;
pub mod plan;
pub mod platform;
pub mod search;
pub mod talk;

pub use routes::{App, document};
