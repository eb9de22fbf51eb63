//! A morning: everything that is known of a person's projects, judged. Facts in, rows out; nothing is read here.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use uuid::Uuid;

use super::brief::Counts;
use super::load::{Days, Work};
use super::readiness::{self, Asked, Assigned, Because, Before, Hours, Mover, State, Verdict};
use crate::plan::status::Category;

/// How far ahead work without anybody is shown.
pub const AHEAD: i64 = 14;
/// Minutes by which somebody must be over to be shown so: less is rounding.
const SLACK: i64 = 15;

#[derive(Clone, Debug)]
pub struct Project {
    pub id: Uuid,
    pub key: String,
    pub title: String,
    pub client: Option<String>,
    /// In its own zone.
    pub today: NaiveDate,
    pub may_edit: bool,
}

#[derive(Clone, Debug)]
pub struct Task {
    pub id: Uuid,
    pub project: Uuid,
    pub number: i64,
    pub title: String,
    pub category: Category,
    pub is_milestone: bool,
    pub effort: Option<i64>,
    pub percent: i64,
    pub start: Option<NaiveDate>,
    pub finish: Option<NaiveDate>,
    pub deadline: Option<NaiveDate>,
    /// Its state, and the first of its project's that means it has begun.
    pub status: Uuid,
    pub doing: Option<Uuid>,
    /// One of its dates has a time of day.
    pub has_time: bool,
    pub stop: Option<Stop>,
    /// The latest event by somebody else, of those that are new.
    pub fresh: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct Stop {
    pub because: String,
    pub mover: StopMover,
    pub began_at: DateTime<Utc>,
    /// Whole days since, in the project's zone.
    pub days: i64,
}

#[derive(Clone, Debug)]
pub enum StopMover {
    Member(Uuid, String),
    Client,
    Outside(String),
}

#[derive(Clone, Debug)]
pub struct Link {
    pub successor: Uuid,
    pub before: Before,
}

/// Someone's part in a task, whichever project it is of.
#[derive(Clone, Debug)]
pub struct Assignment {
    pub task: Uuid,
    pub member: Uuid,
    pub name: String,
    pub work: Work,
    /// In the task's project.
    pub today: NaiveDate,
    /// Whether the reader may see the task. One that they may not counts and is never named.
    pub is_seen: bool,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub member: Uuid,
    pub name: String,
    pub days: Days,
    /// Time away that touches the week, as it is said: its days and whether it is only part of one.
    pub away: Vec<Away>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub is_half: bool,
}

#[derive(Clone, Debug)]
pub struct InProject {
    pub project: Uuid,
    pub member: Uuid,
    pub is_lead: bool,
    /// Whether tasks can be given to them.
    pub works: bool,
}

#[derive(Clone, Debug)]
pub struct Facts {
    pub me: Uuid,
    /// Whether the page is of the reader's own work alone.
    pub only_me: bool,
    /// In the reader's zone.
    pub today: NaiveDate,
    pub projects: Vec<Project>,
    pub tasks: Vec<Task>,
    pub links: Vec<Link>,
    pub assignments: Vec<Assignment>,
    pub people: Vec<Person>,
    pub in_projects: Vec<InProject>,
}

/// The days that "this week" means: today to Sunday; at the weekend the week that comes.
pub fn week(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let to_sunday = i64::from(6 - today.weekday().num_days_from_monday());
    match today.weekday() {
        Weekday::Sat | Weekday::Sun => {
            let monday = today + TimeDelta::days(to_sunday + 1);
            (monday, monday + TimeDelta::days(6))
        }
        _ => (today, today + TimeDelta::days(to_sunday)),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    Late,
    Today,
    Week,
}

/// A task of today or this week.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: Uuid,
    pub code: String,
    pub title: String,
    pub project: Uuid,
    pub when: When,
    /// The day for which it stands here.
    pub day: Option<NaiveDate>,
    pub start: Option<NaiveDate>,
    pub finish: Option<NaiveDate>,
    pub people: Vec<String>,
    /// What is left of its effort.
    pub left: Option<i64>,
    pub verdict: Verdict,
    pub because: Option<String>,
    pub is_milestone: bool,
    /// Only what has begun can stop.
    pub has_begun: bool,
    pub may_edit: bool,
    pub fresh: Option<i64>,
    pub status: Uuid,
    pub doing: Option<Uuid>,
    /// The first day on which what is in the way, as planned now, is not.
    pub possible: Option<NaiveDate>,
}

/// Work that has been begun and cannot go on.
#[derive(Clone, Debug)]
pub struct Stopped {
    pub id: Uuid,
    pub code: String,
    pub title: String,
    pub because: String,
    pub mover: Mover,
    pub began_at: DateTime<Utc>,
    pub days: i64,
    pub people: Vec<String>,
    pub may_edit: bool,
}

/// Work that nobody has.
#[derive(Clone, Debug)]
pub struct Loose {
    pub id: Uuid,
    pub code: String,
    pub title: String,
    pub day: Option<NaiveDate>,
    pub left: Option<i64>,
    pub may_edit: bool,
    pub fresh: Option<i64>,
    /// By name, with the minutes they have left in its window, where that is known.
    pub people: Vec<(Uuid, String, Option<i64>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    pub name: String,
    pub away: Away,
    pub back: Option<NaiveDate>,
    /// Tasks of theirs, among those the reader sees, that fall on these days.
    pub tasks: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Over {
    pub name: String,
    pub work: i64,
    pub free: i64,
    /// Of it, in projects that the reader does not see.
    pub undisclosed: i64,
    /// Tasks of theirs without an estimate: there is more.
    pub without_effort: i64,
}

#[derive(Clone, Debug)]
pub struct Morning {
    pub week: (NaiveDate, NaiveDate),
    pub rows: Vec<Row>,
    pub stopped: Vec<Stopped>,
    pub loose: Vec<Loose>,
    pub absent: Vec<Absent>,
    pub over: Vec<Over>,
    /// Whose hours nobody has said, by name.
    pub unknown: Vec<String>,
}

/// Facts by what they are asked for.
struct Known<'a> {
    facts: &'a Facts,
    projects: HashMap<Uuid, &'a Project>,
    people: HashMap<Uuid, &'a Person>,
    of_task: HashMap<Uuid, Vec<&'a Assignment>>,
    of_person: HashMap<Uuid, Vec<&'a Assignment>>,
    before: HashMap<Uuid, Vec<Before>>,
    leads: HashMap<Uuid, Uuid>,
}

impl<'a> Known<'a> {
    fn new(facts: &'a Facts) -> Self {
        let mut known = Self {
            facts,
            projects: facts.projects.iter().map(|p| (p.id, p)).collect(),
            people: facts.people.iter().map(|p| (p.member, p)).collect(),
            of_task: HashMap::new(),
            of_person: HashMap::new(),
            before: HashMap::new(),
            leads: HashMap::new(),
        };
        for one in &facts.assignments {
            if one.is_seen {
                known.of_task.entry(one.task).or_default().push(one);
            }
            known.of_person.entry(one.member).or_default().push(one);
        }
        for link in &facts.links {
            let before = known.before.entry(link.successor).or_default();
            before.push(link.before.clone());
        }
        for one in facts.in_projects.iter().filter(|one| one.is_lead) {
            known.leads.entry(one.project).or_insert(one.member);
        }
        known
    }

