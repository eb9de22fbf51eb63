//! Removes bytes that belong to no file: of a crash between keeping them and the change that shows them, of what was
//! purged from the trash or redacted.

use std::io;
use std::time::Duration;

use store::Db;
use store::keys::Duty;

use super::Storage;
use super::storage::folder::{aside, is_older};

/// What is younger may belong to a change under way.
pub const YOUNG: Duration = Duration::from_secs(3600);
/// The longest that anything may take to arrive.
const STALE: Duration = Duration::from_secs(24 * 3600);

/// Answers how many were removed.
pub async fn tidy(db: &Db, duty: &Duty, storage: &Storage) -> anyhow::Result<u64> {
    let mut removed = stale(storage).await?;
    for name in storage.older_than(YOUNG).await? {
        if !store::files::is_kept(db, duty, name.workspace, name.id).await? {
            storage.remove(name).await?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// What stopped arriving when the program was killed.
async fn stale(storage: &Storage) -> io::Result<u64> {
    let folder = storage.arriving().to_owned();
    aside(move || {
        let mut removed = 0;
        for one in std::fs::read_dir(folder)? {
            let one = one?;
            if is_older(&one.metadata()?, STALE) {
                std::fs::remove_file(one.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    })
    .await
}
