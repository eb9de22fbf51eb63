//! Tasks as jobs.

use std::{collections::BTreeMap, sync::Arc};

use super::{Core, Frozen, Job, Shape, Want, people};
use crate::{
    calendar::{Interval, Minute},
    level::{
        answer::Driver,
        model::{Actual, Form, Mode, Need, Portfolio, Task},
    },
    plan::Constraint,
};

/// The opening job of each summary: they follow the tasks.
pub(super) fn opens(portfolio: &Portfolio) -> Vec<Option<u32>> {
    let mut next = portfolio.tasks.len() as u32;
    let tasks = portfolio.tasks.iter();
    tasks
        .map(|task| {
            (task.form == Form::Summary).then(|| {
                next += 1;
                next - 1
            })
        })
        .collect()
}

/// A cycle of jobs as one of tasks.
pub(super) fn tasks_of(path: &[u32], opens: &[Option<u32>]) -> Vec<u32> {
    let mut summaries = BTreeMap::new();
    for (task, open) in (0u32..).zip(opens) {
        if let Some(open) = open {
            summaries.insert(*open, task);
        }
    }
    let tasks = path
        .iter()
        .map(|job| summaries.get(job).copied().unwrap_or(*job));
    let mut tasks: Vec<u32> = tasks.collect();
    tasks.dedup();
    if tasks.len() > 1 && tasks.first() == tasks.last() {
        tasks.pop();
    }
    tasks
}

impl Core<'_> {
    pub(super) fn make_jobs(&mut self, opens: &[Option<u32>]) {
        let mut pools = BTreeMap::new();
        let mut kinds = BTreeMap::new();
        let own = Arc::clone(&self.portfolio);
        let portfolio: &Portfolio = &own;
        for (task, row) in (0u32..).zip(&portfolio.tasks) {
            let begin = self.wants.len() as u32;
            if row.form == Form::Work {
                for need in &row.needs {
                    let units = row.units(need, &portfolio.resources);
                    let want = match *need {
                        Need::Named { resource, .. } => Want::Named { resource, units },
                        Need::Skilled {
                            skill,
                            level,
                            people,
                            ..
                        } => Want::Skilled {
                            pool: *pools.entry((skill, level)).or_insert_with(|| {
                                self.pools.push(people::pool(portfolio, skill, level));
                                self.pools.len() as u32 - 1
                            }),
                            people,
                            units,
                        },
                    };
                    self.wants.push(want);
                }
            }
            let freeze = *kinds.entry(row.kind).or_insert_with(|| {
                let frozen = frozen(portfolio, row.kind)?;
                self.frozen.push(frozen);
                Some(self.frozen.len() as u32 - 1)
            });
            let job = self.job(task, row, (begin, self.wants.len() as u32), freeze);
            self.jobs.push(job);
        }
        for (task, _) in (0u32..).zip(opens).filter(|(_, open)| open.is_some()) {
            let mut open = self.jobs[task as usize].clone();
            open.shape = Shape::Open;
            self.jobs.push(open);
        }
        // What a task of high priority waits for is as urgent.
        for at in (0..self.graph.tasks()).rev() {
            let job = self.graph.order()[at];
            let after = self.graph.outgoing(job).iter();
            let after = after.map(|link| self.graph.links()[*link as usize].to);
            let most = after.map(|next| self.jobs[next as usize].priority).max();
            let own = &mut self.jobs[job as usize].priority;
            *own = most.map_or(*own, |most| most.max(*own));
        }
    }

    fn job(&self, task: u32, row: &Task, needs: (u32, u32), freeze: Option<u32>) -> Job {
        let portfolio = &self.portfolio;
        let work = match row.actual {
            Actual::Started { remaining, .. } => {
                row.remaining_minutes(&portfolio.resources, remaining)
            }
            _ => row.minutes(&portfolio.resources),
        };
        let mut job = Job {
            task,
            shape: shape(row),
            work,
            calendar: self.calendar_of[row.calendar as usize],
            floor: self.floor(row),
            ends: None,
            started: None,
            unlinked: false,
            freeze,
            needs: if work == 0 { (needs.0, needs.0) } else { needs },
            split: row.split,
            priority: if row.form == Form::Summary {
                0
            } else {
                row.priority
            },
            project: row.project,
            wants_late: row.constraint == Constraint::AsLateAsPossible,
            due: row.deadline,
            latest_start: None,
            present: row.present.as_ref().map(|present| present.start),
        };
        self.constrain(&mut job, row.constraint);
        if let Actual::Started { start, .. } = row.actual {
            // When it starts is history; when it finishes is not.
            job.started = Some(start);
            job.floor = self.floor(row);
            job.latest_start = None;
            job.wants_late = false;
            job.present = None;
            if job.is_work() {
                job.shape = Shape::Free;
            }
        }
        job.unlinked = matches!(job.shape, Shape::Must | Shape::Given(_));
        if matches!(job.shape, Shape::Given(_)) && matches!(row.actual, Actual::Finished(_)) {
            // Who did it is history: nobody's time before the data date is scheduled.
            job.needs = (needs.0, needs.0);
        }
        job
    }

    fn constrain(&self, job: &mut Job, constraint: Constraint) {
        let later = |job: &mut Job, at: Minute| {
            if at > job.floor.0 {
                job.floor = (at, Driver::Constraint);
            }
        };
        let sooner = |due: Option<Minute>, at: Minute| Some(due.map_or(at, |due| due.min(at)));
        match constraint {
            Constraint::AsSoonAsPossible | Constraint::AsLateAsPossible => {}
            Constraint::StartNoEarlierThan(at) => later(job, at),
            Constraint::FinishNoEarlierThan(at) => job.ends = Some(at),
            Constraint::StartNoLaterThan(at) => job.latest_start = Some(at),
            Constraint::FinishNoLaterThan(at) => job.due = sooner(job.due, at),
            Constraint::MustStartOn(at) => {
                later(job, at);
                job.latest_start = Some(at);
            }
            Constraint::MustFinishOn(at) => {
                job.ends = Some(at);
                job.due = sooner(job.due, at);
            }
        }
    }

    fn floor(&self, row: &Task) -> (Minute, Driver) {
        let portfolio = &self.portfolio;
        let project = portfolio.projects.get(row.project as usize);
        let start = project.and_then(|project| project.start);
        let start = start.unwrap_or(portfolio.start).max(portfolio.start);
        match portfolio.data_date {
            Some(date) if date > start => (date, Driver::DataDate),
            _ => (start, Driver::ProjectStart),
        }
    }
}

fn shape(row: &Task) -> Shape {
    match (row.form, row.mode, row.actual, row.constraint) {
        (_, _, Actual::Finished(dates), _) | (_, Mode::Manual(dates), _, _) => Shape::Given(dates),
        (Form::Summary, ..) => Shape::Close,
        (_, _, _, Constraint::MustStartOn(_) | Constraint::MustFinishOn(_)) => Shape::Must,
        _ => Shape::Free,
    }
}

fn frozen(portfolio: &Portfolio, kind: u32) -> Option<Frozen> {
    let mut frozen = Frozen::default();
    for (at, freeze) in (0u32..).zip(&portfolio.freezes) {
        if freeze.kinds.contains(&kind) {
            let entry: (Interval, u32) = (freeze.window, at);
            if freeze.start {
                frozen.start.push(entry);
            }
            if freeze.finish {
                frozen.finish.push(entry);
            }
        }
    }
    (!frozen.start.is_empty() || !frozen.finish.is_empty()).then_some(frozen)
}
