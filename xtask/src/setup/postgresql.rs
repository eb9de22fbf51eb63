//! PostgreSQL's programs. Tests start a server of their own, so only the files are needed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use super::{Part, Tools, apt};
use crate::{place, run, version::Version};

pub const PART: Part = Part {
    name: "PostgreSQL",
    find,
    plan,
    install,
};

const DEBIAN: &str = "/usr/lib/postgresql";

fn find(tools: &mut Tools) -> Result<bool> {
    tools.postgresql = programs();
    Ok(tools.postgresql.is_some())
}

/// The folder with `initdb` and `postgres`.
pub fn programs() -> Option<PathBuf> {
    newest_on_debian().or_else(by_pg_config).or_else(on_path)
}

/// Debian keeps several versions side by side, none of them on PATH.
fn newest_on_debian() -> Option<PathBuf> {
    let entries = fs::read_dir(DEBIAN).ok()?;
    entries
        .flatten()
        .filter(|entry| is_complete(&entry.path().join("bin")))
        .max_by_key(|entry| Version::parse(&entry.file_name().to_string_lossy()))
        .map(|entry| entry.path().join("bin"))
}

fn by_pg_config() -> Option<PathBuf> {
    place::on_path("pg_config")?;
    let said = run::read(run::command("pg_config").arg("--bindir")).ok()?;
    Some(PathBuf::from(said.trim())).filter(|folder| is_complete(folder))
}

fn on_path() -> Option<PathBuf> {
    let folder = place::on_path("initdb")?.parent()?.to_owned();
    Some(folder).filter(|folder| is_complete(folder))
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "postgres", "pg_isready"]
        .iter()
        .all(|name| place::is_executable(&folder.join(name)))
}

fn plan(_: &Tools) -> Result<String> {
    if !apt::usable() {
        bail!("install PostgreSQL 15 or newer (its server programs; it need not run)");
    }
    Ok("PostgreSQL (apt-get; tests start their own, on their own port)".to_owned())
}

fn install(_: &mut Tools) -> Result<()> {
    apt::install(PART.name, "PostgreSQL", &["postgresql"])
}
