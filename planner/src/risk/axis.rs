//! The fast path: one calendar for all, so that dates are amounts of work and links are additions.
//!
//! Sixty-four iterations go through the network together, forward and back. Every operation is an addition or a
//! comparison of whole numbers, the same for all sixty-four, so that the compiler can use vector instructions.

use std::ops::Range;

use super::{
    block::Block,
    draws::{LANES, Lanes},
};
use crate::{calendar::Calendar, links::Lag};

/// What holds a task besides its links. Amounts of work since the beginning of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Free,
    FinishFrom(i32),
    StartBy(i32),
    FinishBy(i32),
    StartOn(i32),
    FinishOn(i32),
    /// Nothing moves it.
    Fixed {
        start: i32,
        finish: i32,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Not before it: the start of the plan, the data date, a constraint.
    pub base: i32,
    /// Not before it whatever a constraint says: the data date.
    pub floor: i32,
    pub rule: Rule,
    /// When it began, if it has: links that wait for its start wait for this.
    pub began: Option<i32>,
    /// Work done before the data date, which per cent lag counts too.
    pub done: i32,
    pub edges: Vec<Edge>,
}

/// A link, seen from its successor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub from: u32,
    pub leaves_finish: bool,
    pub enters_finish: bool,
    pub lag: Reach,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Reach {
    Minutes(i32),
    Percent(i32),
}

#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub nodes: Vec<Node>,
    /// Topological.
    pub order: Vec<u32>,
    /// Everybody's.
    pub calendar: Calendar,
}

impl Axis {
    /// Starts, finishes and what is critical. Answers the first of the wanted lanes that leaves the calendar, and the
    /// task.
    pub(super) fn run(&self, block: &mut Block, lanes: Range<usize>) -> Result<(), (usize, u32)> {
        let mut last = [i32::MIN; LANES];
        let mut least = [0; LANES];
        for &task in &self.order {
            self.forward(task, block);
            let i = task as usize;
            for lane in 0..LANES {
                last[lane] = last[lane].max(block.finishes[i][lane]);
                least[lane] = least[lane].min(block.starts[i][lane]);
            }
        }
        for lane in lanes {
            if last[lane] > self.calendar.total() || least[lane] < 0 {
                return Err((lane, self.culprit(block, lane)));
            }
        }
        block.finish = last;
        for (critical, finishes) in block.critical.iter_mut().zip(&block.finishes) {
            for lane in 0..LANES {
                critical[lane] = mask(finishes[lane] == last[lane]);
            }
        }
        for &task in self.order.iter().rev() {
            self.backward(task, block);
        }
        Ok(())
    }

    fn forward(&self, task: u32, block: &mut Block) {
        let i = task as usize;
        let node = &self.nodes[i];
        if let Rule::Fixed { start, finish } = node.rule {
            block.starts[i] = [start; LANES];
            block.finishes[i] = [finish; LANES];
            return;
        }
        let durations = block.durations[i];
        let mut starts = [node.base; LANES];
        if let Rule::FinishFrom(at) = node.rule {
            for lane in 0..LANES {
                starts[lane] = starts[lane].max(at.wrapping_sub(durations[lane]));
            }
        }
        for edge in &node.edges {
            let bounds = self.bounds(edge, &durations, block);
            for lane in 0..LANES {
                starts[lane] = starts[lane].max(bounds[lane]);
            }
        }
        self.rule(node, &durations, &mut starts);
        for lane in 0..LANES {
            block.finishes[i][lane] = starts[lane].wrapping_add(durations[lane]);
        }
        block.starts[i] = starts;
    }

    /// Constraints that are kept even against a link.
    fn rule(&self, node: &Node, durations: &Lanes, starts: &mut Lanes) {
        for lane in 0..LANES {
            let (start, duration) = (starts[lane], durations[lane]);
            let held = match node.rule {
                Rule::Free | Rule::FinishFrom(_) | Rule::Fixed { .. } => return,
                Rule::StartBy(at) => start.min(at),
                Rule::FinishBy(at) => start.min(at.wrapping_sub(duration)),
                Rule::StartOn(at) => at,
                Rule::FinishOn(at) => at.wrapping_sub(duration),
            };
            starts[lane] = held.max(node.floor);
        }
    }

    /// The least start that a link allows. Sums are of amounts that were checked to fit together.
    fn bounds(&self, edge: &Edge, durations: &Lanes, block: &Block) -> Lanes {
        let from = edge.from as usize;
        let before = &self.nodes[from];
        let mut bounds = match before.began {
            _ if edge.leaves_finish => block.finishes[from],
            Some(began) => [began; LANES],
            None => block.starts[from],
        };
        match edge.lag {
            Reach::Minutes(0) => {}
            Reach::Minutes(lag) => {
                for bound in &mut bounds {
                    *bound = bound.wrapping_add(lag);
                }
            }
            Reach::Percent(percent) => {
                for (bound, duration) in bounds.iter_mut().zip(&block.durations[from]) {
                    let whole = duration.wrapping_add(before.done);
                    if let Lag::Working(lag) = Lag::Percent(percent).for_duration(whole) {
                        *bound = bound.wrapping_add(lag);
                    }
                }
            }
        }
        if edge.enters_finish {
            for lane in 0..LANES {
                bounds[lane] = bounds[lane].wrapping_sub(durations[lane]);
            }
        }
        bounds
    }

    /// Marks what a critical task waited for: where a minute later there is a minute later here.
    fn backward(&self, task: u32, block: &mut Block) {
        let i = task as usize;
        let node = &self.nodes[i];
        let mut moves = block.critical[i];
        let (starts, durations) = (block.starts[i], block.durations[i]);
        for lane in 0..LANES {
            let free = match node.rule {
                Rule::Free | Rule::FinishFrom(_) => true,
                Rule::StartBy(at) => starts[lane] < at,
                Rule::FinishBy(at) => starts[lane] < at.wrapping_sub(durations[lane]),
                Rule::StartOn(_) | Rule::FinishOn(_) | Rule::Fixed { .. } => false,
            };
            moves[lane] &= mask(free);
        }
        if moves.iter().fold(0, |any, moves| any | moves) == 0 {
            return;
        }
        for edge in &node.edges {
            let bounds = self.bounds(edge, &durations, block);
            let critical = &mut block.critical[edge.from as usize];
            for lane in 0..LANES {
                critical[lane] |= moves[lane] & mask(bounds[lane] == starts[lane]);
            }
        }
    }

    fn culprit(&self, block: &Block, lane: usize) -> u32 {
        let beyond = |task: &&u32| {
            let i = **task as usize;
            block.finishes[i][lane] > self.calendar.total() || block.starts[i][lane] < 0
        };
        self.order.iter().find(beyond).copied().unwrap_or_default()
    }
}

const fn mask(yes: bool) -> i32 {
    -(yes as i32)
}
