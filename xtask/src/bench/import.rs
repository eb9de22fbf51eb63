//! Five thousand issues of Jira come in and are taken back as one step, while somebody else works. Times are those of
//! whoever waits: from the request to the last byte of its answer, on the same cores as the server.

use std::{
    fmt::Write as _,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::client::{Answer, Client, encoded, id};
use super::http::crowd;
use super::{Daymark, empty, publish, store};
use crate::{
    build, exports, postgres,
    setup::{self, Consent, Scope},
};

const ROWS: usize = 5_000;
/// The project to be.
const KEY: &str = "GEN";

/// In at most, from the sending of the file to the project that is there; and back.
const IN: Duration = Duration::from_secs(20);
const BACK: Duration = Duration::from_secs(10);
/// p95 of whoever works meanwhile.
const OTHER: Duration = Duration::from_millis(100);

/// How long the other works alone first, and after all is taken back.
const QUIET: Duration = Duration::from_secs(10);
const AFTER: Duration = Duration::from_secs(5);
/// Between an answer and the next request of theirs.
const PAUSE: Duration = Duration::from_millis(50);
/// Between two looks at how far it is.
const LOOK: Duration = Duration::from_millis(250);
/// A run that takes longer than this is no longer waited for.
const PATIENCE: Duration = Duration::from_secs(300);

/// What the other does in turn.
const DOES: [&str; 4] = ["Today", "List", "Task page", "Comment"];
/// Tasks that they talk about in turn.
const TALKED: usize = 10;

pub fn run() -> Result<()> {
    let tools = setup::ready(Scope::Tests, Consent::asked(false))?;
    build::ready(&tools)?;
    let program = store::program(&tools)?;
    let programs = tools
        .postgresql
        .as_ref()
        .context("PostgreSQL was not looked for")?;
    let mut seen = Vec::new();
    println!("SQLite …");
    let data = empty("import")?;
    seen.push(("SQLite", measured(&program, &data, None)?));
    println!("PostgreSQL …");
    let data = empty("import")?;
    let server = postgres::Server::start(programs)?;
    let url = server.url();
    seen.push(("PostgreSQL", measured(&program, &data, Some(&url))?));
    let mut over = Vec::new();
    let table = table(&seen, &mut over);
    publish("import", &table)?;
    ensure!(over.is_empty(), "over: {}", over.join("; "));
    Ok(())
}

/// What came of it on one engine.
struct Seen {
    tasks: usize,
    comments: u64,
    read: Duration,
    made: Duration,
    back: Duration,
    /// The other's requests: alone, while it comes in, while it is taken back and shortly after.
    other: [Vec<Took>; 3],
}

const PHASES: [&str; 3] = ["before", "while it comes in", "while it is taken back"];

/// One request of the other.
#[derive(Clone, Copy)]
struct Took {
    /// Its place in [`DOES`].
    what: usize,
    begun: Instant,
    time: Duration,
}

fn measured(program: &Path, data: &Path, database: Option<&str>) -> Result<Seen> {
    let crowd = crowd(program, data, database)?;
    let more: Vec<&str> = database
        .iter()
        .flat_map(|url| ["--database", url])
        .collect();
    let daymark = Daymark::start(data, &more)?;
    let text = |name: &str| crowd[name].as_str().unwrap_or_default().to_owned();
    let (workspace, password) = (text("workspace"), text("password"));
    let client = |email: &str| -> Result<Client> {
        let cookie = Client::connect(&daymark.addr)?.sign_in(&text(email), &password)?;
        Ok(Client::connect(&daymark.addr)?.with_cookie(&cookie))
    };
    let mut importer = Importer {
        client: client("email")?,
        workspace: workspace.clone(),
    };
    let mut other = Other::new(client("colleague")?, &workspace, &text("task"))?;
    let file = exports::files::jira_csv(ROWS);

    let over = AtomicBool::new(false);
    let (times, all) = thread::scope(|scope| {
        let working = scope.spawn(|| other.work(&over));
        let times = importer.all(&file);
        over.store(true, Ordering::Relaxed);
        let all = working
            .join()
            .map_err(|_| anyhow::anyhow!("the other's thread failed"))?;
        // Whoever failed first is why the rest did.
        Ok::<_, anyhow::Error>((times?, all?))
    })?;
    Ok(Seen {
        tasks: times.tasks,
        comments: times.comments,
        read: times.read - times.sent,
        made: times.made - times.read,
        back: times.back - times.asked_back,
        other: [
            (times.begun, times.sent),
            (times.sent, times.made),
            (times.asked_back, times.back + AFTER),
        ]
        .map(|(from, to)| within(&all, from, to)),
    })
}

/// Requests that were under way at some moment between the two.
fn within(all: &[Took], from: Instant, to: Instant) -> Vec<Took> {
    all.iter()
        .filter(|one| one.begun < to && one.begun + one.time > from)
        .copied()
        .collect()
}

struct Importer {
    client: Client,
    workspace: String,
}

/// When what was done, and what was there then.
struct Times {
    begun: Instant,
    sent: Instant,
    read: Instant,
    made: Instant,
    asked_back: Instant,
    back: Instant,
    tasks: usize,
    comments: u64,
}

impl Importer {
    fn all(&mut self, file: &str) -> Result<Times> {
        let workspace = self.workspace.clone();
        let begun = Instant::now();
        thread::sleep(QUIET);
        let sent = Instant::now();
        let answer = self.client.send_file(
            "/do/exchange/read",
            &[("workspace", &workspace)],
            "jira.csv",
            file.as_bytes(),
        )?;
        let goto = json(&answer)?["goto"].as_str().map(str::to_owned);
        let goto = goto.context("a file that was read leads nowhere")?;
        let import = goto.rsplit('/').next().unwrap_or_default().to_owned();
        let asked = self.import(&import)?;
        let read = Instant::now();

        self.client
            .change("/do/exchange/start", &start(&workspace, &import, &asked))?;
        let done = self.wait(&import, read)?;
        let made = Instant::now();
        let (tasks, comments) = self.look(&done)?;

        // As the page of the import does it: what others have touched is said first.
        let asked_back = Instant::now();
        let seen = self.import(&import)?["take_back"]["seen"].to_string();
        let fields = [
            ("workspace", &workspace),
            ("import", &import),
            ("seen", &seen),
        ];
        let fields = fields.map(|(name, value)| (name, value.as_str()));
        self.client.change("/do/exchange/take_back", &fields)?;
        let back = Instant::now();
        let gone = self.client.get(&format!("/{workspace}/p/{KEY}"), "br")?;
        ensure!(gone.status == 404, "taken back, it answers {}", gone.status);
        thread::sleep(AFTER);
        Ok(Times {
            begun,
            sent,
            read,
            made,
            asked_back,
            back,
            tasks,
            comments,
        })
    }

    fn import(&mut self, id: &str) -> Result<Value> {
        let workspace = encoded(&self.workspace);
        let path = format!("/do/exchange/import?workspace={workspace}&id={id}");
        json(&self.client.get(&path, "identity")?)
    }

    /// Until it is in.
    fn wait(&mut self, id: &str, since: Instant) -> Result<Value> {
        loop {
            let import = self.import(id)?;
            let failed = import["failed"].as_str().unwrap_or_default();
            ensure!(failed.is_empty(), "the import has stopped: {failed}");
            match import["state"].as_str() {
                Some("done") => return Ok(import),
                Some("running") => {}
                state => anyhow::bail!("the import is {state:?}"),
            }
            ensure!(
                since.elapsed() < PATIENCE,
                "{} of {} parts after {} s",
                import["batches_done"],
                import["batches"],
                PATIENCE.as_secs()
            );
            thread::sleep(LOOK);
        }
    }

    /// Whether all of it is there: its tasks, counted, and how many comments came with them.
    fn look(&mut self, import: &Value) -> Result<(usize, u64)> {
        let workspace = &self.workspace;
        let export = format!("/{workspace}/p/{KEY}/export.json");
        let project = json(&self.client.get(&export, "identity")?)?;
        let tasks = project["tasks"].as_array().map_or(0, Vec::len);
        ensure!(tasks == ROWS, "{tasks} tasks of {ROWS} are in");
        let said = self
            .client
            .get(&format!("/{workspace}/t/{KEY}-4"), "identity")?;
        let said = String::from_utf8_lossy(&said.body).into_owned();
        ensure!(
            said.contains("Comment 1 on 4"),
            "nothing is said of {KEY}-4"
        );
        let comments = import["became"]["comments"].as_u64();
        Ok((tasks, comments.context("no comments were counted")?))
    }
}

/// The form as its page proposes it. What has no field here is proposed anew by the server.
fn start(workspace: &str, import: &str, asked: &Value) -> Vec<(String, String)> {
    let choices = &asked["choices"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut fields = vec![
        ("workspace".to_owned(), workspace.to_owned()),
        ("import".to_owned(), import.to_owned()),
        ("id".to_owned(), id()),
        ("key".to_owned(), KEY.to_owned()),
        ("title".to_owned(), text(&choices["title"])),
        ("zone".to_owned(), text(&choices["zone"])),
    ];
    for person in choices["people"].as_array().into_iter().flatten() {
        fields.push((
            format!("people][{}", person["uid"]),
            text(&person["chosen"]),
        ));
    }
    fields
}

struct Other {
    client: Client,
    workspace: String,
    /// Their codes and ids.
    tasks: Vec<(String, String)>,
}

impl Other {
    fn new(mut client: Client, workspace: &str, task: &str) -> Result<Self> {
        let (key, number) = task.rsplit_once('-').context("no task to talk about")?;
        let first: usize = number.parse().context("no task to talk about")?;
        let mut tasks = Vec::new();
        for number in first..first + TALKED {
            let code = format!("{key}-{number}");
            let path = format!("/do/plan/task?workspace={}&code={code}", encoded(workspace));
            let task = json(&client.get(&path, "identity")?)?;
            let id = task["id"].as_str().context("a task without an id")?;
            tasks.push((code, id.to_owned()));
        }
        Ok(Self {
            client,
            workspace: workspace.to_owned(),
            tasks,
        })
    }

    /// Without an end, until it is over.
    fn work(&mut self, over: &AtomicBool) -> Result<Vec<Took>> {
        let mut all = Vec::new();
        for round in 0.. {
            for (what, name) in DOES.iter().enumerate() {
                if over.load(Ordering::Relaxed) {
                    return Ok(all);
                }
                let begun = Instant::now();
                self.does(what, round)
                    .with_context(|| format!("the other's {name}"))?;
                let time = begun.elapsed();
                all.push(Took { what, begun, time });
                thread::sleep(PAUSE);
            }
        }
        Ok(all)
    }

    fn does(&mut self, what: usize, round: usize) -> Result<()> {
        let workspace = &self.workspace;
        let (code, record) = &self.tasks[round % self.tasks.len()];
        let page = match what {
            0 => format!("/{workspace}/today"),
            1 => {
                let key = code.split('-').next().unwrap_or_default();
                format!("/{workspace}/p/{key}")
            }
            2 => format!("/{workspace}/t/{code}"),
            _ => {
                let (id, text) = (id(), format!("Said in round {round}"));
                let fields = [
                    ("workspace", workspace.as_str()),
                    ("id", &id),
                    ("record", record),
                    ("text", &text),
                ];
                return self
                    .client
                    .change("/do/talk/add_comment", &fields)
                    .map(drop);
            }
        };
        let answer = self.client.get(&page, "br")?;
        ensure!(answer.status == 200, "{page} answered {}", answer.status);
        Ok(())
    }
}

fn json(answer: &Answer) -> Result<Value> {
    let said = || String::from_utf8_lossy(&answer.body).into_owned();
    ensure!(
        answer.status == 200,
        "answered {}: {}",
        answer.status,
        said()
    );
    serde_json::from_slice(&answer.body).with_context(|| format!("no JSON: {}", said()))
}

/// The time that so large a part of them took at most.
fn quantile(times: &[Took], part: f64) -> Duration {
    let mut all: Vec<Duration> = times.iter().map(|one| one.time).collect();
    all.sort();
    let nth = (all.len() as f64 * part).ceil() as usize;
    all.get(nth.saturating_sub(1)).copied().unwrap_or_default()
}

/// Writing to a string does not fail.
fn table(seen: &[(&str, Seen)], over: &mut Vec<String>) -> String {
    let mut table = format!(
        "{ROWS} rows of Jira's CSV beside 10,000 tasks; somebody else works, {} ms after each answer, on the same cores.\n\n\
         | | tasks | comments | sent and read | made | both | taken back | |\n|---|---|---|---|---|---|---|---|\n",
        PAUSE.as_millis()
    );
    let s = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
    let mut said = |who: &str, marks: &[(&str, Duration, Duration)]| {
        let over_mark = |(what, time, most): &(&str, Duration, Duration)| {
            (time > most).then(|| format!("{what} OVER {most:?}"))
        };
        let all: Vec<String> = marks.iter().filter_map(over_mark).collect();
        over.extend(all.iter().map(|one| format!("{who}: {one}")));
        match all.is_empty() {
            true => "kept".to_owned(),
            false => all.join(", "),
        }
    };
    for (engine, one) in seen {
        let both = one.read + one.made;
        let verdict = said(engine, &[("in", both, IN), ("back", one.back, BACK)]);
        let _ = writeln!(
            table,
            "| {engine} | {} | {} | {} | {} | {} | {} | {verdict} |",
            one.tasks,
            one.comments,
            s(one.read),
            s(one.made),
            s(both),
            s(one.back),
        );
    }
    let _ = writeln!(
        table,
        "\n| the other | requests | p50 | p95 | most | {} | |\n|---|---|---|---|---|---|---|---|---|---|",
        DOES.map(|what| format!("{what}, p95")).join(" | ")
    );
    for (engine, one) in seen {
        for (nth, (phase, times)) in PHASES.iter().zip(&one.other).enumerate() {
            let p95 = quantile(times, 0.95);
            // Alone they are there to compare with.
            let verdict = match nth {
                0 => String::new(),
                _ => said(&format!("{engine}, {phase}"), &[("p95", p95, OTHER)]),
            };
            let each = (0..DOES.len()).map(|what| {
                let of: Vec<Took> = times
                    .iter()
                    .filter(|one| one.what == what)
                    .copied()
                    .collect();
                ms(quantile(&of, 0.95))
            });
            let _ = writeln!(
                table,
                "| {engine}, {phase} | {} | {} | {} | {} | {} | {verdict} |",
                times.len(),
                ms(quantile(times, 0.50)),
                ms(p95),
                ms(quantile(times, 1.0)),
                each.collect::<Vec<_>>().join(" | "),
            );
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn took(begun: Instant, ms: u64) -> Took {
        let time = Duration::from_millis(ms);
        Took {
            what: 0,
            begun,
            time,
        }
    }

    #[test]
    fn of_a_hundred_five_may_take_longer() {
        let now = Instant::now();
        let times: Vec<_> = (1..=100).rev().map(|ms| took(now, ms)).collect();
        assert_eq!(quantile(&times, 0.95), Duration::from_millis(95));
        assert_eq!(quantile(&times, 1.0), Duration::from_millis(100));
        assert_eq!(quantile(&times[..1], 0.5), Duration::from_millis(100));
        assert_eq!(quantile(&[], 0.95), Duration::ZERO);
    }

    #[test]
    fn what_began_before_and_ended_within_counts() {
        let now = Instant::now();
        let at = |ms| now + Duration::from_millis(ms);
        let all = [took(at(0), 10), took(at(5), 20), took(at(30), 5)];
        assert_eq!(within(&all, at(12), at(30)).len(), 1);
        assert_eq!(within(&all, at(8), at(31)).len(), 3);
    }

    #[test]
    fn what_is_over_a_mark_is_said_and_counted() {
        let now = Instant::now();
        let seen = |made: u64, other: u64| Seen {
            tasks: ROWS,
            comments: 1,
            read: Duration::from_secs(1),
            made: Duration::from_secs(made),
            back: Duration::from_secs(1),
            other: [300, other, 5].map(|ms| vec![took(now, ms)]),
        };
        let mut over = Vec::new();
        let kept = table(&[("SQLite", seen(19, 100))], &mut over);
        assert!(over.is_empty(), "{over:?}");
        assert!(kept.contains("| 20.00 s | 1.00 s | kept |"), "{kept}");
        let late = table(&[("SQLite", seen(20, 101))], &mut over);
        assert_eq!(over.len(), 2, "{over:?}");
        assert!(late.contains("in OVER 20s") && late.contains("p95 OVER 100ms"));
    }

    #[test]
    fn the_form_says_what_its_page_proposes() {
        let asked = serde_json::json!({ "choices": {
            "title": "Generated", "zone": "Etc/UTC", "people": [{ "uid": 7, "chosen": "nobody" }],
        }});
        let fields = start("crowd", "1", &asked);
        for one in [
            ("title", "Generated"),
            ("key", KEY),
            ("people][7", "nobody"),
        ] {
            let one = (one.0.to_owned(), one.1.to_owned());
            assert!(fields.contains(&one), "{one:?} is not in {fields:?}");
        }
    }
}
