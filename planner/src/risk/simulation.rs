//! A plan and its model, checked and laid out; run for any iterations, in any parts, in any order.

use std::{cmp::Reverse, collections::BinaryHeap, ops::Range};

use super::{
    MOST_SAMPLES, Model, RiskError,
    axis::Axis,
    block::Block,
    dates::Dates,
    draws::{Draws, LANES},
    error::Place,
    inputs,
    tally::Tally,
    working,
};
use crate::{
    calendar::{Calendar, Minute},
    links::Graph,
    plan::{LagCalendar, Plan, PlanError},
};

/// Ready to run.
#[derive(Clone, Debug)]
pub struct Simulation {
    pub(super) draws: Draws,
    /// The plan as simulated; the fast path needs its calendar only.
    pub(super) dates: Dates,
    pub(super) axis: Option<Axis>,
    /// Milestones: tasks whose every finish is kept.
    pub(super) watched: Vec<u32>,
    /// Counts what means and deviations are given in.
    pub(super) reference: Calendar,
    /// Without uncertainty.
    planned: Vec<i32>,
}

impl Simulation {
    /// Checks everything; what is wrong is named by its position.
    pub fn new(plan: &Plan, model: &Model) -> Result<Self, RiskError> {
        let names = (0..plan.tasks.len() as u32).collect();
        Self::named(plan, model, names)
    }

    /// As [`Simulation::new`], drawing for each task the numbers of its name instead of its position: two plans that
    /// differ by a task draw the same for all others (common random numbers), and their difference is that task's.
    pub(crate) fn named(plan: &Plan, model: &Model, names: Vec<u32>) -> Result<Self, RiskError> {
        let tasks = plan.tasks.len();
        check(plan)?;
        inputs::dates(plan, model.data_date)?;
        let graph = Graph::new(tasks, &plan.links).map_err(PlanError::from)?;
        let (standing, remaining) = inputs::standing(plan, model)?;
        let mut streams = names;
        streams.resize(tasks, u32::MAX);
        let draws = inputs::draws(plan, model, &standing, &remaining, streams)?;
        let scarce = match &model.contention {
            Some(contention) => Some(inputs::scarce(tasks, contention)?),
            None => None,
        };
        let order = match &model.contention {
            Some(contention) => replayed(&graph, plan, &inputs::ranks(tasks, &contention.order)?),
            None => graph.order().to_vec(),
        };
        let mut watched: Vec<bool> = plan
            .tasks
            .iter()
            .map(|row| row.deadline.is_some())
            .collect();
        for (at, task) in model.milestones.iter().enumerate() {
            let place = Place::Milestone { at };
            *watched
                .get_mut(*task as usize)
                .ok_or(RiskError::UnknownTask(place))? = true;
        }
        let project = match plan.lag_calendar {
            LagCalendar::Project(calendar) => calendar as usize,
            _ => 0,
        };
        let dates = Dates {
            plan: plan.clone(),
            graph,
            order,
            standing,
            data_date: model.data_date,
            scarce,
            always: Calendar::always(),
        };
        let axis = working::axis(&dates, &draws);
        let reference = match &axis {
            Some(axis) => Some(&axis.calendar),
            None => plan.calendars.get(project),
        };
        Ok(Self {
            reference: reference.cloned().unwrap_or_else(Calendar::always),
            axis,
            watched: (0..tasks as u32)
                .filter(|task| watched[*task as usize])
                .collect(),
            planned: remaining,
            draws,
            dates,
        })
    }

    /// Runs a part of the iterations. Parts may be run in any order, anywhere, and merged: the sums are of whole
    /// numbers, so that the outcome has the same bits. `go_on` is told how many are done, some hundred times, and ends
    /// the run by answering false; what was done until then is the answer.
    pub fn run(
        &self,
        seed: u64,
        iterations: Range<u64>,
        go_on: &mut dyn FnMut(u64) -> bool,
    ) -> Result<Tally, RiskError> {
        let count = iterations.end.saturating_sub(iterations.start);
        self.affords(count)?;
        let tasks = self.dates.plan.tasks.len();
        let mut block = Block::new(tasks, self.draws.hazards.len());
        let mut tally = Tally::new(tasks, self.watched.len(), self.draws.hazards.len());
        let lanes = LANES as u64;
        let (mut first, mut told) = (iterations.start / lanes * lanes, iterations.start);
        while first < iterations.end {
            self.draws
                .fill(seed, first, &mut block.durations, &mut block.happened);
            let from = iterations.start.saturating_sub(first) as usize;
            let to = (iterations.end - first).min(lanes) as usize;
            self.schedule(&mut block, from..to, first)?;
            tally.add(self, &block, from..to);
            first = first.saturating_add(lanes);
            if first.saturating_sub(told) * 256 >= count {
                told = first.min(iterations.end);
                if !go_on(told - iterations.start) {
                    break;
                }
            }
        }
        Ok(tally)
    }

