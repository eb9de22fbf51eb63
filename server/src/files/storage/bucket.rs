//! Files in a bucket of S3, or of whatever speaks like it. A large one goes up in parts and is there when it is whole.

use std::io;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use axum::body::Bytes;
use futures::{StreamExt, TryStreamExt};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, WriteMultipart};
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use uuid::Uuid;

use super::{Name, Pieces};
use crate::settings;

/// A part: S3 takes none smaller.
const PART: usize = 8 * 1024 * 1024;
/// Parts on their way at a time.
const PARTS: usize = 2;

pub(super) struct Bucket {
    name: String,
    store: AmazonS3,
    /// What stands before every name.
    prefix: Key,
}

impl std::fmt::Display for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "s3://{}/{}", self.name, self.prefix)
    }
}

impl Bucket {
    pub fn open(settings: &settings::Bucket) -> anyhow::Result<Self> {
        // The TLS of everything else here. An error says that it is chosen already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&settings.name)
            .with_region(&settings.region)
            .with_access_key_id(&settings.key)
            .with_secret_access_key(&settings.secret)
            // Not everything that speaks S3 takes many at once.
            .with_disable_bulk_delete(true);
        if let Some(endpoint) = &settings.endpoint {
            builder = builder
                .with_endpoint(endpoint)
                .with_allow_http(endpoint.starts_with("http://"));
        }
        Ok(Self {
            name: settings.name.clone(),
            store: builder.build().context("the bucket cannot be used")?,
            prefix: Key::parse(&settings.prefix).context("what stands before the files' names")?,
        })
    }

    fn of(&self, workspace: Uuid) -> Key {
        self.prefix.clone().join(workspace.to_string())
    }

    fn key(&self, name: Name) -> Key {
        self.of(name.workspace).join(name.last())
    }

    pub async fn keep(&self, from: &Path, name: Name) -> io::Result<()> {
        let mut file = File::open(from).await?;
        let key = self.key(name);
        let first = piece(&mut file).await?;
        if first.len() < PART {
            self.store.put(&key, first.into()).await?;
            return Ok(());
        }
        let upload = self.store.put_multipart(&key).await?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
        let mut next = first;
        loop {
            let sent = async {
                upload.wait_for_capacity(PARTS).await?;
                upload.put(next);
                piece(&mut file).await
            };
            next = match sent.await {
                Ok(next) if next.is_empty() => break,
                Ok(next) => next,
                Err(error) => {
                    // What is there of it costs until it is given up.
                    let _ = upload.abort().await;
                    return Err(error);
                }
            };
        }
        upload.finish().await?;
        Ok(())
    }

    pub async fn read(&self, name: Name, from: u64, size: u64) -> io::Result<Pieces> {
        let options = GetOptions {
            // A run of no bytes cannot be asked for; nothing that is kept is empty.
            range: Some(GetRange::Bounded(from..from + size)),
            ..GetOptions::default()
        };
        let got = self.store.get_opts(&self.key(name), options).await?;
        Ok(got.into_stream().map_err(io::Error::from).boxed())
    }

    pub async fn remove(&self, name: Name) -> io::Result<()> {
        match self.store.delete(&self.key(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    pub async fn remove_workspace(&self, workspace: Uuid) -> io::Result<()> {
        let mut there = self.store.list(Some(&self.of(workspace)));
        while let Some(one) = there.try_next().await? {
            self.store.delete(&one.location).await?;
        }
        Ok(())
    }

    /// A line of the server's own, beside the workspaces' files.
    pub async fn note(&self, name: &'static str) -> io::Result<Option<String>> {
        match self.store.get(&self.prefix.clone().join(name)).await {
            Ok(got) => {
                let text = got.bytes().await?;
                Ok(Some(String::from_utf8_lossy(&text).trim().to_owned()))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub async fn put_note(&self, name: &'static str, text: &str) -> io::Result<()> {
        let key = self.prefix.clone().join(name);
        self.store.put(&key, text.to_owned().into()).await?;
        Ok(())
    }

    pub async fn remove_note(&self, name: &'static str) -> io::Result<()> {
        match self.store.delete(&self.prefix.clone().join(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    pub async fn older_than(&self, age: Duration) -> io::Result<Vec<Name>> {
        let now = chrono::Utc::now();
        let mut names = Vec::new();
        let mut there = self.store.list(Some(&self.prefix));
        while let Some(one) = there.try_next().await? {
            let is = (now - one.last_modified).to_std().unwrap_or_default();
            let parts: Vec<_> = one.location.parts().collect();
            if let ([.., workspace, last], true) = (&parts[..], is >= age) {
                names.extend(Name::parse(workspace.as_ref(), last.as_ref()));
            }
        }
        Ok(names)
    }
}

/// The next part of a file; less than a part is its last.
async fn piece(file: &mut File) -> io::Result<Bytes> {
    let mut piece = Vec::with_capacity(PART);
    file.take(PART as u64).read_to_end(&mut piece).await?;
    Ok(piece.into())
}
