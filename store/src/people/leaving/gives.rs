//! What a leaver hands over of rights: the workspace, projects they lead, series, places in Groups and in projects.

use domain::access::{ProjectRole, WorkspaceRole};
use domain::event::{Content, Kind};
use domain::id::{MemberId, RecordId};
use domain::people::leaving::{self as rule, HandOver, Heir};
use domain::refusal::{Bad, Check, Code, Refused};
use serde_json::Value;
use uuid::Uuid;

use super::Standing;
use super::held::{Leaver, Named, Project, Whose};
use crate::chain::Event;
use crate::db::on;
use crate::error::Result;
use crate::people::member::owners;
use crate::plan::member::put_member;
use crate::sql::sql;
use crate::tx::Tx;

/// Who owns the workspace after its last owner. Counted under the lock of the workspace's row.
pub(super) async fn owner(
    tx: &mut Tx,
    leaver: &Leaver,
    standing: &Standing,
    heir: Heir,
) -> Result<Option<Event>> {
    let is_owner = leaver.role == WorkspaceRole::Owner.code();
    if !is_owner || owners(tx).await? > 1 {
        return Ok(None);
    }
    let Some(heir) = heir else {
        return Err(Refused::field("owner", Code::NoOtherOwner).into());
    };
    let (_, role) = standing.chosen_in("owner", heir)?;
    let workspace = tx.workspace().0;
    let text = sql!("UPDATE member SET role = 'owner' WHERE workspace = $1 AND id = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(heir.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    let who = heir.to_string();
    let content = Content::none().with("member", who.clone(), who).with(
        "role",
        role.code(),
        WorkspaceRole::Owner.code(),
    );
    Ok(Some(Event::of_workspace(Kind::MemberRoleChanged, content)))
}

/// Who leads each project that they lead. One that nobody else leads does not go without; every such one is named.
pub(super) async fn leads(
    tx: &mut Tx,
    projects: &[Project],
    standing: &mut Standing,
    to: &HandOver,
) -> Result<Vec<Event>> {
    let mut check = Check::default();
    let mut heirs = Vec::new();
    for project in projects.iter().filter(|project| project.is_led()) {
        let id = RecordId(project.id);
        let alone = project.other_leads == 0;
        let heir = match to.lead.in_project(id) {
            None if alone => Err(Code::LastLead.into()),
            None => continue,
            Some(heir) => may_lead(standing, heir),
        };
        if let Some(heir) = check.take(&rule::in_project("lead_in", id), heir) {
            heirs.push((project, heir));
        }
    }
    check.done()?;
    let mut events = Vec::new();
    for (project, heir) in heirs {
        let before = standing.role_in(project.id, heir);
        if before == Some(ProjectRole::Lead) {
            continue;
        }
        put_member(tx, RecordId(project.id), heir, ProjectRole::Lead).await?;
        standing
            .in_project
            .insert((project.id, heir.0), ProjectRole::Lead);
        events.push(place(project.id, heir, before, Some(ProjectRole::Lead)));
    }
    Ok(events)
}

fn may_lead(standing: &Standing, heir: MemberId) -> std::result::Result<MemberId, Bad> {
    let (name, role) = standing.chosen(heir)?;
    if rule::takes_lead(role) {
        Ok(heir)
    } else {
        Err(Bad(Code::LeadsNothing, name.to_owned()))
    }
}

/// What somebody becomes in a project, as an event.
pub(crate) fn place(
    project: Uuid,
    who: MemberId,
    before: Option<ProjectRole>,
    after: Option<ProjectRole>,
) -> Event {
    let id = |role: Option<ProjectRole>| role.map(|_| who.to_string());
    let code = |role: Option<ProjectRole>| role.map(|role| role.code().to_owned());
    let content = Content::none().with("member", id(before), id(after)).with(
        "role",
        code(before),
        code(after),
    );
    let kind = match after {
        Some(_) => Kind::ProjectMemberAdded,
        None => Kind::ProjectMemberRemoved,
    };
    let project = RecordId(project);
    Event::of(kind, project, Some(project), content)
}

/// Takes them out of their Groups, and puts somebody in their place where that was said.
pub(super) async fn groups(
    tx: &mut Tx,
    of: Whose,
    groups: &[Named],
    standing: &Standing,
    heir: Heir,
) -> Result<Vec<Event>> {
    if let Some(heir) = heir {
        standing.chosen_in("groups", heir)?;
    }
    let mut events = Vec::new();
    for group in groups {
        if let Some(heir) = heir
            && join(tx, group.id, heir.0).await?
        {
            events.push(in_group(group.id, heir.0, true));
        }
        let text = sql!(
            "DELETE FROM member_group_member WHERE workspace = $1 AND member_group = $2 AND member = $3"
        );
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(of.workspace)
            .bind(group.id)
            .bind(of.member.0)
            .execute(c)
            .await
            .map(|_| ()))?;
        events.push(in_group(group.id, of.member.0, false));
    }
    Ok(events)
}

/// Whether somebody came into a Group by it.
pub(crate) async fn join(tx: &mut Tx, group: Uuid, member: Uuid) -> Result<bool> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "INSERT INTO member_group_member (workspace, member_group, member) SELECT g.workspace, g.id, $3 FROM member_group g WHERE g.workspace = $1 AND g.id = $2 \
         ON CONFLICT (workspace, member_group, member) DO NOTHING"
    );
    let rows = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(group)
        .bind(member)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(rows == 1)
}

pub(crate) fn in_group(group: Uuid, member: Uuid, comes: bool) -> Event {
    let (group, member) = (group.to_string(), member.to_string());
    let content = Content::none();
    if comes {
        let content = content
            .with("group", Value::Null, group)
            .with("member", Value::Null, member);
        Event::of_workspace(Kind::GroupMemberAdded, content)
    } else {
        let content = content
            .with("group", group, Value::Null)
            .with("member", member, Value::Null);
        Event::of_workspace(Kind::GroupMemberRemoved, content)
    }
}

/// Takes them out of every project. Of one that an import still fills nothing is told.
pub(super) async fn places(tx: &mut Tx, of: Whose, projects: &[Project]) -> Result<Vec<Event>> {
    let text = sql!("DELETE FROM project_member WHERE workspace = $1 AND member = $2");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(of.workspace)
        .bind(of.member.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    let events = projects.iter().map(|project| {
        let role = ProjectRole::parse(&project.role).ok();
        place(project.id, of.member, role, None)
    });
    Ok(events.collect())
}
