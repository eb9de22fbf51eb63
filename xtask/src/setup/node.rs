//! Node.js, for the parts that are written for it. It is no part of its own: who has binaryen's programs and runs no
//! browser test needs none.

use anyhow::{Result, bail};

use super::{Part, apt};
use crate::{place, run, version::Version};

fn is_there() -> bool {
    place::on_path("npm").is_some() && place::on_path("node").is_some()
}

fn is_at_least(oldest: Version) -> bool {
    let said = run::read(run::command("node").arg("--version")).unwrap_or_default();
    let version = Version::parse(said.trim().trim_start_matches('v'));
    version.is_some_and(|found| found >= oldest)
}

/// What a plan that needs it says behind its own words; an error says what to install by hand.
pub fn plan(oldest: Version) -> Result<&'static str> {
    match is_there() {
        true if is_at_least(oldest) => Ok(""),
        false if apt::usable() => Ok(", and Node.js for it (apt-get)"),
        _ => bail!("{}", by_hand(oldest)),
    }
}

/// By the system's packages, where it is missing; they may have one that is too old.
pub fn install(part: &Part, oldest: Version) -> Result<()> {
    if !is_there() {
        apt::install(part.name, "Node.js", &["nodejs", "npm"])?;
    }
    if !is_at_least(oldest) {
        bail!("{}", by_hand(oldest));
    }
    Ok(())
}

fn by_hand(oldest: Version) -> String {
    format!(
        "install Node.js {} or newer with npm (https://nodejs.org)",
        oldest.0
    )
}
