//! The planner in a worker, as a page uses it: the module, `web/worker.js` and `web/planner.js`, under Node's worker
//! threads and, where there is one, in a browser. Progress is told, a search that is cancelled answers with what it
//! has, and answers are those given natively.

use std::{
    env, fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use planner::{
    ask::{Question, ask},
    rcpsp::{
        Instance, check,
        random::Random,
        solve::{Answer, Budget},
    },
};
use serde::Deserialize;

use crate::{questions::questions, wasm::built};

/// What both a page and Node do. `grace` is long where a busy machine must not pass for a deaf worker.
const SCENARIO: &str = r#"
import { Planner } from "./planner.js";

export async function run(make, { short, long, endless, deaf }, now) {
  const planner = new Planner(make, 60000);
  const answers = [];
  for (const question of short) answers.push((await planner.ask(question).answer).answer);
  const told = [];
  const { answer } = await planner.ask(long, (progress) => told.push(progress)).answer;
  let begin;
  const asked = planner.ask(endless, ({ done }) => {
    if (!begin && done > 1000) {
      begin = now();
      asked.cancel();
    }
  });
  const ended = await asked.answer;
  const took = now().map((at, clock) => at - begin[clock]);
  planner.close();
  // A question that listens to nobody is given up, and the worker with it; whoever waits is answered by another.
  const hurried = new Planner(make, 150);
  const never = hurried.ask(deaf);
  const behind = hurried.ask(short[0]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  never.cancel();
  const given = await never.answer;
  const after = (await behind.answer).answer;
  hurried.close();
  return { answers, told, answer, ended, took, given, after };
}
"#;

/// A worker thread made to look like a worker.
const THREAD: &str = r#"
import { parentPort } from "node:worker_threads";
import { readFile } from "node:fs/promises";
globalThis.self = globalThis;
globalThis.postMessage = (message) => parentPort.postMessage(message);
globalThis.fetch = async (url) =>
  new Response(await readFile(new URL(url)), { headers: { "content-type": "application/wasm" } });
await import("./worker.js");
parentPort.on("message", (data) => self.onmessage({ data }));
"#;

const NODE: &str = r#"
import { Worker } from "node:worker_threads";
import { readFileSync, writeFileSync } from "node:fs";
import { run } from "./scenario.js";
const here = (name) => new URL(name, import.meta.url);
const make = () => {
  const thread = new Worker(here("./thread.js"));
  const worker = { postMessage: (message) => thread.postMessage(message), terminate: () => thread.terminate() };
  thread.on("message", (data) => worker.onmessage({ data }));
  thread.on("error", (error) => { console.error(error); process.exit(1); });
  return worker;
};
const processor = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1000; };
const report = await run(make, JSON.parse(readFileSync(here("./asked.json"))), () => [performance.now(), processor()]);
writeFileSync(here("./report.json"), JSON.stringify(report));
process.exit(0);
"#;

const PAGE: &str = r#"<!doctype html><title>planner</title><script type="module">
import { run } from "./scenario.js";
const asked = await (await fetch("./asked.json")).json();
const make = () => new Worker("./worker.js", { type: "module" });
let report;
try { report = await run(make, asked, () => [performance.now(), 0]); } catch (error) { report = { error: `${error}` }; }
await fetch("./report", { method: "POST", body: JSON.stringify(report) });
</script>"#;

#[derive(Deserialize)]
struct Report {
    answers: Vec<serde_json::Value>,
    told: Vec<planner::ask::Progress>,
    answer: serde_json::Value,
    ended: Ended,
    /// Milliseconds from the cancelling to the answer: on the clock, and of the processor.
    took: [f64; 2],
    given: Ended,
    after: serde_json::Value,
}

#[derive(Deserialize)]
struct Ended {
    answer: serde_json::Value,
    cancelled: bool,
}

#[test]
fn a_worker_tells_its_progress_can_be_cancelled_and_answers_as_native_does() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wasm");
    let Some(module) = built(&folder, "web") else {
        return;
    };
    let site = module.parent().unwrap();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    for name in ["worker.js", "planner.js"] {
        fs::copy(own.join(name), site.join(name)).unwrap();
    }
    let asked = Asked::new();
    let json = serde_json::json!({
        "short": asked.short, "long": asked.long, "endless": asked.endless, "deaf": asked.deaf
    });
    for (name, text) in [
        ("package.json", r#"{"type":"module"}"#),
        ("scenario.js", SCENARIO),
        ("thread.js", THREAD),
        ("node.js", NODE),
        ("index.html", PAGE),
        ("asked.json", &json.to_string()),
    ] {
        fs::write(site.join(name), text).unwrap();
    }
    let node = Command::new("node")
        .arg(site.join("node.js"))
        .output()
        .unwrap();
    assert!(
        node.status.success(),
        "{}",
        String::from_utf8_lossy(&node.stderr)
    );
    let said = fs::read_to_string(site.join("report.json")).unwrap();
    let took = asked.compare(&said);
    println!(
        "Node: cancelled in {:.0} ms, {:.0} ms of the processor",
        took[0], took[1]
    );
    // On the processor: on the clock, other tests count too.
    assert!(took[1] < 200.0, "{took:?}");
    match browser() {
        Some(browser) => {
            let took = asked.compare(&in_browser(&browser, site));
            println!("{}: cancelled in {:.0} ms", browser.display(), took[0]);
        }
        None => println!("no browser was found: only Node was asked"),
    }
}

struct Asked {
    short: Vec<String>,
    long: String,
    endless: String,
    deaf: String,
    instance: Instance,
}

impl Asked {
    fn new() -> Self {
        let short = questions().into_iter().take(24).collect();
        let mut random = Random::new(5, 0);
        let instance = instance(&mut random, 90);
        let schedule = |schedules| {
            let question = Question::Schedule {
                instance: instance.clone(),
                seed: 3,
                budget: Budget::of(schedules),
            };
            serde_json::to_string(&question).unwrap()
        };
        // So many nodes of a proof that cannot listen: efforts and people that no bound ends early.
        let tasks = (0..70).map(|task: u64| {
            let people = (0..5).map(|k| (task * task + 2 * k + k * task) % 9);
            let people: std::collections::BTreeSet<u64> = people.collect();
            let effort = 1000 + (task * task * 3571 + task * 101) % 7919;
            serde_json::json!({ "effort": effort, "people": people })
        });
        let people = (0..9).map(|who| serde_json::json!({ "capacity": 60_000 + who * 311 }));
        let team = serde_json::json!({
            "people": people.collect::<Vec<_>>(),
            "tasks": tasks.collect::<Vec<_>>(),
        });
        let deaf = serde_json::json!({ "balance": { "team": team, "nodes": 4_000_000_000_u64 } });
        let deaf = deaf.to_string();
        Self {
            short,
            long: schedule(40_000),
            endless: schedule(1_000_000_000),
            deaf,
            instance,
        }
    }

    /// What the worker said, against native answers; how long the cancelling took.
    fn compare(&self, said: &str) -> [f64; 2] {
        let report: Report = serde_json::from_str(said).unwrap();
        let native = |question: &str| alike(serde_json::from_str(&ask(question)).unwrap());
        assert_eq!(report.answers.len(), self.short.len());
        for (n, (question, answer)) in self.short.iter().zip(&report.answers).enumerate() {
            assert!(native(question) == alike(answer.clone()), "question {n}");
        }
        assert_eq!(native(&self.long), alike(report.answer));
        // Told more than once, further each time, and never worse.
        assert!(report.told.len() >= 2, "{}", report.told.len());
        for pair in report.told.windows(2) {
            assert!(pair[0].done < pair[1].done && pair[1].done <= pair[1].of);
            assert!(pair[0].best >= pair[1].best && pair[1].bound <= pair[1].best);
        }
        assert!(report.ended.cancelled);
        let answer: Answer = serde_json::from_value(report.ended.answer["answer"].clone()).unwrap();
        let judged = check::check(&self.instance, &answer.starts, answer.makespan);
        assert_eq!(judged, Ok(()));
        assert!(answer.schedules > 1_000 && answer.schedules < 1_000_000_000);
        assert!(report.given.cancelled && report.given.answer["error"].is_string());
        assert_eq!(native(&self.short[0]), report.after);
        report.took
    }
}

fn instance(random: &mut Random, jobs: usize) -> Instance {
    let mut links = Vec::new();
    for to in 1..jobs {
        for _ in 0..2 {
            let from = to - 1 - random.below(to.min(12));
            links.push((from as u32, to as u32));
        }
    }
    Instance {
        durations: (0..jobs).map(|_| 1 + random.below(10) as i32).collect(),
        links,
        capacity: vec![12; 4],
        demand: (0..jobs)
            .map(|_| (0..4).map(|_| random.below(9) as i32).collect())
            .collect(),
    }
}

fn browser() -> Option<PathBuf> {
    let named = env::var_os("CHROMIUM").map(PathBuf::from);
    let usual = [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];
    named
        .into_iter()
        .chain(usual.map(PathBuf::from))
        .find(|path| path.is_file())
}

/// Opens the page and waits for what it reports.
fn in_browser(browser: &Path, site: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let profile = site.join("profile");
    let mut browser = Command::new(browser)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("http://{address}/index.html"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let until = Instant::now() + Duration::from_secs(300);
    let mut report = None;
    while report.is_none() && Instant::now() < until {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false).unwrap();
                report = serve(stream, site);
            }
            Err(_) => std::thread::sleep(Duration::from_millis(5)),
        }
    }
    browser.kill().unwrap();
    browser.wait().unwrap();
    report.unwrap()
}

