//! The files of a backup: written beside the place they are for, given their name when all are on disk, and compared
//! with their digests before anything is done with them.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::manifest::{FORMAT, Manifest};
use crate::error::{Error, Result};

pub(super) const MANIFEST: &str = "manifest.json";
/// As `sha256sum --check` reads it, so that a backup can be checked without the program.
const SUMS: &str = "SHA256SUMS";
/// Longest line that is read: a row with texts far beyond what the program takes.
const LINE: u64 = 64 * 1024 * 1024;

pub(super) fn trouble(what: &str, path: &Path, error: &std::io::Error) -> Error {
    Error::Other(format!("{} cannot be {what}: {error}", path.display()))
}

/// A folder that is no backup yet. Dropped before [`Part::finish`], it is removed; of a killed program a folder with
/// `.part` in its name stays, which nothing takes for a backup.
pub(super) struct Part {
    path: PathBuf,
    to: PathBuf,
}

impl Part {
    pub fn new(to: &Path) -> Result<Self> {
        refuse_existing(to)?;
        let Some(name) = to.file_name() else {
            return Err(Error::Other(format!(
                "{} is no folder's name",
                to.display()
            )));
        };
        let above = above(to);
        fs::create_dir_all(above).map_err(|e| trouble("made", above, &e))?;
        let mut part = std::ffi::OsString::from(".");
        part.push(name);
        part.push(format!(".part-{}", std::process::id()));
        let path = above.join(part);
        // Names, addresses and digests of passwords: for nobody else's eyes.
        DirBuilder::new()
            .mode(0o700)
            .create(&path)
            .map_err(|e| trouble("made", &path, &e))?;
        Ok(Self {
            path,
            to: to.to_owned(),
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn finish(self) -> Result<()> {
        sync(&self.path)?;
        refuse_existing(&self.to)?;
        fs::rename(&self.path, &self.to).map_err(|e| trouble("given its name", &self.to, &e))?;
        sync(above(&self.to))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After the renaming there is nothing left to remove.
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn above(path: &Path) -> &Path {
    path.parent()
        .filter(|above| !above.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn refuse_existing(to: &Path) -> Result<()> {
    if fs::symlink_metadata(to).is_ok() {
        return Err(Error::Other(format!(
            "{} is there already: no backup is ever overwritten",
            to.display()
        )));
    }
    Ok(())
}

fn sync(folder: &Path) -> Result<()> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|e| trouble("brought to disk", folder, &e))
}

/// A file being written, with its digest.
pub(super) struct Out {
    path: PathBuf,
    file: BufWriter<File>,
    digest: Sha256,
    pub rows: u64,
    pub bytes: u64,
}

impl Out {
    pub fn new(path: PathBuf) -> Result<Self> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .map_err(|e| trouble("made", &path, &e))?;
        Ok(Self {
            path,
            file: BufWriter::with_capacity(1 << 16, file),
            digest: Sha256::new(),
            rows: 0,
            bytes: 0,
        })
    }

    pub fn line(&mut self, line: &[u8]) -> Result<()> {
        self.file
            .write_all(line)
            .map_err(|e| trouble("written", &self.path, &e))?;
        self.digest.update(line);
        self.rows += 1;
        self.bytes += line.len() as u64;
        Ok(())
    }

    /// On disk; answers the digest.
    pub fn finish(mut self) -> Result<String> {
        self.file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all())
            .map_err(|e| trouble("written", &self.path, &e))?;
        Ok(hex::encode(self.digest.finalize()))
    }
}

/// Writes the manifest and the sums: last, so that a folder without them is none.
pub(super) fn seal(folder: &Path, manifest: &Manifest) -> Result<()> {
    let mut json = serde_json::to_vec_pretty(manifest)
        .map_err(|e| Error::Other(format!("a manifest: {e}")))?;
    json.push(b'\n');
    for (name, text) in [(MANIFEST, json.clone()), (SUMS, sums(manifest, &json))] {
        let mut out = Out::new(folder.join(name))?;
        out.line(&text)?;
        out.finish()?;
    }
    Ok(())
}

fn sums(manifest: &Manifest, json: &[u8]) -> Vec<u8> {
    let mut lines = format!("{}  {MANIFEST}\n", hex::encode(Sha256::digest(json)));
    for table in &manifest.tables {
        lines.push_str(&format!("{}  {}.jsonl\n", table.sha256, table.name));
    }
    lines.into_bytes()
}

/// Compares every file with what the manifest says of it, and the manifest with the sums.
pub(super) fn check(from: &Path) -> Result<Manifest> {
    let json = read(&from.join(MANIFEST))?;
    let listed = read(&from.join(SUMS))?;
    let own = hex::encode(Sha256::digest(&json));
    if !listed.starts_with(own.as_bytes()) {
        return Err(altered(MANIFEST, "it is not the one that SHA256SUMS names"));
    }
    let manifest: Manifest = serde_json::from_slice(&json)
        .map_err(|e| Error::Other(format!("{MANIFEST} cannot be read: {e}")))?;
    if manifest.format != FORMAT {
        return Err(Error::Other(format!(
            "the backup is of format {}; this program reads {FORMAT}",
            manifest.format
        )));
    }
    if listed != sums(&manifest, &json) {
        return Err(altered(SUMS, "it does not list what the manifest lists"));
    }
    for table in &manifest.tables {
        let name = format!("{}.jsonl", table.name);
        let (mut rows, mut bytes, mut digest) = (0, 0, Sha256::new());
        each_line(&from.join(&name), |line| {
            rows += 1;
            bytes += line.len() as u64;
            digest.update(line);
            Ok(())
        })?;
        if bytes != table.bytes {
            let wrong = format!("it is {bytes} bytes long and was {}", table.bytes);
            return Err(altered(&name, &wrong));
        }
        if hex::encode(digest.finalize()) != table.sha256 || rows != table.rows {
            return Err(altered(&name, "its bytes are others"));
        }
    }
    Ok(manifest)
}

fn altered(name: &str, how: &str) -> Error {
    Error::Other(format!(
        "{name} is not as it was written ({how}); nothing was restored"
    ))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LINE).read_to_end(&mut bytes))
        .map_err(|e| trouble("read", path, &e))?;
    Ok(bytes)
}

/// Calls `take` with each line, its end included.
pub(super) fn each_line(path: &Path, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let mut lines = Lines::open(path)?;
    while let Some(line) = lines.next_line()? {
        take(line)?;
    }
    Ok(())
}

/// The lines of a file, one in memory at a time.
pub(super) struct Lines {
    path: PathBuf,
    file: BufReader<File>,
    line: Vec<u8>,
}

impl Lines {
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|e| trouble("read", path, &e))?;
        Ok(Self {
            path: path.to_owned(),
            file: BufReader::with_capacity(1 << 16, file),
            line: Vec::new(),
        })
    }

    pub fn next_line(&mut self) -> Result<Option<&[u8]>> {
        self.line.clear();
        let read = (&mut self.file)
            .take(LINE)
            .read_until(b'\n', &mut self.line)
            .map_err(|e| trouble("read", &self.path, &e))?;
        Ok((read > 0).then_some(&self.line[..]))
    }
}
