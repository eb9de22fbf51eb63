//! Tasks, their baselines, links and people, as the file has them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domain::event::{Content, Kind};
use domain::exchange::batch::Item;
use domain::exchange::fit::UNITS;
use domain::exchange::kept::{self, Kept};
use domain::exchange::plan::{Constraint, Lag, Link, LinkKind, Task};
use domain::exchange::tracked::{Moment, Tracked};
use domain::id::RecordId;
use domain::plan::iteration::CARRIED;
use domain::plan::parts::{PartKind, ValuePart};
use domain::plan::status::Category;
use domain::text;
use serde_json::{Value, json};
use uuid::Uuid;

use super::iterations::Planned;
use super::place::{self, Date, Place, date};
use super::run::{Run, Who, put_kept};
use super::tracked;
use crate::bulk::insert_rows;
use crate::chain::Event;
use crate::db::now;
use crate::error::Result;
use crate::sql::sql;
use crate::tx::Tx;

/// Places of what is noted of clock times that never came, after all else that is kept of a task.
const SKIPPED: i64 = 900_000_000;

struct Row<'p> {
    id: Uuid,
    number: i64,
    task: &'p Task,
    place: &'p Place,
    parent: Uuid,
    status: Uuid,
    category: Category,
    start: Date,
    finish: Date,
    constraint: Date,
    deadline: Date,
    actual_start: Date,
    actual_finish: Date,
    planned: Planned<'p>,
    points: Option<i64>,
    rank: Option<&'p str>,
}

pub(super) async fn put(tx: &mut Tx, run: &Run, items: &[Item]) -> Result<Vec<Event>> {
    let rows: Vec<Row<'_>> = items.iter().filter_map(|item| row(run, item)).collect();
    put_rows(tx, run, &rows).await?;
    put_closings(tx, run, &rows).await?;
    let tasks: Vec<_> = rows.iter().map(|row| (row.id, row.task)).collect();
    tracked::put(tx, run, &tasks).await?;
    let own = run.own.put_values(tx, run, &tasks).await?;
    put_baseline_tasks(tx, run, &rows).await?;
    let kept = rows.iter().flat_map(|row| {
        let mut kept = kept::task(row.task, &row.place.wbs, row.number, &run.names);
        kept.extend(skipped(run, row.task));
        kept.extend(run.iterations.kept(&run.plan, row.task));
        kept.extend(tracked::kept(run, row.task));
        kept.into_iter().map(|one| (row.id, one))
    });
    put_kept(tx, run, kept.collect()).await?;
    Ok(rows
        .iter()
        .map(|row| {
            let own = own.get(&row.id).map_or(&[][..], Vec::as_slice);
            event(run, row.id, told(run, row, own))
        })
        .collect())
}

fn row<'p>(run: &'p Run, item: &Item) -> Option<Row<'p>> {
    let task = run.plan.tasks.get(item.index)?;
    let (status, category) = run.states.of_task(task)?;
    let of_tracker = task.tracked.as_deref();
    let at = |moment| date(run.zone, moment);
    let either = |plan: Option<NaiveDateTime>, tracker: fn(&Tracked) -> Option<Moment>| {
        of_tracker.map_or_else(
            || at(plan),
            |tracked| place::moment(run.zone, tracker(tracked)),
        )
    };
    let dated = !matches!(
        task.constraint,
        None | Some(Constraint::Asap | Constraint::Alap)
    );
    Some(Row {
        id: item.id,
        number: run.number(item.index),
        task,
        place: run.places.get(item.index)?,
        parent: task.parent.map_or(run.project.0, |uid| run.task_id(uid)),
        status,
        category,
        start: either(task.start, |one| one.start),
        finish: either(task.finish, |one| one.due),
        constraint: at(task.constraint_date.filter(|_| dated)),
        deadline: at(task.deadline),
        actual_start: either(task.actual_start, |one| one.begun),
        actual_finish: either(task.actual_finish, |one| one.closed),
        planned: run.iterations.of_task(task),
        points: run.own.points(task),
        rank: run
            .ranks
            .as_ref()
            .and_then(|ranks| ranks.get(item.index))
            .map(String::as_str),
    })
}

