//! The command line: `planner solve|check FILE`. Reads PSPLIB `.sm` or an instance as JSON, writes JSON.
//!
//! ```text
//! cargo run -p planner --release -- solve j301_1.sm --schedules 5000 --seed 1 > answer.json
//! cargo run -p planner --release -- check j301_1.sm answer.json
//! ```

use std::{error::Error, process::ExitCode};

use planner::rcpsp::{
    Instance, check, islands, psplib,
    solve::{Answer, Budget, solve},
};

const USAGE: &str = "planner solve FILE [--schedules N] [--nodes N] [--seed N] [--threads N]
planner check FILE ANSWER

FILE is a PSPLIB .sm file or an instance as JSON; ANSWER is what solve wrote.
With --threads the schedules are shared among four islands, whatever the number of threads.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["solve", file, options @ ..] => solve_file(file, options),
        ["check", file, answer] => check_file(file, answer),
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

fn solve_file(file: &str, options: &[&str]) -> Result<String, Box<dyn Error>> {
    let instance = read(file)?;
    let (mut budget, mut seed) = (Budget::of(5_000).with_proof(200_000), 1);
    let mut threads = None;
    for option in options.chunks(2) {
        match option {
            ["--schedules", n] => budget.schedules = n.parse()?,
            ["--nodes", n] => budget.nodes = n.parse()?,
            ["--seed", n] => seed = n.parse()?,
            ["--threads", n] => threads = Some(n.parse()?),
            _ => return Err(USAGE.into()),
        }
    }
    let answer = match threads {
        Some(threads) => islands::solve(&instance, seed, budget, threads, &mut |_| true)?,
        None => solve(&instance, seed, budget, &mut |_| true)?,
    };
    Ok(serde_json::to_string(&answer)?)
}

fn check_file(file: &str, answer: &str) -> Result<String, Box<dyn Error>> {
    let instance = read(file)?;
    let answer: Answer = serde_json::from_str(&std::fs::read_to_string(answer)?)?;
    match check::check(&instance, &answer.starts, answer.makespan) {
        Ok(()) => Ok(format!("accepted: makespan {}", answer.makespan)),
        Err(violation) => Err(format!("rejected: {}", serde_json::to_string(&violation)?).into()),
    }
}

fn read(file: &str) -> Result<Instance, Box<dyn Error>> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    if file.ends_with(".json") {
        return Ok(serde_json::from_str(&text)?);
    }
    Ok(psplib::parse(&text).map_err(|error| format!("{file}: {error}"))?)
}
