//! wasm-opt: halves what the browser downloads. Debian's is too old for today's wasm.

use std::{fs, path::PathBuf};

use anyhow::{Result, bail};

use super::{Part, Tools, apt, log};
use crate::{place, run, step, version::Version};

pub const PART: Part = Part {
    name: "wasm-opt",
    find,
    plan,
    install,
};

const OLDEST: Version = Version(120, 0, 0);
const PACKAGE: &str = "binaryen@132";

fn find(tools: &mut Tools) -> Result<bool> {
    if let Some(program) = place::on_path("wasm-opt") {
        let said = run::read(tools.command(program)?.arg("--version")).unwrap_or_default();
        if Version::first_in(&said).is_some_and(|found| found >= OLDEST) {
            return Ok(true);
        }
    }
    // Its own copy is a script that needs node, and takes half a second to say its version: the
    // package file says it too.
    let own = folder()?.join("node_modules");
    let package = fs::read_to_string(own.join("binaryen/package.json")).unwrap_or_default();
    let version = serde_json::from_str::<serde_json::Value>(&package)
        .ok()
        .and_then(|package| Version::parse(package.get("version")?.as_str()?));
    let bin = own.join(".bin");
    if version.is_some_and(|found| found >= OLDEST)
        && place::is_executable(&bin.join("wasm-opt"))
        && place::on_path("node").is_some()
    {
        tools.path.push(if cfg!(unix) { quick()? } else { bin });
        return Ok(true);
    }
    Ok(false)
}

fn plan(_: &Tools) -> Result<String> {
    match (has_node(), apt::usable()) {
        (true, _) => Ok(format!("wasm-opt (npm {PACKAGE} into the tools folder)")),
        (false, true) => Ok(format!(
            "wasm-opt (npm {PACKAGE} into the tools folder), and Node.js for it (apt-get)"
        )),
        (false, false) => bail!(
            "install Node.js 20 or newer with npm (https://nodejs.org), or binaryen {} or newer \
             so that `wasm-opt` is on PATH",
            OLDEST.0
        ),
    }
}

fn has_node() -> bool {
    place::on_path("npm").is_some() && place::on_path("node").is_some()
}

fn install(tools: &mut Tools) -> Result<()> {
    if !has_node() {
        apt::install(PART.name, "Node.js", &["nodejs", "npm"])?;
    }
    let folder = folder()?;
    fs::create_dir_all(&folder)?;
    let mut command = tools.command("npm")?;
    command
        .args(["install", "--no-fund", "--no-audit", PACKAGE, "--prefix"])
        .arg(&folder);
    step::long("wasm-opt", command.current_dir(&folder), &log(PART.name)?)
}

/// A `wasm-opt` in front of the other that leaves stubs alone. Of the three hundred files that splitting makes, most are
/// a few hundred bytes with nothing to gain, and each would start node for most of a second.
fn quick() -> Result<PathBuf> {
    let bin = folder()?.join("bin");
    let script = bin.join("wasm-opt");
    if fs::read_to_string(&script).unwrap_or_default() != QUICK {
        fs::create_dir_all(&bin)?;
        fs::write(&script, QUICK)?;
        #[cfg(unix)]
        fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    }
    Ok(bin)
}

const QUICK: &str = r#"#!/bin/sh
for file; do
  case $file in
    *.wasm) [ "$(wc -c < "$file")" -lt 1024 ] && exit 0; break ;;
  esac
done
exec "$(dirname "$0")/../node_modules/.bin/wasm-opt" "$@"
"#;

fn folder() -> Result<PathBuf> {
    Ok(place::tools()?.join("binaryen"))
}
