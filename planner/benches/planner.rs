//! What `cargo xtask bench planner` runs: one line of JSON an instance, or a measure. It knows instances, seeds and
//! budgets; what is known to be best is compared elsewhere, after all runs have ended.

mod taskjuggler;

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use planner::{
    ask::Question,
    calendar::{Calendar, Interval},
    cpm::Network,
    links::{Lag, Link, LinkKind},
    plan::{LagCalendar, Plan, Task},
    rcpsp::{
        Instance, InstanceError, check, islands, psplib,
        random::Random,
        solve::{Answer, Budget, solve},
    },
    risk::{Contention, Effect, Estimate, Estimated, Group, Impact, Model, Risk, Simulation},
    study::Study,
};

mod measure {
    pub mod level;
}

type Done<T = ()> = Result<T, Box<dyn Error>>;

const USAGE: &str = "psplib FOLDER SCHEDULES NODES SEED EVERY
islands FOLDER SCHEDULES WINDOWS SECONDS THREADS SEED EVERY
taskjuggler FOLDER SCHEDULES NODES SEED EVERY
level-search TASKS PEOPLE SCHEDULES SEED
cpm, simulate, level
cpm-plan, level-question, simulate-question (for wasm.mjs)";

fn main() -> Done {
    let arguments: Vec<String> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |word: &str| word.parse::<u64>();
    match words.as_slice() {
        ["psplib", folder, schedules, nodes, seed, every] => {
            let budget = Budget::of(number(schedules)?).with_proof(number(nodes)?);
            let seed = number(seed)?;
            psplib(Path::new(folder), seed, number(every)?, &mut |instance| {
                solve(instance, seed, budget, &mut |_| true)
            })
        }
        [
            "islands",
            folder,
            schedules,
            windows,
            seconds,
            threads,
            seed,
            every,
        ] => {
            let budget = Budget::of(number(schedules)?).with_windows(number(windows)?);
            let (seconds, threads) = (number(seconds)?, number(threads)? as usize);
            let seed = number(seed)?;
            psplib(Path::new(folder), seed, number(every)?, &mut |instance| {
                let begin = Instant::now();
                islands::solve(instance, seed, budget, threads, &mut |_| {
                    begin.elapsed().as_secs() < seconds
                })
            })
        }
        [] | ["cpm"] => cpm(),
        ["taskjuggler", folder, schedules, nodes, seed, every] => taskjuggler::compare(
            Path::new(folder),
            Budget::of(number(schedules)?).with_proof(number(nodes)?),
            number(seed)?,
            number(every)? as usize,
        ),
        ["level"] => measure::level::run(),
        ["level-search", tasks, people, schedules, seed] => measure::level::search(
            number(tasks)? as usize,
            number(people)? as usize,
            number(schedules)?,
            number(seed)?,
        ),
        ["simulate"] => simulate(),
        ["cpm-plan"] => {
            println!("{}", serde_json::to_string(&large_plan())?);
            Ok(())
        }
        ["level-question"] => asked(&measure::level::question()),
        ["simulate-question"] => {
            let (plan, model) = uncertain(500, 1);
            asked(&Question::Study {
                study: Study {
                    plan,
                    model,
                    changes: Vec::new(),
                },
                seed: 1,
                iterations: 10_000,
            })
        }
        _ => Err(USAGE.into()),
    }
}

fn asked(question: &Question) -> Done {
    println!("{}", serde_json::to_string(question)?);
    Ok(())
}

