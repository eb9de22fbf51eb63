//! Which tasks a list keeps: one `WHERE` for the page and for the counts, with every part of the filter optional.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::day::morning;
use domain::plan::custom::Wanted;
use domain::plan::list::{Ask, Group, OWN, Scope};
use domain::text;
use uuid::Uuid;

use crate::db::{Reader, on};
use crate::error::Result;
use crate::keys::Sight;
use crate::people::zone;
use crate::sql::sql;

/// The tasks that are kept: `t`, with their record `r`, project `p` and state `s`. `$1` to `$51`, bound by
/// [`bind_kept!`]. `$4` and `$5` are the same project, or two ids that
/// are not the same: then all projects are meant. (A range of ids would do, if SQLite did not carry it over to the tasks
/// and lose their index.)
///
/// The pattern of `LIKE` is no bare parameter: for that, SQLite would prepare the statement anew whenever it is bound.
///
/// What `visible!` asks of a task, asked once of its project where it is the project's: whether one is in it, whether
/// it lies in the trash. What is above a task need not be asked, since all below a task that is put away is marked.
macro_rules! kept {
    ($in_project:literal) => {
        concat!(
            // SQLite takes the tables of a CROSS JOIN in their order: by projects, then by the index of the outline.
            "FROM project p CROSS JOIN record home CROSS JOIN task t CROSS JOIN record r CROSS JOIN status s \
             WHERE p.workspace = $1 AND ",
            $in_project,
            " AND home.workspace = p.workspace AND home.id = p.id AND home.trashed_at IS NULL \
             AND ($3 OR EXISTS (SELECT 1 FROM project_member pm WHERE pm.workspace = p.workspace AND pm.member = $2 AND pm.project = p.id)) \
             AND t.workspace = p.workspace AND t.project = p.id AND r.workspace = t.workspace AND r.id = t.id \
             AND s.workspace = t.workspace AND s.id = t.status AND r.trashed_at IS NULL AND ",
            $crate::sql::named!("r"),
            " AND (EXISTS (SELECT 1 FROM task_assignee ta WHERE ta.workspace = t.workspace AND ta.task = t.id AND ta.member = $6) OR $6 IS NULL) \
             AND (t.title_folded LIKE COALESCE($7, '') ESCAPE '!' OR (t.number = $8 AND (p.key = $9 OR $9 = '')) OR $7 IS NULL) \
             AND (t.status = $10 OR $10 IS NULL) AND (s.category = $11 OR $11 IS NULL) \
             AND (EXISTS (SELECT 1 FROM task_assignee ta WHERE ta.workspace = t.workspace AND ta.task = t.id AND ta.member = $12) OR $12 IS NULL) \
             AND (NOT $13 OR (NOT EXISTS (SELECT 1 FROM task_assignee ta WHERE ta.workspace = t.workspace AND ta.task = t.id) \
               AND NOT EXISTS (SELECT 1 FROM outside_assignee oa WHERE oa.workspace = t.workspace AND oa.task = t.id))) \
             AND (EXISTS (SELECT 1 FROM task_label tl WHERE tl.workspace = t.workspace AND tl.task = t.id AND tl.label = $14) OR $14 IS NULL) \
             AND (t.deliverable = $15 OR $15 IS NULL) AND (t.kind = $16 OR $16 IS NULL) \
             AND (((t.finish_day >= $17 OR t.finish_day IS NULL) AND (t.deadline_day >= $17 OR t.deadline_day IS NULL) \
               AND (t.finish_day IS NOT NULL OR t.deadline_day IS NOT NULL)) OR $17 IS NULL) \
             AND (t.finish_day <= $18 OR t.deadline_day <= $18 OR $18 IS NULL) \
             AND (NOT $19 OR (s.category <> 'done' AND (t.finish_day < $24 OR t.deadline_day < $24 \
               OR ((t.finish_day < $23 OR t.deadline_day < $23) AND $21 NOT LIKE '%|' || p.zone || '|%') \
               OR ((t.finish_day < $22 OR t.deadline_day < $22) AND $20 LIKE '%|' || p.zone || '|%') \
               OR t.finish_at < $25 OR t.deadline_at < $25))) \
             AND (NOT $26 OR EXISTS (SELECT 1 FROM stop st WHERE st.workspace = t.workspace AND st.task = t.id AND st.ended_at IS NULL)) \
             AND (NOT $27 OR s.category <> 'done') \
             AND ($28 = '' OR $28 LIKE '%|' || p.key || '-' || CAST(t.number AS TEXT) || '|%') \
             AND ((COALESCE(t.start_day, t.finish_day, t.deadline_day) <= $30 AND COALESCE(t.finish_day, t.deadline_day, t.start_day) >= $29) OR $29 IS NULL)",
            $crate::plan::list::kept::own!("$31", "$32", "$33", "$34", "$35", "$36"),
            $crate::plan::list::kept::own!("$37", "$38", "$39", "$40", "$41", "$42"),
            $crate::plan::list::kept::own!("$43", "$44", "$45", "$46", "$47", "$48"),
            " AND (t.iteration = $49 OR $49 IS NULL) AND (t.release = $50 OR $50 IS NULL) \
             AND (NOT $51 OR NOT EXISTS (SELECT 1 FROM record ir WHERE ir.workspace = t.workspace AND ir.id = t.iteration AND ir.trashed_at IS NULL))"
        )
    };
}
pub(in crate::plan) use kept;

