//! The board of a project: its states as columns, with how many tasks are in each, and the first cards of every column
//! in their order, in as many statements whatever there is.
//!
//! A card is a task with nothing below it: what is made of parts moves by its parts. The card names what it is part of.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::day::readiness::{Asked, Before, Reason, held_up};
use domain::id::RecordId;
use domain::plan::board::{CARDS, in_column};
use domain::plan::dates::Constraint;
use domain::plan::list::Ask;
use domain::plan::status::{Category, State};
use domain::plan::stopping::MoverKind;
use domain::time::When;
use sqlx::FromRow;
use uuid::Uuid;

use super::breaks::{Dates, dates};
use super::list::kept::{self, Kept, bind_kept, kept};
use super::list::{Assigned, Labelled, Stopped};
use super::wall::Wall;
use crate::Db;
use crate::day::facts::{Waiting, before};
use crate::db::{Reader, now, on};
use crate::error::Result;
use crate::keys::Sight;
use crate::people::calendar;
use crate::sql::{bind_cards, cards, named, sql, visible};

/// People and labels read, several for each card.
const BESIDE: i64 = 900;
/// Cards of which is read what they wait for.
const WAITING: usize = 300;

#[derive(Clone, Debug, Default)]
pub struct Board {
    pub columns: Vec<Column>,
    /// Column after column, each from its top.
    pub cards: Vec<Card>,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub state: State,
    /// Tasks in it that the reader sees.
    pub tasks: i64,
    /// Those of them that the filter lets through; of these the first are on the board.
    pub kept: i64,
}

#[derive(Clone, Debug)]
pub struct Card {
    pub id: Uuid,
    pub number: i64,
    pub title: String,
    pub state: Uuid,
    pub is_milestone: bool,
    /// The title of the task it is part of.
    pub part_of: Option<String>,
    pub deliverable: Option<(Uuid, String)>,
    pub assignees: Vec<Assigned>,
    pub labels: Vec<Labelled>,
    pub finish: Option<When>,
    pub deadline: Option<When>,
    pub overdue: bool,
    pub comments: i64,
    pub items: i64,
    pub ticked: i64,
    pub stop: Option<Stopped>,
    /// What keeps it from starting, as far as what comes before it goes.
    pub held_up: Option<Reason>,
}

/// Reads a project's board, with the filter of a list.
pub async fn board(db: &Db, sight: &Sight, project: RecordId, ask: &Ask) -> Result<Board> {
    let mut reader = db.hold().await?;
    let now = now();
    let mut columns = columns(&mut reader, sight, project).await?;
    let kept = kept::asked(&mut reader, sight, ask, now).await?;
    let read = read(&mut reader, &kept, in_column(columns.len())).await?;
    for row in &read {
        if let Some(column) = columns.iter_mut().find(|c| c.state.id == row.status) {
            column.kept = row.total;
        }
    }
    let mut waits = held(&mut reader, sight, project, &read, now).await?;
    let ids: Vec<Uuid> = read.iter().map(|row| row.id).collect();
    let (mut people, mut labels) = beside(&mut reader, sight, &ids).await?;
    let talk = sight.reads_talk();
    let cards = read.into_iter().map(|row| {
        let id = row.id;
        let mut card = row.card(now);
        card.held_up = waits.remove(&id);
        card.assignees = people.remove(&id).unwrap_or_default();
        card.labels = labels.remove(&id).unwrap_or_default();
        if !talk {
            card.comments = 0;
        }
        card
    });
    Ok(Board {
        cards: cards.collect(),
        columns,
    })
}

/// Nothing live is below `$t`.
macro_rules! last_of_its_branch {
    ($t:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM task k JOIN record kr ON kr.workspace = k.workspace AND kr.id = k.id WHERE k.workspace = ",
            $t,
            ".workspace AND k.parent = ",
            $t,
            ".id AND kr.trashed_at IS NULL)"
        )
    };
}

pub(super) use last_of_its_branch;

#[derive(FromRow)]
struct ColumnRow {
    id: Uuid,
    name: String,
    category: String,
    most: Option<i64>,
    tasks: i64,
}

async fn columns(
    reader: &mut impl Reader,
    sight: &Sight,
    project: RecordId,
) -> Result<Vec<Column>> {
    let text = sql!(
        "SELECT s.id, s.name, s.category, s.most, COALESCE(n.tasks, 0) AS tasks FROM status s JOIN record r ON r.workspace = s.workspace AND r.id = s.project \
         LEFT JOIN (SELECT t.status, COUNT(*) AS tasks FROM task t JOIN record tr ON tr.workspace = t.workspace AND tr.id = t.id \
           WHERE t.workspace = $1 AND t.project = $4 AND tr.trashed_at IS NULL AND ",
        named!("tr"),
        " AND ",
        last_of_its_branch!("t"),
        " GROUP BY t.status) n ON n.status = s.id WHERE ",
        visible!(),
        " AND s.project = $4 ORDER BY s.position, s.id LIMIT 100"
    );
    let rows: Vec<ColumnRow> = on!(reader.conn(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project.0)
        .fetch_all(c)
        .await)?;
    let column = |row: ColumnRow| Column {
        state: State {
            id: row.id,
            name: row.name,
            category: Category::parse(&row.category).unwrap_or(Category::Todo),
            limit: row.most,
        },
        tasks: row.tasks,
        kept: 0,
    };
    Ok(rows.into_iter().map(column).collect())
}

