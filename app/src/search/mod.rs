//! Search: one box over everything that the reader may see.

pub mod api;
pub mod page;
