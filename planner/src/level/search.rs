//! The order in which jobs are taken, improved: rules first, then a population.
//!
//! An individual is an activity list, written as keys that are dates: the late starts that led to its schedule, or where
//! justification made it no better, its starts. (Taken in the order of its starts, a justified schedule would often give
//! its people to others.) A child has one parent's keys inside a window of time and the other's outside it (Debels and
//! Vanhoucke 2007), some moved at random, and is generated, justified to the right and generated again (Valls, Ballestín
//! and Quintanilla 2005, 2008). The second half of what a long plan may cost goes to windows of the best (`windows`).

mod windows;

use serde::{Deserialize, Serialize};

use super::{
    answer::{Cost, Driver},
    core::Core,
    cost::{self, Aim},
    generate::{Schedule, Scheme, Workshop},
    justify,
    profile::Profile,
    rules::{Outlook, RULES, Rule, is_open},
};
use crate::{calendar::Minute, rcpsp::random::Random};
use windows::Sweep;

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Of the best so far.
    pub cost: Cost,
    /// When the last task of the best so far is finished.
    pub finish: Minute,
    /// No schedule finishes before it, if all tasks that can have a date get one.
    pub bound: Minute,
    /// Generated so far.
    pub schedules: u64,
}

#[derive(Clone, Debug)]
struct Member {
    keys: Vec<i64>,
    cost: Cost,
}

/// The best so far.
#[derive(Clone, Debug)]
pub(super) struct Best {
    pub cost: Cost,
    pub schedule: Schedule,
    pub drivers: Vec<Driver>,
}

pub(super) struct Search<'a> {
    pub core: Core<'a>,
    aim: Aim,
    outlook: Outlook,
    shop: Workshop,
    room: Vec<Profile>,
    random: Random,
    open: Vec<u32>,
    best: Option<Best>,
    /// Weight that cannot be undercut.
    least: i64,
    budget: u64,
    /// Of the population; `None` before the rules had their turn.
    size: Option<usize>,
    members: Vec<Member>,
    sweep: Option<Sweep>,
}

/// Placements that instant levelling may spend on trying rules.
const INSTANT: usize = 16_000;

impl<'a> Search<'a> {
    pub fn new(
        core: Core<'a>,
        aim: Aim,
        seed: u64,
        budget: u64,
        least: i64,
        outlook: Outlook,
    ) -> Self {
        Self {
            aim,
            outlook,
            shop: Workshop::new(&core, aim.change > 0),
            room: core.profiles.clone(),
            random: Random::new(seed, 0),
            open: (0..core.jobs.len() as u32)
                .filter(|job| is_open(&core, *job))
                .collect(),
            best: None,
            least,
            budget,
            size: None,
            members: Vec::new(),
            sweep: None,
            core,
        }
    }

    pub fn schedules(&self) -> u64 {
        self.shop.schedules
    }

    pub fn best(&self) -> Option<&Best> {
        self.best.as_ref()
    }

    fn over(&self) -> bool {
        let optimal = self
            .best
            .as_ref()
            .is_some_and(|best| best.cost.unplaced == 0 && best.cost.weight <= self.least);
        optimal || self.shop.schedules >= self.budget
    }

    /// Rules with both schemes, and double justification of what is best: as many as a moment has room for.
    fn instant(&mut self) {
        let mut passes = (INSTANT / self.core.jobs.len().max(1)).clamp(1, 3 * RULES.len());
        if self.aim.change > 0 {
            self.rule(Rule::Present, Scheme::Serial);
            passes = passes.min(4);
        }
        for (at, rule) in RULES.iter().enumerate() {
            for scheme in [Scheme::Serial, Scheme::Parallel] {
                // Of each rule after the first, the scheme that suits it.
                let odd = at > 0 && (at % 2 == 0) == (scheme == Scheme::Parallel);
                if passes == 0 || odd && passes < 2 * RULES.len() {
                    continue;
                }
                passes -= 1;
                let better = self.rule(*rule, scheme);
                if better && passes >= 2 && self.aim.change == 0 {
                    passes -= 2;
                    self.justified();
                }
            }
        }
    }

    /// True when it is the best so far.
    fn rule(&mut self, rule: Rule, scheme: Scheme) -> bool {
        let keys = self.outlook.keys(&self.core, rule);
        self.generate(&keys, scheme).1
    }

    fn generate(&mut self, keys: &[i64], scheme: Scheme) -> (Cost, bool) {
        self.shop.generate(&self.core, keys, scheme);
        self.judged()
    }

    /// What the schedule in the workshop costs, and whether it is the best so far.
    fn judged(&mut self) -> (Cost, bool) {
        let cost = cost::of(&self.core, &self.shop.schedule, self.aim);
        let better = self.best.as_ref().is_none_or(|best| cost < best.cost);
        if better {
            self.best = Some(Best {
                cost,
                schedule: self.shop.schedule.clone(),
                drivers: self.shop.drivers.clone(),
            });
        }
        (cost, better)
    }

