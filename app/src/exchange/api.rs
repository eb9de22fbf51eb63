//! What the pages of imports read, and what their forms do. The file itself comes in by `server/src/exchange.rs`: it is
//! no form of texts.

use crate::prelude::*;
use domain::exchange::own::Offer;
use domain::exchange::report::{Became, Column, Count, Finding};
use domain::exchange::tracked::{Format, Level};
use domain::form;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::session::{Here, here, moment, record};
use crate::ui::time::Moment;
#[cfg(feature = "ssr")]
use crate::words::{self, exchange as said};
#[cfg(feature = "ssr")]
use domain::access::{CreateProject, ManageProject};
#[cfg(feature = "ssr")]
use domain::exchange::iterations;
#[cfg(feature = "ssr")]
use domain::exchange::people::Match;
#[cfg(feature = "ssr")]
use domain::exchange::tracked::Moment as At;
#[cfg(feature = "ssr")]
use domain::refusal::Refused;

/// What others have touched, columns, sprints and versions, and people of the file that a page shows. Of what is found and
/// left out it shows all there is: how much that may be is bounded where it is written.
#[cfg(feature = "ssr")]
const SHOWN: (usize, usize, usize) = (8, 300, 200);

/// An import in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportRow {
    pub id: String,
    pub file_name: String,
    pub state: String,
    pub at: Moment,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imports {
    pub workspace: String,
    pub imports: Vec<ImportRow>,
}

#[server(input = GetUrl, endpoint = "exchange/imports")]
pub async fn read_imports(workspace: String) -> Result<Imports, Fault> {
    let here = here()?;
    let key = here.may::<CreateProject>(&workspace).await?;
    let zone = here.signed()?.zone.clone();
    let imports = store::exchange::imports(&here.db, &key).await?;
    let imports = imports
        .into_iter()
        .map(|one| ImportRow {
            id: one.id.to_string(),
            state: state(&one).to_owned(),
            file_name: one.file_name,
            at: moment(one.made_at, &zone),
        })
        .collect();
    Ok(Imports { workspace, imports })
}

/// A project that was put back from the trash is there again.
#[cfg(feature = "ssr")]
fn state(import: &store::exchange::Import) -> &str {
    match import.state.as_str() {
        "undone" if !import.away && import.project_key.is_some() => "done",
        "done" if import.away || import.project_key.is_none() => "undone",
        state => state,
    }
}

/// Someone of the file, and who they may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub uid: i64,
    pub name: String,
    pub email: String,
    pub assignments: i64,
    /// Another one of the file has the same name.
    pub twice: bool,
    /// A member's id; empty: a person has to say.
    pub chosen: String,
    /// Ids of those who come first.
    pub candidates: Vec<String>,
}

/// A state of the file, with what is proposed for it as its form says it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StateOfFile {
    pub name: String,
    pub tasks: u64,
    pub chosen: String,
}

/// Sprints, or versions: how many tasks are in them, and what becomes of each, in words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    pub tasks: u64,
    pub becomes: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Choices {
    pub title: String,
    pub key: String,
    pub zone: String,
    pub states: Vec<StateOfFile>,
    pub levels: Vec<Level>,
    pub sprints: Planned,
    pub versions: Planned,
    /// What may become fields of the project's own.
    pub own: Vec<Offer>,
    pub clients: Vec<(String, String)>,
    pub people: Vec<Person>,
    /// People of the file who are not listed, and stay names.
    pub more: usize,
    pub members: Vec<(String, String)>,
}

