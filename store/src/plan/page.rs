//! A task's page: all that it is, what is above and below it, and what it waits for, in a fixed number of statements.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::access::{self, ProjectRole, Right};
use domain::id::RecordId;
use domain::plan::dates::{Constraint, Mode};
use domain::plan::links::{Break, Lag, LagKind, LinkKind};
use domain::plan::status::{Category, State};
use domain::plan::stopping::MoverKind;
use domain::plan::summary::Summary;
use domain::plan::task::TaskKind;
use domain::time::{Span, When};
use sqlx::FromRow;
use uuid::Uuid;

use super::breaks::{self, Dates, Pair, dates, dates_from};
use super::list::{Assigned, Labelled};
use super::recurrence::{self, Recurring};
use super::summary;
use super::wall::Wall;
use super::wbs::{Places, away, nth};
use crate::Db;
use crate::db::{Held, on};
use crate::error::{Result, absent};
use crate::keys::Sight;
use crate::people::calendar::{self, Origin};
use crate::sql::{is_there, sql, upwards, visible};

/// A task, whole.
#[derive(Clone, Debug)]
pub struct TaskPage {
    pub id: Uuid,
    pub project: Uuid,
    pub project_key: String,
    pub project_title: String,
    /// The project's client, by name.
    pub client: Option<String>,
    /// IANA name: the days of the task end when they end there.
    pub zone: String,
    pub minutes_per_day: i64,
    pub number: i64,
    pub wbs: String,
    pub title: String,
    /// Markdown, as typed.
    pub description: String,
    pub audience: String,
    pub version: i64,
    pub made_at: DateTime<Utc>,
    pub made_by: Option<String>,
    pub status: State,
    pub closed: Option<(Option<String>, DateTime<Utc>)>,
    pub kind: TaskKind,
    pub deliverable: Option<(Uuid, String)>,
    pub iteration: Option<(Uuid, String)>,
    pub release: Option<(Uuid, String)>,
    /// Hundredths of a point, and how often it was carried over.
    pub points: Option<i64>,
    pub carried: i64,
    /// What its project estimates in.
    pub estimate: String,
    pub effort: Option<i64>,
    pub duration: Option<Span>,
    pub optimistic: Option<i64>,
    pub likely: Option<i64>,
    pub pessimistic: Option<i64>,
    pub mode: Mode,
    pub start: Option<When>,
    pub finish: Option<When>,
    pub constraint: Constraint,
    pub constraint_date: Option<When>,
    pub deadline: Option<When>,
    pub percent: i64,
    pub actual_start: Option<When>,
    pub actual_finish: Option<When>,
    /// When work on it is possible, where that is not as in its project.
    pub calendar: Option<(Uuid, String)>,
    pub assignees: Vec<Assigned>,
    pub labels: Vec<Labelled>,
    pub checklist: Vec<Line>,
    /// From the top of the project down to its parent.
    pub above: Vec<Related>,
    /// Directly below it, in their order.
    pub below: Vec<Related>,
    /// What it shows as a summary: its own dates and effort stay what they are.
    pub summary: Option<Summary>,
    pub waits_for: Vec<LinkTo>,
    pub holds: Vec<LinkTo>,
    /// Whether a link was judged by hours that nobody has said (Monday to Friday, nine to five).
    pub assumed_hours: bool,
    /// The newest first; one without an end holds it up now.
    pub stops: Vec<StopRow>,
    /// The newest first.
    pub files: Vec<Hung>,
    /// How it comes again, where it does.
    pub recurrence: Option<Recurring>,
    /// What it says in the fields of its project.
    pub own: Vec<Said>,
    /// What the reader is in its project; nobody in particular for an owner or admin who only looks in.
    role: Option<ProjectRole>,
}

impl TaskPage {
    pub fn key(&self) -> String {
        format!("{}-{}", self.project_key, self.number)
    }

    /// Whether the reader may do something to it, as their roles say. Says what the page offers; the door decides.
    pub fn may(&self, sight: &Sight, right: Right) -> bool {
        access::Standing {
            workspace: Some(sight.role()),
            project: self.role,
        }
        .may(right)
    }

    pub fn stopped(&self) -> Option<&StopRow> {
        self.stops.iter().find(|stop| stop.ended_at.is_none())
    }
}

