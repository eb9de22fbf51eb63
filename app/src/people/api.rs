//! What the directory reads and its forms do.

use crate::prelude::*;
use domain::form;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::session::here;
#[cfg(feature = "ssr")]
use domain::access::{self, WorkspaceRole, may_give};
#[cfg(feature = "ssr")]
use domain::id::{GroupId, InvitationId, MemberId};
#[cfg(feature = "ssr")]
use domain::refusal::{Code, Refused};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub email: String,
    pub role: String,
    pub zone: String,
    /// The roles that the reader may give this person; empty when none.
    pub may_become: Vec<String>,
    /// The clock on their wall, where it shows another zone's time than the reader's.
    pub clock: Option<String>,
    pub away: Option<super::time::AwayNow>,
    /// Whether the reader may say that they are away.
    pub may_record: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    pub id: String,
    pub name: String,
    pub email: String,
    pub role: String,
    /// Whether the reader may give this role, and so take the invitation back.
    pub may_withdraw: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Group {
    pub id: String,
    pub name: String,
    /// Those in it whom the reader knows: id and name.
    pub members: Vec<(String, String)>,
    /// How much is for it by name, for whoever may end it.
    pub things: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct People {
    pub workspace: String,
    pub people: Vec<Person>,
    pub waiting: Vec<Waiting>,
    pub groups: Vec<Group>,
    /// The roles that the reader may invite someone as; empty when they may not.
    pub may_invite: Vec<String>,
    pub may_group: bool,
    /// Whether the reader is still to say the usual week.
    pub asks_week: bool,
}

#[server(input = GetUrl, endpoint = "people/people")]
pub async fn read_people(workspace: String) -> Result<People, Fault> {
    let here = here()?;
    let key = here.may::<access::SeePeople>(&workspace).await?;
    let sight = here.sight(&workspace).await?;
    let people = store::people::directory(&here.db, &key).await?;
    let now = store::people::seen::presence(&here.db, &key, &people).await?;
    let after = store::people::seen::looked_after(&here.db, &key).await?;
    let asks_week = super::time::week_is_asked(&here, &sight).await?;
    let (member, zone) = (key.member().0, here.signed()?.zone.clone());
    let groups = store::people::groups(&here.db, &key).await?;
    let invite = here.may::<access::Invite>(&workspace).await.ok();
    let change = here.may::<access::ChangeRoles>(&workspace).await.ok();
    let waiting = match &invite {
        Some(key) => store::people::pending(&here.db, key).await?,
        None => vec![],
    };
    let own = key.role();
    let below = || {
        WorkspaceRole::ALL
            .iter()
            .filter(|role| may_give(own, **role))
            .map(|role| role.code().to_owned())
            .collect::<Vec<_>>()
    };
    let person = |p: store::people::Person| {
        let theirs = WorkspaceRole::parse(&p.role).is_ok_and(|role| may_give(own, role));
        let may_become = if change.is_some() && theirs {
            below()
        } else {
            vec![]
        };
        let now = now.get(&p.id);
        let elsewhere = now.filter(|now| now.zone != zone);
        let away = now.and_then(|now| Some((now.away?, now.today)));
        Person {
            clock: elsewhere.map(|now| now.clock.clone()),
            away: away.map(|((part, until), today)| super::shown::away(part, until, today)),
            may_record: p.id == member || after.has(p.id),
            id: p.id.to_string(),
            name: p.name,
            email: p.email,
            role: p.role,
            zone: p.zone,
            may_become,
        }
    };
    Ok(People {
        workspace,
        people: people.into_iter().map(person).collect(),
        waiting: waiting
            .into_iter()
            .map(|w| Waiting {
                may_withdraw: WorkspaceRole::parse(&w.role).is_ok_and(|role| may_give(own, role)),
                id: w.id.to_string(),
                name: w.name,
                email: w.email,
                role: w.role,
            })
            .collect(),
        groups: groups
            .into_iter()
            .map(|g| Group {
                things: g.things,
                id: g.id.to_string(),
                name: g.name,
                members: g
                    .members
                    .into_iter()
                    .map(|(id, name)| (id.to_string(), name))
                    .collect(),
            })
            .collect(),
        may_invite: if invite.is_some() { below() } else { vec![] },
        may_group: change.is_some(),
        asks_week,
    })
}

#[server(endpoint = "people/invite")]
pub async fn invite(form: form::Invite) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::Invite>(&form.workspace).await?;
    let new = domain::account::invitation(&form, key.role())?;
    let done = store::people::invite(&here.db, &key, here.act()?, &new, here.carrier).await?;
    Ok(Answer {
        code: done.what.code,
        ..Answer::change(done.seq, What::Invited, done.what.name)
    })
}

