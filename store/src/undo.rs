//! Undo is a new change: it names the event that it takes back, and is refused when a later one touched the same.

mod areas;
pub mod leaving;
pub mod many;

use std::collections::HashSet;

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
use crate::plan::{self, Back};
use crate::record::Record;
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
        let (later, past) = (self.kind()?, earlier.kind()?);
        let may_meet = later == past || past == Kind::TaskChanged;
        if self.bytes.is_none() && inverse(later) == Inverse::SetBack && may_meet {
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
    let (mut events, own, version) = match areas::take_back::<P>(&mut tx, &past, &record).await? {
        Some(taken) => (taken.others, taken.own, taken.version),
        None => {
            let back = take_back(&mut tx, &past, &record, key.project).await?;
            let own = Event::of(back.kind, id, key.project, back.content);
            (back.also, own, back.version)
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

/// What others have touched since an event.
pub(crate) async fn touched_by_others(tx: &mut Tx, since: i64) -> Result<HashSet<Uuid>> {
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!(
        "SELECT DISTINCT e.record FROM event e WHERE e.workspace = $1 AND e.seq > $3 AND e.record IS NOT NULL AND COALESCE(e.acting_for, e.actor) <> $2 LIMIT 10000"
    );
    let touched: Vec<Uuid> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(person)
        .bind(since)
        .fetch_all(c)
        .await)?;
    Ok(touched.into_iter().collect())
}

/// Who else has touched one of these fields of a record since an event, by name.
pub(crate) async fn touched_since(
    tx: &mut Tx,
    record: Uuid,
    since: i64,
    fields: &[String],
) -> Result<Option<String>> {
    #[derive(FromRow)]
    struct Later {
        name: Option<String>,
        #[sqlx(flatten)]
        past: Past,
    }
    let (workspace, person) = (tx.workspace().0, tx.person());
    let text = sql!(
        "SELECT e.seq, e.kind, e.record, p.bytes, a.name FROM event e LEFT JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq \
         LEFT JOIN member m ON m.workspace = e.workspace AND m.id = COALESCE(e.acting_for, e.actor) LEFT JOIN account a ON a.id = m.account \
         WHERE e.workspace = $1 AND e.record = $3 AND e.seq > $4 AND COALESCE(e.acting_for, e.actor) <> $2 ORDER BY e.seq DESC LIMIT 200"
    );
    let later: Vec<Later> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(person)
        .bind(record)
        .bind(since)
        .fetch_all(c)
        .await)?;
    for Later { name, past } in later {
        if past.touches()?.iter().any(|field| fields.contains(field)) {
            return Ok(Some(name.unwrap_or_default()));
        }
    }
    Ok(None)
}

/// Does the opposite and says what that is.
async fn take_back(
    tx: &mut Tx,
    past: &Past,
    record: &Record,
    project: Option<RecordId>,
) -> Result<Back> {
    let kind = past.kind()?;
    let back = |kind, content, version| Back {
        kind,
        content,
        version,
        also: Vec::new(),
    };
    match inverse(kind) {
        // What goes back to another project is taken back with the keys of both: `many`.
        Inverse::Final(_) | Inverse::GoBack => Err(Refused::conflict(Code::Final).into()),
        Inverse::Trash => Ok(back(
            Kind::RecordTrashed,
            Content::none().with("trashed", false, true),
            trash::mark(tx, record).await?,
        )),
        Inverse::Restore => Ok(back(
            Kind::RecordRestored,
            Content::none().with("trashed", true, false),
            trash::unmark(tx, record).await?,
        )),
        Inverse::SetBack if !record.is_live() => absent(),
        Inverse::SetBack => {
            let (Some(said), Some(project)) = (past.content(), project) else {
                return Err(Refused::conflict(Code::Final).into());
            };
            plan::set_back(tx, kind, said, record, project).await
        }
    }
}
