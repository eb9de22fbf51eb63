//! Reads a backlog: what the store knows becomes what the page shows.

use chrono::NaiveDate;
use domain::access::Right;
use domain::id::RecordId;
use domain::plan::iteration::{State, points_shown};
use domain::time::{self, When};
use store::plan::{backlog, choices as choosing, iteration, release};
use uuid::Uuid;

use super::{Closed, Plan, Planned, Release, Says, Section, Sums};
use crate::day::reading::speak;
use crate::error::Fault;
use crate::markdown::{Around, markdown};
use crate::plan::board::{Board, Card, Column};
use crate::plan::list::api::{Head, List};
use crate::plan::list::reading::{shown, today};
use crate::session::here;
use crate::words::iterations as own;

pub async fn backlog(workspace: String, project: String) -> Result<Board, Fault> {
    let here = here()?;
    speak(here.pseudo);
    let sight = here.sight(&workspace).await?;
    let db = &here.db;
    let project = store::plan::project::project(db, &sight, &project.to_uppercase()).await?;
    let id = RecordId(project.id);
    let today = today(&project.zone);
    let iterations = iteration::iterations(db, &sight, id).await?;
    let read = backlog::backlog(db, &sight, id).await?;
    let releases = release::releases(db, &sight, id).await?;
    let choices = choosing::of_project(db, &sight, id).await?;
    let may = |right| project.may(&sight, right);
    let points = project.estimate == "points";
    let (closed, open): (Vec<_>, Vec<_>) = iterations
        .into_iter()
        .partition(|iteration| iteration.state == State::Closed.code());
    // Of one that is under way the days that are left.
    let stretches: Vec<_> = open
        .iter()
        .map(|one| {
            let (start, finish) = one.start_day.zip(one.finish_day)?;
            let begun = one.state == State::Active.code();
            let start = if begun { start.max(today) } else { start };
            (start <= finish).then_some((start, finish))
        })
        .collect();
    let known: Vec<_> = stretches.iter().flatten().copied().collect();
    let workers: Vec<_> = choices
        .workers
        .iter()
        .map(|who| (who.id, who.name.clone()))
        .collect();
    let times = match may(Right::EditTasks) {
        true => backlog::time(db, &sight, &workers, &known).await?,
        false => Vec::new(),
    };
    let mut times = times.into_iter();
    let sums = |of: Option<Uuid>| sums(read.sums.get(&of).copied().unwrap_or_default(), points);
    let mut sections: Vec<Section> = open
        .into_iter()
        .zip(&stretches)
        .map(|(one, stretch)| Section {
            sums: sums(Some(one.id)),
            time: stretch.and_then(|_| times.next()),
            says: says(one),
        })
        .collect();
    sections.push(Section {
        sums: sums(None),
        time: None,
        says: Says {
            name: own::backlog(),
            ..Says::default()
        },
    });
    let columns = sections.iter().map(column).collect();
    let (letters, per_day) = (project.key.clone(), project.minutes_per_day);
    let cards = read.items.iter();
    let cards = cards.map(|item| card(item, &letters, points, per_day));
    Ok(Board {
        cards: cards.collect(),
        lanes: Vec::new(),
        columns,
        plan: Some(Plan {
            points,
            per_day,
            closed: closed
                .into_iter()
                .map(|one| Closed {
                    sums: sums(Some(one.id)),
                    id: one.id.to_string(),
                    name: one.name,
                    start: one.start_day.map(When::day),
                    finish: one.finish_day.map(When::day),
                })
                .collect(),
            releases: releases.into_iter().map(of_release).collect(),
            sections,
        }),
        list: List {
            place: "backlog".into(),
            manages: may(Right::ManageProject),
            may_create: may(Right::EditTasks),
            project: Some(Head {
                id: project.id.to_string(),
                key: project.key.clone(),
                title: project.title.clone(),
                client: project.client.clone(),
            }),
            today,
            choices: shown(choices),
            workspace,
            ..List::default()
        },
    })
}

fn says(of: iteration::Iteration) -> Says {
    Says {
        id: of.id.to_string(),
        name: of.name,
        // No names lead anywhere here.
        html: markdown(&of.goal, &Around::default()),
        goal: of.goal,
        start: of.start_day.map(When::day),
        finish: of.finish_day.map(When::day),
        state: of.state,
        overlaps: of.overlaps,
    }
}

fn sums(of: backlog::Sums, points: bool) -> Sums {
    Sums {
        tasks: of.tasks,
        done: of.done,
        remaining: of.remaining,
        points: of.points,
        points_done: of.points_done,
        without: if points {
            of.without_points
        } else {
            of.without_effort
        },
    }
}

/// What the board needs to know of it: how many tasks it has, as many as there are.
fn column(of: &Section) -> Column {
    Column {
        id: of.says.id.clone(),
        name: of.says.name.clone(),
        category: "todo".into(),
        tasks: of.sums.tasks,
        kept: of.sums.tasks,
        limit: None,
    }
}

fn card(item: &backlog::Item, letters: &str, points: bool, per_day: i64) -> Card {
    let estimate = match points {
        true => item.points.map(points_shown),
        false => item.effort.map(|minutes| time::shown(minutes, per_day)),
    };
    let iteration = item.iteration.map(|id| id.to_string());
    Card {
        id: item.id.to_string(),
        code: format!("{letters}-{}", item.number),
        title: item.title.clone(),
        column: iteration.unwrap_or_default(),
        part_of: item.part_of.clone(),
        milestone: item.is_milestone,
        people: item.assignees.iter().map(|who| who.name.clone()).collect(),
        labels: item.labels.iter().map(|label| label.name.clone()).collect(),
        due: item.due,
        late: item.overdue,
        done: item.state.is_done(),
        plan: Some(Planned {
            state: (
                item.state.name.clone(),
                item.state.category.code().to_owned(),
            ),
            estimate: estimate.unwrap_or_default(),
            carried: item.carried,
            release: item
                .release
                .as_ref()
                .map(|(_, name)| name.clone())
                .unwrap_or_default(),
        }),
        ..Card::default()
    }
}

fn of_release(of: release::Release) -> Release {
    let day = |day: NaiveDate| When::day(day);
    Release {
        id: of.id.to_string(),
        name: of.name,
        day: of.day.map(day),
        state: of.state,
        html: markdown(&of.notes, &Around::default()),
        notes: of.notes,
        tasks: of.tasks,
        done: of.done,
    }
}