#[server(endpoint = "people/withdraw_invitation")]
pub async fn withdraw_invitation(form: form::OnInvitation) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::Invite>(&form.workspace).await?;
    let id = InvitationId::parse(&form.invitation).map_err(|_| Refused::Absent)?;
    let done = store::people::withdraw_invitation(&here.db, &key, here.act()?, id).await?;
    Ok(Answer::change(
        done.seq,
        What::InvitationWithdrawn,
        done.what,
    ))
}

#[server(endpoint = "people/change_role")]
pub async fn change_role(form: form::ChangeRole) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::ChangeRoles>(&form.workspace).await?;
    let member = MemberId::parse(&form.member).map_err(|_| Refused::Absent)?;
    let role =
        WorkspaceRole::parse(&form.role).map_err(|_| Refused::field("role", Code::NotAChoice))?;
    let done = store::people::change_role(&here.db, &key, here.act()?, member, role).await?;
    Ok(Answer::change(done.seq, What::RoleChanged, done.what))
}

#[server(endpoint = "people/create_group")]
pub async fn create_group(form: form::CreateGroup) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::ChangeRoles>(&form.workspace).await?;
    let name =
        domain::text::line(&form.name).map_err(|bad| Refused::field_with("name", bad.0, bad.1))?;
    let done = store::people::create_group(&here.db, &key, here.act()?, &name).await?;
    Ok(Answer::change(done.seq, What::GroupCreated, name))
}

#[server(endpoint = "people/add_to_group")]
pub async fn add_to_group(form: form::AddToGroup) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::ChangeRoles>(&form.workspace).await?;
    let member =
        MemberId::parse(&form.member).map_err(|_| Refused::field("member", Code::NotAChoice))?;
    let group =
        GroupId::parse(&form.group).map_err(|_| Refused::field("group", Code::NotAChoice))?;
    let done = store::people::add_to_group(&here.db, &key, here.act()?, group, member).await?;
    Ok(Answer::change(done.seq, What::GroupJoined, done.what))
}

#[server(endpoint = "people/leave_group")]
pub async fn leave_group(form: form::LeaveGroup) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::ChangeRoles>(&form.workspace).await?;
    let member = MemberId::parse(&form.member).map_err(|_| Refused::Absent)?;
    let group = GroupId::parse(&form.group).map_err(|_| Refused::Absent)?;
    let done = store::people::leave_group(&here.db, &key, here.act()?, group, member).await?;
    Ok(Answer::change(done.seq, What::GroupLeft, done.what))
}

#[server(endpoint = "people/rename_group")]
pub async fn rename_group(form: form::RenameGroup) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::ChangeRoles>(&form.workspace).await?;
    let group = GroupId::parse(&form.group).map_err(|_| Refused::Absent)?;
    let done = store::people::rename_group(&here.db, &key, here.act()?, group, &form).await?;
    Ok(Answer::change(done.seq, What::GroupRenamed, done.what))
}

#[server(endpoint = "people/delete_group")]
pub async fn delete_group(form: form::OnGroup) -> Result<Answer, Fault> {
    let here = here()?;
    let key = here.may::<access::ChangeRoles>(&form.workspace).await?;
    let group = GroupId::parse(&form.group).map_err(|_| Refused::Absent)?;
    let done = store::people::delete_group(&here.db, &key, here.act()?, group).await?;
    Ok(Answer::change(done.seq, What::GroupDeleted, done.what))
}
