//! A leaver is taken back: the membership, its places, and what was handed over. What was touched since stays where it
//! is, and is said by name; sessions and invitations have ended for good.

use domain::access::{ChangeRoles, ProjectRole, WorkspaceRole};
use domain::account::below;
use domain::event::{Change, Content, Kind};
use domain::id::{MemberId, RecordId};
use domain::plan::bulk::{Left, Many};
use domain::refusal::{Code, Refused};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Past, refuse_when_touched_since};
use crate::Db;
use crate::chain::Event;
use crate::db::on;
use crate::error::{Result, absent};
use crate::keys::Granted;
use crate::people::leaving::gives::{in_group, join, place};
use crate::people::void_invitations_of;
use crate::plan;
use crate::plan::member::put_member;
use crate::record;
use crate::sql::sql;
use crate::tx::{Act, Done, Tx, begin};

/// Whether an event is the end of a membership.
pub async fn is_one(db: &Db, key: &Granted<ChangeRoles>, seq: i64) -> Result<bool> {
    let text = sql!("SELECT kind FROM event WHERE workspace = $1 AND seq = $2");
    let kind: Option<String> = on!(db.read(), |c| sqlx::query_scalar(text)
        .bind(key.workspace().0)
        .bind(seq)
        .fetch_optional(c)
        .await)?;
    Ok(kind.as_deref() == Some(Kind::MemberRemoved.code()))
}

pub async fn take_back(
    db: &Db,
    key: &Granted<ChangeRoles>,
    act: &Act,
    seq: i64,
) -> Result<Done<Many>> {
    let mut tx = begin!(db, key, act);
    tx.bump_rights().await?;
    let all = load(&mut tx, seq).await?;
    let Some(removed) = all.iter().find(|each| each.past.seq == seq) else {
        return absent();
    };
    let said = removed.past.said()?;
    let who: MemberId = read(&said, "member", |change| &change.before)?;
    let role = said.fields.get("role").map(|change| &change.before);
    let role = role.and_then(Value::as_str).map(WorkspaceRole::parse);
    let Some(Ok(role)) = role else {
        return Err(Refused::conflict(Code::Final).into());
    };
    below(key.role(), role).map_err(|bad| Refused::conflict(bad.0))?;
    come_back(&mut tx, who, role).await?;
    void_invitations_of(&mut tx, who).await?;
    let batch = Some(Uuid::now_v7());
    let (mut events, mut many) = (Vec::new(), Many::default());
    for each in all.iter().filter(|each| each.past.seq != seq) {
        tx.step().await?;
        let outcome = one(&mut tx, &each.past).await;
        match tx.stepped(outcome).await? {
            Ok(Some(event)) => {
                many.changed += 1;
                events.push(Event {
                    undoes: Some(each.past.seq),
                    ..event
                });
            }
            Ok(None) => {}
            Err(why) => many.left.extend(Left::of(&each.called(&why), &why)),
        }
    }
    let content = Content::none()
        .with("member", Value::Null, who.to_string())
        .with("role", Value::Null, role.code());
    events.push(Event {
        undoes: Some(seq),
        ..Event::of_workspace(Kind::MemberReturned, content)
    });
    let events = events.into_iter().map(|event| Event { batch, ..event });
    tx.commit(events.collect(), many).await
}

/// An event of the hand-over, and what the task is called that it is about.
#[derive(FromRow)]
struct Each {
    letters: Option<String>,
    number: Option<i64>,
    #[sqlx(flatten)]
    past: Past,
}

impl Each {
    /// A name only for what the reader sees.
    fn called(&self, why: &Refused) -> String {
        match (&self.letters, self.number) {
            (Some(letters), Some(number)) if *why != Refused::Absent => {
                format!("{letters}-{number}")
            }
            _ => String::new(),
        }
    }
}

/// The end of the membership and all that was handed over with it, the last first.
async fn load(tx: &mut Tx, seq: i64) -> Result<Vec<Each>> {
    let workspace = tx.workspace().0;
    let text = sql!("SELECT COUNT(*) FROM event WHERE workspace = $1 AND undoes = $2");
    let undone: i64 = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(seq)
        .fetch_one(c)
        .await)?;
    if undone > 0 {
        return Err(Refused::conflict(Code::AlreadyUndone).into());
    }
    let text = sql!(
        "SELECT e.seq, e.kind, e.record, p.bytes, home.key AS letters, t.number FROM event one JOIN event e ON e.workspace = one.workspace AND (e.seq = one.seq OR e.batch = one.batch) \
         LEFT JOIN event_payload p ON p.workspace = e.workspace AND p.seq = e.seq \
         LEFT JOIN task t ON t.workspace = e.workspace AND t.id = e.record LEFT JOIN project home ON home.workspace = t.workspace AND home.id = t.project \
         WHERE one.workspace = $1 AND one.seq = $2 AND one.kind = 'member.removed' ORDER BY e.seq DESC"
    );
    Ok(on!(tx.conn(), |c| sqlx::query_as(text)
        .bind(workspace)
        .bind(seq)
        .fetch_all(c)
        .await)?)
}

impl Past {
    /// What it says; a redacted one cannot be taken back.
    fn said(&self) -> Result<Content> {
        let said = self.content();
        said.map_or_else(|| Err(Refused::conflict(Code::Final).into()), Ok)
    }
}