#[derive(FromRow)]
struct Read {
    total: i64,
    id: Uuid,
    number: i64,
    title: String,
    status: Uuid,
    category: String,
    zone: String,
    calendar: Option<Uuid>,
    part_of: Option<String>,
    deliverable: Option<Uuid>,
    deliverable_title: Option<String>,
    deadline_day: Option<NaiveDate>,
    deadline_at: Option<DateTime<Utc>>,
    constraint_kind: String,
    constraint_day: Option<NaiveDate>,
    comments: i64,
    items: i64,
    ticked: i64,
    because: Option<String>,
    mover_kind: Option<String>,
    mover: Option<Uuid>,
    mover_name: Option<String>,
    stopped_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    dates: Dates,
}

/// The first cards of each column. What a card says is read of these alone.
async fn read(reader: &mut impl Reader, kept: &Kept, each: usize) -> Result<Vec<Read>> {
    let text = sql!(
        "SELECT x.total, t.id, t.number, t.title, t.status, s.category, p.zone, p.calendar, up.title AS part_of, t.deliverable, d.title AS deliverable_title, \
         t.deadline_day, t.deadline_at, t.constraint_kind, t.constraint_day, ",
        dates!("t", "cl"),
        ", (SELECT COUNT(*) FROM record cr WHERE cr.workspace = t.workspace AND cr.parent = t.id AND cr.kind = 'comment' AND cr.trashed_at IS NULL AND ",
        named!("cr"),
        ") AS comments, \
         (SELECT COUNT(*) FROM checklist_item i WHERE i.workspace = t.workspace AND i.task = t.id) AS items, \
         (SELECT COUNT(*) FROM checklist_item i WHERE i.workspace = t.workspace AND i.task = t.id AND i.ticked_at IS NOT NULL) AS ticked, \
         st.because, st.mover_kind, st.mover, COALESCE(sa.name, st.mover_name) AS mover_name, st.began_at AS stopped_at \
         FROM (SELECT y.id, y.n, y.total, y.position FROM (SELECT t.id, s.position, \
           ROW_NUMBER() OVER (PARTITION BY t.status ORDER BY COALESCE(t.rank, t.outline), t.id) AS n, COUNT(*) OVER (PARTITION BY t.status) AS total ",
        kept!("p.id = $4 AND p.id = $5"),
        " AND ",
        last_of_its_branch!("t"),
        ") y WHERE y.n <= $52) x CROSS JOIN task t CROSS JOIN project p CROSS JOIN status s \
         LEFT JOIN closing cl ON cl.workspace = t.workspace AND cl.task = t.id \
         LEFT JOIN task up ON up.workspace = t.workspace AND up.id = t.parent \
         LEFT JOIN deliverable d ON d.workspace = t.workspace AND d.id = t.deliverable \
         LEFT JOIN stop st ON st.workspace = t.workspace AND st.task = t.id AND st.ended_at IS NULL \
         LEFT JOIN member sm ON sm.workspace = st.workspace AND sm.id = st.mover LEFT JOIN account sa ON sa.id = sm.account \
         WHERE t.workspace = $1 AND t.id = x.id AND p.workspace = t.workspace AND p.id = t.project AND s.workspace = t.workspace AND s.id = t.status \
         ORDER BY x.position, t.status, x.n LIMIT $53"
    );
    let each = i64::try_from(each).unwrap_or(0);
    let most = i64::try_from(CARDS).unwrap_or(0);
    Ok(on!(reader.conn(), |c| bind_kept!(
        sqlx::query_as(text),
        kept
    )
    .bind(each)
    .bind(most)
    .fetch_all(c)
    .await)?)
}

