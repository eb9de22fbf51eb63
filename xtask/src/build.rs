//! The release build: the server, and the browser's part split into lazy chunks.
//!
//! cargo would find out by itself that nothing changed, but cargo-leptos then still optimises
//! and splits the wasm anew. So a mark is kept of what was built from what, and an equal mark
//! skips the build: that is what makes a second `serve` start in seconds.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    thread,
    time::{Instant, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};

use crate::{pack, place, run, setup::Tools, sizes, step};

/// What the build reads. Everything else in a crate (tests, docs) changes nothing in it.
const INPUTS: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    ".cargo/config.toml",
    "app/Cargo.toml",
    "app/build.rs",
    "app/src",
    "app/words",
    "domain/Cargo.toml",
    "domain/src",
    "frontend/Cargo.toml",
    "frontend/src",
    "packaging/holidays",
    "planner/Cargo.toml",
    "planner/src",
    "public",
    "server/Cargo.toml",
    "server/build.rs",
    "server/src",
    "store/Cargo.toml",
    "store/build.rs",
    "store/migrations",
    "store/src",
    "style",
    // What becomes of it afterwards.
    "xtask/src/pack",
];

/// Builds unless the last build was of exactly this.
pub fn ready(tools: &Tools) -> Result<()> {
    if is_fresh(tools)? {
        println!("Build: nothing changed");
        return Ok(());
    }
    release(tools)
}

/// Builds.
pub fn release(tools: &Tools) -> Result<()> {
    let start = Instant::now();
    println!("Build: cargo leptos build --release --split");
    // Taken before: what is edited while the build runs must be built again.
    let inputs = inputs_mark(tools)?;
    // cargo-leptos builds one after the other, and the browser's part, which is optimised as one, takes a single core.
    thread::scope(|scope| {
        let server = scope.spawn(|| leptos(tools, &["--server-only"]));
        leptos(tools, &["--split", "--frontend-only"]).and_then(|()| pack::pack(tools))?;
        let ended = server.join();
        ended.unwrap_or_else(|_| bail!("the thread of the server's build failed"))
    })?;
    if !place::is_executable(&place::binary()?) {
        bail!(
            "cargo-leptos ended well but {} is missing",
            place::binary()?.display()
        );
    }
    let mark = mark_file()?;
    if let Some(folder) = mark.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&mark, format!("{inputs}\n{}\n", outputs_mark()?))
        .with_context(|| format!("Cannot write {}", mark.display()))?;
    println!("Build: done ({})", step::took(start));
    Ok(())
}

fn leptos(tools: &Tools, part: &[&str]) -> Result<()> {
    let mut command = tools.cargo()?;
    command.args(["leptos", "build", "--release"]).args(part);
    run::go(&mut command)
}

fn is_fresh(tools: &Tools) -> Result<bool> {
    let Ok(kept) = fs::read_to_string(mark_file()?) else {
        return Ok(false);
    };
    // A missing output is simply not fresh.
    let Ok(outputs) = outputs_mark() else {
        return Ok(false);
    };
    Ok(kept == format!("{}\n{outputs}\n", inputs_mark(tools)?))
}

fn mark_file() -> Result<PathBuf> {
    Ok(place::root()?.join("target/xtask/built"))
}

/// Path, size and time of every input, and the toolchain. Times rather than contents: reading
/// them all takes a few milliseconds, and cargo decides by them too.
fn inputs_mark(tools: &Tools) -> Result<String> {
    let root = place::root()?;
    let mut files = Vec::new();
    for input in INPUTS {
        collect(&root.join(input), &mut files)?;
    }
    files.sort();
    let toolchain = tools.toolchain.as_ref().map(|found| found.name());
    Ok(format!(
        "in {:016x}",
        hash_of(&files)? ^ hash(&(toolchain, root))
    ))
}

/// The binary, its `hash.txt`, and the files that `hash.txt` names: a build folder shared with
/// another clone may hold another build by now.
fn outputs_mark() -> Result<String> {
    let pkg = sizes::Pkg::read()?;
    let mut files = vec![
        place::binary()?,
        place::binary()?.with_file_name("hash.txt"),
    ];
    files.extend([pkg.main, pkg.css]);
    Ok(format!("out {:016x}", hash_of(&files)?))
}

fn hash_of(files: &[PathBuf]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        let about =
            fs::metadata(file).with_context(|| format!("Cannot read {}", file.display()))?;
        let modified = about
            .modified()?
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        (file, about.len(), modified).hash(&mut hasher);
    }
    Ok(hasher.finish())
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// All files below, or the file itself; nothing there is nothing.
pub fn collect(path: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        into.push(path.to_owned());
    } else if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), into)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_changes_the_mark() {
        let folder = std::env::temp_dir().join(format!("xtask-mark-{}", std::process::id()));
        fs::create_dir_all(folder.join("deep")).unwrap();
        fs::write(folder.join("deep/one.rs"), "1").unwrap();
        let mark = || {
            let mut files = Vec::new();
            collect(&folder, &mut files).unwrap();
            hash_of(&files).unwrap()
        };
        let before = mark();
        assert_eq!(before, mark());
        fs::write(folder.join("deep/one.rs"), "12").unwrap();
        let edited = mark();
        assert_ne!(before, edited);
        fs::write(folder.join("two.rs"), "").unwrap();
        assert_ne!(edited, mark());
        fs::remove_dir_all(folder).unwrap();
    }
}
