//! Tasks that would wait for each other, named by their path.
//!
//! What belongs to a task waits for what the task waits for, and a task is finished when all below it is. So each task
//! is two nodes, in and out: into a task goes into what is below it, out of what is below goes out of it, and a link
//! goes from out to in. A path from the successor's in to the predecessor's out is what a new link would close.

use std::collections::HashMap;

use planner::links::{Graph, GraphError, Lag, Link, LinkKind, find_cycle};
use uuid::Uuid;

use crate::plan::outline::DIGITS;

/// A link by its two tasks, each with its place in the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    pub predecessor: (Uuid, String),
    pub successor: (Uuid, String),
}

/// The tasks of the cycle that a new link would close: from its predecessor to its successor and on to the
/// predecessor again. None: it may be made.
pub fn closes(links: &[Linked], new: &Linked) -> Option<Vec<Uuid>> {
    if new.predecessor.0 == new.successor.0 {
        return Some(vec![new.predecessor.0, new.successor.0]);
    }
    let nodes = Nodes::of(links.iter().chain([new]));
    let edges = nodes.edges(links);
    let (from, to) = (
        nodes.way_in(&new.successor.0)?,
        nodes.way_out(&new.predecessor.0)?,
    );
    let path = match Graph::new(nodes.count(), &edges) {
        Ok(graph) => graph.path(from, to)?,
        // What is there goes round already (a file may bring that): the new link is judged with all of it.
        Err(_) => {
            let mut edges = edges;
            edges.push(edge(to, from));
            find_cycle(nodes.count(), &edges)?
        }
    };
    let mut tasks = vec![new.predecessor.0];
    tasks.extend(nodes.tasks(&path));
    Some(tasks)
}

/// The tasks of a cycle among links that are there, its first task again at the end.
pub fn cycle(links: &[Linked]) -> Option<Vec<Uuid>> {
    let nodes = Nodes::of(links.iter());
    match Graph::new(nodes.count(), &nodes.edges(links)) {
        Err(GraphError::Cycle(path)) => {
            let mut tasks = nodes.tasks(&path);
            tasks.extend(tasks.first().copied());
            Some(tasks)
        }
        _ => None,
    }
}

struct Nodes<'a> {
    /// By place in the outline.
    tasks: Vec<(&'a str, Uuid)>,
    numbers: HashMap<Uuid, u32>,
}

impl<'a> Nodes<'a> {
    fn of(links: impl Iterator<Item = &'a Linked>) -> Self {
        let mut tasks: Vec<(&str, Uuid)> = links
            .flat_map(|link| [&link.predecessor, &link.successor])
            .map(|(id, outline)| (outline.as_str(), *id))
            .collect();
        tasks.sort_unstable();
        tasks.dedup();
        let numbers = tasks.iter().map(|(_, id)| *id).zip(0..).collect();
        Self { tasks, numbers }
    }

    fn count(&self) -> usize {
        self.tasks.len() * 2
    }

    fn way_in(&self, task: &Uuid) -> Option<u32> {
        Some(self.numbers.get(task)? * 2)
    }

    fn way_out(&self, task: &Uuid) -> Option<u32> {
        Some(self.numbers.get(task)? * 2 + 1)
    }

    fn edges(&self, links: &[Linked]) -> Vec<Link> {
        let mut edges: Vec<Link> = links
            .iter()
            .filter_map(|link| {
                Some(edge(
                    self.way_out(&link.predecessor.0)?,
                    self.way_in(&link.successor.0)?,
                ))
            })
            .collect();
        // In the order of the outline the nearest above is the last one whose place begins this one's.
        let mut above: Vec<(&str, u32)> = Vec::new();
        for ((outline, _), number) in self.tasks.iter().zip(0_u32..) {
            while above.last().is_some_and(|(up, _)| !is_below(outline, up)) {
                above.pop();
            }
            edges.push(edge(number * 2, number * 2 + 1));
            if let Some((_, up)) = above.last() {
                edges.push(edge(up * 2, number * 2));
                edges.push(edge(number * 2 + 1, up * 2 + 1));
            }
            above.push((outline, number));
        }
        edges
    }

    /// The tasks that a path of nodes goes through, each once where it goes in and out.
    fn tasks(&self, path: &[u32]) -> Vec<Uuid> {
        let mut tasks: Vec<Uuid> = path
            .iter()
            .filter_map(|node| self.tasks.get(*node as usize / 2))
            .map(|(_, id)| *id)
            .collect();
        tasks.dedup();
        tasks
    }
}

fn is_below(outline: &str, above: &str) -> bool {
    outline.len() >= above.len() + DIGITS && outline.starts_with(above)
}

fn edge(from: u32, to: u32) -> Link {
    Link {
        from,
        to,
        kind: LinkKind::FinishToStart,
        lag: Lag::NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::outline::{STEP, at};

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    /// Tasks 1 to 9 at the top; 21 is below 2, 211 below 21.
    fn task(n: u64) -> (Uuid, String) {
        let digits: Vec<u64> = n.to_string().bytes().map(|b| u64::from(b - b'0')).collect();
        let outline = digits
            .iter()
            .fold(String::new(), |above, digit| at(&above, digit * STEP));
        (id(u128::from(n)), outline)
    }

    fn link(predecessor: u64, successor: u64) -> Linked {
        Linked {
            predecessor: task(predecessor),
            successor: task(successor),
        }
    }

    fn path(links: &[(u64, u64)], new: (u64, u64)) -> Option<Vec<u128>> {
        let links: Vec<Linked> = links.iter().map(|(p, s)| link(*p, *s)).collect();
        let path = closes(&links, &link(new.0, new.1))?;
        Some(path.into_iter().map(|id| id.as_u128()).collect())
    }

    #[test]
    fn a_cycle_is_named_from_the_predecessor_round_to_it() {
        assert_eq!(path(&[(1, 2), (2, 3)], (3, 1)), Some(vec![3, 1, 2, 3]));
        assert_eq!(path(&[(1, 2), (2, 3)], (1, 3)), None);
        assert_eq!(path(&[], (1, 1)), Some(vec![1, 1]));
        assert_eq!(path(&[(1, 2)], (2, 1)), Some(vec![2, 1, 2]));
    }

    #[test]
    fn a_task_and_what_is_below_it_do_not_wait_for_each_other() {
        assert_eq!(path(&[], (2, 21)), Some(vec![2, 21, 2]));
        assert_eq!(path(&[], (211, 2)), Some(vec![211, 2, 211]));
        assert_eq!(path(&[], (21, 22)), None);
    }

    #[test]
    fn cycles_go_through_summaries() {
        // 1 holds 2, so it holds 21 and 211; 211 holding 1 would close the ring.
        assert_eq!(path(&[(1, 2)], (211, 1)), Some(vec![211, 1, 2, 211]));
        // 211 holds 3, so 2 is not finished before it, and 3 may not hold 2.
        assert_eq!(path(&[(211, 3)], (3, 2)), Some(vec![3, 2, 211, 3]));
        // Two parts of one task may hold different things.
        assert_eq!(path(&[(21, 3)], (3, 22)), None);
        assert_eq!(path(&[(2, 3)], (3, 22)), Some(vec![3, 22, 2, 3]));
    }

    #[test]
    fn a_ring_that_is_there_is_found() {
        let ring = [link(1, 2), link(2, 3), link(3, 1), link(4, 5)];
        let path = cycle(&ring).unwrap_or_default();
        assert_eq!((path.len(), path.first()), (4, path.last()));
        assert_eq!(cycle(&ring[..2]), None);
        assert!(closes(&ring, &link(5, 4)).is_some());
    }
}