fn constraint(task: &Task) -> &'static str {
    match task.constraint {
        None | Some(Constraint::Asap) => "asap",
        Some(Constraint::Alap) => "alap",
        Some(Constraint::Mso) => "mso",
        Some(Constraint::Mfo) => "mfo",
        Some(Constraint::Snet) => "snet",
        Some(Constraint::Snlt) => "snlt",
        Some(Constraint::Fnet) => "fnet",
        Some(Constraint::Fnlt) => "fnlt",
    }
}

/// No work is how the file says that none was estimated; that of a summary is the sum of what lies below it.
fn effort(task: &Task) -> Option<i64> {
    task.work.filter(|work| *work > 0 && !task.summary)
}

async fn put_rows(tx: &mut Tx, run: &Run, rows: &[Row<'_>]) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO task (workspace, id, project, number, title, title_folded, description, parent, outline, status, kind, effort, duration, duration_elapsed, mode, \
         start_day, start_at, finish_day, finish_at, constraint_kind, constraint_day, constraint_at, deadline_day, deadline_at, percent, \
         actual_start_day, actual_start_at, actual_finish_day, actual_finish_at, calendar, iteration, release, points, carried, rank) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35)"
    );
    insert_rows!(tx.conn(), text, rows, |q, row| q
        .bind(workspace)
        .bind(row.id)
        .bind(run.project.0)
        .bind(row.number)
        .bind(&row.task.name)
        .bind(text::fold(&row.task.name))
        .bind(&row.task.notes)
        .bind(row.parent)
        .bind(&row.place.outline)
        .bind(row.status)
        .bind(if row.task.milestone && !row.task.summary {
            "milestone"
        } else {
            "task"
        })
        .bind(effort(row.task))
        .bind(row.task.duration.map(|duration| duration.minutes))
        .bind(row.task.duration.is_some_and(|duration| duration.elapsed))
        .bind(if row.task.manual { "manual" } else { "auto" })
        .bind(row.start.day)
        .bind(row.start.at)
        .bind(row.finish.day)
        .bind(row.finish.at)
        .bind(constraint(row.task))
        .bind(row.constraint.day)
        .bind(row.constraint.at)
        .bind(row.deadline.day)
        .bind(row.deadline.at)
        .bind(row.task.percent_complete.unwrap_or(0))
        .bind(row.actual_start.day)
        .bind(row.actual_start.at)
        .bind(row.actual_finish.day)
        .bind(row.actual_finish.at)
        .bind(row.task.calendar.map(|uid| run.calendar(uid)))
        .bind(row.planned.iteration.map(|(id, _)| id))
        .bind(row.planned.release.map(|(id, _)| id))
        .bind(row.points)
        .bind(row.planned.carried)
        .bind(row.rank));
    Ok(())
}

