//! A project as it leaves: everything of it that the reader may see, in pages, as plain structs.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::access::ManageProject;
use domain::exchange::export::{
    Assignee, Baseline, Calendar, Check, Days, Deliverable, Health, InBaseline, Iteration, Link,
    Member, OwnField, OwnOption, Project, Release, Repeats, State, Stop, Task, WeekHours,
};
use domain::exchange::plan::{FieldValue, Lag, LinkKind};
use domain::id::RecordId;
use domain::plan::iteration::points_shown;
use domain::plan::outline;
use sqlx::FromRow;
use uuid::Uuid;

use crate::Db;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::sql::{is_there, sql, visible};

/// Rows read at a time: all of any project that there is. Smaller pages by offset went through the rows before them
/// again and again (50,000 tasks: two minutes).
const PAGE: i64 = 1_000_000;
const FORMAT: u32 = 1;

/// What there is of a project and not in here, whoever takes it along.
const LEFT_OUT: [&str; 6] = [
    "comments",
    "files",
    "activity",
    "names_of_named_audiences",
    "contacts_of_the_client",
    "calendars_of_the_workspace",
];

#[derive(FromRow)]
struct Head {
    id: Uuid,
    key: String,
    title: String,
    description: String,
    client: Option<String>,
    zone: String,
    minutes_per_day: i64,
    calendar: Option<String>,
    method: String,
    estimate: String,
}

/// What a reader may take with them; rates and costs only with a key that manages this very project.
pub async fn project(
    db: &Db,
    sight: &Sight,
    project_key: &str,
    manages: Option<&Granted<ManageProject>>,
) -> Result<Project> {
    let text = sql!(
        "SELECT p.id, p.key, p.title, p.description, cl.name AS client, p.zone, p.minutes_per_day, ca.name AS calendar, p.method, p.estimate FROM project p JOIN record r ON r.workspace = p.workspace AND r.id = p.id \
         LEFT JOIN client cl ON cl.workspace = p.workspace AND cl.id = p.client LEFT JOIN calendar ca ON ca.workspace = p.workspace AND ca.id = p.calendar WHERE ",
        visible!(),
        " AND p.key = $4"
    );
    let head: Option<Head> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(project_key)
        .fetch_optional(c)
        .await)?;
    let Some(head) = head else { return absent() };
    let money = manages.is_some_and(|key| key.project == Some(RecordId(head.id)));
    let of = Of {
        db,
        sight,
        project: head.id,
        zone: head.zone.parse().unwrap_or(Tz::UTC),
    };
    let rows = of.tasks().await?;
    let keys: HashMap<Uuid, String> = rows
        .iter()
        .map(|row| (row.id, format!("{}-{}", head.key, row.number)))
        .collect();
    let mut kept = of.kept(money).await?;
    let money_left_out = (!money).then_some("rates_and_costs");
    let left_out = LEFT_OUT.into_iter().chain(money_left_out);
    Ok(Project {
        format: FORMAT,
        key: head.key,
        name: head.title,
        description: head.description,
        client: head.client.unwrap_or_default(),
        zone: head.zone,
        minutes_per_day: head.minutes_per_day,
        calendar: head.calendar.unwrap_or_default(),
        health: of.health().await?,
        workflow: of.workflow().await?,
        deliverables: of.deliverables().await?,
        method: head.method,
        estimate: head.estimate,
        iterations: of.iterations().await?,
        releases: of.releases().await?,
        fields: of.fields().await?,
        people: of.people().await?,
        calendars: of.calendars().await?,
        baselines: of.baselines().await?,
        from_file: kept.remove(&head.id).unwrap_or_default(),
        links: of.links(&keys).await?,
        tasks: of.whole(rows, &keys, kept).await?,
        left_out: left_out.map(str::to_owned).collect(),
    })
}

struct Of<'d> {
    db: &'d Db,
    sight: &'d Sight,
    project: Uuid,
    zone: Tz,
}

#[derive(FromRow)]
struct TaskRow {
    id: Uuid,
    number: i64,
    title: String,
    description: String,
    parent: Uuid,
    outline: String,
    status: String,
    category: String,
    kind: String,
    deliverable: Option<String>,
    iteration: Option<String>,
    release: Option<String>,
    points: Option<i64>,
    carried: i64,
    audience: String,
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
    calendar: Option<String>,
    closed_at: Option<DateTime<Utc>>,
}