/// Whoever came back by an invitation meanwhile is not brought back.
async fn come_back(tx: &mut Tx, who: MemberId, role: WorkspaceRole) -> Result<()> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE member SET left_at = NULL, role = $3 WHERE workspace = $1 AND id = $2 AND left_at IS NOT NULL \
         AND EXISTS (SELECT 1 FROM account a WHERE a.id = member.account AND a.erased_at IS NULL)"
    );
    let rows = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(who.0)
        .bind(role.code())
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 1 {
        Ok(())
    } else {
        Err(Refused::conflict(Code::ChangedSince).into())
    }
}

/// Does the opposite of one event; nothing where it is so already.
async fn one(tx: &mut Tx, past: &Past) -> Result<Option<Event>> {
    let said = past.said()?;
    match past.kind()? {
        Kind::TaskAssigneesChanged | Kind::TaskStopped => task(tx, past, said).await.map(Some),
        Kind::ProjectMemberAdded | Kind::ProjectMemberRemoved => in_project(tx, past, &said).await,
        Kind::GroupMemberRemoved => {
            let (group, member): (RecordId, MemberId) = (
                read(&said, "group", |change| &change.before)?,
                read(&said, "member", |change| &change.before)?,
            );
            let came = join(tx, group.0, member.0).await?;
            Ok(came.then(|| in_group(group.0, member.0, true)))
        }
        Kind::GroupMemberAdded => {
            let (group, member): (RecordId, MemberId) = (
                read(&said, "group", |change| &change.after)?,
                read(&said, "member", |change| &change.after)?,
            );
            let went = go(tx, group.0, member.0).await?;
            Ok(went.then(|| in_group(group.0, member.0, false)))
        }
        Kind::MemberRoleChanged => role_back(tx, &said).await,
        _ => Ok(None),
    }
}

/// A task goes back to whom it was given by, unless somebody has touched the same since.
async fn task(tx: &mut Tx, past: &Past, said: Content) -> Result<Event> {
    let Some(id) = past.record.map(RecordId) else {
        return absent();
    };
    let record = record::load(tx, id).await?;
    let Some(project) = record.project().filter(|_| record.is_live()) else {
        return absent();
    };
    refuse_when_touched_since(tx, past, id).await?;
    let kind = past.kind()?;
    let back = plan::set_back(tx, kind, said, &record, project).await?;
    // Whose move it is has changed back; the task stands as it stood.
    Ok(Event::of(kind, id, Some(project), back.content))
}

/// Somebody is in a project as before, where they still are what the hand-over made them.
async fn in_project(tx: &mut Tx, past: &Past, said: &Content) -> Result<Option<Event>> {
    let Some(project) = past.record else {
        return absent();
    };
    let role = said.fields.get("role");
    let role = |of: fn(&Change) -> &Value| {
        let code = role.map(of).and_then(Value::as_str);
        code.and_then(|code| ProjectRole::parse(code).ok())
    };
    let (before, after) = (role(|change| &change.before), role(|change| &change.after));
    let who: MemberId = match after {
        Some(_) => read(said, "member", |change| &change.after)?,
        None => read(said, "member", |change| &change.before)?,
    };
    let workspace = tx.workspace().0;
    let text = sql!(
        "SELECT role FROM project_member WHERE workspace = $1 AND project = $2 AND member = $3"
    );
    let now: Option<String> = on!(tx.conn(), |c| sqlx::query_scalar(text)
        .bind(workspace)
        .bind(project)
        .bind(who.0)
        .fetch_optional(c)
        .await)?;
    if now.as_deref() != after.map(ProjectRole::code) {
        return Ok(None);
    }
    if let Some(before) = before {
        put_member(tx, RecordId(project), who, before).await?;
    } else {
        let text = sql!(
            "DELETE FROM project_member WHERE workspace = $1 AND project = $2 AND member = $3"
        );
        on!(tx.conn(), |c| sqlx::query(text)
            .bind(workspace)
            .bind(project)
            .bind(who.0)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(Some(place(project, who, after, before)))
}

/// Whether somebody went out of a Group by it.
async fn go(tx: &mut Tx, group: Uuid, member: Uuid) -> Result<bool> {
    let workspace = tx.workspace().0;
    let text = sql!(
        "DELETE FROM member_group_member WHERE workspace = $1 AND member_group = $2 AND member = $3"
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

/// Whoever was made an owner by it is what they were before.
async fn role_back(tx: &mut Tx, said: &Content) -> Result<Option<Event>> {
    let who: MemberId = read(said, "member", |change| &change.after)?;
    let role = said.fields.get("role");
    let code = |of: fn(&Change) -> &Value| role.map(of).and_then(Value::as_str).unwrap_or_default();
    let (before, after) = (code(|change| &change.before), code(|change| &change.after));
    let workspace = tx.workspace().0;
    let text = sql!(
        "UPDATE member SET role = $3 WHERE workspace = $1 AND id = $2 AND role = $4 AND left_at IS NULL"
    );
    let rows = on!(tx.conn(), |c| sqlx::query(text)
        .bind(workspace)
        .bind(who.0)
        .bind(before)
        .bind(after)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    let content = || {
        Content::none()
            .with("member", who.to_string(), who.to_string())
            .with("role", after, before)
    };
    Ok((rows == 1).then(|| Event::of_workspace(Kind::MemberRoleChanged, content())))
}

/// An id that an event says.
fn read<T: serde::de::DeserializeOwned>(
    said: &Content,
    field: &str,
    of: fn(&Change) -> &Value,
) -> Result<T> {
    let value = said.fields.get(field).map(of).cloned().unwrap_or_default();
    serde_json::from_value(value).map_err(|_| Refused::conflict(Code::Final).into())
}
