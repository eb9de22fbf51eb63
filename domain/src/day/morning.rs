//! A morning: everything that is known of a person's projects, judged. Facts in, rows out; nothing is read here.

mod facts;
mod rows;

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use uuid::Uuid;

use super::brief::Counts;
use super::load::Work;
use super::readiness::{self, Asked, Assigned, Because, Before, Hours, Mover, State, Verdict};
use crate::plan::status::Category;
pub use facts::{
    Assignment, Away, Facts, InProject, Link, Load, Person, Project, Stop, StopMover, Task,
};
pub use rows::{Absent, Loose, Morning, Over, Row, Stopped, When};

/// How far ahead work without anybody is shown.
pub const AHEAD: i64 = 14;
/// Minutes by which somebody must be over to be shown so: less is rounding.
const SLACK: i64 = 15;

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

/// Facts by what they are asked for.
struct Known<'a> {
    facts: &'a Facts,
    projects: HashMap<Uuid, &'a Project>,
    people: HashMap<Uuid, &'a Person>,
    of_task: HashMap<Uuid, Vec<&'a Assignment>>,
    of_person: HashMap<Uuid, Vec<&'a Load>>,
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
            known.of_task.entry(one.task).or_default().push(one);
        }
        for load in &facts.loads {
            known.of_person.entry(load.member).or_default().push(load);
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

    fn names(&self, task: &Task) -> Vec<String> {
        let assigned = self.of_task.get(&task.id).into_iter().flatten();
        let assigned = assigned.map(|one| &one.name);
        assigned.chain(&task.outside).cloned().collect()
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
        late: facts.late,
        absent: absent(&known, week),
        over: over(&known, week),
        unknown: unknown(&known, week),
    }
}

