//! Where things are: the clone, the build folder, the tools kept between clones.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use anyhow::{Context, Result, bail};

/// The root of the clone. Asked at run time, not baked in while compiling: a build folder may
/// be shared by several clones.
pub fn root() -> Result<PathBuf> {
    if let Some(manifest) = env::var_os("CARGO_MANIFEST_DIR")
        && let Some(root) = Path::new(&manifest).parent()
        && root.join("xtask").is_dir()
    {
        return Ok(root.to_owned());
    }
    let here = env::current_dir().context("The current folder cannot be read")?;
    match here
        .ancestors()
        .find(|folder| folder.join("xtask/Cargo.toml").is_file())
    {
        Some(root) => Ok(root.to_owned()),
        None => bail!("Run this inside a clone of Daymark"),
    }
}

/// Set once, by `ci`, before anything is built.
static CHOSEN_TARGET: OnceLock<PathBuf> = OnceLock::new();

/// Builds go there from now on, those of other programs too (see `run::command`).
pub fn choose_target(folder: PathBuf) {
    CHOSEN_TARGET.get_or_init(|| folder);
}

pub fn chosen_target() -> Option<&'static Path> {
    CHOSEN_TARGET.get().map(PathBuf::as_path)
}

/// Where cargo builds: what `ci` chose, else `CARGO_TARGET_DIR`, else `target` in the clone.
pub fn target() -> Result<PathBuf> {
    if let Some(chosen) = chosen_target() {
        return Ok(chosen.to_owned());
    }
    let root = root()?;
    Ok(match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root.join(folder),
        None => root.join("target"),
    })
}

/// The built server. cargo-leptos writes `hash.txt` beside it.
pub fn binary() -> Result<PathBuf> {
    Ok(target()?.join("release/daymark"))
}

/// What the browser downloads. Always in the clone, whatever the build folder: cargo-leptos
/// takes its `site-root` from the workspace.
pub fn site() -> Result<PathBuf> {
    Ok(root()?.join("target/site"))
}

/// Tools that belong to this project but outlive a clone.
pub fn tools() -> Result<PathBuf> {
    match env::var_os("DAYMARK_TOOLS") {
        Some(folder) => Ok(PathBuf::from(folder)),
        None => Ok(cache()?.join("tools")),
    }
}

/// `~/.cache/daymark`: everything in it can be deleted at any time.
pub fn cache() -> Result<PathBuf> {
    Ok(home()?.join(".cache/daymark"))
}

pub fn home() -> Result<PathBuf> {
    env::home_dir().context("There is no home folder; set HOME")
}

/// cargo's own folder, where `cargo install` puts programs (in `bin`).
pub fn cargo_home() -> Result<PathBuf> {
    match env::var_os("CARGO_HOME") {
        Some(folder) => Ok(PathBuf::from(folder)),
        None => Ok(home()?.join(".cargo")),
    }
}

/// The first executable of this name on PATH.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| is_executable(file))
}

#[cfg(unix)]
pub fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
pub fn is_executable(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|m| m.is_file())
}

/// True in continuous integration: nobody answers questions there.
pub fn is_ci() -> bool {
    env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}
