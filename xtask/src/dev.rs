//! `cargo xtask dev`: rebuild and reload on every change.

use std::ffi::OsString;

use anyhow::Result;

use crate::{
    place, run, serve,
    setup::{self, Consent, Scope},
};

/// cargo-leptos watches, builds (unoptimised, in `target/debug`) and restarts `daymark serve`
/// on the same data folder as `cargo xtask serve`.
pub fn run(rest: &[OsString]) -> Result<()> {
    let tools = setup::ready(Scope::Serve, Consent::asked(false))?;
    let mut command = tools.cargo()?;
    command.args(["leptos", "watch", "--split", "--", "serve"]);
    if !serve::said(rest, "--data", "DAYMARK_DATA") {
        command.arg("--data").arg(place::root()?.join("data"));
    }
    if !serve::has(rest, "--site") {
        command.arg("--site").arg(place::site()?);
    }
    run::become_it(command.args(rest))
}
