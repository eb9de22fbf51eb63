//! Files in a folder. A name appears only when all of its bytes are on disk, and the folder's entry with them.

use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use axum::body::Bytes;
use futures::StreamExt;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use uuid::Uuid;

use super::{Name, Pieces};

/// Bytes read at a time.
const PIECE: u64 = 128 * 1024;

#[derive(Clone)]
pub(super) struct Folder(pub PathBuf);

/// A folder for nobody else's eyes, unless it is there.
pub(in crate::files) fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

impl Folder {
    fn of(&self, workspace: Uuid) -> PathBuf {
        self.0.join(workspace.to_string())
    }

    fn path(&self, name: Name) -> PathBuf {
        self.of(name.workspace).join(name.last())
    }

    pub async fn keep(&self, from: &Path, name: Name) -> io::Result<()> {
        let (root, home) = (self.0.clone(), self.of(name.workspace));
        let (from, to) = (from.to_owned(), self.path(name));
        aside(move || {
            if !home.is_dir() {
                make(&home)?;
                sync(&root)?;
            }
            fs::rename(from, to)?;
            sync(&home)
        })
        .await
    }

    pub async fn read(&self, name: Name, from: u64, size: u64) -> io::Result<Pieces> {
        let mut file = File::open(self.path(name)).await?;
        file.seek(io::SeekFrom::Start(from)).await?;
        let pieces = futures::stream::try_unfold((file, size), |(mut file, left)| async move {
            let mut piece = Vec::with_capacity(left.min(PIECE) as usize);
            let read = (&mut file)
                .take(left.min(PIECE))
                .read_to_end(&mut piece)
                .await?;
            match read {
                0 if left > 0 => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
                0 => Ok(None),
                _ => Ok(Some((Bytes::from(piece), (file, left - read as u64)))),
            }
        });
        Ok(pieces.boxed())
    }

    pub async fn remove(&self, name: Name) -> io::Result<()> {
        let path = self.path(name);
        aside(move || there(fs::remove_file(path))).await
    }

    pub async fn remove_workspace(&self, workspace: Uuid) -> io::Result<()> {
        let home = self.of(workspace);
        aside(move || there(fs::remove_dir_all(home))).await
    }

    /// A line of the server's own, beside the workspaces' folders.
    pub async fn note(&self, name: &str) -> io::Result<Option<String>> {
        match tokio::fs::read(self.0.join(name)).await {
            Ok(text) => Ok(Some(String::from_utf8_lossy(&text).trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub async fn put_note(&self, beside: &Path, name: &str, text: &str) -> io::Result<()> {
        let (root, to, text) = (self.0.clone(), self.0.join(name), format!("{text}\n"));
        let part = beside.join(format!("{}.part", Uuid::now_v7()));
        aside(move || {
            let mut file = fs::File::create_new(&part)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&part, to)?;
            sync(&root)
        })
        .await
    }

    pub async fn remove_note(&self, name: &str) -> io::Result<()> {
        let path = self.0.join(name);
        aside(move || there(fs::remove_file(path))).await
    }

    pub async fn older_than(&self, age: Duration) -> io::Result<Vec<Name>> {
        let root = self.0.clone();
        aside(move || {
            let mut names = Vec::new();
            for home in fs::read_dir(root)? {
                let home = home?;
                // Other folders than workspaces' have no names in them.
                if !home.file_type()?.is_dir() {
                    continue;
                }
                let workspace = home.file_name().to_string_lossy().into_owned();
                for one in fs::read_dir(home.path())? {
                    let one = one?;
                    let last = one.file_name().to_string_lossy().into_owned();
                    if is_older(&one.metadata()?, age) {
                        names.extend(Name::parse(&workspace, &last));
                    }
                }
            }
            Ok(names)
        })
        .await
    }
}

pub(in crate::files) fn is_older(of: &fs::Metadata, age: Duration) -> bool {
    let changed = of.modified().ok();
    changed
        .and_then(|at| SystemTime::now().duration_since(at).ok())
        .is_some_and(|is| is >= age)
}

/// Removing what is not there is done.
fn there(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// On a thread on which waiting for a disk holds nobody up.
pub(in crate::files) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(io::Error::other(error)))
}
