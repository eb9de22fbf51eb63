//! Views that one keeps at hand. Whoever sees a view may, for themselves.

use domain::access::{Permission, SeeProjects, ViewProject};
use domain::event::{Content, Kind};
use domain::id::RecordId;

use super::read;
use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::record::{self, kind};
use crate::sql::sql;
use crate::tx::{Act, Changed, Done, begin};

/// A right by which one keeps a view at hand: that to see it.
pub trait Pins: Permission {}

impl Pins for ViewProject {}
impl Pins for SeeProjects {}

/// Keeps a view at hand, for oneself.
pub async fn pin_view<P: Pins>(
    db: &Db,
    key: &Granted<P>,
    act: &Act,
    view: RecordId,
) -> Result<Done<Changed>> {
    let text = sql!(
        "INSERT INTO view_pin (workspace, member, view) VALUES ($1, $2, $3) ON CONFLICT (workspace, member, view) DO NOTHING"
    );
    pin(db, key, act, view, (text, Kind::ViewPinned)).await
}

pub async fn unpin_view<P: Pins>(
    db: &Db,
    key: &Granted<P>,
    act: &Act,
    view: RecordId,
) -> Result<Done<Changed>> {
    let text = sql!("DELETE FROM view_pin WHERE workspace = $1 AND member = $2 AND view = $3");
    pin(db, key, act, view, (text, Kind::ViewUnpinned)).await
}

async fn pin<P: Pins>(
    db: &Db,
    key: &Granted<P>,
    act: &Act,
    view: RecordId,
    (text, happened): (&'static str, Kind),
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let record = record::load(&mut tx, view).await?;
    if record.kind != kind::VIEW || !record.is_live() || record.project() != key.project {
        return absent();
    }
    let (row, _) = read(&mut tx, &record).await?;
    let changed = Changed {
        record: view,
        version: record.version,
        called: row.name,
    };
    let (workspace, member) = (tx.workspace().0, tx.actor());
    let other = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(member)
        .bind(view.0)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if other == 0 {
        return tx.commit_unchanged(changed).await;
    }
    let event = Event::of(happened, view, key.project, Content::none());
    tx.commit(vec![event], changed).await
}
