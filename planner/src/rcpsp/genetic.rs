//! The population search: a genetic algorithm with two populations (Debels and Vanhoucke 2007).
//!
//! One population holds schedules pushed to the left, the other to the right. Children of left schedules are generated
//! backwards and join the right ones, and the other way round, so that every generated schedule is crossover and
//! justification (Valls, Ballestín and Quintanilla 2005) in one. How two parents become a child is in `crossover`.
//!
//! A tenth of the budget goes to first schedules by the parallel scheme, of which the best are kept: latest finish with
//! noise (Kolisch 1995 samples so). Some children are made by that scheme too (Hartmann 2002 lets both live in one
//! population): where resources are scarce its schedules are good, and there the search is soon where others are not.
//!
//! Populations shrink as the budget runs out, in a straight line (Tanabe and Fukunaga 2014 do so in another field): many
//! members look around at first, and few are worked out at last.
//!
//! Members are compared by makespan and, within it, by how early their work
//! is done on average: most makespans are equal, and the schedule with its work further ahead is nearer to a shorter
//! one. Every pass counts as a schedule, in whichever direction and scheme.

use std::{borrow::Cow, collections::BTreeSet};

use super::{
    core::{Core, Direction, Workshop},
    random::Random,
    solve::Budget,
    windows::Windows,
};

/// A schedule in its own direction's time. Its key is when each job finishes: falling, it is the order in which the
/// other direction takes the jobs.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub starts: Vec<i32>,
    pub keys: Vec<i32>,
    pub makespan: i32,
    /// The less the better, in thousandths: the makespan and the average start, weighted by work.
    pub cost: i64,
}

/// The best schedule so far, in forward time.
#[derive(Clone, Debug, Default)]
pub(super) struct Best {
    pub starts: Vec<i32>,
    pub makespan: i32,
}

/// What comes next: samples of each direction, their justification into the other, and then generations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Sample(Direction, usize),
    Justify(Direction, usize),
    Breed(usize),
}

/// A search that can be left after any step and taken up again: its answer does not depend on when that is.
pub(super) struct Search<'a> {
    pub(super) core: Cow<'a, Core>,
    workshop: Workshop,
    pub(super) random: Random,
    /// Stop when this is reached: it is a lower bound.
    pub(super) target: i32,
    budget: u64,
    /// Stop for now when so many schedules were generated.
    until: u64,
    size: usize,
    /// How many first schedules there are to choose from.
    first: usize,
    best: Best,
    left: Vec<Member>,
    right: Vec<Member>,
    /// Justified from the other side, until both are complete.
    joining: [Vec<Member>; 2],
    /// Latest finishes, while samples are drawn by them.
    late: Vec<i32>,
    stage: Stage,
    /// Of the parents of the next generation.
    direction: Direction,
    /// Of the children of this generation that stayed.
    costs: BTreeSet<i64>,
    pub(super) usage: Vec<i64>,
    pub(super) windows: Windows,
}

/// Placements a step: a fraction of a millisecond.
const STEP: usize = 4_000;

impl<'a> Search<'a> {
    /// A search that will be given the schedules and windows of `budget`.
    pub(super) fn new(
        core: Cow<'a, Core>,
        seed: u64,
        stream: u64,
        target: i32,
        budget: Budget,
    ) -> Self {
        let windows = Windows::of(budget.windows);
        let budget = budget.schedules;
        let size = size_for(budget);
        Self {
            workshop: Workshop::new(&core),
            random: Random::new(seed, stream),
            target,
            budget,
            until: budget,
            size,
            first: size.max((budget / 10).min(MOST_FIRST) as usize),
            best: Best {
                starts: vec![0; core.jobs],
                makespan: i32::MAX,
            },
            left: Vec::new(),
            right: Vec::new(),
            joining: [Vec::new(), Vec::new()],
            late: Vec::new(),
            stage: Stage::Sample(Direction::Forward, 0),
            direction: Direction::Forward,
            costs: BTreeSet::new(),
            usage: Vec::new(),
            windows,
            core,
        }
    }

    pub(super) fn best(&self) -> &Best {
        &self.best
    }

    pub(super) fn schedules(&self) -> u64 {
        self.workshop.schedules
    }

    /// True when the bound is reached, or the schedules for now are generated.
    fn over(&self) -> bool {
        // The first populations are made in one go.
        let until = match self.stage {
            Stage::Breed(_) => self.until,
            _ => self.budget,
        };
        self.best.makespan <= self.target || self.workshop.schedules >= until
    }