impl Read {
    fn card(self, now: DateTime<Utc>) -> Card {
        let wall = Wall::of(&self.zone);
        let passed = |day: Option<NaiveDate>, at: Option<DateTime<Utc>>| match at {
            Some(at) => at < now,
            None => day.is_some_and(|day| day < wall.today(now)),
        };
        let dates = &self.dates;
        let late = passed(dates.finish_day, dates.finish_at)
            || passed(self.deadline_day, self.deadline_at);
        let stop = self.because.zip(self.stopped_at);
        Card {
            id: self.id,
            number: self.number,
            title: self.title,
            state: self.status,
            is_milestone: dates.task_kind == "milestone",
            part_of: self.part_of,
            deliverable: self.deliverable.zip(self.deliverable_title),
            assignees: Vec::new(),
            labels: Vec::new(),
            finish: wall.read(dates.finish_day, dates.finish_at),
            deadline: wall.read(self.deadline_day, self.deadline_at),
            overdue: late && self.category != Category::Done.code(),
            comments: self.comments,
            items: self.items,
            ticked: self.ticked,
            stop: stop.map(|(because, since)| Stopped {
                because,
                mover_kind: self
                    .mover_kind
                    .and_then(|kind| MoverKind::parse(&kind).ok())
                    .unwrap_or(MoverKind::Outside),
                mover_name: self.mover_name.unwrap_or_default(),
                mover: self.mover,
                since,
            }),
            held_up: None,
        }
    }
}

/// What keeps cards from starting whose work has not begun: judged as Today judges it, but for their people.
async fn held(
    reader: &mut impl Reader,
    sight: &Sight,
    project: RecordId,
    cards: &[Read],
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, Reason>> {
    let todo = || {
        let todo = cards
            .iter()
            .filter(|card| card.category == Category::Todo.code());
        todo.take(WAITING)
    };
    let waiting: HashMap<Uuid, Waiting> = todo()
        .map(|card| {
            let waiting = Waiting {
                project: project.0,
                calendar: card.calendar,
                dates: card.dates.clone(),
            };
            (card.id, waiting)
        })
        .collect();
    let Some(zone) = cards.first().map(|card| card.zone.clone()) else {
        return Ok(HashMap::new());
    };
    let today = Wall::of(&zone).today(now);
    let zones = HashMap::from([(project.0, zone)]);
    let shelf = calendar::of_project(reader, sight.workspace(), project).await?;
    let (links, unread) = before(reader, sight, &waiting, &zones, &shelf, now).await?;
    let mut all: HashMap<Uuid, Vec<Before>> = HashMap::new();
    for link in links {
        all.entry(link.successor).or_default().push(link.before);
    }
    let held = todo().filter_map(|card| {
        let bound = Constraint::parse(&card.constraint_kind).ok();
        let asked = Asked {
            today,
            category: Category::Todo,
            is_milestone: card.dates.task_kind == "milestone",
            is_stopped: false,
            start: card.dates.start_day,
            finish: card.dates.finish_day,
            deadline: card.deadline_day,
            constraint: bound.zip(card.constraint_day),
            before: all.get(&card.id).map(Vec::as_slice).unwrap_or_default(),
            before_known: !unread.contains(&card.id),
            people: &[],
            outside: &[],
        };
        Some((card.id, held_up(&asked)?))
    });
    Ok(held.collect())
}

pub(super) type People = HashMap<Uuid, Vec<Assigned>>;
pub(super) type Labels = HashMap<Uuid, Vec<Labelled>>;

/// Who does the cards' tasks, members first, and their labels: an assignee has units, a label has none.
pub(super) async fn beside(
    reader: &mut impl Reader,
    sight: &Sight,
    ids: &[Uuid],
) -> Result<(People, Labels)> {
    let text = sql!(
        "SELECT x.task, x.id, x.name, x.units FROM ( \
         SELECT ta.task, ta.member AS id, a.name, ta.units, a.name AS folded FROM task_assignee ta JOIN member m ON m.workspace = ta.workspace AND m.id = ta.member JOIN account a ON a.id = m.account \
         WHERE ta.workspace = $1 AND ta.task IN (",
        cards!(),
        ") UNION ALL SELECT oa.task, NULL AS id, oa.name, oa.units, oa.name AS folded FROM outside_assignee oa WHERE oa.workspace = $1 AND oa.task IN (",
        cards!(),
        ") UNION ALL SELECT tl.task, l.id, l.name, NULL AS units, l.name_folded AS folded FROM task_label tl JOIN label l ON l.workspace = tl.workspace AND l.id = tl.label \
         WHERE tl.workspace = $1 AND tl.task IN (",
        cards!(),
        ")) x ORDER BY x.task, x.id IS NULL, x.folded, x.id LIMIT $2 OFFSET $3"
    );
    let read: Vec<(Uuid, Option<Uuid>, String, Option<i64>)> =
        on!(reader.conn(), |c| bind_cards!(
            sqlx::query_as(text)
                .bind(sight.workspace().0)
                .bind(BESIDE)
                .bind(0_i64),
            ids
        )
        .fetch_all(c)
        .await)?;
    let (mut people, mut labels) = (People::new(), Labels::new());
    for (task, id, name, units) in read {
        match (id, units) {
            (member, Some(units)) => people.entry(task).or_default().push(Assigned {
                member,
                name,
                units,
            }),
            (Some(id), None) => labels.entry(task).or_default().push(Labelled { id, name }),
            (None, None) => {}
        }
    }
    Ok((people, labels))
}
