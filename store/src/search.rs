//! What people look for by words: kept in the change that writes a text, read with what the reader may see. Both
//! engines compare plain folded words, so that they find the same.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::event::Kind;
use domain::id::WorkspaceId;
use domain::search::{self, Asked};
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::bulk::insert_rows;
use crate::chain::Event;
use crate::db::{Raw, on};
use crate::error::Result;
use crate::keys::{Duty, Sight};
use crate::sql::{sql, visible};

/// What one search shows.
pub const SHOWN: i64 = 50;
/// Records looked at at a time when an older database learns to be searched.
const PAGE: i64 = 200;

/// Where a word stands; what was found in a name stands before what was found in a text.
mod place {
    pub const KEY: i64 = 0;
    pub const TITLE: i64 = 1;
    pub const TEXT: i64 = 2;
    pub const SAID: i64 = 3;
}

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Found {
    pub id: Uuid,
    /// `project`, `deliverable`, `iteration`, `release`, `task` or `comment`.
    pub kind: String,
    pub project_key: String,
    pub project_title: String,
    /// Of a task, or of the task on which a comment stands.
    pub number: Option<i64>,
    /// Its own title; of a comment, that of what it stands on.
    pub title: String,
    /// What it says beside its title.
    pub text: String,
    /// Of a task, or of the task on which a comment stands: what its state means.
    pub category: Option<String>,
    pub made_at: DateTime<Utc>,
    /// Who said a comment.
    pub said_by: Option<String>,
}

/// Records that have all these words, at least as beginnings: keys and titles first, among equals
/// projects, then the newest.
/// One more than [`SHOWN`] when there are more.
pub async fn find(db: &Db, sight: &Sight, asked: &Asked) -> Result<Vec<Found>> {
    if asked.is_empty() {
        return Ok(vec![]);
    }
    // Rights stand inside, so that what others may see does not use up what is looked at. What was found comes first in
    // the join, or SQLite looks at every record there is; of very much, the newest by its id, which begins with its time.
    let text = sql!(
        "SELECT r.id, r.kind, p.key AS project_key, p.title AS project_title, COALESCE(t.number, ont.number) AS number, \
         COALESCE(t.title, d.title, it.name, rl.name, ont.title, ond.title, p.title) AS title, \
         CASE r.kind WHEN 'task' THEN t.description WHEN 'deliverable' THEN d.description WHEN 'iteration' THEN it.goal WHEN 'release' THEN rl.notes WHEN 'comment' THEN co.text ELSE p.description END AS text, \
         st.category, r.made_at, a.name AS said_by \
         FROM (SELECT f.record, MIN(f.place) AS place, MIN(f.inexact) AS inexact FROM ( \
           SELECT w.record, w.place, CASE WHEN w.word = $4 THEN 0 ELSE 1 END AS inexact FROM search_word w \
           WHERE w.workspace = $1 AND w.word >= $4 AND w.word < $5 AND ($16 OR w.place < 3) \
           AND ($3 OR w.project IN (SELECT pm.project FROM project_member pm WHERE pm.workspace = $1 AND pm.member = $2)) \
           AND ($6 = '' OR EXISTS (SELECT 1 FROM search_word o WHERE o.workspace = $1 AND o.record = w.record AND o.word >= $6 AND o.word < $7)) \
           AND ($8 = '' OR EXISTS (SELECT 1 FROM search_word o WHERE o.workspace = $1 AND o.record = w.record AND o.word >= $8 AND o.word < $9)) \
           AND ($10 = '' OR EXISTS (SELECT 1 FROM search_word o WHERE o.workspace = $1 AND o.record = w.record AND o.word >= $10 AND o.word < $11)) \
           AND ($12 = '' OR EXISTS (SELECT 1 FROM search_word o WHERE o.workspace = $1 AND o.record = w.record AND o.word >= $12 AND o.word < $13)) \
           AND ($14 = '' OR EXISTS (SELECT 1 FROM search_word o WHERE o.workspace = $1 AND o.record = w.record AND o.word >= $14 AND o.word < $15)) \
           LIMIT 10000) f GROUP BY f.record ORDER BY place, inexact, f.record DESC LIMIT 500) s \
         CROSS JOIN record r \
         JOIN project p ON p.workspace = r.workspace AND p.id = COALESCE(r.project, r.id) \
         LEFT JOIN task t ON t.workspace = r.workspace AND t.id = r.id \
         LEFT JOIN deliverable d ON d.workspace = r.workspace AND d.id = r.id \
         LEFT JOIN iteration it ON it.workspace = r.workspace AND it.id = r.id \
         LEFT JOIN release rl ON rl.workspace = r.workspace AND rl.id = r.id \
         LEFT JOIN comment co ON co.workspace = r.workspace AND co.id = r.id \
         LEFT JOIN task ont ON ont.workspace = r.workspace AND ont.id = r.parent AND r.kind = 'comment' \
         LEFT JOIN deliverable ond ON ond.workspace = r.workspace AND ond.id = r.parent AND r.kind = 'comment' \
         LEFT JOIN status st ON st.workspace = r.workspace AND st.id = COALESCE(t.status, ont.status) \
         LEFT JOIN member m ON m.workspace = r.workspace AND m.id = r.made_by AND r.kind = 'comment' LEFT JOIN account a ON a.id = m.account \
         WHERE r.workspace = $1 AND r.id = s.record AND ",
        visible!(),
        " ORDER BY s.place, s.inexact, CASE r.kind WHEN 'project' THEN 0 ELSE 1 END, r.made_at DESC, r.id LIMIT $17"
    );
    let ranges = ranges(asked);
    on!(db.read(), |c| {
        let mut query = sqlx::query_as(text)
            .bind(sight.workspace().0)
            .bind(sight.eyes())
            .bind(sight.every_project);
        for (from, to) in &ranges {
            query = query.bind(from).bind(to);
        }
        query
            .bind(sight.reads_talk())
            .bind(SHOWN + 1)
            .fetch_all(c)
            .await
    })
    .map_err(Into::into)
}

