//! Removes what has outlived its time, and logs each chain's head once a day, so that `verify --head` can be asked
//! against a log that nobody could alter afterwards.

use std::time::Duration;

use store::keys::Duty;
use store::{Db, audit, search, upkeep};
use tokio::sync::watch;

use crate::files::tidy::Tidied;
use crate::files::{self, Storage};

const HOUR: Duration = Duration::from_secs(3600);

pub async fn run(db: Db, duty: Duty, storage: Storage, mut stopping: watch::Receiver<bool>) {
    // A database from before there was a search.
    match search::catch_up(&db, &duty).await {
        Ok(0) => {}
        Ok(records) => tracing::info!(records, "can be searched"),
        Err(error) => tracing::warn!(%error, "could not read what is to be searched"),
    }
    let mut hours = 0u64;
    let mut said = Tidied::default();
    while !*stopping.borrow() {
        if let Err(error) = upkeep::sweep::sweep(&db, &duty).await {
            tracing::warn!(%error, "could not sweep");
        }
        if hours.is_multiple_of(24) {
            if let Err(error) = upkeep::purge::purge(&db, &duty).await {
                tracing::warn!(%error, "could not empty the trash");
            }
            said = tidy_files(&db, &duty, &storage, said).await;
            log_heads(&db, &duty).await;
        }
        hours += 1;
        tokio::select! {
            () = tokio::time::sleep(HOUR) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }
}

/// What stays as it was is said once.
async fn tidy_files(db: &Db, duty: &Duty, storage: &Storage, said: Tidied) -> Tidied {
    let tidied = match files::tidy::tidy(db, duty, storage).await {
        Ok(tidied) => tidied,
        Err(error) => {
            tracing::warn!(%error, "could not tidy the files");
            return said;
        }
    };
    if tidied.removed > 0 {
        tracing::info!(removed = tidied.removed, "files that belonged to nothing");
    }
    if tidied.anothers && !said.anothers {
        let place = storage.place();
        tracing::warn!(
            place,
            "the files are another database's: nothing is tidied there"
        );
    }
    if tidied.foreign > 0 && tidied.foreign != said.foreign {
        let files = tidied.foreign;
        tracing::warn!(
            files,
            "files of workspaces that this database does not have: they stay"
        );
    }
    tidied
}

async fn log_heads(db: &Db, duty: &Duty) {
    match audit::heads(db, duty).await {
        Ok(heads) => {
            for head in heads {
                tracing::info!(%head, "chain head");
            }
        }
        Err(error) => tracing::warn!(%error, "could not read the chains' heads"),
    }
}
