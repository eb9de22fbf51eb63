//! Starting other programs.
//!
//! Every command gets a closed stdin (nothing here may wait for a keypress) and an environment
//! without what the outer `cargo run` and the rustup shim added for *this* program: with
//! `RUSTUP_TOOLCHAIN`, `CARGO` or `LD_LIBRARY_PATH` inherited, an inner cargo would run under a
//! toolchain nobody chose.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::place;

/// Set by cargo and rustup for the program they start; `CARGO_HOME`, `CARGO_TARGET_DIR`,
/// `CARGO_REGISTRIES_…` and other wishes of the user stay.
const LEFT_BEHIND: &[&str] = &[
    "CARGO",
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_CRATE_NAME",
    "CARGO_BIN_NAME",
    "OUT_DIR",
    "RUSTC",
    "RUSTDOC",
    "RUSTUP_TOOLCHAIN",
    "RUSTUP_TOOLCHAIN_SOURCE",
    "RUST_RECURSION_COUNT",
];

/// A command with a clean environment and no stdin.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    for (name, _) in env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        if LEFT_BEHIND.contains(&text) || text.starts_with("CARGO_PKG_") {
            command.env_remove(&name);
        }
    }
    for name in ["LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"] {
        match env::var_os(name).map(|value| without_cargos_folders(&value)) {
            Some(kept) if kept.is_empty() => command.env_remove(name),
            Some(kept) => command.env(name, kept),
            None => continue,
        };
    }
    if let Some(folder) = place::chosen_target() {
        command.env("CARGO_TARGET_DIR", folder);
    }
    command
}

/// cargo puts its build folders and the toolchain's libraries in front of the user's own.
fn without_cargos_folders(value: &OsStr) -> OsString {
    let kept = env::split_paths(value).filter(|folder| {
        let text = folder.to_string_lossy();
        !(text.contains("/.rustup/")
            || text.contains("rustlib")
            || folder.ends_with("deps")
            || folder.join(".cargo-lock").exists())
    });
    env::join_paths(kept).unwrap_or_default()
}

/// Runs it with its output on the terminal; an error says which command failed and how.
pub fn go(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs it and answers what it printed; its error output is shown only when it fails.
pub fn read(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "`{}` failed ({}): {}",
            shown(command),
            output.status,
            said.trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// True when it starts and ends well; prints nothing.
pub fn works(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

/// Becomes the other program, so that signals and the exit code are its own.
#[cfg(unix)]
pub fn become_it(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let error = command.stdin(Stdio::inherit()).exec();
    Err(error).with_context(|| cannot_start(command))
}

#[cfg(not(unix))]
pub fn become_it(command: &mut Command) -> Result<()> {
    go(command.stdin(Stdio::inherit()))
}

/// The command as one would type it, paths cut to their last part.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let mut words = vec![name.to_string_lossy().into_owned()];
    words.extend(
        command
            .get_args()
            .map(|arg| arg.to_string_lossy().into_owned()),
    );
    words.join(" ")
}

fn cannot_start(command: &Command) -> String {
    format!(
        "`{}` could not be started",
        command.get_program().to_string_lossy()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn library_path_keeps_only_the_users_folders() {
        let value = "/x/.rustup/toolchains/a/lib:/opt/own/lib:/y/target/debug/deps";
        assert_eq!(
            without_cargos_folders(OsStr::new(value)),
            OsStr::new("/opt/own/lib")
        );
    }

    #[test]
    fn the_environment_of_the_outer_cargo_is_removed() {
        // `cargo test` sets CARGO_PKG_NAME for this very test.
        let cleaned = command("true");
        let removed: Vec<_> = cleaned
            .get_envs()
            .filter(|(_, value)| value.is_none())
            .map(|(name, _)| name)
            .collect();
        assert!(
            removed.contains(&OsStr::new("CARGO_PKG_NAME")),
            "{removed:?}"
        );
    }

    #[test]
    fn a_failure_names_the_command() {
        let error = read(command("sh").args(["-c", "echo broken >&2; exit 3"])).unwrap_err();
        let text = format!("{error:#}");
        assert!(text.contains("sh -c") && text.contains("broken"), "{text}");
    }
}
