//! The last points: large-neighbourhood search over windows of time. Palpant, Artigues and Michelon 2004 free a part of a
//! schedule and solve it anew; here the part is a window and the question is as narrow as it can be.
//!
//! What is finished before the window stays, what starts after it starts one unit earlier, and what is at work in it
//! must find room (`fit`). When it does, the whole schedule is one unit shorter, and justification may make it shorter
//! still.

mod fit;

use self::fit::{Fit, Fits, MOST_JOBS, Window};
use super::{
    core::Direction,
    genetic::{Member, Scheme, Search},
};

/// Fewer jobs leave nothing to arrange.
const FEWEST: usize = 24;
/// A window that has not fitted after so many tries in different orders is left.
const TRIES: usize = 20;
/// Nodes of a try, in jobs of its window.
const NODES: u64 = 3;

/// Memory of the windows of one search.
#[derive(Clone, Debug, Default)]
pub(super) struct Windows {
    window: Window,
    fit: Fit,
    starts: Vec<i32>,
    order: Vec<i32>,
    /// Nodes in all.
    budget: u64,
}

impl Windows {
    pub(super) fn of(budget: u64) -> Self {
        Self {
            budget,
            ..Self::default()
        }
    }
}

impl Search<'_> {
    /// Nodes of windows so far.
    pub(super) fn nodes(&self) -> u64 {
        self.windows.fit.nodes
    }

    /// True when another window could be looked at.
    pub(super) fn repairs(&self) -> bool {
        let better = self.best().makespan > self.target;
        better && self.core.jobs > FEWEST && self.nodes() < self.windows.budget
    }

    /// Windows until so many nodes in all.
    pub(super) fn repair(&mut self, until: u64) {
        while self.repairs() && self.nodes() < until {
            // A window that is no question costs something too, so that there is an end.
            self.windows.fit.nodes += 1;
            let direction = match self.random.below(2) {
                0 => Direction::Forward,
                _ => Direction::Backward,
            };
            let Some(at) = self.good(direction) else {
                continue;
            };
            let member = self.population(direction)[at].clone();
            let Some(keys) = self.shorter(direction, &member) else {
                continue;
            };
            let other = self.child(direction.other(), Scheme::Serial, keys);
            let again = self.child(direction, Scheme::Serial, other.keys.clone());
            self.population(direction)[at] = again;
            self.immigrate(direction.other(), other);
        }
    }

    /// The best of four.
    fn good(&mut self, direction: Direction) -> Option<usize> {
        let size = self.population(direction).len();
        let rivals: Vec<usize> = match size {
            0 => return None,
            _ => (0..4).map(|_| self.random.below(size)).collect(),
        };
        let members = self.population(direction);
        rivals.into_iter().min_by_key(|rival| members[*rival].cost)
    }

    /// When each job finishes in a schedule that is one unit shorter, from some window of this one.
    fn shorter(&mut self, direction: Direction, member: &Member) -> Option<Vec<i32>> {
        let jobs = self.core.jobs;
        let wanted = FEWEST + self.random.below(MOST_JOBS.min(jobs) - FEWEST);
        let begin = member.starts[self.random.below(jobs)];
        let ahead = (0..jobs).filter(|job| member.keys[*job] > begin);
        let mut ahead: Vec<i32> = ahead.map(|job| member.starts[job]).collect();
        ahead.sort_unstable();
        let end = ahead.get(wanted).copied().unwrap_or(member.makespan);
        let mut windows = std::mem::take(&mut self.windows);
        let found = windows.window.open(
            &self.core,
            direction,
            &member.starts,
            begin..end,
            member.makespan,
        ) && self.fits(&mut windows, member, end - begin);
        let keys = found.then(|| {
            let moved = |job: usize| i32::from(member.starts[job] >= end);
            let mut keys: Vec<i32> = (0..jobs).map(|job| member.keys[job] - moved(job)).collect();
            for (job, start) in windows.window.jobs.iter().zip(&windows.starts) {
                keys[*job as usize] = start + self.core.durations[*job as usize];
            }
            keys
        });
        self.windows = windows;
        keys
    }

    /// First in the order that the schedule has, then in others near it.
    fn fits(&mut self, windows: &mut Windows, member: &Member, length: i32) -> bool {
        for go in 0..TRIES {
            if windows.fit.nodes >= windows.budget {
                break;
            }
            let noise = if go == 0 { 0 } else { length.max(4) / 2 };
            windows.order.clear();
            for job in &windows.window.jobs {
                let middle = member.starts[*job as usize] + member.keys[*job as usize];
                let away = self.random.below(noise as usize + 1) as i32;
                windows.order.push(middle + away);
            }
            let most = NODES * windows.window.jobs.len() as u64;
            match windows
                .fit
                .run(&windows.window, &windows.order, most, &mut windows.starts)
            {
                Fits::Yes => return true,
                Fits::No => return false,
                Fits::Unknown => {}
            }
        }
        false
    }
}

#[cfg(test)]
mod tests;