/// What is done in the file is closed here: when it was, as the file says, by whoever brings it in. What is inactive in
/// it holds nothing that follows: it is closed no later than it would have ended.
async fn put_closings(tx: &mut Tx, run: &Run, rows: &[Row<'_>]) -> Result<()> {
    let (workspace, person, now) = (tx.workspace().0, tx.person(), now());
    let closed: Vec<(Uuid, DateTime<Utc>)> = rows
        .iter()
        .filter(|row| row.category == Category::Done)
        .map(|row| {
            let of_plan = || row.actual_finish.at.or(row.finish.at);
            let when = match row.task.tracked {
                Some(_) => tracked::closed(run, row.task),
                None => of_plan(),
            };
            (row.id, when.unwrap_or(now).min(now))
        })
        .collect();
    let text =
        sql!("INSERT INTO closing (workspace, task, closed_by, closed_at) VALUES ($1, $2, $3, $4)");
    insert_rows!(tx.conn(), text, &closed, |q, row| q
        .bind(workspace)
        .bind(row.0)
        .bind(person)
        .bind(row.1));
    Ok(())
}

/// The baselines themselves; what each task had in them comes with the task.
pub(super) async fn put_baselines(tx: &mut Tx, run: &Run, items: &[Item]) -> Result<Vec<Event>> {
    let (workspace, person, at) = (tx.workspace().0, tx.person(), now());
    let text = sql!(
        "INSERT INTO baseline (workspace, id, project, number, name, reason, taken_at, taken_by) VALUES ($1, $2, $3, $4, '', '', $5, $6)"
    );
    insert_rows!(tx.conn(), text, items, |q, item| q
        .bind(workspace)
        .bind(item.id)
        .bind(run.project.0)
        .bind(i64::try_from(item.index).unwrap_or(0))
        .bind(at)
        .bind(person));
    let event = |item: &Item| Event {
        batch: Some(run.import),
        ..Event::of(
            Kind::BaselineImported,
            RecordId(item.id),
            Some(run.project),
            Content::none().with("number", Value::Null, item.index),
        )
    };
    Ok(items.iter().map(event).collect())
}

struct InBaseline {
    baseline: Uuid,
    task: Uuid,
    start: Date,
    finish: Date,
    duration: Option<i64>,
    effort: Option<i64>,
}

async fn put_baseline_tasks(tx: &mut Tx, run: &Run, rows: &[Row<'_>]) -> Result<()> {
    let workspace = tx.workspace().0;
    let rows: Vec<InBaseline> = rows
        .iter()
        .flat_map(|row| {
            row.task.baselines.iter().map(|one| InBaseline {
                baseline: run.baseline(one.number),
                task: row.id,
                start: date(run.zone, one.start),
                finish: date(run.zone, one.finish),
                duration: one.duration.map(|duration| duration.minutes),
                effort: one.work,
            })
        })
        .collect();
    let text = sql!(
        "INSERT INTO baseline_task (workspace, baseline, task, start_day, start_at, finish_day, finish_at, duration, effort) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    insert_rows!(tx.conn(), text, &rows, |q, row| q
        .bind(workspace)
        .bind(row.baseline)
        .bind(row.task)
        .bind(row.start.day)
        .bind(row.start.at)
        .bind(row.finish.day)
        .bind(row.finish.at)
        .bind(row.duration)
        .bind(row.effort));
    Ok(())
}

/// Clock times that no clock of the zone shows were moved by what it was put forward: they are kept as they stood.
fn skipped(run: &Run, task: &Task) -> Vec<Kept> {
    let times: [(&str, Option<NaiveDateTime>); 6] = [
        ("Start", task.start),
        ("Finish", task.finish),
        ("ConstraintDate", task.constraint_date),
        ("Deadline", task.deadline),
        ("ActualStart", task.actual_start),
        ("ActualFinish", task.actual_finish),
    ];
    let never = times
        .into_iter()
        .zip(SKIPPED..)
        .filter_map(|((name, time), position)| {
            let time = time.filter(|time| place::is_skipped(run.zone, *time))?;
            Some(Kept {
                position,
                name: name.to_owned(),
                value: kept::moment(time),
                money: false,
            })
        });
    never.collect()
}

/// What the event of a task says: every field that was given a value.
fn told(run: &Run, row: &Row<'_>, own: &[(Uuid, ValuePart)]) -> Content {
    let task = row.task;
    let mut content = Content::none()
        .with("key", Value::Null, run.called(task.uid))
        .with("title", Value::Null, task.name.clone())
        .with("status", Value::Null, row.category.code())
        .with("percent", Value::Null, task.percent_complete.unwrap_or(0))
        .with(
            "mode",
            Value::Null,
            if task.manual { "manual" } else { "auto" },
        )
        .with("constraint", Value::Null, constraint(task));
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            content = std::mem::take(&mut content).with(name, Value::Null, value);
        }
    };
    put(
        "description",
        (!task.notes.is_empty()).then(|| task.notes.clone().into()),
    );
    put("parent", task.parent.map(|uid| run.called(uid).into()));
    put("effort", effort(task).map(Into::into));
    put(
        "duration",
        task.duration.map(|duration| duration.minutes.into()),
    );
    let dates: [(&str, Option<NaiveDateTime>, Option<NaiveDate>); 6] = [
        ("start", task.start, row.start.day),
        ("finish", task.finish, row.finish.day),
        ("constraint_date", task.constraint_date, row.constraint.day),
        ("deadline", task.deadline, row.deadline.day),
        ("actual_start", task.actual_start, row.actual_start.day),
        ("actual_finish", task.actual_finish, row.actual_finish.day),
    ];
    for (name, moment, day) in dates {
        put(
            name,
            moment
                .filter(|_| day.is_some())
                .map(|moment| kept::moment(moment).into()),
        );
    }
    if let Some(one) = task.tracked.as_deref() {
        for (name, moment) in [
            ("start", one.start),
            ("finish", one.due),
            ("actual_start", one.begun),
            ("actual_finish", one.closed),
            ("created", one.created),
        ] {
            put(name, moment.map(|moment| moment.text().into()));
        }
        let checks: Vec<&str> = one.checks.iter().map(|check| check.text.as_str()).collect();
        put(
            "labels",
            (!one.labels.is_empty()).then(|| json!(one.labels)),
        );
        put("checklist", (!checks.is_empty()).then(|| json!(checks)));
    }
    let named = |(id, title): (Uuid, &str)| json!({ "id": id, "title": title });
    put("iteration", row.planned.iteration.map(named));
    put("release", row.planned.release.map(named));
    put("points", row.points.map(Into::into));
    let carried = row.planned.carried;
    put(CARRIED, (carried > 0).then(|| carried.into()));
    for (field, value) in own {
        put(&PartKind::Value.field(*field), Some(json!(value)));
    }
    content
}

