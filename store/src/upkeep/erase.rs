//! Erases a person or a workspace for good.
//!
//! A person is replaced by a pseudonym wherever they stand, by name only in the workspaces they belong to or were
//! invited to, by address everywhere. Contents of events that name them are removed, as they cannot be altered without
//! breaking the chain. Every step may be repeated: after a crash, erase again. The account goes last, so that until
//! then the person is still found by their address.

pub(crate) mod closings;
mod imported;
mod machinery;
mod person;
mod places;
mod texts;
mod workspace;

use domain::refusal::{Code, Refused};
use serde::Serialize;

use crate::Db;
use crate::error::{Error, Result};
use crate::keys::Duty;

pub use workspace::{GLOBAL, Gone, TABLES, erase_workspace};

/// Passes over one workspace: others may write the name down again while it is being searched.
const PASSES: usize = 5;
/// Tries at a pass that another change stood in the way of.
const TRIES: usize = 3;

/// What an erasure did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Erased {
    pub pseudonym: String,
    pub workspaces: Vec<ErasedIn>,
    pub invitations: u64,
    pub jobs: u64,
    pub answers: u64,
    pub forms: u64,
    /// Closed days in which the pseudonym stands now.
    pub closings: u64,
    pub sessions: u64,
    pub stayed: Vec<Stayed>,
}

/// What it did in one workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErasedIn {
    pub slug: String,
    /// Texts in which the pseudonym stands now, by the table they are in.
    pub texts: std::collections::BTreeMap<&'static str, u64>,
    /// Events whose content is gone.
    pub contents: i64,
}

/// What an erasure leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "stayed", rename_all = "snake_case")]
pub enum Stayed {
    /// That they did something and when, under an id that leads to the pseudonym: the chain covers it.
    Acts { workspace: String, events: i64 },
    /// The workspace's address is made of their name; others have it in their bookmarks.
    Slug { workspace: String },
    /// What stands in files: nobody reads them for it. By name they are found and renamed.
    InFiles,
    /// First names alone, nicknames, initials: nobody can tell whose they are.
    PartialNames,
    /// Bytes in the files, until `Db::compact` gets its turn: others were reading all the while.
    Remnants,
    /// Backups and logs made before: they end by their own dates.
    BackupsAndLogs,
}

/// Erases the person with this address. [`Refused::Absent`] when there is none; refused when a workspace would be left
/// without an owner.
pub async fn erase_person(db: &Db, duty: &Duty, email: &str) -> Result<Erased> {
    let person = person::find(db, email).await?;
    for home in &person.homes {
        if home.is_last_owner {
            return Err(Refused::Conflict {
                code: Code::LastOwner,
                arg: home.slug.clone(),
            }
            .into());
        }
    }
    let mut erased = Erased {
        pseudonym: person.traces.pseudonym().to_owned(),
        workspaces: Vec::new(),
        invitations: 0,
        jobs: 0,
        answers: 0,
        forms: 0,
        closings: 0,
        sessions: 0,
        stayed: vec![
            Stayed::InFiles,
            Stayed::PartialNames,
            Stayed::BackupsAndLogs,
        ],
    };
    for home in &person.homes {
        if let Some(done) = everywhere_in(db, &person, home).await? {
            erased.workspaces.push(done);
        }
        erased
            .stayed
            .extend(person::left_behind(db, &person, home).await?);
    }
    closings::forget(db, &person, &mut erased).await?;
    machinery::forget(db, &person, &mut erased).await?;
    person::forget_account(db, &person, &mut erased).await?;
    // All is gone from the tables: what can go wrong from here on must not lose the report.
    if let Err(error) = db.compact(duty).await {
        tracing::warn!(%error, "erased, but not compacted");
        erased.stayed.push(Stayed::Remnants);
    }
    Ok(erased)
}

async fn everywhere_in(
    db: &Db,
    person: &person::Person,
    home: &person::Home,
) -> Result<Option<ErasedIn>> {
    let mut done = ErasedIn {
        slug: home.slug.clone(),
        texts: Default::default(),
        contents: 0,
    };
    let (mut after, mut wrote) = (0, false);
    for pass in 0..PASSES {
        let found = texts::search(db, person.traces_in(home), home.workspace, after).await?;
        if found.is_empty() && (pass > 0 || !home.belongs) {
            break;
        }
        let mut tries = 0;
        loop {
            tries += 1;
            match texts::replace(db, person, home, &found, &mut done).await {
                Err(Error::Again) if tries < TRIES => {}
                other => break other?,
            }
        }
        (after, wrote) = (found.searched_to, true);
    }
    Ok(wrote.then_some(done))
}