/// A line of the checklist.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: Uuid,
    pub text: String,
    pub ticked_at: Option<DateTime<Utc>>,
    pub ticked_by: Option<String>,
}

/// What is said in a field of the project's own: canonical, and as it is read.
#[derive(Clone, Debug)]
pub struct Said {
    pub field: Uuid,
    pub value: String,
    pub said: String,
}

/// A file.
#[derive(Clone, Debug)]
pub struct Hung {
    pub id: Uuid,
    pub name: String,
    /// A code of [`domain::files::Kind`].
    pub kind: String,
    pub size: i64,
    pub has_thumb: bool,
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

/// Another task, as it is named.
#[derive(Clone, Debug)]
pub struct Related {
    pub id: Uuid,
    pub key: String,
    pub title: String,
    pub status: State,
}

/// A link, seen from one of its tasks.
#[derive(Clone, Debug)]
pub struct LinkTo {
    pub id: Uuid,
    pub kind: LinkKind,
    pub lag: Lag,
    /// The task at the other end.
    pub task: Related,
    pub start: Option<When>,
    pub finish: Option<When>,
    /// The key of the task above that it is a link of: what holds the beginning of a summary holds its parts.
    pub through: Option<String>,
    /// Where the successor's date breaks it.
    pub broken: Option<Break>,
}

/// A time at which the task could not go on.
#[derive(Clone, Debug)]
pub struct StopRow {
    pub id: Uuid,
    pub because: String,
    pub mover_kind: MoverKind,
    pub mover: Option<Uuid>,
    pub mover_name: String,
    pub began_at: DateTime<Utc>,
    pub began_by: Option<String>,
    pub ended_at: Option<DateTime<Utc>>,
    pub ended_by: Option<String>,
}

/// Reads the task `NGT-42`, by the project's letters and the number.
pub async fn task_page(db: &Db, sight: &Sight, project_key: &str, number: i64) -> Result<TaskPage> {
    let mut reader = db.hold().await?;
    let (mut page, here) = head(&mut reader, sight, project_key, number).await?;
    around(&mut reader, sight, &mut page, &here.outline).await?;
    parts(&mut reader, sight, &mut page).await?;
    page.summary = summary(&mut reader, sight, &page).await?;
    links(&mut reader, sight, &mut page, &here).await?;
    if here.comes_again {
        page.recurrence = recurrence::of_page(&mut reader, sight.workspace(), page.id).await?;
    }
    Ok(page)
}

/// What judging links needs beside the page.
struct Here {
    outline: String,
    calendar: Option<Uuid>,
    dates: Dates,
    comes_again: bool,
}

#[derive(FromRow)]
struct Head {
    id: Uuid,
    project: Uuid,
    project_key: String,
    project_title: String,
    client: Option<String>,
    zone: String,
    minutes_per_day: i64,
    calendar: Option<Uuid>,
    number: i64,
    outline: String,
    title: String,
    description: String,
    audience: String,
    version: i64,
    made_at: DateTime<Utc>,
    made_by: Option<String>,
    status: Uuid,
    status_name: String,
    category: String,
    closed_by: Option<String>,
    deliverable: Option<Uuid>,
    deliverable_title: Option<String>,
    iteration: Option<Uuid>,
    iteration_name: Option<String>,
    release: Option<Uuid>,
    release_name: Option<String>,
    points: Option<i64>,
    carried: i64,
    estimated: String,
    effort: Option<i64>,
    optimistic: Option<i64>,
    likely: Option<i64>,
    pessimistic: Option<i64>,
    mode: String,
    constraint_kind: String,
    constraint_day: Option<chrono::NaiveDate>,
    constraint_at: Option<DateTime<Utc>>,
    deadline_day: Option<chrono::NaiveDate>,
    deadline_at: Option<DateTime<Utc>>,
    percent: i64,
    role: Option<String>,
    calendar_name: Option<String>,
    comes_again: bool,
    #[sqlx(flatten)]
    dates: Dates,
}

async fn head(
    reader: &mut Held,
    sight: &Sight,
    project_key: &str,
    number: i64,
) -> Result<(TaskPage, Here)> {
    let text = sql!(
        "SELECT t.id, t.project, p.key AS project_key, p.title AS project_title, clt.name AS client, p.zone, p.minutes_per_day, p.calendar, t.number, t.outline, \
         t.title, t.description, r.audience, r.version, r.made_at, ma.name AS made_by, t.status, s.name AS status_name, s.category, ca.name AS closed_by, \
         t.deliverable, d.title AS deliverable_title, it.id AS iteration, it.name AS iteration_name, rl.id AS release, rl.name AS release_name, t.points, t.carried, p.estimate AS estimated, t.effort, t.optimistic, t.likely, t.pessimistic, t.mode, t.constraint_kind, t.constraint_day, t.constraint_at, \
         t.deadline_day, t.deadline_at, t.percent, mine.role, oca.name AS calendar_name, rc.id IS NOT NULL AS comes_again, ",
        dates!("t", "cl"),
        " FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id JOIN project p ON p.workspace = t.workspace AND p.id = t.project \
         JOIN status s ON s.workspace = t.workspace AND s.id = t.status \
         LEFT JOIN recurrence rc ON rc.workspace = t.workspace AND rc.task = t.id \
         LEFT JOIN calendar oca ON oca.workspace = t.workspace AND oca.id = t.calendar \
         LEFT JOIN client clt ON clt.workspace = p.workspace AND clt.id = p.client LEFT JOIN deliverable d ON d.workspace = t.workspace AND d.id = t.deliverable \
         LEFT JOIN iteration it ON it.workspace = t.workspace AND it.id = t.iteration AND ",
        is_there!("it"),
        " LEFT JOIN release rl ON rl.workspace = t.workspace AND rl.id = t.release AND ",
        is_there!("rl"),
        " LEFT JOIN member mm ON mm.workspace = r.workspace AND mm.id = r.made_by LEFT JOIN account ma ON ma.id = mm.account \
         LEFT JOIN closing cl ON cl.workspace = t.workspace AND cl.task = t.id \
         LEFT JOIN member cm ON cm.workspace = cl.workspace AND cm.id = cl.closed_by LEFT JOIN account ca ON ca.id = cm.account \
         LEFT JOIN project_member mine ON mine.workspace = p.workspace AND mine.project = p.id AND mine.member = $2 WHERE ",
        visible!(),
        " AND p.key = $4 AND t.number = $5"
    );
    let head: Option<Head> = on!(crate::db::Reader::conn(reader), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project_key)
        .bind(number)
        .fetch_optional(c)
        .await)?;
    let Some(head) = head else { return absent() };
    let wall = Wall::of(&head.zone);
    let dates = head.dates.clone();
    let page = TaskPage {
        id: head.id,
        project: head.project,
        project_key: head.project_key,
        project_title: head.project_title,
        client: head.client,
        zone: head.zone,
        minutes_per_day: head.minutes_per_day,
        number: head.number,
        wbs: String::new(),
        title: head.title,
        description: head.description,
        audience: head.audience,
        version: head.version,
        made_at: head.made_at,
        made_by: head.made_by,
        status: state(head.status, head.status_name, &head.category),
        closed: dates.closed_at.map(|at| (head.closed_by, at)),
        kind: TaskKind::parse(&dates.task_kind).unwrap_or(TaskKind::Task),
        deliverable: head.deliverable.zip(head.deliverable_title),
        iteration: head.iteration.zip(head.iteration_name),
        release: head.release.zip(head.release_name),
        points: head.points,
        carried: head.carried,
        estimate: head.estimated,
        effort: head.effort,
        duration: dates.span(),
        optimistic: head.optimistic,
        likely: head.likely,
        pessimistic: head.pessimistic,
        mode: Mode::parse(&head.mode).unwrap_or(Mode::Manual),
        start: wall.read(dates.start_day, dates.start_at),
        finish: wall.read(dates.finish_day, dates.finish_at),
        constraint: Constraint::parse(&head.constraint_kind)
            .unwrap_or(Constraint::AsSoonAsPossible),
        constraint_date: wall.read(head.constraint_day, head.constraint_at),
        deadline: wall.read(head.deadline_day, head.deadline_at),
        percent: head.percent,
        actual_start: wall.read(dates.actual_start_day, dates.actual_start_at),
        actual_finish: wall.read(dates.actual_finish_day, dates.actual_finish_at),
        calendar: dates.own_calendar.zip(head.calendar_name),
        assignees: Vec::new(),
        labels: Vec::new(),
        checklist: Vec::new(),
        above: Vec::new(),
        below: Vec::new(),
        summary: None,
        waits_for: Vec::new(),
        holds: Vec::new(),
        assumed_hours: false,
        stops: Vec::new(),
        files: Vec::new(),
        recurrence: None,
        own: Vec::new(),
        role: head.role.and_then(|role| ProjectRole::parse(&role).ok()),
    };
    let here = Here {
        outline: head.outline,
        calendar: head.calendar,
        dates: head.dates,
        comes_again: head.comes_again,
    };
    Ok((page, here))
}

