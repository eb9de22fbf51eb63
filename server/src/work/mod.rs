//! What is done beside requests: the outbox, imports, tasks that come again, and the broom.

mod exchange;
pub mod mail;
mod recur;
mod tidy;

use store::Db;
use store::keys::Duty;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::files::Storage;
use crate::settings::Settings;
use crate::watch::Watch;

/// Starts the workers. Each ends soon after it is told to stop, with nothing half done.
pub fn start(
    db: &Db,
    duty: &Duty,
    settings: &Settings,
    files: &Storage,
    watch: &Watch,
    stopping: watch::Receiver<bool>,
) -> JoinHandle<()> {
    let mail = mail::run(db.clone(), duty.clone(), settings.clone(), stopping.clone());
    let tidy = tidy::run(db.clone(), duty.clone(), files.clone(), stopping.clone());
    let recur = recur::run(db.clone(), duty.clone(), stopping.clone());
    let exchange = exchange::run(db.clone(), duty.clone(), watch.clone(), stopping);
    tokio::spawn(async move {
        tokio::join!(mail, tidy, recur, exchange);
    })
}
