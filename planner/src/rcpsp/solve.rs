//! The one way to an answer: search, bound, proof where it is quick, and the checker's consent.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    Instance, InstanceError, bound, check,
    core::Core,
    exact::{Proof, Tree},
    genetic::{Best, Search},
};

/// What may be spent. Counted, not timed: an answer depends on the instance, the seed and this alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Generated schedules (Kolisch and Hartmann 2006 count so).
    pub schedules: u64,
    /// Nodes of the search in windows that follows; 0 looks at none. It pays from some hundred thousand schedules on.
    #[serde(default)]
    pub windows: u64,
    /// Nodes of the proof by branch and bound; 0 tries none.
    pub nodes: u64,
}

impl Budget {
    /// So many schedules, and no proof.
    pub const fn of(schedules: u64) -> Self {
        Self {
            schedules,
            windows: 0,
            nodes: 0,
        }
    }

    /// The same, with so many nodes of search in windows.
    #[must_use]
    pub const fn with_windows(self, windows: u64) -> Self {
        Self { windows, ..self }
    }

    /// The same, with so many nodes of proof.
    #[must_use]
    pub const fn with_proof(self, nodes: u64) -> Self {
        Self { nodes, ..self }
    }
}

/// A schedule, and how near it is to the best.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// In whole units from 0, one a job.
    pub starts: Vec<i32>,
    /// When the last job is finished.
    pub makespan: i32,
    /// No schedule is shorter: equal to the makespan, the answer is proven optimal.
    pub bound: i32,
    /// Schedules that were generated.
    pub schedules: u64,
    /// Nodes of windows and of the proof that were visited.
    pub nodes: u64,
}

impl Answer {
    /// Proven to be the best there is.
    pub const fn is_optimal(&self) -> bool {
        self.makespan == self.bound
    }
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Of the best so far.
    pub makespan: i32,
    /// No schedule is shorter.
    pub bound: i32,
    /// Schedules that were generated.
    pub schedules: u64,
    /// Nodes of windows and of the proof so far.
    pub nodes: u64,
}

/// Equal arguments give equal answers on every machine. `go_on` is asked after every few schedules and nodes and ends
/// the search by answering false; the best so far is then the answer.
pub fn solve(
    instance: &Instance,
    seed: u64,
    budget: Budget,
    go_on: &mut dyn FnMut(Progress) -> bool,
) -> Result<Answer, InstanceError> {
    let mut solving = Solving::new(Cow::Borrowed(instance), seed, budget)?;
    while !solving.step() {
        if !go_on(solving.progress()) {
            break;
        }
    }
    solving.answer()
}

/// A search in steps, for callers who have other things to do in between. How the steps are spread over time changes
/// nothing: when no step is left, the answer is that of [`solve`].
///
/// ```
/// use std::borrow::Cow;
/// use planner::rcpsp::{Instance, solve::{Budget, Solving, solve}};
///
/// let instance = Instance {
///     durations: vec![3, 3],
///     links: vec![],
///     capacity: vec![1],
///     demand: vec![vec![1], vec![1]],
/// };
/// let mut solving = Solving::new(Cow::Borrowed(&instance), 1, Budget::of(100))?;
/// while !solving.step() {
///     // Here a page answers its user, who may have seen enough.
/// }
/// assert_eq!(solving.answer(), solve(&instance, 1, Budget::of(100), &mut |_| true));
/// # Ok::<(), planner::rcpsp::InstanceError>(())
/// ```
pub struct Solving<'a> {
    instance: Cow<'a, Instance>,
    search: Search<'a>,
    proof: Option<Tree<'a>>,
    bound: i32,
    budget: Budget,
}

/// Nodes a step: about a millisecond.
pub(super) const NODES: u64 = 500;

impl<'a> Solving<'a> {
    /// A search at its beginning.
    pub fn new(
        instance: Cow<'a, Instance>,
        seed: u64,
        budget: Budget,
    ) -> Result<Self, InstanceError> {
        let core = Core::new(&instance)?;
        let bound = bound::of(&core, &instance);
        // One schedule at least: an answer is a schedule.
        let schedules = budget.schedules.max(1);
        Ok(Self {
            search: Search::new(
                Cow::Owned(core),
                seed,
                0,
                bound,
                Budget {
                    schedules,
                    ..budget
                },
            ),
            proof: None,
            instance,
            bound,
            budget: Budget {
                schedules,
                ..budget
            },
        })
    }

    /// True when nothing is left to do. Each step takes about a millisecond.
    pub fn step(&mut self) -> bool {
        if self.search.goes_on() {
            self.search.run(self.budget.schedules, &mut |_, _| false);
            return !self.search.goes_on() && !self.search.repairs() && !self.proves();
        }
        if self.search.repairs() {
            self.search.repair(self.search.nodes() + NODES);
            return !self.search.repairs() && !self.proves();
        }
        if !self.proves() {
            return true;
        }
        let (core, instance) = (&self.search.core, &self.instance);
        let proof = self.proof.get_or_insert_with(|| {
            let makespan = self.search.best().makespan;
            Tree::new(
                core.clone(),
                instance.clone(),
                makespan,
                self.bound,
                self.budget.nodes,
            )
        });
        proof.run(NODES)
    }

    /// True when there is something to prove and the means to try.
    fn proves(&self) -> bool {
        self.budget.nodes > 0 && self.search.best().makespan > self.bound
    }

    /// How far it has come; a makespan of `i32::MAX` before the first step.
    pub fn progress(&self) -> Progress {
        let found = self.search.best().makespan;
        Progress {
            makespan: self.proof.as_ref().map_or(found, Tree::makespan),
            bound: self.bound,
            schedules: self.search.schedules(),
            nodes: self.search.nodes() + self.proof.as_ref().map_or(0, Tree::nodes),
        }
    }

    /// The best so far, accepted by the checker.
    pub fn answer(mut self) -> Result<Answer, InstanceError> {
        if self.search.schedules() == 0 {
            self.step();
        }
        let found = Found {
            best: self.search.best().clone(),
            bound: self.bound,
            schedules: self.search.schedules(),
            nodes: self.search.nodes(),
        };
        found.accepted(&self.instance, self.proof.map(Tree::proof))
    }
}

/// What a search ended with.
pub(super) struct Found {
    pub best: Best,
    pub bound: i32,
    pub schedules: u64,
    pub nodes: u64,
}

impl Found {
    /// With what a proof found, and accepted by the checker.
    pub(super) fn accepted(
        self,
        instance: &Instance,
        proof: Option<Proof>,
    ) -> Result<Answer, InstanceError> {
        let Self {
            mut best,
            mut bound,
            schedules,
            mut nodes,
        } = self;
        if let Some(proof) = proof {
            nodes += proof.nodes;
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
            schedules,
            nodes,
        })
    }
}
