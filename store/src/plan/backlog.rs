//! The ranked backlog of a project: what is in which iteration, in the order of the ranks that the board has too, how much
//! work that is, and how much time there is for it. A row is a task with nothing below it: what is made of parts is
//! planned by its parts.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::EditTasks;
use domain::event::{Content, Kind};
use domain::form;
use domain::id::{MemberId, RecordId};
use domain::plan::board::{self as places, CARDS};
use domain::plan::fields as rule;
use domain::plan::iteration::{Capacity, capacity};
use domain::plan::status::{Category, State};
use domain::plan::task::NewTask;
use domain::refusal::{Bad, Refused};
use domain::time::When;
use sqlx::FromRow;
use uuid::Uuid;

use super::board::beside;
use super::card::{self, Within};
use super::fields::{self, Loaded};
use super::list::{Assigned, Labelled};
use super::moving::hold;
use super::task::begin_task;
use super::wall::Wall;
use crate::Db;
use crate::chain::Event;
use crate::db::{Reader, now, on};
use crate::error::Result;
use crate::keys::{Granted, Sight};
use crate::people::capacity::{Whom, load};
use crate::people::holidays::Kept;
use crate::record;
use crate::sql::{is_there, sql};
use crate::tx::{Act, Changed, Done, begin};

/// Rows of one iteration, and of the backlog; of more only the number is said.
const EACH: i64 = 100;

/// Puts a task into an iteration or the backlog, and at a place in it: one change with one event.
pub async fn rank_task(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    task: RecordId,
    form: &form::RankTask,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let place = places::spot(&form.place)
        .map_err(|Bad(code, arg)| Refused::field_with("place", code, arg))?;
    let mut tx = begin!(db, key, act);
    hold(&mut tx, project).await?;
    let loaded = fields::load(&mut tx, task, project).await?;
    let edit = into(&loaded, form);
    let ground = fields::ground(&mut tx, &loaded, &edit).await?;
    let (after, changed) = rule::edit(&loaded.fields, &ground, &edit)?;
    let within = Within::Iteration(after.iteration.as_ref().map(|iteration| iteration.id));
    let ranked = card::place_in(&mut tx, &loaded, within, place).await?;
    if changed == Content::none() && ranked == Content::none() {
        let same = loaded.changed(loaded.record.version);
        return tx.commit_unchanged(same).await;
    }
    let version = record::touch(&mut tx, &loaded.record).await?;
    let (kind, mut content) = if changed == Content::none() {
        (Kind::TaskMoved, changed)
    } else {
        fields::apply(&mut tx, &loaded, &after, changed).await?
    };
    content.fields.extend(ranked.fields);
    let event = loaded.event(kind, content);
    tx.commit(vec![event], loaded.changed(version)).await
}

/// The edit of its iteration that the move is. The form says where it was taken from; what that is now is what counts
/// where it says the same.
fn into(loaded: &Loaded, form: &form::RankTask) -> form::EditTask {
    form::EditTask {
        iteration: form.iteration.trim().to_owned(),
        iteration_was: match form.iteration_was.trim() {
            "here" => loaded
                .fields
                .iteration
                .as_ref()
                .map(|now| now.id.to_string())
                .unwrap_or_default(),
            was => was.to_owned(),
        },
        ..form::EditTask::default()
    }
}

/// Begins a task at the end of an iteration, or of the backlog.
pub async fn add_to_iteration(
    db: &Db,
    key: &Granted<EditTasks>,
    act: &Act,
    new: &NewTask,
    iteration: &str,
) -> Result<Done<Changed>> {
    let project = key.in_project()?;
    let mut tx = begin!(db, key, act);
    let (begun, called) = begin_task(&mut tx, project, new, Category::Todo).await?;
    let mut events = vec![begun];
    if !iteration.trim().is_empty() {
        let loaded = fields::load(&mut tx, new.id, project).await?;
        let form = form::EditTask {
            iteration: iteration.trim().to_owned(),
            ..Default::default()
        };
        let edited = fields::edit(&mut tx, &loaded, &form).await?;
        events.extend(edited.map(|(_, event)| event));
    }
    let version = events.len() as i64;
    if events.len() > 1 {
        let batch = Some(Uuid::now_v7());
        events = events
            .into_iter()
            .map(|event| Event { batch, ..event })
            .collect();
    }
    let changed = Changed {
        record: new.id,
        version,
        called,
    };
    tx.commit(events, changed).await
}

