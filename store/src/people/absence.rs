//! Time away: asked for, recorded at once, answered, withdrawn.
//!
//! Events say who, which days and what became of it, never what for: the log cannot be unread, and why somebody is
//! away may be a matter of their health.

use chrono::NaiveDate;
use domain::access::{ApproveAbsence, RecordAbsence, SeePeople};
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::{MemberId, RecordId};
use domain::people::absence::{AbsenceKind, Part, Span, State};
use domain::people::typed::{self, NewAbsence};
use domain::refusal::{Bad, Code, Refused};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::zone;
use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Result, absent};
use crate::keys::{Granted, Over};
use crate::record::{self, Record, kind};
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Asks for days off, for oneself or for somebody one looks after. They hold once somebody says yes.
pub async fn ask(
    db: &Db,
    key: &Over<RecordAbsence>,
    act: &Act,
    new: &NewAbsence,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    put(&mut tx, key.person(), new, Manner::Asked).await?;
    let event = event(Kind::AbsenceAsked, key.person(), new, State::Asked);
    let called = name_of(&mut tx, key.person()).await?;
    tx.commit(vec![event], changed(new.id, 1, called)).await
}

/// Somebody is away today: holds at once, without approval. What they are away for is not asked.
pub async fn away_today(
    db: &Db,
    key: &Over<RecordAbsence>,
    act: &Act,
    form: &form::AwayToday,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let their_zone = zone_of(&mut tx, key.person()).await?;
    let today = zone::day_of(zone::of(&their_zone), now());
    let (id, span) = typed::away_today(form, today)?;
    let new = NewAbsence {
        id,
        kind: AbsenceKind::Other,
        span,
        note: String::new(),
    };
    put(&mut tx, key.person(), &new, Manner::Unplanned).await?;
    let event = event(Kind::AbsenceRecorded, key.person(), &new, State::Approved);
    let called = name_of(&mut tx, key.person()).await?;
    tx.commit(vec![event], changed(id, 1, called)).await
}

/// Says yes or no, with words if there are any.
pub async fn answer(
    db: &Db,
    key: &Over<ApproveAbsence>,
    act: &Act,
    id: RecordId,
    to: State,
    words: &str,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let (record, row) = load(&mut tx, id, key.person()).await?;
    if row.state()? != State::Asked {
        return Err(Refused::conflict(Code::AlreadyAnswered).into());
    }
    let kind = match to {
        State::Approved => Kind::AbsenceApproved,
        State::Refused => Kind::AbsenceRefused,
        State::Asked | State::Withdrawn => return absent(),
    };
    let version = set_state(&mut tx, &record, to, words, Answered::Now).await?;
    let event = turned(kind, id, key.person(), State::Asked, to);
    let called = name_of(&mut tx, key.person()).await?;
    tx.commit(vec![event], changed(id, version, called)).await
}

/// Takes back days that were asked for or given.
pub async fn withdraw(
    db: &Db,
    key: &Over<RecordAbsence>,
    act: &Act,
    id: RecordId,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let (record, row) = load(&mut tx, id, key.person()).await?;
    let before = row.state()?;
    if !before.stands() {
        return Err(Refused::conflict(Code::AlreadyAnswered).into());
    }
    let version = set_state(&mut tx, &record, State::Withdrawn, "", Answered::Now).await?;
    let event = turned(
        Kind::AbsenceWithdrawn,
        id,
        key.person(),
        before,
        State::Withdrawn,
    );
    let called = name_of(&mut tx, key.person()).await?;
    tx.commit(vec![event], changed(id, version, called)).await
}

/// Whose absence it is, so that the caller can ask the door for the right over them.
pub async fn whose(db: &Db, key: &Granted<SeePeople>, id: RecordId) -> Result<MemberId> {
    let text = sql!(
        "SELECT a.member FROM absence a JOIN record r ON r.workspace = a.workspace AND r.id = a.id WHERE a.workspace = $1 AND a.id = $2 AND r.trashed_at IS NULL"
    );
    let member: Option<Uuid> = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(key.workspace().0)
        .bind(id.0)
        .fetch_optional(c)
        .await)?;
    member.map_or_else(absent, |member| Ok(MemberId(member)))
}

/// Sets a state back to what it was before an event, when it still is what the event left.
pub(super) async fn set_back<P: domain::access::Permission>(
    tx: &mut Tx,
    key: &Over<P>,
    id: RecordId,
    from: State,
    to: State,
) -> Result<(Event, i64)> {
    let (record, row) = load(tx, id, key.person()).await?;
    if row.state()? != from {
        return Err(Refused::conflict(Code::ChangedSince).into());
    }
    if to.stands() && !from.stands() {
        refuse_overlap(tx, key.person(), &row.span()?, Some(id), Manner::Asked).await?;
    }
    let version = set_state(tx, &record, to, &row.answer, Answered::Stays).await?;
    let kind = match to {
        State::Asked => Kind::AbsenceAsked,
        State::Approved => Kind::AbsenceApproved,
        State::Refused => Kind::AbsenceRefused,
        State::Withdrawn => Kind::AbsenceWithdrawn,
    };
    Ok((turned(kind, id, key.person(), from, to), version))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Asked,
    Unplanned,
}

