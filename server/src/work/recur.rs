//! Makes the next of tasks that come again: when its day begins in its project, and soon after the one before is done.
//! Every server looks; the store sees to it that each is made once.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use chrono::Utc;
use store::keys::Duty;
use store::plan::recurrence::next::{self, Due};
use store::{Db, Error};
use tokio::sync::watch;
use uuid::Uuid;

use crate::exchange::passes;

/// Days begin in some zone every quarter of an hour.
const LOOK: Duration = Duration::from_secs(30);
/// Between two looks, however much changes: what is done is followed within as much.
const BREATH: Duration = Duration::from_secs(1);
/// What could not be made is left alone for a while.
const LATER: Duration = Duration::from_secs(600);

pub async fn run(db: Db, duty: Duty, mut stopping: watch::Receiver<bool>) {
    let mut changes = db.changes();
    let mut failed = HashMap::new();
    while !*stopping.borrow() {
        if let Err(error) = look(&db, &duty, &mut failed, &stopping).await {
            tracing::warn!(%error, "tasks that come again wait");
        }
        tokio::select! {
            () = tokio::time::sleep(BREATH) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = changes.recv() => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }
}

/// By the series: since when it is left alone.
type Failed = HashMap<Uuid, Instant>;

async fn look(
    db: &Db,
    duty: &Duty,
    failed: &mut Failed,
    stopping: &watch::Receiver<bool>,
) -> Result<(), Error> {
    failed.retain(|_, since| since.elapsed() < LATER);
    let due = next::due(db, duty, Utc::now()).await?;
    for one in due {
        if *stopping.borrow() {
            return Ok(());
        }
        if failed.contains_key(&one.id) {
            continue;
        }
        if let Err(error) = make(db, duty, &one).await {
            tracing::warn!(series = %one.id, %error, "the next of a task that comes again was not made");
            failed.insert(one.id, Instant::now());
        }
        // Others change things too: between two it is their turn.
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Whoever was at the same thing is waited for: the next look finds what is left to do.
async fn make(db: &Db, duty: &Duty, due: &Due) -> Result<(), Error> {
    match next::make(db, duty, due, Utc::now()).await {
        Err(error) if passes(&error) => Ok(()),
        made => made.map(|_| ()),
    }
}
