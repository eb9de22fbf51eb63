//! Iterations of a project: made, edited, begun, closed with what is not done. What is in them is [`super::backlog`]'s.

mod closing;

use chrono::NaiveDate;
use domain::access::ManageProject;
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::plan::iteration::{self as rule, Fields, MOST, NewIteration, Other, State};
use domain::refusal::{Code, Refused};
use domain::text;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::moving;
use super::wall::Wall;
use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Error, Result, absent};
use crate::keys::{Granted, Sight};
use crate::record::{self, Record, kind};
use crate::sql::{sql, visible};
use crate::tx::{Act, Changed, Done, Tx, begin};

pub use closing::{Closed, close_iteration};

/// Adds an iteration.
pub async fn create_iteration(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    form: &form::CreateIteration,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    moving::hold(&mut tx, project).await?;
    let new = rule::new_iteration(form, today(&mut tx, project).await?)?;
    let event = make(&mut tx, project, &new).await?;
    let changed = changed(new.id, 1, &new.fields.name);
    tx.commit(vec![event], changed).await
}

/// Makes an iteration, as a part of a change.
pub(crate) async fn make(tx: &mut Tx, project: RecordId, new: &NewIteration) -> Result<Event> {
    let others = others(tx, project, new.id.0).await?;
    if others.len() >= MOST {
        return Err(Refused::field_with("name", Code::Full, MOST.to_string()).into());
    }
    rule::beside(&new.fields, &others)?;
    let made = record::New {
        id: new.id,
        kind: kind::ITERATION,
        project: Some(project),
        parent: Some(project),
        audience: Audience::Internal,
    };
    record::make(tx, &made).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO iteration (workspace, id, project, name, name_folded, goal, start_day, finish_day, state, may_overlap) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let of = &new.fields;
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(new.id.0)
        .bind(project.0)
        .bind(&of.name)
        .bind(text::fold(&of.name))
        .bind(&of.goal)
        .bind(of.start)
        .bind(of.finish)
        .bind(of.state.code())
        .bind(of.overlaps)
        .execute(c)
        .await
        .map(|_| ()))?;
    let day = |day: Option<NaiveDate>| day.map_or(Value::Null, |day| day.to_string().into());
    let content = Content::none()
        .with("name", Value::Null, of.name.clone())
        .with("goal", Value::Null, of.goal.clone())
        .with("start", Value::Null, day(of.start))
        .with("finish", Value::Null, day(of.finish));
    Ok(Event::of(
        Kind::IterationCreated,
        new.id,
        Some(project),
        content,
    ))
}

pub(super) fn changed(record: RecordId, version: i64, name: &str) -> Changed {
    Changed {
        record,
        version,
        called: name.to_owned(),
    }
}

/// The project's own day.
pub(super) async fn today(tx: &mut Tx, project: RecordId) -> Result<NaiveDate> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT zone FROM project WHERE workspace = $1 AND id = $2");
    let zone: String = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_one(c)
        .await)?;
    Ok(Wall::of(&zone).today(now()))
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    goal: String,
    start_day: Option<NaiveDate>,
    finish_day: Option<NaiveDate>,
    state: String,
    may_overlap: bool,
}

impl Row {
    fn other(self) -> Other {
        Other {
            id: self.id,
            fields: Fields {
                name: self.name,
                goal: self.goal,
                start: self.start_day,
                finish: self.finish_day,
                overlaps: self.may_overlap,
                state: State::parse(&self.state).unwrap_or(State::Planned),
            },
        }
    }
}

/// The project's other ones that are not in the trash.
pub(super) async fn others(tx: &mut Tx, project: RecordId, but: Uuid) -> Result<Vec<Other>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT i.id, i.name, i.goal, i.start_day, i.finish_day, i.state, i.may_overlap FROM iteration i JOIN record r ON r.workspace = i.workspace AND r.id = i.id \
         WHERE i.workspace = $1 AND i.project = $2 AND i.id <> $3 AND r.trashed_at IS NULL ORDER BY i.start_day, i.id LIMIT 1000"
    );
    let rows: Vec<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .bind(but)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(Row::other).collect())
}

async fn read(tx: &mut Tx, id: Uuid) -> Result<Fields> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT id, name, goal, start_day, finish_day, state, may_overlap FROM iteration WHERE workspace = $1 AND id = $2"
    );
    let row: Option<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(id)
        .fetch_optional(c)
        .await)?;
    row.map_or_else(absent, |row| Ok(row.other().fields))
}

async fn write(tx: &mut Tx, record: &Record, to: &Fields) -> Result<i64> {
    let version = record::touch(tx, record).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE iteration SET name = $3, name_folded = $4, goal = $5, start_day = $6, finish_day = $7, state = $8, may_overlap = $9 WHERE workspace = $1 AND id = $2"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(record.id)
        .bind(&to.name)
        .bind(text::fold(&to.name))
        .bind(&to.goal)
        .bind(to.start)
        .bind(to.finish)
        .bind(to.state.code())
        .bind(to.overlaps)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(version)
}

/// Changes what it is called, what it is for, and its days.
pub async fn edit_iteration(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    id: RecordId,
    form: &form::EditIteration,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    moving::hold(&mut tx, project).await?;
    let record = record::load_live(&mut tx, id, kind::ITERATION, project).await?;
    let before = read(&mut tx, id.0).await?;
    let today = today(&mut tx, project).await?;
    let (after, content) = rule::edit(&before, record.version, form, today)?;
    if content != Content::none() {
        rule::beside(&after, &others(&mut tx, project, id.0).await?)?;
    }
    commit(tx, project, &record, &after, content).await
}

