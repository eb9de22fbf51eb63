//! Leaving a workspace: what somebody holds, read for the page on which it is handed over, and the one change that hands
//! it over and ends their membership. What they did stays theirs; what is done and what lies in the trash stays as it is.

pub(crate) mod gives;
mod held;
mod work;

use std::collections::HashMap;

use domain::access::{ChangeRoles, ProjectRole, WorkspaceRole};
use domain::account::below;
use domain::event::{Content, Kind};
use domain::id::MemberId;
use domain::people::leaving::{HandOver, Seen};
use domain::plan::bulk::Left;
use domain::refusal::{Bad, Code, Refused};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::member::{member_row, void_invitations};
use crate::Db;
use crate::chain::Event;
use crate::db::{Reader, now, on};
use crate::error::{Result, absent};
use crate::keys::{Granted, Sight};
use crate::sql::{named, sql};
use crate::tx::{Act, Done, Tx, begin};

use held::Whose;
pub use held::{Also, Leaver, NAMED, Named, Project, Stays, Task, View};

/// What somebody holds, and who could take it.
#[derive(Clone, Debug)]
pub struct Held {
    pub leaver: Leaver,
    /// What the page shows: sent back with the form.
    pub seen: Seen,
    pub projects: Vec<Project>,
    /// The first open tasks of each project.
    pub tasks: Vec<Task>,
    pub waits: Vec<Also>,
    pub series: Vec<Also>,
    pub groups: Vec<Named>,
    pub invited: Vec<Named>,
    pub views: Vec<View>,
    pub stays: Vec<Stays>,
}

/// What a member of the workspace holds, for whoever may end their membership.
pub async fn held(
    db: &Db,
    key: &Granted<ChangeRoles>,
    sight: &Sight,
    member: MemberId,
) -> Result<Held> {
    let of = Whose {
        workspace: key.workspace().0,
        reader: key.member().0,
        member,
    };
    let mut reader = db.hold().await?;
    let leaver = held::leaver(&mut reader, of).await?;
    let role = WorkspaceRole::parse(&leaver.role);
    // Whoever stands above is not the reader's to remove: there is no such page.
    if !role.is_ok_and(|role| below(key.role(), role).is_ok()) {
        return absent();
    }
    let small = Small::read(&mut reader, of).await?;
    Ok(Held {
        seen: small.seen(sight.seq),
        tasks: held::tasks(&mut reader, of).await?,
        views: held::views(&mut reader, of).await?,
        stays: held::stays(&mut reader, of).await?,
        leaver,
        projects: small.projects,
        waits: small.waits,
        series: small.series,
        groups: small.groups,
        invited: small.invited,
    })
}

/// What there is little of, by which a page and the change that it leads to are compared. Tasks are compared by their
/// events.
struct Small {
    projects: Vec<Project>,
    waits: Vec<Also>,
    series: Vec<Also>,
    groups: Vec<Named>,
    invited: Vec<Named>,
}

impl Small {
    async fn read(reader: &mut impl Reader, of: Whose) -> Result<Self> {
        Ok(Self {
            projects: held::projects(reader, of).await?,
            waits: held::waits(reader, of).await?,
            series: held::series(reader, of).await?,
            groups: held::groups(reader, of).await?,
            invited: held::invited(reader, of, now()).await?,
        })
    }

    fn seen(&self, seq: i64) -> Seen {
        let projects = self.projects.iter().map(|project| {
            let led_by_others = project.other_leads > 0;
            format!("project {} {} {led_by_others}", project.id, project.role)
        });
        let also = self.waits.iter().chain(&self.series);
        let named = self.groups.iter().chain(&self.invited);
        let ids = also
            .map(|one| one.id)
            .chain(named.map(|one| one.id))
            .map(|id| id.to_string());
        Seen::of(seq, projects.chain(ids))
    }
}

/// Whoever stays, as far as it decides what they may take.
struct Standing {
    people: HashMap<Uuid, (String, WorkspaceRole)>,
    in_project: HashMap<(Uuid, Uuid), ProjectRole>,
}

