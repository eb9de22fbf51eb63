//! Writers, kills and searches: the store alone, through its own functions (store/examples/bench).

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{empty, publish};
use crate::{
    place, postgres, run,
    setup::{self, Consent, Scope, Tools},
};

pub fn writers(seconds: u64) -> Result<()> {
    let seconds = seconds.to_string();
    both("writers", &["writers", "--seconds", &seconds])
}

pub fn kill(times: usize) -> Result<()> {
    let times = times.to_string();
    both("kill", &["kill", "--times", &times])
}

pub fn search() -> Result<()> {
    both("search", &["search"])
}

/// Builds the store's bench as a release; answers its program.
pub fn program(tools: &Tools) -> Result<PathBuf> {
    let mut command = tools.cargo()?;
    command.args(["build", "--release", "-p", "store", "--example", "bench"]);
    run::go(&mut command)?;
    Ok(place::target()?.join("release/examples/bench"))
}

/// On SQLite in a file of this folder's disk, then on a PostgreSQL of our own.
fn both(name: &str, args: &[&str]) -> Result<()> {
    let tools = setup::ready(Scope::Tests, Consent::asked(false))?;
    let program = program(&tools)?;
    let data = empty(name)?;
    let mut said = String::new();
    let mut command = run::command(&program);
    command.args(args).arg("--data").arg(&data);
    println!("SQLite …");
    said += &run::read(&mut command)?;
    let programs = tools
        .postgresql
        .as_ref()
        .context("PostgreSQL was not looked for")?;
    let server = postgres::Server::start(programs)?;
    let mut command = run::command(&program);
    command
        .args(args)
        .arg("--data")
        .arg(&data)
        .args(["--database", &server.url()]);
    println!("PostgreSQL …");
    said += &run::read(&mut command)?;
    publish(name, &said)
}