fn event(run: &Run, task: Uuid, content: Content) -> Event {
    Event {
        batch: Some(run.import),
        ..Event::of(
            Kind::TaskImported,
            RecordId(task),
            Some(run.project),
            content,
        )
    }
}

pub(super) async fn put_links(tx: &mut Tx, run: &Run, items: &[Item]) -> Result<Vec<Event>> {
    let links: Vec<(Uuid, &Link)> = items
        .iter()
        .filter_map(|item| Some((item.id, run.plan.links.get(item.index)?)))
        .collect();
    let (workspace, person, at) = (tx.workspace().0, tx.person(), now());
    let text = sql!(
        "INSERT INTO task_link (workspace, id, project, predecessor, successor, kind, lag_kind, lag, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    insert_rows!(tx.conn(), text, &links, |q, row| q
        .bind(workspace)
        .bind(row.0)
        .bind(run.project.0)
        .bind(run.task_id(row.1.from))
        .bind(run.task_id(row.1.to))
        .bind(link_kind(row.1.kind))
        .bind(lag(row.1.lag).0)
        .bind(lag(row.1.lag).1)
        .bind(at)
        .bind(person));
    let mut of_tasks: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for (_, link) in &links {
        let (lag_kind, amount) = lag(link.lag);
        of_tasks.entry(link.to).or_default().push(json!({
            "from": run.called(link.from), "kind": link_kind(link.kind), "lag": amount, "lag_kind": lag_kind
        }));
    }
    Ok(told_of_tasks(run, "links", of_tasks))
}

fn told_of_tasks(run: &Run, field: &str, of_tasks: BTreeMap<i64, Vec<Value>>) -> Vec<Event> {
    of_tasks
        .into_iter()
        .map(|(uid, list)| {
            event(
                run,
                run.task_id(uid),
                Content::none().with(field, Value::Null, list),
            )
        })
        .collect()
}