fn state(id: Uuid, name: String, category: &str) -> State {
    State {
        id,
        name,
        category: Category::parse(category).unwrap_or(Category::Todo),
        limit: None,
    }
}

#[derive(FromRow)]
struct RelatedRow {
    id: Uuid,
    number: i64,
    title: String,
    outline: String,
    status: Uuid,
    status_name: String,
    category: String,
}

impl RelatedRow {
    fn related(self, letters: &str) -> Related {
        Related {
            id: self.id,
            key: format!("{letters}-{}", self.number),
            title: self.title,
            status: state(self.status, self.status_name, &self.category),
        }
    }
}

#[derive(FromRow)]
struct NearRow {
    is_below: bool,
    /// What lies in the trash, and what is for others by name, counts among its siblings and is not shown.
    is_seen: bool,
    /// Of what is above, and of the task itself: its place among its siblings.
    nth: i64,
    #[sqlx(flatten)]
    task: RelatedRow,
}

/// What is above the task and directly below it, and its code.
async fn around(
    reader: &mut Held,
    sight: &Sight,
    page: &mut TaskPage,
    outline: &str,
) -> Result<()> {
    let text = sql!(
        away!(),
        " SELECT x.is_below, x.is_seen, x.nth, x.id, x.number, x.title, x.outline, x.status, x.status_name, x.category FROM ( \
         SELECT t.outline > $5 AS is_below, (",
        visible!(),
        ") AS is_seen, ",
        nth!("t"),
        " AS nth, t.id, t.number, t.title, t.outline, t.status, s.name AS status_name, s.category FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         JOIN status s ON s.workspace = t.workspace AND s.id = t.status WHERE t.workspace = $1 AND t.project = $4 AND t.outline IN ",
        upwards!("$5"),
        " UNION ALL SELECT b.* FROM (SELECT t.outline > $5 AS is_below, t.outline > $5 AS is_seen, CAST(0 AS BIGINT) AS nth, \
         t.id, t.number, t.title, t.outline, t.status, s.name AS status_name, s.category FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id \
         JOIN status s ON s.workspace = t.workspace AND s.id = t.status WHERE ",
        visible!(),
        " AND t.workspace = $1 AND t.parent = $6 ORDER BY t.outline LIMIT 500) b) x ORDER BY x.outline"
    );
    let rows: Vec<NearRow> = on!(crate::db::Reader::conn(reader), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(page.project)
        .bind(outline)
        .bind(page.id)
        .fetch_all(c)
        .await)?;
    let mut places = Places::default();
    for row in rows {
        let is_itself = row.task.id == page.id;
        if !row.is_below {
            places.put(page.project, row.task.outline.clone(), row.nth);
        }
        let list = if row.is_below {
            &mut page.below
        } else {
            &mut page.above
        };
        if row.is_seen && !is_itself {
            list.push(row.task.related(&page.project_key));
        }
    }
    page.wbs = places.code(page.project, outline);
    Ok(())
}

