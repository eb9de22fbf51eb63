//! The states of the project to be: the usual ones, one for what a plan calls inactive, or those that a tracker's file
//! has, as its maker chose.

use std::collections::HashMap;

use domain::exchange::batch::{self, Kind};
use domain::exchange::kept;
use domain::exchange::landing::{self, Landing, Planned};
use domain::exchange::plan::{Plan, Task};
use domain::exchange::start::Mapping;
use domain::plan::status::Category;
use uuid::Uuid;

use super::run::Run;
use crate::bulk::insert_rows;
use crate::db::on;
use crate::error::Result;
use crate::sql::sql;
use crate::tx::Tx;

pub(super) struct States {
    import: Uuid,
    /// One for each state of the file.
    landings: Vec<Landing>,
    planned: Vec<Planned>,
    /// Those that every project begins with.
    usual: HashMap<String, Uuid>,
}

impl States {
    pub fn of(import: Uuid, plan: &Plan, mapping: &Mapping, usual: Vec<(String, Uuid)>) -> Self {
        let landings = if mapping.states.len() == plan.states.len() {
            mapping.states.clone()
        } else {
            landing::proposed(&plan.states)
        };
        Self {
            import,
            planned: landing::workflow(&landings),
            landings,
            usual: usual.into_iter().collect(),
        }
    }

    /// The state of a task, and what it means.
    pub fn of_task(&self, task: &Task) -> Option<(Uuid, Category)> {
        if task.is_inactive() {
            return Some((self.inactive(), Category::Done));
        }
        let of_file = task.tracked.as_deref().and_then(|tracked| tracked.state);
        if let Some((at, landing)) = of_file.and_then(|at| Some((at, self.landings.get(at)?))) {
            let id = if landing.own {
                self.own(at)
            } else {
                *self.usual.get(landing.category.code())?
            };
            return Some((id, landing.category));
        }
        let category = category(task);
        Some((self.first(category)?, category))
    }

    /// What the file calls the state of a task, where it is another one here.
    pub fn lost_name<'p>(&self, plan: &'p Plan, task: &Task) -> Option<&'p str> {
        let at = task.tracked.as_deref()?.state?;
        let state = plan.states.get(at)?;
        let landing = self.landings.get(at)?;
        let same = landing.own || (state.usual && state.category == landing.category);
        (!same).then_some(state.name.as_str())
    }

    fn first(&self, category: Category) -> Option<Uuid> {
        let planned = self.planned.iter().find(|one| one.category == category)?;
        self.id(*planned)
    }

    fn id(&self, planned: Planned) -> Option<Uuid> {
        match planned.of_file {
            Some(at) => Some(self.own(at)),
            None => self.usual.get(planned.category.code()).copied(),
        }
    }

    fn own(&self, at: usize) -> Uuid {
        batch::id(self.import, Kind::Task, &format!("state {at}"))
    }

    /// The state of what is inactive in the file.
    fn inactive(&self) -> Uuid {
        batch::id(self.import, Kind::Task, "inactive")
    }

    /// Before anything is in them.
    pub async fn put(&self, tx: &mut Tx, run: &Run) -> Result<()> {
        if run.plan.tasks.iter().any(Task::is_inactive) {
            let last = i64::try_from(self.planned.len()).unwrap_or(0) + 1;
            let row = (self.inactive(), kept::INACTIVE, Category::Done, last);
            insert(tx, run, &[row]).await?;
        }
        if run.plan.states.is_empty() {
            return Ok(());
        }
        let mut rows = Vec::new();
        for (planned, position) in self.planned.iter().zip(1_i64..) {
            let name = planned.of_file.and_then(|at| run.plan.states.get(at));
            match (planned.of_file, name) {
                (Some(at), Some(state)) => {
                    rows.push((
                        self.own(at),
                        state.name.as_str(),
                        planned.category,
                        position,
                    ));
                }
                _ => self.place(tx, *planned, position).await?,
            }
        }
        self.remove_others(tx).await?;
        insert(tx, run, &rows).await
    }

    async fn place(&self, tx: &mut Tx, planned: Planned, position: i64) -> Result<()> {
        let Some(id) = self.id(planned) else {
            return Ok(());
        };
        let workspace = tx.workspace().0;
        let text = sql!("UPDATE status SET position = $3 WHERE workspace = $1 AND id = $2");
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(id)
            .bind(position)
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// The usual ones that nothing of the file becomes.
    async fn remove_others(&self, tx: &mut Tx) -> Result<()> {
        let workspace = tx.workspace().0;
        let text = sql!("DELETE FROM status WHERE workspace = $1 AND id = $2");
        for (code, id) in &self.usual {
            let is_planned = |one: &Planned| one.of_file.is_none() && one.category.code() == code;
            if self.planned.iter().any(is_planned) {
                continue;
            }
            on!(tx.conn(), |c| sqlx::query(text)
                .bind(workspace)
                .bind(id)
                .execute(c)
                .await
                .map(|_| ()))?;
        }
        Ok(())
    }
}

async fn insert(tx: &mut Tx, run: &Run, rows: &[(Uuid, &str, Category, i64)]) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO status (workspace, id, project, name, category, position) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    insert_rows!(tx.conn(), text, rows, |q, row| q
        .bind(workspace)
        .bind(row.0)
        .bind(run.project.0)
        .bind(row.1)
        .bind(row.2.code())
        .bind(row.3));
    Ok(())
}

/// Of what has no state of its own: by how far it is.
fn category(task: &Task) -> Category {
    if let Some(tracked) = task.tracked.as_deref() {
        return match tracked.closed {
            Some(_) => Category::Done,
            None => Category::Todo,
        };
    }
    let percent = task.percent_complete.unwrap_or(0);
    if percent >= 100 || task.actual_finish.is_some() {
        Category::Done
    } else if percent > 0 || task.actual_start.is_some() {
        Category::Doing
    } else {
        Category::Todo
    }
}
