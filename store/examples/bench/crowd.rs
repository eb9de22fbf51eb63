//! The database of `cargo xtask bench http`, `browser` and `import`: one project of 5,000 tasks and 25 of 200, with links,
//! assignments, comments and 90 days in which it all happened. Ends with a line of JSON: how to sign in and what to ask for.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::access::Comment;
use domain::audience::Audience;
use domain::form;
use domain::id::{MemberId, RecordId};
use domain::talk::NewComment;
use futures::future::try_join_all;
use store::door::grant;
use store::door::rehearsal::Rehearsal;
use store::plan::{assignees, fields, links, task};
use store::tx::Act;
use store::{audit, db::Place, talk};
use uuid::Uuid;

use crate::house::{self, EMAIL, House, PASSWORD, new_task};

const DAYS: i64 = 90;
const LARGE: usize = 5_000;
const SMALL: usize = 200;
const SMALL_PROJECTS: usize = 25;
const PEOPLE: usize = 24;
/// In each project but the large one, where everybody is.
const IN_PROJECT: usize = 6;
/// Changes side by side on SQLite: they share commits.
const AT_ONCE: usize = 64;
/// On PostgreSQL as many as there are connections: whoever waits for one longer than two seconds is sent away.
const AT_ONCE_POSTGRES: usize = 10;

/// Days from the first task's start to the last one's: what is planned reaches as far ahead as a plan does.
const PLANNED: usize = 150;
/// Days that a task takes.
const TAKES: u64 = 3;
/// Of so many tasks one is late.
const LATE: usize = 40;
/// Words said on a day, each about another task.
const SAID: usize = 40;

/// A project: its people and its tasks so far.
struct Project {
    id: RecordId,
    size: usize,
    people: Vec<MemberId>,
    tasks: Vec<RecordId>,
}

/// A task to be begun: the how-manieth of all it is, in which project, and the how-manieth there.
#[derive(Clone, Copy)]
struct Turn {
    nth: usize,
    project: usize,
    place: usize,
}

/// What stands when the bench begins.
struct Crowd<'a> {
    house: &'a House,
    rehearsal: &'a Rehearsal,
    /// When the first day began.
    start: DateTime<Utc>,
    at_once: usize,
    projects: Vec<Project>,
    turns: Vec<Turn>,
    changes: usize,
}

pub async fn run(place: &Place) -> Result<()> {
    let (house, rehearsal) = house::rehearsed(place, DAYS + 2).await?;
    let start = Utc::now() - TimeDelta::days(DAYS);
    let mut crowd = Crowd {
        house: &house,
        rehearsal: &rehearsal,
        start,
        at_once: match house.db.is_postgres() {
            true => AT_ONCE_POSTGRES,
            false => AT_ONCE,
        },
        projects: Vec::new(),
        turns: Vec::new(),
        changes: 0,
    };
    crowd.begin_projects().await?;
    let a_day = crowd.turns.len().div_ceil(DAYS as usize);
    for morning in 0..DAYS as usize {
        crowd.a_day(morning, a_day).await?;
    }
    // Its tables are known as they are after a day of use.
    house.db.learn(&house.duty).await?;
    for verdict in audit::verify(&house.db, &house.duty).await? {
        ensure!(verdict.broken.is_none(), "the chain is broken: {verdict:?}");
    }
    let about = serde_json::json!({
        "email": EMAIL,
        "colleague": house::person(1),
        "password": PASSWORD,
        "workspace": house.slug,
        "project": "BIG",
        "task": format!("BIG-{}", TALKED + 1),
        "tasks": crowd.turns.len(),
        "changes": crowd.changes,
    });
    house.db.close().await;
    println!("{about}");
    Ok(())
}

/// The large project's task that the bench looks at: its place. It is talked about for weeks.
const TALKED: usize = LARGE / 2 - 1;