/// Runs a statement page by page: `$1` the workspace, `$2` to `$3` what the reader sees, `$4` the project, `$5` rows,
/// `$6` rows before.
macro_rules! pages {
    ($of:expr, $text:expr, $row:ty) => {{
        let text = $text;
        let mut all: Vec<$row> = Vec::new();
        loop {
            let page: Vec<$row> = on!($of.db.read(), |c| sqlx::query_as(text)
                .bind($of.sight.workspace().0)
                .bind($of.sight.eyes())
                .bind($of.sight.every_project)
                .bind($of.project)
                .bind(PAGE)
                .bind(i64::try_from(all.len()).unwrap_or(i64::MAX))
                .fetch_all(c)
                .await)?;
            let last = (page.len() as i64) < PAGE;
            all.extend(page);
            if last {
                break all;
            }
        }
    }};
}

impl Of<'_> {
    async fn tasks(&self) -> Result<Vec<TaskRow>> {
        let text = sql!(
            "SELECT t.id, t.number, t.title, t.description, t.parent, t.outline, s.name AS status, s.category, t.kind, d.title AS deliverable, it.name AS iteration, rl.name AS release, t.points, t.carried, r.audience, t.effort, t.duration, t.duration_elapsed, \
             t.optimistic, t.likely, t.pessimistic, t.mode, t.start_day, t.start_at, t.finish_day, t.finish_at, t.constraint_kind, t.constraint_day, t.constraint_at, t.deadline_day, t.deadline_at, \
             t.percent, t.actual_start_day, t.actual_start_at, t.actual_finish_day, t.actual_finish_at, ca.name AS calendar, cl.closed_at \
             FROM task t JOIN record r ON r.workspace = t.workspace AND r.id = t.id JOIN status s ON s.workspace = t.workspace AND s.id = t.status \
             LEFT JOIN deliverable d ON d.workspace = t.workspace AND d.id = t.deliverable LEFT JOIN calendar ca ON ca.workspace = t.workspace AND ca.id = t.calendar \
             LEFT JOIN iteration it ON it.workspace = t.workspace AND it.id = t.iteration AND ",
            is_there!("it"),
            " LEFT JOIN release rl ON rl.workspace = t.workspace AND rl.id = t.release AND ",
            is_there!("rl"),
            " LEFT JOIN closing cl ON cl.workspace = t.workspace AND cl.task = t.id WHERE ",
            visible!(),
            " AND t.project = $4 ORDER BY t.outline, t.id LIMIT $5 OFFSET $6"
        );
        Ok(pages!(self, text, TaskRow))
    }

    async fn whole(
        &self,
        rows: Vec<TaskRow>,
        keys: &HashMap<Uuid, String>,
        mut kept: HashMap<Uuid, Vec<FieldValue>>,
    ) -> Result<Vec<Task>> {
        let mut assignees = self.assignees().await?;
        let mut labels = self.labels().await?;
        let mut checklists = self.checklists().await?;
        let mut baselines = self.in_baselines().await?;
        let mut stops = self.stops().await?;
        let mut watchers = self.watchers().await?;
        let mut repeats = self.repeats().await?;
        let mut said = self.said().await?;
        let wbs = wbs(&rows);
        let tasks = rows.into_iter().zip(wbs).map(|(row, wbs)| Task {
            key: keys.get(&row.id).cloned().unwrap_or_default(),
            wbs,
            parent: keys.get(&row.parent).cloned().unwrap_or_default(),
            assignees: assignees.remove(&row.id).unwrap_or_default(),
            labels: labels.remove(&row.id).unwrap_or_default(),
            checklist: checklists.remove(&row.id).unwrap_or_default(),
            baselines: baselines.remove(&row.id).unwrap_or_default(),
            stops: stops.remove(&row.id).unwrap_or_default(),
            watchers: watchers.remove(&row.id).unwrap_or_default(),
            repeats: repeats.remove(&row.id),
            fields: said.remove(&row.id).unwrap_or_default(),
            from_file: kept.remove(&row.id).unwrap_or_default(),
            start: self.date(row.start_day, row.start_at),
            finish: self.date(row.finish_day, row.finish_at),
            constraint_date: self.date(row.constraint_day, row.constraint_at),
            deadline: self.date(row.deadline_day, row.deadline_at),
            actual_start: self.date(row.actual_start_day, row.actual_start_at),
            actual_finish: self.date(row.actual_finish_day, row.actual_finish_at),
            closed_at: self.date(None, row.closed_at),
            title: row.title,
            kind: row.kind,
            status: named(row.status, &row.category),
            category: row.category,
            audience: row.audience,
            deliverable: row.deliverable.unwrap_or_default(),
            iteration: row.iteration.unwrap_or_default(),
            release: row.release.unwrap_or_default(),
            points: row.points.map(points_shown).unwrap_or_default(),
            carried_over: row.carried,
            mode: row.mode,
            constraint: row.constraint_kind,
            effort_minutes: row.effort,
            duration_minutes: row.duration,
            duration_elapsed: row.duration_elapsed,
            optimistic_minutes: row.optimistic,
            likely_minutes: row.likely,
            pessimistic_minutes: row.pessimistic,
            percent_complete: Some(row.percent),
            calendar: row.calendar.unwrap_or_default(),
            description: row.description,
        });
        Ok(tasks.collect())
    }

    /// As the project's clocks show it; a day alone where no time was given.
    fn date(&self, day: Option<NaiveDate>, at: Option<DateTime<Utc>>) -> String {
        match (day, at) {
            (_, Some(at)) => at
                .with_timezone(&self.zone)
                .format("%Y-%m-%dT%H:%M:%S")
                .to_string(),
            (Some(day), None) => day.to_string(),
            (None, None) => String::new(),
        }
    }

    async fn assignees(&self) -> Result<HashMap<Uuid, Vec<Assignee>>> {
        let text = sql!(
            "SELECT ta.task, a.name, ta.units FROM task_assignee ta JOIN record r ON r.workspace = ta.workspace AND r.id = ta.task \
             JOIN member m ON m.workspace = ta.workspace AND m.id = ta.member JOIN account a ON a.id = m.account WHERE ",
            visible!(),
            " AND r.project = $4 ORDER BY ta.task, a.name, ta.member LIMIT $5 OFFSET $6"
        );
        let members = pages!(self, text, (Uuid, String, i64));
        let text = sql!(
            "SELECT oa.task, oa.name, oa.units FROM outside_assignee oa JOIN record r ON r.workspace = oa.workspace AND r.id = oa.task WHERE ",
            visible!(),
            " AND r.project = $4 ORDER BY oa.task, oa.name LIMIT $5 OFFSET $6"
        );
        let others = pages!(self, text, (Uuid, String, i64));
        let mut all: HashMap<Uuid, Vec<Assignee>> = HashMap::new();
        for (rows, outside) in [(members, false), (others, true)] {
            for (task, name, units) in rows {
                all.entry(task).or_default().push(Assignee {
                    name,
                    units,
                    outside,
                });
            }
        }
        Ok(all)
    }

    async fn labels(&self) -> Result<HashMap<Uuid, Vec<String>>> {
        let text = sql!(
            "SELECT tl.task, l.name FROM task_label tl JOIN record r ON r.workspace = tl.workspace AND r.id = tl.task JOIN label l ON l.workspace = tl.workspace AND l.id = tl.label WHERE ",
            visible!(),
            " AND r.project = $4 ORDER BY tl.task, l.name_folded, l.id LIMIT $5 OFFSET $6"
        );
        let mut all: HashMap<Uuid, Vec<String>> = HashMap::new();
        for (task, name) in pages!(self, text, (Uuid, String)) {
            all.entry(task).or_default().push(name);
        }
        Ok(all)
    }

    async fn checklists(&self) -> Result<HashMap<Uuid, Vec<Check>>> {
        let text = sql!(
            "SELECT ci.task, ci.text, ci.ticked_at IS NOT NULL FROM checklist_item ci JOIN record r ON r.workspace = ci.workspace AND r.id = ci.task WHERE ",
            visible!(),
            " AND r.project = $4 ORDER BY ci.task, ci.position, ci.id LIMIT $5 OFFSET $6"
        );
        let mut all: HashMap<Uuid, Vec<Check>> = HashMap::new();
        for (task, text, ticked) in pages!(self, text, (Uuid, String, bool)) {
            all.entry(task).or_default().push(Check { text, ticked });
        }
        Ok(all)
    }

    async fn in_baselines(&self) -> Result<HashMap<Uuid, Vec<InBaseline>>> {
        #[derive(FromRow)]
        struct Row {
            task: Uuid,
            number: i64,
            start_day: Option<NaiveDate>,
            start_at: Option<DateTime<Utc>>,
            finish_day: Option<NaiveDate>,
            finish_at: Option<DateTime<Utc>>,
            duration: Option<i64>,
            effort: Option<i64>,
        }
        let text = sql!(
            "SELECT bt.task, b.number, bt.start_day, bt.start_at, bt.finish_day, bt.finish_at, bt.duration, bt.effort FROM baseline_task bt \
             JOIN baseline b ON b.workspace = bt.workspace AND b.id = bt.baseline JOIN record r ON r.workspace = bt.workspace AND r.id = bt.task WHERE ",
            visible!(),
            " AND b.project = $4 ORDER BY bt.task, b.number, b.id LIMIT $5 OFFSET $6"
        );
        let mut all: HashMap<Uuid, Vec<InBaseline>> = HashMap::new();
        for row in pages!(self, text, Row) {
            all.entry(row.task).or_default().push(InBaseline {
                number: row.number,
                start: self.date(row.start_day, row.start_at),
                finish: self.date(row.finish_day, row.finish_at),
                duration_minutes: row.duration,
                effort_minutes: row.effort,
            });
        }
        Ok(all)
    }

    async fn kept(&self, money: bool) -> Result<HashMap<Uuid, Vec<FieldValue>>> {
        let text = sql!(
            "SELECT f.record, f.name, f.value, f.money FROM from_file f JOIN record r ON r.workspace = f.workspace AND r.id = f.record WHERE ",
            visible!(),
            " AND f.project = $4 ORDER BY f.record, f.position LIMIT $5 OFFSET $6"
        );
        let mut all: HashMap<Uuid, Vec<FieldValue>> = HashMap::new();
        for (record, field, value, is_money) in pages!(self, text, (Uuid, String, String, bool)) {
            if money || !is_money {
                all.entry(record)
                    .or_default()
                    .push(FieldValue { field, value });
            }
        }
        Ok(all)
    }

    async fn stops(&self) -> Result<HashMap<Uuid, Vec<Stop>>> {
        #[derive(FromRow)]
        struct Row {
            task: Uuid,
            because: String,
            mover_kind: String,
            mover_name: String,
            began_at: DateTime<Utc>,
            ended_at: Option<DateTime<Utc>>,
        }
        let text = sql!(
            "SELECT s.task, s.because, s.mover_kind, COALESCE(a.name, s.mover_name) AS mover_name, s.began_at, s.ended_at FROM stop s JOIN record r ON r.workspace = s.workspace AND r.id = s.task \
             LEFT JOIN member m ON m.workspace = s.workspace AND m.id = s.mover LEFT JOIN account a ON a.id = m.account WHERE ",
            visible!(),
            " AND r.project = $4 ORDER BY s.task, s.began_at DESC, s.id LIMIT $5 OFFSET $6"
        );
        let mut all: HashMap<Uuid, Vec<Stop>> = HashMap::new();
        for row in pages!(self, text, Row) {
            all.entry(row.task).or_default().push(Stop {
                because: row.because,
                mover_kind: row.mover_kind,
                mover: row.mover_name,
                began_at: self.date(None, Some(row.began_at)),
                ended_at: self.date(None, row.ended_at),
            });
        }
        Ok(all)
    }

    async fn repeats(&self) -> Result<HashMap<Uuid, Repeats>> {
        let text = sql!(
            "SELECT rc.task, rc.rule, rc.after_done, rc.days_off, rc.day, rc.nth FROM recurrence rc JOIN record r ON r.workspace = rc.workspace AND r.id = rc.task WHERE ",
            visible!(),
            " AND r.project = $4 ORDER BY rc.task LIMIT $5 OFFSET $6"
        );
        let rows = pages!(self, text, (Uuid, String, bool, String, NaiveDate, i64));
        let repeats = rows
            .into_iter()
            .map(|(task, rule, after_done, days_off, day, nth)| {
                let repeats = Repeats {
                    rule,
                    after_done,
                    days_off,
                    day: day.to_string(),
                    nth,
                };
                (task, repeats)
            });
        Ok(repeats.collect())
    }

    async fn watchers(&self) -> Result<HashMap<Uuid, Vec<String>>> {
        let text = sql!(
            "SELECT w.record, a.name FROM watcher w JOIN record r ON r.workspace = w.workspace AND r.id = w.record \
             JOIN member m ON m.workspace = w.workspace AND m.id = w.member JOIN account a ON a.id = m.account WHERE ",
            visible!(),
            " AND r.project = $4 ORDER BY w.record, a.name, w.member LIMIT $5 OFFSET $6"
        );
        let mut all: HashMap<Uuid, Vec<String>> = HashMap::new();
        for (record, name) in pages!(self, text, (Uuid, String)) {
            all.entry(record).or_default().push(name);
        }
        Ok(all)
    }

    async fn health(&self) -> Result<Vec<Health>> {
        let text = sql!(
            "SELECT h.health, h.reason, a.name, h.said_at FROM project_health h JOIN record r ON r.workspace = h.workspace AND r.id = h.project \
             LEFT JOIN member m ON m.workspace = h.workspace AND m.id = h.said_by LEFT JOIN account a ON a.id = m.account WHERE ",
            visible!(),
            " AND r.id = $4 ORDER BY h.said_at DESC LIMIT $5 OFFSET $6"
        );
        let rows = pages!(self, text, (String, String, Option<String>, DateTime<Utc>)).into_iter();
        Ok(rows
            .map(|(health, reason, by, at)| Health {
                health,
                reason,
                said_by: by.unwrap_or_default(),
                said_at: self.date(None, Some(at)),
            })
            .collect())
    }

    async fn workflow(&self) -> Result<Vec<State>> {
        let text = sql!(
            "SELECT s.name, s.category FROM status s JOIN record r ON r.workspace = s.workspace AND r.id = s.project WHERE ",
            visible!(),
            " AND r.id = $4 ORDER BY s.position, s.id LIMIT $5 OFFSET $6"
        );
        let rows = pages!(self, text, (String, String)).into_iter();
        Ok(rows
            .map(|(name, category)| State {
                name: named(name, &category),
                category,
            })
            .collect())
    }

    async fn deliverables(&self) -> Result<Vec<Deliverable>> {
        let text = sql!(
            "SELECT d.title, d.description, r.audience FROM deliverable d JOIN record r ON r.workspace = d.workspace AND r.id = d.id WHERE ",
            visible!(),
            " AND d.project = $4 ORDER BY d.position, d.id LIMIT $5 OFFSET $6"
        );
        let rows = pages!(self, text, (String, String, String)).into_iter();
        Ok(rows
            .map(|(title, description, audience)| Deliverable {
                title,
                description,
                audience,
            })
            .collect())
    }

    async fn iterations(&self) -> Result<Vec<Iteration>> {
        let text = sql!(
            "SELECT i.name, i.goal, i.start_day, i.finish_day, i.state, i.may_overlap FROM iteration i JOIN record r ON r.workspace = i.workspace AND r.id = i.id WHERE ",
            visible!(),
            " AND i.project = $4 ORDER BY i.start_day IS NULL, i.start_day, i.name_folded, i.id LIMIT $5 OFFSET $6"
        );
        type Row = (
            String,
            String,
            Option<NaiveDate>,
            Option<NaiveDate>,
            String,
            bool,
        );
        let rows = pages!(self, text, Row).into_iter();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        Ok(rows
            .map(|(name, goal, start, finish, state, overlaps)| Iteration {
                name,
                goal,
                start: day(start),
                finish: day(finish),
                state,
                overlaps,
            })
            .collect())
    }

    async fn releases(&self) -> Result<Vec<Release>> {
        let text = sql!(
            "SELECT l.name, l.day, l.state, l.notes FROM release l JOIN record r ON r.workspace = l.workspace AND r.id = l.id WHERE ",
            visible!(),
            " AND l.project = $4 ORDER BY l.day IS NULL, l.day, l.name_folded, l.id LIMIT $5 OFFSET $6"
        );
        let rows = pages!(self, text, (String, Option<NaiveDate>, String, String)).into_iter();
        Ok(rows
            .map(|(name, day, state, notes)| Release {
                name,
                day: day.map(|day| day.to_string()).unwrap_or_default(),
                state,
                notes,
            })
            .collect())
    }

    async fn fields(&self) -> Result<Vec<OwnField>> {
        let text = sql!(
            "SELECT f.id, f.name, f.kind, f.unit FROM custom_field f JOIN record r ON r.workspace = f.workspace AND r.id = f.id WHERE ",
            visible!(),
            " AND f.project = $4 ORDER BY f.position, f.id LIMIT $5 OFFSET $6"
        );
        let fields = pages!(self, text, (Uuid, String, String, String));
        let text = sql!(
            "SELECT o.field, o.name, o.retired_at IS NOT NULL FROM custom_option o JOIN record r ON r.workspace = o.workspace AND r.id = o.field WHERE ",
            visible!(),
            " AND r.project = $4 ORDER BY o.field, o.position, o.id LIMIT $5 OFFSET $6"
        );
        let mut options: HashMap<Uuid, Vec<OwnOption>> = HashMap::new();
        for (field, name, retired) in pages!(self, text, (Uuid, String, bool)) {
            let all = options.entry(field).or_default();
            all.push(OwnOption { name, retired });
        }
        let whole = fields.into_iter().map(|(id, name, kind, unit)| OwnField {
            name,
            kind,
            unit,
            options: options.remove(&id).unwrap_or_default(),
        });
        Ok(whole.collect())
    }

    /// What each task says in the project's own fields, but for those that lie in the trash.
    async fn said(&self) -> Result<HashMap<Uuid, Vec<FieldValue>>> {
        let text = sql!(
            "SELECT v.task, f.name, COALESCE(o.name, a.name, v.value) FROM custom_value v JOIN record r ON r.workspace = v.workspace AND r.id = v.task \
             JOIN custom_field f ON f.workspace = v.workspace AND f.id = v.field JOIN record fr ON fr.workspace = f.workspace AND fr.id = f.id \
             LEFT JOIN custom_option o ON o.workspace = v.workspace AND o.id = v.option \
             LEFT JOIN member m ON m.workspace = v.workspace AND m.id = v.member LEFT JOIN account a ON a.id = m.account WHERE ",
            visible!(),
            " AND r.project = $4 AND fr.trashed_at IS NULL ORDER BY v.task, f.position, f.id LIMIT $5 OFFSET $6"
        );
        let mut all: HashMap<Uuid, Vec<FieldValue>> = HashMap::new();
        for (task, field, value) in pages!(self, text, (Uuid, String, String)) {
            let values = all.entry(task).or_default();
            values.push(FieldValue { field, value });
        }
        Ok(all)
    }

    async fn people(&self) -> Result<Vec<Member>> {
        let text = sql!(
            "SELECT a.name, pm.role FROM project_member pm JOIN record r ON r.workspace = pm.workspace AND r.id = pm.project \
             JOIN member m ON m.workspace = pm.workspace AND m.id = pm.member JOIN account a ON a.id = m.account WHERE ",
            visible!(),
            " AND r.id = $4 AND m.left_at IS NULL ORDER BY a.name, pm.member LIMIT $5 OFFSET $6"
        );
        let people = pages!(self, text, (String, String)).into_iter();
        Ok(people.map(|(name, role)| Member { name, role }).collect())
    }

    /// The project's own; one of the workspace that it merely keeps is named by its name.
    async fn calendars(&self) -> Result<Vec<Calendar>> {
        let text = sql!(
            "SELECT ca.id, ca.name, b.name AS base, ca.country, ca.region FROM calendar ca JOIN record r ON r.workspace = ca.workspace AND r.id = ca.id \
             LEFT JOIN calendar b ON b.workspace = ca.workspace AND b.id = ca.base WHERE ",
            visible!(),
            " AND r.project = $4 ORDER BY ca.name_folded, ca.id LIMIT $5 OFFSET $6"
        );
        let calendars = pages!(self, text, (Uuid, String, Option<String>, String, String));
        let text = sql!(
            "SELECT h.calendar, h.weekday, h.since, h.until FROM calendar_hours h JOIN record r ON r.workspace = h.workspace AND r.id = h.calendar WHERE ",
            visible!(),
            " AND r.project = $4 ORDER BY h.calendar, h.weekday, h.since LIMIT $5 OFFSET $6"
        );
        let mut hours: HashMap<Uuid, Vec<WeekHours>> = HashMap::new();
        for (calendar, weekday, from, until) in pages!(self, text, (Uuid, i64, i64, i64)) {
            hours.entry(calendar).or_default().push(WeekHours {
                weekday,
                from,
                until,
            });
        }
        let text = sql!(
            "SELECT cd.calendar, cd.first_day, cd.last_day, cd.name, cd.hours FROM calendar_day cd JOIN record r ON r.workspace = cd.workspace AND r.id = cd.calendar WHERE ",
            visible!(),
            " AND r.project = $4 ORDER BY cd.calendar, cd.first_day, cd.id LIMIT $5 OFFSET $6"
        );
        let mut days: HashMap<Uuid, Vec<Days>> = HashMap::new();
        for (calendar, first, last, name, hours) in
            pages!(self, text, (Uuid, NaiveDate, NaiveDate, String, String))
        {
            days.entry(calendar).or_default().push(Days {
                first: first.to_string(),
                last: last.to_string(),
                name,
                hours,
            });
        }
        let whole = calendars
            .into_iter()
            .map(|(id, name, base, country, region)| Calendar {
                name,
                base: base.unwrap_or_default(),
                country,
                region,
                hours: hours.remove(&id).unwrap_or_default(),
                days: days.remove(&id).unwrap_or_default(),
            });
        Ok(whole.collect())
    }

    async fn baselines(&self) -> Result<Vec<Baseline>> {
        let text = sql!(
            "SELECT b.number, b.name, b.reason, b.taken_at FROM baseline b JOIN record r ON r.workspace = b.workspace AND r.id = b.id WHERE ",
            visible!(),
            " AND b.project = $4 ORDER BY b.number, b.id LIMIT $5 OFFSET $6"
        );
        let rows = pages!(self, text, (i64, String, String, DateTime<Utc>)).into_iter();
        Ok(rows
            .map(|(number, name, reason, taken_at)| Baseline {
                number,
                name,
                reason,
                taken_at: self.date(None, Some(taken_at)),
            })
            .collect())
    }

    /// Between tasks that are both in the export.
    async fn links(&self, keys: &HashMap<Uuid, String>) -> Result<Vec<Link>> {
        let text = sql!(
            "SELECT tl.predecessor, tl.successor, tl.kind, tl.lag_kind, tl.lag FROM task_link tl JOIN record r ON r.workspace = tl.workspace AND r.id = tl.successor WHERE ",
            visible!(),
            " AND tl.project = $4 ORDER BY tl.successor, tl.id LIMIT $5 OFFSET $6"
        );
        let rows = pages!(self, text, (Uuid, Uuid, String, String, i64)).into_iter();
        Ok(rows
            .filter_map(|(from, to, kind, lag_kind, lag)| {
                Some(Link {
                    from: keys.get(&from)?.clone(),
                    to: keys.get(&to)?.clone(),
                    kind: link_kind(&kind),
                    lag: lag_of(&lag_kind, lag),
                })
            })
            .collect())
    }
}

