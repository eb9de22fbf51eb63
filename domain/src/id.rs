//! Names of things: a UUID each, of its own type, so that a task's id cannot be given where a workspace's is wanted.

use serde::{Deserialize, Serialize};
use uuid::{Uuid, Version};

use crate::refusal::Code;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// Reads an id as a form or an address carries it.
            pub fn parse(text: &str) -> Result<Self, Code> {
                Uuid::parse_str(text.trim()).map(Self).map_err(|_| Code::Unreadable)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

id! {
    /// One e-mail address, everywhere.
    AccountId
    WorkspaceId
    /// An account in a workspace.
    MemberId
    InvitationId
    /// A client's person in a workspace.
    ContactId
    GroupId
    /// Anything a person can point at: a row of `record`.
    RecordId
    SessionId
}

/// The id of a thing made by a client (the browser, later a phone without signal): a UUIDv7, so that ids sort by the
/// moment they were made. Whether it is taken, the store knows.
pub fn made_by_client(text: &str) -> Result<RecordId, Code> {
    let id = Uuid::parse_str(text.trim()).map_err(|_| Code::Unreadable)?;
    match id.get_version() {
        Some(Version::SortRand) => Ok(RecordId(id)),
        _ => Err(Code::Unreadable),
    }
}
