//! A plan while it is changed: nothing moves to another position before all is said.

use super::{Applied, Change, Problem, Whose};
use crate::{
    calendar::{Calendar, FIRST, Interval, LAST, Minute},
    cpm::Network,
    links::Link,
    plan::{Constraint, Plan, Task},
    risk::{Effect, Estimate, Estimated, LONGEST, Model, Progress, is_estimate},
};

pub(super) struct Draft<'a> {
    base: &'a Network,
    plan: Plan,
    model: Model,
    gone: Vec<bool>,
    links: Vec<Option<Link>>,
    /// Where the calendars that have a name are; those of absences of tasks have none.
    calendars: Vec<u32>,
    estimates: Vec<Option<Estimate>>,
    touched: Vec<Vec<usize>>,
}

type Done = Result<(), Problem>;

impl<'a> Draft<'a> {
    pub(super) fn new(base: &'a Network, model: &Model) -> Self {
        let plan = base.plan().clone();
        let mut estimates = vec![None; plan.tasks.len()];
        for estimated in &model.estimates {
            if let Some(estimate) = estimates.get_mut(estimated.task as usize) {
                *estimate = Some(estimated.estimate);
            }
        }
        Self {
            base,
            gone: vec![false; plan.tasks.len()],
            links: plan.links.iter().copied().map(Some).collect(),
            calendars: (0..plan.calendars.len() as u32).collect(),
            touched: vec![Vec::new(); plan.tasks.len()],
            estimates,
            model: model.clone(),
            plan,
        }
    }

    pub(super) fn change(&mut self, at: usize, change: &Change) -> Done {
        match change {
            Change::Absence { whose, away } => {
                let away = Calendar::of_union(away.clone());
                self.working_time(at, whose, |calendar| calendar.subtraction(&away))
            }
            Change::Overtime { whose, more } => {
                let more = Calendar::of_union(more.clone());
                self.working_time(at, whose, |calendar| calendar.union(&more))
            }
            Change::Delay { task, minutes } => self.delay(at, *task, *minutes),
            Change::Duration { task, minutes } => {
                length(*minutes)?;
                self.task(at, *task)?.duration = *minutes;
                Ok(())
            }
            Change::Estimate { task, estimate } => {
                self.task(at, *task)?;
                self.estimates[*task as usize] = right(*estimate)?;
                Ok(())
            }
            Change::Constraint { task, constraint } => {
                self.task(at, *task)?.constraint = *constraint;
                Ok(())
            }
            Change::Deadline { task, at: deadline } => {
                self.task(at, *task)?.deadline = *deadline;
                Ok(())
            }
            Change::Pin { task, dates } => {
                self.task(at, *task)?.pinned = *dates;
                Ok(())
            }
            Change::Reassign { task, calendar } => {
                let calendar = self.calendar(*calendar)?;
                self.task(at, *task)?.calendar = calendar;
                Ok(())
            }
            Change::AddTask { row, estimate } => self.add_task(at, row, *estimate),
            Change::RemoveTask { task } => self.remove_task(at, *task),
            Change::AddLink { row } => {
                self.touch_link(at, row)?;
                self.links.push(Some(*row));
                Ok(())
            }
            Change::RemoveLink { link } => {
                let row = self.links.get_mut(*link as usize).and_then(Option::take);
                self.touch_link(at, &row.ok_or(Problem::UnknownLink)?)
            }
            Change::ReplaceLink { link, row } => {
                let before = self.links.get(*link as usize).copied().flatten();
                self.touch_link(at, &before.ok_or(Problem::UnknownLink)?)?;
                self.touch_link(at, row)?;
                self.links[*link as usize] = Some(*row);
                Ok(())
            }
            Change::AddCalendar { calendar } => {
                self.calendars.push(self.plan.calendars.len() as u32);
                self.plan.calendars.push(calendar.clone());
                Ok(())
            }
            Change::Start { at } => {
                self.plan.start = known(*at)?;
                Ok(())
            }
            Change::Finish { at } => {
                self.plan.finish = at.map(known).transpose()?;
                Ok(())
            }
            Change::Demand { .. } | Change::Capacity { .. } | Change::Probability { .. } => {
                self.simulated(at, change)
            }
        }
    }

