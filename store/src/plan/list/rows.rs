//! What the rows of a page say: one statement for the rows, one for people, labels and what is
//! said in fields, and one for links.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::plan::links::{Lag, LagKind, LinkKind};
use domain::plan::outline;
use domain::plan::status::{Category, State};
use domain::plan::stopping::MoverKind;
use domain::plan::task::TaskKind;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Assigned, Broken, Labelled, Row, Stopped};
use crate::db::{Reader, on};
use crate::error::Result;
use crate::keys::Sight;
use crate::people::calendar::{self, Origin};
use crate::plan::breaks::{self, ByProject, Dates, Pair, above, dates, dates_from};
use crate::plan::summary;
use crate::plan::wall::Wall;
use crate::sql::{bind_hundred, has_parts, hundred, is_there, named, sql, visible};

/// Rows by id, each with its place in the outline.
pub(super) struct Details {
    pub rows: HashMap<Uuid, Detailed>,
    pub origins: Vec<Origin>,
}

pub(super) struct Detailed {
    pub row: Row,
    pub outline: String,
    zone: String,
    calendar: Option<Uuid>,
    dates: Dates,
}

#[derive(FromRow)]
struct Read {
    id: Uuid,
    project: Uuid,
    letters: String,
    project_title: String,
    zone: String,
    minutes_per_day: i64,
    calendar: Option<Uuid>,
    number: i64,
    title: String,
    outline: String,
    parent: Uuid,
    status: Uuid,
    status_name: String,
    category: String,
    deliverable: Option<Uuid>,
    deliverable_title: Option<String>,
    iteration: Option<Uuid>,
    iteration_name: Option<String>,
    release: Option<Uuid>,
    release_name: Option<String>,
    points: Option<i64>,
    effort: Option<i64>,
    deadline_day: Option<NaiveDate>,
    deadline_at: Option<DateTime<Utc>>,
    percent: i64,
    version: i64,
    children: bool,
    comments: i64,
    waits_for: i64,
    holds: i64,
    items: i64,
    ticked: i64,
    repeats: bool,
    because: Option<String>,
    mover_kind: Option<String>,
    mover: Option<Uuid>,
    mover_name: Option<String>,
    stopped_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    dates: Dates,
}

