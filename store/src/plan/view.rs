//! Saved views: what the address of a page of tasks says, under a name. Private ones are their maker's, shared ones are for
//! whoever sees the place, and changed by whoever may share there. A view says what is asked for, never what is seen.

mod pins;

use domain::access::{EditTasks, SeeProjects, ShareViews, ViewProject};
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::plan::view::{self as rule, Fields, MOST, NewView, Place};
use domain::refusal::{Code, Refused};
use domain::text;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::record::{self, Record, kind};
use crate::sql::{named, sees, sql, visible};
use crate::trash::{self, Trashes};
use crate::tx::{Act, Changed, Done, Tx, begin};

pub use pins::{Pins, pin_view, unpin_view};

/// A view, as its reader finds it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct View {
    pub id: Uuid,
    pub name: String,
    pub page: String,
    pub query: String,
    pub shared: bool,
    /// The reader made it.
    pub mine: bool,
    pub pinned: bool,
}

/// The views of a place that a member may see: theirs, and those that are shared there. `project` is that of
/// [`Place::Project`].
pub async fn views(
    db: &Db,
    sight: &Sight,
    place: Place,
    project: Option<RecordId>,
) -> Result<Vec<View>> {
    let text = sql!(
        "SELECT v.id, v.name, v.page, v.query, r.audience <> 'named' AS shared, r.made_by = $6 AS mine, \
         EXISTS (SELECT 1 FROM view_pin vp WHERE vp.workspace = v.workspace AND vp.view = v.id AND vp.member = $6) AS pinned \
         FROM saved_view v JOIN record r ON r.workspace = v.workspace AND r.id = v.id WHERE v.workspace = $1 AND v.place = $4 \
         AND ((r.project = $5 AND ",
        visible!(),
        ") OR (r.project IS NULL AND r.trashed_at IS NULL AND ",
        named!("r"),
        ")) ORDER BY v.name_folded, v.id LIMIT 300"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(place.code())
        .bind(project.map(|project| project.0))
        .bind(sight.member().0)
        .fetch_all(c)
        .await)?)
}

/// Where a view is and whose, so that the caller can ask the door for the right key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct About {
    pub project: Option<Uuid>,
    pub mine: bool,
    pub shared: bool,
}

/// A view that a member may see, or could see before it went to the trash.
pub async fn about(db: &Db, sight: &Sight, view: RecordId) -> Result<About> {
    let text = sql!(
        "SELECT r.project, r.made_by = $5 AS mine, r.audience <> 'named' AS shared FROM record r WHERE r.workspace = $1 AND r.id = $4 AND r.kind = 'view' \
         AND ((",
        sees!(),
        ") OR (r.project IS NULL AND ",
        named!("r"),
        "))"
    );
    let about: Option<About> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(view.0)
        .bind(sight.member().0)
        .fetch_optional(c)
        .await)?;
    about.map_or_else(absent, Ok)
}

/// The view that an event is about, if it is about one, and whether others see it again once that is taken back.
pub async fn of_event(db: &Db, sight: &Sight, seq: i64) -> Result<Option<(About, bool)>> {
    let text = sql!(
        "SELECT e.record, p.bytes FROM event e JOIN saved_view v ON v.workspace = e.workspace AND v.id = e.record \
         LEFT JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq WHERE e.workspace = $1 AND e.seq = $2"
    );
    let event: Option<(Uuid, Option<Vec<u8>>)> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(seq)
        .fetch_optional(c)
        .await)?;
    let Some((view, bytes)) = event else {
        return Ok(None);
    };
    let said: Option<Content> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let shared = said.and_then(|said| said.fields.get("shared")?.before.as_bool());
    let about = about(db, sight, RecordId(view)).await?;
    Ok(Some((about, shared == Some(true) && !about.shared)))
}

/// A right by which views are saved and changed. By those to see, one's own; by those to share, also what is shared.
pub trait Views: Trashes {}

impl Views for ViewProject {}
impl Views for SeeProjects {}
impl Views for EditTasks {}
impl Views for ShareViews {}

