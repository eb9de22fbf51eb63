//! Performs what [`super::deeds`] says, as each person and at its time, through the store's own functions and forms.

use std::collections::HashMap;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use domain::access::{
    Comment, CreateProject, EditTasks, Invite, ManageClients, ManageProject, Permission,
    ProjectRole, SeePeople, WorkspaceRole,
};
use domain::audience::Audience;
use domain::form;
use domain::id::{MemberId, RecordId};
use domain::refusal::Refused;
use domain::talk::NewComment;
use store::door::rehearsal::Rehearsal;
use store::door::session::Visitor;
use store::door::{Signed, grant, start};
use store::keys::Granted;
use store::people::{self, Carrier};
use store::plan::{project, task};
use store::tx::Act;
use store::{Db, clients, talk};
use uuid::Uuid;

use super::cast::{CLIENTS, PASSWORD, PEOPLE, Person, SLUG, WORKSPACE};
use super::days::{day, moment};
use super::deeds::{Deed, What, zone};
use super::schedule::Span;
use super::script::Plan;

pub struct Stage<'a> {
    db: &'a Db,
    rehearsal: &'a Rehearsal,
    now: DateTime<Utc>,
    people: HashMap<&'static str, (Signed, MemberId)>,
    clients: HashMap<&'static str, RecordId>,
    /// Of each plan its project and its tasks, once it was begun.
    projects: HashMap<usize, (RecordId, Vec<RecordId>)>,
}

/// When the studio began with Daymark, in working days before today.
const OPENED: i64 = -75;

