//! Proof: depth-first branch and bound over minimal delaying alternatives, with the cutset dominance rule
//! (Demeulemeester and Herroelen 1992, 1997).
//!
//! At a decision time everything that can start is started. When that is too much for a resource, some minimal set of
//! running jobs must give way until the next of the others is finished: one branch for each such set. A state whose
//! scheduled jobs were all scheduled in an explored state, no later, cannot lead to anything better.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::{
    Instance, bound,
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
/// It can be left after any number of nodes and taken up again.
pub(super) struct Tree<'a> {
    core: Cow<'a, Core>,
    instance: Cow<'a, Instance>,
    before: Vec<u128>,
    /// The least time from a job's start to the end, and from its end.
    tails: Vec<i32>,
    behind: Vec<i32>,
    /// Jobs by the time behind them, the longest first.
    urgent: Vec<usize>,
    makespan: i32,
    bound: i32,
    starts: Option<Vec<i32>>,
    nodes: u64,
    limit: u64,
    /// Sets of jobs looked at: many jobs at once have very many, and a budget in nodes alone would not end.
    sets: u64,
    explored: HashMap<u128, Vec<Explored>, BuildHasherDefault<Mixed>>,
    state: State,
    /// From the root to the state.
    frames: Vec<Frame>,
    /// True when the end was reached everywhere, false when the limit ended the search.
    complete: Option<bool>,
}

struct State {
    at: i32,
    scheduled: u128,
    /// Of scheduled jobs.
    finish: Vec<i32>,
}

/// A state whose ways are being tried.
struct Frame {
    at: i32,
    /// Before anything was started, and after.
    entry: u128,
    scheduled: u128,
    /// When the delayed jobs end at best, when the next job is finished, and who is delayed; most promising first.
    ways: Vec<(i32, i32, u128)>,
    next: usize,
    /// What the way being tried took away.
    taken: Vec<(usize, i32)>,
}

/// An explored state: its time, and when the jobs that ran then were to finish.
struct Explored {
    at: i32,
    running: Vec<(u8, i32)>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(
        core: Cow<'a, Core>,
        instance: Cow<'a, Instance>,
        makespan: i32,
        bound: i32,
        limit: u64,
    ) -> Self {
        let mask = |job: u32| {
            let before = core.before(Direction::Forward, job).iter();
            before.fold(0u128, |mask, b| mask | 1u128.checked_shl(*b).unwrap_or(0))
        };
        let behind = match core.jobs {
            ..=MOST_JOBS => bound::tails(&core, &instance),
            _ => vec![0; core.jobs],
        };
        let mut urgent: Vec<usize> = (0..core.jobs).collect();
        urgent.sort_by_key(|job| Reverse(behind[*job]));
        let tails = behind.iter().zip(&core.durations);
        Self {
            before: (0..core.jobs as u32).map(mask).collect(),
            tails: tails.map(|(behind, duration)| behind + duration).collect(),
            behind,
            urgent,
            makespan,
            bound,
            starts: None,
            nodes: 0,
            limit,
            sets: 0,
            explored: HashMap::default(),
            state: State {
                at: 0,
                scheduled: 0,
                finish: vec![0; core.jobs],
            },
            frames: Vec::new(),
            complete: (core.jobs > MOST_JOBS).then_some(false),
            core,
            instance,
        }
    }

    pub(super) fn makespan(&self) -> i32 {
        self.makespan
    }

    pub(super) fn nodes(&self) -> u64 {
        self.nodes
    }

    /// True when it is over; looks at `nodes` more at most.
    pub(super) fn run(&mut self, nodes: u64) -> bool {
        let until = self.nodes.saturating_add(nodes);
        if self.complete.is_none() && self.nodes == 0 {
            self.descend();
        }
        while self.complete.is_none() && self.nodes < until {
            self.next();
        }
        self.complete.is_some()
    }

    pub(super) fn proof(self) -> Proof {
        Proof {
            starts: self.starts,
            makespan: self.makespan,
            // Every branch ended in the makespan or above, or the bound itself was reached.
            bound: match self.complete {
                Some(true) => self.makespan,
                _ => self.bound,
            },
            nodes: self.nodes,
        }
    }

