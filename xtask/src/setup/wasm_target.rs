//! The `wasm32-unknown-unknown` target, and with it the choice of toolchain.
//!
//! rustup gives it in seconds where it can download. Debian's rustup-less (or offline) machines
//! have `rustc-web`, which brings no such target but the sources to build it from.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::{Part, Toolchain, Tools, apt, log, toolchain};
use crate::{place, run, step};

pub const PART: Part = Part {
    name: "wasm target",
    find,
    plan,
    install,
};

const BUILT: &str = "target/wasm32-unknown-unknown/release/deps";
const KEPT: &str = "/usr/lib/rustlib/wasm32-unknown-unknown/lib";

fn find(tools: &mut Tools) -> Result<bool> {
    tools.toolchain = Toolchain::able();
    Ok(tools.toolchain.is_some())
}

fn plan(_: &Tools) -> Result<String> {
    let rustup = place::on_path("rustup").is_some();
    let active = Toolchain::active().ok();
    let new_enough = active
        .as_ref()
        .is_some_and(|found| found.rustc >= toolchain::OLDEST);
    match (rustup && new_enough, apt::usable()) {
        (true, true) => Ok("the wasm32 target (rustup; offline: Debian's rustc-web, 1 min)".into()),
        (true, false) => Ok("the wasm32 target (rustup target add)".into()),
        (false, true) => Ok("rustc-web from Debian and the wasm32 target (1–2 min)".into()),
        (false, false) => bail!("{}", advice(active.as_ref())),
    }
}

/// A plain sentence for a machine on which nothing can be done automatically.
fn advice(active: Option<&Toolchain>) -> String {
    match active {
        Some(found) if found.rustc < toolchain::OLDEST => format!(
            "{} is too old; Daymark needs rustc {} or newer (`rustup update stable`)",
            found.name(),
            toolchain::OLDEST
        ),
        _ => "install rustup (https://rustup.rs), then \
              `rustup target add wasm32-unknown-unknown`"
            .to_owned(),
    }
}

fn install(_: &mut Tools) -> Result<()> {
    let active = Toolchain::active()
        .ok()
        .filter(|found| found.rustc >= toolchain::OLDEST);
    if place::on_path("rustup").is_some() && active.is_some() && add_by_rustup(active.as_ref()) {
        return Ok(());
    }
    if !apt::usable() {
        bail!(
            "`rustup target add wasm32-unknown-unknown` failed, and this is not a Debian machine \
             with root rights. Connect to the internet and run that command, then try again."
        );
    }
    build_on_debian()
}

/// Quiet: offline it fails, and then the fallback is tried.
fn add_by_rustup(active: Option<&Toolchain>) -> bool {
    let mut command = run::command("rustup");
    command.args(["target", "add", "wasm32-unknown-unknown"]);
    if let Some(name) = active.and_then(Toolchain::rustup_name) {
        command.args(["--toolchain", name]);
    }
    run::works(&mut command)
}

fn build_on_debian() -> Result<()> {
    apt::install(
        PART.name,
        "Debian's rustc-web",
        &["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"],
    )
    .context(
        "this machine's package lists have no rustc-web; install rustup with the \
         wasm32-unknown-unknown target instead",
    )?;
    // The linker's package carries a number; rustc-web's link says which.
    let linker = fs::read_link("/usr/bin/rust-lld").context("/usr/bin/rust-lld is no link")?;
    let linker = linker
        .file_name()
        .unwrap_or(linker.as_os_str())
        .to_string_lossy()
        .into_owned();
    apt::install(PART.name, "its linker", &[&linker])?;

    let folder = place::tools()?.join("wasm32-std");
    let copied = build_std(&folder).and_then(|()| copy_libraries(&folder.join(BUILT)));
    // Its 100 MB are of no use any more.
    drop(fs::remove_dir_all(&folder));
    copied?;

    if place::on_path("rustup").is_some() {
        run::read(run::command("rustup").args(["toolchain", "link", toolchain::LINKED, "/usr"]))?;
    }
    Ok(())
}

/// The standard library for wasm32, built from rust-web-src through an empty crate.
fn build_std(folder: &Path) -> Result<()> {
    let write = |name: &str, text: &str| -> Result<()> {
        let file: PathBuf = folder.join(name);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&file, text).with_context(|| format!("Cannot write {}", file.display()))
    };
    write(
        "Cargo.toml",
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n",
    )?;
    write("src/lib.rs", "")?;
    let mut command = run::command("/usr/bin/cargo");
    command
        .args(["build", "--release", "--target", "wasm32-unknown-unknown"])
        .arg("-Zbuild-std=std,panic_abort")
        .current_dir(folder)
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", folder.join("target"));
    step::long(
        "the wasm32 standard library",
        &mut command,
        &log(PART.name)?,
    )
}

fn copy_libraries(from: &Path) -> Result<()> {
    fs::create_dir_all(KEPT).with_context(|| format!("Cannot make {KEPT}"))?;
    for entry in fs::read_dir(from).with_context(|| format!("Cannot read {}", from.display()))? {
        let file = entry?.path();
        let Some(name) = file.file_name() else {
            continue;
        };
        if file.extension().is_some_and(|e| e == "rlib") && !is_the_empty_crate(&file) {
            fs::copy(&file, Path::new(KEPT).join(name))
                .with_context(|| format!("Cannot copy {}", file.display()))?;
        }
    }
    Ok(())
}

fn is_the_empty_crate(file: &Path) -> bool {
    file.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with("libempty-"))
}
