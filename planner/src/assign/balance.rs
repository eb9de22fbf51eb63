//! Who does what, so that the fullest has as little as possible, then the second fullest, and so on.
//!
//! The order is **leximin** (of loads: the lexicographically smallest vector sorted from the highest): no spread that
//! takes something from the fullest is passed over because a mean or an index liked another one. Fewest tasks left
//! over comes first; who may do what is a hard limit, and so are a person's capacity and number of tasks.
//!
//! ```
//! use planner::assign::balance::{Member, Team, Work, balance};
//!
//! let team = Team {
//!     people: vec![Member::of(2400), Member::of(2400)],
//!     tasks: vec![Work::of(300, vec![0, 1]), Work::of(200, vec![0, 1]), Work::of(100, vec![0, 1])],
//! };
//! let spread = balance(&team, 1_000)?;
//! assert_eq!(spread.minutes, [300, 300]);
//! assert!(spread.optimal);
//! # Ok::<(), planner::assign::balance::TeamError>(())
//! ```
//!
//! A load is work over capacity: half-time people are full with half the work. Loads are compared as fractions, exactly.
//!
//! - **Equal tasks** (all of one effort): with cost `W^rank(load)` for a person's k-th task and `W` large, a
//!   minimum-cost flow is a leximin spread, because that cost is convex in k. Costs are never computed: successive
//!   shortest paths need only their order. This is the optimal semi-matching (Harvey, Ladner, Lovász and Tamir 2006)
//!   with capacities, a start load and loads that are fractions; decreasing minimisation on an M-convex set (Frank and
//!   Murota 2022). Always optimal.
//! - **Other tasks**: already two equal people are the partition problem, so no fast exact way is known. Largest task
//!   first to the least loaded (Graham 1969), improved by moves and exchanges, then depth-first branch and bound within
//!   the budget of nodes. A branch is closed when its loads, filled up with the rest like water, are not smaller than
//!   the best. When the budget ends first, [`Spread::bound`] says how low the highest load could be at all: the
//!   fractional optimum with everybody's limits, by maximum flow and Newton's method (Dinkelbach 1967).

mod bound;
mod equal;
mod load;
mod search;

use serde::{Deserialize, Serialize};

use super::fairness::{gini, jain};
pub use load::Load;

/// Somebody who takes tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Working minutes of the period less absences. Nobody is given more; 0 takes nothing.
    pub capacity: i32,
    /// Of them already promised.
    #[serde(default)]
    pub committed: i32,
    /// How many of these tasks at most.
    #[serde(default)]
    pub most_tasks: Option<u32>,
}

impl Member {
    /// Nothing promised yet, and any number of tasks.
    pub const fn of(capacity: i32) -> Self {
        Self {
            capacity,
            committed: 0,
            most_tasks: None,
        }
    }
}

/// A task to be given to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Minutes.
    pub effort: i32,
    /// Those who may do it: skills, exclusions and conflicts are settled (see [`rank`](mod@super::rank)).
    pub people: Vec<u32>,
}

impl Work {
    /// So many minutes, and who may do them.
    pub const fn of(effort: i32, people: Vec<u32>) -> Self {
        Self { effort, people }
    }
}

/// Who does the work, and the work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Positions are their names.
    pub people: Vec<Member>,
    /// Each to be given to one person.
    pub tasks: Vec<Work>,
}

/// A proposal for everybody.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// Who does each task; `None` when nobody has room for it beside the others.
    pub person: Vec<Option<u32>>,
    /// Why each task without a person has none, by task.
    pub left: Vec<Left>,
    /// Committed and given minutes of each person.
    pub minutes: Vec<i64>,
    /// The highest load; `None` when nobody has any capacity.
    pub highest: Option<Load>,
    /// No spread of all tasks has a lower highest load.
    pub bound: Option<Load>,
    /// Proven: no spread leaves fewer tasks, and none of those is smaller in the order above.
    pub optimal: bool,
    /// Minutes between the fullest and the emptiest person ("eleven hours apart"), of those with capacity.
    pub apart: i64,
    /// Of loads over capacity, of those with capacity: see [`fairness`](super::fairness).
    pub jain: f64,
    /// Gini's coefficient of the same loads: 0 when all are equal.
    pub gini: f64,
    /// Of the search, spent.
    pub nodes: u64,
}

/// A task nobody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// A position in the tasks.
    pub task: u32,
    /// Why nobody does it.
    pub because: Because,
}

/// Why nobody does a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// It lists nobody.
    NobodyMay,
    /// More than each who may do it has free, before any of these tasks is given.
    TooLong,
    /// There would have been room; the room went to other tasks.
    OthersTookTheRoom,
}

