//! The bytes of files in a backup: beside the tables, in a folder of their own, each compared with the digest that its
//! row has. A file never changes, so that what is copied after the tables is what they speak of.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use anyhow::Context;
use futures::StreamExt;
use store::Db;
use store::files::Row;
use store::keys::Duty;
use uuid::Uuid;

use super::Storage;
use super::arriving::{Arrived, Arriving};
use super::storage::{Name, folder};

const FOLDER: &str = "files";
/// Its name while not all of it is there.
const PART: &str = "files.part";
/// Which files a backup lacks and says so, `WORKSPACE/ID` a line.
const LOST: &str = "lost.txt";

/// How many files there are, and how many of them have no bytes, or others than they had.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Copied {
    pub files: u64,
    pub bytes: u64,
    pub lost: u64,
    /// Of a restore: lost already when the backup was made, as it says itself.
    pub lost_before: u64,
}

/// A file by its row.
type Key = (Uuid, Uuid);

/// Writes all files into a backup that is there otherwise.
pub async fn out(db: &Db, duty: &Duty, storage: &Storage, to: &Path) -> anyhow::Result<Copied> {
    let part = to.join(PART);
    folder::make(&part).with_context(|| format!("{} cannot be made", part.display()))?;
    let mut copied = Copied::default();
    let mut lost = Vec::new();
    let mut after = None;
    loop {
        let page = store::files::all(db, duty, after).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.workspace, last.id));
        for row in &page {
            let home = part.join(row.workspace.to_string());
            folder::make(&home)?;
            copied.files += 1;
            let file = Name::file(row.workspace, row.id);
            let size = row.size.unsigned_abs();
            let bytes = fetched(storage, file, size, &part, &home).await?;
            copied.bytes += bytes.as_ref().map_or(0, |bytes| bytes.size);
            let mut whole = bytes.is_some_and(|bytes| bytes.digest == row.digest);
            if let Some(size) = row.thumb_size {
                let thumb = Name::thumb(row.workspace, row.id);
                let small = fetched(storage, thumb, size.unsigned_abs(), &part, &home).await?;
                whole &= small.is_some();
            }
            if !whole {
                lost.push((row.workspace, row.id));
            }
        }
    }
    // Of what was purged meanwhile, too: the tables of the backup speak of it.
    let said: String = lost.iter().map(line).collect();
    if !said.is_empty() {
        std::fs::write(part.join(LOST), said)?;
    }
    copied.lost = still_there(db, duty, &lost).await?;
    std::fs::rename(&part, to.join(FOLDER))?;
    Ok(copied)
}

fn line((workspace, id): &Key) -> String {
    format!("{workspace}/{id}\n")
}

/// How many of them are missed: what was purged meanwhile is not.
async fn still_there(db: &Db, duty: &Duty, lost: &[Key]) -> anyhow::Result<u64> {
    let mut missed = 0;
    for (workspace, id) in lost {
        missed += u64::from(store::files::is_kept(db, duty, *workspace, *id).await?);
    }
    Ok(missed)
}

/// The bytes, by their name in a folder of the backup; none when they are not there, or not all of them. A place that
/// does not answer is another matter.
async fn fetched(
    storage: &Storage,
    name: Name,
    size: u64,
    beside: &Path,
    home: &Path,
) -> anyhow::Result<Option<Arrived>> {
    let at = || format!("{}/{} in {}", name.workspace, name.last(), storage.place());
    let mut pieces = match storage.pieces(name, 0, size).await {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        pieces => pieces.with_context(at)?,
    };
    let mut file = Arriving::new(beside).await?;
    while let Some(piece) = pieces.next().await {
        match piece {
            Err(error) if cut_short(&error) => return Ok(None),
            piece => file.write(&piece.with_context(at)?).await?,
        }
    }
    let file = file.finish().await?;
    std::fs::rename(file.path(), home.join(name.last()))?;
    Ok(Some(file))
}

/// Gone while it was read, or shorter than its row says.
fn cut_short(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof
    )
}

/// Keeps the files of a backup, as the rows that were restored from it say.
pub async fn back(db: &Db, duty: &Duty, storage: &Storage, from: &Path) -> anyhow::Result<Copied> {
    let folder = from.join(FOLDER);
    let said = match std::fs::read_to_string(folder.join(LOST)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        said => said.with_context(|| format!("{} cannot be read", folder.join(LOST).display()))?,
    };
    let said: HashSet<_> = said.lines().collect();
    let mut copied = Copied::default();
    let mut lost = Vec::new();
    let mut after = None;
    loop {
        let page = store::files::all(db, duty, after).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.workspace, last.id));
        for row in &page {
            copied.files += 1;
            copied.bytes += row.size.unsigned_abs();
            if is_back(row, storage, &folder).await? {
                continue;
            }
            let key = (row.workspace, row.id);
            if said.contains(line(&key).trim_end()) {
                copied.lost_before += 1;
            } else {
                lost.push(key);
            }
        }
    }
    copied.lost = still_there(db, duty, &lost).await?;
    Ok(copied)
}

async fn is_back(row: &Row, storage: &Storage, folder: &Path) -> anyhow::Result<bool> {
    let home = folder.join(row.workspace.to_string());
    for name in [
        Name::file(row.workspace, row.id),
        Name::thumb(row.workspace, row.id),
    ] {
        if name.thumb && row.thumb_size.is_none() {
            continue;
        }
        let path = home.join(name.last());
        let bytes = match tokio::fs::File::open(&path).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            bytes => bytes.with_context(|| format!("{} cannot be read", path.display()))?,
        };
        let mut file = Arriving::new(storage.arriving()).await?;
        file.fill(bytes).await?;
        let file = file.finish().await?;
        if !name.thumb && file.digest != row.digest {
            return Ok(false);
        }
        let kept = storage.keep(file.path(), name).await;
        kept.with_context(|| format!("nothing can be written to {}", storage.place()))?;
    }
    Ok(true)
}