    /// Some iterations, and their finishes fit in memory.
    pub(crate) fn affords(&self, iterations: u64) -> Result<(), RiskError> {
        let kept = 1 + self.watched.len() as u64;
        if iterations == 0 || iterations.saturating_mul(kept) > MOST_SAMPLES {
            return Err(RiskError::Iterations);
        }
        Ok(())
    }

    fn schedule(
        &self,
        block: &mut Block,
        lanes: Range<usize>,
        first: u64,
    ) -> Result<(), RiskError> {
        let ran = match &self.axis {
            Some(axis) => axis.run(block, lanes),
            None => self.dates.run(block, lanes),
        };
        ran.map_err(|(lane, task)| RiskError::BeyondCalendar {
            task,
            iteration: first.saturating_add(lane as u64),
        })
    }

    /// The finish when each task takes its planned duration, or what remains of it; `None` beyond a calendar.
    pub(super) fn planned(&self) -> Option<i32> {
        let mut block = Block::new(self.planned.len(), 0);
        for (lanes, minutes) in block.durations.iter_mut().zip(&self.planned) {
            *lanes = [*minutes; LANES];
        }
        self.schedule(&mut block, 0..1, 0).ok()?;
        Some(block.finish[0])
    }

    /// Minutes of work of the reference calendar from the start of the plan to what a lane holds as its finish.
    pub(super) fn work(&self, finish: i32) -> i64 {
        let start = self.reference.work_until(self.dates.plan.start);
        let until = match self.axis {
            Some(_) => finish,
            None => self.reference.work_until(finish),
        };
        i64::from(until) - i64::from(start)
    }

    /// The date of what a lane holds as a finish: of the two names of an instant between intervals, the earlier.
    pub(super) fn date(&self, finish: i32) -> Minute {
        let start = self.dates.plan.start;
        match &self.axis {
            None => finish,
            Some(axis) if finish == axis.calendar.work_until(start) => start,
            Some(axis) => axis
                .calendar
                .earliest_with(finish)
                .unwrap_or(crate::calendar::LAST),
        }
    }
}

/// What [`crate::cpm`] would refuse too, without its passes.
fn check(plan: &Plan) -> Result<(), PlanError> {
    for (task, row) in (0u32..).zip(&plan.tasks) {
        if row.calendar as usize >= plan.calendars.len() {
            return Err(PlanError::UnknownCalendar { task });
        }
        if row.duration < 0 {
            return Err(PlanError::NegativeDuration { task });
        }
    }
    if matches!(plan.lag_calendar, LagCalendar::Project(c) if c as usize >= plan.calendars.len()) {
        return Err(PlanError::UnknownLagCalendar);
    }
    Ok(())
}

/// The topological order that follows the ranks wherever links leave a choice.
fn replayed(graph: &Graph, plan: &Plan, ranks: &[u32]) -> Vec<u32> {
    let tasks = graph.tasks() as u32;
    let mut waiting: Vec<usize> = (0..tasks).map(|task| graph.incoming(task).len()).collect();
    let free = (0..tasks).filter(|task| waiting[*task as usize] == 0);
    let mut free: BinaryHeap<Reverse<(u32, u32)>> = free
        .map(|task| Reverse((ranks[task as usize], task)))
        .collect();
    let mut order = Vec::with_capacity(tasks as usize);
    while let Some(Reverse((_, task))) = free.pop() {
        order.push(task);
        for &link in graph.outgoing(task) {
            let next = plan.links[link as usize].to;
            waiting[next as usize] -= 1;
            if waiting[next as usize] == 0 {
                free.push(Reverse((ranks[next as usize], next)));
            }
        }
    }
    order
}
