//! What was done to a line of one's own log is taken back here, by its maker, as long as its day is open.

use domain::access::KeepDay;
use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use domain::undo::touches;
use sqlx::FromRow;
use uuid::Uuid;

use super::line;
use crate::Db;
use crate::chain::Event;
use crate::db::{Reader, on};
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::record::{self, Record, kind};
use crate::sql::sql;
use crate::trash;
use crate::tx::{Act, Changed, Done, Tx, begin};

#[derive(FromRow)]
struct Past {
    kind: String,
    record: Uuid,
    bytes: Option<Vec<u8>>,
}

/// Whether an event is about a line of the reader's own.
pub async fn is_line(db: &Db, sight: &Sight, seq: i64) -> Result<bool> {
    let mut held = db.hold().await?;
    let past = past(&mut held, (sight.workspace().0, sight.member().0), seq).await?;
    Ok(past.is_some())
}

async fn past(
    reader: &mut impl Reader,
    (workspace, member): (Uuid, Uuid),
    seq: i64,
) -> Result<Option<Past>> {
    let text = sql!(
        "SELECT e.kind, j.id AS record, p.bytes FROM event e JOIN journal_line j ON j.workspace = e.workspace AND j.id = e.record \
         LEFT JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq WHERE e.workspace = $1 AND e.seq = $2 AND j.member = $3"
    );
    Ok(on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(seq)
        .bind(member)
        .fetch_optional(c)
        .await)?)
}

pub async fn take_back(
    db: &Db,
    key: &Granted<KeepDay>,
    act: &Act,
    seq: i64,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let me = (tx.workspace().0, tx.person());
    let Some(past) = past(&mut tx, me, seq).await? else {
        return absent();
    };
    let Ok(of) = Kind::parse(&past.kind) else {
        return absent();
    };
    refuse_when_touched_since(&mut tx, of, past.record, seq).await?;
    let id = RecordId(past.record);
    let record = record::load(&mut tx, id).await?;
    if record.kind != kind::JOURNAL_LINE {
        return absent();
    }
    line::refuse_of_closed_day(&mut tx, &record).await?;
    let (kind, content, version) = opposite(&mut tx, of, &record, past.bytes).await?;
    let event = Event {
        undoes: Some(seq),
        ..Event::of(kind, id, None, content)
    };
    let changed = Changed {
        record: id,
        version,
        called: String::new(),
    };
    tx.commit(vec![event], changed).await
}

async fn opposite(
    tx: &mut Tx,
    of: Kind,
    record: &Record,
    bytes: Option<Vec<u8>>,
) -> Result<(Kind, Content, i64)> {
    let trashed = |before: bool| Content::none().with("trashed", before, !before);
    match of {
        Kind::LineAdded | Kind::RecordRestored => {
            let version = trash::mark(tx, record).await?;
            Ok((Kind::RecordTrashed, trashed(false), version))
        }
        Kind::RecordTrashed => {
            let version = trash::unmark(tx, record).await?;
            Ok((Kind::RecordRestored, trashed(true), version))
        }
        Kind::LineChanged => {
            let said: Option<Content> = bytes.and_then(|b| serde_json::from_slice(&b).ok());
            // What was redacted cannot be given back.
            let said = said.ok_or(Refused::conflict(Code::Final))?;
            let (content, version) = line::set_back(tx, record, &said).await?;
            Ok((Kind::LineChanged, content, version))
        }
        _ => Err(Refused::conflict(Code::Final).into()),
    }
}

async fn refuse_when_touched_since(tx: &mut Tx, of: Kind, line: Uuid, seq: i64) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT e.kind, e.undoes FROM event e WHERE e.workspace = $1 AND e.record = $2 AND e.seq > $3 ORDER BY e.seq LIMIT 200"
    );
    let later: Vec<(String, Option<i64>)> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(line)
        .bind(seq)
        .fetch_all(c)
        .await)?;
    let text_of = ["text".to_owned()];
    let mine = touches(of, &text_of);
    for (kind, undoes) in later {
        if undoes == Some(seq) {
            return Err(Refused::conflict(Code::AlreadyUndone).into());
        }
        let theirs = Kind::parse(&kind)
            .map(|kind| touches(kind, &text_of))
            .unwrap_or_default();
        if theirs.iter().any(|field| mine.contains(field)) {
            return Err(Refused::conflict(Code::ChangedSince).into());
        }
    }
    Ok(())
}
