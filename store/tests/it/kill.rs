//! kill -9 while many write: what was acknowledged is there once, the chain is whole, and it is ready again at once. The
//! long version is `cargo xtask bench kill`.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use domain::access::EditTasks;
use domain::form;
use domain::id::RecordId;
use futures::future::join_all;
use store::db::Place;
use store::door::{grant, session};
use store::plan::task;
use store::{Db, door};
use uuid::Uuid;

use crate::world::{Who, World, act};

both!(what_was_acknowledged_survives_a_kill);

const TIMES: u64 = 3;
const READY: Duration = Duration::from_secs(3);
/// What tells this binary, started once more, that it is the one to be killed: where, who and in which project.
const CHILD: &str = "DAYMARK_TEST_KILLED";

async fn what_was_acknowledged_survives_a_kill(mut world: World) {
    let mut acknowledged: Vec<Uuid> = Vec::new();
    for time in 0..TIMES {
        world.db.close().await;
        acknowledged.extend(killed_after(
            &world,
            Duration::from_millis(500 + time * 370),
        ));
        let begun = Instant::now();
        world.restarted().await;
        door::ready(&world.db, true).await.unwrap();
        assert!(begun.elapsed() <= READY, "{:?}", begun.elapsed());
        world.assert_whole().await;
        assert!(acknowledged.len() > 10 * (time as usize + 1), "hardly any");
        for text in [
            "SELECT id FROM record WHERE kind = 'task'",
            "SELECT id FROM task",
            "SELECT record FROM event WHERE kind = 'task.created'",
        ] {
            let mut there = world.direct.ids(text).await;
            let all = there.len();
            there.sort();
            there.dedup();
            assert_eq!(there.len(), all, "doubled: {text}");
            for id in &acknowledged {
                assert!(there.binary_search(id).is_ok(), "{id} is lost: {text}");
            }
        }
        let bare = "SELECT COUNT(*) FROM idempotency WHERE answer IS NULL";
        assert_eq!(world.direct.number(bare).await, 0);
    }
}

/// What the child had acknowledged when it was killed.
fn killed_after(world: &World, wait: Duration) -> Vec<Uuid> {
    let place = match &world.place {
        Place::Sqlite(file) => file.display().to_string(),
        Place::Postgres(url) => url.clone(),
    };
    let (slug, token, project) = (&world.cast.slug, world.token(Who::Mo), world.cast.ngt);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::writes_until_killed", "--nocapture"])
        .env(CHILD, format!("{slug} {token} {project} {place}"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (begun, begins) = std::sync::mpsc::channel();
    let reading = std::thread::spawn(move || {
        let mut ids = Vec::new();
        for line in lines.map_while(Result::ok) {
            if let Some(id) = line.strip_prefix("acknowledged ") {
                // The first one sets the clock.
                let _ = begun.send(());
                ids.push(Uuid::parse_str(id).unwrap());
            }
        }
        ids
    });
    begins.recv().unwrap();
    std::thread::sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    reading.join().unwrap()
}

/// Not a test by itself: passes at once unless the test above has started it.
#[test]
fn writes_until_killed() {
    let Ok(told) = std::env::var(CHILD) else {
        return;
    };
    let told: Vec<_> = told.splitn(4, ' ').map(str::to_owned).collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let place = if told[3].starts_with("postgres") {
            Place::Postgres(told[3].clone())
        } else {
            Place::Sqlite(told[3].clone().into())
        };
        let (db, _) = Db::open(&place).await.unwrap();
        let mo = session::signed(&db, &told[1]).await.unwrap().unwrap();
        let project = RecordId::parse(&told[2]).unwrap();
        let key = grant::granted_on::<EditTasks>(&db, &mo, &told[0], project)
            .await
            .unwrap();
        join_all((0..16).map(|writer| {
            let db = db.clone();
            async move {
                for round in 0_u64.. {
                    let form = form::CreateTask {
                        id: Uuid::now_v7().to_string(),
                        title: format!("Writer {writer}, round {round}"),
                        ..Default::default()
                    };
                    let new = domain::plan::task::new_task(&form).unwrap();
                    task::create_task(&db, &key, &act(), &new).await.unwrap();
                    // In one write: a line is never half.
                    let line = format!("acknowledged {}\n", new.id);
                    let mut out = std::io::stdout().lock();
                    out.write_all(line.as_bytes()).unwrap();
                    out.flush().unwrap();
                }
            }
        }))
        .await;
    });
}
