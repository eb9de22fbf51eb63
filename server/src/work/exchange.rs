//! Makes projects of files that were read, for whoever asked for it and with the rights they have meanwhile. Each batch
//! is a short change of its own; a worker that dies leaves off between two, and the next one goes on.

use std::time::{Duration, Instant};

use domain::event::ActorKind;
use domain::refusal::Refused;
use store::door::grant;
use store::exchange::{self, Run};
use store::keys::Duty;
use store::outbox::{self, Import, Job};
use store::{Db, Error};
use tokio::sync::watch;

use crate::exchange::{PAUSE, passes};
use crate::watch::Watch;

const LOOK: Duration = Duration::from_secs(2);

pub async fn run(db: Db, duty: Duty, others: Watch, mut stopping: watch::Receiver<bool>) {
    if let Err(error) = outbox::take_over(&db, &duty, outbox::kind::IMPORT).await {
        tracing::warn!(%error, "could not look for imports that were left off");
    }
    let mut changes = db.changes();
    while !*stopping.borrow() {
        if let Err(error) = work(&db, &duty, &others, &stopping).await {
            tracing::warn!(%error, "imports wait");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = changes.recv() => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }
}

async fn work(
    db: &Db,
    duty: &Duty,
    others: &Watch,
    stopping: &watch::Receiver<bool>,
) -> Result<(), Error> {
    while !*stopping.borrow() && outbox::due(db, duty, outbox::kind::IMPORT).await? {
        let Some(job) = outbox::claim(db, duty, outbox::kind::IMPORT, 1)
            .await?
            .pop()
        else {
            return Ok(());
        };
        let Ok(import) = serde_json::from_str::<Import>(&job.body) else {
            outbox::done(db, duty, &job).await?;
            continue;
        };
        match go_on(db, duty, &job, &import, others, stopping).await {
            Ok(Ended::Done | Ended::AnotherS) => {}
            Ok(Ended::Stopped) => outbox::let_go(db, duty, &job).await?,
            // No longer theirs to do, or over: nothing would change by trying again.
            Err(Error::Refused(Refused::Absent)) => {
                exchange::failed(db, duty, &import, "rights").await?;
                outbox::done(db, duty, &job).await?;
            }
            Err(Error::Refused(Refused::Conflict { .. })) => outbox::done(db, duty, &job).await?,
            Err(error) => {
                tracing::error!(import = %import.import, attempts = job.attempts, %error, "an import has stopped");
                if job.attempts >= outbox::TRIES {
                    exchange::failed(db, duty, &import, "fault").await?;
                }
                outbox::failed(db, duty, &job).await?;
            }
        }
    }
    Ok(())
}

enum Ended {
    Done,
    /// The program stops.
    Stopped,
    /// The lease was over; another worker goes on.
    AnotherS,
}

async fn go_on(
    db: &Db,
    duty: &Duty,
    job: &Job,
    import: &Import,
    others: &Watch,
    stopping: &watch::Receiver<bool>,
) -> Result<Ended, Error> {
    let key =
        async || grant::on_behalf(db, duty, &import.asker, ActorKind::Import, import.import).await;
    let mut run = Run::open(db, &key().await?, import.import).await?;
    loop {
        if *stopping.borrow() {
            return Ok(Ended::Stopped);
        }
        if !outbox::hold(db, duty, job).await? {
            return Ok(Ended::AnotherS);
        }
        let begun = Instant::now();
        match run.next(db, &key().await?).await {
            Ok(progress) if progress.is_done() => {
                outbox::done(db, duty, job).await?;
                db.learn(duty).await?;
                return Ok(Ended::Done);
            }
            Ok(_) => {
                // Others work too. A part of the time is theirs alone, also of those who use another server; and while
                // somebody's request is being answered here the next batch waits, as long as the last one took twice.
                let took = begun.elapsed();
                tokio::time::sleep(took / 4).await;
                others.quiet(took * 2).await;
            }
            Err(error) if passes(&error) => tokio::time::sleep(PAUSE).await,
            Err(error) => return Err(error),
        }
    }
}