/// Something that somebody else has touched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Touched {
    pub who: Option<String>,
    pub code: String,
    pub title: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TakeBack {
    pub things: i64,
    pub latest: Vec<Touched>,
    pub seen: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Import {
    pub workspace: String,
    pub id: String,
    pub file_name: String,
    pub state: String,
    pub batches: i64,
    pub batches_done: i64,
    pub failed: String,
    pub project: Option<(String, String)>,
    pub format: Format,
    pub columns: Vec<Column>,
    /// Those that are not listed.
    pub more_columns: u64,
    pub became: Became,
    pub findings: Vec<Finding>,
    pub left_out: Vec<Count>,
    pub choices: Option<Choices>,
    pub take_back: Option<TakeBack>,
}

#[server(input = GetUrl, endpoint = "exchange/import")]
pub async fn read_import(workspace: String, id: String) -> Result<Import, Fault> {
    let here = here()?;
    let key = here.may::<CreateProject>(&workspace).await?;
    let id = record(&id)?.0;
    let import = store::exchange::import(&here.db, &key, id).await?;
    let brief = store::exchange::brief(&here.db, &key, id).await?;
    let state = state(&import).to_owned();
    let choices = match state.as_str() {
        "read" => Some(choices(&here, &key, &brief).await?),
        _ => None,
    };
    let take_back = match state.as_str() {
        "done" => take_back(&here, &workspace, &import).await,
        _ => None,
    };
    let format = brief.format;
    let mut report = brief.report;
    let more_columns = report.columns.len().saturating_sub(SHOWN.1) as u64;
    report.columns.truncate(SHOWN.1);
    // What held something comes first.
    report
        .left_out
        .sort_by(|a, b| (b.filled, &a.path).cmp(&(a.filled, &b.path)));
    let shown = import.project_key.filter(|_| state == "done");
    Ok(Import {
        workspace,
        id: id.to_string(),
        file_name: import.file_name,
        batches: import.batches,
        batches_done: import.batches_done,
        failed: import.failed,
        project: shown.zip(import.project_title),
        format,
        columns: report.columns,
        more_columns,
        became: report.became,
        findings: report.findings,
        left_out: report.left_out,
        choices,
        take_back,
        state,
    })
}

#[cfg(feature = "ssr")]
async fn choices(
    here: &Here,
    key: &store::keys::Granted<CreateProject>,
    brief: &domain::exchange::brief::Brief,
) -> Result<Choices, Fault> {
    let zone = here.signed()?.zone.clone();
    let (members, proposals) = store::exchange::proposals(&here.db, key, brief).await?;
    let clients = store::exchange::clients(&here.db, key).await?;
    let there = often(brief.people.iter().map(|one| one.name.as_str()));
    let known = often(members.iter().map(|one| one.name.as_str()));
    let mut people: Vec<Person> = brief
        .people
        .iter()
        .zip(proposals)
        .map(|(one, proposal)| {
            let (chosen, candidates) = match proposal.match_ {
                Match::ByEmail { id } | Match::ByName { id } => {
                    (id.to_string(), vec![id.to_string()])
                }
                Match::Ask { candidates } => (
                    String::new(),
                    candidates.iter().map(ToString::to_string).collect(),
                ),
                Match::Nobody | Match::NotAPerson => {
                    (domain::exchange::start::NOBODY.to_owned(), Vec::new())
                }
            };
            Person {
                uid: one.uid,
                name: one.name.clone(),
                email: one.email.clone(),
                assignments: one.assignments,
                twice: there.contains(one.name.as_str()),
                chosen,
                candidates,
            }
        })
        .collect();
    // Who has to be told comes first, then whoever somebody was found for.
    people.sort_by_key(
        |one| match (one.chosen.is_empty(), one.candidates.is_empty()) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => 2,
        },
    );
    let more = people.len().saturating_sub(SHOWN.2);
    people.truncate(SHOWN.2);
    Ok(Choices {
        title: brief.title.clone(),
        key: brief.key(),
        states: brief
            .states
            .iter()
            .zip(domain::exchange::landing::proposed(&brief.states))
            .map(|(state, proposed)| StateOfFile {
                name: state.name.clone(),
                tasks: state.tasks,
                chosen: proposed.code(),
            })
            .collect(),
        levels: brief.levels.clone(),
        sprints: sprints(brief, &zone),
        versions: versions(brief),
        own: brief.own.clone(),
        zone,
        clients: clients
            .into_iter()
            .map(|one| (one.id.to_string(), one.name))
            .collect(),
        people,
        more,
        members: members
            .iter()
            .map(|one| match known.contains(one.name.as_str()) {
                true => (one.id.to_string(), format!("{}, {}", one.name, one.email)),
                false => (one.id.to_string(), one.name.clone()),
            })
            .collect(),
    })
}

/// By the clock of the zone that is offered for the project.
#[cfg(feature = "ssr")]
fn sprints(brief: &domain::exchange::brief::Brief, zone: &str) -> Planned {
    let today = crate::session::today(zone);
    let clock: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::UTC);
    let wall = |moment: At| match moment {
        At::At(at) => at.with_timezone(&clock).naive_local(),
        other => iterations::universal(other),
    };
    let becomes = brief
        .sprints
        .iter()
        .zip(iterations::of(&brief.sprints, wall));
    let becomes = becomes.map(
        |(sprint, becomes)| match becomes.filter(|_| !sprint.restricted) {
            Some(of) => {
                let days = words::iterations::days(of.fields.start, of.fields.finish, today);
                said::import_iteration(&sprint.name, sprint.tasks, of.fields.state.code(), &days)
            }
            None => said::import_stays(&sprint.name),
        },
    );
    Planned {
        becomes: becomes.take(SHOWN.1).collect(),
        tasks: brief.sprints.iter().map(|sprint| sprint.tasks).sum(),
    }
}