    /// True when another call could find more.
    pub(super) fn goes_on(&self) -> bool {
        self.best.makespan > self.target && self.workshop.schedules < self.budget
    }

    /// Until the target, `until` schedules in all, or `go_on`, asked after each step, answers false; a later call goes
    /// on from there.
    pub(super) fn run(&mut self, until: u64, go_on: &mut dyn FnMut(&Best, u64) -> bool) {
        self.until = until.min(self.budget);
        while !self.over() {
            self.step();
            if !go_on(&self.best, self.workshop.schedules) {
                break;
            }
        }
    }

    /// A few schedules.
    fn step(&mut self) {
        let few = (STEP / self.core.jobs.max(1)).max(1);
        match self.stage {
            Stage::Sample(direction, at) => self.sample(direction, at, few),
            Stage::Justify(direction, at) => self.justify(direction, at, few),
            Stage::Breed(at) => {
                let parents = std::mem::take(self.population(self.direction));
                let mut children = std::mem::take(self.population(self.direction.other()));
                let end = parents.len().min(children.len());
                let to = end.min(at + few.div_ceil(2));
                let mut next = at;
                while next < to && !self.over() {
                    self.breed(&parents, &mut children, next);
                    next += 1;
                }
                *self.population(self.direction) = parents;
                *self.population(self.direction.other()) = children;
                self.stage = Stage::Breed(next);
                if next == end {
                    self.costs.clear();
                    self.shrink();
                    self.direction = self.direction.other();
                    self.stage = Stage::Breed(0);
                }
            }
        }
    }

    /// The children of a generation that is complete, as many as the budget still feeds.
    fn shrink(&mut self) {
        let spent = self.workshop.schedules.min(self.budget);
        let gone = (self.size as u64 * spent / self.budget.max(1)) as usize;
        let size = (self.size - gone).max(self.size / 50).max(SMALLEST);
        let children = self.population(self.direction.other());
        if size < children.len() {
            keep_best(children, size);
        }
    }

    /// The best member of one population.
    pub(super) fn emigrant(&self, direction: Direction) -> Option<Member> {
        let members = match direction {
            Direction::Forward => &self.left,
            Direction::Backward => &self.right,
        };
        members.iter().min_by_key(|member| member.cost).cloned()
    }

    /// Takes the place of the worst of a population, if that is worse.
    pub(super) fn immigrate(&mut self, direction: Direction, member: Member) {
        let members = self.population(direction).iter_mut();
        if let Some(worst) = members.max_by_key(|other| other.cost)
            && worst.cost > member.cost
        {
            *worst = member;
        }
    }

    /// Of the parents of the next generation.
    pub(super) fn direction(&self) -> Direction {
        self.direction
    }

    pub(super) fn population(&mut self, direction: Direction) -> &mut Vec<Member> {
        match direction {
            Direction::Forward => &mut self.left,
            Direction::Backward => &mut self.right,
        }
    }

    /// The best of many samples. Half of each population is sampled in its own direction, the other half justified from
    /// the other's: some projects are easier from their end.
    fn sample(&mut self, direction: Direction, from: usize, few: usize) {
        let (first, size) = (self.first.div_ceil(2), self.size.div_ceil(2));
        if from == 0 {
            self.late = self.core.latest_finishes(direction);
        }
        let to = first.min(from + few);
        for at in from..to {
            if self.workshop.schedules > 0 && self.over() {
                return;
            }
            let keys = self.sampled(at);
            let child = self.child(direction, Scheme::Parallel, keys);
            let members = self.population(direction);
            members.push(child);
            // Memory does not grow with the budget.
            if members.len() >= 2 * size {
                keep_best(members, size);
            }
        }
        self.stage = Stage::Sample(direction, to);
        if to == first {
            keep_best(self.population(direction), size);
            self.stage = match direction {
                Direction::Forward => Stage::Sample(Direction::Backward, 0),
                Direction::Backward => Stage::Justify(Direction::Forward, 0),
            };
        }
    }

    fn justify(&mut self, direction: Direction, from: usize, few: usize) {
        let to = self.population(direction.other()).len().min(from + few);
        for at in from..to {
            if self.over() {
                return;
            }
            let keys = self.population(direction.other())[at].keys.clone();
            let child = self.child(direction, Scheme::Serial, keys);
            self.joining[direction as usize].push(child);
        }
        self.stage = Stage::Justify(direction, to);
        if to == self.population(direction.other()).len() {
            if direction == Direction::Forward {
                self.stage = Stage::Justify(Direction::Backward, 0);
                return;
            }
            for direction in [Direction::Forward, Direction::Backward] {
                let mut joining = std::mem::take(&mut self.joining[direction as usize]);
                self.population(direction).append(&mut joining);
            }
            self.stage = Stage::Breed(0);
        }
    }