/// Saves a view of the key's project, or (with a key of the workspace) of `place`.
pub async fn save_view<P: Views>(
    db: &Db,
    key: &Granted<P>,
    act: &Act,
    place: Place,
    new: &NewView,
) -> Result<Done<Changed>> {
    if key.project.is_some() != (place == Place::Project) || (new.fields.shared && P::OWN_ONLY) {
        return absent();
    }
    let mut tx = begin!(db, key, act);
    let (workspace, member) = (tx.workspace().0, tx.actor());
    let home = (place, key.project, member);
    refuse_taken(&mut tx, home, new.id, &new.fields.name).await?;
    record::make(
        &mut tx,
        &record::New {
            id: new.id,
            kind: kind::VIEW,
            project: key.project,
            parent: key.project,
            audience: audience(new.fields.shared),
        },
    )
    .await?;
    let text = sql!(
        "INSERT INTO saved_view (workspace, id, member, place, page, name, name_folded, query) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(new.id.0)
        .bind(member)
        .bind(place.code())
        .bind(&new.fields.page)
        .bind(&new.fields.name)
        .bind(text::fold(&new.fields.name))
        .bind(&new.fields.query)
        .execute(c)
        .await
        .map(|_| ()))?;
    let content = new.fields.content();
    let event = Event::of(Kind::ViewCreated, new.id, key.project, content);
    let changed = Changed {
        record: new.id,
        version: 1,
        called: new.fields.name.clone(),
    };
    tx.commit(vec![event], changed).await
}

/// For its maker alone, or for whoever sees the place.
fn audience(shared: bool) -> Audience {
    if shared {
        Audience::Internal
    } else {
        Audience::Named
    }
}

/// Nobody has two of one name in one place, nor more than a page of them.
async fn refuse_taken(
    tx: &mut Tx,
    (place, project, member): (Place, Option<RecordId>, Uuid),
    view: RecordId,
    name: &str,
) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT COUNT(*), COUNT(CASE WHEN v.name_folded = $6 THEN 1 END) FROM saved_view v JOIN record r ON r.workspace = v.workspace AND r.id = v.id \
         WHERE v.workspace = $1 AND v.member = $2 AND v.place = $3 AND (r.project = $4 OR v.place <> 'project') AND v.id <> $5 AND r.trashed_at IS NULL"
    );
    let (all, same): (i64, i64) = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(member)
        .bind(place.code())
        .bind(project.map(|project| project.0))
        .bind(view.0)
        .bind(text::fold(name))
        .fetch_one(c)
        .await)?;
    if same > 0 {
        return Err(Refused::field("name", Code::Taken).into());
    }
    if all >= MOST {
        return Err(Refused::field_with("name", Code::TooMany, MOST.to_string()).into());
    }
    Ok(())
}

/// What comes back may find its name given to another.
pub(crate) async fn refuse_taken_meanwhile(tx: &mut Tx, record: &Record) -> Result<()> {
    let (row, fields) = read(tx, record).await?;
    let home = (row.place(), record.project(), row.member);
    refuse_taken(tx, home, RecordId(record.id), &fields.name).await
}

#[derive(FromRow)]
struct Row {
    member: Uuid,
    place: String,
    name: String,
    page: String,
    query: String,
}

impl Row {
    fn place(&self) -> Place {
        Place::parse(&self.place).unwrap_or(Place::Tasks)
    }
}

async fn read(tx: &mut Tx, record: &Record) -> Result<(Row, Fields)> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT member, place, name, page, query FROM saved_view WHERE workspace = $1 AND id = $2"
    );
    let row: Option<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(record.id)
        .fetch_optional(c)
        .await)?;
    let Some(row) = row else { return absent() };
    let fields = Fields {
        name: row.name.clone(),
        page: row.page.clone(),
        query: row.query.clone(),
        shared: record.audience() != Audience::Named,
    };
    Ok((row, fields))
}

