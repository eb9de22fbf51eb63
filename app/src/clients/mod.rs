//! Clients and their people, for those who look after them. A contact has no page of their own yet, and nothing here
//! says that they have.

pub mod api;
pub mod client;
pub mod list;
