//! A task's fields: loaded for a change, edited, written. The rules are `domain::plan::fields`.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::EditTasks;
use domain::audience::Audience;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::RecordId;
use domain::plan::dates::{Constraint, Mode};
use domain::plan::fields::{self as rule, Fields, Ground, Named};
use domain::plan::status::{Category, State};
use domain::plan::task::TaskKind;
use domain::text;
use domain::time::Span;
use sqlx::FromRow;
use uuid::Uuid;

use super::wall::Wall;
use super::{status, stopping};
use crate::Db;
use crate::chain::Event;
use crate::db::{now, on};
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::record::{self, Record, kind};
use crate::sql::{is_there, sql};
use crate::tx::{Act, Changed, Done, Tx, begin};

/// A task to be changed: there, in the key's project, not in the trash.
pub(crate) struct Loaded {
    pub record: Record,
    pub fields: Fields,
    pub project: RecordId,
    pub letters: String,
    pub number: i64,
    pub outline: String,
    pub parent: Uuid,
    pub wall: Wall,
    pub minutes_per_day: i64,
    /// Start, finish, constraint, deadline, actual start and finish as they are kept.
    dates: [Kept; 6],
}

/// A date as it is kept.
type Kept = (Option<NaiveDate>, Option<DateTime<Utc>>);

impl Loaded {
    pub fn id(&self) -> RecordId {
        RecordId(self.record.id)
    }

    pub fn called(&self) -> String {
        format!("{}-{}", self.letters, self.number)
    }

    /// The answer of a change.
    pub fn changed(&self, version: i64) -> Changed {
        Changed {
            record: self.id(),
            version,
            called: self.called(),
        }
    }

    pub fn event(&self, kind: Kind, content: Content) -> Event {
        Event::of(kind, self.id(), Some(self.project), content)
    }
}

#[derive(FromRow)]
struct Row {
    letters: String,
    zone: String,
    minutes_per_day: i64,
    number: i64,
    outline: String,
    parent: Uuid,
    title: String,
    description: String,
    status: Uuid,
    status_name: String,
    category: String,
    kind: String,
    deliverable: Option<Uuid>,
    deliverable_title: Option<String>,
    effort: Option<i64>,
    duration: Option<i64>,
    duration_elapsed: bool,
    optimistic: Option<i64>,
    likely: Option<i64>,
    pessimistic: Option<i64>,
    mode: String,
    start_day: Option<NaiveDate>,
    start_at: Option<DateTime<Utc>>,
    finish_day: Option<NaiveDate>,
    finish_at: Option<DateTime<Utc>>,
    constraint_kind: String,
    constraint_day: Option<NaiveDate>,
    constraint_at: Option<DateTime<Utc>>,
    deadline_day: Option<NaiveDate>,
    deadline_at: Option<DateTime<Utc>>,
    percent: i64,
    actual_start_day: Option<NaiveDate>,
    actual_start_at: Option<DateTime<Utc>>,
    actual_finish_day: Option<NaiveDate>,
    actual_finish_at: Option<DateTime<Utc>>,
    calendar: Option<Uuid>,
    calendar_name: Option<String>,
    iteration: Option<Uuid>,
    iteration_name: Option<String>,
    release: Option<Uuid>,
    release_name: Option<String>,
    points: Option<i64>,
}

