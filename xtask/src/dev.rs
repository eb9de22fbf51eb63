//! `cargo xtask dev`: rebuild and reload on every change.

use std::ffi::OsString;

use anyhow::Result;

use crate::{
    place, run,
    setup::{self, Consent, Scope},
};

/// cargo-leptos watches, builds (unoptimised, in `target/debug`) and restarts `daymark serve`
/// on the same data folder as `cargo xtask serve`.
pub fn run(rest: &[OsString]) -> Result<()> {
    let tools = setup::ready(Scope::Serve, Consent::asked(false))?;
    let mut command = tools.cargo()?;
    command.args(["leptos", "watch", "--split", "--", "serve"]);
    command.arg("--data").arg(place::root()?.join("data"));
    command.arg("--site").arg(place::site()?);
    run::become_it(command.args(rest))
}
