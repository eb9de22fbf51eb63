//! What each step of `ci` runs.
//!
//! Packages are checked and tested one by one, never with `--workspace`: that would join the
//! features `ssr` and `hydrate` of `app`, a combination nothing ships. All use the profile `ci`,
//! so that clippy and tests share build scripts and macros.

use std::process::Command;

use anyhow::{Context, Result};

use super::Step;
use crate::{browser, build, house, licences, place, postgres, run, setup::Tools, sizes};

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
        about: "each package, no warnings",
        run: clippy,
    },
    Step {
        name: "test",
        about: "each package, SQLite and PostgreSQL",
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

const WASM: &[&str] = &["--target", "wasm32-unknown-unknown"];

/// Packages with what else clippy is told. Browser code is checked for the browser only.
const CLIPPY: &[(&str, &[&str])] = &[
    ("planner", &["--all-targets"]),
    ("domain", &["--all-targets"]),
    ("store", &["--all-targets"]),
    ("app", &["--features", "ssr", "--all-targets"]),
    ("server", &["--all-targets"]),
    ("app", &["--features", "hydrate", WASM[0], WASM[1]]),
    ("frontend", &[WASM[0], WASM[1]]),
    ("xtask", &["--all-targets"]),
];

const TEST: &[(&str, &[&str])] = &[
    ("planner", &[]),
    ("domain", &[]),
    ("store", &[]),
    ("app", &["--features", "ssr"]),
    ("server", &[]),
    ("xtask", &[]),
];

fn format(tools: &Tools) -> Result<()> {
    run::go(tools.cargo()?.args(["fmt", "--all", "--check"]))
}

fn clippy(tools: &Tools) -> Result<()> {
    for (package, args) in present(CLIPPY)? {
        let mut command = tools.cargo()?;
        command
            .args(["clippy", "--quiet", "--profile", "ci", "-p", package])
            .args(args);
        announce(&mut command);
        run::go(command.args(["--", "-D", "warnings"]))?;
    }
    Ok(())
}

fn test(tools: &Tools) -> Result<()> {
    let programs = tools
        .postgresql
        .as_ref()
        .context("PostgreSQL was not looked for")?;
    // Stopped when this function ends, and if it is killed.
    let server = postgres::Server::start(programs)?;
    println!("PostgreSQL runs at {}", server.url());
    for (package, args) in present(TEST)? {
        let mut command = tools.cargo()?;
        command
            .args(["test", "--quiet", "--profile", "ci", "-p", package])
            .args(args);
        // Tests skip PostgreSQL without the address, but not where CI is set.
        command
            .env("DAYMARK_TEST_POSTGRES", server.url())
            .env("CI", "true");
        announce(&mut command);
        run::go(&mut command)?;
    }
    Ok(())
}

fn announce(command: &mut Command) {
    println!("$ {}", run::shown(command));
}

/// Only packages whose folder is there: planner comes later.
fn present(
    all: &'static [(&str, &[&str])],
) -> Result<impl Iterator<Item = (&'static str, &'static [&'static str])>> {
    let root = place::root()?;
    Ok(all
        .iter()
        .copied()
        .filter(move |(name, _)| root.join(name).join("Cargo.toml").is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tested_package_is_also_linted() {
        for (package, _) in TEST {
            assert!(
                CLIPPY.iter().any(|(linted, _)| linted == package),
                "{package}"
            );
        }
    }
}
