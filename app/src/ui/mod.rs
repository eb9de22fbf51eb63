//! The kit: what every area's pages are built from.

pub mod avatar;
pub mod drawer;
pub mod fact;
pub mod fault;
pub mod form;
pub mod icon;
pub mod input;
pub mod keys;
pub mod modal;
pub mod page;
pub mod prose;
pub mod shell;
pub mod time;
pub mod toast;
