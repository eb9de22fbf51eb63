//! What was done to people's time is taken back here: by a new event, when what is there still is what the event left.

use domain::access::{ApproveAbsence, EditPeople, ManageCalendars, ManageWorkspace, RecordAbsence};
use domain::event::{Change, Content, Kind};
use domain::id::{MemberId, RecordId};
use domain::people::absence::State;
use domain::refusal::{Code, Refused};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::{absence, calendars, week};
use crate::Db;
use crate::chain::Event;
use crate::db::{Reader, on};
use crate::error::{Result, absent};
use crate::keys::{Granted, Over, Sight};
use crate::record::kind;
use crate::sql::sql;
use crate::trash;
use crate::tx::{Act, Changed, Done, Tx, begin};

/// What an event is about, so that the caller can ask the door for the right key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    UsualWeek,
    /// A person's week or zone.
    Week(MemberId),
    /// Days asked for, recorded or withdrawn.
    Absence(MemberId),
    /// Days answered.
    Answer(MemberId),
    Calendar,
}

/// Nothing of people's time is `None`. Says nothing of what happened: the key that it leads to is the permission.
pub async fn about(db: &Db, sight: &Sight, seq: i64) -> Result<Option<Matter>> {
    let mut held = db.hold().await?;
    let past = past(&mut held, sight.workspace().0, seq).await?;
    Ok(past.and_then(|past| past.matter(sight.member().0)))
}

pub async fn usual_week(
    db: &Db,
    key: &Granted<ManageWorkspace>,
    act: &Act,
    seq: i64,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let past = mine(&mut tx, seq, Matter::UsualWeek).await?;
    let change = past.change("usual_week")?;
    let event = week::set_usual_back(&mut tx, &change.before, &change.after).await?;
    commit(tx, seq, event, Uuid::nil(), 0).await
}

pub async fn week(db: &Db, key: &Over<EditPeople>, act: &Act, seq: i64) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let past = mine(&mut tx, seq, Matter::Week(key.person())).await?;
    let event = if past.kind()? == Kind::ZoneSet {
        let change = past.change("zone")?;
        week::set_zone_back(&mut tx, key, &change.before, &change.after).await?
    } else {
        let change = past.change("week")?;
        week::set_week_back(&mut tx, key.person(), &change.before, &change.after).await?
    };
    commit(tx, seq, event, key.person().0, 0).await
}

pub async fn absence(
    db: &Db,
    key: &Over<RecordAbsence>,
    act: &Act,
    seq: i64,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let past = mine(&mut tx, seq, Matter::Absence(key.person())).await?;
    set_back(tx, key, &past).await
}

pub async fn answer(
    db: &Db,
    key: &Over<ApproveAbsence>,
    act: &Act,
    seq: i64,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let past = mine(&mut tx, seq, Matter::Answer(key.person())).await?;
    set_back(tx, key, &past).await
}

pub async fn calendar(
    db: &Db,
    key: &Granted<ManageCalendars>,
    act: &Act,
    seq: i64,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let past = mine(&mut tx, seq, Matter::Calendar).await?;
    let id = past.record()?;
    let trashed = Content::none().with("trashed", false, true);
    let (event, version) = match past.kind()? {
        Kind::CalendarChanged => {
            let change = past.change("calendar")?;
            calendars::set_back(&mut tx, id, &change.before, &change.after).await?
        }
        Kind::RecordTrashed => {
            let record = calendars::held(&mut tx, id).await?;
            let content = Content::none().with("trashed", true, false);
            let version = trash::unmark(&mut tx, &record).await?;
            (Event::of(Kind::RecordRestored, id, None, content), version)
        }
        _ => {
            let record = calendars::load(&mut tx, id).await?;
            let version = calendars::mark(&mut tx, &record).await?;
            (Event::of(Kind::RecordTrashed, id, None, trashed), version)
        }
    };
    commit(tx, seq, event, id.0, version).await
}

async fn set_back<P: domain::access::Permission>(
    mut tx: Tx,
    key: &Over<P>,
    past: &Past,
) -> Result<Done<Changed>> {
    let change = past.change("state")?;
    let state = |value: &Value, none| match value.as_str() {
        Some(code) => State::parse(code).map_err(|_| Refused::conflict(Code::Final)),
        None => Ok(none),
    };
    // Before it was asked for it was nothing; what is withdrawn takes no days.
    let (from, to) = (
        state(&change.after, State::Withdrawn)?,
        state(&change.before, State::Withdrawn)?,
    );
    let id = past.record()?;
    let (event, version) = absence::set_back(&mut tx, key, id, from, to).await?;
    let seq = past.seq;
    commit(tx, seq, event, id.0, version).await
}