/// A file of the site, or the page's report.
fn serve(mut stream: TcpStream, site: &Path) -> Option<String> {
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let mut heard = Vec::new();
    let (head, said) = loop {
        let mut part = [0; 65_536];
        let read = stream.read(&mut part).unwrap_or(0);
        if read == 0 {
            return None;
        }
        heard.extend_from_slice(&part[..read]);
        if let Some(end) = heard.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&heard[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
            if heard.len() >= end + 4 + length {
                break (head, heard[end + 4..end + 4 + length].to_vec());
            }
        }
    };
    let name = head
        .split_whitespace()
        .nth(1)
        .unwrap_or("/")
        .trim_start_matches('/');
    let (status, kind, body) = match name {
        "report" => ("200 OK", "text/plain", Vec::new()),
        name => match fs::read(site.join(Path::new(name).file_name().unwrap_or_default())) {
            Ok(body) => ("200 OK", kind(name), body),
            Err(_) => ("404 Not Found", "text/plain", Vec::new()),
        },
    };
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    // A browser that is gone needs no answer.
    drop(stream.write_all(&[answer.as_bytes(), &body].concat()));
    (name == "report").then(|| String::from_utf8(said).unwrap())
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        _ => "text/html; charset=utf-8",
    }
}

/// JavaScript has one kind of number: what it read and wrote again says `0` for `0.0`.
fn alike(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
        Value::Array(list) => list.into_iter().map(alike).collect(),
        Value::Object(map) => map
            .into_iter()
            .map(|(name, one)| (name, alike(one)))
            .collect(),
        other => other,
    }
}
