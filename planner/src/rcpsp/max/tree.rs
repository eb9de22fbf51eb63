//! Branch and bound over dynamic release dates (Fest, Möhring, Stork and Uetz 1999).
//!
//! Why it is complete: in any schedule let `c` be the first end among the jobs of a conflict. Those that start before `c`
//! run together just before it, so they fit together; the others start at `c` or later, and contain a minimal set that,
//! when it waits for the first end of the rest, leaves the schedule possible.

use std::collections::BTreeSet;

use super::{NO_PATH, Net};

pub(super) struct Proof {
    /// A schedule shorter than the limit, if one was found.
    pub starts: Option<Vec<i32>>,
    /// The whole tree was seen, or the bound reached.
    pub complete: bool,
    pub nodes: u64,
}

/// Release dates remembered, so that memory stays small.
const MOST_SEEN: usize = 200_000;
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
        complete: true,
        seen: BTreeSet::new(),
    };
    tree.run();
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
    seen: BTreeSet<Vec<i64>>,
}

impl Tree<'_, '_> {
    /// Depth first, on a stack of its own: a path can be as long as the horizon.
    fn run(&mut self) {
        let mut open = vec![self.net.earliest.clone()];
        while let Some(release) = open.pop() {
            if self.makespan <= self.bound {
                return;
            }
            let tails = release.iter().zip(&self.net.tail);
            if tails
                .clone()
                .any(|(start, tail)| start + tail >= self.makespan)
            {
                continue;
            }
            if self.nodes >= self.limit {
                self.complete = false;
                return;
            }
            self.nodes += 1;
            match self.conflict(&release) {
                None => {
                    self.makespan = tails.map(|(start, tail)| start + tail).max().unwrap_or(0);
                    self.starts = Some(release.iter().map(|start| *start as i32).collect());
                }
                Some(jobs) => self.branch(&release, &jobs, &mut open),
            }
        }
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
    fn branch(&mut self, release: &[i64], jobs: &[usize], open: &mut Vec<Vec<i64>>) {
        let (mut sets, mut looks) = (Vec::new(), MOST_SETS);
        self.delays(jobs, 0, &mut Vec::new(), &mut sets, &mut looks);
        self.complete &= looks > 0;
        let mut children: Vec<(i64, i64, Vec<i64>)> = Vec::new();
        for set in sets {
            let stays = jobs.iter().filter(|job| !set.contains(job));
            let ends = stays.map(|job| release[*job] + self.net.duration(*job));
            let Some(end) = ends.min() else { continue };
            let mut child = release.to_vec();
            for job in set {
                self.raise(&mut child, job, end);
            }
            let tails = child
                .iter()
                .zip(&self.net.tail)
                .map(|(start, tail)| start + tail);
            let least = tails.max().unwrap_or(0);
            if least < self.makespan && self.first_seen(&child) {
                children.push((least, child.iter().sum(), child));
            }
        }
        children.sort_by(|one, other| other.cmp(one));
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

    /// Distances are closed, so one pass carries a later start to everybody.
    fn raise(&self, release: &mut [i64], job: usize, to: i64) {
        if release[job] >= to {
            return;
        }
        for (other, start) in release.iter_mut().enumerate() {
            let there = self.net.distance(job, other);
            if there != NO_PATH {
                *start = (*start).max(to + there);
            }
        }
    }

    /// False when these release dates were opened before: what follows from them is known, or being looked at.
    fn first_seen(&mut self, release: &[i64]) -> bool {
        if self.seen.len() >= MOST_SEEN {
            return !self.seen.contains(release);
        }
        self.seen.insert(release.to_vec())
    }
}
