//! `cargo xtask ci`: everything a change must pass, in the order in which it fails fastest.

mod shared_target;
mod steps;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{
    setup::{self, Consent, Scope, Tools},
    step,
};
use steps::STEPS;

#[derive(Args)]
pub struct Options {
    /// Start at this step
    #[arg(long, value_name = "STEP", conflicts_with = "only")]
    from: Option<String>,
    /// Run this step alone
    #[arg(long, value_name = "STEP")]
    only: Option<String>,
}

/// One step: a name to select it by, and what it does.
struct Step {
    name: &'static str,
    about: &'static str,
    run: fn(&Tools) -> Result<()>,
}

enum Outcome {
    Passed(Duration),
    Failed(Duration),
    /// After a failure, or not selected.
    NotRun,
}

/// Stops at the first failure; the table is printed in any case.
pub fn run(options: &Options) -> Result<()> {
    let chosen = choose(options)?;
    let start = Instant::now();
    shared_target::use_it()?;
    let tools = setup::ready(Scope::Tests, Consent::asked(false))?;
    let set_up = start.elapsed();

    let mut failure = None;
    let mut table = Vec::new();
    for step in STEPS {
        if failure.is_some() || !chosen.contains(&step.name) {
            table.push((step, Outcome::NotRun));
            continue;
        }
        println!("\n── {}: {} ──", step.name, step.about);
        let begun = Instant::now();
        match (step.run)(&tools) {
            Ok(()) => {
                println!("── {}: passed ({})", step.name, step::took(begun));
                table.push((step, Outcome::Passed(begun.elapsed())));
            }
            Err(error) => {
                println!("── {}: FAILED ({})", step.name, step::took(begun));
                table.push((step, Outcome::Failed(begun.elapsed())));
                failure = Some(error.context(format!("step `{}` failed", step.name)));
            }
        }
    }

    println!("\nstep       result   time");
    println!("set-up     passed   {}", step::duration(set_up));
    for (step, outcome) in table {
        match outcome {
            Outcome::Passed(time) => {
                println!("{:<10} passed   {}", step.name, step::duration(time))
            }
            Outcome::Failed(time) => {
                println!("{:<10} FAILED   {}", step.name, step::duration(time))
            }
            Outcome::NotRun => println!("{:<10} not run", step.name),
        }
    }
    println!("in all              {}", step::took(start));
    failure.map_or(Ok(()), Err)
}

fn choose(options: &Options) -> Result<Vec<&'static str>> {
    let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
    let position = |wanted: &str| {
        names
            .iter()
            .position(|name| *name == wanted)
            .with_context(|| {
                format!(
                    "there is no step `{wanted}`; the steps are: {}",
                    names.join(", ")
                )
            })
    };
    match (&options.from, &options.only) {
        (Some(_), Some(_)) => bail!("--from and --only exclude each other"),
        (Some(from), None) => Ok(names[position(from)?..].to_vec()),
        (None, Some(only)) => Ok(vec![names[position(only)?]]),
        (None, None) => Ok(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(from: Option<&str>, only: Option<&str>) -> Options {
        Options {
            from: from.map(str::to_owned),
            only: only.map(str::to_owned),
        }
    }

    #[test]
    fn steps_are_chosen_by_name() {
        assert_eq!(choose(&options(None, Some("house"))).unwrap(), ["house"]);
        assert_eq!(
            choose(&options(Some("sizes"), None)).unwrap(),
            ["sizes", "browser"]
        );
        assert_eq!(choose(&options(None, None)).unwrap().len(), STEPS.len());
        let error = choose(&options(Some("hous"), None))
            .unwrap_err()
            .to_string();
        assert!(error.contains("format"), "{error}");
    }
}
