//! Depth-first branch and bound over the tasks in order.
//!
//! Two symmetries are broken: of tasks alike in effort and people the later goes to the same or a later person, and of
//! people alike in everything that is left only the first is tried. Both keep the lexicographically first of the spreads
//! that are alike, so they may be combined.

use std::collections::BTreeMap;

use super::{Load, Ordering, State, compare_water};

/// Improves the state to the optimum. True when there is nothing better; and the nodes seen.
pub(super) fn prove(best: &mut State<'_>, order: &[u32], limit: u64) -> (bool, u64) {
    let mut rest = vec![0; order.len() + 1];
    for at in (0..order.len()).rev() {
        rest[at] = rest[at + 1] + best.effort(order[at]);
    }
    let mut tree = Tree {
        order,
        rest,
        alike: alike(best),
        best_loads: best.loads(),
        best,
        nodes: 0,
        limit,
    };
    let mut state = State::new(tree.best.team);
    let complete = tree.visit(&mut state, 0);
    (complete, tree.nodes)
}

struct Tree<'t, 's> {
    order: &'t [u32],
    /// Effort of the tasks from each place on.
    rest: Vec<i64>,
    /// People with the same number may do the same tasks.
    alike: Vec<u32>,
    best: &'t mut State<'s>,
    best_loads: Vec<Load>,
    nodes: u64,
    limit: u64,
}

impl<'s> Tree<'_, 's> {
    /// False when the limit ended the search below.
    fn visit(&mut self, state: &mut State<'s>, at: usize) -> bool {
        if self.nodes >= self.limit {
            return false;
        }
        self.nodes += 1;
        // Tasks passed over so far are left over for good.
        let left = state.left - (self.order.len() - at);
        if left > self.best.left {
            return true;
        }
        if left == self.best.left {
            // Only what gives everything that is left can be better.
            let worse = compare_water(&state.loads(), self.rest[at], &self.best_loads);
            if worse != Ordering::Less {
                return true;
            }
        }
        let Some(&task) = self.order.get(at) else {
            *self.best = state.clone();
            self.best_loads = state.loads();
            return true;
        };
        let first = self.first(state, at);
        let effort = state.effort(task);
        let mut people: Vec<(Load, u32)> = Vec::new();
        if let Some(first) = first {
            let all = state.team.tasks[task as usize].people.iter();
            let may = all.filter(|who| **who >= first && state.room(task, **who));
            people = may
                .map(|who| (state.load_with(*who, effort), *who))
                .collect();
        }
        people.sort_unstable();
        for place in 0..people.len() {
            let who = people[place].1;
            if people[..place]
                .iter()
                .any(|(_, tried)| self.same(state, *tried, who))
            {
                continue;
            }
            state.put(task, who);
            let complete = self.visit(state, at + 1);
            state.take(task);
            if !complete {
                return false;
            }
        }
        self.visit(state, at + 1)
    }

    /// The first person to try; `None` when a task alike was left over.
    fn first(&self, state: &State<'s>, at: usize) -> Option<u32> {
        let Some(before) = at.checked_sub(1).map(|at| self.order[at]) else {
            return Some(0);
        };
        let tasks = &state.team.tasks;
        if tasks[before as usize] == tasks[self.order[at] as usize] {
            state.person[before as usize]
        } else {
            Some(0)
        }
    }

    fn same(&self, state: &State<'s>, one: u32, other: u32) -> bool {
        let (i, j) = (one as usize, other as usize);
        let (a, b) = (&state.team.people[i], &state.team.people[j]);
        // All that are to come are asked of both or neither, and both can take as many.
        let more = |most: Option<u32>, count: u32| most.map(|most| most.saturating_sub(count));
        self.alike[i] == self.alike[j]
            && a.capacity == b.capacity
            && state.work[i] == state.work[j]
            && more(a.most_tasks, state.count[i]) == more(b.most_tasks, state.count[j])
    }
}

fn alike(state: &State<'_>) -> Vec<u32> {
    let mut may = vec![Vec::new(); state.work.len()];
    for (task, work) in state.team.tasks.iter().enumerate() {
        for who in &work.people {
            may[*who as usize].push(task);
        }
    }
    let mut numbers = BTreeMap::new();
    let number = |tasks| {
        let next = numbers.len() as u32;
        *numbers.entry(tasks).or_insert(next)
    };
    may.into_iter().map(number).collect()
}
