//! What is done beside serving: on the same database, from the command line.

use std::path::Path;

use anyhow::{Context, bail};
use domain::access::EraseAndRedact;
use store::Db;
use store::backup::Manifest;
use store::door::{grant, rehearsal};
use store::keys::Duty;
use store::redact;
use store::tx::Act;

use crate::demo;
use crate::files::copies::{self, Copied};
use crate::files::{self, Storage, owner};
use crate::settings::{
    Erase, EraseCommand, Settings, User, UserCommand, Workspace, WorkspaceCommand,
};

pub async fn open(settings: &Settings) -> anyhow::Result<(Db, Duty)> {
    Ok(Db::open(&settings.place()).await?)
}

/// For what is not to make a database where there is none, as in a folder that was mistyped.
pub async fn open_made(settings: &Settings) -> anyhow::Result<(Db, Duty)> {
    Ok(Db::open_as_it_is(&settings.place()).await?)
}

/// The demo workspace, made unless it is there, and who can sign in to it.
pub async fn demo(settings: &Settings, db: &Db, duty: &Duty) -> anyhow::Result<()> {
    if rehearsal::stopped_short(db, duty).await? {
        let remove = match &settings.database {
            Some(_) => "make the database anew".to_owned(),
            None => format!("remove the folder {}", settings.data.display()),
        };
        bail!("the demo was stopped here before it was finished: {remove} and start again");
    }
    demo::ready(db, duty, chrono::Utc::now()).await?;
    for line in demo::sign_ins() {
        println!("{line}");
    }
    Ok(())
}

pub async fn migrate(settings: &Settings) -> anyhow::Result<()> {
    let (db, _) = open(settings).await?;
    db.close().await;
    println!("The database is up to date.");
    Ok(())
}

pub async fn user(settings: &Settings, user: User) -> anyhow::Result<()> {
    let (db, duty) = open_made(settings).await?;
    match user.what {
        UserCommand::List => {
            for account in store::door::start::accounts(&db, &duty).await? {
                println!("{}\t{}", account.email, account.name);
            }
        }
        UserCommand::Reset { email } => {
            let code = store::door::start::reset_code(&db, &duty, &email)
                .await?
                .with_context(|| format!("nobody has the address {email}"))?;
            println!(
                "{}/reset/new#{code}\nGood for fifteen minutes, once.",
                settings.url
            );
        }
    }
    db.close().await;
    Ok(())
}

pub async fn verify(settings: &Settings, head: Option<&str>) -> anyhow::Result<()> {
    let (db, duty) = open_made(settings).await?;
    let verdicts = store::audit::verify(&db, &duty).await?;
    if verdicts.is_empty() {
        println!("There is no workspace yet.");
    }
    let mut broken = 0;
    for verdict in &verdicts {
        match verdict.broken {
            None => println!(
                "{}: whole, {} events, {} redacted, head {}:{}",
                verdict.slug, verdict.events, verdict.redacted, verdict.slug, verdict.head
            ),
            Some((seq, wrong)) => {
                broken += 1;
                println!("{}: broken at event {seq}: {wrong}", verdict.slug);
            }
        }
    }
    if let Some(head) = head {
        let found = store::audit::holds(&db, &duty, head).await?;
        if !found {
            bail!(
                "the head {head} is not part of this database: events were replaced since it was logged"
            );
        }
        println!("The head {head} is part of the chain.");
    }
    db.close().await;
    if broken > 0 {
        bail!("{broken} of {} workspaces are not whole", verdicts.len());
    }
    Ok(())
}

pub async fn backup(settings: &Settings, to: &Path) -> anyhow::Result<()> {
    let (db, duty) = open_made(settings).await?;
    let made = store::backup::make(&db, &duty, to).await?;
    let storage = Storage::open(settings)?;
    let copied = copies::out(&db, &duty, &storage, to)
        .await
        .context("the tables are written, but not all files of tasks")?;
    db.close().await;
    say_tables(&made);
    say_files(&copied);
    for left in made.left_out.iter().filter(|left| left.rows > 0) {
        println!(
            "left out {:>13} rows of {}: {}",
            left.rows, left.table, left.why
        );
    }
    println!("Written to {} and read again.", to.display());
    if copied.lost > 0 {
        bail!(
            "the backup is written, but {} files of tasks are not in it as they were: {}/files/lost.txt names them",
            copied.lost,
            to.display()
        );
    }
    Ok(())
}