fn link_kind(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Fs => "fs",
        LinkKind::Ss => "ss",
        LinkKind::Ff => "ff",
        LinkKind::Sf => "sf",
    }
}

fn lag(lag: Lag) -> (&'static str, i64) {
    match lag {
        Lag::Working { minutes } => ("working", minutes),
        Lag::Elapsed { minutes } => ("elapsed", minutes),
        Lag::Percent {
            percent,
            elapsed: false,
        } => ("percent", percent),
        Lag::Percent {
            percent,
            elapsed: true,
        } => ("percent_elapsed", percent),
    }
}

pub(super) async fn put_assignments(tx: &mut Tx, run: &Run, items: &[Item]) -> Result<Vec<Event>> {
    let mut members: BTreeMap<(Uuid, Uuid), i64> = BTreeMap::new();
    let mut outside: BTreeMap<(Uuid, String), i64> = BTreeMap::new();
    let mut kept = Vec::new();
    let mut of_tasks: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for item in items {
        let Some(one) = run.plan.assignments.get(item.index) else {
            continue;
        };
        let resource = one.resource.and_then(|uid| run.resource(uid));
        let task = run.task(one.task);
        // An assignment to the file's own row for the project stands at the project.
        let at = task.map_or(run.project.0, |task| run.task_id(task.uid));
        let rows = kept::assignment(one, item.index, resource, task, &run.names);
        kept.extend(rows.into_iter().map(|row| (at, row)));
        let (Some(resource), Some(task)) = (resource, task) else {
            continue;
        };
        let units = one
            .units
            .unwrap_or(1000)
            .clamp(*UNITS.start(), *UNITS.end());
        match run.who.get(&resource.uid) {
            Some(Who::Member(member)) => *members.entry((at, *member)).or_default() += units,
            Some(Who::Outside(name)) => *outside.entry((at, name.clone())).or_default() += units,
            Some(Who::Thing) | None => continue,
        }
        of_tasks
            .entry(task.uid)
            .or_default()
            .push(json!({ "name": resource.name, "units": units }));
    }
    put_members(tx, &members).await?;
    put_outside(tx, &outside).await?;
    put_kept(tx, run, kept).await?;
    Ok(told_of_tasks(run, "assignees", of_tasks))
}

/// Someone who is there twice, as two of the file or in two batches, is there with both their parts.
async fn put_members(tx: &mut Tx, members: &BTreeMap<(Uuid, Uuid), i64>) -> Result<()> {
    let workspace = tx.workspace().0;
    let rows: Vec<_> = members.iter().collect();
    let text = sql!(
        "INSERT INTO task_assignee (workspace, task, member, units) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace, task, member) DO UPDATE SET \
         units = CASE WHEN task_assignee.units + excluded.units > 10000 THEN 10000 ELSE task_assignee.units + excluded.units END"
    );
    insert_rows!(tx.conn(), text, &rows, |q, row| q
        .bind(workspace)
        .bind(row.0.0)
        .bind(row.0.1)
        .bind((*row.1).min(*UNITS.end())));
    Ok(())
}

async fn put_outside(tx: &mut Tx, outside: &BTreeMap<(Uuid, String), i64>) -> Result<()> {
    let workspace = tx.workspace().0;
    let rows: Vec<_> = outside.iter().collect();
    let text = sql!(
        "INSERT INTO outside_assignee (workspace, task, name, units) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace, task, name) DO UPDATE SET \
         units = CASE WHEN outside_assignee.units + excluded.units > 10000 THEN 10000 ELSE outside_assignee.units + excluded.units END"
    );
    insert_rows!(tx.conn(), text, &rows, |q, row| q
        .bind(workspace)
        .bind(row.0.0)
        .bind(&row.0.1)
        .bind((*row.1).min(*UNITS.end())));
    Ok(())
}
