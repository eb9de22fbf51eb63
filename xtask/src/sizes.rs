//! `cargo xtask sizes`: what a browser downloads, against its budget.
//!
//! Everything is measured as sent: brotli at quality 11. 1 KB is 1024 bytes.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    build, place,
    setup::{self, Consent, Scope},
};

const KB: u64 = 1024;

/// The first wasm chunk, one lazy chunk, the stylesheet.
const FIRST: u64 = 260 * KB;
const LAZY: u64 = 40 * KB;
const CSS: u64 = 30 * KB;

/// Files that one page may ask for at once: each is a request.
const FILES: usize = 18;

/// The files of the current build. A pkg folder may hold files of earlier builds: what belongs
/// to this one is what `hash.txt` and the split loader name.
pub struct Pkg {
    pub main: PathBuf,
    pub css: PathBuf,
    pub scripts: Vec<PathBuf>,
    /// `<page>.<hash>.wasm`, and `shared_<n>.<hash>.wasm` for several (`pack`).
    pub lazy: Vec<PathBuf>,
    /// What of these each page asks for, by its name in the manifest.
    pub pages: BTreeMap<String, Vec<PathBuf>>,
}

impl Pkg {
    pub fn read() -> Result<Self> {
        let hashes = place::binary()?.with_file_name("hash.txt");
        let hashes = fs::read_to_string(&hashes)
            .with_context(|| format!("{} is missing: nothing was built", hashes.display()))?;
        let pkg = place::site()?.join("pkg");
        let hash = |kind: &str| {
            hash_of(&hashes, kind).with_context(|| format!("hash.txt has no line for {kind}"))
        };
        let loader = pkg.join(format!("__wasm_split.{}.js", hash("split")?));
        let loader_text = fs::read_to_string(&loader)
            .with_context(|| format!("Cannot read {}", loader.display()))?;
        let manifest = pkg.join(format!("__wasm_split_manifest.{}.json", hash("manifest")?));
        let manifest = fs::read_to_string(&manifest)
            .with_context(|| format!("Cannot read {}", manifest.display()))?;
        let manifest: BTreeMap<String, Vec<String>> =
            serde_json::from_str(&manifest).context("The manifest cannot be read")?;
        let of_page = |files: Vec<String>| -> Result<Vec<PathBuf>> {
            let files = files.into_iter();
            files
                .map(|stem| existing(pkg.join(format!("{stem}.wasm"))))
                .collect()
        };
        Ok(Self {
            pages: manifest
                .into_iter()
                .map(|(page, files)| Ok((page, of_page(files)?)))
                .collect::<Result<_>>()?,
            main: existing(pkg.join(format!("daymark.{}.wasm", hash("wasm")?)))?,
            css: existing(pkg.join(format!("daymark.{}.css", hash("css")?)))?,
            scripts: vec![
                existing(pkg.join(format!("daymark.{}.js", hash("js")?)))?,
                loader,
            ],
            lazy: wasm_names(&loader_text)
                .into_iter()
                .map(|name| existing(pkg.join(name)))
                .collect::<Result<_>>()?,
        })
    }
}

fn existing(file: PathBuf) -> Result<PathBuf> {
    if file.is_file() {
        Ok(file)
    } else {
        bail!("{} is missing", file.display())
    }
}

/// `wasm: <hash>` in cargo-leptos's hash.txt.
fn hash_of<'a>(hashes: &'a str, kind: &str) -> Option<&'a str> {
    hashes.lines().find_map(|line| {
        let (name, hash) = line.split_once(':')?;
        (name.trim() == kind).then_some(hash.trim())
    })
}