    /// Latest finish with noise of a sixth of the critical path; the first without.
    fn sampled(&mut self, at: usize) -> Vec<i32> {
        let longest = self.late.iter().copied().max().unwrap_or(0).max(1) as usize;
        let noise = if at == 0 { 0 } else { longest / 6 };
        let random = &mut self.random;
        self.late
            .iter()
            .map(|late| -(late + random.below(noise + 1) as i32))
            .collect()
    }

    /// The mother is the i-th, the father the best of some others; both get a child, the better child stays.
    fn breed(&mut self, parents: &[Member], children: &mut [Member], i: usize) {
        let direction = self.direction.other();
        let father = self.tournament(parents, i);
        let (mother, father) = (&parents[i], &parents[father]);
        let mut better: Option<Member> = None;
        for (one, other) in [(father, mother), (mother, father)] {
            if self.over() {
                return;
            }
            let keys = self.crossed(one, other);
            let scheme = match self.random.below(100) < PARALLEL {
                true => Scheme::Parallel,
                false => Scheme::Serial,
            };
            let child = self.child(direction, scheme, keys);
            if better.as_ref().is_none_or(|b| child.cost < b.cost) {
                better = Some(child);
            }
        }
        let Some(better) = better else { return };
        let place = &mut children[i];
        let keeps = place.makespan <= self.best.makespan && better.makespan > self.best.makespan;
        // A second one that costs the same to a thousandth is most often the same schedule: a population of twins
        // finds nothing.
        if !keeps && self.costs.insert(better.cost) {
            *place = better;
        }
    }

    fn tournament(&mut self, members: &[Member], not: usize) -> usize {
        let pick = |random: &mut Random| {
            let at = random.below(members.len());
            if at == not {
                (at + 1) % members.len()
            } else {
                at
            }
        };
        // A large population needs more pressure to get anywhere.
        let rivals = (1 + members.len() / 8).min(3);
        let mut winner = pick(&mut self.random);
        for _ in 0..rivals {
            let rival = pick(&mut self.random);
            if members[rival].cost < members[winner].cost {
                winner = rival;
            }
        }
        winner
    }

    pub(super) fn child(&mut self, direction: Direction, scheme: Scheme, keys: Vec<i32>) -> Member {
        let core: &Core = &self.core;
        let mut starts = vec![0; core.jobs];
        let makespan = match scheme {
            Scheme::Serial => self.workshop.generate(core, direction, &keys, &mut starts),
            Scheme::Parallel => {
                let workshop = &mut self.workshop;
                workshop.generate_parallel(core, direction, &keys, &mut starts)
            }
        };
        let mut keys = keys;
        let (mut moment, mut work) = (0i64, 1i64);
        for (job, key) in keys.iter_mut().enumerate() {
            *key = starts[job] + core.durations[job];
            moment += core.work[job] * i64::from(starts[job]);
            work += core.work[job];
        }
        if makespan < self.best.makespan {
            self.best.makespan = makespan;
            self.best.starts = match direction {
                Direction::Forward => starts.clone(),
                Direction::Backward => keys.iter().map(|finish| makespan - finish).collect(),
            };
        }
        let average = (i128::from(moment) * 1000 / i128::from(work)) as i64;
        Member {
            starts,
            keys,
            makespan,
            cost: i64::from(makespan) * 1000 + average,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) enum Scheme {
    Serial,
    Parallel,
}

const MOST_FIRST: u64 = 10_000;
const SMALLEST: usize = 4;
const LARGEST: u64 = 3_000;
/// Children of a hundred that the parallel scheme makes.
const PARALLEL: usize = 20;
/// As if populations did not shrink; they do, so there are twice as many.
const GENERATIONS: u64 = 25;

/// Twenty members at a thousand schedules, a thousand at fifty thousand: what a larger budget feeds is a larger
/// population, not more generations.
fn size_for(budget: u64) -> usize {
    (budget / (2 * GENERATIONS)).clamp(SMALLEST as u64, LARGEST) as usize
}

/// Earlier ones first among equals.
fn keep_best(members: &mut Vec<Member>, size: usize) {
    members.sort_by_key(|member| member.cost);
    members.truncate(size);
}
