//! What is known of a person.

use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, Interval, Minute};

/// A skill somebody has shown. A skill that is not listed is unknown, which is not the same as none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skill {
    /// The caller's number of the skill.
    pub skill: u32,
    /// From 1; the caller's scale.
    pub level: i32,
    /// A certificate runs out; `None` never does.
    #[serde(default)]
    pub valid: Option<Interval>,
}

/// A level somebody wants to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// The caller's number of the skill.
    pub skill: u32,
    /// The level to reach, of the caller's scale.
    pub level: i32,
}

/// A task somebody finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The caller's number of the project.
    pub project: u32,
    /// The caller's number of the client.
    #[serde(default)]
    pub client: Option<u32>,
    /// The skills it needed.
    #[serde(default)]
    pub skills: Vec<u32>,
    /// Minutes worked on it.
    pub minutes: i32,
    /// When it was finished.
    pub finished: Minute,
    /// It was hard, urgent or out of hours: the kind of work that is to be shared.
    #[serde(default)]
    pub burden: bool,
}

/// Work already promised, spread evenly over the working time of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// When the work is promised for.
    pub during: Interval,
    /// Minutes promised.
    pub minutes: i32,
}

/// Somebody who might do a task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Candidate {
    /// What they can do.
    pub skills: Vec<Skill>,
    /// What they want to reach.
    pub goals: Vec<Goal>,
    /// What they have finished.
    pub history: Vec<Done>,
    /// Working time less absences. `None`: no hours are recorded, so free time is unknown, not zero.
    pub calendar: Option<Calendar>,
    /// What they are promised to already.
    pub booked: Vec<Booking>,
    /// Cost of an hour in minor units.
    pub rate: Option<i64>,
    /// First and last day; `None` is without end.
    pub here: Option<Interval>,
    /// Tasks in hand, and how many there may be.
    pub tasks: u32,
    /// Tasks in hand at most; `None` is any number.
    pub most_tasks: Option<u32>,
    /// Not to be asked, with the caller's code of the reason.
    pub excluded: Option<u32>,
    /// Parties (clients, projects, people: the caller's numbers) they may not work for: authors do not review their own
    /// work, nobody works for a competitor.
    pub conflicts: Vec<u32>,
}

impl Candidate {
    /// Best level in a skill that is valid throughout an interval.
    pub(super) fn level(&self, skill: u32, during: Interval) -> Option<i32> {
        let all = self.skills.iter().filter(|own| own.skill == skill);
        let valid = all.filter(|own| own.holds(during));
        valid.map(|own| own.level).max()
    }

    /// Best level in a skill, valid or not.
    pub(super) fn listed(&self, skill: u32) -> Option<&Skill> {
        let all = self.skills.iter().filter(|own| own.skill == skill);
        all.max_by_key(|own| {
            (
                own.level,
                own.valid.map_or(Minute::MAX, |valid| valid.finish),
            )
        })
    }

    /// Working minutes of an interval that are not booked; `None` when no hours are recorded.
    ///
    /// A booking counts with its share of the working time inside, so days off bring no load and a booking on days off
    /// alone brings none at all.
    pub(super) fn free(&self, window: Interval) -> Option<i64> {
        let calendar = self.calendar.as_ref()?;
        let work = |of: Interval| i64::from(calendar.work_between(of.start, of.finish).max(0));
        let mut booked = 0i64;
        for booking in &self.booked {
            let inside = Interval::new(
                booking.during.start.max(window.start),
                booking.during.finish.min(window.finish),
            );
            let whole = work(booking.during);
            if inside.start < inside.finish && whole > 0 {
                let minutes = i64::from(booking.minutes.max(0));
                // Up: half a minute taken is a minute that is not free.
                booked = booked.saturating_add((minutes * work(inside) + whole - 1) / whole);
            }
        }
        Some((work(window) - booked).max(0))
    }
}

impl Skill {
    pub(super) fn holds(&self, during: Interval) -> bool {
        self.valid
            .is_none_or(|valid| valid.start <= during.start && during.finish <= valid.finish)
    }
}