/// A state without a name of its own is called what it means.
fn named(name: String, category: &str) -> String {
    if name.is_empty() {
        category.to_owned()
    } else {
        name
    }
}

fn link_kind(code: &str) -> LinkKind {
    match code {
        "ss" => LinkKind::Ss,
        "ff" => LinkKind::Ff,
        "sf" => LinkKind::Sf,
        _ => LinkKind::Fs,
    }
}

fn lag_of(kind: &str, lag: i64) -> Lag {
    match kind {
        "elapsed" => Lag::Elapsed { minutes: lag },
        "percent" => Lag::Percent {
            percent: lag,
            elapsed: false,
        },
        "percent_elapsed" => Lag::Percent {
            percent: lag,
            elapsed: true,
        },
        _ => Lag::Working { minutes: lag },
    }
}

/// Counted from the order of the outline.
fn wbs(rows: &[TaskRow]) -> Vec<String> {
    let mut counts: Vec<u64> = Vec::new();
    let count = |row: &TaskRow| {
        let level = outline::level(&row.outline).max(1);
        counts.resize(level, 0);
        if let Some(own) = counts.last_mut() {
            *own += 1;
        }
        counts
            .iter()
            .map(u64::to_string)
            .collect::<Vec<_>>()
            .join(".")
    };
    rows.iter().map(count).collect()
}