async fn summary(reader: &mut Held, sight: &Sight, page: &TaskPage) -> Result<Option<Summary>> {
    if page.below.is_empty() {
        return Ok(None);
    }
    let read = summary::parts(reader, sight, &[page.id]).await?;
    let wall = Wall::of(&page.zone);
    Ok(read.first().map(|(_, parts)| {
        let parts = parts.read(wall);
        parts.summary(page.start, page.finish, page.effort)
    }))
}

/// Something that belongs to the task: a time at which it could not go on, a line of its checklist, a label, somebody
/// who does it, a file (which is for whoever the task is for), what it says in a field. All kinds are read at once.
#[derive(FromRow)]
struct PartRow {
    what: String,
    id: Option<Uuid>,
    text: String,
    code: String,
    other: Option<Uuid>,
    name: String,
    units: i64,
    from_at: Option<DateTime<Utc>>,
    from_by: Option<String>,
    to_at: Option<DateTime<Utc>>,
    to_by: Option<String>,
}

async fn parts(reader: &mut Held, sight: &Sight, page: &mut TaskPage) -> Result<()> {
    // The stops stand first: the columns have their types.
    let text = sql!(
        "SELECT x.what, x.id, x.text, x.code, x.other, x.name, x.units, x.from_at, x.from_by, x.to_at, x.to_by FROM ( \
         SELECT st.* FROM (SELECT 'stop' AS what, CASE WHEN st.ended_at IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END AS place, st.id, st.because AS text, st.mover_kind AS code, st.mover AS other, \
         COALESCE(sa.name, st.mover_name) AS name, CAST(0 AS BIGINT) AS units, st.began_at AS from_at, ba.name AS from_by, st.ended_at AS to_at, ea.name AS to_by FROM stop st \
         LEFT JOIN member sm ON sm.workspace = st.workspace AND sm.id = st.mover LEFT JOIN account sa ON sa.id = sm.account \
         LEFT JOIN member bm ON bm.workspace = st.workspace AND bm.id = st.began_by LEFT JOIN account ba ON ba.id = bm.account \
         LEFT JOIN member em ON em.workspace = st.workspace AND em.id = st.ended_by LEFT JOIN account ea ON ea.id = em.account \
         WHERE st.workspace = $1 AND st.task = $2 ORDER BY st.ended_at IS NOT NULL, st.began_at DESC, st.id LIMIT 50) st UNION ALL \
         SELECT i.* FROM (SELECT 'item' AS what, i.position AS place, i.id, i.text, '' AS code, CAST(NULL AS UUID) AS other, '' AS name, 0 AS units, CAST(NULL AS TIMESTAMPTZ) AS from_at, CAST(NULL AS TEXT) AS from_by, i.ticked_at AS to_at, a.name AS to_by \
         FROM checklist_item i LEFT JOIN member m ON m.workspace = i.workspace AND m.id = i.ticked_by LEFT JOIN account a ON a.id = m.account \
         WHERE i.workspace = $1 AND i.task = $2 ORDER BY i.position, i.id LIMIT 500) i UNION ALL \
         SELECT l.* FROM (SELECT 'label' AS what, 0 AS place, l.id, l.name AS text, '' AS code, CAST(NULL AS UUID) AS other, l.name_folded AS name, 0 AS units, CAST(NULL AS TIMESTAMPTZ) AS from_at, CAST(NULL AS TEXT) AS from_by, CAST(NULL AS TIMESTAMPTZ) AS to_at, CAST(NULL AS TEXT) AS to_by \
         FROM task_label tl JOIN label l ON l.workspace = tl.workspace AND l.id = tl.label WHERE tl.workspace = $1 AND tl.task = $2 ORDER BY l.name_folded, l.id LIMIT 100) l UNION ALL \
         SELECT w.* FROM (SELECT 'who' AS what, 0 AS place, ta.member AS id, a.name AS text, '' AS code, CAST(NULL AS UUID) AS other, a.name, ta.units, CAST(NULL AS TIMESTAMPTZ) AS from_at, CAST(NULL AS TEXT) AS from_by, CAST(NULL AS TIMESTAMPTZ) AS to_at, CAST(NULL AS TEXT) AS to_by \
         FROM task_assignee ta JOIN member m ON m.workspace = ta.workspace AND m.id = ta.member JOIN account a ON a.id = m.account \
         WHERE ta.workspace = $1 AND ta.task = $2 ORDER BY a.name, ta.member LIMIT 200) w UNION ALL \
         SELECT o.* FROM (SELECT 'who' AS what, 1 AS place, CAST(NULL AS UUID) AS id, oa.name AS text, '' AS code, CAST(NULL AS UUID) AS other, oa.name, oa.units, CAST(NULL AS TIMESTAMPTZ) AS from_at, CAST(NULL AS TEXT) AS from_by, CAST(NULL AS TIMESTAMPTZ) AS to_at, CAST(NULL AS TEXT) AS to_by \
         FROM outside_assignee oa WHERE oa.workspace = $1 AND oa.task = $2 ORDER BY oa.name LIMIT 200) o UNION ALL \
         SELECT f.* FROM (SELECT 'file' AS what, 0 AS place, f.id, f.name AS text, f.kind AS code, CAST(NULL AS UUID) AS other, CASE WHEN f.thumb_size IS NULL THEN '' ELSE 'thumb' END AS name, f.size AS units, r.made_at AS from_at, a.name AS from_by, CAST(NULL AS TIMESTAMPTZ) AS to_at, CAST(NULL AS TEXT) AS to_by \
         FROM record r JOIN file f ON f.workspace = r.workspace AND f.id = r.id LEFT JOIN member m ON m.workspace = r.workspace AND m.id = r.made_by LEFT JOIN account a ON a.id = m.account \
         WHERE r.workspace = $1 AND r.parent = $2 AND r.kind = 'file' AND r.trashed_at IS NULL ORDER BY r.made_at DESC, f.id LIMIT 200) f UNION ALL \
         SELECT v.* FROM (SELECT 'own' AS what, 0 AS place, v.field AS id, COALESCE(o.name, a.name, v.value) AS text, v.value AS code, COALESCE(v.option, v.member) AS other, '' AS name, 0 AS units, CAST(NULL AS TIMESTAMPTZ) AS from_at, CAST(NULL AS TEXT) AS from_by, CAST(NULL AS TIMESTAMPTZ) AS to_at, CAST(NULL AS TEXT) AS to_by \
         FROM custom_value v JOIN record r ON r.workspace = v.workspace AND r.id = v.field LEFT JOIN custom_option o ON o.workspace = v.workspace AND o.id = v.option \
         LEFT JOIN member m ON m.workspace = v.workspace AND m.id = v.member LEFT JOIN account a ON a.id = m.account \
         WHERE v.workspace = $1 AND v.task = $2 AND r.trashed_at IS NULL ORDER BY v.field LIMIT 100) v) x \
         ORDER BY x.what, x.place, x.from_at DESC, x.name, x.id"
    );
    let rows: Vec<PartRow> = on!(crate::db::Reader::conn(reader), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(page.id)
        .fetch_all(c)
        .await)?;
    for row in rows {
        match (row.what.as_str(), row.id) {
            ("who", member) => page.assignees.push(Assigned {
                member,
                name: row.text,
                units: row.units,
            }),
            ("label", Some(id)) => page.labels.push(Labelled { id, name: row.text }),
            ("item", Some(id)) => page.checklist.push(Line {
                id,
                text: row.text,
                ticked_at: row.to_at,
                ticked_by: row.to_by,
            }),
            ("file", Some(id)) => page.files.extend(hung(id, row)),
            ("own", Some(field)) => page.own.push(Said {
                field,
                value: row.other.map_or(row.code, |id| id.to_string()),
                said: row.text,
            }),
            (_, Some(id)) => page.stops.extend(stop(id, row)),
            (_, None) => {}
        }
    }
    Ok(())
}

