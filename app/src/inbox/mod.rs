//! `/{workspace}/inbox`: what wants the reader, newest first, and what they made of it.

pub mod api;
mod keyboard;
pub mod mails;
pub mod page;
mod row;
