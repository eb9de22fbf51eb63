//! Schedule generation, made fast: resources packed in machine words, one pass over time a job.
//!
//! Four resources share a 64-bit word, sixteen bits each, the top bit of each lane kept free: a job fits where
//! `(free | TOP) - demand` still has every top bit. One subtraction decides for four resources.

use super::{Instance, InstanceError, parallel::Line};
use crate::links::{Graph, GraphError, Lag, Link, LinkKind};

pub(super) const LANES: usize = 4;
/// Words a time unit: sixteen resources.
pub(super) const MOST_WORDS: usize = 4;
pub(super) const TOP: u64 = 0x8000_8000_8000_8000;
const LONGEST: i64 = 1_000_000;

/// Forward, or the mirrored project in which time runs from the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Forward,
    Backward,
}

impl Direction {
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
        }
    }
}

/// An instance checked and laid out for generation.
#[derive(Clone, Debug)]
pub(super) struct Core {
    pub jobs: usize,
    pub durations: Vec<i32>,
    pub graph: Graph,
    before: [Vec<Vec<u32>>; 2],
    pub words: usize,
    pub capacity: [u64; MOST_WORDS],
    pub demand: Vec<[u64; MOST_WORDS]>,
    /// Demand over capacity of all resources, each by its scarcity, in hundred-thousandths, for picking busy windows.
    pub intensity: Vec<i64>,
    /// Intensity times duration.
    pub work: Vec<i64>,
    horizon: usize,
}

impl Core {
    pub(super) fn new(instance: &Instance) -> Result<Self, InstanceError> {
        let jobs = instance.durations.len();
        let resources = instance.capacity.len();
        let mut sum = 0i64;
        for (job, duration) in instance.durations.iter().enumerate() {
            sum += i64::from(*duration);
            if *duration < 0 || sum > LONGEST {
                return Err(InstanceError::Duration { job });
            }
        }
        for (resource, capacity) in instance.capacity.iter().enumerate() {
            if !(0..=0x7FFF).contains(capacity) || resource >= MOST_WORDS * LANES {
                return Err(InstanceError::Capacity { resource });
            }
        }
        let scarcity = scarcity(instance);
        let mut demand = Vec::with_capacity(jobs);
        let mut intensity = Vec::with_capacity(jobs);
        for job in 0..jobs {
            let row = instance
                .demand
                .get(job)
                .ok_or(InstanceError::Demand { job })?;
            if row.len() != resources || row.iter().any(|units| *units < 0) {
                return Err(InstanceError::Demand { job });
            }
            // A milestone takes no time, so it takes nothing of a resource either.
            let needs = instance.durations[job] > 0;
            if let Some(resource) =
                (0..resources).find(|r| needs && row[*r] > instance.capacity[*r])
            {
                return Err(InstanceError::TooLittle { job, resource });
            }
            let row: Vec<i32> = row
                .iter()
                .map(|units| if needs { *units } else { 0 })
                .collect();
            intensity.push(
                row.iter()
                    .zip(&instance.capacity)
                    .zip(&scarcity)
                    .map(|((units, capacity), weight)| {
                        weight * i64::from(*units) / i64::from((*capacity).max(1))
                    })
                    .sum(),
            );
            demand.push(packed(&row));
        }
        let links: Vec<Link> = instance
            .links
            .iter()
            .map(|(from, to)| Link {
                from: *from,
                to: *to,
                kind: LinkKind::FinishToStart,
                lag: Lag::NONE,
            })
            .collect();
        let graph = Graph::new(jobs, &links).map_err(|error| match error {
            GraphError::UnknownTask(link) => InstanceError::UnknownJob { link },
            GraphError::Cycle(path) => InstanceError::Cycle { path },
        })?;
        let mut before = [vec![Vec::new(); jobs], vec![Vec::new(); jobs]];
        for (from, to) in &instance.links {
            before[0][*to as usize].push(*from);
            before[1][*from as usize].push(*to);
        }
        Ok(Self {
            jobs,
            durations: instance.durations.clone(),
            graph,
            before,
            words: resources.div_ceil(LANES).max(1),
            capacity: packed(&instance.capacity),
            demand,
            work: intensity
                .iter()
                .zip(&instance.durations)
                .map(|(intensity, duration)| intensity * i64::from(*duration))
                .collect(),
            intensity,
            horizon: sum as usize + 1,
        })
    }

    /// The jobs a job waits for; those of the other direction wait for it.
    pub(super) fn before(&self, direction: Direction, job: u32) -> &[u32] {
        &self.before[direction as usize][job as usize]
    }
}

