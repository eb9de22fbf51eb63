//! Files that are not part of the project: `DAYMARK_DATA` names their folder, else `../shared/data` beside the workspace.

use std::{fs, path::PathBuf};

/// The text of a file; without it nothing is compared, which is said, and is a failure in CI.
pub fn read(path: &str) -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let data =
        std::env::var_os("DAYMARK_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    if let Ok(text) = fs::read_to_string(data.join(path)) {
        return Some(text);
    }
    assert!(std::env::var_os("CI").is_none(), "{path} was not found");
    println!("{path} was not found: nothing was compared.");
    None
}
