//! Branch and bound over delaying modes (De Reyck and Herroelen 1998).
//!
//! At the first conflict of the earliest schedule some minimal set of its jobs must wait for one of the others to end: a
//! branch for each set and each job waited for, as links that are added to the distances. A link that closes a positive
//! cycle ends the branch at once, which is what proves that there is no schedule.
//!
//! Why it is complete: in any schedule let `k` be the job of the conflict that ends first. Those that start before that
//! end run together just before it, so they fit together; the others wait for `k`, and contain a minimal set.

use std::rc::Rc;

use super::{NO_PATH, Net};

pub(super) struct Proof {
    /// A schedule shorter than the limit, if one was found.
    pub starts: Option<Vec<i32>>,
    /// The whole tree was seen, or the bound reached.
    pub complete: bool,
    pub nodes: u64,
}

/// Above as many jobs nothing is proven: each level of the tree keeps their distances, whose number is the square.
const MOST_JOBS: usize = 202;
/// Sets looked at for one conflict. More is a conflict that cannot be enumerated: what was found is tried, but nothing
/// is proven any more.
const MOST_SETS: usize = 20_000;

/// Looks for schedules that end before `limit`.
pub(super) fn improve(net: &Net<'_>, limit: i64, bound: i64, nodes: u64) -> Proof {
    let mut tree = Tree {
        net,
        makespan: limit,
        bound,
        starts: None,
        nodes: 0,
        limit: nodes,
        complete: net.jobs <= MOST_JOBS,
    };
    if tree.complete {
        tree.run();
    }
    Proof {
        starts: tree.starts,
        complete: tree.complete,
        nodes: tree.nodes,
    }
}

struct Tree<'n, 'a> {
    net: &'n Net<'a>,
    makespan: i64,
    bound: i64,
    starts: Option<Vec<i32>>,
    nodes: u64,
    limit: u64,
    complete: bool,
}

/// A branch to look at: distances of its parent, and the jobs `late` that are to wait for `first`.
struct Branch {
    distance: Rc<Vec<i64>>,
    first: usize,
    late: Vec<usize>,
}

impl Tree<'_, '_> {
    /// Depth first, on a stack of its own: a path may be long.
    fn run(&mut self) {
        let root = Branch {
            distance: Rc::new(self.net.distance.clone()),
            first: 0,
            late: Vec::new(),
        };
        let mut open = vec![root];
        while let Some(branch) = open.pop() {
            if self.makespan <= self.bound {
                return;
            }
            if self.nodes >= self.limit {
                self.complete = false;
                return;
            }
            self.nodes += 1;
            let Some(distance) = self.linked(&branch) else {
                continue;
            };
            let start = self.earliest(&distance);
            let Some(end) = self
                .end(&start, &distance)
                .filter(|end| *end < self.makespan)
            else {
                continue;
            };
            match self.conflict(&start) {
                None => {
                    self.makespan = end;
                    self.starts = Some(start.iter().map(|start| *start as i32).collect());
                }
                Some(jobs) => self.branch(Rc::new(distance), &start, &jobs, &mut open),
            }
        }
    }

    /// The parent's distances with the branch's links; `None` when they close a positive cycle.
    fn linked(&self, branch: &Branch) -> Option<Vec<i64>> {
        let (jobs, first) = (self.net.jobs, branch.first);
        let lag = self.net.duration(first);
        let mut distance = branch.distance.to_vec();
        for &late in &branch.late {
            if distance[late * jobs + first] + lag > 0 {
                return None;
            }
            if distance[first * jobs + late] >= lag {
                continue;
            }
            // Every path that gains uses the new link once.
            let after: Vec<(usize, i64)> = (0..jobs)
                .map(|to| (to, distance[late * jobs + to]))
                .filter(|(_, rest)| *rest != NO_PATH)
                .collect();
            for from in 0..jobs {
                let before = distance[from * jobs + first];
                if before == NO_PATH {
                    continue;
                }
                for (to, rest) in &after {
                    let path = &mut distance[from * jobs + to];
                    *path = (*path).max(before + lag + rest);
                }
            }
        }
        Some(distance)
    }

