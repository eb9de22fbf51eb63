//! Files of tasks: how they come in, where they lie and how they go out.
//!
//! A file arrives in a folder of its own beside the place it is for ([`arriving`]), is looked at there, and gets its
//! name in [`storage`] before the change that hangs it on a task is committed. What a crash leaves behind belongs to no
//! row, and [`tidy`] removes it.

mod add;
mod arriving;
pub mod copies;
mod deliver;
pub mod owner;
mod receive;
pub mod storage;
mod thumb;
pub mod tidy;

pub use add::add;
pub use deliver::{AsItIs, file, thumb};
pub use receive::{ADD, Received, receive};
pub(crate) use receive::{broken_off, invalid, part_of, piece_of};
pub use storage::Storage;