#[cfg(feature = "ssr")]
fn versions(brief: &domain::exchange::brief::Brief) -> Planned {
    let becomes = brief
        .versions
        .iter()
        .zip(iterations::releases(&brief.versions));
    let becomes = becomes.map(|(version, room)| match room && !version.restricted {
        true => said::import_release(&version.name, version.tasks),
        false => said::import_stays(&version.name),
    });
    Planned {
        becomes: becomes.take(SHOWN.1).collect(),
        tasks: brief.versions.iter().map(|version| version.tasks).sum(),
    }
}

/// Names that come more than once: a name alone does not say who is meant.
#[cfg(feature = "ssr")]
fn often<'n>(names: impl Iterator<Item = &'n str>) -> std::collections::HashSet<&'n str> {
    let mut seen = std::collections::HashSet::new();
    names.filter(|name| !seen.insert(*name)).collect()
}

/// What the one who may take it back is told before. Who may not is told nothing.
#[cfg(feature = "ssr")]
async fn take_back(
    here: &Here,
    workspace: &str,
    import: &store::exchange::Import,
) -> Option<TakeBack> {
    let project = domain::id::RecordId(import.project?);
    let letters = import.project_key.clone().unwrap_or_default();
    let key = here
        .may_on::<ManageProject>(workspace, project)
        .await
        .ok()?;
    let since = store::exchange::takeback::since(&here.db, &key, import.id)
        .await
        .ok()?;
    Some(TakeBack {
        things: since.things,
        seen: since.seen,
        latest: since
            .latest
            .into_iter()
            .take(SHOWN.0)
            .map(|one| Touched {
                who: one.who,
                code: one
                    .number
                    .map_or_else(|| letters.clone(), |n| format!("{letters}-{n}")),
                title: one.title.unwrap_or_default(),
            })
            .collect(),
    })
}

#[server(endpoint = "exchange/start")]
pub async fn start(form: form::StartImport) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<CreateProject>(&form.workspace).await?;
    let id = record(&form.import)?.0;
    let brief = store::exchange::brief(&here.db, &key, id).await?;
    let asked = choices(&here, &key, &brief).await?.people;
    let asked = asked
        .iter()
        .filter(|one| one.chosen.is_empty())
        .map(|one| one.uid)
        .collect();
    let start = domain::exchange::start::start(&form, &brief, &asked, crate::session::known_zone)?;
    let done = store::exchange::start(&here.db, &key, here.act()?, id, &start).await?;
    Ok(Answer::change(done.seq, What::ImportStarted, "")
        .to(format!("/{}/import/{id}", form.workspace)))
}

#[server(endpoint = "exchange/give_up")]
pub async fn give_up(form: form::OnImport) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<CreateProject>(&form.workspace).await?;
    let id = record(&form.import)?.0;
    let done = store::exchange::give_up(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::ImportGivenUp, "").to(format!("/{}/import", form.workspace)))
}

#[server(endpoint = "exchange/resume")]
pub async fn resume(form: form::OnImport) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<CreateProject>(&form.workspace).await?;
    let id = record(&form.import)?.0;
    let done = store::exchange::resume(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(done.seq, What::ImportStarted, ""))
}

/// By the right that puts the project away. It comes back like anything else in the trash.
#[server(endpoint = "exchange/take_back")]
pub async fn undo(form: form::OnImport) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<CreateProject>(&form.workspace).await?;
    let id = record(&form.import)?.0;
    let seen = form.seen.trim().parse().map_err(|_| Refused::Absent)?;
    let import = store::exchange::import(&here.db, &key, id).await?;
    let project = import.project.ok_or(Refused::Absent)?;
    let key = here
        .may_on::<ManageProject>(&form.workspace, domain::id::RecordId(project))
        .await?;
    let done = store::exchange::takeback::take_back(&here.db, &key, here.act()?, id, seen).await?;
    Ok(Answer::change(done.seq, What::ImportUndone, "").undoable())
}

/// A line that stands "From the file".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub name: String,
    pub value: String,
}

/// The first of them, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lines {
    pub rows: Vec<Kept>,
    pub all: i64,
}

/// Rates and costs only for who manages the project.
#[server(input = GetUrl, endpoint = "exchange/from_file")]
pub async fn read_from_file(workspace: String, id: String) -> Result<Lines, Fault> {
    let here = here()?;
    let id = record(&id)?;
    let sight = here.sight(&workspace).await?;
    let mut lines = store::exchange::kept::from_file(&here.db, &sight, id).await?;
    if lines.all > 0
        && let Ok(key) = here.may_on::<ManageProject>(&workspace, id).await
    {
        lines = store::exchange::kept::from_file_with_money(&here.db, &key, id).await?;
    }
    let rows = lines.rows.into_iter().map(|row| Kept {
        name: row.name,
        value: row.value,
    });
    Ok(Lines {
        rows: rows.collect(),
        all: lines.all,
    })
}
