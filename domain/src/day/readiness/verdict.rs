//! What is said of a task: its state, what is in the way, whose move it is, and what could not be checked.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::plan::dates::Constraint;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Stopped,
    NotReady,
    AtRisk,
    NotChecked,
    Ready,
    Running,
}

impl State {
    /// Needs a hand, so that it stands first.
    pub fn is_trouble(self) -> bool {
        matches!(self, Self::Stopped | Self::NotReady | Self::AtRisk)
    }
}

/// Whose move it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mover {
    /// A member, by name.
    Member(String),
    /// The reader.
    You,
    /// The project's client.
    Client(String),
    /// Somebody by name.
    Outside(String),
    /// Whoever leads the project.
    Lead,
    #[default]
    Nobody,
}

/// A task as a reason names it; nothing of one that the reader may not see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    pub code: String,
    pub title: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Because {
    /// It should be done by now or is to be done today, and is not.
    BeforeOpen {
        task: Option<Called>,
        due: Option<NaiveDate>,
    },
    BeforeLate {
        task: Option<Called>,
        days: i64,
    },
    BeforeStopped {
        task: Option<Called>,
        days: i64,
    },
    BeforeEndsAfter {
        task: Option<Called>,
        finish: NaiveDate,
    },
    BeforeEndsThatDay {
        task: Option<Called>,
    },
    BeforeNotBegun {
        task: Option<Called>,
    },
    BeforeUndated {
        task: Option<Called>,
    },
    /// Done, but some time has to pass.
    Lag {
        task: Option<Called>,
        until: NaiveDate,
    },
    Nobody,
    Away {
        who: String,
        back: Option<NaiveDate>,
    },
    /// Away when it is to start, here for enough of it later.
    AwayAtStart {
        who: String,
        back: NaiveDate,
    },
    /// These are none of their days.
    NotTheirDays {
        who: String,
    },
    TooFewHours {
        who: String,
        free: i64,
        needed: i64,
    },
    /// With everything else they have to do.
    Overbooked {
        who: String,
        free: i64,
        work: i64,
    },
    NoDates,
    StartPassed {
        days: i64,
    },
    FinishPassed {
        days: i64,
    },
    AfterDeadline {
        days: i64,
    },
    /// Its dates do not keep what binds them.
    Bound {
        by: Constraint,
        date: NaiveDate,
    },
}

/// What could not be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Unchecked {
    /// Nobody has said which hours they work.
    Hours { who: String },
    /// Nobody has said how much work it is.
    Effort,
    /// It is done by somebody who is nobody here.
    Outside { who: String },
    /// More comes before it than is read for a morning.
    Before,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub because: Because,
    pub mover: Mover,
    /// Whether it keeps the task from starting, or only endangers it.
    #[serde(default)]
    pub stops: bool,
    /// The first day on which it is no longer in the way, as things are planned now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub state: State,
    /// What keeps it from starting comes first.
    pub reasons: Vec<Reason>,
    pub unchecked: Vec<Unchecked>,
}
