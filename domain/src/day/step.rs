//! The steps of a day that there are so far, in their fixed order. A step whose area does not exist is absent.

use crate::access::coded;
use crate::refusal::{Bad, Code};

coded!(
    /// A step, by the anchor that leads to it.
    Step {
        Work = "work",
        Obstacles = "obstacles",
        Share = "share",
        Money = "money",
        Log = "log",
    }
);

impl Step {
    /// Whether it is marked done by hand. The log is done when the day is closed.
    pub fn is_marked(self) -> bool {
        self != Self::Log
    }
}

/// A step out of a form: one that can be marked.
pub fn marked(text: &str) -> Result<Step, Bad> {
    let step = Step::parse(text)?;
    if step.is_marked() {
        Ok(step)
    } else {
        Err(Code::NotAChoice.into())
    }
}