/// From where to where each word's completions lie; a single letter is looked for as it is, since too much begins with
/// it. What is not asked is the empty word, which every record has.
fn ranges(asked: &Asked) -> Vec<(String, String)> {
    let mut ranges: Vec<_> = asked
        .words
        .iter()
        .map(|word| {
            let end = if word.chars().nth(1).is_some() {
                '\u{10ffff}'
            } else {
                '\u{1}'
            };
            (word.clone(), format!("{word}{end}"))
        })
        .collect();
    ranges.resize(search::ASKED, (String::new(), "\u{1}".into()));
    ranges
}

/// Keeps what a change's records say now.
pub(crate) async fn hear(raw: &mut Raw, workspace: Uuid, events: &[Event]) -> Result<()> {
    let heard = events.iter().filter(|event| is_heard(event));
    let mut records: Vec<Uuid> = heard.filter_map(|event| Some(event.record?.0)).collect();
    records.sort_unstable();
    records.dedup();
    keep(raw, workspace, &records).await
}

/// Whether a record may say something else after it.
fn is_heard(event: &Event) -> bool {
    match event.kind {
        Kind::ProjectCreated
        | Kind::ProjectImported
        | Kind::DeliverableCreated
        | Kind::IterationCreated
        | Kind::IterationChanged
        | Kind::ReleaseCreated
        | Kind::ReleaseChanged
        | Kind::TaskCreated
        | Kind::TaskArrived
        | Kind::CommentAdded
        | Kind::CommentChanged => true,
        // What an import tells of a task later, such as its links, is nothing that is looked for.
        Kind::ProjectChanged
        | Kind::DeliverableChanged
        | Kind::TaskChanged
        | Kind::TaskClosed
        | Kind::TaskReopened
        | Kind::TaskImported => {
            let said = &event.content.fields;
            said.contains_key("title") || said.contains_key("description")
        }
        _ => false,
    }
}

#[derive(FromRow)]
struct Texts {
    project: Uuid,
    key: String,
    title: String,
    text: String,
    said: String,
    /// Whether it came from another project, where it was called otherwise.
    was_called: bool,
    /// Whether words of it are kept already.
    is_kept: bool,
}

