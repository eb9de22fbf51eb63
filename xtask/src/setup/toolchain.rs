//! Which Rust toolchain everything but xtask itself is run with.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{place, run, version::Version};

/// The oldest rustc the workspace compiles with (`rust-version` in Cargo.toml).
pub const OLDEST: Version = Version(1, 95, 0);

/// The name under which the distribution's toolchain is linked into rustup.
pub const LINKED: &str = "debian";

const WASM: &str = "lib/rustlib/wasm32-unknown-unknown/lib";

/// A toolchain and how to reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toolchain {
    way: Way,
    pub rustc: Version,
    sysroot: PathBuf,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    /// By name, through the rustup shims.
    Rustup(String),
    /// Whatever `rustc` is first on PATH (no rustup, or its default).
    Path,
    /// The programs in this folder, put first on PATH.
    Folder(PathBuf),
}

impl Toolchain {
    /// The toolchain this very command runs under: cargo's shim names it, `cargo +x xtask` too.
    pub fn active() -> Result<Self> {
        match env::var("RUSTUP_TOOLCHAIN") {
            Ok(name) => Self::probe(Way::Rustup(name)),
            Err(_) => Self::probe(Way::Path),
        }
    }

    /// The distribution's own, beside rustup or without it.
    pub fn distribution() -> Result<Self> {
        if place::on_path("rustup").is_some() {
            Self::probe(Way::Rustup(LINKED.to_owned()))
        } else {
            Self::probe(Way::Folder(PathBuf::from("/usr/bin")))
        }
    }

    /// The first that can do the work: new enough, with the wasm target.
    pub fn able() -> Option<Self> {
        let active = Self::active().ok();
        if active.as_ref().is_some_and(Self::is_able) {
            return active;
        }
        if !distribution_is_there() {
            return None;
        }
        Self::distribution().ok().filter(Self::is_able)
    }

    fn is_able(&self) -> bool {
        self.rustc >= OLDEST && self.has_wasm()
    }

    /// An empty folder is what a broken installation leaves: look for the standard library.
    fn has_wasm(&self) -> bool {
        let Ok(entries) = fs::read_dir(self.sysroot.join(WASM)) else {
            return false;
        };
        entries.flatten().any(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        })
    }

    fn probe(way: Way) -> Result<Self> {
        let mut toolchain = Self {
            way,
            rustc: OLDEST,
            sysroot: PathBuf::new(),
        };
        let said = run::read(toolchain.rustc_command().arg("--version"))?;
        toolchain.rustc = Version::first_in(&said)
            .with_context(|| format!("rustc says `{}`, which is no version", said.trim()))?;
        let sysroot = run::read(toolchain.rustc_command().args(["--print", "sysroot"]))?;
        toolchain.sysroot = PathBuf::from(sysroot.trim());
        Ok(toolchain)
    }

    fn rustc_command(&self) -> std::process::Command {
        let mut command = match &self.way {
            Way::Folder(folder) => run::command(folder.join("rustc")),
            Way::Rustup(_) | Way::Path => run::command("rustc"),
        };
        if let Some(name) = self.rustup_name() {
            command.env("RUSTUP_TOOLCHAIN", name);
        }
        command
    }

    /// What `RUSTUP_TOOLCHAIN` must say, if anything.
    pub fn rustup_name(&self) -> Option<&str> {
        match &self.way {
            Way::Rustup(name) => Some(name),
            Way::Path | Way::Folder(_) => None,
        }
    }

    /// The folder that must be first on PATH, if any.
    pub fn folder(&self) -> Option<PathBuf> {
        match &self.way {
            Way::Folder(folder) => Some(folder.clone()),
            Way::Rustup(_) | Way::Path => None,
        }
    }

    /// True for the distribution's toolchain: its parts come from apt, not from rustup.
    pub fn is_distribution(&self) -> bool {
        self.sysroot == Path::new("/usr")
    }

    /// How to say which one it is.
    pub fn name(&self) -> String {
        match &self.way {
            Way::Rustup(name) => format!("rustc {} ({name})", self.rustc),
            Way::Path => format!("rustc {}", self.rustc),
            Way::Folder(folder) => format!("rustc {} ({})", self.rustc, folder.display()),
        }
    }
}

/// Looked at before it is started: asking rustup for a toolchain it does not have is slow.
fn distribution_is_there() -> bool {
    if place::on_path("rustup").is_none() {
        return place::is_executable(Path::new("/usr/bin/rustc"));
    }
    let home = match env::var_os("RUSTUP_HOME") {
        Some(folder) => Some(PathBuf::from(folder)),
        None => place::home().ok().map(|home| home.join(".rustup")),
    };
    home.is_some_and(|home| home.join("toolchains").join(LINKED).exists())
}
