//! What trackers say of tasks beyond what plans do: labels, checklists, watchers.

use std::collections::BTreeMap;

use domain::exchange::batch::{self, Kind};
use domain::exchange::kept::Kept;
use domain::exchange::plan::Task;
use domain::exchange::tracked::Tracked;
use domain::text::fold;
use uuid::Uuid;

use super::place;
use super::run::{Run, Who};
use crate::bulk::insert_rows;
use crate::db::now;
use crate::error::Result;
use crate::plan::checklist::STEP;
use crate::plan::labels;
use crate::sql::sql;
use crate::tx::Tx;

/// Places of lines "From the file" that follow from what was chosen, after those of the file.
const STATE: i64 = 899_999_998;
const WATCHERS: i64 = 899_999_999;

pub(super) async fn put(tx: &mut Tx, run: &Run, tasks: &[(Uuid, &Task)]) -> Result<()> {
    let tracked: Vec<(Uuid, &Task, &Tracked)> = tasks
        .iter()
        .filter_map(|(id, task)| Some((*id, *task, task.tracked.as_deref()?)))
        .collect();
    if tracked.is_empty() {
        return Ok(());
    }
    put_labels(tx, &tracked).await?;
    put_checks(tx, run, &tracked).await?;
    put_watchers(tx, run, &tracked).await
}

/// Labels are the workspace's: made in the order of their names, so that two imports at once do not wait for each other.
async fn put_labels(tx: &mut Tx, tracked: &[(Uuid, &Task, &Tracked)]) -> Result<()> {
    // As it is written first.
    let mut ids: BTreeMap<String, (&str, Uuid)> = BTreeMap::new();
    for name in tracked.iter().flat_map(|(_, _, one)| &one.labels) {
        ids.entry(fold(name))
            .or_insert((name.as_str(), Uuid::nil()));
    }
    for (name, id) in ids.values_mut() {
        *id = labels::named(tx, name).await?.0;
    }
    let rows: Vec<(Uuid, Uuid)> = tracked
        .iter()
        .flat_map(|(task, _, one)| one.labels.iter().map(|name| (*task, fold(name))))
        .filter_map(|(task, name)| Some((task, ids.get(&name)?.1)))
        .collect();
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO task_label (workspace, task, label) VALUES ($1, $2, $3) ON CONFLICT (workspace, task, label) DO NOTHING"
    );
    insert_rows!(tx.conn(), text, &rows, |q, row| q
        .bind(workspace)
        .bind(row.0)
        .bind(row.1));
    Ok(())
}

struct Line<'p> {
    id: Uuid,
    task: Uuid,
    text: &'p str,
    position: i64,
    done: bool,
}

/// The file does not say when a line was ticked, nor by whom: it was by the time it came here.
async fn put_checks(tx: &mut Tx, run: &Run, tracked: &[(Uuid, &Task, &Tracked)]) -> Result<()> {
    let lines: Vec<Line<'_>> = tracked
        .iter()
        .flat_map(|(id, task, one)| {
            one.checks.iter().zip(1_i64..).map(|(check, nth)| Line {
                id: batch::id(run.import, Kind::Task, &format!("{} line {nth}", task.uid)),
                task: *id,
                text: &check.text,
                position: nth * STEP,
                done: check.done,
            })
        })
        .collect();
    let (workspace, person, at) = (tx.workspace().0, tx.person(), now());
    let text = sql!(
        "INSERT INTO checklist_item (workspace, id, task, text, position, ticked_at, ticked_by) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    insert_rows!(tx.conn(), text, &lines, |q, row| q
        .bind(workspace)
        .bind(row.id)
        .bind(row.task)
        .bind(row.text)
        .bind(row.position)
        .bind(row.done.then_some(at))
        .bind(row.done.then_some(person)));
    Ok(())
}

async fn put_watchers(tx: &mut Tx, run: &Run, tracked: &[(Uuid, &Task, &Tracked)]) -> Result<()> {
    let (workspace, at) = (tx.workspace().0, now());
    let rows: Vec<(Uuid, Uuid)> = tracked
        .iter()
        .flat_map(|(id, task, one)| one.watchers.iter().map(move |uid| (*id, *uid, *task)))
        .filter_map(|(id, uid, task)| Some((id, watches(run, task, uid)?)))
        .collect();
    let text = sql!(
        "INSERT INTO watcher (workspace, record, member, since) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace, record, member) DO NOTHING"
    );
    insert_rows!(tx.conn(), text, &rows, |q, row| q
        .bind(workspace)
        .bind(row.0)
        .bind(row.1)
        .bind(at));
    Ok(())
}

/// The member who hears of a task: of one that is not for them nobody does.
fn watches(run: &Run, task: &Task, uid: i64) -> Option<Uuid> {
    match run.who.get(&uid) {
        Some(Who::Member(member)) if !run.is_kept_back(task) => Some(*member),
        _ => None,
    }
}

/// Lines "From the file": who watches and is nobody here, and a state that is called otherwise.
pub(super) fn kept(run: &Run, task: &Task) -> Vec<Kept> {
    let Some(tracked) = task.tracked.as_deref() else {
        return Vec::new();
    };
    let others: Vec<&str> = tracked
        .watchers
        .iter()
        .filter(|uid| watches(run, task, **uid).is_none())
        .filter_map(|uid| Some(run.resource(*uid)?.name.as_str()))
        .collect();
    let line = |position, name: &str, value: String| Kept {
        position,
        name: name.to_owned(),
        value,
        money: false,
    };
    let state = run.states.lost_name(&run.plan, task);
    let state = state.map(|name| line(STATE, "Status", name.to_owned()));
    let watchers = (!others.is_empty()).then(|| line(WATCHERS, "Watchers", others.join(", ")));
    state.into_iter().chain(watchers).collect()
}

/// When it was closed: as the file says, else when it was last changed there.
pub(super) fn closed(run: &Run, task: &Task) -> Option<chrono::DateTime<chrono::Utc>> {
    let tracked = task.tracked.as_deref()?;
    let at = tracked.closed.or(tracked.updated)?;
    Some(place::past(run.zone, at, now()))
}
