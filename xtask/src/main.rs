//! The project's commands. `cargo xtask` lists them; each lives in the file of its name.
//!
//! Two rules hold everywhere in this crate. It compiles on the oldest toolchain the project
//! supports, with few dependencies, because it is what finds or installs everything else. And
//! whatever it starts is started through [`run`], which cleans the environment that the outer
//! `cargo run` leaves behind.

mod bench;
mod browser;
mod build;
mod ci;
mod dev;
mod exports;
mod house;
mod licences;
mod metadata;
mod pack;
mod place;
mod postgres;
mod run;
mod serve;
mod setup;
mod shots;
mod sizes;
mod step;
mod version;

use std::{ffi::OsString, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Daymark's own commands"
)]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what building needs, and with --tests what testing needs
    Setup {
        /// Also Chromium, Playwright, PostgreSQL, rustfmt and clippy
        #[arg(long)]
        tests: bool,
        /// Do not ask before installing
        #[arg(long, short)]
        yes: bool,
    },
    /// Build a release and run it on this machine
    Serve(serve::Options),
    /// Rebuild and reload on every change
    Dev {
        /// Passed to `daymark serve`
        #[arg(last = true)]
        rest: Vec<OsString>,
    },
    /// Everything a change must pass; stops at the first failure
    Ci(ci::Options),
    /// Full files as trackers export them, to try an import with
    Exports(exports::Options),
    /// The rules of this house that no compiler keeps
    House,
    /// Licences of every dependency
    Licences,
    /// What a browser downloads, against its budget
    Sizes,
    /// Screenshots of every main page into target/shots
    Shots,
    /// Figures under load, each written to target/bench as a table
    Bench {
        #[command(subcommand)]
        figures: bench::Figures,
    },
}

fn main() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(task: Task) -> Result<()> {
    match task {
        Task::Setup { tests, yes } => {
            let scope = if tests {
                setup::Scope::Tests
            } else {
                setup::Scope::Serve
            };
            setup::ready(scope, setup::Consent::asked(yes)).map(drop)
        }
        Task::Serve(options) => serve::run(options),
        Task::Dev { rest } => dev::run(&rest),
        Task::Ci(options) => ci::run(&options),
        Task::Exports(options) => exports::run(&options),
        Task::House => house::run(),
        Task::Licences => licences::run(),
        Task::Sizes => sizes::run(),
        Task::Shots => shots::run(),
        Task::Bench { figures } => bench::run(&figures),
    }
}

/// The names of all commands: `docs/acceptance` may name one as a test.
fn command_names() -> Vec<String> {
    use clap::CommandFactory;
    Cli::command()
        .get_subcommands()
        .map(|c| c.get_name().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
        assert!(command_names().contains(&"sizes".to_owned()));
    }
}
