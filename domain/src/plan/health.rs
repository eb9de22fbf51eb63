//! How a project stands: said by a person, with the reason, at a moment. The newest counts; none says nothing.

use crate::access::coded;
use crate::form;
use crate::refusal::{Check, Refused};
use crate::text;

coded!(
    /// On course, drifting, off course.
    Health { OnTrack = "on_track", AtRisk = "at_risk", OffTrack = "off_track" }
);

#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    pub health: Health,
    pub reason: String,
}

pub fn said(form: &form::SayHealth) -> Result<Said, Refused> {
    let mut check = Check::default();
    let health = check.take("health", Health::parse(&form.health));
    let reason = check.take("reason", text::said(&form.reason));
    match (health, reason) {
        (Some(health), Some(reason)) => Ok(Said { health, reason }),
        _ => Err(check.refused()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Code;

    #[test]
    fn health_without_a_reason_is_refused() {
        let form = form::SayHealth {
            health: "at_risk".into(),
            reason: " \n".into(),
            ..Default::default()
        };
        assert_eq!(said(&form), Err(Refused::field("reason", Code::Missing)));
    }
}
