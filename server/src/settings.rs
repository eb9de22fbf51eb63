//! Settings: a flag, else the environment, else the TOML file, else what is sensible.

mod bucket;

pub use bucket::Bucket;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use axum::http::uri::Authority;
use clap::builder::BoolishValueParser;
use clap::{Args, Parser, Subcommand};
use serde::Deserialize;
use tracing_subscriber::filter::LevelFilter;

/// Runs a digital project manager's day: who is stuck, what can start, what comes first and why.
///
/// Data lies in one folder (SQLite) unless a PostgreSQL address is given. Every setting can also be given in the
/// environment (its name is shown beside it) or in a TOML file under the option's name, such as `addr = "0.0.0.0:80"`.
#[derive(Debug, Parser)]
#[command(name = "daymark", version)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
struct Common {
    /// A TOML file with settings.
    #[arg(long, env = "DAYMARK_CONFIG", global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder for the database and its attachments [default: ./data].
    #[arg(long, env = "DAYMARK_DATA", global = true, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// A PostgreSQL address, postgres://user:password@host/database, in place of SQLite in the data folder.
    #[arg(
        long,
        env = "DAYMARK_DATABASE",
        global = true,
        value_name = "URL",
        hide_env_values = true
    )]
    database: Option<String>,
    /// The address people use, such as https://daymark.example.org [default: http://localhost:PORT].
    #[arg(long, env = "DAYMARK_URL", global = true, value_name = "URL")]
    url: Option<String>,
    #[command(flatten)]
    bucket: bucket::Flags,
    /// What is logged, such as `warn` or `info,store=debug`.
    #[arg(long, env = "DAYMARK_LOG", global = true, value_name = "FILTER")]
    log: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Brings the database up to date and serves the app.
    Serve(Serve),
    /// Brings the database up to date and ends.
    Migrate,
    /// Lists accounts, or makes a code for a new password.
    User(User),
    /// Checks every workspace's chain of events and names the first bad row.
    Verify {
        /// A head from an earlier log, WORKSPACE:NUMBER:HASH: it must still be part of the chain's end.
        #[arg(long)]
        head: Option<String>,
    },
    /// Writes a backup of all data, readable on SQLite and PostgreSQL, while the server may be running.
    ///
    /// One file a table, as they were at one moment, with digests; read again after it is written. Sessions, codes and
    /// waiting mails are left out. Keep it as safe as the database: it holds names, addresses and digests of passwords.
    Backup {
        /// The folder to write. It must not be there yet.
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
    },
    /// Loads a backup into an empty database and verifies every workspace's chain.
    ///
    /// The database is the one of --data or --database, either engine, whichever the backup came from. It is made when
    /// there is none; one that has rows is refused. Every file is compared with its digest first.
    Restore {
        /// The folder that `daymark backup` wrote.
        #[arg(long, value_name = "FOLDER")]
        from: PathBuf,
        /// Take over files that lie there and belong to another database, whose place this one takes: not to be said
        /// of a copy to try something with.
        #[arg(long)]
        take_files: bool,
    },
    /// Makes a project of a plan that Microsoft Project saved as XML.
    ///
    /// Prints what becomes what and what is lost, per field and per row. Nobody sees the project until all of it is there.
    /// A run that was killed goes on with --resume and the id that it printed. The server may be running meanwhile.
    Import(Import),
    /// Removes a person or a workspace for good, as data protection law asks.
    Erase(Erase),
    /// Makes another workspace, or lists those there are.
    Workspace(Workspace),
}

