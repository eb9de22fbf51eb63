//! What people do in tests, in a line each.

use domain::access::{Comment, EditTasks, Invite, ManageProject, WorkspaceRole};
use domain::account::Invitation;
use domain::audience::Audience;
use domain::form;
use domain::id::RecordId;
use domain::plan::task::NewTask;
use domain::refusal::Refused;
use domain::talk::NewComment;
use store::audit::{self, Verdict};
use store::door::start;
use store::outbox::Mail;
use store::people::{self, Carrier};
use store::plan::task;
use store::tx::{Act, Changed, Done};
use store::{Error, talk, trash, undo};
use uuid::Uuid;

use super::{Ground, PASSWORD, Who, World};

pub fn act() -> Act {
    Act::once()
}

/// The refusal, of something that has to be refused.
pub fn refused<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refused {
    match outcome {
        Err(Error::Refused(refused)) => refused,
        other => panic!("not refused: {other:?}"),
    }
}

pub type Outcome = Result<Done<Changed>, Error>;

impl World {
    /// Invites as a member. The code, when nobody mails it.
    pub async fn invite(
        &self,
        by: Who,
        email: &str,
        name: &str,
        carrier: Carrier,
    ) -> Option<String> {
        let (email, name, role) = (email.into(), name.into(), WorkspaceRole::Member);
        let key = self.may::<Invite>(by).await;
        let done = people::invite(
            &self.db,
            &key,
            &act(),
            &Invitation { email, name, role },
            carrier,
        )
        .await;
        done.unwrap().what.code
    }

    /// Codes for new passwords that are on their way, the newest first.
    pub async fn mailed_codes(&self) -> Vec<String> {
        let jobs = self
            .direct
            .texts("SELECT body FROM job WHERE kind = 'mail' AND done_at IS NULL ORDER BY id DESC")
            .await;
        let mails = jobs.iter().map(|body| serde_json::from_str(body).unwrap());
        mails
            .filter_map(|mail| match mail {
                Mail::Reset { code, .. } => Some(code),
                _ => None,
            })
            .collect()
    }

    /// Follows an invitation as somebody new, or with the password that everyone has.
    pub async fn join(&self, code: &str, name: &str) -> Result<String, Error> {
        let form = form::Join {
            code: code.into(),
            name: name.into(),
            password: PASSWORD.into(),
            ..Default::default()
        };
        let joined = start::join(&self.db, &form, &Who::Otto.visitor(), |_| true).await;
        joined.map(|(begun, _)| begun.token)
    }

    pub async fn create_task(&self, who: Who, project: Uuid, title: &str) -> Uuid {
        let new = NewTask::titled(RecordId(Uuid::now_v7()), title);
        task::create_task(&self.db, &self.may_on(who, project).await, &act(), &new)
            .await
            .unwrap();
        new.id.0
    }

    pub async fn comment(&self, who: Who, on: Uuid, text: &str, audience: Audience) -> Uuid {
        let new = NewComment {
            id: RecordId(Uuid::now_v7()),
            text: text.into(),
            audience,
            named: vec![],
        };
        let key = self.may_on::<Comment>(who, on).await;
        talk::add_comment(&self.db, &key, &act(), RecordId(on), &new)
            .await
            .unwrap();
        new.id.0
    }

    /// Gives a task another title, having seen the one it has.
    pub async fn retitle(&self, who: Who, task: Uuid, was: &str, title: &str) -> Outcome {
        let form = form::EditTask {
            title: title.into(),
            title_was: was.into(),
            ..Default::default()
        };
        task::edit_task(
            &self.db,
            &self.try_on::<EditTasks>(who, task).await?,
            &act(),
            RecordId(task),
            &form,
        )
        .await
    }

    /// Gives a task a description that has none.
    pub async fn describe(&self, who: Who, task: Uuid, title: &str, text: &str) -> Outcome {
        let form = form::EditTask {
            title: title.into(),
            title_was: title.into(),
            description: text.into(),
            ..Default::default()
        };
        task::edit_task(
            &self.db,
            &self.try_on::<EditTasks>(who, task).await?,
            &act(),
            RecordId(task),
            &form,
        )
        .await
    }

    pub async fn close(&self, who: Who, task: Uuid) -> Outcome {
        task::close_task(
            &self.db,
            &self.try_on::<EditTasks>(who, task).await?,
            &act(),
            RecordId(task),
        )
        .await
    }

    pub async fn trash_task(&self, who: Who, task: Uuid) -> Outcome {
        trash::put(
            &self.db,
            &self.try_on::<EditTasks>(who, task).await?,
            &act(),
            RecordId(task),
        )
        .await
    }

    pub async fn restore_task(&self, who: Who, task: Uuid) -> Outcome {
        trash::restore(
            &self.db,
            &self.try_on::<EditTasks>(who, task).await?,
            &act(),
            RecordId(task),
        )
        .await
    }

    pub async fn trash_project(&self, who: Who, project: Uuid) -> Outcome {
        trash::put(
            &self.db,
            &self.try_on::<ManageProject>(who, project).await?,
            &act(),
            RecordId(project),
        )
        .await
    }

    pub async fn undo_on_task(&self, who: Who, task: Uuid, seq: i64) -> Outcome {
        undo::undo(
            &self.db,
            &self.try_on::<EditTasks>(who, task).await?,
            &act(),
            seq,
        )
        .await
    }

    /// What verifying says of each workspace: Northlight, then Southshore.
    pub async fn verdicts(&self) -> Vec<Verdict> {
        audit::verify(&self.db, &self.duty).await.unwrap()
    }

    pub async fn verdict(&self) -> Verdict {
        self.verdicts()
            .await
            .into_iter()
            .find(|v| v.slug == self.cast.slug)
            .unwrap()
    }

    /// The chains are whole.
    pub async fn assert_whole(&self) {
        for verdict in self.verdicts().await {
            assert_eq!(verdict.broken, None, "{verdict:?}");
        }
    }

    pub async fn head(&self) -> i64 {
        self.verdict().await.events
    }
}

impl Ground {
    pub(super) fn none() -> std::sync::Arc<Self> {
        std::sync::Arc::new(Self {
            engine: super::Engine::Sqlite,
            folder: tempfile::TempDir::new().unwrap(),
            databases: Default::default(),
        })
    }
}