/// Every `"./x.wasm"` in the split loader, once.
fn wasm_names(loader: &str) -> Vec<String> {
    let mut names: Vec<_> = loader
        .split(['"', '\'', '`'])
        .filter_map(|word| word.strip_prefix("./"))
        .filter(|word| word.ends_with(".wasm") && !word.contains('/'))
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Builds if needed, then measures.
pub fn run() -> Result<()> {
    let tools = setup::ready(Scope::Serve, Consent::asked(false))?;
    build::ready(&tools)?;
    measure()
}

/// Prints the table; an error names what is over budget.
pub fn measure() -> Result<()> {
    let pkg = Pkg::read()?;
    let mut rows = vec![row(&pkg.main, Some(FIRST))?, row(&pkg.css, Some(CSS))?];
    for script in &pkg.scripts {
        rows.push(row(script, None)?);
    }
    for chunk in &pkg.lazy {
        rows.push(row(chunk, Some(LAZY))?);
    }
    println!(
        "{:<44} {:>10} {:>10} {:>8}",
        "file (1 KB = 1024 bytes)", "raw KB", "brotli KB", "budget"
    );
    for row in &rows {
        let budget = row
            .budget
            .map_or("–".to_owned(), |budget| (budget / KB).to_string());
        let mark = if row.is_over() { "  ← over" } else { "" };
        println!(
            "{:<44} {:>10} {:>10} {budget:>8}{mark}",
            row.name,
            kb(row.raw),
            kb(row.sent)
        );
    }
    let mut over: Vec<_> = rows
        .iter()
        .filter(|row| row.is_over())
        .map(|row| &*row.name)
        .collect();
    over.extend(pages(&pkg, &rows));
    if !over.is_empty() {
        bail!("over budget: {}", over.join(", "));
    }
    Ok(())
}

/// Prints what each page asks for beside the first file; answers those that ask for too many.
fn pages<'a>(pkg: &'a Pkg, rows: &[Row]) -> Vec<&'a str> {
    let frame = pkg
        .pages
        .iter()
        .find(|(name, _)| name.contains("frame_view"));
    let frame = frame.map_or(&[][..], |(_, files)| files);
    let sent = |files: &mut dyn Iterator<Item = &PathBuf>| {
        let of = |file: &PathBuf| {
            rows.iter()
                .find(|row| row.file == *file)
                .map_or(0, |row| row.sent)
        };
        kb(files.map(of).sum())
    };
    println!(
        "\n{:<44} {:>10} {:>10} {:>18}",
        "page", "files", "brotli KB", "beyond the frame's"
    );
    for (page, files) in &pkg.pages {
        println!(
            "{:<44} {:>10} {:>10} {:>18}",
            page.trim_matches('_'),
            files.len(),
            sent(&mut files.iter()),
            sent(&mut files.iter().filter(|file| !frame.contains(file))),
        );
    }
    let many = pkg.pages.iter().filter(|(_, files)| files.len() > FILES);
    many.map(|(page, _)| &**page).collect()
}

struct Row {
    file: PathBuf,
    name: String,
    raw: u64,
    sent: u64,
    budget: Option<u64>,
}

impl Row {
    fn is_over(&self) -> bool {
        self.budget.is_some_and(|budget| self.sent > budget)
    }
}

fn row(file: &Path, budget: Option<u64>) -> Result<Row> {
    let content = fs::read(file).with_context(|| format!("Cannot read {}", file.display()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Ok(Row {
        file: file.to_owned(),
        name: without_hash(&name),
        raw: content.len() as u64,
        sent: compressed(&content)?,
        budget,
    })
}

fn compressed(content: &[u8]) -> Result<u64> {
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut sent = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut sent, &settings).context("brotli failed")?;
    Ok(sent.len() as u64)
}

/// `split_today.Ab3….wasm` is `split_today.wasm`: the hash says nothing to a reader.
fn without_hash(name: &str) -> String {
    match name.split('.').collect::<Vec<_>>()[..] {
        [stem, _, extension] => format!("{stem}.{extension}"),
        _ => name.to_owned(),
    }
}

fn kb(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / KB as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_txt_is_read_by_kind() {
        let text = "js: aJ\nwasm: bW\ncss: cC\nmanifest: dM\nsplit: eS\n";
        assert_eq!(hash_of(text, "wasm"), Some("bW"));
        assert_eq!(hash_of(text, "split"), Some("eS"));
        assert_eq!(hash_of(text, "wa"), None);
    }

    #[test]
    fn the_loader_names_the_chunks_of_this_build() {
        let loader = r#"const a=f("./chunk_0.x-_1.wasm");b=f("./split_today.y.wasm"),f("./chunk_0.x-_1.wasm");import"./daymark.z.js""#;
        assert_eq!(
            wasm_names(loader),
            ["chunk_0.x-_1.wasm", "split_today.y.wasm"]
        );
    }

    #[test]
    fn over_means_over() {
        let row = |sent| Row {
            file: PathBuf::new(),
            name: String::new(),
            raw: 0,
            sent,
            budget: Some(LAZY),
        };
        assert!(!row(40 * 1024).is_over());
        assert!(row(40 * 1024 + 1).is_over());
    }

    #[test]
    fn names_lose_their_hash() {
        assert_eq!(without_hash("split_today.Ab-3_.wasm"), "split_today.wasm");
        assert_eq!(without_hash("plain.js"), "plain.js");
    }

    #[test]
    fn brotli_compresses() {
        assert!(compressed(&[b'a'; 10_000]).unwrap() < 100);
    }
}
