//! Long plans window by window: critical-window decomposition (Debels and Vanhoucke 2007 for the plain form) as a search
//! in a large neighbourhood (Palpant, Artigues and Michelon 2004).
//!
//! A whole schedule of a long plan says little about one change in its order. So the best plan is placed once more from
//! its beginning, a window of its order after the other, and where tasks of a window are critical, the window is placed
//! in several orders before the best of them stays. An order is better when its tasks are less late by the dates that
//! justification has found to be late enough: as long as all are in time, the rest can follow as before. Among equals,
//! earlier is better. The whole counts when it is no worse than before.
//!
//! Placing as many tasks as the plan has counts as a schedule.

use super::{Cost, Scheme, Search, starts};
use crate::{
    calendar::Minute,
    level::{core::Core, generate::Schedule, justify, rules::is_open},
    rcpsp::random::Random,
};

/// Plans with more open tasks than this are long.
const LONG: usize = 400;
/// Tasks of a window.
const WIDE: usize = 120;
/// Orders tried in one.
const ORDERS: usize = 20;
/// At most so many tasks are moved for the next order.
const MOVES: usize = 8;
/// Schedules that going on to the end may take: the last order of a window, and the windows after it.
const REST: u64 = 2;

/// A plan on its way through its windows.
#[derive(Clone, Debug)]
pub(super) struct Sweep {
    base: Base,
    order: Vec<u32>,
    placed: usize,
}

/// The schedule before.
#[derive(Clone, Debug)]
struct Base {
    cost: Cost,
    order: Vec<u32>,
    starts: Vec<i64>,
    /// How late they may be.
    late: Vec<i64>,
}

/// The less the better: tasks without a date, minutes after the late starts, and all starts, each by its project's
/// weight.
type Score = (usize, i64, i64);

impl Search<'_> {
    /// Long, and nothing has to stay near the present plan.
    pub(super) fn is_long(&self) -> bool {
        self.open.len() > LONG && self.aim.change == 0
    }

    /// One window. True when the budget has no room for another.
    pub(super) fn window(&mut self) -> bool {
        let Some(mut sweep) = self.sweep.take().or_else(|| self.sweep()) else {
            return true;
        };
        let begin = sweep.placed;
        let wide = match begin {
            0 => 1 + self.random.below(WIDE),
            _ => WIDE,
        };
        sweep.placed = (begin + wide).min(sweep.order.len());
        self.improve(&mut sweep, begin);
        if sweep.placed < sweep.order.len() {
            self.sweep = Some(sweep);
            return false;
        }
        let (cost, _) = self.judged();
        if self.shop.schedules + 1 + REST > self.budget {
            return true;
        }
        let base = if cost <= sweep.base.cost {
            self.base(cost, sweep.order)
        } else {
            sweep.base
        };
        self.sweep = Some(self.again(base));
        false
    }

    /// Through the best of the population, which is generated once more.
    fn sweep(&mut self) -> Option<Sweep> {
        if self.shop.schedules + 2 + REST > self.budget {
            return None;
        }
        let best = self.members.iter().min_by_key(|member| member.cost)?;
        let keys = best.keys.clone();
        let (cost, _) = self.generate(&keys, Scheme::Serial);
        let jobs = 0..self.core.jobs.len() as u32;
        let order = self.shop.in_order(&self.core, jobs, &keys);
        let base = self.base(cost, order);
        Some(self.again(base))
    }

    fn again(&mut self, base: Base) -> Sweep {
        self.shop.begin_parts(&self.core);
        Sweep {
            order: base.order.clone(),
            base,
            placed: 0,
        }
    }

    /// The schedule in the workshop, justified once for its late starts: against each project's end and each task's due
    /// date.
    fn base(&mut self, cost: Cost, order: Vec<u32>) -> Base {
        self.shop.schedules += 1;
        let (core, schedule) = (&self.core, &self.shop.schedule);
        let mut ends = vec![core.begin; core.portfolio.projects.len().max(1)];
        for (job, row) in (0u32..).zip(&core.jobs) {
            if schedule.is_placed(job) {
                let end = &mut ends[row.project as usize];
                *end = (*end).max(schedule.dates[job as usize].finish);
            }
        }
        let end = |job: u32| {
            let row = &core.jobs[job as usize];
            let finish = schedule.dates[job as usize].finish;
            let due = row.due.map_or(Minute::MAX, |due| due.max(finish));
            ends[row.project as usize].min(due)
        };
        let starts = starts(core, schedule);
        let mut late = justify::late_starts_by(core, schedule, &mut self.room, &end);
        for (late, start) in late.iter_mut().zip(&starts) {
            *late = (*late).max(*start);
        }
        Base {
            cost,
            order,
            starts,
            late,
        }
    }

    /// Places a window, in the best of the orders that are tried.
    fn improve(&mut self, sweep: &mut Sweep, begin: usize) {
        let (shop, core, base) = (&mut self.shop, &self.core, &sweep.base);
        let window = &mut sweep.order[begin..sweep.placed];
        let open = window.iter().copied().filter(|job| is_open(core, *job));
        let open: Vec<u32> = open.collect();
        let is_critical = |job: &&u32| base.late[**job as usize] <= base.starts[**job as usize];
        let orders = match open.iter().filter(is_critical).count() {
            0 | 1 => 0,
            _ => ORDERS,
        };
        let mut keys = vec![0; core.jobs.len()];
        let mark = shop.mark();
        shop.fill(core, window);
        let mut least = score(core, &shop.schedule, base, &open);
        let mut is_best = true;
        for _ in 0..orders {
            if shop.schedules + REST > self.budget {
                break;
            }
            for (rank, job) in (0..).zip(window.iter()) {
                keys[*job as usize] = 2 * rank;
            }
            disturb(&mut keys, &open, &mut self.random);
            let order = shop.in_order(core, window.iter().copied(), &keys);
            shop.empty(core, window, mark);
            shop.fill(core, &order);
            let found = score(core, &shop.schedule, base, &open);
            // Sideways too: the next order is then disturbed from elsewhere.
            is_best = found <= least;
            if is_best {
                least = found;
                window.copy_from_slice(&order);
            }
        }
        if !is_best {
            shop.empty(core, window, mark);
            shop.fill(core, window);
        }
    }
}

fn score(core: &Core<'_>, schedule: &Schedule, base: &Base, open: &[u32]) -> Score {
    let mut score = (0, 0, 0);
    for &job in open {
        if !schedule.is_placed(job) {
            score.0 += 1;
            continue;
        }
        let weight = core.weight(core.jobs[job as usize].project);
        let start = i64::from(schedule.dates[job as usize].start);
        score.1 += weight * (start - base.late[job as usize]).max(0);
        score.2 += weight * start;
    }
    score
}

/// A few tasks of the window go elsewhere in it: before another or behind it.
fn disturb(keys: &mut [i64], open: &[u32], random: &mut Random) {
    for _ in 0..1 + random.below(MOVES) {
        let job = open[random.below(open.len())];
        let other = open[random.below(open.len())];
        keys[job as usize] = keys[other as usize] + 2 * random.below(2) as i64 - 1;
    }
}
