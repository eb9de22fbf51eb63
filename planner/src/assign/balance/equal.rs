//! Tasks of one effort: an exact leximin spread by successive shortest paths.
//!
//! The person whose next task costs least takes one: directly, or over others who pass tasks on in exchange for ones
//! that nobody has yet. When no such path exists for a person, none ever will (Berge), so the person is closed.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{Found, Load, Team};

pub(super) fn spread(team: &Team) -> Found {
    let mut flow = Flow::new(team);
    let mut queue: BinaryHeap<Reverse<Next>> = (0..team.people.len() as u32)
        .filter_map(|who| flow.next(who))
        .map(Reverse)
        .collect();
    while let Some(Reverse(next)) = queue.pop() {
        if flow.untaken > 0 && flow.give(next.who) {
            queue.extend(flow.next(next.who).map(Reverse));
        }
    }
    Found {
        person: flow.person,
        optimal: true,
        nodes: flow.steps,
    }
}

/// What a person's next task would cost: the load it makes; of equal ones less when the load before was higher, because
/// that one goes.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Next {
    after: Load,
    before: Reverse<Load>,
    who: u32,
}

struct Flow<'a> {
    team: &'a Team,
    effort: i64,
    /// Tasks each may do.
    may: Vec<Vec<u32>>,
    /// Where in `may` the first task could be that nobody has: tasks once given are only passed on.
    first: Vec<usize>,
    person: Vec<Option<u32>>,
    count: Vec<u32>,
    untaken: usize,
    /// In this round's search: the task a person would give, and to whom.
    gives: Vec<(u32, u32)>,
    /// The round in which a person was last visited.
    visited: Vec<u32>,
    round: u32,
    steps: u64,
}

impl<'a> Flow<'a> {
    fn new(team: &'a Team) -> Self {
        let mut may = vec![Vec::new(); team.people.len()];
        for (task, work) in (0u32..).zip(&team.tasks) {
            for who in &work.people {
                may[*who as usize].push(task);
            }
        }
        Self {
            team,
            effort: team.tasks.first().map_or(0, |work| work.effort.into()),
            first: vec![0; may.len()],
            gives: vec![(0, 0); may.len()],
            visited: vec![0; may.len()],
            count: vec![0; may.len()],
            may,
            person: vec![None; team.tasks.len()],
            untaken: team.tasks.len(),
            round: 0,
            steps: 0,
        }
    }

    fn next(&self, who: u32) -> Option<Next> {
        let member = &self.team.people[who as usize];
        let count = self.count[who as usize];
        let before = i64::from(member.committed) + i64::from(count) * self.effort;
        let after = before + self.effort;
        let capacity = i64::from(member.capacity);
        let room = capacity > 0 && after <= capacity;
        (room && member.most_tasks.is_none_or(|most| count < most)).then_some(Next {
            after: Load::new(after, capacity),
            before: Reverse(Load::new(before, capacity)),
            who,
        })
    }

    /// One task more for a person, found backwards by breadth: a task nobody has, or one of somebody who finds another.
    fn give(&mut self, who: u32) -> bool {
        self.round += 1;
        self.visited[who as usize] = self.round;
        let mut queue = vec![who];
        let mut at = 0;
        while let Some(&taker) = queue.get(at) {
            at += 1;
            if let Some(task) = self.nobodys(taker) {
                self.pass(task, taker, who);
                return true;
            }
            for place in 0..self.may[taker as usize].len() {
                let task = self.may[taker as usize][place];
                self.steps += 1;
                if let Some(holder) = self.person[task as usize]
                    && self.visited[holder as usize] != self.round
                {
                    self.visited[holder as usize] = self.round;
                    self.gives[holder as usize] = (task, taker);
                    queue.push(holder);
                }
            }
        }
        false
    }

    /// The task goes to the end of the path, and along it everybody gives one to the one before.
    fn pass(&mut self, task: u32, taker: u32, who: u32) {
        self.person[task as usize] = Some(taker);
        let mut giver = taker;
        while giver != who {
            let (task, taker) = self.gives[giver as usize];
            self.person[task as usize] = Some(taker);
            giver = taker;
        }
        self.count[who as usize] += 1;
        self.untaken -= 1;
    }

    /// The first task a person may do that nobody has.
    fn nobodys(&mut self, who: u32) -> Option<u32> {
        let (may, first) = (&self.may[who as usize], &mut self.first[who as usize]);
        while let Some(task) = may.get(*first) {
            self.steps += 1;
            if self.person[*task as usize].is_none() {
                return Some(*task);
            }
            *first += 1;
        }
        None
    }
}
