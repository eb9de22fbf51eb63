//! People: who they are and what they may, the week each works, when they are away, and when work is possible at all.

pub mod absence;
pub mod calendar;
pub mod calendars;
pub(crate) mod capacity;
pub mod holidays;
pub mod leaving;
pub mod seen;
pub mod taken_back;
pub mod week;
pub(crate) mod zone;

mod group;
mod member;

pub use group::{
    Group, add_to_group, create_group, delete_group, groups, leave_group, rename_group,
};
pub(crate) use member::void_invitations_of;
pub use member::{
    Carrier, Invited, Pending, Person, change_role, directory, invite, pending, withdraw_invitation,
};