fn row(known: &Known<'_>, task: &Task) -> Option<Row> {
    let project = known.projects.get(&task.project)?;
    let (when, day) = when(task, project.today)?;
    let assigned = assigned(known, task, project);
    let before = known.before.get(&task.id).map_or(&[][..], Vec::as_slice);
    let verdict = readiness::judge(&Asked {
        today: project.today,
        category: task.category,
        is_milestone: task.is_milestone,
        is_stopped: task.stop.is_some(),
        start: task.start,
        finish: task.finish,
        deadline: task.deadline,
        constraint: task.constraint,
        before,
        before_known: task.before_known,
        people: &assigned,
        outside: &task.outside,
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
        people: known.names(task),
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
    // Whichever is earlier, as everywhere where something is called late.
    let due = [task.finish, task.deadline].into_iter().flatten().min();
    if let Some(due) = due.filter(|due| *due < today) {
        return Some((When::Late, due));
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
    // On a Saturday the Sunday before the week that comes, too.
    let ends = week(today).1;
    dates()
        .filter(|day| *day > today && *day <= ends)
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

fn assigned(known: &Known<'_>, task: &Task, project: &Project) -> Vec<Assigned> {
    let (first, last) = readiness::window(project.today, task.start, task.finish);
    let assigned = known.of_task.get(&task.id).into_iter().flatten();
    assigned
        .map(|one| {
            let person = known.people.get(&one.member);
            let minutes = person.and_then(|p| p.days.over(first, last));
            let minutes = minutes.filter(|_| known.facts.loads_known);
            let needed = share(task, one).left();
            let all = person.map_or(0, |person| {
                work_within(known, person, project.today, (first, last), |_| true)
            });
            Assigned {
                name: one.name.clone(),
                mover: known.member(one.member, &one.name),
                hours: minutes.map_or(Hours::Unknown, |(own, free)| Hours::Known { own, free }),
                needed,
                // This task is among all that they have to do.
                other: (all - needed.unwrap_or(0)).max(0),
                away_first: person.is_some_and(|p| p.days.is_away(first)),
                back: person.and_then(|p| p.days.back(first)),
            }
        })
        .collect()
}

fn share(task: &Task, one: &Assignment) -> Work {
    Work {
        start: task.start,
        finish: task.finish,
        effort: task.effort,
        percent: task.percent,
        units: one.units,
        all_units: one.all_units,
    }
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
        // What is late or has stopped has no day on which it is over, whatever was planned.
        let is_planned = !matches!(
            reason.because,
            Because::BeforeLate { .. } | Because::BeforeStopped { .. }
        );
        latest = latest.max(Some(reason.until.filter(|_| is_planned)?));
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
        people: known.names(task),
        may_edit: project.may_edit,
    })
}

fn loose(known: &Known<'_>, task: &Task) -> Option<Loose> {
    let project = known.projects.get(&task.project)?;
    let day = task.start.or(task.finish).or(task.deadline);
    let soon = day.is_some_and(|day| day <= project.today + TimeDelta::days(AHEAD));
    let has_somebody = known.of_task.contains_key(&task.id) || !task.outside.is_empty();
    if task.is_milestone || !soon || has_somebody {
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
            let taken = work_within(known, person, project.today, (first, last), |_| true);
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

/// By one day for all projects, whoever's: what is open is still to be done then, wherever it is yesterday yet.
fn work_within(
    known: &Known<'_>,
    person: &Person,
    today: NaiveDate,
    (from, to): (NaiveDate, NaiveDate),
    of: impl Fn(&Load) -> bool,
) -> i64 {
    let all = known.of_person.get(&person.member).into_iter().flatten();
    all.filter(|one| of(one))
        .filter_map(|one| one.work.within(&person.days, today, from, to))
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
            let days = (away.first, away.last);
            let hit = theirs.filter(|load| load.is_seen && meets(known, &load.work, days));
            absent.push(Absent {
                name: person.name.clone(),
                away: *away,
                back: person.days.back(away.last.max(known.facts.today)),
                tasks: hit.map(|load| load.tasks).sum(),
            });
        }
    }
    absent
}

/// Whether work falls on these days. What is open when its days are over is so until the week begins that is looked at.
fn meets(known: &Known<'_>, work: &Work, (from, to): (NaiveDate, NaiveDate)) -> bool {
    if work.start.or(work.finish).is_none() {
        return false;
    }
    let today = known.facts.today;
    let (first, last) = readiness::window(today, work.start, work.finish);
    first <= to && last.max(week(today).0) >= from
}

fn over(known: &Known<'_>, (from, to): (NaiveDate, NaiveDate)) -> Vec<Over> {
    let mut over = Vec::new();
    for person in known.shown().filter(|_| known.facts.loads_known) {
        let Some((_, free)) = person.days.over(from, to) else {
            continue;
        };
        let today = known.facts.today;
        let work = work_within(known, person, today, (from, to), |_| true);
        if work < free + SLACK {
            continue;
        }
        let theirs = known.of_person.get(&person.member).into_iter().flatten();
        let without = theirs.filter(|load| meets(known, &load.work, (from, to)));
        over.push(Over {
            name: person.name.clone(),
            work,
            free,
            undisclosed: work_within(known, person, today, (from, to), |one| !one.is_seen),
            without_effort: without.map(|load| load.without_effort).sum(),
        });
    }
    over
}

/// Those with work this week whose hours nobody has said.
fn unknown(known: &Known<'_>, (from, to): (NaiveDate, NaiveDate)) -> Vec<String> {
    let has_work = |person: &Person| {
        let mut all = known.of_person.get(&person.member).into_iter().flatten();
        all.any(|one| meets(known, &one.work, (from, to)))
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
        let today =
            |state: State| count(&|row| row.when == When::Today && row.verdict.state == state);
        let endangered =
            |row: &&Row| row.verdict.state == State::Running && !row.verdict.reasons.is_empty();
        Counts {
            today: count(&|row| row.when == When::Today && !is_stopped(row)),
            not_ready: today(State::NotReady),
            at_risk: today(State::AtRisk)
                + count(&|row| row.when == When::Today && endangered(row)),
            not_checked: today(State::NotChecked),
            week_trouble: count(&|row| {
                row.when == When::Week
                    && matches!(row.verdict.state, State::NotReady | State::AtRisk)
            }),
            stopped: number(self.stopped.len()),
            stopped_days: self.stopped.iter().map(|stop| stop.days).max().unwrap_or(0),
            late: self
                .late
                .unwrap_or(0)
                .max(count(&|row| row.when == When::Late && !is_stopped(row))),
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
mod tests;
