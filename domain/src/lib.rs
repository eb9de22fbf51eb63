//! Decides. Pure rules: ids, rights, states, refusals, events and their inverses.
//!
//! Nothing here reads a clock, makes a random number, or knows SQL, HTTP or a screen: today's date and new ids are
//! arguments, and what a person reads is a [`refusal::Code`] with arguments that `app::words` turns into a sentence.

pub mod access;
pub mod account;
pub mod audience;
pub mod clients;
pub mod day;
pub mod edit;
pub mod erasure;
pub mod event;
pub mod exchange;
pub mod files;
pub mod form;
pub mod id;
pub mod inbox;
pub mod named;
pub mod people;
pub mod plan;
pub mod refusal;
pub mod search;
pub mod talk;
pub mod text;
pub mod time;
pub mod undo;
