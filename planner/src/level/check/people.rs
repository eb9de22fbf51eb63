//! Needs, skills, and what each resource does at each instant.

use super::{View, Violation, is_begun, is_given};
use crate::{
    calendar::{FIRST, LAST, Minute},
    level::{
        answer::{Breach, Placement},
        model::{Fixed, Need, Task},
    },
};

impl View<'_> {
    /// Every need of a task that takes time is served.
    pub(super) fn needs(
        &self,
        task: u32,
        row: &Task,
        placement: &Placement,
    ) -> Result<(), Violation> {
        if placement.pieces.is_empty() {
            let none = placement.team.is_empty();
            return if none {
                Ok(())
            } else {
                Err(Violation::Need { task, need: 0 })
            };
        }
        for need in 0..row.needs.len() as u32 {
            if !self.serves(task, row, placement, need)? {
                return Err(Violation::Need { task, need });
            }
        }
        Ok(())
    }

    /// True when the need has all its people; an error when somebody serves it who cannot.
    pub(super) fn serves(
        &self,
        task: u32,
        row: &Task,
        placement: &Placement,
        need: u32,
    ) -> Result<bool, Violation> {
        let wrong = Violation::Need { task, need };
        let wanted = &row.needs[need as usize];
        let units = self.units(row, wanted);
        let team: Vec<u32> = placement
            .team
            .iter()
            .filter(|booking| booking.need == need)
            .map(|booking| {
                if booking.units == units {
                    Ok(booking.resource)
                } else {
                    Err(wrong)
                }
            })
            .collect::<Result<_, _>>()?;
        let (skill, level, people) = match *wanted {
            Need::Named { resource, .. } => {
                return if team == [resource] {
                    Ok(true)
                } else {
                    Err(wrong)
                };
            }
            Need::Skilled {
                skill,
                level,
                people,
                ..
            } => (skill, level, people),
        };
        for resource in &team {
            let person = &self.portfolio.resources[*resource as usize];
            let begin = if is_begun(row) && !is_given(row) {
                placement.pieces[0].start
            } else {
                placement.start
            };
            let has = person.skills.iter().any(|has| {
                has.skill == skill
                    && has.level >= level
                    && has.from.unwrap_or(FIRST) <= begin
                    && placement.finish <= has.until.unwrap_or(LAST)
            });
            if !has {
                return Err(Violation::Skill {
                    task,
                    resource: *resource,
                });
            }
            // One person serves one need of a task, whoever else asks for them.
            let uses = placement
                .team
                .iter()
                .filter(|booking| booking.resource == *resource);
            if uses.count() > person.people as usize {
                return Err(wrong);
            }
        }
        if team.len() > people as usize {
            return Err(wrong);
        }
        Ok(team.len() == people as usize)
    }

    /// What a need asks of each who serves it.
    fn units(&self, row: &Task, need: &Need) -> i32 {
        let person = |need: &Need| match need {
            Need::Named { resource, .. } => !self.portfolio.resources[*resource as usize].asset,
            Need::Skilled { .. } => true,
        };
        let (Need::Named { units, .. } | Need::Skilled { units, .. }) = *need;
        let effort = row.effort.unwrap_or(0);
        if row.fixed != Fixed::Duration || effort == 0 || row.duration == 0 || !person(need) {
            return units;
        }
        let heads: i64 = row
            .needs
            .iter()
            .filter(|need| person(need))
            .map(|need| match need {
                Need::Named { .. } => 1,
                Need::Skilled { people, .. } => i64::from(*people),
            })
            .sum();
        // The least whole per cent with which all of them do the effort in the duration.
        let minutes = heads * i64::from(row.duration);
        let hundredfold = i64::from(effort) * 100;
        let least = hundredfold / minutes + i64::from(hundredfold % minutes > 0);
        i32::try_from(least).unwrap_or(i32::MAX)
    }

    /// No resource does more than there is of it, unless given dates alone ask for it.
    pub(super) fn capacity(&self) -> Result<(), Violation> {
        let mut uses: Vec<Vec<Use>> = vec![Vec::new(); self.portfolio.resources.len()];
        for (task, row) in (0u32..).zip(&self.portfolio.tasks) {
            let Some(placement) = self.placement(task) else {
                continue;
            };
            if placement.team.is_empty() {
                continue;
            }
            let calendars = self.calendars(row, placement);
            for piece in &placement.pieces {
                for worked in self.times.shared(&calendars, piece.start, piece.finish) {
                    for booking in &placement.team {
                        let units = i64::from(booking.units);
                        let given = if is_given(row) { units } else { 0 };
                        let row = &mut uses[booking.resource as usize];
                        row.push((worked.start, units, given));
                        row.push((worked.finish, -units, -given));
                    }
                }
            }
        }
        let mut given_over: Vec<Vec<(Minute, Minute)>> = Vec::with_capacity(uses.len());
        for (resource, uses) in (0u32..).zip(uses) {
            given_over.push(self.swept(resource, uses)?);
        }
        self.overloads(&given_over)
    }

    /// The stretches in which given dates alone are too much.
    fn swept(&self, resource: u32, mut uses: Vec<Use>) -> Result<Vec<(Minute, Minute)>, Violation> {
        let row = &self.portfolio.resources[resource as usize];
        let (first, last) = (row.first.unwrap_or(FIRST), row.last.unwrap_or(LAST));
        // Where capacity changes is an instant to look at like any other.
        let mut marks: Vec<Minute> = row.capacity.iter().map(|step| step.from).collect();
        marks.extend([first, last]);
        uses.extend(marks.into_iter().map(|at| (at, 0, 0)));
        uses.sort_unstable();
        let (mut used, mut given) = (0, 0);
        let mut over = Vec::new();
        let mut at = 0;
        while at < uses.len() {
            let now = uses[at].0;
            while at < uses.len() && uses[at].0 == now {
                used += uses[at].1;
                given += uses[at].2;
                at += 1;
            }
            let there = if now < first || now >= last {
                0
            } else if row.capacity.is_empty() {
                100
            } else {
                let steps = row.capacity.partition_point(|step| step.from <= now);
                steps
                    .checked_sub(1)
                    .map_or(0, |step| i64::from(row.capacity[step].units))
            };
            if used > there && used > given {
                return Err(Violation::Capacity {
                    resource,
                    at: now,
                    used,
                    units: there,
                });
            }
            if given > there
                && let Some(next) = uses.get(at)
            {
                over.push((now, next.0));
            }
        }
        Ok(over)
    }

    /// Dates by hand that ask too much are said to.
    fn overloads(&self, over: &[Vec<(Minute, Minute)>]) -> Result<(), Violation> {
        for (task, row) in (0u32..).zip(&self.portfolio.tasks) {
            let Some(placement) = self.placement(task).filter(|_| is_given(row)) else {
                continue;
            };
            let calendars = self.calendars(row, placement);
            for booking in &placement.team {
                let resource = booking.resource;
                let own = self.portfolio.resources[resource as usize].calendar;
                let broken = placement.pieces.iter().any(|piece| {
                    self.times.between(Some(own), piece.start, piece.finish) == 0
                        || over[resource as usize].iter().any(|(from, to)| {
                            let (from, to) = ((*from).max(piece.start), (*to).min(piece.finish));
                            from < to && !self.times.shared(&calendars, from, to).is_empty()
                        })
                });
                self.declared(task, Breach::Overload(resource), broken)?;
            }
        }
        Ok(())
    }
}

/// Instant, units that change then, and how many of them are of given dates.
type Use = (Minute, i64, i64);