#[derive(Debug, Default, Args)]
pub struct Serve {
    /// Where to listen [default: 127.0.0.1:3000].
    #[arg(long, env = "DAYMARK_ADDR", value_name = "ADDRESS:PORT")]
    addr: Option<SocketAddr>,
    /// The folder with the built site [default: `site` beside the program].
    #[arg(long, env = "DAYMARK_SITE", value_name = "FOLDER")]
    site: Option<PathBuf>,
    /// Mail: smtp://user:password@host:port or smtps://… Without it nothing is mailed and links are shown instead.
    ///
    /// smtp:// to another machine begins with TLS (STARTTLS) or sends nothing; with ?tls=opportunistic at its end it also
    /// sends in clear where the server has no TLS. smtps:// is TLS from the first byte.
    #[arg(long, env = "DAYMARK_SMTP", value_name = "URL", hide_env_values = true)]
    smtp: Option<String>,
    /// The address mail comes from.
    #[arg(long, env = "DAYMARK_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// Believe X-Forwarded-For: only behind a proxy that sets it.
    #[arg(long, env = "DAYMARK_BEHIND_PROXY", value_name = "YES", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = BoolishValueParser::new())]
    behind_proxy: Option<bool>,
    /// Where to listen for those who watch the server, GET /metrics; without it nowhere. Beyond this machine (not a
    /// loopback address) it needs --metrics-token.
    #[arg(long, env = "DAYMARK_METRICS", value_name = "ADDRESS:PORT")]
    metrics: Option<SocketAddr>,
    /// What they must send as `Authorization: Bearer TOKEN`: at least sixteen characters.
    #[arg(
        long,
        env = "DAYMARK_METRICS_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    metrics_token: Option<String>,
    /// How many gibibytes of files each workspace may keep, its trash included [default: no limit].
    #[arg(long, env = "DAYMARK_FILES_QUOTA", value_name = "GIB")]
    files_quota: Option<u32>,
    /// Make the demo workspace first, in a database that has none yet, and print who can sign in to it.
    #[arg(long, env = "DAYMARK_DEMO", value_name = "YES", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = BoolishValueParser::new())]
    demo: Option<bool>,
    /// Log as one JSON object a line.
    #[arg(long, env = "DAYMARK_LOG_JSON", value_name = "YES", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = BoolishValueParser::new())]
    log_json: Option<bool>,
}

#[derive(Debug, Args)]
pub struct User {
    #[command(subcommand)]
    pub what: UserCommand,
}

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Every account: address, name.
    List,
    /// A code with which this person sets a new password, within fifteen minutes.
    Reset { email: String },
}

#[derive(Debug, Args)]
pub struct Import {
    /// The file: XML of Microsoft Project or Jira, JSON of Trello, CSV of Jira, Asana or Linear; at most 32 MiB and
    /// 50,000 tasks.
    #[arg(required_unless_present = "resume", value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The workspace's name in addresses.
    #[arg(long, required_unless_present = "resume", value_name = "SLUG")]
    pub workspace: Option<String>,
    /// The member for whom it is done, by address: the project is theirs to lead.
    #[arg(
        long = "as",
        required_unless_present = "resume",
        value_name = "ADDRESS"
    )]
    pub member: Option<String>,
    /// The project's key, two to six letters or digits [default: made of the title].
    #[arg(long)]
    pub key: Option<String>,
    /// The project's title [default: what the file calls itself].
    #[arg(long)]
    pub title: Option<String>,
    /// The client's name.
    #[arg(long, value_name = "NAME")]
    pub client: Option<String>,
    /// The zone in which the file's clock times are read [default: that member's].
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// Who somebody of the file is: NUMBER=ADDRESS, or NUMBER=nobody. Needed where more than one could be meant.
    #[arg(long, value_name = "NUMBER=ADDRESS")]
    pub people: Vec<String>,
    /// Prints the report and makes nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Goes on with an import that was begun and killed.
    #[arg(long, value_name = "ID", conflicts_with_all = ["file", "dry_run"])]
    pub resume: Option<uuid::Uuid>,
}

#[derive(Debug, Args)]
pub struct Erase {
    #[command(subcommand)]
    pub what: EraseCommand,
}

