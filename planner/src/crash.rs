//! What finishing sooner costs: each task may be shortened at a price, and the cheapest way to a target is found.
//!
//! The linear time-cost trade-off problem, solved exactly as Fulkerson did ("A Network Flow Computation for Project Cost
//! Curves", Management Science 1961): its dual is a flow through the network in which a task carries as much as an
//! hour of it costs to save. Longest paths are filled one after the other until the longest is no longer than the
//! target; whole costs and durations give whole answers.
//!
//! ```
//! use planner::crash::{Crashable, crash};
//!
//! // Two tasks in a row; the second can be had four hours sooner at 90 cents an hour, the first at 120.
//! let tasks = [
//!     Crashable { normal: 10, least: 8, cost: 120 },
//!     Crashable { normal: 10, least: 6, cost: 90 },
//! ];
//! let answer = crash(&tasks, &[(0, 1)], 15)?;
//! assert_eq!((answer.cost, answer.durations), (4 * 90 + 120, vec![9, 6]));
//! # Ok::<(), planner::crash::CrashError>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::{
    links::{Graph, GraphError, Lag, Link, LinkKind},
    plan::PlanError,
};

/// Durations in any whole unit (working minutes), the cost of each unit saved in minor units of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crashable {
    /// The duration that costs nothing.
    pub normal: i32,
    /// No shorter, whatever is paid.
    pub least: i32,
    /// Of each unit saved.
    pub cost: i64,
}

/// The cheapest way to meet the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crash {
    /// Nothing that meets the target costs less.
    pub cost: i64,
    /// One a task.
    pub durations: Vec<i32>,
}

/// Why there is no answer. Numbers are positions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CrashError {
    /// The network itself cannot be computed.
    Plan(PlanError),
    /// Not `0 <= least <= normal <= 10^8`, or a cost that is not 0 to 10^9.
    Task {
        /// A position in the tasks.
        task: usize,
    },
    /// The shortest that money can buy.
    Impossible {
        /// The shortest it can become.
        least: i64,
    },
}

impl std::fmt::Display for CrashError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Plan(error) => write!(f, "{error}"),
            Self::Task { task } => write!(f, "task {task} has impossible durations or costs"),
            Self::Impossible { least } => write!(f, "no money makes it shorter than {least}"),
        }
    }
}

impl std::error::Error for CrashError {}

/// More than all tasks together can carry at a price: no limit.
const UNLIMITED: i64 = i64::MAX / 4;

/// A way through the network: its length, what it may carry, and the way back.
#[derive(Clone, Debug)]
struct Arc {
    to: usize,
    length: i64,
    room: i64,
    back: usize,
}

/// The cheapest durations with which the tasks, the second of each link after the first, take no more than `target`.
pub fn crash(tasks: &[Crashable], links: &[(u32, u32)], target: i64) -> Result<Crash, CrashError> {
    for (task, row) in tasks.iter().enumerate() {
        let durations = 0 <= row.least && row.least <= row.normal && row.normal <= 100_000_000;
        if !durations || !(0..=1_000_000_000).contains(&row.cost) {
            return Err(CrashError::Task { task });
        }
    }
    let graph = graph(tasks.len(), links).map_err(|error| CrashError::Plan(error.into()))?;
    let mut flow = Flow::new(tasks, links, &graph);
    let mut cost = 0i64;
    loop {
        let (length, path) = flow.longest();
        if length <= target {
            break;
        }
        let room = path.iter().map(|arc| flow.arcs[*arc].room).min();
        match room {
            Some(room) if room < UNLIMITED / 2 => {
                // Every unit of flow is a unit of cost for each unit of time that the path is too long.
                cost = cost.saturating_add((length - target).saturating_mul(room));
                flow.push(&path, room);
            }
            _ => return Err(CrashError::Impossible { least: length }),
        }
    }
    Ok(Crash {
        cost,
        durations: flow.durations(tasks, target),
    })
}

fn graph(tasks: usize, links: &[(u32, u32)]) -> Result<Graph, GraphError> {
    let link = |(from, to): &(u32, u32)| Link {
        from: *from,
        to: *to,
        kind: LinkKind::FinishToStart,
        lag: Lag::NONE,
    };
    Graph::new(tasks, &links.iter().map(link).collect::<Vec<_>>())
}

