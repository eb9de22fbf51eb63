//! Minimum-cost flow by successive shortest paths with potentials (Edmonds and Karp 1972; Tomizawa 1971): the textbook
//! method, exact in whole numbers, and quick enough for a cohort.

use std::{cmp::Reverse, collections::BinaryHeap};

/// A network; edges are numbered in the order they were added.
pub(super) struct Flow {
    /// Edge 2e runs forward, 2e + 1 back: target, room, cost.
    target: Vec<u32>,
    room: Vec<u32>,
    cost: Vec<i64>,
    at: Vec<Vec<u32>>,
}

impl Flow {
    pub(super) fn new(nodes: usize) -> Self {
        Self {
            target: Vec::new(),
            room: Vec::new(),
            cost: Vec::new(),
            at: vec![Vec::new(); nodes],
        }
    }

    /// `cost` is not negative.
    pub(super) fn edge(&mut self, from: usize, to: usize, room: u32, cost: i64) -> usize {
        let number = self.target.len() / 2;
        for (from, to, room, cost) in [(from, to, room, cost), (to, from, 0, -cost)] {
            self.at[from].push(self.target.len() as u32);
            self.target.push(to as u32);
            self.room.push(room);
            self.cost.push(cost);
        }
        number
    }

    /// Units that flow along an edge.
    pub(super) fn along(&self, edge: usize) -> u32 {
        self.room[2 * edge + 1]
    }

    /// As much as possible from one node to another, at the least cost. Of equal ones the edges added first.
    pub(super) fn run(&mut self, source: usize, sink: usize) {
        let mut potential = vec![0i64; self.at.len()];
        loop {
            let (distance, by) = self.shortest(source, &potential);
            if distance[sink] == i64::MAX {
                return;
            }
            // Capped at the sink's, potentials stay valid where nothing was reached, or nothing needed to be.
            let end = distance[sink];
            for (potential, distance) in potential.iter_mut().zip(&distance) {
                *potential += end.min(*distance);
            }
            let mut node = sink;
            while node != source {
                let edge = by[node] as usize;
                self.room[edge] -= 1;
                self.room[edge ^ 1] += 1;
                node = self.target[edge ^ 1] as usize;
            }
        }
    }

    /// Distances under reduced costs, and the edge each node was reached by (Dijkstra 1959).
    fn shortest(&self, source: usize, potential: &[i64]) -> (Vec<i64>, Vec<u32>) {
        let mut distance = vec![i64::MAX; self.at.len()];
        let mut by = vec![0; self.at.len()];
        let mut queue = BinaryHeap::from([Reverse((0, source))]);
        distance[source] = 0;
        while let Some(Reverse((far, node))) = queue.pop() {
            if far > distance[node] {
                continue;
            }
            for &edge in &self.at[node] {
                let to = self.target[edge as usize] as usize;
                let length = self.cost[edge as usize] + potential[node] - potential[to];
                if self.room[edge as usize] > 0 && far + length < distance[to] {
                    distance[to] = far + length;
                    by[to] = edge;
                    queue.push(Reverse((distance[to], to)));
                }
            }
        }
        (distance, by)
    }
}