/// A live task of a project.
pub(crate) async fn load(tx: &mut Tx, task: RecordId, project: RecordId) -> Result<Loaded> {
    let record = record::load_live(tx, task, kind::TASK, project).await?;
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT p.key AS letters, p.zone, p.minutes_per_day, t.number, t.outline, t.parent, t.title, t.description, t.status, s.name AS status_name, s.category, t.kind, \
         t.deliverable, d.title AS deliverable_title, t.effort, t.duration, t.duration_elapsed, t.optimistic, t.likely, t.pessimistic, t.mode, \
         t.start_day, t.start_at, t.finish_day, t.finish_at, t.constraint_kind, t.constraint_day, t.constraint_at, t.deadline_day, t.deadline_at, \
         t.percent, t.actual_start_day, t.actual_start_at, t.actual_finish_day, t.actual_finish_at, t.calendar, ca.name AS calendar_name, \
         it.id AS iteration, it.name AS iteration_name, rl.id AS release, rl.name AS release_name, t.points \
         FROM task t JOIN project p ON p.workspace = t.workspace AND p.id = t.project JOIN status s ON s.workspace = t.workspace AND s.id = t.status \
         LEFT JOIN deliverable d ON d.workspace = t.workspace AND d.id = t.deliverable \
         LEFT JOIN calendar ca ON ca.workspace = t.workspace AND ca.id = t.calendar \
         LEFT JOIN iteration it ON it.workspace = t.workspace AND it.id = t.iteration AND ",
        is_there!("it"),
        " LEFT JOIN release rl ON rl.workspace = t.workspace AND rl.id = t.release AND ",
        is_there!("rl"),
        " WHERE t.workspace = $1 AND t.id = $2"
    );
    let row: Option<Row> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(task.0)
        .fetch_optional(c)
        .await)?;
    let Some(row) = row else { return absent() };
    let wall = Wall::of(&row.zone);
    let dates = [
        (row.start_day, row.start_at),
        (row.finish_day, row.finish_at),
        (row.constraint_day, row.constraint_at),
        (row.deadline_day, row.deadline_at),
        (row.actual_start_day, row.actual_start_at),
        (row.actual_finish_day, row.actual_finish_at),
    ];
    let fields = Fields {
        title: row.title,
        description: row.description,
        status: State {
            id: row.status,
            name: row.status_name,
            category: Category::parse(&row.category).unwrap_or(Category::Todo),
            limit: None,
        },
        kind: TaskKind::parse(&row.kind).unwrap_or(TaskKind::Task),
        deliverable: row
            .deliverable
            .zip(row.deliverable_title)
            .map(|(id, title)| Named { id, title }),
        effort: row.effort,
        duration: row.duration.map(|minutes| Span {
            minutes,
            elapsed: row.duration_elapsed,
        }),
        optimistic: row.optimistic,
        likely: row.likely,
        pessimistic: row.pessimistic,
        mode: Mode::parse(&row.mode).unwrap_or(Mode::Manual),
        start: wall.read(row.start_day, row.start_at),
        finish: wall.read(row.finish_day, row.finish_at),
        constraint: Constraint::parse(&row.constraint_kind).unwrap_or(Constraint::AsSoonAsPossible),
        constraint_date: wall.read(row.constraint_day, row.constraint_at),
        deadline: wall.read(row.deadline_day, row.deadline_at),
        percent: row.percent,
        actual_start: wall.read(row.actual_start_day, row.actual_start_at),
        actual_finish: wall.read(row.actual_finish_day, row.actual_finish_at),
        calendar: row
            .calendar
            .zip(row.calendar_name)
            .map(|(id, title)| Named { id, title }),
        iteration: named(row.iteration, row.iteration_name),
        release: named(row.release, row.release_name),
        points: row.points,
        audience: record.audience(),
    };
    Ok(Loaded {
        record,
        fields,
        project,
        letters: row.letters,
        number: row.number,
        outline: row.outline,
        parent: row.parent,
        wall,
        minutes_per_day: row.minutes_per_day,
        dates,
    })
}

fn named(id: Option<Uuid>, name: Option<String>) -> Option<Named> {
    id.zip(name).map(|(id, title)| Named { id, title })
}

/// Changes the fields that a form says, each with what it was based on.
pub async fn edit_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    form: &form::EditTask,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let loaded = load(&mut tx, task, project).await?;
    let edited = edit(&mut tx, &loaded, form).await?;
    commit(tx, loaded, edited).await
}

/// What a part of a change did: the version that the task has now, and the event. Nothing: all was so already.
pub(super) type Edited = Option<(i64, Event)>;

/// Changes the fields that a form says, as a part of a change.
pub(super) async fn edit(tx: &mut Tx, loaded: &Loaded, form: &form::EditTask) -> Result<Edited> {
    let ground = ground(tx, loaded, form).await?;
    let (after, content) = rule::edit(&loaded.fields, &ground, form)?;
    put(tx, loaded, &after, content).await
}

/// Ends a change of one task.
pub(super) async fn commit(tx: Tx, loaded: Loaded, edited: Edited) -> Result<Done<Changed>> {
    match edited {
        Some((version, event)) => tx.commit(vec![event], loaded.changed(version)).await,
        None => {
            let same = loaded.changed(loaded.record.version);
            tx.commit_unchanged(same).await
        }
    }
}

/// Writes a task's fields as they become, with what follows from them, and says so.
pub(super) async fn change(
    mut tx: Tx,
    loaded: Loaded,
    after: Fields,
    content: Content,
) -> Result<Done<Changed>> {
    let edited = put(&mut tx, &loaded, &after, content).await?;
    commit(tx, loaded, edited).await
}

/// Writes a task's fields as they become, as a part of a change.
pub(super) async fn put(
    tx: &mut Tx,
    loaded: &Loaded,
    after: &Fields,
    content: Content,
) -> Result<Edited> {
    if content == Content::none() {
        return Ok(None);
    }
    let version = record::touch(tx, &loaded.record).await?;
    let (kind, content) = apply(tx, loaded, after, content).await?;
    Ok(Some((version, loaded.event(kind, content))))
}

