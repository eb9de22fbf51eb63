//! Browser tests: Playwright over the built server, JavaScript on and off.
//!
//! Playwright's fixture starts the server itself (`end2end/lib/server.ts`), one for each worker
//! on a free port with a fresh data folder; here it only learns where things are.

use std::{ffi::OsString, process::Command};

use anyhow::{Context, Result};

use crate::{build, place, run, setup, setup::Tools};

/// Types first (Playwright runs TypeScript without checking it), then every spec.
pub fn run(tools: &Tools) -> Result<()> {
    build::ready(tools)?;
    run::go(&mut local(tools, "tsc", &["--noEmit"])?)?;
    run::go(&mut local(tools, "playwright", &["test"])?)
}

/// A program of `end2end/node_modules`, told where the server, its site and Chromium are.
pub fn local(tools: &Tools, program: &str, args: &[&str]) -> Result<Command> {
    let folder = setup::browser_tests()?;
    let chromium = tools
        .chromium
        .as_ref()
        .context("Chromium was not looked for")?;
    let shell = tools.shell.as_ref().unwrap_or(chromium);
    let mut command = tools.command(folder.join("node_modules/.bin").join(program))?;
    command.args(args).current_dir(folder).envs([
        ("CHROMIUM", chromium.as_os_str().to_owned()),
        ("CHROMIUM_SHELL", shell.as_os_str().to_owned()),
        ("DAYMARK_BIN", place::binary()?.into_os_string()),
        ("DAYMARK_SITE", place::site()?.into_os_string()),
        (
            "DAYMARK_SHOTS",
            place::root()?.join("target/shots").into_os_string(),
        ),
        // Playwright would warn about colours on every line of a log.
        ("FORCE_COLOR", OsString::from("0")),
    ]);
    Ok(command)
}
