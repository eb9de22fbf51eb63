//! kill -9 in the middle: a child writes and says what was acknowledged, is killed, and what it said is looked for.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures::future::join_all;
use store::plan::task;
use store::tx::Act;
use store::{audit, db::Place, door};
use uuid::Uuid;

use crate::house::{self, new_task};
use crate::writers::engine;
use crate::{Where, direct};

/// Longest time from starting again to being ready for requests.
const READY: Duration = Duration::from_secs(3);

pub async fn run(place: &Where, times: usize, writers: usize) -> Result<()> {
    let mut acknowledged = Vec::new();
    let mut longest = Duration::ZERO;
    for time in 1..=times {
        // At another moment each time, while the writers are at it.
        let wait = Duration::from_millis(400 + (time as u64 * 397) % 1600);
        let said = killed_after(place, writers, wait)?;
        ensure!(!said.is_empty(), "nothing was written before the kill");
        let count = said.len();
        acknowledged.extend(said);
        let begun = Instant::now();
        let (db, duty) = store::Db::open(&place.place()).await?;
        door::ready(&db, false)
            .await
            .map_err(|why| anyhow::anyhow!("not ready: {why:?}"))?;
        let ready = begun.elapsed();
        longest = longest.max(ready);
        ensure!(ready <= READY, "ready only after {ready:?}");
        for verdict in audit::verify(&db, &duty).await? {
            ensure!(verdict.broken.is_none(), "the chain is broken: {verdict:?}");
        }
        db.close().await;
        direct::each_is_there_once(&place.place(), &acknowledged).await?;
        println!(
            "  kill {time:>2} after {:>4} ms: {count:>5} acknowledged, all there once, chain whole, ready in {} ms",
            wait.as_millis(),
            ready.as_millis()
        );
    }
    println!(
        "| {} | {times} kills, {writers} writers | {} acknowledged, none lost or doubled | chain whole | ready in ≤ {} ms |",
        engine(&place.place()),
        acknowledged.len(),
        longest.as_millis()
    );
    Ok(())
}

/// What the child had acknowledged when it was killed. SIGKILL: it writes and says nothing afterwards.
fn killed_after(place: &Where, writers: usize, wait: Duration) -> Result<Vec<Uuid>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["child", "--writers", &writers.to_string(), "--data"]);
    command.arg(&place.data);
    if let Some(url) = &place.database {
        command.args(["--database", url]);
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("the child could not be started")?;
    let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
    // The first line says that it begins.
    lines.next().context("the child said nothing")??;
    let reading = std::thread::spawn(move || {
        let whole = lines.map_while(Result::ok);
        whole
            .filter_map(|line| Uuid::parse_str(&line).ok())
            .collect()
    });
    std::thread::sleep(wait);
    child.kill()?;
    child.wait()?;
    reading
        .join()
        .map_err(|_| anyhow::anyhow!("the reader failed"))
}

pub async fn child(place: &Place, writers: usize) -> Result<()> {
    let house = house::open(place).await?;
    let key = format!("K{}", std::process::id() % 100_000);
    let project = house.project(&key, "Written until killed").await?;
    let key = house.may_edit(project).await?;
    println!("writing");
    let each = (0..writers).map(|n| {
        let db = house.db.clone();
        tokio::spawn(async move {
            for round in 0_u64.. {
                let new = new_task(format!("Writer {n}, task {round}"))?;
                task::create_task(&db, &key, &Act::once(), &new).await?;
                // One write, so that a line is never half.
                let line = format!("{}\n", new.id);
                let mut out = std::io::stdout().lock();
                out.write_all(line.as_bytes())?;
                out.flush()?;
            }
            anyhow::Ok(())
        })
    });
    for writer in join_all(each).await {
        writer??;
    }
    Ok(())
}