/// Writes the fields, the closing that comes or goes with the state, and the end of a stop that what is done has.
pub(super) async fn apply(
    tx: &mut Tx,
    loaded: &Loaded,
    after: &Fields,
    mut content: Content,
) -> Result<(Kind, Content)> {
    write(tx, loaded, after).await?;
    if after.audience != loaded.fields.audience {
        write_audience(tx, loaded.record.id, after.audience).await?;
    }
    let id = loaded.record.id;
    let kind = match (loaded.fields.status.is_done(), after.status.is_done()) {
        (false, true) => {
            status::put_closing(tx, id).await?;
            content = stopping::end_when_done(tx, id, content).await?;
            Kind::TaskClosed
        }
        (true, false) => {
            status::take_closing(tx, id).await?;
            Kind::TaskReopened
        }
        _ => Kind::TaskChanged,
    };
    Ok((kind, content))
}

/// What an edit is judged against. What it is not about is not read.
pub(super) async fn ground(tx: &mut Tx, loaded: &Loaded, form: &form::EditTask) -> Result<Ground> {
    let workspace = tx.workspace().0;
    let workflow = if form.status == form.status_was {
        Vec::new()
    } else {
        status::workflow(tx, workspace, loaded.project.0).await?
    };
    let deliverables = if form.deliverable == form.deliverable_was {
        Vec::new()
    } else {
        deliverables(tx, workspace, loaded.project).await?
    };
    let calendars = if form.calendar == form.calendar_was {
        Vec::new()
    } else {
        calendars(tx, workspace, loaded.project).await?
    };
    let iterations = if form.iteration == form.iteration_was {
        Vec::new()
    } else {
        let now = loaded.fields.iteration.as_ref().map(|now| now.id);
        iterations(tx, loaded.project, now).await?
    };
    let releases = if form.release == form.release_was {
        Vec::new()
    } else {
        releases(tx, loaded.project).await?
    };
    let (widest, narrowest) = if form.audience == form.audience_was {
        (loaded.fields.audience, loaded.fields.audience)
    } else {
        bounds(tx, loaded.record.id).await?
    };
    Ok(Ground {
        today: loaded.wall.today(now()),
        minutes_per_day: loaded.minutes_per_day,
        workflow,
        deliverables,
        calendars,
        iterations,
        releases,
        widest,
        narrowest,
        version: loaded.record.version,
    })
}

async fn deliverables(tx: &mut Tx, workspace: Uuid, project: RecordId) -> Result<Vec<Named>> {
    let text = sql!(
        "SELECT d.id, d.title FROM deliverable d JOIN record r ON r.workspace = d.workspace AND r.id = d.id \
         WHERE d.workspace = $1 AND d.project = $2 AND r.trashed_at IS NULL ORDER BY d.position, d.id LIMIT 1000"
    );
    let rows: Vec<(Uuid, String)> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_all(c)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, title)| Named { id, title })
        .collect())
}

/// The workspace's own calendars, and those that came with the project's file.
pub(super) async fn calendars(
    tx: &mut Tx,
    workspace: Uuid,
    project: RecordId,
) -> Result<Vec<Named>> {
    let text = sql!(
        "SELECT ca.id, ca.name FROM calendar ca JOIN record r ON r.workspace = ca.workspace AND r.id = ca.id \
         WHERE ca.workspace = $1 AND r.trashed_at IS NULL AND (r.project IS NULL OR r.project = $2) ORDER BY ca.name_folded, ca.id LIMIT 1000"
    );
    let rows: Vec<(Uuid, String)> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_all(c)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, title)| Named { id, title })
        .collect())
}

/// The iterations that a task can be in: none that is closed, but the one it is in.
pub(super) async fn iterations(
    tx: &mut Tx,
    project: RecordId,
    now: Option<Uuid>,
) -> Result<Vec<Named>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT it.id, it.name FROM iteration it WHERE it.workspace = $1 AND it.project = $2 AND (it.state <> 'closed' OR it.id = $3) AND ",
        is_there!("it"),
        " ORDER BY it.start_day, it.id LIMIT 1000"
    );
    let rows: Vec<(Uuid, String)> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .bind(now)
        .fetch_all(c)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, title)| Named { id, title })
        .collect())
}

pub(super) async fn releases(tx: &mut Tx, project: RecordId) -> Result<Vec<Named>> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT rl.id, rl.name FROM release rl WHERE rl.workspace = $1 AND rl.project = $2 AND ",
        is_there!("rl"),
        " ORDER BY rl.day, rl.id LIMIT 1000"
    );
    let rows: Vec<(Uuid, String)> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(project.0)
        .fetch_all(c)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, title)| Named { id, title })
        .collect())
}