pub async fn restore(settings: &Settings, from: &Path, take_files: bool) -> anyhow::Result<()> {
    let storage = Storage::open(settings)?;
    let owner = storage.owner().await;
    let owner = owner.with_context(|| format!("{} cannot be read", storage.place()))?;
    if !take_files && owner.is_some() {
        bail!("{}; or say --take-files", owner::anothers(&storage));
    }
    // Before the tables are there: an empty database can be tried again.
    storage
        .trial()
        .await
        .with_context(|| format!("nothing can be written to {}", storage.place()))?;
    let restored = store::backup::restore(&settings.place(), from).await?;
    say_tables(&restored.manifest);
    let (db, duty) = open_made(settings).await?;
    owner::take(&db, &duty, &storage).await?;
    let copied = copies::back(&db, &duty, &storage, from)
        .await
        .context("the tables are restored, but not all files of tasks")?;
    db.close().await;
    say_files(&copied);
    let mut broken = 0;
    for verdict in &restored.verdicts {
        match verdict.broken {
            None => println!("{}: whole, {} events", verdict.slug, verdict.events),
            Some((seq, wrong)) => {
                broken += 1;
                println!("{}: broken at event {seq}: {wrong}", verdict.slug);
            }
        }
    }
    if broken > 0 {
        bail!(
            "everything was restored as it was, but {broken} workspaces were not whole even then"
        );
    }
    if copied.lost > 0 {
        bail!(
            "the tables are restored, but {} files of tasks are not in the backup as they were",
            copied.lost
        );
    }
    println!("Restored from {}.", from.display());
    Ok(())
}

fn say_tables(manifest: &Manifest) {
    let (mut rows, mut bytes) = (0, 0);
    for table in &manifest.tables {
        println!(
            "{:<24} {:>9} rows {:>12} bytes",
            table.name, table.rows, table.bytes
        );
        rows += table.rows;
        bytes += table.bytes;
    }
    println!(
        "{:<24} {rows:>9} rows {bytes:>12} bytes",
        format!("{} tables", manifest.tables.len())
    );
}

fn say_files(copied: &Copied) {
    if copied.files > 0 {
        println!(
            "{:<24} {:>9} rows {:>12} bytes",
            "files of tasks", copied.files, copied.bytes
        );
    }
    if copied.lost > 0 {
        println!(
            "lost {:>17} files: their bytes are not there, or others than they were",
            copied.lost
        );
    }
    if copied.lost_before > 0 {
        println!(
            "lost {:>17} files: as the backup says, they were not there when it was made",
            copied.lost_before
        );
    }
}

pub async fn erase(settings: &Settings, erase: Erase) -> anyhow::Result<()> {
    let (db, duty) = open_made(settings).await?;
    match erase.what {
        EraseCommand::Person { email } => {
            let report = store::upkeep::erase::erase_person(&db, &duty, &email)
                .await
                .with_context(|| format!("{email} was not erased"))?;
            // As JSON: what was replaced or removed, where, and what stayed and why.
            println!("{}", serde_json::to_string_pretty(&report)?);
        }
        EraseCommand::Events {
            slug,
            member,
            containing,
            reason,
            numbers,
        } => {
            let asker = grant::asker(&db, &duty, &slug, &member).await?;
            let key = grant::by_command::<EraseAndRedact>(&db, &duty, &asker).await?;
            if let Some(words) = containing {
                for found in redact::containing(&db, &key, &words).await? {
                    println!("{}\t{}\t{}", found.seq, found.at.to_rfc3339(), found.kind);
                }
            } else {
                let reason = reason.unwrap_or_default();
                let done = redact::redact(&db, &key, &Act::once(), &numbers, &reason).await?;
                println!("The contents of {} events are gone.", done.what);
                // Of a file that was added with them, the bytes; one of this hour goes with the server's next round.
                let storage = Storage::open(settings)?;
                if files::tidy::tidy(&db, &duty, &storage).await?.anothers {
                    println!("None was removed: {}.", owner::anothers(&storage));
                }
            }
        }
        EraseCommand::Workspace { slug, yes } => {
            if slug != yes {
                bail!("to erase {slug}, say it twice: --yes {slug}");
            }
            let storage = Storage::open(settings)?;
            owner::refuse_anothers(&db, &duty, &storage).await?;
            let gone = store::upkeep::erase::erase_workspace(&db, &duty, &slug)
                .await
                .with_context(|| format!("{slug} was not erased"))?;
            storage
                .remove_workspace(gone.id)
                .await
                .with_context(|| format!("{slug} is erased, but not all of its files"))?;
            println!("The workspace {slug} is erased.");
        }
    }
    db.close().await;
    Ok(())
}

pub async fn workspace(settings: &Settings, workspace: Workspace) -> anyhow::Result<()> {
    let (db, duty) = open_made(settings).await?;
    match workspace.what {
        WorkspaceCommand::List => {
            for one in store::door::start::workspaces(&db, &duty).await? {
                println!("{}\t{}\t{}", one.slug, one.name, one.members);
            }
        }
        WorkspaceCommand::Create { name, owner } => {
            let slug = store::door::start::create_workspace(&db, &duty, &name, &owner)
                .await?
                .with_context(|| format!("nobody has the address {owner}"))?;
            println!("{}/{slug}", settings.url);
        }
    }
    db.close().await;
    Ok(())
}