/// Every n-th `.sm` file of a folder, by name.
fn psplib(
    folder: &Path,
    seed: u64,
    every: u64,
    answer: &mut dyn FnMut(&Instance) -> Result<Answer, InstanceError>,
) -> Done {
    let files = fs::read_dir(folder)?;
    let mut files: Vec<PathBuf> = files.map(|file| Ok(file?.path())).collect::<Done<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "sm"));
    files.sort();
    for file in files.iter().step_by(every.max(1) as usize) {
        let text = fs::read_to_string(file)?;
        let instance = psplib::parse(&text)?;
        let begin = Instant::now();
        let answer = answer(&instance)?;
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
fn large_plan() -> Plan {
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
    Plan {
        start: 540,
        finish: None,
        calendars: vec![calendar(0), calendar(60), calendar(-120)],
        lag_calendar: LagCalendar::Successor,
        tasks,
        links,
    }
}

fn cpm() -> Done {
    let mut random = Random::new(2, 0);
    let mut full: Vec<f64> = Vec::new();
    let mut network = Network::new(large_plan())?;
    for _ in 0..100 {
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
        "{{\"measure\":\"cpm\",\"tasks\":10000,\"links\":15000,\"full_ms_least\":{:.3},\"full_ms_median\":{:.3},\"full_ms_worst\":{:.3},\"edit_ms_median\":{:.3},\"edit_ms_p90\":{:.3},\"edit_ms_worst\":{:.3},\"build_and_compare_ms\":{build:.3},\"incremental_equals_full\":{same}}}",
        full[0], full[50], full[99], edits[100], edits[180], edits[199]
    );
    Ok(())
}

/// Monte Carlo on one core: tables and all, from the plan to its percentiles.
fn simulate() -> Done {
    let shared = uncertain(200, 1);
    let own = uncertain(200, 3);
    let mut scarce = shared.clone();
    let mut random = Random::new(2, 0);
    scarce.1.contention = Some(Contention {
        capacity: vec![4; 5],
        demand: (0..200)
            .map(|_| (0..5).map(|_| random.below(3) as i32).collect())
            .collect(),
        order: (0..200).collect(),
    });
    measure("simulate_200", &shared, 100_000)?;
    measure("simulate_500", &uncertain(500, 1), 10_000)?;
    measure("simulate_200_three_calendars", &own, 5_000)?;
    measure("simulate_200_scarce", &scarce, 5_000)
}

/// Links to what came shortly before, an estimate of its own form for each task, groups, risks.
fn uncertain(tasks: usize, calendars: u32) -> (Plan, Model) {
    let mut random = Random::new(1, 0);
    let calendar = |shift: u32| {
        let days = (0..20_000i32).filter(|day| day.rem_euclid(7) < 5);
        let hours = days.flat_map(|day| {
            let at = day * 1440 + shift as i32 * 60;
            [
                Interval::new(at + 540, at + 720),
                Interval::new(at + 780, at + 1080),
            ]
        });
        Calendar::of_union(hours.collect())
    };
    let mut plan = Plan {
        start: 540,
        finish: None,
        calendars: (0..calendars).map(calendar).collect(),
        lag_calendar: LagCalendar::Successor,
        tasks: Vec::new(),
        links: Vec::new(),
    };
    let mut model = Model::default();
    for task in 0..tasks as u32 {
        let likely = 60 * (8 + random.below(72) as i32);
        let (less, more) = (random.below(400) as i32, random.below(2_000) as i32);
        plan.tasks.push(Task {
            calendar: random.below(calendars as usize) as u32,
            ..Task::of(likely)
        });
        model.estimates.push(Estimated {
            task,
            estimate: Estimate::new(likely - less, likely, likely + more),
        });
        for _ in 0..if task == 0 { 0 } else { 1 + random.below(2) } {
            plan.links.push(Link {
                from: task - 1 - random.below(20.min(task as usize)) as u32,
                to: task,
                kind: LinkKind::FinishToStart,
                lag: Lag::NONE,
            });
        }
    }
    model.groups = (0..tasks as u32 / 20)
        .map(|group| Group {
            tasks: (group * 20..group * 20 + 10).collect(),
            correlation: 0.3,
        })
        .collect();
    model.risks = (0..10)
        .map(|_| Risk {
            probability: 0.2,
            effects: (0..3)
                .map(|_| Effect {
                    task: random.below(tasks) as u32,
                    impact: Impact::Minutes(Estimate::new(0, 480, 4_800)),
                })
                .collect(),
        })
        .collect();
    (plan, model)
}

fn measure(name: &str, (plan, model): &(Plan, Model), iterations: u64) -> Done {
    let mut seconds = Vec::new();
    let mut processor = Vec::new();
    let mut p80 = 0;
    for _ in 0..5 {
        let (begin, ran) = (Instant::now(), on_processor());
        let simulation = Simulation::new(plan, model)?;
        let tally = simulation.run(1, 0..iterations, &mut |_| true)?;
        p80 = simulation.outcome(&tally).finish.p80;
        seconds.push(begin.elapsed().as_secs_f64());
        processor.extend(on_processor().zip(ran).map(|(now, ran)| now - ran));
    }
    seconds.sort_by(f64::total_cmp);
    processor.sort_by(f64::total_cmp);
    let processor = processor.get(2).copied().unwrap_or(seconds[2]);
    println!(
        "{{\"measure\":{name:?},\"tasks\":{},\"links\":{},\"iterations\":{iterations},\"p80\":{p80},\"ms_best\":{:.1},\"ms_median\":{:.1},\"ms_worst\":{:.1},\"processor_ms_median\":{:.1},\"iterations_per_processor_second\":{:.0}}}",
        plan.tasks.len(),
        plan.links.len(),
        seconds[0] * 1e3,
        seconds[2] * 1e3,
        seconds[4] * 1e3,
        processor * 1e3,
        iterations as f64 / processor,
    );
    Ok(())
}

/// Seconds this thread has had a processor, where the system says so: on a shared machine the clock on the wall measures
/// the neighbours.
fn on_processor() -> Option<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split_whitespace().next()?.parse::<f64>().ok()? / 1e9)
}