    fn names(&self, task: Uuid) -> Vec<String> {
        let assigned = self.of_task.get(&task).into_iter().flatten();
        assigned.map(|one| one.name.clone()).collect()
    }

    fn member(&self, member: Uuid, name: &str) -> Mover {
        if member == self.facts.me {
            Mover::You
        } else {
            Mover::Member(name.to_owned())
        }
    }

    /// Those whose time this reader looks after: everybody in their projects, or themselves.
    fn shown(&self) -> impl Iterator<Item = &'a Person> {
        let (me, only_me) = (self.facts.me, self.facts.only_me);
        let people = self.facts.people.iter();
        people.filter(move |person| !only_me || person.member == me)
    }

    /// Whoever leads the project, by name where that is known.
    fn lead(&self, project: Uuid) -> Mover {
        let Some(lead) = self.leads.get(&project) else {
            return Mover::Nobody;
        };
        let name = self.people.get(lead).map(|p| p.name.clone());
        name.map_or(Mover::Lead, |name| self.member(*lead, &name))
    }
}

pub fn morning(facts: &Facts) -> Morning {
    let known = Known::new(facts);
    let week = week(facts.today);
    let mut rows: Vec<Row> = facts
        .tasks
        .iter()
        .filter_map(|task| row(&known, task))
        .collect();
    // Late, today, the week; what needs a hand first; then by day.
    rows.sort_by(|a, b| {
        let rank = |row: &Row| (row.when, !row.verdict.state.is_trouble(), row.day);
        rank(a).cmp(&rank(b))
    });
    let mut stopped: Vec<Stopped> = facts
        .tasks
        .iter()
        .filter_map(|task| stopped(&known, task))
        .collect();
    stopped.sort_by_key(|stop| stop.began_at);
    let loose = facts.tasks.iter().filter_map(|task| loose(&known, task));
    Morning {
        week,
        rows,
        stopped,
        loose: loose.collect(),
        absent: absent(&known, week),
        over: over(&known, week),
        unknown: unknown(&known, week),
    }
}

fn row(known: &Known<'_>, task: &Task) -> Option<Row> {
    let project = known.projects.get(&task.project)?;
    let (when, day) = when(task, project.today)?;
    let assigned = assigned(known, task, project);
    let before = before(known, task, project);
    let verdict = readiness::judge(&Asked {
        today: project.today,
        category: task.category,
        is_milestone: task.is_milestone,
        is_stopped: task.stop.is_some(),
        start: task.start,
        finish: task.finish,
        deadline: task.deadline,
        before: &before,
        people: &assigned,
    });
    let verdict = led(known, task.project, verdict);
    Some(Row {
        id: task.id,
        code: format!("{}-{}", project.key, task.number),
        title: task.title.clone(),
        project: task.project,
        when,
        day: Some(day),
        start: task.start,
        finish: task.finish,
        people: known.names(task.id),
        left: left(task),
        // A time of day is nobody's to move along.
        possible: possible(&verdict).filter(|day| *day > project.today && !task.has_time),
        because: task.stop.as_ref().map(|stop| stop.because.clone()),
        verdict,
        is_milestone: task.is_milestone,
        has_begun: matches!(task.category, Category::Doing | Category::Review) || task.percent > 0,
        may_edit: project.may_edit,
        fresh: task.fresh,
        status: task.status,
        doing: task.doing,
    })
}

/// Where a task stands in the morning, by the day of its project; nothing when it stands in none of it.
fn when(task: &Task, today: NaiveDate) -> Option<(When, NaiveDate)> {
    let week = week(today);
    if let Some(finish) = task.finish.filter(|finish| *finish < today) {
        return Some((When::Late, finish));
    }
    let dates = || {
        [task.finish, task.start, task.deadline]
            .into_iter()
            .flatten()
    };
    let should_run =
        task.category == Category::Todo && task.start.is_some_and(|start| start <= today);
    if should_run || dates().any(|day| day == today) {
        return Some((When::Today, today));
    }
    dates()
        .filter(|day| (week.0..=week.1).contains(day))
        .min()
        .map(|day| (When::Week, day))
}

fn left(task: &Task) -> Option<i64> {
    Some(
        task.effort?
            .saturating_mul(100 - task.percent.clamp(0, 100))
            / 100,
    )
}

/// A reason that waits for whoever leads says who that is.
fn led(known: &Known<'_>, project: Uuid, mut verdict: Verdict) -> Verdict {
    for reason in &mut verdict.reasons {
        if reason.mover == Mover::Lead {
            reason.mover = known.lead(project);
        }
    }
    verdict
}

fn before(known: &Known<'_>, task: &Task, _: &Project) -> Vec<Before> {
    known.before.get(&task.id).cloned().unwrap_or_default()
}

fn assigned(known: &Known<'_>, task: &Task, project: &Project) -> Vec<Assigned> {
    let (first, last) = readiness::window(project.today, task.start, task.finish);
    let assigned = known.of_task.get(&task.id).into_iter().flatten();
    assigned
        .map(|one| {
            let person = known.people.get(&one.member);
            let minutes = person.and_then(|p| p.days.over(first, last));
            let others = known.of_person.get(&one.member).into_iter().flatten();
            let other = person.map_or(0, |person| {
                others
                    .filter(|other| other.task != task.id)
                    .filter_map(|other| other.work.within(&person.days, other.today, first, last))
                    .sum()
            });
            Assigned {
                name: one.name.clone(),
                mover: known.member(one.member, &one.name),
                hours: minutes.map_or(Hours::Unknown, |(own, free)| Hours::Known { own, free }),
                needed: one.work.left(),
                other,
                away_first: person.is_some_and(|p| p.days.is_away(first)),
                back: person.and_then(|p| p.days.back(first)),
            }
        })
        .collect()
}

/// The first day on which nothing that is planned stands in the way; none when something has no day.
fn possible(verdict: &Verdict) -> Option<NaiveDate> {
    let days = verdict.reasons.iter().filter(|reason| {
        reason.stops
            || matches!(
                reason.because,
                Because::AwayAtStart { .. } | Because::BeforeEndsThatDay { .. }
            )
    });
    let mut latest = None;
    for reason in days {
        let day = match &reason.because {
            Because::Lag { until, .. } => *until,
            Because::BeforeEndsAfter { finish, .. } => finish.succ_opt()?,
            Because::BeforeOpen { due, .. } => (*due)?.succ_opt()?,
            Because::Away { back, .. } => (*back)?,
            Because::AwayAtStart { back, .. } => *back,
            _ => return None,
        };
        latest = latest.max(Some(day));
    }
    latest
}

fn stopped(known: &Known<'_>, task: &Task) -> Option<Stopped> {
    let (stop, project) = (task.stop.as_ref()?, known.projects.get(&task.project)?);
    let mover = match &stop.mover {
        StopMover::Member(member, name) => known.member(*member, name),
        StopMover::Client => project.client.clone().map_or(Mover::Nobody, Mover::Client),
        StopMover::Outside(name) => Mover::Outside(name.clone()),
    };
    Some(Stopped {
        id: task.id,
        code: format!("{}-{}", project.key, task.number),
        title: task.title.clone(),
        because: stop.because.clone(),
        mover,
        began_at: stop.began_at,
        days: stop.days,
        people: known.names(task.id),
        may_edit: project.may_edit,
    })
}

fn loose(known: &Known<'_>, task: &Task) -> Option<Loose> {
    let project = known.projects.get(&task.project)?;
    let day = task.start.or(task.finish).or(task.deadline);
    let soon = day.is_some_and(|day| day <= project.today + TimeDelta::days(AHEAD));
    if task.is_milestone || !soon || known.of_task.contains_key(&task.id) {
        return None;
    }
    let (first, last) = readiness::window(project.today, task.start, task.finish);
    let people = known
        .facts
        .in_projects
        .iter()
        .filter(|one| one.project == task.project && one.works);
    let people = people.filter_map(|one| {
        let person = known.people.get(&one.member)?;
        let free = person.days.over(first, last).map(|(_, free)| {
            let taken: i64 = work_within(known, person, first, last, |_| true);
            (free - taken).max(0)
        });
        Some((one.member, person.name.clone(), free))
    });
    Some(Loose {
        id: task.id,
        code: format!("{}-{}", project.key, task.number),
        title: task.title.clone(),
        day: task.finish.or(day),
        left: left(task),
        may_edit: project.may_edit,
        fresh: task.fresh,
        people: people.collect(),
    })
}

fn work_within(
    known: &Known<'_>,
    person: &Person,
    from: NaiveDate,
    to: NaiveDate,
    of: impl Fn(&Assignment) -> bool,
) -> i64 {
    let all = known.of_person.get(&person.member).into_iter().flatten();
    all.filter(|one| of(one))
        .filter_map(|one| one.work.within(&person.days, one.today, from, to))
        .sum()
}

fn absent(known: &Known<'_>, week: (NaiveDate, NaiveDate)) -> Vec<Absent> {
    let mut absent = Vec::new();
    for person in known.shown() {
        for away in &person.away {
            let from = known.facts.today.min(week.0);
            if away.last < from || away.first > week.1 {
                continue;
            }
            let theirs = known.of_person.get(&person.member).into_iter().flatten();
            let hit = theirs
                .filter(|one| one.is_seen && meets(&one.work, away))
                .count();
            absent.push(Absent {
                name: person.name.clone(),
                away: *away,
                back: person.days.back(away.last.max(known.facts.today)),
                tasks: i64::try_from(hit).unwrap_or(i64::MAX),
            });
        }
    }
    absent
}

fn meets(work: &Work, away: &Away) -> bool {
    let Some(start) = work.start.or(work.finish) else {
        return false;
    };
    start <= away.last && work.finish.unwrap_or(start) >= away.first
}

fn over(known: &Known<'_>, (from, to): (NaiveDate, NaiveDate)) -> Vec<Over> {
    let mut over = Vec::new();
    for person in known.shown() {
        let Some((_, free)) = person.days.over(from, to) else {
            continue;
        };
        let work = work_within(known, person, from, to, |_| true);
        if work < free + SLACK {
            continue;
        }
        let theirs = known.of_person.get(&person.member).into_iter().flatten();
        let without =
            theirs.filter(|one| one.work.effort.is_none() && in_week(&one.work, from, to));
        over.push(Over {
            name: person.name.clone(),
            work,
            free,
            undisclosed: work_within(known, person, from, to, |one| !one.is_seen),
            without_effort: i64::try_from(without.count()).unwrap_or(i64::MAX),
        });
    }
    over
}

fn in_week(work: &Work, from: NaiveDate, to: NaiveDate) -> bool {
    meets(
        work,
        &Away {
            first: from,
            last: to,
            is_half: false,
        },
    )
}

/// Those with work this week whose hours nobody has said.
fn unknown(known: &Known<'_>, (from, to): (NaiveDate, NaiveDate)) -> Vec<String> {
    let has_work = |person: &Person| {
        let mut all = known.of_person.get(&person.member).into_iter().flatten();
        all.any(|one| in_week(&one.work, from, to))
    };
    known
        .shown()
        .filter(|person| person.days.over(from, to).is_none() && has_work(person))
        .map(|person| person.name.clone())
        .collect()
}

impl Morning {
    /// What the brief is made of.
    pub fn counts(&self, is_closed: bool) -> Counts {
        let count = |of: &dyn Fn(&&Row) -> bool| {
            i64::try_from(self.rows.iter().filter(of).count()).unwrap_or(i64::MAX)
        };
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let is_stopped = |row: &&Row| row.verdict.state == State::Stopped;
        Counts {
            today: count(&|row| row.when == When::Today && !is_stopped(row)),
            not_ready: count(&|row| {
                row.when == When::Today && row.verdict.state == State::NotReady
            }),
            week_trouble: count(&|row| {
                row.when == When::Week
                    && matches!(row.verdict.state, State::NotReady | State::AtRisk)
            }),
            stopped: number(self.stopped.len()),
            stopped_days: self.stopped.iter().map(|stop| stop.days).max().unwrap_or(0),
            late: count(&|row| row.when == When::Late && !is_stopped(row)),
            unassigned: number(self.loose.len()),
            away: {
                let mut names: Vec<_> = self.absent.iter().map(|a| a.name.clone()).collect();
                names.dedup();
                names
            },
            over: number(self.over.len()),
            your_move: number(
                self.stopped
                    .iter()
                    .filter(|stop| stop.mover == Mover::You)
                    .count(),
            ),
            is_closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::load::Day;
    use crate::day::readiness::{Called, Link as Kind};

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, n).unwrap_or_default()
    }

