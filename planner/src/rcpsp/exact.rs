//! Proof: depth-first branch and bound over minimal delaying alternatives, with the cutset dominance rule
//! (Demeulemeester and Herroelen 1992, 1997).
//!
//! At a decision time everything that can start is started. When that is too much for a resource, some minimal set of
//! running jobs must give way until the next of the others is finished: one branch for each such set. A state whose
//! scheduled jobs were all scheduled in an explored state, no later, cannot lead to anything better.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::{
    Instance,
    core::{Core, Direction},
    random::mix,
};

/// Jobs of a state are bits of a word this long.
const MOST_JOBS: usize = 128;
const SETS_A_NODE: u64 = 16;

pub(super) struct Proof {
    /// A schedule better than the one given, if one was found.
    pub starts: Option<Vec<i32>>,
    pub makespan: i32,
    pub bound: i32,
    pub nodes: u64,
}

/// Looks for a schedule shorter than `makespan` until there is none, the bound is reached or `limit` nodes are seen.
pub(super) fn improve(
    core: &Core,
    instance: &Instance,
    makespan: i32,
    bound: i32,
    limit: u64,
) -> Proof {
    let mut tree = Tree::new(core, instance, makespan, bound, limit);
    let complete = core.jobs <= MOST_JOBS && {
        let mut root = State {
            at: 0,
            scheduled: 0,
            finish: vec![0; core.jobs],
        };
        tree.visit(&mut root)
    };
    Proof {
        starts: tree.starts,
        makespan: tree.makespan,
        // Every branch ended in the makespan or above, or the bound itself was reached.
        bound: if complete { tree.makespan } else { bound },
        nodes: tree.nodes,
    }
}

struct State {
    at: i32,
    scheduled: u128,
    /// Of scheduled jobs.
    finish: Vec<i32>,
}

/// An explored state: its time, and when the jobs that ran then were to finish.
struct Explored {
    at: i32,
    running: Vec<(u8, i32)>,
}

struct Tree<'a> {
    core: &'a Core,
    instance: &'a Instance,
    before: Vec<u128>,
    /// Duration and the longest way behind a job.
    tails: Vec<i32>,
    makespan: i32,
    bound: i32,
    starts: Option<Vec<i32>>,
    nodes: u64,
    limit: u64,
    /// Sets of jobs looked at: many jobs at once have very many, and a budget in nodes alone would not end.
    sets: u64,
    explored: HashMap<u128, Vec<Explored>, BuildHasherDefault<Mixed>>,
}

impl<'a> Tree<'a> {
    fn new(core: &'a Core, instance: &'a Instance, makespan: i32, bound: i32, limit: u64) -> Self {
        let mask = |job: u32| {
            let before = core.before(Direction::Forward, job).iter();
            before.fold(0u128, |mask, b| mask | 1u128.checked_shl(*b).unwrap_or(0))
        };
        let tails = core.earliest_starts(Direction::Backward);
        Self {
            core,
            instance,
            before: (0..core.jobs as u32).map(mask).collect(),
            tails: tails
                .iter()
                .zip(&core.durations)
                .map(|(t, d)| t + d)
                .collect(),
            makespan,
            bound,
            starts: None,
            nodes: 0,
            limit,
            sets: 0,
            explored: HashMap::default(),
        }
    }

    /// False when the limit ended the search below this state.
    fn visit(&mut self, state: &mut State) -> bool {
        if self.nodes >= self.limit || self.sets >= self.limit.saturating_mul(SETS_A_NODE) {
            return false;
        }
        self.nodes += 1;
        if self.dominated(state) || self.least(state) >= self.makespan {
            return true;
        }
        let entry = state.scheduled;
        let complete = self.branch(state);
        // Remembered only when explored to the end, so that no state is dominated by one that leads to it.
        if complete {
            let running = bits(entry).filter(|job| state.finish[*job] > state.at);
            let running = running.map(|job| (job as u8, state.finish[job])).collect();
            self.explored.entry(entry).or_default().push(Explored {
                at: state.at,
                running,
            });
        }
        complete
    }

    /// Starts all that can start and tries each way to make room. Leaves the state as it was.
    fn branch(&mut self, state: &mut State) -> bool {
        let entry = state.scheduled;
        let finished = |state: &State, jobs: u128| {
            bits(jobs).all(|job| jobs >> job & 1 == 0 || state.finish[job] <= state.at)
        };
        // A milestone is finished when it starts and may set others free.
        loop {
            let all = all_of(self.core.jobs);
            let can = |job: &usize| {
                let before = self.before[*job];
                before & !state.scheduled == 0 && finished(state, before)
            };
            let start: Vec<usize> = bits(all & !state.scheduled).filter(can).collect();
            for &job in &start {
                state.scheduled |= 1 << job;
                state.finish[job] = state.at + self.core.durations[job];
            }
            if start.iter().all(|job| self.core.durations[*job] > 0) {
                break;
            }
        }
        let running: Vec<usize> = bits(state.scheduled)
            .filter(|job| state.finish[*job] > state.at)
            .collect();
        let complete = if running.is_empty() {
            self.found(state);
            true
        } else {
            self.make_room(state, &running)
        };
        state.scheduled = entry;
        complete
    }

