//! What `cargo xtask bench planner` runs: one line of JSON an instance, or a measure. It knows instances, seeds and
//! budgets; what is known to be best is compared elsewhere, after all runs have ended.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use planner::{
    calendar::{Calendar, Interval},
    cpm::Network,
    links::{Lag, Link, LinkKind},
    plan::{LagCalendar, Plan, Task},
    rcpsp::{
        check, psplib,
        random::Random,
        solve::{Budget, solve},
    },
};

mod measure {
    pub mod level;
}

type Done<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Done {
    let arguments: Vec<String> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |word: &str| word.parse::<u64>();
    match words.as_slice() {
        ["psplib", folder, schedules, nodes, seed, every] => psplib(
            Path::new(folder),
            Budget::of(number(schedules)?).with_proof(number(nodes)?),
            number(seed)?,
            number(every)? as usize,
        ),
        [] | ["cpm"] => cpm(),
        ["level"] => measure::level::run(),
        _ => Err("psplib FOLDER SCHEDULES NODES SEED EVERY, cpm, or level".into()),
    }
}

/// Every n-th `.sm` file of a folder, by name.
fn psplib(folder: &Path, budget: Budget, seed: u64, every: usize) -> Done {
    let files = fs::read_dir(folder)?;
    let mut files: Vec<PathBuf> = files.map(|file| Ok(file?.path())).collect::<Done<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "sm"));
    files.sort();
    for file in files.iter().step_by(every) {
        let text = fs::read_to_string(file)?;
        let instance = psplib::parse(&text)?;
        let begin = Instant::now();
        let answer = solve(&instance, seed, budget, &mut |_| true)?;
        let seconds = begin.elapsed().as_secs_f64();
        let accepted = check::check(&instance, &answer.starts, answer.makespan).is_ok();
        println!(
            "{{\"instance\":{:?},\"seed\":{seed},\"makespan\":{},\"bound\":{},\"schedules\":{},\"nodes\":{},\"accepted\":{accepted},\"seconds\":{seconds:.6}}}",
            file.file_stem().unwrap_or_default().to_string_lossy(),
            answer.makespan,
            answer.bound,
            answer.schedules,
            answer.nodes,
        );
    }
    Ok(())
}

/// 10,000 tasks, 15,000 links, ten years of working days with a lunch break, three calendars.
fn cpm() -> Done {
    let mut random = Random::new(1, 0);
    let calendar = |shift: i32| {
        let days = (-700..5000i32).filter(|day| day.rem_euclid(7) < 5);
        let hours = days.flat_map(|day| {
            let at = day * 1440 + shift;
            [
                Interval::new(at + 540, at + 720),
                Interval::new(at + 780, at + 1080),
            ]
        });
        Calendar::of_union(hours.collect())
    };
    let tasks: Vec<Task> = (0..10_000)
        .map(|_| Task {
            calendar: random.below(3) as u32,
            ..Task::of(60 * (1 + random.below(80) as i32))
        })
        .collect();
    let links: Vec<Link> = (0..15_000)
        .map(|_| {
            let to = 1 + random.below(9_999);
            let from = to - 1 - random.below(to.min(200));
            let kind = match random.below(8) {
                0 => LinkKind::StartToStart,
                1 => LinkKind::FinishToFinish,
                _ => LinkKind::FinishToStart,
            };
            let lag = if random.below(4) == 0 {
                Lag::Working(480)
            } else {
                Lag::NONE
            };
            Link {
                from: from as u32,
                to: to as u32,
                kind,
                lag,
            }
        })
        .collect();
    let plan = Plan {
        start: 540,
        finish: None,
        calendars: vec![calendar(0), calendar(60), calendar(-120)],
        lag_calendar: LagCalendar::Successor,
        tasks,
        links,
    };
    let mut full: Vec<f64> = Vec::new();
    let mut network = Network::new(plan.clone())?;
    for _ in 0..30 {
        let begin = Instant::now();
        network.recompute_all()?;
        full.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    let mut edits: Vec<f64> = Vec::new();
    for _ in 0..200 {
        let task = random.below(10_000) as u32;
        let mut row = network.plan().tasks[task as usize];
        row.duration = 60 * (1 + random.below(80) as i32);
        let begin = Instant::now();
        network.edit(task, row)?;
        edits.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    let begin = Instant::now();
    let same = Network::new(network.plan().clone())? == network;
    let build = begin.elapsed().as_secs_f64() * 1e3;
    for sorted in [&mut full, &mut edits] {
        sorted.sort_by(f64::total_cmp);
    }
    println!(
        "{{\"measure\":\"cpm\",\"tasks\":10000,\"links\":15000,\"full_ms_median\":{:.3},\"full_ms_worst\":{:.3},\"edit_ms_median\":{:.3},\"edit_ms_p90\":{:.3},\"edit_ms_worst\":{:.3},\"build_and_compare_ms\":{build:.3},\"incremental_equals_full\":{same}}}",
        full[15], full[29], edits[100], edits[180], edits[199]
    );
    Ok(())
}
