//! A file on its way in: on disk from its first byte, counted and digested as it comes, gone when it is let go of.

use std::io;
use std::path::{Path, PathBuf};

use domain::files::{HEAD, Kind};
use sha2::{Digest, Sha256};
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use uuid::Uuid;

/// Bytes that are still coming.
pub struct Arriving {
    path: Gone,
    file: File,
    digest: Sha256,
    head: Vec<u8>,
    pub size: u64,
}

/// All of a file, on disk.
pub struct Arrived {
    path: Gone,
    pub kind: Kind,
    pub size: u64,
    pub digest: Vec<u8>,
}

/// A file that is removed when nobody holds it any more; once it has its name elsewhere, there is nothing to remove.
struct Gone(PathBuf);

impl Drop for Gone {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Arriving {
    pub async fn new(folder: &Path) -> io::Result<Self> {
        let path = folder.join(format!("{}.part", Uuid::now_v7()));
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .await?;
        Ok(Self {
            path: Gone(path),
            file,
            digest: Sha256::new(),
            head: Vec::with_capacity(HEAD),
            size: 0,
        })
    }

    pub async fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        let wanted = (HEAD - self.head.len()).min(piece.len());
        self.head.extend_from_slice(&piece[..wanted]);
        self.digest.update(piece);
        self.size += piece.len() as u64;
        self.file.write_all(piece).await
    }

    /// All of another file.
    pub async fn fill(&mut self, mut from: File) -> io::Result<()> {
        let mut piece = vec![0; 128 * 1024];
        loop {
            match from.read(&mut piece).await? {
                0 => return Ok(()),
                size => self.write(&piece[..size]).await?,
            }
        }
    }

    pub async fn finish(mut self) -> io::Result<Arrived> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        Ok(Arrived {
            kind: Kind::of(&self.head),
            size: self.size,
            digest: self.digest.finalize().to_vec(),
            path: self.path,
        })
    }
}

impl Arrived {
    pub fn path(&self) -> &Path {
        &self.path.0
    }
}
