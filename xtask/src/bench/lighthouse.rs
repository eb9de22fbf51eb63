//! Lighthouse on desktop over the demo workspace: performance and accessibility of every page.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::client::Client;
use super::{Daymark, empty, publish};
use crate::{
    build, place, run,
    setup::{self, Consent, Scope, Tools},
    step,
};

/// The last one for the Node.js that the browser tests ask for.
const VERSION: &str = "12.8.2";

/// What performance is made of, as Lighthouse calls it and as the table does.
const PARTS: [(&str, &str); 5] = [
    ("first-contentful-paint", "first paint"),
    ("largest-contentful-paint", "largest paint"),
    ("total-blocking-time", "blocked"),
    ("cumulative-layout-shift", "shift"),
    ("speed-index", "speed index"),
];

const PERFORMANCE: f64 = 90.0;
const ACCESSIBILITY: f64 = 100.0;

pub fn run() -> Result<()> {
    let tools = setup::ready(Scope::Tests, Consent::asked(false))?;
    build::ready(&tools)?;
    let program = installed(&tools)?;
    let data = empty("lighthouse")?;
    let daymark = Daymark::start(&data, &["--demo"])?;
    let sign_in = SignIn::read(&daymark.said)?;
    let cookie = |email| Client::connect(&daymark.addr)?.sign_in(email, &sign_in.password);
    let (manager, owner) = (cookie(&sign_in.manager)?, cookie(&sign_in.owner)?);
    let pages = pages(
        &sign_in,
        &mut Client::connect(&daymark.addr)?.with_cookie(&manager),
    )?;
    let parts = PARTS.map(|(_, name)| name).join(" | ");
    let mut table = format!(
        "Lighthouse {VERSION}, desktop.\n\n| page | performance | {parts} | accessibility | |\n|---|---|---|---|---|---|---|---|---|\n"
    );
    let mut under = Vec::new();
    for (name, path) in pages {
        let url = format!(
            "http://{}{path}",
            daymark.addr.replace("127.0.0.1", "localhost")
        );
        let report = data.join(format!("{name}.json"));
        let cookie = match name.as_str() {
            OWNERS => Some(&owner),
            _ => (!OUTSIDE.contains(&path.as_str())).then_some(&manager),
        };
        // Now and then Lighthouse misses the beginning of a page, and says so; a page that fails does so again.
        audit(&tools, &program, &url, cookie, &report)
            .or_else(|_| audit(&tools, &program, &url, cookie, &report))?;
        let Scores {
            performance,
            parts,
            accessibility,
            failed,
        } = scores(&report)?;
        let kept = performance >= PERFORMANCE && accessibility >= ACCESSIBILITY;
        if !kept {
            under.push(name.clone());
        }
        let said = if kept { "kept".to_owned() } else { failed };
        let _ = writeln!(
            table,
            "| {name} | {performance:.0} | {} | {accessibility:.0} | {said} |",
            parts.join(" | ")
        );
    }
    publish("lighthouse", &table)?;
    ensure!(under.is_empty(), "under the mark: {}", under.join(", "));
    Ok(())
}

/// The one page that a manager may not open.
const OWNERS: &str = "Leaver";

/// Pages of whoever is not signed in.
const OUTSIDE: [&str; 4] = ["/sign-in", "/start", "/join", "/reset"];

/// Pages of a workspace: what stands behind its address.
const INSIDE: [(&str, &str); 17] = [
    ("Today", "today"),
    ("Inbox", "inbox"),
    ("Search", "search?q=booking"),
    ("Projects", "projects"),
    ("All tasks", "tasks?group=project"),
    ("All calendar", "tasks/calendar"),
    ("My work", "mine"),
    ("My calendar", "mine/calendar"),
    ("New task", "new"),
    ("Clients", "clients"),
    ("Import", "import"),
    ("People", "people"),
    ("Time away", "people/away"),
    ("Usual week", "settings/week"),
    ("Calendars", "settings/calendars"),
    ("Trash", "trash"),
    ("Settings", "settings"),
];

/// Pages of a project: what stands behind its address.
const OF_PROJECT: [(&str, &str); 6] = [
    ("List", "list"),
    ("Board", "board"),
    ("Backlog", "backlog"),
    ("Calendar", "calendar"),
    ("Overview", "overview"),
    ("Project settings", "settings"),
];

