//! A model read against its plan: what is wrong is named, the rest is laid out for drawing.

use super::{
    LONGEST, Model, RiskError,
    dates::Standing,
    draws::{Draws, Hazard, Hit, Own, Weights, struck},
    error::Place,
    model::{Contention, Estimate, Impact, State},
    normal::Normal,
    scarce::Scarce,
    shape::{Draw, Tables},
};
use crate::{
    calendar::{FIRST, LAST, Minute},
    plan::{Constraint, Plan},
};

/// Dates that calendars can answer for; everything later is a sum of these and checked where it is made.
pub(super) fn dates(plan: &Plan, data_date: Option<Minute>) -> Result<(), RiskError> {
    let known = |at: Minute| (FIRST..=LAST).contains(&at);
    let ends = [Some(plan.start), plan.finish, data_date];
    if ends.into_iter().flatten().any(|at| !known(at)) {
        return Err(RiskError::Date { task: None });
    }
    for (task, row) in (0u32..).zip(&plan.tasks) {
        let held = match row.constraint {
            Constraint::AsSoonAsPossible | Constraint::AsLateAsPossible => None,
            Constraint::StartNoEarlierThan(at)
            | Constraint::StartNoLaterThan(at)
            | Constraint::FinishNoEarlierThan(at)
            | Constraint::FinishNoLaterThan(at)
            | Constraint::MustStartOn(at)
            | Constraint::MustFinishOn(at) => Some(at),
        };
        let pinned = row.pinned.map(|dates| [dates.start, dates.finish]);
        let all = [held, row.deadline].into_iter().flatten();
        if all.chain(pinned.into_iter().flatten()).any(|at| !known(at)) {
            return Err(RiskError::Date { task: Some(task) });
        }
        if row.duration > LONGEST {
            return Err(RiskError::TooLong { task });
        }
    }
    Ok(())
}

/// How each task stands, and how long what remains of it takes without an estimate.
pub(super) fn standing(plan: &Plan, model: &Model) -> Result<(Vec<Standing>, Vec<i32>), RiskError> {
    let mut standing: Vec<Standing> = Vec::with_capacity(plan.tasks.len());
    let mut remaining = Vec::with_capacity(plan.tasks.len());
    for row in &plan.tasks {
        standing.push(row.pinned.map_or(Standing::Open, Standing::Fixed));
        remaining.push(row.duration);
    }
    let mut named = vec![false; plan.tasks.len()];
    for (at, progress) in model.progress.iter().enumerate() {
        let place = Place::Progress { at };
        let i = once(progress.task, &mut named, place)?;
        let now = model.data_date.ok_or(RiskError::NoDataDate)?;
        let calendar = &plan.calendars[plan.tasks[i].calendar as usize];
        match progress.state {
            State::Finished(dates)
                if FIRST <= dates.start && dates.start <= dates.finish && dates.finish <= now =>
            {
                standing[i] = Standing::Fixed(dates);
                remaining[i] = calendar
                    .work_between(dates.start, dates.finish)
                    .min(LONGEST);
            }
            State::Started {
                at: began,
                remaining: rest,
            } if FIRST <= began && began <= now && (0..=LONGEST).contains(&rest) => {
                standing[i] = Standing::Started {
                    at: began,
                    done: calendar.work_between(began, now).min(LONGEST),
                };
                remaining[i] = rest;
            }
            _ => return Err(RiskError::Progress { at }),
        }
    }
    Ok((standing, remaining))
}

/// Everything that is drawn. Fixed tasks keep their durations whatever is estimated or happens.
pub(super) fn draws(
    plan: &Plan,
    model: &Model,
    standing: &[Standing],
    remaining: &[i32],
    streams: Vec<u32>,
) -> Result<Draws, RiskError> {
    let tasks = plan.tasks.len();
    let mut tables = Tables::default();
    let mut own: Vec<Own> = remaining
        .iter()
        .map(|minutes| Own::Certain(*minutes))
        .collect();
    let mut named = vec![false; tasks];
    for (at, estimated) in model.estimates.iter().enumerate() {
        let place = Place::Estimate { at };
        let i = once(estimated.task, &mut named, place)?;
        let mut estimate = estimated.estimate;
        if estimate.low < 0 {
            return Err(RiskError::Estimate(place));
        }
        // Checked as written before it is made smaller.
        draw(&mut tables, estimate, place)?;
        match standing[i] {
            Standing::Fixed(_) => continue,
            Standing::Started { .. } if plan.tasks[i].duration == 0 => continue,
            Standing::Started { .. } => {
                estimate = shrunk(estimate, remaining[i], plan.tasks[i].duration)
            }
            Standing::Open => {}
        }
        own[i] = Own::Drawn(draw(&mut tables, estimate, place)?);
    }
    let (group_of, groups) = groups(tasks, model)?;
    let hazards = hazards(tasks, model, standing, &mut tables)?;
    let draws = Draws {
        normal: Normal::new(),
        tables,
        own,
        streams,
        group_of,
        groups,
        hazards,
    };
    longest(&draws)?;
    Ok(draws)
}

fn groups(tasks: usize, model: &Model) -> Result<(Vec<Option<u32>>, Vec<Weights>), RiskError> {
    let mut group_of = vec![None; tasks];
    let mut groups = Vec::with_capacity(model.groups.len());
    let mut named = vec![false; tasks];
    for (group, row) in model.groups.iter().enumerate() {
        let correlation = row.correlation;
        if !(0.0..=1.0).contains(&correlation) {
            return Err(RiskError::Correlation { group });
        }
        groups.push(Weights {
            shared: correlation.sqrt() as f32,
            own: (1.0 - correlation).sqrt() as f32,
        });
        for (member, task) in row.tasks.iter().enumerate() {
            let i = once(*task, &mut named, Place::Group { group, member })?;
            group_of[i] = Some(group as u32);
        }
    }
    Ok((group_of, groups))
}