    fn earliest(&self, distance: &[i64]) -> Vec<i64> {
        let mut start = vec![0; self.net.jobs];
        for row in distance.chunks(self.net.jobs.max(1)) {
            for (start, path) in start.iter_mut().zip(row) {
                *start = (*start).max(*path);
            }
        }
        start
    }

    /// The least end of a schedule with these earliest starts and distances.
    fn end(&self, start: &[i64], distance: &[i64]) -> Option<i64> {
        let rows = distance.chunks(self.net.jobs.max(1)).zip(start);
        rows.map(|(row, start)| {
            let ends = row.iter().enumerate();
            let tail = ends.map(|(to, path)| path + self.net.duration(to)).max();
            start + tail.unwrap_or(0)
        })
        .max()
        .or(Some(0))
    }

    /// The jobs that run at the first instant at which they are too many.
    fn conflict(&self, start: &[i64]) -> Option<Vec<usize>> {
        let net = self.net;
        let mut order: Vec<usize> = (0..net.jobs).filter(|job| net.duration(*job) > 0).collect();
        order.sort_by_key(|job| (start[*job], *job));
        let mut running: Vec<usize> = Vec::new();
        for (place, &job) in order.iter().enumerate() {
            running.retain(|other| start[*other] + net.duration(*other) > start[job]);
            running.push(job);
            let last = order
                .get(place + 1)
                .is_none_or(|next| start[*next] > start[job]);
            if last && !self.fit(&running) {
                return Some(running);
            }
        }
        None
    }

    fn fit(&self, jobs: &[usize]) -> bool {
        let instance = self.net.instance;
        instance
            .capacity
            .iter()
            .enumerate()
            .all(|(resource, capacity)| {
                let used: i64 = jobs
                    .iter()
                    .map(|job| i64::from(instance.demand[*job][resource]))
                    .sum();
                used <= i64::from(*capacity)
            })
    }

    /// Opens the children, the most promising last, where it is taken first.
    fn branch(
        &mut self,
        distance: Rc<Vec<i64>>,
        start: &[i64],
        jobs: &[usize],
        open: &mut Vec<Branch>,
    ) {
        let (mut sets, mut looks) = (Vec::new(), MOST_SETS);
        self.delays(jobs, 0, &mut Vec::new(), &mut sets, &mut looks);
        self.complete &= looks > 0;
        let all = self.net.jobs;
        let mut children: Vec<(i64, usize, Branch)> = Vec::new();
        for late in sets {
            for &first in jobs.iter().filter(|job| !late.contains(job)) {
                let end = start[first] + self.net.duration(first);
                // How late the project becomes at least by these links.
                let least = late.iter().map(|job| {
                    let tails = distance[job * all..(job + 1) * all].iter().enumerate();
                    let tail = tails.map(|(to, path)| path + self.net.duration(to)).max();
                    end + tail.unwrap_or(0)
                });
                let least = least.max().unwrap_or(0);
                if least < self.makespan {
                    let branch = Branch {
                        distance: Rc::clone(&distance),
                        first,
                        late: late.clone(),
                    };
                    children.push((least, children.len(), branch));
                }
            }
        }
        children.sort_by_key(|(least, number, _)| std::cmp::Reverse((*least, *number)));
        open.extend(children.into_iter().map(|(_, _, child)| child));
    }

    /// Minimal sets of jobs without which the rest fits.
    fn delays(
        &self,
        jobs: &[usize],
        from: usize,
        set: &mut Vec<usize>,
        sets: &mut Vec<Vec<usize>>,
        looks: &mut usize,
    ) {
        if *looks == 0 {
            return;
        }
        *looks -= 1;
        let rest = |without: &[usize], and: Option<usize>| -> Vec<usize> {
            let stays = |job: &usize| !without.contains(job) || Some(*job) == and;
            jobs.iter().copied().filter(stays).collect()
        };
        if self.fit(&rest(set, None)) {
            // Minimal when no member could stay.
            if set.iter().all(|job| !self.fit(&rest(set, Some(*job)))) {
                sets.push(set.clone());
            }
            return;
        }
        for place in from..jobs.len() {
            set.push(jobs[place]);
            self.delays(jobs, place + 1, set, sets, looks);
            set.pop();
        }
    }
}
