//! Who is who, and what they write.

pub const PASSWORD: &str = "correct horse battery";

/// What only those who see the project may read.
pub const SECRETS: [&str; 11] = [
    "CNRY-NORTH-PROJECT",
    "CNRY-NORTH-TASK",
    "CNRY-NORTH-DESCRIPTION",
    "CNRY-NORTH-COMMENT",
    "CNRY-NORTH-CLIENT",
    "CNRY-NORTH-CLOSED",
    "CNRY-NORTH-TRASHED",
    "CNRY-NORTH-DELIVERABLE",
    "CNRY-NORTH-FIELD",
    "CNRY-NORTH-OPTION",
    "CNRY-NORTH-REASON",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Owns North.
    Olga,
    /// A member, and in the project.
    Mo,
    /// A member, and in no project.
    Otto,
    /// A member to whom things are done.
    Nia,
    /// An observer, and a viewer of the project.
    Obi,
    /// The client's contact.
    Cora,
    /// Owns South.
    Faye,
}

impl Who {
    pub const ALL: [Self; 7] = [
        Self::Olga,
        Self::Mo,
        Self::Otto,
        Self::Nia,
        Self::Obi,
        Self::Cora,
        Self::Faye,
    ];

    pub fn name(self) -> String {
        match self {
            Self::Faye => "Faye CNRY-SOUTH-PERSON".into(),
            Self::Cora => "Cora Vance".into(),
            who => format!("{who:?} CNRY-NORTH-PERSON"),
        }
    }

    pub fn email(self) -> String {
        let at = match self {
            Self::Faye => "southshore.test",
            Self::Cora => "harbour.test",
            _ => "northlight.test",
        };
        format!("{self:?}@{at}").to_lowercase()
    }
}
