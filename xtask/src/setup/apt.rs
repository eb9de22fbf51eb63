//! Debian's packages, where this runs as root on Debian or a child of it.

use std::fs;

use anyhow::Result;

use super::log;
use crate::{place, run, step};

/// True when `apt-get install` can be expected to work.
pub fn usable() -> bool {
    is_debian() && is_root() && place::on_path("apt-get").is_some()
}

/// Refreshes the lists once, then installs.
pub fn install(part: &str, what: &str, packages: &[&str]) -> Result<()> {
    let log = log(part)?;
    // A stale or partly unreachable list is no reason to stop: the install tells.
    let mut update = run::command("apt-get");
    update.args(["-o", "Acquire::Retries=3", "update"]);
    drop(step::long("package lists", &mut update, &log));

    let mut command = run::command("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
        .args(["install", "-y", "--no-install-recommends"])
        .args(packages);
    step::long(what, &mut command, &log)
}

fn is_debian() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| {
        (line.starts_with("ID=") || line.starts_with("ID_LIKE="))
            && (line.contains("debian") || line.contains("ubuntu"))
    })
}

#[cfg(target_os = "linux")]
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

#[cfg(not(target_os = "linux"))]
pub fn is_root() -> bool {
    false
}
