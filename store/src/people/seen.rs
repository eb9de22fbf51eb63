//! What people read of each other: where somebody is, whether they are away, their week. Never what for, save those
//! for whom that is.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::access::{ApproveAbsence, Permission, Right, SeePeople, Standing};
use domain::id::MemberId;
use domain::people::absence::{Part, Span};
use domain::people::capacity::{Pattern, Time, Usual};
use sqlx::FromRow;
use uuid::Uuid;

use super::capacity::{self, Whom};
use super::holidays::Kept;
use super::member::Person;
use super::week::{PatternRow, usual_week};
use super::zone;
use crate::Db;
use crate::db::{now, on};
use crate::error::{Result, absent};
use crate::keys::{Granted, Key, Sight};
use crate::sql::{named, sql};

/// Most absences on a page.
const ROWS: i64 = 500;
/// Most tasks that an absence is shown to hit.
const HITS: i64 = 200;

/// Whether the people with whom one shares no project are shown too.
pub(super) fn sees_everybody(key: &Granted<SeePeople>) -> bool {
    let stands = Standing {
        workspace: Some(key.role()),
        project: None,
    };
    stands.may(Right::SeeEverybody)
}

/// Whether the member `m` is for the reader `$2`: everybody is (`$3`), or it is they, or both are in a project.
macro_rules! known_to {
    () => {
        "(m.id = $2 OR $3 OR EXISTS (SELECT 1 FROM project_member mine JOIN project_member theirs ON theirs.workspace = mine.workspace AND theirs.project = mine.project \
         WHERE mine.workspace = m.workspace AND mine.member = $2 AND theirs.member = m.id))"
    };
}
pub(super) use known_to;

/// Where somebody is right now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Now {
    /// The clock on their wall: `12:12`.
    pub clock: String,
    /// The day on their calendar.
    pub today: NaiveDate,
    pub zone: String,
    /// What of today they are away, and the last day of it.
    pub away: Option<(Part, NaiveDate)>,
}

/// Where people are right now, by their ids.
pub async fn presence(
    db: &Db,
    key: &Granted<SeePeople>,
    people: &[Person],
) -> Result<HashMap<Uuid, Now>> {
    let (at, day) = (now(), TimeDelta::days(1));
    let (yesterday, tomorrow) = ((at - day).date_naive(), (at + day).date_naive());
    let mut held = db.hold().await?;
    let workspace = key.acting().workspace;
    let times = capacity::load(&mut held, workspace, Whom::Everybody, yesterday, tomorrow).await?;
    let now = people.iter().map(|person| {
        let time = times.of(MemberId(person.id));
        (person.id, now_of(&person.zone, &time, at))
    });
    Ok(now.collect())
}

fn now_of(zone: &str, time: &Time, at: DateTime<Utc>) -> Now {
    let here = zone::of(zone);
    let today = zone::day_of(here, at);
    let spans = time.away.iter().filter_map(|span| {
        let part = span.on(today)?;
        Some((part, span.last_day))
    });
    // A morning and an afternoon are a day.
    let away = spans.reduce(|(part, until), (other, last)| {
        let part = if part == other { part } else { Part::Whole };
        (part, until.max(last))
    });
    Now {
        clock: at.with_timezone(&here).format("%H:%M").to_string(),
        today,
        zone: zone.to_owned(),
        away,
    }
}

/// Somebody's page.
#[derive(Clone, Debug)]
pub struct Whole {
    pub person: Person,
    pub now: Now,
    /// Weeks of their own, oldest first.
    pub patterns: Vec<Pattern>,
    pub usual: Option<Usual>,
    pub time: Time,
    pub projects: Vec<Shared>,
    pub absences: Vec<Absence>,
}

/// A project that somebody is in and the reader sees.
#[derive(Clone, Debug, FromRow)]
pub struct Shared {
    pub key: String,
    pub title: String,
    pub role: String,
}

