//! Moves and exchanges that make the higher of two loads lower; every one makes the whole vector smaller, so it ends.

use super::{Load, State};

/// Looks at a move or an exchange cost far less than nodes of the proof.
const LOOKS_A_NODE: u64 = 64;

/// Until nothing helps or the looks are spent.
pub(super) fn improve(state: &mut State<'_>, nodes: u64) {
    let mut looks = nodes.saturating_mul(LOOKS_A_NODE);
    let tasks = state.person.len() as u32;
    let mut again = true;
    while again {
        again = false;
        for task in 0..tasks {
            again |= match state.person[task as usize] {
                None => find_room(state, task, &mut looks),
                Some(_) => relieve(state, task, &mut looks),
            };
            if looks == 0 {
                return;
            }
        }
    }
}

/// Places a task for which somebody has to pass another one on.
fn find_room(state: &mut State<'_>, task: u32, looks: &mut u64) -> bool {
    let people = &state.team.tasks[task as usize].people;
    for &who in people {
        if state.room(task, who) {
            state.put(task, who);
            return true;
        }
        for other in 0..state.person.len() as u32 {
            if state.person[other as usize] != Some(who) {
                continue;
            }
            // Taken away, is there room for both?
            state.take(other);
            if state.room(task, who) {
                for &to in &state.team.tasks[other as usize].people {
                    *looks = looks.saturating_sub(1);
                    if to != who && state.room(other, to) {
                        state.put(other, to);
                        state.put(task, who);
                        return true;
                    }
                }
            }
            state.put(other, who);
            *looks = looks.saturating_sub(1);
            if *looks == 0 {
                return false;
            }
        }
    }
    false
}

/// Gives a task to somebody else, or exchanges it.
fn relieve(state: &mut State<'_>, task: u32, looks: &mut u64) -> bool {
    let Some(from) = state.person[task as usize] else {
        return false;
    };
    let effort = state.effort(task);
    for &to in &state.team.tasks[task as usize].people {
        *looks = looks.saturating_sub(1);
        if to != from && state.room(task, to) && lowers(state, (from, -effort), (to, effort)) {
            state.take(task);
            state.put(task, to);
            return true;
        }
    }
    for other in 0..state.person.len() as u32 {
        *looks = looks.saturating_sub(1);
        if *looks == 0 {
            return false;
        }
        let Some(to) = state.person[other as usize].filter(|to| *to != from) else {
            continue;
        };
        let more = effort - state.effort(other);
        if more != 0
            && state.may(task, to)
            && state.may(other, from)
            && state.holds(to, more)
            && state.holds(from, -more)
            && lowers(state, (from, -more), (to, more))
        {
            state.take(task);
            state.take(other);
            state.put(task, to);
            state.put(other, from);
            return true;
        }
    }
    false
}

/// True when the two loads, from the higher, become lexicographically smaller.
fn lowers(state: &State<'_>, one: (u32, i64), other: (u32, i64)) -> bool {
    let pair = |change: bool| {
        let load = |(who, by): (u32, i64)| state.load_with(who, if change { by } else { 0 });
        let (a, b): (Load, Load) = (load(one), load(other));
        (a.max(b), a.min(b))
    };
    pair(true) < pair(false)
}
