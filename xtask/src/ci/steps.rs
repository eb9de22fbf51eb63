//! What each step of `ci` runs.
//!
//! Never with `--workspace`: that would join the features `ssr` and `hydrate` of `app`, a combination nothing ships.
//! All use the profile `ci`, so that clippy and tests share build scripts and macros.

use std::{num::NonZero, process::Command, thread};

use anyhow::{Context, Result};

use super::Step;
use crate::{browser, build, house, licences, postgres, run, setup::Tools, sizes};

pub const STEPS: &[Step] = &[
    Step {
        name: "format",
        about: "rustfmt",
        run: format,
    },
    Step {
        name: "house",
        about: "rules no compiler keeps",
        run: |_| house::run(),
    },
    Step {
        name: "licences",
        about: "of every dependency",
        run: |_| licences::run(),
    },
    Step {
        name: "clippy",
        about: "no warnings",
        run: clippy,
    },
    Step {
        name: "test",
        about: "SQLite and PostgreSQL",
        run: test,
    },
    Step {
        name: "build",
        about: "release, split",
        run: build::ready,
    },
    Step {
        name: "sizes",
        about: "what a browser downloads",
        run: |_| sizes::measure(),
    },
    Step {
        name: "browser",
        about: "JavaScript on and off",
        run: browser::run,
    },
];

/// What runs on the server, in one command: so the features of what they share are joined once, and compiled once.
const NATIVE: &[&str] = &["planner", "domain", "store", "app", "server"];

/// What runs in the browser, checked for the browser only.
const BROWSER: &[&str] = &["app", "frontend"];

const WASM: &[&str] = &["--target", "wasm32-unknown-unknown"];

fn format(tools: &Tools) -> Result<()> {
    run::go(tools.cargo()?.args(["fmt", "--all", "--check"]))
}

fn clippy(tools: &Tools) -> Result<()> {
    linted(
        tools,
        &[
            &packages(NATIVE),
            &["--features", "app/ssr", "--all-targets"],
        ],
    )?;
    for package in BROWSER {
        let hydrate: &[&str] = match *package {
            "app" => &["--features", "hydrate"],
            _ => &[],
        };
        linted(tools, &[&["-p", package], WASM, hydrate])?;
    }
    linted(tools, &[&["-p", "xtask", "--all-targets"]])
}

fn linted(tools: &Tools, args: &[&[&str]]) -> Result<()> {
    let mut command = tools.cargo()?;
    command
        .args(["clippy", "--quiet", "--profile", "ci"])
        .args(args.concat());
    announce(&mut command);
    run::go(command.args(["--", "-D", "warnings"]))
}

fn test(tools: &Tools) -> Result<()> {
    let programs = tools
        .postgresql
        .as_ref()
        .context("PostgreSQL was not looked for")?;
    // Stopped when this function ends, and if it is killed.
    let server = postgres::Server::start(programs)?;
    println!("PostgreSQL runs at {}", server.url());
    let native = packages(NATIVE);
    let native: &[&[&str]] = &[&native, &["--features", "app/ssr"]];
    // Not the examples, which clippy has compiled already.
    tested(
        tools,
        &server,
        &[native, &[&["--lib", "--bins", "--tests"]]].concat(),
    )?;
    tested(tools, &server, &[native, &[&["--doc"]]].concat())?;
    tested(tools, &server, &[&["-p", "xtask"]])
}

fn tested(tools: &Tools, server: &postgres::Server, args: &[&[&str]]) -> Result<()> {
    let mut command = tools.cargo()?;
    command
        .args(["test", "--quiet", "--profile", "ci"])
        .args(args.concat());
    // Tests skip PostgreSQL without the address, but not where CI is set. Twice as many at once as there are cores:
    // half the time they wait for PostgreSQL.
    let threads = 2 * thread::available_parallelism().map_or(2, NonZero::get);
    command
        .env("DAYMARK_TEST_POSTGRES", server.url())
        .env("CI", "true")
        .env("RUST_TEST_THREADS", threads.to_string());
    announce(&mut command);
    run::go(&mut command)
}

fn packages(names: &[&'static str]) -> Vec<&'static str> {
    names.iter().flat_map(|name| ["-p", name]).collect()
}

fn announce(command: &mut Command) {
    println!("$ {}", run::shown(command));
}
