//! The population search: a decomposition-based genetic algorithm with two populations (Debels and Vanhoucke 2007).
//!
//! One population holds schedules pushed to the left, the other to the right. Children of left schedules are generated
//! backwards and join the right ones, and the other way round, so that every generated schedule is crossover and
//! justification (Valls, Ballestín and Quintanilla 2005) in one. A child keeps one parent's order inside a busy window
//! of time and the other's outside it, because a window that is full is hard to improve and worth inheriting whole.

use super::{
    core::{Core, Direction, Workshop},
    random::Random,
};

/// Parents whose jobs are on average less than this part of the makespan apart are alike.
const ALIKE: i64 = 40;

/// A schedule in its own direction's time. Its key is when each job finishes: falling, it is the order in which the
/// other direction takes the jobs.
#[derive(Clone, Debug)]
struct Member {
    starts: Vec<i32>,
    keys: Vec<i32>,
    makespan: i32,
}

/// The best schedule so far, in forward time.
#[derive(Clone, Debug)]
pub(super) struct Best {
    pub starts: Vec<i32>,
    pub makespan: i32,
}

pub(super) struct Search<'a> {
    core: &'a Core,
    workshop: Workshop,
    random: Random,
    /// Stop when this is reached: it is a lower bound.
    target: i32,
    budget: u64,
    best: Best,
    usage: Vec<i64>,
}

impl<'a> Search<'a> {
    pub(super) fn new(core: &'a Core, seed: u64, stream: u64, target: i32, budget: u64) -> Self {
        let best = Best {
            starts: vec![0; core.jobs],
            makespan: i32::MAX,
        };
        Self {
            core,
            workshop: Workshop::new(core),
            random: Random::new(seed, stream),
            target,
            budget,
            best,
            usage: Vec::new(),
        }
    }

    pub(super) fn best(&self) -> &Best {
        &self.best
    }

    pub(super) fn schedules(&self) -> u64 {
        self.workshop.schedules
    }

    fn over(&self) -> bool {
        self.best.makespan <= self.target || self.workshop.schedules >= self.budget
    }

    /// Until the target, the budget, or `go_on` answers false.
    pub(super) fn run(&mut self, go_on: &mut dyn FnMut(&Best, u64) -> bool) {
        let size = size_for(self.budget);
        let late = self.core.latest_finishes();
        let mut left: Vec<Member> = Vec::with_capacity(size);
        while left.len() < size && !self.over() {
            let keys = self.sampled(&late, left.len());
            left.push(self.child(Direction::Forward, keys));
        }
        let mut right: Vec<Member> = Vec::new();
        for member in &left {
            if !self.over() {
                right.push(self.child(Direction::Backward, member.keys.clone()));
            }
        }
        let mut direction = Direction::Forward;
        while !self.over() && go_on(&self.best, self.workshop.schedules) {
            let (parents, children) = match direction {
                Direction::Forward => (&left, &mut right),
                Direction::Backward => (&right, &mut left),
            };
            self.generation(direction.other(), parents, children);
            direction = direction.other();
        }
    }

