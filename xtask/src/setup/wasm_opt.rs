//! binaryen's wasm-opt and wasm-merge: they make a quarter of what the browser downloads. Debian's are too old for today's
//! wasm.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, anyhow};

use super::{Part, Tools, log, node};
use crate::{place, run, step, version::Version};

pub const PART: Part = Part {
    name: "wasm-opt",
    find,
    plan,
    install,
};

const OLDEST: Version = Version(120, 0, 0);
/// binaryen's programs for it run on older ones than Playwright does.
const NODE: Version = Version(18, 0, 0);
const PACKAGE: &str = "binaryen@132";

fn find(tools: &mut Tools) -> Result<bool> {
    let Some(folder) = found(tools)? else {
        return Ok(false);
    };
    tools.binaryen = Some(folder);
    tools.path.push(idle()?);
    Ok(true)
}

/// The folder with both programs.
fn found(tools: &Tools) -> Result<Option<PathBuf>> {
    let both = |folder: &Path| {
        ["wasm-opt", "wasm-merge"]
            .iter()
            .all(|name| place::is_executable(&folder.join(name)))
    };
    if let Some(program) = place::on_path("wasm-opt") {
        let said = run::read(tools.command(&program)?.arg("--version")).unwrap_or_default();
        let folder = program.parent().filter(|folder| both(folder));
        if Version::first_in(&said).is_some_and(|found| found >= OLDEST)
            && let Some(folder) = folder
        {
            return Ok(Some(folder.to_owned()));
        }
    }
    // Its own copy is a script that needs node, and takes half a second to say its version: the
    // package file says it too.
    let own = folder()?.join("node_modules");
    let package = fs::read_to_string(own.join("binaryen/package.json")).unwrap_or_default();
    let version = serde_json::from_str::<serde_json::Value>(&package)
        .ok()
        .and_then(|package| Version::parse(package.get("version")?.as_str()?));
    let bin = own.join(".bin");
    let usable = version.is_some_and(|found| found >= OLDEST) && place::on_path("node").is_some();
    Ok(Some(bin).filter(|bin| usable && both(bin)))
}

fn plan(_: &Tools) -> Result<String> {
    let node = node::plan(NODE).map_err(|by_hand| {
        anyhow!(
            "{by_hand}, or binaryen {} or newer so that `wasm-opt` and `wasm-merge` are on PATH",
            OLDEST.0
        )
    })?;
    Ok(format!(
        "wasm-opt (npm {PACKAGE} into the tools folder){node}"
    ))
}

fn install(tools: &mut Tools) -> Result<()> {
    node::install(&PART, NODE)?;
    let folder = folder()?;
    fs::create_dir_all(&folder)?;
    let mut command = tools.command("npm")?;
    command
        .args(["install", "--no-fund", "--no-audit", PACKAGE, "--prefix"])
        .arg(&folder);
    step::long("wasm-opt", command.current_dir(&folder), &log(PART.name)?)
}

/// A `wasm-opt` for cargo-leptos that leaves everything as it is: the six hundred pieces that splitting makes are merged
/// before they are optimised (`pack`).
fn idle() -> Result<PathBuf> {
    let bin = folder()?.join("idle");
    let (name, text) = IDLE;
    let program = bin.join(name);
    if fs::read_to_string(&program).unwrap_or_default() != text {
        fs::create_dir_all(&bin)?;
        fs::write(&program, text)?;
        #[cfg(unix)]
        fs::set_permissions(
            &program,
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )?;
    }
    Ok(bin)
}

const IDLE: (&str, &str) = if cfg!(windows) {
    ("wasm-opt.cmd", "@exit /b 0\r\n")
} else {
    ("wasm-opt", "#!/bin/sh\nexit 0\n")
};

fn folder() -> Result<PathBuf> {
    Ok(place::tools()?.join("binaryen"))
}