/// What is to be said in a field of the project's own, or (last) not to be said; no field: nothing is asked.
macro_rules! own {
    ($field:literal, $id:literal, $like:literal, $from:literal, $to:literal, $not:literal) => {
        concat!(
            " AND (EXISTS (SELECT 1 FROM custom_value cv WHERE cv.workspace = t.workspace AND cv.task = t.id AND cv.field = ",
            $field,
            " AND (cv.option = ",
            $id,
            " OR cv.member = ",
            $id,
            " OR ",
            $id,
            " IS NULL) AND (cv.folded LIKE COALESCE(",
            $like,
            ", '') ESCAPE '!' OR ",
            $like,
            " IS NULL) AND (cv.amount >= ",
            $from,
            " OR ",
            $from,
            " IS NULL) AND (cv.amount <= ",
            $to,
            " OR ",
            $to,
            " IS NULL)) <> ",
            $not,
            " OR ",
            $field,
            " IS NULL)"
        )
    };
}
pub(in crate::plan) use own;

/// Binds what [`kept!`] asks for.
macro_rules! bind_kept {
    ($query:expr, $kept:expr) => {{
        let mut query = $query
            .bind($kept.workspace)
            .bind($kept.eyes)
            .bind($kept.every)
            .bind($kept.first)
            .bind($kept.last)
            .bind($kept.mine)
            .bind($kept.like.as_deref())
            .bind($kept.number)
            .bind(&$kept.letters)
            .bind($kept.filter.status)
            .bind($kept.filter.category.map(|c| c.code()))
            .bind($kept.filter.assignee)
            .bind($kept.filter.unassigned)
            .bind($kept.filter.label)
            .bind($kept.filter.deliverable)
            .bind($kept.filter.kind.map(|k| k.code()))
            .bind($kept.filter.due_after)
            .bind($kept.filter.due_before)
            .bind($kept.filter.overdue)
            .bind(&$kept.ahead)
            .bind(&$kept.behind)
            .bind($kept.tomorrow)
            .bind($kept.today)
            .bind($kept.yesterday)
            .bind($kept.now)
            .bind($kept.filter.stopped)
            .bind($kept.filter.open_only)
            .bind(&$kept.broken)
            .bind($kept.filter.from)
            .bind($kept.filter.to);
        for own in &$kept.own {
            query = query
                .bind(own.field)
                .bind(own.id)
                .bind(own.like.as_deref())
                .bind(own.from)
                .bind(own.to)
                .bind(own.not);
        }
        query
            .bind($kept.filter.iteration)
            .bind($kept.filter.release)
            .bind($kept.filter.no_iteration)
    }};
}
pub(in crate::plan) use bind_kept;

pub(in crate::plan) struct Kept {
    pub workspace: Uuid,
    pub eyes: Uuid,
    pub every: bool,
    /// Twice the project; two different ids for all.
    pub first: Uuid,
    pub last: Uuid,
    pub mine: Option<Uuid>,
    pub like: Option<String>,
    pub number: Option<i64>,
    pub letters: String,
    pub filter: domain::plan::list::Filter,
    /// Zones in which it is already tomorrow, and still yesterday, as `|Europe/Berlin|…|`.
    pub ahead: String,
    pub behind: String,
    pub tomorrow: NaiveDate,
    pub today: NaiveDate,
    pub yesterday: NaiveDate,
    pub now: DateTime<Utc>,
    /// What is asked of fields of the project's own.
    pub own: [Own; OWN],
    /// The keys of tasks that break a link, as `|NGT-3|`, where only those are kept; else empty.
    pub broken: String,
}

