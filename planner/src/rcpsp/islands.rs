//! Islands: four populations that live apart and send each other their best now and then (Cohoon and others 1987).
//!
//! How many islands there are and when members travel depends on the budget alone, so any number of threads gives the
//! same answer, and so does a browser, where one thread visits the islands in turn.

use std::{borrow::Cow, sync::Mutex, thread};

use super::{
    Instance, InstanceError, bound,
    core::Core,
    exact::Tree,
    genetic::Search,
    solve::{Answer, Budget, Found, NODES, Progress},
};

/// How many there are.
pub const ISLANDS: usize = 4;
/// Members travel so many times less one.
const EPOCHS: u64 = 50;

/// As [`solve`](super::solve::solve), the budget shared among the islands, on up to `threads` threads. `go_on` is asked
/// fifty times in each stage, and during the proof.
pub fn solve(
    instance: &Instance,
    seed: u64,
    budget: Budget,
    threads: usize,
    go_on: &mut dyn FnMut(Progress) -> bool,
) -> Result<Answer, InstanceError> {
    let core = Core::new(instance)?;
    let bound = bound::of(&core, instance);
    let share = Budget {
        schedules: (budget.schedules / ISLANDS as u64).max(1),
        windows: budget.windows / ISLANDS as u64,
        nodes: 0,
    };
    let mut islands: Vec<Search<'_>> = (1..=ISLANDS as u64)
        .map(|stream| Search::new(Cow::Borrowed(&core), seed, stream, bound, share))
        .collect();
    let part = |of: u64, epoch: u64| of / EPOCHS * epoch + of % EPOCHS;
    let mut cancelled = false;
    'search: for stage in [Stage::Breed, Stage::Repair] {
        for epoch in 1..=EPOCHS {
            if !goes_on(&islands, stage) {
                break;
            }
            run_all(&mut islands, threads, &|island| match stage {
                Stage::Breed => island.run(part(share.schedules, epoch), &mut |_, _| true),
                Stage::Repair => island.repair(part(share.windows, epoch)),
            });
            let now = progress(&islands, bound);
            cancelled = !go_on(now);
            if cancelled || now.makespan <= bound {
                break 'search;
            }
            migrate(&mut islands);
        }
    }
    let now = progress(&islands, bound);
    let best = islands
        .iter()
        .map(Search::best)
        .min_by_key(|best| best.makespan)
        .cloned();
    let found = Found {
        best: best.unwrap_or_default(),
        bound,
        schedules: now.schedules,
        nodes: now.nodes,
    };
    if cancelled || budget.nodes == 0 || now.makespan <= bound {
        return found.accepted(instance, None);
    }
    let whole = (Cow::Borrowed(&core), Cow::Borrowed(instance));
    let mut tree = Tree::new(whole.0, whole.1, now.makespan, bound, budget.nodes);
    while !tree.run(NODES) {
        let now = Progress {
            makespan: tree.makespan(),
            nodes: now.nodes + tree.nodes(),
            ..now
        };
        if !go_on(now) {
            break;
        }
    }
    found.accepted(instance, Some(tree.proof()))
}

fn progress(islands: &[Search<'_>], bound: i32) -> Progress {
    let spans = islands.iter().map(|island| island.best().makespan);
    Progress {
        makespan: spans.min().unwrap_or(0),
        bound,
        schedules: islands.iter().map(Search::schedules).sum(),
        nodes: islands.iter().map(Search::nodes).sum(),
    }
}

/// What the islands are at: first generations, then windows.
#[derive(Clone, Copy)]
enum Stage {
    Breed,
    Repair,
}

fn goes_on(islands: &[Search<'_>], stage: Stage) -> bool {
    islands.iter().any(|island| match stage {
        Stage::Breed => island.goes_on(),
        Stage::Repair => island.repairs(),
    })
}

/// Who takes which island when changes nothing: they do not meet.
fn run_all(islands: &mut [Search<'_>], threads: usize, go: &(dyn Fn(&mut Search<'_>) + Sync)) {
    let threads = if cfg!(target_family = "wasm") {
        1
    } else {
        threads.clamp(1, islands.len().max(1))
    };
    let waiting = Mutex::new(islands.iter_mut());
    let next = || waiting.lock().ok().and_then(|mut islands| islands.next());
    let work = || {
        while let Some(island) = next() {
            go(island);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // A system that has no thread to give leaves the work to this one.
            if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        work();
    });
}

/// The best of each island goes to the next one, in a ring.
fn migrate(islands: &mut [Search<'_>]) {
    let count = islands.len();
    let travellers: Vec<_> = (0..count)
        .map(|to| islands[(to + count - 1) % count].emigrant(islands[to].direction()))
        .collect();
    for (island, traveller) in islands.iter_mut().zip(travellers) {
        if let Some(member) = traveller {
            island.immigrate(island.direction(), member);
        }
    }
}