#[derive(Debug, Subcommand)]
pub enum EraseCommand {
    /// Replaces a person by a pseudonym everywhere and removes what they said of themselves.
    Person { email: String },
    /// Takes out of the history what should never have been written there: the contents of events, by their numbers.
    ///
    /// That they happened, when and by whom stays, and so do who took the contents away and why. Of a comment, all that
    /// it ever said goes. What stands in a field of a task today is changed on its page first.
    Events {
        /// The workspace's name in addresses.
        slug: String,
        /// The owner for whom it is done, by address.
        #[arg(long = "as", value_name = "ADDRESS")]
        member: String,
        /// Lists the events with these words in them, and removes nothing.
        #[arg(long, value_name = "WORDS", conflicts_with_all = ["numbers", "reason"])]
        containing: Option<String>,
        /// Why, in one line: it is kept, so it must not repeat what is removed.
        #[arg(long, value_name = "TEXT", required_unless_present = "containing")]
        reason: Option<String>,
        /// The events' numbers.
        #[arg(required_unless_present = "containing", value_name = "NUMBER")]
        numbers: Vec<i64>,
    },
    /// Removes a workspace with all that is in it.
    Workspace {
        slug: String,
        /// The slug once more, so that nothing is erased by a slip.
        #[arg(long)]
        yes: String,
    },
}

#[derive(Debug, Args)]
pub struct Workspace {
    #[command(subcommand)]
    pub what: WorkspaceCommand,
}

#[derive(Debug, Subcommand)]
pub enum WorkspaceCommand {
    /// Every workspace: its name in addresses, its name, its members.
    List,
    /// Makes a workspace for somebody who has an account here.
    Create {
        name: String,
        /// Who owns it, by address.
        #[arg(long, value_name = "ADDRESS")]
        owner: String,
    },
}

/// The TOML file: the same names as the flags.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct File {
    data: Option<PathBuf>,
    database: Option<String>,
    addr: Option<SocketAddr>,
    site: Option<PathBuf>,
    url: Option<String>,
    smtp: Option<String>,
    mail_from: Option<String>,
    behind_proxy: Option<bool>,
    metrics: Option<SocketAddr>,
    metrics_token: Option<String>,
    demo: Option<bool>,
    files_quota: Option<u32>,
    bucket: Option<String>,
    bucket_endpoint: Option<String>,
    bucket_region: Option<String>,
    bucket_key: Option<String>,
    bucket_secret: Option<String>,
    log: Option<String>,
    log_json: Option<bool>,
}

/// What holds, after all sources were asked.
#[derive(Clone, Debug)]
pub struct Settings {
    pub data: PathBuf,
    pub database: Option<String>,
    pub addr: SocketAddr,
    pub site: PathBuf,
    pub url: String,
    pub mail: Option<Mail>,
    pub behind_proxy: bool,
    pub metrics: Option<SocketAddr>,
    pub metrics_token: Option<String>,
    /// What is logged; the usual without one.
    pub log: Option<String>,
    pub log_json: bool,
    pub demo: bool,
    /// Where files are kept, unless it is the data folder.
    pub bucket: Option<Bucket>,
    /// How many gibibytes of files a workspace may keep.
    pub quota_gib: Option<u32>,
}

#[derive(Clone, Debug)]
pub struct Mail {
    pub smtp: String,
    pub from: String,
}

impl Cli {
    pub fn settings(&self) -> anyhow::Result<Settings> {
        let file = match &self.common.config {
            Some(path) => read(path)?,
            None => File::default(),
        };
        let bucket = self.common.bucket.or(&file)?;
        let none = Serve::default();
        let (serve, serves) = match &self.command {
            Command::Serve(serve) => (serve, true),
            _ => (&none, false),
        };
        let addr = serve
            .addr
            .or(file.addr)
            .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 3000)));
        let url = self
            .common
            .url
            .clone()
            .or(file.url)
            .unwrap_or_else(|| format!("http://localhost:{}", addr.port()));
        refuse_no_origin(&url)?;
        let log = self.common.log.clone().or(file.log);
        refuse_no_filter(log.as_deref())?;
        let database = self.common.database.clone().or(file.database);
        if database
            .as_deref()
            .is_some_and(|url| !url.starts_with("postgres://") && !url.starts_with("postgresql://"))
        {
            bail!(
                "the database address must begin with postgres:// (SQLite needs none: it lies in the data folder)"
            );
        }
        let mail = match (
            serve.smtp.clone().or(file.smtp),
            serve.mail_from.clone().or(file.mail_from),
        ) {
            (Some(smtp), Some(from)) => Some(Mail { smtp, from }),
            // Who does not serve sends nothing, and reads only the half of it that the file holds.
            _ if !serves => None,
            (None, None) => None,
            (Some(_), None) => bail!("mail needs --mail-from, the address it comes from"),
            (None, Some(_)) => bail!("mail needs --smtp, the server that sends it"),
        };
        if let Some(mail) = &mail {
            crate::work::mail::refuse_unreadable(mail)?;
        }
        let metrics = serve.metrics.or(file.metrics);
        let metrics_token = serve.metrics_token.clone().or(file.metrics_token);
        if serves {
            refuse_open_metrics(metrics, metrics_token.as_deref())?;
        }
        Ok(Settings {
            data: self
                .common
                .data
                .clone()
                .or(file.data)
                .unwrap_or_else(|| "data".into()),
            database,
            addr,
            site: serve
                .site
                .clone()
                .or(file.site)
                .unwrap_or_else(beside_the_program),
            url: url.trim_end_matches('/').to_owned(),
            mail,
            behind_proxy: serve.behind_proxy.or(file.behind_proxy).unwrap_or(false),
            metrics,
            metrics_token,
            log,
            log_json: serve.log_json.or(file.log_json).unwrap_or(false),
            demo: serve.demo.or(file.demo).unwrap_or(false),
            bucket,
            quota_gib: serve.files_quota.or(file.files_quota),
        })
    }
}

