//! Search: one box over everything that the reader may see.

pub mod api;
pub mod jump;
mod offers;
pub mod page;
pub mod palette;
pub mod went;
