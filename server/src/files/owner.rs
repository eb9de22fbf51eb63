//! Whose the files in a place are. Two databases on one folder or bucket would take each other's files for left over: the
//! first one to come leaves its name there, and no other one removes anything.

use anyhow::{Context, bail};
use store::Db;
use store::keys::Duty;

use super::Storage;

/// Whether the files are this database's: of a place that is nobody's yet, they are from now on.
pub async fn is_ours(db: &Db, duty: &Duty, storage: &Storage) -> anyhow::Result<bool> {
    if storage.owner().await?.is_none() {
        take(db, duty, storage).await?;
    }
    // Read again: somebody else may have come at the same moment. One without a name has no files anywhere.
    let (there, own) = (
        storage.owner().await?,
        store::files::called(db, duty).await?,
    );
    Ok(there.is_some() && there == own)
}

/// From now on they are this database's, whosever they were.
pub async fn take(db: &Db, duty: &Duty, storage: &Storage) -> anyhow::Result<()> {
    let name = store::files::call(db, duty).await?;
    storage
        .set_owner(&name)
        .await
        .with_context(|| format!("nothing can be written to {}", storage.place()))
}

/// Ends what would mix the files of two databases.
pub async fn refuse_anothers(db: &Db, duty: &Duty, storage: &Storage) -> anyhow::Result<()> {
    if !is_ours(db, duty, storage).await? {
        bail!("{}", anothers(storage));
    }
    Ok(())
}

/// Why nothing is done there, and what to do.
pub fn anothers(storage: &Storage) -> String {
    let place = storage.place();
    format!(
        "the files in {place} belong to another database: name another place with --data or --bucket, or, where this database has taken the other's place, remove `owner` there"
    )
}
