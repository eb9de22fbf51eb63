//! What the page of a leaver reads, and its form does.

use crate::prelude::*;
use domain::form;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::{answer::What, session::here};
#[cfg(feature = "ssr")]
use domain::{access, id::MemberId, refusal::Refused};

/// A person to choose: id and name.
pub type Choice = (String, String);

/// A task: key, title, its days, whether it comes again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Task {
    pub code: String,
    pub title: String,
    pub days: (String, String),
    pub repeats: bool,
}

/// A project in which they are something or have something to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Project {
    pub id: String,
    pub key: String,
    pub title: String,
    /// What they are in it; nothing where they are not in it any more.
    pub role: String,
    pub in_trash: bool,
    /// Whether nobody else leads it.
    pub alone: bool,
    /// Open tasks of theirs, and the first of them.
    pub open: i64,
    pub tasks: Vec<Task>,
    /// Stopped work that waits for them.
    pub waits: Vec<Task>,
    /// Its people who may lead it, and those who may do its work.
    pub leads: Vec<Choice>,
    pub workers: Vec<Choice>,
}

impl Project {
    pub fn is_led(&self) -> bool {
        self.role == "lead"
    }

    pub fn has_work(&self) -> bool {
        self.open > 0 || !self.waits.is_empty()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Leaving {
    pub workspace: String,
    pub member: String,
    pub name: String,
    pub role: String,
    pub own: bool,
    /// What this page shows, as the change compares it.
    pub seen: String,
    pub asks_owner: bool,
    pub projects: Vec<Project>,
    /// Whoever stays; may lead a project; may do some of the work.
    pub people: Vec<Choice>,
    pub leads: Vec<Choice>,
    pub workers: Vec<Choice>,
    pub series: Vec<Task>,
    pub groups: Vec<String>,
    pub invited: Vec<String>,
    /// Views that others see too: name and address.
    pub views: Vec<Choice>,
    /// Work that only others see.
    pub hidden: i64,
    pub hidden_series: i64,
    pub watched: i64,
    pub private_views: i64,
    pub imports: i64,
    pub sessions: i64,
    /// Whether they stay signed in for another workspace.
    pub elsewhere: bool,
}

#[server(input = GetUrl, endpoint = "people/leaving")]
pub async fn read_leaving(workspace: String, member: String) -> Result<Leaving, Fault> {
    let here = here()?;
    let key = here.may::<access::ChangeRoles>(&workspace).await?;
    let sight = here.sight(&workspace).await?;
    let member = MemberId::parse(&member).map_err(|_| Refused::Absent)?;
    let held = store::people::leaving::held(&here.db, &key, &sight, member).await?;
    let today = crate::people::shown::today(&here)?;
    Ok(super::shown::leaving(workspace, &key, member, today, held))
}

/// Hands over what they hold, and ends their membership.
#[server(endpoint = "people/hand_over")]
pub async fn hand_over(form: form::HandOver) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::ChangeRoles>(&form.workspace).await?;
    let member = MemberId::parse(&form.member).map_err(|_| Refused::Absent)?;
    let to = domain::people::leaving::hand_over(&form)?;
    let done = store::people::leaving::hand_over(&here.db, &key, here.act()?, member, &to).await?;
    if done.what.own {
        // Nothing of this workspace is theirs to see any more.
        return Ok(Answer::default().to("/".into()));
    }
    Ok(
        Answer::change(done.seq, What::MemberRemoved, done.what.name)
            .undoable()
            .with_left(done.what.left)
            .to(format!("/{}/people", form.workspace)),
    )
}