/// Why a team cannot be balanced. Numbers are positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamError {
    /// Negative minutes.
    Member {
        /// A position in the people.
        person: u32,
    },
    /// Negative minutes.
    Effort {
        /// A position in the tasks.
        task: u32,
    },
    /// The task lists somebody who is not there.
    UnknownPerson {
        /// A position in the tasks.
        task: u32,
    },
    /// More than [`MOST_PAIRS`] pairs of a task and somebody who may do it, or as many tasks or people.
    TooMany,
}

/// Pairs of a task and a person.
pub const MOST_PAIRS: usize = 2_000_000;

impl std::fmt::Display for TeamError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Member { person } => write!(f, "person {person} has negative minutes"),
            Self::Effort { task } => write!(f, "task {task} has a negative effort"),
            Self::UnknownPerson { task } => {
                write!(f, "task {task} names a person who is not there")
            }
            Self::TooMany => write!(f, "more than {MOST_PAIRS} pairs of task and person"),
        }
    }
}

impl std::error::Error for TeamError {}

/// The leximin spread, or within `nodes` of search the best found. Equal input gives equal output.
pub fn balance(team: &Team, nodes: u64) -> Result<Spread, TeamError> {
    refuse(team)?;
    let team = &tidy(team);
    let same = team
        .tasks
        .windows(2)
        .all(|two| two[0].effort == two[1].effort);
    let found = if same {
        equal::spread(team)
    } else {
        search::spread(team, nodes)
    };
    Ok(spread(team, found))
}

/// What a method found.
struct Found {
    person: Vec<Option<u32>>,
    optimal: bool,
    nodes: u64,
}

fn spread(team: &Team, found: Found) -> Spread {
    let mut minutes: Vec<i64> = team.people.iter().map(|who| who.committed.into()).collect();
    for (work, person) in team.tasks.iter().zip(&found.person) {
        if let Some(person) = person {
            minutes[*person as usize] += i64::from(work.effort);
        }
    }
    let working = || (0..team.people.len()).filter(|who| team.people[*who].capacity > 0);
    let load = |who: usize| Load::new(minutes[who], team.people[who].capacity.into());
    let highest = working().map(load).max();
    let part = |who: usize| minutes[who] as f64 / f64::from(team.people[who].capacity);
    let loads: Vec<f64> = working().map(part).collect();
    let most = working().map(|who| minutes[who]).max().unwrap_or(0);
    let least = working().map(|who| minutes[who]).min().unwrap_or(0);
    let left = (0u32..)
        .zip(&found.person)
        .filter(|(_, person)| person.is_none());
    let left: Vec<Left> = left
        .map(|(task, _)| Left {
            task,
            because: because(team, task),
        })
        .collect();
    let bound = if found.optimal && left.is_empty() {
        highest
    } else {
        bound::highest(team)
    };
    Spread {
        left,
        highest,
        bound,
        optimal: found.optimal,
        apart: most - least,
        jain: jain(&loads),
        gini: gini(&loads),
        nodes: found.nodes,
        person: found.person,
        minutes,
    }
}

fn because(team: &Team, task: u32) -> Because {
    let work = &team.tasks[task as usize];
    let room = |who: &u32| {
        let who = &team.people[*who as usize];
        who.most_tasks != Some(0)
            && who.capacity > 0
            && i64::from(who.committed) + i64::from(work.effort) <= who.capacity.into()
    };
    match work.people.iter().any(room) {
        true => Because::OthersTookTheRoom,
        false if work.people.is_empty() => Because::NobodyMay,
        false => Because::TooLong,
    }
}

fn refuse(team: &Team) -> Result<(), TeamError> {
    let negative = |who: &Member| who.capacity < 0 || who.committed < 0;
    if let Some((person, _)) = (0u32..).zip(&team.people).find(|(_, who)| negative(who)) {
        return Err(TeamError::Member { person });
    }
    let mut pairs = team.people.len();
    for (task, work) in (0u32..).zip(&team.tasks) {
        if work.effort < 0 {
            return Err(TeamError::Effort { task });
        }
        if work
            .people
            .iter()
            .any(|who| *who as usize >= team.people.len())
        {
            return Err(TeamError::UnknownPerson { task });
        }
        pairs += 1 + work.people.len();
    }
    if pairs > MOST_PAIRS {
        return Err(TeamError::TooMany);
    }
    Ok(())
}

/// Each who may, once, in order.
fn tidy(team: &Team) -> Team {
    let mut team = team.clone();
    for work in &mut team.tasks {
        work.people.sort_unstable();
        work.people.dedup();
    }
    team
}

#[cfg(test)]
mod tests;
