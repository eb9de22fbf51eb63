//! Where the bytes of files lie: a folder beside the database, or a bucket of any storage that speaks S3. Both hold
//! `WORKSPACE/ID` for a file and `WORKSPACE/ID.thumb` for its small picture; nothing there is ever written twice.

mod bucket;
pub(super) mod folder;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::body::{Body, Bytes};
use futures::stream::BoxStream;
use uuid::Uuid;

use bucket::Bucket;
use folder::Folder;

use crate::settings::Settings;

/// Bytes as they are read.
pub type Pieces = BoxStream<'static, io::Result<Bytes>>;

/// One thing that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    pub workspace: Uuid,
    pub id: Uuid,
    pub thumb: bool,
}

impl Name {
    pub fn file(workspace: Uuid, id: Uuid) -> Self {
        Self {
            workspace,
            id,
            thumb: false,
        }
    }

    pub fn thumb(workspace: Uuid, id: Uuid) -> Self {
        Self {
            workspace,
            id,
            thumb: true,
        }
    }

    /// Its last part.
    pub fn last(self) -> String {
        let ending = if self.thumb { ".thumb" } else { "" };
        format!("{}{ending}", self.id)
    }

    fn parse(workspace: &str, last: &str) -> Option<Self> {
        let (id, thumb) = match last.strip_suffix(".thumb") {
            Some(id) => (id, true),
            None => (last, false),
        };
        Some(Self {
            workspace: Uuid::parse_str(workspace).ok()?,
            id: Uuid::parse_str(id).ok()?,
            thumb,
        })
    }
}

/// Holds what the database is called whose files these are.
const OWNER: &str = "owner";
/// Put there and removed again, to see that something can be.
const TRIAL: &str = "trial";

#[derive(Clone)]
pub struct Storage {
    /// Where files arrive, on this machine wherever they are kept.
    arriving: PathBuf,
    place: Place,
}

#[derive(Clone)]
enum Place {
    Folder(Folder),
    Bucket(Arc<Bucket>),
}

impl Storage {
    /// Makes the folders and reads the bucket's settings; asks the bucket nothing yet.
    pub fn open(settings: &Settings) -> anyhow::Result<Self> {
        let root = settings.data.join("files");
        let arriving = root.join("arriving");
        folder::make(&root)
            .and_then(|()| folder::make(&arriving))
            .with_context(|| format!("{} cannot be made", arriving.display()))?;
        let place = match &settings.bucket {
            Some(bucket) => Place::Bucket(Arc::new(Bucket::open(bucket)?)),
            None => Place::Folder(Folder(root)),
        };
        Ok(Self { arriving, place })
    }

    /// As whoever runs the server named it.
    pub fn place(&self) -> String {
        match &self.place {
            Place::Folder(folder) => folder.0.display().to_string(),
            Place::Bucket(bucket) => bucket.to_string(),
        }
    }

    /// The mark that says whose files these are.
    pub async fn owner(&self) -> io::Result<Option<String>> {
        match &self.place {
            Place::Folder(folder) => folder.note(OWNER).await,
            Place::Bucket(bucket) => bucket.note(OWNER).await,
        }
    }

    pub async fn set_owner(&self, owner: &str) -> io::Result<()> {
        self.put_note(OWNER, owner).await
    }

    /// Whether something can be kept here: asked before much depends on it.
    pub async fn trial(&self) -> io::Result<()> {
        self.put_note(TRIAL, TRIAL).await?;
        match &self.place {
            Place::Folder(folder) => folder.remove_note(TRIAL).await,
            Place::Bucket(bucket) => bucket.remove_note(TRIAL).await,
        }
    }

    async fn put_note(&self, name: &'static str, text: &str) -> io::Result<()> {
        match &self.place {
            Place::Folder(folder) => folder.put_note(&self.arriving, name, text).await,
            Place::Bucket(bucket) => bucket.put_note(name, text).await,
        }
    }

    pub fn arriving(&self) -> &Path {
        &self.arriving
    }

    /// Gives what has arrived its place. When this returns, it is there after a power cut too.
    pub async fn keep(&self, from: &Path, name: Name) -> io::Result<()> {
        match &self.place {
            Place::Folder(folder) => folder.keep(from, name).await,
            Place::Bucket(bucket) => bucket.keep(from, name).await,
        }
    }

    /// `size` bytes from one on.
    pub async fn read(&self, name: Name, from: u64, size: u64) -> io::Result<Body> {
        Ok(Body::from_stream(self.pieces(name, from, size).await?))
    }

    /// The same, with its own errors.
    pub async fn pieces(&self, name: Name, from: u64, size: u64) -> io::Result<Pieces> {
        match &self.place {
            Place::Folder(folder) => folder.read(name, from, size).await,
            Place::Bucket(bucket) => bucket.read(name, from, size).await,
        }
    }

    /// Removes what may not be there.
    pub async fn remove(&self, name: Name) -> io::Result<()> {
        match &self.place {
            Place::Folder(folder) => folder.remove(name).await,
            Place::Bucket(bucket) => bucket.remove(name).await,
        }
    }

    /// Removes all that is kept of a workspace.
    pub async fn remove_workspace(&self, workspace: Uuid) -> io::Result<()> {
        match &self.place {
            Place::Folder(folder) => folder.remove_workspace(workspace).await,
            Place::Bucket(bucket) => bucket.remove_workspace(workspace).await,
        }
    }

    /// What has been there for longer than this.
    pub async fn older_than(&self, age: Duration) -> io::Result<Vec<Name>> {
        match &self.place {
            Place::Folder(folder) => folder.older_than(age).await,
            Place::Bucket(bucket) => bucket.older_than(age).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_named_here_has_a_name() {
        let (workspace, id) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for name in [Name::file(workspace, id), Name::thumb(workspace, id)] {
            assert_eq!(
                Name::parse(&workspace.to_string(), &name.last()),
                Some(name)
            );
        }
        assert_eq!(Name::parse("arriving", &id.to_string()), None);
        assert_eq!(Name::parse(&workspace.to_string(), "notes.txt"), None);
    }
}