/// Reads the records as they are now, and keeps their words.
pub(crate) async fn keep(raw: &mut Raw, workspace: Uuid, records: &[Uuid]) -> Result<()> {
    let read = sql!(
        "SELECT p.id AS project, CASE r.kind WHEN 'task' THEN p.key || '-' || CAST(t.number AS TEXT) WHEN 'project' THEN p.key ELSE '' END AS key, \
         CASE r.kind WHEN 'project' THEN p.title ELSE COALESCE(t.title, d.title, it.name, rl.name, '') END AS title, \
         CASE r.kind WHEN 'project' THEN p.description ELSE COALESCE(t.description, d.description, it.goal, rl.notes, '') END AS text, COALESCE(co.text, '') AS said, \
         EXISTS (SELECT 1 FROM former_key f WHERE f.workspace = r.workspace AND f.task = r.id) AS was_called, \
         EXISTS (SELECT 1 FROM search_word w WHERE w.workspace = r.workspace AND w.record = r.id) AS is_kept \
         FROM record r JOIN project p ON p.workspace = r.workspace AND p.id = COALESCE(r.project, r.id) \
         LEFT JOIN task t ON t.workspace = r.workspace AND t.id = r.id \
         LEFT JOIN deliverable d ON d.workspace = r.workspace AND d.id = r.id \
         LEFT JOIN iteration it ON it.workspace = r.workspace AND it.id = r.id \
         LEFT JOIN release rl ON rl.workspace = r.workspace AND rl.id = r.id \
         LEFT JOIN comment co ON co.workspace = r.workspace AND co.id = r.id \
         WHERE r.workspace = $1 AND r.id = $2 AND r.kind IN ('project', 'deliverable', 'iteration', 'release', 'task', 'comment')"
    );
    let put = sql!(
        "INSERT INTO search_word (workspace, record, word, place, project) VALUES ($1, $2, $3, $4, $5)"
    );
    let mut all = Vec::new();
    for record in records {
        let texts: Option<Texts> = on!(raw.conn(), |c| sqlx::query_as(read)
            .bind(workspace)
            .bind(record)
            .fetch_optional(c)
            .await)?;
        // What is new has nothing to be forgotten.
        if texts.as_ref().is_none_or(|texts| texts.is_kept) {
            forget(raw, workspace, *record).await?;
        }
        let Some(mut texts) = texts else { continue };
        if texts.was_called {
            for key in former_keys(raw, workspace, *record).await? {
                texts.key.push(' ');
                texts.key.push_str(&key);
            }
        }
        let words = words(&texts).into_iter();
        all.extend(words.map(|(word, place)| (*record, word, place, texts.project)));
    }
    insert_rows!(raw.conn(), put, &all, |query, row| query
        .bind(workspace)
        .bind(row.0)
        .bind(&row.1)
        .bind(row.2)
        .bind(row.3));
    Ok(())
}

async fn former_keys(raw: &mut Raw, workspace: Uuid, task: Uuid) -> Result<Vec<String>> {
    let text = sql!(
        "SELECT p.key || '-' || CAST(f.number AS TEXT) FROM former_key f JOIN project p ON p.workspace = f.workspace AND p.id = f.project WHERE f.workspace = $1 AND f.task = $2 LIMIT 100"
    );
    Ok(on!(raw.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task)
        .fetch_all(c)
        .await)?)
}

async fn forget(raw: &mut Raw, workspace: Uuid, record: Uuid) -> Result<()> {
    let text = sql!("DELETE FROM search_word WHERE workspace = $1 AND record = $2");
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Each word once, where it stands first; and the empty one.
fn words(texts: &Texts) -> Vec<(String, i64)> {
    let mut words = HashMap::from([(String::new(), place::KEY)]);
    for (text, place) in [
        (&texts.key, place::KEY),
        (&texts.title, place::TITLE),
        (&texts.text, place::TEXT),
        (&texts.said, place::SAID),
    ] {
        for word in search::words(text) {
            if words.len() > search::MOST {
                break;
            }
            words.entry(word).or_insert(place);
        }
    }
    words.into_iter().collect()
}

#[derive(FromRow)]
struct Unread {
    workspace: Uuid,
    id: Uuid,
    read: bool,
}

/// Reads the records of a database that was there before it could be searched. Answers how many those were.
pub async fn catch_up(db: &Db, _: &Duty) -> Result<u64> {
    // `OFFSET` has PostgreSQL ask for each record, by the index: it would make a table of all that were read, for each page.
    let text = sql!(
        "SELECT r.workspace, r.id, EXISTS (SELECT 1 FROM search_word w WHERE w.workspace = r.workspace AND w.record = r.id AND w.word = '' LIMIT 1 OFFSET 0) AS read \
         FROM record r WHERE (r.workspace, r.id) > ($1, $2) AND r.kind IN ('project', 'deliverable', 'iteration', 'release', 'task', 'comment') \
         ORDER BY r.workspace, r.id LIMIT $3"
    );
    let (mut workspace, mut id, mut count) = (Uuid::nil(), Uuid::nil(), 0);
    loop {
        let page: Vec<Unread> = on!(db.read(), |c| sqlx::query_as(text)
            .bind(workspace)
            .bind(id)
            .bind(PAGE)
            .fetch_all(c)
            .await)?;
        let Some(last) = page.last() else {
            return Ok(count);
        };
        (workspace, id) = (last.workspace, last.id);
        let unread: Vec<_> = page.into_iter().filter(|record| !record.read).collect();
        if unread.is_empty() {
            continue;
        }
        let mut raw = db.begin().await?;
        for record in &unread {
            keep(&mut raw, record.workspace, &[record.id]).await?;
        }
        raw.commit().await?;
        count += unread.len() as u64;
        db.tell(WorkspaceId(workspace));
    }
}
