//! cargo-leptos: builds server and browser side together.

use std::process::Command;

use anyhow::{Result, bail};

use super::{Part, Tools, apt, light_release, log};
use crate::{place, run, step, version::Version};

pub const PART: Part = Part {
    name: "cargo-leptos",
    find,
    plan,
    install,
};

/// Older ones split the browser's code differently or not at all.
const OLDEST: Version = Version(0, 3, 11);
const INSTALLED: &str = "0.3.11";

/// What compiling it needs (its lock file names crates that want this).
const RUSTC: Version = Version(1, 96, 0);

fn find(tools: &mut Tools) -> Result<bool> {
    let said = run::read(tools.cargo()?.args(["leptos", "--version"])).unwrap_or_default();
    Ok(Version::first_in(&said).is_some_and(|found| found >= OLDEST))
}

fn plan(_: &Tools) -> Result<String> {
    Ok(if place::on_path("cargo-binstall").is_some() {
        format!("cargo-leptos {INSTALLED} (prebuilt, by cargo binstall)")
    } else {
        format!("cargo-leptos {INSTALLED} (compiled once into cargo's bin: 12–18 min on two cores)")
    })
}

fn install(tools: &mut Tools) -> Result<()> {
    if place::on_path("cargo-binstall").is_some() {
        let mut command = tools.cargo()?;
        command.args([
            "binstall",
            "--no-confirm",
            &format!("cargo-leptos@{INSTALLED}"),
        ]);
        if step::long("cargo-leptos, prebuilt", &mut command, &log(PART.name)?).is_ok() {
            return Ok(());
        }
    }
    let mut command = compiler(tools)?;
    command.args([
        "install",
        "cargo-leptos",
        "--version",
        INSTALLED,
        "--locked",
    ]);
    // It would download wasm-opt and others by itself; set-up knows where they are.
    command
        .args(["--features", "no_downloads"])
        .current_dir(place::home()?);
    step::long(
        "cargo-leptos",
        light_release(&mut command),
        &log(PART.name)?,
    )
}

/// cargo of a toolchain that can compile it: the one in use, else a newer one beside it, which builds nothing else.
fn compiler(tools: &Tools) -> Result<Command> {
    let found = tools.toolchain.as_ref();
    if found.is_none_or(|found| found.rustc >= RUSTC) {
        return tools.cargo();
    }
    if place::on_path("rustup").is_some() && newer_by_rustup() {
        let mut command = tools.cargo()?;
        command.env("RUSTUP_TOOLCHAIN", RUSTC.to_string());
        return Ok(command);
    }
    if apt::usable() {
        apt::install(PART.name, "Debian's rustc-web", &["rustc-web", "cargo-web"])?;
        let mut command = run::command("/usr/bin/cargo");
        command.env("RUSTC", "/usr/bin/rustc");
        return Ok(command);
    }
    bail!(
        "compiling cargo-leptos needs rustc {RUSTC} or newer. Run `rustup toolchain install {RUSTC}`, or install a \
         prebuilt cargo-leptos {INSTALLED}"
    )
}

fn newer_by_rustup() -> bool {
    let mut command = run::command("rustup");
    command.args(["toolchain", "install", &RUSTC.to_string()]);
    run::works(command.args(["--profile", "minimal", "--no-self-update"]))
}
