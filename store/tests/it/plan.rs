//! All that a task is.

mod boards;
mod bulk;
mod duplicates;
mod fields;
mod iterations;
mod lines;
mod lists;
mod months;
mod moves;
mod own_fields;
mod parts;
mod quick;
mod recurrences;
mod transfers;
mod waits;

use domain::access::EditTasks;
use domain::form;
use domain::id::{MemberId, RecordId};
use domain::plan::links::Named;
use domain::plan::moving::Move;
use domain::plan::task::NewTask;
use store::plan::page::{TaskPage, task_page};
use store::plan::{assignees, choices, links, moving, task};
use uuid::Uuid;

use crate::world::{Outcome, Who, World, act};

impl World {
    /// Edits as Mo, who saw what `was` says. The fields: name, what it is to be, what it was.
    pub async fn edit(&self, task: Uuid, fields: &[(&str, &str, &str)]) -> Outcome {
        let mut json = serde_json::Map::new();
        for (name, typed, was) in fields {
            json.insert((*name).into(), (*typed).into());
            json.insert(format!("{name}_was"), (*was).into());
        }
        let form: form::EditTask = serde_json::from_value(json.into()).unwrap();
        let key = self.may_on::<EditTasks>(Who::Mo, task).await;
        task::edit_task(&self.db, &key, &act(), RecordId(task), &form).await
    }

    /// A task below another, made by Mo.
    pub async fn below(&self, parent: Uuid, title: &str) -> Uuid {
        let new = NewTask::titled(RecordId(Uuid::now_v7()), title).below(RecordId(parent));
        let key = self.may_on::<EditTasks>(Who::Mo, parent).await;
        task::create_task(&self.db, &key, &act(), &new)
            .await
            .unwrap();
        new.id.0
    }

    pub async fn top(&self, title: &str) -> Uuid {
        self.create_task(Who::Mo, self.cast.ngt, title).await
    }

    pub async fn go(&self, task: Uuid, to: Move) -> Outcome {
        let key = self.may_on::<EditTasks>(Who::Mo, task).await;
        moving::move_task(&self.db, &key, &act(), RecordId(task), to).await
    }

    /// Lets `task` wait for another; a word on kind and lag as a form has it.
    pub async fn wait(&self, predecessor: Uuid, task: Uuid, kind: &str, lag: &str) -> Outcome {
        let form = form::AddLink {
            id: Uuid::now_v7().to_string(),
            predecessor: predecessor.to_string(),
            kind: kind.into(),
            lag: lag.into(),
            ..Default::default()
        };
        let key = self.may_on::<EditTasks>(Who::Mo, task).await;
        links::add_link(&self.db, &key, &act(), RecordId(task), &form).await
    }

    pub async fn give(&self, task: Uuid, to: Who, units: i64) -> Outcome {
        let key = self.may_on::<EditTasks>(Who::Mo, task).await;
        let member = MemberId(self.cast.members[&to]);
        assignees::assign(&self.db, &key, &act(), RecordId(task), member, units).await
    }

    pub async fn page(&self, key: &str) -> TaskPage {
        let (letters, number) = key.rsplit_once('-').unwrap();
        let sight = self.sight(Who::Mo).await;
        task_page(&self.db, &sight, letters, number.parse().unwrap())
            .await
            .unwrap_or_else(|e| panic!("{key}: {e}"))
    }

    /// The states of a project, in their order.
    pub async fn states(&self, project: Uuid) -> Vec<Uuid> {
        let sight = self.sight(Who::Mo).await;
        let choices = choices::of_project(&self.db, &sight, RecordId(project)).await;
        choices.unwrap().statuses.iter().map(|s| s.id).collect()
    }

    /// Takes an event back as Mo.
    pub async fn back(&self, task: Uuid, seq: i64) -> i64 {
        self.undo_on_task(Who::Mo, task, seq).await.unwrap().seq
    }
}

fn id(task: Uuid) -> Named {
    Named::Id(RecordId(task))
}
