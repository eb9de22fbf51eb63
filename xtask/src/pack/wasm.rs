//! Merging and optimising, by binaryen's programs.
//!
//! A piece imports the first file's memory, table and stack, and nothing else. Merged as they are, each would bring
//! imports of its own for the same things; so they are merged with a module that imports these once and passes them on.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{run, setup::Tools};

/// The module's name that pieces import from, and what the loader must find in it.
const PIECES_FROM: &str = "__wasm_split";
pub const TABLE: &str = "__indirect_function_table";
/// The same for what was merged.
pub const FROM: &str = "first";

/// What rustc makes use of. No more: binaryen would write what browsers cannot read yet.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What is small when it is sent, which is compressed. A function that is called once and stands by itself looks like
/// others, and within its caller like none; and those of one name are alike, so they stand together. Of the first file's
/// 260 KB this spares 9, though it makes it larger on the device.
const SMALL: &[&str] = &[
    "--one-caller-inline-max-function-size=10",
    "--reorder-functions-by-name",
];

const IMPORTS: u8 = 2;
const ELEMENTS: u8 = 9;
const CODE: u8 = 10;
const DATA: u8 = 11;

pub struct Binaryen<'a> {
    tools: &'a Tools,
    folder: &'a Path,
}

impl<'a> Binaryen<'a> {
    pub fn of(tools: &'a Tools) -> Result<Self> {
        let folder = tools.binaryen.as_deref();
        let folder = folder.context("binaryen was not looked for")?;
        Ok(Self { tools, folder })
    }

    pub fn optimised(&self, file: &Path, to: &Path) -> Result<Vec<u8>> {
        let mut command = self.tools.command(self.folder.join("wasm-opt"))?;
        command
            .arg("-Oz")
            .args(SMALL)
            .args(FEATURES)
            .arg(file)
            .arg("-o")
            .arg(to);
        run::read(&mut command)?;
        fs::read(to).with_context(|| format!("Cannot read {}", to.display()))
    }

    pub fn merged(&self, shared: &Path, pieces: &[PathBuf], to: &Path) -> Result<()> {
        let mut command = self.tools.command(self.folder.join("wasm-merge"))?;
        // Until they are joined there are several memories, all of them one.
        command.args(FEATURES).arg("--enable-multimemory");
        command.arg(shared).arg(PIECES_FROM);
        for (n, piece) in pieces.iter().enumerate() {
            command.arg(piece).arg(format!("piece_{n}"));
        }
        run::read(command.arg("-o").arg(to))?;
        Ok(())
    }
}

/// What of a piece is code and data: names, types and imports go when it is merged.
pub fn weight(file: &Path) -> Result<i64> {
    let bytes = read(file)?;
    let kept = sections(&bytes)
        .with_context(|| format!("{} is no wasm", file.display()))?
        .into_iter()
        .filter(|(kind, _)| [ELEMENTS, CODE, DATA].contains(kind))
        .map(|(_, content)| content.len())
        .sum::<usize>();
    Ok(i64::try_from(kept)?)
}

/// Writes the module that passes on what all of these import; answers the names of that.
pub fn shared(pieces: impl Iterator<Item = PathBuf>, to: &Path) -> Result<Vec<String>> {
    let mut all = BTreeMap::new();
    for file in pieces {
        let bytes = read(&file)?;
        let found = imports(&bytes).with_context(|| {
            format!(
                "{} imports other things than memory, tables and globals of {PIECES_FROM}",
                file.display()
            )
        })?;
        for (name, what) in found {
            let known = all.entry(name.clone()).or_insert_with(|| what.clone());
            if *known != what {
                bail!("{name} is one thing here and another there");
            }
        }
    }
    if !all.contains_key(TABLE) {
        bail!("nothing imports {TABLE}");
    }
    fs::write(to, passing_on(&all)).with_context(|| format!("Cannot write {}", to.display()))?;
    Ok(all.into_keys().collect())
}

/// The kind of an import and its type, as they are written.
type Described = Vec<u8>;

