//! The command line: `planner solve|check|simulate|ask FILE`. Reads PSPLIB `.sm`, RCPSP/max `.sch`, the crate's own JSON, and
//! studies (a plan with its uncertainty); writes JSON.
//!
//! ```text
//! cargo run -p planner --release -- solve j301_1.sm --schedules 5000 --seed 1 > answer.json
//! cargo run -p planner --release -- check j301_1.sm answer.json
//! cargo run -p planner --release -- simulate planner/examples/launch.json --iterations 10000 --seed 1
//! ```

use std::{error::Error, process::ExitCode};

use planner::{
    ask::{Dates, ask},
    cpm::Network,
    file::{File, read},
    rcpsp::{
        check, islands, max,
        solve::{Answer, Budget, solve},
    },
    study::Study,
};

const USAGE: &str = "planner solve FILE [--schedules N] [--nodes N] [--seed N] [--threads N]
planner check FILE ANSWER
planner simulate STUDY [--iterations N] [--seed N]
planner ask FILE

FILE is a PSPLIB .sm file, an RCPSP/max .sch file, or an instance or a plan as JSON; ANSWER is what solve wrote.
With --threads the schedules of a plain instance are shared among four islands, whatever the number of threads.
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

fn solve_file(file: &str, options: &[&str]) -> Result<String, Box<dyn Error>> {
    let file = open(file)?;
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
    Ok(match file {
        File::Plain(instance) => {
            let answer = match threads {
                Some(threads) => islands::solve(&instance, seed, budget, threads, &mut |_| true)?,
                None => solve(&instance, seed, budget, &mut |_| true)?,
            };
            serde_json::to_string(&answer)?
        }
        File::Max(instance) => {
            serde_json::to_string(&max::solve(&instance, seed, budget, &mut |_| true)?)?
        }
        File::Plan(plan) => serde_json::to_string(&Dates::from(&Network::new(plan)?))?,
    })
}

fn check_file(file: &str, answer: &str) -> Result<String, Box<dyn Error>> {
    let text = std::fs::read_to_string(answer).map_err(|error| format!("{answer}: {error}"))?;
    let (makespan, violation) = match open(file)? {
        File::Plain(instance) => {
            let answer: Answer = serde_json::from_str(&text)?;
            let judged = check::check(&instance, &answer.starts, answer.makespan);
            (
                answer.makespan,
                judged.map_err(|v| serde_json::to_string(&v)),
            )
        }
        File::Max(instance) => {
            let max::Outcome::Found(answer) = serde_json::from_str(&text)? else {
                return Err("there is no schedule in this answer".into());
            };
            let judged = max::check::check(&instance, &answer.starts, answer.makespan);
            (
                answer.makespan,
                judged.map_err(|v| serde_json::to_string(&v)),
            )
        }
        File::Plan(_) => return Err("a plan's dates are computed, not checked".into()),
    };
    match violation {
        Ok(()) => Ok(format!("accepted: makespan {makespan}")),
        Err(violation) => Err(format!("rejected: {}", violation?).into()),
    }
}

fn simulate_file(file: &str, options: &[&str]) -> Result<String, Box<dyn Error>> {
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

fn ask_file(file: &str) -> Result<String, Box<dyn Error>> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let answers: Vec<String> = text.lines().map(ask).collect();
    Ok(answers.join("\n"))
}

fn open(file: &str) -> Result<File, Box<dyn Error>> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    Ok(read(&text).map_err(|error| format!("{file}: {error}"))?)
}
