//! An owner, a workspace and a project, made as people make them.

use anyhow::{Context, Result};
use chrono::{TimeDelta, Utc};
use domain::access::{CreateProject, EditTasks, Invite, ProjectRole, SeePeople, WorkspaceRole};
use domain::form;
use domain::id::{MemberId, RecordId};
use domain::plan::{project, task};
use store::door::rehearsal::Rehearsal;
use store::door::session::Visitor;
use store::door::{Signed, grant, session, start};
use store::keys::{Duty, Granted};
use store::people::{self, Carrier};
use store::plan::member;
use store::tx::Act;
use store::{Db, db::Place};
use uuid::Uuid;

pub const EMAIL: &str = "bench@example.test";
pub const PASSWORD: &str = "a password for the bench";

pub struct House {
    pub db: Db,
    pub duty: Duty,
    pub owner: Signed,
    pub slug: String,
}

/// Opens the database; whoever owns it is made when there is nobody.
pub async fn open(place: &Place) -> Result<House> {
    let (db, duty) = Db::open(place).await?;
    let (token, slug) = match start::owner_code(&db, &duty).await? {
        Some(code) => {
            let new = new_owner("Bench")?;
            let (begun, slug) = start::create_owner(&db, &code, &new, &Visitor::default()).await?;
            (begun.token, slug)
        }
        None => {
            let form = form::SignIn {
                email: EMAIL.into(),
                password: PASSWORD.into(),
                ..Default::default()
            };
            let begun = session::sign_in(&db, &form, &Visitor::default()).await?;
            (begun.token, "bench".into())
        }
    };
    let owner = session::signed(&db, &token).await?.context("nobody")?;
    Ok(House {
        db,
        duty,
        owner,
        slug,
    })
}

/// The same with a past: its owner has been there for that many days.
pub async fn rehearsed(place: &Place, days: i64) -> Result<(House, Rehearsal)> {
    let (db, duty) = Db::open(place).await?;
    let rehearsal = Rehearsal::begin(&db, &duty).await?;
    let code = start::owner_code(&db, &duty)
        .await?
        .context("somebody is here already")?;
    let new = new_owner("Crowd")?;
    let visitor = Visitor::default();
    let then = Utc::now() - TimeDelta::days(days);
    let made = start::create_owner(&db, &code, &new, &visitor);
    let (_, slug) = rehearsal.at(then, made).await?;
    let owner = rehearsal.person(EMAIL).await?;
    let house = House {
        db,
        duty,
        owner,
        slug,
    };
    Ok((house, rehearsal))
}

fn new_owner(workspace: &str) -> Result<domain::account::NewOwner> {
    let form = form::CreateOwner {
        workspace: workspace.into(),
        name: "Ben Chard".into(),
        email: EMAIL.into(),
        password: PASSWORD.into(),
        ..Default::default()
    };
    domain::account::new_owner(&form).map_err(said)
}

/// How one of the [`House::people`] signs in.
pub fn person(n: usize) -> String {
    format!("person{n}@example.test")
}

/// A refusal by the rules, which a bench does not expect.
pub fn said(refused: domain::refusal::Refused) -> anyhow::Error {
    anyhow::anyhow!("refused: {refused:?}")
}

impl House {
    pub async fn project(&self, key: &str, title: &str) -> Result<RecordId> {
        let id = RecordId(Uuid::now_v7());
        let form = form::CreateProject {
            id: id.to_string(),
            title: title.into(),
            key: key.into(),
            ..Default::default()
        };
        let new = project::new_project(&form).map_err(said)?;
        let may = grant::granted::<CreateProject>(&self.db, &self.owner, &self.slug).await?;
        store::plan::project::create_project(&self.db, &may, &Act::once(), &new).await?;
        Ok(id)
    }

    /// People who are invited and join: their members.
    pub async fn people(&self, count: usize) -> Result<Vec<MemberId>> {
        for n in 1..=count {
            let (name, email) = (format!("Person {n}"), person(n));
            let form = form::Invite {
                email: email.clone(),
                name: name.clone(),
                role: WorkspaceRole::Member.code().into(),
                ..Default::default()
            };
            let new = domain::account::invitation(&form, WorkspaceRole::Owner).map_err(said)?;
            let may = grant::granted::<Invite>(&self.db, &self.owner, &self.slug).await?;
            let act = Act::once();
            let invited = people::invite(&self.db, &may, &act, &new, Carrier::Inviter).await?;
            let form = form::Join {
                code: invited.what.code.context("an invitation without a code")?,
                name,
                password: PASSWORD.into(),
                zone: "Europe/London".into(),
            };
            // Limits count by address: each has one of their own.
            let visitor = Visitor {
                address: email,
                ..Default::default()
            };
            start::join(&self.db, &form, &visitor, |_| true).await?;
        }
        let may = grant::granted::<SeePeople>(&self.db, &self.owner, &self.slug).await?;
        let all = people::directory(&self.db, &may).await?;
        let joined = all.into_iter().filter(|row| row.email != EMAIL);
        Ok(joined.map(|row| MemberId(row.id)).collect())
    }

    /// A project with people in it.
    pub async fn project_with(
        &self,
        key: &str,
        title: &str,
        people: &[MemberId],
    ) -> Result<RecordId> {
        let id = self.project(key, title).await?;
        for person in people {
            // Who is in a project changes rights, and a key is of before or after that.
            let may = grant::granted_on(&self.db, &self.owner, &self.slug, id).await?;
            let role = ProjectRole::Member;
            member::add_to_project(&self.db, &may, &Act::once(), *person, role).await?;
        }
        Ok(id)
    }

    pub async fn may_edit(&self, project: RecordId) -> Result<Granted<EditTasks>> {
        Ok(grant::granted_on(&self.db, &self.owner, &self.slug, project).await?)
    }
}

pub fn new_task(title: String) -> Result<task::NewTask> {
    let form = form::CreateTask {
        id: Uuid::now_v7().to_string(),
        title,
        ..Default::default()
    };
    task::new_task(&form).map_err(said)
}