fn passing_on(all: &BTreeMap<String, Described>) -> Vec<u8> {
    let mut imports = number(all.len());
    let mut exports = number(all.len());
    let mut of_kind = BTreeMap::<u8, usize>::new();
    for (name, what) in all {
        text(FROM, &mut imports);
        text(name, &mut imports);
        imports.extend(what);
        let kind = what[0];
        let place = of_kind.entry(kind).or_default();
        text(name, &mut exports);
        exports.push(kind);
        exports.extend(number(*place));
        *place += 1;
    }
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    for (kind, content) in [(IMPORTS, imports), (7, exports)] {
        module.push(kind);
        module.extend(number(content.len()));
        module.extend(content);
    }
    module
}

/// What a piece imports; nothing where it imports something that is not expected.
fn imports(bytes: &[u8]) -> Option<Vec<(String, Described)>> {
    let mut found = Vec::new();
    for (kind, content) in sections(bytes)? {
        if kind != IMPORTS {
            continue;
        }
        let mut rest = Rest(content);
        for _ in 0..rest.number()? {
            let (from, name) = (rest.text()?, rest.text()?);
            let before = rest.0;
            match rest.byte()? {
                1 => {
                    rest.byte()?;
                    rest.limits()?;
                }
                2 => rest.limits()?,
                3 => {
                    rest.byte()?;
                    rest.byte()?;
                }
                _ => return None,
            }
            if from != PIECES_FROM {
                return None;
            }
            let what = before[..before.len() - rest.0.len()].to_vec();
            found.push((name.to_owned(), what));
        }
    }
    Some(found)
}

fn sections(bytes: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut rest = Rest(bytes.strip_prefix(b"\0asm\x01\0\0\0")?);
    let mut found = Vec::new();
    while !rest.0.is_empty() {
        let kind = rest.byte()?;
        let length = rest.number()?;
        found.push((kind, rest.take(length)?));
    }
    Some(found)
}

/// What of a file is not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|byte| byte[0])
    }

    /// LEB128.
    fn number(&mut self) -> Option<usize> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn limits(&mut self) -> Option<()> {
        let bounded = self.byte()? & 1 == 1;
        self.number()?;
        if bounded {
            self.number()?;
        }
        Some(())
    }
}

/// LEB128.
fn number(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}

fn text(text: &str, to: &mut Vec<u8>) {
    to.extend(number(text.len()));
    to.extend(text.as_bytes());
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("Cannot read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of 300 functions or more, a memory of one page or more, and a global that changes.
    fn all() -> BTreeMap<String, Described> {
        BTreeMap::from([
            (TABLE.to_owned(), vec![1, 0x70, 0, 0xac, 2]),
            ("memory".to_owned(), vec![2, 0, 1]),
            ("stack".to_owned(), vec![3, 0x7f, 1]),
        ])
    }

    #[test]
    fn what_is_passed_on_is_what_was_imported() {
        let module = passing_on(&all());
        // Read as a piece that imports from elsewhere, it imports just that.
        let there = String::from_utf8(module.clone()).unwrap_or_default();
        assert!(there.is_empty() || there.contains(TABLE));
        let kinds: Vec<_> = sections(&passing_on(&all()))
            .unwrap()
            .into_iter()
            .map(|(kind, _)| kind)
            .collect();
        assert_eq!(kinds, [IMPORTS, 7]);
    }

    #[test]
    fn only_what_is_expected_is_read_as_an_import() {
        let piece = |from: &str, what: &[u8]| {
            let mut section = number(1);
            text(from, &mut section);
            text("stack", &mut section);
            section.extend(what);
            let mut module = b"\0asm\x01\0\0\0".to_vec();
            module.push(IMPORTS);
            module.extend(number(section.len()));
            module.extend(section);
            module
        };
        let global = [3, 0x7f, 1];
        assert_eq!(
            imports(&piece(PIECES_FROM, &global)),
            Some(vec![("stack".to_owned(), global.to_vec())])
        );
        assert_eq!(imports(&piece("elsewhere", &global)), None);
        // A function.
        assert_eq!(imports(&piece(PIECES_FROM, &[0, 1])), None);
        assert_eq!(imports(b"something else"), None);
    }

    #[test]
    fn numbers_are_written_as_they_are_read() {
        for value in [0, 1, 127, 128, 300, 16_383, 16_384, 4_000_000] {
            assert_eq!(Rest(&number(value)).number(), Some(value));
        }
    }
}
