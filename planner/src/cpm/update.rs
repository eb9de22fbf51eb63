//! Edits: only what depends on the changed task is computed again.

use super::{Float, Network};
use crate::{
    calendar::{FIRST, LAST},
    plan::{PlanError, Task},
};

impl Network {
    /// Both passes again over the whole plan.
    pub fn recompute_all(&mut self) -> Result<(), PlanError> {
        self.forward_all()?;
        self.backward_all()
    }

    /// Replaces one task. On an error the network is as it was.
    ///
    /// Forward from the task in topological order for as long as dates change, then backward from it and from every
    /// task whose dates moved. When the last finish moves, all late dates do, and the whole backward pass runs.
    pub fn edit(&mut self, task: u32, row: Task) -> Result<(), PlanError> {
        if task as usize >= self.plan.tasks.len() {
            return Err(PlanError::BeyondCalendar { task });
        }
        if !row.dates().all(|at| (FIRST..=LAST).contains(&at)) {
            return Err(PlanError::BeyondCalendar { task });
        }
        if row.calendar as usize >= self.plan.calendars.len() {
            return Err(PlanError::UnknownCalendar { task });
        }
        if row.duration < 0 {
            return Err(PlanError::NegativeDuration { task });
        }
        let before = std::mem::replace(&mut self.plan.tasks[task as usize], row);
        let again = self.recompute(task);
        if again.is_err() {
            self.plan.tasks[task as usize] = before;
            // What was right before is right again.
            self.forward_all()?;
            self.backward_all()?;
        }
        again
    }

    fn recompute(&mut self, task: u32) -> Result<(), PlanError> {
        let tasks = self.graph.tasks();
        let mut todo = Todo::new(tasks);
        let mut touched = vec![task];
        // Per cent lag and lag in this task's calendar depend on its row, not only on its dates.
        todo.add(self.place[task as usize]);
        self.add_successors(task, &mut todo);
        while let Some(at) = todo.first() {
            let next = self.graph.order()[at as usize];
            if self.forward(next)? {
                touched.push(next);
                self.add_successors(next, &mut todo);
            }
        }
        let finish = self.last_finish();
        if finish != self.finish || (0..tasks as u32).any(|t| self.wants_late(t)) {
            self.finish = finish;
            return self.backward_all();
        }
        let mut todo = Todo::new(tasks);
        todo.add(self.place[task as usize]);
        self.add_predecessors(task, &mut todo);
        while let Some(at) = todo.last() {
            let next = self.graph.order()[at as usize];
            if self.backward(next)? {
                touched.push(next);
                self.add_predecessors(next, &mut todo);
            }
        }
        // Free float looks at successors' early dates.
        let mut stale: Vec<u32> = touched.clone();
        for task in touched {
            let incoming = self.graph.incoming(task).iter();
            stale.extend(incoming.map(|link| self.plan.links[*link as usize].from));
        }
        for task in stale {
            self.dates[task as usize] = self.early[task as usize];
            let float: Float = self.floats(task);
            self.float[task as usize] = float;
        }
        Ok(())
    }

    fn add_successors(&self, task: u32, todo: &mut Todo) {
        for &link in self.graph.outgoing(task) {
            todo.add(self.place[self.plan.links[link as usize].to as usize]);
        }
    }

    fn add_predecessors(&self, task: u32, todo: &mut Todo) {
        for &link in self.graph.incoming(task) {
            todo.add(self.place[self.plan.links[link as usize].from as usize]);
        }
    }
}

/// Places of the order that are to be visited: a bit each, found by whole words.
struct Todo {
    words: Vec<u64>,
    low: usize,
    high: usize,
}

impl Todo {
    fn new(places: usize) -> Self {
        let words = vec![0; places / 64 + 1];
        Self {
            low: words.len(),
            high: 0,
            words,
        }
    }

    fn add(&mut self, place: u32) {
        let word = place as usize / 64;
        self.words[word] |= 1 << (place % 64);
        self.low = self.low.min(word);
        self.high = self.high.max(word);
    }

    fn first(&mut self) -> Option<u32> {
        while let Some(word) = self.words.get_mut(self.low) {
            if *word != 0 {
                let bit = word.trailing_zeros();
                *word &= *word - 1;
                return Some(self.low as u32 * 64 + bit);
            }
            self.low += 1;
        }
        None
    }

    fn last(&mut self) -> Option<u32> {
        loop {
            let word = &mut self.words[self.high];
            if *word != 0 {
                let bit = 63 - word.leading_zeros();
                *word &= !(1 << bit);
                return Some(self.high as u32 * 64 + bit);
            }
            self.high = self.high.checked_sub(1)?;
        }
    }
}
