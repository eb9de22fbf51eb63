//! Five thousand issues of Jira come in and are taken back as one step, while somebody else works. Times are those of
//! whoever waits: from the request to the last byte of its answer, on the same cores as the server.

mod other;
mod report;

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use self::other::{Other, within};
use self::report::{Seen, table};
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

/// How long the other works alone first, and after all is taken back.
const QUIET: Duration = Duration::from_secs(10);
const AFTER: Duration = Duration::from_secs(5);
/// Between two looks at how far it is.
const LOOK: Duration = Duration::from_millis(250);
/// A run that takes longer than this is no longer waited for.
const PATIENCE: Duration = Duration::from_secs(300);

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

#[cfg(test)]
mod tests {
    use super::*;

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