impl Standing {
    async fn read(tx: &mut Tx, of: Whose) -> Result<Self> {
        let mut standing = Self {
            people: HashMap::new(),
            in_project: HashMap::new(),
        };
        for row in held::stays(tx, of).await? {
            let Ok(role) = WorkspaceRole::parse(&row.role) else {
                continue;
            };
            standing.people.insert(row.member, (row.name, role));
            let as_what = row
                .in_project
                .and_then(|role| ProjectRole::parse(&role).ok());
            if let (Some(project), Some(as_what)) = (row.project, as_what) {
                standing.in_project.insert((project, row.member), as_what);
            }
        }
        Ok(standing)
    }

    /// Somebody who was chosen: one of those who stay.
    fn chosen(&self, who: MemberId) -> std::result::Result<(&str, WorkspaceRole), Bad> {
        match self.people.get(&who.0) {
            Some((name, role)) => Ok((name, *role)),
            None => Err(Code::NotAChoice.into()),
        }
    }

    /// The same where the whole change is refused beside this field.
    fn chosen_in(&self, field: &str, who: MemberId) -> Result<(&str, WorkspaceRole)> {
        let chosen = self.chosen(who);
        chosen.map_err(|bad| Refused::field_with(field, bad.0, bad.1).into())
    }

    fn role_in(&self, project: Uuid, who: MemberId) -> Option<ProjectRole> {
        self.in_project.get(&(project, who.0)).copied()
    }
}

/// What a hand-over came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// Whose it was.
    pub name: String,
    /// What nobody has now although somebody was to, and why.
    pub left: Vec<Left>,
    /// Whoever handed it over has left by it themselves.
    pub own: bool,
}

/// Hands over what a member holds and ends their membership: at once, everywhere. What they did stays theirs. One batch
/// of events, which [`crate::undo::leaving`] takes back as one.
pub async fn hand_over(
    db: &Db,
    key: &Granted<ChangeRoles>,
    act: &Act,
    member: MemberId,
    to: &HandOver,
) -> Result<Done<HandedOver>> {
    let mut tx = begin!(db, key, act);
    // The lock of the workspace's row: whoever changes rights meanwhile waits, and is refused.
    tx.bump_rights().await?;
    let row = member_row(&mut tx, member).await?;
    let Ok(role) = WorkspaceRole::parse(&row.role) else {
        return absent();
    };
    if let Err(bad) = below(key.role(), role) {
        return Err(Refused::conflict(bad.0).into());
    }
    let of = Whose {
        workspace: key.workspace().0,
        reader: key.member().0,
        member,
    };
    let leaver = held::leaver(&mut tx, of).await?;
    let small = Small::read(&mut tx, of).await?;
    refuse_unseen(&mut tx, of, &small, &to.seen).await?;
    let mut standing = Standing::read(&mut tx, of).await?;
    let mut events = Vec::new();
    // Rights first: by them others may take the work.
    events.extend(gives::owner(&mut tx, &leaver, &standing, to.owner).await?);
    events.extend(gives::leads(&mut tx, &small.projects, &mut standing, to).await?);
    let work = work::Work {
        of,
        name: &row.name,
        projects: &small.projects,
        waits: &small.waits,
    };
    let (given, left) = work.hand_over(&mut tx, &standing, &to.work).await?;
    events.extend(given);
    events.extend(gives::groups(&mut tx, of, &small.groups, &standing, to.groups).await?);
    events.extend(gives::places(&mut tx, of, &small.projects).await?);
    leave(&mut tx, of, &leaver).await?;
    let who = member.to_string();
    let content =
        Content::none()
            .with("member", who, Value::Null)
            .with("role", role.code(), Value::Null);
    events.push(Event::of_workspace(Kind::MemberRemoved, content));
    let batch = Some(Uuid::now_v7());
    let events = events.into_iter().map(|event| Event { batch, ..event });
    refuse_given_meanwhile(&mut tx, of).await?;
    let answer = HandedOver {
        name: row.name,
        left,
        own: key.member() == member,
    };
    tx.commit(events.collect(), answer).await
}

