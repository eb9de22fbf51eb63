//! The one way to an answer: search, bound, proof where it is quick, and the checker's consent.

use serde::{Deserialize, Serialize};

use super::{
    Instance, InstanceError, bound, check, core::Core, exact, genetic::Best, genetic::Search,
};

/// What may be spent. Counted, not timed: an answer depends on the instance, the seed and this alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Generated schedules (Kolisch and Hartmann 2006 count so).
    pub schedules: u64,
    /// Nodes of the proof by branch and bound; 0 tries none.
    pub nodes: u64,
}

impl Budget {
    pub const fn of(schedules: u64) -> Self {
        Self {
            schedules,
            nodes: 0,
        }
    }

    #[must_use]
    pub const fn with_proof(self, nodes: u64) -> Self {
        Self { nodes, ..self }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub starts: Vec<i32>,
    pub makespan: i32,
    /// No schedule is shorter: equal to the makespan, the answer is proven optimal.
    pub bound: i32,
    pub schedules: u64,
    pub nodes: u64,
}

impl Answer {
    pub const fn is_optimal(&self) -> bool {
        self.makespan == self.bound
    }
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub makespan: i32,
    pub bound: i32,
    pub schedules: u64,
}

/// Equal arguments give equal answers on every machine. `go_on` is asked after each generation and ends the search by
/// answering false; the best so far is then the answer.
pub fn solve(
    instance: &Instance,
    seed: u64,
    budget: Budget,
    go_on: &mut dyn FnMut(Progress) -> bool,
) -> Result<Answer, InstanceError> {
    let core = Core::new(instance)?;
    let bound = bound::of(&core, instance);
    // One schedule at least: an answer is a schedule.
    let schedules = budget.schedules.max(1);
    let mut search = Search::new(&core, seed, 0, bound, schedules);
    let mut cancelled = false;
    search.run(schedules, &mut |best, schedules| {
        cancelled = !go_on(Progress {
            makespan: best.makespan,
            bound,
            schedules,
        });
        !cancelled
    });
    let found = Found {
        best: search.best().clone(),
        bound,
        schedules: search.schedules(),
        nodes: if cancelled { 0 } else { budget.nodes },
    };
    found.proven(&core, instance)
}

/// What a search ended with, and what the proof may spend on it.
pub(super) struct Found {
    pub best: Best,
    pub bound: i32,
    pub schedules: u64,
    pub nodes: u64,
}

impl Found {
    /// Proven or improved where that is quick, and accepted by the checker.
    pub(super) fn proven(self, core: &Core, instance: &Instance) -> Result<Answer, InstanceError> {
        let Self {
            mut best,
            mut bound,
            ..
        } = self;
        let mut nodes = 0;
        if best.makespan > bound && self.nodes > 0 {
            let proof = exact::improve(core, instance, best.makespan, bound, self.nodes);
            nodes = proof.nodes;
            if let Some(starts) = proof.starts {
                best.makespan = proof.makespan;
                best.starts = starts;
            }
            bound = bound.max(proof.bound);
        }
        check::check(instance, &best.starts, best.makespan).map_err(InstanceError::Rejected)?;
        Ok(Answer {
            starts: best.starts,
            makespan: best.makespan,
            bound,
            schedules: self.schedules,
            nodes,
        })
    }
}
