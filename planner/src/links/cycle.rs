//! Tasks that wait for each other, named by their path.

use std::collections::VecDeque;

use super::{Graph, GraphError, Link, Rows};

/// The tasks of some cycle in the order of its links, or `None`. Links to tasks that are not there do not count.
pub fn find_cycle(tasks: usize, links: &[Link]) -> Option<Vec<u32>> {
    let known = |link: &&Link| (link.from as usize) < tasks && (link.to as usize) < tasks;
    let known: Vec<Link> = links.iter().filter(known).copied().collect();
    match Graph::new(tasks, &known) {
        Err(GraphError::Cycle(path)) => Some(path),
        _ => None,
    }
}

/// A cycle among the tasks that `order` left out. Each of them waits for another one of them, so walking backwards
/// must come to a task a second time; the way between is a cycle. It begins at its smallest task.
pub(super) fn within(tasks: usize, links: &[Link], incoming: &Rows, order: &[u32]) -> Vec<u32> {
    let mut ordered = vec![false; tasks];
    for task in order {
        ordered[*task as usize] = true;
    }
    let held_by = |task: u32| {
        let mut from = incoming
            .row(task)
            .iter()
            .map(|link| links[*link as usize].from);
        from.find(|from| !ordered[*from as usize])
    };
    let mut place = vec![usize::MAX; tasks];
    let mut walk: Vec<u32> = Vec::new();
    let mut next = (0..tasks as u32).find(|task| !ordered[*task as usize]);
    while let Some(task) = next {
        let seen = place[task as usize];
        if seen != usize::MAX {
            let mut path = walk.split_off(seen);
            path.reverse();
            let smallest = path.iter().enumerate().min_by_key(|(_, task)| **task);
            let turn = smallest.map_or(0, |(at, _)| at);
            path.rotate_left(turn);
            return path;
        }
        place[task as usize] = walk.len();
        walk.push(task);
        next = held_by(task);
    }
    // Unreachable for what `order` leaves out; an empty path is the honest answer to a wrong question.
    Vec::new()
}

/// Breadth first: the shortest way is the easiest to read out.
pub(super) fn shortest(graph: &Graph, from: u32, to: u32) -> Option<Vec<u32>> {
    let tasks = graph.tasks();
    if from as usize >= tasks || to as usize >= tasks {
        return None;
    }
    let mut came_from = vec![u32::MAX; tasks];
    came_from[from as usize] = from;
    let mut queue = VecDeque::from([from]);
    while let Some(task) = queue.pop_front() {
        if task == to {
            let mut path = vec![to];
            let mut at = to;
            while at != from {
                at = came_from[at as usize];
                path.push(at);
            }
            path.reverse();
            return Some(path);
        }
        for link in graph.outgoing(task) {
            let next = graph.links[*link as usize].to;
            if came_from[next as usize] == u32::MAX {
                came_from[next as usize] = task;
                queue.push_back(next);
            }
        }
    }
    None
}
