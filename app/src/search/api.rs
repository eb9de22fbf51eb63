//! What a search reads.

use crate::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::session::moment;
use crate::ui::time::Moment;

/// Something that was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    pub href: String,
    /// `project`, `deliverable`, `iteration`, `release`, `task` or `comment`.
    pub kind: String,
    /// Of a task, or of the one that a comment stands on: what its state means.
    pub category: String,
    /// Pieces of its title, or of what was said; every other one was looked for.
    pub title: Vec<String>,
    /// The same of what it says beside its title.
    pub text: Vec<String>,
    /// `NGT-42`; of a project its letters.
    pub key: String,
    /// Where it is.
    pub place: String,
    /// Who said it, and when.
    pub said: Option<(String, Moment)>,
}

/// What was found: things by their names, and texts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub workspace: String,
    pub asked: String,
    /// Whether there was a word to look for.
    pub is_asked: bool,
    pub named: Vec<Hit>,
    pub written: Vec<Hit>,
    /// There is more than is shown.
    pub more: bool,
}

#[server(input = GetUrl, endpoint = "search/find")]
pub async fn find(workspace: String, q: String) -> Result<Found, Fault> {
    use domain::search::{Asked, excerpt};
    use store::search::SHOWN;

    let here = crate::session::here()?;
    let sight = here.sight(&workspace).await?;
    let asked = Asked::of(&q);
    let mut all = store::search::find(&here.db, &sight, &asked).await?;
    let more = all.len() as i64 > SHOWN;
    all.truncate(SHOWN as usize);
    let mut found = Found {
        asked: q.chars().take(domain::search::QUESTION).collect(),
        is_asked: !asked.is_empty(),
        more,
        ..Found::default()
    };
    let zone = &here.signed()?.zone;
    for one in all {
        let is_said = one.kind == "comment";
        let is_named = !is_said && domain::search::stands_in(&one.title, &asked);
        let letters = &one.project_key;
        let key = match one.number {
            Some(number) => format!("{letters}-{number}"),
            None => letters.clone(),
        };
        let is_key = !is_said && domain::search::stands_in(&key, &asked);
        let href = match (one.number, one.kind.as_str()) {
            (Some(_), "comment") => format!("/{workspace}/t/{key}#c-{}", one.id),
            (Some(_), _) => format!("/{workspace}/t/{key}"),
            (None, "project") => format!("/{workspace}/p/{letters}"),
            (None, "iteration" | "release") => format!("/{workspace}/p/{letters}/backlog"),
            (None, _) => format!("/{workspace}/p/{letters}/overview"),
        };
        let hit = Hit {
            href,
            kind: one.kind,
            category: one.category.unwrap_or_default(),
            title: excerpt(&one.title, &asked).pieces,
            text: excerpt(&one.text, &asked).pieces,
            key,
            place: one.project_title,
            said: one.said_by.map(|name| (name, moment(one.made_at, zone))),
        };
        if is_named || is_key {
            found.named.push(hit);
        } else {
            found.written.push(hit);
        }
    }
    found.workspace = workspace;
    Ok(found)
}