/// Links in mails and the check of the same origin are built on it: scheme, host and port, and no more.
fn refuse_no_origin(url: &str) -> anyhow::Result<()> {
    let Some((scheme, rest)) = url.split_once("://") else {
        bail!("the address `{url}` must begin with http:// or https://");
    };
    if !["http", "https"].contains(&scheme) {
        bail!("the address `{url}` must begin with http:// or https://");
    }
    let authority: Result<Authority, _> = rest.trim_end_matches('/').parse();
    match authority {
        Ok(authority) if !authority.host().is_empty() && !authority.as_str().contains('@') => {
            Ok(())
        }
        _ => bail!(
            "the address `{url}` must be scheme, host and port alone, such as https://daymark.example.org"
        ),
    }
}

fn refuse_no_filter(log: Option<&str>) -> anyhow::Result<()> {
    // A word alone would be taken for a part of the program, and all others would fall silent.
    let words = log.unwrap_or_default().split(',').map(str::trim);
    for word in words.filter(|word| !word.is_empty() && !word.contains(['=', '['])) {
        if word.parse::<LevelFilter>().is_err() {
            bail!(
                "what is to be logged cannot be read: `{word}` is no level (error, warn, info, debug, trace, off); of a part of the program say `{word}=debug`"
            );
        }
    }
    match log.map(tracing_subscriber::EnvFilter::try_new) {
        Some(Err(error)) => bail!("what is to be logged cannot be read: {error}"),
        _ => Ok(()),
    }
}

/// The figures are not for everyone who can reach the machine.
fn refuse_open_metrics(metrics: Option<SocketAddr>, token: Option<&str>) -> anyhow::Result<()> {
    if token.is_some_and(|token| token.len() < 16) {
        bail!("the metrics token needs at least sixteen characters");
    }
    match metrics {
        Some(addr) if !addr.ip().is_loopback() && token.is_none() => bail!(
            "the metrics would be open to everyone at {addr}: give --metrics-token, or a loopback address"
        ),
        _ => Ok(()),
    }
}

fn read(path: &Path) -> anyhow::Result<File> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the settings file {} cannot be read", path.display()))?;
    toml::from_str(&text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.unwrap_or_default().matches('\n').count() + 1;
        let what = error.message().replace('\n', " ");
        anyhow!("the settings file {}, line {line}: {what}", path.display())
    })
}

fn beside_the_program() -> PathBuf {
    std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.join("site")))
        .unwrap_or_else(|| "site".into())
}

impl Settings {
    pub fn secure(&self) -> bool {
        self.url.starts_with("https://")
    }

    /// Bytes of files that a workspace may keep.
    pub fn quota(&self) -> Option<i64> {
        self.quota_gib
            .map(|gib| i64::from(gib) * 1024 * 1024 * 1024)
    }

    pub fn place(&self) -> store::db::Place {
        store::db::Place::new(self.database.as_deref(), &self.data)
    }
}