/// Nodes: the start of task i at 2i, its finish at 2i + 1; then the project's start and finish.
struct Flow {
    arcs: Vec<Arc>,
    out: Vec<Vec<usize>>,
    /// Nodes in the order of the links, from which distances settle quickly.
    order: Vec<usize>,
    carried: i64,
}

impl Flow {
    fn new(tasks: &[Crashable], links: &[(u32, u32)], graph: &Graph) -> Self {
        let (start, finish) = (2 * tasks.len(), 2 * tasks.len() + 1);
        let mut order = vec![start];
        order.extend(
            graph
                .order()
                .iter()
                .flat_map(|task| [2 * *task as usize, 2 * *task as usize + 1]),
        );
        order.push(finish);
        let mut flow = Self {
            arcs: Vec::new(),
            out: vec![Vec::new(); finish + 1],
            order,
            carried: 0,
        };
        flow.arc(start, finish, 0, UNLIMITED);
        for (task, row) in tasks.iter().enumerate() {
            // At its full length a task carries its price; shortened to the least, as much as there is.
            flow.arc(2 * task, 2 * task + 1, i64::from(row.normal), row.cost);
            flow.arc(2 * task, 2 * task + 1, i64::from(row.least), UNLIMITED);
            flow.arc(start, 2 * task, 0, UNLIMITED);
            flow.arc(2 * task + 1, finish, 0, UNLIMITED);
        }
        for (from, to) in links {
            flow.arc(2 * *from as usize + 1, 2 * *to as usize, 0, UNLIMITED);
        }
        flow
    }

    fn arc(&mut self, from: usize, to: usize, length: i64, room: i64) {
        let at = self.arcs.len();
        self.out[from].push(at);
        self.arcs.push(Arc {
            to,
            length,
            room,
            back: at + 1,
        });
        self.out[to].push(at + 1);
        self.arcs.push(Arc {
            to: from,
            length: -length,
            room: 0,
            back: at,
        });
    }

    fn push(&mut self, path: &[usize], amount: i64) {
        for &arc in path {
            self.arcs[arc].room -= amount;
            let back = self.arcs[arc].back;
            self.arcs[back].room += amount;
        }
        self.carried = self.carried.saturating_add(amount);
    }

    /// The longest way from start to finish on which there is room. Flow along longest paths leaves no cycle of
    /// positive length, so distances settle within as many rounds as there are nodes (Bellman and Ford).
    fn longest(&self) -> (i64, Vec<usize>) {
        let (distance, by) = self.distances(None);
        let finish = self.out.len() - 1;
        let mut path = Vec::new();
        let mut at = finish;
        while let Some(arc) = by[at] {
            path.push(arc);
            at = self.arcs[self.arcs[arc].back].to;
        }
        path.reverse();
        (distance[finish], path)
    }

    /// Longest distances from the start; `target` fixes the finish there when the project had to be shortened.
    fn distances(&self, target: Option<i64>) -> (Vec<i64>, Vec<Option<usize>>) {
        let (start, finish) = (self.out.len() - 2, self.out.len() - 1);
        let mut distance = vec![i64::MIN / 2; self.out.len()];
        let mut by = vec![None; self.out.len()];
        distance[start] = 0;
        if let Some(target) = target.filter(|_| self.carried > 0) {
            distance[finish] = target;
        }
        for _ in 0..self.out.len() {
            let mut settled = true;
            for &node in &self.order {
                if distance[node] < i64::MIN / 4 {
                    continue;
                }
                for &at in &self.out[node] {
                    let arc = &self.arcs[at];
                    if arc.room > 0 && distance[node] + arc.length > distance[arc.to] {
                        distance[arc.to] = distance[node] + arc.length;
                        by[arc.to] = Some(at);
                        settled = false;
                    }
                }
            }
            if settled {
                break;
            }
        }
        (distance, by)
    }

    /// Starts and finishes are the distances with the finish at its target (complementary slackness).
    fn durations(&self, tasks: &[Crashable], target: i64) -> Vec<i32> {
        let (distance, _) = self.distances(Some(target));
        let duration = |(task, row): (usize, &Crashable)| {
            let length = distance[2 * task + 1] - distance[2 * task];
            length.clamp(i64::from(row.least), i64::from(row.normal)) as i32
        };
        tasks.iter().enumerate().map(duration).collect()
    }
}

#[cfg(test)]
mod tests;