async fn write(tx: &mut Tx, record: &Record, fields: &Fields) -> Result<i64> {
    let version = record::touch(tx, record).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE saved_view SET name = $3, name_folded = $4, page = $5, query = $6 WHERE workspace = $1 AND id = $2"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(&fields.name)
        .bind(text::fold(&fields.name))
        .bind(&fields.page)
        .bind(&fields.query)
        .execute(c)
        .await
        .map(|_| ()))?;
    let text = sql!("UPDATE record SET audience = $3 WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(audience(fields.shared).code())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(version)
}

/// Changes a view: its name, what it shows, whether others see it. Only its maker makes it private.
pub async fn edit_view<P: Views>(
    db: &Db,
    key: &Granted<P>,
    act: &Act,
    view: RecordId,
    form: &form::EditView,
) -> Result<Done<Changed>> {
    let mut tx = begin!(db, key, act);
    let record = trash::held(&mut tx, key, view).await?;
    if !record.is_live() {
        return absent();
    }
    let (row, before) = read(&mut tx, &record).await?;
    let (after, content) = rule::edit(&before, record.version, form)?;
    let changed = |version| Changed {
        record: view,
        version,
        called: after.name.clone(),
    };
    if content == Content::none() {
        return tx.commit_unchanged(changed(record.version)).await;
    }
    refuse_to_share_or_hide::<P>(&row, before.shared, after.shared, key.member().0)?;
    let home = (row.place(), record.project(), row.member);
    refuse_taken(&mut tx, home, view, &after.name).await?;
    let version = write(&mut tx, &record, &after).await?;
    let event = Event::of(Kind::ViewChanged, view, key.project, content);
    tx.commit(vec![event], changed(version)).await
}

/// It is shared by whoever may share there, and taken from the others by its maker only.
fn refuse_to_share_or_hide<P: Trashes>(
    row: &Row,
    before: bool,
    after: bool,
    member: Uuid,
) -> Result<()> {
    let shares = !before && after;
    let hides_from_others = before && !after && row.member != member;
    if (shares && P::OWN_ONLY) || hides_from_others {
        return absent();
    }
    Ok(())
}

/// Takes a change back.
pub(crate) async fn set_back<P: Trashes>(
    tx: &mut Tx,
    record: &Record,
    said: &Content,
) -> Result<(Kind, Content, i64)> {
    let (row, mut fields) = read(tx, record).await?;
    let shared = fields.shared;
    let mut content = Content::none();
    for (name, change) in &said.fields {
        let text = change.before.as_str().unwrap_or_default().to_owned();
        let field = match name.as_str() {
            "name" => &mut fields.name,
            "page" => &mut fields.page,
            "query" => &mut fields.query,
            "shared" => {
                let before = change.before.as_bool().unwrap_or_default();
                let now = std::mem::replace(&mut fields.shared, before);
                content = content.with(name, now, before);
                continue;
            }
            _ => continue,
        };
        let now = std::mem::replace(field, text.clone());
        content = content.with(name, now, text);
    }
    if content == Content::none() {
        return absent();
    }
    refuse_to_share_or_hide::<P>(&row, shared, fields.shared, tx.person())?;
    let home = (row.place(), record.project(), row.member);
    refuse_taken(tx, home, RecordId(record.id), &fields.name).await?;
    let version = write(tx, record, &fields).await?;
    Ok((Kind::ViewChanged, content, version))
}

/// Views across projects that lie in the trash, as far as the reader could see them before.
pub async fn in_trash(db: &Db, sight: &Sight) -> Result<Vec<trash::Trashed>> {
    let text = sql!(
        "SELECT r.id, r.kind, v.name AS called, '' AS letters, CAST(NULL AS BIGINT) AS number, a.name AS by, r.trashed_at AS at FROM record r \
         JOIN saved_view v ON v.workspace = r.workspace AND v.id = r.id \
         LEFT JOIN member m ON m.workspace = r.workspace AND m.id = r.trashed_by LEFT JOIN account a ON a.id = m.account \
         WHERE r.workspace = $1 AND r.project IS NULL AND r.trashed_at IS NOT NULL AND ",
        named!("r"),
        " ORDER BY r.trashed_at DESC, r.id LIMIT 100"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .fetch_all(c)
        .await)?)
}