async fn commit(
    tx: Tx,
    seq: i64,
    event: Event,
    record: Uuid,
    version: i64,
) -> Result<Done<Changed>> {
    let event = Event {
        undoes: Some(seq),
        ..event
    };
    let answer = Changed {
        record: RecordId(record),
        version,
        called: String::new(),
    };
    tx.commit(vec![event], answer).await
}

/// The event, when it is about this, and nobody has taken it back.
async fn mine(tx: &mut Tx, seq: i64, matter: Matter) -> Result<Past> {
    let workspace = tx.workspace().0;
    let past = past(tx, workspace, seq).await?;
    let me = tx.actor();
    let Some(past) = past.filter(|past| past.matter(me) == Some(matter)) else {
        return absent();
    };
    let text = sql!("SELECT COUNT(*) FROM event WHERE workspace = $1 AND undoes = $2");
    let undone: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(seq)
        .fetch_one(c)
        .await)?;
    if undone > 0 {
        return Err(Refused::conflict(Code::AlreadyUndone).into());
    }
    Ok(past)
}

#[derive(FromRow)]
struct Past {
    seq: i64,
    kind: String,
    actor: Uuid,
    record: Option<Uuid>,
    record_kind: Option<String>,
    /// Whose absence the record is.
    member: Option<Uuid>,
    bytes: Option<Vec<u8>>,
}

impl Past {
    fn kind(&self) -> Result<Kind> {
        Kind::parse(&self.kind).map_err(|_| Refused::conflict(Code::Final).into())
    }

    fn record(&self) -> Result<RecordId> {
        self.record.map_or_else(absent, |id| Ok(RecordId(id)))
    }

    fn content(&self) -> Option<Content> {
        serde_json::from_slice(self.bytes.as_deref()?).ok()
    }

    /// What happened to a field; a redacted event says nothing any more.
    fn change(&self, field: &str) -> Result<Change> {
        let said = self.content().and_then(|mut c| c.fields.remove(field));
        said.map_or_else(|| Err(Refused::conflict(Code::Final).into()), Ok)
    }

    /// Whether taking it back brings an answer back. Nobody answers for themselves by taking back what took the answer
    /// away; only one's own withdrawal is one's own.
    fn brings_an_answer(&self, me: Uuid) -> bool {
        let before = self.change("state").ok().map(|change| change.before);
        let answered = before
            .as_ref()
            .and_then(|state| State::parse(state.as_str()?).ok())
            .is_some_and(State::is_answered);
        let my_withdrawal = self.kind == Kind::AbsenceWithdrawn.code() && self.actor == me;
        answered && !my_withdrawal
    }

    fn matter(&self, me: Uuid) -> Option<Matter> {
        let whose = || {
            let member = self.content()?.fields.remove("member")?.after;
            MemberId::parse(member.as_str()?).ok()
        };
        match Kind::parse(&self.kind).ok()? {
            Kind::UsualWeekSet => Some(Matter::UsualWeek),
            Kind::WeekSet | Kind::ZoneSet => whose().map(Matter::Week),
            Kind::AbsenceAsked | Kind::AbsenceRecorded | Kind::AbsenceWithdrawn
                if !self.brings_an_answer(me) =>
            {
                self.member.map(|id| Matter::Absence(MemberId(id)))
            }
            Kind::AbsenceAsked
            | Kind::AbsenceRecorded
            | Kind::AbsenceWithdrawn
            | Kind::AbsenceApproved
            | Kind::AbsenceRefused => self.member.map(|id| Matter::Answer(MemberId(id))),
            Kind::CalendarCreated | Kind::CalendarChanged => Some(Matter::Calendar),
            Kind::RecordTrashed | Kind::RecordRestored
                if self.record_kind.as_deref() == Some(kind::CALENDAR) =>
            {
                Some(Matter::Calendar)
            }
            _ => None,
        }
    }
}

async fn past(reader: &mut impl Reader, workspace: Uuid, seq: i64) -> Result<Option<Past>> {
    let text = sql!(
        "SELECT e.seq, e.kind, e.actor, e.record, r.kind AS record_kind, a.member, p.bytes FROM event e LEFT JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq \
         LEFT JOIN record r ON r.workspace = e.workspace AND r.id = e.record LEFT JOIN absence a ON a.workspace = e.workspace AND a.id = e.record \
         WHERE e.workspace = $1 AND e.seq = $2"
    );
    Ok(on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(seq)
        .fetch_optional(c)
        .await)?)
}
