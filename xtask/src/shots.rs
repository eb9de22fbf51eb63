//! `cargo xtask shots`: every main page, in every width, light and dark, as pictures.

use std::fs;

use anyhow::{Context, Result};

use crate::{
    browser, build, place, run,
    setup::{self, Consent, Scope},
};

/// The pages are those of `end2end/lib/pages.ts`, which the accessibility tests visit too.
pub fn run() -> Result<()> {
    let tools = setup::ready(Scope::Tests, Consent::asked(false))?;
    build::ready(&tools)?;
    let folder = place::root()?.join("target/shots");
    if folder.exists() {
        // A page that is gone must not stay as a picture.
        fs::remove_dir_all(&folder)
            .with_context(|| format!("Cannot empty {}", folder.display()))?;
    }
    let args = ["test", "--config", "lib/shots.config.ts"];
    run::go(&mut browser::local(&tools, "playwright", &args)?)?;
    println!("The pictures are in target/shots");
    Ok(())
}
