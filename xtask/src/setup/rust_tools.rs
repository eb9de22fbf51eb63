//! rustfmt and clippy of the toolchain that builds.

use anyhow::{Context, Result, bail};

use super::{Part, Toolchain, Tools, apt};
use crate::{place, run};

pub const PART: Part = Part {
    name: "rustfmt and clippy",
    find,
    plan,
    install,
};

fn find(tools: &mut Tools) -> Result<bool> {
    // Before the toolchain itself is there, nothing can be asked.
    if tools.toolchain.is_none() {
        return Ok(false);
    }
    Ok(run::works(tools.cargo()?.args(["fmt", "--version"]))
        && run::works(tools.cargo()?.args(["clippy", "--version"])))
}

fn plan(_: &Tools) -> Result<String> {
    if place::on_path("rustup").is_none() && !apt::usable() {
        bail!("install rustfmt and clippy for your Rust toolchain");
    }
    Ok("rustfmt and clippy".to_owned())
}

fn install(tools: &mut Tools) -> Result<()> {
    let toolchain = tools.toolchain.as_ref().context("no toolchain was found")?;
    if toolchain.is_distribution() {
        return apt::install(
            PART.name,
            "rustfmt and clippy",
            &["rustfmt-web", "rust-web-clippy"],
        );
    }
    let mut command = run::command("rustup");
    command.args(["component", "add", "rustfmt", "clippy"]);
    if let Some(name) = Toolchain::rustup_name(toolchain) {
        command.args(["--toolchain", name]);
    }
    run::read(&mut command).map(drop)
}
