//! cargo-leptos: builds server and browser side together.

use anyhow::{Result, bail};

use super::{Part, Tools, light_release, log};
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
    if let Some(toolchain) = &tools.toolchain
        && toolchain.rustc < RUSTC
    {
        bail!(
            "compiling cargo-leptos needs rustc {RUSTC}; this is {}. Run `rustup update`, or \
             install a prebuilt cargo-leptos {INSTALLED}",
            toolchain.name()
        );
    }
    let mut command = tools.cargo()?;
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