async fn put(tx: &mut Tx, person: MemberId, new: &NewAbsence, manner: Manner) -> Result<()> {
    refuse_overlap(tx, person, &new.span, None, manner).await?;
    record::make(
        tx,
        &record::New {
            id: new.id,
            kind: kind::ABSENCE,
            project: None,
            parent: None,
            audience: Audience::Internal,
        },
    )
    .await?;
    let state = match manner {
        Manner::Asked => State::Asked,
        Manner::Unplanned => State::Approved,
    };
    let (workspace, actor) = (tx.workspace().0, tx.actor());
    let text = sql!(
        "INSERT INTO absence (workspace, id, member, kind, first_day, last_day, first_part, last_part, note, unplanned, state, asked_by, asked_at, answer) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '')"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(new.id.0)
        .bind(person.0)
        .bind(new.kind.code())
        .bind(new.span.first_day)
        .bind(new.span.last_day)
        .bind(new.span.first_part.code())
        .bind(new.span.last_part.code())
        .bind(&new.note)
        .bind(manner == Manner::Unplanned)
        .bind(state.code())
        .bind(actor)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Days are taken once, and asked for once. Whoever is away without having asked is away, whatever else they asked for. The person's row is locked first, so that of two askings at once the second sees the first.
async fn refuse_overlap(
    tx: &mut Tx,
    person: MemberId,
    span: &Span,
    but: Option<RecordId>,
    manner: Manner,
) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!("UPDATE member SET role = role WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(person.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    let text = sql!(
        "SELECT a.id, a.first_day, a.last_day, a.first_part, a.last_part, a.state, a.answer FROM absence a JOIN record r ON r.workspace = a.workspace AND r.id = a.id \
         WHERE a.workspace = $1 AND a.member = $2 AND a.last_day >= $3 AND a.first_day <= $4 AND (a.state = 'approved' OR (a.state = 'asked' AND $5)) AND r.trashed_at IS NULL \
         ORDER BY a.first_day, a.id LIMIT 20"
    );
    let near: Vec<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(person.0)
        .bind(span.first_day)
        .bind(span.last_day)
        .bind(manner == Manner::Asked)
        .fetch_all(c)
        .await)?;
    for row in near {
        let other = row.span()?;
        if Some(row.id) != but.map(|id| id.0) && other.overlaps(span) {
            let days = format!("{} – {}", other.first_day, other.last_day);
            return Err(Refused::field_with("first_day", Code::AwayThen, days).into());
        }
    }
    Ok(())
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    first_day: NaiveDate,
    last_day: NaiveDate,
    first_part: String,
    last_part: String,
    state: String,
    answer: String,
}

impl Row {
    fn state(&self) -> Result<State> {
        State::parse(&self.state).map_err(unreadable)
    }

    fn span(&self) -> Result<Span> {
        Ok(Span {
            first_day: self.first_day,
            last_day: self.last_day,
            first_part: Part::parse(&self.first_part).map_err(unreadable)?,
            last_part: Part::parse(&self.last_part).map_err(unreadable)?,
        })
    }
}

fn unreadable(bad: Bad) -> crate::Error {
    crate::Error::Other(format!("an absence that cannot be read: {bad:?}"))
}

/// An absence of this person that is there.
async fn load(tx: &mut Tx, id: RecordId, person: MemberId) -> Result<(Record, Row)> {
    let record = record::load(tx, id).await?;
    if record.kind != kind::ABSENCE || !record.is_live() {
        return absent();
    }
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT id, first_day, last_day, first_part, last_part, state, answer FROM absence WHERE workspace = $1 AND id = $2 AND member = $3"
    );
    let row: Option<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(id.0)
        .bind(person.0)
        .fetch_optional(c)
        .await)?;
    row.map_or_else(absent, |row| Ok((record, row)))
}

/// What a new state does to who answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answered {
    Now,
    /// It is a former state that comes back, with the answer of then.
    Stays,
}

async fn set_state(
    tx: &mut Tx,
    record: &Record,
    to: State,
    words: &str,
    by: Answered,
) -> Result<i64> {
    let version = record::touch(tx, record).await?;
    let (workspace, actor) = (tx.workspace().0, tx.actor());
    // Who answered stays when days are withdrawn; asked anew, nobody has.
    let stays = by == Answered::Stays;
    let answered = to.is_answered() && !stays;
    let text = sql!(
        "UPDATE absence SET state = $3, answer = $4, answered_by = CASE WHEN $5 THEN $6 WHEN state = 'asked' AND NOT $8 THEN NULL ELSE answered_by END, \
         answered_at = CASE WHEN $5 THEN $7 WHEN state = 'asked' AND NOT $8 THEN NULL ELSE answered_at END WHERE workspace = $1 AND id = $2"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(to.code())
        .bind(words)
        .bind(answered)
        .bind(actor)
        .bind(now())
        .bind(stays)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(version)
}

fn event(kind: Kind, person: MemberId, new: &NewAbsence, state: State) -> Event {
    let days = &new.span;
    let content = Content::none()
        .with("member", Value::Null, person.to_string())
        .with("first_day", Value::Null, days.first_day.to_string())
        .with("last_day", Value::Null, days.last_day.to_string())
        .with("state", Value::Null, state.code());
    Event::of(kind, new.id, None, content)
}

fn turned(kind: Kind, id: RecordId, person: MemberId, from: State, to: State) -> Event {
    let whose = person.to_string();
    let content =
        Content::none()
            .with("member", whose.clone(), whose)
            .with("state", from.code(), to.code());
    Event::of(kind, id, None, content)
}

fn changed(record: RecordId, version: i64, called: String) -> Changed {
    Changed {
        record,
        version,
        called,
    }
}

pub(super) async fn name_of(tx: &mut Tx, person: MemberId) -> Result<String> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT a.name FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 AND m.id = $2"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(person.0)
        .fetch_one(c)
        .await)?)
}

pub(super) async fn zone_of(tx: &mut Tx, person: MemberId) -> Result<String> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT a.zone FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 AND m.id = $2"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(person.0)
        .fetch_one(c)
        .await)?)
}
