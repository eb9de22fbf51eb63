//! Tasks of any effort: a good spread quickly, then proof or the end of the budget.

mod better;
mod tree;

use std::cmp::{Ordering, Reverse};

use super::{
    Found, Load, Team,
    load::{compare_water, falling},
};

/// Above as many tasks no proof is tried: it would not end, and its path would be as long.
const MOST_PROVEN: usize = 500;

pub(super) fn spread(team: &Team, nodes: u64) -> Found {
    let mut order: Vec<u32> = (0..team.tasks.len() as u32).collect();
    // Large tasks first, those few may do before others; equal ones together.
    order.sort_by(|one, other| {
        let key = |task: u32| {
            let work = &team.tasks[task as usize];
            (Reverse(work.effort), work.people.len(), &work.people, task)
        };
        key(*one).cmp(&key(*other))
    });
    let mut state = State::new(team);
    for &task in &order {
        let room = team.tasks[task as usize].people.iter().copied();
        let least = room.filter(|who| state.room(task, *who)).min_by_key(|who| {
            (
                state.load_with(*who, i64::from(team.tasks[task as usize].effort)),
                *who,
            )
        });
        if let Some(who) = least {
            state.put(task, who);
        }
    }
    better::improve(&mut state, nodes);
    let (optimal, spent) = if order.len() <= MOST_PROVEN {
        tree::prove(&mut state, &order, nodes)
    } else {
        (false, 0)
    };
    Found {
        person: state.person,
        optimal,
        nodes: spent,
    }
}

/// Who has what.
#[derive(Clone)]
struct State<'a> {
    team: &'a Team,
    person: Vec<Option<u32>>,
    work: Vec<i64>,
    count: Vec<u32>,
    left: usize,
}

impl<'a> State<'a> {
    fn new(team: &'a Team) -> Self {
        Self {
            team,
            person: vec![None; team.tasks.len()],
            work: team.people.iter().map(|who| who.committed.into()).collect(),
            count: vec![0; team.people.len()],
            left: team.tasks.len(),
        }
    }

    fn effort(&self, task: u32) -> i64 {
        self.team.tasks[task as usize].effort.into()
    }

    fn may(&self, task: u32, who: u32) -> bool {
        self.team.tasks[task as usize]
            .people
            .binary_search(&who)
            .is_ok()
    }

    /// True when a person can take the task beside what they have.
    fn room(&self, task: u32, who: u32) -> bool {
        let most = self.team.people[who as usize].most_tasks;
        most.is_none_or(|most| self.count[who as usize] < most)
            && self.holds(who, self.effort(task))
    }

    /// True when their work can change by as much.
    fn holds(&self, who: u32, change: i64) -> bool {
        let capacity = i64::from(self.team.people[who as usize].capacity);
        capacity > 0 && self.work[who as usize] + change <= capacity
    }

    fn load_with(&self, who: u32, change: i64) -> Load {
        let capacity = i64::from(self.team.people[who as usize].capacity);
        Load::new(self.work[who as usize] + change, capacity.max(1))
    }

    fn put(&mut self, task: u32, who: u32) {
        self.person[task as usize] = Some(who);
        self.work[who as usize] += self.effort(task);
        self.count[who as usize] += 1;
        self.left -= 1;
    }

    fn take(&mut self, task: u32) {
        if let Some(who) = self.person[task as usize].take() {
            self.work[who as usize] -= self.effort(task);
            self.count[who as usize] -= 1;
            self.left += 1;
        }
    }

    /// From the highest, of those with capacity.
    fn loads(&self) -> Vec<Load> {
        let working =
            (0..self.work.len() as u32).filter(|who| self.team.people[*who as usize].capacity > 0);
        falling(working.map(|who| self.load_with(who, 0)).collect())
    }
}