/// A project's work by where it is planned.
#[derive(Clone, Debug, Default)]
pub struct Backlog {
    /// Of each iteration, the closed ones too, and of what is in none: then only what is not done.
    pub sums: HashMap<Option<Uuid>, Sums>,
    /// Of the iterations that are not closed and of the backlog the first rows, each in the order of their ranks.
    pub items: Vec<Item>,
}

/// How much work there is, in tasks, and in minutes and points: one is never made into the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Sums {
    pub tasks: i64,
    pub done: i64,
    /// Minutes of all that is estimated, and what is left of those of the tasks that are not done.
    pub effort: i64,
    pub remaining: i64,
    /// Tasks that are not done and say no effort, or no points.
    pub without_effort: i64,
    pub without_points: i64,
    /// Hundredths of a point, of all and of what is done.
    pub points: i64,
    pub points_done: i64,
}

#[derive(FromRow)]
struct SumRow {
    iteration: Option<Uuid>,
    #[sqlx(flatten)]
    sums: Sums,
}

#[derive(Clone, Debug)]
pub struct Item {
    pub id: Uuid,
    pub number: i64,
    pub title: String,
    pub iteration: Option<Uuid>,
    pub state: State,
    pub is_milestone: bool,
    /// The title of the task it is part of.
    pub part_of: Option<String>,
    pub release: Option<(Uuid, String)>,
    pub assignees: Vec<Assigned>,
    pub labels: Vec<Labelled>,
    pub effort: Option<i64>,
    pub points: Option<i64>,
    pub carried: i64,
    pub due: Option<When>,
    pub overdue: bool,
}

/// The rows of `t` that a backlog is about, with its record `r`, its state `s`, and the iteration `it` that it is in.
macro_rules! rows {
    () => {
        concat!(
            " FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id JOIN status s ON s.workspace = t.workspace AND s.id = t.status \
             LEFT JOIN iteration it ON it.workspace = t.workspace AND it.id = t.iteration AND ",
            $crate::sql::is_there!("it"),
            " WHERE ",
            $crate::sql::visible!(),
            " AND t.workspace = $1 AND t.project = $4 AND ",
            $crate::plan::board::last_of_its_branch!("t"),
        )
    };
}

pub async fn backlog(db: &Db, sight: &Sight, project: RecordId) -> Result<Backlog> {
    let mut reader = db.hold().await?;
    let text = sql!(
        "SELECT it.id AS iteration, COUNT(*) AS tasks, COUNT(CASE WHEN s.category = 'done' THEN 1 END) AS done, \
         CAST(COALESCE(SUM(t.effort), 0) AS BIGINT) AS effort, CAST(COALESCE(SUM(CASE WHEN s.category <> 'done' THEN t.effort * (100 - t.percent) / 100 END), 0) AS BIGINT) AS remaining, \
         COUNT(CASE WHEN s.category <> 'done' AND t.kind = 'task' AND t.effort IS NULL THEN 1 END) AS without_effort, \
         COUNT(CASE WHEN s.category <> 'done' AND t.kind = 'task' AND t.points IS NULL THEN 1 END) AS without_points, \
         CAST(COALESCE(SUM(t.points), 0) AS BIGINT) AS points, CAST(COALESCE(SUM(CASE WHEN s.category = 'done' THEN t.points END), 0) AS BIGINT) AS points_done",
        rows!(),
        " AND (it.id IS NOT NULL OR s.category <> 'done') GROUP BY it.id"
    );
    let sums: Vec<SumRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .fetch_all(c)
        .await)?;
    let items = items(&mut reader, sight, project).await?;
    Ok(Backlog {
        sums: sums
            .into_iter()
            .map(|row| (row.iteration, row.sums))
            .collect(),
        items,
    })
}

#[derive(FromRow)]
struct ItemRow {
    id: Uuid,
    number: i64,
    title: String,
    iteration: Option<Uuid>,
    status: Uuid,
    status_name: String,
    category: String,
    kind: String,
    part_of: Option<String>,
    release: Option<Uuid>,
    release_name: Option<String>,
    effort: Option<i64>,
    points: Option<i64>,
    carried: i64,
    zone: String,
    finish_day: Option<NaiveDate>,
    finish_at: Option<DateTime<Utc>>,
    deadline_day: Option<NaiveDate>,
    deadline_at: Option<DateTime<Utc>>,
}