fn hazards(
    tasks: usize,
    model: &Model,
    standing: &[Standing],
    tables: &mut Tables,
) -> Result<Vec<Hazard>, RiskError> {
    let mut hazards = Vec::with_capacity(model.risks.len());
    for (risk, row) in model.risks.iter().enumerate() {
        if !(0.0..=1.0).contains(&row.probability) {
            return Err(RiskError::Probability { risk });
        }
        let mut effects = Vec::with_capacity(row.effects.len());
        for (effect, wanted) in row.effects.iter().enumerate() {
            let place = Place::Risk { risk, effect };
            let i = wanted.task as usize;
            if i >= tasks {
                return Err(RiskError::UnknownTask(place));
            }
            let (estimate, percent) = match wanted.impact {
                Impact::Minutes(estimate) => (estimate, false),
                Impact::Percent(estimate) if estimate.low >= 0 => (estimate, true),
                Impact::Percent(_) => return Err(RiskError::Estimate(place)),
            };
            let draw = draw(tables, estimate, place)?;
            if !matches!(standing[i], Standing::Fixed(_)) {
                effects.push(Hit {
                    task: wanted.task,
                    draw,
                    percent,
                });
            }
        }
        hazards.push(Hazard {
            threshold: (row.probability * 4_294_967_296.0) as u64,
            effects,
        });
    }
    Ok(hazards)
}

fn draw(tables: &mut Tables, estimate: Estimate, place: Place) -> Result<Draw, RiskError> {
    let near = |minutes: i32| (-LONGEST..=LONGEST).contains(&minutes);
    if !near(estimate.low) || !near(estimate.high) {
        return Err(RiskError::Estimate(place));
    }
    tables.draw(estimate).ok_or(RiskError::Estimate(place))
}

/// Nobody lasts longer than [`LONGEST`], if everything comes to the worst: then no sum overflows.
fn longest(draws: &Draws) -> Result<(), RiskError> {
    let worst = worst(draws);
    match worst.iter().position(|minutes| *minutes > LONGEST) {
        Some(task) => Err(RiskError::TooLong { task: task as u32 }),
        None => Ok(()),
    }
}

pub(super) fn worst(draws: &Draws) -> Vec<i32> {
    let mut worst: Vec<i32> = draws.own.iter().map(Own::most).collect();
    for hit in draws.hazards.iter().flat_map(|hazard| &hazard.effects) {
        let minutes = &mut worst[hit.task as usize];
        *minutes = (*minutes).max(struck(*minutes, hit.draw.high, hit.percent));
    }
    worst
}

impl Own {
    fn most(&self) -> i32 {
        match self {
            Self::Certain(minutes) => *minutes,
            Self::Drawn(draw) => draw.high,
        }
    }
}

/// In proportion to what remains, to the nearest minute.
fn shrunk(estimate: Estimate, remaining: i32, planned: i32) -> Estimate {
    let (remaining, planned) = (i64::from(remaining), i64::from(planned.max(1)));
    let part = |minutes: i32| {
        let part = (i64::from(minutes) * remaining + planned / 2) / planned;
        part.clamp(0, i64::from(i32::MAX)) as i32
    };
    Estimate {
        low: part(estimate.low),
        likely: part(estimate.likely),
        high: part(estimate.high),
        shape: estimate.shape,
    }
}

pub(super) fn scarce(tasks: usize, contention: &Contention) -> Result<Scarce, RiskError> {
    if let Some(resource) = contention.capacity.iter().position(|units| *units < 0) {
        return Err(RiskError::Capacity { resource });
    }
    for task in 0..tasks.max(contention.demand.len()) {
        let row = contention.demand.get(task).filter(|_| task < tasks);
        let row = row.ok_or(RiskError::Demand { task })?;
        if row.len() != contention.capacity.len() || row.iter().any(|units| *units < 0) {
            return Err(RiskError::Demand { task });
        }
        let mut pairs = row.iter().zip(&contention.capacity);
        if let Some(resource) = pairs.position(|(units, capacity)| units > capacity) {
            return Err(RiskError::TooLittle { task, resource });
        }
    }
    Ok(Scarce {
        capacity: contention.capacity.clone(),
        demand: contention.demand.clone(),
    })
}

/// The rank of each task in an order that names each once.
pub(super) fn ranks(tasks: usize, order: &[u32]) -> Result<Vec<u32>, RiskError> {
    let mut named = vec![false; tasks];
    let mut ranks = vec![0; tasks];
    for (at, task) in order.iter().enumerate() {
        ranks[once(*task, &mut named, Place::Order { at })?] = at as u32;
    }
    if order.len() < tasks {
        return Err(RiskError::Order);
    }
    Ok(ranks)
}

/// The position of a task that is there and was not named before.
pub(super) fn once(task: u32, named: &mut [bool], place: Place) -> Result<usize, RiskError> {
    let i = task as usize;
    match named.get_mut(i) {
        None => Err(RiskError::UnknownTask(place)),
        Some(true) => Err(RiskError::NamedTwice(place)),
        Some(named) => {
            *named = true;
            Ok(i)
        }
    }
}
