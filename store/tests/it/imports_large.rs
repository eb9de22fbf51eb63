//! A large file, with what it takes. DAYMARK_LARGE names the number of tasks, up to 50,000: then the figures are worth
//! noting, with the profile they were measured in.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use domain::access::CreateProject;
use domain::event::ActorKind;
use domain::exchange::brief::Brief;
use domain::exchange::start::{Mapping, Start};
use domain::id::RecordId;
use store::door::grant;
use store::exchange::{self, Run, Upload};
use uuid::Uuid;

use crate::world::{Who, World, act};

both!(a_large_file_takes_short_batches);

/// Tasks in three levels with links, work, dates, progress and a person each, as a real program writes them.
fn large(tasks: usize) -> String {
    let mut text = String::from(
        "<Project xmlns=\"http://schemas.microsoft.com/project\"><Title>Large</Title><Tasks>",
    );
    for n in 1..=tasks {
        let level = [1, 2, 3, 3, 3][n % 5];
        text.push_str(&format!(
            "<Task><UID>{n}</UID><ID>{n}</ID><Name>Task number {n}</Name><OutlineLevel>{level}</OutlineLevel><Priority>500</Priority>\
             <Start>2026-03-02T08:00:00</Start><Finish>2026-03-04T17:00:00</Finish><Duration>PT24H0M0S</Duration><DurationFormat>7</DurationFormat>\
             <Work>PT24H0M0S</Work><PercentComplete>{}</PercentComplete><EarlyStart>2026-03-02T08:00:00</EarlyStart><TotalSlack>0</TotalSlack>",
            n % 101
        ));
        if n > 5 && n % 5 >= 2 {
            text.push_str(&format!("<PredecessorLink><PredecessorUID>{}</PredecessorUID><Type>1</Type><LinkLag>0</LinkLag><LagFormat>7</LagFormat></PredecessorLink>", n - 5));
        }
        text.push_str("<Baseline><Number>0</Number><Start>2026-03-01T08:00:00</Start><Finish>2026-03-03T17:00:00</Finish></Baseline></Task>");
    }
    text.push_str("</Tasks><Resources>");
    for n in 1..=40 {
        text.push_str(&format!(
            "<Resource><UID>{n}</UID><Name>Person {n}</Name><Type>1</Type></Resource>"
        ));
    }
    text.push_str("</Resources><Assignments>");
    for n in 1..=tasks {
        text.push_str(&format!("<Assignment><UID>{n}</UID><TaskUID>{n}</TaskUID><ResourceUID>{}</ResourceUID><Units>1</Units></Assignment>", 1 + n % 40));
    }
    text + "</Assignments></Project>"
}

/// The most memory that this process has had, in megabytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}

async fn a_large_file_takes_short_batches(world: World) {
    let tasks = std::env::var("DAYMARK_LARGE")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(2_000);
    let text = large(tasks);
    let (bytes, before) = (text.len(), peak());
    let began = Instant::now();
    let (plan, report) = domain::exchange::read(text.as_bytes()).unwrap();
    let read = began.elapsed();
    drop(text);
    let brief = Brief::of(&plan, report, "large.xml");
    let upload = Upload::of("large.xml", &plan, &brief).unwrap();
    drop(plan);
    let key = world.may::<CreateProject>(Who::Lena).await;
    let import = exchange::read(&world.db, &key, &act(), &upload)
        .await
        .unwrap()
        .what;
    drop(upload);
    let dry = began.elapsed();
    let peak_dry = peak();
    let start = Start {
        project: RecordId(Uuid::now_v7()),
        title: "Large".into(),
        key: "LRG".into(),
        client: None,
        zone: "Europe/Oslo".into(),
        people: BTreeMap::new(),
        mapping: Mapping::default(),
    };
    exchange::start(&world.db, &key, &act(), import, &start)
        .await
        .unwrap();
    let began = Instant::now();
    let asker = exchange::asker(&world.db, &world.duty, import)
        .await
        .unwrap();
    let key = grant::on_behalf(&world.db, &world.duty, &asker, ActorKind::Import, import)
        .await
        .unwrap();
    let mut run = Run::open(&world.db, &key, import).await.unwrap();
    let opened = began.elapsed();
    let mut slowest = Duration::ZERO;
    loop {
        let batch = Instant::now();
        let progress = run.next(&world.db, &key).await.unwrap();
        slowest = slowest.max(batch.elapsed());
        if progress.is_done() {
            break;
        }
    }
    println!(
        "{}: {tasks} tasks, {} KB: read {read:?}, dry run with keeping {dry:?} (peak {before} to {peak_dry} MB); opened {opened:?}, run {:?} in {} batches, slowest {slowest:?} (peak {} MB)",
        if world.direct.is_postgres() {
            "PostgreSQL"
        } else {
            "SQLite"
        },
        bytes / 1024,
        began.elapsed(),
        brief.batches,
        peak()
    );
    assert!(slowest < Duration::from_secs(5), "a batch took {slowest:?}");
    let there = world
        .direct
        .number("SELECT COUNT(*) FROM outside_assignee")
        .await;
    assert_eq!(usize::try_from(there).unwrap(), tasks);
    world.assert_whole().await;
}
