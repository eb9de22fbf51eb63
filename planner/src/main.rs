//! The command line: `planner solve|check|simulate|ask FILE`. Reads PSPLIB `.sm`, RCPSP/max `.sch`, the crate's own JSON (instances, plans,
//! portfolios), and studies (a plan with its uncertainty); writes JSON.
//!
//! ```text
//! cargo run -p planner --release -- solve j301_1.sm --schedules 5000 --seed 1 > answer.json
//! cargo run -p planner --release -- check j301_1.sm answer.json
//! cargo run -p planner --release -- simulate planner/examples/launch.json --iterations 10000 --seed 1
//! ```

use std::{error::Error, process::ExitCode};

use planner::{
    ask::{Dates, ask},
    cpm::{self, Network},
    file::{File, read},
    level::{self, Aim, answer::Leveled},
    rcpsp::{
        check, islands, max,
        solve::{self, Answer, Budget},
    },
    study::Study,
};
use serde::Serialize;

type Said = Result<String, Box<dyn Error>>;

const USAGE: &str = "planner solve FILE [--schedules N] [--windows N] [--nodes N] [--seed N] [--threads N] [--change N]
planner check FILE ANSWER
planner simulate STUDY [--iterations N] [--seed N]
planner ask FILE

FILE is a PSPLIB .sm file, an RCPSP/max .sch file, or an instance, a plan or a portfolio as JSON; ANSWER is what solve
wrote. While solve searches, what it has found so far goes to the error output.
--windows looks for the last points in windows of what the schedules came to, --nodes tries to prove it the best.
With --threads the schedules of a plain instance are shared among four islands, whatever the number of threads.
--change is for portfolios: how much it weighs to move a task from its present date (1000: minimal change).
STUDY is a plan with estimates, risks and changes as JSON.
ask takes questions as JSON, one a line (see the documentation of planner::ask), and answers each with a line.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["solve", file, options @ ..] => solve_file(file, options),
        ["check", file, answer] => check_file(file, answer),
        ["simulate", file, options @ ..] => simulate_file(file, options),
        ["ask", file] => ask_file(file),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn solve_file(file: &str, options: &[&str]) -> Said {
    let file = open(file)?;
    let (mut budget, mut seed) = (Budget::of(5_000).with_proof(200_000), 1);
    let (mut threads, mut aim) = (None, Aim::default());
    for option in options.chunks(2) {
        match option {
            ["--schedules", n] => budget.schedules = n.parse()?,
            ["--windows", n] => budget.windows = n.parse()?,
            ["--nodes", n] => budget.nodes = n.parse()?,
            ["--seed", n] => seed = n.parse()?,
            ["--threads", n] => threads = Some(n.parse()?),
            ["--change", n] => aim.change = n.parse()?,
            _ => return Err(USAGE.into()),
        }
    }
    let mut shown = Shown::default();
    let plain = &mut |now: solve::Progress| shown.show(now.makespan, now.bound, now.schedules);
    Ok(match file {
        File::Plain(instance) => {
            let answer = match threads {
                Some(threads) => islands::solve(&instance, seed, budget, threads, plain)?,
                None => solve::solve(&instance, seed, budget, plain)?,
            };
            serde_json::to_string(&answer)?
        }
        File::Max(instance) => serde_json::to_string(&max::solve(&instance, seed, budget, plain)?)?,
        File::Plan(plan) => serde_json::to_string(&Dates::try_from(&Network::new(plan)?)?)?,
        File::Portfolio(portfolio) => {
            let budget = level::Budget::of(budget.schedules);
            let answer = level::level(&portfolio, aim, seed, budget, &mut |now| {
                shown.show(now.finish, now.bound, now.schedules)
            })?;
            serde_json::to_string(&answer)?
        }
    })
}

/// Progress, for whoever waits: a line whenever there is something better.
#[derive(Default)]
struct Shown(Option<i32>);

impl Shown {
    /// Always true: the search goes on.
    fn show(&mut self, found: i32, bound: i32, schedules: u64) -> bool {
        if self.0.is_none_or(|best| found < best) {
            self.0 = Some(found);
            eprintln!("{schedules} schedules: {found}, not below {bound}");
        }
        true
    }
}

fn check_file(file: &str, answer: &str) -> Said {
    let text = std::fs::read_to_string(answer).map_err(|error| format!("{answer}: {error}"))?;
    let (what, found, violation) = match open(file)? {
        File::Plain(instance) => {
            let answer: Answer = serde_json::from_str(&text)?;
            let judged = check::check(&instance, &answer.starts, answer.makespan);
            ("makespan", answer.makespan, said(judged))
        }
        File::Max(instance) => {
            let max::Outcome::Found(answer) = serde_json::from_str(&text)? else {
                return Err("there is no schedule in this answer".into());
            };
            let judged = max::check::check(&instance, &answer.starts, answer.makespan);
            ("makespan", answer.makespan, said(judged))
        }
        File::Plan(plan) => {
            let answer: Dates = serde_json::from_str(&text)?;
            let judged = cpm::check::check(&plan, &answer.early);
            let judged = judged.and_then(|()| cpm::check::check(&plan, &answer.dates));
            ("finish", answer.finish, said(judged))
        }
        File::Portfolio(portfolio) => {
            let answer: Leveled = serde_json::from_str(&text)?;
            let judged = level::check::check(&portfolio, &answer);
            ("finish", answer.finish, said(judged))
        }
    };
    match violation {
        Ok(()) => Ok(format!("accepted: {what} {found}")),
        Err(violation) => Err(format!("rejected: {}", violation?).into()),
    }
}

/// A violation as JSON.
fn said(judged: Result<(), impl Serialize>) -> Result<(), serde_json::Result<String>> {
    judged.map_err(|violation| serde_json::to_string(&violation))
}

fn simulate_file(file: &str, options: &[&str]) -> Said {
    let (mut iterations, mut seed) = (10_000, 1);
    for option in options.chunks(2) {
        match option {
            ["--iterations", n] => iterations = n.parse()?,
            ["--seed", n] => seed = n.parse()?,
            _ => return Err(USAGE.into()),
        }
    }
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let study = Study::read(&text).map_err(|error| format!("{file}: {error}"))?;
    let report = study.answer(seed, iterations)?;
    Ok(serde_json::to_string(&report)?)
}

fn ask_file(file: &str) -> Said {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let answers: Vec<String> = text.lines().map(ask).collect();
    Ok(answers.join("\n"))
}

fn open(file: &str) -> Result<File, Box<dyn Error>> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    Ok(read(&text).map_err(|error| format!("{file}: {error}"))?)
}