fn hung(id: Uuid, row: PartRow) -> Option<Hung> {
    Some(Hung {
        id,
        name: row.text,
        kind: row.code,
        size: row.units,
        has_thumb: !row.name.is_empty(),
        by: row.from_by,
        at: row.from_at?,
    })
}

fn stop(id: Uuid, row: PartRow) -> Option<StopRow> {
    Some(StopRow {
        id,
        because: row.text,
        mover_kind: MoverKind::parse(&row.code).unwrap_or(MoverKind::Outside),
        mover: row.other,
        mover_name: row.name,
        began_at: row.from_at?,
        began_by: row.from_by,
        ended_at: row.to_at,
        ended_by: row.to_by,
    })
}

#[derive(FromRow)]
struct LinkRow {
    link: Uuid,
    /// Whether the page's task is the one that waits.
    waits: bool,
    through: Option<i64>,
    link_kind: String,
    lag_kind: String,
    lag: i64,
    #[sqlx(flatten)]
    task: RelatedRow,
    #[sqlx(flatten)]
    dates: Dates,
}

/// The links of a task in both directions, each judged.
async fn links(reader: &mut Held, sight: &Sight, page: &mut TaskPage, here: &Here) -> Result<()> {
    let outline = &here.outline;
    let text = sql!(
        "SELECT l.id AS link, l.waits, l.through, l.kind AS link_kind, l.lag_kind, l.lag, t.id, t.number, t.title, t.outline, t.status, s.name AS status_name, s.category, ",
        dates_from!("t", "cl", " AND l.waits"),
        " FROM (SELECT id, workspace, kind, lag_kind, lag, predecessor AS other, predecessor <> successor AS waits, CAST(NULL AS BIGINT) AS through FROM task_link WHERE workspace = $1 AND successor = $4 \
         UNION ALL SELECT id, workspace, kind, lag_kind, lag, successor AS other, predecessor = successor AS waits, CAST(NULL AS BIGINT) AS through FROM task_link WHERE workspace = $1 AND predecessor = $4 \
         UNION ALL SELECT k.id, k.workspace, k.kind, k.lag_kind, k.lag, k.predecessor AS other, k.predecessor <> k.successor AS waits, up.number AS through \
         FROM task up CROSS JOIN task_link k WHERE up.workspace = $1 AND up.project = $5 AND up.id <> $4 AND up.outline IN ",
        upwards!("$6"),
        " AND k.workspace = up.workspace AND k.successor = up.id AND k.kind IN ('fs', 'ss')) l \
         CROSS JOIN task t CROSS JOIN record r CROSS JOIN status s LEFT JOIN closing cl ON cl.workspace = t.workspace AND cl.task = t.id \
         WHERE t.workspace = l.workspace AND t.id = l.other AND r.workspace = t.workspace AND r.id = t.id AND s.workspace = t.workspace AND s.id = t.status AND ",
        visible!(),
        " ORDER BY t.outline, l.id LIMIT 1000"
    );
    let rows: Vec<LinkRow> = on!(crate::db::Reader::conn(reader), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(page.id)
        .bind(page.project)
        .bind(outline)
        .fetch_all(c)
        .await)?;
    if rows.is_empty() {
        return Ok(());
    }
    let shelf = calendar::of_project(reader, sight.workspace(), RecordId(page.project)).await?;
    let wall = Wall::of(&page.zone);
    // What a summary holds is held by its parts.
    let own = match &page.summary {
        Some(parts) if parts.dates_of_parts => here.dates.with(parts.start, parts.finish, wall),
        _ => here.dates.clone(),
    };
    let pairs: Vec<Pair<Uuid>> = rows
        .iter()
        .map(|row| {
            let (from, to) = if row.waits {
                (&row.dates, &here.dates)
            } else {
                (&own, &row.dates)
            };
            Pair {
                link: row.link,
                kind: row.kind(),
                lag: row.lag(),
                calendar: to.own_calendar,
                from: from.as_predecessor(wall),
                to: to.as_successor(wall),
            }
        })
        .collect();
    let (broken, origin) = breaks::judge(&shelf, wall, here.calendar, &pairs);
    page.assumed_hours = !broken.is_empty() && origin == Some(Origin::Assumed);
    let broken: HashMap<Uuid, Break> = broken.into_iter().collect();
    for row in rows {
        let (waits, kind, lag) = (row.waits, row.kind(), row.lag());
        let link = LinkTo {
            id: row.link,
            kind,
            lag,
            start: wall.read(row.dates.start_day, row.dates.start_at),
            finish: wall.read(row.dates.finish_day, row.dates.finish_at),
            through: row
                .through
                .map(|number| format!("{}-{number}", page.project_key)),
            broken: broken.get(&row.link).copied(),
            task: row.task.related(&page.project_key),
        };
        if waits {
            page.waits_for.push(link);
        } else {
            page.holds.push(link);
        }
    }
    Ok(())
}

impl LinkRow {
    fn kind(&self) -> LinkKind {
        LinkKind::parse(&self.link_kind).unwrap_or(LinkKind::FinishToStart)
    }

    fn lag(&self) -> Lag {
        Lag {
            kind: LagKind::parse(&self.lag_kind).unwrap_or(LagKind::Working),
            amount: self.lag,
        }
    }
}
