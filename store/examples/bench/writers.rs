//! Many writers at once, each waiting for its change to be on disk before it makes the next.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use domain::access::{Comment, EditTasks};
use domain::audience::Audience;
use domain::form;
use domain::id::RecordId;
use domain::refusal::Refused;
use domain::talk::NewComment;
use futures::future::join_all;
use store::door::grant;
use store::keys::Granted;
use store::plan::{fields, task};
use store::tx::Act;
use store::{Db, Error, audit, db::Place, talk};
use uuid::Uuid;

use crate::direct;
use crate::house::{self, new_task};

/// What a writer's keys open.
#[derive(Clone, Copy)]
pub struct Keys {
    pub edit: Granted<EditTasks>,
    comment: Granted<Comment>,
}

/// One acknowledged change: what it was and how long it took.
struct Made {
    what: &'static str,
    took: Duration,
}

pub async fn run(place: &Place, time: Duration, writers: usize) -> Result<()> {
    let house = house::open(place).await?;
    let project = house.project("BNCH", "What the bench writes").await?;
    let keys = Keys {
        edit: house.may_edit(project).await?,
        comment: grant::granted_on(&house.db, &house.owner, &house.slug, project).await?,
    };
    let before = events(&house).await?;
    let until = Instant::now() + time;
    let begun = Instant::now();
    let each = (0..writers).map(|n| {
        let db = house.db.clone();
        tokio::spawn(async move { writer(&db, &keys, n, until).await })
    });
    let (mut made, mut tasks, mut busy) = (Vec::new(), Vec::new(), 0);
    for writer in join_all(each).await {
        let done = writer??;
        made.extend(done.made);
        tasks.extend(done.tasks);
        busy += done.busy;
    }
    let took = begun.elapsed();
    let after = events(&house).await?;
    house.db.close().await;
    direct::each_is_there_once(place, &tasks).await?;
    ensure!(
        after - before == made.len() as i64,
        "{} changes were acknowledged, {} events written",
        made.len(),
        after - before
    );
    report(place, writers, took, busy, made);
    ensure!(busy == 0, "{busy} changes were refused as busy");
    Ok(())
}

/// The number of the last event, of a chain that is whole.
async fn events(house: &house::House) -> Result<i64> {
    let mut events = 0;
    for verdict in audit::verify(&house.db, &house.duty).await? {
        ensure!(verdict.broken.is_none(), "the chain is broken: {verdict:?}");
        events = verdict.events;
    }
    Ok(events)
}

#[derive(Default)]
struct Done {
    made: Vec<Made>,
    tasks: Vec<Uuid>,
    busy: usize,
}

/// As a team does: a task, a word about it, another title, done.
async fn writer(db: &Db, keys: &Keys, n: usize, until: Instant) -> Result<Done> {
    let mut done = Done::default();
    let mut round = 0;
    while Instant::now() < until {
        round += 1;
        let title = format!("Writer {n}, task {round}");
        let new = new_task(title.clone())?;
        let id = new.id;
        if !done
            .count(
                "begun",
                task::create_task(db, &keys.edit, &Act::once(), &new),
            )
            .await?
        {
            continue;
        }
        done.tasks.push(id.0);
        let comment = NewComment {
            id: RecordId(Uuid::now_v7()),
            text: format!("Said about it in round {round}: it is smaller than it looked."),
            audience: Audience::Internal,
            named: vec![],
        };
        let act = Act::once();
        let said = talk::add_comment(db, &keys.comment, &act, id, &comment);
        done.count("comment", said).await?;
        let edit = form::EditTask {
            title: format!("{title}, smaller"),
            title_was: title,
            ..Default::default()
        };
        let act = Act::once();
        let edited = fields::edit_task(db, &keys.edit, &act, id, &edit);
        done.count("edited", edited).await?;
        let act = Act::once();
        let closed = task::close_task(db, &keys.edit, &act, id);
        done.count("closed", closed).await?;
    }
    Ok(done)
}

impl Done {
    /// Whether it was acknowledged.
    async fn count<T>(
        &mut self,
        what: &'static str,
        change: impl Future<Output = Result<T, Error>>,
    ) -> Result<bool> {
        let begun = Instant::now();
        match change.await {
            Ok(_) => {
                let took = begun.elapsed();
                self.made.push(Made { what, took });
                Ok(true)
            }
            Err(Error::Refused(Refused::Busy { .. }) | Error::Again) => {
                self.busy += 1;
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn report(place: &Place, writers: usize, took: Duration, busy: usize, made: Vec<Made>) {
    let mut kinds: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for made in &made {
        kinds.entry(made.what).or_default().push(made.took);
    }
    let mut all: Vec<_> = made.iter().map(|made| made.took).collect();
    all.sort();
    let rate = all.len() as f64 / took.as_secs_f64();
    println!(
        "| {} | {writers} writers, {:.0} s | {} changes | {rate:.0}/s | p50 {:.1} ms | p99 {:.1} ms | longest {:.1} ms | {busy} busy | each there once, chain whole |",
        engine(place),
        took.as_secs_f64(),
        all.len(),
        at(&all, 0.50),
        at(&all, 0.99),
        at(&all, 1.0),
    );
    for (what, mut times) in kinds {
        times.sort();
        println!(
            "  {what:<8} {:>7}  p50 {:>5.1} ms  p99 {:>5.1} ms",
            times.len(),
            at(&times, 0.50),
            at(&times, 0.99)
        );
    }
}

pub fn engine(place: &Place) -> &'static str {
    match place {
        Place::Sqlite(_) => "SQLite",
        Place::Postgres(_) => "PostgreSQL",
    }
}

/// The time in milliseconds that this part of them did not exceed.
pub fn at(sorted: &[Duration], part: f64) -> f64 {
    let index = ((sorted.len() as f64 * part).ceil() as usize).clamp(1, sorted.len().max(1)) - 1;
    sorted
        .get(index)
        .map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
}