async fn items(reader: &mut impl Reader, sight: &Sight, project: RecordId) -> Result<Vec<Item>> {
    let text = sql!(
        "SELECT t.id, t.number, t.title, x.iteration, t.status, s.name AS status_name, s.category, t.kind, up.title AS part_of, rl.id AS release, rl.name AS release_name, \
         t.effort, t.points, t.carried, p.zone, t.finish_day, t.finish_at, t.deadline_day, t.deadline_at \
         FROM (SELECT t.id, it.id AS iteration, ROW_NUMBER() OVER (PARTITION BY it.id ORDER BY COALESCE(t.rank, t.outline), t.id) AS n",
        rows!(),
        " AND ((it.id IS NULL AND s.category <> 'done') OR it.state <> 'closed')) x \
         CROSS JOIN task t CROSS JOIN project p CROSS JOIN status s LEFT JOIN task up ON up.workspace = t.workspace AND up.id = t.parent \
         LEFT JOIN release rl ON rl.workspace = t.workspace AND rl.id = t.release AND ",
        is_there!("rl"),
        " WHERE x.n <= $5 AND t.workspace = $1 AND t.id = x.id AND p.workspace = t.workspace AND p.id = t.project AND s.workspace = t.workspace AND s.id = t.status \
         ORDER BY x.iteration IS NULL, x.iteration, x.n LIMIT $6"
    );
    let most = i64::try_from(CARDS).unwrap_or(0);
    let rows: Vec<ItemRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .bind(EACH)
        .bind(most)
        .fetch_all(c)
        .await)?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let (mut people, mut labels) = beside(reader, sight, &ids).await?;
    let now = now();
    let items = rows.into_iter().map(|row| {
        let mut item = row.item(now);
        item.assignees = people.remove(&item.id).unwrap_or_default();
        item.labels = labels.remove(&item.id).unwrap_or_default();
        item
    });
    Ok(items.collect())
}

impl ItemRow {
    fn item(self, now: DateTime<Utc>) -> Item {
        let wall = Wall::of(&self.zone);
        let passed = |day: Option<NaiveDate>, at: Option<DateTime<Utc>>| match at {
            Some(at) => at < now,
            None => day.is_some_and(|day| day < wall.today(now)),
        };
        let late =
            passed(self.finish_day, self.finish_at) || passed(self.deadline_day, self.deadline_at);
        let due = [
            wall.read(self.finish_day, self.finish_at),
            wall.read(self.deadline_day, self.deadline_at),
        ];
        let category = Category::parse(&self.category).unwrap_or(Category::Todo);
        Item {
            id: self.id,
            number: self.number,
            title: self.title,
            iteration: self.iteration,
            state: State {
                id: self.status,
                name: self.status_name,
                category,
                limit: None,
            },
            is_milestone: self.kind == "milestone",
            part_of: self.part_of,
            release: self.release.zip(self.release_name),
            assignees: Vec::new(),
            labels: Vec::new(),
            effort: self.effort,
            points: self.points,
            carried: self.carried,
            due: due.into_iter().flatten().min_by_key(|when| when.day),
            overdue: late && category != Category::Done,
        }
    }
}

/// How much time these people have on the days of each of these stretches. As a sum: whose time it is, is not said.
pub async fn time(
    db: &Db,
    sight: &Sight,
    people: &[(Uuid, String)],
    stretches: &[(NaiveDate, NaiveDate)],
) -> Result<Vec<Capacity>> {
    let first = stretches.iter().map(|(from, _)| *from).min();
    let last = stretches.iter().map(|(_, to)| *to).max();
    let (Some(first), Some(last)) = (first, last) else {
        return Ok(Vec::new());
    };
    let mut reader = db.hold().await?;
    let whom = Whom::Everybody;
    let times = load(&mut reader, sight.workspace(), whom, first, last).await?;
    let of = |(from, to): &(NaiveDate, NaiveDate)| {
        capacity(people.iter().map(|(member, name)| {
            let sum = times.of(MemberId(*member)).over(*from, *to, &Kept);
            (name.clone(), sum)
        }))
    };
    Ok(stretches.iter().map(of).collect())
}