    /// Both halves of the justification of the schedule in the workshop, and the keys between them.
    fn justified(&mut self) -> (Cost, Vec<i64>) {
        let keys = justify::late_starts(&self.core, &self.shop, &mut self.room);
        self.shop.schedules += 1;
        let (cost, _) = self.generate(&keys, Scheme::Serial);
        (cost, keys)
    }

    /// The rules, or another member of the population. True when nothing is left to do: the budget is spent or the bound
    /// is met.
    pub fn step(&mut self) -> bool {
        let Some(size) = self.size else {
            self.instant();
            let left = self.budget.saturating_sub(self.shop.schedules);
            self.size = Some((left / 30).clamp(6, 40) as usize);
            return self.open.len() < 2 || self.over();
        };
        if self.open.len() < 2 || self.over() {
            return true;
        }
        if self.members.len() < size {
            let keys = self.sampled(self.members.len());
            let child = self.child(&keys);
            self.members.push(child);
        } else if self.is_long() && self.shop.schedules > self.budget / 2 {
            return self.window() || self.over();
        } else {
            self.breed();
        }
        self.over()
    }

    fn breed(&mut self) {
        let (mother, father) = (self.tournament(), self.tournament());
        let keys = self.crossed(father, mother);
        let child = self.child(&keys);
        let members = &mut self.members;
        let same = members
            .iter()
            .any(|member| member.cost == child.cost && member.keys == child.keys);
        let worst = (0..members.len()).max_by_key(|at| (members[*at].cost, *at));
        if let Some(worst) = worst.filter(|worst| !same && child.cost < members[*worst].cost) {
            members[worst] = child;
        }
    }

    /// Generated, and justified where dates may move freely.
    fn child(&mut self, keys: &[i64]) -> Member {
        let (cost, _) = self.generate(keys, Scheme::Serial);
        let keys = starts(&self.core, &self.shop.schedule);
        if self.aim.change == 0 && self.shop.schedules + 1 < self.budget {
            let (justified, late) = self.justified();
            if justified <= cost {
                return Member {
                    keys: late,
                    cost: justified,
                };
            }
        }
        Member { keys, cost }
    }

    /// A rule with noise; every rule is somebody's.
    fn sampled(&mut self, at: usize) -> Vec<i64> {
        let rule = match self.aim.change > 0 {
            true => Rule::Present,
            false => RULES[at % RULES.len()],
        };
        let mut keys = self.outlook.keys(&self.core, rule);
        let of = |job: &u32| keys[*job as usize];
        let least = self.open.iter().map(of).min().unwrap_or(0);
        let most = self.open.iter().map(of).max().unwrap_or(0);
        let reach = ((most - least) / 4).clamp(1, 1 << 30) as usize;
        for job in &self.open {
            keys[*job as usize] += self.random.below(reach) as i64;
        }
        keys
    }

    fn tournament(&mut self) -> usize {
        let members = &self.members;
        let (a, b) = (
            self.random.below(members.len()),
            self.random.below(members.len()),
        );
        if members[b].cost < members[a].cost {
            b
        } else {
            a
        }
    }

    /// The father's keys inside a window of his schedule, the mother's outside it.
    fn crossed(&mut self, father: usize, mother: usize) -> Vec<i64> {
        let (father, mother) = (&self.members[father], &self.members[mother]);
        let keys = |member: &Member, job: usize| member.keys[job];
        let first = self
            .open
            .iter()
            .map(|job| keys(father, *job as usize))
            .min()
            .unwrap_or(0);
        let last = self
            .open
            .iter()
            .map(|job| keys(father, *job as usize))
            .max()
            .unwrap_or(0);
        let span = (last - first).clamp(1, 1 << 30);
        let length = span / 4 + self.random.below(span as usize / 2 + 1) as i64;
        let begin = first + self.random.below((span - length).max(0) as usize + 1) as i64;
        let end = begin + length;
        // What the mother does in the window and the father elsewhere goes to his side of it, in her order.
        let far = 1i64 << 33;
        let mut child: Vec<i64> = (0..father.keys.len())
            .map(|job| match (keys(father, job), keys(mother, job)) {
                (his, _) if (begin..end).contains(&his) => his,
                (his, hers) if hers < begin || hers < end && his < begin => hers - far,
                (_, hers) => hers + far,
            })
            .collect();
        let moves = 1 + self.random.below(1 + self.open.len() / 15);
        for _ in 0..moves {
            let job = self.open[self.random.below(self.open.len())] as usize;
            let reach = (span / 6).max(1);
            child[job] += self.random.below(2 * reach as usize + 1) as i64 - reach;
        }
        child
    }
}

/// Keys by which serial generation takes the jobs as they begin.
fn starts(core: &Core<'_>, schedule: &Schedule) -> Vec<i64> {
    let dates = (0u32..).zip(&schedule.dates);
    dates
        .map(|(job, dates)| match schedule.is_placed(job) {
            true => i64::from(dates.start),
            false => i64::from(core.begin),
        })
        .collect()
}