pub async fn person(
    db: &Db,
    key: &Granted<SeePeople>,
    sight: &Sight,
    member: MemberId,
) -> Result<Whole> {
    let text = sql!(
        "SELECT m.id, a.name, a.email, m.role, a.zone, (SELECT COUNT(*) FROM member_group_member gm WHERE gm.workspace = m.workspace AND gm.member = m.id) AS groups \
         FROM member m JOIN account a ON a.id = m.account WHERE m.workspace = $1 AND m.id = $4 AND m.left_at IS NULL AND ",
        known_to!()
    );
    let person: Option<Person> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.workspace().0)
        .bind(key.member().0)
        .bind(sees_everybody(key))
        .bind(member.0)
        .fetch_optional(c)
        .await)?;
    let Some(person) = person else {
        return absent();
    };
    let at = now();
    let today = zone::day_of(zone::of(&person.zone), at);
    let ahead = today + TimeDelta::days(370);
    let mut held = db.hold().await?;
    let workspace = key.acting().workspace;
    let times = capacity::load(&mut held, workspace, Whom::One(member), today, ahead).await?;
    let text = sql!(
        "SELECT member, first_day, monday, tuesday, wednesday, thursday, friday, saturday, sunday, begins, break_minutes, availability, country, region \
         FROM working_pattern WHERE workspace = $1 AND member = $2 ORDER BY first_day LIMIT 100"
    );
    let patterns: Vec<PatternRow> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(workspace.0)
        .bind(member.0)
        .fetch_all(c)
        .await)?;
    let text = sql!(
        "SELECT p.key, p.title, pm.role FROM project p JOIN record r ON r.workspace = p.workspace AND r.id = p.id \
         JOIN project_member pm ON pm.workspace = p.workspace AND pm.project = p.id WHERE ",
        crate::sql::visible!(),
        " AND pm.member = $4 ORDER BY p.title_folded, p.id LIMIT 100"
    );
    let projects = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(member.0)
        .fetch_all(c)
        .await)?;
    let time = times.of(member);
    let mut absences = absences(db, key, today, ahead).await?;
    absences.retain(|absence| absence.member == member.0);
    Ok(Whole {
        now: now_of(&person.zone, &time, at),
        person,
        patterns: patterns.into_iter().map(Into::into).collect(),
        usual: times.usual().cloned(),
        time,
        projects,
        absences,
    })
}