    /// What only the simulation knows.
    fn simulated(&mut self, at: usize, change: &Change) -> Done {
        match change {
            Change::Demand { task, units } => {
                self.task(at, *task)?;
                let contention = self
                    .model
                    .contention
                    .as_mut()
                    .ok_or(Problem::UnknownResource)?;
                if units.len() != contention.capacity.len() || units.iter().any(|units| *units < 0)
                {
                    return Err(Problem::Units);
                }
                let row = contention.demand.get_mut(*task as usize);
                *row.ok_or(Problem::UnknownTask)? = units.clone();
            }
            Change::Capacity { resource, units } => {
                let contention = self
                    .model
                    .contention
                    .as_mut()
                    .ok_or(Problem::UnknownResource)?;
                let capacity = contention.capacity.get_mut(*resource as usize);
                *capacity.ok_or(Problem::UnknownResource)? = *units;
                if *units < 0 {
                    return Err(Problem::Units);
                }
            }
            Change::Probability { risk, probability } => {
                let row = self
                    .model
                    .risks
                    .get_mut(*risk as usize)
                    .ok_or(Problem::UnknownRisk)?;
                if !(0.0..=1.0).contains(probability) {
                    return Err(Problem::Probability);
                }
                row.probability = *probability;
            }
            _ => {}
        }
        Ok(())
    }

    fn working_time(
        &mut self,
        at: usize,
        whose: &Whose,
        change: impl Fn(&Calendar) -> Calendar,
    ) -> Done {
        match whose {
            Whose::Calendar(name) => {
                let calendar = self.calendar(*name)?;
                let changed = change(&self.plan.calendars[calendar as usize]);
                self.plan.calendars[calendar as usize] = changed;
                for (row, touched) in self.plan.tasks.iter().zip(&mut self.touched) {
                    if row.calendar == calendar {
                        touched.push(at);
                    }
                }
            }
            Whose::Tasks(tasks) => {
                // Tasks that shared a calendar share the changed one.
                let mut changed: Vec<(u32, u32)> = Vec::new();
                for task in tasks {
                    let before = self.task(at, *task)?.calendar;
                    if changed.iter().any(|(_, after)| *after == before) {
                        // Named twice: it has the changed one.
                        continue;
                    }
                    let known = changed
                        .iter()
                        .find(|(from, _)| *from == before)
                        .map(|(_, to)| *to);
                    let after = match known {
                        Some(after) => after,
                        None => {
                            let after = self.plan.calendars.len() as u32;
                            let calendar = change(&self.plan.calendars[before as usize]);
                            self.plan.calendars.push(calendar);
                            changed.push((before, after));
                            after
                        }
                    };
                    self.plan.tasks[*task as usize].calendar = after;
                }
            }
        }
        Ok(())
    }

    fn delay(&mut self, at: usize, task: u32, minutes: i32) -> Done {
        length(minutes)?;
        let row = *self.task(at, task)?;
        let dates = self
            .base
            .dates()
            .get(task as usize)
            .ok_or(Problem::NotInBase)?;
        let calendar = &self.plan.calendars[row.calendar as usize];
        let later = |from: Minute| calendar.forward(from, minutes).ok_or(Problem::Date);
        let row = match row.pinned {
            Some(pinned) => Task {
                pinned: Some(Interval::new(later(pinned.start)?, later(pinned.finish)?)),
                ..row
            },
            None => Task {
                constraint: Constraint::StartNoEarlierThan(later(dates.start)?),
                ..row
            },
        };
        self.plan.tasks[task as usize] = row;
        Ok(())
    }

    fn add_task(&mut self, at: usize, row: &Task, estimate: Option<Estimate>) -> Done {
        length(row.duration)?;
        let row = Task {
            calendar: self.calendar(row.calendar)?,
            ..*row
        };
        let name = self.plan.tasks.len() as u32;
        self.plan.tasks.push(row);
        self.gone.push(false);
        self.touched.push(vec![at]);
        self.estimates.push(right(estimate)?);
        if let Some(contention) = &mut self.model.contention {
            contention.demand.push(vec![0; contention.capacity.len()]);
            contention.order.push(name);
        }
        Ok(())
    }