/// Names and paths. Whoever and whatever has an id is found through the page that lists it.
fn pages(sign_in: &SignIn, client: &mut Client) -> Result<Vec<(String, String)>> {
    let SignIn {
        workspace, project, ..
    } = sign_in;
    let mut pages = Vec::new();
    pages.extend(OUTSIDE.map(|path| (path[1..].replace('-', " "), path.to_owned())));
    pages.extend(INSIDE.map(|(name, path)| (name.to_owned(), format!("/{workspace}/{path}"))));
    pages.extend(
        OF_PROJECT
            .map(|(name, path)| (name.to_owned(), format!("/{workspace}/p/{project}/{path}"))),
    );
    let task = format!("/{workspace}/t/{project}-1");
    let beside = format!("/{workspace}/p/{project}/list?task={project}-1");
    let customer = first_below(client, &format!("/{workspace}/clients"))?;
    let person = first_below(client, &format!("/{workspace}/people"))?;
    let one = [
        ("Task page", task),
        ("Task beside", beside),
        ("Client", customer),
        (OWNERS, format!("{person}/leaving")),
        ("Person", person),
    ];
    pages.extend(one.map(|(name, path)| (name.to_owned(), path)));
    Ok(pages)
}

/// The first link of a page that leads to something with an id or a name below it.
fn first_below(client: &mut Client, page: &str) -> Result<String> {
    let answer = client.get(page, "identity")?;
    let html = String::from_utf8(answer.body).context("no UTF-8")?;
    let start = format!("href=\"{page}/");
    html.split(&start)
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(name, _)| name)
        .find(|name| !name.contains(['/', '?', '#']) && *name != "away")
        .map(|name| format!("{page}/{name}"))
        .with_context(|| format!("{page} leads to nothing below it"))
}

/// What `--demo` prints: who can sign in, where, and the project that shows most.
struct SignIn {
    workspace: String,
    project: String,
    manager: String,
    owner: String,
    password: String,
}

impl SignIn {
    fn read(said: &[String]) -> Result<Self> {
        let after = |start: &str| {
            said.iter()
                .find_map(|line| line.trim().strip_prefix(start))
                .map(|rest| rest.trim().to_owned())
                .with_context(|| format!("the demo printed no line `{start}…`: {said:?}"))
        };
        Ok(Self {
            workspace: after("Workspace:")?,
            project: after("Largest project:")?,
            manager: after("Manager:")?,
            owner: after("Owner:")?,
            password: after("Password of each:")?,
        })
    }
}

/// Lighthouse outside the clone: it is not the project's, and large.
fn installed(tools: &Tools) -> Result<PathBuf> {
    let folder = place::tools()?.join(format!("lighthouse-{VERSION}"));
    let program = folder.join("node_modules/.bin/lighthouse");
    if !program.is_file() {
        fs::create_dir_all(&folder).with_context(|| format!("Cannot make {}", folder.display()))?;
        let mut command = tools.command("npm")?;
        command
            .args(["install", "--no-audit", "--no-fund", "--ignore-scripts"])
            .arg(format!("lighthouse@{VERSION}"))
            .current_dir(&folder);
        step::long("Lighthouse", &mut command, &folder.join("install.log"))?;
    }
    Ok(program)
}

fn audit(
    tools: &Tools,
    program: &Path,
    url: &str,
    cookie: Option<&String>,
    report: &Path,
) -> Result<()> {
    let chromium = tools
        .chromium
        .as_ref()
        .context("Chromium was not looked for")?;
    let mut command = tools.command(program)?;
    command
        .args([url, "--quiet", "--preset=desktop", "--output=json"])
        .arg("--only-categories=performance,accessibility")
        .arg("--chrome-flags=--headless=new --no-sandbox --disable-gpu")
        .arg(format!("--output-path={}", report.display()))
        .env("CHROME_PATH", chromium);
    if let Some(cookie) = cookie {
        let headers = serde_json::json!({ "Cookie": cookie });
        command.arg(format!("--extra-headers={headers}"));
    }
    run::go(&mut command)
}

struct Scores {
    performance: f64,
    /// As Lighthouse writes them, in the order of [`PARTS`].
    parts: [String; 5],
    accessibility: f64,
    /// Audits of accessibility that were not passed.
    failed: String,
}

fn scores(report: &Path) -> Result<Scores> {
    let text = fs::read_to_string(report).context("Lighthouse wrote no report")?;
    let report: Value = serde_json::from_str(&text).context("Lighthouse wrote no JSON")?;
    let score = |category: &str| {
        let score = report["categories"][category]["score"].as_f64();
        score
            .map(|score| score * 100.0)
            .with_context(|| format!("no score for {category}: {}", report["runtimeError"]))
    };
    let refs = report["categories"]["accessibility"]["auditRefs"].as_array();
    let failed: Vec<_> = refs
        .into_iter()
        .flatten()
        .filter_map(|audit| audit["id"].as_str())
        .filter(|id| report["audits"][*id]["score"].as_f64() == Some(0.0))
        .collect();
    let part = |(audit, _): (&str, &str)| {
        let value = report["audits"][audit]["displayValue"].as_str();
        value.unwrap_or_default().replace('\u{a0}', " ")
    };
    Ok(Scores {
        performance: score("performance")?,
        parts: PARTS.map(part),
        accessibility: score("accessibility")?,
        failed: failed.join(", "),
    })
}
