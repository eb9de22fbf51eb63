//! Who a record is for. The surface it is drawn on, sea or shore, follows from this and is never chosen by hand.

use serde::{Deserialize, Serialize};

use uuid::Uuid;

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

/// Most people and Groups that one record is for by name.
pub const MOST_NAMES: usize = 100;

/// The people and Groups that were chosen, each once. Who they are, and whether they can be, the store knows.
pub fn names<'a>(chosen: impl Iterator<Item = &'a String>) -> Result<Vec<Uuid>, Bad> {
    let mut names = Vec::new();
    for text in chosen {
        names.push(Uuid::parse_str(text).map_err(|_| Code::NotAChoice)?);
        if names.len() > MOST_NAMES {
            return Err(Bad(Code::TooMany, MOST_NAMES.to_string()));
        }
    }
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::Audience::*;
    use super::*;

    #[test]
    fn names_are_ids_and_not_too_many() {
        let text = |n: u128| Uuid::from_u128(n).to_string();
        let chosen = [text(2), text(1), text(2)];
        let both = vec![Uuid::from_u128(1), Uuid::from_u128(2)];
        assert_eq!(names(chosen.iter()), Ok(both));
        assert_eq!(
            names(["Ada".to_owned()].iter()),
            Err(Code::NotAChoice.into())
        );
        let many: Vec<_> = (0..=100).map(text).collect();
        assert_eq!(
            names(many.iter()),
            Err(Bad(Code::TooMany, "100".to_owned()))
        );
    }

    #[test]
    fn never_wider_than_the_parent() {
        assert!(Internal.fits_in(Client) && Named.fits_in(Internal) && Client.fits_in(Client));
        assert!(!Client.fits_in(Internal) && !Internal.fits_in(Named));
    }
}
