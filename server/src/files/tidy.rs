//! Removes bytes that belong to no file: of a crash between keeping them and the change that shows them, of what was
//! purged from the trash or redacted.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io;
use std::time::Duration;

use store::Db;
use store::keys::Duty;

use super::storage::folder::{aside, is_older};
use super::{Storage, owner};

/// What is younger may belong to a change under way.
pub const YOUNG: Duration = Duration::from_secs(3600);
/// The longest that anything may take to arrive.
const STALE: Duration = Duration::from_secs(24 * 3600);

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tidied {
    pub removed: u64,
    /// Of workspaces that this database does not have: whosever they are, they stay.
    pub foreign: u64,
    /// Nothing was looked at: the files are another database's.
    pub anothers: bool,
}

pub async fn tidy(db: &Db, duty: &Duty, storage: &Storage) -> anyhow::Result<Tidied> {
    let mut tidied = Tidied::default();
    if !owner::is_ours(db, duty, storage).await? {
        tidied.anothers = true;
        return Ok(tidied);
    }
    tidied.removed = stale(storage).await?;
    let mut known = HashMap::new();
    for name in storage.older_than(YOUNG).await? {
        let known = match known.entry(name.workspace) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => *new.insert(store::files::knows(db, duty, name.workspace).await?),
        };
        if !known {
            tidied.foreign += 1;
        } else if !store::files::is_kept(db, duty, name.workspace, name.id).await? {
            storage.remove(name).await?;
            tidied.removed += 1;
        }
    }
    Ok(tidied)
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
