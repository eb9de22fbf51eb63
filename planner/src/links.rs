//! What waits for what: links between tasks, their order, and the path of a cycle.
//!
//! ```
//! use planner::links::{Graph, GraphError, Lag, Link, LinkKind};
//!
//! let link = |from, to| Link { from, to, kind: LinkKind::FinishToStart, lag: Lag::NONE };
//! let graph = Graph::new(3, &[link(0, 1), link(1, 2)])?;
//! assert_eq!(graph.order(), [0, 1, 2]);
//! assert_eq!(graph.path(0, 2), Some(vec![0, 1, 2])); // so a link 2 → 0 would close a cycle
//! assert_eq!(Graph::new(2, &[link(0, 1), link(1, 0)]), Err(GraphError::Cycle(vec![0, 1])));
//! # Ok::<(), GraphError>(())
//! ```
//!
//! A task is its position in the caller's list. The graph is two arrays in compressed sparse rows: links by successor
//! and by predecessor. What dates a link allows is [`Allowed`], in `lag`.

mod cycle;
mod lag;

use serde::{Deserialize, Serialize};

pub use cycle::find_cycle;
pub use lag::{Allowed, Lag};

/// Which end of the successor waits for which end of the predecessor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LinkKind {
    /// The successor starts when the predecessor is finished.
    #[serde(rename = "FS")]
    FinishToStart,
    /// The successor starts when the predecessor has started.
    #[serde(rename = "SS")]
    StartToStart,
    /// The successor is finished when the predecessor is.
    #[serde(rename = "FF")]
    FinishToFinish,
    /// The successor is finished when the predecessor has started.
    #[serde(rename = "SF")]
    StartToFinish,
}

/// A link between two tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    /// The predecessor.
    pub from: u32,
    /// The successor.
    pub to: u32,
    /// Which end waits for which.
    pub kind: LinkKind,
    /// Time between the two ends.
    #[serde(default)]
    pub lag: Lag,
}

/// Why links are no graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GraphError {
    /// The link at this position names a task that is not there.
    UnknownTask(usize),
    /// The tasks of a cycle in the order of its links: the last one is linked to the first. A task linked to itself is
    /// a cycle of one.
    Cycle(Vec<u32>),
}

impl std::fmt::Display for GraphError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownTask(at) => write!(f, "link {at} names a task that is not there"),
            Self::Cycle(path) => write!(f, "the tasks {path:?} wait for each other"),
        }
    }
}

impl std::error::Error for GraphError {}

impl From<GraphError> for crate::plan::PlanError {
    fn from(error: GraphError) -> Self {
        match error {
            GraphError::UnknownTask(link) => Self::UnknownTask { link },
            GraphError::Cycle(path) => Self::Cycle { path },
        }
    }
}

/// Links without a cycle, ready to be walked in both directions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    links: Vec<Link>,
    incoming: Rows,
    outgoing: Rows,
    order: Vec<u32>,
}

impl Graph {
    /// The links of `tasks` tasks. Several links between the same two tasks are allowed and all hold.
    pub fn new(tasks: usize, links: &[Link]) -> Result<Self, GraphError> {
        let missing = |link: &Link| link.from as usize >= tasks || link.to as usize >= tasks;
        if let Some(at) = links.iter().position(missing) {
            return Err(GraphError::UnknownTask(at));
        }
        let incoming = Rows::new(tasks, links.iter().map(|link| link.to));
        let outgoing = Rows::new(tasks, links.iter().map(|link| link.from));
        let order = order(tasks, links, &incoming, &outgoing);
        if order.len() < tasks {
            return Err(GraphError::Cycle(cycle::within(
                tasks, links, &incoming, &order,
            )));
        }
        Ok(Self {
            links: links.to_vec(),
            incoming,
            outgoing,
            order,
        })
    }

    /// How many tasks.
    pub fn tasks(&self) -> usize {
        self.order.len()
    }

    /// The links, at the positions the caller gave them.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The positions of the links that hold a task.
    pub fn incoming(&self, task: u32) -> &[u32] {
        self.incoming.row(task)
    }

    /// The positions of the links that a task holds others by.
    pub fn outgoing(&self, task: u32) -> &[u32] {
        self.outgoing.row(task)
    }

    /// Every task after its predecessors (Kahn 1962); among those that are free, the caller's order.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// The tasks on a shortest path of links from one task to another, both included. A new link `b → a` is refused
    /// exactly when there is a path from `a` to `b`, and this is the cycle it would close.
    pub fn path(&self, from: u32, to: u32) -> Option<Vec<u32>> {
        cycle::shortest(self, from, to)
    }
}

/// Kahn's algorithm over a heap, so that equal input gives equal order; short by the tasks in or behind a cycle.
fn order(tasks: usize, links: &[Link], incoming: &Rows, outgoing: &Rows) -> Vec<u32> {
    use std::{cmp::Reverse, collections::BinaryHeap};
    let mut waiting: Vec<usize> = (0..tasks).map(|t| incoming.row(t as u32).len()).collect();
    let free = (0..tasks as u32).filter(|t| waiting[*t as usize] == 0);
    let mut free: BinaryHeap<Reverse<u32>> = free.map(Reverse).collect();
    let mut order = Vec::with_capacity(tasks);
    while let Some(Reverse(task)) = free.pop() {
        order.push(task);
        for link in outgoing.row(task) {
            let next = links[*link as usize].to;
            waiting[next as usize] -= 1;
            if waiting[next as usize] == 0 {
                free.push(Reverse(next));
            }
        }
    }
    order
}

/// Compressed sparse rows: positions of links, grouped by a task.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rows {
    begin: Vec<u32>,
    items: Vec<u32>,
}

impl Rows {
    fn new(rows: usize, keys: impl Iterator<Item = u32> + Clone) -> Self {
        let mut begin = vec![0u32; rows + 1];
        for key in keys.clone() {
            begin[key as usize + 1] += 1;
        }
        for row in 0..rows {
            begin[row + 1] += begin[row];
        }
        let mut next = begin.clone();
        let mut items = vec![0; begin[rows] as usize];
        for (item, key) in keys.enumerate() {
            let place = &mut next[key as usize];
            items[*place as usize] = item as u32;
            *place += 1;
        }
        Self { begin, items }
    }

    fn row(&self, row: u32) -> &[u32] {
        let row = row as usize;
        &self.items[self.begin[row] as usize..self.begin[row + 1] as usize]
    }
}

#[cfg(test)]
mod tests;
