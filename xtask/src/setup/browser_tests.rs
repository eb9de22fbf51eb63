//! The packages of `end2end/`.

use std::{fs, path::PathBuf};

use anyhow::Result;

use super::{Part, Tools, log, node};
use crate::{place, step, version::Version};

pub const PART: Part = Part {
    name: "Playwright",
    find,
    plan,
    install,
};

/// Playwright's floor.
const NODE: Version = Version(20, 0, 0);

/// npm writes this file last; older than the lock file means that the lock changed since.
fn find(_: &mut Tools) -> Result<bool> {
    let folder = folder()?;
    let modified = |name: &str| {
        fs::metadata(folder.join(name))
            .and_then(|m| m.modified())
            .ok()
    };
    let installed = modified("node_modules/.package-lock.json");
    Ok(installed.is_some() && installed >= modified("package-lock.json"))
}

fn plan(_: &Tools) -> Result<String> {
    let node = node::plan(NODE)?;
    Ok(format!("Playwright and axe (npm ci in end2end){node}"))
}

fn install(tools: &mut Tools) -> Result<()> {
    node::install(&PART, NODE)?;
    let mut command = tools.command("npm")?;
    command
        .args(["ci", "--no-fund", "--no-audit"])
        .current_dir(folder()?);
    // The system's Chromium is used.
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    step::long("Playwright and axe", &mut command, &log(PART.name)?)
}

pub fn folder() -> Result<PathBuf> {
    Ok(place::root()?.join("end2end"))
}
