//! The bytes of files in a backup: beside the tables, in a folder of their own, each compared with the digest that its
//! row has. A file never changes, so that what is copied after the tables is what they speak of.

use std::io;
use std::path::Path;

use anyhow::Context;
use futures::StreamExt;
use store::Db;
use store::files::Row;
use store::keys::Duty;

use super::Storage;
use super::arriving::{Arrived, Arriving};
use super::storage::{Name, folder};

const FOLDER: &str = "files";
/// Its name while not all of it is there.
const PART: &str = "files.part";

/// How many files there are, and how many of them have no bytes, or others than they had.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Copied {
    pub files: u64,
    pub bytes: u64,
    pub lost: u64,
}

/// Writes all files into a backup that is there otherwise.
pub async fn out(db: &Db, duty: &Duty, storage: &Storage, to: &Path) -> anyhow::Result<Copied> {
    let part = to.join(PART);
    folder::make(&part).with_context(|| format!("{} cannot be made", part.display()))?;
    let mut copied = Copied::default();
    let mut after = None;
    loop {
        let page = store::files::all(db, duty, after).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.workspace, last.id));
        for row in &page {
            let home = part.join(row.workspace.to_string());
            folder::make(&home)?;
            copied.files += 1;
            let name = Name::file(row.workspace, row.id);
            let Some(file) = fetched(storage, name, row.size.unsigned_abs(), &part).await? else {
                copied.lost += 1;
                continue;
            };
            copied.lost += u64::from(file.digest != row.digest);
            copied.bytes += file.size;
            std::fs::rename(file.path(), home.join(name.last()))?;
            let thumb = Name::thumb(row.workspace, row.id);
            if let Some(size) = row.thumb_size
                && let Some(small) = fetched(storage, thumb, size.unsigned_abs(), &part).await?
            {
                std::fs::rename(small.path(), home.join(thumb.last()))?;
            }
        }
    }
    std::fs::rename(&part, to.join(FOLDER))?;
    Ok(copied)
}

/// The bytes, written beside the place they are for; none when they are not there, as of a file purged meanwhile.
async fn fetched(
    storage: &Storage,
    name: Name,
    size: u64,
    beside: &Path,
) -> io::Result<Option<Arrived>> {
    let Ok(body) = storage.read(name, 0, size).await else {
        return Ok(None);
    };
    let mut file = Arriving::new(beside).await?;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        match piece {
            Ok(piece) => file.write(&piece).await?,
            Err(_) => return Ok(None),
        }
    }
    file.finish().await.map(Some)
}

/// Keeps the files of a backup, as the rows that were restored from it say.
pub async fn back(db: &Db, duty: &Duty, storage: &Storage, from: &Path) -> anyhow::Result<Copied> {
    let folder = from.join(FOLDER);
    let mut copied = Copied::default();
    let mut after = None;
    loop {
        let page = store::files::all(db, duty, after).await?;
        let Some(last) = page.last() else {
            return Ok(copied);
        };
        after = Some((last.workspace, last.id));
        for row in &page {
            copied.files += 1;
            copied.bytes += row.size.unsigned_abs();
            copied.lost += u64::from(!is_back(row, storage, &folder).await?);
        }
    }
}

async fn is_back(row: &Row, storage: &Storage, folder: &Path) -> io::Result<bool> {
    let home = folder.join(row.workspace.to_string());
    for name in [
        Name::file(row.workspace, row.id),
        Name::thumb(row.workspace, row.id),
    ] {
        if name.thumb && row.thumb_size.is_none() {
            continue;
        }
        let Ok(bytes) = tokio::fs::File::open(home.join(name.last())).await else {
            return Ok(false);
        };
        let mut file = Arriving::new(storage.arriving()).await?;
        file.fill(bytes).await?;
        let file = file.finish().await?;
        if !name.thumb && file.digest != row.digest {
            return Ok(false);
        }
        storage.keep(file.path(), name).await?;
    }
    Ok(true)
}
