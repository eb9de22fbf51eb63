//! The browser for browser tests: the system's, so that nothing is downloaded twice.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use super::{Part, Tools, apt};
use crate::place;

pub const PART: Part = Part {
    name: "Chromium",
    find,
    plan,
    install,
};

/// Chromium without windows and all that belongs to them: the same pages for three quarters of the work. Not a whole one:
/// of what installs a page it finds nothing to say.
const SHELL: &str = "chromium-headless-shell";
const NAMES: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

fn find(tools: &mut Tools) -> Result<bool> {
    if let Some(named) = env::var_os("CHROMIUM").map(PathBuf::from) {
        if !place::is_executable(&named) {
            bail!("CHROMIUM names {}, which is no program", named.display());
        }
        tools.chromium = Some(named);
        return Ok(true);
    }
    let mac = Some(PathBuf::from(MAC)).filter(|file| place::is_executable(Path::new(file)));
    tools.chromium = NAMES.iter().find_map(|name| place::on_path(name)).or(mac);
    tools.shell = place::on_path(SHELL);
    Ok(tools.chromium.is_some())
}

fn plan(_: &Tools) -> Result<String> {
    if !apt::usable() {
        bail!("install Chromium or Google Chrome, or name one in the variable CHROMIUM");
    }
    Ok("Chromium (apt-get)".to_owned())
}

fn install(_: &mut Tools) -> Result<()> {
    // Older systems have no shell of it.
    apt::install(PART.name, "Chromium", &["chromium", SHELL])
        .or_else(|_| apt::install(PART.name, "Chromium", &["chromium"]))
}
