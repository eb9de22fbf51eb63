//! `cargo xtask exports`: full files as trackers write them, of any length, to try an import with. The tests of
//! `domain` read the same files and compare each field.

pub mod files;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

#[derive(Args)]
pub struct Options {
    /// Rows of each file
    #[arg(long, default_value_t = 3)]
    rows: usize,
    /// Where they are written
    #[arg(long, default_value = "target/exports")]
    to: PathBuf,
}

pub fn run(options: &Options) -> Result<()> {
    fs::create_dir_all(&options.to)
        .with_context(|| format!("{} cannot be made", options.to.display()))?;
    let rows = options.rows;
    for (name, text) in [
        ("jira.csv", files::jira_csv(rows)),
        ("jira.xml", files::jira_xml(rows)),
        ("trello.json", files::trello(rows)),
        ("asana.csv", files::asana(rows)),
        ("linear.csv", files::linear(rows)),
    ] {
        let file = options.to.join(name);
        fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;
        println!("{}", file.display());
    }
    Ok(())
}