/// The membership itself: their sessions, where nothing else is theirs to open, and their invitations end with it.
async fn leave(tx: &mut Tx, of: Whose, leaver: &Leaver) -> Result<()> {
    let text =
        sql!("UPDATE member SET left_at = $3 WHERE workspace = $1 AND id = $2 AND left_at IS NULL");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(of.workspace)
        .bind(of.member.0)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    void_invitations(tx, of.member).await?;
    if leaver.elsewhere {
        return Ok(());
    }
    let text = sql!("UPDATE session SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(leaver.account)
        .bind(now())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Events by which somebody comes to hold a task.
macro_rules! brings {
    () => {
        "e.kind IN ('task.assignees_changed', 'task.created', 'task.reopened', 'task.arrived', 'task.transferred', 'task.recurred', 'task.imported', 'record.restored')"
    };
}

/// What the page did not show is not handed over unseen: it is named, and the page shows it.
async fn refuse_unseen(tx: &mut Tx, of: Whose, small: &Small, seen: &Seen) -> Result<()> {
    let text = sql!(
        "SELECT p.key, t.number FROM task_assignee ta JOIN task t ON t.workspace = ta.workspace AND t.id = ta.task JOIN status s ON s.workspace = t.workspace AND s.id = t.status \
         JOIN record r ON r.workspace = t.workspace AND r.id = t.id JOIN project p ON p.workspace = t.workspace AND p.id = t.project \
         JOIN record home ON home.workspace = t.workspace AND home.id = t.project \
         WHERE ta.workspace = $1 AND ta.member = $3 AND s.category <> 'done' AND r.trashed_at IS NULL AND home.trashed_at IS NULL AND ",
        named!("r"),
        " AND EXISTS (SELECT 1 FROM event e WHERE e.workspace = ta.workspace AND e.record = ta.task AND e.seq > $4 AND ",
        brings!(),
        ") ORDER BY p.key, t.number LIMIT 6"
    );
    let new: Vec<(String, i64)> = on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(of.workspace)
        .bind(of.reader)
        .bind(of.member.0)
        .bind(seen.seq)
        .fetch_all(c)
        .await)?;
    if new.is_empty() && small.seen(seen.seq) == *seen {
        return Ok(());
    }
    let mut named: Vec<String> = new
        .iter()
        .map(|(key, number)| format!("{key}-{number}"))
        .collect();
    if named.len() > 5 {
        named.truncate(5);
        named.push("…".into());
    }
    Err(Refused::field_with("seen", Code::HeldMeanwhile, named.join(", ")).into())
}

/// The last look, with the chain's row in hand, for which every other change waits at its end: whoever gave the leaver a
/// task while this change was under way has done so by now, or will find their key out of date.
async fn refuse_given_meanwhile(tx: &mut Tx, of: Whose) -> Result<()> {
    let text = sql!("UPDATE chain SET seq = seq WHERE workspace = $1");
    on!(tx.conn(), |c| sqlx::query(text)
        .bind(of.workspace)
        .execute(c)
        .await
        .map(|_| ()))?;
    let text = sql!(
        "SELECT COUNT(*) FROM task_assignee ta JOIN task t ON t.workspace = ta.workspace AND t.id = ta.task JOIN status s ON s.workspace = t.workspace AND s.id = t.status \
         JOIN record r ON r.workspace = t.workspace AND r.id = t.id JOIN record home ON home.workspace = t.workspace AND home.id = t.project \
         WHERE ta.workspace = $1 AND ta.member = $2 AND s.category <> 'done' AND r.trashed_at IS NULL AND home.trashed_at IS NULL"
    );
    let still: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(of.workspace)
        .bind(of.member.0)
        .fetch_one(c)
        .await)?;
    if still > 0 {
        return Err(Refused::field("seen", Code::HeldMeanwhile).into());
    }
    Ok(())
}
