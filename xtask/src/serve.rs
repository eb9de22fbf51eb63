//! `cargo xtask serve`: from a clone to a running Daymark.

use std::{env, ffi::OsString, net::TcpListener, path::PathBuf};

use anyhow::Result;
use clap::Args;

use crate::{
    build, place, run,
    setup::{self, Consent, Scope},
};

/// Prometheus's usual port for an exporter, on this machine alone; left alone when it is taken.
const METRICS: &str = "127.0.0.1:9464";

#[derive(Args)]
pub struct Options {
    /// Where to listen; the server's own default is 127.0.0.1:3000
    #[arg(long, value_name = "HOST:PORT")]
    addr: Option<String>,
    /// Where the database and attachments are kept
    /// [default: data, or demo with --demo]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Load the demo workspace and print its sign-ins; in a data folder of its own unless one is named
    #[arg(long)]
    demo: bool,
    /// Do not ask before installing what is missing
    #[arg(long, short)]
    yes: bool,
    /// Passed to `daymark serve` as they are
    #[arg(last = true)]
    rest: Vec<OsString>,
}

/// Whether what follows the two dashes, the environment or a settings file has a say in it: a flag
/// given twice is refused.
pub fn said(rest: &[OsString], flag: &str, variable: &str) -> bool {
    let set = |variable: &str| env::var_os(variable).is_some();
    has(rest, flag) || set(variable) || has(rest, "--config") || set("DAYMARK_CONFIG")
}

/// `--flag value` and `--flag=value`.
pub fn has(rest: &[OsString], flag: &str) -> bool {
    rest.iter().filter_map(|arg| arg.to_str()).any(|arg| {
        arg.strip_prefix(flag)
            .is_some_and(|more| more.is_empty() || more.starts_with('='))
    })
}

/// Set-up, build, then this process becomes the server: it migrates, prints its address and
/// the one-time link, and stops on Ctrl-C by itself.
pub fn run(options: Options) -> Result<()> {
    let tools = setup::ready(Scope::Serve, Consent::asked(options.yes))?;
    build::ready(&tools)?;
    let mut command = run::command(place::binary()?);
    command.arg("serve");
    let usual = if options.demo { "demo" } else { "data" };
    let told = said(&options.rest, "--data", "DAYMARK_DATA");
    let watched = said(&options.rest, "--metrics", "DAYMARK_METRICS");
    match options.data {
        Some(data) => command.arg("--data").arg(place::root()?.join(data)),
        None if told => &mut command,
        None => command.arg("--data").arg(place::root()?.join(usual)),
    };
    if options.demo {
        command.arg("--demo");
    }
    if !has(&options.rest, "--site") {
        command.arg("--site").arg(place::site()?);
    }
    if !watched && TcpListener::bind(METRICS).is_ok() {
        command.args(["--metrics", METRICS]);
    }
    if let Some(addr) = options.addr {
        command.args(["--addr", &addr]);
    }
    run::become_it(command.args(options.rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_found_in_both_its_forms_and_in_no_other() {
        let rest = |args: &[&str]| args.iter().map(OsString::from).collect::<Vec<_>>();
        for args in [&["--data", "x"][..], &["--log", "info", "--data=x"]] {
            assert!(has(&rest(args), "--data"), "{args:?}");
        }
        for args in [&[][..], &["--database", "x"], &["--database=x"], &["data"]] {
            assert!(!has(&rest(args), "--data"), "{args:?}");
        }
    }
}
