//! What was typed in one workspace: searched page by page outside any transaction, then replaced in a short one.

use domain::event::Kind;
use domain::id::WorkspaceId;
use domain::{erasure::Traces, text};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::ErasedIn;
use super::imported::{self, Imported};
use super::person::{self, Home, Person};
use super::places::{Place, Write, places};
use crate::Db;
use crate::chain::{self, Event};
use crate::db::{Raw, on};
use crate::dialect;
use crate::error::Result;
use crate::search;
use crate::sql::sql;
use crate::upkeep::content::{self, Removed};
use crate::upkeep::purge::NOBODY;

/// Rows looked at at a time; each may be a long text.
const PAGE: i64 = 100;

#[derive(FromRow)]
struct Typed {
    id: Uuid,
    one: String,
    two: String,
}

/// Where the person is named, and up to which event was searched.
#[derive(Debug, Default)]
pub(super) struct Found {
    typed: Vec<(&'static str, Uuid)>,
    events: Vec<i64>,
    imported: Imported,
    pub searched_to: i64,
}

impl Found {
    pub fn is_empty(&self) -> bool {
        self.typed.is_empty() && self.events.is_empty() && self.imported.is_empty()
    }
}

/// Searches all that was typed, and the contents of the events after `seq`.
pub(super) async fn search(db: &Db, traces: &Traces, workspace: Uuid, seq: i64) -> Result<Found> {
    let mut found = Found {
        searched_to: seq,
        ..Found::default()
    };
    search_events(db, traces, workspace, &mut found).await?;
    found.imported = imported::search(db, traces, workspace).await?;
    for place in places() {
        let mut from = Uuid::nil();
        loop {
            let page: Vec<Typed> = on!(db.read(), |c| sqlx::query_as(place.read)
                .bind(workspace)
                .bind(from)
                .bind(PAGE)
                .fetch_all(c)
                .await)?;
            for typed in &page {
                if traces.finds(&typed.one) || traces.finds(&typed.two) {
                    found.typed.push((place.table, typed.id));
                }
                from = Uuid::from_u128(typed.id.as_u128().wrapping_add(1));
            }
            if (page.len() as i64) < PAGE {
                break;
            }
        }
    }
    Ok(found)
}

async fn search_events(db: &Db, traces: &Traces, workspace: Uuid, found: &mut Found) -> Result<()> {
    let text = sql!(
        "SELECT seq, bytes FROM event_payload WHERE workspace = $1 AND seq > $2 ORDER BY seq LIMIT $3"
    );
    loop {
        let page: Vec<(i64, Vec<u8>)> = on!(db.read(), |c| sqlx::query_as(text)
            .bind(workspace)
            .bind(found.searched_to)
            .bind(PAGE)
            .fetch_all(c)
            .await)?;
        for (seq, bytes) in &page {
            if traces.finds_in(bytes) {
                found.events.push(*seq);
            }
            found.searched_to = *seq;
        }
        if (page.len() as i64) < PAGE {
            return Ok(());
        }
    }
}

/// Puts the pseudonym in their place, removes the contents, ends their membership and says so in one event.
pub(super) async fn replace(
    db: &Db,
    person: &Person,
    home: &Home,
    found: &Found,
    done: &mut ErasedIn,
) -> Result<()> {
    let traces = person.traces_in(home);
    let mut raw = db.begin().await?;
    dialect::unhurried(&mut raw).await?;
    let mut events = person::told_of_views(&mut raw, person, home).await?;
    events.extend(&found.events);
    events.sort_unstable();
    events.dedup();
    person::leave(&mut raw, person, home).await?;
    let mut texts = done.texts.clone();
    for place in places() {
        for (_, id) in found
            .typed
            .iter()
            .filter(|(table, _)| *table == place.table)
        {
            if replace_one(&mut raw, traces, home.workspace, &place, *id).await? {
                *texts.entry(place.table).or_default() += 1;
            }
        }
    }
    imported::replace(
        &mut raw,
        traces,
        home.workspace,
        &found.imported,
        &mut texts,
    )
    .await?;
    let mut removed = Removed::default();
    for seq in &events {
        content::remove(&mut raw, home.workspace, *seq, &mut removed).await?;
    }
    let content = removed
        .content()
        .with("pseudonym", Value::Null, traces.pseudonym());
    chain::append(
        &mut raw,
        home.workspace,
        NOBODY,
        &[Event::of_workspace(Kind::PersonErased, content)],
    )
    .await?;
    raw.commit().await?;
    db.tell(WorkspaceId(home.workspace));
    done.texts = texts;
    done.contents += removed.count();
    Ok(())
}

async fn replace_one(
    raw: &mut Raw,
    traces: &Traces,
    workspace: Uuid,
    place: &Place,
    id: Uuid,
) -> Result<bool> {
    let typed: Option<Typed> = on!(raw.conn(), |c| sqlx::query_as(place.read)
        .bind(workspace)
        .bind(id)
        .bind(1_i64)
        .fetch_optional(c)
        .await)?;
    let Some(typed) = typed.filter(|typed| typed.id == id) else {
        return Ok(false);
    };
    let (one, two) = (traces.replaced(&typed.one), traces.replaced(&typed.two));
    if one.is_none() && two.is_none() {
        return Ok(false);
    }
    let (mut one, two) = (one.unwrap_or(typed.one), two.unwrap_or(typed.two));
    match place.write {
        Write::Plain(text) => on!(raw.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(id)
            .bind(&one)
            .execute(c)
            .await
            .map(|_| ()))?,
        Write::Folded(text) => on!(raw.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(id)
            .bind(&one)
            .bind(text::fold(&one))
            .execute(c)
            .await
            .map(|_| ()))?,
        Write::Unique(text, count) => {
            let wished = one.clone();
            let mut number = 1;
            while on!(raw.conn(), |c| sqlx::query_scalar::<_, i64>(count)
                .bind(workspace)
                .bind(id)
                .bind(text::fold(&one))
                .fetch_one(c)
                .await)?
                > 0
            {
                number += 1;
                one = format!("{wished} {number}");
            }
            on!(raw.conn(), |c| sqlx::query(text)
                .bind(workspace)
                .bind(id)
                .bind(&one)
                .bind(text::fold(&one))
                .execute(c)
                .await
                .map(|_| ()))?
        }
        Write::Both(text) => on!(raw.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(id)
            .bind(&one)
            .bind(text::fold(&one))
            .bind(&two)
            .execute(c)
            .await
            .map(|_| ()))?,
        Write::Two(text) => on!(raw.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(id)
            .bind(&one)
            .bind(&two)
            .execute(c)
            .await
            .map(|_| ()))?,
        Write::Each(text, list) | Write::EachFolded(text, list) => {
            let folds = matches!(place.write, Write::EachFolded(..));
            let all: Vec<String> = on!(raw.conn(), |c| sqlx::query_scalar(list)
                .bind(workspace)
                .bind(id)
                .fetch_all(c)
                .await)?;
            for said in all {
                let Some(replaced) = traces.replaced(&said) else {
                    continue;
                };
                on!(raw.conn(), |c| {
                    let query = sqlx::query(text)
                        .bind(workspace)
                        .bind(id)
                        .bind(&replaced)
                        .bind(&said);
                    let query = if folds {
                        query.bind(text::fold(&replaced))
                    } else {
                        query
                    };
                    query.execute(c).await.map(|_| ())
                })?;
            }
        }
    }
    if place.is_record {
        search::keep(raw, workspace, &[id]).await?;
        let text = sql!("UPDATE record SET version = version + 1 WHERE workspace = $1 AND id = $2");
        on!(raw.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(id)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(true)
}