    fn found(&mut self, state: &State) {
        let makespan = state.finish.iter().copied().max().unwrap_or(0);
        if state.scheduled == all_of(self.core.jobs) && makespan < self.makespan {
            self.makespan = makespan;
            let starts = state.finish.iter().zip(&self.core.durations);
            self.starts = Some(starts.map(|(finish, duration)| finish - duration).collect());
        }
    }

    fn make_room(&mut self, state: &mut State, running: &[usize]) -> bool {
        let mut excess: Vec<i32> = self.instance.capacity.iter().map(|c| -c).collect();
        for &job in running {
            for (excess, units) in excess.iter_mut().zip(&self.instance.demand[job]) {
                *excess += units;
            }
        }
        let mut ways = Vec::new();
        self.delays(running, 0, &excess, 0, &mut ways);
        if self.sets >= self.limit.saturating_mul(SETS_A_NODE) {
            return false;
        }
        // The most promising first: the way whose delayed jobs end soonest at best.
        let mut ways: Vec<(i32, i32, u128)> = ways
            .into_iter()
            .filter_map(|delayed| {
                let stay = running.iter().filter(|job| delayed >> **job & 1 == 0);
                let next = stay.map(|job| state.finish[*job]).min()?;
                let ends = bits(delayed)
                    .map(|job| next + self.tails[job])
                    .max()
                    .unwrap_or(next);
                Some((ends, next, delayed))
            })
            .collect();
        ways.sort_unstable();
        let (at, scheduled) = (state.at, state.scheduled);
        let mut complete = true;
        for (ends, next, delayed) in ways {
            if ends >= self.makespan {
                break;
            }
            let finish: Vec<(usize, i32)> =
                bits(delayed).map(|job| (job, state.finish[job])).collect();
            state.at = next;
            state.scheduled = scheduled & !delayed;
            complete &= self.visit(state);
            state.at = at;
            state.scheduled = scheduled;
            for (job, before) in finish {
                state.finish[job] = before;
            }
            if self.makespan <= self.bound {
                return true;
            }
            if !complete {
                return false;
            }
        }
        complete
    }

    /// All minimal sets of running jobs without which the rest fits.
    fn delays(
        &mut self,
        running: &[usize],
        from: usize,
        excess: &[i32],
        taken: u128,
        ways: &mut Vec<u128>,
    ) {
        self.sets += 1;
        if self.sets >= self.limit.saturating_mul(SETS_A_NODE) {
            return;
        }
        if excess.iter().all(|excess| *excess <= 0) {
            let needless = |job: usize| {
                excess
                    .iter()
                    .zip(&self.instance.demand[job])
                    .all(|(excess, units)| excess + units <= 0)
            };
            if !bits(taken).any(needless) {
                ways.push(taken);
            }
            return;
        }
        for (place, &job) in running.iter().enumerate().skip(from) {
            let demand = &self.instance.demand[job];
            if excess
                .iter()
                .zip(demand)
                .any(|(excess, units)| *excess > 0 && *units > 0)
            {
                let less: Vec<i32> = excess.iter().zip(demand).map(|(e, u)| e - u).collect();
                self.delays(running, place + 1, &less, taken | 1 << job, ways);
            }
        }
    }

    /// No way from this state ends before: the longest path from here, and each resource's work that is left.
    fn least(&self, state: &State) -> i32 {
        let mut least = 0;
        let mut left: Vec<i64> = vec![0; self.instance.capacity.len()];
        let mut add = |job: usize, time: i32| {
            for (left, units) in left.iter_mut().zip(&self.instance.demand[job]) {
                *left += i64::from(time) * i64::from(*units);
            }
        };
        for job in 0..self.core.jobs {
            if state.scheduled >> job & 1 == 0 {
                least = least.max(state.at + self.tails[job]);
                add(job, self.core.durations[job]);
            } else if state.finish[job] > state.at {
                let behind = self.tails[job] - self.core.durations[job];
                least = least.max(state.finish[job] + behind);
                add(job, state.finish[job] - state.at);
            } else {
                least = least.max(state.finish[job]);
            }
        }
        for (left, capacity) in left.iter().zip(&self.instance.capacity) {
            let capacity = i64::from((*capacity).max(1));
            least = least.max(state.at + ((left + capacity - 1) / capacity) as i32);
        }
        least
    }

    fn dominated(&self, state: &State) -> bool {
        let Some(explored) = self.explored.get(&state.scheduled) else {
            return false;
        };
        explored.iter().any(|other| {
            other.at <= state.at
                && other
                    .running
                    .iter()
                    .all(|(job, finish)| *finish <= state.at.max(state.finish[usize::from(*job)]))
        })
    }
}

const fn all_of(jobs: usize) -> u128 {
    if jobs == MOST_JOBS {
        u128::MAX
    } else {
        (1 << jobs) - 1
    }
}

/// The positions of the bits that are set.
fn bits(mut word: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (word != 0).then(|| {
            let bit = word.trailing_zeros() as usize;
            word &= word - 1;
            bit
        })
    })
}

/// A hash without a secret: the same on every run, and the keys are nobody's input.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u128(&mut self, word: u128) {
        self.0 = mix(word as u64 ^ mix((word >> 64) as u64));
    }
}
