//! After cargo-leptos: the many pieces of the browser's part become few.
//!
//! Splitting cuts a piece for every set of pages that share some code: some six hundred, of which a list would fetch and
//! instantiate over four hundred, most of them a few hundred bytes. Each costs a request, compresses badly for being
//! small, and names what it shares with the first file again. So pieces that are mostly wanted together are merged
//! ([`groups`]), and only then optimised ([`wasm`]); the loader and the manifest name what came of it ([`loader`]).
//!
//! Files are named by what is in them, also the two scripts, which name each other: whoever kept an old one in their
//! browser never gets a new one under its name.

mod groups;
mod loader;
mod wasm;

use std::{
    collections::BTreeMap,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    sync::Mutex,
    thread,
    time::Instant,
};

use anyhow::{Context, Result, bail};

use crate::{place, setup::Tools, step};
use loader::Loader;

/// What `hash.txt` says of each kind of file.
struct Hashes(BTreeMap<String, String>);

impl Hashes {
    fn read(file: &Path) -> Result<Self> {
        let text =
            fs::read_to_string(file).with_context(|| format!("Cannot read {}", file.display()))?;
        let pairs = text.lines().filter_map(|line| line.split_once(':'));
        Ok(Self(
            pairs
                .map(|(kind, hash)| (kind.trim().to_owned(), hash.trim().to_owned()))
                .collect(),
        ))
    }

    fn of(&self, kind: &str) -> Result<&str> {
        let hash = self.0.get(kind);
        hash.map(String::as_str)
            .with_context(|| format!("hash.txt has no line for {kind}"))
    }

    fn write(&self, file: &Path) -> Result<()> {
        let lines = self
            .0
            .iter()
            .map(|(kind, hash)| format!("{kind}: {hash}\n"));
        fs::write(file, lines.collect::<String>())
            .with_context(|| format!("Cannot write {}", file.display()))
    }
}

/// Merges, optimises, names anew.
pub fn pack(tools: &Tools) -> Result<()> {
    let start = Instant::now();
    let pkg = place::site()?.join("pkg");
    let hash_file = place::binary()?.with_file_name("hash.txt");
    let mut hashes = Hashes::read(&hash_file)?;
    let old = Old::read(&pkg, &hashes)?;
    let binaryen = wasm::Binaryen::of(tools)?;

    let pieces = old.loader.pieces(&pkg)?;
    let count = pieces.len();
    let groups = groups::grouped(pieces);
    let folder = place::target()?.join("pack");
    fs::create_dir_all(&folder).with_context(|| format!("Cannot make {}", folder.display()))?;

    // The first file is the largest: it begins first.
    let mut jobs = vec![Job::First(old.main.clone())];
    jobs.extend(groups.iter().enumerate().map(|(n, group)| {
        let files = group.pieces.iter().map(|file| pkg.join(file)).collect();
        Job::Part(n, files)
    }));
    let shared = folder.join("shared.wasm");
    let names = wasm::shared(
        groups
            .iter()
            .flat_map(|g| &g.pieces)
            .map(|file| pkg.join(file)),
        &shared,
    )?;
    let made = in_threads(jobs, |job| match job {
        Job::First(file) => binaryen.optimised(&file, &folder.join("first.wasm")),
        Job::Part(n, files) => {
            let merged = folder.join(format!("merged_{n}.wasm"));
            binaryen.merged(&shared, &files, &merged)?;
            binaryen.optimised(&merged, &folder.join(format!("part_{n}.wasm")))
        }
    })?;
    let [first, parts @ ..] = &made[..] else {
        bail!("nothing was optimised");
    };

    // What was there goes before what is new comes: a name may stay.
    old.remove()?;
    let main = hash_of(&[first]);
    write(&pkg.join(format!("daymark.{main}.wasm")), first)?;
    let mut files = Vec::new();
    for (n, (group, part)) in groups.iter().zip(parts).enumerate() {
        let file = format!("{}.{}.wasm", old.loader.name_of(group, n), hash_of(&[part]));
        write(&pkg.join(&file), part)?;
        files.push(file);
    }
    let text = old.loader.written(&groups, &files, &names);
    let both = hash_of(&[old.script.as_bytes(), text.as_bytes()]);
    let (script, loader) = (
        format!("daymark.{both}.js"),
        format!("__wasm_split.{both}.js"),
    );
    let named = old.script.replace(loader::ITSELF, &loader);
    write(&pkg.join(&script), named.as_bytes())?;
    write(
        &pkg.join(&loader),
        text.replace(loader::SCRIPT, &script).as_bytes(),
    )?;
    let manifest = old.loader.manifest(&groups, &files)?;
    let manifest_hash = hash_of(&[manifest.as_bytes()]);
    write(
        &pkg.join(format!("__wasm_split_manifest.{manifest_hash}.json")),
        manifest.as_bytes(),
    )?;

    for (kind, hash) in [
        ("wasm", main),
        ("js", both.clone()),
        ("split", both),
        ("manifest", manifest_hash),
    ] {
        hashes.0.insert(kind.to_owned(), hash);
    }
    hashes.write(&hash_file)?;
    println!(
        "Pack: {count} pieces are {} ({})",
        files.len(),
        step::took(start)
    );
    Ok(())
}

