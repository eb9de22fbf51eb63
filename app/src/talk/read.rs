//! Reads the conversation on a record, for whichever page shows it.

use domain::id::RecordId;
use store::keys::Sight;

use super::api::{Edit, Readers, Said, Talk};
use crate::error::Fault;
use crate::markdown::{Around, markdown};
use crate::session::{Here, moment};

/// A conversation by what it is on.
pub struct On {
    pub record: RecordId,
    /// The client who can be told too: none where the record itself is for the team alone.
    pub client: Option<String>,
    pub may_comment: bool,
    /// Whom a comment can be for by name.
    pub readers: store::audience::Readers,
    /// Whether the record is for people by name.
    pub by_name: bool,
}

pub async fn talk(here: &Here, sight: &Sight, around: &Around, on: On) -> Result<Talk, Fault> {
    let zone = here.signed()?.zone.clone();
    let me = sight.member().0;
    let read = store::talk::conversation(&here.db, sight, on.record).await?;
    let said = read.said.into_iter().map(|c| Said {
        id: c.id.to_string(),
        html: markdown(&c.text, around),
        text: if c.made_by == me {
            c.text
        } else {
            String::new()
        },
        for_client: c.audience == "client",
        names: (c.audience == "named").then_some(c.names),
        mine: c.made_by == me,
        name: c.name,
        at: moment(c.made_at, &zone),
        edits: c.edits.into_iter().map(|e| edit(e, &zone)).collect(),
    });
    let watchers = read.watchers;
    let readers = if on.may_comment && !on.by_name {
        shown(on.readers)
    } else {
        Readers::default()
    };
    Ok(Talk {
        workspace: sight.slug.clone(),
        record: on.record.to_string(),
        said: said.collect(),
        watching: watchers.iter().any(|w| w.member == me),
        watchers: watchers.into_iter().map(|w| w.name).collect(),
        people: around.people.iter().map(|p| p.name.clone()).collect(),
        client: on.client,
        may_comment: on.may_comment,
        by_name: on.by_name,
        readers,
    })
}

fn shown(readers: store::audience::Readers) -> Readers {
    let named = |list: Vec<(uuid::Uuid, String)>| {
        list.into_iter()
            .map(|(id, name)| (id.to_string(), name))
            .collect()
    };
    Readers {
        people: named(readers.people),
        groups: named(readers.groups),
    }
}

fn edit(edit: store::talk::Edited, zone: &str) -> Edit {
    Edit {
        at: moment(edit.at, zone),
        before: edit.before.unwrap_or_default(),
        after: edit.after.unwrap_or_default(),
    }
}
