//! Who a record is for. The surface it is drawn on, sea or shore, follows from this and is never chosen by hand.

use serde::{Deserialize, Serialize};

use crate::refusal::{Bad, Code};

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// People and Groups by name, inside the workspace.
    Named,
    /// The project's own people.
    #[default]
    Internal,
    /// The project's people and its client's contacts.
    Client,
}

impl Audience {
    pub const ALL: [Self; 3] = [Self::Named, Self::Internal, Self::Client];

    pub fn code(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Internal => "internal",
            Self::Client => "client",
        }
    }

    pub fn parse(text: &str) -> Result<Self, Bad> {
        Self::ALL
            .into_iter()
            .find(|a| a.code() == text)
            .ok_or(Code::NotAChoice.into())
    }

    /// A record is never for more people than what it belongs to.
    pub fn fits_in(self, parent: Self) -> bool {
        self <= parent
    }
}

#[cfg(test)]
mod tests {
    use super::Audience::*;

    #[test]
    fn never_wider_than_the_parent() {
        assert!(Internal.fits_in(Client) && Named.fits_in(Internal) && Client.fits_in(Client));
        assert!(!Client.fits_in(Internal) && !Internal.fits_in(Named));
    }
}
