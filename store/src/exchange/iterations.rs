//! Iterations and releases of a tracker's file, made once with the first batch, before any task is in them. What of it
//! becomes none stays "From the file", as the file has it; so do those that a task was in before.

use std::collections::HashSet;

use chrono_tz::Tz;
use domain::audience::Audience;
use domain::event::{Content, Kind as EventKind};
use domain::exchange::batch::{self, Kind};
use domain::exchange::fit;
use domain::exchange::iterations as rule;
use domain::exchange::kept::Kept;
use domain::exchange::plan::{Plan, Task};
use domain::exchange::start::Mapping;
use domain::exchange::tracked::{Moment, Version};
use domain::id::RecordId;
use domain::plan::iteration::{Fields, State};
use domain::plan::release;
use domain::text::fold;
use serde_json::{Value, json};
use uuid::Uuid;

use super::place;
use super::run::Run;
use crate::bulk::insert_rows;
use crate::chain::Event;
use crate::db::now;
use crate::error::Result;
use crate::record::kind;
use crate::sql::sql;
use crate::tx::Tx;

/// Places of their lines "From the file", after those of the file and before what follows from other choices.
const LINES: i64 = 899_000_000;
/// Lines that one of them may have at its project.
const EACH: i64 = 100;

/// What each sprint and each version of the file becomes, in their order; none: it stays beside.
pub(super) struct Iterations {
    iterations: Vec<Option<(Uuid, Fields)>>,
    releases: Vec<Option<(Uuid, String)>>,
    /// Whether it was said that sprints become nothing: then nothing is counted either.
    beside: bool,
}

