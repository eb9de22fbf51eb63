//! Pages under load, on a release with 10,000 tasks: 8 connections that each ask again as soon as they are answered, on
//! the same cores. Times are the server's own, from a request read to the last byte written.

use std::{
    fmt::Write as _,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::client::Client;
use super::prometheus::{Histogram, of_route};
use super::{Daymark, empty, publish, store};
use crate::{
    build, run,
    setup::{self, Consent, Scope},
};

const CONNECTIONS: usize = 8;
const WARM_UP: Duration = Duration::from_secs(3);

/// p95 in milliseconds, brotli bytes, statements.
const BUDGET: (f64, usize, u64) = (60.0, 40 * 1024, 15);

/// A page: what it is called, its route in the metrics, its address.
struct Page {
    name: &'static str,
    route: &'static str,
    path: String,
}

pub fn run(seconds: u64) -> Result<()> {
    let tools = setup::ready(Scope::Serve, Consent::asked(false))?;
    build::ready(&tools)?;
    let data = empty("http")?;
    let crowd = crowd(&store::program(&tools)?, &data, None)?;
    let daymark = Daymark::start(&data, &[])?;
    let text = |name: &str| crowd[name].as_str().unwrap_or_default().to_owned();
    let cookie = Client::connect(&daymark.addr)?.sign_in(&text("email"), &text("password"))?;
    let (workspace, project, task) = (text("workspace"), text("project"), text("task"));
    let pages = [
        Page {
            name: "Today",
            route: "/{workspace}/today",
            path: format!("/{workspace}/today"),
        },
        Page {
            name: "List, 100 rows of 5,000",
            route: "/{workspace}/p/{project}",
            path: format!("/{workspace}/p/{project}"),
        },
        Page {
            name: "Task page",
            route: "/{workspace}/t/{task}",
            path: format!("/{workspace}/t/{task}"),
        },
    ];
    let mut table = format!(
        "SQLite, {} tasks, {} changes over 90 days; {CONNECTIONS} connections in a closed loop for {seconds} s on the same cores.\n\n\
         | page | p50 | p95 | p99 | requests/s | HTML | brotli | statements | rows read | |\n|---|---|---|---|---|---|---|---|---|---|\n",
        crowd["tasks"], crowd["changes"]
    );
    let mut over = Vec::new();
    for page in &pages {
        let row = measured(&daymark, page, &cookie, Duration::from_secs(seconds))?;
        let verdict = row.verdict();
        if !verdict.is_empty() {
            over.push(format!("{}: {}", page.name, verdict.join(", ")));
        }
        row.write(page, &verdict, &mut table);
    }
    publish("http", &table)?;
    ensure!(over.is_empty(), "over budget: {}", over.join("; "));
    Ok(())
}

/// Makes the database, an SQLite file in that folder unless another is named; answers what it says of it.
pub fn crowd(program: &Path, data: &Path, database: Option<&str>) -> Result<Value> {
    println!("Making the crowd …");
    let begun = Instant::now();
    let mut command = run::command(program);
    command.arg("crowd").arg("--data").arg(data);
    if let Some(url) = database {
        command.args(["--database", url]);
    }
    let said = run::read(&mut command)?;
    println!("… {}", crate::step::took(begun));
    let line = said.lines().last().unwrap_or_default();
    serde_json::from_str(line).with_context(|| format!("the crowd said `{line}`"))
}

struct Row {
    times: Histogram,
    rate: f64,
    html: usize,
    brotli: usize,
    statements: u64,
    rows: u64,
}

fn measured(daymark: &Daymark, page: &Page, cookie: &str, time: Duration) -> Result<Row> {
    let mut client = Client::connect(&daymark.addr)?.with_cookie(cookie);
    let raw = client.get(&page.path, "identity")?;
    ensure!(raw.status == 200, "{} answered {}", page.path, raw.status);
    let html = raw.body.len();
    let brotli = client.get(&page.path, "br")?.body.len();
    load(daymark, page, cookie, WARM_UP)?;
    let before = Histogram::of(&metrics(daymark)?, page.route);
    let begun = Instant::now();
    let asked = load(daymark, page, cookie, time)?;
    let rate = asked as f64 / begun.elapsed().as_secs_f64();
    let metrics = metrics(daymark)?;
    let times = Histogram::of(&metrics, page.route).since(&before);
    ensure!(
        times.count() == asked,
        "{asked} were asked for, the server counted {}",
        times.count()
    );
    let of = |name| of_route(&metrics, name, page.route).context("a metric is missing");
    Ok(Row {
        times,
        rate,
        html,
        brotli,
        statements: of("daymark_request_statements_most")?,
        rows: of("daymark_request_rows_most")?,
    })
}

fn metrics(daymark: &Daymark) -> Result<String> {
    let answer = Client::connect(&daymark.metrics)?.get("/metrics", "identity")?;
    ensure!(answer.status == 200, "no metrics: {}", answer.status);
    Ok(String::from_utf8_lossy(&answer.body).into_owned())
}

/// How many were answered, all of them well.
fn load(daymark: &Daymark, page: &Page, cookie: &str, time: Duration) -> Result<u64> {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let each: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                scope.spawn(|| -> Result<u64> {
                    let mut client = Client::connect(&daymark.addr)?.with_cookie(cookie);
                    let mut asked = 0;
                    while !over.load(Ordering::Relaxed) {
                        let answer = client.get(&page.path, "br")?;
                        ensure!(answer.status == 200, "answered {}", answer.status);
                        asked += 1;
                    }
                    Ok(asked)
                })
            })
            .collect();
        thread::sleep(time);
        over.store(true, Ordering::Relaxed);
        let mut all = 0;
        for one in each {
            all += one
                .join()
                .map_err(|_| anyhow::anyhow!("a connection failed"))??;
        }
        Ok(all)
    })
}

impl Row {
    /// What is over budget.
    fn verdict(&self) -> Vec<String> {
        let (p95, bytes, statements) = BUDGET;
        let mut over = Vec::new();
        if self.times.quantile(0.95).0 > p95 {
            over.push(format!("p95 over {p95} ms"));
        }
        if self.brotli > bytes {
            over.push(format!("over {} KB", bytes / 1024));
        }
        if self.statements > statements {
            over.push(format!("more than {statements} statements"));
        }
        over
    }

    /// Writing to a string does not fail.
    fn write(&self, page: &Page, verdict: &[String], table: &mut String) {
        let ms = |part| {
            let (ms, at_most) = self.times.quantile(part);
            format!("{ms:.1} ms (≤ {at_most:.1})")
        };
        let said = if verdict.is_empty() {
            "kept".to_owned()
        } else {
            verdict.join(", ")
        };
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} | {:.0} | {} KB | {:.1} KB | {} | {} | {said} |",
            page.name,
            ms(0.50),
            ms(0.95),
            ms(0.99),
            self.rate,
            self.html / 1024,
            self.brotli as f64 / 1024.0,
            self.statements,
            self.rows,
        );
    }
}