/// Time away as one reader may read it.
#[derive(Clone, Debug)]
pub struct Absence {
    pub id: Uuid,
    pub member: Uuid,
    pub name: String,
    pub span: Span,
    pub state: String,
    pub unplanned: bool,
    /// What for, and what was said of it: only for whom it is.
    pub inner: Option<Inner>,
    /// Whether the reader may say yes or no, now.
    pub may_answer: bool,
    /// Whether the reader may take it back.
    pub may_withdraw: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inner {
    pub kind: String,
    pub note: String,
    pub answer: String,
    pub answered_by: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    member: Uuid,
    name: String,
    kind: String,
    first_day: NaiveDate,
    last_day: NaiveDate,
    first_part: String,
    last_part: String,
    note: String,
    unplanned: bool,
    state: String,
    asked_by: Uuid,
    answered_by: Option<Uuid>,
    answered_name: Option<String>,
    answer: String,
}

/// Absences that touch these days, by their first: everybody's that hold, and those asked for or answered that concern
/// the reader.
pub async fn absences(
    db: &Db,
    key: &Granted<SeePeople>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Absence>> {
    let after = looked_after(db, key).await?;
    let text = sql!(
        "SELECT ab.id, ab.member, a.name, ab.kind, ab.first_day, ab.last_day, ab.first_part, ab.last_part, ab.note, ab.unplanned, ab.state, ab.asked_by, ab.answered_by, \
         an.name AS answered_name, ab.answer \
         FROM absence ab JOIN record r ON r.workspace = ab.workspace AND r.id = ab.id JOIN member m ON m.workspace = ab.workspace AND m.id = ab.member JOIN account a ON a.id = m.account \
         LEFT JOIN member am ON am.workspace = ab.workspace AND am.id = ab.answered_by LEFT JOIN account an ON an.id = am.account \
         WHERE ab.workspace = $1 AND ab.last_day >= $4 AND ab.first_day <= $5 AND ab.state <> 'withdrawn' AND r.trashed_at IS NULL AND m.left_at IS NULL AND ",
        known_to!(),
        " ORDER BY ab.first_day, a.name, ab.id LIMIT $6"
    );
    let rows: Vec<Row> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(key.workspace().0)
        .bind(key.member().0)
        .bind(sees_everybody(key))
        .bind(from)
        .bind(to)
        .bind(ROWS)
        .fetch_all(c)
        .await)?;
    Ok(rows
        .into_iter()
        .filter_map(|row| shown(row, key, &after))
        .collect())
}

/// What of an absence the reader may read. What it is for is for its owner, *people*, whoever recorded it, and its
/// approver: whoever may answer while it is asked, whoever answered afterwards.
fn shown(row: Row, key: &Granted<SeePeople>, after: &LookedAfter) -> Option<Absence> {
    let reader = key.member().0;
    let (own, asked) = (row.member == reader, row.state == "asked");
    let may_answer = asked && after.may_answer(row.member);
    let kinds = Standing {
        workspace: Some(key.role()),
        project: None,
    }
    .may(Right::SeeAbsenceKinds);
    let inner =
        own || kinds || may_answer || row.asked_by == reader || row.answered_by == Some(reader);
    // What holds is for all; what is only asked for, or was refused, for those it concerns.
    if row.state != "approved" && !inner {
        return None;
    }
    let part = |text: &str| Part::parse(text).unwrap_or(Part::Whole);
    Some(Absence {
        id: row.id,
        member: row.member,
        name: row.name,
        span: Span {
            first_day: row.first_day,
            last_day: row.last_day,
            first_part: part(&row.first_part),
            last_part: part(&row.last_part),
        },
        unplanned: row.unplanned,
        may_answer,
        may_withdraw: row.state != "refused" && (own || after.has(row.member)),
        state: row.state,
        inner: inner.then_some(Inner {
            kind: row.kind,
            note: row.note,
            answer: row.answer,
            answered_by: row.answered_name,
        }),
    })
}

/// Whom the reader looks after: everybody, or those in the projects that they lead.
#[derive(Clone, Debug)]
pub struct LookedAfter {
    everybody: bool,
    people: HashSet<Uuid>,
    reader: Uuid,
    is_owner: bool,
}

impl LookedAfter {
    pub fn has(&self, member: Uuid) -> bool {
        self.everybody || self.people.contains(&member)
    }

