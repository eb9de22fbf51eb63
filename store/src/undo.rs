//! Undo is a new change: it names the event that it takes back, and is refused when a later one touched the same.

mod areas;

use domain::event::{Content, Kind};
use domain::id::RecordId;
use domain::refusal::{Code, Refused};
use domain::undo::{Inverse, inverse, touches};
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Error, Result, absent};
use crate::keys::{Granted, Sight};
use crate::plan::task;
use crate::record::{self, Record};
use crate::sql::{sees, sql};
use crate::trash::{self, Trashes};
use crate::tx::{Act, Changed, Done, Tx, begin};

/// Later events read at a time.
const PAGE: i64 = 200;

/// What an event is about, so that the caller can ask the door for the right key.
#[derive(Clone, Debug, FromRow)]
pub struct About {
    pub record: Uuid,
    pub record_kind: String,
}

/// The same for a client's event, which belongs to no project.
pub async fn about_client(
    db: &Db,
    key: &Granted<domain::access::ManageClients>,
    seq: i64,
) -> Result<About> {
    let text = sql!(
        "SELECT r.id AS record, r.kind AS record_kind FROM event e JOIN record r ON r.workspace = e.workspace AND r.id = e.record \
         WHERE e.workspace = $1 AND e.seq = $2 AND r.kind = 'client'"
    );
    let about: Option<About> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.workspace().0)
        .bind(seq)
        .fetch_optional(c)
        .await)?;
    about.map_or_else(absent, Ok)
}

pub async fn about(db: &Db, sight: &Sight, seq: i64) -> Result<About> {
    let text = sql!(
        "SELECT r.id AS record, r.kind AS record_kind FROM event e JOIN record r ON r.workspace = e.workspace AND r.id = e.record WHERE ",
        sees!(),
        " AND e.seq = $4"
    );
    let about: Option<About> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(seq)
        .fetch_optional(c)
        .await)?;
    about.map_or_else(absent, Ok)
}

#[derive(Clone, Debug, FromRow)]
struct Past {
    seq: i64,
    kind: String,
    record: Option<Uuid>,
    bytes: Option<Vec<u8>>,
}

impl Past {
    fn kind(&self) -> Result<Kind> {
        Kind::parse(&self.kind)
            .map_err(|_| Error::Other(format!("event {} is of an unknown kind", self.seq)))
    }

    /// What the event says; a redacted one says nothing any more.
    fn content(&self) -> Option<Content> {
        serde_json::from_slice(self.bytes.as_deref()?).ok()
    }

    fn touches(&self) -> Result<Vec<String>> {
        let fields: Vec<String> = self
            .content()
            .map(|c| c.fields.into_keys().collect())
            .unwrap_or_default();
        Ok(touches(self.kind()?, &fields))
    }

    /// Whether both touched one of the same things. A redacted edit may have touched any field that another did.
    fn meets(&self, earlier: &Self) -> Result<bool> {
        if self.bytes.is_none()
            && self.kind()? == earlier.kind()?
            && inverse(self.kind()?) == Inverse::SetBack
        {
            return Ok(true);
        }
        let theirs = earlier.touches()?;
        Ok(self.touches()?.iter().any(|field| theirs.contains(field)))
    }
}

/// Takes an event back, by the right that puts its record away and brings it back: another's comment stays another's.
pub async fn undo<P: Trashes>(
    db: &Db,
    key: &Granted<P>,
    act: &Act,
    seq: i64,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let past = load(&mut tx, seq).await?;
    let Some(id) = past.record.map(RecordId) else {
        return absent();
    };
    let record = trash::held(&mut tx, key, id).await?;
    refuse_when_touched_since(&mut tx, &past, id).await?;
    let (mut events, own, version) = match areas::take_back(&mut tx, &past, &record).await? {
        Some(taken) => (taken.others, taken.own, taken.version),
        None => {
            let (kind, content, version) = take_back(&mut tx, &past, &record).await?;
            (vec![], Event::of(kind, id, key.project, content), version)
        }
    };
    events.push(Event {
        undoes: Some(seq),
        ..own
    });
    tx.commit(
        events,
        Changed {
            record: id,
            version,
            called: String::new(),
        },
    )
    .await
}

async fn load(tx: &mut Tx, seq: i64) -> Result<Past> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT e.seq, e.kind, e.record, p.bytes FROM event e LEFT JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq WHERE e.workspace = $1 AND e.seq = $2"
    );
    let past: Option<Past> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(seq)
        .fetch_optional(c)
        .await)?;
    past.map_or_else(absent, Ok)
}

async fn refuse_when_touched_since(tx: &mut Tx, past: &Past, record: RecordId) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT COUNT(*) FROM event WHERE workspace = $1 AND undoes = $2");
    let undone: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(past.seq)
        .fetch_one(c)
        .await)?;
    if undone > 0 {
        return Err(Refused::conflict(Code::AlreadyUndone).into());
    }
    let text = sql!(
        "SELECT e.seq, e.kind, e.record, p.bytes FROM event e LEFT JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq \
         WHERE e.workspace = $1 AND e.record = $2 AND e.seq > $3 ORDER BY e.seq LIMIT $4"
    );
    let mut after = past.seq;
    loop {
        let later: Vec<Past> = on!(tx.conn(), |c| sqlx::query_as(text)
            .bind(workspace)
            .bind(record.0)
            .bind(after)
            .bind(PAGE)
            .fetch_all(c)
            .await)?;
        for event in &later {
            if event.meets(past)? {
                return Err(Refused::conflict(Code::ChangedSince).into());
            }
            after = event.seq;
        }
        if (later.len() as i64) < PAGE {
            return Ok(());
        }
    }
}

/// Does the opposite and says what that is.
async fn take_back(tx: &mut Tx, past: &Past, record: &Record) -> Result<(Kind, Content, i64)> {
    match inverse(past.kind()?) {
        Inverse::Final(_) => Err(Refused::conflict(Code::Final).into()),
        Inverse::Trash => Ok((
            Kind::RecordTrashed,
            Content::none().with("trashed", false, true),
            trash::mark(tx, record).await?,
        )),
        Inverse::Restore => Ok((
            Kind::RecordRestored,
            Content::none().with("trashed", true, false),
            trash::unmark(tx, record).await?,
        )),
        _ if !record.is_live() => absent(),
        Inverse::Reopen => {
            task::take_closing(tx, record).await?;
            Ok((
                Kind::TaskReopened,
                Content::none().with("closed", true, false),
                record::touch(tx, record).await?,
            ))
        }
        Inverse::Close => {
            task::put_closing(tx, record).await?;
            Ok((
                Kind::TaskClosed,
                Content::none().with("closed", false, true),
                record::touch(tx, record).await?,
            ))
        }
        Inverse::SetBack => set_back(tx, past, record).await,
    }
}

async fn set_back(tx: &mut Tx, past: &Past, record: &Record) -> Result<(Kind, Content, i64)> {
    let Some(said) = past.content() else {
        return Err(Refused::conflict(Code::Final).into());
    };
    let mut fields = task::read_fields(tx, record).await?;
    let mut content = Content::none();
    for (name, change) in said.fields {
        let value = match name.as_str() {
            "title" => &mut fields.title,
            "description" => &mut fields.description,
            _ => continue,
        };
        let before =
            std::mem::replace(value, change.before.as_str().unwrap_or_default().to_owned());
        content = content.with(&name, before, value.clone());
    }
    let version = task::write_fields(tx, record, &fields).await?;
    Ok((Kind::TaskChanged, content, version))
}
