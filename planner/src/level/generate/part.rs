//! A schedule made part by part: what was placed stays, and the next part is tried in one order after the other.

use super::{State, Workshop};
use crate::level::core::{Core, Shape};

/// How much of a schedule was written, to come back to.
#[derive(Clone, Copy)]
pub(in crate::level) struct Mark {
    bookings: usize,
    stretches: usize,
}

impl Workshop {
    /// Nothing placed but what has its dates from people.
    pub fn begin_parts(&mut self, core: &Core<'_>) {
        self.begin(core);
        self.place_given(core);
    }

    pub fn mark(&self) -> Mark {
        Mark {
            bookings: self.schedule.bookings.len(),
            stretches: self.schedule.stretches.len(),
        }
    }

    /// Places these jobs in this order. Whatever they wait for comes before them or is placed.
    pub fn fill(&mut self, core: &Core<'_>, part: &[u32]) {
        // As many placements as there are jobs are a schedule.
        self.placements += part.len();
        self.schedules += (self.placements / core.jobs.len()) as u64;
        self.placements %= core.jobs.len();
        for &job in part {
            self.take(core, job);
        }
    }

    /// Takes away again what was placed since the mark.
    pub fn empty(&mut self, core: &Core<'_>, part: &[u32], mark: Mark) {
        for &job in part {
            if matches!(core.jobs[job as usize].shape, Shape::Given(_) | Shape::Must) {
                continue;
            }
            if self.schedule.is_placed(job) {
                self.rebook(core, job, -1);
            }
            self.schedule.state[job as usize] = State::Waiting;
        }
        self.schedule.bookings.truncate(mark.bookings);
        self.schedule.stretches.truncate(mark.stretches);
    }
}
