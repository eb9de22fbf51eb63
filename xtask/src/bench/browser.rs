//! The crowd's pages in Chromium: how long its main thread is held while scrolling, until a change is painted, and by
//! what people press.

use std::fs;

use anyhow::{Context, Result};

use super::client::Client;
use super::http::crowd;
use super::{Daymark, empty, folder, publish, store};
use crate::{
    browser, build, run,
    setup::{self, Consent, Scope},
};

/// What is looked at stands in `end2end/lib/bench.ts`, and so do its marks.
pub fn run() -> Result<()> {
    let tools = setup::ready(Scope::Tests, Consent::asked(false))?;
    build::ready(&tools)?;
    let data = empty("browser")?;
    let crowd = crowd(&store::program(&tools)?, &data, None)?;
    let daymark = Daymark::start(&data, &[])?;
    let text = |name: &str| crowd[name].as_str().unwrap_or_default().to_owned();
    let cookie = Client::connect(&daymark.addr)?.sign_in(&text("email"), &text("password"))?;
    let port = daymark.addr.rsplit(':').next().unwrap_or_default();
    let figures = folder()?.join("browser.md");
    if figures.exists() {
        fs::remove_file(&figures)?;
    }
    let args = ["test", "--config", "lib/bench.config.ts"];
    let outcome = run::go(browser::local(&tools, "playwright", &args)?.envs([
        ("DAYMARK_AT", format!("http://localhost:{port}")),
        ("DAYMARK_COOKIE", cookie),
        ("DAYMARK_WORKSPACE", text("workspace")),
        ("DAYMARK_PROJECT", text("project")),
        ("DAYMARK_TASKS", crowd["tasks"].to_string()),
        ("DAYMARK_FIGURES", figures.display().to_string()),
    ]));
    let table = fs::read_to_string(&figures).context("Chromium measured nothing")?;
    publish("browser", &table)?;
    outcome
}