pub(super) async fn details(
    reader: &mut impl Reader,
    sight: &Sight,
    ids: &[Uuid],
    columns: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Details> {
    let text = sql!(
        "SELECT t.id, t.project, p.key AS letters, p.title AS project_title, p.zone, p.minutes_per_day, p.calendar, t.number, t.title, t.outline, t.parent, \
         t.status, s.name AS status_name, s.category, t.deliverable, d.title AS deliverable_title, it.id AS iteration, it.name AS iteration_name, rl.id AS release, rl.name AS release_name, t.points, t.effort, t.deadline_day, t.deadline_at, t.percent, r.version, ",
        dates!("t", "cl"),
        ", ",
        has_parts!("t"),
        " AS children, \
         (SELECT COUNT(*) FROM record cr WHERE cr.workspace = t.workspace AND cr.parent = t.id AND cr.kind = 'comment' AND cr.trashed_at IS NULL AND ",
        named!("cr"),
        ") AS comments, \
         (SELECT COUNT(*) FROM task_link l JOIN record o ON o.workspace = l.workspace AND o.id = l.predecessor WHERE l.workspace = t.workspace AND l.successor = t.id AND o.trashed_at IS NULL AND ",
        named!("o"),
        ") AS waits_for, \
         (SELECT COUNT(*) FROM task_link l JOIN record o ON o.workspace = l.workspace AND o.id = l.successor WHERE l.workspace = t.workspace AND l.predecessor = t.id AND o.trashed_at IS NULL AND ",
        named!("o"),
        ") AS holds, \
         (SELECT COUNT(*) FROM checklist_item i WHERE i.workspace = t.workspace AND i.task = t.id) AS items, \
         (SELECT COUNT(*) FROM checklist_item i WHERE i.workspace = t.workspace AND i.task = t.id AND i.ticked_at IS NOT NULL) AS ticked, \
         EXISTS (SELECT 1 FROM recurrence rc WHERE rc.workspace = t.workspace AND rc.task = t.id) AS repeats, \
         st.because, st.mover_kind, st.mover, COALESCE(sa.name, st.mover_name) AS mover_name, st.began_at AS stopped_at \
         FROM record r JOIN task t ON t.workspace = r.workspace AND t.id = r.id JOIN project p ON p.workspace = t.workspace AND p.id = t.project \
         JOIN status s ON s.workspace = t.workspace AND s.id = t.status \
         LEFT JOIN closing cl ON cl.workspace = t.workspace AND cl.task = t.id \
         LEFT JOIN deliverable d ON d.workspace = t.workspace AND d.id = t.deliverable \
         LEFT JOIN iteration it ON it.workspace = t.workspace AND it.id = t.iteration AND ",
        is_there!("it"),
        " LEFT JOIN release rl ON rl.workspace = t.workspace AND rl.id = t.release AND ",
        is_there!("rl"),
        " LEFT JOIN stop st ON st.workspace = t.workspace AND st.task = t.id AND st.ended_at IS NULL \
         LEFT JOIN member sm ON sm.workspace = st.workspace AND sm.id = st.mover LEFT JOIN account sa ON sa.id = sm.account WHERE ",
        visible!(),
        " AND r.id IN (",
        hundred!(),
        ") LIMIT 100"
    );
    let read: Vec<Read> = on!(reader.conn(), |c| bind_hundred!(
        sqlx::query_as(text)
            .bind(sight.workspace().0)
            .bind(sight.eyes())
            .bind(sight.every_project),
        ids
    )
    .fetch_all(c)
    .await)?;
    let mut rows: HashMap<Uuid, Detailed> = read
        .into_iter()
        .map(|read| (read.id, detailed(read, now)))
        .collect();
    if !sight.reads_talk() {
        for of in rows.values_mut() {
            of.row.comments = 0;
        }
    }
    parts(reader, sight, ids, columns, &mut rows).await?;
    summaries(reader, sight, &mut rows).await?;
    let origins = judged(reader, sight, ids, &mut rows).await?;
    Ok(Details { rows, origins })
}

fn detailed(read: Read, now: DateTime<Utc>) -> Detailed {
    let wall = Wall::of(&read.zone);
    let dates = &read.dates;
    let category = Category::parse(&read.category).unwrap_or(Category::Todo);
    let passed = |day: Option<NaiveDate>, at: Option<DateTime<Utc>>| match at {
        Some(at) => at < now,
        None => day.is_some_and(|day| day < wall.today(now)),
    };
    let overdue = category != Category::Done
        && (passed(dates.finish_day, dates.finish_at)
            || passed(read.deadline_day, read.deadline_at));
    let stop = read
        .because
        .zip(read.stopped_at)
        .map(|(because, since)| Stopped {
            because,
            mover_kind: read
                .mover_kind
                .and_then(|kind| MoverKind::parse(&kind).ok())
                .unwrap_or(MoverKind::Outside),
            mover_name: read.mover_name.unwrap_or_default(),
            mover: read.mover,
            since,
        });
    let row = Row {
        id: read.id,
        project: read.project,
        project_key: read.letters,
        project_title: read.project_title,
        number: read.number,
        title: read.title,
        group: String::new(),
        level: outline::level(&read.outline),
        wbs: String::new(),
        parent: read.parent,
        has_children: read.children,
        status: State {
            id: read.status,
            name: read.status_name,
            category,
            limit: None,
        },
        kind: TaskKind::parse(&dates.task_kind).unwrap_or(TaskKind::Task),
        deliverable: read.deliverable.zip(read.deliverable_title),
        iteration: read.iteration.zip(read.iteration_name),
        release: read.release.zip(read.release_name),
        points: read.points,
        assignees: Vec::new(),
        labels: Vec::new(),
        own: Vec::new(),
        effort: read.effort,
        duration: dates.span(),
        minutes_per_day: read.minutes_per_day,
        start: wall.read(dates.start_day, dates.start_at),
        finish: wall.read(dates.finish_day, dates.finish_at),
        deadline: wall.read(read.deadline_day, read.deadline_at),
        overdue,
        percent: read.percent,
        comments: read.comments,
        waits_for: read.waits_for,
        holds: read.holds,
        items: read.items,
        ticked: read.ticked,
        repeats: read.repeats,
        stop,
        breaks: Vec::new(),
        summary: None,
        version: read.version,
    };
    Detailed {
        row,
        outline: read.outline,
        zone: read.zone,
        calendar: read.calendar,
        dates: read.dates,
    }
}

async fn summaries(
    reader: &mut impl Reader,
    sight: &Sight,
    rows: &mut HashMap<Uuid, Detailed>,
) -> Result<()> {
    let above = rows.values().filter(|of| of.row.has_children);
    let ids: Vec<Uuid> = above.map(|of| of.row.id).collect();
    for (id, parts) in summary::parts(reader, sight, &ids).await? {
        if let Some(Detailed { row, zone, .. }) = rows.get_mut(&id) {
            let parts = parts.read(Wall::of(zone));
            row.summary = Some(parts.summary(row.start, row.finish, row.effort));
        }
    }
    Ok(())
}

#[derive(FromRow)]
struct Part {
    task: Uuid,
    what: String,
    id: Option<Uuid>,
    name: String,
    units: i64,
}

/// Who does the tasks, their labels, and what they say in the fields that are shown (`$2`, `$3`, `$104`).
async fn parts(
    reader: &mut impl Reader,
    sight: &Sight,
    ids: &[Uuid],
    columns: &[Uuid],
    rows: &mut HashMap<Uuid, Detailed>,
) -> Result<()> {
    let text = sql!(
        "SELECT x.task, x.what, x.id, x.name, x.units FROM ( \
         SELECT ta.task, 'who' AS what, ta.member AS id, a.name, ta.units, a.name AS folded FROM task_assignee ta JOIN member m ON m.workspace = ta.workspace AND m.id = ta.member JOIN account a ON a.id = m.account \
         WHERE ta.workspace = $1 AND ta.task IN (",
        hundred!(),
        ") UNION ALL SELECT oa.task, 'who' AS what, NULL AS id, oa.name, oa.units, oa.name AS folded FROM outside_assignee oa WHERE oa.workspace = $1 AND oa.task IN (",
        hundred!(),
        ") UNION ALL SELECT tl.task, 'label' AS what, l.id, l.name, 0 AS units, l.name_folded AS folded FROM task_label tl JOIN label l ON l.workspace = tl.workspace AND l.id = tl.label \
         WHERE tl.workspace = $1 AND tl.task IN (",
        hundred!(),
        ") UNION ALL SELECT v.task, 'own' AS what, v.field AS id, COALESCE(o.name, a.name, v.value) AS name, 0 AS units, '' AS folded FROM custom_value v \
         LEFT JOIN custom_option o ON o.workspace = v.workspace AND o.id = v.option LEFT JOIN member m ON m.workspace = v.workspace AND m.id = v.member LEFT JOIN account a ON a.id = m.account \
         WHERE v.workspace = $1 AND v.field IN ($2, $3, $104) AND v.task IN (",
        hundred!(),
        ")) x ORDER BY x.task, x.id IS NULL, x.folded, x.id LIMIT 2000"
    );
    let column = |n: usize| columns.get(n).copied().unwrap_or_default();
    let read: Vec<Part> = on!(reader.conn(), |c| bind_hundred!(
        sqlx::query_as(text)
            .bind(sight.workspace().0)
            .bind(column(0))
            .bind(column(1)),
        ids
    )
    .bind(column(2))
    .fetch_all(c)
    .await)?;
    for part in read {
        let Some(Detailed { row, .. }) = rows.get_mut(&part.task) else {
            continue;
        };
        let (name, units) = (part.name, part.units);
        match (part.what.as_str(), part.id) {
            ("who", member) => row.assignees.push(Assigned {
                member,
                name,
                units,
            }),
            ("label", Some(id)) => row.labels.push(Labelled { id, name }),
            (_, Some(field)) => row.own.push((field, name)),
            (_, None) => {}
        }
    }
    Ok(())
}

#[derive(FromRow)]
struct Link {
    id: Uuid,
    successor: Uuid,
    number: i64,
    link_kind: String,
    lag_kind: String,
    lag: i64,
    #[sqlx(flatten)]
    dates: Dates,
}

/// Puts the marks on rows whose dates break a link.
async fn judged(
    reader: &mut impl Reader,
    sight: &Sight,
    ids: &[Uuid],
    rows: &mut HashMap<Uuid, Detailed>,
) -> Result<Vec<Origin>> {
    let text = sql!(
        above!(hundred!()),
        " SELECT l.id, a.task AS successor, t.number, l.kind AS link_kind, l.lag_kind, l.lag, ",
        dates_from!("t", "cl", ""),
        " FROM above a CROSS JOIN task_link l CROSS JOIN task t CROSS JOIN record r \
         LEFT JOIN closing cl ON cl.workspace = t.workspace AND cl.task = t.id WHERE ",
        visible!(),
        " AND l.workspace = $1 AND l.successor = a.at AND (a.at = a.task OR l.kind IN ('fs', 'ss')) AND t.workspace = l.workspace AND t.id = l.predecessor \
         AND r.workspace = t.workspace AND r.id = t.id ORDER BY a.task, t.number, l.id LIMIT 2000"
    );
    let links: Vec<Link> = on!(reader.conn(), |c| bind_hundred!(
        sqlx::query_as(text)
            .bind(sight.workspace().0)
            .bind(sight.eyes())
            .bind(sight.every_project),
        ids
    )
    .fetch_all(c)
    .await)?;
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let shelf = calendar::of_projects(reader, sight.workspace()).await?;
    let mut by_project: ByProject<(Uuid, Uuid, i64)> = HashMap::new();
    for link in links {
        let Some(to) = rows.get(&link.successor) else {
            continue;
        };
        let wall = Wall::of(&to.zone);
        let pair = Pair {
            link: (link.id, link.successor, link.number),
            kind: LinkKind::parse(&link.link_kind).unwrap_or(LinkKind::FinishToStart),
            lag: Lag {
                kind: LagKind::parse(&link.lag_kind).unwrap_or(LagKind::Working),
                amount: link.lag,
            },
            calendar: to.dates.own_calendar,
            from: link.dates.as_predecessor(wall),
            to: to.dates.as_successor(wall),
        };
        by_project
            .entry(to.row.project)
            .or_insert_with(|| (wall, to.calendar, Vec::new()))
            .2
            .push(pair);
    }
    let mut origins = Vec::new();
    for (wall, calendar, pairs) in by_project.into_values() {
        let (broken, origin) = breaks::judge(&shelf, wall, calendar, &pairs);
        origins.extend(origin.filter(|_| !broken.is_empty()));
        for ((link, successor, number), broken) in broken {
            if let Some(detailed) = rows.get_mut(&successor) {
                let predecessor = format!("{}-{number}", detailed.row.project_key);
                detailed.row.breaks.push(Broken {
                    link,
                    predecessor,
                    end: broken.end,
                    earliest: broken.earliest,
                    along: broken.along,
                });
            }
        }
    }
    for detailed in rows.values_mut() {
        detailed
            .row
            .breaks
            .sort_by(|a, b| a.predecessor.cmp(&b.predecessor));
    }
    Ok(origins)
}