    /// Nobody but an owner answers themselves.
    pub fn may_answer(&self, member: Uuid) -> bool {
        if member == self.reader {
            self.is_owner
        } else {
            self.has(member)
        }
    }
}

pub async fn looked_after(db: &Db, key: &Granted<SeePeople>) -> Result<LookedAfter> {
    let stands = |project| Standing {
        workspace: Some(key.role()),
        project,
    };
    let right = <ApproveAbsence as Permission>::RIGHT;
    let lead = stands(Some(domain::access::ProjectRole::Lead)).may(right);
    let everybody = stands(None).may(right);
    let mut people = HashSet::new();
    if lead && !everybody {
        let text = sql!(
            "SELECT DISTINCT theirs.member FROM project_member mine JOIN project_member theirs ON theirs.workspace = mine.workspace AND theirs.project = mine.project \
             JOIN record r ON r.workspace = mine.workspace AND r.id = mine.project \
             WHERE mine.workspace = $1 AND mine.member = $2 AND mine.role = 'lead' AND r.trashed_at IS NULL LIMIT 1000"
        );
        let found: Vec<Uuid> = on!(db.read(), |c| sqlx::query_scalar(text)
            .bind(key.workspace().0)
            .bind(key.member().0)
            .fetch_all(c)
            .await)?;
        people = found.into_iter().collect();
    }
    Ok(LookedAfter {
        everybody,
        people,
        reader: key.member().0,
        is_owner: key.role() == domain::access::WorkspaceRole::Owner,
    })
}

/// An open task that an absence asked for would hit.
#[derive(Clone, Debug, FromRow)]
pub struct Hit {
    pub absence: Uuid,
    pub project_key: String,
    pub number: i64,
    pub title: String,
    pub start_day: Option<NaiveDate>,
    pub finish_day: Option<NaiveDate>,
}

/// The open tasks of people that lie over the days they ask for, as far as the reader sees them; and how many there are
/// besides, by absence.
pub async fn hits(
    db: &Db,
    sight: &Sight,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<(Vec<Hit>, HashMap<Uuid, i64>)> {
    let text = sql!(
        "SELECT ab.id AS absence, p.key AS project_key, t.number, t.title, t.start_day, t.finish_day ",
        over_task!(),
        " JOIN project p ON p.workspace = t.workspace AND p.id = t.project WHERE ",
        crate::sql::visible!(),
        over_days!(),
        " ORDER BY ab.id, COALESCE(t.start_day, t.finish_day), t.id LIMIT $6"
    );
    let hits: Vec<Hit> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(from)
        .bind(to)
        .bind(HITS)
        .fetch_all(c)
        .await)?;
    // Those in projects that the reader is not in, and those for others by name: counted, never named.
    let text = sql!(
        "SELECT ab.id, COUNT(*) ",
        over_task!(),
        " JOIN record home ON home.workspace = t.workspace AND home.id = t.project WHERE r.workspace = $1 AND NOT (($3 OR EXISTS (SELECT 1 FROM project_member pm \
         WHERE pm.workspace = r.workspace AND pm.member = $2 AND pm.project = t.project)) AND ",
        named!("r"),
        ") AND r.trashed_at IS NULL AND home.trashed_at IS NULL",
        over_days!(),
        " GROUP BY ab.id ORDER BY ab.id LIMIT $6"
    );
    let hidden: Vec<(Uuid, i64)> = on!(db.read(), |c| sqlx::query_as(text)
        .bind(sight.workspace().0)
        .bind(sight.eyes())
        .bind(sight.every_project)
        .bind(from)
        .bind(to)
        .bind(HITS)
        .fetch_all(c)
        .await)?;
    Ok((hits, hidden.into_iter().collect()))
}

/// Open tasks `t` with their record `r`, of whoever asks for the absence `ab`.
macro_rules! over_task {
    () => {
        "FROM absence ab JOIN record ar ON ar.workspace = ab.workspace AND ar.id = ab.id JOIN task_assignee ta ON ta.workspace = ab.workspace AND ta.member = ab.member \
         JOIN task t ON t.workspace = ta.workspace AND t.id = ta.task JOIN record r ON r.workspace = t.workspace AND r.id = t.id"
    };
}
use over_task;

/// Asked for, between `$4` and `$5`, and some day of it is a day of the task. A task with one date is on that day.
macro_rules! over_days {
    () => {
        " AND ab.state = 'asked' AND ar.trashed_at IS NULL AND ab.last_day >= $4 AND ab.first_day <= $5 AND COALESCE(t.start_day, t.finish_day) <= ab.last_day \
         AND COALESCE(t.finish_day, t.start_day) >= ab.first_day AND NOT EXISTS (SELECT 1 FROM closing cl WHERE cl.workspace = t.workspace AND cl.task = t.id)"
    };
}
use over_days;

/// A public holiday of some of the people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Free {
    pub day: NaiveDate,
    pub name: String,
    pub place: String,
}

/// The public holidays of the workspace's place from a day to a day.
pub async fn usual_holidays(
    db: &Db,
    key: &Granted<SeePeople>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Free>> {
    let mut held = db.hold().await?;
    let Some(usual) = usual_week(&mut held, key.acting().workspace).await? else {
        return Ok(Vec::new());
    };
    let place = super::holidays::called(&usual.place);
    let found = super::holidays::between(&usual.place, from, to);
    let free = found.into_iter().map(|(day, name)| Free {
        day,
        name,
        place: place.clone(),
    });
    Ok(free.collect())
}

/// The usual week of the workspace, for whoever may see its people.
pub async fn usual(db: &Db, sight: &Sight) -> Result<Option<Usual>> {
    let mut held = db.hold().await?;
    usual_week(&mut held, sight.workspace()).await
}

/// The source of holidays, for rules that take one.
pub fn holidays() -> Kept {
    Kept
}