    /// The next way from the last frame, or back to the one before.
    fn next(&mut self) {
        let Some(frame) = self.frames.last_mut() else {
            self.complete = Some(true);
            return;
        };
        for (job, before) in frame.taken.drain(..) {
            self.state.finish[job] = before;
        }
        self.state.at = frame.at;
        self.state.scheduled = frame.scheduled;
        let way = frame.ways.get(frame.next).copied();
        match way.filter(|(ends, ..)| *ends < self.makespan && self.makespan > self.bound) {
            Some((_, next, delayed)) => {
                frame.next += 1;
                frame
                    .taken
                    .extend(bits(delayed).map(|job| (job, self.state.finish[job])));
                self.state.at = next;
                self.state.scheduled = frame.scheduled & !delayed;
                self.descend();
            }
            None => {
                // Remembered only when explored to the end, so that no state is dominated by one that leads to it.
                self.state.scheduled = frame.entry;
                let entry = frame.entry;
                self.frames.pop();
                self.remember(entry);
            }
        }
    }

    /// Into the state: at once to its end, or a frame of ways to try.
    fn descend(&mut self) {
        if self.nodes >= self.limit || self.sets >= self.limit.saturating_mul(SETS_A_NODE) {
            self.complete = Some(false);
            return;
        }
        self.nodes += 1;
        if self.hopeless(&self.state) || self.dominated(&self.state) {
            return;
        }
        let entry = self.state.scheduled;
        self.start_all();
        let running: Vec<usize> = bits(self.state.scheduled)
            .filter(|job| self.state.finish[*job] > self.state.at)
            .collect();
        if running.is_empty() {
            self.found();
            self.state.scheduled = entry;
            self.remember(entry);
            return;
        }
        let ways = self.ways(&running);
        if self.sets >= self.limit.saturating_mul(SETS_A_NODE) {
            self.complete = Some(false);
            return;
        }
        self.frames.push(Frame {
            at: self.state.at,
            entry,
            scheduled: self.state.scheduled,
            ways,
            next: 0,
            taken: Vec::new(),
        });
    }

    fn remember(&mut self, entry: u128) {
        let state = &self.state;
        let running = bits(entry).filter(|job| state.finish[*job] > state.at);
        let running = running.map(|job| (job as u8, state.finish[job])).collect();
        self.explored.entry(entry).or_default().push(Explored {
            at: state.at,
            running,
        });
    }

    /// Everything that can start does.
    fn start_all(&mut self) {
        let state = &mut self.state;
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
                return;
            }
        }
    }

    fn found(&mut self) {
        let state = &self.state;
        let makespan = state.finish.iter().copied().max().unwrap_or(0);
        if state.scheduled == all_of(self.core.jobs) && makespan < self.makespan {
            self.makespan = makespan;
            let starts = state.finish.iter().zip(&self.core.durations);
            self.starts = Some(starts.map(|(finish, duration)| finish - duration).collect());
        }
    }

    /// Each minimal set of running jobs that makes room, the one whose delayed jobs end soonest at best first.
    fn ways(&mut self, running: &[usize]) -> Vec<(i32, i32, u128)> {
        let mut excess: Vec<i32> = self.instance.capacity.iter().map(|c| -c).collect();
        for &job in running {
            for (excess, units) in excess.iter_mut().zip(&self.instance.demand[job]) {
                *excess += units;
            }
        }
        let mut ways = Vec::new();
        self.delays(running, 0, &excess, 0, &mut ways);
        let mut ways: Vec<(i32, i32, u128)> = ways
            .into_iter()
            .filter_map(|delayed| {
                let stay = running.iter().filter(|job| delayed >> **job & 1 == 0);
                let next = stay.map(|job| self.state.finish[*job]).min()?;
                let ends = bits(delayed)
                    .map(|job| next + self.tails[job])
                    .max()
                    .unwrap_or(next);
                Some((ends, next, delayed))
            })
            .collect();
        ways.sort_unstable();
        ways
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

    /// True when no way from this state ends before the makespan: some job's rest is too long, or the jobs with so much
    /// behind them have more work left on some resource than it can do until then.
    fn hopeless(&self, state: &State) -> bool {
        let mut left = vec![0i64; self.instance.capacity.len()];
        self.urgent.iter().any(|&job| {
            let behind = self.behind[job];
            let time = if state.scheduled >> job & 1 == 0 {
                self.core.durations[job]
            } else {
                state.finish[job] - state.at
            };
            if time < 0 {
                return false;
            }
            if state.at + time + behind >= self.makespan {
                return true;
            }
            let room = i64::from(self.makespan - 1 - state.at - behind);
            let rows = self.instance.demand[job].iter();
            let mut rows = rows.zip(&self.instance.capacity).zip(&mut left);
            rows.any(|((units, capacity), left)| {
                *left += i64::from(time) * i64::from(*units);
                *left > i64::from(*capacity) * room
            })
        })
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