/// The work that each resource has to do over what it can do at once, squared; in
/// hundred-thousandths of that of the scarcest.
fn scarcity(instance: &Instance) -> Vec<i64> {
    let load = |(resource, capacity): (usize, &i32)| {
        let jobs = instance.durations.iter().zip(&instance.demand);
        let work = jobs.map(|(duration, row)| {
            i64::from(*duration)
                * row
                    .get(resource)
                    .map_or(0, |units| i64::from((*units).max(0)))
        });
        work.sum::<i64>() / i64::from((*capacity).max(1))
    };
    let loads: Vec<i64> = instance.capacity.iter().enumerate().map(load).collect();
    let most = loads.iter().copied().max().unwrap_or(0).max(1);
    let part = |load: &i64| 1_000 * load / most;
    loads
        .iter()
        .map(|load| part(load) * part(load) / 10)
        .collect()
}

fn packed(units: &[i32]) -> [u64; MOST_WORDS] {
    let mut words = [0; MOST_WORDS];
    for (lane, units) in units.iter().enumerate() {
        words[lane / LANES] |= (*units as u64) << (16 * (lane % LANES));
    }
    words
}

/// A word that ascends when keys fall, and among equal keys as positions rise: whole words sort fastest.
pub(super) const fn falling(key: i32, job: u32) -> u64 {
    let descending = !(key as u32 ^ 0x8000_0000);
    ((descending as u64) << 32) | job as u64
}

/// Memory for generating schedules, used again and again.
#[derive(Clone, Debug)]
pub(super) struct Workshop {
    free: Vec<u64>,
    used: usize,
    done: Vec<bool>,
    stack: Vec<u32>,
    sorted: Vec<u64>,
    pub(super) line: Line,
    pub schedules: u64,
}

impl Workshop {
    pub(super) fn new(core: &Core) -> Self {
        let mut free = Vec::with_capacity(core.horizon * core.words);
        for _ in 0..core.horizon {
            free.extend_from_slice(&core.capacity[..core.words]);
        }
        Self {
            free,
            used: 0,
            done: vec![false; core.jobs],
            stack: Vec::new(),
            sorted: Vec::new(),
            line: Line::default(),
            schedules: 0,
        }
    }

    /// Serial schedule generation (Kelley 1963): jobs by falling `key`, each after those it waits for, each as early
    /// as it fits. Writes starts and answers the makespan. Ties fall to the lower position.
    pub(super) fn generate(
        &mut self,
        core: &Core,
        direction: Direction,
        keys: &[i32],
        starts: &mut [i32],
    ) -> i32 {
        self.schedules += 1;
        for at in 0..self.used {
            self.free[at * core.words..(at + 1) * core.words]
                .copy_from_slice(&core.capacity[..core.words]);
        }
        self.used = 0;
        self.done.fill(false);
        let mut sorted = std::mem::take(&mut self.sorted);
        sorted.clear();
        sorted.extend((0u32..).zip(keys).map(|(job, key)| falling(*key, job)));
        sorted.sort_unstable();
        let mut makespan = 0;
        for &packed in &sorted {
            self.stack.push(packed as u32);
            while let Some(&job) = self.stack.last() {
                if self.done[job as usize] {
                    self.stack.pop();
                    continue;
                }
                let (mut earliest, mut waits) = (0, None::<u32>);
                for &first in core.before(direction, job) {
                    if self.done[first as usize] {
                        earliest =
                            earliest.max(starts[first as usize] + core.durations[first as usize]);
                    } else if waits.is_none_or(|other| keys[first as usize] > keys[other as usize])
                    {
                        waits = Some(first);
                    }
                }
                if let Some(first) = waits {
                    self.stack.push(first);
                    continue;
                }
                self.stack.pop();
                self.done[job as usize] = true;
                let start = self.place(core, job as usize, earliest as usize);
                starts[job as usize] = start as i32;
                makespan = makespan.max(start as i32 + core.durations[job as usize]);
            }
        }
        self.sorted = sorted;
        makespan
    }

    /// The earliest start not before `earliest` at which the job fits, and its demand taken.
    fn place(&mut self, core: &Core, job: usize, earliest: usize) -> usize {
        let duration = core.durations[job] as usize;
        if duration == 0 {
            return earliest;
        }
        let demand = &core.demand[job];
        let start = if core.words == 1 {
            let need = demand[0];
            let (mut start, mut at) = (earliest, earliest);
            while at < start + duration {
                if ((self.free[at] | TOP) - need) & TOP != TOP {
                    start = at + 1;
                }
                at += 1;
            }
            for free in &mut self.free[start..start + duration] {
                *free -= need;
            }
            start
        } else {
            let words = core.words;
            let (mut start, mut at) = (earliest, earliest);
            while at < start + duration {
                let free = &self.free[at * words..(at + 1) * words];
                if free
                    .iter()
                    .zip(demand)
                    .any(|(free, need)| ((free | TOP) - need) & TOP != TOP)
                {
                    start = at + 1;
                }
                at += 1;
            }
            for free in self.free[start * words..(start + duration) * words].chunks_mut(words) {
                for (free, need) in free.iter_mut().zip(demand) {
                    *free -= need;
                }
            }
            start
        };
        self.used = self.used.max(start + duration);
        start
    }
}