impl<'a> Stage<'a> {
    /// The workspace, its people and clients, before any work.
    pub async fn set(
        db: &'a Db,
        rehearsal: &'a Rehearsal,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut stage = Self {
            db,
            rehearsal,
            now,
            people: HashMap::new(),
            clients: HashMap::new(),
            projects: HashMap::new(),
        };
        let opened = day(now.date_naive(), OPENED);
        for (person, n) in PEOPLE.iter().zip(0_i64..) {
            let at = moment(opened, 9 * 60 + n * 7, zone(person)?);
            if person.role == WorkspaceRole::Owner {
                rehearsal.at(at, stage.own(person, code)).await?;
            } else {
                rehearsal.at(at, stage.join(person)).await?;
            }
            let signed = rehearsal.person(&person.email()).await?;
            stage
                .people
                .insert(person.short, (signed, MemberId(Uuid::nil())));
        }
        stage.learn_members().await?;
        for client in &CLIENTS {
            let id = RecordId(Uuid::now_v7());
            let at = moment(opened, 16 * 60, chrono_tz::Europe::London);
            let made = stage.client(id, client.name, client.email, client.contact);
            rehearsal.at(at, made).await?;
            stage.clients.insert(client.name, id);
        }
        Ok(stage)
    }

    async fn own(&self, person: &Person, code: &str) -> Result<()> {
        let form = form::CreateOwner {
            workspace: WORKSPACE.into(),
            name: person.name.into(),
            email: person.email(),
            password: PASSWORD.into(),
            zone: person.zone.into(),
            ..Default::default()
        };
        let new = domain::account::new_owner(&form).map_err(refused)?;
        start::create_owner(self.db, code, &new, &visitor(person)).await?;
        Ok(())
    }

    /// Invited by the owner, and in.
    async fn join(&self, person: &Person) -> Result<()> {
        let form = form::Invite {
            email: person.email(),
            name: person.name.into(),
            role: person.role.code().into(),
            ..Default::default()
        };
        let new = domain::account::invitation(&form, WorkspaceRole::Owner).map_err(refused)?;
        let key = self.may::<Invite>("ruth").await?;
        let invited = people::invite(self.db, &key, &Act::once(), &new, Carrier::Inviter).await?;
        let form = form::Join {
            code: invited.what.code.context("an invitation without a code")?,
            name: person.name.into(),
            password: PASSWORD.into(),
            zone: person.zone.into(),
        };
        let known = |zone: &str| zone.parse::<chrono_tz::Tz>().is_ok();
        start::join(self.db, &form, &visitor(person), known).await?;
        Ok(())
    }

    async fn learn_members(&mut self) -> Result<()> {
        let key = self.may::<SeePeople>("ruth").await?;
        for row in people::directory(self.db, &key).await? {
            for (signed, member) in self.people.values_mut() {
                if signed.email == row.email {
                    *member = MemberId(row.id);
                }
            }
        }
        Ok(())
    }

    async fn client(&self, id: RecordId, name: &str, email: &str, contact: &str) -> Result<()> {
        let key = self.may::<ManageClients>("ruth").await?;
        clients::create_client(self.db, &key, &Act::once(), id, name).await?;
        let key = self.may::<ManageClients>("ruth").await?;
        clients::add_contact(self.db, &key, &Act::once(), id, email, contact).await?;
        Ok(())
    }

    pub async fn perform(
        &mut self,
        plans: &[Plan],
        spans: &[Vec<Option<Span>>],
        deed: &Deed,
    ) -> Result<()> {
        let who = deed.who;
        if let What::Begin { plan } = deed.what {
            let begun = self.begin(&plans[plan], &spans[plan], deed).await?;
            self.projects.insert(plan, begun);
            return Ok(());
        }
        let rehearsal = self.rehearsal;
        match deed.what {
            What::Begin { .. } => Ok(()),
            What::Close { plan, task } => {
                let record = self.task(plan, task)?;
                rehearsal.at(deed.at, self.close(who, record)).await
            }
            What::Say { plan, task, said } => {
                let record = self.task(plan, task)?;
                let text = plans[plan].tasks[task].said[said].text;
                rehearsal.at(deed.at, self.say(who, record, text)).await
            }
            What::Start { .. }
            | What::Stop { .. }
            | What::Health { .. }
            | What::Ask { .. }
            | What::Note { .. } => Ok(()),
        }
    }

    fn task(&self, plan: usize, task: usize) -> Result<RecordId> {
        let (_, tasks) = self.projects.get(&plan).context("not begun yet")?;
        tasks.get(task).copied().context("not written yet")
    }

    /// The project with its people and its whole plan, written down in one morning.
    async fn begin(
        &self,
        plan: &Plan,
        _spans: &[Option<Span>],
        deed: &Deed,
    ) -> Result<(RecordId, Vec<RecordId>)> {
        let project = RecordId(Uuid::now_v7());
        let rehearsal = self.rehearsal;
        let made = self.project(plan, project);
        rehearsal.at(deed.at, made).await?;
        let mut tasks = Vec::new();
        for task in &plan.tasks {
            let id = RecordId(Uuid::now_v7());
            let form = form::CreateTask {
                id: id.to_string(),
                title: task.title.into(),
                ..Default::default()
            };
            let made = self.create(plan.lead, project, form);
            rehearsal.at(deed.at, made).await?;
            tasks.push(id);
        }
        Ok((project, tasks))
    }

    async fn project(&self, plan: &Plan, id: RecordId) -> Result<()> {
        let form = form::CreateProject {
            id: id.to_string(),
            title: plan.title.into(),
            key: plan.key.into(),
            ..Default::default()
        };
        let new = domain::plan::project::new_project(&form).map_err(refused)?;
        let key = self.may::<CreateProject>(plan.lead).await?;
        project::create_project(self.db, &key, &Act::once(), &new).await?;
        if let Some(client) = plan.client {
            let client = self.clients.get(client).context("no such client")?;
            let key = self.may_on::<ManageProject>(plan.lead, id).await?;
            clients::set_client(self.db, &key, &Act::once(), *client).await?;
        }
        for who in &plan.people {
            let person = super::deeds::person(who)?;
            let role = match person.role {
                WorkspaceRole::Observer => ProjectRole::Viewer,
                WorkspaceRole::Owner | WorkspaceRole::Manager => ProjectRole::Lead,
                _ => ProjectRole::Member,
            };
            let key = self.may_on::<ManageProject>(plan.lead, id).await?;
            let (_, member) = self.known(who)?;
            project::add_to_project(self.db, &key, &Act::once(), *member, role).await?;
        }
        Ok(())
    }

    async fn create(&self, who: &str, project: RecordId, form: form::CreateTask) -> Result<()> {
        let new = domain::plan::task::new_task(&form).map_err(refused)?;
        let key = self.may_on::<EditTasks>(who, project).await?;
        task::create_task(self.db, &key, &Act::once(), &new).await?;
        Ok(())
    }

    async fn close(&self, who: &str, record: RecordId) -> Result<()> {
        let key = self.may_on::<EditTasks>(who, record).await?;
        task::close_task(self.db, &key, &Act::once(), record).await?;
        Ok(())
    }

    async fn say(&self, who: &str, record: RecordId, text: &str) -> Result<()> {
        let key = self.may_on::<Comment>(who, record).await?;
        let new = NewComment {
            id: RecordId(Uuid::now_v7()),
            text: text.into(),
            audience: Audience::Internal,
        };
        talk::add_comment(self.db, &key, &Act::once(), record, &new).await?;
        Ok(())
    }

    fn known(&self, who: &str) -> Result<&(Signed, MemberId)> {
        self.people
            .get(who)
            .with_context(|| format!("who is {who}?"))
    }

    async fn may<P: Permission>(&self, who: &str) -> Result<Granted<P>> {
        Ok(grant::granted(self.db, &self.known(who)?.0, SLUG).await?)
    }

    async fn may_on<P: Permission>(&self, who: &str, record: RecordId) -> Result<Granted<P>> {
        Ok(grant::granted_on(self.db, &self.known(who)?.0, SLUG, record).await?)
    }
}

/// Limits count by address: each has one of their own.
fn visitor(person: &Person) -> Visitor {
    Visitor {
        address: person.short.into(),
        agent: "Demo".into(),
    }
}

fn refused(refused: Refused) -> anyhow::Error {
    anyhow::anyhow!("refused by the rules: {refused:?}")
}
