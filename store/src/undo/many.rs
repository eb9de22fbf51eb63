//! What was changed at once is taken back at once. What was touched since stays and is said by name; the rest goes back.

use domain::access::EditTasks;
use domain::event::Kind;
use domain::id::RecordId;
use domain::plan::bulk::{Left, Many};
use domain::refusal::Refused;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Past, refuse_when_touched_since, take_back};
use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::plan::bulk::{held, of_one_hand};
use crate::plan::transfer;
use crate::record;
use crate::sql::{sees, sql};
use crate::tx::{Act, Done, Tx, begin};

/// Events taken back at a time.
const PAGE: i64 = 200;

/// The projects of what was changed at once with this event, of which the reader sees something, where it is and where
/// it was; none: it was a change
/// of one thing, or of a whole that is taken back by its own.
pub async fn projects(db: &Db, sight: &Sight, seq: i64) -> Result<Vec<RecordId>> {
    let text = sql!(
        "SELECT DISTINCT home.id FROM event one JOIN event e ON e.workspace = one.workspace AND e.batch = one.batch \
         JOIN record r ON r.workspace = e.workspace AND r.id = e.record JOIN project home ON home.workspace = r.workspace AND (home.id = r.project OR home.id = e.project) WHERE ",
        sees!(),
        " AND one.workspace = $1 AND one.seq = $4 AND one.kind NOT LIKE '%.imported' AND r.kind IN ('task', 'file') \
         AND NOT EXISTS (SELECT 1 FROM event b WHERE b.workspace = one.workspace AND b.batch = one.batch AND b.kind IN ('project.workflow_changed', 'iteration.changed', 'import.finished')) \
         LIMIT 500"
    );
    let projects: Vec<Uuid> = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(seq)
        .fetch_all(c)
        .await)?;
    Ok(projects.into_iter().map(RecordId).collect())
}

#[derive(FromRow)]
struct Each {
    letters: String,
    number: i64,
    #[sqlx(flatten)]
    past: Past,
}

/// Takes back all that was changed at once with this event, the last first.
pub async fn take_back_all(
    db: &Db,
    keys: &[Granted<EditTasks>],
    act: &Act,
    seq: i64,
) -> Result<Done<Many>> {
    let first = of_one_hand(keys)?;
    let mut tx = begin!(db, first, act);
    let mut many = Many::default();
    let (mut events, batch) = (Vec::new(), Some(Uuid::now_v7()));
    let mut whys = Vec::new();
    let mut before = i64::MAX;
    loop {
        let page = load(&mut tx, seq, before).await?;
        let is_last = (page.len() as i64) < PAGE;
        for Each {
            letters,
            number,
            past,
        } in page
        {
            before = past.seq;
            tx.step().await?;
            let outcome = one(&mut tx, keys, &past).await;
            match tx.stepped(outcome).await? {
                Ok((also, own)) => {
                    many.changed += 1;
                    events.extend(also);
                    events.push(Event { batch, ..own });
                }
                Err(why) => {
                    let called = format!("{letters}-{number}");
                    many.left.extend(Left::of(&called, &why));
                    whys.push(why);
                }
            }
        }
        if is_last {
            break;
        }
    }
    if events.is_empty() {
        // All of it for the same reason, or the first of several.
        let why = whys.into_iter().next().unwrap_or(Refused::Absent);
        return Err(why.into());
    }
    tx.commit(events, many).await
}

/// What was changed at once with this event, and is of an earlier number than `before`.
async fn load(tx: &mut Tx, seq: i64, before: i64) -> Result<Vec<Each>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT e.seq, e.kind, e.record, p.bytes, home.key AS letters, t.number FROM event one JOIN event e ON e.workspace = one.workspace AND e.batch = one.batch \
         LEFT JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq \
         JOIN record r ON r.workspace = e.workspace AND r.id = e.record \
         JOIN task t ON t.workspace = r.workspace AND t.id = CASE r.kind WHEN 'file' THEN r.parent ELSE r.id END JOIN project home ON home.workspace = t.workspace AND home.id = t.project \
         WHERE one.workspace = $1 AND one.seq = $2 AND e.seq < $3 ORDER BY e.seq DESC LIMIT $4"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(seq)
        .bind(before)
        .bind(PAGE)
        .fetch_all(c)
        .await)?)
}

/// Takes one event back: the events of others that changed with it, and its own.
async fn one(tx: &mut Tx, keys: &[Granted<EditTasks>], past: &Past) -> Result<(Vec<Event>, Event)> {
    let Some(id) = past.record.map(RecordId) else {
        return absent();
    };
    let record = record::load(tx, id).await?;
    let Some(home) = record.project else {
        return absent();
    };
    let project = held(keys, home)?;
    refuse_when_touched_since(tx, past, id).await?;
    let back = match (past.kind()?, past.content()) {
        (Kind::TaskTransferred, Some(said)) => transfer::set_back(tx, keys, &said, &record).await?,
        _ => take_back(tx, past, &record, Some(project)).await?,
    };
    let own = Event {
        undoes: Some(past.seq),
        ..Event::of(back.kind, id, Some(project), back.content)
    };
    Ok((back.also, own))
}