    const P: Uuid = Uuid::from_u128(1);
    const ME: Uuid = Uuid::from_u128(10);
    const ANA: Uuid = Uuid::from_u128(11);

    fn person(member: Uuid, name: &str, free: i64) -> Person {
        let known = |n: u32| {
            let own = if (28..30).contains(&n) { 0 } else { 480 };
            Some(Day {
                own,
                free: own.min(free),
                is_away: free < own,
            })
        };
        Person {
            member,
            name: name.into(),
            days: Days {
                first: day(24),
                days: (24..=30).map(known).collect(),
            },
            away: vec![],
        }
    }

    fn task(id: u128, start: u32, finish: u32) -> Task {
        Task {
            id: Uuid::from_u128(id),
            project: P,
            number: id as i64,
            title: format!("Task {id}"),
            category: Category::Todo,
            is_milestone: false,
            effort: Some(240),
            percent: 0,
            start: Some(day(start)),
            finish: Some(day(finish)),
            deadline: None,
            status: Uuid::nil(),
            doing: None,
            has_time: false,
            stop: None,
            fresh: None,
        }
    }

    fn given(task: &Task, member: Uuid, name: &str) -> Assignment {
        Assignment {
            task: task.id,
            member,
            name: name.into(),
            work: Work {
                start: task.start,
                finish: task.finish,
                effort: task.effort,
                percent: 0,
                units: 1000,
                all_units: 1000,
            },
            today: day(24),
            is_seen: true,
        }
    }