    fn remove_task(&mut self, at: usize, task: u32) -> Done {
        self.task(at, task)?;
        self.gone[task as usize] = true;
        for row in &mut self.links {
            if let Some(link) = row.filter(|link| link.from == task || link.to == task) {
                *row = None;
                self.touched[link.to as usize].push(at);
            }
        }
        Ok(())
    }

    fn touch_link(&mut self, at: usize, link: &Link) -> Done {
        self.task(at, link.from)?;
        self.touched[link.from as usize].pop();
        self.task(at, link.to)?;
        Ok(())
    }

    /// A task that is there; the change is noted as touching it.
    fn task(&mut self, at: usize, task: u32) -> Result<&mut Task, Problem> {
        let i = task as usize;
        if self.gone.get(i) != Some(&false) {
            return Err(Problem::UnknownTask);
        }
        self.touched[i].push(at);
        Ok(&mut self.plan.tasks[i])
    }

    fn calendar(&self, name: u32) -> Result<u32, Problem> {
        self.calendars
            .get(name as usize)
            .copied()
            .ok_or(Problem::UnknownCalendar)
    }

    /// Positions close up over what was removed.
    pub(super) fn applied(self) -> Applied {
        let Self {
            mut plan,
            mut model,
            gone,
            links,
            mut touched,
            estimates,
            ..
        } = self;
        let names: Vec<u32> = (0..gone.len() as u32)
            .filter(|task| !gone[*task as usize])
            .collect();
        let position = |name: u32| names.binary_search(&name).ok().map(|at| at as u32);
        plan.tasks = names
            .iter()
            .map(|name| plan.tasks[*name as usize])
            .collect();
        plan.links.clear();
        let mut link_names = Vec::new();
        for (name, row) in (0u32..).zip(links) {
            let Some(link) = row else { continue };
            if let (Some(from), Some(to)) = (position(link.from), position(link.to)) {
                plan.links.push(Link { from, to, ..link });
                link_names.push(name);
            }
        }
        model.estimates = (0u32..)
            .zip(&names)
            .filter_map(|(task, name)| {
                let estimate = estimates[*name as usize]?;
                Some(Estimated { task, estimate })
            })
            .collect();
        let kept = |tasks: &[u32]| tasks.iter().filter_map(|task| position(*task)).collect();
        for group in &mut model.groups {
            group.tasks = kept(&group.tasks);
        }
        for risk in &mut model.risks {
            let effects = risk.effects.iter();
            risk.effects = effects
                .filter_map(|effect| {
                    Some(Effect {
                        task: position(effect.task)?,
                        ..*effect
                    })
                })
                .collect();
        }
        model.milestones = kept(&model.milestones);
        let progress = model.progress.iter();
        model.progress = progress
            .filter_map(|row| {
                Some(Progress {
                    task: position(row.task)?,
                    ..*row
                })
            })
            .collect();
        if let Some(contention) = &mut model.contention {
            contention.order = kept(&contention.order);
            let demand = names
                .iter()
                .map(|name| contention.demand.get(*name as usize).cloned());
            contention.demand = demand.map(Option::unwrap_or_default).collect();
        }
        for changes in &mut touched {
            changes.dedup();
        }
        Applied {
            plan,
            model,
            tasks: names,
            links: link_names,
            touched,
        }
    }
}

fn length(minutes: i32) -> Done {
    if (0..=LONGEST).contains(&minutes) {
        Ok(())
    } else {
        Err(Problem::Duration)
    }
}

fn right(estimate: Option<Estimate>) -> Result<Option<Estimate>, Problem> {
    match estimate {
        Some(estimate) if !is_estimate(estimate) => Err(Problem::Estimate),
        other => Ok(other),
    }
}

fn known(at: Minute) -> Result<Minute, Problem> {
    if (FIRST..=LAST).contains(&at) {
        Ok(at)
    } else {
        Err(Problem::Date)
    }
}
