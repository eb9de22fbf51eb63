//! wasm-bindgen's command, of exactly the version of the library: the two share a file format
//! that changes with every release.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use super::{Part, Tools, light_release, log};
use crate::{place, run, step, version::Version};

pub const PART: Part = Part {
    name: "wasm-bindgen",
    find,
    plan,
    install,
};

fn find(tools: &mut Tools) -> Result<bool> {
    let wanted = wanted()?;
    let version = Version::parse(&wanted);
    let said = |tools: &Tools, program: PathBuf| -> Result<Option<Version>> {
        let text = run::read(tools.command(program)?.arg("--version")).unwrap_or_default();
        Ok(Version::first_in(&text))
    };
    if let Some(program) = place::on_path("wasm-bindgen")
        && said(tools, program)? == version
    {
        return Ok(true);
    }
    let bin = folder(&wanted)?.join("bin");
    let own = bin.join("wasm-bindgen");
    if place::is_executable(&own) && said(tools, own)? == version {
        tools.path.push(bin);
        return Ok(true);
    }
    Ok(false)
}

fn plan(_: &Tools) -> Result<String> {
    Ok(format!(
        "wasm-bindgen {} (compiled into the tools folder: 4–8 min on two cores)",
        wanted()?
    ))
}

fn install(tools: &mut Tools) -> Result<()> {
    let wanted = wanted()?;
    let mut command = tools.cargo()?;
    // Without --locked: its lock file names a version that registries no longer serve.
    command.args([
        "install",
        "wasm-bindgen-cli",
        "--version",
        &wanted,
        "--root",
    ]);
    command.arg(folder(&wanted)?).current_dir(place::home()?);
    // So the newest crates are taken that this rustc compiles, not the newest there are.
    command.env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback");
    // Its test runner alone would bring TLS.
    command.args(["--no-default-features", "--bin", "wasm-bindgen"]);
    step::long(
        "wasm-bindgen",
        light_release(&mut command),
        &log(PART.name)?,
    )
}

fn folder(version: &str) -> Result<PathBuf> {
    Ok(place::tools()?.join(format!("wasm-bindgen-{version}")))
}

/// The library's version, as Cargo.lock says it.
fn wanted() -> Result<String> {
    let file = place::root()?.join("Cargo.lock");
    let lock = fs::read_to_string(&file)
        .context("There is no Cargo.lock, which says the version of wasm-bindgen")?;
    locked_version(&lock, "wasm-bindgen").context("Cargo.lock does not name wasm-bindgen")
}

/// The version of a package in the text of a Cargo.lock.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    let version = lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.61\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";

    #[test]
    fn the_lock_file_says_the_version() {
        assert_eq!(
            locked_version(LOCK, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(
            locked_version(LOCK, "wasm-bindgen-futures").as_deref(),
            Some("0.4.61")
        );
        assert_eq!(locked_version(LOCK, "wasm"), None);
    }
}