    fn facts(tasks: Vec<Task>, assignments: Vec<Assignment>) -> Facts {
        let lead = InProject {
            project: P,
            member: ME,
            is_lead: true,
            works: true,
        };
        Facts {
            me: ME,
            only_me: false,
            today: day(24),
            projects: vec![Project {
                id: P,
                key: "NGT".into(),
                title: "Night guide".into(),
                client: Some("Harbour".into()),
                today: day(24),
                may_edit: true,
            }],
            tasks,
            links: vec![],
            assignments,
            people: vec![person(ANA, "Ana", 480), person(ME, "Maeve", 480)],
            in_projects: vec![
                InProject {
                    member: ANA,
                    is_lead: false,
                    ..lead.clone()
                },
                lead,
            ],
        }
    }

    #[test]
    fn rows_stand_by_day_and_trouble_first() {
        let tasks = vec![
            task(1, 24, 24),
            task(2, 26, 27),
            task(3, 17, 20),
            task(4, 24, 25),
            task(5, 30, 30),
        ];
        let given = tasks.iter().take(3).map(|t| given(t, ANA, "Ana")).collect();
        let morning = morning(&facts(tasks, given));
        let rows: Vec<_> = morning
            .rows
            .iter()
            .map(|r| (r.when, r.code.as_str(), r.verdict.state))
            .collect();
        assert_eq!(rows[0].1, "NGT-3");
        assert_eq!(
            rows[1],
            (When::Today, "NGT-4", State::NotReady),
            "nobody has it"
        );
        assert_eq!(rows[2].1, "NGT-1");
        assert_eq!((rows[3].0, rows[3].1), (When::Week, "NGT-2"));
        assert_eq!(rows.len(), 4, "Monday's is next week's");
        assert_eq!(
            morning
                .loose
                .iter()
                .map(|l| l.code.as_str())
                .collect::<Vec<_>>(),
            ["NGT-4", "NGT-5"]
        );
        // Whoever leads is named, and here it is the reader.
        let nobody = morning.rows[1].verdict.reasons.first();
        assert_eq!(nobody.map(|r| r.mover.clone()), Some(Mover::You));
    }

