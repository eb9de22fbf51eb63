//! `cargo xtask bench`: the figures that docs/acceptance asks for, each measured on this machine and written to
//! `target/bench/NAME.md` as a table.

mod browser;
mod client;
mod http;
mod import;
mod lighthouse;
mod planner;
mod prometheus;
mod store;

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use crate::{place, run};

#[derive(Subcommand)]
pub enum Figures {
    /// Today, List and task page of 10,000 tasks under load: times, requests, bytes, statements, rows
    Http {
        /// How long each page is measured, after a warm-up
        #[arg(long, value_name = "SECONDS", default_value_t = 30)]
        seconds: u64,
    },
    /// 5,000 issues of Jira in and taken back while somebody else works, on SQLite and PostgreSQL
    Import,
    /// 32 writers, each change durable before it counts, on SQLite and PostgreSQL
    Writers {
        #[arg(long, value_name = "SECONDS", default_value_t = 60)]
        seconds: u64,
    },
    /// kill -9 in the middle of writing, on SQLite and PostgreSQL
    Kill {
        #[arg(long, default_value_t = 20)]
        times: usize,
    },
    /// Questions to a hundred thousand records, on SQLite and PostgreSQL
    Search,
    /// The same tasks in Chromium: scrolling, a change under a slow network, a session by keys
    Browser,
    /// Lighthouse on desktop: performance and accessibility of the main pages
    Lighthouse,
    /// The planner on PSPLIB, compared with the best known when all runs have ended, and its critical path
    Planner(planner::Options),
}

pub fn run(figures: &Figures) -> Result<()> {
    match figures {
        Figures::Http { seconds } => http::run(*seconds),
        Figures::Import => import::run(),
        Figures::Writers { seconds } => store::writers(*seconds),
        Figures::Kill { times } => store::kill(*times),
        Figures::Search => store::search(),
        Figures::Browser => browser::run(),
        Figures::Lighthouse => lighthouse::run(),
        Figures::Planner(options) => planner::run(options),
    }
}

/// Where tables and what they were made from lie.
fn folder() -> Result<PathBuf> {
    let folder = place::root()?.join("target/bench");
    fs::create_dir_all(&folder).with_context(|| format!("Cannot make {}", folder.display()))?;
    Ok(folder)
}

/// A folder of that name with nothing in it.
fn empty(name: &str) -> Result<PathBuf> {
    let folder = folder()?.join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("Cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("Cannot make {}", folder.display()))?;
    Ok(folder)
}

/// Prints a table and keeps it.
fn publish(name: &str, table: &str) -> Result<()> {
    let file = folder()?.join(format!("{name}.md"));
    fs::write(&file, table).with_context(|| format!("Cannot write {}", file.display()))?;
    println!("\n{table}\nWritten to target/bench/{name}.md");
    Ok(())
}

/// The release under test, started on a free port. Dropped, it is told to stop.
struct Daymark {
    child: Child,
    /// `127.0.0.1:PORT`, of people and of metrics.
    addr: String,
    metrics: String,
    /// What it printed before its address.
    said: Vec<String>,
}

impl Daymark {
    fn start(data: &Path, more: &[&str]) -> Result<Self> {
        let metrics = free_address()?;
        let mut command = run::command(place::binary()?);
        command
            .args(["serve", "--addr", "127.0.0.1:0", "--metrics", &metrics])
            .arg("--data")
            .arg(data)
            .arg("--site")
            .arg(place::site()?)
            .args(more)
            // Its log would be most of what is measured, and of what is read here.
            .env("DAYMARK_LOG", "warn")
            .stdout(Stdio::piped());
        let mut child = command.spawn().context("daymark could not be started")?;
        let Some(out) = child.stdout.take() else {
            bail!("daymark has no output");
        };
        let mut lines = BufReader::new(out).lines();
        let mut said = Vec::new();
        for line in lines.by_ref() {
            let line = line.context("daymark's output cannot be read")?;
            if let Some(port) = port(&line) {
                let addr = format!("127.0.0.1:{port}");
                // Nobody may stop reading, or it stops writing.
                thread::spawn(move || lines.for_each(drop));
                return Ok(Self {
                    child,
                    addr,
                    metrics,
                    said,
                });
            }
            said.push(line);
        }
        bail!("daymark ended without printing its address")
    }
}

impl Drop for Daymark {
    fn drop(&mut self) {
        let pid = self.child.id().to_string();
        if !run::works(Command::new("kill").args(["-TERM", &pid])) {
            drop(self.child.kill());
        }
        drop(self.child.wait());
    }
}

fn port(line: &str) -> Option<&str> {
    let url = line.strip_prefix("Daymark is at http://localhost:")?;
    Some(url.trim_end_matches('/'))
}

fn free_address() -> Result<String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").context("No port is free")?;
    let addr = listener.local_addr().context("No port is free")?;
    Ok(addr.to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_port_is_read_from_the_printed_address() {
        assert_eq!(
            super::port("Daymark is at http://localhost:4123"),
            Some("4123")
        );
        assert_eq!(
            super::port("Create the owner: http://localhost:4123/start#A"),
            None
        );
    }
}