    fn generation(&mut self, direction: Direction, parents: &[Member], children: &mut [Member]) {
        for i in 0..children.len() {
            if self.over() {
                return;
            }
            // The mother is the i-th, the father the better of two others; both get a child, the better child stays.
            let father = self.tournament(parents, i);
            let (a, b) = (&parents[i], &parents[father]);
            let one = self.crossed(b, a);
            let one = self.child(direction, one);
            let two = self.crossed(a, b);
            let two = self.child(direction, two);
            let better = if two.makespan < one.makespan {
                two
            } else {
                one
            };
            let keeps =
                children[i].makespan <= self.best.makespan && better.makespan > self.best.makespan;
            if !keeps {
                children[i] = better;
            }
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
        let (a, b) = (pick(&mut self.random), pick(&mut self.random));
        if members[b].makespan < members[a].makespan {
            b
        } else {
            a
        }
    }

    /// The keys of `father` inside a busy window of his schedule, those of `mother` outside.
    fn crossed(&mut self, father: &Member, mother: &Member) -> Vec<i32> {
        let (begin, end) = self.busy_window(father);
        let far = father.makespan.max(mother.makespan) + 1;
        let mut keys: Vec<i32> = father
            .keys
            .iter()
            .zip(&mother.keys)
            .map(|(f, m)| {
                // Jobs of the mother's window that the father does elsewhere go to his side of it, in her order.
                if (begin..end).contains(f) {
                    *f
                } else if *m < begin || (*m < end && *f < begin) {
                    *m - far
                } else {
                    *m + far
                }
            })
            .collect();
        // Parents who are alike have children who are: some jobs then go elsewhere, near or far.
        let apart: i64 = father
            .keys
            .iter()
            .zip(&mother.keys)
            .map(|(f, m)| i64::from((f - m).abs()))
            .sum();
        let alike = apart * ALIKE < i64::from(father.makespan) * self.core.jobs as i64;
        let moves = if alike { 2 + self.core.jobs / 20 } else { 1 };
        for _ in 0..moves {
            let job = self.random.below(keys.len());
            let reach = (father.makespan / if alike { 3 } else { 8 }).max(1);
            keys[job] += self.random.below(2 * reach as usize + 1) as i32 - reach;
        }
        keys
    }

    /// The fuller of three windows of a quarter to three quarters of the schedule.
    fn busy_window(&mut self, member: &Member) -> (i32, i32) {
        let makespan = member.makespan.max(1) as usize;
        self.usage.clear();
        self.usage.resize(makespan + 1, 0);
        for (job, start) in member.starts.iter().enumerate() {
            let intensity = self.core.intensity[job];
            self.usage[*start as usize] += intensity;
            self.usage[(*start + self.core.durations[job]) as usize] -= intensity;
        }
        // Differences to usage to its sum before each instant.
        let (mut level, mut sum) = (0, 0);
        for usage in &mut self.usage {
            level += *usage;
            *usage = sum;
            sum += level;
        }
        let length = (makespan / 4 + self.random.below(makespan / 2 + 1)).max(1);
        let mut best = (i64::MIN, 0);
        for _ in 0..3 {
            let begin = self.random.below(makespan - length.min(makespan) + 1);
            let inside = self.usage[begin + length] - self.usage[begin];
            best = best.max((inside, begin));
        }
        (best.1 as i32, (best.1 + length) as i32)
    }

    /// Latest finish with regret-based biased noise (Kolisch 1995 samples so); the first two without.
    fn sampled(&mut self, late: &[i32], at: usize) -> Vec<i32> {
        let longest = late.iter().copied().max().unwrap_or(0).max(1) as usize;
        let noise = if at < 2 { 0 } else { longest / 3 };
        late.iter()
            .map(|late| -(late + self.random.below(noise + 1) as i32))
            .collect()
    }

    fn child(&mut self, direction: Direction, keys: Vec<i32>) -> Member {
        let mut starts = vec![0; self.core.jobs];
        let makespan = self
            .workshop
            .generate(self.core, direction, &keys, &mut starts);
        let mut keys = keys;
        for (job, key) in keys.iter_mut().enumerate() {
            *key = starts[job] + self.core.durations[job];
        }
        if makespan < self.best.makespan {
            self.best.makespan = makespan;
            self.best.starts = match direction {
                Direction::Forward => starts.clone(),
                Direction::Backward => keys.iter().map(|finish| makespan - finish).collect(),
            };
        }
        Member {
            starts,
            keys,
            makespan,
        }
    }
}

/// A larger budget feeds a larger population: about fifteen generations at a thousand, two hundred at fifty thousand.
fn size_for(budget: u64) -> usize {
    (budget.isqrt() as usize).clamp(10, 240) * 3 / 4 + 1
}