    #[test]
    fn hidden_work_counts_and_is_never_named() {
        let tasks = vec![task(1, 24, 24)];
        let hidden = Task {
            effort: Some(480),
            title: "Secret".into(),
            ..task(99, 24, 24)
        };
        let mut assignments = vec![given(&tasks[0], ANA, "Ana")];
        assignments.push(Assignment {
            is_seen: false,
            ..given(&hidden, ANA, "Ana")
        });
        let morning = morning(&facts(tasks, assignments));
        let row = &morning.rows[0];
        assert_eq!(row.verdict.state, State::AtRisk);
        assert_eq!(
            row.verdict.reasons[0].because,
            Because::Overbooked {
                who: "Ana".into(),
                free: 480,
                work: 720
            }
        );
        assert_eq!(morning.rows.len(), 1);
        assert!(!format!("{morning:?}").contains("Secret"));
    }

    #[test]
    fn over_is_more_work_than_hours_in_the_rest_of_the_week() {
        let tasks: Vec<_> = (1..=7)
            .map(|n| Task {
                effort: Some(480),
                ..task(n, 24, 27)
            })
            .collect();
        let assignments = tasks.iter().map(|t| given(t, ANA, "Ana")).collect();
        let morning = morning(&facts(tasks, assignments));
        assert_eq!(
            morning.over,
            [Over {
                name: "Ana".into(),
                work: 3360,
                free: 1920,
                undisclosed: 0,
                without_effort: 0
            }]
        );
        assert_eq!(morning.counts(false).over, 1);
    }