/// Begins it: one of a project is under way at a time.
pub async fn start_iteration(
    db: &Db,
    key: &Granted<ManageProject>,
    act: &Act,
    id: RecordId,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    moving::hold(&mut tx, project).await?;
    let record = record::load_live(&mut tx, id, kind::ITERATION, project).await?;
    let before = read(&mut tx, id.0).await?;
    let others = others(&mut tx, project, id.0).await?;
    let (after, content) = rule::start(&before, &others)?;
    commit(tx, project, &record, &after, content).await
}

async fn commit(
    mut tx: Tx,
    project: RecordId,
    record: &Record,
    after: &Fields,
    content: Content,
) -> Result<Done<Changed>> {
    let id = RecordId(record.id);
    if content == Content::none() {
        let same = changed(id, record.version, &after.name);
        return tx.commit_unchanged(same).await;
    }
    let version = write(&mut tx, record, after).await?;
    let event = Event::of(Kind::IterationChanged, id, Some(project), content);
    let changed = changed(id, version, &after.name);
    tx.commit(vec![event], changed).await
}

/// Takes a change back; with it the tasks that went elsewhere when it was closed, where they still are there.
pub(crate) async fn set_back(
    tx: &mut Tx,
    record: &Record,
    said: &Content,
    batch: Option<Uuid>,
) -> Result<(Vec<Event>, Event, i64)> {
    let Some(project) = record.project() else {
        return absent();
    };
    moving::hold(tx, project).await?;
    let mut fields = read(tx, record.id).await?;
    let mut content = Content::none();
    for (name, change) in &said.fields {
        let text = || change.before.as_str().unwrap_or_default().to_owned();
        match name.as_str() {
            "name" => fields.name = text(),
            "goal" => fields.goal = text(),
            "start" => fields.start = text().parse().ok(),
            "finish" => fields.finish = text().parse().ok(),
            "overlaps" => fields.overlaps = change.before.as_bool().unwrap_or_default(),
            "state" => fields.state = State::parse(&text()).unwrap_or(fields.state),
            _ => continue,
        }
        content = content.with(name, change.after.clone(), change.before.clone());
    }
    let others = others(tx, project, record.id).await?;
    stands(&fields, &others)?;
    let (mut events, again) = (Vec::new(), Uuid::now_v7());
    if let Some(batch) = batch {
        events = closing::go_back(tx, project, batch, again).await?;
    }
    let version = write(tx, record, &fields).await?;
    let own = Event {
        batch: (!events.is_empty()).then_some(again),
        ..Event::of(
            Kind::IterationChanged,
            RecordId(record.id),
            Some(project),
            content,
        )
    };
    Ok((events, own, version))
}

/// What stands in its way by now is no field's, since nothing was typed.
fn stands(fields: &Fields, others: &[Other]) -> Result<()> {
    let judged = rule::judge(fields).and_then(|()| rule::beside(fields, others));
    judged.map_err(|why| match why {
        Refused::Invalid { fields } => {
            let first = fields.into_iter().next();
            let (code, arg) =
                first.map_or((Code::ChangedSince, String::new()), |f| (f.code, f.arg));
            Error::from(Refused::Conflict { code, arg })
        }
        other => other.into(),
    })
}

/// One that comes back from the trash: another may have its name, its days or its turn by now.
pub(crate) async fn refuse_no_room(tx: &mut Tx, record: &Record) -> Result<()> {
    let Some(project) = record.project() else {
        return absent();
    };
    moving::hold(tx, project).await?;
    let fields = read(tx, record.id).await?;
    let others = others(tx, project, record.id).await?;
    if others.len() >= MOST {
        let (code, arg) = (Code::Full, MOST.to_string());
        return Err(Refused::Conflict { code, arg }.into());
    }
    stands(&fields, &others)
}

/// An iteration, and how much of its work is done: of the tasks that the reader sees and that have nothing below them.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Iteration {
    pub id: Uuid,
    pub name: String,
    pub goal: String,
    pub start_day: Option<NaiveDate>,
    pub finish_day: Option<NaiveDate>,
    pub state: String,
    #[sqlx(rename = "may_overlap")]
    pub overlaps: bool,
    pub version: i64,
}

/// A project's iterations: the one under way, the planned ones in the order of their days, then those that are closed,
/// the last first.
pub async fn iterations(db: &Db, sight: &Sight, project: RecordId) -> Result<Vec<Iteration>> {
    let text = sql!(
        "SELECT i.id, i.name, i.goal, i.start_day, i.finish_day, i.state, i.may_overlap, r.version \
         FROM iteration i JOIN record r ON r.workspace = i.workspace AND r.id = i.id WHERE ",
        visible!(),
        " AND i.project = $4 ORDER BY CASE i.state WHEN 'active' THEN 1 WHEN 'planned' THEN 2 ELSE 3 END, \
         CASE i.state WHEN 'closed' THEN i.finish_day END DESC, i.start_day IS NULL, i.start_day, i.name_folded, i.id LIMIT 200"
    );
    Ok(on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .fetch_all(c)
        .await)?)
}
