//! `cargo xtask house`: the rules of this house that no compiler keeps.
//!
//! Each file is one family of rules and answers a list of sentences, one a violation. The
//! forbidden words are put together with `concat!`, or these files would find themselves.

mod acceptance;
mod crates;
mod files;
mod markup;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{place, run};

/// Looks at everything before it fails.
pub fn run() -> Result<()> {
    let root = place::root()?;
    let sources = Source::all(&root)?;
    let mut wrong = acceptance::check(&root)?;
    wrong.extend(crates::check(&sources)?);
    wrong.extend(markup::check(&sources));
    wrong.extend(files::check(&root)?);
    if !wrong.is_empty() {
        bail!(
            "{} rules of the house are broken:\n  {}",
            wrong.len(),
            wrong.join("\n  ")
        );
    }
    println!("House: {} source files keep the rules", sources.len());
    Ok(())
}

/// A Rust or TypeScript file of the project, comments removed.
struct Source {
    /// From the root, with `/`.
    path: String,
    code: String,
}

impl Source {
    fn all(root: &Path) -> Result<Vec<Self>> {
        let mut sources = Vec::new();
        for path in committed(root)? {
            if !(path.ends_with(".rs") || path.ends_with(".ts")) {
                continue;
            }
            // Deleted, but not yet in a commit.
            let Ok(text) = fs::read_to_string(root.join(&path)) else {
                continue;
            };
            sources.push(Self {
                path,
                code: without_comments(&text),
            });
        }
        Ok(sources)
    }

    /// `path:line` of a place in `code`.
    fn at(&self, offset: usize) -> String {
        let line = self.code[..offset].matches('\n').count() + 1;
        format!("{}:{line}", self.path)
    }

    /// Where `needle` occurs as a whole word: no letter, digit or `_` before it.
    fn find(&self, needle: &str) -> Vec<usize> {
        self.code
            .match_indices(needle)
            .map(|(offset, _)| offset)
            .filter(|offset| {
                let before = self.code[..*offset].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
            })
            .collect()
    }
}

/// Files of the repository: in the index, or new and not ignored.
pub fn committed(root: &Path) -> Result<Vec<String>> {
    let mut command = run::command("git");
    command.args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let text = run::read(command.current_dir(root)).context("This is not a clone made by git")?;
    let mut files: Vec<_> = text
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
        .collect();
    files.sort();
    files.dedup();
    Ok(files)
}

/// Everything from `//` on is blank, except after a colon (an address). Lines stay lines.
fn without_comments(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let comment = line
            .match_indices("//")
            .map(|(offset, _)| offset)
            .find(|offset| !line[..*offset].ends_with([':', '/']));
        match comment {
            Some(offset) => {
                code.push_str(&line[..offset]);
                code.push('\n');
            }
            None => code.push_str(line),
        }
    }
    code
}

/// All files below a folder of the root, for rules about one place.
fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    crate::build::collect(folder, &mut files)?;
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn source(path: &str, code: &str) -> Source {
        Source {
            path: path.to_owned(),
            code: without_comments(code),
        }
    }

    #[test]
    fn comments_do_not_count_and_lines_do() {
        let found = source(
            "a.rs",
            "/// forbidden\nlet x = 1; // forbidden\nforbidden();\n",
        );
        let places: Vec<_> = found
            .find("forbidden")
            .into_iter()
            .map(|o| found.at(o))
            .collect();
        assert_eq!(places, ["a.rs:3"]);
    }

    #[test]
    fn addresses_are_no_comments() {
        assert_eq!(
            without_comments("let a = \"http://x\"; b"),
            "let a = \"http://x\"; b"
        );
    }

    #[test]
    fn only_whole_words_are_found() {
        assert_eq!(source("a.rs", "operand::x rand::y").find("rand::"), [11]);
    }
}