enum Job {
    First(PathBuf),
    Part(usize, Vec<PathBuf>),
}

/// What cargo-leptos left.
struct Old {
    main: PathBuf,
    /// The script that wasm-bindgen wrote, with [`loader::ITSELF`] for the loader's name.
    script: String,
    loader: Loader,
    all: Vec<PathBuf>,
}

impl Old {
    fn read(pkg: &Path, hashes: &Hashes) -> Result<Self> {
        let main = pkg.join(format!("daymark.{}.wasm", hashes.of("wasm")?));
        let script = format!("daymark.{}.js", hashes.of("js")?);
        let loader = format!("__wasm_split.{}.js", hashes.of("split")?);
        let manifest = pkg.join(format!(
            "__wasm_split_manifest.{}.json",
            hashes.of("manifest")?
        ));
        let text = read(&pkg.join(&script))?;
        let mut all = vec![main.clone(), pkg.join(&script), pkg.join(&loader), manifest];
        let script = loader::unnamed(&text, &loader)
            .with_context(|| format!("{script} does not fetch {loader}"))?;
        let loader = Loader::parse(&read(&pkg.join(&loader))?)?;
        all.extend(loader.files().map(|file| pkg.join(file)));
        Ok(Self {
            main,
            script,
            loader,
            all,
        })
    }

    fn remove(&self) -> Result<()> {
        for file in &self.all {
            fs::remove_file(file).with_context(|| format!("Cannot remove {}", file.display()))?;
        }
        Ok(())
    }
}

/// Runs all on as many threads as there are processors, in order of beginning; the results keep the order.
fn in_threads<J: Send, T: Send>(
    jobs: Vec<J>,
    run: impl Fn(J) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let count = jobs.len();
    let waiting = Mutex::new(jobs.into_iter().enumerate());
    let done = Mutex::new(Vec::with_capacity(count));
    let next = || waiting.lock().ok()?.next();
    let work = || {
        while let Some((place, job)) = next() {
            let result = run(job);
            if let Ok(mut done) = done.lock() {
                done.push((place, result));
            }
        }
    };
    let threads = thread::available_parallelism().map_or(2, Into::into);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(place, _)| *place);
    if done.len() != count {
        bail!("a thread ended before its work");
    }
    done.into_iter().map(|(_, result)| result).collect()
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("Cannot read {}", file.display()))
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    fs::write(file, content).with_context(|| format!("Cannot write {}", file.display()))
}

fn hash_of(contents: &[&[u8]]) -> String {
    let mut hasher = DefaultHasher::new();
    contents.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
