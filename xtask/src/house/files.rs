//! What files there must be, and what no committed file may contain.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::Result;

use super::{below, committed};

const MIGRATIONS: [&str; 2] = ["store/migrations/sqlite", "store/migrations/postgres"];

/// Folders of one machine or one person.
const MACHINE: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("C:\\Us", "ers\\"),
];

/// What every crate's source is called in Cargo.lock, wherever it is really fetched from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub fn check(root: &Path) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let [sqlite, postgres] = MIGRATIONS;
    wrong.extend(differences(
        &names(&root.join(sqlite))?,
        &names(&root.join(postgres))?,
    ));
    for path in committed(root)? {
        // Pictures and fonts are no text; a deleted file is no file.
        let Ok(text) = fs::read_to_string(root.join(&path)) else {
            continue;
        };
        match Path::new(&path).file_name().and_then(|name| name.to_str()) {
            Some("Cargo.lock") => wrong.extend(cargo_lock(&path, &text)),
            Some("package-lock.json") => wrong.extend(npm_lock(&path, &text)),
            _ => {}
        }
        for (index, line) in text.lines().enumerate() {
            if let Some(folder) = machine_path(line) {
                wrong.push(format!(
                    "{path}:{} names a folder of one machine: {folder}",
                    index + 1
                ));
            }
        }
    }
    Ok(wrong)
}

fn names(folder: &Path) -> Result<BTreeSet<String>> {
    let files = below(folder)?;
    Ok(files
        .iter()
        .filter_map(|f| Some(f.file_name()?.to_str()?.to_owned()))
        .collect())
}

fn differences(sqlite: &BTreeSet<String>, postgres: &BTreeSet<String>) -> Vec<String> {
    sqlite
        .symmetric_difference(postgres)
        .map(|name| format!("migration {name} is there for one engine only"))
        .collect()
}

/// A path counts where it starts: `src/work/x` and `https://x/home/` do not.
fn machine_path(line: &str) -> Option<&'static str> {
    MACHINE.iter().copied().find(|folder| {
        line.match_indices(folder).any(|(offset, _)| {
            let before = line[..offset].chars().next_back();
            let starts = before.is_none_or(|c| c.is_whitespace() || "\"'`(=:,[<>{|".contains(c));
            let after = line[offset + folder.len()..].chars().next();
            starts && after.is_some_and(|c| c.is_alphanumeric() || c == '.' || c == '_')
        })
    })
}

fn cargo_lock(path: &str, text: &str) -> Vec<String> {
    let sources = text
        .lines()
        .filter_map(|line| line.strip_prefix("source = "));
    let other: BTreeSet<_> = sources
        .filter(|s| s.trim_matches('"') != REGISTRY)
        .collect();
    other
        .into_iter()
        .map(|source| format!("{path} names another source: {source}"))
        .collect()
}

fn npm_lock(path: &str, text: &str) -> Vec<String> {
    if text.contains("\"resolved\"") {
        vec![format!(
            "{path} names a registry; write it with end2end/.npmrc in force"
        )]
    } else {
        vec![]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_one_machine_are_found() {
        for folder in MACHINE {
            let line = format!("open(\"{folder}someone\")");
            assert_eq!(machine_path(&line), Some(*folder), "{line}");
            let line = format!("in a longer path: x{folder}y, and {folder} alone");
            assert_eq!(machine_path(&line), None, "{line}");
        }
    }

    #[test]
    fn both_engines_migrate_alike() {
        let set = |names: &[&str]| names.iter().map(|&n| n.to_owned()).collect();
        assert!(differences(&set(&["0001_a.sql"]), &set(&["0001_a.sql"])).is_empty());
        assert_eq!(
            differences(&set(&["0001_a.sql"]), &set(&["0001_b.sql"])).len(),
            2
        );
    }

    #[test]
    fn lock_files_name_no_mirror() {
        let line = |source: &str| format!("[[package]]\nsource = \"{source}\"\n");
        assert!(cargo_lock("l", &line(REGISTRY)).is_empty());
        assert_eq!(
            cargo_lock("l", &line("registry+https://mirror.example/index")).len(),
            1
        );
        assert!(npm_lock("l", "{\"version\": \"1\"}").is_empty());
        assert_eq!(
            npm_lock("l", "{\"resolved\": \"https://mirror.example\"}").len(),
            1
        );
    }
}