/// What is asked of one field; of none, nothing.
#[derive(Default)]
pub(in crate::plan) struct Own {
    pub field: Option<Uuid>,
    pub id: Option<Uuid>,
    pub like: Option<String>,
    pub from: Option<i64>,
    pub to: Option<i64>,
    /// It is not to be there.
    pub not: bool,
}

impl Own {
    fn of(asked: &domain::plan::list::Own) -> Self {
        let mut own = Self {
            field: Some(asked.field),
            ..Self::default()
        };
        match &asked.wanted {
            Wanted::Nothing => own.not = true,
            Wanted::Is(id) => own.id = Some(*id),
            Wanted::Part(text) => own.like = Some(like(text)),
            Wanted::Between(from, to) => (own.from, own.to) = (*from, *to),
        }
        own
    }
}

impl Kept {
    /// The week's last day, as on Today: in UTC, where it is already tomorrow, where it is still yesterday.
    pub fn weeks(&self) -> [NaiveDate; 3] {
        [self.today, self.tomorrow, self.yesterday].map(|day| morning::week(day).1)
    }
}

pub(in crate::plan) async fn asked(
    reader: &mut impl Reader,
    sight: &Sight,
    ask: &Ask,
    now: DateTime<Utc>,
) -> Result<Kept> {
    let (first, last) = match ask.scope {
        Scope::Project(project) => (project, project),
        Scope::All | Scope::Mine => (Uuid::nil(), Uuid::max()),
    };
    let workspace = sight.workspace().0;
    let today = now.date_naive();
    let (ahead, behind) = if ask.filter.overdue || ask.group == Group::Due {
        zones(reader, workspace, now).await?
    } else {
        Default::default()
    };
    let typed = ask.filter.text.trim();
    let (letters, number) = key(typed);
    let mut kept = Kept {
        workspace,
        eyes: sight.eyes(),
        every: sight.every_project,
        first,
        last,
        mine: (ask.scope == Scope::Mine).then_some(sight.member().0),
        like: (!typed.is_empty()).then(|| like(typed)),
        number,
        letters,
        filter: ask.filter.clone(),
        ahead,
        behind,
        tomorrow: today + TimeDelta::days(1),
        today,
        yesterday: today - TimeDelta::days(1),
        now,
        own: std::array::from_fn(|n| ask.filter.own.get(n).map(Own::of).unwrap_or_default()),
        broken: String::new(),
    };
    if ask.filter.breaks {
        kept.broken = super::broken::broken(reader, sight, &kept).await?;
    }
    Ok(kept)
}

/// The zones of projects in which the day is another one than in UTC: a date is the project's day.
async fn zones(
    reader: &mut impl Reader,
    workspace: Uuid,
    now: DateTime<Utc>,
) -> Result<(String, String)> {
    let text =
        sql!("SELECT DISTINCT zone FROM project WHERE workspace = $1 ORDER BY zone LIMIT 600");
    let zones: Vec<String> = on!(reader.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .fetch_all(c)
        .await)?;
    let today = now.date_naive();
    let (mut ahead, mut behind) = (String::from("|"), String::from("|"));
    for name in zones {
        let there = zone::day_of(zone::of(&name), now);
        let list = match there.cmp(&today) {
            std::cmp::Ordering::Greater => &mut ahead,
            std::cmp::Ordering::Less => &mut behind,
            std::cmp::Ordering::Equal => continue,
        };
        list.push_str(&name);
        list.push('|');
    }
    Ok((ahead, behind))
}

/// The folded text anywhere in the title.
fn like(typed: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text::fold(typed).chars().take(text::TITLE) {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// `NGT-12` or `12`.
fn key(typed: &str) -> (String, Option<i64>) {
    let (letters, number) = typed.rsplit_once('-').unwrap_or(("", typed));
    let number = number
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| number.parse().ok())
        .flatten();
    (letters.to_uppercase(), number)
}
