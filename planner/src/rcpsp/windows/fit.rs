//! The jobs of a window, put into it anew or shown not to fit: a small tree of its own.
//!
//! Each job has a first and a last start. They close in on each other along links and by what is certainly in use (time
//! tables: Aggoun and Beldiceanu 1993). Where they stay apart, a job begins at once, or is put off until something has
//! moved it (Le Pape, Couronné, Vergamini and Gosselin 1994): in a schedule without gaps some job begins as early as it
//! can, so when all are put off and none has moved, there is nothing there.

use std::ops::Range;

use crate::rcpsp::core::{Core, Direction, MOST_WORDS, TOP};

/// A bit each in a word.
pub(super) const MOST_JOBS: usize = 64;

/// What is asked: jobs that may move, and what the others leave to them.
#[derive(Clone, Debug, Default)]
pub(super) struct Window {
    /// In the order of their links.
    pub jobs: Vec<u32>,
    durations: Vec<i32>,
    demand: Vec<[u64; MOST_WORDS]>,
    /// Positions in `jobs`: the second starts when the first is finished.
    links: Vec<(u8, u8)>,
    /// First and last starts, from `begin`.
    from: Vec<i32>,
    until: Vec<i32>,
    begin: i32,
    words: usize,
    /// What is free at each instant from `begin`, `words` each.
    free: Vec<u64>,
    /// By job of the instance: its position in `jobs`.
    place: Vec<Option<u8>>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fits {
    Yes,
    No,
    /// Not found out in so many nodes.
    Unknown,
}

/// First and last starts at a node of the tree, and which jobs are put off.
#[derive(Clone, Copy, Debug)]
struct Node {
    from: [i32; MOST_JOBS],
    until: [i32; MOST_JOBS],
    late: u64,
}

/// Memory, used again and again.
#[derive(Clone, Debug, Default)]
pub(super) struct Fit {
    open: Vec<Node>,
    left: Vec<u64>,
    pub nodes: u64,
}

impl Window {
    /// Of a schedule: the jobs at work in `span` may move, what starts later starts one unit earlier. They may leave the
    /// span by half of its length, which seldom helps and costs little. False when they are too many, or one of them has
    /// no place at all.
    pub(super) fn open(
        &mut self,
        core: &Core,
        direction: Direction,
        starts: &[i32],
        span: Range<i32>,
        makespan: i32,
    ) -> bool {
        if span.len() < 2 {
            return false;
        }
        self.jobs.clear();
        self.place.clear();
        self.place.resize(core.jobs, None);
        let order = core.graph.order();
        for at in 0..order.len() {
            let job = match direction {
                Direction::Forward => order[at],
                Direction::Backward => order[order.len() - 1 - at],
            };
            let start = starts[job as usize];
            let is_over = start + core.durations[job as usize] <= span.start;
            if start >= span.end || (start < span.start && is_over) {
                continue;
            }
            if self.jobs.len() == MOST_JOBS {
                return false;
            }
            self.place[job as usize] = Some(self.jobs.len() as u8);
            self.jobs.push(job);
        }
        self.bound(core, direction, starts, &span, makespan) && self.leave(core, starts, &span)
    }

    /// Links and first and last starts; false when there is none for some job.
    fn bound(
        &mut self,
        core: &Core,
        direction: Direction,
        starts: &[i32],
        span: &Range<i32>,
        makespan: i32,
    ) -> bool {
        self.durations.clear();
        self.demand.clear();
        self.links.clear();
        self.from.clear();
        self.until.clear();
        let reach = (span.end - span.start) / 2;
        for (at, &job) in (0u8..).zip(&self.jobs) {
            let (start, duration) = (starts[job as usize], core.durations[job as usize]);
            let mut from = start.min((span.start - reach).max(0));
            for &first in core.before(direction, job) {
                match self.place[first as usize] {
                    Some(first) => self.links.push((first, at)),
                    None => {
                        from = from.max(starts[first as usize] + core.durations[first as usize]);
                    }
                }
            }
            let far = (span.end + reach).max(start + duration);
            let mut finish = (far - 1).min(makespan - 1);
            for &next in core.before(direction.other(), job) {
                if self.place[next as usize].is_none() {
                    finish = finish.min(starts[next as usize] - 1);
                }
            }
            if from + duration > finish {
                return false;
            }
            self.from.push(from);
            self.until.push(finish - duration);
            self.durations.push(duration);
            self.demand.push(core.demand[job as usize]);
        }
        true
    }

