//! Whether dates may be counted as amounts of work: one calendar for all tasks and for the lag of all links.

use super::{
    axis::{Axis, Edge, Node, Reach, Rule},
    dates::{Dates, Standing},
    draws::{Draws, Own},
    inputs,
};
use crate::{
    calendar::Calendar,
    links::{Lag, Link},
    plan::{Constraint, LagCalendar},
};

/// `None` when tasks differ in their calendars, something is scarce, or sums might not fit.
pub(super) fn axis(dates: &Dates, draws: &Draws) -> Option<Axis> {
    let plan = &dates.plan;
    let first = plan.tasks.first()?.calendar;
    let calendar = plan.calendars.get(first as usize)?;
    let mut others: Vec<u32> = plan.tasks.iter().map(|row| row.calendar).collect();
    others.sort_unstable();
    others.dedup();
    let equal =
        |other: &u32| *other == first || plan.calendars.get(*other as usize) == Some(calendar);
    if dates.scarce.is_some() || !others.iter().all(equal) {
        return None;
    }
    let lag_calendar = match plan.lag_calendar {
        LagCalendar::Predecessor | LagCalendar::Successor => calendar,
        LagCalendar::Project(project) => plan.calendars.get(project as usize)?,
        LagCalendar::Always => &dates.always,
    };
    let counts = Counts {
        working: lag_calendar == calendar,
        elapsed: *calendar == dates.always,
    };
    let mut nodes = Vec::with_capacity(plan.tasks.len());
    for task in 0..plan.tasks.len() as u32 {
        let mut node = node(dates, draws, calendar, task)?;
        for &position in dates.graph.incoming(task) {
            node.edges
                .push(counts.edge(&plan.links[position as usize])?);
        }
        nodes.push(node);
    }
    let axis = Axis {
        nodes,
        order: dates.order.clone(),
        calendar: calendar.clone(),
    };
    fits(&axis, draws).then_some(axis)
}

/// Which lags are work of the one calendar.
struct Counts {
    working: bool,
    elapsed: bool,
}

impl Counts {
    fn edge(&self, link: &Link) -> Option<Edge> {
        let lag = match link.lag {
            Lag::Working(0) | Lag::Elapsed(0) | Lag::Percent(0) | Lag::ElapsedPercent(0) => {
                Reach::Minutes(0)
            }
            Lag::Working(minutes) if self.working => Reach::Minutes(minutes),
            Lag::Percent(percent) if self.working => Reach::Percent(percent),
            Lag::Elapsed(minutes) if self.elapsed => Reach::Minutes(minutes),
            Lag::ElapsedPercent(percent) if self.elapsed => Reach::Percent(percent),
            _ => return None,
        };
        Some(Edge {
            from: link.from,
            leaves_finish: link.kind.leaves_finish(),
            enters_finish: link.kind.enters_finish(),
            lag,
        })
    }
}

fn node(dates: &Dates, draws: &Draws, calendar: &Calendar, task: u32) -> Option<Node> {
    let i = task as usize;
    let floor = dates
        .data_date
        .map_or(i32::MIN, |now| calendar.work_until(now));
    let mut base = calendar.work_until(dates.plan.start).max(floor);
    let mut rule = match dates.plan.tasks[i].constraint {
        Constraint::AsSoonAsPossible | Constraint::AsLateAsPossible => Rule::Free,
        Constraint::StartNoEarlierThan(at) => {
            base = base.max(calendar.work_until(at));
            Rule::Free
        }
        Constraint::FinishNoEarlierThan(at) => Rule::FinishFrom(calendar.work_until(at)),
        Constraint::FinishNoLaterThan(at) => Rule::FinishBy(calendar.work_until(at)),
        Constraint::MustStartOn(at) => Rule::StartOn(calendar.work_until(at)),
        Constraint::MustFinishOn(at) => Rule::FinishOn(calendar.work_until(at)),
        Constraint::StartNoLaterThan(at) => {
            let work = calendar.work_until(at);
            let (least, most) = match draws.own[i] {
                Own::Certain(minutes) => (minutes, minutes),
                Own::Drawn(draw) => (draw.low, draw.high),
            };
            if calendar.works_at(at) || most == 0 {
                Rule::StartBy(work)
            } else if least > 0 && draws.hazards.is_empty() {
                // In a break the last start is the minute before it.
                Rule::StartBy(work - 1)
            } else {
                return None;
            }
        }
    };
    let (mut began, mut behind) = (None, 0);
    match dates.standing[i] {
        Standing::Open => {}
        Standing::Started { at, done } => {
            rule = Rule::Free;
            base = calendar.work_until(dates.plan.start).max(floor);
            (began, behind) = (Some(calendar.work_until(at)), done);
        }
        Standing::Fixed(pinned) => {
            rule = Rule::Fixed {
                start: calendar.work_until(pinned.start),
                finish: calendar.work_until(pinned.finish),
            };
        }
    }
    Some(Node {
        base,
        floor,
        rule,
        began,
        done: behind,
        edges: Vec::new(),
    })
}

/// No sum that the passes form leaves 32 bits, if everything comes to the worst.
fn fits(axis: &Axis, draws: &Draws) -> bool {
    let worst = inputs::worst(draws);
    let mut sum = 2 * i64::from(axis.calendar.total());
    for (node, longest) in axis.nodes.iter().zip(&worst) {
        sum += i64::from(*longest);
        for edge in &node.edges {
            let from = edge.from as usize;
            let before = i64::from(worst[from]) + i64::from(axis.nodes[from].done);
            sum += match edge.lag {
                Reach::Minutes(lag) => i64::from(lag).abs(),
                Reach::Percent(percent) => i64::from(percent).abs() * before / 100 + 1,
            };
        }
    }
    sum < i64::from(i32::MAX)
}