/// The audience of what a task is part of, and the widest of what is part of it, the trash included: it may come back.
/// Files go with it. The task's row first: whoever makes something for the client under it at this moment is waited for,
/// and who comes later waits.
pub(super) async fn bounds(tx: &mut Tx, task: Uuid) -> Result<(Audience, Audience)> {
    let workspace = tx.workspace().0;
    let text = sql!("UPDATE record SET version = version WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .execute(c)
        .await
        .map(|_| ()))?;
    let text = sql!(
        "SELECT p.audience, EXISTS (SELECT 1 FROM record c WHERE c.workspace = r.workspace AND c.parent = r.id AND c.audience = 'client' AND c.kind <> 'file') AS shown \
         FROM record r JOIN record p ON p.workspace = r.workspace AND p.id = r.parent WHERE r.workspace = $1 AND r.id = $2"
    );
    let (above, shown): (String, bool) = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(task)
        .fetch_one(c)
        .await)?;
    let narrowest = if shown {
        Audience::Client
    } else {
        Audience::Named
    };
    Ok((
        Audience::parse(&above).unwrap_or(Audience::Named),
        narrowest,
    ))
}

async fn write_audience(tx: &mut Tx, task: Uuid, to: Audience) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE record SET audience = $3 WHERE workspace = $1 AND (id = $2 OR (parent = $2 AND kind = 'file'))"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(task)
        .bind(to.code())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

async fn write(tx: &mut Tx, loaded: &Loaded, to: &Fields) -> Result<()> {
    let workspace = tx.workspace().0;
    let [start, finish, constraint, deadline, began, ended] = kept(loaded, to);
    let text = sql!(
        "UPDATE task SET title = $3, title_folded = $4, description = $5, status = $6, kind = $7, deliverable = $8, effort = $9, duration = $10, \
         duration_elapsed = $11, optimistic = $12, likely = $13, pessimistic = $14, mode = $15, start_day = $16, start_at = $17, finish_day = $18, finish_at = $19, \
         constraint_kind = $20, constraint_day = $21, constraint_at = $22, deadline_day = $23, deadline_at = $24, percent = $25, \
         actual_start_day = $26, actual_start_at = $27, actual_finish_day = $28, actual_finish_at = $29, calendar = $30, \
         iteration = CASE WHEN $31 THEN $32 ELSE iteration END, release = CASE WHEN $33 THEN $34 ELSE release END, points = $35 WHERE workspace = $1 AND id = $2"
    );
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(loaded.record.id)
        .bind(&to.title)
        .bind(text::fold(&to.title))
        .bind(&to.description)
        .bind(to.status.id)
        .bind(to.kind.code())
        .bind(to.deliverable.as_ref().map(|d| d.id))
        .bind(to.effort)
        .bind(to.duration.map(|d| d.minutes))
        .bind(to.duration.is_some_and(|d| d.elapsed))
        .bind(to.optimistic)
        .bind(to.likely)
        .bind(to.pessimistic)
        .bind(to.mode.code())
        .bind(start.0)
        .bind(start.1)
        .bind(finish.0)
        .bind(finish.1)
        .bind(to.constraint.code())
        .bind(constraint.0)
        .bind(constraint.1)
        .bind(deadline.0)
        .bind(deadline.1)
        .bind(to.percent)
        .bind(began.0)
        .bind(began.1)
        .bind(ended.0)
        .bind(ended.1)
        .bind(to.calendar.as_ref().map(|calendar| calendar.id))
        // Where nothing is said of it, one that lies in the trash keeps its tasks.
        .bind(to.iteration != loaded.fields.iteration)
        .bind(to.iteration.as_ref().map(|iteration| iteration.id))
        .bind(to.release != loaded.fields.release)
        .bind(to.release.as_ref().map(|release| release.id))
        .bind(to.points)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The dates to be kept. One that stays the same keeps its instant to the second, also in the hour that a night has
/// twice.
fn kept(loaded: &Loaded, to: &Fields) -> [Kept; 6] {
    let all = |of: &Fields| {
        [
            of.start,
            of.finish,
            of.constraint_date,
            of.deadline,
            of.actual_start,
            of.actual_finish,
        ]
    };
    let mut kept = loaded.dates;
    let (before, after) = (all(&loaded.fields), all(to));
    for ((kept, before), after) in kept.iter_mut().zip(before).zip(after) {
        if before != after {
            *kept = loaded.wall.kept(after);
        }
    }
    kept
}

/// Counts a change of a task's parts. Two who tick two lines at once are both right: the row is locked, not compared.
pub(super) async fn bump(tx: &mut Tx, task: Uuid) -> Result<i64> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE record SET version = version + 1 WHERE workspace = $1 AND id = $2 RETURNING version"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(task)
        .fetch_one(c)
        .await)?)
}