    /// What the jobs that may not move leave; answers true.
    fn leave(&mut self, core: &Core, starts: &[i32], span: &Range<i32>) -> bool {
        self.words = core.words;
        self.begin = self.from.iter().copied().min().unwrap_or(span.start);
        let finishes = self.until.iter().zip(&self.durations);
        let last = finishes.map(|(until, duration)| until + duration).max();
        let last = last.unwrap_or(self.begin);
        for (from, until) in self.from.iter_mut().zip(&mut self.until) {
            *from -= self.begin;
            *until -= self.begin;
        }
        self.free.clear();
        for _ in self.begin..last {
            self.free.extend_from_slice(&core.capacity[..core.words]);
        }
        for (job, &start) in starts.iter().enumerate() {
            if self.place[job].is_some() {
                continue;
            }
            let start = start - i32::from(start >= span.end);
            let from = start.max(self.begin) - self.begin;
            let until = (start + core.durations[job]).min(last) - self.begin;
            if from < until {
                let taken = from as usize * core.words..until as usize * core.words;
                for free in self.free[taken].chunks_exact_mut(core.words) {
                    for (free, need) in free.iter_mut().zip(&core.demand[job]) {
                        *free -= need;
                    }
                }
            }
        }
        true
    }
}

impl Fit {
    /// Writes starts when all of it fits. Jobs are tried by rising `order`.
    pub(super) fn run(
        &mut self,
        window: &Window,
        order: &[i32],
        most: u64,
        starts: &mut Vec<i32>,
    ) -> Fits {
        let jobs = window.jobs.len();
        let mut root = Node {
            from: [0; MOST_JOBS],
            until: [0; MOST_JOBS],
            late: 0,
        };
        root.from[..jobs].copy_from_slice(&window.from);
        root.until[..jobs].copy_from_slice(&window.until);
        self.open.clear();
        self.open.push(root);
        let end = self.nodes + most;
        while let Some(mut node) = self.open.pop() {
            if self.nodes >= end {
                return Fits::Unknown;
            }
            self.nodes += 1;
            if !self.close_in(window, &mut node) {
                continue;
            }
            if node.from[..jobs] == node.until[..jobs] {
                starts.clear();
                starts.extend(node.from[..jobs].iter().map(|from| window.begin + from));
                return Fits::Yes;
            }
            let may =
                |job: &usize| node.from[*job] < node.until[*job] && node.late & (1 << job) == 0;
            let ready = (0..jobs).filter(may);
            let Some(next) = ready.min_by_key(|job| (order[*job], *job)) else {
                continue;
            };
            let mut off = node;
            off.late |= 1 << next;
            self.open.push(off);
            node.until[next] = node.from[next];
            self.open.push(node);
        }
        Fits::No
    }

    /// First and last starts nearer to each other, as far as links and time tables show; false when some job has none.
    fn close_in(&mut self, window: &Window, node: &mut Node) -> bool {
        let durations = &window.durations;
        loop {
            for &(first, next) in &window.links {
                let (first, next) = (first as usize, next as usize);
                let from = node.from[first] + durations[first];
                if from > node.from[next] {
                    node.from[next] = from;
                    node.late &= !(1 << next);
                }
            }
            for &(first, next) in window.links.iter().rev() {
                let (first, next) = (first as usize, next as usize);
                node.until[first] = node.until[first].min(node.until[next] - durations[first]);
            }
            if !self.take(window, node) {
                return false;
            }
            let mut moved = false;
            for job in 0..durations.len() {
                if node.from[job] == node.until[job] {
                    continue;
                }
                let Some((from, until)) = self
                    .first(window, node, job)
                    .zip(self.last(window, node, job))
                else {
                    return false;
                };
                if from > node.from[job] {
                    node.from[job] = from;
                    node.late &= !(1 << job);
                    moved = true;
                }
                if until < node.until[job] {
                    node.until[job] = until;
                    moved = true;
                }
            }
            if !moved {
                return true;
            }
        }
    }

    /// What is left when each job has taken what it certainly takes; false when that is more than there is.
    fn take(&mut self, window: &Window, node: &Node) -> bool {
        self.left.clear();
        self.left.extend_from_slice(&window.free);
        let words = window.words;
        for (job, duration) in window.durations.iter().enumerate() {
            if node.from[job] > node.until[job] {
                return false;
            }
            let certain = node.until[job]..node.from[job] + duration;
            if certain.is_empty() {
                continue;
            }
            let certain = certain.start as usize * words..certain.end as usize * words;
            for left in self.left[certain].chunks_exact_mut(words) {
                for (left, need) in left.iter_mut().zip(&window.demand[job]) {
                    if ((*left | TOP) - need) & TOP != TOP {
                        return false;
                    }
                    *left -= need;
                }
            }
        }
        true
    }

    /// True when the job can be at work then: it certainly is, or there is enough left.
    fn can(&self, window: &Window, node: &Node, job: usize, at: i32) -> bool {
        if at >= node.until[job] && at < node.from[job] + window.durations[job] {
            return true;
        }
        let left = &self.left[at as usize * window.words..(at as usize + 1) * window.words];
        let mut both = left.iter().zip(&window.demand[job]);
        both.all(|(left, need)| ((left | TOP) - need) & TOP == TOP)
    }

    fn first(&self, window: &Window, node: &Node, job: usize) -> Option<i32> {
        let (mut start, mut at) = (node.from[job], node.from[job]);
        while at < start + window.durations[job] {
            if !self.can(window, node, job, at) {
                start = at + 1;
                if start > node.until[job] {
                    return None;
                }
            }
            at += 1;
        }
        Some(start)
    }

    fn last(&self, window: &Window, node: &Node, job: usize) -> Option<i32> {
        let duration = window.durations[job];
        let (mut start, mut at) = (node.until[job], node.until[job] + duration);
        while at > start {
            at -= 1;
            if !self.can(window, node, job, at) {
                start = at - duration;
                if start < node.from[job] {
                    return None;
                }
            }
        }
        Some(start)
    }
}
