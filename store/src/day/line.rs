//! One's own lines in the log: written, edited, put away. They are nobody else's.

use chrono::NaiveDate;
use domain::access::{KeepDay, ViewProject};
use domain::audience::Audience;
use domain::day::line::{self as rule, NewLine};
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use sqlx::FromRow;
use uuid::Uuid;

use super::{is_closed, refuse_closed, today_in};
use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::record::{self, Record, kind};
use crate::sql::sql;
use crate::trash;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Adds a line to today; where today is closed, to the next day. A line about a project needs the right to see it.
pub async fn add_line(
    db: &Db,
    key: &Granted<KeepDay>,
    about: Option<&Granted<ViewProject>>,
    act: &Act,
    zone: &str,
    new: &NewLine,
) -> Result<Done<Changed>> {
    let seen = match about {
        Some(about) => Some(about.in_project()?),
        None => None,
    };
    if new.project != seen {
        return absent();
    }
    let mut tx = begin!(db, key, act);
    let (workspace, member) = (tx.workspace().0, tx.actor());
    let mut day = today_in(zone, now());
    if is_closed(&mut tx, workspace, member, day).await? {
        day = day.succ_opt().unwrap_or(day);
    }
    refuse_closed(&mut tx, workspace, member, day).await?;
    put(&mut tx, day, new).await?;
    let event = Event::of(Kind::LineAdded, new.id, None, rule::added(new));
    let changed = Changed {
        record: new.id,
        version: 1,
        called: String::new(),
    };
    tx.commit(vec![event], changed).await
}

pub(super) async fn put(tx: &mut Tx, day: NaiveDate, new: &NewLine) -> Result<()> {
    record::make(
        tx,
        &record::New {
            id: new.id,
            kind: kind::JOURNAL_LINE,
            project: None,
            parent: None,
            // For its maker alone.
            audience: Audience::Named,
        },
    )
    .await?;
    let (workspace, member) = (tx.workspace().0, tx.actor());
    let text = sql!(
        "INSERT INTO journal_line (workspace, id, member, day, project, text) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(new.id.0)
        .bind(member)
        .bind(day)
        .bind(new.project.map(|p| p.0))
        .bind(&new.text)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

#[derive(FromRow)]
struct Row {
    member: Uuid,
    day: NaiveDate,
    text: String,
}

/// A line of the actor's own, in a day that is open.
async fn load(tx: &mut Tx, line: RecordId) -> Result<(Record, String)> {
    let record = record::load(tx, line).await?;
    if record.kind != kind::JOURNAL_LINE || !record.is_live() {
        return absent();
    }
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!("SELECT member, day, text FROM journal_line WHERE workspace = $1 AND id = $2");
    let row: Option<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(line.0)
        .fetch_optional(c)
        .await)?;
    let Some(row) = row.filter(|row| row.member == person) else {
        return absent();
    };
    refuse_closed(tx, workspace, person, row.day).await?;
    Ok((record, row.text))
}

pub async fn edit_line(
    db: &Db,
    key: &Granted<KeepDay>,
    act: &Act,
    line: RecordId,
    form: &form::EditLine,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let (record, text) = load(&mut tx, line).await?;
    let changed = |version| Changed {
        record: line,
        version,
        called: String::new(),
    };
    let Some((text, content)) = rule::edited(&text, record.version, form)? else {
        return tx.commit_unchanged(changed(record.version)).await;
    };
    let version = write(&mut tx, &record, &text).await?;
    let event = Event::of(Kind::LineChanged, line, None, content);
    tx.commit(vec![event], changed(version)).await
}

async fn write(tx: &mut Tx, record: &Record, words: &str) -> Result<i64> {
    let version = record::touch(tx, record).await?;
    let workspace = tx.workspace().0;
    let text = sql!("UPDATE journal_line SET text = $3 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(words)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(version)
}

/// Puts a line into the trash. One of a closed day stays.
pub async fn trash_line(
    db: &Db,
    key: &Granted<KeepDay>,
    act: &Act,
    line: RecordId,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let (record, _) = load(&mut tx, line).await?;
    let version = trash::mark(&mut tx, &record).await?;
    let content = Content::none().with("trashed", false, true);
    let event = Event::of(Kind::RecordTrashed, line, None, content);
    let changed = Changed {
        record: line,
        version,
        called: String::new(),
    };
    tx.commit(vec![event], changed).await
}

/// Refuses to take anything of a closed day back.
pub(crate) async fn refuse_of_closed_day(tx: &mut Tx, record: &Record) -> Result<()> {
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!("SELECT member, day, text FROM journal_line WHERE workspace = $1 AND id = $2");
    let row: Option<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(record.id)
        .fetch_optional(c)
        .await)?;
    match row {
        Some(row) => refuse_closed(tx, workspace, person, row.day).await,
        None => absent(),
    }
}

/// Gives a line the words it had before an edit.
pub(crate) async fn set_back(
    tx: &mut Tx,
    record: &Record,
    said: &Content,
) -> Result<(Content, i64)> {
    let (_, text) = load(tx, RecordId(record.id)).await?;
    let before = said
        .fields
        .get("text")
        .and_then(|change| change.before.as_str());
    let Some(before) = before else {
        return Err(Refused::conflict(Code::Final).into());
    };
    let version = write(tx, record, before).await?;
    Ok((Content::none().with("text", text, before), version))
}
