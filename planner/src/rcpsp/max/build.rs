//! Serial construction with unscheduling (Franck, Neumann and Schwindt 2001).

use super::{NO_PATH, Net, Random};

/// A schedule that ends by `limit`, if this pass finds one. With noise, passes differ.
pub(super) fn construct(
    net: &Net<'_>,
    limit: i64,
    noise: bool,
    random: &mut Random,
) -> Option<Vec<i32>> {
    let mut pass = Pass {
        net,
        limit,
        release: net.earliest.clone(),
        start: vec![None; net.jobs],
        earliest: Vec::new(),
        latest: Vec::new(),
    };
    pass.narrow()?;
    let jitter: Vec<i64> = (0..net.jobs)
        .map(|job| {
            if noise {
                random.below(1 + (net.duration(job) as usize).max(4)) as i64
            } else {
                0
            }
        })
        .collect();
    // As many retreats as jobs: then this pass is going round in circles.
    let mut retreats = net.jobs;
    while let Some(job) = pass.next(&jitter) {
        match pass.place(job) {
            Some(at) if at <= pass.latest[job] => pass.put(job, at),
            Some(at) if retreats > 0 => {
                retreats -= 1;
                pass.retreat(job, at)?;
            }
            _ => return None,
        }
    }
    pass.start
        .iter()
        .map(|start| start.map(|start| start as i32))
        .collect()
}

struct Pass<'n, 'a> {
    net: &'n Net<'a>,
    limit: i64,
    /// Not before these; grown by retreats.
    release: Vec<i64>,
    start: Vec<Option<i64>>,
    earliest: Vec<i64>,
    latest: Vec<i64>,
}

impl Pass<'_, '_> {
    /// Among jobs whose predecessors stand, the one that must start first.
    fn next(&self, jitter: &[i64]) -> Option<usize> {
        let net = self.net;
        let open = || (0..net.jobs).filter(|job| self.start[*job].is_none());
        let before = |h: usize, j: usize| {
            let there = net.distance(h, j);
            there > 0 || (there == 0 && net.distance(j, h) < 0)
        };
        let key = |job: &usize| (self.latest[*job] + jitter[*job], *job);
        let free = open().filter(|job| open().all(|other| !before(other, *job)));
        free.min_by_key(key).or_else(|| open().min_by_key(key))
    }

    /// The earliest start, not before the job's own, at which nothing is overdrawn.
    fn place(&self, job: usize) -> Option<i64> {
        let (net, duration) = (self.net, self.net.duration(job));
        let mut at = self.earliest[job];
        if duration == 0 {
            return Some(at);
        }
        'later: while at <= self.limit {
            // Use can only rise where the job or another starts.
            let begins = (0..net.jobs).filter_map(|other| self.start[other]);
            let mut instants: Vec<i64> = begins
                .filter(|begin| at < *begin && *begin < at + duration)
                .collect();
            instants.push(at);
            instants.sort_unstable();
            for instant in instants {
                let runs = |other: &usize| {
                    self.start[*other].is_some_and(|start| {
                        start <= instant && instant < start + net.duration(*other)
                    })
                };
                let running: Vec<usize> = (0..net.jobs).filter(runs).collect();
                for (resource, capacity) in net.instance.capacity.iter().enumerate() {
                    let units = |other: usize| i64::from(net.instance.demand[other][resource]);
                    let used: i64 = running.iter().map(|other| units(*other)).sum();
                    if used + units(job) > i64::from(*capacity) {
                        let needs = running.iter().filter(|other| units(**other) > 0);
                        let ends = needs.map(|other| {
                            self.start[*other].unwrap_or(instant) + net.duration(*other)
                        });
                        at = ends.min()?;
                        continue 'later;
                    }
                }
            }
            return Some(at);
        }
        Some(at)
    }

    fn put(&mut self, job: usize, at: i64) {
        self.start[job] = Some(at);
        for other in 0..self.net.jobs {
            let (there, back) = (self.net.distance(job, other), self.net.distance(other, job));
            if there != NO_PATH {
                self.earliest[other] = self.earliest[other].max(at + there);
            }
            if back != NO_PATH {
                self.latest[other] = self.latest[other].min(at - back);
            }
        }
    }

    /// The jobs that hold `job` back begin as much later as it needs; they and what started after them are open again.
    fn retreat(&mut self, job: usize, at: i64) -> Option<()> {
        let mut first = i64::MAX;
        for other in 0..self.net.jobs {
            let lag = self.net.distance(job, other);
            if let Some(start) = self.start[other]
                && lag != NO_PATH
                && start - lag < at
            {
                first = first.min(start);
                self.release[other] = self.release[other].max(at + lag);
            }
        }
        if first == i64::MAX {
            // Nobody holds it back but the limit.
            return None;
        }
        for start in &mut self.start {
            if start.is_some_and(|start| start >= first) {
                *start = None;
            }
        }
        self.narrow()
    }

    /// Bounds anew from release dates and what is still scheduled; `None` when they leave no room.
    fn narrow(&mut self) -> Option<()> {
        let net = self.net;
        let closed = |job: usize| {
            let all = (0..net.jobs).filter(|from| net.distance(*from, job) != NO_PATH);
            all.map(|from| self.release[from] + net.distance(from, job))
                .max()
        };
        self.release = (0..net.jobs).map(|job| closed(job).unwrap_or(0)).collect();
        self.earliest = self.release.clone();
        self.latest = net.tail.iter().map(|tail| self.limit - tail).collect();
        for job in 0..net.jobs {
            if let Some(at) = self.start[job] {
                if self.release[job] > at {
                    // A retreat pushed a job that stands: it is open again too.
                    self.start[job] = None;
                    continue;
                }
                self.put(job, at);
            }
        }
        let room = self
            .release
            .iter()
            .zip(&net.tail)
            .all(|(start, tail)| start + tail <= self.limit);
        room.then_some(())
    }
}
