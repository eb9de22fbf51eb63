//! Everything the other commands need, found or installed.
//!
//! [`ready`] goes through a list of parts. Each is first looked for; what is missing is listed
//! with what it costs, asked about once, then installed in order. When nothing is missing, the
//! whole takes well under a second, so every command starts with it.

mod apt;
mod browser_tests;
mod cargo_leptos;
mod chromium;
mod node;
mod postgresql;
mod rust_tools;
mod toolchain;
mod wasm_bindgen;
mod wasm_opt;
mod wasm_target;

use std::{
    env,
    ffi::{OsStr, OsString},
    io::{IsTerminal, Write, stdin, stdout},
    path::PathBuf,
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, bail};

use crate::{place, run, step};
pub use apt::is_root;
pub use browser_tests::folder as browser_tests;
#[cfg(test)]
pub use postgresql::programs as postgresql_programs;
pub use toolchain::Toolchain;

/// How much is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Building and running.
    Serve,
    /// Also testing.
    Tests,
}

/// Whether installing needs a yes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    Given,
    Ask,
}

impl Consent {
    /// Nobody answers in CI; elsewhere `--yes` is the only consent given ahead.
    pub fn asked(yes: bool) -> Self {
        if yes || place::is_ci() {
            Self::Given
        } else {
            Self::Ask
        }
    }
}

/// What was found so far. Parts fill it in list order; later parts rely on earlier ones.
#[derive(Default)]
pub struct Tools {
    pub toolchain: Option<Toolchain>,
    /// Folders put in front of PATH.
    pub path: Vec<PathBuf>,
    /// The folder with `wasm-opt` and `wasm-merge`.
    pub binaryen: Option<PathBuf>,
    pub chromium: Option<PathBuf>,
    /// Chromium without windows, where there is one: most browser tests want no more.
    pub shell: Option<PathBuf>,
    /// The folder with `initdb` and `postgres`.
    pub postgresql: Option<PathBuf>,
}

impl Tools {
    /// cargo under the toolchain that can build everything.
    pub fn cargo(&self) -> Result<Command> {
        self.command("cargo")
    }

    /// Any program, with this environment.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Result<Command> {
        let mut command = run::command(program);
        command
            .env("PATH", self.search_path()?)
            .current_dir(place::root()?);
        if let Some(name) = self.toolchain.as_ref().and_then(Toolchain::rustup_name) {
            command.env("RUSTUP_TOOLCHAIN", name);
        }
        Ok(command)
    }

    fn search_path(&self) -> Result<OsString> {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let first = self.toolchain.iter().filter_map(Toolchain::folder);
        let own = first.chain(self.path.iter().cloned());
        let cargo_bin = place::cargo_home()?.join("bin");
        let last = env::split_paths(&inherited).chain([cargo_bin]);
        env::join_paths(own.chain(last)).context("PATH cannot be extended")
    }
}

/// One thing that is needed.
struct Part {
    /// Short name, used for its log file too.
    name: &'static str,
    /// True when it is there (then it is noted in `Tools`). An error means that it can neither
    /// be used nor repaired by installing.
    find: fn(&mut Tools) -> Result<bool>,
    /// What installing it would do, in a line; an error says what to install by hand.
    plan: fn(&Tools) -> Result<String>,
    install: fn(&mut Tools) -> Result<()>,
}

const SERVE: &[Part] = &[
    wasm_target::PART,
    cargo_leptos::PART,
    wasm_bindgen::PART,
    wasm_opt::PART,
];

const TESTS: &[Part] = &[
    rust_tools::PART,
    chromium::PART,
    postgresql::PART,
    browser_tests::PART,
];

/// Finds everything of this scope, installing what is missing.
pub fn ready(scope: Scope, consent: Consent) -> Result<Tools> {
    let start = Instant::now();
    let parts = SERVE
        .iter()
        .chain(if scope == Scope::Tests { TESTS } else { &[] });
    let mut tools = Tools::default();
    let mut missing = Vec::new();
    let mut refusals = Vec::new();
    for part in parts {
        if (part.find)(&mut tools)? {
            continue;
        }
        match (part.plan)(&tools) {
            Ok(plan) => missing.push((part, plan)),
            Err(sentence) => refusals.push(format!("{}: {sentence:#}", part.name)),
        }
    }
    if !refusals.is_empty() {
        bail!("set-up needs your help:\n  {}", refusals.join("\n  "));
    }
    if missing.is_empty() {
        println!("Set-up: everything is here ({})", step::took(start));
        return Ok(tools);
    }
    println!("Set-up needs to install:");
    for (_, plan) in &missing {
        println!("  • {plan}");
    }
    if consent == Consent::Ask {
        ask()?;
    }
    for (part, _) in missing {
        // An earlier part may have brought it along.
        if (part.find)(&mut tools)? {
            continue;
        }
        (part.install)(&mut tools).with_context(|| format!("set-up of {}", part.name))?;
        if !(part.find)(&mut tools)? {
            bail!("{} was installed but still does not work", part.name);
        }
    }
    println!("Set-up: done ({})", step::took(start));
    Ok(tools)
}

fn ask() -> Result<()> {
    if !stdin().is_terminal() {
        println!("There is nobody to ask: going on.");
        return Ok(());
    }
    print!("Go on? [Y/n] ");
    stdout().flush().context("Cannot write to the terminal")?;
    let mut answer = String::new();
    stdin()
        .read_line(&mut answer)
        .context("Cannot read the answer")?;
    match answer.trim().to_lowercase().as_str() {
        "" | "y" | "yes" => Ok(()),
        _ => bail!("nothing was installed"),
    }
}

/// Where the output of an installation goes.
fn log(name: &str) -> Result<PathBuf> {
    Ok(place::tools()?
        .join("logs")
        .join(format!("{}.log", name.replace(' ', "-"))))
}

/// Programs from crates are used a few times a day: a light release profile builds them in a
/// half to a third of the time (measured: cargo-leptos 31 min with its own, about 15 so).
fn light_release(command: &mut Command) -> &mut Command {
    command
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        // `cargo install` builds into a folder of its own unless told otherwise.
        .env_remove("CARGO_TARGET_DIR")
}