impl Crowd<'_> {
    async fn begin_projects(&mut self) -> Result<()> {
        let before = self.start - TimeDelta::days(1);
        let joined = self.rehearsal.at(before, self.house.people(PEOPLE)).await?;
        let mut turns = Vec::new();
        for n in 0..=SMALL_PROJECTS {
            let (key, title, size) = match n {
                0 => ("BIG".to_owned(), "The large one".to_owned(), LARGE),
                n => (format!("P{n:02}"), format!("Project {n}"), SMALL),
            };
            let people: Vec<MemberId> = match n {
                0 => joined.clone(),
                n => (0..IN_PROJECT)
                    .map(|k| joined[(n * 5 + k) % PEOPLE])
                    .collect(),
            };
            let begun = self.house.project_with(&key, &title, &people);
            let id = self.rehearsal.at(before, begun).await?;
            self.projects.push(Project {
                id,
                size,
                people,
                tasks: Vec::new(),
            });
            turns.extend((0..size).map(|_| n));
        }
        // Projects take turns, so that each has its whole history.
        let mut places = vec![0; self.projects.len()];
        self.turns = interleaved(&turns)
            .into_iter()
            .enumerate()
            .map(|(nth, project)| {
                let place = places[project];
                places[project] += 1;
                Turn {
                    nth,
                    project,
                    place,
                }
            })
            .collect();
        Ok(())
    }

    /// Tasks are begun, planned, given to people and linked; some are talked about; what is due is done.
    async fn a_day(&mut self, morning: usize, a_day: usize) -> Result<()> {
        let then = self.start + TimeDelta::days(morning as i64);
        let from = (morning * a_day).min(self.turns.len());
        let to = (from + a_day).min(self.turns.len());
        let today: Vec<Turn> = self.turns[from..to].to_vec();
        for some in today.chunks(self.at_once) {
            let begun = some.iter().map(|turn| self.begin(*turn));
            let ids = self.rehearsal.at(then, try_join_all(begun)).await?;
            for (turn, id) in some.iter().zip(ids) {
                self.projects[turn.project].tasks.push(id);
            }
            let planned = some.iter().map(|turn| self.plan(*turn));
            self.changes += done(self.rehearsal.at(then, try_join_all(planned)).await?);
            let linked = some.iter().map(|turn| self.link(*turn));
            self.changes += done(self.rehearsal.at(then, try_join_all(linked)).await?);
        }
        let talked = (0..SAID).map(|k| (morning * 53 + k * 211) % to);
        let mut talked: Vec<Turn> = talked.map(|nth| self.turns[nth]).collect();
        talked.extend(
            self.turns[..to].iter().find(|turn| {
                (turn.project, turn.place) == (0, TALKED) && morning.is_multiple_of(3)
            }),
        );
        for some in talked.chunks(self.at_once) {
            let said = some.iter().map(|turn| self.say(*turn, morning));
            self.changes += done(self.rehearsal.at(then, try_join_all(said)).await?);
        }
        let day = then.date_naive();
        let due: Vec<Turn> = self.turns[..to]
            .iter()
            .filter(|turn| self.finish(**turn) == day && turn.nth % LATE != 0)
            .copied()
            .collect();
        for some in due.chunks(self.at_once) {
            let closed = some.iter().map(|turn| self.close(*turn));
            self.changes += done(self.rehearsal.at(then, try_join_all(closed)).await?);
        }
        self.changes += today.len();
        Ok(())
    }

    async fn begin(&self, turn: Turn) -> Result<RecordId> {
        let title = format!("{} of {}", TITLES[turn.nth % TITLES.len()], turn.nth);
        let new = new_task(title)?;
        let key = self.house.may_edit(self.projects[turn.project].id).await?;
        task::create_task(&self.house.db, &key, &Act::once(), &new).await?;
        Ok(new.id)
    }

    /// Its dates, how much it is, and who does it.
    async fn plan(&self, turn: Turn) -> Result<usize> {
        let (project, id) = self.found(turn)?;
        let key = self.house.may_edit(project.id).await?;
        let edit = form::EditTask {
            start: self.begins(turn).to_string(),
            finish: self.finish(turn).to_string(),
            effort: format!("{}h", 1 + turn.nth % 4),
            description: "As it was agreed: **first** the sample, then the rest.".into(),
            ..Default::default()
        };
        fields::edit_task(&self.house.db, &key, &Act::once(), id, &edit).await?;
        let doers = 1 + usize::from(turn.nth.is_multiple_of(5));
        for k in 0..doers {
            let who = project.people[(turn.place + k * 3) % project.people.len()];
            assignees::assign(&self.house.db, &key, &Act::once(), id, who, 500).await?;
        }
        Ok(1 + doers)
    }

    /// Two of three wait for what ends before they begin; now and then one begins too early.
    async fn link(&self, turn: Turn) -> Result<usize> {
        let (project, id) = self.found(turn)?;
        let days_before = TAKES as usize + 2;
        let back = match turn.nth {
            nth if nth.is_multiple_of(3) => return Ok(0),
            nth if nth % 50 == 1 => 1,
            _ => (project.size * days_before).div_ceil(PLANNED),
        };
        let Some(before) = turn.place.checked_sub(back) else {
            return Ok(0);
        };
        let form = form::AddLink {
            id: Uuid::now_v7().to_string(),
            predecessor: project.tasks[before].to_string(),
            kind: "fs".into(),
            ..Default::default()
        };
        let key = self.house.may_edit(project.id).await?;
        links::add_link(&self.house.db, &key, &Act::once(), id, &form).await?;
        Ok(1)
    }

    async fn say(&self, turn: Turn, day: usize) -> Result<usize> {
        let (_, id) = self.found(turn)?;
        let house = self.house;
        let key = grant::granted_on::<Comment>(&house.db, &house.owner, &house.slug, id).await?;
        let new = NewComment {
            id: RecordId(Uuid::now_v7()),
            text: format!(
                "Looked at it on day {day}: half of it is done, the rest waits for the archive."
            ),
            audience: Audience::Internal,
            named: vec![],
        };
        talk::add_comment(&house.db, &key, &Act::once(), id, &new).await?;
        Ok(1)
    }

    async fn close(&self, turn: Turn) -> Result<usize> {
        let (project, id) = self.found(turn)?;
        let key = self.house.may_edit(project.id).await?;
        task::close_task(&self.house.db, &key, &Act::once(), id).await?;
        Ok(1)
    }

    fn found(&self, turn: Turn) -> Result<(&Project, RecordId)> {
        let project = &self.projects[turn.project];
        let id = project.tasks.get(turn.place).context("not begun yet")?;
        Ok((project, *id))
    }

    fn begins(&self, turn: Turn) -> NaiveDate {
        let after = 5 + turn.nth * PLANNED / self.turns.len();
        self.start.date_naive() + Days::new(after as u64)
    }

    fn finish(&self, turn: Turn) -> NaiveDate {
        self.begins(turn) + Days::new(TAKES - 1)
    }
}

const TITLES: [&str; 8] = [
    "Map the old addresses",
    "Agree the wording",
    "Draw the second round",
    "Load the catalogue",
    "Measure before and after",
    "Write the hand-over",
    "Check with a screen reader",
    "Photograph the reading room",
];

/// One of each in turn, in a fixed order.
fn interleaved(projects: &[usize]) -> Vec<usize> {
    let count = projects.len();
    let mut turns: Vec<_> = projects
        .iter()
        .enumerate()
        .map(|(n, project)| ((n * 7_919) % count, *project))
        .collect();
    turns.sort_by_key(|(turn, _)| *turn);
    turns.into_iter().map(|(_, project)| project).collect()
}

fn done(each: Vec<usize>) -> usize {
    each.into_iter().sum()
}