/// Where a task is planned.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Planned<'i> {
    pub iteration: Option<(Uuid, &'i str)>,
    pub release: Option<(Uuid, &'i str)>,
    /// How many it was in before.
    pub carried: i64,
}

impl Iterations {
    /// `is_open` knows whether the project's people see a task. What only others name stays beside these.
    pub fn of(
        import: Uuid,
        plan: &Plan,
        mapping: &Mapping,
        zone: Tz,
        is_open: impl Fn(&Task) -> bool,
    ) -> Self {
        let (mut sprints, mut versions) = (HashSet::<usize>::new(), HashSet::<usize>::new());
        for task in plan.tasks.iter().filter(|task| is_open(task)) {
            if let Some(tracked) = task.tracked.as_deref() {
                sprints.extend(&tracked.sprints);
                versions.extend(&tracked.versions);
            }
        }
        let id = |what: &str, at: usize| batch::id(import, Kind::Field, &format!("{what} {at}"));
        let wall = |moment: Moment| match moment {
            Moment::At(at) => at.with_timezone(&zone).naive_local(),
            other => rule::universal(other),
        };
        let iteration = |(at, becomes): (usize, Option<rule::Becomes>)| {
            let made = !mapping.sprints_beside && sprints.contains(&at);
            let becomes = becomes.filter(|_| made)?;
            Some((id("iteration", at), becomes.fields))
        };
        let release = |(at, (version, room)): (usize, (&Version, bool))| {
            let made = room && !mapping.versions_beside && versions.contains(&at);
            made.then(|| (id("release", at), version.name.clone()))
        };
        Self {
            iterations: rule::of(&plan.sprints, wall)
                .into_iter()
                .enumerate()
                .map(iteration)
                .collect(),
            releases: plan
                .versions
                .iter()
                .zip(rule::releases(&plan.versions))
                .enumerate()
                .map(release)
                .collect(),
            beside: mapping.sprints_beside,
        }
    }

    pub async fn put(&self, tx: &mut Tx, run: &Run) -> Result<Vec<Event>> {
        let iterations: Vec<&(Uuid, Fields)> = self.iterations.iter().flatten().collect();
        let releases: Vec<&(Uuid, String)> = self.releases.iter().flatten().collect();
        let records: Vec<(Uuid, &str)> = iterations
            .iter()
            .map(|(id, _)| (*id, kind::ITERATION))
            .chain(releases.iter().map(|(id, _)| (*id, kind::RELEASE)))
            .collect();
        let (workspace, maker, project, now) = (tx.workspace().0, tx.maker(), run.project.0, now());
        let text = sql!(
            "INSERT INTO record (workspace, id, kind, project, parent, audience, version, made_by, made_at) VALUES ($1, $2, $3, $4, $4, $5, 1, $6, $7)"
        );
        insert_rows!(tx.conn(), text, &records, |q, row| q
            .bind(workspace)
            .bind(row.0)
            .bind(row.1)
            .bind(project)
            .bind(Audience::Internal.code())
            .bind(maker)
            .bind(now));
        let text = sql!(
            "INSERT INTO iteration (workspace, id, project, name, name_folded, goal, start_day, finish_day, state, may_overlap) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        );
        insert_rows!(tx.conn(), text, &iterations, |q, row| q
            .bind(workspace)
            .bind(row.0)
            .bind(project)
            .bind(&row.1.name)
            .bind(fold(&row.1.name))
            .bind(&row.1.goal)
            .bind(row.1.start)
            .bind(row.1.finish)
            .bind(row.1.state.code())
            .bind(row.1.overlaps));
        let text = sql!(
            "INSERT INTO release (workspace, id, project, name, name_folded, day, state, notes) VALUES ($1, $2, $3, $4, $5, NULL, $6, '')"
        );
        insert_rows!(tx.conn(), text, &releases, |q, row| q
            .bind(workspace)
            .bind(row.0)
            .bind(project)
            .bind(&row.1)
            .bind(fold(&row.1))
            .bind(release::State::Planned.code()));
        let event = |kind, id: Uuid, content| Event {
            batch: Some(run.import),
            ..Event::of(kind, RecordId(id), Some(run.project), content)
        };
        let iterations = iterations
            .iter()
            .map(|(id, of)| event(EventKind::IterationCreated, *id, told(of)));
        let releases = releases.iter().map(|(id, name)| {
            let told = Content::none().with("name", Value::Null, name.clone());
            event(EventKind::ReleaseCreated, *id, told)
        });
        Ok(iterations.chain(releases).collect())
    }

    pub fn of_task(&self, task: &Task) -> Planned<'_> {
        let Some(tracked) = task.tracked.as_deref() else {
            return Planned::default();
        };
        let last = tracked.sprints.last().and_then(|at| self.iteration(*at));
        let first = tracked.versions.iter().find_map(|at| self.release(*at));
        let before = tracked.sprints.len().saturating_sub(1);
        Planned {
            iteration: last.map(|(id, of)| (*id, of.name.as_str())),
            release: first.map(|(id, name)| (*id, name.as_str())),
            carried: match self.beside {
                true => 0,
                false => i64::try_from(before).unwrap_or(0),
            },
        }
    }

    fn iteration(&self, at: usize) -> Option<&(Uuid, Fields)> {
        self.iterations.get(at)?.as_ref()
    }

    fn release(&self, at: usize) -> Option<&(Uuid, String)> {
        self.releases.get(at)?.as_ref()
    }

    /// A task's lines "From the file": those it was in before, what else it is to be out with, and what became nothing.
    pub fn kept(&self, plan: &Plan, task: &Task) -> Vec<Kept> {
        let Some(tracked) = task.tracked.as_deref() else {
            return Vec::new();
        };
        let planned = self.of_task(task);
        let mut lines: Vec<(&str, &str)> = Vec::new();
        for (nth, at) in tracked.sprints.iter().enumerate() {
            let Some(sprint) = plan.sprints.get(*at) else {
                continue;
            };
            let is_last = nth + 1 == tracked.sprints.len();
            let field = sprint.said.first().map_or("", |said| said.field.as_str());
            match self.iteration(*at) {
                Some(_) if is_last => {}
                Some((_, of)) => lines.push((field, &of.name)),
                None => {
                    let said = sprint.said.iter();
                    lines.extend(said.map(|said| (said.field.as_str(), said.value.as_str())));
                }
            }
        }
        for at in &tracked.versions {
            let Some(version) = plan.versions.get(*at) else {
                continue;
            };
            let own = self.release(*at).map(|(id, _)| *id);
            if own.is_none() || own != planned.release.map(|(id, _)| id) {
                lines.push((&version.field, &version.name));
            }
        }
        let lines = lines.into_iter().zip(LINES..);
        lines
            .map(|((name, value), at)| kept(at, name, value))
            .collect()
    }

    /// The project's: what the file says of an iteration beyond its name, as it says it.
    pub fn kept_of_project(&self, plan: &Plan) -> Vec<Kept> {
        let mut rows = Vec::new();
        for ((sprint, made), place) in plan.sprints.iter().zip(&self.iterations).zip(0..) {
            let Some((_, of)) = made else { continue };
            if sprint.said.iter().all(|said| said.value == of.name) {
                continue;
            }
            let from = LINES + place * EACH;
            for (said, at) in sprint.said.iter().zip(from..from + EACH) {
                rows.push(kept(
                    at,
                    &format!("{}: {}", of.name, said.field),
                    &said.value,
                ));
            }
        }
        rows
    }
}

fn told(of: &Fields) -> Content {
    let day = |day: Option<chrono::NaiveDate>| json!(day.map(|day| day.to_string()));
    let told = Content::none()
        .with("name", Value::Null, of.name.clone())
        .with("goal", Value::Null, of.goal.clone())
        .with("start", Value::Null, day(of.start))
        .with("finish", Value::Null, day(of.finish));
    match of.state {
        State::Planned => told,
        state => told.with("state", Value::Null, state.code()),
    }
}

fn kept(position: i64, name: &str, value: &str) -> Kept {
    Kept {
        position,
        name: fit::line(name),
        value: fit::body(value),
        money: false,
    }
}

/// In which order the backlog has tasks: the file's. None: as they stand in the outline anyway.
pub(super) fn ranks(plan: &Plan, places: &[place::Place]) -> Option<Vec<String>> {
    if plan.tasks.is_sorted_by_key(|task| task.uid) || plan.sprints.is_empty() {
        return None;
    }
    // The outline's own texts, in another order: what comes later stands behind them all.
    let mut texts: Vec<&str> = places.iter().map(|place| place.outline.as_str()).collect();
    texts.sort_unstable();
    let mut order: Vec<usize> = (0..plan.tasks.len()).collect();
    order.sort_by_key(|at| plan.tasks.get(*at).map(|task| task.uid));
    let mut ranks = vec![String::new(); order.len()];
    for (at, text) in order.into_iter().zip(texts) {
        if let Some(rank) = ranks.get_mut(at) {
            text.clone_into(rank);
        }
    }
    Some(ranks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::exchange::tracked::Sprint;

    #[test]
    fn the_file_s_order_is_the_backlog_s() {
        let task = |uid, parent| Task {
            uid,
            parent,
            ..Task::default()
        };
        let mut plan = Plan {
            tasks: vec![task(1, None), task(3, Some(1)), task(2, None)],
            sprints: vec![Sprint::default()],
            ..Plan::default()
        };
        let places = place::places(&plan);
        let ranks = ranks(&plan, &places).unwrap();
        let mut order: Vec<_> = plan.tasks.iter().zip(&ranks).collect();
        order.sort_by_key(|(_, rank)| rank.as_str());
        let order: Vec<_> = order.iter().map(|(task, _)| task.uid).collect();
        assert_eq!(order, [1, 2, 3]);
        let texts: HashSet<_> = places.iter().map(|place| &place.outline).collect();
        assert!(ranks.iter().all(|rank| texts.contains(rank)));
        plan.tasks.swap(1, 2);
        plan.tasks[2].parent = None;
        assert!(super::ranks(&plan, &place::places(&plan)).is_none());
    }
}