    #[test]
    fn somebody_away_is_shown_with_what_it_hits() {
        let tasks = vec![task(1, 24, 25), task(2, 26, 26)];
        let assignments = tasks.iter().map(|t| given(t, ANA, "Ana")).collect();
        let mut facts = facts(tasks, assignments);
        let away = Away {
            first: day(24),
            last: day(25),
            is_half: false,
        };
        let ana = &mut facts.people[0];
        ana.away = vec![away];
        for at in 0..2 {
            ana.days.days[at] = Some(Day {
                own: 480,
                free: 0,
                is_away: true,
            });
        }
        let morning = morning(&facts);
        assert_eq!(
            morning.absent,
            [Absent {
                name: "Ana".into(),
                away,
                back: Some(day(26)),
                tasks: 1
            }]
        );
        let first = &morning.rows[0];
        assert_eq!(
            (first.verdict.state, first.possible),
            (State::NotReady, Some(day(26)))
        );
    }

    #[test]
    fn stopped_work_says_whose_move_it_is() {
        let stop = |mover| Stop {
            because: "no tablets".into(),
            mover,
            began_at: DateTime::default(),
            days: 6,
        };
        let stopped = |id, mover| Task {
            category: Category::Doing,
            stop: Some(stop(mover)),
            ..task(id, 20, 30)
        };
        let tasks = vec![
            stopped(1, StopMover::Member(ME, "Maeve".into())),
            stopped(2, StopMover::Client),
            stopped(3, StopMover::Outside("Owen".into())),
        ];
        let morning = morning(&facts(tasks, vec![]));
        let movers: Vec<_> = morning.stopped.iter().map(|s| s.mover.clone()).collect();
        assert_eq!(
            movers,
            [
                Mover::You,
                Mover::Client("Harbour".into()),
                Mover::Outside("Owen".into())
            ]
        );
        let counts = morning.counts(false);
        assert_eq!(
            (
                counts.stopped,
                counts.stopped_days,
                counts.your_move,
                counts.today
            ),
            (3, 6, 1, 0)
        );
    }

    #[test]
    fn what_is_possible_later_says_when() {
        let tasks = vec![task(1, 24, 24)];
        let assignments = vec![given(&tasks[0], ANA, "Ana")];
        let mut facts = facts(tasks, assignments);
        facts.links = vec![Link {
            successor: Uuid::from_u128(1),
            before: Before {
                called: Some(Called {
                    code: "NGT-9".into(),
                    title: "Before".into(),
                }),
                link: Kind::Fs,
                lag: 0,
                done_on: None,
                is_done: false,
                is_begun: true,
                stopped_days: None,
                start: Some(day(23)),
                finish: Some(day(25)),
                mover: Mover::Nobody,
            },
        }];
        let morning = morning(&facts);
        assert_eq!(morning.rows[0].possible, Some(day(26)));
    }

    #[test]
    fn weeks_end_on_sunday_and_begin_anew_at_the_weekend() {
        assert_eq!(week(day(24)), (day(24), day(29)));
        assert_eq!(week(day(27)), (day(27), day(29)));
        assert_eq!(week(day(28)).0, day(30));
    }
}
