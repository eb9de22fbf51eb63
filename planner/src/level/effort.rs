//! Effort = duration × units: which follows from which.

use super::model::{Fixed, Form, Need, Resource, Task, WHOLE};

impl Task {
    /// How many people its needs ask for; assets are none.
    pub fn heads(&self, resources: &[Resource]) -> i64 {
        let needs = self.needs.iter().map(|need| match need {
            Need::Named { resource, .. } if is_asset(resources, *resource) => 0,
            Need::Named { .. } => 1,
            Need::Skilled { people, .. } => i64::from(*people),
        });
        needs.sum()
    }

    /// People's units together, in per cent, as the needs have them.
    fn people_units(&self, resources: &[Resource]) -> i64 {
        let needs = self.needs.iter().map(|need| match need {
            Need::Named { resource, .. } if is_asset(resources, *resource) => 0,
            Need::Named { units, .. } => i64::from(*units),
            Need::Skilled { people, units, .. } => i64::from(*people) * i64::from(*units),
        });
        needs.sum()
    }

    /// The units of a need: its own, or what a fixed duration asks of each person for the effort.
    pub fn units(&self, need: &Need, resources: &[Resource]) -> i32 {
        let (own, asset) = match need {
            Need::Named { resource, units } => (*units, is_asset(resources, *resource)),
            Need::Skilled { units, .. } => (*units, false),
        };
        match (self.fixed, self.effort) {
            (Fixed::Duration, Some(effort)) if !asset && effort > 0 && self.duration > 0 => {
                let minutes = i64::from(self.duration) * self.heads(resources).max(1);
                let units = (i64::from(effort) * i64::from(WHOLE) + minutes - 1) / minutes;
                units.clamp(1, i64::from(i32::MAX)) as i32
            }
            _ => own,
        }
    }

    /// Working minutes of the whole task.
    pub fn minutes(&self, resources: &[Resource]) -> i32 {
        match self.form {
            Form::Milestone | Form::Summary => 0,
            Form::Work => self.follows(resources, self.effort, self.duration),
        }
    }

    /// Working minutes for what remains of it: of effort when the duration follows from effort, else of duration.
    pub fn remaining_minutes(&self, resources: &[Resource], remaining: i32) -> i32 {
        match self.form {
            Form::Milestone | Form::Summary => 0,
            Form::Work => self.follows(resources, self.effort.map(|_| remaining), remaining),
        }
    }

    fn follows(&self, resources: &[Resource], effort: Option<i32>, duration: i32) -> i32 {
        let units = self.people_units(resources);
        match (self.fixed, effort) {
            (Fixed::Effort | Fixed::Units, Some(effort)) if units > 0 => {
                let hundredfold = i64::from(effort) * i64::from(WHOLE);
                // At most a hundredfold of the longest effort, by one per cent of one person.
                ((hundredfold + units - 1) / units).min(i64::from(i32::MAX / 2)) as i32
            }
            _ => duration,
        }
    }
}

fn is_asset(resources: &[Resource], resource: u32) -> bool {
    resources
        .get(resource as usize)
        .is_some_and(|resource| resource.asset)
}
