//! What cargo knows about the workspace, as JSON.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{place, run};

/// Every package of Cargo.lock, for every platform. `--locked`: a Cargo.lock that does not fit
/// the manifests is an error, here and therefore in CI.
pub fn full() -> Result<Value> {
    read(&["--locked"])
}

/// Members only, with what each manifest asks for; reads no lock file.
pub fn members() -> Result<Value> {
    read(&["--no-deps"])
}

fn read(args: &[&str]) -> Result<Value> {
    let mut command = run::command("cargo");
    command
        .args(["metadata", "--format-version", "1"])
        .args(args)
        .current_dir(place::root()?);
    let text = run::read(&mut command)?;
    serde_json::from_str(&text).context("`cargo metadata` printed something that is not JSON")
}

/// The array at `key`; nothing there counts as empty.
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The text at `key`; nothing there counts as empty.
pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
