//! Backups that either engine reads: a folder with one file a table, from one snapshot, and a manifest.
//!
//! [`make`] writes it while the program serves and writes; [`check`] reads it again against its digests; [`restore`]
//! loads it into an empty database. Values are written in SQLite's three types; PostgreSQL's columns say which of their
//! own these are, so that the same rows give the same bytes on both engines. Which tables and columns there are is read
//! from the database: a new migration is covered as it is. Why so: docs/decisions/0006.

mod catalog;
mod cell;
mod folder;
mod load;
mod manifest;
mod snapshot;

use std::path::Path;

use crate::Db;
use crate::audit::{self, Verdict};
use crate::db::Place;
use crate::error::{Error, Result};
use crate::keys::Duty;

pub use manifest::{Column, LEFT_OUT, LeftOut, Manifest, Rule, Table};

/// Writes a backup into a folder that is not there yet, and reads it again.
pub async fn make(db: &Db, _: &Duty, to: &Path) -> Result<Manifest> {
    let part = folder::Part::new(to)?;
    let made = snapshot::write(db, part.path()).await?;
    if check(part.path())? != made {
        return Err(Error::Other(format!(
            "{} is not what was written: the disk does not keep what it is given",
            part.path().display()
        )));
    }
    part.finish()?;
    Ok(made)
}

/// Reads every file of a backup and compares it with its digest. Needs no key: it opens no database.
pub fn check(from: &Path) -> Result<Manifest> {
    folder::check(from)
}

/// What a restore found afterwards.
#[derive(Clone, Debug)]
pub struct Restored {
    pub manifest: Manifest,
    pub verdicts: Vec<Verdict>,
}

/// Loads a backup into an empty database, which is made when there is none, brings it up to date and verifies each
/// workspace's chain. All or nothing: what fails leaves an empty database.
pub async fn restore(place: &Place, from: &Path) -> Result<Restored> {
    let manifest = check(from)?;
    load::load(place, from, &manifest).await?;
    let (db, duty) = Db::open(place).await?;
    let verdicts = audit::verify(&db, &duty).await?;
    let heads = audit::heads(&db, &duty).await?;
    db.close().await;
    if heads != manifest.heads {
        return Err(Error::Other(
            "restored, but the chains do not end where the manifest says".into(),
        ));
    }
    Ok(Restored { manifest, verdicts })
}
