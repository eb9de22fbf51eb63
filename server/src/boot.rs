//! Starts the server: checks, opens, prints the way in, serves, and stops without losing anything.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use leptos::config::LeptosOptions;
use store::Db;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::files::{Storage, owner};
use crate::metrics::{self, Metrics};
use crate::router::{self, App};
use crate::settings::Settings;
use crate::watch::Watch;
use crate::{commands, http, live, work};
use ::app::kept::Kept;

/// Longest wait for requests under way when stopping.
pub const DRAIN: Duration = Duration::from_secs(10);

/// For a bucket to say whose it is.
const PATIENCE: Duration = Duration::from_secs(10);

pub async fn serve(settings: Settings) -> anyhow::Result<()> {
    log_to_stderr(&settings);
    let options = site(&settings)?;
    // What may be in its way is looked at before anything is made.
    let listener = TcpListener::bind(settings.addr)
        .await
        .with_context(|| format!("cannot listen on {}", settings.addr))?;
    let counting = match settings.metrics {
        Some(addr) => Some(metrics::listen(addr).await?),
        None => None,
    };
    let files = Storage::open(&settings)?;
    let (db, duty) = commands::open(&settings).await?;
    refuse_anothers_files(&db, &duty, &files).await?;
    if settings.demo {
        commands::demo(&settings, &db, &duty).await?;
    }
    if let Err(error) = db.learn_at_first(&duty).await {
        // It serves all the same, as slowly as it must.
        tracing::warn!(%error, "the database's tables were not learned");
    }
    // Listened for before the way in is said: whoever reads it may already tell the program to stop.
    let told_to_stop = until_told_to_stop()?;
    let (stop, stopping) = watch::channel(false);
    say_the_way_in(&settings, &listener, &db, &duty).await?;
    let watch = Watch::default();
    let counted = counting.map(|counting| {
        let metrics = Metrics {
            db: db.clone(),
            duty: duty.clone(),
            watch: watch.clone(),
            token: settings.metrics_token.clone(),
        };
        metrics::serve(counting, metrics, stopping.clone())
    });
    let workers = work::start(&db, &duty, &settings, &files, &watch, stopping.clone());
    live::follow_other_nodes(&db);
    let app = App {
        db: db.clone(),
        settings: Arc::new(settings),
        options,
        stopping: stopping.clone(),
        watch,
        kept: Kept::default(),
        files,
    };
    let serving = tokio::spawn(http::serve(listener, router::router(app), stopping, DRAIN));
    told_to_stop.await;
    tracing::info!("stopping");
    // Tells streams and workers, stops accepting, and lets requests under way finish.
    let _ = stop.send(true);
    let _ = serving.await;
    if let Some(counted) = counted {
        let _ = counted.await;
    }
    let _ = workers.await;
    db.close().await;
    Ok(())
}

/// A bucket that does not answer now may later: nothing is removed from it before it has.
async fn refuse_anothers_files(
    db: &Db,
    duty: &store::keys::Duty,
    files: &Storage,
) -> anyhow::Result<()> {
    let place = files.place();
    match tokio::time::timeout(PATIENCE, owner::is_ours(db, duty, files)).await {
        Ok(Ok(true)) => {}
        Ok(Ok(false)) => bail!("{}", owner::anothers(files)),
        Ok(Err(error)) => tracing::warn!(place, %error, "whose the files are cannot be read"),
        Err(_) => tracing::warn!(place, "whose the files are is not answered"),
    }
    Ok(())
}

fn log_to_stderr(settings: &Settings) {
    use tracing_subscriber::EnvFilter;
    let usual = || format!("info,{}", store::db::QUIET);
    let filter = EnvFilter::new(settings.log.clone().unwrap_or_else(usual));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if settings.log_json {
        log.json().init()
    } else {
        log.compact().init()
    }
}

/// The built site: its absence is said here, since the page renderer would panic on it.
fn site(settings: &Settings) -> anyhow::Result<LeptosOptions> {
    let hashes = std::env::current_exe()?
        .parent()
        .map(|folder| folder.join("hash.txt"))
        .and_then(|file| std::fs::read_to_string(file).ok());
    let pkg = settings.site.join("pkg");
    if !pkg.is_dir() {
        bail!(
            "the site folder {} is missing or empty: ship it with the program, or name it with --site",
            settings.site.display()
        );
    }
    let Some(hashes) = hashes else {
        bail!(
            "hash.txt is missing beside the program: it names the site's files and is shipped with it"
        );
    };
    for file in files_of(&hashes) {
        if !pkg.join(&file).is_file() {
            bail!(
                "the site folder {} is of another build: it has no pkg/{file}",
                settings.site.display()
            );
        }
    }
    Ok(LeptosOptions::builder()
        .output_name("daymark")
        .site_root(settings.site.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .site_addr(settings.addr)
        .hash_files(true)
        .build())
}

/// What a page loads first, by the names of this build.
fn files_of(hashes: &str) -> Vec<String> {
    let named = hashes.lines().filter_map(|line| line.split_once(": "));
    let first = named.filter(|(kind, _)| ["js", "wasm", "css"].contains(kind));
    first
        .map(|(kind, hash)| format!("daymark.{}.{kind}", hash.trim()))
        .collect()
}

async fn say_the_way_in(
    settings: &Settings,
    listener: &TcpListener,
    db: &Db,
    duty: &store::keys::Duty,
) -> anyhow::Result<()> {
    let port = listener.local_addr()?.port();
    // Port 0 asked for any free one.
    let url = if settings.addr.port() == 0 {
        format!("http://localhost:{port}")
    } else {
        settings.url.clone()
    };
    println!("Daymark is at {url}");
    if let Some(code) = store::door::start::owner_code(db, duty).await? {
        println!("Create the owner: {url}/start#{code}");
    }
    Ok(())
}

/// Ends at the first signal to stop, heard from now on.
fn until_told_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}
