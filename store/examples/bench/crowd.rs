//! The database of `cargo xtask bench http`: one project of 5,000 tasks and 25 of 200, with comments and 90 days in which
//! it all happened. Ends with a line of JSON: how to sign in and what to ask for.

use anyhow::{Result, ensure};
use chrono::{TimeDelta, Utc};
use domain::access::Comment;
use domain::audience::Audience;
use domain::form;
use domain::id::RecordId;
use domain::talk::NewComment;
use futures::future::try_join_all;
use store::door::grant;
use store::plan::{fields, task};
use store::tx::Act;
use store::{audit, db::Place, talk};
use uuid::Uuid;

use crate::house::{self, EMAIL, House, PASSWORD, new_task};

const DAYS: i64 = 90;
const LARGE: usize = 5_000;
const SMALL: usize = 200;
const SMALL_PROJECTS: usize = 25;
/// Changes side by side: they share commits.
const AT_ONCE: usize = 64;

/// A task that is there, and where.
#[derive(Clone)]
struct Known {
    id: RecordId,
    project: RecordId,
    title: String,
}

pub async fn run(place: &Place) -> Result<()> {
    let (house, rehearsal) = house::rehearsed(place, DAYS + 1).await?;
    let start = Utc::now() - TimeDelta::days(DAYS);
    let mut plan = Vec::new();
    for n in 0..=SMALL_PROJECTS {
        let (key, title, size) = match n {
            0 => ("BIG".to_owned(), "The large one".to_owned(), LARGE),
            n => (format!("P{n:02}"), format!("Project {n}"), SMALL),
        };
        let project = rehearsal.at(start, house.project(&key, &title)).await?;
        plan.extend((0..size).map(|_| project));
    }
    // Projects take turns, so that each has its whole history.
    let plan = interleaved(plan);
    let a_day = plan.len().div_ceil(DAYS as usize);
    let (mut tasks, mut changes) = (Vec::new(), 0);
    for (day, morning) in plan.chunks(a_day).zip(0_i64..) {
        let then = start + TimeDelta::days(morning);
        for some in day.chunks(AT_ONCE) {
            let begun = some.iter().enumerate().map(|(n, project)| {
                let title = format!(
                    "{} of {morning}.{n}",
                    TITLES[(tasks.len() + n) % TITLES.len()]
                );
                begin(&house, *project, title)
            });
            tasks.extend(rehearsal.at(then, try_join_all(begun)).await?);
        }
        let old = tasks.len().saturating_sub(a_day * 3);
        let talked: Vec<_> = tasks
            .iter()
            .step_by(97)
            .skip(morning as usize % 3)
            .cloned()
            .collect();
        let done: Vec<_> = tasks[..old]
            .iter()
            .skip(morning as usize * 70)
            .take(60)
            .cloned()
            .collect();
        for some in talked.chunks(AT_ONCE) {
            let said = some.iter().map(|known| say(&house, known, morning));
            rehearsal.at(then, try_join_all(said)).await?;
        }
        for some in done.chunks(AT_ONCE) {
            let closed = some.iter().map(|known| finish(&house, known));
            rehearsal.at(then, try_join_all(closed)).await?;
        }
        changes += day.len() + talked.len() + done.len() * 2;
    }
    for verdict in audit::verify(&house.db, &house.duty).await? {
        ensure!(verdict.broken.is_none(), "the chain is broken: {verdict:?}");
    }
    house.db.close().await;
    let about = serde_json::json!({
        "email": EMAIL,
        "password": PASSWORD,
        "workspace": house.slug,
        "project": "BIG",
        "task": "BIG-2500",
        "tasks": tasks.len(),
        "changes": changes,
    });
    println!("{about}");
    Ok(())
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
fn interleaved(plan: Vec<RecordId>) -> Vec<RecordId> {
    let count = plan.len();
    let mut turns: Vec<_> = plan
        .into_iter()
        .enumerate()
        .map(|(n, project)| ((n * 7_919) % count, project))
        .collect();
    turns.sort_by_key(|(turn, _)| *turn);
    turns.into_iter().map(|(_, project)| project).collect()
}

async fn begin(house: &House, project: RecordId, title: String) -> Result<Known> {
    let new = new_task(title.clone())?;
    let key = house.may_edit(project).await?;
    task::create_task(&house.db, &key, &Act::once(), &new).await?;
    Ok(Known {
        id: new.id,
        project,
        title,
    })
}

async fn say(house: &House, on: &Known, day: i64) -> Result<()> {
    let key = grant::granted_on::<Comment>(&house.db, &house.owner, &house.slug, on.id).await?;
    let new = NewComment {
        id: RecordId(Uuid::now_v7()),
        text: format!(
            "Looked at it on day {day}: half of it is done, the rest waits for the archive."
        ),
        audience: Audience::Internal,
    };
    talk::add_comment(&house.db, &key, &Act::once(), on.id, &new).await?;
    Ok(())
}

async fn finish(house: &House, known: &Known) -> Result<()> {
    let key = house.may_edit(known.project).await?;
    let edit = form::EditTask {
        title: format!("{}, as agreed", known.title),
        title_was: known.title.clone(),
        ..Default::default()
    };
    fields::edit_task(&house.db, &key, &Act::once(), known.id, &edit).await?;
    task::close_task(&house.db, &key, &Act::once(), known.id).await?;
    Ok(())
}
